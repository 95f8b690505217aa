/**
 * The expressions of Rust, from tree-sitter's nodes. `expression` emits exactly one node, whatever it is given.
 *
 * Chains that nest to the left (`a.b()?.c`, `a + b + c`) are followed in a loop, so that only brackets and the like nest.
 */
import { intern } from '../names.ts';
import { BorrowFlag, LiteralForm, RangeForm, Rs, RsField, RsOperator } from '../rust/kinds.ts';
import type { Node } from '../tree.ts';
import {
  closure,
  conditional,
  forLoop,
  jump,
  label,
  labelled,
  letCondition,
  match,
  prefixed,
  returning,
  whileLoop,
} from './rust-control.ts';
import { adoptAttributes, attributesBefore, dropAttributes, macroCall, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { genericArguments, isPath, nameOfNode, negativeLiteral, path } from './rust-paths.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { block } from './rust-statements.ts';
import { typeIn } from './rust-types.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, nameBetween, trouble, wrong } from './walk.ts';
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

const OPERATORS = bySymbol<number>([
  [S.Plus, RsOperator['+']],
  [S.Minus, RsOperator['-']],
  [S.Star, RsOperator['*']],
  [S.Slash, RsOperator['/']],
  [S.Percent, RsOperator['%']],
  [S.And, RsOperator['&']],
  [S.Or, RsOperator['|']],
  [S.Caret, RsOperator['^']],
  [S.ShiftLeft, RsOperator['<<']],
  [S.ShiftRight, RsOperator['>>']],
  [S.AndAnd, RsOperator['&&']],
  [S.OrOr, RsOperator['||']],
  [S.EqualEqual, RsOperator['==']],
  [S.NotEqual, RsOperator['!=']],
  [S.Less, RsOperator['<']],
  [S.LessEqual, RsOperator['<=']],
  [S.Greater, RsOperator['>']],
  [S.GreaterEqual, RsOperator['>=']],
  [S.PlusEqual, RsOperator['+']],
  [S.MinusEqual, RsOperator['-']],
  [S.StarEqual, RsOperator['*']],
  [S.SlashEqual, RsOperator['/']],
  [S.PercentEqual, RsOperator['%']],
  [S.AndEqual, RsOperator['&']],
  [S.OrEqual, RsOperator['|']],
  [S.CaretEqual, RsOperator['^']],
  [S.ShiftLeftEqual, RsOperator['<<']],
  [S.ShiftRightEqual, RsOperator['>>']],
]);

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

/** Behind its first operand: emits the rest and the node. */
type Chained = (walk: Walk, node: Source, rest: Source, mark: Node) => void;
const CHAINS = bySymbol<Chained>([
  [S.call_expression, call],
  [S.field_expression, fieldAccess],
  [S.index_expression, index],
  [S.try_expression, (walk, node, rest, mark) => postfix(walk, node, rest, mark, Rs.Try)],
  [S.await_expression, (walk, node, rest, mark) => postfix(walk, node, rest, mark, Rs.Await)],
  [S.type_cast_expression, cast],
  [S.binary_expression, binary],
  [S.assignment_expression, assignment],
  [S.compound_assignment_expr, assignment],
  [S.range_expression, range],
]);

export const isExpression = (symbol: number): boolean => ATOMS[symbol] !== undefined || CHAINS[symbol] !== undefined;

/** The chain that is being followed: its nodes, the source nodes behind their first operands, and where they begin in the tree. */
const chain: number[] = [];

/** Any expression; one that is absent or no expression becomes an `Error`. */
export function expression(walk: Walk, node: Source): void {
  const symbol = walk.symbol[node];
  const atom = ATOMS[symbol];
  if (atom === undefined && CHAINS[symbol] === undefined) {
    if (!isTrouble(symbol) || !trouble(walk, node)) errorOver(walk, node);
  } else if (enter(walk)) {
    if (atom !== undefined) atom(walk, node);
    else chained(walk, node);
    walk.depth -= 1;
  } else emitLeaf(walk, Rs.Error, 0, 0, node, 0);
}

function chained(walk: Walk, node: Source): void {
  const { symbol, next, tree } = walk;
  const base = chain.length;
  let at = node;
  while (CHAINS[symbol[at]] !== undefined) {
    const mark = tree.size;
    const first = firstOperand(walk, at);
    if (first < 0) break;
    if (isOpen(walk, first, at)) {
      openBefore(walk, at, first, base);
      return;
    }
    chain.push(at, next[first], mark);
    at = first;
    // the callee of a method call with generic arguments is one node more
    if (symbol[at] === S.generic_function && symbol[at + 1] === S.field_expression) at += 1;
  }
  if (CHAINS[symbol[at]] === undefined) expression(walk, at);
  // a chain without a first operand: `..` and `..a`
  else CHAINS[symbol[at]]!(walk, at, at + 1, tree.size);
  while (chain.length > base) {
    const mark = chain.pop()!;
    const rest = chain.pop()!;
    const whole = chain.pop()!;
    CHAINS[symbol[whole]]!(walk, whole, rest, mark);
  }
}

/**
 * Whether a node is a range that ends in its dots, or a `break` without a value, although what follows it in the operation
 * around it could be the operand: a prefix operator, or parentheses behind `break`.
 */
function isOpen({ symbol, next, start, end }: Walk, node: Source, operation: Source): boolean {
  const broken = symbol[node] === S.break_expression;
  if (!broken && symbol[node] !== S.range_expression) return false;
  if (symbol[operation] === S.call_expression) return broken && isBare(symbol, next, node);
  if (symbol[operation] !== S.binary_expression) return false;
  const operator = symbol[next[node]];
  if (operator !== S.Star && operator !== S.Minus && operator !== S.And && operator !== S.AndAnd) return false;
  if (broken) return isBare(symbol, next, node);
  let last = node + 1;
  while (next[last] < next[node]) last = next[last];
  return symbol[last] === S.DotDot || (last === node + 1 && end[node] - start[node] === 2);
}

/** Whether a `break` has no value. */
function isBare(symbol: Uint8Array, next: Int32Array, node: Source): boolean {
  for (let child = node + 1; child < next[node]; child = next[child])
    if (!isToken(symbol[child]) && symbol[child] !== S.label) return false;
  return true;
}

/**
 * `a..*b + c`, which comes as `((a..) * b) + c`, and `break (a, b)`, which comes as a call: the whole is the range or the
 * `break`. `operation` holds `open` and what follows it; the chain since `base` is around it.
 */
function openBefore(walk: Walk, operation: Source, open: Source, base: number): void {
  const { tree, symbol, next, start } = walk;
  const mark = tree.size;
  const range = symbol[open] === S.range_expression;
  for (let child = open + 1, stop = next[open]; child < stop; child = next[child]) {
    if (symbol[child] === S.label) label(walk, child);
    else operand(walk, child, RsField.start);
  }
  const inner = tree.size;
  const from = start[next[open]];
  if (symbol[operation] === S.call_expression) argumentsAsValue(walk, next[open]);
  else prefixOperation(walk, operation, next[open]);
  while (chain.length > base) {
    chain.pop();
    const rest = chain.pop()!;
    const whole = chain.pop()!;
    CHAINS[symbol[whole]]!(walk, whole, rest, inner);
    // its source node begins where the range or the `break` does
    tree.start[tree.size - 1] = from;
  }
  tree.setField(range ? RsField.end : RsField.value);
  const end = tree.end[tree.size - 1];
  if (range) tree.emit(Rs.Range, RangeForm.exclusive, 0, start[open], end, mark, 0);
  else tree.emit(Rs.Break, 0, 0, start[open], end, mark, 0);
}

/** An operation whose operator is a prefix, with its right operand; of `*a as T` the cast is around the prefix. */
function prefixOperation(walk: Walk, operation: Source, operator: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  const from = start[operator];
  const casts: Source[] = [];
  let inner = next[operator];
  for (; symbol[inner] === S.type_cast_expression; inner += 1) casts.push(inner);
  const to = end[inner];
  if (casts.length > 0) operand(walk, inner, RsField.operand);
  else operands(walk, operation, inner, RsField.operand);
  if (symbol[operator] === S.Star) tree.emit(Rs.Dereference, 0, 0, from, to, mark, 0);
  else if (symbol[operator] === S.Minus) tree.emit(Rs.Unary, RsOperator['-'], 0, from, to, mark, 0);
  else {
    const double = symbol[operator] === S.AndAnd;
    tree.emit(Rs.Borrow, 0, RsField.operand, double ? from + 1 : from, to, mark, 0);
    if (double) tree.emit(Rs.Borrow, 0, 0, from, to, mark, 0);
  }
  for (const part of casts.reverse()) {
    cast(walk, part, next[part + 1], mark);
    tree.start[tree.size - 1] = from;
  }
}

/** The parentheses of a call as an expression of their own. */
function argumentsAsValue(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  operands(walk, node, node + 1, RsField.elements);
  const { tree } = walk;
  const grouped = childOf(walk, node, S.Comma) < 0 && tree.size > mark && tree.first[tree.size - 1] === mark;
  if (grouped) tree.setField(RsField.operand);
  emit(walk, grouped ? Rs.GroupedExpression : Rs.Tuple, 0, node, mark, 0);
}

/** The first child that is an operand, before any token; errors before it are emitted. */
function firstOperand(walk: Walk, node: Source): Source {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    const part = walk.symbol[child];
    if (part === S.absent || isExpression(part)) return child;
    if (isToken(part)) return -1;
    if (isTrouble(part)) trouble(walk, child);
  }
  return -1;
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

/** A call, or a method call if the callee is a field that is no digit. */
function call(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { tree, symbol, next } = walk;
  const callee = node + 1;
  const generic = symbol[callee] === S.generic_function && symbol[callee + 1] === S.field_expression;
  const field = generic ? callee + 1 : callee;
  const last = tree.size - 1;
  let name = 0;
  const method = symbol[field] === S.field_expression && tree.kind[last] === Rs.FieldAccess && !endsInDigits(walk, field);
  if (method) {
    // what was made as a field is the receiver and the name of the method
    name = tree.aux[last];
    tree.truncate(last);
    if (generic) {
      for (let child = next[field]; child < next[callee]; child = next[child]) {
        if (symbol[child] !== S.type_arguments) trouble(walk, child);
        else {
          genericArguments(walk, child);
          tree.setField(RsField.generics);
        }
      }
    }
  } else tree.setField(RsField.callee);
  for (let child = rest, stop = next[node]; child < stop; child = next[child]) {
    if (walk.symbol[child] === S.arguments) operands(walk, child, child + 1, RsField.arguments);
    else trouble(walk, child);
  }
  if (method) emit(walk, Rs.MethodCall, 0, node, mark, name);
  else emit(walk, Rs.Call, 0, node, mark, 0);
}

const endsInDigits = (walk: Walk, node: Source): boolean => {
  const unit = walk.units[walk.end[node] - 1];
  return unit >= 0x30 && unit <= 0x39 && childOf(walk, node, S.integer_literal) >= node + 2 && lastChildIs(walk, node, S.integer_literal);
};

function lastChildIs(walk: Walk, node: Source, symbol: number): boolean {
  let last = -1;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) last = walk.symbol[child];
  return last === symbol;
}

function fieldAccess(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { symbol, next, start, end } = walk;
  walk.tree.setField(RsField.receiver);
  let name = 0;
  for (let child = rest, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.field_identifier) name = nameOfNode(walk, child);
    else if (symbol[child] === S.integer_literal) name = nameBetween(walk, start[child], end[child], 'NFC');
    else trouble(walk, child);
  }
  emit(walk, Rs.FieldAccess, 0, node, mark, name);
}

function index(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(RsField.receiver);
  operands(walk, node, rest, RsField.index);
  emit(walk, Rs.Index, 0, node, mark, 0);
}

function postfix(walk: Walk, node: Source, rest: Source, mark: Node, kind: number): void {
  walk.tree.setField(RsField.operand);
  operands(walk, node, rest, RsField.operand);
  emit(walk, kind, 0, node, mark, 0);
}

function cast(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(RsField.value);
  for (let child = rest, stop = walk.next[node]; child < stop; child = walk.next[child]) typeIn(walk, child, RsField.type);
  emit(walk, Rs.TypeCast, 0, node, mark, 0);
}

function operatorAmong(walk: Walk, from: Source, stop: Source): number {
  for (let child = from; child < stop; child = walk.next[child]) {
    const operator = walk.symbol[child] > S.missing ? OPERATORS[walk.symbol[child]] : undefined;
    if (operator !== undefined) return operator;
  }
  return 0;
}

function binary(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(RsField.left);
  operands(walk, node, rest, RsField.right);
  emit(walk, Rs.Binary, operatorAmong(walk, rest, walk.next[node]), node, mark, 0);
}

/** `a = b`, `a += b`; and `..=b`, which the grammar takes for an assignment to `..`. */
function assignment(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { tree, symbol, start, end } = walk;
  const compound = symbol[node] === S.compound_assignment_expr;
  const range = node + 1;
  if (!compound && symbol[range] === S.range_expression && end[range] - start[range] === 2 && start[rest] === end[range]) {
    tree.truncate(mark);
    operands(walk, node, rest, RsField.end);
    emit(walk, Rs.Range, RangeForm.inclusive, node, mark, 0);
    return;
  }
  tree.setField(RsField.left);
  operands(walk, node, rest, RsField.right);
  if (compound) emit(walk, Rs.CompoundAssignment, operatorAmong(walk, rest, walk.next[node]), node, mark, 0);
  else emit(walk, Rs.Assignment, 0, node, mark, 0);
}

/** `a..b`, whose operands may both be left out. */
function range(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { tree, symbol, next } = walk;
  if (tree.size > mark) tree.setField(RsField.start);
  let form: number = RangeForm.exclusive;
  for (let child = rest, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.DotDotEqual || symbol[child] === S.DotDotDot) form = RangeForm.inclusive;
    else operand(walk, child, RsField.end);
  }
  emit(walk, Rs.Range, form, node, mark, 0);
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
