/** Blocks and statements. */
import type { Node } from '../tree.ts';
import { innerAttributes, outerAttributes } from './attributes.ts';
import { goesOn, startsBlockLike } from './control.ts';
import { expression, operators, postfixes } from './expressions.ts';
import { item, startsItem } from './items.ts';
import { Rs, RsField } from './kinds.ts';
import { accept, adopt, closeGroup, descend, emit, emitLeaf, fail, missingSemicolon, recover, startsLine } from './parser.ts';
import type { Parser } from './parser.ts';
import { pattern } from './patterns.ts';
import { primary } from './primary.ts';
import { IS_SEGMENT, Precedence, Token } from './tokens.ts';
import { type } from './types.ts';

const { Colon, Else, Equal, Hash, LeftBrace, Let, Not, PathSeparator, Semicolon } = Token;

/** `{ … }` */
export function block(parser: Parser): void {
  descend(parser);
  const mark = parser.tree.size;
  const from = parser.at;
  if (parser.kind[from] !== LeftBrace) fail();
  const close = parser.value[from];
  parser.at += 1;
  innerAttributes(parser);
  statements(parser, close);
  closeGroup(parser, close);
  emit(parser, Rs.Block, 0, mark, from, 0);
  parser.depth -= 1;
}

/** Statements and perhaps a value, up to the closing token. */
export function statements(parser: Parser, close: number): void {
  const { tree, depth } = parser;
  while (parser.at < close) {
    const mark = tree.size;
    const from = parser.at;
    try {
      statement(parser, mark, from, close);
    } catch (problem) {
      recover(parser, problem, mark, from, close, depth, true);
    }
  }
}

function statement(parser: Parser, mark: Node, from: number, close: number): void {
  const { kind, tree } = parser;
  if (accept(parser, Semicolon)) {
    emitLeaf(parser, Rs.EmptyStatement, 0, RsField.statements, 0);
    return;
  }
  if (kind[from] === Hash) outerAttributes(parser);
  if (kind[parser.at] === Let) {
    letStatement(parser, mark, from, close);
  } else if (startsItem(parser)) {
    item(parser, mark, from);
    tree.setField(RsField.statements);
  } else {
    expressionStatement(parser, mark, from, close);
  }
}

function letStatement(parser: Parser, mark: Node, from: number, close: number): void {
  const { tree } = parser;
  parser.at += 1;
  pattern(parser);
  tree.setField(RsField.pattern);
  if (accept(parser, Colon)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  if (accept(parser, Equal)) {
    expression(parser, true);
    tree.setField(RsField.value);
    if (accept(parser, Else)) {
      block(parser);
      tree.setField(RsField.else);
    }
  }
  const closed = accept(parser, Semicolon);
  if (!closed && parser.at < close && !startsLine(parser, parser.at)) fail();
  emit(parser, Rs.Let, 0, mark, from, 0);
  tree.setField(RsField.statements);
  if (!closed) missingSemicolon(parser);
}

function expressionStatement(parser: Parser, mark: Node, from: number, close: number): void {
  const { tree } = parser;
  const complete = statementExpression(parser);
  tree.setField(RsField.value);
  if (accept(parser, Semicolon)) {
    emit(parser, Rs.ExpressionStatement, 1, mark, from, 0);
    tree.setField(RsField.statements);
    return;
  }
  if (parser.at === close) {
    adopt(parser, mark, from);
    return;
  }
  if (!complete && !startsLine(parser, parser.at)) fail();
  emit(parser, Rs.ExpressionStatement, 0, mark, from, 0);
  tree.setField(RsField.statements);
  if (!complete) missingSemicolon(parser);
}

/** An expression that is complete at the end of its block, if it has one; tells whether it is. */
export function statementExpression(parser: Parser): boolean {
  if (!startsBlockLike(parser) && !startsBraceMacro(parser)) {
    expression(parser, true);
    return false;
  }
  descend(parser);
  const mark = parser.tree.size;
  const from = parser.at;
  primary(parser, true);
  const complete = !goesOn(parser);
  if (!complete) {
    postfixes(parser, mark, from);
    operators(parser, mark, from, Precedence.assignment, true);
  }
  parser.depth -= 1;
  return complete;
}

/** Whether `path! {` stands here. */
function startsBraceMacro(parser: Parser): boolean {
  const { kind } = parser;
  let at = parser.at;
  if (kind[at] === PathSeparator) at += 1;
  if (IS_SEGMENT[kind[at]] === 0) return false;
  while (kind[at + 1] === PathSeparator && IS_SEGMENT[kind[at + 2]] === 1) at += 2;
  return kind[at + 1] === Not && kind[at + 2] === LeftBrace;
}
