/**
 * Handles that a class keeps as the items of a container: which attribute that is, and whether a use of the attribute may release them.
 *
 * What is done with an item counts as a release unless it is plainly none: reading it, printing it, asking it.
 */
import { intern, nameOf } from '../syntax/names.ts';
import { calleeOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, type Node, type Tree } from '../syntax/tree.ts';
import type { Lookup } from './lookup.ts';
import { borrowers, readers, viewers } from './model/resources.ts';

const { Attribute, Call, Name, Subscript } = Py;
const [append, add, appendleft] = ['append', 'add', 'appendleft'].map(intern);
/** Methods of a container that give none of its items away. */
const keepsItems = new Set(['append', 'add', 'appendleft', 'extend', 'insert', 'update', 'index', 'count', 'keys', 'sort', 'reverse']);
const walksItems = new Set(['values', 'items']);
const takesOut = new Set(['pop', 'popitem', 'popleft', 'clear', 'remove', 'discard']);

export interface Container {
  /** The attribute as the method that fills it names it: `self.files`. */
  readonly target: Node;
  /** The expression whose value is kept, or the statement that adds to what is kept. */
  readonly from: Node;
  readonly form: 'items' | 'values';
}

/** `self.files = [open(p) for p in paths]`, `self.files.append(open(p))`, `self.files[p] = open(p)`; `null` for anything else. */
export function containerOf(tree: Tree, value: Node): Container | null {
  const up = tree.parent[value];
  if (tree.kind[up] === Call && tree.field[value] === PyField.args) {
    const callee = calleeOf(tree, up);
    const name = tree.kind[callee] === Attribute ? tree.aux[callee] : 0;
    const adds = name === append || name === add || name === appendleft;
    return adds && tree.kind[callee - 1] === Attribute && tree.kind[tree.parent[up]] === Py.Expr
      ? { target: callee - 1, from: tree.parent[up], form: 'items' }
      : null;
  }
  if (tree.kind[up] === Py.Assign && tree.field[value] === PyField.value) {
    const [target, another] = childrenIn(tree, up, PyField.targets);
    if (another !== undefined || tree.kind[target] !== Subscript) return null;
    const kept = childIn(tree, target, PyField.value);
    return tree.kind[kept] === Attribute ? { target: kept, from: up, form: 'values' } : null;
  }
  const form = displays.get(tree.kind[up]);
  const field = tree.field[value];
  if (form === undefined || (field !== PyField.elt && field !== PyField.elts && field !== PyField.value && field !== PyField.values))
    return null;
  const statement = tree.parent[up];
  if (tree.kind[statement] !== Py.Assign || tree.field[up] !== PyField.value) return null;
  const [target, another] = childrenIn(tree, statement, PyField.targets);
  return another === undefined && tree.kind[target] === Attribute ? { target, from: statement, form } : null;
}

const displays = new Map<number, Container['form']>([
  [Py.ListComp, 'items'],
  [Py.SetComp, 'items'],
  [Py.List, 'items'],
  [Py.Set, 'items'],
  [Py.Tuple, 'items'],
  [Py.DictComp, 'values'],
  [Py.Dict, 'values'],
]);

/** Whether a use of the container may release its items. `lets`: whether a method so called releases one of them. */
export function letsItemsGo(tree: Tree, lookup: Lookup, use: Node, lets: (method: string) => boolean): boolean {
  const up = tree.parent[use];
  switch (tree.kind[up]) {
    case Attribute: {
      const name = nameOf(tree.aux[up]);
      const call = tree.parent[up];
      if (keepsItems.has(name) || takesOut.has(name)) return takesOut.has(name);
      return walksItems.has(name) && tree.kind[call] === Call ? walked(tree, lookup, call, lets) : !isOnlyAsked(tree, lookup, call, lets);
    }
    case Subscript:
      if (tree.flag[up] === Context.Store) return false;
      return tree.flag[up] === Context.Del || !isOnlyAsked(tree, lookup, up, lets);
    case Call: {
      const dotted = lookup.qualifiedName(calleeOf(tree, up)) ?? '';
      if (viewers.has(dotted)) return walked(tree, lookup, up, lets);
      return !borrowers.has(dotted) && !readers.has(dotted);
    }
    default:
      return walked(tree, lookup, use, lets);
  }
}

/** Whether a loop over this may release what it comes by; where there is no loop, it may. */
function walked(tree: Tree, lookup: Lookup, iterable: Node, lets: (method: string) => boolean): boolean {
  const loop = tree.parent[iterable];
  const kind = tree.kind[loop];
  if ((kind !== Py.For && kind !== Py.comprehension) || tree.field[iterable] !== PyField.iter) return true;
  const target = childIn(tree, loop, PyField.target);
  const names = new Set<number>();
  for (let node = tree.first[target]; node <= target; node += 1) if (tree.kind[node] === Name) names.add(tree.aux[node]);
  const within = kind === Py.For ? loop : tree.parent[loop];
  const scope = lookup.scopeOf(target);
  for (let node = tree.first[within]; node < within; node += 1) {
    if (tree.kind[node] !== Name || !names.has(tree.aux[node]) || tree.flag[node] !== Context.Load) continue;
    if (lookup.scopeOf(node) !== scope || !isOnlyAsked(tree, lookup, node, lets)) return true;
  }
  return false;
}

/** `item.read()`, `print(item)`, `item is None`: somebody looks at it, and lets it be. */
function isOnlyAsked(tree: Tree, lookup: Lookup, item: Node, lets: (method: string) => boolean): boolean {
  const up = tree.parent[item];
  switch (tree.kind[up]) {
    case Attribute:
      return tree.flag[up] === Context.Load && !lets(nameOf(tree.aux[up]));
    case Call: {
      const dotted = tree.field[item] === PyField.func ? '' : (lookup.qualifiedName(calleeOf(tree, up)) ?? '');
      return borrowers.has(dotted) || readers.has(dotted);
    }
    case Py.Compare:
    case Py.FormattedValue:
    case Py.Expr:
    case Py.Assert:
      return true;
    case Py.If:
    case Py.While:
      return tree.field[item] === PyField.test;
    default:
      return false;
  }
}
