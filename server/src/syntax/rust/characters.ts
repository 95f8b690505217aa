/** What single UTF-16 units mean to the lexer. */
import { Token } from './tokens.ts';

// classes of ASCII units; 0 for all others
export const LETTER = 1;
export const DIGIT = 2;
export const SPACE = 3;
/** A token by itself wherever it stands: see `UNIT_TOKEN`. */
export const SINGLE = 4;

export const UNIT_CLASS = new Uint8Array(128);
export const UNIT_TOKEN = new Uint8Array(128);
/** 1 for what may go on an ASCII word. */
export const WORD = new Uint8Array(128);

for (let unit = 0; unit < 128; unit += 1) {
  const character = String.fromCharCode(unit);
  if (/[A-Za-z_]/.test(character)) UNIT_CLASS[unit] = LETTER;
  else if (/[0-9]/.test(character)) UNIT_CLASS[unit] = DIGIT;
  else if (/[ \t\n\v\f\r]/.test(character)) UNIT_CLASS[unit] = SPACE;
  if (/\w/.test(character)) WORD[unit] = 1;
}
for (const [character, token] of [
  ['(', Token.LeftParen],
  [')', Token.RightParen],
  ['[', Token.LeftBracket],
  [']', Token.RightBracket],
  ['{', Token.LeftBrace],
  ['}', Token.RightBrace],
  [',', Token.Comma],
  [';', Token.Semicolon],
  ['?', Token.Question],
  ['#', Token.Hash],
  ['$', Token.Dollar],
  ['@', Token.At],
  ['~', Token.Tilde],
  ['>', Token.Greater],
] as const) {
  UNIT_CLASS[character.charCodeAt(0)] = SINGLE;
  UNIT_TOKEN[character.charCodeAt(0)] = token;
}

export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;

/** Rust's white space beyond ASCII, and the byte-order mark. */
export const isSpaceBeyondAscii = (unit: number): boolean =>
  unit === 0x85 || unit === 0x200e || unit === 0x200f || unit === 0x2028 || unit === 0x2029 || unit === 0xfeff;

/** Whether a unit can begin a word; beyond ASCII the whole word is looked at later. */
export const startsWord = (unit: number): boolean => (unit < 128 ? UNIT_CLASS[unit] === LETTER : !isSpaceBeyondAscii(unit));

/** Whether a unit can go on a word. */
export const continuesWord = (unit: number): boolean => (unit < 128 ? WORD[unit] === 1 : !isSpaceBeyondAscii(unit));

export function wordEnd(units: Uint16Array, from: number): number {
  let at = from;
  while (continuesWord(units[at])) at += 1;
  return at;
}
