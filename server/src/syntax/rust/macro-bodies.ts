/** The bodies of macro calls that are lists of expressions, and of well-known macros with a language of their own. */
import { intern } from '../names.ts';
import { outerAttributes } from './attributes.ts';
import { MacroForm, Rs, RsField } from './kinds.ts';
import { accept, descend, emit, expect } from './parser.ts';
import type { Parser } from './parser.ts';
import { pattern } from './patterns.ts';
import { Token } from './tokens.ts';

const { Comma, Else, Equal, FatArrow, If, Name, RightBrace, Semicolon } = Token;
const BIASED = intern('biased');

/** Reads a body up to its closing bracket, or fails. */
export type Body = (parser: Parser, close: number) => void;

/** Expressions separated by `,`, `;` or `=>`; behind `=> { … }` there need be nothing, as between the arms of a match. */
export function expressionsBody(parser: Parser, close: number): void {
  const { kind, tree } = parser;
  let arm = false;
  while (parser.at < close) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.arguments);
    const token = kind[parser.at];
    const complete = arm && kind[parser.at - 1] === RightBrace;
    arm = token === FatArrow;
    if (arm || token === Comma || token === Semicolon) parser.at += 1;
    else if (!complete) break;
  }
}

/** `matches!(value, pattern if guard)`, and more expressions behind it. */
function matchesBody(parser: Parser, close: number): void {
  const { tree } = parser;
  parser.grammar.expression(parser, true);
  tree.setField(RsField.arguments);
  expect(parser, Comma);
  pattern(parser);
  tree.setField(RsField.pattern);
  if (accept(parser, If)) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.guard);
  }
  if (accept(parser, Comma)) expressionsBody(parser, close);
}

/** `cfg_if! { if #[cfg(…)] { … } else if #[cfg(…)] { … } else { … } }`: an `If` with attributes for its condition. */
function cfgIfBody(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  descend(parser);
  expect(parser, If);
  outerAttributes(parser);
  parser.grammar.block(parser);
  tree.setField(RsField.then);
  if (accept(parser, Else)) {
    if (parser.kind[parser.at] === If) cfgIfBody(parser);
    else parser.grammar.block(parser);
    tree.setField(RsField.else);
  }
  emit(parser, Rs.If, 0, mark, from, 0);
  tree.setField(RsField.value);
  parser.depth -= 1;
}

/** `select! { biased; pattern = future, if guard => value, … else => value }`: arms that have their future as scrutinee. */
function selectBody(parser: Parser, close: number): void {
  const { kind, tree, value } = parser;
  if (kind[parser.at] === Name && value[parser.at] === BIASED && kind[parser.at + 1] === Semicolon) parser.at += 2;
  while (parser.at < close) {
    const mark = tree.size;
    const from = parser.at;
    outerAttributes(parser);
    if (!accept(parser, Else)) {
      pattern(parser);
      tree.setField(RsField.pattern);
      expect(parser, Equal);
      parser.grammar.expression(parser, true);
      tree.setField(RsField.scrutinee);
      if (accept(parser, Comma)) {
        expect(parser, If);
        parser.grammar.expression(parser, true);
        tree.setField(RsField.guard);
      }
    }
    expect(parser, FatArrow);
    const complete = parser.grammar.statementExpression(parser);
    tree.setField(RsField.value);
    emit(parser, Rs.Arm, 0, mark, from, 0);
    tree.setField(RsField.arms);
    if (!accept(parser, Comma) && !complete) break;
  }
}

interface SpecialBody {
  readonly form: number;
  readonly body: Body;
}

const matches: SpecialBody = { form: MacroForm.expressions, body: matchesBody };
const SPECIAL_BODIES: ReadonlyMap<number, SpecialBody> = new Map([
  [intern('matches'), matches],
  [intern('assert_matches'), matches],
  [intern('debug_assert_matches'), matches],
  [intern('cfg_if'), { form: MacroForm.statements, body: cfgIfBody }],
  [intern('select'), { form: MacroForm.expressions, body: selectBody }],
]);

/** What a macro of this name usually holds, if that is a language of its own. */
export const specialBody = (name: number): SpecialBody | undefined => SPECIAL_BODIES.get(name);
