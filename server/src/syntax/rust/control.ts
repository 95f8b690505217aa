/** Expressions that begin with a keyword, a label or a closure's bar: blocks, conditions, loops, matches, jumps, closures. */
import type { Node } from '../tree.ts';
import { innerAttributes, outerAttributes } from './attributes.ts';
import { binder } from './generics.ts';
import { BlockFlag, ClosureFlag, Rs, RsField } from './kinds.ts';
import { accept, adopt, beginsExpression, closeGroup, emit, emitLeaf, expect, expectName, fail, recover } from './parser.ts';
import type { Parser } from './parser.ts';
import { alternative, pattern } from './patterns.ts';
import { Token } from './tokens.ts';
import { type } from './types.ts';

const { Arrow, Async, Become, Break, Colon, Comma, Const, Continue, Do, Dot, Else, FatArrow, For, If, In } = Token;
const { LeftBrace, Less, Lifetime, Loop, Match, Move, Or, OrOr, Question, Return, Static, Try, Unsafe } = Token;
const { While, Yield } = Token;

export function keywordExpression(parser: Parser, mark: Node, from: number, token: number, structs: boolean): void {
  switch (token) {
    case If:
      ifExpression(parser, mark, from);
      return;
    case Match:
      matchExpression(parser, mark, from);
      return;
    case LeftBrace:
    case While:
    case Loop:
      loopOrBlock(parser, mark, from);
      return;
    case For:
      if (parser.kind[from + 1] === Less) closure(parser, mark, from, structs);
      else loopOrBlock(parser, mark, from);
      return;
    case Lifetime:
      label(parser);
      expect(parser, Colon);
      loopOrBlock(parser, mark, from);
      return;
    case Unsafe:
      parser.at += 1;
      prefixedBlock(parser, mark, from, BlockFlag.unsafe);
      return;
    case Const:
      if (parser.kind[from + 1] === LeftBrace) {
        parser.at += 1;
        prefixedBlock(parser, mark, from, BlockFlag.const);
      } else {
        closure(parser, mark, from, structs);
      }
      return;
    case Or:
    case OrOr:
    case Move:
    case Static:
      closure(parser, mark, from, structs);
      return;
    case Return:
    case Yield:
    case Become:
    case Do:
      jumpWithValue(parser, mark, from, token, structs);
      return;
    case Break:
      parser.at += 1;
      if (parser.kind[parser.at] === Lifetime) label(parser);
      optionalValue(parser, structs);
      emit(parser, Rs.Break, 0, mark, from, 0);
      return;
    case Continue:
      parser.at += 1;
      if (parser.kind[parser.at] === Lifetime) label(parser);
      emit(parser, Rs.Continue, 0, mark, from, 0);
      return;
    default:
      fail();
  }
}

/** Whether an expression begins here that needs no semicolon as a statement and no comma as an arm. */
export function startsBlockLike(parser: Parser): boolean {
  const next = parser.kind[parser.at + 1];
  switch (parser.kind[parser.at]) {
    case If:
    case Match:
    case LeftBrace:
    case While:
    case Loop:
      return true;
    case For:
      return next !== Less;
    case Unsafe:
    case Const:
    case Try:
      return next === LeftBrace;
    case Lifetime:
      return next === Colon;
    default:
      return false;
  }
}

/** Whether a block-like expression that was read goes on after all. */
export const goesOn = (parser: Parser): boolean => parser.kind[parser.at] === Dot || parser.kind[parser.at] === Question;

/** The block at the next token, with what was read before it (`unsafe`, `async move`, …). */
export function prefixedBlock(parser: Parser, mark: Node, from: number, flag: number): void {
  parser.grammar.block(parser);
  adopt(parser, mark, from);
  parser.tree.flag[parser.tree.size - 1] |= flag;
}

/** A loop or block, behind its label if it has one. */
function loopOrBlock(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  switch (parser.kind[parser.at]) {
    case LeftBrace:
      parser.grammar.block(parser);
      adopt(parser, mark, from);
      return;
    case While:
      parser.at += 1;
      parser.grammar.expression(parser, false);
      tree.setField(RsField.condition);
      body(parser);
      emit(parser, Rs.While, 0, mark, from, 0);
      return;
    case Loop:
      parser.at += 1;
      body(parser);
      emit(parser, Rs.Loop, 0, mark, from, 0);
      return;
    case For:
      parser.at += 1;
      pattern(parser);
      tree.setField(RsField.pattern);
      expect(parser, In);
      parser.grammar.expression(parser, false);
      tree.setField(RsField.iterable);
      body(parser);
      emit(parser, Rs.For, 0, mark, from, 0);
      return;
    case Unsafe:
      parser.at += 1;
      prefixedBlock(parser, mark, from, BlockFlag.unsafe);
      return;
    default:
      fail();
  }
}

function body(parser: Parser): void {
  parser.grammar.block(parser);
  parser.tree.setField(RsField.body);
}

function label(parser: Parser): void {
  parser.at += 1;
  emitLeaf(parser, Rs.Label, 0, RsField.label, parser.value[parser.at - 1]);
}

function optionalValue(parser: Parser, structs: boolean): void {
  if (!beginsExpression(parser, structs)) return;
  parser.grammar.expression(parser, structs);
  parser.tree.setField(RsField.value);
}

function jumpWithValue(parser: Parser, mark: Node, from: number, token: number, structs: boolean): void {
  parser.at += 1;
  let flag = 0;
  if (token === Become) {
    flag = 1;
  } else if (token === Do) {
    // only `do yeet value` exists
    expectName(parser);
    flag = 2;
  }
  optionalValue(parser, structs);
  emit(parser, token === Yield ? Rs.Yield : Rs.Return, flag, mark, from, 0);
}

/** `if … else if … else …`: a loop, since chains are long in generated code. */
function ifExpression(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  let outer: number[] | null = null;
  for (;;) {
    parser.at += 1;
    parser.grammar.expression(parser, false);
    tree.setField(RsField.condition);
    parser.grammar.block(parser);
    tree.setField(RsField.then);
    if (!accept(parser, Else)) break;
    if (kind[parser.at] !== If) {
      parser.grammar.block(parser);
      tree.setField(RsField.else);
      break;
    }
    (outer ??= []).push(mark, from);
    mark = tree.size;
    from = parser.at;
  }
  emit(parser, Rs.If, 0, mark, from, 0);
  if (outer === null) return;
  for (let level = outer.length - 2; level >= 0; level -= 2) {
    tree.setField(RsField.else);
    emit(parser, Rs.If, 0, outer[level], outer[level + 1], 0);
  }
}

function matchExpression(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  parser.at += 1;
  parser.grammar.expression(parser, false);
  tree.setField(RsField.scrutinee);
  if (kind[parser.at] !== LeftBrace) fail();
  const close = parser.value[parser.at];
  parser.at += 1;
  innerAttributes(parser);
  const { depth } = parser;
  while (parser.at < close) {
    const armMark = tree.size;
    const armFrom = parser.at;
    try {
      arm(parser, close);
    } catch (problem) {
      recover(parser, problem, armMark, armFrom, close, depth, false);
      if (kind[parser.at] === Comma) parser.at += 1;
    }
  }
  closeGroup(parser, close);
  emit(parser, Rs.Match, 0, mark, from, 0);
}

function arm(parser: Parser, close: number): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  pattern(parser);
  tree.setField(RsField.pattern);
  if (accept(parser, If)) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.guard);
  }
  expect(parser, FatArrow);
  const complete = parser.grammar.statementExpression(parser);
  tree.setField(RsField.value);
  emit(parser, Rs.Arm, 0, mark, from, 0);
  tree.setField(RsField.arms);
  if (parser.at < close && !accept(parser, Comma) && !complete) fail();
}

/** `for<'a> const static async move |parameters| -> Type body` */
export function closure(parser: Parser, mark: Node, from: number, structs: boolean): void {
  const { kind, tree } = parser;
  let flag = 0;
  binder(parser);
  if (accept(parser, Const)) flag |= ClosureFlag.const;
  if (accept(parser, Static)) flag |= ClosureFlag.static;
  if (accept(parser, Async)) flag |= ClosureFlag.async;
  if (accept(parser, Move)) flag |= ClosureFlag.move;
  if (!accept(parser, OrOr)) {
    expect(parser, Or);
    while (kind[parser.at] !== Or) {
      closureParameter(parser);
      if (!accept(parser, Comma)) break;
    }
    expect(parser, Or);
  }
  if (accept(parser, Arrow)) {
    type(parser, false);
    tree.setField(RsField.returns);
    parser.grammar.block(parser);
  } else {
    parser.grammar.expression(parser, structs);
  }
  tree.setField(RsField.body);
  emit(parser, Rs.Closure, flag, mark, from, 0);
}

function closureParameter(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  alternative(parser);
  tree.setField(RsField.pattern);
  if (accept(parser, Colon)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  emit(parser, Rs.Parameter, 0, mark, from, 0);
  tree.setField(RsField.parameters);
}
