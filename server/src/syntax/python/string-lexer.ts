/** String literals: plain ones are one token, f-strings and template strings are texts and fields with tokens of their own. */
import type { TreeBuilder } from '../builder.ts';
import { LayoutLexer, MAX_BRACKETS } from './layout.ts';
import { badEscape, isEmpty } from './literals.ts';
import type { Cut } from './stray.ts';
import { StringFlag, Token } from './tokens.ts';

const { String, FStringStart, FStringMiddle, FStringEnd, FieldStart, FieldEnd, Unknown } = Token;
const { Raw, Bytes, Template, Triple, Escapes, Malformed, Empty } = StringFlag;

/** f-strings may stand inside fields of f-strings this deep (tokenizer.h: MAXFSTRINGLEVEL). */
const MAX_STRINGS = 149;
/** Fields may stand in the format specification of fields this deep (tokenizer.h: MAX_EXPR_NESTING). */
const MAX_SPECS = 3;

export class StringLexer extends LayoutLexer {
  /** Open f-strings: quote, flags, and how many fields and brackets were open around each. */
  private strings = 0;
  private readonly quotes = new Uint16Array(MAX_STRINGS + 1);
  private readonly flags = new Uint8Array(MAX_STRINGS + 1);
  private readonly outerFields = new Int32Array(MAX_STRINGS + 1);
  private readonly outerDepth = new Int32Array(MAX_STRINGS + 1);
  /** The first token of each open field. */
  private readonly fieldToken = new Int32Array(MAX_BRACKETS + 1);
  /** Whether some string has no end, and which triple-quoted ones are cut short because of that. */
  protected unterminated = false;
  protected readonly cuts: Cut[] = [];

  protected override begin(text: string, builder: TreeBuilder): void {
    super.begin(text, builder);
    this.strings = 0;
    this.unterminated = false;
  }

  protected override closeAll(): void {
    super.closeAll();
    this.strings = 0;
  }

  /** A literal without fields, whose prefix begins at `start` and whose quote stands at `quoteAt`. */
  protected string(start: number, quoteAt: number, prefix: number): number {
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

  protected fString(start: number, quoteAt: number, prefix: number): number {
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
  protected literal(from: number): number {
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
    this.open(FieldStart, at);
    this.fieldDepth[this.fields] = this.depth;
    this.fieldToken[this.fields] = this.count;
    this.fields += 1;
    this.push(FieldStart, at, at + 1, 0);
    return true;
  }

  /** Closes the innermost field, with whatever brackets are open in it; then the text around it goes on. */
  protected fieldEnd(at: number): number {
    this.fields -= 1;
    this.depth = this.fieldDepth[this.fields] - 1;
    this.push(FieldEnd, at, at + 1, 0);
    return this.literal(at + 1);
  }

  /** After an `=` in a field: `{x=}` shows its own text, up to what follows the `=` and the blanks after it. */
  protected debugText(after: number): void {
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
