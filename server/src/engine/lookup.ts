/**
 * What a name or an expression stands for, as far as one file shows without running it: imports and builtins by their dotted name,
 * and the exact builtin type of expressions that can have no other.
 *
 * Conservative: `null` wherever a second binding, a star import or an unknown operand leaves a doubt.
 */
import { nameOf, intern } from '../syntax/names.ts';
import { Context, literalNames, Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';
import { bindingsAfter, callsAfter, callsByName } from './looked-up.ts';
import type { Binding, Bindings, LookedUp } from './looked-up.ts';
import { builtinNames } from './model/builtin-names.ts';
import { conversions, functionResults, methodResults } from './model/results.ts';
import { mangled, placeIn, Symbol } from './scope.ts';
import type { Scope, Scopes } from './scope.ts';

const {
  AnnAssign,
  Assign,
  AsyncFor,
  AsyncFunctionDef,
  Attribute,
  AugAssign,
  BinOp,
  BoolOp,
  Call,
  ClassDef,
  Compare,
  Constant,
  Dict,
  DictComp,
  For,
  FunctionDef,
  GeneratorExp,
  IfExp,
  Import,
  ImportFrom,
  JoinedStr,
  Lambda,
  List,
  ListComp,
  Module,
  Name,
  NamedExpr,
  SetComp,
  Subscript,
  Tuple,
  UnaryOp,
  Set: SetDisplay,
  Identifier,
  alias,
  Slice,
} = Py;

export interface Lookup {
  readonly scopes: Scopes;
  nodes(kind: number): readonly Node[];
  qualifiedName(expression: Node): string | null;
  /** The calls of what has that dotted name, in the order of the tree. */
  callsOf(dotted: string): readonly Node[];
  placeOf(name: Node): 'local' | 'cell' | 'global' | 'class' | 'builtin' | 'unknown';
  bindingsOf(name: Node): readonly Node[];
  attributeStores(name: number): readonly Node[];
  exactType(expression: Node): string | null;
  scopeOf(node: Node): Node;
}

/** `lookedUp` is filled as it goes; `earlier`: what was looked up before an edit. */
export function lookupOf(
  tree: Tree,
  scopes: Scopes,
  lookedUp: LookedUp = {},
  earlier?: { readonly change: Change; readonly lookedUp: LookedUp },
): Lookup {
  let byKind: ((kind: number) => readonly Node[]) | undefined;
  const nodes = (kind: number): readonly Node[] => {
    byKind ??= nodesByKind(tree, tree.size - 1);
    return byKind(kind);
  };
  let stores: Map<number, Node[]> | undefined;
  const table = new Map<Scope, Bindings>();
  const bindingsIn = (scope: Scope): Bindings => {
    let bindings = table.get(scope);
    if (bindings === undefined) {
      const before = scope.kind === 'module' ? earlier?.lookedUp.module : undefined;
      bindings = (before && earlier && bindingsAfter(earlier.change, before)) ?? collectBindings(tree, scopes, scope);
      table.set(scope, bindings);
      if (scope.kind === 'module') lookedUp.module = bindings;
    }
    return bindings;
  };
  const dotted = (expression: Node): string | null => qualifiedName(context, expression);
  const calls = (): ReadonlyMap<string, readonly Node[]> =>
    (lookedUp.calls ??=
      earlier?.lookedUp.calls === undefined
        ? callsByName(tree, 0, tree.size, dotted)
        : callsAfter(earlier.change, earlier.lookedUp.calls, dotted));
  const context: Session = { tree, scopes, bindingsIn, types: new Map(), names: new Map(), depth: 0 };
  return {
    scopes,
    nodes,
    qualifiedName: dotted,
    callsOf: (name) => calls().get(name) ?? [],
    placeOf: (name) => placeOf(context, name),
    bindingsOf: (name) => bindingsOf(context, name).map(({ node }) => node),
    attributeStores: (name) => {
      stores ??= storesByAttribute(tree);
      return stores.get(name) ?? [];
    },
    exactType: (expression) => exactType(context, expression),
    scopeOf: (node) => scopeOf(scopes, node),
  };
}

interface Session {
  readonly tree: Tree;
  readonly scopes: Scopes;
  bindingsIn(scope: Scope): Bindings;
  readonly types: Map<Node, string | null>;
  /** What names stand for, by scope and name. */
  readonly names: Map<Scope, Map<number, string | null>>;
  depth: number;
}

/** Expressions nested deeper than this are not looked into. */
const DEEPEST = 60;

/** The nodes of a subtree by their kind, in source order; counted and sorted by kind at once, put in order when a kind is first asked for. */
export function nodesByKind(tree: Tree, within: Node): (kind: number) => readonly Node[] {
  const { kind, start } = tree;
  const from = tree.first[within];
  const ends = new Int32Array(257);
  for (let node = from; node <= within; node += 1) ends[kind[node] + 1] += 1;
  for (let at = 1; at < ends.length; at += 1) ends[at] += ends[at - 1];
  const sorted = new Int32Array(within + 1 - from);
  // from here on `ends` tells for each kind where its next node goes, and in the end where the kind ends
  for (let node = from; node <= within; node += 1) sorted[ends[kind[node]]++] = node;
  const groups: (readonly Node[] | undefined)[] = [];
  return (wanted) =>
    (groups[wanted] ??= [...sorted.subarray(wanted === 0 ? 0 : ends[wanted - 1], ends[wanted])].sort(
      (one, other) => start[one] - start[other] || other - one,
    ));
}

function storesByAttribute(tree: Tree): Map<number, Node[]> {
  const stores = new Map<number, Node[]>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Attribute || tree.flag[node] !== Context.Store) continue;
    const list = stores.get(tree.aux[node]);
    if (list === undefined) stores.set(tree.aux[node], [node]);
    else list.push(node);
  }
  return stores;
}

/** The function, lambda, class or module around a node; comprehensions and annotations belong to the code around them. */
function scopeOf(scopes: Scopes, node: Node): Node {
  let scope = scopes.list[scopes.of[node] ?? 0];
  while (scope.parent !== -1 && (scope.kind === 'comprehension' || scope.kind === 'generator' || scope.kind === 'annotation')) {
    scope = scopes.list[scope.parent];
  }
  return scope.node;
}

function placeOf(context: Session, name: Node): 'local' | 'cell' | 'global' | 'class' | 'builtin' | 'unknown' {
  const { tree, scopes } = context;
  if (tree.kind[name] !== Name && tree.kind[name] !== Py.arg) return 'unknown';
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  const place = placeIn(scope, own);
  if (scope.kind === 'module') return boundInModule(context, own) ? 'global' : builtinNames.has(nameOf(own)) ? 'builtin' : 'global';
  switch (place) {
    case 'local':
      return 'local';
    case 'cell':
    case 'free':
      return 'cell';
    case 'class':
      return 'class';
    case 'global':
      return 'global';
    default:
      if (boundInModule(context, own)) return 'global';
      return builtinNames.has(nameOf(own)) && !scopes.list[0].star ? 'builtin' : 'global';
  }
}

const boundInModule = (context: Session, name: number): boolean => {
  const bits = context.scopes.list[0].symbols.get(name) ?? 0;
  return (bits & Symbol.Bound) !== 0 || (context.bindingsIn(context.scopes.list[0]).get(name)?.length ?? 0) > 0;
};

// ------------------------------------------------------------------ names

function qualifiedName(context: Session, expression: Node): string | null {
  const { tree, scopes } = context;
  if (expression < 0 || expression >= tree.size) return null;
  let name = expression;
  while (tree.kind[name] === Attribute && name > 0) name -= 1;
  if (tree.kind[name] !== Name) return null;
  const scope = scopes.list[scopes.of[name]];
  let dotted = meaning(context, scope, mangled(tree.aux[name], scope.privateTo));
  if (dotted === null || dotted === '') return name === expression ? dotted : null;
  for (let at = name + 1; at <= expression; at += 1) dotted += `.${nameOf(tree.aux[at])}`;
  return dotted;
}

function meaning(context: Session, scope: Scope, name: number): string | null {
  let names = context.names.get(scope);
  if (names === undefined) context.names.set(scope, (names = new Map()));
  const known = names.get(name);
  if (known !== undefined) return known;
  if (context.depth > DEEPEST) return null;
  // an alias that leads back to itself stands for nothing
  names.set(name, null);
  context.depth += 1;
  const found = nameInScope(context, scope, name);
  context.depth -= 1;
  names.set(name, found);
  return found;
}

function nameInScope(context: Session, scope: Scope, name: number): string | null {
  const owner = ownerOf(context, scope, name);
  const bits = owner?.symbols.get(name) ?? 0;
  // something binds it that is no import and no alias
  if ((bits & (Symbol.Bound | Symbol.Parameter)) !== 0 && (bits & (Symbol.Imported | Symbol.Aliased)) === 0) return null;
  const bindings = owner === null ? [] : (context.bindingsIn(owner).get(name) ?? []);
  if (bindings.length === 0) {
    const text = nameOf(name);
    const isGlobal = owner === null || owner.kind === 'module';
    return isGlobal && builtinNames.has(text) && !context.scopes.list[0].star ? `builtins.${text}` : null;
  }
  let agreed: string | null = null;
  for (const binding of bindings) {
    const meant = boundName(context, binding, name);
    if (meant === null || (agreed !== null && agreed !== meant)) return null;
    agreed = meant;
  }
  return agreed;
}

/** None for a builtin, and for a global that the file does not bind. */
function bindingsOf(context: Session, name: Node): readonly Binding[] {
  const { tree, scopes } = context;
  if (tree.kind[name] !== Name) return [];
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  const owner = ownerOf(context, scope, own);
  return owner === null ? [] : (context.bindingsIn(owner).get(own) ?? []);
}

/** The scope whose variable a name is, or `null` for a global that the file does not bind. */
function ownerOf(context: Session, scope: Scope, name: number): Scope | null {
  const { list } = context.scopes;
  switch (placeIn(scope, name)) {
    case 'local':
    case 'cell':
    case 'class':
      return scope;
    case 'free': {
      for (let index = scope.parent; index !== -1; index = list[index].parent) {
        const outer = list[index];
        if (outer.kind !== 'class' && outer.places.get(name) === 'cell') return outer;
      }
      return null;
    }
    default:
      return list[0];
  }
}

/** What one binding makes a name stand for: an import, or a plain alias of something that has a dotted name. */
function boundName(context: Session, binding: Binding, name: number): string | null {
  const { tree } = context;
  const { node } = binding;
  if (tree.kind[node] === alias) return importedName(tree, node);
  if (tree.kind[node] !== Name || tree.kind[binding.via] !== Assign) return null;
  // `dumps = json.dumps`
  const value = binding.via - 1;
  if (tree.parent[node] !== binding.via || (tree.kind[value] !== Attribute && tree.kind[value] !== Name)) return null;
  if (tree.kind[value] === Name && tree.aux[value] === name) return null;
  return qualifiedName(context, value);
}

function importedName(tree: Tree, node: Node): string | null {
  const statement = tree.parent[node];
  const whole = nameOf(tree.aux[node]);
  if (tree.kind[statement] === Import) {
    const renamed = tree.first[node] !== node;
    const dot = whole.indexOf('.');
    return renamed || dot === -1 ? whole : whole.slice(0, dot);
  }
  if (tree.kind[statement] !== ImportFrom || tree.aux[statement] > 0) return null;
  const from = childIn(tree, statement, PyField.module);
  return from === NONE ? null : `${nameOf(tree.aux[from])}.${whole}`;
}

/** Every binding of the names that a scope owns; one pass over its code. */
function collectBindings(tree: Tree, scopes: Scopes, owner: Scope): Map<number, Binding[]> {
  const table = new Map<number, Binding[]>();
  const context = { scopes } as Session;
  const add = (node: Node, name: number, via: Node): void => {
    const scope = scopes.list[scopes.of[node]];
    const own = mangled(name, scope.privateTo);
    if ((ownerOf(context, scope, own) ?? scopes.list[0]) !== owner) return;
    const bindings = table.get(own);
    if (bindings === undefined) table.set(own, [{ node, via }]);
    else bindings.push({ node, via });
  };
  for (let node = tree.first[owner.node]; node <= owner.node; node += 1) {
    const kind = tree.kind[node];
    if (kind === Name) {
      if (tree.flag[node] !== Context.Load) add(node, tree.aux[node], statementOfTarget(tree, node));
    } else if (kind === alias) {
      if (tree.first[node] !== node) add(node, tree.aux[node - 1], tree.parent[node]);
      else if (tree.kind[tree.parent[node]] === Import && nameOf(tree.aux[node]).includes('.')) {
        add(node, intern(nameOf(tree.aux[node]).split('.')[0]), tree.parent[node]);
      } else add(node, tree.aux[node], tree.parent[node]);
    } else if (kind === FunctionDef || kind === AsyncFunctionDef || kind === ClassDef) add(node, tree.aux[node], node);
    else if (kind === Py.arg || ((kind === Py.MatchAs || kind === Py.MatchStar) && tree.aux[node] !== 0))
      add(node, tree.aux[node], tree.parent[node]);
    else if (kind === Identifier) {
      const up = tree.kind[tree.parent[node]];
      if (up === Py.ExceptHandler || up === Py.MatchMapping) add(node, tree.aux[node], tree.parent[node]);
    }
  }
  return table;
}

/** The statement, loop, comprehension or walrus that stores into a target. */
function statementOfTarget(tree: Tree, node: Node): Node {
  let up = tree.parent[node];
  while (up !== NONE && (tree.kind[up] === Tuple || tree.kind[up] === List || tree.kind[up] === Py.Starred)) up = tree.parent[up];
  return up;
}

// ------------------------------------------------------------------ types

function exactType(context: Session, expression: Node): string | null {
  if (expression < 0 || expression >= context.tree.size) return null;
  const known = context.types.get(expression);
  if (known !== undefined) return known;
  if (context.depth > DEEPEST) return null;
  // while it is being worked out, a name that depends on itself is left open: the other bindings decide
  context.types.set(expression, null);
  context.depth += 1;
  const found = findExactType(context, expression);
  context.depth -= 1;
  context.types.set(expression, found);
  return found;
}

const numbers = new Set(['int', 'float', 'complex', 'bool']);
const sequences = new Set(['str', 'bytes', 'list', 'tuple']);

function findExactType(context: Session, expression: Node): string | null {
  const { tree } = context;
  switch (tree.kind[expression]) {
    case Constant: {
      const what = literalNames[tree.flag[expression]];
      return what === 'True' || what === 'False'
        ? 'bool'
        : what === 'None'
          ? 'NoneType'
          : what === 'Ellipsis'
            ? 'ellipsis'
            : what === 'none'
              ? null
              : what;
    }
    case JoinedStr:
      return 'str';
    case List:
    case ListComp:
      return tree.flag[expression] === Context.Load || tree.kind[expression] === ListComp ? 'list' : null;
    case Tuple:
      return tree.flag[expression] === Context.Load ? 'tuple' : null;
    case Dict:
    case DictComp:
      return 'dict';
    case SetDisplay:
    case SetComp:
      return 'set';
    case GeneratorExp:
      return 'generator';
    case Lambda:
      return 'function';
    case Slice:
      return 'slice';
    case UnaryOp: {
      if (tree.flag[expression] === Operator.Not) return 'bool';
      const operand = exactType(context, expression - 1);
      return operand === 'bool' ? 'int' : operand !== null && numbers.has(operand) ? operand : null;
    }
    case BinOp: {
      const right = expression - 1;
      const left = tree.first[right] - 1;
      return operatorType(tree.flag[expression], exactType(context, left), exactType(context, right));
    }
    case BoolOp:
      return sameType(context, children(tree, expression));
    case IfExp:
      return sameType(context, [childIn(tree, expression, PyField.body), childIn(tree, expression, PyField.orelse)]);
    case NamedExpr:
      return exactType(context, expression - 1);
    case Compare:
      return compareType(context, expression);
    case Call:
      return callType(context, expression);
    case Subscript:
      return subscriptType(context, expression);
    case Name:
      return tree.flag[expression] === Context.Load ? nameType(context, expression) : null;
    default:
      return null;
  }
}

function sameType(context: Session, expressions: readonly Node[]): string | null {
  let agreed: string | null = null;
  for (const expression of expressions) {
    const type = exactType(context, expression);
    if (type === null || (agreed !== null && agreed !== type)) return null;
    agreed = type;
  }
  return agreed;
}

/** The type of `left operator right` for exact builtin operands. */
export function operatorType(operator: number, left: string | null, right: string | null): string | null {
  if (left === null) return null;
  // formatting never asks the right operand for anything but text
  if (operator === Operator.Mod && (left === 'str' || left === 'bytes')) return left;
  if (right === null) return null;
  if (numbers.has(left) && numbers.has(right)) {
    if (operator === Operator.MatMult) return null;
    const bitwise = operator === Operator.BitAnd || operator === Operator.BitOr || operator === Operator.BitXor;
    if (left === 'bool' && right === 'bool')
      return bitwise ? 'bool' : operator === Operator.Div ? 'float' : operator === Operator.Pow ? null : 'int';
    if (left === 'complex' || right === 'complex') return 'complex';
    if (left === 'float' || right === 'float') return operator === Operator.Pow ? null : 'float';
    if (operator === Operator.Div) return 'float';
    return operator === Operator.Pow ? null : 'int';
  }
  if (operator === Operator.Add && left === right && sequences.has(left)) return left;
  if (operator === Operator.Mult) {
    if (sequences.has(left) && (right === 'int' || right === 'bool')) return left;
    if (sequences.has(right) && (left === 'int' || left === 'bool')) return right;
  }
  if (left === right && (left === 'set' || left === 'frozenset')) {
    const setOperator =
      operator === Operator.BitAnd || operator === Operator.BitOr || operator === Operator.BitXor || operator === Operator.Sub;
    return setOperator ? left : null;
  }
  return left === 'dict' && right === 'dict' && operator === Operator.BitOr ? 'dict' : null;
}

function compareType(context: Session, expression: Node): string | null {
  const { tree } = context;
  let simple = true;
  for (const child of children(tree, expression)) {
    if (tree.kind[child] === Py.CompareOp) {
      const operator = tree.flag[child];
      if (operator !== Operator.Is && operator !== Operator.IsNot && operator !== Operator.In && operator !== Operator.NotIn)
        simple = false;
    }
  }
  if (simple) return 'bool';
  for (const child of children(tree, expression)) {
    if (tree.kind[child] !== Py.CompareOp && exactType(context, child) === null) return null;
  }
  return 'bool';
}

function callType(context: Session, call: Node): string | null {
  const { tree } = context;
  const callee = childIn(tree, call, PyField.func);
  const dotted = qualifiedName(context, callee);
  if (dotted !== null) {
    const result = functionResults[dotted] ?? null;
    if (result !== null) return result;
    const made = conversions[dotted];
    if (made !== undefined) return made;
    return null;
  }
  if (tree.kind[callee] !== Attribute) return null;
  const owner = exactType(context, callee - 1);
  return owner === null ? null : (methodResults[owner]?.[nameOf(tree.aux[callee])] ?? null);
}

function subscriptType(context: Session, expression: Node): string | null {
  const { tree } = context;
  const index = expression - 1;
  const owner = exactType(context, tree.first[index] - 1);
  if (owner === 'str') return 'str';
  if (owner === null || !sequences.has(owner)) return null;
  if (tree.kind[index] === Slice) return owner;
  return owner === 'bytes' && exactType(context, index) === 'int' ? 'int' : null;
}

/** A local that every binding gives the same exact type, and that nothing from outside can set. */
function nameType(context: Session, name: Node): string | null {
  const { tree, scopes } = context;
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  if (placeIn(scope, own) !== 'local' || (scope.kind !== 'function' && scope.kind !== 'lambda')) return null;
  const bindings = context.bindingsIn(scope).get(own) ?? [];
  if (bindings.length === 0) return null;
  const typed = bindings.map((binding) => bindingType(context, binding, own));
  // a binding that only repeats the name's own type (`s += 'x'`, `s = s + 'x'`) is judged once the others agree
  let agreed: string | null = null;
  for (const type of typed) {
    if (type === null) return null;
    if (type === SELF) continue;
    if (agreed !== null && agreed !== type) return null;
    agreed = type;
  }
  if (agreed === null || agreed === SELF) return null;
  for (let at = 0; at < typed.length; at += 1) {
    if (typed[at] === SELF && selfType(context, bindings[at], own, agreed) !== agreed) return null;
  }
  return agreed;
}

/** Stands for "of the type that the name has already". */
const SELF = '';

function bindingType(context: Session, binding: Binding, name: number): string | null {
  const { tree } = context;
  const { node, via } = binding;
  if (tree.kind[node] !== Name || tree.flag[node] === Context.Del)
    return tree.kind[node] === Name && tree.flag[node] === Context.Del ? SELF : null;
  switch (tree.kind[via]) {
    case Assign:
      if (tree.parent[node] !== via) return null;
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case AnnAssign:
      if (tree.field[via - 1] !== PyField.value) return SELF;
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case NamedExpr:
      return mentions(tree, via - 1, name) ? SELF : exactType(context, via - 1);
    case AugAssign:
      return SELF;
    case For: {
      if (tree.parent[node] !== via) return null;
      return elementType(context, childIn(tree, via, PyField.iter));
    }
    case AsyncFor:
    case Module:
      return null;
    default:
      return null;
  }
}

/** The type of what iterating over an expression yields. */
function elementType(context: Session, iterable: Node): string | null {
  const { tree } = context;
  const type = exactType(context, iterable);
  if (type === 'str') return 'str';
  if (type === 'bytes' || type === 'range') return 'int';
  if (tree.kind[iterable] === List || tree.kind[iterable] === Tuple || tree.kind[iterable] === SetDisplay)
    return sameType(context, children(tree, iterable));
  return null;
}

/** The type that a binding which reads its own name gives it, if the name is of type `type` so far. */
function selfType(context: Session, binding: Binding, name: number, type: string): string | null {
  const { tree } = context;
  const { node, via } = binding;
  if (tree.flag[node] === Context.Del) return type;
  if (tree.kind[via] === AugAssign) return operatorType(tree.flag[via], type, exactWith(context, via - 1, name, type));
  if (tree.kind[via] === AnnAssign && tree.field[via - 1] !== PyField.value) return type;
  return exactWith(context, via - 1, name, type);
}

/** The type of an expression when every load of `name` in it is of type `type`. */
function exactWith(context: Session, expression: Node, name: number, type: string): string | null {
  const { tree } = context;
  if (!mentions(tree, expression, name)) return exactType(context, expression);
  // decided afresh with the assumption, and forgotten afterwards
  const assumed: Session = { ...context, types: new Map(), depth: context.depth + 1 };
  for (let node = tree.first[expression]; node <= expression; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name) assumed.types.set(node, type);
  }
  return context.depth > DEEPEST ? null : exactType(assumed, expression);
}

function mentions(tree: Tree, expression: Node, name: number): boolean {
  for (let node = tree.first[expression]; node <= expression; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name) return true;
  }
  return false;
}
