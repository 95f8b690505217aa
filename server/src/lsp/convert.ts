/** From plain answers to the types of the protocol and back. Positions count UTF-16 units, the only encoding that every client knows. */
import { CodeActionKind, DiagnosticSeverity, DiagnosticTag, type Diagnostic, type Range, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { Edit } from '../base/edit.ts';
import type { Finding, Level } from '../base/finding.ts';
import { offsetAt, utf16PositionAt, type Utf16Position } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import type { FileEdits } from '../ide/actions.ts';
import type { Document } from '../project/document.ts';
import type { OpenDocument } from './documents.ts';
import { pageLink, type Profile } from './profile.ts';
import { uriOfPath } from './uris.ts';

/** Where a path is found: the open document, or what the snapshot read from disk. */
export interface Places {
  opened(path: string): OpenDocument | undefined;
  document(path: string): Document | undefined;
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
    range: rangeIn(places, finding.path, finding.span),
    severity: severityOf[finding.level],
    code: finding.code,
    source: 'decref',
    message: finding.message,
    data,
  };
  const page = profile.codeDescription ? pageLink(profile, finding.code) : null;
  if (page !== null) diagnostic.codeDescription = { href: page };
  if (profile.relatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ path, span, message }) => ({
      location: { uri: uriIn(places, path), range: rangeIn(places, path, span) },
      message,
    }));
  }
  if (profile.diagnosticTags && unnecessary.has(finding.name)) diagnostic.tags = [DiagnosticTag.Unnecessary];
  return diagnostic;
}

/** The editor's own spelling of the URI where the document is open. */
export const uriIn = (places: Places, path: string): string => places.opened(path)?.uri ?? uriOfPath(path);

export function rangeIn(places: Places, path: string, span: Span): Range {
  const document = places.document(path);
  if (document === undefined) return { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const mark = markOf(places, path);
  return { start: shifted(utf16PositionAt(document.lines, span.start), mark), end: shifted(utf16PositionAt(document.lines, span.end), mark) };
}

/** The offset of an editor's position in the document's text. */
export function offsetIn(places: Places, path: string, position: Utf16Position): number {
  const document = places.document(path);
  return document === undefined ? 0 : offsetAt(document.lines, shifted(position, -markOf(places, path)));
}

export function workspaceEdit(files: readonly FileEdits[], places: Places, profile: Profile): WorkspaceEdit {
  const texts = files.map(({ path, edits }) => ({ path, uri: uriIn(places, path), edits: textEdits(places, path, edits) }));
  if (!profile.documentChanges) return { changes: Object.fromEntries(texts.map(({ uri, edits }) => [uri, edits])) };
  return {
    documentChanges: texts.map(({ path, uri, edits }) => ({
      textDocument: { uri, version: places.opened(path)?.version ?? null },
      edits,
    })),
  };
}

export const textEdits = (places: Places, path: string, edits: readonly Edit[]): TextEdit[] =>
  edits.map(({ span, text }) => ({ range: rangeIn(places, path, span), newText: text }));

export const fixAllKind = `${CodeActionKind.SourceFixAll}.decref`;

/** 1 where the editor's text begins with a byte order mark, which the document's text leaves out. */
const markOf = (places: Places, path: string): number => (places.opened(path)?.document.byteOrderMark === true ? 1 : 0);

const shifted = (position: Utf16Position, by: number): Utf16Position =>
  by === 0 || position.line !== 0 ? position : { line: 0, character: Math.max(0, position.character + by) };
