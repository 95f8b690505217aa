/**
 * Variables shared with inner functions whose object nothing else holds when an inner function begins.
 *
 * Such a variable is bound to containers that are made on the spot, its uses let nobody keep them, and while a use is under way none of the inner functions
 * runs; those are called by name alone, so nobody else can call them. All this is read from the text of the function around.
 */
import { intern, nameOf } from '../../syntax/names.ts';
import { decoratorsOf, isFunction } from '../../syntax/python/access.ts';
import { Context, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Program } from '../lower/code.ts';
import { placeIn } from '../scope.ts';
import type { Scope } from '../scope.ts';

const known = new WeakMap<Tree, Map<string, boolean>>();

/** Whether the variable that a scope calls by this name, its own or one of a function around, is the only holder of what it refers to. */
export function holdsAlone({ tree, codeOf }: Program, scope: Scope, name: string): boolean {
  const id = intern(name);
  let owner: Scope | undefined = scope;
  while (owner !== undefined && placeIn(owner, id) === 'free') owner = codeOf.get(owner.parent)?.scope;
  if (owner === undefined || placeIn(owner, id) !== 'cell' || owner.kind !== 'function' || owner.yields) return false;
  let answers = known.get(tree);
  if (answers === undefined) known.set(tree, (answers = new Map()));
  const key = `${owner.node} ${name}`;
  let answer = answers.get(key);
  if (answer === undefined) answers.set(key, (answer = isAlone(tree, owner.node, id)));
  return answer;
}

interface Search {
  readonly tree: Tree;
  /** The function whose variable it is. */
  readonly owner: Node;
  readonly name: number;
  /** Names of the functions inside. */
  readonly inner: ReadonlySet<number>;
}

const lookers = new Set('locals vars eval exec dir'.split(' ').map(intern));
const caches = new Set('cache lru_cache'.split(' ').map(intern));
const suspending = new Set<number>([Py.Yield, Py.YieldFrom, Py.Await, Py.AsyncFunctionDef, Py.AsyncFor, Py.AsyncWith]);
/** Kinds beside `Name` whose `aux` is a name that they bind. */
const binders = new Set<number>([
  Py.FunctionDef,
  Py.ClassDef,
  Py.arg,
  Py.Identifier,
  Py.MatchAs,
  Py.MatchStar,
  Py.TypeVar,
  Py.ParamSpec,
  Py.TypeVarTuple,
]);

function isAlone(tree: Tree, owner: Node, name: number): boolean {
  const inner = new Set<number>();
  for (let node = tree.first[owner]; node < owner; node += 1) if (tree.kind[node] === Py.FunctionDef) inner.add(tree.aux[node]);
  if (inner.size === 0 || inner.has(name)) return false;
  const search: Search = { tree, owner, name, inner };
  for (let node = tree.first[owner]; node < owner; node += 1) {
    const kind = tree.kind[node];
    if (suspending.has(kind)) return false;
    if (kind === Py.FunctionDef && !decoratorsOf(tree, node).every((one) => isCache(tree, one))) return false;
    if (binders.has(kind) && tree.aux[node] === name) return false;
    if (kind === Py.alias && (tree.aux[node] === name || nameOf(tree.aux[node]).startsWith('*'))) return false;
    if (kind !== Py.Name) continue;
    const one = tree.aux[node];
    if (lookers.has(one)) return false;
    if (inner.has(one) && !(isCallee(tree, node) && homeOf(search, node) !== 'elsewhere')) return false;
    if (one === name && !isHarmless(search, node)) return false;
  }
  return true;
}

function isCache(tree: Tree, decorator: Node): boolean {
  const callee = tree.kind[decorator] === Py.Call ? childIn(tree, decorator, PyField.func) : decorator;
  return (tree.kind[callee] === Py.Name || tree.kind[callee] === Py.Attribute) && caches.has(tree.aux[callee]);
}

const isCallee = (tree: Tree, node: Node): boolean => tree.kind[tree.parent[node]] === Py.Call && tree.field[node] === PyField.func;

/** Whose code a node is in: the function's own, that of a function inside, or of something that others may run later. */
function homeOf({ tree, owner }: Search, node: Node): 'own' | 'inner' | 'elsewhere' {
  let home: 'own' | 'inner' = 'own';
  for (let up = tree.parent[node]; up !== owner; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.Lambda || kind === Py.GeneratorExp || kind === Py.ClassDef) return 'elsewhere';
    if (isFunction(kind)) home = 'inner';
  }
  return home;
}

function isHarmless(search: Search, node: Node): boolean {
  const { tree } = search;
  const home = homeOf(search, node);
  if (home === 'elsewhere') return false;
  if (tree.flag[node] === Context.Load) return isInPassing(search, node, home === 'own');
  return tree.flag[node] === Context.Store && home === 'own' && bindsNew(search, node);
}

function bindsNew(search: Search, node: Node): boolean {
  const { tree } = search;
  const up = tree.parent[node];
  const value = childIn(tree, up, PyField.value);
  switch (tree.kind[up]) {
    case Py.Assign:
      return childrenIn(tree, up, PyField.targets).length === 1 && isNew(tree, value);
    case Py.AnnAssign:
      return value === NONE || isNew(tree, value);
    case Py.AugAssign:
      return isQuiet(search, up) && isNew(tree, value);
    default:
      return false;
  }
}

const makers = new Set('list dict set sorted'.split(' ').map(intern));
const imported = new Set('defaultdict deque OrderedDict Counter'.split(' ').map(intern));

/** Whether an expression makes a container. */
function isNew(tree: Tree, node: Node): boolean {
  switch (tree.kind[node]) {
    case Py.List:
    case Py.ListComp:
    case Py.Dict:
    case Py.DictComp:
    case Py.Set:
    case Py.SetComp:
      return true;
    case Py.BinOp:
      return tree.flag[node] === Operator.Mult && children(tree, node).some((one) => tree.kind[one] === Py.List);
    case Py.Call: {
      const callee = childIn(tree, node, PyField.func);
      if (tree.kind[callee] !== Py.Name) return false;
      const name = tree.aux[callee];
      return makers.has(name) ? !boundIn(tree).has(name) : imported.has(name) && boundIn(tree).get(name) === 'import';
    }
    default:
      return false;
  }
}

const bindings = new WeakMap<Tree, ReadonlyMap<number, 'import' | 'otherwise'>>();

/** Names that anything in the file binds, and whether imports alone do. */
function boundIn(tree: Tree): ReadonlyMap<number, 'import' | 'otherwise'> {
  let bound = bindings.get(tree) as Map<number, 'import' | 'otherwise'> | undefined;
  if (bound !== undefined) return bound;
  bindings.set(tree, (bound = new Map()));
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.alias) {
      const name = tree.aux[node];
      if (!bound.has(name)) bound.set(name, 'import');
    } else if (binders.has(kind) || (kind === Py.Name && tree.flag[node] !== Context.Load)) bound.set(tree.aux[node], 'otherwise');
  }
  return bound;
}

/** Whether no inner function is called anywhere in a node. */
function isQuiet({ tree, inner }: Search, node: Node): boolean {
  for (let one = tree.first[node]; one <= node; one += 1) if (tree.kind[one] === Py.Name && inner.has(tree.aux[one])) return false;
  return true;
}

const methods = new Set(
  (
    'append extend insert remove pop clear index count sort reverse copy get setdefault update add discard popleft appendleft ' +
    'extendleft popitem rotate union intersection difference issubset issuperset isdisjoint'
  )
    .split(' ')
    .map(intern),
);
const views = new Set('items keys values'.split(' ').map(intern));
/** Builtins that are done with their first argument when they return. */
const consumers = new Set(
  'len sum min max sorted list tuple set frozenset dict str repr any all print bool isinstance'.split(' ').map(intern),
);
/** Builtins whose result holds their arguments. */
const walkers = new Set('enumerate zip reversed iter'.split(' ').map(intern));

/** Whether the reference that a node yields is let go before any inner function runs. `own`: it stands in the function's own code. */
function isInPassing(search: Search, node: Node, own: boolean): boolean {
  const { tree } = search;
  const up = tree.parent[node];
  const field = tree.field[node];
  switch (tree.kind[up]) {
    case Py.Expr:
      return true;
    case Py.Subscript: {
      if (field !== PyField.value) return false;
      const next = tree.parent[up];
      return isQuiet(search, tree.kind[next] === Py.AugAssign && tree.field[up] === PyField.target ? next : up);
    }
    case Py.Attribute: {
      const call = tree.parent[up];
      if (!isCallee(tree, up)) return false;
      return methods.has(tree.aux[up]) ? isQuiet(search, call) : views.has(tree.aux[up]) && isInPassing(search, call, own);
    }
    case Py.Compare:
      return isQuiet(search, up) && comparesItself(tree, up, node);
    case Py.BinOp:
      return isQuiet(search, up) && children(tree, up).every((one) => one === node || isNew(tree, one) || tree.kind[one] === Py.Constant);
    case Py.FormattedValue:
      return isQuiet(search, up);
    case Py.UnaryOp:
      return tree.flag[up] === Operator.Not;
    case Py.If:
    case Py.While:
    case Py.IfExp:
    case Py.Assert:
      return field === PyField.test;
    case Py.BoolOp:
      return isTest(tree, up);
    case Py.For:
      return field === PyField.iter && isQuiet(search, up);
    case Py.comprehension:
      return field === PyField.ifs || isQuiet(search, tree.parent[up]);
    case Py.Starred:
      return tree.kind[tree.parent[up]] !== Py.Call && tree.flag[up] === Context.Load && isQuiet(search, tree.parent[up]);
    case Py.Call:
      return field === PyField.args && isTaken(search, up, node, own);
    case Py.Tuple:
      return tree.kind[tree.parent[up]] === Py.Return && isInPassing(search, up, own);
    case Py.Return:
      return own && isQuiet(search, up) && leavesAtOnce(search, up);
    default:
      return false;
  }
}

/** Whether only the truth of a node is asked. */
function isTest(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (tree.kind[up] === Py.BoolOp) return isTest(tree, up);
  if (tree.kind[up] === Py.UnaryOp) return tree.flag[up] === Operator.Not;
  const asks = tree.kind[up] === Py.If || tree.kind[up] === Py.While || tree.kind[up] === Py.IfExp || tree.kind[up] === Py.Assert;
  return asks && tree.field[node] === PyField.test;
}

/** Whether a comparison asks no other object, which could keep what it is compared with. */
function comparesItself(tree: Tree, compare: Node, node: Node): boolean {
  const parts = children(tree, compare);
  if (parts.length !== 3) return false;
  const [left, operator, right] = parts;
  const how = tree.flag[operator];
  if (how === Operator.Is || how === Operator.IsNot) return true;
  if (how === Operator.In || how === Operator.NotIn) return node === right;
  const other = left === node ? right : left;
  return isNew(tree, other) || tree.kind[other] === Py.Constant;
}

/** Whether a call is done with its argument in time. */
function isTaken(search: Search, call: Node, node: Node, own: boolean): boolean {
  const { tree } = search;
  const callee = childIn(tree, call, PyField.func);
  if (tree.kind[callee] === Py.Attribute) {
    // a text joins what it is given
    const joins = tree.kind[callee - 1] === Py.Constant && nameOf(tree.aux[callee]) === 'join';
    return joins && isQuiet(search, call);
  }
  if (tree.kind[callee] !== Py.Name || boundIn(tree).has(tree.aux[callee])) return false;
  const args = childrenIn(tree, call, PyField.args);
  if (walkers.has(tree.aux[callee])) return isQuiet(search, call) && isInPassing(search, call, own);
  if (!consumers.has(tree.aux[callee]) || !isQuiet(search, call)) return false;
  const name = nameOf(tree.aux[callee]);
  // `min` and `max` of several answer one of them
  return name === 'print' || (args[0] === node && (args.length === 1 || (name !== 'min' && name !== 'max')));
}

/** Whether nothing runs between a `return` and the end of the function. */
function leavesAtOnce({ tree, owner }: Search, node: Node): boolean {
  for (let up = tree.parent[node]; up !== owner; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.With || ((kind === Py.Try || kind === Py.TryStar) && childrenIn(tree, up, PyField.finalbody).length > 0)) return false;
  }
  return true;
}
