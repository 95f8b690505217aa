/**
 * Expressions of Rust that nest to the left: postfixes, casts, and operations of two operands. They are followed in a loop, so that a
 * chain may be as long as it likes.
 */
import { RangeForm, Rs, RsField, RsOperator } from '../rust/kinds.ts';
import type { Node } from '../tree.ts';
import { label } from './rust-control.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { expression, isExpression, operand, operands } from './rust-expressions.ts';
import { genericArguments, nameOfNode } from './rust-paths.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { typeIn } from './rust-types.ts';
import { childOf, emit, isTrouble, nameBetween, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

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

/** The chain that is being followed: its nodes, the source nodes behind their first operands, and where they begin in the tree. */
const chain: number[] = [];

export function chained(walk: Walk, node: Source): void {
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
  if (casts.length > 0) operand(walk, inner, RsField.operand);
  else operands(walk, operation, inner, RsField.operand);
  // what is broken before the operand can stand in the operator's place
  const to = tree.size > mark ? Math.max(end[inner], tree.end[tree.size - 1]) : end[inner];
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

/** Whether an expression is part of a chain. */
export const isChained = (symbol: number): boolean => CHAINS[symbol] !== undefined;
