/** Statements on one line, and the order in which statements are read; compound ones stand in `compound.ts`. */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { compoundStatement, startsCompound } from './compound.ts';
import { expression, bitwiseOr, starExpressions, superfluous, yieldExpression, yieldOrExpressions } from './expressions.ts';
import { importFrom, importNames } from './imports.ts';
import { Context, Py, PyField } from './kinds.ts';
import { typeParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import { remove, store, storeSingle } from './targets.ts';
import {
  ASSERT,
  AUGMENTED_EQUAL,
  BAD_DEDENT,
  BREAK,
  COLON,
  COMMA,
  CONTINUE,
  DEDENT,
  DEL,
  END_OF_FILE,
  EQUAL,
  FROM,
  GLOBAL,
  IMPORT,
  INDENT,
  LEFT_BRACKET,
  LEFT_PARENTHESIS,
  NAME,
  NEWLINE,
  NONLOCAL,
  PASS,
  RAISE,
  RETURN,
  SEMICOLON,
  YIELD,
  startsExpression,
} from './tokens.ts';

const {
  Error,
  Return,
  Delete,
  Assign,
  TypeAlias,
  AugAssign,
  AnnAssign,
  Raise,
  Assert,
  Global,
  Nonlocal,
  Expr,
  Pass,
  Break,
  Continue,
  Name,
  Identifier,
} = Py;
const {
  error: asError,
  value: asValue,
  targets: asTargets,
  target: asTarget,
  annotation: asAnnotation,
  exc: asExc,
  cause: asCause,
  test: asTest,
  msg: asMsg,
  names: asNames,
  name: asName,
  body: asBody,
} = PyField;

const TYPE = intern('type');
const LAZY = intern('lazy');

/** Reads one statement, or one line of them; each gets the role `field`. Moves on whatever stands there, except at the end of a block. */
export function statement(parser: Parser, field: number): void {
  const { token } = parser;
  if (token === INDENT) {
    // indented without reason
    const start = parser.starts[parser.at];
    const first = parser.tree.size;
    parser.advance();
    statements(parser, asBody);
    parser.wrong(start, first);
    parser.role(field);
  } else if (token === BAD_DEDENT) {
    const at = parser.start();
    parser.tree.emit(Error, 0, field, at, at, parser.tree.size, 0);
    parser.advance();
  } else if (startsCompound(parser)) {
    compoundStatement(parser, field);
  } else simpleStatements(parser, field);
}

/** Reads statements up to the end of their block, and that end. */
export function statements(parser: Parser, field: number): void {
  while (parser.token !== DEDENT && parser.token !== END_OF_FILE) statement(parser, field);
  if (parser.token === DEDENT) parser.advance();
}

/** The statements of one line, with its end. */
export function simpleStatements(parser: Parser, field: number): void {
  for (;;) {
    const start = parser.start();
    const first = parser.tree.size;
    simpleStatement(parser);
    parser.role(field);
    if (parser.token !== SEMICOLON && parser.token !== NEWLINE) {
      const block = rest(parser);
      parser.wrong(start, first);
      parser.role(field);
      if (block) return;
    }
    if (parser.token === SEMICOLON) {
      parser.advance();
      if (parser.token !== NEWLINE) continue;
    }
    if (parser.token === NEWLINE) parser.advance();
    return;
  }
}

/**
 * Reads what is left of a line, which does not belong to its statement. If the line ends in a colon, the block below it too,
 * which then is answered with true.
 */
function rest(parser: Parser): boolean {
  while (parser.token !== SEMICOLON && !parser.endsLine()) superfluous(parser);
  const { kinds, at } = parser;
  if (parser.token !== NEWLINE || kinds[at - 1] !== COLON || kinds[at + 1] !== INDENT) return false;
  parser.advance();
  parser.advance();
  statements(parser, asBody);
  return true;
}

function simpleStatement(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  switch (parser.token) {
    case RETURN:
      parser.advance();
      if (startsExpression[parser.token] !== 0) {
        starExpressions(parser);
        parser.role(asValue);
      }
      parser.emit(Return, 0, start, first, 0);
      return;
    case IMPORT:
      importNames(parser, start, first, 0);
      return;
    case FROM:
      importFrom(parser, start, first, 0);
      return;
    case RAISE:
      raise(parser, start, first);
      return;
    case PASS:
      parser.advance();
      parser.emit(Pass, 0, start, first, 0);
      return;
    case BREAK:
      parser.advance();
      parser.emit(Break, 0, start, first, 0);
      return;
    case CONTINUE:
      parser.advance();
      parser.emit(Continue, 0, start, first, 0);
      return;
    case ASSERT:
      parser.advance();
      expression(parser);
      parser.role(asTest);
      if (parser.token === COMMA) {
        parser.advance();
        expression(parser);
        parser.role(asMsg);
      }
      parser.emit(Assert, 0, start, first, 0);
      return;
    case DEL:
      del(parser, start, first);
      return;
    case GLOBAL:
      names(parser, Global, start, first);
      return;
    case NONLOCAL:
      names(parser, Nonlocal, start, first);
      return;
    case NAME:
      if (softStatement(parser, start, first)) return;
      break;
  }
  expressionStatement(parser, start, first);
}

/** `type X = …` and `lazy import …`, whose first words are names anywhere else. */
function softStatement(parser: Parser, start: number, first: Node): boolean {
  const name = parser.values[parser.at];
  const next = parser.peek();
  if (name === TYPE && next === NAME) {
    const after = parser.kinds[parser.at + 2];
    if (after !== EQUAL && after !== LEFT_BRACKET) return false;
    parser.advance();
    parser.tree.emit(Name, Context.Store, asName, parser.start(), parser.ends[parser.at], first, parser.values[parser.at]);
    parser.advance();
    if (parser.token === LEFT_BRACKET) typeParameters(parser);
    parser.expect(EQUAL);
    expression(parser);
    parser.role(asValue);
    parser.emit(TypeAlias, 0, start, first, 0);
    return true;
  }
  if (name === LAZY && (next === IMPORT || next === FROM)) {
    parser.advance();
    if (next === IMPORT) importNames(parser, start, first, 1);
    else importFrom(parser, start, first, 1);
    return true;
  }
  return false;
}

function expressionStatement(parser: Parser, start: number, first: Node): void {
  const group = parser.token === LEFT_PARENTHESIS;
  yieldOrExpressions(parser);
  switch (parser.token) {
    case EQUAL:
      assignment(parser, start, first);
      return;
    case AUGMENTED_EQUAL: {
      const operator = parser.values[parser.at];
      storeSingle(parser, start, first);
      parser.role(asTarget);
      parser.advance();
      yieldOrExpressions(parser);
      parser.role(asValue);
      parser.emit(AugAssign, operator, start, first, 0);
      return;
    }
    case COLON: {
      const simple = !group && parser.tree.kind[parser.tree.size - 1] === Name ? 1 : 0;
      storeSingle(parser, start, first);
      parser.role(asTarget);
      parser.advance();
      expression(parser);
      parser.role(asAnnotation);
      if (parser.token === EQUAL) {
        parser.advance();
        yieldOrExpressions(parser);
        parser.role(asValue);
      }
      parser.emit(AnnAssign, simple, start, first, 0);
      return;
    }
    default:
      parser.role(asValue);
      parser.emit(Expr, 0, start, first, 0);
  }
}

/** At the first `=`, behind the first target. */
function assignment(parser: Parser, start: number, first: Node): void {
  let targetStart = start;
  let targetFirst = first;
  for (;;) {
    store(parser, targetStart, targetFirst);
    parser.role(asTargets);
    parser.advance();
    targetStart = parser.start();
    targetFirst = parser.tree.size;
    if (parser.token === YIELD) yieldExpression(parser);
    else starExpressions(parser);
    if (parser.token !== EQUAL) break;
  }
  parser.role(asValue);
  parser.emit(Assign, 0, start, first, 0);
}

function raise(parser: Parser, start: number, first: Node): void {
  parser.advance();
  if (startsExpression[parser.token] !== 0) {
    expression(parser);
    parser.role(asExc);
    if (parser.token === FROM) {
      parser.advance();
      expression(parser);
      parser.role(asCause);
    }
  }
  parser.emit(Raise, 0, start, first, 0);
}

function del(parser: Parser, start: number, first: Node): void {
  parser.advance();
  for (;;) {
    const targetStart = parser.start();
    const targetFirst = parser.tree.size;
    bitwiseOr(parser);
    remove(parser, targetStart, targetFirst);
    parser.role(asTargets);
    if (parser.token !== COMMA) break;
    parser.advance();
    if (startsExpression[parser.token] === 0) break;
  }
  parser.emit(Delete, 0, start, first, 0);
}

function names(parser: Parser, kind: number, start: number, first: Node): void {
  parser.advance();
  for (;;) {
    if (parser.token === NAME) {
      parser.tree.emit(Identifier, 0, asNames, parser.start(), parser.ends[parser.at], parser.tree.size, parser.values[parser.at]);
      parser.advance();
    } else parser.missing();
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  parser.emit(kind, 0, start, first, 0);
}

/** What stands where a statement's clause must begin with `:`; reads up to and with it. */
export function colon(parser: Parser): void {
  if (parser.token === COLON) {
    parser.advance();
    return;
  }
  const start = parser.start();
  const first = parser.tree.size;
  const from = parser.at;
  while (parser.token !== COLON && parser.token !== SEMICOLON && !parser.endsLine()) superfluous(parser);
  if (parser.at > from) parser.wrong(start, first);
  else parser.missing();
  parser.role(asError);
  if (parser.token === COLON) parser.advance();
}

/** The block behind a colon: indented lines, or simple statements on the same line. */
export function block(parser: Parser, field: number): void {
  if (parser.token === NEWLINE && parser.peek() === INDENT) {
    parser.advance();
    parser.advance();
    statements(parser, field);
  } else if (parser.token === NEWLINE) {
    parser.missing();
    parser.role(field);
    parser.advance();
  } else if (startsCompound(parser)) {
    // `if a: if b: …`
    if (!parser.enter()) {
      parser.role(field);
      return;
    }
    const start = parser.start();
    const first = parser.tree.size;
    compoundStatement(parser, field);
    parser.wrong(start, first);
    parser.role(field);
    parser.leave();
  } else if (parser.token === END_OF_FILE || parser.token === DEDENT) {
    parser.missing();
    parser.role(field);
  } else simpleStatements(parser, field);
}
