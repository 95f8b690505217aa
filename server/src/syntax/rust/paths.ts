/** Paths, their generic arguments, and the qualified form `<Type as Trait>::name`. */
import type { Node } from '../tree.ts';
import { Rs, RsField, RsOperator } from './kinds.ts';
import { accept, angleList, commaList, emit, emitLeaf, expect, fail } from './parser.ts';
import type { Parser } from './parser.ts';
import { IS_NAME, IS_SEGMENT, Token } from './tokens.ts';

const { Arrow, As, Colon, DotDot, Equal, False, Greater, Integer, LeftBrace, LeftParen, Less, Lifetime } = Token;
const { Minus, PathSeparator, Plus } = Token;
const { AssociatedBinding, GenericArguments, Literal, Path, PathSegment, QualifiedSelf, Unary } = Rs;

/** What a path may hold: nothing but names (`use`, attributes), generics behind `::` (expressions, patterns), generics (types). */
export type PathStyle = typeof PLAIN | typeof EXPRESSION | typeof TYPE;
export const PLAIN = 0;
export const EXPRESSION = 1;
export const TYPE = 2;

/** A path; gives the number of its last name. */
export function path(parser: Parser, style: PathStyle): number {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  let global = 0;
  let name = 0;
  if (kind[from] === Less) {
    qualifiedSelf(parser);
    expect(parser, PathSeparator);
  } else if (kind[from] === PathSeparator) {
    global = 1;
    parser.at += 1;
  }
  name = segment(parser, style);
  while (kind[parser.at] === PathSeparator && IS_SEGMENT[kind[parser.at + 1]] === 1) {
    parser.at += 1;
    name = segment(parser, style);
  }
  emit(parser, Path, global, mark, from, name);
  return name;
}

/** A path of one name that was read already: `PathSegment` and `Path` over the last token. */
export function pathOfLastToken(parser: Parser, name: number): void {
  const { tree } = parser;
  const token = parser.at - 1;
  const start = parser.start[token];
  const end = parser.end[token];
  const mark = tree.size;
  tree.emit(PathSegment, 0, RsField.segments, start, end, mark, name);
  tree.emit(Path, 0, RsField.path, start, end, mark, name);
}

function segment(parser: Parser, style: PathStyle): number {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  if (IS_SEGMENT[kind[from]] === 0) fail();
  const name = parser.value[from];
  parser.at += 1;
  if (style !== PLAIN) {
    const next = kind[parser.at];
    if (next === PathSeparator) {
      if (kind[parser.at + 1] === Less || (style === TYPE && kind[parser.at + 1] === LeftParen)) {
        parser.at += 1;
        segmentArguments(parser);
      }
    } else if (style === TYPE && (next === Less || next === LeftParen)) {
      segmentArguments(parser);
    }
  }
  emit(parser, PathSegment, 0, mark, from, name);
  tree.setField(RsField.segments);
  return name;
}

function segmentArguments(parser: Parser): void {
  if (parser.kind[parser.at] === Less) genericArguments(parser);
  else callArguments(parser);
  parser.tree.setField(RsField.generics);
}

function qualifiedSelf(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.at += 1;
  parser.grammar.type(parser, true);
  tree.setField(RsField.type);
  if (accept(parser, As)) {
    path(parser, TYPE);
    tree.setField(RsField.trait);
  }
  expect(parser, Greater);
  emit(parser, QualifiedSelf, 0, mark, from, 0);
  tree.setField(RsField.qualified);
}

/** `<A, 'b, 3, Item = C>`; the next token is `<`. */
export function genericArguments(parser: Parser): void {
  const mark = parser.tree.size;
  const from = parser.at;
  angleList(parser, genericArgument);
  emit(parser, GenericArguments, 0, mark, from, 0);
}

/** `(A, B) -> C` behind `Fn`; the next token is `(`. */
function callArguments(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  commaList(parser, callArgument);
  if (accept(parser, Arrow)) {
    parser.grammar.type(parser, false);
    tree.setField(RsField.returns);
  }
  emit(parser, GenericArguments, 1, mark, from, 0);
}

function callArgument(parser: Parser): void {
  if (accept(parser, DotDot)) return;
  parser.grammar.type(parser, true);
  parser.tree.setField(RsField.arguments);
}

function genericArgument(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  if (kind[from] === Lifetime && kind[from + 1] !== Plus) {
    parser.at += 1;
    emitLeaf(parser, Rs.Lifetime, 0, 0, parser.value[from]);
  } else if (!constArgument(parser)) {
    parser.grammar.type(parser, true);
    const next = kind[parser.at];
    if ((next === Equal || next === Colon) && IS_NAME[kind[from]] === 1) associatedBinding(parser, mark, from);
  }
  tree.setField(RsField.arguments);
}

/** The value of a const parameter, where it cannot be a type: a literal, a negative one, or a block. */
export function constArgument(parser: Parser): boolean {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const kind = parser.kind[from];
  if (kind === LeftBrace) {
    parser.grammar.block(parser);
  } else if (kind >= Integer && kind <= False) {
    parser.at += 1;
    emitLeaf(parser, Literal, kind - Integer + 1, 0, 0);
  } else if (kind === Minus) {
    parser.at += 2;
    const literal = parser.kind[from + 1];
    if (literal < Integer || literal > False) fail();
    emitLeaf(parser, Literal, literal - Integer + 1, RsField.operand, 0);
    emit(parser, Unary, RsOperator['-'], mark, from, 0);
  } else {
    return false;
  }
  return true;
}

/** `Name = …` or `Name: …`, after `Name` was read as a type: only its generic arguments are kept of that. */
function associatedBinding(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  const last = tree.size - 1;
  const type = tree.kind[last] === Rs.PathType && tree.kind[last - 1] === Path && tree.kind[last - 2] === PathSegment;
  if (!type || tree.first[last - 2] !== mark) fail();
  tree.truncate(last - 2);
  if (accept(parser, Equal)) {
    if (constArgument(parser)) {
      tree.setField(RsField.value);
    } else {
      parser.grammar.type(parser, true);
      tree.setField(RsField.type);
    }
  } else {
    expect(parser, Colon);
    parser.grammar.bounds(parser, true);
  }
  emit(parser, AssociatedBinding, 0, mark, from, parser.value[from]);
}
