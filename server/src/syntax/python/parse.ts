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
import { DEDENT, END_OF_FILE } from './tokens.ts';

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
