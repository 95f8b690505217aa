/**
 * Macro calls: their tokens are tried as expressions, items or statements, whichever they parse as first.
 *
 * A body inside a try that failed is read again, but its form is remembered, and bodies nested very deep stay tokens:
 * so nested calls cost a bounded number of readings.
 */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { MacroForm, Rs, RsField } from './kinds.ts';
import { accept, closeGroup, emit, expect, fail, guess, isOpening } from './parser.ts';
import type { Parser } from './parser.ts';
import { pattern } from './patterns.ts';
import { IS_NAME, Token } from './tokens.ts';

const { Comma, Const, Enum, Extern, FatArrow, Fn, Hash, If, Impl, LeftBrace, Let, Mod, Pub, Semicolon, Static, Struct } = Token;
const { Trait, Type, Use } = Token;

/** Bodies nested deeper than this stay tokens. */
const MAX_MACRO_DEPTH = 16;

type Body = (parser: Parser, close: number) => void;

/** Goes on behind the path of a macro call, at `!`. */
export function macroCall(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  const name = tree.aux[tree.size - 1];
  tree.setField(RsField.path);
  parser.at += 1;
  if (IS_NAME[parser.kind[parser.at]] === 1) parser.at += 1;
  if (!isOpening(parser.kind[parser.at])) fail();
  const form = tokenTree(parser, name);
  tree.setField(RsField.tokens);
  emit(parser, Rs.MacroCall, form, mark, from, name);
}

/** The bracketed body of a call; gives its form. */
function tokenTree(parser: Parser, name: number): number {
  const { tree, macroForms } = parser;
  const mark = tree.size;
  const open = parser.at;
  const close = parser.value[open];
  parser.at += 1;
  parser.macroDepth += 1;
  let body = MacroForm.tokens as number;
  if (parser.macroDepth <= MAX_MACRO_DEPTH) {
    const known = macroForms.get(open);
    body = known === undefined ? firstBody(parser, open, close, name) : knownBody(parser, close, name, known);
    if (parser.guesses > 0) macroForms.set(open, body);
  }
  const form = body === SPECIAL ? SPECIAL_BODIES.get(name)!.form : body;
  parser.macroDepth -= 1;
  parser.at = close;
  closeGroup(parser, close);
  emit(parser, Rs.TokenTree, form, mark, open, 0);
  return form;
}

/** Number of a body that is not one of the plain forms. */
const SPECIAL = 4;

/** Tries the bodies one after another; gives the number of the one that fits. */
function firstBody(parser: Parser, open: number, close: number, name: number): number {
  const special = SPECIAL_BODIES.get(name);
  if (special !== undefined && guess(parser, special.body, close, false)) return SPECIAL;
  for (const form of formsToTry(parser, open)) if (guess(parser, BODIES[form], close, false)) return form;
  return MacroForm.tokens;
}

/** Reads a body again that was found out before. */
function knownBody(parser: Parser, close: number, name: number, known: number): number {
  const body = known === SPECIAL ? SPECIAL_BODIES.get(name)!.body : BODIES[known];
  return known !== MacroForm.tokens && guess(parser, body, close, false) ? known : MacroForm.tokens;
}

const EXPRESSIONS = [MacroForm.expressions];
const STATEMENTS = [MacroForm.statements, MacroForm.expressions];
const ITEMS = [MacroForm.items, MacroForm.statements, MacroForm.expressions];
const ITEM_STARTS: ReadonlySet<number> = new Set([
  ...[Const, Enum, Extern, Fn, Hash, Impl, Mod, Pub, Static, Struct, Trait, Type, Use, Token.Unsafe, Token.Async],
]);

/** What a body may be, judged by its bracket and first token, likeliest first. */
function formsToTry(parser: Parser, open: number): readonly number[] {
  const first = parser.kind[open + 1];
  if (ITEM_STARTS.has(first)) return ITEMS;
  return parser.kind[open] === LeftBrace || first === Let ? STATEMENTS : EXPRESSIONS;
}

/** Expressions separated by `,`, `;` or `=>`. */
function expressions(parser: Parser, close: number): void {
  const { kind, tree } = parser;
  while (parser.at < close) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.arguments);
    const token = kind[parser.at];
    if (token === Comma || token === Semicolon || token === FatArrow) parser.at += 1;
    else break;
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
  if (accept(parser, Comma)) expressions(parser, close);
}

const BODIES: readonly Body[] = [
  fail,
  expressions,
  (parser, close) => parser.grammar.items(parser, close),
  (parser, close) => parser.grammar.statements(parser, close),
];

const matches = { form: MacroForm.expressions, body: matchesBody } as const;
const SPECIAL_BODIES: ReadonlyMap<number, { readonly form: number; readonly body: Body }> = new Map([
  [intern('matches'), matches],
  [intern('assert_matches'), matches],
  [intern('debug_assert_matches'), matches],
]);
