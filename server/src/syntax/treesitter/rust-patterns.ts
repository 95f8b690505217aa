/** Patterns of Rust, from tree-sitter's nodes. Parentheses around a pattern have no node. */
import { BlockFlag, PatternFlag, RangeForm, Rs, RsField } from '../rust/kinds.ts';
import { macroCall } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { prefixedBlock } from './rust-control.ts';
import { isLiteral, literal } from './rust-expressions.ts';
import { isPath, nameOfNode, negativeLiteral, path } from './rust-paths.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

const PATTERNS = bySymbol<(walk: Walk, node: Source) => void>([
  [S.identifier, name],
  [S.self, name],
  [S.Underscore, (walk, node) => emitLeaf(walk, Rs.WildcardPattern, 0, 0, node, 0)],
  [S.scoped_identifier, pathPattern],
  [S.generic_pattern, pathPattern],
  [S.generic_type, pathPattern],
  [S.super, pathPattern],
  [S.crate, pathPattern],
  [S.metavariable, pathPattern],
  [S.integer_literal, literalPattern],
  [S.float_literal, literalPattern],
  [S.string_literal, literalPattern],
  [S.raw_string_literal, literalPattern],
  [S.char_literal, literalPattern],
  [S.boolean_literal, literalPattern],
  [S.negative_literal, literalPattern],
  [S.const_block, literalPattern],
  [S.ref_pattern, binding],
  [S.mut_pattern, binding],
  [S.captured_pattern, binding],
  [S.reference_pattern, reference],
  [S.tuple_pattern, tuple],
  [S.slice_pattern, (walk, node) => listOf(walk, node, Rs.SlicePattern)],
  [S.tuple_struct_pattern, tupleStruct],
  [S.struct_pattern, struct],
  [S.remaining_field_pattern, (walk, node) => emitLeaf(walk, Rs.RestPattern, 0, 0, node, 0)],
  [S.range_pattern, range],
  [S.or_pattern, alternatives],
  [S.macro_invocation, macroCall],
]);

export const isPattern = (symbol: number): boolean => PATTERNS[symbol] !== undefined;

/** A pattern in a field, if it is one (or is absent); errors are emitted, tokens passed over. */
export function pattern(walk: Walk, node: Source, field: number): boolean {
  const symbol = walk.symbol[node];
  const make = PATTERNS[symbol];
  if (make !== undefined) {
    if (enter(walk)) {
      make(walk, node);
      walk.depth -= 1;
    } else emitLeaf(walk, Rs.Error, 0, 0, node, 0);
  } else if (symbol === S.absent) trouble(walk, node);
  else {
    if (!(isTrouble(symbol) && trouble(walk, node)) && !isToken(symbol)) errorOver(walk, node);
    return false;
  }
  walk.tree.setField(field);
  return true;
}

/** A pattern behind a `mut` that stands beside it, as in `let mut x`. */
export function mutablePattern(walk: Walk, specifier: Source, node: Source, field: number): boolean {
  if (!pattern(walk, node, field)) return false;
  const { tree } = walk;
  const last = tree.size - 1;
  if (tree.kind[last] === Rs.IdentifierPattern && walk.next[specifier] === node) {
    tree.flag[last] |= PatternFlag.mut;
    tree.start[last] = walk.start[specifier];
  }
  return true;
}

/** A name binds, but `Self` and what else is no name is a path. */
function name(walk: Walk, node: Source): void {
  const { units, start, end } = walk;
  const from = start[node];
  if (end[node] - from === 1 && units[from] === 0x5f) emitLeaf(walk, Rs.WildcardPattern, 0, 0, node, 0);
  else if (end[node] - from === 4 && walk.text.startsWith('Self', from)) pathPattern(walk, node);
  else emitLeaf(walk, Rs.IdentifierPattern, 0, 0, node, nameOfNode(walk, node));
}

/** `ref mut name @ pattern`, whose parts come nested. */
function binding(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = 0;
  let bound = 0;
  let named = false;
  for (let at = node; ;) {
    let inner = -1;
    for (let child = at + 1, stop = next[at]; child < stop; child = next[child]) {
      const part = symbol[child];
      if (part === S.Ref) flag |= PatternFlag.ref;
      else if (part === S.mutable_specifier) flag |= PatternFlag.mut;
      else if (part === S.mut_pattern || (part === S.captured_pattern && !named)) inner = child;
      else if (!named && (part === S.identifier || part === S.self)) {
        named = true;
        bound = nameOfNode(walk, child);
      } else pattern(walk, child, RsField.pattern);
    }
    if (inner < 0) break;
    at = inner;
  }
  emit(walk, Rs.IdentifierPattern, flag, node, mark, bound);
}

function pathPattern(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  path(walk, node);
  emit(walk, Rs.PathPattern, 0, node, mark, 0);
}

function literalPattern(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  value(walk, node);
  walk.tree.setField(RsField.value);
  emit(walk, Rs.LiteralPattern, 0, node, mark, 0);
}

/** What a pattern may be compared with: a literal, a negative one, an inline const, a path. */
function value(walk: Walk, node: Source): boolean {
  const symbol = walk.symbol[node];
  const mark = walk.tree.size;
  if (symbol === S.negative_literal) negativeLiteral(walk, node);
  else if (symbol === S.const_block) prefixedBlock(walk, node, BlockFlag.const);
  else if (isLiteral(symbol)) literal(walk, node);
  else if (isPath(symbol)) {
    path(walk, node);
    emit(walk, Rs.PathExpression, 0, node, mark, 0);
  } else return false;
  return true;
}

function reference(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  let mutable = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.mutable_specifier) mutable = 1;
    else pattern(walk, child, RsField.pattern);
  }
  emit(walk, Rs.ReferencePattern, mutable, node, mark, 0);
}

/** The patterns among the children; answers how many. */
function patterns(walk: Walk, node: Source): number {
  let count = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (pattern(walk, child, RsField.patterns)) count += 1;
  }
  return count;
}

function listOf(walk: Walk, node: Source, kind: number): void {
  const mark = walk.tree.size;
  patterns(walk, node);
  emit(walk, kind, 0, node, mark, 0);
}

function tuple(walk: Walk, node: Source): void {
  const { tree } = walk;
  const mark = tree.size;
  const count = patterns(walk, node);
  const only = count === 1 && tree.first[tree.size - 1] === mark && childOf(walk, node, S.Comma) < 0;
  if (!only || tree.kind[tree.size - 1] === Rs.RestPattern) emit(walk, Rs.TuplePattern, 0, node, mark, 0);
}

function tupleStruct(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  let pathed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (!pathed && isPath(symbol[child])) {
      pathed = true;
      path(walk, child);
    } else pattern(walk, child, RsField.patterns);
  }
  emit(walk, Rs.TupleStructPattern, 0, node, mark, 0);
}

function struct(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (isPath(symbol[child])) path(walk, child);
    else if (symbol[child] === S.remaining_field_pattern) emitLeaf(walk, Rs.RestPattern, 0, RsField.rest, child, 0);
    else if (symbol[child] === S.field_pattern) field(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.StructPattern, 0, node, mark, 0);
}

function field(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = 0;
  let number = 0;
  let valued = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Ref) flag |= PatternFlag.ref;
    else if (part === S.mutable_specifier) flag |= PatternFlag.mut;
    else if (part === S.Colon) valued = true;
    else if (valued) pattern(walk, child, RsField.pattern);
    else if (part === S.shorthand_field_identifier || part === S.field_identifier) number = nameOfNode(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.FieldPattern, flag, node, mark, number);
  tree.setField(RsField.fields);
}

function range(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let form: number = RangeForm.inclusive;
  let role = RsField.start;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.DotDot || part === S.DotDotDot || part === S.DotDotEqual) {
      role = RsField.end;
      if (part === S.DotDot) form = RangeForm.exclusive;
    } else if (value(walk, child)) tree.setField(role);
    else trouble(walk, child);
  }
  emit(walk, Rs.RangePattern, form, node, mark, 0);
}

/** `A | B | C`, which comes nested. */
function alternatives(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  flatten(walk, node);
  emit(walk, Rs.OrPattern, 0, node, mark, 0);
}

function flatten(walk: Walk, node: Source): void {
  // alternatives nest to the left: followed in a loop, then read from the innermost on
  const nested: Source[] = [];
  let at = node;
  while (walk.symbol[at] === S.or_pattern) {
    nested.push(at);
    at += 1;
  }
  for (let level = nested.length - 1; level >= 0; level -= 1) {
    const part = nested[level];
    for (let child = part + 1, stop = walk.next[part]; child < stop; child = walk.next[child]) {
      if (child === nested[level + 1]) continue;
      if (walk.symbol[child] === S.or_pattern && enter(walk)) {
        flatten(walk, child);
        walk.depth -= 1;
      } else pattern(walk, child, RsField.patterns);
    }
  }
}
