/** The documents that the editor has open, as it last described them. Their text is the editor's, not the disk's. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import type { Edit } from '../base/edit.ts';
import { linesOf, offsetAt } from '../base/lines.ts';
import { documentOf, languageOfPath, type Document } from '../project/document.ts';
import { openSource, type OpenSource } from '../syntax/parse.ts';
import type { Language } from '../syntax/tree.ts';
import { pathOfUri } from './uris.ts';

export interface OpenDocument {
  /** As the editor writes it. */
  readonly uri: string;
  readonly version: number;
  /** As the editor has it, with its byte order mark if it sends one. */
  readonly text: string;
  readonly document: Document;
  /** Reads again only what an edit changed; `null` where the text is not what is parsed (a byte order mark, a notebook). */
  readonly source: OpenSource | null;
  /** Of a notebook: its Python cells; the document is their program. */
  readonly cells?: readonly OpenCell[];
}

export interface OpenCell {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Where it begins in the program. */
  readonly start: number;
}

/** Opens a document; `null` for a language that is not ours. Whoever lets go of it closes its source. */
export function openDocument(uri: string, languageId: string, version: number, text: string): OpenDocument | null {
  const path = pathOfUri(uri);
  const language = languageOf(languageId, path);
  if (language === null) return null;
  const source = text.startsWith('\uFEFF') ? null : openSource(language, text);
  return { uri, version, text, source, document: documentOf(path, language, text, source?.tree) };
}

/** The document after changes; each is relative to the text that the one before left. The former one is not to be used any more. */
export function changeDocument(open: OpenDocument, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument {
  const { path, language } = open.document;
  const text = changedText(open.text, changes);
  if (open.source === null) return { ...open, version, text, document: documentOf(path, language, text) };
  return { ...open, version, text, document: documentOf(path, language, text, open.source.edit(editsOf(open.text, changes))) };
}

/** The same document, read afresh. */
export function reopenDocument(open: OpenDocument): OpenDocument {
  closeDocument(open);
  const { path, language } = open.document;
  const source = open.source === null ? null : openSource(language, open.text);
  return { ...open, source, document: documentOf(path, language, open.text, source?.tree) };
}

export const closeDocument = (open: OpenDocument): void => open.source?.close();

/** The changes as edits, each of the text that the one before left. */
function editsOf(before: string, changes: readonly TextDocumentContentChangeEvent[]): readonly Edit[] {
  let text = before;
  return changes.map((change) => {
    const edit = editOf(text, change);
    text = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    return edit;
  });
}

function editOf(text: string, change: TextDocumentContentChangeEvent): Edit {
  if (!('range' in change) || change.range === undefined) return { span: { start: 0, end: text.length }, text: change.text };
  const lines = linesOf(text);
  const start = offsetAt(lines, change.range.start);
  return { span: { start, end: Math.max(start, offsetAt(lines, change.range.end)) }, text: change.text };
}

export function changedText(before: string, changes: readonly TextDocumentContentChangeEvent[]): string {
  let text = before;
  for (const { span, text: inserted } of editsOf(before, changes)) text = text.slice(0, span.start) + inserted + text.slice(span.end);
  return text;
}

function languageOf(languageId: string, path: string): Language | null {
  if (languageId === 'python' || languageId === 'rust') return languageId;
  return languageOfPath(path);
}
