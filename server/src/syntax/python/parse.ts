/**
 * Text → compact tree of Python, for the newest grammar (the union of 3.8 … 3.15). Total: what is not understood becomes
 * `Error` nodes and the rest is kept. Linear in the length of the text; the stack is bounded whatever the text.
 */
import { TreeBuilder } from '../builder.ts';
import type { Tree } from '../tree.ts';
import { Py, PyField } from './kinds.ts';
import { Lexer } from './lexer.ts';
import { Parser } from './parser.ts';
import { statement } from './statements.ts';
import { AT, BAD_DEDENT, DEDENT, ELIF, ELSE, END_OF_FILE, EXCEPT, FINALLY, INDENT, NEWLINE } from './tokens.ts';

const lexer = new Lexer();
const builder = new TreeBuilder();

export function parsePython(text: string): Tree {
  builder.reset();
  lexer.tokenize(text, builder);
  const parser = new Parser(lexer, builder);
  while (parser.token !== END_OF_FILE) {
    if (parser.token === DEDENT) parser.unexpected();
    else statement(parser, PyField.body);
  }
  builder.emit(Py.Module, 0, PyField.none, 0, text.length, 0, 0);
  return builder.finish('python', text);
}

/** Statements that were read without their surroundings. */
export interface Statements {
  /** Their nodes; good until the next parse. */
  readonly nodes: TreeBuilder;
  /** Where the first one begins, and where the last token of them ends (which may be a semicolon). */
  readonly column: number;
  readonly end: number;
  /** How deep their blocks nest, the one around them included if it is indented. */
  readonly indents: number;
}

/** What must be known of the text around some lines if they are broken. */
export interface Surroundings {
  /** Whether a quote too few in the lines leaves no doubt about the strings around them. */
  quotesAreSure(): boolean;
  /** Whether a bracket that stands open at an offset of the lines is taken to end with them. */
  endBracket(bracket: number): boolean;
}

/**
 * Reads whole lines that hold statements of one block. Null if they hold none, if they hold less indented ones, or if what is broken
 * in them might be read otherwise where something stands before or behind them.
 */
export function readStatements(lines: string, field: number, around: Surroundings): Statements | null {
  builder.reset();
  lexer.tokenize(lines, builder);
  const parser = new Parser(lexer, builder);
  if (parser.token === INDENT) parser.advance();
  const column = parser.start();
  while (parser.token !== END_OF_FILE && parser.token !== DEDENT) statement(parser, field);
  if (parser.token === DEDENT) parser.advance();
  if (parser.token !== END_OF_FILE || builder.size === 0) return null;
  if (builder.errors > 0 && !isBrokenInside(lines, column, around)) return null;
  return { nodes: builder, column, end: parser.end(), indents: lexer.deepest };
}

/** Whether the lines just read, which are broken, are so whatever stands around them. */
function isBrokenInside(lines: string, column: number, around: Surroundings): boolean {
  if (!lexer.selfContained) return false;
  if (lexer.lacksQuote && (/"""|'''/.test(lines) || !around.quotesAreSure())) return false;
  if (lexer.openBracket >= 0 && !around.endBracket(lexer.openBracket)) return false;
  const { kinds, count } = lexer;
  // a clause may belong to the statement before
  const opening = kinds[0] === INDENT ? kinds[1] : kinds[0];
  if (opening === ELSE || opening === ELIF || opening === EXCEPT || opening === FINALLY) return false;
  // a line that fits no block may fit one further out
  for (let token = 0; token < count; token += 1) if (kinds[token] === BAD_DEDENT) return false;
  // what is missing before the first token stands where the text before it ends
  for (let node = 0; node < builder.size; node += 1) if (builder.kind[node] === Py.Error && builder.end[node] <= column) return false;
  return !mayEndWithDecorator();
}

/** Whether the last line may be a decorator (perhaps behind a colon), which a definition behind it would take. */
function mayEndWithDecorator(): boolean {
  const { kinds } = lexer;
  let token = lexer.count - 1;
  while (token > 0 && isLayout(kinds[token])) token -= 1;
  for (; token >= 0 && !isLayout(kinds[token]); token -= 1) if (kinds[token] === AT) return true;
  return false;
}

const isLayout = (kind: number): boolean => kind === NEWLINE || kind === INDENT || kind === DEDENT || kind === END_OF_FILE;
