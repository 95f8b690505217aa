/** Primaries: atoms with their attributes, calls and subscripts, perhaps awaited. */
import type { Node } from '../tree.ts';
import { argumentList } from './arguments.ts';
import { curlyDisplay, listDisplay, parenthesised } from './displays.ts';
import { closeBracket, expression, namedExpression, starredArgument, yieldExpression } from './expressions.ts';
import { Context, Literal, Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { strings } from './strings.ts';
import {
  AWAIT,
  COLON,
  COLON_EQUAL,
  COMMA,
  DOT,
  ELLIPSIS,
  FALSE,
  FSTRING_START,
  LAMBDA,
  LEFT_BRACE,
  LEFT_BRACKET,
  LEFT_PARENTHESIS,
  MALFORMED_NUMBER,
  NAME,
  NONE,
  NOT,
  NUMBER,
  RIGHT_BRACKET,
  STAR,
  STRING,
  TRUE,
  UNKNOWN,
  YIELD,
  startsExpression,
} from './tokens.ts';

const { Error, Await, Call, Constant, Attribute, Subscript, Name, Tuple, Slice } = Py;
const { value: asValue, func: asFunc, args: asArgs, elts: asElts, slice: asSlice, lower: asLower, upper: asUpper, step: asStep } = PyField;
const { Load } = Context;

/** An atom with its attributes, calls and subscripts, perhaps awaited. */
export function primary(parser: Parser): void {
  const awaitStart = parser.token === AWAIT ? parser.start() : -1;
  if (awaitStart >= 0) parser.advance();
  const { tree } = parser;
  const start = parser.start();
  const first = tree.size;
  if (parser.token === NAME) {
    tree.emit(Name, Load, 0, start, parser.ends[parser.at], first, parser.values[parser.at]);
    parser.advance();
  } else atom(parser);
  for (;;) {
    const token = parser.token;
    if (token === DOT) attribute(parser, start, first);
    else if (token === LEFT_PARENTHESIS) {
      tree.setField(asFunc);
      argumentList(parser, asArgs);
      parser.emit(Call, 0, start, first, 0);
    } else if (token === LEFT_BRACKET) subscript(parser, start, first);
    else break;
  }
  if (awaitStart >= 0) {
    parser.role(asValue);
    parser.emit(Await, 0, awaitStart, first, 0);
  }
}

function attribute(parser: Parser, start: number, first: Node): void {
  parser.role(asValue);
  parser.advance();
  let name = 0;
  if (parser.token === NAME) {
    name = parser.values[parser.at];
    parser.advance();
  } else if (parser.token < NAME && parser.start() === parser.end() && !parser.endsElement()) {
    parser.unexpected(); // a keyword
  } else parser.missing();
  parser.emit(Attribute, Load, start, first, name);
}

function subscript(parser: Parser, start: number, first: Node): void {
  parser.role(asValue);
  parser.advance();
  const sliceStart = parser.start();
  const sliceFirst = parser.tree.size;
  const star = parser.token === STAR;
  slice(parser);
  if (star || parser.token === COMMA) {
    parser.role(asElts);
    while (parser.token === COMMA) {
      parser.advance();
      if (startsExpression[parser.token] === 0 && parser.token !== COLON) break;
      slice(parser);
      parser.role(asElts);
    }
    parser.emit(Tuple, Load, sliceStart, sliceFirst, 0);
  }
  parser.role(asSlice);
  closeBracket(parser, RIGHT_BRACKET);
  parser.emit(Subscript, Load, start, first, 0);
}

/** One item between the brackets of a subscript. */
function slice(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  if (parser.token === STAR) {
    starredArgument(parser);
    return;
  }
  if (parser.token !== COLON) {
    const named = parser.token === NAME && parser.peek() === COLON_EQUAL;
    namedExpression(parser);
    if (parser.token !== COLON) return;
    if (named) parser.wrong(start, first);
    parser.role(asLower);
  }
  parser.advance();
  if (startsExpression[parser.token] !== 0) {
    expression(parser);
    parser.role(asUpper);
  }
  if (parser.token === COLON) {
    parser.advance();
    if (startsExpression[parser.token] !== 0) {
      expression(parser);
      parser.role(asStep);
    }
  }
  parser.emit(Slice, 0, start, first, 0);
}

function atom(parser: Parser): void {
  const { tree, at } = parser;
  const token = parser.token;
  let literal = 0;
  switch (token) {
    case STRING:
    case FSTRING_START:
      strings(parser);
      return;
    case NUMBER:
      literal = parser.values[at];
      break;
    case LEFT_PARENTHESIS:
      parenthesised(parser);
      return;
    case LEFT_BRACKET:
      listDisplay(parser);
      return;
    case LEFT_BRACE:
      curlyDisplay(parser);
      return;
    case NAME:
      tree.emit(Name, Load, 0, parser.starts[at], parser.ends[at], tree.size, parser.values[at]);
      parser.advance();
      return;
    case NONE:
      literal = Literal.None;
      break;
    case TRUE:
      literal = Literal.True;
      break;
    case FALSE:
      literal = Literal.False;
      break;
    case ELLIPSIS:
      literal = Literal.Ellipsis;
      break;
    default:
      misplaced(parser);
      return;
  }
  const first = tree.size;
  tree.emit(Constant, literal & ~MALFORMED_NUMBER, 0, parser.starts[at], parser.ends[at], first, 0);
  parser.advance();
  if ((literal & MALFORMED_NUMBER) !== 0) parser.wrong(parser.starts[at], first);
}

/** Where an operand must stand, something else does, or nothing. */
function misplaced(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  switch (parser.token) {
    case NOT:
    case LAMBDA:
    case YIELD:
    case AWAIT:
      // an expression that needs parentheses here
      if (!parser.enter()) return;
      if (parser.token === YIELD) yieldExpression(parser);
      else if (parser.token === AWAIT) primary(parser);
      else expression(parser);
      parser.wrong(start, first);
      parser.leave();
      return;
    case UNKNOWN:
      while (parser.token === UNKNOWN) parser.advance();
      parser.emit(Error, 0, start, first, 0);
      return;
    default:
      parser.missing();
  }
}
