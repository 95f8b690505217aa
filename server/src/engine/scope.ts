/**
 * The symbol table of a Python file, as CPython's `symtable` makes it: which code runs a node, and where each name of that code lives.
 *
 * Two linear passes over the tree, no recursion: nesting of any depth is fine. Names are interned numbers, already mangled (`__x` in class `C` is `_C__x`).
 * Annotations count as uses in the scope around them, as in CPython 3.8 … 3.13.
 */
import { intern, nameOf } from '../syntax/names.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { contains, NONE, previousSibling } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { nodeNow } from './change.ts';
import type { Change } from './change.ts';

export type ScopeKind = 'module' | 'function' | 'lambda' | 'class' | 'comprehension' | 'generator' | 'annotation';

/** What a scope does with a name (a bit set), and behind it where the name lives. */
export const Symbol = {
  Bound: 1,
  Parameter: 2,
  GlobalStatement: 4,
  NonlocalStatement: 8,
  Used: 16,
  Imported: 32,
  /** Target of `:=` inside a comprehension: bound in the function around it. */
  Walrus: 64,
  /** Target of an assignment of a plain name or attribute: may be another name for something. */
  Aliased: 128,
} as const;

/** Where a name of a scope lives. `Class`: in the namespace of the class body (or of nothing at all, then globals). */
export type Place = 'local' | 'cell' | 'free' | 'global' | 'globalImplicit' | 'class';

export interface Scope {
  readonly index: number;
  readonly kind: ScopeKind;
  /** The module, function, lambda, class, comprehension or type alias whose code this is. */
  readonly node: Node;
  /** Index of the scope around it; -1 for the module. */
  readonly parent: number;
  /** `f`, `<lambda>`, `<listcomp>` …; an interned name. */
  readonly name: number;
  /** The class whose name mangles private names here (interned); 0 outside classes. */
  readonly privateTo: number;
  /** Name → `Symbol` bits. */
  readonly symbols: Map<number, number>;
  /** Name → where it lives; for every name in `symbols`, and those that only pass through to inner functions. */
  readonly places: Map<number, Place>;
  /** A class whose methods use `super()` or `__class__`. */
  needsClassCell: boolean;
  /** Contains `yield` of its own. */
  yields: boolean;
  /** Contains an `import *`, or calls such as `exec` cannot be excluded: names may appear from nowhere. */
  star: boolean;
}

export interface Scopes {
  readonly tree: Tree;
  /** In order of their opening from the end of the text; the module is the first, a parent always stands before its children. */
  readonly list: readonly Scope[];
  /** For each node the scope whose code runs it. A `def` belongs to the scope it stands in, its body to its own. */
  readonly of: Int32Array;
  /** The scope that a node opens, by node. */
  readonly opened: ReadonlyMap<Node, Scope>;
}

const {
  AsyncFunctionDef,
  ClassDef,
  DictComp,
  ExceptHandler,
  FunctionDef,
  GeneratorExp,
  Global,
  Identifier,
  Import,
  Lambda,
  ListComp,
  MatchAs,
  MatchMapping,
  MatchStar,
  Name,
  NamedExpr,
  Nonlocal,
  ParamSpec,
  SetComp,
  TypeAlias,
  TypeVar,
  TypeVarTuple,
  Yield,
  YieldFrom,
  alias,
  arg,
  arguments: Arguments,
  comprehension,
  Await,
} = Py;
const Field = PyField;
const { Bound, Parameter, GlobalStatement, NonlocalStatement, Used, Imported, Walrus, Aliased } = Symbol;

const superName = intern('super');
const classCell = intern('__class__');
const starName = intern('*');

/** The kinds that open a scope of their own. */
const opens = new Uint8Array(256);
for (const kind of [FunctionDef, AsyncFunctionDef, Lambda, ClassDef, ListComp, SetComp, DictComp, GeneratorExp, TypeAlias]) opens[kind] = 1;

const comprehensionNames = new Map([
  [ListComp, intern('<listcomp>')],
  [SetComp, intern('<setcomp>')],
  [DictComp, intern('<dictcomp>')],
  [GeneratorExp, intern('<genexpr>')],
]);
const lambdaName = intern('<lambda>');
const moduleName = intern('<module>');

export function scopesOf(tree: Tree): Scopes {
  const of = new Int32Array(tree.size);
  const list: Scope[] = [];
  const opened = new Map<Node, Scope>();
  if (tree.size > 0) open(tree.size - 1, 'module', -1, moduleName, 0, list, opened);
  openScopes(tree, of, list, opened, 0, tree.size - 2);
  bindNames(tree, of, list, 0, tree.size - 1);
  for (const scope of list) resolve(list, scope);
  return { tree, list, of, opened };
}

/**
 * The symbol table after a change in the body of one outermost function (`bodyChange`): that function's scopes are made anew, the others are
 * those of before at their new places. Equal to `scopesOf` of the new tree.
 */
export function scopesAfter(change: Change, before: Scopes): Scopes {
  const { after: tree, was, is } = change;
  const from = before.list.findIndex(({ node }) => contains(before.tree, was, node));
  let stop = from;
  while (stop < before.list.length && contains(before.tree, was, before.list[stop].node)) stop += 1;
  const opened = new Map<Node, Scope>();
  const move = (scope: Scope, by: number): Scope => {
    // field by field: spreading an object costs ten times as much
    const moved: Scope = {
      index: scope.index + by,
      kind: scope.kind,
      node: nodeNow(change, scope.node),
      parent: scope.parent >= stop ? scope.parent + by : scope.parent,
      name: scope.name,
      privateTo: scope.privateTo,
      symbols: scope.symbols,
      places: scope.places,
      needsClassCell: scope.needsClassCell,
      yields: scope.yields,
      star: scope.star,
    };
    opened.set(moved.node, moved);
    return moved;
  };
  const list = before.list.slice(0, from).map((scope) => move(scope, 0));
  const of = new Int32Array(tree.size);
  const first = tree.first[is];
  of.set(before.of.subarray(was), is);
  openScopes(tree, of, list, opened, first, is - 1, is);
  const by = list.length - stop;
  // scopes are numbered from the end of the text
  for (let node = 0; node < first; node += 1) of[node] = before.of[node] >= stop ? before.of[node] + by : before.of[node];
  bindNames(tree, of, list, first, is - 1);
  for (let index = from; index < list.length; index += 1) resolve(list, list[index]);
  for (let index = stop; index < before.list.length; index += 1) list.push(move(before.list[index], by));
  return { tree, list, of, opened };
}

/** CPython 3.11's `co_qualname` of the code of a scope; `<module>` for the module. */
export function qualname(scopes: Scopes, scope: Scope): string {
  const name = nameOf(scope.name);
  if (scope.parent === -1) return name;
  let parent = scopes.list[scope.parent];
  while (parent.kind === 'annotation') parent = scopes.list[parent.parent];
  if (parent.kind === 'module') return name;
  const definition = scope.kind === 'function' || scope.kind === 'class';
  if (definition && ((parent.symbols.get(mangled(scope.name, parent.privateTo)) ?? 0) & GlobalStatement) !== 0) return name;
  const inFunction = parent.kind === 'function' || parent.kind === 'lambda';
  return `${qualname(scopes, parent)}${inFunction ? '.<locals>' : ''}.${name}`;
}

/** Where a name lives, seen from a scope. Names that the scope never mentions are looked up as globals. */
export const placeIn = (scope: Scope, name: number): Place => scope.places.get(name) ?? 'globalImplicit';

/** By interned name: 0 where nobody asked yet, 1 for a name that no class mangles, 2 for one that classes do. */
let privacy = new Uint8Array(1 << 14);

function isPrivate(name: number): boolean {
  if (name >= privacy.length) {
    const wider = new Uint8Array(Math.max(privacy.length * 2, name + 1));
    wider.set(privacy);
    privacy = wider;
  }
  if (privacy[name] === 0) {
    const text = nameOf(name);
    privacy[name] = text.startsWith('__') && !text.endsWith('__') && !text.includes('.') ? 2 : 1;
  }
  return privacy[name] === 2;
}

/** The name that CPython stores for `name` in code of the class `privateTo` (0: no class). */
export function mangled(name: number, privateTo: number): number {
  if (privateTo === 0 || !isPrivate(name)) return name;
  const owner = nameOf(privateTo).replace(/^_+/, '');
  return owner === '' ? name : intern(`_${owner}${nameOf(name)}`);
}

function open(
  node: Node,
  kind: ScopeKind,
  parent: number,
  name: number,
  privateTo: number,
  list: Scope[],
  opened: Map<Node, Scope>,
): Scope {
  const scope: Scope = {
    index: list.length,
    kind,
    node,
    parent,
    name,
    privateTo,
    symbols: new Map(),
    places: new Map(),
    needsClassCell: false,
    yields: false,
    star: false,
  };
  list.push(scope);
  opened.set(node, scope);
  return scope;
}

/**
 * Walks backwards over some nodes (parents before children) and says for each whose code runs it. `again`: a definition before them whose scope is opened
 * too, although its own place is known.
 */
function openScopes(tree: Tree, of: Int32Array, list: Scope[], opened: Map<Node, Scope>, from: Node, to: Node, again: Node = NONE): void {
  const { kind, parent, aux } = tree;
  const make = (node: Node, what: ScopeKind, outer: number, name: number, privateTo: number): Scope =>
    open(node, what, outer, name, privateTo, list, opened);
  /** The scope that the children of a node run in, where it differs from the node's own. */
  const inside = new Int32Array(tree.size).fill(-1);
  if (tree.size > 0) inside[tree.size - 1] = 0;
  /** The annotation scope of the type parameters of a definition. */
  const typed = new Map<Node, number>();
  for (let node = again === NONE ? to : again; node >= from; node -= 1) {
    const scope = node === again ? of[node] : runsIn(tree, node, parent[node], of, inside, typed);
    of[node] = scope;
    const what = kind[node];
    if (opens[what] === 0) continue;
    const privateTo = list[scope].privateTo;
    let outer = scope;
    if ((what === FunctionDef || what === AsyncFunctionDef || what === ClassDef) && hasTypeParameters(tree, node)) {
      const extra: Scope = {
        index: list.length,
        kind: 'annotation',
        node,
        parent: scope,
        name: aux[node],
        privateTo: what === ClassDef ? aux[node] : privateTo,
        symbols: new Map(),
        places: new Map(),
        needsClassCell: false,
        yields: false,
        star: false,
      };
      list.push(extra);
      typed.set(node, extra.index);
      outer = extra.index;
    }
    const made =
      what === FunctionDef || what === AsyncFunctionDef
        ? make(node, 'function', outer, aux[node], privateTo)
        : what === Lambda
          ? make(node, 'lambda', outer, lambdaName, privateTo)
          : what === ClassDef
            ? make(node, 'class', outer, aux[node], aux[node])
            : what === TypeAlias
              ? make(node, 'annotation', outer, 0, privateTo)
              : make(node, what === GeneratorExp ? 'generator' : 'comprehension', outer, comprehensionNames.get(what) ?? 0, privateTo);
    inside[node] = made.index;
  }
}

function hasTypeParameters(tree: Tree, node: Node): boolean {
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
    if (tree.field[child] === Field.type_params) return true;
  }
  return false;
}

function runsIn(tree: Tree, node: Node, up: Node, of: Int32Array, inside: Int32Array, typed: Map<Node, number>): number {
  const { kind, field } = tree;
  const role = field[node];
  switch (kind[up]) {
    case FunctionDef:
    case AsyncFunctionDef:
      if (role === Field.body || role === Field.args) return inside[up];
      return role === Field.decorator_list ? of[up] : (typed.get(up) ?? of[up]);
    case Lambda:
      return inside[up];
    case ClassDef:
      if (role === Field.body) return inside[up];
      return role === Field.decorator_list ? of[up] : (typed.get(up) ?? of[up]);
    case Arguments: {
      const owner = tree.parent[up];
      // parameters belong to the function, their defaults to whoever runs the `def`
      if (role !== Field.defaults && role !== Field.kw_defaults) return of[up];
      return owner === NONE ? of[up] : of[owner];
    }
    case arg: {
      const list = tree.parent[up];
      const owner = list === NONE ? NONE : tree.parent[list];
      return owner === NONE ? of[up] : (typed.get(owner) ?? of[owner]);
    }
    case comprehension: {
      const owner = tree.parent[up];
      if (role !== Field.iter || owner === NONE || opens[kind[owner]] === 0) return of[up];
      const before = previousSibling(tree, up);
      const isFirst = before === NONE || field[before] !== Field.generators;
      return isFirst ? of[owner] : of[up];
    }
    case ListComp:
    case SetComp:
    case DictComp:
    case GeneratorExp:
      return inside[up];
    case TypeAlias:
      return role === Field.name ? of[up] : inside[up];
    default:
      return inside[up] !== -1 ? inside[up] : of[up];
  }
}

/** Walks forwards over some nodes and notes in each scope which names it binds, declares and uses. */
function bindNames(tree: Tree, of: Int32Array, list: Scope[], from: Node, to: Node): void {
  const { kind, flag, field, parent, aux } = tree;
  const add = (scope: Scope, name: number, bits: number): void => {
    const own = mangled(name, scope.privateTo);
    const known = scope.symbols.get(own) ?? 0;
    if ((known | bits) !== known) scope.symbols.set(own, known | bits);
  };
  for (let node = from; node <= to; node += 1) {
    switch (kind[node]) {
      case Name: {
        const scope = list[of[node]];
        if (flag[node] === Context.Load) {
          add(scope, aux[node], Used);
          if (aux[node] === superName && scope.kind !== 'class' && scope.kind !== 'module') add(scope, classCell, Used);
        } else if (kind[parent[node]] === NamedExpr && field[node] === Field.target && isComprehension(scope)) {
          bindWalrus(list, scope, aux[node], add);
        } else if (!isBareAnnotation(tree, node)) {
          add(scope, aux[node], isAlias(tree, node) ? Bound | Aliased : Bound);
          if (isAugmentedTarget(tree, node)) add(scope, aux[node], Used);
        }
        break;
      }
      case arg:
        add(list[of[node]], aux[node], Bound | Parameter);
        break;
      case FunctionDef:
      case AsyncFunctionDef:
      case ClassDef:
        add(list[of[node]], aux[node], Bound);
        break;
      case alias:
        bindAlias(tree, node, list[of[node]], add);
        break;
      case MatchAs:
      case MatchStar:
        if (aux[node] !== 0) add(list[of[node]], aux[node], Bound);
        break;
      case TypeVar:
      case ParamSpec:
      case TypeVarTuple:
        add(list[of[node]], aux[node], Bound);
        break;
      case Identifier: {
        const up = kind[parent[node]];
        if (up === ExceptHandler && field[node] === Field.name) add(list[of[node]], aux[node], Bound);
        else if (up === MatchMapping && field[node] === Field.rest) add(list[of[node]], aux[node], Bound);
        else if (up === Global) add(list[of[node]], aux[node], GlobalStatement);
        else if (up === Nonlocal) add(list[of[node]], aux[node], NonlocalStatement);
        break;
      }
      case Yield:
      case YieldFrom:
        list[of[node]].yields = true;
        break;
      case Await:
        if (list[of[node]].kind === 'generator') list[of[node]].yields = true;
        break;
      default:
        break;
    }
  }
}

export const isComprehension = (scope: Scope): boolean => scope.kind === 'comprehension' || scope.kind === 'generator';

/** `dumps = json.dumps`. */
function isAlias(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (up === NONE || tree.kind[up] !== Py.Assign) return false;
  return tree.kind[up - 1] === Name || tree.kind[up - 1] === Py.Attribute;
}

/** Whether a stored name is the target of an augmented assignment, which reads it too. */
const isAugmentedTarget = (tree: Tree, node: Node): boolean =>
  tree.parent[node] !== NONE && tree.kind[tree.parent[node]] === Py.AugAssign && tree.field[node] === Field.target;

/** `(x): int` without a value binds nothing. */
const isBareAnnotation = (tree: Tree, node: Node): boolean => {
  const up = tree.parent[node];
  return tree.kind[up] === Py.AnnAssign && tree.field[node] === Field.target && tree.flag[up] === 0 && tree.field[up - 1] !== Field.value;
};

function bindWalrus(list: Scope[], scope: Scope, name: number, add: (scope: Scope, name: number, bits: number) => void): void {
  let owner = scope;
  while (isComprehension(owner) && owner.parent !== -1) owner = list[owner.parent];
  add(owner, name, Bound);
  for (let inner = scope; inner !== owner; inner = list[inner.parent]) {
    add(inner, name, inner === scope ? Walrus : Used);
  }
}

function bindAlias(tree: Tree, node: Node, scope: Scope, add: (scope: Scope, name: number, bits: number) => void): void {
  const child = node - 1;
  if (child >= tree.first[node] && tree.kind[child] === Identifier) {
    add(scope, tree.aux[child], Bound | Imported);
    return;
  }
  if (tree.aux[node] === starName) {
    scope.star = true;
    return;
  }
  const whole = nameOf(tree.aux[node]);
  const dot = tree.kind[tree.parent[node]] === Import ? whole.indexOf('.') : -1;
  add(scope, dot === -1 ? tree.aux[node] : intern(whole.slice(0, dot)), Bound | Imported);
}

/** Says where each name of one scope lives, and makes cells and free variables on the way up to the function that owns it. */
function resolve(list: Scope[], scope: Scope): void {
  for (const [name, bits] of scope.symbols) {
    if ((bits & GlobalStatement) !== 0) scope.places.set(name, 'global');
    else if ((bits & Bound) !== 0 && (bits & NonlocalStatement) === 0) {
      if (scope.places.has(name)) continue;
      scope.places.set(name, scope.kind === 'module' ? 'local' : scope.kind === 'class' ? 'class' : 'local');
    } else bindOutside(list, scope, name, (bits & Walrus) !== 0);
  }
}

function bindOutside(list: Scope[], scope: Scope, name: number, walrus: boolean): void {
  for (let index = scope.parent; index !== -1; index = list[index].parent) {
    const outer = list[index];
    if (outer.kind === 'module') break;
    const bits = outer.symbols.get(name) ?? 0;
    if (outer.kind === 'class') {
      if (name !== classCell) continue;
      outer.needsClassCell = true;
      passThrough(list, scope, outer, name);
      return;
    }
    if ((bits & GlobalStatement) !== 0) {
      scope.places.set(name, walrus ? 'global' : 'globalImplicit');
      return;
    }
    if ((bits & Bound) !== 0 && (bits & NonlocalStatement) === 0) {
      outer.places.set(name, 'cell');
      passThrough(list, scope, outer, name);
      return;
    }
  }
  scope.places.set(name, walrus ? 'global' : 'globalImplicit');
}

/** The scopes between a user of a name and its owner hand the cell on. */
function passThrough(list: Scope[], scope: Scope, owner: Scope, name: number): void {
  for (let inner = scope; inner !== owner; inner = list[inner.parent]) {
    const bits = inner.symbols.get(name) ?? 0;
    // a class that binds the name itself keeps it in its namespace, and still hands the outer cell on
    if (inner === scope || inner.kind !== 'class' || (bits & Bound) === 0) inner.places.set(name, 'free');
  }
}
