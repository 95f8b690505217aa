/** Generic parameters, bounds and where clauses. */
import { BoundFlag, Rs, RsField } from './kinds.ts';
import { accept, angleList, closeGroup, descend, emit, emitLeaf, expect, expectName } from './parser.ts';
import type { Parser } from './parser.ts';
import { constArgument, genericArguments, path, TYPE } from './paths.ts';
import { IS_SEGMENT, Token } from './tokens.ts';

const { Async, Colon, Comma, Const, Equal, For, LeftBrace, LeftBracket, LeftParen, Less, Lifetime } = Token;
const { PathSeparator, Plus, Question, RightBracket, Semicolon, Tilde, Use, Where } = Token;

/** `<'a, T: Bound = Default, const N: usize>` if it is there. */
export function genericParameters(parser: Parser): void {
  if (parser.kind[parser.at] !== Less) return;
  const mark = parser.tree.size;
  const from = parser.at;
  angleList(parser, genericParameter);
  emit(parser, Rs.Generics, 0, mark, from, 0);
  parser.tree.setField(RsField.generics);
}

/** `for<'a>` if it is there. */
export function binder(parser: Parser): void {
  if (parser.kind[parser.at] !== For) return;
  parser.at += 1;
  if (parser.kind[parser.at] !== Less) expect(parser, Less);
  genericParameters(parser);
}

function genericParameter(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.grammar.attributes(parser);
  if (parser.kind[parser.at] === Lifetime) {
    const name = parser.value[parser.at];
    parser.at += 1;
    if (accept(parser, Colon)) bounds(parser, true);
    emit(parser, Rs.LifetimeParameter, 0, mark, from, name);
  } else if (accept(parser, Const)) {
    const name = expectName(parser);
    expect(parser, Colon);
    parser.grammar.type(parser, true);
    tree.setField(RsField.type);
    if (accept(parser, Equal)) constDefault(parser);
    emit(parser, Rs.ConstParameter, 0, mark, from, name);
  } else {
    const name = expectName(parser);
    if (accept(parser, Colon)) bounds(parser, true);
    if (accept(parser, Equal)) {
      parser.grammar.type(parser, true);
      tree.setField(RsField.default);
    }
    emit(parser, Rs.TypeParameter, 0, mark, from, name);
  }
  tree.setField(RsField.parameters);
}

function constDefault(parser: Parser): void {
  const mark = parser.tree.size;
  const from = parser.at;
  if (!constArgument(parser)) {
    path(parser, TYPE);
    parser.tree.setField(RsField.path);
    emit(parser, Rs.PathExpression, 0, mark, from, 0);
  }
  parser.tree.setField(RsField.default);
}

/** `where T: Bound, …` if it is there. */
export function whereClause(parser: Parser): void {
  const { tree } = parser;
  if (parser.kind[parser.at] !== Where) return;
  const mark = tree.size;
  const from = parser.at;
  parser.at += 1;
  while (parser.kind[parser.at] === Lifetime || startsPredicate(parser)) {
    predicate(parser);
    if (!accept(parser, Comma)) break;
  }
  emit(parser, Rs.Where, 0, mark, from, 0);
  tree.setField(RsField.where);
}

function startsPredicate(parser: Parser): boolean {
  const kind = parser.kind[parser.at];
  return kind !== LeftBrace && kind !== Semicolon && kind !== Equal && kind !== Comma && kind !== Token.End;
}

function predicate(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.grammar.attributes(parser);
  if (accept(parser, Lifetime)) {
    emitLeaf(parser, Rs.Lifetime, 0, RsField.lifetime, parser.value[parser.at - 1]);
  } else {
    binder(parser);
    parser.grammar.type(parser, true);
    tree.setField(RsField.type);
  }
  expect(parser, Colon);
  bounds(parser, true);
  emit(parser, Rs.WherePredicate, 0, mark, from, 0);
  tree.setField(RsField.items);
}

/** Bounds joined by `+`, each in the field `bounds`; there may be none. */
export function bounds(parser: Parser, plus: boolean): void {
  descend(parser);
  while (startsBound(parser)) {
    bound(parser);
    if (!plus || !accept(parser, Plus)) break;
  }
  parser.depth -= 1;
}

function startsBound(parser: Parser): boolean {
  const kind = parser.kind[parser.at];
  return (
    IS_SEGMENT[kind] === 1 ||
    kind === Lifetime ||
    kind === Question ||
    kind === LeftParen ||
    kind === For ||
    kind === Tilde ||
    kind === PathSeparator ||
    kind === Less ||
    kind === Const ||
    kind === Async ||
    kind === Use ||
    kind === LeftBracket
  );
}

function bound(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  let flag = 0;
  if (accept(parser, LeftParen)) {
    flag = boundContent(parser);
    closeGroup(parser, parser.value[from]);
  } else if (kind[from] === Lifetime) {
    parser.at += 1;
    emitLeaf(parser, Rs.Lifetime, 0, RsField.lifetime, parser.value[from]);
  } else if (accept(parser, Use)) {
    flag = BoundFlag.use;
    genericArguments(parser);
    tree.setField(RsField.generics);
  } else {
    flag = boundContent(parser);
  }
  emit(parser, Rs.Bound, flag, mark, from, 0);
  tree.setField(RsField.bounds);
}

/** Modifiers and the path of a trait; gives the flag. */
function boundContent(parser: Parser): number {
  const { kind } = parser;
  let flag = 0;
  binder(parser);
  for (;;) {
    const token = kind[parser.at];
    if (token === Question) {
      flag |= BoundFlag.maybe;
      parser.at += 1;
    } else if (token === Tilde || token === Const) {
      flag |= BoundFlag.const;
      parser.at += 1;
    } else if (token === LeftBracket && kind[parser.at + 1] === Const && kind[parser.at + 2] === RightBracket) {
      flag |= BoundFlag.const;
      parser.at += 3;
    } else if (token === Async && IS_SEGMENT[kind[parser.at + 1]] === 1) {
      flag |= BoundFlag.async;
      parser.at += 1;
    } else {
      break;
    }
  }
  binder(parser);
  path(parser, TYPE);
  parser.tree.setField(RsField.path);
  return flag;
}
