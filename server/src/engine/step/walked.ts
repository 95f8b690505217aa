/**
 * Whether walking over a parameter holds what was given for it, as far as the text of the function shows.
 *
 * The iterator of a container or a text holds it, and an iterator is its own; but that of a `range` or of a view of a dict holds none, and a class may
 * answer with anything. So that it is held is said only where the function does with the parameter what only a container or a text allows, or says in its
 * annotation that it is one; a function that asks for the type of what it was given shows nothing.
 */
import { nameOf } from '../../syntax/names.ts';
import { Context, Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Code } from '../lower/code.ts';
import { containerMethods, textMethods } from './evidence.ts';

const found = new WeakMap<Tree, Map<Node, ReadonlySet<string>>>();

/** Whether every iterator over what a parameter is given holds it once. */
export function isHeldByIterator(tree: Tree, code: Code, slot: number): boolean {
  const { positional, keywordOnly } = code.parameters;
  // `*args` and `**others` are a tuple and a dict
  if (slot >= positional.length + keywordOnly.length) return true;
  let all = found.get(tree);
  if (all === undefined) found.set(tree, (all = new Map()));
  let names = all.get(code.node);
  if (names === undefined) all.set(code.node, (names = collect(tree, code.node)));
  return names.has(code.slots[slot]);
}

/** Names of the parameters that only something that its iterators hold can have been given for. */
function collect(tree: Tree, node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  const list = childIn(tree, node, PyField.args);
  if (list === NONE) return names;
  const shown = new Set<string>();
  const subscripted = new Set<string>();
  const unpacked = new Set<string>();
  const doubtful = new Set<string>();
  for (let inner = tree.first[node]; inner < node; inner += 1) {
    if (tree.kind[inner] !== Py.Name) continue;
    const name = nameOf(tree.aux[inner]);
    if (tree.flag[inner] !== Context.Load || asksForType(tree, inner)) doubtful.add(name);
    else if (isOnlyForContainers(tree, inner)) shown.add(name);
    else if (isSubscripted(tree, inner)) subscripted.add(name);
    else if (holdsNoNumbers(tree, inner)) unpacked.add(name);
  }
  for (const one of children(tree, list)) {
    if (tree.kind[one] !== Py.arg) continue;
    const name = nameOf(tree.aux[one]);
    const annotation = childIn(tree, one, PyField.annotation);
    // a range has subscripts, but only numbers in it; a view of a dict has no subscripts
    const isShown = shown.has(name) || (subscripted.has(name) && unpacked.has(name));
    if ((isShown && !doubtful.has(name)) || (annotation !== NONE && isContainer(tree, annotation))) names.add(name);
  }
  return names;
}

const held = new Set(
  (
    'list dict set tuple frozenset deque List Dict Set Tuple FrozenSet Deque defaultdict DefaultDict bytearray Counter OrderedDict str bytes ' +
    'Iterator Generator MutableSequence TextIO BinaryIO IO'
  ).split(' '),
);

/** Whether all that an annotation allows is held by its iterators. */
function isContainer(tree: Tree, node: Node): boolean {
  switch (tree.kind[node]) {
    case Py.Name:
      return held.has(nameOf(tree.aux[node]));
    case Py.Attribute:
      return held.has(nameOf(tree.aux[node]));
    case Py.Subscript: {
      const parts = children(tree, node);
      const name = tree.kind[parts[0]] === Py.Name ? nameOf(tree.aux[parts[0]]) : '';
      return isContainer(tree, name === 'Optional' ? parts[1] : parts[0]);
    }
    case Py.BinOp: {
      const parts = children(tree, node).filter((one) => !(tree.kind[one] === Py.Constant && tree.flag[one] === Literal.None));
      return parts.length > 0 && parts.every((one) => isContainer(tree, one));
    }
    case Py.Constant:
      return false;
    default:
      return false;
  }
}

/** Whether what stands here would fail for a range and for a view of a dict. */
function isOnlyForContainers(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  switch (tree.kind[up]) {
    case Py.Attribute: {
      const name = nameOf(tree.aux[up]);
      return (containerMethods.has(name) || textMethods.has(name)) && name !== 'count' && name !== 'index';
    }
    case Py.Subscript: {
      if (tree.field[node] !== PyField.value) return false;
      const next = tree.parent[up];
      return tree.flag[up] !== Context.Load || (tree.kind[next] === Py.Subscript && tree.field[up] === PyField.value);
    }
    case Py.BinOp:
      // numbers are added to numbers only, and nothing to a range
      return tree.flag[up] === Operator.Add && children(tree, up).some((one) => one !== node && isWritten(tree, one));
    default:
      return false;
  }
}

/** A list, a tuple or a text that is written out. */
const isWritten = (tree: Tree, node: Node): boolean =>
  tree.kind[node] === Py.List ||
  tree.kind[node] === Py.Tuple ||
  tree.kind[node] === Py.JoinedStr ||
  (tree.kind[node] === Py.Constant && tree.flag[node] === Literal.str);

const isSubscripted = (tree: Tree, node: Node): boolean =>
  tree.kind[tree.parent[node]] === Py.Subscript && tree.field[node] === PyField.value;

/** Whether it is walked over for items that are no numbers: they are taken apart. */
function holdsNoNumbers(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if ((tree.kind[up] !== Py.For && tree.kind[up] !== Py.comprehension) || tree.field[node] !== PyField.iter) return false;
  const target = childIn(tree, up, PyField.target);
  return tree.kind[target] === Py.Tuple || tree.kind[target] === Py.List;
}

const questions = new Set('isinstance issubclass type hasattr getattr callable'.split(' '));

function asksForType(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (tree.kind[up] !== Py.Call || tree.field[node] !== PyField.args) return false;
  const callee = childIn(tree, up, PyField.func);
  return tree.kind[callee] === Py.Name && questions.has(nameOf(tree.aux[callee]));
}
