/** What stands in brackets of its own: tuples, groups, lists, sets, dictionaries, and the comprehensions of each. */
import type { Node } from '../tree.ts';
import { bitwiseOr, closeBracket, disjunction, expression, starred, starredOrNamed, yieldExpression } from './expressions.ts';
import { Context, Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { store } from './targets.ts';
import {
  ASYNC,
  COLON,
  COLON_EQUAL,
  COMMA,
  DOUBLE_STAR,
  FOR,
  IF,
  IN,
  NAME,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  RIGHT_PARENTHESIS,
  STAR,
  YIELD,
  startsExpression,
} from './tokens.ts';

const { Dict, Set, ListComp, SetComp, DictComp, GeneratorExp, List, Tuple, comprehension } = Py;
const {
  elts: asElts,
  elt: asElt,
  generators: asGenerators,
  keys: asKeys,
  key: asKey,
  values: asValues,
  value: asValue,
  target: asTarget,
  iter: asIter,
  ifs: asIfs,
} = PyField;
const { Load } = Context;

/** `(…)`: a tuple, a generator, or a group, which has no node of its own. */
export function parenthesised(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  if (parser.token === RIGHT_PARENTHESIS) {
    closeBracket(parser, RIGHT_PARENTHESIS);
    parser.emit(Tuple, Load, start, first, 0);
    return;
  }
  if (parser.token === YIELD) {
    yieldExpression(parser);
    closeGroup(parser, first);
    return;
  }
  const elementStart = parser.start();
  const star = parser.token === STAR;
  starredOrNamed(parser);
  if (startsComprehension(parser)) comprehensionRest(parser, GeneratorExp, RIGHT_PARENTHESIS, start, first);
  else if (parser.token === COMMA) {
    elements(parser, RIGHT_PARENTHESIS);
    parser.emit(Tuple, Load, start, first, 0);
  } else {
    if (star) parser.wrong(elementStart, first);
    closeGroup(parser, first);
  }
}

/** A group has no node: what its bracket complains about must end up inside the expression, not beside it. */
function closeGroup(parser: Parser, first: Node): void {
  const { tree } = parser;
  const size = tree.size;
  closeBracket(parser, RIGHT_PARENTHESIS);
  if (tree.size > size) parser.wrong(tree.start[size - 1], first);
}

export function listDisplay(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  if (parser.token !== RIGHT_BRACKET) {
    starredOrNamed(parser);
    if (startsComprehension(parser)) {
      comprehensionRest(parser, ListComp, RIGHT_BRACKET, start, first);
      return;
    }
    elements(parser, RIGHT_BRACKET);
  } else closeBracket(parser, RIGHT_BRACKET);
  parser.emit(List, Load, start, first, 0);
}

/** The elements after the first one, with the closing bracket. */
function elements(parser: Parser, closing: number): void {
  parser.role(asElts);
  while (parser.token === COMMA) {
    parser.advance();
    if (startsExpression[parser.token] === 0) break;
    starredOrNamed(parser);
    parser.role(asElts);
  }
  closeBracket(parser, closing);
}

/** `{…}`: a set or a dictionary. */
export function curlyDisplay(parser: Parser): void {
  const { tree } = parser;
  const start = parser.start();
  const first = tree.size;
  parser.advance();
  if (parser.token === RIGHT_BRACE) {
    closeBracket(parser, RIGHT_BRACE);
    parser.emit(Dict, 0, start, first, 0);
    return;
  }
  if (parser.token === DOUBLE_STAR) {
    parser.advance();
    bitwiseOr(parser);
    if (startsComprehension(parser)) {
      // `{**d for d in ds}`: as in CPython, what is unpacked is the key, and there is no value
      dictComprehension(parser, start, first);
      return;
    }
    parser.role(asValues);
    items(parser, start, first);
    return;
  }
  const elementStart = parser.start();
  const noKey = parser.token === STAR || (parser.token === NAME && parser.peek() === COLON_EQUAL);
  starredOrNamed(parser);
  if (parser.token === COLON) {
    if (noKey) parser.wrong(elementStart, first);
    const key = tree.size - 1;
    parser.role(asKeys);
    parser.advance();
    expression(parser);
    if (startsComprehension(parser)) {
      tree.field[key] = asKey;
      dictComprehension(parser, start, first);
      return;
    }
    parser.role(asValues);
    items(parser, start, first);
  } else if (startsComprehension(parser)) comprehensionRest(parser, SetComp, RIGHT_BRACE, start, first);
  else {
    elements(parser, RIGHT_BRACE);
    parser.emit(Set, 0, start, first, 0);
  }
}

/** The items of a dictionary after the first one. */
function items(parser: Parser, start: number, first: Node): void {
  while (parser.token === COMMA) {
    parser.advance();
    if (parser.token === DOUBLE_STAR) {
      parser.advance();
      bitwiseOr(parser);
      parser.role(asValues);
    } else if (startsExpression[parser.token] !== 0) {
      expression(parser);
      parser.role(asKeys);
      parser.expect(COLON);
      expression(parser);
      parser.role(asValues);
    } else break;
  }
  closeBracket(parser, RIGHT_BRACE);
  parser.emit(Dict, 0, start, first, 0);
}

/** Behind the last expression before `for`: the value, or the key of `**key`. */
function dictComprehension(parser: Parser, start: number, first: Node): void {
  const { tree } = parser;
  const last = tree.size - 1;
  parser.role(tree.first[last] === first ? asKey : asValue);
  generators(parser);
  closeBracket(parser, RIGHT_BRACE);
  parser.emit(DictComp, 0, start, first, 0);
}

export const startsComprehension = (parser: Parser): boolean => parser.token === FOR || (parser.token === ASYNC && parser.peek() === FOR);

/** Behind the element of a comprehension: its clauses and the closing bracket. */
function comprehensionRest(parser: Parser, kind: number, closing: number, start: number, first: Node): void {
  parser.role(asElt);
  generators(parser);
  closeBracket(parser, closing);
  parser.emit(kind, 0, start, first, 0);
}

/** The `for … in … if …` clauses. */
export function generators(parser: Parser): void {
  while (startsComprehension(parser)) {
    const start = parser.start();
    const first = parser.tree.size;
    const isAsync = parser.token === ASYNC ? 1 : 0;
    if (isAsync === 1) parser.advance();
    parser.advance();
    targetList(parser);
    parser.role(asTarget);
    parser.expect(IN);
    disjunction(parser);
    parser.role(asIter);
    while (parser.token === IF) {
      parser.advance();
      disjunction(parser);
      parser.role(asIfs);
    }
    parser.emit(comprehension, isAsync, start, first, 0);
    parser.role(asGenerators);
  }
}

/** The targets of a `for`: one, or a tuple of them. */
export function targetList(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  target(parser);
  if (parser.token === COMMA) {
    parser.role(asElts);
    while (parser.token === COMMA) {
      parser.advance();
      if (startsExpression[parser.token] === 0) break;
      target(parser);
      parser.role(asElts);
    }
    parser.emit(Tuple, Load, start, first, 0);
  }
  store(parser, start, first);
}

/** One target, not yet marked as such. */
export function target(parser: Parser): void {
  if (parser.token === STAR) starred(parser);
  else bitwiseOr(parser);
}
