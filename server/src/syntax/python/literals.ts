/** Where numbers, words and escapes end and whether they are well formed; pure functions over code units. */
import { Literal } from './kinds.ts';
import { MALFORMED_NUMBER, StringFlag } from './tokens.ts';

/** Of an ASCII unit: 1 starts a word, 2 is a digit, 0 otherwise. */
export const unitClass = Uint8Array.from({ length: 128 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  if (/[A-Za-z_]/.test(character)) return 1;
  return /[0-9]/.test(character) ? 2 : 0;
});

/** Whether a unit may continue a word as far as the lexer can tell (beyond ASCII the word is judged as a whole). */
export const isIdentifierUnit = (unit: number): boolean => (unit < 128 ? unitClass[unit] !== 0 : true);

const IDENTIFIER = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;

/** The end of the longest identifier in `start … end`; `start` if none begins there. */
export function validIdentifierEnd(text: string, start: number, end: number): number {
  IDENTIFIER.lastIndex = start;
  const match = IDENTIFIER.exec(text);
  return match === null ? start : Math.min(end, start + match[0].length);
}

/** What a string prefix (at most two letters) says, as StringFlag bits; -1 if it is none. */
export function prefixFlags(units: Uint16Array, start: number, end: number): number {
  let flags = 0;
  let unicode = false;
  for (let at = start; at < end; at += 1) {
    let flag = 0;
    switch (units[at] | 32) {
      case 114: // r
        flag = StringFlag.Raw;
        break;
      case 98: // b
        flag = StringFlag.Bytes;
        break;
      case 102: // f
        flag = StringFlag.Fields;
        break;
      case 116: // t
        flag = StringFlag.Fields | StringFlag.Template;
        break;
      case 117: // u
        unicode = true;
        break;
      default:
        return -1;
    }
    if ((flags & flag) !== 0) return -1;
    flags |= flag;
  }
  if (unicode && end - start > 1) return -1;
  if ((flags & StringFlag.Bytes) !== 0 && (flags & StringFlag.Fields) !== 0) return -1;
  return flags;
}

/** Whether the escape at a backslash is one that CPython rejects. (Unknown escapes only earn a warning there.) */
export function badEscape(units: Uint16Array, at: number, bytes: boolean): boolean {
  switch (units[at + 1]) {
    case 120: // x
      return !areHex(units, at + 2, 2);
    case 117: // u
      return !bytes && !areHex(units, at + 2, 4);
    case 85: // U
      if (bytes) return false;
      if (!areHex(units, at + 2, 8)) return true;
      return units[at + 2] !== 48 || units[at + 3] !== 48 || (units[at + 4] !== 48 && (units[at + 4] !== 49 || units[at + 5] !== 48));
    case 78: // N
      return !bytes && !isCharacterName(units, at + 2);
    default:
      return false;
  }
}

/** Whether the text `start … end` of a literal stands for the empty string: nothing, or lines joined by backslashes. */
export function isEmpty(units: Uint16Array, start: number, end: number, raw: boolean): boolean {
  let at = start;
  while (at < end && !raw && units[at] === 92 && (units[at + 1] === 10 || units[at + 1] === 13)) {
    at += units[at + 1] === 13 && units[at + 2] === 10 ? 3 : 2;
  }
  return at >= end;
}

function areHex(units: Uint16Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at += 1) if (!isHex(units[at])) return false;
  return true;
}

/** `{`, a name of the letters that character names have, `}`. Which names exist is not asked. */
function isCharacterName(units: Uint16Array, from: number): boolean {
  if (units[from] !== 123) return false;
  let at = from + 1;
  for (
    let unit = units[at];
    unit === 32 || unit === 45 || unit === 40 || unit === 41 || (unit < 128 && unitClass[unit] !== 0);
    unit = units[at]
  )
    at += 1;
  return at > from + 1 && units[at] === 125;
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;
const isHex = (unit: number): boolean => isDigit(unit) || ((unit | 32) >= 97 && (unit | 32) <= 102);

/** Behind the digits from `at`, underscores among them. */
function digitsEnd(units: Uint16Array, from: number): number {
  let at = from;
  while (isDigit(units[at]) || units[at] === 95) at += 1;
  return at;
}

/** Where a number ends that begins at `start` with a digit or with a point before a digit. Letters that do not belong belong to it. */
export function numberEnd(units: Uint16Array, start: number): number {
  const at = literalEnd(units, start);
  if (!isIdentifierUnit(units[at]) || startsKeyword(units, at)) return at;
  let end = at;
  while (isIdentifierUnit(units[end])) end += 1;
  return end;
}

/** The literal type of the number at `start … end`, with MALFORMED_NUMBER if CPython rejects it. */
export function numberType(units: Uint16Array, start: number, end: number): number {
  const last = literalEnd(units, start);
  const wrong = last !== end || !wellFormed(units, start, end) ? MALFORMED_NUMBER : 0;
  const second = units[start + 1] | 32;
  if (units[start] === 48 && (second === 120 || second === 111 || second === 98)) return Literal.int | wrong;
  let type: number = Literal.int;
  for (let at = start; at < last; at += 1) {
    const unit = units[at] | 32;
    if (unit === 106) type = Literal.complex;
    else if (units[at] === 46 || unit === 101) type = Literal.float;
  }
  if (type === Literal.int && units[start] === 48 && hasNonzero(units, start, last)) return type | MALFORMED_NUMBER;
  return type | wrong;
}

/** Behind the longest prefix that is a number by its characters. */
function literalEnd(units: Uint16Array, start: number): number {
  let at = start;
  if (units[at] === 48) {
    const letter = units[at + 1] | 32;
    if (letter === 120) {
      at += 2;
      while (isHex(units[at]) || units[at] === 95) at += 1;
      return at;
    }
    if (letter === 111 || letter === 98) return digitsEnd(units, at + 2);
  }
  at = digitsEnd(units, at);
  if (units[at] === 46) at = isDigit(units[at + 1]) ? digitsEnd(units, at + 1) : at + 1;
  if ((units[at] | 32) === 101) {
    const sign = units[at + 1] === 43 || units[at + 1] === 45 ? 1 : 0;
    if (isDigit(units[at + 1 + sign])) at = digitsEnd(units, at + 1 + sign);
    // `1e+` is a number that is not finished, `1else` is two tokens
    else if (sign === 1) return at + 1;
  }
  return (units[at] | 32) === 106 ? at + 1 : at;
}

/** Whether underscores stand between digits only, and digits are of the base. */
function wellFormed(units: Uint16Array, start: number, end: number): boolean {
  const letter = units[start + 1] | 32;
  const based = units[start] === 48 && (letter === 120 || letter === 111 || letter === 98);
  if (based && end === start + 2) return false;
  const limit = !based || letter === 120 ? 58 : letter === 111 ? 56 : 50;
  const from = based ? start + 2 : start;
  for (let at = from; at < end; at += 1) {
    const unit = units[at];
    if (unit === 95) {
      // after the base's letter an underscore may stand first
      const before = at === from ? based : isHex(units[at - 1]);
      if (!before || at + 1 === end || !isHex(units[at + 1])) return false;
      if (!based && (!isDigit(units[at - 1]) || !isDigit(units[at + 1]))) return false;
    } else if (unit >= limit && unit <= 57) return false;
  }
  const last = units[end - 1] | 32;
  return based || (last !== 101 && units[end - 1] !== 43 && units[end - 1] !== 45);
}

function hasNonzero(units: Uint16Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (units[at] >= 49 && units[at] <= 57) return true;
  return false;
}

/** The words that may follow a number without a blank (CPython warns about it but accepts it). */
const AFTER_NUMBER = ['and', 'else', 'for', 'if', 'in', 'is', 'not', 'or'].map((word) =>
  Uint16Array.from(word, (unit) => unit.charCodeAt(0)),
);

function startsKeyword(units: Uint16Array, at: number): boolean {
  // as CPython's tokenizer, which looks at the first letters only
  return AFTER_NUMBER.some((word) => word.every((unit, offset) => units[at + offset] === unit));
}
