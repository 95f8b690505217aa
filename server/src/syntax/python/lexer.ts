/**
 * Text → tokens of Python, in typed arrays; the layout (lines, indentation, brackets, nested f-strings) is worked out here.
 *
 * Every text has tokens: what is none becomes `Unknown`, and a bracket left open is closed by the first line that begins with
 * a keyword which cannot stand inside brackets. Layout tokens end where the last real token ends, so that `ends[at - 1]`
 * is the end of what was read, whatever stands there.
 */
import type { TreeBuilder } from '../builder.ts';
import { intern, internRange } from '../names.ts';
import { unitsOf } from '../units.ts';
import { badEscape, isEmpty, isIdentifierUnit, numberEnd, numberType, prefixFlags, unitClass, validIdentifierEnd } from './literals.ts';
import { Operator } from './kinds.ts';
import { strayQuote } from './stray.ts';
import type { Cut } from './stray.ts';
import { StringFlag, Token, keywordOf, onlyStartsStatement } from './tokens.ts';

const {
  EndOfFile, Newline, Indent, Dedent, BadDedent, Name, Number, String, FStringStart, FStringMiddle, FStringEnd, FieldStart, FieldEnd,
  LeftParenthesis, RightParenthesis, LeftBracket, RightBracket, LeftBrace, RightBrace, Comma, Colon, Semicolon, Dot, Ellipsis,
  Arrow, Equal, ColonEqual, Exclamation, AugmentedEqual, Plus, Minus, Star, Slash, DoubleSlash, Percent, At, DoubleStar, LeftShift,
  RightShift, Ampersand, Bar, Caret, Tilde, Less, Greater, LessEqual, GreaterEqual, EqualEqual, NotEqual, Unknown, Async,
} = Token;
const { Raw, Bytes, Template, Triple, Escapes, Malformed, Fields, Empty } = StringFlag;

/** CPython's limits (tokenizer.h: MAXLEVEL, MAXINDENT); beyond them brackets are unknown tokens and blocks do not nest. */
const MAX_BRACKETS = 200;
const MAX_INDENTS = 100;
/** f-strings may stand inside fields of f-strings this deep (tokenizer.h: MAXFSTRINGLEVEL). */
const MAX_STRINGS = 149;
/** Fields may stand in the format specification of fields this deep (tokenizer.h: MAX_EXPR_NESTING). */
const MAX_SPECS = 3;
/** A text whose triple quotes do not pair is read again, with one more string cut short, at most so many times. */
const MAX_CUTS = 3;
/** Between two texts the arrays shrink back to this many tokens. */
const RETAINED = 1 << 17;

export class Lexer {
  count = 0;
  kinds = new Uint8Array(RETAINED);
  starts = new Int32Array(RETAINED);
  ends = new Int32Array(RETAINED);
  values = new Int32Array(RETAINED);

  private text = '';
  private length = 0;
  private units: Uint16Array = new Uint16Array(0);
  private builder: TreeBuilder | null = null;
  /** Columns of the open blocks, with tabs to multiples of 8 and with tabs as one (CPython asks that both agree). */
  private readonly columns = new Int32Array(MAX_INDENTS + 1);
  private readonly tabless = new Int32Array(MAX_INDENTS + 1);
  private indents = 0;
  /** Open brackets, fields of f-strings among them; `brackets` holds the token of each that is not too deep. */
  private depth = 0;
  private readonly brackets = new Uint8Array(MAX_BRACKETS + 1);
  /** Open f-strings: quote, flags, and how many fields and brackets were open around each. */
  private strings = 0;
  private readonly quotes = new Uint16Array(MAX_STRINGS + 1);
  private readonly flags = new Uint8Array(MAX_STRINGS + 1);
  private readonly outerFields = new Int32Array(MAX_STRINGS + 1);
  private readonly outerDepth = new Int32Array(MAX_STRINGS + 1);
  /** Open fields: bracket depth inside each, and its first token. */
  private fields = 0;
  private readonly fieldDepth = new Int32Array(MAX_BRACKETS + 1);
  private readonly fieldToken = new Int32Array(MAX_BRACKETS + 1);

  /** Whether some string has no end, and which triple-quoted ones are cut short because of that. */
  private unterminated = false;
  private readonly cuts: Cut[] = [];

  /** Fills the token arrays with the tokens of `text`, the last of them `EndOfFile`; comments go to the builder. */
  tokenize(text: string, builder: TreeBuilder): void {
    const comments = builder.commentsLength;
    this.cuts.length = 0;
    for (;;) {
      this.begin(text, builder);
      this.scan();
      if (!this.unterminated || this.cuts.length === MAX_CUTS) break;
      const cut = strayQuote(text, this);
      if (cut === null) break;
      this.cuts.push(cut);
      builder.commentsLength = comments;
    }
    this.text = '';
    this.builder = null;
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
          if (this.depth > 0) continue;
          this.newline(start);
          at = this.lineStart(at);
          continue;
        case 13: // carriage return
          if (units[at] === 10) at += 1;
          if (this.depth > 0) continue;
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
          kind = this.open(LeftParenthesis);
          break;
        case 91: // [
          kind = this.open(LeftBracket);
          break;
        case 123: // {
          kind = this.open(LeftBrace);
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

  private begin(text: string, builder: TreeBuilder): void {
    this.text = text;
    this.length = text.length;
    this.units = unitsOf(text);
    this.builder = builder;
    if (this.kinds.length > RETAINED * 16) this.resize(RETAINED, 0);
    this.count = 0;
    this.indents = 0;
    this.columns[0] = 0;
    this.tabless[0] = 0;
    this.depth = 0;
    this.strings = 0;
    this.fields = 0;
    this.unterminated = false;
  }

  private end(): void {
    this.newline(this.length);
    while (this.indents > 0) {
      this.indents -= 1;
      this.layout(Dedent, this.length);
    }
    this.layout(EndOfFile, this.length);
  }

  private push(kind: number, start: number, end: number, value: number): void {
    const token = this.count;
    if (token === this.kinds.length) this.resize(token * 2, token);
    this.kinds[token] = kind;
    this.starts[token] = start;
    this.ends[token] = end;
    this.values[token] = value;
    this.count = token + 1;
  }

  /** A token without text; it ends where the last real token ends. */
  private layout(kind: number, start: number): void {
    this.push(kind, start, this.count > 0 ? this.ends[this.count - 1] : start, 0);
  }

  private resize(capacity: number, used: number): void {
    const { kinds, starts, ends, values } = this;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
    this.kinds.set(kinds.subarray(0, used));
    this.starts.set(starts.subarray(0, used));
    this.ends.set(ends.subarray(0, used));
    this.values.set(values.subarray(0, used));
  }

  // ---- lines and indentation

  /** Reads blank lines and the indentation of the first line that is not blank; answers where its text begins. */
  private lineStart(from: number): number {
    const { units, length } = this;
    let at = from;
    for (;;) {
      let column = 0;
      let tabless = 0;
      /** Where a backslash joins lines, the first of them that has blanks gives the indentation. */
      let joined = 0;
      let joinedTabless = 0;
      let unit = units[at];
      for (;;) {
        if (unit === 32) {
          column += 1;
          tabless += 1;
        } else if (unit === 9) {
          column = (column | 7) + 1;
          tabless += 1;
        } else if (unit === 12) {
          column = 0;
          tabless = 0;
        } else if (unit === 92) {
          const next = this.continuation(at);
          if (next === at) break;
          if (joined === 0) {
            joined = column;
            joinedTabless = tabless;
          }
          at = next - 1;
        } else break;
        unit = units[++at];
      }
      if (unit === 35) {
        at = this.comment(at);
        unit = units[at];
        if (at < length && unit !== 10 && unit !== 13) continue;
      }
      if (unit === 10) at += 1;
      else if (unit === 13) at += units[at + 1] === 10 ? 2 : 1;
      else {
        if (at < length) {
          if (joined > 0) this.indentation(joined, joinedTabless, at);
          else this.indentation(column, tabless, at);
        }
        return at;
      }
    }
  }

  /** Emits the layout tokens of a line whose text begins at `at`, in that column. */
  private indentation(column: number, tabless: number, at: number): void {
    const { columns } = this;
    if (column === columns[this.indents]) {
      if (tabless !== this.tabless[this.indents]) this.layout(BadDedent, at);
      return;
    }
    if (column > columns[this.indents]) {
      if (this.indents === MAX_INDENTS) {
        this.layout(BadDedent, at);
        return;
      }
      const mixed = tabless <= this.tabless[this.indents];
      this.indents += 1;
      columns[this.indents] = column;
      this.tabless[this.indents] = tabless;
      this.layout(Indent, at);
      if (mixed) this.layout(BadDedent, at);
      return;
    }
    let bad = false;
    while (column < columns[this.indents]) {
      if (column > columns[this.indents - 1]) {
        // fits no block: taken as a line of the innermost block that it is not outside of
        columns[this.indents] = column;
        this.tabless[this.indents] = tabless;
        bad = true;
      } else {
        this.indents -= 1;
        this.layout(Dedent, at);
      }
    }
    if (bad || tabless !== this.tabless[this.indents]) this.layout(BadDedent, at);
  }

  private newline(at: number): void {
    const last = this.count > 0 ? this.kinds[this.count - 1] : Newline;
    if (last !== Newline && last !== Indent && last !== Dedent && last !== BadDedent) this.layout(Newline, at);
  }

  /** Where the line after a backslash begins; `at` itself when the backslash does not end its line, or ends the text. */
  private continuation(at: number): number {
    const { units } = this;
    let next = at + 1;
    if (units[next] === 13) next += units[next + 1] === 10 ? 2 : 1;
    else if (units[next] === 10) next += 1;
    else return at;
    return next < this.length ? next : at;
  }

  private comment(start: number): number {
    const { units, length } = this;
    let at = start;
    let unit = units[at];
    while (unit !== 10 && unit !== 13 && (unit !== 0 || at < length)) unit = units[++at];
    this.builder?.comment(start, at);
    return at;
  }

  // ---- brackets

  private open(kind: number): number {
    if (this.depth >= MAX_BRACKETS) {
      this.depth += 1;
      return Unknown;
    }
    this.brackets[this.depth] = kind;
    this.depth += 1;
    return kind;
  }

  /** Closes the innermost bracket that `opener` opened, and what is open inside it. A stray closing bracket has value 1. */
  private close(kind: number, opener: number, start: number): void {
    if (this.depth > MAX_BRACKETS) {
      this.depth -= 1;
      this.push(Unknown, start, start + 1, 0);
      return;
    }
    // a bracket never closes the field of an f-string around it
    const outermost = this.fields > 0 ? this.fieldDepth[this.fields - 1] : 0;
    let depth = this.depth - 1;
    while (depth >= outermost && this.brackets[depth] !== opener) depth -= 1;
    if (depth >= outermost) this.depth = depth;
    this.push(kind, start, start + 1, depth >= outermost ? 0 : 1);
  }

  /** Whether a `}` ends the innermost open field: always, unless a `{` was opened inside it and is still open. */
  private closesField(): boolean {
    if (this.fields === 0) return false;
    const outermost = this.fieldDepth[this.fields - 1];
    for (let depth = Math.min(this.depth, MAX_BRACKETS); depth > outermost; depth -= 1) {
      if (this.brackets[depth - 1] === LeftBrace) return false;
    }
    return true;
  }

  /** A keyword. One that only starts statements, first on its line but inside brackets, ends the line before it. */
  private keyword(kind: number, start: number, end: number, name: number): void {
    if (this.depth > 0 && (onlyStartsStatement[kind] !== 0 || kind === Async) && this.isFirstOfLine(start)) {
      if (kind !== Async || this.startsAsyncStatement(end)) this.abandonBrackets(start);
    }
    this.push(kind, start, end, name);
  }

  private isFirstOfLine(at: number): boolean {
    const { units } = this;
    let before = at - 1;
    while (before >= 0 && (units[before] === 32 || units[before] === 9 || units[before] === 12)) before -= 1;
    return before < 0 || units[before] === 10 || units[before] === 13;
  }

  /** Whether `def` or `with` follows. (`async for` may stand inside brackets.) */
  private startsAsyncStatement(after: number): boolean {
    const { units } = this;
    let at = after;
    while (units[at] === 32 || units[at] === 9) at += 1;
    return units[at] === 100 || units[at] === 119; // d, w
  }

  private abandonBrackets(at: number): void {
    const { units } = this;
    this.depth = 0;
    this.fields = 0;
    this.strings = 0;
    this.newline(at);
    let lineStart = at;
    while (lineStart > 0 && units[lineStart - 1] !== 10 && units[lineStart - 1] !== 13) lineStart -= 1;
    this.lineStart(lineStart);
  }

  // ---- words, numbers, operators

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

  // ---- strings

  /** A literal without fields, whose prefix begins at `start` and whose quote stands at `quoteAt`. */
  private string(start: number, quoteAt: number, prefix: number): number {
    const { units, length } = this;
    const quote = units[quoteAt];
    const raw = (prefix & Raw) !== 0;
    const bytes = (prefix & Bytes) !== 0;
    let flags = prefix;
    let at = quoteAt + 1;
    const triple = units[at] === quote && units[at + 1] === quote;
    if (triple) {
      flags |= Triple;
      at += 2;
      const cut = this.cutEnd(start);
      if (cut >= 0) {
        this.push(String, start, cut, flags | Malformed);
        return cut;
      }
    } else if (this.endsField(quote) && !this.closesOnLine(at, quote)) {
      return this.fStringEnd(quoteAt, quoteAt + 1, Malformed);
    }
    let every = 0;
    for (;;) {
      const unit = units[at];
      if (unit === quote) {
        if (!triple) {
          at += 1;
          break;
        }
        if (units[at + 1] === quote && units[at + 2] === quote) {
          at += 3;
          break;
        }
        at += 1;
      } else if (unit === 92) {
        flags |= Escapes;
        if (!raw && badEscape(units, at, bytes)) flags |= Malformed;
        at += units[at + 1] === 13 && units[at + 2] === 10 ? 3 : 2;
        if (at > length) at = length;
      } else if ((unit === 10 || unit === 13) && !triple) {
        flags |= Malformed;
        this.unterminated = true;
        break;
      } else if (unit === 0) {
        flags |= Malformed; // the end, or a NUL, which no program holds
        if (at >= length) {
          this.unterminated = true;
          break;
        }
        at += 1;
      } else {
        every |= unit;
        at += 1;
      }
    }
    if (bytes && every >= 128) flags |= Malformed;
    const width = triple ? 3 : 1;
    if (isEmpty(units, quoteAt + width, at - width, raw)) flags |= Empty;
    this.push(String, start, at, flags);
    return at;
  }

  /** Where a string that begins at `start` is cut short; -1 if it is not. */
  cutEnd(start: number): number {
    for (const cut of this.cuts) if (cut.start === start) return cut.end;
    return -1;
  }

  /** Whether we are inside a field of an f-string with this very quote, which the quote might end. */
  private endsField(quote: number): boolean {
    const string = this.strings - 1;
    return string >= 0 && this.quotes[string] === quote && (this.flags[string] & Triple) === 0;
  }

  private closesOnLine(from: number, quote: number): boolean {
    const { units, length } = this;
    for (let at = from; at < length; at += 1) {
      const unit = units[at];
      if (unit === quote) return true;
      if (unit === 10 || unit === 13) return false;
      if (unit === 92) at += 1;
    }
    return false;
  }

  private fString(start: number, quoteAt: number, prefix: number): number {
    const quote = this.units[quoteAt];
    const triple = this.units[quoteAt + 1] === quote && this.units[quoteAt + 2] === quote;
    const end = quoteAt + (triple ? 3 : 1);
    if (!triple && this.endsField(quote) && !this.closesOnLine(quoteAt + 1, quote)) {
      this.push(Unknown, start, quoteAt, 0);
      return this.fStringEnd(quoteAt, quoteAt + 1, Malformed);
    }
    const cut = triple ? this.cutEnd(start) : -1;
    if (cut >= 0) {
      this.push(String, start, cut, Triple | Malformed);
      return cut;
    }
    if (this.strings === MAX_STRINGS) {
      this.push(Unknown, start, end, 0);
      return end;
    }
    const flags = (prefix & (Raw | Template)) | (triple ? Triple : 0);
    this.push(FStringStart, start, end, flags);
    this.quotes[this.strings] = quote;
    this.flags[this.strings] = flags;
    this.outerFields[this.strings] = this.fields;
    this.outerDepth[this.strings] = this.depth;
    this.strings += 1;
    return this.literal(end);
  }

  /** The text of the innermost f-string, or of a format specification in it, up to the next field or the end of either. */
  private literal(from: number): number {
    const { units, length } = this;
    const string = this.strings - 1;
    const quote = this.quotes[string];
    const flags = this.flags[string];
    const raw = (flags & Raw) !== 0;
    const triple = (flags & Triple) !== 0;
    const spec = this.fields > this.outerFields[string];
    let found = flags;
    let start = from;
    let at = from;
    for (;;) {
      const unit = units[at];
      if (unit === quote && (!triple || (units[at + 1] === quote && units[at + 2] === quote))) {
        this.middle(start, at, found);
        return this.fStringEnd(at, at + (triple ? 3 : 1), spec ? Malformed : 0);
      }
      if (unit === 123) {
        if (!spec && units[at + 1] === 123) {
          at += 2;
          continue;
        }
        this.middle(start, at, found);
        if (this.startField(at)) return at + 1;
        at += 1;
        start = at;
      } else if (unit === 125) {
        if (!spec && units[at + 1] === 125) {
          at += 2;
          continue;
        }
        this.middle(start, at, found);
        if (spec) return this.fieldEnd(at);
        this.push(Unknown, at, at + 1, 0);
        at += 1;
        start = at;
      } else if (unit === 92) {
        found |= Escapes;
        if (!raw && badEscape(units, at, false)) found |= Malformed;
        at = this.escapeEnd(at, raw, quote);
      } else if (unit === 0) {
        found |= Malformed;
        if (at >= length) {
          this.unterminated = true;
          this.middle(start, at, found);
          return this.fStringEnd(at, at, Malformed);
        }
        at += 1;
      } else if ((unit === 10 || unit === 13) && !triple) {
        this.unterminated = true;
        this.middle(start, at, found);
        return this.fStringEnd(at, at, Malformed);
      } else at += 1;
    }
  }

  /** Behind the backslash at `at` of an f-string and what it escapes; a brace after it still opens or closes a field. */
  private escapeEnd(at: number, raw: boolean, quote: number): number {
    const { units, length } = this;
    const next = units[at + 1];
    if (next === 123 || next === 125) return at + 1;
    if (next === 13 && units[at + 2] === 10) return at + 3;
    if (raw || next !== 78 || units[at + 2] !== 123) return Math.min(at + 2, length);
    // \N{name}: these braces are no field
    let end = at + 3;
    while (end < length && units[end] !== 125 && units[end] !== quote && units[end] !== 10) end += 1;
    return units[end] === 125 ? end + 1 : end;
  }

  private middle(start: number, end: number, flags: number): void {
    if (end <= start) return;
    const empty = isEmpty(this.units, start, end, (flags & Raw) !== 0) ? Empty : 0;
    this.push(FStringMiddle, start, end, flags | empty);
  }

  private fStringEnd(start: number, end: number, flags: number): number {
    this.strings -= 1;
    this.fields = this.outerFields[this.strings];
    this.depth = this.outerDepth[this.strings];
    this.push(FStringEnd, start, end, flags);
    return end;
  }

  /** Opens a field at the `{`, unless it would be nested too deep. */
  private startField(at: number): boolean {
    if (this.depth >= MAX_BRACKETS || this.fields - this.outerFields[this.strings - 1] >= MAX_SPECS) {
      this.push(Unknown, at, at + 1, 0);
      return false;
    }
    this.open(FieldStart);
    this.fieldDepth[this.fields] = this.depth;
    this.fieldToken[this.fields] = this.count;
    this.fields += 1;
    this.push(FieldStart, at, at + 1, 0);
    return true;
  }

  /** Closes the innermost field, with whatever brackets are open in it; then the text around it goes on. */
  private fieldEnd(at: number): number {
    this.fields -= 1;
    this.depth = this.fieldDepth[this.fields] - 1;
    this.push(FieldEnd, at, at + 1, 0);
    return this.literal(at + 1);
  }

  /** After an `=` in a field: `{x=}` shows its own text, up to what follows the `=` and the blanks after it. */
  private debugText(after: number): void {
    const { units, length } = this;
    let at = after;
    for (;;) {
      const unit = units[at];
      if (unit === 32 || unit === 9 || unit === 12 || unit === 10 || unit === 13) at += 1;
      else if (unit === 35) while (at < length && units[at] !== 10 && units[at] !== 13) at += 1;
      else break;
    }
    if (units[at] === 125 || units[at] === 58 || (units[at] === 33 && units[at + 1] !== 61)) {
      this.values[this.fieldToken[this.fields - 1]] = at;
    }
  }
}
