/**
 * Text → tokens of Rust, all editions at once: parallel arrays, brackets paired, names interned, comments set aside.
 *
 * Never fails: what is no token becomes `Unknown`. Pairs are right only if `balanced`; if not, see `balance.ts`.
 * Time is linear in the text.
 */
import { intern, internRange } from '../names.ts';
import type { TreeBuilder } from '../builder.ts';
import { unitsOf } from '../units.ts';
import { RsOperator } from './kinds.ts';
import { DIGIT, LETTER, SINGLE, SPACE, UNIT_CLASS, UNIT_TOKEN, WORD, isSpaceBeyondAscii, wordEnd } from './characters.ts';
import { MANY, blockCommentEnd, number, prefixedLiteral, quoted, string } from './literals.ts';
import type { Literals } from './literals.ts';
import { KEYWORDS, Token } from './tokens.ts';

/** Tokens in source order; the last one is `End`. The arrays are longer than `count` and serve one text after another. */
export interface Tokens {
  count: number;
  /** Whether every bracket has its partner. */
  balanced: boolean;
  /** Whether brackets were made up or taken away to make that so. */
  repaired: boolean;
  /** Tokens that are none: stray characters, literals and comments without end. Brackets come to it when they are paired. */
  unknown: number;
  /** Strings that have no end, and strings that go over several lines. */
  openStrings: number;
  longStrings: number;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  /** Words: interned name. Brackets: the token of the partner. `CompoundEqual`: the operator. Otherwise 0. */
  value: Int32Array;
}

const INITIAL_CAPACITY = 1 << 16;
/** Arrays larger than this are given up before a text that needs less, so that one huge file does not hold memory for ever. */
const RETAINED_CAPACITY = 1 << 20;

export const newTokens = (): Tokens => ({
  count: 0,
  balanced: true,
  repaired: false,
  unknown: 0,
  openStrings: 0,
  longStrings: 0,
  kind: new Uint8Array(INITIAL_CAPACITY),
  start: new Int32Array(INITIAL_CAPACITY),
  end: new Int32Array(INITIAL_CAPACITY),
  value: new Int32Array(INITIAL_CAPACITY),
});

/** The state of reading one text. */
interface Lexer extends Literals {
  readonly tokens: Tokens;
  readonly tree: TreeBuilder;
  /** Opening brackets that have no partner yet. */
  open: Int32Array;
  depth: number;
}

const { And, AndAnd, Arrow, Caret, Colon, CompoundEqual, Dot, DotDot, DotDotDot, DotDotEqual, End, Equal } = Token;
const { EqualEqual, FatArrow, LeftBrace, LeftBracket, LeftParen, Less, LessEqual, Minus, Name, Not } = Token;
const { NotEqual, Or, OrOr, PathSeparator, Percent, Plus, RightBrace, Slash, Star, Unknown } = Token;

/** Interned name → keyword, for the numbers that keywords got. */
const KEYWORD_OF: Uint8Array = (() => {
  const numbers = [...KEYWORDS].map(([text, kind]) => [intern(text), kind] as const);
  const table = new Uint8Array(Math.max(...numbers.map(([name]) => name)) + 1);
  for (const [name, kind] of numbers) table[name] = kind;
  return table;
})();

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const HASH = 0x23;
const EQUALS = 0x3d;

/**
 * Reads a whole text. Comments go to the builder.
 *
 * `oneLineStrings`: a string that does not end on its line ends there. For texts in which a stray quote would otherwise
 * turn everything behind it inside out.
 */
export function tokenize(text: string, tokens: Tokens, tree: TreeBuilder, oneLineStrings = false): void {
  const units = unitsOf(text);
  const { length } = text;
  if (tokens.kind.length > RETAINED_CAPACITY && length < RETAINED_CAPACITY) Object.assign(tokens, newTokens());
  tokens.count = 0;
  tokens.balanced = true;
  tokens.repaired = false;
  tokens.unknown = 0;
  tokens.openStrings = 0;
  tokens.longStrings = 0;
  const lexer: Lexer = {
    text,
    units,
    kind: 0,
    oneLineStrings,
    longString: false,
    unclosedHashes: MANY,
    unclosedComment: 0,
    tokens,
    tree,
    open: new Int32Array(64),
    depth: 0,
  };
  for (let at = skipPreamble(text); ;) {
    let unit = units[at];
    while (unit < 128 && UNIT_CLASS[unit] === SPACE) unit = units[++at];
    const unitClass = unit < 128 ? UNIT_CLASS[unit] : 0;
    if (unitClass === LETTER) at = word(lexer, at);
    else if (unitClass === SINGLE) at = single(lexer, at, UNIT_TOKEN[unit]);
    else if (unitClass === DIGIT) at = digits(lexer, at);
    else if (at >= length) break;
    else at = punctuation(lexer, at, unit);
  }
  push(lexer, End, length, length, 0);
  if (lexer.depth > 0) tokens.balanced = false;
}

function push(lexer: Lexer, kind: number, start: number, end: number, value: number): void {
  const { tokens } = lexer;
  const token = tokens.count;
  if (token === tokens.kind.length) growTokens(tokens, token * 2);
  tokens.kind[token] = kind;
  tokens.start[token] = start;
  tokens.end[token] = end;
  tokens.value[token] = value;
  tokens.count = token + 1;
}

export function growTokens(tokens: Tokens, capacity: number): void {
  const kind = new Uint8Array(capacity);
  const start = new Int32Array(capacity);
  const end = new Int32Array(capacity);
  const value = new Int32Array(capacity);
  kind.set(tokens.kind);
  start.set(tokens.start);
  end.set(tokens.end);
  value.set(tokens.value);
  Object.assign(tokens, { kind, start, end, value });
}

function word(lexer: Lexer, from: number): number {
  const { units } = lexer;
  let hash = 0;
  let at = from;
  let unit = units[at];
  do {
    hash = (Math.imul(hash, 31) + unit) | 0;
    unit = units[++at];
  } while (unit < 128 && WORD[unit] === 1);
  if (at - from <= 2 && (unit === QUOTE || unit === APOSTROPHE || unit === HASH)) {
    const stop = prefixedLiteral(lexer, from, at);
    if (stop !== 0) {
      if (lexer.kind === Unknown) return unknown(lexer, from, stop);
      push(lexer, lexer.kind, from, stop, lexer.kind === Name ? intern(lexer.text.slice(from + 2, stop)) : 0);
      return stop;
    }
  }
  if (unit >= 128 && !isSpaceBeyondAscii(unit)) return wordBeyondAscii(lexer, from);
  const name = internRange(units, from, at, hash);
  push(lexer, name < KEYWORD_OF.length && KEYWORD_OF[name] !== 0 ? KEYWORD_OF[name] : Name, from, at, name);
  return at;
}

const IDENTIFIER = /^[_\p{XID_Start}]\p{XID_Continue}*$/u;

/** A word with units beyond ASCII: normalised as Rust does, or no word at all. */
function wordBeyondAscii(lexer: Lexer, from: number): number {
  const stop = wordEnd(lexer.units, from);
  const text = lexer.text.slice(from, stop);
  const right = IDENTIFIER.test(text);
  if (!right) lexer.tokens.unknown += 1;
  push(lexer, right ? Name : Unknown, from, stop, right ? intern(text.normalize('NFC')) : 0);
  return stop;
}

function digits(lexer: Lexer, from: number): number {
  const { kind, count } = lexer.tokens;
  const stop = number(lexer, from, count > 0 && kind[count - 1] === Dot);
  push(lexer, lexer.kind, from, stop, 0);
  return stop;
}

/** A character that is a token by itself wherever it stands; brackets find their partners. */
function single(lexer: Lexer, from: number, token: number): number {
  let partner = 0;
  if (token >= LeftParen && token <= RightBrace) {
    const { tokens } = lexer;
    if (token === LeftParen || token === LeftBrace || token === LeftBracket) {
      if (lexer.depth === lexer.open.length) {
        const larger = new Int32Array(lexer.depth * 2);
        larger.set(lexer.open);
        lexer.open = larger;
      }
      lexer.open[lexer.depth++] = tokens.count;
    } else if (lexer.depth > 0 && tokens.kind[lexer.open[lexer.depth - 1]] === token - 1) {
      partner = lexer.open[--lexer.depth];
      tokens.value[partner] = tokens.count;
    } else {
      tokens.balanced = false;
    }
  }
  push(lexer, token, from, from + 1, partner);
  return from + 1;
}

/** Everything that begins with none of the common characters. */
function punctuation(lexer: Lexer, from: number, unit: number): number {
  const { units } = lexer;
  const next = units[from + 1];
  switch (unit) {
    case 0x22: // "
      return plainString(lexer, from);
    case 0x27: // '
      return quote(lexer, from);
    case 0x2f: // /
      if (next === 0x2f) return lineComment(lexer, from);
      return next === 0x2a ? blockComment(lexer, from) : operator(lexer, from, Slash, RsOperator['/']);
    case 0x3a: // :
      return next === 0x3a ? pair(lexer, from, PathSeparator) : alone(lexer, from, Colon);
    case 0x2e: // .
      return dots(lexer, from);
    case 0x3d: // =
      if (next === 0x3e) return pair(lexer, from, FatArrow);
      return next === EQUALS ? pair(lexer, from, EqualEqual) : alone(lexer, from, Equal);
    case 0x21: // !
      return next === EQUALS ? pair(lexer, from, NotEqual) : alone(lexer, from, Not);
    case 0x3c: // <
      if (next === EQUALS) return pair(lexer, from, LessEqual);
      if (next !== 0x3c || units[from + 2] !== EQUALS) return alone(lexer, from, Less);
      push(lexer, CompoundEqual, from, from + 3, RsOperator['<<']);
      return from + 3;
    case 0x26: // &
      return next === 0x26 ? pair(lexer, from, AndAnd) : operator(lexer, from, And, RsOperator['&']);
    case 0x7c: // |
      return next === 0x7c ? pair(lexer, from, OrOr) : operator(lexer, from, Or, RsOperator['|']);
    case 0x2d: // -
      return next === 0x3e ? pair(lexer, from, Arrow) : operator(lexer, from, Minus, RsOperator['-']);
    case 0x2b: // +
      return operator(lexer, from, Plus, RsOperator['+']);
    case 0x2a: // *
      return operator(lexer, from, Star, RsOperator['*']);
    case 0x25: // %
      return operator(lexer, from, Percent, RsOperator['%']);
    case 0x5e: // ^
      return operator(lexer, from, Caret, RsOperator['^']);
    default:
      if (unit < 128) return unknown(lexer, from, from + 1);
      return isSpaceBeyondAscii(unit) ? from + 1 : wordBeyondAscii(lexer, from);
  }
}

function alone(lexer: Lexer, from: number, token: number): number {
  push(lexer, token, from, from + 1, 0);
  return from + 1;
}

function unknown(lexer: Lexer, from: number, stop: number): number {
  lexer.tokens.unknown += 1;
  push(lexer, Unknown, from, stop, 0);
  return stop;
}

function pair(lexer: Lexer, from: number, token: number): number {
  push(lexer, token, from, from + 2, 0);
  return from + 2;
}

function plainString(lexer: Lexer, from: number): number {
  const { tokens } = lexer;
  const stop = string(lexer, from + 1);
  if (lexer.kind === Unknown) {
    tokens.openStrings += 1;
    return unknown(lexer, from, stop);
  }
  if (lexer.longString) tokens.longStrings += 1;
  push(lexer, lexer.kind, from, stop, 0);
  return stop;
}

/** An operator, or with `=` behind it an assignment. */
function operator(lexer: Lexer, from: number, token: number, compound: number): number {
  if (lexer.units[from + 1] !== EQUALS) return alone(lexer, from, token);
  push(lexer, CompoundEqual, from, from + 2, compound);
  return from + 2;
}

function dots(lexer: Lexer, from: number): number {
  const { units } = lexer;
  if (units[from + 1] !== 0x2e) return alone(lexer, from, Dot);
  const third = units[from + 2];
  if (third !== EQUALS && third !== 0x2e) return pair(lexer, from, DotDot);
  push(lexer, third === EQUALS ? DotDotEqual : DotDotDot, from, from + 3, 0);
  return from + 3;
}

/** A character literal or a lifetime. */
function quote(lexer: Lexer, from: number): number {
  const stop = quoted(lexer, from);
  let name = 0;
  if (lexer.kind === Token.Lifetime) {
    const { text } = lexer;
    name = intern(text.slice(text.startsWith('r#', from + 1) ? from + 3 : from + 1, stop));
  }
  if (lexer.kind === Unknown) return unknown(lexer, from, stop);
  push(lexer, lexer.kind, from, stop, name);
  return stop;
}

function lineComment(lexer: Lexer, from: number): number {
  const { text, units } = lexer;
  const line = text.indexOf('\n', from);
  const stop = line === -1 ? text.length : line;
  lexer.tree.comment(from, units[stop - 1] === 0x0d ? stop - 1 : stop);
  return stop;
}

function blockComment(lexer: Lexer, from: number): number {
  const stop = blockCommentEnd(lexer, from);
  if (stop === 0) return unknown(lexer, from, from + 2);
  lexer.tree.comment(from, stop);
  return stop;
}

/** The offset behind a byte-order mark, a `#!` line (unless it begins an attribute) and a `---` front matter. */
function skipPreamble(text: string): number {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  if (text.startsWith('#!', at) && !/^#!(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*\[/.test(text.slice(at, at + 2000))) {
    const line = text.indexOf('\n', at);
    if (line === -1) return text.length;
    at = line;
  }
  const fence = /^\s*(-{3,})[^\n]*\n/.exec(text.slice(at, at + 200));
  if (fence !== null) {
    const close = text.indexOf(`\n${fence[1]}`, at + fence[0].length - 1);
    if (close !== -1) return close + 1 + fence[1].length;
  }
  return at;
}
