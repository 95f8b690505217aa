/**
 * The values of literals, worked out from their text: prefixes, escapes, implicit concatenation, digits.
 *
 * A value that cannot be known here (malformed, or a character asked for by its name) is `null`, never a guess.
 */
import { TreeBuilder } from '../builder.ts';
import { NONE } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { Literal, Py } from './kinds.ts';
import { Lexer } from './lexer.ts';
import { StringFlag, Token } from './tokens.ts';

const { Raw, Bytes, Triple, Escapes, Malformed } = StringFlag;

/** The value of a `str` Constant, pieces of f-strings among them. */
export function stringValue(tree: Tree, node: Node): string | null {
  if (node === NONE || tree.kind[node] !== Py.Constant || tree.flag[node] !== Literal.str) return null;
  return textValue(tree, node, decodeText);
}

/** The value of a `bytes` Constant: one character (0 … 255) for each byte. */
export function bytesValue(tree: Tree, node: Node): string | null {
  if (node === NONE || tree.kind[node] !== Py.Constant || tree.flag[node] !== Literal.bytes) return null;
  return textValue(tree, node, decodeText);
}

/** The value of an `int` Constant. */
export function intValue(tree: Tree, node: Node): bigint | null {
  if (node === NONE || tree.kind[node] !== Py.Constant || tree.flag[node] !== Literal.int) return null;
  const digits = tree.text.slice(tree.start[node], tree.end[node]).replaceAll('_', '');
  if (!/^(?:0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|0+|[1-9]\d*)$/.test(digits)) return null;
  return BigInt(digits.replace(/^0+(?=\d)/, ''));
}

/** The value of a `float` Constant. */
export function floatValue(tree: Tree, node: Node): number | null {
  if (node === NONE || tree.kind[node] !== Py.Constant || tree.flag[node] !== Literal.float) return null;
  const value = Number(tree.text.slice(tree.start[node], tree.end[node]).replaceAll('_', ''));
  return Number.isNaN(value) ? null : value;
}

type Decode = (body: string, flags: number) => string | null;

let lexer: Lexer | undefined;
const comments = new TreeBuilder();

/** Reads the literals under a Constant again; only the lexer knows where a piece of an f-string begins and how it is escaped. */
function textValue(tree: Tree, node: Node, decode: Decode): string | null {
  const parent = tree.parent[node];
  const piece = parent !== NONE && (tree.kind[parent] === Py.JoinedStr || tree.kind[parent] === Py.TemplateStr);
  const whole = piece ? wholeLiteral(tree, parent) : node;
  const offset = tree.start[whole];
  const from = tree.start[node] - offset;
  const to = tree.end[node] - offset;
  const source = tree.text.slice(offset, tree.end[whole]);
  lexer ??= new Lexer();
  comments.reset();
  lexer.tokenize(source, comments);
  const { kinds, starts, ends, values, count } = lexer;
  let value = '';
  let at = from;
  for (let token = 0; token < count && starts[token] < to; token += 1) {
    const kind = kinds[token];
    // the text of `{x=}` begins behind the brace
    if (starts[token] + (kind === Token.FieldStart ? 1 : 0) < at) continue;
    let text: string | null = '';
    if (kind === Token.String) {
      text =
        (values[token] & Malformed) === 0 ? decode(body(source.slice(starts[token], ends[token]), values[token]), values[token]) : null;
    } else if (kind === Token.FStringMiddle) {
      text = (values[token] & Malformed) === 0 ? decode(unbraced(source.slice(starts[token], ends[token])), values[token]) : null;
    } else if (kind === Token.FieldStart && values[token] > 0 && values[token] <= to) {
      at = values[token];
      text = withoutComments(source, starts[token] + 1, at);
    }
    if (text === null) return null;
    value += text;
  }
  return value;
}

function withoutComments(source: string, start: number, end: number): string {
  let text = '';
  let at = start;
  for (let slot = 0; slot < comments.commentsLength; slot += 2) {
    if (comments.comments[slot] < at || comments.comments[slot] >= end) continue;
    text += source.slice(at, comments.comments[slot]);
    at = comments.comments[slot + 1];
  }
  return text + source.slice(at, end);
}

/** The outermost f-string around a format specification. */
function wholeLiteral(tree: Tree, piece: Node): Node {
  let whole = piece;
  for (;;) {
    const parent = tree.parent[whole];
    if (parent === NONE || (tree.kind[parent] !== Py.FormattedValue && tree.kind[parent] !== Py.Interpolation)) return whole;
    whole = tree.parent[parent];
  }
}

/** A literal without its prefix and quotes. */
function body(literal: string, flags: number): string {
  const quote = literal.search(/["']/);
  const width = (flags & Triple) !== 0 ? 3 : 1;
  return literal.slice(quote + width, literal.length - width);
}

/** Doubled braces of an f-string stand for one; those of `\N{…}` are not doubled. */
const unbraced = (text: string): string => text.replaceAll('{{', '{').replaceAll('}}', '}');

const ESCAPE = /\\(?:\r\n|[0-7]{1,3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|N\{[^}]*\}|[^])/g;
const SINGLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\r': '',
  '\r\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decodeText(text: string, flags: number): string | null {
  // a line end in a literal is a line feed, whatever the file has
  if ((flags & Raw) !== 0 || (flags & Escapes) === 0) return text.replace(/\r\n?/g, '\n');
  const bytes = (flags & Bytes) !== 0;
  let known = true;
  let value = '';
  let at = 0;
  for (const match of text.matchAll(ESCAPE)) {
    value += text.slice(at, match.index).replace(/\r\n?/g, '\n');
    at = match.index + match[0].length;
    const escape = match[0].slice(1);
    const letter = escape[0];
    const single = SINGLE[escape];
    if (single !== undefined) value += single;
    else if (letter >= '0' && letter <= '7') value += String.fromCharCode(Number.parseInt(escape, 8) & (bytes ? 0xff : 0x1ff));
    else if (letter === 'x' && escape.length === 3) value += String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    else if ((letter === 'u' || letter === 'U') && escape.length > 1 && !bytes) {
      const point = Number.parseInt(escape.slice(1), 16);
      if (point > 0x10ffff) known = false;
      else value += String.fromCodePoint(point);
    } else if (letter === 'N' && escape.length > 1 && !bytes) known = false;
    else value += match[0];
  }
  value += text.slice(at).replace(/\r\n?/g, '\n');
  return known ? value : null;
}
