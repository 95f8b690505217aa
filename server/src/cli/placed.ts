/** Findings as every report prints them: lines, columns and relative paths instead of offsets. The shape of the JSON of `check`. */
import type { Finding, Level } from '../base/finding.ts';
import { lineAt, lineEnd, type Lines, type Position } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import { type Document, placeIn, type Place } from '../project/document.ts';
import { rawLineOf } from '../project/notebook.ts';
import { isAbsolutePath, relativePath } from '../project/paths.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { contextOf } from '../project/baseline.ts';

export interface Placed {
  readonly file: string;
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  readonly message: string;
  readonly start: Position;
  readonly end: Position;
  readonly related: readonly {
    readonly file: string;
    readonly cell?: number;
    readonly start: Position;
    readonly end: Position;
    readonly message: string;
  }[];
  readonly fix: {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly { readonly start: Position; readonly end: Position; readonly text: string }[];
  } | null;
  /** In a notebook: the cell (from 1, among all cells); lines and columns count within it. */
  readonly cell?: number;
}

/** A finding with what only some reports need. */
export interface Reported {
  readonly placed: Placed;
  /** The lines it stands on, where the report shows them. */
  readonly excerpt: Excerpt | null;
  /** The same for this finding wherever its line moves: rule and text of the line. */
  readonly context: string;
  /** For reports that only know files: the line in the notebook's file. */
  readonly fileLine?: number;
}

export interface Excerpt {
  readonly line: number;
  readonly text: string;
  /** Columns (from 0, code points of `text`) that are underlined. */
  readonly from: number;
  readonly to: number;
}

/** Excerpts show at most so many characters of a line. */
const widest = 160;

export function place(finding: Finding, snapshot: Snapshot, folder: string, withExcerpt: boolean): Reported {
  const document = snapshot.document(finding.path);
  const at = spanPlaces(document, finding.span);
  const placed: Placed = {
    file: shownPath(folder, finding.path),
    code: finding.code,
    name: finding.name,
    level: finding.level,
    message: finding.message,
    ...at,
    related: finding.related.map(({ path, span, message }) => {
      const { start, end, cell } = spanPlaces(snapshot.document(path), span);
      return { file: shownPath(folder, path), ...(cell === undefined ? {} : { cell }), start, end, message };
    }),
    fix:
      finding.fix === null
        ? null
        : {
            title: finding.fix.title,
            safe: finding.fix.safe,
            edits: finding.fix.edits.map(({ span, text }) => {
              const { start, end } = spanPlaces(document, span);
              return { start, end, text };
            }),
          },
  };
  const fileLine = document?.notebook === undefined ? undefined : fileLineOf(document, finding.span.start, at.start.line);
  return {
    placed: ordered(placed),
    excerpt: withExcerpt && document !== undefined ? excerptOf(document.lines, finding.span, at.start.line) : null,
    context: contextOf(document, finding),
    ...(fileLine === undefined ? {} : { fileLine }),
  };
}

export const shownPath = (folder: string, path: string): string => (isAbsolutePath(path) ? relativePath(folder, path) : path);

/** The keys in the documented order, `cell` last. */
function ordered({ file, code, name, level, message, start, end, related, fix, cell }: Placed): Placed {
  return { file, code, name, level, message, start, end, related, fix, ...(cell === undefined ? {} : { cell }) };
}

function spanPlaces(
  document: Document | undefined,
  span: Span,
): { readonly start: Position; readonly end: Position; readonly cell?: number } {
  if (document === undefined) return { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  const start = placeIn(document, span.start);
  const end = placeIn(document, span.end);
  return { start: bare(start), end: bare(end), ...(start.cell === undefined ? {} : { cell: start.cell }) };
}

const bare = ({ line, column }: Place): Position => ({ line, column });

function fileLineOf({ notebook }: Document, offset: number, line: number): number | undefined {
  const cell = notebook?.cells.findLast(({ span }) => span.start <= offset);
  return notebook === undefined || cell === undefined ? undefined : rawLineOf(notebook, cell, line);
}

/** The first line of a span. Tabs become one space, and of a very long line only the part around the span is kept. */
function excerptOf(lines: Lines, span: Span, shownLine: number): Excerpt {
  const line = lineAt(lines, span.start);
  const start = lines.starts[line];
  const end = lineEnd(lines, line);
  let from = span.start - start;
  let to = Math.max(from + 1, Math.min(span.end, end) - start);
  let text = lines.text.slice(start, Math.min(end, span.start + widest));
  if (from > widest / 2) {
    const cut = from - 40;
    text = `…${text.slice(cut)}`;
    from -= cut - 1;
    to -= cut - 1;
  }
  if (text.length > widest) text = text.slice(0, widest);
  if (start + to > end || text.length < to) to = Math.max(from + 1, Math.min(to, text.length));
  const clean = (part: string): string => part.replace(/\p{Cc}/gu, ' ');
  const before = Array.from(text.slice(0, from)).length;
  const marked = Array.from(text.slice(from, to)).length;
  return { line: shownLine, text: clean(text), from: before, to: before + Math.max(1, marked) };
}
