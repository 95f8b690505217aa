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
import { DEDENT, END_OF_FILE, INDENT } from './tokens.ts';

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

/** Reads whole lines that hold statements of one block; null if they hold none, or an error, or less indented ones. */
export function readStatements(lines: string, field: number): Statements | null {
  builder.reset();
  lexer.tokenize(lines, builder);
  const parser = new Parser(lexer, builder);
  if (parser.token === INDENT) parser.advance();
  const column = parser.start();
  while (parser.token !== END_OF_FILE && parser.token !== DEDENT && builder.errors === 0) statement(parser, field);
  if (parser.token === DEDENT) parser.advance();
  if (parser.token !== END_OF_FILE || builder.errors > 0 || builder.size === 0) return null;
  return { nodes: builder, column, end: parser.end(), indents: lexer.deepest };
}
