/** The patterns of `case`: what is read without brackets, alternatives, and the closed forms. They nest by brackets only. */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { closeBracket, superfluous } from './expressions.ts';
import { Context, Literal, Operator, Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { strings } from './strings.ts';
import {
  AS,
  BAR,
  COLON,
  COMMA,
  DOT,
  DOUBLE_STAR,
  EQUAL,
  FALSE,
  FSTRING_START,
  IF,
  LEFT_BRACE,
  LEFT_BRACKET,
  LEFT_PARENTHESIS,
  MALFORMED_NUMBER,
  MINUS,
  NAME,
  NONE,
  NUMBER,
  PLUS,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  RIGHT_PARENTHESIS,
  STAR,
  STRING,
  TRUE,
} from './tokens.ts';

const {
  Attribute,
  BinOp,
  Constant,
  Identifier,
  MatchAs,
  MatchClass,
  MatchMapping,
  MatchOr,
  MatchSequence,
  MatchSingleton,
  MatchStar,
  MatchValue,
  Name,
  UnaryOp,
} = Py;
const {
  cls: asCls,
  keys: asKeys,
  kwd_attrs: asKwdAttrs,
  kwd_patterns: asKwdPatterns,
  left: asLeft,
  operand: asOperand,
  pattern: asPattern,
  patterns: asPatterns,
  rest: asRest,
  right: asRight,
  value: asValue,
} = PyField;
const { Load } = Context;

const UNDERSCORE = intern('_');

/** The pattern of a `case`: one, or a sequence without brackets. */
export function patterns(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  const star = parser.token === STAR;
  starPattern(parser);
  if (parser.token === COMMA) {
    parser.role(asPatterns);
    while (parser.token === COMMA) {
      parser.advance();
      if (parser.token === COLON || parser.token === IF) break;
      starPattern(parser);
      parser.role(asPatterns);
    }
    parser.emit(MatchSequence, 0, start, first, 0);
  } else if (star) parser.wrong(start, first);
}

function starPattern(parser: Parser): void {
  if (parser.token !== STAR) {
    asPatternOrAlternatives(parser);
    return;
  }
  const start = parser.start();
  parser.advance();
  let name = 0;
  const first = parser.tree.size;
  if (parser.token === NAME) name = captured(parser);
  parser.expect(NAME);
  parser.emit(MatchStar, 0, start, first, name);
}

/** The name that the current token binds; 0 for `_`, which binds nothing. */
function captured(parser: Parser): number {
  const name = parser.values[parser.at];
  return name === UNDERSCORE ? 0 : name;
}

function asPatternOrAlternatives(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  closedPattern(parser);
  if (parser.token === BAR) {
    parser.role(asPatterns);
    while (parser.token === BAR) {
      parser.advance();
      closedPattern(parser);
      parser.role(asPatterns);
    }
    parser.emit(MatchOr, 0, start, first, 0);
  }
  if (parser.token !== AS) return;
  parser.role(asPattern);
  parser.advance();
  let name = 0;
  if (parser.token === NAME) {
    name = captured(parser);
    parser.advance();
  }
  // `case x as _` and `case x as y.z` are errors
  if (name === 0 || parser.token === DOT || parser.token === LEFT_PARENTHESIS) parser.missing();
  parser.emit(MatchAs, 0, start, first, name);
}

function closedPattern(parser: Parser): void {
  const { token } = parser;
  const start = parser.start();
  const first = parser.tree.size;
  switch (token) {
    case NAME:
      namePattern(parser);
      return;
    case NUMBER:
    case MINUS:
    case STRING:
    case FSTRING_START:
      literal(parser);
      parser.role(asValue);
      parser.emit(MatchValue, 0, start, first, 0);
      return;
    case NONE:
    case TRUE:
    case FALSE:
      parser.advance();
      parser.emit(MatchSingleton, singleton(token), start, first, 0);
      return;
    case LEFT_PARENTHESIS:
      groupOrSequence(parser);
      return;
    case LEFT_BRACKET:
      parser.advance();
      if (parser.token !== RIGHT_BRACKET) sequenceItems(parser);
      closeBracket(parser, RIGHT_BRACKET);
      parser.emit(MatchSequence, 0, start, first, 0);
      return;
    case LEFT_BRACE:
      mapping(parser);
      return;
    default:
      parser.missing();
  }
}

const singleton = (token: number): number => (token === NONE ? Literal.None : token === TRUE ? Literal.True : Literal.False);

/** A capture, `_`, a dotted name or a class pattern. */
function namePattern(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  const next = parser.peek();
  if (next !== DOT && next !== LEFT_PARENTHESIS) {
    const name = captured(parser);
    parser.advance();
    parser.emit(MatchAs, 0, start, first, name);
    return;
  }
  dottedName(parser);
  if (parser.token !== LEFT_PARENTHESIS) {
    parser.role(asValue);
    parser.emit(MatchValue, 0, start, first, 0);
    return;
  }
  parser.role(asCls);
  classArguments(parser);
  parser.emit(MatchClass, 0, start, first, 0);
}

function dottedName(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  const name = parser.values[parser.at];
  parser.advance();
  parser.emit(Name, Load, start, first, name);
  while (parser.token === DOT) {
    parser.role(asValue);
    parser.advance();
    const attribute = parser.token === NAME ? parser.values[parser.at] : 0;
    parser.expect(NAME);
    parser.emit(Attribute, Load, start, first, attribute);
  }
}

function classArguments(parser: Parser): void {
  parser.advance();
  let keywords = false;
  while (parser.token !== RIGHT_PARENTHESIS && !parser.endsElement()) {
    const start = parser.start();
    const first = parser.tree.size;
    if (parser.token === NAME && parser.peek() === EQUAL) {
      keywords = true;
      const name = parser.values[parser.at];
      parser.advance();
      parser.emit(Identifier, 0, start, first, name);
      parser.role(asKwdAttrs);
      parser.advance();
      asPatternOrAlternatives(parser);
      parser.role(asKwdPatterns);
    } else {
      asPatternOrAlternatives(parser);
      if (keywords) parser.wrong(start, first);
      parser.role(asPatterns);
    }
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  closeBracket(parser, RIGHT_PARENTHESIS);
}

/** `(…)`: a sequence, or a group, which has no node of its own. */
function groupOrSequence(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  let group = false;
  if (parser.token !== RIGHT_PARENTHESIS) {
    const star = parser.token === STAR;
    const commas = sequenceItems(parser);
    group = commas === 0;
    if (group && star) parser.wrong(start, first);
  }
  const size = parser.tree.size;
  closeBracket(parser, RIGHT_PARENTHESIS);
  if (!group) parser.emit(MatchSequence, 0, start, first, 0);
  else if (parser.tree.size > size) parser.wrong(start, first);
}

/** Patterns and the commas between them; answers how many commas. */
function sequenceItems(parser: Parser): number {
  let commas = 0;
  for (;;) {
    starPattern(parser);
    parser.role(asPatterns);
    if (parser.token !== COMMA) return commas;
    parser.advance();
    commas += 1;
    if (parser.endsElement()) return commas;
  }
}

function mapping(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  while (parser.token !== RIGHT_BRACE && !parser.endsElement()) {
    if (parser.token === DOUBLE_STAR) {
      parser.advance();
      const restStart = parser.start();
      const name = parser.token === NAME ? captured(parser) : 0;
      if (parser.token === NAME) parser.advance();
      if (name === 0) parser.missing();
      else {
        parser.emit(Identifier, 0, restStart, parser.tree.size, name);
        parser.role(asRest);
      }
      // nothing may follow but a comma
      if (parser.token === COMMA) parser.advance();
      break;
    }
    mappingKey(parser);
    parser.role(asKeys);
    parser.expect(COLON);
    asPatternOrAlternatives(parser);
    parser.role(asPatterns);
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  closeBracket(parser, RIGHT_BRACE);
  parser.emit(MatchMapping, 0, start, first, 0);
}

function mappingKey(parser: Parser): void {
  const { token } = parser;
  const start = parser.start();
  const first = parser.tree.size;
  if (token === NAME) {
    const plain = parser.peek() !== DOT;
    dottedName(parser);
    if (plain) parser.wrong(start, first);
  } else if (token === NONE || token === TRUE || token === FALSE) {
    parser.advance();
    parser.emit(Constant, singleton(token), start, first, 0);
  } else if (token === NUMBER || token === MINUS || token === STRING || token === FSTRING_START) literal(parser);
  else if (token === COLON) parser.missing();
  else {
    superfluous(parser);
    parser.wrong(start, first);
  }
}

/** A string, a number, or the sum or difference of a real and an imaginary number. */
function literal(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  if (parser.token === STRING || parser.token === FSTRING_START) {
    strings(parser); // f-strings too: it is the compiler that rejects them
    return;
  }
  const negative = parser.token === MINUS;
  if (negative) parser.advance();
  const real = number(parser);
  if (negative) {
    parser.role(asOperand);
    parser.emit(UnaryOp, Operator.USub, start, first, 0);
  }
  if (parser.token !== PLUS && parser.token !== MINUS) return;
  parser.role(asLeft);
  const operator = parser.token === PLUS ? Operator.Add : Operator.Sub;
  parser.advance();
  const imaginary = number(parser);
  parser.role(asRight);
  parser.emit(BinOp, operator, start, first, 0);
  if (real === Literal.complex || imaginary !== Literal.complex) parser.wrong(start, first);
}

/** A number; answers its literal type, 0 if there is none. */
function number(parser: Parser): number {
  if (parser.token !== NUMBER) {
    parser.missing();
    return 0;
  }
  const start = parser.start();
  const first: Node = parser.tree.size;
  const value = parser.values[parser.at];
  parser.advance();
  parser.emit(Constant, value & ~MALFORMED_NUMBER, start, first, 0);
  if ((value & MALFORMED_NUMBER) !== 0) parser.wrong(start, first);
  return value & ~MALFORMED_NUMBER;
}
