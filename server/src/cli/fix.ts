/**
 * Applies fixes to the documents of a snapshot until nothing is left to fix: whole fixes, round after round.
 *
 * Overlapping fixes wait for the next round. A fix after which a file would be understood less than before is undone and named.
 * Line ends stay as the file has them, and so does its byte order mark.
 */
import { applyEdits, type Edit } from '../base/edit.ts';
import type { Finding } from '../base/finding.ts';
import { combineFixes, withDocument } from '../ide/fix-all.ts';
import { documentOf, notebookDocumentOf, placeIn, type Document } from '../project/document.ts';
import { editNotebook, fitsCell } from '../project/notebook.ts';
import type { Problem } from '../project/problem.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Checker } from './world.ts';

export interface FixMode {
  readonly apply: boolean;
  /** Also fixes that may change what the program does. */
  readonly unsafe: boolean;
  /** Whether files are written, or only shown. */
  readonly write: boolean;
}

export interface FixResult {
  /** With the documents after all fixes. */
  readonly snapshot: Snapshot;
  /** The new files, byte order mark included. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many findings were fixed in each. */
  readonly counts: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

/** A rule that still finds something to fix after so many rounds disagrees with its own fix. */
const mostRounds = 20;

export function fixDocuments(snapshot: Snapshot, paths: readonly string[], mode: FixMode, check: Checker): FixResult {
  const problems: Problem[] = [];
  const counts = new Map<string, number>();
  const texts = new Map<string, string>();
  const refused = new Set<string>();
  let current = snapshot;
  let open = [...paths];
  for (let round = 0; open.length > 0; round += 1) {
    const changed: string[] = [];
    for (const path of open) {
      const document = current.document(path);
      if (document === undefined) continue;
      const findings = fixable(check(current, path).findings, document, mode, refused);
      if (findings.length === 0) continue;
      if (round === mostRounds) {
        const rules = [...new Set(findings.map(({ code, name }) => `${code} ${name}`))].join(', ');
        problems.push({ kind: 'internal', path, message: `the fixes did not settle in ${mostRounds} rounds: ${rules}` });
        continue;
      }
      const next = fixOnce(document, findings, mode, refused, problems);
      if (next === null) continue;
      current = withDocument(current, path, next.document);
      counts.set(path, (counts.get(path) ?? 0) + next.count);
      texts.set(path, fileOf(next.document));
      changed.push(path);
    }
    // a change in one file of a crate may have uncovered something in another
    open = changed.length === 0 ? [] : paths.length > 1 ? [...paths] : changed;
    if (round >= mostRounds) break;
  }
  return { snapshot: current, texts, counts, problems };
}

const fixable = (findings: readonly Finding[], document: Document, mode: FixMode, refused: ReadonlySet<string>): readonly Finding[] =>
  findings.filter(({ fix, ...finding }) => fix !== null && (fix.safe || mode.unsafe) && !refused.has(keyOf({ fix, ...finding }, document)));

/** One round for one file; `null` when no fix can be applied. */
function fixOnce(
  document: Document,
  findings: readonly Finding[],
  mode: FixMode,
  refused: Set<string>,
  problems: Problem[],
): { readonly document: Document; readonly count: number } | null {
  const together = applied(document, findings, mode);
  if (together !== null && together.document.tree.errors <= document.tree.errors) return together;
  // one of them does harm (or none changes anything): each is tried on its own
  const good: Finding[] = [];
  for (const finding of findings) {
    const alone = applied(document, [finding], mode);
    if (alone !== null && alone.document.tree.errors <= document.tree.errors) good.push(finding);
    else {
      refused.add(keyOf(finding, document));
      if (alone !== null) problems.push(breaks(finding, document));
    }
  }
  const rest = good.length === 0 ? null : applied(document, good, mode);
  if (rest === null || rest.document.tree.errors <= document.tree.errors) return rest;
  // only together they do harm: the first goes alone, the others wait
  return applied(document, good.slice(0, 1), mode);
}

/** The document after as many of the fixes as go together; `null` when it stays the same. */
function applied(
  document: Document,
  findings: readonly Finding[],
  mode: FixMode,
): { readonly document: Document; readonly count: number } | null {
  const { edits, count } = combineFixes(findings, { unsafe: mode.unsafe });
  const ends = document.text.includes('\r\n') && !/[^\r]\n/.test(document.text);
  const written = ends ? edits.map((edit) => ({ ...edit, text: edit.text.replace(/\r?\n/g, '\r\n') })) : edits;
  const next = edited(document, written);
  return next === null || fileOf(next) === fileOf(document) ? null : { document: next, count };
}

function edited(document: Document, edits: readonly Edit[]): Document | null {
  const { path, language, byteOrderMark, notebook } = document;
  const mark = byteOrderMark ? '\ufeff' : '';
  if (notebook === undefined) return documentOf(path, language, mark + applyEdits(document.text, edits));
  if (!edits.every((edit) => fitsCell(notebook, edit))) return null;
  const next = notebookDocumentOf(path, mark + editNotebook(notebook, edits));
  return 'message' in next ? null : next;
}

/** The file that a document stands for. */
const fileOf = ({ byteOrderMark, notebook, text }: Document): string => (byteOrderMark ? '\ufeff' : '') + (notebook?.raw ?? text);

/** The same for a finding in later rounds, when it has moved. */
const keyOf = ({ code, path, span }: Finding, { text }: Document): string =>
  `${path}\u0000${code}\u0000${text.slice(span.start, span.end)}`;

function breaks({ code, name, span, path }: Finding, document: Document): Problem {
  const { line, column } = placeIn(document, span.start);
  return {
    kind: 'internal',
    path,
    line,
    column,
    message: `the fix of ${code} \`${name}\` would break the syntax here and was not applied`,
  };
}
