/** Expressions made of operators and postfixes; chains of both are loops, however long. */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { attributedExpression, outerAttributes } from './attributes.ts';
import { BorrowFlag, RangeForm, Rs, RsField, RsOperator } from './kinds.ts';
import {
  accept,
  adopt,
  beginsExpression,
  closeGroup,
  commaList,
  descend,
  emit,
  expect,
  expectName,
  memberName,
  touching,
} from './parser.ts';
import type { Parser } from './parser.ts';
import { genericArguments } from './paths.ts';
import { pattern } from './patterns.ts';
import { primary } from './primary.ts';
import { OPERATOR, PRECEDENCE, Precedence, Token } from './tokens.ts';
import { type } from './types.ts';

const { And, AndAnd, As, Await, CompoundEqual, Const, Dot, DotDot, DotDotDot, DotDotEqual, Equal } = Token;
const { EqualEqual, Greater, Hash, Integer, LeftBracket, LeftParen, Less, Let, Minus, Mut, Name, Not } = Token;
const { PathSeparator, Question, Star } = Token;
const { Assignment, Binary, Borrow, Call, CompoundAssignment, Dereference, FieldAccess, Index, MethodCall, Range, Try, TypeCast, Unary } =
  Rs;

const RAW = intern('raw');

/** Any expression. `structs`: whether a path followed by `{` is a struct expression. */
export function expression(parser: Parser, structs: boolean): void {
  descend(parser);
  const mark = parser.tree.size;
  const from = parser.at;
  operand(parser, structs);
  operators(parser, mark, from, Precedence.assignment, structs);
  parser.depth -= 1;
}

/** One argument of a call. */
export function argument(parser: Parser): void {
  attributedExpression(parser);
  parser.tree.setField(RsField.arguments);
}

/** Goes on behind an operand (the nodes since `mark`) with operators that bind at least as tightly as `least`. */
export function operators(parser: Parser, mark: Node, from: number, least: number, structs: boolean): void {
  const { kind, tree } = parser;
  for (;;) {
    const token = kind[parser.at];
    let precedence = PRECEDENCE[token];
    if (precedence === 0) return;
    let operator = OPERATOR[token];
    let width = 1;
    if (precedence === Precedence.comparison && (token === Less || token === Greater) && touching(parser, parser.at)) {
      const next = kind[parser.at + 1];
      if (next === token) {
        precedence = Precedence.shift;
        operator = token === Less ? RsOperator['<<'] : RsOperator['>>'];
        width = 2;
        if (token === Greater && kind[parser.at + 2] === Equal && touching(parser, parser.at + 1)) {
          precedence = Precedence.assignment;
          width = 3;
        }
      } else if (token === Greater && (next === Equal || next === EqualEqual)) {
        operator = RsOperator['>='];
        width = 2;
      }
    }
    if (precedence < least) return;
    if (precedence <= Precedence.range) {
      looseOperator(parser, mark, from, token, operator, width, structs);
      continue;
    }
    parser.at += width;
    if (token === As) {
      tree.setField(RsField.value);
      type(parser, false);
      tree.setField(RsField.type);
      emit(parser, TypeCast, 0, mark, from, 0);
      continue;
    }
    tree.setField(RsField.left);
    const rightMark = tree.size;
    const rightFrom = parser.at;
    operand(parser, structs);
    if (PRECEDENCE[kind[parser.at]] !== 0) operators(parser, rightMark, rightFrom, precedence + 1, structs);
    tree.setField(RsField.right);
    emit(parser, Binary, operator, mark, from, 0);
  }
}

/** Ranges and assignments: what binds loosest. */
function looseOperator(parser: Parser, mark: Node, from: number, token: number, operator: number, width: number, structs: boolean): void {
  const { tree } = parser;
  if (token === DotDot || token === DotDotEqual || token === DotDotDot) {
    tree.setField(RsField.start);
    rangeEnd(parser, mark, from, structs);
    return;
  }
  const compound = token === CompoundEqual ? parser.value[parser.at] : operator;
  parser.at += width;
  tree.setField(RsField.left);
  expression(parser, structs);
  tree.setField(RsField.right);
  if (token === Equal) emit(parser, Assignment, 0, mark, from, 0);
  else emit(parser, CompoundAssignment, compound, mark, from, 0);
}

/** `..`, `..end`, `..=end`; the next token is the dots. */
function rangeEnd(parser: Parser, mark: Node, from: number, structs: boolean): void {
  const { kind, tree } = parser;
  const form = kind[parser.at] === DotDot ? RangeForm.exclusive : RangeForm.inclusive;
  parser.at += 1;
  if (beginsExpression(parser, structs)) {
    const endMark = tree.size;
    const endFrom = parser.at;
    operand(parser, structs);
    operators(parser, endMark, endFrom, Precedence.or, structs);
    tree.setField(RsField.end);
  }
  emit(parser, Range, form, mark, from, 0);
}

/** A prefix operator with what it applies to, or a primary expression with its postfixes. */
function operand(parser: Parser, structs: boolean): void {
  const mark = parser.tree.size;
  const from = parser.at;
  const token = parser.kind[from];
  switch (token) {
    case Minus:
    case Not:
    case Star:
      nested(parser, structs);
      if (token === Star) emit(parser, Dereference, 0, mark, from, 0);
      else emit(parser, Unary, token === Minus ? RsOperator['-'] : RsOperator['!'], mark, from, 0);
      return;
    case And:
    case AndAnd:
      borrow(parser, mark, from, structs);
      return;
    case DotDot:
    case DotDotEqual:
      descend(parser);
      rangeEnd(parser, mark, from, structs);
      parser.depth -= 1;
      return;
    case Let:
      letCondition(parser, mark, from, structs);
      return;
    case Hash:
      outerAttributes(parser);
      if (parser.tree.size === mark) expect(parser, Name);
      operand(parser, structs);
      adopt(parser, mark, from);
      return;
    default:
      primary(parser, structs);
      postfixes(parser, mark, from);
  }
}

/** The operand of a prefix operator, which is the next token. */
function nested(parser: Parser, structs: boolean): void {
  descend(parser);
  parser.at += 1;
  operand(parser, structs);
  parser.tree.setField(RsField.operand);
  parser.depth -= 1;
}

function borrow(parser: Parser, mark: Node, from: number, structs: boolean): void {
  const { kind, tree } = parser;
  let flag = 0;
  descend(parser);
  parser.at += 1;
  if (kind[parser.at] === Name && parser.value[parser.at] === RAW && (kind[parser.at + 1] === Const || kind[parser.at + 1] === Mut)) {
    flag = kind[parser.at + 1] === Mut ? BorrowFlag.raw | BorrowFlag.mutable : BorrowFlag.raw;
    parser.at += 2;
  } else if (accept(parser, Mut)) {
    flag = BorrowFlag.mutable;
  }
  operand(parser, structs);
  tree.setField(RsField.operand);
  emit(parser, Borrow, flag, mark, from, 0);
  if (kind[from] === AndAnd) {
    // `&&x` is one token: the inner borrow starts at its second character
    tree.start[tree.size - 1] += 1;
    tree.setField(RsField.operand);
    emit(parser, Borrow, 0, mark, from, 0);
  }
  parser.depth -= 1;
}

/** `let pattern = value`, where the value ends before `&&` and `||`. */
function letCondition(parser: Parser, mark: Node, from: number, structs: boolean): void {
  const { tree } = parser;
  descend(parser);
  parser.at += 1;
  pattern(parser);
  tree.setField(RsField.pattern);
  expect(parser, Equal);
  const valueMark = tree.size;
  const valueFrom = parser.at;
  operand(parser, structs);
  operators(parser, valueMark, valueFrom, Precedence.comparison, structs);
  tree.setField(RsField.value);
  emit(parser, Rs.LetCondition, 0, mark, from, 0);
  parser.depth -= 1;
}

/** Goes on behind an expression with `?`, calls, indices, fields and method calls. */
export function postfixes(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  for (;;) {
    switch (kind[parser.at]) {
      case Dot:
        tree.setField(RsField.receiver);
        parser.at += 1;
        member(parser, mark, from);
        continue;
      case LeftParen:
        tree.setField(RsField.callee);
        commaList(parser, argument);
        emit(parser, Call, 0, mark, from, 0);
        continue;
      case Question:
        tree.setField(RsField.operand);
        parser.at += 1;
        emit(parser, Try, 0, mark, from, 0);
        continue;
      case LeftBracket: {
        tree.setField(RsField.receiver);
        const close = parser.value[parser.at];
        parser.at += 1;
        expression(parser, true);
        tree.setField(RsField.index);
        closeGroup(parser, close);
        emit(parser, Index, 0, mark, from, 0);
        continue;
      }
      default:
        return;
    }
  }
}

/** What stands behind a dot. */
function member(parser: Parser, mark: Node, from: number): void {
  const { kind, tree } = parser;
  const token = kind[parser.at];
  if (token === Await) {
    parser.at += 1;
    tree.setField(RsField.operand);
    emit(parser, Rs.Await, 0, mark, from, 0);
    return;
  }
  const name = token === Integer ? memberName(parser) : expectName(parser);
  if (kind[parser.at] === PathSeparator) {
    parser.at += 1;
    genericArguments(parser);
    tree.setField(RsField.generics);
  }
  if (kind[parser.at] === LeftParen && token !== Integer) {
    commaList(parser, argument);
    emit(parser, MethodCall, 0, mark, from, name);
  } else {
    emit(parser, FieldAccess, 0, mark, from, name);
  }
}
