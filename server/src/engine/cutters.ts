/** Who takes a ring of objects apart again: the methods of their classes that let go of one of its links. */
import { nameOf } from '../syntax/names.ts';
import { parametersOf } from '../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';

const { Assign, Attribute, Call, ClassDef, Constant, FunctionDef, AsyncFunctionDef, Name, Subscript } = Py;

/** Words in the names of methods that end the use of an object, or of one of its parts: `close`, `_on_closed`, `connection_lost`. */
const endings =
  /(^|_)(close[ds]?|closing|clear(ed)?|a?exit|del|aclose|stop(ped)?|shutdown|dispose[ds]?|releas(e|ed)|destroy(ed)?|cleanup|teardown|tearDown|disconnect(ed)?|detach(ed)?|unlink|reset|finish(ed)?|terminated?|unregister|lost|abort(ed)?|cancel(l?ed)?|eof)(_|$)/;

/** A class and those of the file that it inherits from. */
export function classesOf(tree: Tree, node: Node): readonly Node[] {
  const found = [node];
  for (let at = 0; at < found.length && found.length < 10; at += 1) {
    for (const base of childrenIn(tree, found[at], PyField.bases)) {
      if (tree.kind[base] !== Name) continue;
      const named = childrenIn(tree, root(tree), PyField.body).find(
        (one) => tree.kind[one] === ClassDef && tree.aux[one] === tree.aux[base],
      );
      if (named !== undefined && !found.includes(named)) found.push(named);
    }
  }
  return found;
}

/**
 * The method that sets one of the attributes of a ring to nothing, deletes or empties it: one whose name says that it ends something, one that
 * takes no arguments, or one by which an object takes itself out of what holds it. `closing`: where the ring is closed; `looked` takes the methods
 * that were read.
 */
export function cutBy(
  tree: Tree,
  classes: readonly Node[],
  attributes: readonly string[],
  closing: Node,
  looked: Set<Node>,
): string | null {
  for (const owner of classes) {
    for (let method = tree.first[owner]; method < owner; method += 1) {
      if (tree.kind[method] !== FunctionDef && tree.kind[method] !== AsyncFunctionDef) continue;
      const name = nameOf(tree.aux[method]);
      if (tree.parent[method] !== owner || name === '__init__' || contains(tree, method, closing)) continue;
      looked.add(method);
      const ends = endings.test(name) || parametersOf(tree, method).length === 1;
      if (cutsIn(tree, method, attributes, ends)) return name;
    }
  }
  return null;
}

function cutsIn(tree: Tree, method: Node, attributes: readonly string[], ends: boolean): boolean {
  const [self] = parametersOf(tree, method);
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] !== Attribute || !attributes.includes(nameOf(tree.aux[node]))) continue;
    if (ends && letsGo(tree, node)) return true;
    if (self !== undefined && takesItselfOut(tree, node, tree.aux[self])) return true;
  }
  return false;
}

const emptying = new Set(['clear', 'pop', 'popleft', 'popitem', 'remove', 'discard']);

/** `x.a = None`, `x.a = []`, `del x.a`, `del x.a[:]`, `x.a.clear()`. */
function letsGo(tree: Tree, attribute: Node): boolean {
  if (tree.flag[attribute] === Context.Del) return true;
  const up = tree.parent[attribute];
  if (tree.flag[attribute] === Context.Store) return isNothing(tree, valueFor(tree, attribute));
  if (tree.kind[up] === Subscript) return tree.flag[up] === Context.Del && tree.field[attribute] === PyField.value;
  return tree.kind[up] === Attribute && tree.kind[tree.parent[up]] === Call && emptying.has(nameOf(tree.aux[up]));
}

/** `x.a.remove(self)`, `x.a.pop(self.key)`, `del x.a[self.key]`. */
function takesItselfOut(tree: Tree, attribute: Node, self: number): boolean {
  const up = tree.parent[attribute];
  if (tree.kind[up] === Subscript && tree.flag[up] === Context.Del) return speaksOf(tree, childIn(tree, up, PyField.slice), self);
  const call = tree.parent[up];
  if (tree.kind[up] !== Attribute || tree.kind[call] !== Call || !emptying.has(nameOf(tree.aux[up]))) return false;
  return childrenIn(tree, call, PyField.args).some((argument) => speaksOf(tree, argument, self));
}

function speaksOf(tree: Tree, node: Node, name: number): boolean {
  if (node === NONE) return false;
  for (let inner = tree.first[node]; inner <= node; inner += 1) if (tree.kind[inner] === Name && tree.aux[inner] === name) return true;
  return false;
}

/** What is stored in a target, also of `a, b = …, …`; `NONE` if that is not plain. */
function valueFor(tree: Tree, target: Node): Node {
  const up = tree.parent[target];
  if (tree.kind[up] === Assign || tree.kind[up] === Py.AnnAssign) return tree.field[up - 1] === PyField.value ? up - 1 : NONE;
  const statement = up === NONE ? NONE : tree.parent[up];
  if (statement === NONE || tree.kind[up] !== Py.Tuple || tree.kind[statement] !== Assign || tree.kind[statement - 1] !== Py.Tuple)
    return NONE;
  const at = children(tree, up).indexOf(target);
  return children(tree, statement - 1)[at] ?? NONE;
}

/** `None`, `[]`, `{}`, `()`, `set()`, `list()`, `dict()`. */
function isNothing(tree: Tree, value: Node): boolean {
  if (value === NONE) return false;
  const kind = tree.kind[value];
  if (kind === Constant) return tree.flag[value] === Literal.None;
  if (kind === Call) return children(tree, value).length === 1 && tree.kind[value - 1] === Name;
  return (kind === Py.List || kind === Py.Dict || kind === Py.Tuple) && children(tree, value).length === 0;
}
