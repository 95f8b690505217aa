/** Attributes. Their arguments become `Meta` nodes; what is no meta item is an expression or stays a `TokenTree`. */
import type { Node } from '../tree.ts';
import { AttributeFlag, MacroForm, Rs, RsField } from './kinds.ts';
import { accept, adopt, closeGroup, descend, emit, emitLeaf, fail, guess, isOpening, SYNTAX_ERROR, unsoundIn } from './parser.ts';
import type { Parser } from './parser.ts';
import { Token } from './tokens.ts';

const { Comma, Equal, Hash, LeftBracket, LeftParen, Lifetime, Name, Not, PathSeparator, Underscore, Unsafe } = Token;
const { Yield } = Token;

/** `#[…]` as often as it stands here. */
export function outerAttributes(parser: Parser): void {
  while (parser.kind[parser.at] === Hash && parser.kind[parser.at + 1] === LeftBracket) attribute(parser, 0);
}

/** `#![…]` as often as it stands here. */
export function innerAttributes(parser: Parser): void {
  const { kind } = parser;
  while (kind[parser.at] === Hash && kind[parser.at + 1] === Not && kind[parser.at + 2] === LeftBracket) {
    attribute(parser, AttributeFlag.inner);
  }
}

/** An expression with attributes, which become its children. */
export function attributedExpression(parser: Parser): void {
  const mark = parser.tree.size;
  const from = parser.at;
  outerAttributes(parser);
  parser.grammar.expression(parser, true);
  if (parser.kind[from] === Hash) adopt(parser, mark, from);
}

/** One attribute; a broken one holds an `Error`, but what it stands before is not touched. */
function attribute(parser: Parser, flag: number): void {
  const { tree, depth } = parser;
  const mark = tree.size;
  const from = parser.at;
  parser.at += flag === AttributeFlag.inner ? 3 : 2;
  const close = parser.value[parser.at - 1];
  let name = 0;
  parser.attributeDepth += 1;
  try {
    if (parser.kind[parser.at] === Unsafe && parser.kind[parser.at + 1] === LeftParen) {
      flag |= AttributeFlag.unsafe;
      parser.at += 2;
      const inner = parser.value[parser.at - 1];
      name = metaContent(parser, inner);
      closeGroup(parser, inner);
    } else {
      name = metaContent(parser, close);
    }
    closeGroup(parser, close);
  } catch (problem) {
    if (problem !== SYNTAX_ERROR || parser.guesses > 0) throw problem;
    parser.depth = depth;
    parser.at = close + 1;
    tree.emit(Rs.Error, 0, RsField.error, parser.start[from], parser.end[close], mark, 0);
  }
  parser.attributeDepth -= 1;
  emit(parser, Rs.Attribute, flag, mark, from, name);
  tree.setField(RsField.attributes);
}

/** `path`, `path = value` or `path(…)`; gives the path's last name. */
function metaContent(parser: Parser, close: number): number {
  const { tree } = parser;
  const name = metaPath(parser);
  if (accept(parser, Equal)) {
    if (parser.attributeDepth > MAX_ATTRIBUTE_DEPTH || !guess(parser, value, close, true)) opaque(parser, close);
    tree.setField(RsField.value);
  } else if (isOpening(parser.kind[parser.at])) {
    metaTokens(parser);
    tree.setField(RsField.tokens);
  }
  return name;
}

const value = (parser: Parser): void => parser.grammar.expression(parser, true);

/** A path whose segments may be any words, keywords too. */
function metaPath(parser: Parser): number {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const global = accept(parser, PathSeparator) ? 1 : 0;
  let name = 0;
  do {
    if (!isWord(kind[parser.at])) fail();
    name = parser.value[parser.at];
    parser.at += 1;
    emitLeaf(parser, Rs.PathSegment, 0, RsField.segments, name);
  } while (accept(parser, PathSeparator));
  emit(parser, Rs.Path, global, mark, from, name);
  tree.setField(RsField.path);
  return name;
}

const isWord = (kind: number): boolean =>
  (kind >= Name && kind <= Yield && kind !== Lifetime && kind !== Underscore) || kind === Token.True || kind === Token.False;

/** The bracketed arguments of an attribute or of one of its arguments. */
function metaTokens(parser: Parser): void {
  descend(parser);
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const close = parser.value[from];
  parser.at += 1;
  while (parser.at < close) {
    metaArgument(parser, close);
    if (parser.at < close && kind[parser.at] === Comma) parser.at += 1;
  }
  closeGroup(parser, close);
  emit(parser, Rs.TokenTree, MacroForm.meta, mark, from, 0);
  parser.depth -= 1;
}

/** Attributes inside the arguments of attributes are tried twice at each level; beyond this they stay tokens. */
const MAX_ATTRIBUTE_DEPTH = 4;

/** Never fails (but when nested too deep): what is neither a meta item nor an expression is skipped up to the next comma. */
function metaArgument(parser: Parser, close: number): void {
  const { tree } = parser;
  if (parser.attributeDepth > MAX_ATTRIBUTE_DEPTH) {
    opaque(parser, close);
    return;
  }
  if (guess(parser, meta, close, true)) return;
  if (guess(parser, value, close, true)) tree.setField(RsField.arguments);
  else opaque(parser, close);
}

function meta(parser: Parser, close: number): void {
  const mark = parser.tree.size;
  const from = parser.at;
  const name = metaContent(parser, close);
  emit(parser, Rs.Meta, 0, mark, from, name);
  parser.tree.setField(RsField.arguments);
}

/** Tokens up to the next comma that are not understood. */
function opaque(parser: Parser, close: number): void {
  const from = parser.at;
  while (parser.at < close && parser.kind[parser.at] !== Comma) {
    parser.at = isOpening(parser.kind[parser.at]) ? parser.value[parser.at] + 1 : parser.at + 1;
  }
  const mark: Node = parser.tree.size;
  if (parser.at === from) fail();
  unsoundIn(parser, from - 1, parser.at);
  emit(parser, Rs.TokenTree, MacroForm.tokens, mark, from, 0);
  parser.tree.setField(RsField.arguments);
}
