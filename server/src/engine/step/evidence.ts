/**
 * What the text of a function shows about the types of its parameters: annotations, defaults, and what is done with them.
 *
 * Two parameters may be given one and the same object, unless what is done with one would fail on what the other is used as.
 */
import { nameOf } from '../../syntax/names.ts';
import { Context, Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Code } from '../lower/code.ts';
import { definesMethod, initialisesWithSelf } from './reach.ts';

/** The sorts of containers that no object has two of. */
type ContainerSort = 'list' | 'dict' | 'set' | 'tuple';

/** `container`: one of those; `walked`: a text or a container; `key`: something hashable that is no container itself. `null`: not known. */
type Sort = 'number' | 'text' | 'container' | ContainerSort | 'walked' | 'object' | 'key' | null;

const containerSorts = new Set<string | null>(['container', 'list', 'dict', 'set', 'tuple']);
const isContainer = (sort: Sort | 'fresh'): boolean => containerSorts.has(sort);

const found = new WeakMap<Tree, Map<Node, ReadonlyMap<string, Sort>>>();

/** Whether some call could give both parameters the same object. */
export function mayBeOne(tree: Tree, code: Code, one: number, other: number): boolean {
  const sorts = sortsOf(tree, code.node);
  return overlap(sortOf(tree, sorts, code, one), sortOf(tree, sorts, code, other));
}

/** Whether a local variable that holds an object of the outside could hold the one that a parameter was given. */
export function mayHold(tree: Tree, code: Code, slot: number, local: string): boolean {
  const sorts = sortsOf(tree, code.node);
  return overlap(sortOf(tree, sorts, code, slot), sorts.get(local) ?? null);
}

/** Whether a parameter may be given a constant of one of these types. */
export function mayBeConstant(tree: Tree, code: Code, slot: number, types: ReadonlySet<string>): boolean {
  if (types.size === 0) return false;
  const sort = sortOf(tree, sortsOf(tree, code.node), code, slot);
  if (sort === 'fresh') return false;
  if (types.has('anything')) return true;
  if (sort === 'object') return false;
  for (const type of types) {
    const other: Sort = type === 'str' || type === 'bytes' ? 'text' : type === 'tuple' || type === 'frozenset' ? 'container' : 'number';
    if (
      sort === null ||
      sort === 'key' ||
      sort === other ||
      (other === 'container' && isContainer(sort)) ||
      (sort === 'walked' && other !== 'number')
    )
      return true;
  }
  return false;
}

/** Whether a function asks if what two names stand for is the same or equal. */
export function areCompared(tree: Tree, code: Code, slot: number, local: string): boolean {
  let all = pairsOf.get(tree);
  if (all === undefined) pairsOf.set(tree, (all = new Map()));
  let pairs = all.get(code.node);
  if (pairs === undefined) all.set(code.node, (pairs = comparisons(tree, code.node)));
  return pairs.has(`${code.slots[slot]} ${local}`);
}

const pairsOf = new WeakMap<Tree, Map<Node, ReadonlySet<string>>>();

function comparisons(tree: Tree, node: Node): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (let inner = tree.first[node]; inner < node; inner += 1) {
    if (tree.kind[inner] !== Py.Compare) continue;
    const parts = children(tree, inner);
    for (let at = 1; at + 1 < parts.length; at += 2) {
      const how = tree.flag[parts[at]];
      if (how !== Operator.Eq && how !== Operator.NotEq && how !== Operator.Is && how !== Operator.IsNot) continue;
      const [one, other] = [parts[at - 1], parts[at + 1]];
      if (tree.kind[one] !== Py.Name || tree.kind[other] !== Py.Name) continue;
      const names = [nameOf(tree.aux[one]), nameOf(tree.aux[other])];
      pairs.add(names.join(' '));
      pairs.add(names.reverse().join(' '));
    }
  }
  return pairs;
}

function overlap(a: Sort | 'fresh', b: Sort | 'fresh'): boolean {
  if (a === 'fresh' || b === 'fresh') return false;
  if (a === null || b === null || a === b) return true;
  const pair = (x: Sort, y: Sort): boolean => (a === x && b === y) || (a === y && b === x);
  if (isContainer(a) && isContainer(b)) return a === 'container' || b === 'container';
  return (
    pair('walked', 'text') ||
    (a === 'walked' && isContainer(b)) ||
    (b === 'walked' && isContainer(a)) ||
    pair('walked', 'object') ||
    pair('key', 'tuple') ||
    ((a === 'key' || b === 'key') && !isContainer(a) && !isContainer(b) && !pair('key', 'walked'))
  );
}

/** Whether a parameter is used like an item: not to count and to index, and not walked over itself. */
export function isItem(tree: Tree, code: Code, slot: number): boolean {
  const sort = sortOf(tree, sortsOf(tree, code.node), code, slot);
  return sort === null || sort === 'object' || sort === 'key' || sort === 'text';
}

/** Whether a parameter is used, or annotated, as a number. */
export const isNumber = (tree: Tree, code: Code, slot: number): boolean => sortOf(tree, sortsOf(tree, code.node), code, slot) === 'number';

/** Whether a parameter is used, or annotated, as a text. */
export const isText = (tree: Tree, code: Code, slot: number): boolean => sortOf(tree, sortsOf(tree, code.node), code, slot) === 'text';

/** Whether a parameter is used, or annotated, as a number, a text or a container; or is made by the call itself. */
export function isBuiltin(tree: Tree, code: Code, slot: number): boolean {
  const sort = sortOf(tree, sortsOf(tree, code.node), code, slot);
  return sort === 'number' || sort === 'text' || isContainer(sort) || (sort === 'fresh' && slot > 0);
}

/**
 * Whether the first parameter of a method is an object that was made for this very call: that of an `__init__`, which none of the other arguments can be,
 * as long as the file calls no `__init__` with its own object among the other arguments.
 */
export function isNewborn(tree: Tree, code: Code): boolean {
  if (code.name !== '__init__' || tree.parent[code.node] === NONE || tree.kind[tree.parent[code.node]] !== Py.ClassDef) return false;
  // `__new__` may answer with an object that there was before, and `__init__` runs for it once more
  return !initialisesWithSelf(tree) && !definesMethod({ tree }, '__new__');
}

/** What is known of the parameter in a slot; `fresh`: made by the call itself (`*args`, `**others`, the `self` of `__init__`). */
function sortOf(tree: Tree, sorts: ReadonlyMap<string, Sort>, code: Code, slot: number): Sort | 'fresh' {
  if (slot === 0 && isNewborn(tree, code)) return 'fresh';
  const { positional, keywordOnly } = code.parameters;
  if (slot >= positional.length + keywordOnly.length) return 'fresh';
  return sorts.get(code.slots[slot]) ?? null;
}

function sortsOf(tree: Tree, node: Node): ReadonlyMap<string, Sort> {
  let all = found.get(tree);
  if (all === undefined) found.set(tree, (all = new Map()));
  let sorts = all.get(node);
  if (sorts === undefined) all.set(node, (sorts = collect(tree, node)));
  return sorts;
}

function collect(tree: Tree, node: Node): ReadonlyMap<string, Sort> {
  const sorts = new Map<string, Sort>();
  /** Parameters on which two signs disagree. */
  const torn = new Set<string>();
  const list = childIn(tree, node, PyField.args);
  if (list === NONE) return sorts;
  const note = (name: string, sort: Sort): void => {
    if (sort === null || torn.has(name)) return;
    const before = sorts.get(name) ?? null;
    if (before === null || before === sort) sorts.set(name, sort);
    else if (isContainer(before) && isContainer(sort))
      sorts.set(name, before === 'container' ? sort : sort === 'container' ? before : 'container');
    else if (before === 'key') sorts.set(name, sort);
    else if (sort === 'key') return;
    else if (before === 'walked' && sort !== 'number' && sort !== 'object') sorts.set(name, sort);
    else if (!(sort === 'walked' && before !== 'number' && before !== 'object')) {
      torn.add(name);
      sorts.set(name, null);
    }
  };
  for (const one of children(tree, list)) {
    if (tree.kind[one] !== Py.arg) continue;
    const annotation = childIn(tree, one, PyField.annotation);
    if (annotation !== NONE) note(nameOf(tree.aux[one]), annotated(tree, annotation));
  }
  const positional = [...childrenIn(tree, list, PyField.posonlyargs), ...childrenIn(tree, list, PyField.args)];
  const defaults = childrenIn(tree, list, PyField.defaults);
  defaults.forEach((value, at) => {
    const owner = positional[positional.length - defaults.length + at];
    if (owner !== undefined) note(nameOf(tree.aux[owner]), ofLiteral(tree, value));
  });
  for (let inner = tree.first[node]; inner < node; inner += 1) {
    if (tree.kind[inner] !== Py.Name) continue;
    note(nameOf(tree.aux[inner]), fromUse(tree, inner));
  }
  return sorts;
}

const numberTypes = new Set(['int', 'float', 'complex', 'bool']);
const sortedBy = (table: Readonly<Record<ContainerSort, string>>): ReadonlyMap<string, Sort> =>
  new Map(Object.entries(table).flatMap(([sort, names]) => names.split(' ').map((name): [string, Sort] => [name, sort as ContainerSort])));
const containerTypes = sortedBy({
  list: 'list List deque Deque bytearray',
  dict: 'dict Dict defaultdict DefaultDict Counter OrderedDict',
  set: 'set Set frozenset FrozenSet',
  tuple: 'tuple Tuple',
});
const walkedTypes = new Set('Iterable Sequence Collection Iterator Mapping MutableSequence MutableMapping bytes'.split(' '));

/** The type that a name of the module stands for. */
function aliased(tree: Tree, name: string, depth: number): Sort {
  for (const statement of childrenIn(tree, tree.size - 1, PyField.body)) {
    if (tree.kind[statement] !== Py.Assign) continue;
    const targets = childrenIn(tree, statement, PyField.targets);
    if (targets.length === 1 && tree.kind[targets[0]] === Py.Name && nameOf(tree.aux[targets[0]]) === name)
      return annotated(tree, childIn(tree, statement, PyField.value), depth);
  }
  return null;
}

function annotated(tree: Tree, node: Node, depth = 0): Sort {
  switch (tree.kind[node]) {
    case Py.Name: {
      const name = nameOf(tree.aux[node]);
      if (numberTypes.has(name)) return 'number';
      if (name === 'str') return 'text';
      const container = containerTypes.get(name);
      if (container !== undefined) return container;
      return walkedTypes.has(name) ? 'walked' : depth > 3 ? null : aliased(tree, name, depth + 1);
    }
    case Py.Subscript: {
      const parts = children(tree, node);
      const name = tree.kind[parts[0]] === Py.Name ? nameOf(tree.aux[parts[0]]) : '';
      return name === 'Optional' ? annotated(tree, parts[1]) : annotated(tree, parts[0]);
    }
    case Py.BinOp: {
      // `int | None`: what `None` is given for says nothing of the count
      const [one, other] = children(tree, node).filter((each) => !(tree.kind[each] === Py.Constant && tree.flag[each] === Literal.None));
      if (one === undefined) return null;
      const sort = annotated(tree, one);
      return other === undefined || annotated(tree, other) === sort ? sort : null;
    }
    default:
      return null;
  }
}

function ofLiteral(tree: Tree, node: Node): Sort {
  if (tree.kind[node] !== Py.Constant) return null;
  const type = tree.flag[node];
  if (type === Literal.int || type === Literal.float || type === Literal.complex) return 'number';
  return type === Literal.str ? 'text' : null;
}

const walkers = new Set('len sum sorted min max enumerate zip set list tuple iter reversed any all map filter'.split(' '));
const counters = new Set('range chr bin hex oct'.split(' '));
export const containerMethods = new Set(
  'append extend insert pop sort items keys values add remove popleft appendleft update clear'.split(' '),
);
/** Methods that containers of one sort alone have. */
const methodsOfOne = sortedBy({
  list: 'append extend insert sort popleft appendleft',
  dict: 'items keys values',
  set: 'add',
  tuple: '',
});
export const textMethods = new Set(
  'lower upper strip split startswith endswith isdigit isalpha join lstrip rstrip splitlines encode title capitalize'.split(' '),
);

/** What one use of a parameter shows. */
function fromUse(tree: Tree, node: Node): Sort {
  const up = tree.parent[node];
  if (up === NONE) return null;
  const field = tree.field[node];
  if (tree.flag[node] !== Context.Load) {
    if (tree.kind[up] !== Py.AugAssign || field !== PyField.target) return null;
    return arithmetic(tree, tree.flag[up], node, childIn(tree, up, PyField.value), true);
  }
  switch (tree.kind[up]) {
    case Py.BinOp: {
      const [left, right] = children(tree, up);
      return arithmetic(tree, tree.flag[up], node, left === node ? right : left, left === node);
    }
    case Py.UnaryOp:
      return tree.flag[up] === Operator.USub ? 'number' : null;
    case Py.Slice:
      // a class of the file may take anything for a bound
      return definesMethod({ tree }, '__getitem__', '__setitem__', '__delitem__') ? null : 'number';
    case Py.Compare: {
      const parts = children(tree, up);
      const at = parts.indexOf(node);
      for (const [operator, other] of [
        [parts[at + 1], parts[at + 2]],
        [parts[at - 1], parts[at - 2]],
      ]) {
        if (operator === undefined || other === undefined) continue;
        const how = tree.flag[operator];
        const ordered = how === Operator.Lt || how === Operator.LtE || how === Operator.Gt || how === Operator.GtE;
        if (ordered && ofLiteral(tree, other) === 'number') return 'number';
        if ((how === Operator.In || how === Operator.NotIn) && other === parts[at - 2]) return 'walked';
      }
      return null;
    }
    case Py.Call: {
      if (field === PyField.func) return 'object';
      const callee = childIn(tree, up, PyField.func);
      if (tree.kind[callee] !== Py.Name) return null;
      const name = nameOf(tree.aux[callee]);
      if (counters.has(name)) return 'number';
      if (!walkers.has(name)) return null;
      const only = childrenIn(tree, up, PyField.args);
      return (name === 'min' || name === 'max' ? only.length === 1 : only.at(name === 'map' || name === 'filter' ? 1 : 0) === node)
        ? 'walked'
        : null;
    }
    case Py.Subscript: {
      if (field !== PyField.value) return 'key';
      const next = tree.parent[up];
      const twice = next !== NONE && tree.kind[next] === Py.Subscript && tree.field[up] === PyField.value;
      return twice || tree.flag[up] !== Context.Load ? 'container' : 'walked';
    }
    case Py.Set:
      return 'key';
    case Py.Dict:
      return field === PyField.keys ? 'key' : null;
    case Py.For:
    case Py.comprehension:
      return field === PyField.iter ? 'walked' : null;
    case Py.Attribute: {
      const name = nameOf(tree.aux[up]);
      return containerMethods.has(name) ? (methodsOfOne.get(name) ?? 'container') : textMethods.has(name) ? 'text' : 'object';
    }
    default:
      return null;
  }
}

function arithmetic(tree: Tree, operator: number, _node: Node, other: Node, isLeft: boolean): Sort {
  if (operator === Operator.Pow || operator === Operator.FloorDiv || operator === Operator.Div) return 'number';
  if (ofLiteral(tree, other) !== 'number') return null;
  if (operator === Operator.Mult) return null;
  return operator === Operator.Mod && !isLeft ? null : 'number';
}
