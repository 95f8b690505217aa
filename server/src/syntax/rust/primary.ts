/** Primary expressions: literals, paths, structs, brackets, macro calls; what begins with a keyword is in `control.ts`. */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { attributedExpression, outerAttributes } from './attributes.ts';
import { closure, keywordExpression, prefixedBlock } from './control.ts';
import { BlockFlag, Rs, RsField } from './kinds.ts';
import { accept, closeGroup, commaElements, commaList, emit, emitLeaf, isOpening, memberName } from './parser.ts';
import type { Parser } from './parser.ts';
import { EXPRESSION, path, pathOfLastToken } from './paths.ts';
import { IS_NAME, IS_SEGMENT, Token } from './tokens.ts';

const { Async, Colon, Comma, DotDot, False, Integer, LeftBrace, LeftBracket, LeftParen, Less, Move, Name } = Token;
const { Not, Or, OrOr, PathSeparator, Semicolon, Static, Try, Underscore } = Token;
const { Literal, PathExpression } = Rs;
const GEN = intern('gen');

export function primary(parser: Parser, structs: boolean): void {
  const { kind } = parser;
  const mark = parser.tree.size;
  const from = parser.at;
  const token = kind[from];
  if (IS_SEGMENT[token] === 1) {
    const next = kind[from + 1];
    if (next !== PathSeparator && next !== Not && next !== LeftBrace && next !== Move && token !== Async) simplePath(parser);
    else if (!startsLikeName(parser, mark, from, structs)) pathExpression(parser, mark, from, structs);
    return;
  }
  if (token >= Integer && token <= False) {
    parser.at += 1;
    emitLeaf(parser, Literal, token - Integer + 1, 0, 0);
    return;
  }
  switch (token) {
    case LeftParen:
      parenthesized(parser, mark, from);
      return;
    case LeftBracket:
      array(parser, mark, from);
      return;
    case PathSeparator:
    case Less:
      pathExpression(parser, mark, from, structs);
      return;
    case Underscore:
      parser.at += 1;
      emitLeaf(parser, Rs.Underscore, 0, 0, 0);
      return;
    default:
      keywordExpression(parser, mark, from, token, structs);
  }
}

/** A path of one name, the commonest expression. */
function simplePath(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const token = parser.at;
  parser.at += 1;
  pathOfLastToken(parser, parser.value[token]);
  tree.emit(PathExpression, 0, 0, parser.start[token], parser.end[token], mark, 0);
}

function pathExpression(parser: Parser, mark: Node, from: number, structs: boolean): void {
  const { kind, tree } = parser;
  path(parser, EXPRESSION);
  const next = kind[parser.at];
  if (next === Not && (isOpening(kind[parser.at + 1]) || (IS_NAME[kind[parser.at + 1]] === 1 && isOpening(kind[parser.at + 2])))) {
    parser.grammar.macroCall(parser, mark, from);
    return;
  }
  tree.setField(RsField.path);
  if (next === LeftBrace && structs) {
    commaList(parser, fieldInit);
    emit(parser, Rs.StructExpression, 0, mark, from, 0);
  } else {
    emit(parser, PathExpression, 0, mark, from, 0);
  }
}

function fieldInit(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  if (accept(parser, DotDot)) {
    // `..` alone leaves out the rest in a destructuring assignment
    if (parser.kind[parser.at] === Token.RightBrace) return;
    parser.grammar.expression(parser, true);
    tree.setField(RsField.base);
    return;
  }
  const name = memberName(parser);
  if (accept(parser, Colon)) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.value);
  }
  emit(parser, Rs.FieldInit, 0, mark, from, name);
  tree.setField(RsField.fields);
}

/** The blocks and closures that begin with a word which is a name elsewhere (`async`, `try`, `gen`); false if it is one here. */
function startsLikeName(parser: Parser, mark: Node, from: number, structs: boolean): boolean {
  const { kind, value } = parser;
  let at = from;
  let flag = 0;
  if (kind[at] === Async) {
    flag |= BlockFlag.async;
    at += 1;
  }
  if (kind[at] === Name && value[at] === GEN) {
    flag |= BlockFlag.gen;
    at += 1;
  }
  if (at === from && kind[at] === Try) {
    flag |= BlockFlag.try;
    at += 1;
  }
  if (flag === 0) return false;
  if (kind[at] === Move) {
    flag |= BlockFlag.move;
    at += 1;
  }
  const next = kind[at];
  if (next === LeftBrace && (structs || flag !== BlockFlag.gen)) {
    parser.at = at;
    prefixedBlock(parser, mark, from, flag);
    return true;
  }
  if (kind[from] !== Async || (next !== Or && next !== OrOr && next !== Static)) return false;
  closure(parser, mark, from, structs);
  return true;
}

/** `()`, `(a)`, `(a, b)` */
function parenthesized(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  const close = parser.value[from];
  commaList(parser, element);
  const last = tree.size - 1;
  if (close > from + 1 && kind[close - 1] !== Comma && tree.first[last] === mark && tree.kind[last] !== Rs.Error) {
    tree.setField(RsField.operand);
    emit(parser, Rs.GroupedExpression, 0, mark, from, 0);
  } else {
    emit(parser, Rs.Tuple, 0, mark, from, 0);
  }
}

function element(parser: Parser): void {
  attributedExpression(parser);
  parser.tree.setField(RsField.elements);
}

/** `[a, b]`, `[value; length]` */
function array(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  const close = parser.value[from];
  parser.at += 1;
  commaElements(parser, close, arrayElement);
  const repeated = tree.size > mark && tree.field[tree.size - 1] === RsField.length;
  closeGroup(parser, close);
  emit(parser, repeated ? Rs.RepeatExpression : Rs.ArrayExpression, 0, mark, from, 0);
}

function arrayElement(parser: Parser): void {
  const { tree } = parser;
  attributedExpression(parser);
  if (accept(parser, Semicolon)) {
    tree.setField(RsField.value);
    parser.grammar.expression(parser, true);
    tree.setField(RsField.length);
  } else {
    tree.setField(RsField.elements);
  }
}
