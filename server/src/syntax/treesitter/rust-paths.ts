/** Paths of Rust and their generic arguments, from tree-sitter's nodes. */
import { Rs, RsField, RsOperator } from '../rust/kinds.ts';
import type { Node } from '../tree.ts';
import { bounds } from './rust-bounds.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { block, literal } from './rust-expressions.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { isType, parameterTypes, type } from './rust-types.ts';
import { emit, emitLeaf, enter, errorOver, isTrouble, missingAt, nameBetween, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

const PATHS: ReadonlySet<number> = new Set([
  S.identifier,
  S.type_identifier,
  S.field_identifier,
  S.shorthand_field_identifier,
  S.primitive_type,
  S.self,
  S.super,
  S.crate,
  S.metavariable,
  S.scoped_identifier,
  S.scoped_type_identifier,
  S.generic_type,
  S.generic_type_with_turbofish,
  S.generic_pattern,
  S.generic_function,
  S.bracketed_type,
]);

/** Whether a node is a path or a part of one. */
export const isPath = (symbol: number): boolean => PATHS.has(symbol);

/** The interned name of an identifier, without `r#`. */
export function nameOfNode(walk: Walk, node: Source): number {
  const start = walk.start[node];
  const raw = walk.units[start] === LETTER_R && walk.units[start + 1] === HASH;
  return nameBetween(walk, raw ? start + 2 : start, walk.end[node], 'NFC');
}
const LETTER_R = 0x72;
const HASH = 0x23;

/** The interned name of a lifetime or label, without the quote. */
export function lifetimeName(walk: Walk, node: Source): number {
  const start = walk.start[node] + 1;
  const raw = walk.units[start] === LETTER_R && walk.units[start + 1] === HASH;
  return nameBetween(walk, raw ? start + 2 : start, walk.end[node], 'NFC');
}

export function lifetime(walk: Walk, node: Source, field: number): void {
  emitLeaf(walk, Rs.Lifetime, 0, field, node, lifetimeName(walk, node));
}

/** Emits a `Path` in the field `path`; gives the number of its last name. */
export function path(walk: Walk, node: Source): number {
  const { tree } = walk;
  const mark = tree.size;
  const global = segments(walk, node);
  const name = lastName(walk, mark);
  tree.emit(Rs.Path, global, RsField.path, walk.start[node], walk.end[node], mark, name);
  return name;
}

/** The name of the last segment since `mark`. */
export function lastName({ tree }: Walk, mark: Node): number {
  for (let node = tree.size - 1; node >= mark; node = tree.first[node] - 1) if (tree.kind[node] === Rs.PathSegment) return tree.aux[node];
  return 0;
}

/** The segments of a path, and what it is qualified with; answers 1 if it begins with `::`. */
export function segments(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  switch (symbol[node]) {
    case S.scoped_identifier:
    case S.scoped_type_identifier:
      return scoped(walk, node);
    case S.generic_type:
    case S.generic_type_with_turbofish:
    case S.generic_pattern:
    case S.generic_function: {
      let global = 0;
      for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
        if (symbol[child] === S.type_arguments) withArguments(walk, child);
        else if (isPath(symbol[child])) global = nested(walk, child);
        else trouble(walk, child);
      }
      return global;
    }
    case S.bracketed_type:
      qualifiedSelf(walk, node);
      return 0;
    default:
      emitLeaf(walk, Rs.PathSegment, 0, RsField.segments, node, nameOfNode(walk, node));
      return 0;
  }
}

function nested(walk: Walk, node: Source): number {
  if (!enter(walk)) {
    emitLeaf(walk, Rs.Error, 0, walk.asError, node, 0);
    return 0;
  }
  const global = segments(walk, node);
  walk.depth -= 1;
  return global;
}

/** `path::name` */
function scoped(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  let global = symbol[node + 1] === S.PathSeparator ? 1 : 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (isPath(symbol[child])) global = nested(walk, child) | global;
    else trouble(walk, child);
  }
  return global;
}

/** Gives the last segment its generic arguments. */
function withArguments(walk: Walk, args: Source): void {
  const { tree } = walk;
  const last = tree.size - 1;
  if (last < 0 || tree.kind[last] !== Rs.PathSegment || tree.first[last] !== last) {
    errorOver(walk, args);
    return;
  }
  const start = tree.start[last];
  const name = tree.aux[last];
  tree.truncate(last);
  genericArguments(walk, args);
  tree.setField(RsField.generics);
  tree.emit(Rs.PathSegment, 0, RsField.segments, start, walk.end[args], last, name);
}

/** `<Type as Trait>` */
function qualifiedSelf(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const qualified = symbol[node + 2] === S.qualified_type ? node + 2 : node;
  let role = RsField.type;
  for (let child = qualified + 1, stop = next[qualified]; child < stop; child = next[child]) {
    if (symbol[child] === S.As) role = RsField.trait;
    else if (!isType(symbol[child])) trouble(walk, child);
    else if (role === RsField.trait && isPath(symbol[child])) {
      path(walk, child);
      tree.setField(role);
    } else {
      type(walk, child);
      tree.setField(role);
    }
  }
  emit(walk, Rs.QualifiedSelf, 0, node, mark, 0);
  tree.setField(RsField.qualified);
}

/** `<A, 'b, 3, Item = C>` */
export function genericArguments(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const follower = next[child];
    if (follower < stop && symbol[follower] === S.trait_bounds) {
      boundedArgument(walk, child, follower);
      child = follower;
    } else genericArgument(walk, child);
  }
  emit(walk, Rs.GenericArguments, 0, node, mark, 0);
}

function genericArgument(walk: Walk, node: Source): void {
  const { tree } = walk;
  const symbol = walk.symbol[node];
  if (isToken(symbol)) return;
  if (symbol === S.lifetime) lifetime(walk, node, 0);
  else if (symbol === S.block) block(walk, node);
  else if (symbol === S.type_binding) binding(walk, node);
  else if (isType(symbol)) type(walk, node);
  else if (!literal(walk, node)) {
    if (!isTrouble(symbol) || !trouble(walk, node)) errorOver(walk, node);
    return;
  }
  tree.setField(RsField.arguments);
}

/** `Name = Type`, `Name<A> = Type` */
function binding(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let name = 0;
  let value = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Equal) value = true;
    else if (value && isType(symbol[child])) {
      type(walk, child);
      tree.setField(RsField.type);
    } else if (symbol[child] === S.type_identifier) name = nameOfNode(walk, child);
    else if (symbol[child] === S.type_arguments) {
      genericArguments(walk, child);
      tree.setField(RsField.generics);
    } else trouble(walk, child);
  }
  emit(walk, Rs.AssociatedBinding, 0, node, mark, name);
}

/** `Name: Bound`, which comes as a type and the bounds behind it. */
function boundedArgument(walk: Walk, node: Source, limits: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let name = 0;
  if (symbol[node] === S.generic_type) {
    name = nameOfNode(walk, node + 1);
    for (let child = next[node + 1]; child < next[node]; child = next[child]) {
      if (symbol[child] !== S.type_arguments) trouble(walk, child);
      else {
        genericArguments(walk, child);
        tree.setField(RsField.generics);
      }
    }
  } else if (symbol[node] === S.type_identifier) name = nameOfNode(walk, node);
  else missingAt(walk, walk.start[node]);
  bounds(walk, limits);
  tree.emit(Rs.AssociatedBinding, 0, RsField.arguments, walk.start[node], walk.end[limits], mark, name);
}

/** The segments of `Fn(A, B) -> C`, where `name` is the child that is `Fn`; answers 1 if it begins with `::`. */
export function callSegments(walk: Walk, node: Source, name: Source): number {
  const { tree, symbol, next, start, end } = walk;
  const global = segments(walk, name);
  const last = tree.size - 1;
  const plain = tree.kind[last] === Rs.PathSegment && tree.first[last] === last;
  const from = tree.start[last];
  const text = tree.aux[last];
  if (plain) tree.truncate(last);
  let list = -1;
  let mark = tree.size;
  for (let child = next[name], stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.parameters) {
      list = child;
      mark = tree.size;
      parameterTypes(walk, child);
    } else if (isType(symbol[child])) {
      type(walk, child);
      tree.setField(RsField.returns);
    } else trouble(walk, child);
  }
  if (list >= 0) tree.emit(Rs.GenericArguments, 1, RsField.generics, start[list], end[node], mark, 0);
  if (plain) tree.emit(Rs.PathSegment, 0, RsField.segments, from, end[node], last, text);
  return global;
}

/** `-1`, as a value where only literals may stand. */
export function negativeLiteral(walk: Walk, node: Source): void {
  const { tree, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (literal(walk, child)) tree.setField(RsField.operand);
    else trouble(walk, child);
  }
  emit(walk, Rs.Unary, RsOperator['-'], node, mark, 0);
}
