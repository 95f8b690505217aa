/** `match` and its cases. `match` and `case` are names everywhere else. */
import { intern } from '../names.ts';
import { namedExpression, starredOrNamed } from './expressions.ts';
import { Context, Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { patterns } from './patterns.ts';
import { block, colon, statement } from './statements.ts';
import { COLON, COMMA, DEDENT, END_OF_FILE, IF, INDENT, NAME, NEWLINE, SEMICOLON, startsExpression } from './tokens.ts';

const { Match, Starred, Tuple, match_case: MatchCase } = Py;
const { body: asBody, cases: asCases, elts: asElts, guard: asGuard, pattern: asPattern, subject: asSubject } = PyField;
const { Load } = Context;

const MATCH = intern('match');
const CASE = intern('case');

/** Whether the name at hand is the keyword `match`: an operand follows it, and the line ends in a colon. */
export function startsMatch(parser: Parser): boolean {
  if (parser.values[parser.at] !== MATCH) return false;
  const { kinds } = parser;
  let at = parser.at + 1;
  if (startsExpression[kinds[at]] === 0) return false;
  while (kinds[at] !== NEWLINE && kinds[at] !== SEMICOLON && kinds[at] !== END_OF_FILE) at += 1;
  return kinds[at] === NEWLINE && kinds[at - 1] === COLON;
}

export function matchStatement(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  subject(parser);
  parser.role(asSubject);
  colon(parser);
  if (parser.token === NEWLINE && parser.peek() === INDENT) {
    parser.advance();
    parser.advance();
    let cases = 0;
    while (parser.token !== DEDENT && parser.token !== END_OF_FILE) {
      if (parser.token === NAME && parser.values[parser.at] === CASE) {
        matchCase(parser);
        cases += 1;
      } else {
        const wrongStart = parser.start();
        const wrongFirst = parser.tree.size;
        statement(parser, asBody);
        parser.wrong(wrongStart, wrongFirst);
      }
    }
    if (cases === 0) parser.missing();
    if (parser.token === DEDENT) parser.advance();
  } else {
    parser.missing();
    if (parser.token === NEWLINE) parser.advance();
  }
  parser.emit(Match, 0, start, first, 0);
}

/** What is matched; a tuple needs no parentheses, and a single starred expression is not allowed. */
function subject(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  starredOrNamed(parser);
  if (parser.token !== COMMA) {
    if (parser.tree.kind[parser.tree.size - 1] === Starred) parser.wrong(start, first);
    return;
  }
  parser.role(asElts);
  while (parser.token === COMMA) {
    parser.advance();
    if (startsExpression[parser.token] === 0) break;
    starredOrNamed(parser);
    parser.role(asElts);
  }
  parser.emit(Tuple, Load, start, first, 0);
}

function matchCase(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  patterns(parser);
  parser.role(asPattern);
  if (parser.token === IF) {
    parser.advance();
    namedExpression(parser);
    parser.role(asGuard);
  }
  colon(parser);
  block(parser, asBody);
  parser.emit(MatchCase, 0, start, first, 0);
  parser.role(asCases);
}
