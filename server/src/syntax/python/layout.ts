/**
 * Lines, indentation and brackets: what makes tokens without text, and when a line does not end.
 *
 * Layout tokens end where the last real token ends, so that `ends[at - 1]` is the end of what was read, whatever stands there.
 */
import type { TreeBuilder } from '../builder.ts';
import { unitsOf } from '../units.ts';
import { TokenBuffer } from './token-buffer.ts';
import { Token, onlyStartsStatement } from './tokens.ts';

const { Newline, Indent, Dedent, BadDedent, EndOfFile, LeftBrace, Async, Unknown } = Token;

/** CPython's limits (tokenizer.h: MAXLEVEL, MAXINDENT); beyond them brackets are unknown tokens and blocks do not nest. */
export const MAX_BRACKETS = 200;
export const MAX_INDENTS = 100;

export class LayoutLexer extends TokenBuffer {
  protected text = '';
  protected length = 0;
  protected units: Uint16Array = new Uint16Array(0);
  protected builder: TreeBuilder | null = null;
  /** Columns of the open blocks, with tabs to multiples of 8 and with tabs as one (CPython asks that both agree). */
  private readonly columns = new Int32Array(MAX_INDENTS + 1);
  private readonly tabless = new Int32Array(MAX_INDENTS + 1);
  private indents = 0;
  /** The most blocks that were open at once. */
  deepest = 0;
  /** Open brackets, fields of f-strings among them; `brackets` holds the token of each that is not too deep. */
  protected depth = 0;
  private readonly brackets = new Uint8Array(MAX_BRACKETS + 1);
  private readonly openers = new Int32Array(MAX_BRACKETS + 1);
  /** The first bracket that nothing closed, and where that was noticed; -1 if there is none. */
  protected unclosed = -1;
  protected noticed = -1;
  /** Whether a bracket, and whether an f-string's field is open at the end of the text. */
  protected openAtEnd = false;
  protected fieldOpenAtEnd = false;
  /** Lines that are known to begin a statement, whatever brackets are open there. */
  protected readonly freed: number[] = [];
  /** Open fields of f-strings: the bracket depth inside each. */
  protected fields = 0;
  protected readonly fieldDepth = new Int32Array(MAX_BRACKETS + 1);

  protected begin(text: string, builder: TreeBuilder): void {
    this.clear();
    this.text = text;
    this.length = text.length;
    this.units = unitsOf(text);
    this.builder = builder;
    this.indents = 0;
    this.deepest = 0;
    this.columns[0] = 0;
    this.tabless[0] = 0;
    this.depth = 0;
    this.fields = 0;
    this.unclosed = -1;
    this.openAtEnd = false;
  }

  protected end(): void {
    this.openAtEnd = this.depth > 0;
    this.fieldOpenAtEnd = this.fields > 0;
    if (this.openAtEnd) this.notice(this.length);
    this.newline(this.length);
    while (this.indents > 0) {
      this.indents -= 1;
      this.layout(Dedent, this.length);
    }
    this.layout(EndOfFile, this.length);
  }

  /** Reads blank lines and the indentation of the first line that is not blank; answers where its text begins. */
  protected lineStart(from: number): number {
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
      if (tabless !== this.tabless[this.indents]) this.push(BadDedent, at, at, 0);
      return;
    }
    if (column > columns[this.indents]) {
      if (this.indents === MAX_INDENTS) {
        this.push(BadDedent, at, at, 0);
        return;
      }
      const mixed = tabless <= this.tabless[this.indents];
      this.indents += 1;
      if (this.indents > this.deepest) this.deepest = this.indents;
      columns[this.indents] = column;
      this.tabless[this.indents] = tabless;
      this.layout(Indent, at);
      if (mixed) this.push(BadDedent, at, at, 0);
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
    if (bad || tabless !== this.tabless[this.indents]) this.push(BadDedent, at, at, 0);
  }

  protected newline(at: number): void {
    const last = this.count > 0 ? this.kinds[this.count - 1] : Newline;
    if (last !== Newline && last !== Indent && last !== Dedent && last !== BadDedent) this.layout(Newline, at);
  }

  /** Where the line after a backslash begins; `at` itself when the backslash does not end its line, or ends the text. */
  protected continuation(at: number): number {
    const { units } = this;
    let next = at + 1;
    if (units[next] === 13) next += units[next + 1] === 10 ? 2 : 1;
    else if (units[next] === 10) next += 1;
    else return at;
    return next < this.length ? next : at;
  }

  protected comment(start: number): number {
    const { units, length } = this;
    let at = start;
    let unit = units[at];
    while (unit !== 10 && unit !== 13 && (unit !== 0 || at < length)) unit = units[++at];
    this.builder?.comment(start, at);
    return at;
  }

  protected open(kind: number, at: number): number {
    if (this.depth >= MAX_BRACKETS) {
      this.depth += 1;
      return Unknown;
    }
    this.brackets[this.depth] = kind;
    this.openers[this.depth] = at;
    this.depth += 1;
    return kind;
  }

  /** Closes the innermost bracket that `opener` opened, and what is open inside it. A stray closing bracket has value 1. */
  protected close(kind: number, opener: number, start: number): void {
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
  protected closesField(): boolean {
    if (this.fields === 0) return false;
    const outermost = this.fieldDepth[this.fields - 1];
    for (let depth = Math.min(this.depth, MAX_BRACKETS); depth > outermost; depth -= 1) {
      if (this.brackets[depth - 1] === LeftBrace) return false;
    }
    return true;
  }

  /** A keyword. One that only starts statements, first on its line but inside brackets, ends the line before it. */
  protected keyword(kind: number, start: number, end: number, name: number): void {
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

  private notice(at: number): void {
    if (this.unclosed >= 0) return;
    this.unclosed = this.openers[0];
    this.noticed = at;
  }

  /** At the start of a line inside brackets: whether it begins a statement all the same. Then nothing is open any more. */
  protected isFreed(at: number): boolean {
    if (this.freed.length === 0 || !this.freed.includes(at)) return false;
    this.closeAll();
    return true;
  }

  protected closeAll(): void {
    this.depth = 0;
    this.fields = 0;
  }

  protected abandonBrackets(at: number): void {
    const { units } = this;
    this.notice(at);
    this.closeAll();
    this.newline(at);
    let lineStart = at;
    while (lineStart > 0 && units[lineStart - 1] !== 10 && units[lineStart - 1] !== 13) lineStart -= 1;
    this.lineStart(lineStart);
  }
}
