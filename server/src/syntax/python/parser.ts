/**
 * What all parsing functions share: the cursor over the tokens, the builder, and the ways to say that something is wrong.
 *
 * A region that is not understood becomes one `Error` node. It takes the role of what should have stood there; what is
 * missing or superfluous is an `Error` in the field `error`. No function throws, and every loop moves the cursor.
 */
import type { TreeBuilder } from '../builder.ts';
import type { Node } from '../tree.ts';
import { Py, PyField } from './kinds.ts';
import type { Lexer } from './lexer.ts';
import {
  DEDENT,
  END_OF_FILE,
  FIELD_END,
  FSTRING_END,
  INDENT,
  NEWLINE,
  RIGHT_BRACE,
  RIGHT_BRACKET,
  RIGHT_PARENTHESIS,
  SEMICOLON,
} from './tokens.ts';

const { Error, FunctionDef, ClassDef } = Py;
const { error: asError } = PyField;

/** Constructs that nest without brackets (`lambda: lambda: …`, `a ** b ** …`) may do so this deep. */
const MAX_DEPTH = 400;

/** Definitions begin at their keyword, behind their decorators. */
const isDefinition = (kind: number): boolean => kind >= FunctionDef && kind <= ClassDef;

export class Parser {
  /** The current token: its number and its kind. */
  at = 0;
  token: number;
  readonly kinds: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly values: Int32Array;
  readonly tree: TreeBuilder;
  /** The text of an f-string that has been read but not emitted, since more text may follow; -1 if there is none. */
  textStart = -1;
  textEnd = -1;
  textEmpty = true;
  private depth = 0;

  constructor(lexer: Lexer, tree: TreeBuilder) {
    this.kinds = lexer.kinds;
    this.starts = lexer.starts;
    this.ends = lexer.ends;
    this.values = lexer.values;
    this.tree = tree;
    this.token = lexer.kinds[0];
  }

  advance(): void {
    this.at += 1;
    this.token = this.kinds[this.at];
  }

  /** Goes back to a token and forgets the nodes that were made since. */
  rewind(at: number, size: Node): void {
    this.at = at;
    this.token = this.kinds[at];
    this.tree.truncate(size);
  }

  /** The kind of the token after the current one. */
  peek(): number {
    return this.kinds[this.at + 1];
  }

  /** Where the current token begins. */
  start(): number {
    return this.starts[this.at];
  }

  /** Where the last token ends that was read. */
  end(): number {
    return this.at === 0 ? this.starts[0] : this.ends[this.at - 1];
  }

  /** Emits a node that ends where the last token read ends. */
  emit(kind: number, flag: number, start: number, first: Node, aux: number): void {
    const { tree } = this;
    const end = this.end();
    tree.emit(kind, flag, 0, tree.errors === 0 ? start : this.startAround(kind, start, end, first), end, first, aux);
  }

  /** Where a node begins whose first part may be missing: what is missing stands behind the token before it. */
  private startAround(kind: number, start: number, end: number, first: Node): number {
    const { tree } = this;
    const inside = first < tree.size && tree.kind[first] === Error && !isDefinition(kind) ? tree.start[first] : start;
    return Math.min(start, inside, end);
  }

  /** Gives the last emitted node its role. */
  role(field: number): void {
    this.tree.setField(field);
  }

  /** Reads the token if it is the one that must follow, or notes that it is missing. */
  expect(token: number): boolean {
    if (this.token === token) {
      this.advance();
      return true;
    }
    this.missing();
    return false;
  }

  /** Something is missing before the current token. */
  missing(): void {
    const at = this.end();
    this.tree.emit(Error, 0, asError, at, at, this.tree.size, 0);
  }

  /** Reads a token that should not stand here. */
  unexpected(): void {
    const { starts, ends, at, tree } = this;
    tree.emit(Error, 0, asError, starts[at], ends[at], tree.size, 0);
    this.advance();
  }

  /** What was emitted since `first` is understood but does not belong here. */
  wrong(start: number, first: Node): void {
    this.tree.setFields(first, asError);
    this.emit(Error, 0, start, first, 0);
    this.role(asError);
  }

  /** Whether one more construct may nest here; a true answer is paired with `leave`. Otherwise the rest is skipped. */
  enter(): boolean {
    if (this.depth < MAX_DEPTH) {
      this.depth += 1;
      return true;
    }
    const start = this.start();
    const first = this.tree.size;
    while (!this.endsElement() && this.token !== SEMICOLON) this.advance();
    this.wrong(start, first);
    return false;
  }

  leave(): void {
    this.depth -= 1;
  }

  /** Whether the current token ends the line or closes a bracket or field that is open around it. */
  endsElement(): boolean {
    const token = this.token;
    if (token === RIGHT_PARENTHESIS || token === RIGHT_BRACKET || token === RIGHT_BRACE) return this.values[this.at] === 0;
    return token === FIELD_END || token === FSTRING_END || this.endsLine();
  }

  endsLine(): boolean {
    const token = this.token;
    return token === NEWLINE || token === END_OF_FILE || token === INDENT || token === DEDENT;
  }
}
