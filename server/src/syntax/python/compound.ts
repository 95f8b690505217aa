/** Statements with blocks: conditions, loops, `try`, `with`, and the clauses of each, which are read in loops. */
import type { Node } from '../tree.ts';
import { classDefinition, decorated, functionDefinition } from './definitions.ts';
import { target, targetList } from './displays.ts';
import { expression, namedExpression, starExpressions, superfluous } from './expressions.ts';
import { Context, Py, PyField } from './kinds.ts';
import { matchStatement, startsMatch } from './match.ts';
import type { Parser } from './parser.ts';
import { block, colon, statement } from './statements.ts';
import { store } from './targets.ts';
import {
  AS,
  ASYNC,
  AT,
  BAD_DEDENT,
  CLASS,
  COLON,
  COMMA,
  DEF,
  ELIF,
  ELSE,
  EXCEPT,
  FINALLY,
  FOR,
  IF,
  IN,
  INDENT,
  LEFT_PARENTHESIS,
  NAME,
  NEWLINE,
  RIGHT_PARENTHESIS,
  SEMICOLON,
  STAR,
  TRY,
  WHILE,
  WITH,
  startsExpression,
} from './tokens.ts';

const {
  AsyncFor,
  AsyncFunctionDef,
  AsyncWith,
  Error,
  ExceptHandler,
  For,
  FunctionDef,
  Identifier,
  If,
  Try,
  TryStar,
  Tuple,
  While,
  With,
  withitem: WithItem,
} = Py;
const {
  body: asBody,
  context_expr: asContextExpr,
  elts: asElts,
  error: asError,
  finalbody: asFinalbody,
  handlers: asHandlers,
  items: asItems,
  iter: asIter,
  name: asName,
  optional_vars: asOptionalVars,
  orelse: asOrelse,
  target: asTarget,
  test: asTest,
  type: asType,
} = PyField;
const { Load } = Context;

/** Whether the current token begins a compound statement, or one of its clauses that lost the statement. */
export function startsCompound(parser: Parser): boolean {
  switch (parser.token) {
    case IF:
    case DEF:
    case FOR:
    case CLASS:
    case TRY:
    case WITH:
    case WHILE:
    case AT:
    case ASYNC:
    case ELSE:
    case ELIF:
    case EXCEPT:
    case FINALLY:
      return true;
    case NAME:
      return startsMatch(parser);
    default:
      return false;
  }
}

/** Reads a compound statement, which gets the role `field`. */
export function compoundStatement(parser: Parser, field: number): void {
  const start = parser.start();
  const first = parser.tree.size;
  switch (parser.token) {
    case IF:
      ifStatement(parser);
      break;
    case DEF:
      functionDefinition(parser, FunctionDef, start, first);
      break;
    case FOR:
      forStatement(parser, For, start, first);
      break;
    case CLASS:
      classDefinition(parser, start, first);
      break;
    case TRY:
      tryStatement(parser);
      break;
    case WITH:
      withStatement(parser, With, start, first);
      break;
    case WHILE:
      whileStatement(parser);
      break;
    case AT:
      decorated(parser);
      break;
    case ASYNC:
      asyncStatement(parser, start, first);
      break;
    case NAME:
      matchStatement(parser);
      break;
    default:
      orphan(parser);
  }
  parser.role(field);
}

/** Whether the clause begins here; a line that is indented inconsistently may still begin it. */
function clause(parser: Parser, keyword: number): boolean {
  if (parser.token === BAD_DEDENT && parser.peek() === keyword) parser.unexpected();
  return parser.token === keyword;
}

function elseClause(parser: Parser): void {
  if (!clause(parser, ELSE)) return;
  parser.advance();
  colon(parser);
  block(parser, asOrelse);
}

/** `if` with its `elif`s, each of which is an `If` in the `orelse` of the one before. */
function ifStatement(parser: Parser): void {
  const outer: number[] = [];
  let start = parser.start();
  let first = parser.tree.size;
  for (;;) {
    parser.advance();
    namedExpression(parser);
    parser.role(asTest);
    colon(parser);
    block(parser, asBody);
    if (!clause(parser, ELIF)) break;
    outer.push(start, first);
    start = parser.start();
    first = parser.tree.size;
  }
  elseClause(parser);
  parser.emit(If, 0, start, first, 0);
  for (let at = outer.length - 2; at >= 0; at -= 2) {
    parser.role(asOrelse);
    parser.emit(If, 0, outer[at], outer[at + 1], 0);
  }
}

function whileStatement(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  namedExpression(parser);
  parser.role(asTest);
  colon(parser);
  block(parser, asBody);
  elseClause(parser);
  parser.emit(While, 0, start, first, 0);
}

function forStatement(parser: Parser, kind: number, start: number, first: Node): void {
  parser.advance();
  targetList(parser);
  parser.role(asTarget);
  parser.expect(IN);
  starExpressions(parser);
  parser.role(asIter);
  colon(parser);
  block(parser, asBody);
  elseClause(parser);
  parser.emit(kind, 0, start, first, 0);
}

function tryStatement(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  colon(parser);
  block(parser, asBody);
  let handlers = 0;
  let stars = 0;
  while (clause(parser, EXCEPT)) {
    handlers += 1;
    if (exceptHandler(parser)) stars += 1;
  }
  if (handlers > 0) elseClause(parser);
  if (clause(parser, FINALLY)) {
    parser.advance();
    colon(parser);
    block(parser, asFinalbody);
  } else if (handlers === 0) parser.missing();
  if (stars > 0 && stars < handlers) parser.missing();
  parser.emit(stars > 0 ? TryStar : Try, 0, start, first, 0);
}

/** Answers whether it is an `except*`. */
function exceptHandler(parser: Parser): boolean {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  const star = parser.token === STAR;
  if (star) parser.advance();
  if (parser.token !== COLON && !parser.endsLine()) exceptionTypes(parser);
  else if (star) parser.missing();
  colon(parser);
  block(parser, asBody);
  parser.emit(ExceptHandler, 0, start, first, 0);
  parser.role(asHandlers);
  return star;
}

/** `A`, `A as name`, or `A, B` without parentheses (3.14), which cannot be named. */
function exceptionTypes(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  expression(parser);
  const several = parser.token === COMMA;
  if (several) {
    parser.role(asElts);
    while (parser.token === COMMA) {
      parser.advance();
      if (startsExpression[parser.token] === 0) break;
      expression(parser);
      parser.role(asElts);
    }
    parser.emit(Tuple, Load, start, first, 0);
  }
  parser.role(asType);
  if (parser.token !== AS) return;
  if (several) parser.missing();
  parser.advance();
  if (parser.token === NAME) {
    parser.tree.emit(Identifier, 0, asName, parser.start(), parser.ends[parser.at], parser.tree.size, parser.values[parser.at]);
    parser.advance();
  } else parser.missing();
}

function withStatement(parser: Parser, kind: number, start: number, first: Node): void {
  parser.advance();
  if (parser.token !== LEFT_PARENTHESIS || !parenthesisedItems(parser)) {
    for (;;) {
      withItem(parser);
      if (parser.token !== COMMA) break;
      parser.advance();
    }
  }
  colon(parser);
  block(parser, asBody);
  parser.emit(kind, 0, start, first, 0);
}

/** Tries to read `(a as b, c):` as a list of items. If that is not what stands there, nothing was read. */
function parenthesisedItems(parser: Parser): boolean {
  const { at, tree } = parser;
  const { size, errors } = tree;
  parser.advance();
  while (startsExpression[parser.token] !== 0 && parser.token !== STAR) {
    withItem(parser);
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  if (tree.size > size && tree.errors === errors && parser.token === RIGHT_PARENTHESIS && parser.peek() === COLON) {
    parser.advance();
    return true;
  }
  parser.rewind(at, size);
  return false;
}

function withItem(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  expression(parser);
  parser.role(asContextExpr);
  if (parser.token === AS) {
    parser.advance();
    const targetStart = parser.start();
    const targetFirst = parser.tree.size;
    target(parser);
    store(parser, targetStart, targetFirst);
    parser.role(asOptionalVars);
  }
  parser.emit(WithItem, 0, start, first, 0);
  parser.role(asItems);
}

function asyncStatement(parser: Parser, start: number, first: Node): void {
  const next = parser.peek();
  if (next !== DEF && next !== FOR && next !== WITH) {
    parser.unexpected();
    return;
  }
  parser.advance();
  if (next === DEF) functionDefinition(parser, AsyncFunctionDef, start, first);
  else if (next === FOR) forStatement(parser, AsyncFor, start, first);
  else withStatement(parser, AsyncWith, start, first);
}

/** A clause whose statement is not there: `else`, `elif`, `except`, `finally`. Its parts are read; the whole is an error. */
function orphan(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  while (parser.token !== COLON && parser.token !== SEMICOLON && !parser.endsLine()) superfluous(parser);
  if (parser.token === COLON) {
    parser.advance();
    block(parser, asBody);
  } else if (parser.token === NEWLINE || parser.token === SEMICOLON) parser.advance();
  if (parser.token === INDENT) statement(parser, asBody);
  parser.tree.setFields(first, asError);
  parser.emit(Error, 0, start, first, 0);
}
