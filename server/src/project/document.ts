/** One text of the project: immutable; what is derived from it (tree, lines) is made once, when first asked for. */
import { linesOf, positionAt, type Lines, type Position } from '../base/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { Language, Tree } from '../syntax/tree.ts';
import { cellAt, readNotebook, type Notebook, type NotebookFault } from './notebook.ts';

export interface Document {
  /** Absolute, with `/` (tests may use plain names). */
  readonly path: string;
  readonly language: Language;
  /** Without a byte order mark. */
  readonly text: string;
  /** Whether the file begins with a byte order mark, which a rewrite must keep. */
  readonly byteOrderMark: boolean;
  readonly lines: Lines;
  readonly tree: Tree;
  /** Where the text is the program of a notebook: the file and its cells. */
  readonly notebook?: Notebook;
}

/** Makes a document. `tree` is given where one was made incrementally; it must be a tree of this very text. */
export function documentOf(path: string, language: Language, source: string, tree?: Tree): Document {
  const byteOrderMark = source.charCodeAt(0) === 0xfeff;
  const text = byteOrderMark ? source.slice(1) : source;
  let lines: Lines | undefined;
  let parsed = tree;
  return {
    path,
    language,
    text,
    byteOrderMark,
    get lines() {
      return (lines ??= linesOf(text));
    },
    get tree() {
      return (parsed ??= parse(language, text));
    },
  };
}

/** The document of a notebook file: its Python cells as one program, or what is wrong with the file. */
export function notebookDocumentOf(path: string, source: string): Document | NotebookFault {
  const byteOrderMark = source.charCodeAt(0) === 0xfeff;
  const notebook = readNotebook(byteOrderMark ? source.slice(1) : source);
  if ('message' in notebook) return notebook;
  const document = documentOf(path, 'python', notebook.program);
  return {
    path,
    language: 'python',
    text: document.text,
    byteOrderMark,
    notebook,
    get lines() {
      return document.lines;
    },
    get tree() {
      return document.tree;
    },
  };
}

/** A place as people say it: in a notebook, line and column count within the cell. */
export interface Place extends Position {
  readonly cell?: number;
}

export function placeIn(document: Document, offset: number): Place {
  const position = positionAt(document.lines, offset);
  const cell = document.notebook === undefined ? undefined : cellAt(document.notebook, offset);
  if (cell === undefined) return position;
  return { line: position.line - positionAt(document.lines, cell.span.start).line + 1, column: position.column, cell: cell.number };
}

/** The language that a file name promises, or `null`: `.py`, `.pyi`, `.rs` (notebooks are documents made by the host). */
export function languageOfPath(path: string): Language | null {
  if (/\.pyi?$/i.test(path)) return 'python';
  if (/\.rs$/i.test(path)) return 'rust';
  return null;
}
