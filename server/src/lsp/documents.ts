/** The documents that the editor has open, as it last described them. Their text is the editor's, not the disk's. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { linesOf, offsetAt } from '../base/lines.ts';
import { documentOf, languageOfPath, type Document } from '../project/document.ts';
import type { Language } from '../syntax/tree.ts';
import { pathOfUri } from './uris.ts';

export interface OpenDocument {
  /** As the editor writes it. */
  readonly uri: string;
  readonly version: number;
  /** As the editor has it, with its byte order mark if it sends one. */
  readonly text: string;
  readonly document: Document;
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

/** Opens a document; `null` for a language that is not ours. */
export function openDocument(uri: string, languageId: string, version: number, text: string): OpenDocument | null {
  const path = pathOfUri(uri);
  const language = languageOf(languageId, path);
  return language === null ? null : { uri, version, text, document: documentOf(path, language, text) };
}

/** The document after changes; each is relative to the text that the one before left. */
export function changeDocument(open: OpenDocument, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument {
  const text = changedText(open.text, changes);
  return { ...open, version, text, document: documentOf(open.document.path, open.document.language, text) };
}

export function changedText(before: string, changes: readonly TextDocumentContentChangeEvent[]): string {
  let text = before;
  for (const change of changes) {
    if ('range' in change && change.range !== undefined) {
      const lines = linesOf(text);
      const start = offsetAt(lines, change.range.start);
      const end = Math.max(start, offsetAt(lines, change.range.end));
      text = text.slice(0, start) + change.text + text.slice(end);
    } else text = change.text;
  }
  return text;
}

function languageOf(languageId: string, path: string): Language | null {
  if (languageId === 'python' || languageId === 'rust') return languageId;
  return languageOfPath(path);
}
