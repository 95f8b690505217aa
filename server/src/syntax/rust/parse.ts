/** Rust source → compact tree. Never throws: what is not understood is an `Error` node, and nesting has a bound. */
import { TreeBuilder } from '../builder.ts';
import type { Tree } from '../tree.ts';
import { innerAttributes, outerAttributes } from './attributes.ts';
import { expression } from './expressions.ts';
import { balance } from './balance.ts';
import { bounds } from './generics.ts';
import { items, strayItem } from './items.ts';
import { Rs } from './kinds.ts';
import { newTokens, tokenize } from './lexer.ts';
import { macroCall } from './macros.ts';
import { newParser, SYNTAX_ERROR } from './parser.ts';
import type { Grammar } from './parser.ts';
import { block, statementExpression, statements } from './statements.ts';
import { Token } from './tokens.ts';
import { type } from './types.ts';

/** The rules, for whoever reads a part of a text. */
export const grammar: Grammar = {
  attributes: outerAttributes,
  block,
  bounds,
  expression,
  item: strayItem,
  items,
  macroCall,
  statementExpression,
  statements,
  type,
};

// parsing is synchronous and does not call itself, so one set of arrays serves every text
const tokens = newTokens();
const builder = new TreeBuilder();

/** The tree of a whole source file, any edition. */
export function parseRust(text: string): Tree {
  builder.reset();
  read(text);
  const parser = newParser(text, tokens, builder, grammar);
  innerAttributes(parser);
  items(parser, tokens.count - 1);
  builder.emit(Rs.Crate, 0, 0, 0, text.length, 0, 0);
  return builder.finish('rust', text);
}

/**
 * The nodes of a text that is one block, `{ … }`, as they would be in a text around it; the root is the block. They are the shared
 * builder's and hold good until the next parse. `null` if the text is anything but one block without an error.
 * `depth`: how deep the block stands at most.
 */
export function readBlock(text: string, depth: number): TreeBuilder | null {
  builder.reset();
  tokenize(text, tokens, builder);
  const last = tokens.count - 2;
  if (!tokens.balanced || tokens.unknown > 0 || last < 1 || tokens.kind[0] !== Token.LeftBrace || tokens.value[0] !== last) return null;
  const parser = newParser(text, tokens, builder, grammar);
  parser.depth = depth;
  try {
    block(parser);
  } catch (problem) {
    if (problem !== SYNTAX_ERROR) throw problem;
    return null;
  }
  return builder.errors === 0 ? builder : null;
}

/**
 * The nodes of a text that is one function with a body, and its attributes, where items stand; the root is the function. They are the
 * shared builder's, as those of `readBlock`. `null` if the text is anything else, or has an error.
 */
export function readFunction(text: string, depth: number): TreeBuilder | null {
  builder.reset();
  tokenize(text, tokens, builder);
  const last = tokens.count - 2;
  if (!tokens.balanced || tokens.unknown > 0 || last < 1 || tokens.kind[last] !== Token.RightBrace || tokens.end[last] !== text.length)
    return null;
  const parser = newParser(text, tokens, builder, grammar);
  parser.depth = depth;
  try {
    strayItem(parser);
  } catch (problem) {
    if (problem !== SYNTAX_ERROR) throw problem;
    return null;
  }
  const isOne = parser.at === last + 1 && builder.errors === 0 && builder.kind[builder.size - 1] === Rs.Function;
  return isOne ? builder : null;
}

/** Fills `tokens` with the tokens of a text, repaired where strings have no end and brackets do not pair up. */
function read(text: string): void {
  tokenize(text, tokens, builder);
  if (tokens.openStrings > 0) {
    // a stray quote turns strings inside out, which shows in strings over several lines; else the end is simply missing
    const { longStrings } = tokens;
    builder.reset();
    tokenize(text, tokens, builder, true);
    if (tokens.openStrings >= longStrings) {
      builder.reset();
      tokenize(text, tokens, builder);
    }
  }
  if (!tokens.balanced) balance(text, tokens);
}
