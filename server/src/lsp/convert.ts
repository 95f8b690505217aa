/** From plain answers to the types of the protocol and back. Positions count UTF-16 units, the only encoding that every client knows. */
import {
  CodeActionKind,
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic,
  type Location,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Finding, Level } from '../base/finding.ts';
import { lineAt, offsetAt, utf16PositionAt, type Utf16Position } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import type { FileEdits } from '../ide/actions.ts';
import type { Document } from '../project/document.ts';
import type { OpenCell, OpenDocument } from './documents.ts';
import { pageLink, type Profile } from './profile.ts';
import { uriOfPath } from './uris.ts';

/** Where a path is found: the open document, or what the snapshot read from disk. */
export interface Places {
  opened(path: string): OpenDocument | undefined;
  document(path: string): Document | undefined;
  /** The document that a URI of the editor belongs to, and, where that is a notebook, the cell that the URI is. */
  origin(uri: string): Origin;
}

export interface Origin {
  readonly path: string;
  readonly cell: OpenCell | null;
}

export const severityOf: Readonly<Record<Level, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Rules whose findings mark text that may simply go. */
const unnecessary: ReadonlySet<string> = new Set(['pointless-del', 'unused-suppression']);

/** What a diagnostic carries for the code actions that come back with it. */
export interface DiagnosticData {
  readonly fixable: boolean;
}

export function diagnosticOf(finding: Finding, places: Places, profile: Profile): Diagnostic {
  const data: DiagnosticData = { fixable: finding.fix !== null };
  const diagnostic: Diagnostic = {
    range: locationIn(places, finding.path, finding.span).range,
    severity: severityOf[finding.level],
    code: finding.code,
    source: 'decref',
    message: profile.sayFinding(finding.code, finding.message),
    data,
  };
  const page = profile.codeDescription ? pageLink(profile, finding.code) : null;
  if (page !== null) diagnostic.codeDescription = { href: page };
  if (profile.relatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ path, span, message }) => ({
      location: locationIn(places, path, span),
      message: profile.sayFinding(finding.code, message),
    }));
  }
  if (profile.diagnosticTags && unnecessary.has(finding.name)) diagnostic.tags = [DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** The editor's own spelling of the URI where the document is open. */
export const uriIn = (places: Places, path: string): string => places.opened(path)?.uri ?? uriOfPath(path);

/** A place as the editor says it; in a notebook it lies in one cell. */
export function locationIn(places: Places, path: string, span: Span): Location {
  const document = places.document(path);
  const uri = uriIn(places, path);
  if (document === undefined) return { uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  const cell = cellAt(places, path, span.start);
  if (cell !== null) {
    const first = lineAt(document.lines, cell.start);
    const end = Math.min(span.end, cell.start + cell.text.length);
    return {
      uri: cell.uri,
      range: {
        start: raised(utf16PositionAt(document.lines, span.start), first),
        end: raised(utf16PositionAt(document.lines, end), first),
      },
    };
  }
  const mark = markOf(places, path);
  return {
    uri,
    range: {
      start: shifted(utf16PositionAt(document.lines, span.start), mark),
      end: shifted(utf16PositionAt(document.lines, span.end), mark),
    },
  };
}

/** The cell of a notebook that holds an offset of its program; `null` for other documents. */
export function cellAt(places: Places, path: string, offset: number): OpenCell | null {
  return places.opened(path)?.cells?.findLast(({ start }) => start <= offset) ?? null;
}

/** The offset of an editor's position in the document's text. */
export function offsetIn(places: Places, uri: string, position: Utf16Position): number {
  const { path, cell } = places.origin(uri);
  const document = places.document(path);
  if (document === undefined) return 0;
  if (cell === null) return offsetAt(document.lines, shifted(position, -markOf(places, path)));
  const offset = offsetAt(document.lines, raised(position, -lineAt(document.lines, cell.start)));
  return Math.max(cell.start, Math.min(offset, cell.start + cell.text.length));
}

/** Nothing where an edit leaves its cell: a fix is made whole or not at all. */
export function workspaceEdit(files: readonly FileEdits[], places: Places, profile: Profile): WorkspaceEdit {
  const byUri = new Map<string, { readonly version: number | null; readonly edits: TextEdit[] }>();
  for (const { path, edits } of files) {
    for (const { span, text } of edits) {
      const cell = cellAt(places, path, span.start);
      if (cell !== null && span.end > cell.start + cell.text.length)
        return profile.documentChanges ? { documentChanges: [] } : { changes: {} };
      const { uri, range } = locationIn(places, path, span);
      let known = byUri.get(uri);
      if (known === undefined) byUri.set(uri, (known = { version: cell?.version ?? places.opened(path)?.version ?? null, edits: [] }));
      known.edits.push({ range, newText: text });
    }
  }
  if (!profile.documentChanges) return { changes: Object.fromEntries([...byUri].map(([uri, { edits }]) => [uri, edits])) };
  return { documentChanges: [...byUri].map(([uri, { version, edits }]) => ({ textDocument: { uri, version }, edits })) };
}

export const fixAllKind = `${CodeActionKind.SourceFixAll}.decref`;

/** 1 where the editor's text begins with a byte order mark, which the document's text leaves out. */
const markOf = (places: Places, path: string): number => (places.opened(path)?.document.byteOrderMark === true ? 1 : 0);

const shifted = (position: Utf16Position, by: number): Utf16Position =>
  by === 0 || position.line !== 0 ? position : { line: 0, character: Math.max(0, position.character + by) };

const raised = ({ line, character }: Utf16Position, by: number): Utf16Position => ({ line: line - by, character });
