/** A file as the host has it → a document, or why there is none. The one way from bytes to documents, whoever asks. */
import { decode, undecodable } from './decode.ts';
import type { FileFormat } from './discover.ts';
import { documentOf, notebookDocumentOf, type Document } from './document.ts';
import { failed, type Host } from './host.ts';
import type { Problem } from './problem.ts';

export interface Source {
  readonly document: Document;
  /** The file as it is, byte order mark included. */
  readonly raw: string;
  readonly encoding: string;
}

/** Reads a file of at most so many bytes; a problem names the file. */
export async function readSource(host: Host, path: string, format: FileFormat, maxBytes: number): Promise<Source | Problem> {
  const stat = await host.stat(path);
  if (failed(stat)) return { kind: 'input', path, message: stat.failure };
  if (stat.size > maxBytes) return { kind: 'input', path, message: tooLarge(stat.size, maxBytes) };
  const bytes = await host.read(path);
  if (failed(bytes)) return { kind: 'input', path, message: bytes.failure };
  if (bytes.length > maxBytes) return { kind: 'input', path, message: tooLarge(bytes.length, maxBytes) };
  const decoded = decode(bytes, format);
  return undecodable(decoded) ? { ...decoded, kind: 'input', path } : sourceOf(path, format, decoded.text, decoded.encoding);
}

/** The same for a text that is already there. */
export function sourceOf(path: string, format: FileFormat, raw: string, encoding = 'utf-8'): Source | Problem {
  const document = format === 'notebook' ? notebookDocumentOf(path, raw) : documentOf(path, format, raw);
  return 'message' in document ? { ...document, kind: 'input', path } : { document, raw, encoding };
}

export const isProblem = (source: Source | Problem): source is Problem => 'kind' in source;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1).replace(/\.0$/, '')} MB`;

export const tooLarge = (bytes: number, limit: number): string =>
  `is ${megabytes(bytes)} large, above the limit of ${megabytes(limit)} (\`max-file-size\`), and was not checked`;
