/** Types. Parentheses around a type have no node of their own. */
import type { Node } from '../tree.ts';
import { FunctionFlag, Rs, RsField } from './kinds.ts';
import { binder, bounds } from './generics.ts';
import { accept, commaElements, closeGroup, commaList, descend, emit, emitLeaf, expect, fail, isOpening } from './parser.ts';
import type { Parser } from './parser.ts';
import { path, TYPE } from './paths.ts';
import { IS_NAME, IS_SEGMENT, Token } from './tokens.ts';

const { And, AndAnd, Arrow, Colon, Comma, Const, DotDotDot, Dyn, Extern, Fn, For, Impl, LeftBracket } = Token;
const { LeftParen, Less, Lifetime, Mut, Not, PathSeparator, Plus, Question, Semicolon, Star, String, Tilde } = Token;
const { Underscore, Unsafe } = Token;
const { Bound, ReferenceType, TraitObjectType } = Rs;

/** A type. `plus`: whether it may go on as `A + B`, which it may not behind `&`, `as` and `Fn() ->`. */
export function type(parser: Parser, plus: boolean): void {
  descend(parser);
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const token = kind[from];
  if (IS_SEGMENT[token] === 1 && (token !== Dyn || !startsDynBound(parser))) {
    pathType(parser, mark, from, plus);
  } else {
    otherType(parser, mark, from, token, plus);
  }
  parser.depth -= 1;
}

function otherType(parser: Parser, mark: Node, from: number, token: number, plus: boolean): void {
  switch (token) {
    case And:
    case AndAnd:
      reference(parser, mark, from);
      return;
    case LeftParen:
      tuple(parser, mark, from, plus);
      return;
    case LeftBracket:
      slice(parser, mark, from);
      return;
    case Dyn:
    case Impl:
      parser.at += 1;
      bounds(parser, plus);
      if (parser.tree.size === mark) fail();
      emit(parser, token === Dyn ? TraitObjectType : Rs.ImplTraitType, token === Dyn ? 1 : 0, mark, from, 0);
      return;
    case Less:
    case PathSeparator:
      pathType(parser, mark, from, plus);
      return;
    case Star:
      pointer(parser, mark, from);
      return;
    case Fn:
    case Unsafe:
    case Extern:
      functionType(parser, mark, from);
      return;
    case For:
      binder(parser);
      if (parser.kind[parser.at] === Fn || parser.kind[parser.at] === Unsafe || parser.kind[parser.at] === Extern) {
        functionType(parser, mark, from);
      } else {
        path(parser, TYPE);
        objectOfPath(parser, mark, from, plus);
      }
      return;
    case Not:
      parser.at += 1;
      emit(parser, Rs.NeverType, 0, mark, from, 0);
      return;
    case Underscore:
      parser.at += 1;
      emit(parser, Rs.InferredType, 0, mark, from, 0);
      return;
    case Lifetime:
    case Question:
    case Tilde:
      bounds(parser, plus);
      emit(parser, TraitObjectType, 0, mark, from, 0);
      return;
    default:
      fail();
  }
}

/** `dyn` is a keyword only before something that can be a bound. */
function startsDynBound(parser: Parser): boolean {
  const next = parser.kind[parser.at + 1];
  return (
    IS_SEGMENT[next] === 1 ||
    next === Lifetime ||
    next === LeftParen ||
    next === For ||
    next === Question ||
    next === Tilde ||
    (next === PathSeparator && parser.end[parser.at] !== parser.start[parser.at + 1])
  );
}

function pathType(parser: Parser, mark: Node, from: number, plus: boolean): void {
  const { kind } = parser;
  path(parser, TYPE);
  const next = kind[parser.at];
  if (next === Not && isOpening(kind[parser.at + 1])) {
    parser.grammar.macroCall(parser, mark, from);
  } else if (plus && next === Plus) {
    objectOfPath(parser, mark, from, true);
  } else {
    parser.tree.setField(RsField.path);
    emit(parser, Rs.PathType, 0, mark, from, 0);
  }
}

/** A trait object without `dyn`, whose first path was read. */
function objectOfPath(parser: Parser, mark: Node, from: number, plus: boolean): void {
  const { tree } = parser;
  tree.setField(RsField.path);
  emit(parser, Bound, 0, mark, from, 0);
  tree.setField(RsField.bounds);
  if (plus && accept(parser, Plus)) bounds(parser, true);
  emit(parser, TraitObjectType, 0, mark, from, 0);
}

function reference(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  const double = kind[from] === AndAnd;
  parser.at += 1;
  if (accept(parser, Lifetime)) emitLeaf(parser, Rs.Lifetime, 0, RsField.lifetime, parser.value[parser.at - 1]);
  const mutable = accept(parser, Mut) ? 1 : 0;
  type(parser, false);
  tree.setField(RsField.type);
  emit(parser, ReferenceType, mutable, mark, from, 0);
  if (double) {
    // `&&T` is one token: the inner reference starts at its second character
    tree.start[tree.size - 1] += 1;
    tree.setField(RsField.type);
    emit(parser, ReferenceType, 0, mark, from, 0);
  }
}

function pointer(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const mutable = accept(parser, Mut) ? 1 : 0;
  if (mutable === 0) expect(parser, Const);
  type(parser, false);
  parser.tree.setField(RsField.type);
  emit(parser, Rs.PointerType, mutable, mark, from, 0);
}

function tuple(parser: Parser, mark: Node, from: number, plus: boolean): void {
  const { kind, tree } = parser;
  const close = parser.value[from];
  commaList(parser, element);
  // parentheses around one type only group it
  const single = close > from + 1 && kind[close - 1] !== Comma && tree.first[tree.size - 1] === mark;
  if (!single) {
    emit(parser, Rs.TupleType, 0, mark, from, 0);
  } else if (plus && kind[parser.at] === Plus && tree.kind[tree.size - 1] === Rs.PathType) {
    tree.truncate(tree.size - 1);
    objectOfPath(parser, mark, from, true);
  }
}

function element(parser: Parser): void {
  type(parser, true);
  parser.tree.setField(RsField.elements);
}

function slice(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  parser.at += 1;
  type(parser, true);
  tree.setField(RsField.type);
  const array = accept(parser, Semicolon);
  if (array) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.length);
  }
  closeGroup(parser, parser.value[from]);
  emit(parser, array ? Rs.ArrayType : Rs.SliceType, 0, mark, from, 0);
}

function functionType(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  let flag = 0;
  if (accept(parser, Unsafe)) flag |= FunctionFlag.unsafe;
  if (accept(parser, Extern)) {
    flag |= FunctionFlag.extern;
    if (accept(parser, String)) emitLeaf(parser, Rs.Literal, String - Token.Integer + 1, RsField.abi, 0);
  }
  expect(parser, Fn);
  if (kind[parser.at] !== LeftParen) fail();
  const close = parser.value[parser.at];
  parser.at += 1;
  commaElements(parser, close, functionTypeParameter);
  if (kind[close - 1] === DotDotDot || (kind[close - 1] === Comma && kind[close - 2] === DotDotDot)) flag |= FunctionFlag.variadic;
  closeGroup(parser, close);
  if (accept(parser, Arrow)) {
    type(parser, false);
    tree.setField(RsField.returns);
  }
  emit(parser, Rs.FunctionType, flag, mark, from, 0);
}

function functionTypeParameter(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.grammar.attributes(parser);
  if ((IS_NAME[kind[parser.at]] === 1 || kind[parser.at] === Underscore) && kind[parser.at + 1] === Colon) {
    const wild = kind[parser.at] === Underscore;
    parser.at += 1;
    emitLeaf(parser, wild ? Rs.WildcardPattern : Rs.IdentifierPattern, 0, RsField.pattern, wild ? 0 : parser.value[parser.at - 1]);
    parser.at += 1;
  }
  if (!accept(parser, DotDotDot)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  emit(parser, Rs.Parameter, 0, mark, from, 0);
  tree.setField(RsField.parameters);
}
