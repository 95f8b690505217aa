/**
 * What tree-sitter leaves as tokens: attributes and the bodies of macro calls. The hand-written parser reads them, at the
 * places where tree-sitter found them, so that both producers understand them alike.
 */
import { TreeBuilder } from '../builder.ts';
import { innerAttributes } from '../rust/attributes.ts';
import { balance } from '../rust/balance.ts';
import { Rs, RsField } from '../rust/kinds.ts';
import { newTokens, tokenize } from '../rust/lexer.ts';
import { grammar } from '../rust/parse.ts';
import { newParser } from '../rust/parser.ts';
import type { Parser } from '../rust/parser.ts';
import type { Node } from '../tree.ts';
import { path, isPath } from './rust-paths.ts';
import { RustSymbol } from './rust-symbols.ts';
import { childOf, emit, emitLeaf, trouble } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = RustSymbol;

export interface RustWalk extends Walk {
  /** Made when it is first needed. */
  parser: Parser | null;
  /** Attributes that end here or before have been read. */
  attributesEnd: number;
}

const tokens = newTokens();
let comments: TreeBuilder | undefined;

/** The hand-written parser at the token that begins at an offset; `null` if its lexer sees no token there. */
function parserAt(walk: RustWalk, offset: number): Parser | null {
  if (walk.parser === null) {
    comments ??= new TreeBuilder();
    comments.reset();
    tokenize(walk.text, tokens, comments);
    // the parser relies on every bracket having its partner
    if (!tokens.balanced) balance(walk.text, tokens);
    walk.parser = newParser(walk.text, tokens, walk.tree, grammar);
  }
  let low = 0;
  let high = tokens.count - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens.start[middle] < offset) low = middle + 1;
    else high = middle;
  }
  if (tokens.start[low] !== offset) return null;
  walk.parser.at = low;
  walk.parser.depth = walk.depth;
  return walk.parser;
}

/** Attributes that were read and wait for what they stand before: their first node and where they begin. */
export interface Pending {
  mark: Node;
  start: number;
}

export const attributesBefore = (): Pending => ({ mark: -1, start: 0 });

/** If a node, whose siblings end before `stop`, is an attribute, emits it and answers true. */
export function takeAttribute(walk: RustWalk, node: Source, stop: Source, pending: Pending): boolean {
  if (walk.symbol[node] !== S.attribute_item) return false;
  if (pending.mark < 0) {
    pending.mark = walk.tree.size;
    pending.start = walk.start[node];
  }
  attribute(walk, node, stop);
  return true;
}

/** Makes the last node hold the attributes before it, and begin where they do. */
export function adoptAttributes({ tree }: RustWalk, pending: Pending): void {
  if (pending.mark < 0) return;
  tree.first[tree.size - 1] = pending.mark;
  tree.start[tree.size - 1] = pending.start;
  pending.mark = -1;
}

/** Attributes that stand before nothing are an error. */
export function dropAttributes(walk: RustWalk, pending: Pending): void {
  if (pending.mark < 0) return;
  const { tree } = walk;
  tree.setFields(pending.mark, RsField.error);
  tree.emit(Rs.Error, 0, RsField.error, pending.start, tree.end[tree.size - 1], pending.mark, 0);
  pending.mark = -1;
}

/**
 * One attribute, outer or inner, whose siblings end before `stop`. The hand-written parser reads all that follow each other at once;
 * those that tree-sitter does not see beside this one are left to others.
 */
export function attribute(walk: RustWalk, node: Source, stop: Source): void {
  if (walk.start[node] < walk.attributesEnd) return;
  const { tree, symbol, next, end } = walk;
  const mark = tree.size;
  let last = node;
  while (next[last] < stop && symbol[next[last]] === symbol[node]) last = next[last];
  const parser = parserAt(walk, walk.start[node]);
  if (parser !== null) {
    try {
      if (symbol[node] === S.inner_attribute_item) innerAttributes(parser);
      else grammar.attributes(parser);
      while (tree.size > mark && tree.end[tree.size - 1] > end[last]) tree.truncate(tree.first[tree.size - 1]);
      if (tree.size > mark && tree.end[tree.size - 1] >= end[node]) {
        walk.attributesEnd = tree.end[tree.size - 1];
        return;
      }
    } catch {
      // nested too deep
    }
    tree.truncate(mark);
  }
  emitLeaf(walk, Rs.Error, 0, RsField.attributes, node, 0);
}

/** `path!(…)` */
export function macroCall(walk: RustWalk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  let body = -1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.token_tree) body = child;
    else if (isPath(symbol[child])) path(walk, child);
    else trouble(walk, child);
  }
  const size = tree.size;
  const name = size > mark ? tree.aux[size - 1] : 0;
  const bang = childOf(walk, node, S.Not);
  const first = parserAt(walk, start[node]);
  const from = first === null ? -1 : first.at;
  const parser = bang < 0 || from < 0 || body < 0 || tree.kind[size - 1] !== Rs.Path ? null : parserAt(walk, start[bang]);
  if (parser !== null) {
    try {
      grammar.macroCall(parser, mark, from);
      if (parser.end[parser.at - 1] === end[body]) return;
    } catch {
      // its lexer pairs the brackets in another way
    }
    tree.truncate(size);
  }
  if (body >= 0) emitLeaf(walk, Rs.TokenTree, 0, RsField.tokens, body, 0);
  emit(walk, Rs.MacroCall, 0, node, mark, name);
}
