/**
 * Expressions, from lists of starred ones down to primaries, by precedence climbing. Chains (`a.b.c`, `a + b + c`,
 * `not not a`, `a if b else c if d else e`) are read in loops; brackets nest as deep as the lexer lets them.
 */
import type { Node } from '../tree.ts';
import { Context, Operator, Py, PyField } from './kinds.ts';
import { parameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import { primary } from './primaries.ts';
import {
  COLON,
  COLON_EQUAL,
  COMMA,
  DOUBLE_STAR,
  ELSE,
  FROM,
  IF,
  IN,
  IS,
  LAMBDA,
  NAME,
  NOT,
  STAR,
  YIELD,
  binaryOperatorOf,
  bindingOf,
  startsExpression,
  unaryOperatorOf,
  Binding,
} from './tokens.ts';

const { BoolOp, NamedExpr, BinOp, UnaryOp, Lambda, IfExp, Yield, YieldFrom, Compare, CompareOp, Starred, Name, Tuple } = Py;
const {
  error: asError,
  value: asValue,
  values: asValues,
  target: asTarget,
  test: asTest,
  body: asBody,
  orelse: asOrelse,
  left: asLeft,
  right: asRight,
  operand: asOperand,
  ops: asOps,
  comparators: asComparators,
  args: asArgs,
  elts: asElts,
} = PyField;
const { Load, Store } = Context;
const { BitOr, Comparison, Not, Or, Unary } = Binding;

/** Expressions, starred ones among them, without parentheses around them: one expression, or a tuple. */
export function starExpressions(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  starExpression(parser);
  if (parser.token === COMMA) tupleRest(parser, start, first);
}

function tupleRest(parser: Parser, start: number, first: Node): void {
  parser.role(asElts);
  while (parser.token === COMMA) {
    parser.advance();
    if (startsExpression[parser.token] === 0) break;
    starExpression(parser);
    parser.role(asElts);
  }
  parser.emit(Tuple, Load, start, first, 0);
}

function starExpression(parser: Parser): void {
  if (parser.token === STAR) starred(parser);
  else expression(parser);
}

/** What may stand on the right of `=`: a `yield`, or expressions. */
export function yieldOrExpressions(parser: Parser): void {
  if (parser.token === YIELD) yieldExpression(parser);
  else starExpressions(parser);
}

/** `*x` of a display, a list of expressions or a target. */
export function starred(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  binary(parser, BitOr);
  parser.role(asValue);
  parser.emit(Starred, Load, start, first, 0);
}

/** `*x` of a call or a subscript, where any expression may follow. */
export function starredArgument(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  expression(parser);
  parser.role(asValue);
  parser.emit(Starred, Load, start, first, 0);
}

/** An element of a display. */
export function starredOrNamed(parser: Parser): void {
  if (parser.token === STAR) starred(parser);
  else namedExpression(parser);
}

/** An expression or `name := expression`. */
export function namedExpression(parser: Parser): void {
  if (parser.token !== NAME || parser.peek() !== COLON_EQUAL) {
    expression(parser);
    return;
  }
  const start = parser.start();
  const first = parser.tree.size;
  parser.tree.emit(Name, Store, asTarget, start, parser.ends[parser.at], first, parser.values[parser.at]);
  parser.advance();
  parser.advance();
  expression(parser);
  parser.role(asValue);
  parser.emit(NamedExpr, 0, start, first, 0);
}

/** An expression without `:=` at its top. */
export function expression(parser: Parser): void {
  if (parser.token === LAMBDA) {
    lambda(parser);
    return;
  }
  const start = parser.start();
  const first = parser.tree.size;
  binary(parser, Or);
  if (parser.token === IF) conditional(parser, start, first);
}

/** Behind the first operand of `a if b else c if d else e`, which nests to the right. */
function conditional(parser: Parser, start: number, first: Node): void {
  const outer: number[] = [];
  for (;;) {
    parser.role(asBody);
    parser.advance();
    binary(parser, Or);
    parser.role(asTest);
    outer.push(start, first);
    if (!parser.expect(ELSE)) break;
    if (parser.token === LAMBDA) {
      lambda(parser);
      parser.role(asOrelse);
      break;
    }
    start = parser.start();
    first = parser.tree.size;
    binary(parser, Or);
    if (parser.token !== IF) {
      parser.role(asOrelse);
      break;
    }
  }
  for (let at = outer.length - 2; at >= 0; at -= 2) {
    parser.emit(IfExp, 0, outer[at], outer[at + 1], 0);
    if (at > 0) parser.role(asOrelse);
  }
}

function lambda(parser: Parser): void {
  if (!parser.enter()) return;
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  parameters(parser, COLON);
  parser.role(asArgs);
  parser.expect(COLON);
  expression(parser);
  parser.role(asBody);
  parser.emit(Lambda, 0, start, first, 0);
  parser.leave();
}

/** `yield`, `yield x, y` or `yield from x`. */
export function yieldExpression(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  if (parser.token === FROM) {
    parser.advance();
    expression(parser);
    parser.role(asValue);
    parser.emit(YieldFrom, 0, start, first, 0);
    return;
  }
  if (startsExpression[parser.token] !== 0) {
    starExpressions(parser);
    parser.role(asValue);
  }
  parser.emit(Yield, 0, start, first, 0);
}

/** `or` and everything that binds tighter: the condition of a comprehension and what it iterates over. */
export function disjunction(parser: Parser): void {
  binary(parser, Or);
}

/** `|` and everything that binds tighter. */
export function bitwiseOr(parser: Parser): void {
  binary(parser, BitOr);
}

/** Operands joined by operators that bind at least as strongly as `least`. */
function binary(parser: Parser, least: number): void {
  const start = parser.start();
  const first = parser.tree.size;
  if (unaryOperatorOf[parser.token] !== 0) unary(parser, least);
  else power(parser);
  for (;;) {
    const operator = parser.token;
    const binding = bindingOf[operator];
    if (binding === 0 || binding < least) return;
    if (binding >= BitOr) {
      parser.role(asLeft);
      parser.advance();
      binary(parser, binding + 1);
      parser.role(asRight);
      parser.emit(BinOp, binaryOperatorOf[operator], start, first, 0);
    } else if (binding === Comparison) {
      if (operator === NOT && parser.peek() !== IN) return;
      comparison(parser, start, first);
    } else {
      parser.role(asValues);
      do {
        parser.advance();
        binary(parser, binding + 1);
        parser.role(asValues);
      } while (parser.token === operator);
      parser.emit(BoolOp, binaryOperatorOf[operator], start, first, 0);
    }
  }
}

/** Behind the left operand of a chain of comparisons. */
function comparison(parser: Parser, start: number, first: Node): void {
  parser.role(asLeft);
  for (;;) {
    const token = parser.token;
    if (bindingOf[token] !== Comparison || (token === NOT && parser.peek() !== IN)) break;
    const operatorStart = parser.start();
    let operator = binaryOperatorOf[token];
    parser.advance();
    if (token === NOT) {
      parser.advance();
      operator = Operator.NotIn;
    } else if (token === IS && parser.token === NOT) {
      parser.advance();
      operator = Operator.IsNot;
    }
    parser.emit(CompareOp, operator, operatorStart, parser.tree.size, 0);
    parser.role(asOps);
    binary(parser, BitOr);
    parser.role(asComparators);
  }
  parser.emit(Compare, 0, start, first, 0);
}

/** One or more prefix operators and their operand: `not` takes a comparison, the others a power. */
function unary(parser: Parser, least: number): void {
  const { starts, kinds } = parser;
  const from = parser.at;
  const first = parser.tree.size;
  if (parser.token === NOT) {
    if (least > Not && !parser.enter()) return;
    while (parser.token === NOT) parser.advance();
    const to = parser.at;
    binary(parser, Comparison);
    for (let at = to - 1; at >= from; at -= 1) {
      parser.role(asOperand);
      parser.emit(UnaryOp, Operator.Not, starts[at], first, 0);
    }
    if (least > Not) {
      // `a + not b`: the operand of an operator that binds tighter
      parser.wrong(starts[from], first);
      parser.leave();
    }
    return;
  }
  while (unaryOperatorOf[parser.token] !== 0 && parser.token !== NOT) parser.advance();
  const to = parser.at;
  power(parser);
  for (let at = to - 1; at >= from; at -= 1) {
    parser.role(asOperand);
    parser.emit(UnaryOp, unaryOperatorOf[kinds[at]], starts[at], first, 0);
  }
}

/** A primary, perhaps with `** exponent`. */
function power(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  primary(parser);
  if (parser.token !== DOUBLE_STAR) return;
  parser.role(asLeft);
  parser.advance();
  if (parser.enter()) {
    binary(parser, Unary);
    parser.leave();
  }
  parser.role(asRight);
  parser.emit(BinOp, Operator.Pow, start, first, 0);
}

/** Reads up to and with a closing bracket; what stands before it is superfluous. */
export function closeBracket(parser: Parser, closing: number): void {
  if (parser.token === closing && parser.values[parser.at] === 0) {
    parser.advance();
    return;
  }
  const start = parser.start();
  const first = parser.tree.size;
  const from = parser.at;
  while (!parser.endsElement()) superfluous(parser);
  if (parser.at > from) parser.wrong(start, first);
  if (parser.token === closing) parser.advance();
  else if (parser.at === from) parser.missing();
}

/** Reads an expression, or a token, that belongs to nothing. */
export function superfluous(parser: Parser): void {
  const from = parser.at;
  if (startsExpression[parser.token] !== 0) {
    starredOrNamed(parser);
    parser.role(asError);
  }
  if (parser.at === from) parser.advance();
}
