/**
 * A Jupyter notebook as one Python program: its code cells one after the other, each ending in a line feed.
 *
 * The program has the very length of the cells, so every offset can be led back to a cell: what only IPython understands
 * (magics, shell lines) is replaced by an expression of the same length. The file itself is kept, so that a change rewrites
 * the source of the changed cells and no other byte.
 */
import type { Edit } from '../base/edit.ts';
import { applyEdits } from '../base/edit.ts';
import { linesOf, positionAt } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import { withoutMagics } from './magics.ts';
import { isTable } from './toml.ts';

export interface Notebook {
  /** The file's text, without a byte order mark. */
  readonly raw: string;
  readonly program: string;
  /** The Python cells, in order. */
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** From 1, among all cells of the notebook. */
  readonly number: number;
  /** Where its source lies in the program. */
  readonly span: Span;
  readonly source: string;
  /** The value of `source` in the file: a string, or an array of lines. */
  readonly rawSpan: Span;
}

export interface NotebookFault {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export function readNotebook(raw: string): Notebook | NotebookFault {
  let content: unknown;
  try {
    content = JSON.parse(raw);
  } catch (error) {
    return faultOfJson(raw, error);
  }
  if (!isTable(content) || !Array.isArray(content['cells'])) {
    return { message: 'is not a notebook of format 4: it has no list `cells`' };
  }
  const language = languageOf(content);
  if (language !== null && !/^(i?python\d*|xpython)$/i.test(language)) return { message: `is a notebook of the language ${language}` };
  const spans = sourceSpans(raw);
  const cells: Cell[] = [];
  let program = '';
  for (const [index, cell] of (content['cells'] as readonly unknown[]).entries()) {
    if (!isTable(cell) || cell['cell_type'] !== 'code') continue;
    const source = sourceOf(cell['source']);
    const rawSpan = spans[index];
    if (source === null || rawSpan === undefined || rawSpan === null)
      return { message: `has a cell without readable source: cell ${index + 1}` };
    const start = program.length;
    program += isPython(cell) ? withoutMagics(source) : source.replace(/[^\r\n]/g, ' ');
    cells.push({ number: index + 1, span: { start, end: program.length }, source, rawSpan });
    program += '\n';
  }
  return { raw, program, cells };
}

/** The cell that holds an offset of the program; the last one for an offset behind it. */
export function cellAt({ cells }: Notebook, offset: number): Cell | undefined {
  let low = 0;
  let high = cells.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (cells[middle].span.start <= offset) low = middle;
    else high = middle - 1;
  }
  return cells[low];
}

/** The file after edits of the program. Edits that leave their cell are left out. */
export function editNotebook(notebook: Notebook, edits: readonly Edit[]): string {
  const changes: Edit[] = [];
  for (const cell of notebook.cells) {
    const own = edits.filter(({ span }) => span.start >= cell.span.start && span.end <= cell.span.end);
    if (own.length === 0) continue;
    const moved = own.map(({ span, text }) => ({ text, span: { start: span.start - cell.span.start, end: span.end - cell.span.start } }));
    changes.push({ span: cell.rawSpan, text: writtenLike(notebook.raw, cell.rawSpan, applyEdits(cell.source, moved)) });
  }
  return applyEdits(notebook.raw, changes);
}

/** Whether an edit stays within one cell. */
export const fitsCell = ({ cells }: Notebook, { span }: Edit): boolean =>
  cells.some((cell) => span.start >= cell.span.start && span.end <= cell.span.end);

/** The line of the file (from 1) that holds a line (from 1) of a cell: an array has one of them on each line. */
export function rawLineOf({ raw }: Notebook, { rawSpan }: Cell, line: number): number {
  let at = rawSpan.start;
  if (raw[at] === '[') {
    const ends = elementsOf(raw, at);
    at = ends[Math.min(line, ends.length) - 1]?.start ?? at;
  }
  let number = 1;
  for (let feed = raw.indexOf('\n'); feed !== -1 && feed < at; feed = raw.indexOf('\n', feed + 1)) number += 1;
  return number;
}

function languageOf(content: Readonly<Record<string, unknown>>): string | null {
  const metadata = content['metadata'];
  if (!isTable(metadata)) return null;
  const info = metadata['language_info'];
  if (isTable(info) && typeof info['name'] === 'string') return info['name'];
  const kernel = metadata['kernelspec'];
  return isTable(kernel) && typeof kernel['language'] === 'string' ? kernel['language'] : null;
}

/** A cell may be of another language, as VS Code writes it. */
function isPython(cell: Readonly<Record<string, unknown>>): boolean {
  const metadata = cell['metadata'];
  const vscode = isTable(metadata) ? metadata['vscode'] : undefined;
  return !isTable(vscode) || typeof vscode['languageId'] !== 'string' || vscode['languageId'] === 'python';
}

function sourceOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : null;
}

function faultOfJson(raw: string, error: unknown): NotebookFault {
  if (raw.trim() === '') return { message: 'is empty, so it is not a notebook' };
  const message = error instanceof Error ? error.message : '';
  const at = /at position (\d+)/.exec(message)?.[1];
  const offset = at === undefined ? raw.length : Number(at);
  return { ...positionAt(linesOf(raw), offset), message: 'is not a notebook: its JSON is malformed here' };
}

/** A source in the style of the value it replaces: a string or lines, indented as they were, non-ASCII escaped if it was. */
function writtenLike(raw: string, span: Span, source: string): string {
  const old = raw.slice(span.start, span.end);
  const quote = (text: string): string => {
    const plain = JSON.stringify(text);
    return /\\u[0-9a-f]{4}/i.test(raw) && !/[\u0080-\uffff]/.test(raw)
      ? plain.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      : plain;
  };
  if (!old.startsWith('[')) return quote(source);
  const before = /^\[(\s*)/.exec(old)![1];
  const after = /(\s*)\]$/.exec(old)![1];
  const lines = source.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return `[${before}${lines.map(quote).join(`,${before === '' ? ' ' : before}`)}${after}]`;
}

/** Where the `source` of each cell lies; relies on the text being valid JSON. */
function sourceSpans(raw: string): (Span | null)[] {
  const top = skipBlanks(raw, 0);
  const spans: (Span | null)[] = [];
  for (const [key, list] of membersOf(raw, top)) {
    if (key !== 'cells') continue;
    spans.length = 0;
    for (const cell of elementsOf(raw, list.start)) {
      let found: Span | null = null;
      if (raw[cell.start] === '{') for (const [name, value] of membersOf(raw, cell.start)) if (name === 'source') found = value;
      spans.push(found);
    }
  }
  return spans;
}

function membersOf(raw: string, open: number): [string, Span][] {
  const found: [string, Span][] = [];
  for (let at = skipBlanks(raw, open + 1); at < raw.length && raw[at] !== '}';) {
    const end = valueEnd(raw, at);
    const key: unknown = JSON.parse(raw.slice(at, end));
    const start = skipBlanks(raw, skipBlanks(raw, end) + 1);
    const stop = valueEnd(raw, start);
    found.push([String(key), { start, end: stop }]);
    at = skipBlanks(raw, stop);
    if (raw[at] === ',') at = skipBlanks(raw, at + 1);
  }
  return found;
}

function elementsOf(raw: string, open: number): Span[] {
  const found: Span[] = [];
  for (let at = skipBlanks(raw, open + 1); at < raw.length && raw[at] !== ']';) {
    const end = valueEnd(raw, at);
    found.push({ start: at, end });
    at = skipBlanks(raw, end);
    if (raw[at] === ',') at = skipBlanks(raw, at + 1);
  }
  return found;
}

/** The offset behind the value that begins at `start`; brackets are counted, not nested calls. */
function valueEnd(raw: string, start: number): number {
  let depth = 0;
  for (let at = start; at < raw.length;) {
    const unit = raw[at];
    if (unit === '"') {
      for (at += 1; at < raw.length && raw[at] !== '"'; at += raw[at] === '\\' ? 2 : 1);
      at += 1;
    } else if (unit === '{' || unit === '[') {
      depth += 1;
      at += 1;
    } else if (unit === '}' || unit === ']') {
      depth -= 1;
      at += 1;
    } else if (depth === 0) {
      while (at < raw.length && !/[\s,\]}:]/.test(raw[at])) at += 1;
      return at;
    } else {
      at += 1;
      continue;
    }
    if (depth === 0) return at;
  }
  return raw.length;
}

function skipBlanks(raw: string, at: number): number {
  let next = at;
  while (next < raw.length && (raw[next] === ' ' || raw[next] === '\n' || raw[next] === '\r' || raw[next] === '\t')) next += 1;
  return next;
}
