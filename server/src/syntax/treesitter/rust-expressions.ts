/**
 * The expressions of Rust, from tree-sitter's nodes. `expression` emits exactly one node, whatever it is given.
 *
 * Chains that nest to the left (`a.b()?.c`, `a + b + c`) are followed in a loop, so that only brackets and the like nest.
 */
import { intern } from '../names.ts';
import { BorrowFlag, LiteralForm, Rs, RsField, RsOperator } from '../rust/kinds.ts';
import { chained, isChained } from './rust-chains.ts';
import { closure, conditional, forLoop, jump, labelled, letCondition, match, prefixed, returning, whileLoop } from './rust-control.ts';
import { adoptAttributes, attributesBefore, dropAttributes, macroCall, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { isPath, nameOfNode, negativeLiteral, path } from './rust-paths.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { block } from './rust-statements.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, trouble, wrong } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

const LITERALS: ReadonlySet<number> = new Set([
  S.integer_literal,
  S.float_literal,
  S.string_literal,
  S.raw_string_literal,
  S.char_literal,
  S.boolean_literal,
]);
export const isLiteral = (symbol: number): boolean => LITERALS.has(symbol);

const ATOMS = bySymbol<(walk: Walk, node: Source) => void>([
  [S.identifier, pathExpression],
  [S.self, pathExpression],
  [S.super, pathExpression],
  [S.crate, pathExpression],
  [S.metavariable, pathExpression],
  [S.scoped_identifier, pathExpression],
  [S.generic_function, genericFunction],
  [S.integer_literal, literalExpression],
  [S.float_literal, literalExpression],
  [S.string_literal, literalExpression],
  [S.raw_string_literal, literalExpression],
  [S.char_literal, literalExpression],
  [S.boolean_literal, literalExpression],
  [S.negative_literal, negativeLiteral],
  [S.unary_expression, unary],
  [S.reference_expression, borrow],
  [S.array_expression, array],
  [S.tuple_expression, (walk, node) => listOf(walk, node, Rs.Tuple, RsField.elements)],
  [S.unit_expression, (walk, node) => emitLeaf(walk, Rs.Tuple, 0, 0, node, 0)],
  [S.parenthesized_expression, group],
  [S.struct_expression, struct],
  [S.macro_invocation, macroCall],
  [S.return_expression, (walk, node) => returning(walk, node, Rs.Return)],
  [S.yield_expression, (walk, node) => returning(walk, node, Rs.Yield)],
  [S.break_expression, (walk, node) => jump(walk, node, Rs.Break)],
  [S.continue_expression, (walk, node) => jump(walk, node, Rs.Continue)],
  [S.closure_expression, closure],
  [S.block, block],
  [S.unsafe_block, prefixed],
  [S.async_block, prefixed],
  [S.gen_block, prefixed],
  [S.try_block, prefixed],
  [S.const_block, prefixed],
  [S.if_expression, conditional],
  [S.let_condition, letCondition],
  [S.let_chain, letChain],
  [S.match_expression, match],
  [S.while_expression, whileLoop],
  [S.loop_expression, labelled],
  [S.for_expression, forLoop],
]);

export const isExpression = (symbol: number): boolean => ATOMS[symbol] !== undefined || isChained(symbol);

/** Any expression; one that is absent or no expression becomes an `Error`. */
export function expression(walk: Walk, node: Source): void {
  const symbol = walk.symbol[node];
  const atom = ATOMS[symbol];
  if (atom === undefined && !isChained(symbol)) {
    if (!isTrouble(symbol) || !trouble(walk, node)) errorOver(walk, node);
  } else if (enter(walk)) {
    if (atom !== undefined) atom(walk, node);
    else chained(walk, node);
    walk.depth -= 1;
  } else emitLeaf(walk, Rs.Error, 0, 0, node, 0);
}

/** An expression in a field, if it is one (or is absent); errors are emitted, tokens passed over. */
export function operand(walk: Walk, child: Source, field: number): boolean {
  const part = walk.symbol[child];
  if (part === S.absent || isExpression(part)) {
    expression(walk, child);
    walk.tree.setField(field);
    return true;
  }
  if (!(isTrouble(part) && trouble(walk, child)) && !isToken(part)) errorOver(walk, child);
  return false;
}

/** The operands among the children from `from` on, all in one field, with their attributes. */
export function operands(walk: Walk, node: Source, from: Source, field: number): void {
  const pending = attributesBefore();
  for (let child = from, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (operand(walk, child, field)) adoptAttributes(walk, pending);
  }
  dropAttributes(walk, pending);
}

/** Emits a literal and answers true, if it is one. */
export function literal(walk: Walk, node: Source): boolean {
  if (!isLiteral(walk.symbol[node])) return false;
  literalExpression(walk, node);
  return true;
}

function literalExpression(walk: Walk, node: Source): void {
  emitLeaf(walk, Rs.Literal, literalForm(walk, node), 0, node, 0);
}

const LETTER_B = 0x62;
const LETTER_C = 0x63;
const LETTER_F = 0x66;
const LETTER_T = 0x74;
const LETTER_X = 0x78;

function literalForm(walk: Walk, node: Source): number {
  const { units, start, end } = walk;
  const first = units[start[node]];
  switch (walk.symbol[node]) {
    case S.float_literal:
      return LiteralForm.float;
    case S.boolean_literal:
      return first === LETTER_T ? LiteralForm.true : LiteralForm.false;
    case S.char_literal:
      return first === LETTER_B ? LiteralForm.byte : LiteralForm.char;
    case S.integer_literal: {
      // `1f32` is a float, `0x1f32` is not
      const based = units[start[node] + 1] === LETTER_X;
      for (let at = start[node]; !based && at < end[node]; at += 1) if (units[at] === LETTER_F) return LiteralForm.float;
      return LiteralForm.integer;
    }
    default:
      return first === LETTER_B ? LiteralForm.byteString : first === LETTER_C ? LiteralForm.cString : LiteralForm.string;
  }
}

function pathExpression(walk: Walk, node: Source): void {
  if (walk.end[node] - walk.start[node] === 1 && walk.units[walk.start[node]] === 0x5f) {
    emitLeaf(walk, Rs.Underscore, 0, 0, node, 0);
    return;
  }
  const mark = walk.tree.size;
  path(walk, node);
  emit(walk, Rs.PathExpression, 0, node, mark, 0);
}

/** `name::<T>`; of a method it is a chain, unless the method is not called. */
function genericFunction(walk: Walk, node: Source): void {
  if (walk.symbol[node + 1] === S.field_expression) {
    const mark = walk.tree.size;
    expression(walk, node + 1);
    wrong(walk, node, mark);
  } else pathExpression(walk, node);
}

const MINUS = 0x2d;
const STAR = 0x2a;

function unary(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  operands(walk, node, node + 1, RsField.operand);
  const sign = walk.units[walk.start[node]];
  if (sign === STAR) emit(walk, Rs.Dereference, 0, node, mark, 0);
  else emit(walk, Rs.Unary, sign === MINUS ? RsOperator['-'] : RsOperator['!'], node, mark, 0);
}

function borrow(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  let flag = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.Raw) flag |= BorrowFlag.raw;
    else if (walk.symbol[child] === S.mutable_specifier) flag |= BorrowFlag.mutable;
    else operand(walk, child, RsField.operand);
  }
  emit(walk, Rs.Borrow, flag, node, mark, 0);
}

function listOf(walk: Walk, node: Source, kind: number, field: number): void {
  const mark = walk.tree.size;
  operands(walk, node, node + 1, field);
  emit(walk, kind, 0, node, mark, 0);
}

function group(walk: Walk, node: Source): void {
  listOf(walk, node, Rs.GroupedExpression, RsField.operand);
}

/** `[a, b]`, `[value; length]` */
function array(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const repeated = childOf(walk, node, S.Semicolon) >= 0;
  const pending = attributesBefore();
  let role = repeated ? RsField.value : RsField.elements;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Semicolon) role = RsField.length;
    else if (!takeAttribute(walk, child, stop, pending) && operand(walk, child, role)) adoptAttributes(walk, pending);
  }
  emit(walk, repeated ? Rs.RepeatExpression : Rs.ArrayExpression, 0, node, mark, 0);
}

/** `Path { field: value, ..base }` */
function struct(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (isPath(symbol[child])) path(walk, child);
    else if (symbol[child] === S.field_initializer_list) {
      for (let field = child + 1; field < next[child]; field = next[field]) fieldInit(walk, field);
    } else trouble(walk, child);
  }
  emit(walk, Rs.StructExpression, 0, node, mark, 0);
}

function fieldInit(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  if (symbol[node] === S.base_field_initializer) {
    operands(walk, node, node + 1, RsField.base);
    return;
  }
  if (symbol[node] !== S.field_initializer && symbol[node] !== S.shorthand_field_initializer) {
    trouble(walk, node);
    return;
  }
  const mark = tree.size;
  const pending = attributesBefore();
  let name = 0;
  let valued = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (part === S.Colon) valued = true;
    else if (valued) operand(walk, child, RsField.value);
    else if (part === S.integer_literal) name = intern(walk.text.slice(walk.start[child], walk.end[child]));
    else if (part === S.field_identifier || part === S.identifier) name = nameOfNode(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.FieldInit, 0, node, mark, name);
  tree.setField(RsField.fields);
}

/** `let a = b && c && …`: the operators nest to the left, however the grammar nests them. */
function letChain(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  let count = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (isToken(symbol[child])) continue;
    /** The `&&` nodes on the left side of an operand, the outermost first. */
    const nested: Source[] = [];
    let inner = child;
    for (; count > 0 && symbol[inner] === S.binary_expression && symbol[next[inner + 1]] === S.AndAnd; inner += 1) nested.push(inner);
    if (count > 0) tree.setField(RsField.left);
    if (!operand(walk, inner, RsField.right)) continue;
    count += 1;
    if (count > 1) tree.emit(Rs.Binary, RsOperator['&&'], 0, start[node], end[inner], mark, 0);
    for (const part of nested.reverse()) {
      tree.setField(RsField.left);
      operands(walk, part, next[part + 1], RsField.right);
      tree.emit(Rs.Binary, RsOperator['&&'], 0, start[node], end[part], mark, 0);
    }
  }
  if (count < 2) wrong(walk, node, mark);
}

export { block };
