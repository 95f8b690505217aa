/**
 * Text → tokens of Python, in typed arrays.
 *
 * Every text has tokens: what is none becomes `Unknown`, and a bracket left open is closed by the first line that begins with
 * a keyword which cannot stand inside brackets.
 */
import type { TreeBuilder } from '../builder.ts';
import { intern, internRange } from '../names.ts';
import { isIdentifierUnit, numberEnd, numberType, prefixFlags, unitClass, validIdentifierEnd } from './literals.ts';
import { Operator } from './kinds.ts';
import { lineAfterBracket, strayQuote } from './stray.ts';
import { StringLexer } from './string-lexer.ts';
import { StringFlag, Token, keywordOf } from './tokens.ts';

const {
  Name,
  Number,
  LeftParenthesis,
  RightParenthesis,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
  Semicolon,
  Dot,
  Ellipsis,
  Arrow,
  Equal,
  ColonEqual,
  Exclamation,
  AugmentedEqual,
  Plus,
  Minus,
  Star,
  Slash,
  DoubleSlash,
  Percent,
  At,
  DoubleStar,
  LeftShift,
  RightShift,
  Ampersand,
  Bar,
  Caret,
  Tilde,
  Less,
  Greater,
  LessEqual,
  GreaterEqual,
  EqualEqual,
  NotEqual,
  Unknown,
} = Token;
const { Fields } = StringFlag;

/** A text with a quote or a bracket too many is read again, at most so many times. */
const MAX_REPAIRS = 4;

export class Lexer extends StringLexer {
  /** Whether what stands behind the text could neither change its tokens nor have its own changed: nothing in it stays open. */
  selfContained = true;
  /** Where the bracket stands that the text ends without, if a line behind it could still end it; -1 if there is none. */
  openBracket = -1;
  /** Whether a string had no end, so that a quote too many is looked for in all of the text. */
  lacksQuote = false;

  /** Fills the token arrays with the tokens of `text`, the last of them `EndOfFile`; comments go to the builder. */
  tokenize(text: string, builder: TreeBuilder): void {
    const comments = builder.commentsLength;
    this.cuts.length = 0;
    this.freed.length = 0;
    this.selfContained = true;
    this.openBracket = -1;
    this.lacksQuote = false;
    for (let attempt = 0; ; attempt += 1) {
      this.begin(text, builder);
      this.scan();
      if (this.fieldOpenAtEnd) this.selfContained = false;
      if (this.unterminated) this.lacksQuote = true;
      if (attempt === MAX_REPAIRS || !this.repair(text)) break;
      builder.commentsLength = comments;
    }
    if (this.openAtEnd) {
      if (this.noticed === text.length && this.freed.length + 1 < MAX_REPAIRS) this.openBracket = this.unclosed;
      else this.selfContained = false;
    }
    if (/\\\r?\n?$/.test(text.slice(-3))) this.selfContained = false;
    this.text = '';
    this.builder = null;
  }

  /** Looks for what is best understood as one quote or bracket too many; answers whether the text should be read again without it. */
  private repair(text: string): boolean {
    const cut = this.unterminated ? strayQuote(text, this) : null;
    if (cut !== null) {
      this.cuts.push(cut);
      return true;
    }
    const line = this.unclosed >= 0 ? lineAfterBracket(text, this.unclosed, this.noticed) : -1;
    if (line < 0 || this.freed.includes(line)) return false;
    this.freed.push(line);
    return true;
  }

  private scan(): void {
    const units = this.units;
    const length = this.length;
    // a byte order mark is no part of the program
    let at = this.lineStart(units[0] === 0xfeff ? 1 : 0);
    for (;;) {
      let unit = units[at];
      while (unit === 32 || unit === 9 || unit === 12) unit = units[++at];
      const start = at;
      if (unit >= 128) {
        at = this.word(start);
        continue;
      }
      const unitKind = unitClass[unit];
      if (unitKind === 1) {
        let hash = unit;
        unit = units[++at];
        while (unit < 128 && unitClass[unit] !== 0) {
          hash = (Math.imul(hash, 31) + unit) | 0;
          unit = units[++at];
        }
        if (unit >= 128) {
          at = this.word(start);
          continue;
        }
        if ((unit === 34 || unit === 39) && at - start <= 2) {
          const flags = prefixFlags(units, start, at);
          if (flags >= 0) {
            at = (flags & Fields) === 0 ? this.string(start, at, flags) : this.fString(start, at, flags);
            continue;
          }
        }
        const name = internRange(units, start, at, hash);
        const keyword = name < keywordOf.length ? keywordOf[name] : 0;
        if (keyword === 0) this.push(Name, start, at, name);
        else this.keyword(keyword, start, at, name);
        continue;
      }
      if (unitKind === 2) {
        at = this.number(start);
        continue;
      }
      at += 1;
      let kind = Unknown;
      switch (unit) {
        case 0: // NUL: the end, or a character that no program holds
          if (start >= length) {
            this.end();
            return;
          }
          break;
        case 10: // line feed
          if (this.depth > 0 && !this.isFreed(at)) continue;
          this.newline(start);
          at = this.lineStart(at);
          continue;
        case 13: // carriage return
          if (units[at] === 10) at += 1;
          if (this.depth > 0 && !this.isFreed(at)) continue;
          this.newline(start);
          at = this.lineStart(at);
          continue;
        case 35: // #
          at = this.comment(start);
          continue;
        case 92: {
          // backslash: joins this line with the next
          const next = this.continuation(start);
          if (next > start) {
            at = next;
            continue;
          }
          break;
        }
        case 34: // "
        case 39: // '
          at = this.string(start, start, 0);
          continue;
        case 40: // (
          kind = this.open(LeftParenthesis, start);
          break;
        case 91: // [
          kind = this.open(LeftBracket, start);
          break;
        case 123: // {
          kind = this.open(LeftBrace, start);
          break;
        case 41: // )
          this.close(RightParenthesis, LeftParenthesis, start);
          continue;
        case 93: // ]
          this.close(RightBracket, LeftBracket, start);
          continue;
        case 125: // }
          if (this.closesField()) {
            at = this.fieldEnd(start);
            continue;
          }
          this.close(RightBrace, LeftBrace, start);
          continue;
        case 44: // ,
          kind = Comma;
          break;
        case 59: // ;
          kind = Semicolon;
          break;
        case 58: // :
          if (this.fields > 0 && this.fieldDepth[this.fields - 1] === this.depth) {
            this.push(Colon, start, at, 0);
            at = this.literal(at);
            continue;
          }
          if (units[at] === 61) {
            at += 1;
            kind = ColonEqual;
          } else kind = Colon;
          break;
        case 46: // .
          if (units[at] < 128 && unitClass[units[at]] === 2) {
            at = this.number(start);
            continue;
          }
          if (units[at] === 46 && units[at + 1] === 46) {
            at += 2;
            kind = Ellipsis;
          } else kind = Dot;
          break;
        case 61: // =
          if (units[at] === 61) {
            at += 1;
            kind = EqualEqual;
          } else {
            kind = Equal;
            if (this.fields > 0 && this.fieldDepth[this.fields - 1] === this.depth) this.debugText(at);
          }
          break;
        case 33: // !
          if (units[at] === 61) {
            at += 1;
            kind = NotEqual;
          } else kind = Exclamation;
          break;
        case 60: // <
          if (units[at] === 60) {
            at = this.operator(start, at + 1, LeftShift, Operator.LShift);
            continue;
          }
          if (units[at] === 61) {
            at += 1;
            kind = LessEqual;
          } else kind = Less;
          break;
        case 62: // >
          if (units[at] === 62) {
            at = this.operator(start, at + 1, RightShift, Operator.RShift);
            continue;
          }
          if (units[at] === 61) {
            at += 1;
            kind = GreaterEqual;
          } else kind = Greater;
          break;
        case 43: // +
          at = this.operator(start, at, Plus, Operator.Add);
          continue;
        case 45: // -
          if (units[at] === 62) {
            at += 1;
            kind = Arrow;
            break;
          }
          at = this.operator(start, at, Minus, Operator.Sub);
          continue;
        case 42: // *
          if (units[at] === 42) at = this.operator(start, at + 1, DoubleStar, Operator.Pow);
          else at = this.operator(start, at, Star, Operator.Mult);
          continue;
        case 47: // /
          if (units[at] === 47) at = this.operator(start, at + 1, DoubleSlash, Operator.FloorDiv);
          else at = this.operator(start, at, Slash, Operator.Div);
          continue;
        case 37: // %
          at = this.operator(start, at, Percent, Operator.Mod);
          continue;
        case 64: // @
          at = this.operator(start, at, At, Operator.MatMult);
          continue;
        case 38: // &
          at = this.operator(start, at, Ampersand, Operator.BitAnd);
          continue;
        case 124: // |
          at = this.operator(start, at, Bar, Operator.BitOr);
          continue;
        case 94: // ^
          at = this.operator(start, at, Caret, Operator.BitXor);
          continue;
        case 126: // ~
          kind = Tilde;
          break;
      }
      this.push(kind, start, at, 0);
    }
  }

  /** A word with characters beyond ASCII (its name is NFKC-normalised), or a character that starts no word. */
  private word(start: number): number {
    const { units } = this;
    let end = start;
    while (isIdentifierUnit(units[end])) end += 1;
    end = validIdentifierEnd(this.text, start, end);
    if (end === start) {
      const pair = (units[start] & 0xfc00) === 0xd800 && (units[start + 1] & 0xfc00) === 0xdc00;
      this.push(Unknown, start, start + (pair ? 2 : 1), 0);
      return start + (pair ? 2 : 1);
    }
    this.push(Name, start, end, intern(this.text.slice(start, end).normalize('NFKC')));
    return end;
  }

  private number(start: number): number {
    const end = numberEnd(this.units, start);
    this.push(Number, start, end, numberType(this.units, start, end));
    return end;
  }

  /** An operator of which `=` makes an augmented assignment. */
  private operator(start: number, end: number, kind: number, operator: number): number {
    if (this.units[end] === 61) {
      this.push(AugmentedEqual, start, end + 1, operator);
      return end + 1;
    }
    this.push(kind, start, end, 0);
    return end;
  }
}
