/** Where literals, lifetimes and comments end. Nothing is read twice to the end of the text, however much is left open. */
import { continuesWord, isDigit, startsWord, wordEnd } from './characters.ts';
import { Token } from './tokens.ts';

const { Byte, ByteString, Char, CString, Float, Integer, Lifetime, Name, String, Unknown } = Token;

export interface Literals {
  readonly text: string;
  /** The text as UTF-16 units, with zeros behind it. */
  readonly units: Uint16Array;
  /** The token that was found last. */
  kind: number;
  /** Whether a string ends at the end of its line at the latest. */
  oneLineStrings: boolean;
  /** Whether the last string goes over several lines. */
  longString: boolean;
  /** No raw string with so many `#` or more ends any further on. */
  unclosedHashes: number;
  /** 1: comments do not nest any more, since one that did had no end. 2: no comment ends any further on. */
  unclosedComment: number;
}

/** More `#` than any raw string has. */
export const MANY = 1 << 30;

const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const DOT = 0x2e;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const LOWER_B = 0x62;
const LOWER_C = 0x63;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_O = 0x6f;
const LOWER_R = 0x72;
const LOWER_X = 0x78;

/** The end of a literal or raw identifier whose prefix is `from … at`; 0 if that is an ordinary word. */
export function prefixedLiteral(literals: Literals, from: number, at: number): number {
  const { units } = literals;
  const first = units[from];
  const single = at - from === 1;
  if (units[at - 1] === LOWER_R && (single || first === LOWER_B || first === LOWER_C)) return rawLiteral(literals, from, at);
  if (!single || (first !== LOWER_B && first !== LOWER_C)) return 0;
  if (units[at] === QUOTE) {
    const stop = string(literals, at + 1);
    if (literals.kind === String) literals.kind = first === LOWER_B ? ByteString : CString;
    return stop;
  }
  if (units[at] !== APOSTROPHE || first !== LOWER_B) return 0;
  const stop = characterEnd(literals, at);
  literals.kind = stop === 0 ? Unknown : Byte;
  return stop === 0 ? at + 1 : stop;
}

/** `r"…"`, `r#"…"#`, `br"…"`, `cr"…"`, `r#name` */
function rawLiteral(literals: Literals, from: number, at: number): number {
  const { units, text } = literals;
  let quote = at;
  while (units[quote] === HASH) quote += 1;
  const hashes = quote - at;
  if (units[quote] === QUOTE) {
    const close = hashes < literals.unclosedHashes ? text.indexOf(`"${'#'.repeat(hashes)}`, quote + 1) : -1;
    if (close === -1) {
      literals.unclosedHashes = Math.min(hashes, literals.unclosedHashes);
      literals.kind = Unknown;
      return quote + 1;
    }
    literals.kind = units[from] === LOWER_B ? ByteString : units[from] === LOWER_C ? CString : String;
    return suffixEnd(units, close + 1 + hashes);
  }
  if (hashes !== 1 || at - from !== 1 || !startsWord(units[quote])) return 0;
  literals.kind = Name;
  return wordEnd(units, quote);
}

/** The end of a string whose content begins at `from`. One without an end stops at the end of its line. */
export function string(literals: Literals, from: number): number {
  const { units, text } = literals;
  const { length } = text;
  const { oneLineStrings } = literals;
  literals.longString = false;
  for (let at = from; ; at += 1) {
    const unit = units[at];
    if (unit === QUOTE) {
      literals.kind = String;
      return suffixEnd(units, at + 1);
    }
    if (unit === BACKSLASH) at += 1;
    else if (unit === NEWLINE) {
      if (oneLineStrings) break;
      literals.longString = true;
    } else if (at >= length) break;
  }
  literals.kind = Unknown;
  literals.oneLineStrings = true;
  const line = text.indexOf('\n', from);
  return line === -1 ? length : line;
}

/** A literal may have a word right behind it; macros see both as one token. */
const suffixEnd = (units: Uint16Array, at: number): number => (startsWord(units[at]) && units[at] < 128 ? wordEnd(units, at) : at);

/** The end of a character literal whose quote is at `from`, or 0. */
function characterEnd(literals: Literals, from: number): number {
  const { units, text } = literals;
  const unit = units[from + 1];
  if (unit === BACKSLASH) {
    let at = from + 3;
    while (at < text.length && units[at] !== APOSTROPHE && units[at] !== NEWLINE) at += 1;
    return units[at] === APOSTROPHE ? suffixEnd(units, at + 1) : 0;
  }
  if (unit === APOSTROPHE || unit === NEWLINE) return 0;
  if (units[from + 2] === APOSTROPHE) return suffixEnd(units, from + 3);
  return unit >= 0xd800 && unit < 0xdc00 && units[from + 3] === APOSTROPHE ? suffixEnd(units, from + 4) : 0;
}

/** The end of a character literal or lifetime whose quote is at `from`. */
export function quoted(literals: Literals, from: number): number {
  const { units } = literals;
  const stop = characterEnd(literals, from);
  literals.kind = Char;
  if (stop !== 0) return stop;
  const raw = units[from + 1] === LOWER_R && units[from + 2] === HASH && startsWord(units[from + 3]);
  const word = raw ? from + 3 : from + 1;
  if (startsWord(units[word])) {
    literals.kind = Lifetime;
    return wordEnd(units, word);
  }
  literals.kind = Unknown;
  return from + 1;
}

/** The end of a number; behind a dot (`tuple.0.1`) only digits belong to it. */
export function number(literals: Literals, from: number, behindDot: boolean): number {
  const { units } = literals;
  literals.kind = Integer;
  const radix = units[from] === 0x30 ? units[from + 1] | 0x20 : 0;
  if (radix === LOWER_X || radix === LOWER_B || radix === LOWER_O) return wordEnd(units, from + 1);
  let at = digitsEnd(units, from + 1);
  if (behindDot) return at;
  if (units[at] === DOT && units[at + 1] !== DOT && !startsWord(units[at + 1])) {
    literals.kind = Float;
    at = digitsEnd(units, at + 1);
  }
  if ((units[at] | 0x20) === LOWER_E) {
    let exponent = at + 1;
    if (units[exponent] === 0x2b || units[exponent] === 0x2d) exponent += 1;
    while (units[exponent] === UNDERSCORE) exponent += 1;
    if (isDigit(units[exponent])) {
      literals.kind = Float;
      at = digitsEnd(units, exponent);
    }
  }
  if (units[at] === LOWER_F) literals.kind = Float;
  return continuesWord(units[at]) ? wordEnd(units, at) : at;
}

function digitsEnd(units: Uint16Array, from: number): number {
  let at = from;
  while (isDigit(units[at]) || units[at] === UNDERSCORE) at += 1;
  return at;
}

/** The end of a block comment, or 0 if it has none. They nest, until one has no end. */
export function blockCommentEnd(literals: Literals, from: number): number {
  const { units, text } = literals;
  if (literals.unclosedComment === 2) return 0;
  if (literals.unclosedComment === 1) {
    const close = text.indexOf('*/', from + 2);
    if (close !== -1) return close + 2;
    literals.unclosedComment = 2;
    return 0;
  }
  let depth = 1;
  for (let at = from + 2, { length } = text; at < length; at += 1) {
    if (units[at] === STAR && units[at + 1] === SLASH) {
      at += 1;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (units[at] === SLASH && units[at + 1] === STAR) {
      at += 1;
      depth += 1;
    }
  }
  literals.unclosedComment = 1;
  return 0;
}
