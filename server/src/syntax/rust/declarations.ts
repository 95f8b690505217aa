/** Functions and fields: what items are made of. */
import type { Node } from '../tree.ts';
import { outerAttributes } from './attributes.ts';
import { genericParameters, whereClause } from './generics.ts';
import { FunctionFlag, Rs, RsField, SelfForm } from './kinds.ts';
import { accept, commaList, emit, emitLeaf, expect, expectName, fail, isClosing } from './parser.ts';
import type { Parser } from './parser.ts';
import { path, PLAIN } from './paths.ts';
import { pattern } from './patterns.ts';
import { Token } from './tokens.ts';
import { type } from './types.ts';

const { And, Arrow, Colon, Comma, Crate, DotDotDot, Dyn, Equal, Extern, Fn, Impl, In, LeftBrace, LeftParen } = Token;
const { Lifetime, Mut, PathSeparator, Pub, RightParen, Self, Semicolon, Star, Super, Unsafe } = Token;

/** `pub`, `pub(crate)`, `pub(in path)` if it is there. */
export function visibility(parser: Parser): void {
  const { kind, tree } = parser;
  if (kind[parser.at] !== Pub) return;
  const mark = tree.size;
  const from = parser.at;
  parser.at += 1;
  let flag = 1;
  if (kind[parser.at] === LeftParen) {
    const inside = kind[parser.at + 1];
    const word = inside === Crate || inside === Self || inside === Super;
    // a tuple field may begin with a parenthesis or with a path such as `crate::Type`
    if (inside === In || (word && kind[parser.at + 2] === Token.RightParen)) {
      flag = 2;
      parser.at += inside === In ? 2 : 1;
      path(parser, PLAIN);
      tree.setField(RsField.path);
      expect(parser, RightParen);
    }
  }
  emit(parser, Rs.Visibility, flag, mark, from, 0);
  tree.setField(RsField.visibility);
}

/** A function from its `fn` on. */
export function functionItem(parser: Parser, mark: Node, from: number, flags: number): void {
  const { kind, tree } = parser;
  parser.at += 1;
  const name = expectName(parser);
  genericParameters(parser);
  if (kind[parser.at] !== LeftParen) fail();
  const close = parser.value[parser.at];
  commaList(parser, parameter);
  if (kind[close - 1] === DotDotDot || (kind[close - 1] === Comma && kind[close - 2] === DotDotDot)) flags |= FunctionFlag.variadic;
  if (accept(parser, Arrow)) {
    type(parser, true);
    tree.setField(RsField.returns);
  }
  whereClause(parser);
  if (kind[parser.at] === LeftBrace) {
    flags |= FunctionFlag.hasBody;
    parser.grammar.block(parser);
    tree.setField(RsField.body);
  } else if (!accept(parser, Semicolon) && !(parser.guesses > 0 && isClosing(kind[parser.at]))) {
    fail();
  }
  emit(parser, Rs.Function, flags, mark, from, name);
}

function parameter(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  if (selfAhead(parser)) {
    selfParameter(parser, mark, from);
    tree.setField(RsField.parameters);
    return;
  }
  if (!accept(parser, DotDotDot)) {
    const patternMark = tree.size;
    const patternFrom = parser.at;
    if (!startsTypeOnly(parser)) pattern(parser);
    if (accept(parser, Colon)) {
      tree.setField(RsField.pattern);
    } else {
      // edition 2015: a trait's method may leave out the names
      tree.truncate(patternMark);
      parser.at = patternFrom;
    }
    if (!accept(parser, DotDotDot)) {
      type(parser, true);
      tree.setField(RsField.type);
    }
  }
  emit(parser, Rs.Parameter, 0, mark, from, 0);
  tree.setField(RsField.parameters);
}

/** Whether what stands here can be a type but no pattern. */
function startsTypeOnly(parser: Parser): boolean {
  const { kind, at } = parser;
  const token = kind[at];
  return (
    token === Star ||
    token === Fn ||
    token === Impl ||
    token === Unsafe ||
    token === Extern ||
    token === Token.Not ||
    (token === Dyn && kind[at + 1] !== Colon) ||
    (token === And && kind[at + 1] === Lifetime)
  );
}

function selfAhead(parser: Parser): boolean {
  const { kind } = parser;
  let at = parser.at;
  if (kind[at] === And) {
    at += 1;
    if (kind[at] === Lifetime) at += 1;
  }
  if (kind[at] === Mut) at += 1;
  return kind[at] === Self && kind[at + 1] !== PathSeparator;
}

function selfParameter(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  let flag = 0;
  if (accept(parser, And)) {
    flag |= SelfForm.reference;
    if (accept(parser, Lifetime)) emitLeaf(parser, Rs.Lifetime, 0, RsField.lifetime, parser.value[parser.at - 1]);
  }
  if (accept(parser, Mut)) flag |= SelfForm.mutable;
  parser.at += 1;
  if (accept(parser, Colon)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  emit(parser, Rs.SelfParameter, flag, mark, from, 0);
}

/** `{ name: Type, … }` */
export function fields(parser: Parser): void {
  if (parser.kind[parser.at] !== LeftBrace) fail();
  commaList(parser, namedField);
}

function namedField(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  visibility(parser);
  accept(parser, Unsafe);
  const name = expectName(parser);
  expect(parser, Colon);
  type(parser, true);
  tree.setField(RsField.type);
  fieldDefault(parser);
  emit(parser, Rs.Field, 0, mark, from, name);
  tree.setField(RsField.fields);
}

/** `(Type, …)` */
export const tupleFields = (parser: Parser): void => commaList(parser, tupleField);

function tupleField(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  visibility(parser);
  type(parser, true);
  tree.setField(RsField.type);
  fieldDefault(parser);
  emit(parser, Rs.Field, 0, mark, from, 0);
  tree.setField(RsField.fields);
}

function fieldDefault(parser: Parser): void {
  if (!accept(parser, Equal)) return;
  parser.grammar.expression(parser, true);
  parser.tree.setField(RsField.default);
}
