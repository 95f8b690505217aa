/**
 * Text → tokens of Rust, all editions at once: parallel arrays, brackets paired, names interned, comments set aside.
 *
 * Never fails: what is no token becomes `Unknown`. Pairs are right only if `balanced`; if not, see `balance.ts`.
 * Time is linear in the text.
 */
import { intern } from '../names.ts';
import type { TreeBuilder } from '../builder.ts';
import { RsOperator } from './kinds.ts';
import { KEYWORDS, Token } from './tokens.ts';

/** Tokens in source order; the last one is `End`. The arrays are longer than `count` and serve one text after another. */
export interface Tokens {
  count: number;
  /** Whether every bracket has its partner. */
  balanced: boolean;
  /** The text as UTF-16 units, with zeros behind it. */
  units: Uint16Array;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  /** Words: interned name. Brackets: the token of the partner. `CompoundEqual`: the operator. Otherwise 0. */
  value: Int32Array;
}

const INITIAL_CAPACITY = 1 << 16;

export const newTokens = (): Tokens => ({
  count: 0,
  balanced: true,
  units: new Uint16Array(INITIAL_CAPACITY),
  kind: new Uint8Array(INITIAL_CAPACITY),
  start: new Int32Array(INITIAL_CAPACITY),
  end: new Int32Array(INITIAL_CAPACITY),
  value: new Int32Array(INITIAL_CAPACITY),
});

const {
  End, Integer, Float, String, ByteString, CString, Char, Byte, Name, Lifetime, LeftParen, RightParen, LeftBracket,
  RightBracket, LeftBrace, RightBrace, Comma, Semicolon, Colon, PathSeparator, Dot, DotDot, DotDotDot, DotDotEqual, Arrow,
  FatArrow, Equal, EqualEqual, NotEqual, Less, LessEqual, Greater, AndAnd, OrOr, And, Or, Caret, Plus, Minus, Star, Slash,
  Percent, Not, Question, Hash, Dollar, At, Tilde, CompoundEqual, Unknown,
} = Token;

// classes of ASCII characters
const LETTER = 1;
const DIGIT = 2;
const SPACE = 3;
const SINGLE = 4;

const CLASS = new Uint8Array(128);
/** The token of a character that is a token by itself wherever it stands. */
const SINGLE_TOKEN = new Uint8Array(128);
for (let unit = 0; unit < 128; unit += 1) {
  const character = globalThis.String.fromCharCode(unit);
  if (/[A-Za-z_]/.test(character)) CLASS[unit] = LETTER;
  else if (/[0-9]/.test(character)) CLASS[unit] = DIGIT;
  else if (/[ \t\n\v\f\r]/.test(character)) CLASS[unit] = SPACE;
}
for (const [character, token] of [
  ['(', LeftParen], [')', RightParen], ['[', LeftBracket], [']', RightBracket], ['{', LeftBrace], ['}', RightBrace],
  [',', Comma], [';', Semicolon], ['?', Question], ['#', Hash], ['$', Dollar], ['@', At], ['~', Tilde],
  ['>', Greater],
] as const) {
  CLASS[character.charCodeAt(0)] = SINGLE;
  SINGLE_TOKEN[character.charCodeAt(0)] = token;
}

/** Interned name → keyword, for the numbers that keywords got. */
const KEYWORD_OF: Uint8Array = (() => {
  const numbers = [...KEYWORDS].map(([text, kind]) => [intern(text), kind] as const);
  const table = new Uint8Array(Math.max(...numbers.map(([number]) => number)) + 1);
  for (const [number, kind] of numbers) table[number] = kind;
  return table;
})();

const IDENTIFIER = /^[_\p{XID_Start}][\p{XID_Continue}]*$/u;

// the characters that the scanner meets by code
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const HASH = 0x23;
const DOT = 0x2e;
const STAR = 0x2a;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const UNDERSCORE = 0x5f;
const LOWER_B = 0x62;
const LOWER_C = 0x63;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
const LOWER_R = 0x72;

/** Whether a unit can go on a word; every unit beyond ASCII counts until the whole word is looked at. */
const continuesWord = (unit: number): boolean => (unit < 128 ? CLASS[unit] === LETTER || CLASS[unit] === DIGIT : true);

/**
 * Reads a whole text. Comments go to the builder.
 *
 * `closeStrings`: a string that does not end on its line ends there. For texts in which a stray quote would otherwise turn
 * everything behind it inside out.
 */
export function tokenize(text: string, tokens: Tokens, tree: TreeBuilder, closeStrings = false): void {
  const length = text.length;
  loadUnits(text, tokens);
  const { units } = tokens;
  let { kind, start, end, value } = tokens;
  let capacity = kind.length;
  let count = 0;
  let balanced = true;
  let open = new Int32Array(256);
  let depth = 0;
  oneLineStrings = closeStrings;
  unclosedHashes = Infinity;
  unclosedComment = 0;
  let at = skipPreamble(text);
  for (;;) {
    let unit = units[at];
    while (unit < 128 && CLASS[unit] === SPACE) unit = units[++at];
    if (count + 1 >= capacity) {
      growTokens(tokens);
      ({ kind, start, end, value } = tokens);
      capacity = kind.length;
    }
    const from = at;
    const unitClass = unit < 128 ? CLASS[unit] : 0;
    let token = Unknown;
    let extra = 0;
    if (unitClass === LETTER) {
      do unit = units[++at];
      while (unit < 128 ? CLASS[unit] === LETTER || CLASS[unit] === DIGIT : unit !== 0 && !isSpaceBeyondAscii(unit));
      if ((unit === QUOTE || unit === APOSTROPHE || unit === HASH) && at - from <= 2) {
        const stop = literalWithPrefix(text, units, length, from, at);
        if (stop !== 0) {
          at = stop;
          token = prefixKind;
          if (token === Name) extra = intern(text.slice(from + 2, at));
          kind[count] = token;
          start[count] = from;
          end[count] = at;
          value[count] = extra;
          count += 1;
          continue;
        }
      }
      const word = text.slice(from, at);
      extra = intern(word);
      token = extra < KEYWORD_OF.length && KEYWORD_OF[extra] !== 0 ? KEYWORD_OF[extra] : Name;
    } else if (unitClass === SINGLE) {
      at += 1;
      token = SINGLE_TOKEN[unit];
      if (token >= LeftParen && token <= RightBrace) {
        if (token === LeftParen || token === LeftBracket || token === LeftBrace) {
          if (depth === open.length) {
            const larger = new Int32Array(depth * 2);
            larger.set(open);
            open = larger;
          }
          open[depth++] = count;
        } else if (depth > 0 && kind[open[depth - 1]] === token - 1) {
          depth -= 1;
          extra = open[depth];
          value[extra] = count;
        } else {
          balanced = false;
        }
      }
    } else if (unitClass === DIGIT) {
      at = numberEnd(units, at, count > 0 && kind[count - 1] === Dot);
      token = numberKind;
    } else {
      const next = units[at + 1];
      switch (unit) {
        case 0:
          if (at >= length) {
            kind[count] = End;
            start[count] = length;
            end[count] = length;
            value[count] = 0;
            tokens.count = count + 1;
            tokens.balanced = balanced && depth === 0;
            return;
          }
          at += 1;
          break;
        case 0x22: // "
          at = stringEnd(units, length, at + 1);
          token = stringClosed ? String : Unknown;
          if (stringClosed && units[at] < 128 && CLASS[units[at]] === LETTER) at = wordEnd(units, at);
          break;
        case 0x27: // '
          at = quoteEnd(text, units, length, at);
          token = quoteKind;
          if (token === Lifetime) extra = intern(lifetimeName(text, from, at));
          break;
        case 0x2f: // /
          if (next === SLASH) {
            const line = text.indexOf('\n', at);
            at = line === -1 ? length : line;
            tree.comment(from, units[at - 1] === 0x0d ? at - 1 : at);
            continue;
          }
          if (next === STAR) {
            const stop = blockCommentEnd(text, units, at);
            if (stop !== 0) {
              at = stop;
              tree.comment(from, at);
              continue;
            }
            at += 2;
            break;
          }
          at += 1;
          token = Slash;
          if (next === EQUALS) {
            at += 1;
            token = CompoundEqual;
            extra = RsOperator['/'];
          }
          break;
        case 0x3a: // :
          token = next === 0x3a ? PathSeparator : Colon;
          at += token === PathSeparator ? 2 : 1;
          break;
        case 0x2e: // .
          if (next !== DOT) {
            token = Dot;
            at += 1;
          } else if (units[at + 2] === EQUALS) {
            token = DotDotEqual;
            at += 3;
          } else if (units[at + 2] === DOT) {
            token = DotDotDot;
            at += 3;
          } else {
            token = DotDot;
            at += 2;
          }
          break;
        case 0x3d: // =
          token = next === EQUALS ? EqualEqual : next === 0x3e ? FatArrow : Equal;
          at += token === Equal ? 1 : 2;
          break;
        case 0x21: // !
          token = next === EQUALS ? NotEqual : Not;
          at += token === Not ? 1 : 2;
          break;
        case 0x3c: // <
          if (next === EQUALS) {
            token = LessEqual;
            at += 2;
          } else if (next === 0x3c && units[at + 2] === EQUALS) {
            token = CompoundEqual;
            extra = RsOperator['<<'];
            at += 3;
          } else {
            token = Less;
            at += 1;
          }
          break;
        case 0x26: // &
          token = next === 0x26 ? AndAnd : And;
          at += token === AndAnd ? 2 : 1;
          if (token === And && next === EQUALS) {
            token = CompoundEqual;
            extra = RsOperator['&'];
            at += 1;
          }
          break;
        case 0x7c: // |
          token = next === 0x7c ? OrOr : Or;
          at += token === OrOr ? 2 : 1;
          if (token === Or && next === EQUALS) {
            token = CompoundEqual;
            extra = RsOperator['|'];
            at += 1;
          }
          break;
        case 0x2d: // -
          at += 1;
          token = Minus;
          if (next === 0x3e) {
            at += 1;
            token = Arrow;
          } else if (next === EQUALS) {
            at += 1;
            token = CompoundEqual;
            extra = RsOperator['-'];
          }
          break;
        case 0x2b: // +
        case 0x2a: // *
        case 0x25: // %
        case 0x5e: // ^
          at += 1;
          token = unit === 0x2b ? Plus : unit === 0x2a ? Star : unit === 0x25 ? Percent : Caret;
          if (next === EQUALS) {
            at += 1;
            extra = unit === 0x2b ? RsOperator['+'] : unit === 0x2a ? RsOperator['*'] : unit === 0x25 ? RsOperator['%'] : RsOperator['^'];
            token = CompoundEqual;
          }
          break;
        default:
          if (unit >= 128) {
            if (isSpaceBeyondAscii(unit)) {
              at += 1;
              continue;
            }
            at = wordEnd(units, at);
            const word = text.slice(from, at).normalize('NFC');
            if (IDENTIFIER.test(word)) {
              token = Name;
              extra = intern(word);
            }
          } else {
            at += 1;
          }
      }
    }
    kind[count] = token;
    start[count] = from;
    end[count] = at;
    value[count] = extra;
    count += 1;
  }
}

function loadUnits(text: string, tokens: Tokens): void {
  const length = text.length;
  if (tokens.units.length < length + 8) tokens.units = new Uint16Array(length + (length >> 2) + 8);
  const { units } = tokens;
  for (let at = 0; at < length; at += 1) units[at] = text.charCodeAt(at);
  units.fill(0, length, length + 8);
}

function growTokens(tokens: Tokens): void {
  const capacity = tokens.kind.length * 2;
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

const isSpaceBeyondAscii = (unit: number): boolean =>
  unit === 0x85 || unit === 0x200e || unit === 0x200f || unit === 0x2028 || unit === 0x2029 || unit === 0xfeff;

function wordEnd(units: Uint16Array, from: number): number {
  let at = from;
  while (continuesWord(units[at]) && !isSpaceBeyondAscii(units[at])) at += 1;
  return at;
}

/** What `literalWithPrefix`, `numberEnd`, `quoteEnd` and `stringEnd` found besides the end: kept here so that nothing is allocated. */
let prefixKind = 0;
let numberKind = 0;
let quoteKind = 0;
let stringClosed = true;

/** What is known to have no end further on, so that no search for it runs twice to the end of the text. */
let oneLineStrings = false;
let unclosedHashes = Infinity;
/** 1: nesting cannot be relied on; 2: no comment ends any more. */
let unclosedComment = 0;

/** The end of a literal or raw identifier whose prefix lies before `at`; 0 if the prefix is an ordinary word. */
function literalWithPrefix(text: string, units: Uint16Array, length: number, from: number, at: number): number {
  const first = units[from];
  const mark = units[at];
  const raw = units[at - 1] === LOWER_R;
  const single = at - from === 1;
  const plainKind = first === LOWER_B ? ByteString : first === LOWER_C ? CString : String;
  if (raw && (single || first === LOWER_B || first === LOWER_C)) {
    if (mark === APOSTROPHE) return 0;
    let quote = at;
    while (units[quote] === HASH) quote += 1;
    if (units[quote] === QUOTE) {
      const hashes = quote - at;
      const close = hashes < unclosedHashes ? text.indexOf(`"${'#'.repeat(hashes)}`, quote + 1) : -1;
      if (close === -1) unclosedHashes = Math.min(hashes, unclosedHashes);
      prefixKind = close === -1 ? Unknown : plainKind;
      // an unterminated raw string spoils only its opening quote
      return close === -1 ? quote + 1 : close + 1 + hashes;
    }
    if (single && quote === at + 1 && continuesWord(units[quote]) && units[quote] !== 0) {
      prefixKind = Name;
      return wordEnd(units, quote);
    }
    return 0;
  }
  if (!single || mark === HASH || (first !== LOWER_B && first !== LOWER_C)) return 0;
  if (mark === QUOTE) {
    const stop = stringEnd(units, length, at + 1);
    prefixKind = stringClosed ? plainKind : Unknown;
    return stop;
  }
  if (first !== LOWER_B) return 0;
  const stop = charEnd(units, length, at);
  prefixKind = stop === 0 ? Unknown : Byte;
  return stop === 0 ? at + 1 : stop;
}

/** The end of a string whose content begins at `from`. One that never ends stops at the end of its line. */
function stringEnd(units: Uint16Array, length: number, from: number): number {
  stringClosed = true;
  for (let at = from; ; at += 1) {
    const unit = units[at];
    if (unit === QUOTE) return at + 1;
    if (unit === BACKSLASH) at += 1;
    else if ((unit === 0 && at >= length) || (oneLineStrings && unit === NEWLINE)) break;
  }
  stringClosed = false;
  oneLineStrings = true;
  let at = from;
  while (at < length && units[at] !== NEWLINE) at += 1;
  return at;
}

/** The end of a character literal whose quote is at `from`, or 0. */
function charEnd(units: Uint16Array, length: number, from: number): number {
  const unit = units[from + 1];
  if (unit === BACKSLASH) {
    let at = from + 3;
    while (at < length && units[at] !== APOSTROPHE && units[at] !== NEWLINE) at += 1;
    return units[at] === APOSTROPHE ? at + 1 : 0;
  }
  if (unit === APOSTROPHE || unit === NEWLINE) return 0;
  if (units[from + 2] === APOSTROPHE) return from + 3;
  return unit >= 0xd800 && unit < 0xdc00 && units[from + 3] === APOSTROPHE ? from + 4 : 0;
}

/** The end of a character literal or lifetime. */
function quoteEnd(text: string, units: Uint16Array, length: number, from: number): number {
  const stop = charEnd(units, length, from);
  quoteKind = Char;
  if (stop !== 0) return stop;
  let word = from + 1;
  quoteKind = Unknown;
  if (text.startsWith('r#', word) && continuesWord(units[word + 2]) && units[word + 2] !== 0) word += 2;
  const first = units[word];
  if (first < 128 ? CLASS[first] !== LETTER : isSpaceBeyondAscii(first)) return from + 1;
  quoteKind = Lifetime;
  return wordEnd(units, word);
}

const lifetimeName = (text: string, from: number, to: number): string =>
  text.slice(text.startsWith('r#', from + 1) ? from + 3 : from + 1, to);

/** The end of a number; behind a dot (`tuple.0.1`) only digits belong to it. */
function numberEnd(units: Uint16Array, from: number, behindDot: boolean): number {
  let at = from + 1;
  numberKind = Integer;
  const digits = (): void => {
    while (isDigit(units[at]) || units[at] === UNDERSCORE) at += 1;
  };
  const radix = units[from] === 0x30 ? units[at] | 0x20 : 0;
  if (radix === 0x78 || radix === LOWER_B || radix === 0x6f) return wordEnd(units, at);
  digits();
  if (behindDot) return at;
  if (units[at] === DOT && units[at + 1] !== DOT && !startsWord(units[at + 1])) {
    numberKind = Float;
    at += 1;
    digits();
  }
  if ((units[at] | 0x20) === LOWER_E) {
    let exponent = at + 1;
    if (units[exponent] === 0x2b || units[exponent] === 0x2d) exponent += 1;
    while (units[exponent] === UNDERSCORE) exponent += 1;
    if (isDigit(units[exponent])) {
      numberKind = Float;
      at = exponent;
      digits();
    }
  }
  if (units[at] === LOWER_F) numberKind = Float;
  return continuesWord(units[at]) && units[at] !== 0 ? wordEnd(units, at) : at;
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const startsWord = (unit: number): boolean => (unit < 128 ? CLASS[unit] === LETTER : !isSpaceBeyondAscii(unit));

/** The end of a block comment (they nest), or 0 if it has none. Once one has none, the others do not nest. */
function blockCommentEnd(text: string, units: Uint16Array, from: number): number {
  if (unclosedComment === 2) return 0;
  if (unclosedComment === 1) {
    const stop = text.indexOf('*/', from + 2);
    if (stop !== -1) return stop + 2;
    unclosedComment = 2;
    return 0;
  }
  let depth = 1;
  for (let at = from + 2, length = text.length; at < length; at += 1) {
    if (units[at] === STAR && units[at + 1] === SLASH) {
      at += 1;
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (units[at] === SLASH && units[at + 1] === STAR) {
      at += 1;
      depth += 1;
    }
  }
  unclosedComment = 1;
  return 0;
}
