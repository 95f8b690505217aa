/**
 * TOML with places: the values of a file, and where each key and array element stands.
 *
 * The reader proper gives values without places, so a small scan of the same text finds those. It relies on the text being
 * valid (the reader has accepted it) and never throws.
 */
import { parse, TomlError } from 'smol-toml';
import { linesOf, offsetAt, positionAt, type Lines, type Position } from '../base/lines.ts';

export type TomlTable = { readonly [key: string]: unknown };

export interface Toml {
  readonly table: TomlTable;
  /** Where a key stands, by its path joined with `\u0000`; array elements as `key\u0000[0]`. */
  readonly places: ReadonlyMap<string, Position>;
}

export interface TomlFault extends Position {
  readonly message: string;
}

export const placeKey = (path: readonly string[]): string => path.join('\u0000');

export const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

export function readToml(text: string): Toml | TomlFault {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    const table = parse(clean) as TomlTable;
    let places: ReadonlyMap<string, Position> | undefined;
    return {
      table,
      get places() {
        return (places ??= placesOf(clean));
      },
    };
  } catch (error) {
    if (error instanceof TomlError) {
      const lines = linesOf(clean);
      const place = positionAt(lines, offsetAt(lines, { line: error.line - 1, character: error.column - 1 }));
      return { ...place, message: wordsOf(error.message) };
    }
    return { line: 1, column: 1, message: error instanceof Error ? error.message : String(error) };
  }
}

/** The first line of the reader's message, without its own heading. */
const wordsOf = (message: string): string =>
  message
    .split('\n', 1)[0]
    .replace(/^Invalid TOML document:\s*/, '')
    .replace(/\.$/, '');

function placesOf(text: string): ReadonlyMap<string, Position> {
  const lines = linesOf(text);
  const places = new Map<string, Position>();
  const scan = new Scan(text, lines, places);
  scan.file();
  return places;
}

/** A cursor over valid TOML that notes where keys begin and steps over values. */
class Scan {
  private at = 0;
  private readonly text: string;
  private readonly lines: Lines;
  private readonly places: Map<string, Position>;
  /** How many elements of each array of tables there are so far. */
  private readonly elements = new Map<string, number>();

  constructor(text: string, lines: Lines, places: Map<string, Position>) {
    this.text = text;
    this.lines = lines;
    this.places = places;
  }

  file(): void {
    let table: readonly string[] = [];
    for (this.blanks(); this.at < this.text.length; this.blanks()) {
      const before = this.at;
      if (this.text[this.at] === '[') {
        const brackets = this.text[this.at + 1] === '[' ? 2 : 1;
        this.at += brackets;
        const start = this.at;
        table = this.element(this.key([]), brackets === 2, start);
        this.at += brackets;
      } else this.pair(table);
      if (this.at <= before) this.at = before + 1;
    }
  }

  /** The path of a table with the positions of the arrays of tables that it stands in; `[[…]]` begins another element. */
  private element(path: readonly string[], begins: boolean, offset: number): readonly string[] {
    const found: string[] = [];
    path.forEach((name, at) => {
      found.push(name);
      const key = placeKey(found);
      const count = this.elements.get(key);
      const isNew = begins && at === path.length - 1;
      if (isNew) this.elements.set(key, (count ?? 0) + 1);
      if (isNew || count !== undefined) found.push(`[${isNew ? (count ?? 0) : (count ?? 1) - 1}]`);
    });
    if (begins) this.note(found, offset);
    return found;
  }

  private pair(table: readonly string[]): void {
    const path = this.key(table);
    if (this.text[this.at] === '=') this.at += 1;
    this.value(path, 0);
  }

  /** A dotted key; notes the place of each of its prefixes that is new. */
  private key(table: readonly string[]): readonly string[] {
    const path = [...table];
    for (;;) {
      this.spaces();
      const start = this.at;
      const quote = this.text[this.at];
      let name: string;
      if (quote === '"' || quote === "'") {
        this.string();
        name = this.text.slice(start + 1, this.at - 1);
        if (quote === '"') name = unescaped(name);
      } else {
        while (/[A-Za-z0-9_-]/.test(this.text[this.at] ?? '')) this.at += 1;
        name = this.text.slice(start, this.at);
      }
      path.push(name);
      this.note(path, start);
      this.spaces();
      if (this.text[this.at] !== '.') return path;
      this.at += 1;
    }
  }

  private value(path: readonly string[], depth: number): void {
    this.blanks();
    const first = this.text[this.at];
    if (first === '"' || first === "'") this.string();
    else if ((first === '[' || first === '{') && depth < 100) this.nested(path, first, depth);
    else while (this.at < this.text.length && !/[,\]}\n\r#]/.test(this.text[this.at])) this.at += 1;
  }

  private nested(path: readonly string[], open: string, depth: number): void {
    const close = open === '[' ? ']' : '}';
    this.at += 1;
    for (let index = 0; this.at < this.text.length; index += 1) {
      this.blanks();
      if (this.text[this.at] === close) break;
      const before = this.at;
      if (open === '[') {
        const element = [...path, `[${index}]`];
        this.note(element, this.at);
        this.value(element, depth + 1);
      } else {
        const inner = this.key(path);
        if (this.text[this.at] === '=') this.at += 1;
        this.value(inner, depth + 1);
      }
      this.blanks();
      if (this.text[this.at] === ',') this.at += 1;
      else if (this.at === before) this.at += 1;
    }
    this.at += 1;
  }

  private string(): void {
    const quote = this.text[this.at];
    const long = this.text.startsWith(quote.repeat(3), this.at);
    const close = long ? quote.repeat(3) : quote;
    this.at += close.length;
    while (this.at < this.text.length && !this.text.startsWith(close, this.at))
      this.at += quote === '"' && this.text[this.at] === '\\' ? 2 : 1;
    this.at += close.length;
    // a long string may end in up to two quotes of its own
    if (long) while (this.text[this.at] === quote) this.at += 1;
  }

  private note(path: readonly string[], offset: number): void {
    const key = placeKey(path);
    if (!this.places.has(key)) this.places.set(key, positionAt(this.lines, offset));
  }

  private spaces(): void {
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at += 1;
  }

  /** White space, line ends and comments. */
  private blanks(): void {
    for (;;) {
      while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
      if (this.text[this.at] !== '#') return;
      while (this.at < this.text.length && this.text[this.at] !== '\n') this.at += 1;
    }
  }
}

function unescaped(name: string): string {
  try {
    return name.includes('\\') ? String(JSON.parse(`"${name}"`)) : name;
  } catch {
    return name;
  }
}
