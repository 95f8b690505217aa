/**
 * Macro calls: their tokens are tried as expressions, items or statements, whichever they parse as first.
 *
 * A body inside a try that failed is read again, but its form is remembered, and bodies nested very deep stay tokens:
 * so nested calls cost a bounded number of readings.
 */
import type { Node } from '../tree.ts';
import { startsItem } from './items.ts';
import { MacroForm, Rs, RsField } from './kinds.ts';
import { expressionsBody, specialBody } from './macro-bodies.ts';
import type { Body } from './macro-bodies.ts';
import { closeGroup, emit, fail, guess, isOpening, unsoundIn } from './parser.ts';
import type { Parser } from './parser.ts';
import { IS_NAME, Token } from './tokens.ts';

const { Hash, LeftBrace, Let } = Token;

/** Bodies nested deeper than this stay tokens. */
const MAX_MACRO_DEPTH = 16;

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
  const { macroDepth } = parser;
  parser.macroDepth = macroDepth + 1;
  let body = MacroForm.tokens as number;
  if (macroDepth < MAX_MACRO_DEPTH) {
    const known = macroForms.get(open);
    body = known === undefined ? firstBody(parser, open, close, name) : knownBody(parser, close, name, known);
    if (parser.guesses > 0) macroForms.set(open, body);
  }
  const form = body === SPECIAL ? specialBody(name)!.form : body;
  parser.macroDepth = macroDepth;
  if (form === MacroForm.tokens) unsoundIn(parser, open, close);
  parser.at = close;
  closeGroup(parser, close);
  emit(parser, Rs.TokenTree, form, mark, open, 0);
  return form;
}

/** Number of a body that is not one of the plain forms. */
const SPECIAL = 4;

/** Tries the bodies one after another; gives the number of the one that fits. */
function firstBody(parser: Parser, open: number, close: number, name: number): number {
  const special = specialBody(name);
  if (special !== undefined && guess(parser, special.body, close, false)) return SPECIAL;
  const forms = formsToTry(parser, open);
  for (const form of forms) if (guess(parser, BODIES[form], close, false)) return form;
  return forms === ITEMS && parser.guesses === 0 && itemsWithHoles(parser, close) ? MacroForm.items : MacroForm.tokens;
}

/**
 * Items of which some are not understood: such a body is left while it is edited, or mixes items with what only its macro knows.
 * What is not understood stays tokens, since who calls a macro is not to blame for its language; false if it holds no function and
 * the better part of it is not.
 */
function itemsWithHoles(parser: Parser, close: number): boolean {
  const { tree, at, depth, macroDepth } = parser;
  const mark = tree.size;
  parser.grammar.items(parser, close);
  let understood = 0;
  for (let node = tree.size - 1; node >= mark; node = tree.first[node] - 1) understood += tree.kind[node] === Rs.Error ? -1 : 1;
  let functions = 0;
  for (let node = mark; node < tree.size; node += 1) if (tree.kind[node] === Rs.Function) functions += 1;
  if (understood > 0 || functions > 0) {
    // in a text that is broken for certain this is as likely to be where
    for (let node = mark; node < tree.size && parser.sound; node += 1) if (tree.kind[node] === Rs.Error) hole(parser, node);
    return true;
  }
  tree.truncate(mark);
  Object.assign(parser, { at, depth, macroDepth });
  return false;
}

function hole(parser: Parser, node: Node): void {
  const { tree } = parser;
  tree.kind[node] = Rs.TokenTree;
  tree.flag[node] = MacroForm.tokens;
  tree.field[node] = RsField.tokens;
  tree.errors -= 1;
}

/** Reads a body again that was found out before. */
function knownBody(parser: Parser, close: number, name: number, known: number): number {
  const body = known === SPECIAL ? specialBody(name)!.body : BODIES[known];
  return known !== MacroForm.tokens && guess(parser, body, close, false) ? known : MacroForm.tokens;
}

const BODIES: readonly Body[] = [
  fail,
  expressionsBody,
  (parser, close) => parser.grammar.items(parser, close),
  (parser, close) => parser.grammar.statements(parser, close),
];

const EXPRESSIONS = [MacroForm.expressions];
const STATEMENTS = [MacroForm.statements, MacroForm.expressions];
const ITEMS = [MacroForm.items, MacroForm.statements, MacroForm.expressions];

/** What a body may be, judged by its bracket and the first token, which is the next one; likeliest first. */
function formsToTry(parser: Parser, open: number): readonly number[] {
  const first = parser.kind[open + 1];
  if (first === Hash || startsItem(parser)) return ITEMS;
  return parser.kind[open] === LeftBrace || first === Let ? STATEMENTS : EXPRESSIONS;
}
