/** Types of Rust, bounds, generic parameters and where clauses, from tree-sitter's nodes. Parentheses around a type have no node. */
import { FunctionFlag, Rs, RsField } from '../rust/kinds.ts';
import { binder, ofBounds, sum } from './rust-bounds.ts';
import { adoptAttributes, attributesBefore, macroCall, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { expression, isExpression, literal } from './rust-expressions.ts';
import { pattern } from './rust-patterns.ts';
import { callSegments, isPath, lastName, lifetime, path } from './rust-paths.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, missingAt, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

const TYPES = bySymbol<(walk: Walk, node: Source) => void>([
  [S.type_identifier, pathType],
  [S.identifier, pathType],
  [S.primitive_type, pathType],
  [S.metavariable, pathType],
  [S.self, pathType],
  [S.scoped_type_identifier, pathType],
  [S.scoped_identifier, pathType],
  [S.generic_type, pathType],
  [S.reference_type, reference],
  [S.pointer_type, pointer],
  [S.tuple_type, tuple],
  [S.unit_type, (walk, node) => emitLeaf(walk, Rs.TupleType, 0, 0, node, 0)],
  [S.array_type, array],
  [S.function_type, functionType],
  [S.never_type, (walk, node) => emitLeaf(walk, Rs.NeverType, 0, 0, node, 0)],
  [S.dynamic_type, (walk, node) => ofBounds(walk, node, Rs.TraitObjectType, 1)],
  [S.abstract_type, (walk, node) => ofBounds(walk, node, Rs.ImplTraitType, 0)],
  [S.bounded_type, sum],
  [S.removed_trait_bound, (walk, node) => ofBounds(walk, node, Rs.TraitObjectType, 0)],
  [S.macro_invocation, macroCall],
]);

export const isType = (symbol: number): boolean => TYPES[symbol] !== undefined;

/** Any type; what is none becomes an `Error`. */
export function type(walk: Walk, node: Source): void {
  const make = TYPES[walk.symbol[node]];
  if (make === undefined) {
    if (!isTrouble(walk.symbol[node]) || !trouble(walk, node)) errorOver(walk, node);
  } else if (enter(walk)) {
    make(walk, node);
    walk.depth -= 1;
  } else emitLeaf(walk, Rs.Error, 0, 0, node, 0);
}

/** A type in a field, if it is one (or is absent); errors are emitted, tokens passed over. */
export function typeIn(walk: Walk, child: Source, field: number): boolean {
  const symbol = walk.symbol[child];
  if (symbol === S.absent || isType(symbol)) {
    type(walk, child);
    walk.tree.setField(field);
    return true;
  }
  if (!(isTrouble(symbol) && trouble(walk, child)) && !isToken(symbol)) errorOver(walk, child);
  return false;
}

function pathType(walk: Walk, node: Source): void {
  if (walk.end[node] === walk.start[node] + 1 && walk.units[walk.start[node]] === UNDERSCORE) {
    emitLeaf(walk, Rs.InferredType, 0, 0, node, 0);
    return;
  }
  const mark = walk.tree.size;
  path(walk, node);
  emit(walk, Rs.PathType, 0, node, mark, 0);
}
const UNDERSCORE = 0x5f;

function reference(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let mutable = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.lifetime) lifetime(walk, child, RsField.lifetime);
    else if (symbol[child] === S.mutable_specifier) mutable = 1;
    else typeIn(walk, child, RsField.type);
  }
  emit(walk, Rs.ReferenceType, mutable, node, mark, 0);
}

function pointer(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let mutable = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.mutable_specifier) mutable = 1;
    else typeIn(walk, child, RsField.type);
  }
  emit(walk, Rs.PointerType, mutable, node, mark, 0);
}

function tuple(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  let count = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (typeIn(walk, child, RsField.elements)) count += 1;
  }
  const only = count === 1 && walk.tree.first[walk.tree.size - 1] === mark;
  if (!only || childOf(walk, node, S.Comma) >= 0) emit(walk, Rs.TupleType, 0, node, mark, 0);
}

function array(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let sized = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Semicolon) sized = true;
    else if (sized && isExpression(symbol[child])) {
      expression(walk, child);
      tree.setField(RsField.length);
    } else typeIn(walk, child, RsField.type);
  }
  emit(walk, sized ? Rs.ArrayType : Rs.SliceType, 0, node, mark, 0);
}

/** `fn(A) -> B`, `Fn(A) -> B`, either perhaps behind `for<'a>`. */
function functionType(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  if (childOf(walk, node, S.Fn) < 0) {
    const binds = childOf(walk, node, S.for_lifetimes) >= 0;
    traitCall(walk, node);
    if (!binds) {
      emit(walk, Rs.PathType, 0, node, mark, 0);
      return;
    }
    emit(walk, Rs.Bound, 0, node, mark, 0);
    tree.setField(RsField.bounds);
    emit(walk, Rs.TraitObjectType, 0, node, mark, 0);
    return;
  }
  let flag = 0;
  let returned = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.for_lifetimes:
        binder(walk, child);
        break;
      case S.function_modifiers:
        flag |= modifiers(walk, child);
        break;
      case S.parameters:
        flag |= functionParameters(walk, child);
        break;
      case S.Arrow:
        returned = true;
        break;
      default:
        if (returned) typeIn(walk, child, RsField.returns);
        else trouble(walk, child);
    }
  }
  emit(walk, Rs.FunctionType, flag & ~(FunctionFlag.async | FunctionFlag.const), node, mark, 0);
}

/** `Fn(A) -> B`: the binder before it, and its path in the field `path`. */
export function traitCall(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.for_lifetimes) binder(walk, child);
    else if (isPath(symbol[child])) {
      const mark = tree.size;
      const global = callSegments(walk, node, child);
      tree.emit(Rs.Path, global, RsField.path, walk.start[child], walk.end[node], mark, lastName(walk, mark));
      return;
    } else trouble(walk, child);
  }
  missingAt(walk, walk.end[node]);
}

/** The types between the parentheses of `Fn(A, B)`. */
export function parameterTypes(walk: Walk, node: Source): void {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.Underscore) {
      emitLeaf(walk, Rs.InferredType, 0, RsField.arguments, child, 0);
    } else typeIn(walk, child, RsField.arguments);
  }
}

/** The parameters of a function type: types, perhaps behind names. Answers `variadic` if the last is `...`. */
function functionParameters(walk: Walk, node: Source): number {
  const { tree, symbol, next } = walk;
  let variadic = 0;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const mark = tree.size;
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (symbol[child] === S.parameter) parameterOf(walk, child);
    else if (symbol[child] === S.variadic_parameter) {
      variadic = FunctionFlag.variadic;
      for (let inner = child + 1; inner < next[child]; inner = next[inner])
        if (!isToken(symbol[inner])) pattern(walk, inner, RsField.pattern);
    } else if (symbol[child] === S.Underscore) emitLeaf(walk, Rs.InferredType, 0, RsField.type, child, 0);
    else if (!typeIn(walk, child, RsField.type)) continue;
    emit(walk, Rs.Parameter, 0, child, mark, 0);
    adoptAttributes(walk, pending);
    tree.setField(RsField.parameters);
  }
  return variadic;
}

/** `name: Type` of a function type. */
function parameterOf(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  let typed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Colon) typed = true;
    else if (typed) typeIn(walk, child, RsField.type);
    else pattern(walk, child, RsField.pattern);
  }
}

/** `async`, `const`, `unsafe`, `extern "C"`: their flags, and the name of the calling convention. */
export function modifiers(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  let flag = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Async) flag |= FunctionFlag.async;
    else if (symbol[child] === S.Const) flag |= FunctionFlag.const;
    else if (symbol[child] === S.Unsafe) flag |= FunctionFlag.unsafe;
    else if (symbol[child] === S.extern_modifier) {
      flag |= FunctionFlag.extern;
      abi(walk, child);
    } else trouble(walk, child);
  }
  return flag;
}

/** The string of `extern "C"`. */
export function abi(walk: Walk, node: Source): void {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (literal(walk, child)) walk.tree.setField(RsField.abi);
    else trouble(walk, child);
  }
}
