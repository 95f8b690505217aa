/** Patterns. Parentheses around a pattern have no node of their own. */
import type { Node } from '../tree.ts';
import { BlockFlag, PatternFlag, RangeForm, Rs, RsField, RsOperator } from './kinds.ts';
import { accept, adopt, commaList, descend, emit, emitLeaf, expectName, fail, isOpening, memberName } from './parser.ts';
import type { Parser } from './parser.ts';
import { EXPRESSION, path } from './paths.ts';
import { IS_NAME, IS_SEGMENT, Token } from './tokens.ts';

const { And, AndAnd, At, Box, Colon, Comma, Const, DotDot, DotDotDot, DotDotEqual, False, Integer } = Token;
const { LeftBrace, LeftBracket, LeftParen, Less, Minus, Mut, Not, Or, PathSeparator, Ref, Self, Underscore } = Token;
const { IdentifierPattern, LiteralPattern, RangePattern, ReferencePattern } = Rs;

/** A pattern with its alternatives: `A | B`, also with a leading `|`. */
export function pattern(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const leading = accept(parser, Or);
  alternative(parser);
  if (kind[parser.at] !== Or && !leading) return;
  tree.setField(RsField.patterns);
  while (accept(parser, Or)) {
    alternative(parser);
    tree.setField(RsField.patterns);
  }
  emit(parser, Rs.OrPattern, 0, mark, from, 0);
}

/** A pattern without alternatives, as the parameters of closures are. */
export function alternative(parser: Parser): void {
  descend(parser);
  const { kind } = parser;
  const mark = parser.tree.size;
  const from = parser.at;
  const token = kind[from];
  if (IS_SEGMENT[token] === 1) {
    const next = kind[from + 1];
    const plain =
      next !== PathSeparator &&
      next !== LeftParen &&
      next !== LeftBrace &&
      next !== DotDotEqual &&
      next !== DotDot &&
      next !== DotDotDot &&
      (next !== Not || !isOpening(kind[from + 2]));
    if (plain && token !== Token.SelfType && token !== Token.Crate && token !== Token.Super) binding(parser, mark, from);
    else pathPattern(parser, mark, from);
  } else {
    otherPattern(parser, mark, from, token);
  }
  parser.depth -= 1;
}

function otherPattern(parser: Parser, mark: Node, from: number, token: number): void {
  if (token >= Integer && token <= False) {
    literalOrRange(parser, mark, from);
    return;
  }
  switch (token) {
    case And:
    case AndAnd:
      reference(parser, mark, from);
      return;
    case Underscore:
      parser.at += 1;
      emit(parser, Rs.WildcardPattern, 0, mark, from, 0);
      return;
    case Ref:
    case Mut:
      binding(parser, mark, from);
      return;
    case LeftParen:
      tuple(parser, mark, from);
      return;
    case LeftBracket:
      commaList(parser, element);
      emit(parser, Rs.SlicePattern, 0, mark, from, 0);
      return;
    case DotDot:
    case DotDotEqual:
    case DotDotDot:
      openRange(parser, mark, from, token);
      return;
    case Minus:
    case Const:
      literalOrRange(parser, mark, from);
      return;
    case PathSeparator:
    case Less:
      pathPattern(parser, mark, from);
      return;
    case Box:
      parser.at += 1;
      alternative(parser);
      return;
    default:
      fail();
  }
}

/** `ref mut name @ pattern` */
function binding(parser: Parser, mark: Node, from: number): void {
  let flag = 0;
  if (accept(parser, Ref)) flag |= PatternFlag.ref;
  if (accept(parser, Mut)) flag |= PatternFlag.mut;
  const name = parser.value[parser.at];
  if (!accept(parser, Self)) expectName(parser);
  if (accept(parser, At)) {
    alternative(parser);
    parser.tree.setField(RsField.pattern);
  }
  emit(parser, IdentifierPattern, flag, mark, from, name);
}

function reference(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  const double = parser.kind[from] === AndAnd;
  parser.at += 1;
  const mutable = accept(parser, Mut) ? 1 : 0;
  alternative(parser);
  tree.setField(RsField.pattern);
  emit(parser, ReferencePattern, mutable, mark, from, 0);
  if (double) {
    // `&&pattern` is one token: the inner reference starts at its second character
    tree.start[tree.size - 1] += 1;
    tree.setField(RsField.pattern);
    emit(parser, ReferencePattern, 0, mark, from, 0);
  }
}

function tuple(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  const close = parser.value[from];
  commaList(parser, element);
  const single = close > from + 1 && kind[close - 1] !== Comma && tree.first[tree.size - 1] === mark;
  if (!single || tree.kind[tree.size - 1] === Rs.RestPattern) emit(parser, Rs.TuplePattern, 0, mark, from, 0);
}

function element(parser: Parser): void {
  parser.grammar.attributes(parser);
  pattern(parser);
  parser.tree.setField(RsField.patterns);
}

function pathPattern(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  path(parser, EXPRESSION);
  switch (kind[parser.at]) {
    case Not:
      parser.grammar.macroCall(parser, mark, from);
      return;
    case LeftParen:
      tree.setField(RsField.path);
      commaList(parser, element);
      emit(parser, Rs.TupleStructPattern, 0, mark, from, 0);
      return;
    case LeftBrace:
      tree.setField(RsField.path);
      commaList(parser, field);
      emit(parser, Rs.StructPattern, 0, mark, from, 0);
      return;
    case DotDot:
    case DotDotEqual:
    case DotDotDot:
      tree.setField(RsField.path);
      emit(parser, Rs.PathExpression, 0, mark, from, 0);
      range(parser, mark, from);
      return;
    default:
      tree.setField(RsField.path);
      emit(parser, Rs.PathPattern, 0, mark, from, 0);
  }
}

function field(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.grammar.attributes(parser);
  const token = kind[parser.at];
  if (token === DotDot) {
    parser.at += 1;
    emitLeaf(parser, Rs.RestPattern, 0, 0, 0);
    if (tree.size - 1 > mark) tree.first[tree.size - 1] = mark;
    tree.setField(RsField.rest);
    return;
  }
  let flag = 0;
  let name = 0;
  if ((IS_NAME[token] === 1 || token === Integer) && kind[parser.at + 1] === Colon) {
    name = memberName(parser);
    parser.at += 1;
    pattern(parser);
    tree.setField(RsField.pattern);
  } else {
    if (accept(parser, Box)) flag = 0;
    if (accept(parser, Ref)) flag |= PatternFlag.ref;
    if (accept(parser, Mut)) flag |= PatternFlag.mut;
    name = expectName(parser);
  }
  emit(parser, Rs.FieldPattern, flag, mark, from, name);
  tree.setField(RsField.fields);
}

/** A literal, a negative one or an inline const; as a pattern of its own or as the start of a range. */
function literalOrRange(parser: Parser, mark: Node, from: number): void {
  rangeBound(parser);
  const next = parser.kind[parser.at];
  if (next === DotDot || next === DotDotEqual || next === DotDotDot) {
    range(parser, mark, from);
  } else {
    parser.tree.setField(RsField.value);
    emit(parser, LiteralPattern, 0, mark, from, 0);
  }
}

/** Goes on behind the start of a range, which is the last node. */
function range(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  tree.setField(RsField.start);
  const inclusive = kind[parser.at] !== DotDot;
  parser.at += 1;
  if (inclusive || startsRangeBound(parser)) {
    rangeBound(parser);
    tree.setField(RsField.end);
  }
  emit(parser, RangePattern, inclusive ? RangeForm.inclusive : RangeForm.exclusive, mark, from, 0);
}

/** `..`, `..end`, `..=end` */
function openRange(parser: Parser, mark: Node, from: number, token: number): void {
  parser.at += 1;
  if (token === DotDot && !startsRangeBound(parser)) {
    emit(parser, Rs.RestPattern, 0, mark, from, 0);
    return;
  }
  rangeBound(parser);
  parser.tree.setField(RsField.end);
  emit(parser, RangePattern, token === DotDot ? RangeForm.exclusive : RangeForm.inclusive, mark, from, 0);
}

function startsRangeBound(parser: Parser): boolean {
  const kind = parser.kind[parser.at];
  return (
    (kind >= Integer && kind <= False) ||
    kind === Minus ||
    kind === Const ||
    kind === PathSeparator ||
    kind === Less ||
    IS_SEGMENT[kind] === 1
  );
}

function rangeBound(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const token = kind[from];
  if (token >= Integer && token <= False) {
    parser.at += 1;
    emitLeaf(parser, Rs.Literal, token - Integer + 1, 0, 0);
  } else if (token === Minus) {
    parser.at += 2;
    const literal = kind[from + 1];
    if (literal < Integer || literal > False) fail();
    emitLeaf(parser, Rs.Literal, literal - Integer + 1, RsField.operand, 0);
    emit(parser, Rs.Unary, RsOperator['-'], mark, from, 0);
  } else if (token === Const) {
    parser.at += 1;
    parser.grammar.block(parser);
    adopt(parser, mark, from);
    tree.flag[tree.size - 1] |= BlockFlag.const;
  } else {
    path(parser, EXPRESSION);
    if (kind[parser.at] === Not && isOpening(kind[parser.at + 1])) {
      parser.grammar.macroCall(parser, mark, from);
      return;
    }
    tree.setField(RsField.path);
    emit(parser, Rs.PathExpression, 0, mark, from, 0);
  }
}
