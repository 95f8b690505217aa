/**
 * The state of one parse of a Rust text, and the steps that all grammar rules are made of: expect, emit, lists, recovery.
 *
 * A rule that meets what it cannot understand throws `SYNTAX_ERROR`; the innermost list around it (statements, items,
 * arguments, …) turns the region into one `Error` node and goes on. Brackets are always paired in the tokens, so a rule
 * never leaves the brackets that it is in.
 */
import type { TreeBuilder } from '../builder.ts';
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { Rs, RsField } from './kinds.ts';
import type { Tokens } from './lexer.ts';
import { ENDS_EXPRESSION, IS_NAME, RESUMES, Token } from './tokens.ts';

const { Comma, Greater, LeftBrace, LeftBracket, LeftParen, Less, RightBrace, RightBracket, RightParen } = Token;
const { Semicolon } = Token;

/** Rules nested deeper than this are not followed: the region becomes an `Error`. */
export const MAX_DEPTH = 256;

/** What a rule throws that cannot go on. One value for all: it carries nothing and costs no stack trace. */
export const SYNTAX_ERROR: unique symbol = Symbol('syntax error');

/** Rules that earlier files refer to: an array type holds an expression, which holds types. */
export interface Grammar {
  /** `structs`: whether `Name {` may begin a struct expression; it may not in the head of `if`, `while`, `for`, `match`. */
  expression(parser: Parser, structs: boolean): void;
  block(parser: Parser): void;
  /** An expression as a statement or arm has it; whether it is complete without a separator. */
  statementExpression(parser: Parser): boolean;
  /** `plus`: whether `A + B` may follow. */
  type(parser: Parser, plus: boolean): void;
  /** Bounds behind `:`, `dyn` or `impl`, each in the field `bounds`; without `plus` one bound. */
  bounds(parser: Parser, plus: boolean): void;
  /** The outer attributes before the next token. */
  attributes(parser: Parser): void;
  /** Statements and a value up to a closing token. */
  statements(parser: Parser, close: number): void;
  /** Items up to a closing token. */
  items(parser: Parser, close: number): void;
  /** One item with its attributes, where none is expected. */
  item(parser: Parser): void;
  /** Goes on behind the path of a macro call, at `!`. */
  macroCall(parser: Parser, mark: Node, from: number): void;
}

export interface Parser {
  readonly text: string;
  readonly tree: TreeBuilder;
  readonly grammar: Grammar;
  readonly kind: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly value: Int32Array;
  /** Whether every token is one, and every bracket was there: then what is not parsed (a macro's body) is still no error. */
  readonly sound: boolean;
  /** The token to be read next. */
  at: number;
  /** How deep rules are nested at the moment. */
  depth: number;
  /** How many guesses (macro bodies) are being tried: inside one, an error is not recovered from but ends the guess. */
  guesses: number;
  /** How many macro bodies the next token is in. */
  macroDepth: number;
  /** How many attributes the next token is in. */
  attributeDepth: number;
  /** Form of macro bodies already found out, by their opening bracket. */
  readonly macroForms: Map<number, number>;
}

export const newParser = (text: string, tokens: Tokens, tree: TreeBuilder, grammar: Grammar): Parser => ({
  text,
  tree,
  grammar,
  kind: tokens.kind,
  start: tokens.start,
  end: tokens.end,
  value: tokens.value,
  sound: tokens.unknown === 0 && !tokens.repaired,
  at: 0,
  depth: 0,
  guesses: 0,
  macroDepth: 0,
  attributeDepth: 0,
  macroForms: new Map(),
});

export function fail(): never {
  throw SYNTAX_ERROR;
}

/** Enters a rule that may hold itself. Whoever calls it counts `depth` down again. */
export function descend(parser: Parser): void {
  if (++parser.depth > MAX_DEPTH) throw SYNTAX_ERROR;
}

/** Emits a node from token `from` up to the last token read, over the nodes since `mark`. */
export function emit(parser: Parser, kind: number, flag: number, mark: Node, from: number, aux: number): void {
  parser.tree.emit(kind, flag, 0, parser.start[from], parser.end[parser.at - 1], mark, aux);
}

/** Emits a childless node over the token before the next one, in its field. */
export function emitLeaf(parser: Parser, kind: number, flag: number, field: number, aux: number): void {
  const { tree } = parser;
  const token = parser.at - 1;
  tree.emit(kind, flag, field, parser.start[token], parser.end[token], tree.size, aux);
}

/** Makes the last node start at token `from` and hold the nodes since `mark`: attributes join what they stand before. */
export function adopt(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  tree.first[tree.size - 1] = mark;
  tree.start[tree.size - 1] = parser.start[from];
}

export function expect(parser: Parser, kind: number): void {
  if (parser.kind[parser.at] !== kind) throw SYNTAX_ERROR;
  parser.at += 1;
}

/** Reads the token if it is there. */
export function accept(parser: Parser, kind: number): boolean {
  if (parser.kind[parser.at] !== kind) return false;
  parser.at += 1;
  return true;
}

/** Reads a name and gives its number. */
export function expectName(parser: Parser): number {
  if (IS_NAME[parser.kind[parser.at]] === 0) throw SYNTAX_ERROR;
  return parser.value[parser.at++];
}

/** Reads the name of a field, which is a number in tuples. */
export function memberName(parser: Parser): number {
  if (parser.kind[parser.at] !== Token.Integer) return expectName(parser);
  const token = parser.at++;
  return intern(parser.text.slice(parser.start[token], parser.end[token]));
}

/** Whether the optional expression of `return`, `break` or `a..` follows. */
export function beginsExpression(parser: Parser, structs: boolean): boolean {
  const kind = parser.kind[parser.at];
  return ENDS_EXPRESSION[kind] === 0 && (structs || kind !== LeftBrace);
}

/** Whether two tokens stand side by side, as the parts of `>>` do. */
export const touching = (parser: Parser, token: number): boolean => parser.end[token] === parser.start[token + 1];

/** Whether a token is the first on its line. */
export function startsLine(parser: Parser, token: number): boolean {
  for (let at = parser.start[token] - 1; at >= 0; at -= 1) {
    const unit = parser.text.charCodeAt(at);
    if (unit === 0x0a || unit === 0x0d) return true;
    if (unit !== 0x20 && unit !== 0x09) return false;
  }
  return true;
}

export const isOpening = (kind: number): boolean => kind === LeftParen || kind === LeftBracket || kind === LeftBrace;
export const isClosing = (kind: number): boolean => kind === RightParen || kind === RightBracket || kind === RightBrace;

/** Reads the closing bracket; one that was only made up for a missing one leaves an `Error` of no width. */
export function closeGroup(parser: Parser, close: number): void {
  if (parser.at !== close) throw SYNTAX_ERROR;
  parser.at += 1;
  if (parser.start[close] === parser.end[close]) missing(parser);
}

/** Notes that something is missing behind the last token: an `Error` of no width. */
export function missing(parser: Parser): void {
  const { tree } = parser;
  const offset = parser.end[parser.at - 1];
  tree.emit(Rs.Error, 0, RsField.error, offset, offset, tree.size, 0);
}

/** Notes what is no token, or missing, in a group that is not parsed: no macro's language has that. */
export function unsoundIn(parser: Parser, open: number, close: number): void {
  if (parser.sound) return;
  const { tree, kind, start, end } = parser;
  for (let token = open + 1; token < close; token += 1) {
    if (kind[token] === Token.Unknown || start[token] === end[token])
      tree.emit(Rs.Error, 0, RsField.error, start[token], end[token], tree.size, 0);
  }
}

/** Notes that a semicolon is missing; inside a guess the guess is over, since a macro's language may do without. */
export function missingSemicolon(parser: Parser): void {
  if (parser.guesses > 0) throw SYNTAX_ERROR;
  missing(parser);
}

/**
 * Tries a rule that must read everything up to a closing token (or, `comma`, up to a comma); if it does not, nothing happened.
 */
export function guess(parser: Parser, rule: (parser: Parser, close: number) => void, close: number, comma: boolean): boolean {
  const mark = parser.tree.size;
  const { at, depth, macroDepth, attributeDepth } = parser;
  parser.guesses += 1;
  try {
    rule(parser, close);
    if (parser.at === close || (comma && parser.kind[parser.at] === Comma)) return true;
  } catch (problem) {
    if (problem !== SYNTAX_ERROR) throw problem;
  } finally {
    parser.guesses -= 1;
  }
  parser.tree.truncate(mark);
  parser.at = at;
  parser.depth = depth;
  parser.macroDepth = macroDepth;
  parser.attributeDepth = attributeDepth;
  return false;
}

/**
 * The elements between brackets, separated by commas; the next token is the opening bracket.
 * A broken element becomes an `Error`, and the list goes on at the next comma.
 */
export function commaList(parser: Parser, element: (parser: Parser) => void): void {
  const close = parser.value[parser.at];
  parser.at += 1;
  commaElements(parser, close, element);
  closeGroup(parser, close);
}

/** Elements up to a closing token, separated by commas. */
export function commaElements(parser: Parser, close: number, element: (parser: Parser) => void): void {
  const { kind, tree, depth } = parser;
  while (parser.at < close) {
    const mark = tree.size;
    const from = parser.at;
    try {
      element(parser);
      if (parser.at < close) expect(parser, Comma);
    } catch (problem) {
      recover(parser, problem, mark, from, close, depth, false);
      if (kind[parser.at] === Comma) parser.at += 1;
    }
  }
}

/** The elements between `<` and `>`, separated by commas; the next token is `<`. No recovery: `<` pairs with nothing. */
export function angleList(parser: Parser, element: (parser: Parser) => void): void {
  expect(parser, Less);
  while (parser.kind[parser.at] !== Greater) {
    element(parser);
    if (!accept(parser, Comma)) break;
  }
  expect(parser, Greater);
}

/**
 * Turns what was read since token `from` into an `Error` and skips to where its list may go on: before the next comma, or
 * (`lines`) behind a semicolon or before a line that begins a statement or item. Blocks on the way are understood.
 */
export function recover(parser: Parser, problem: unknown, mark: Node, from: number, close: number, depth: number, lines: boolean): void {
  if (problem !== SYNTAX_ERROR || parser.guesses > 0) throw problem;
  const { kind, value } = parser;
  const failed = parser.at;
  parser.depth = depth;
  parser.at = from;
  while (parser.at < close) {
    const token = kind[parser.at];
    const reached = parser.at >= failed;
    if (reached && !lines && token === Comma) break;
    if ((reached || parser.at === from) && RESUMES[token] === 1 && startsLine(parser, parser.at)) {
      if (!lines) {
        // the item takes the place of what was understood of its first tokens
        if (parser.at === from) parser.tree.truncate(mark);
        if (strayItem(parser)) continue;
      } else if (parser.at > from) {
        break;
      }
    }
    if (!isOpening(token)) parser.at += 1;
    else if (token === LeftBrace && reached && depth < MAX_DEPTH - 1) parser.grammar.block(parser);
    else parser.at = value[parser.at] + 1;
    if (reached && lines && (token === Semicolon || (token === LeftBrace && startsLine(parser, parser.at)))) break;
  }
  emitError(parser, mark, from);
}

/** Reads an item that stands where fields, arms or arguments should: a brace is missing before it. False if there is none. */
function strayItem(parser: Parser): boolean {
  const { at, depth, tree } = parser;
  const mark = tree.size;
  try {
    parser.grammar.item(parser);
    return true;
  } catch (problem) {
    if (problem !== SYNTAX_ERROR) throw problem;
  }
  tree.truncate(mark);
  parser.at = at;
  parser.depth = depth;
  return false;
}

/** One `Error` over the tokens since `from`; it takes in an `Error` that stands right before it in the same list. */
function emitError(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  const end = parser.at > from ? parser.end[parser.at - 1] : parser.start[from];
  const before = mark - 1;
  if (before < 0 || from === 0 || tree.kind[before] !== Rs.Error || tree.end[before] !== parser.end[from - 1]) {
    tree.emit(Rs.Error, 0, RsField.error, parser.start[from], end, mark, 0);
    return;
  }
  const start = tree.start[before];
  const first = tree.first[before];
  for (let node = mark; node < tree.size; node += 1) {
    tree.kind[node - 1] = tree.kind[node];
    tree.flag[node - 1] = tree.flag[node];
    tree.field[node - 1] = tree.field[node];
    tree.start[node - 1] = tree.start[node];
    tree.end[node - 1] = tree.end[node];
    tree.first[node - 1] = tree.first[node] - 1;
    tree.aux[node - 1] = tree.aux[node];
  }
  tree.size -= 1;
  tree.errors -= 1;
  tree.emit(Rs.Error, 0, RsField.error, start, end, first, 0);
}
