/**
 * Many fixes at once: whole fixes are taken or left, never halves, and a text that was understood before is understood afterwards.
 *
 * Pure; the same for `--fix`, for fix all in the editor and for formatting on save.
 */
import { applyEdits, type Edit } from '../base/edit.ts';
import type { Finding } from '../base/finding.ts';
import { finish, type Steps } from '../base/steps.ts';
import { documentOf } from '../project/document.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { rules } from '../rules/index.ts';
import { diagnoseInSteps } from './diagnose.ts';

export interface FixChoice {
  /** Also fixes that may change what the program does. */
  readonly unsafe: boolean;
  /** Only the fixes of this rule (its code). */
  readonly code?: string;
}

export interface Fixed {
  readonly text: string;
  /** From the old text to the new one; empty when nothing was fixed. */
  readonly edits: readonly Edit[];
  /** How many findings were fixed. */
  readonly count: number;
}

/** A fix may uncover another; more rounds than this are a rule that disagrees with its own fix. */
const MOST_ROUNDS = 10;

/** Fixes what may be fixed in one file, until nothing is left. The file is not written. */
export const fixAll = (snapshot: Snapshot, path: string, choice: FixChoice): Fixed => finish(fixAllInSteps(snapshot, path, choice));

export function* fixAllInSteps(snapshot: Snapshot, path: string, choice: FixChoice): Steps<Fixed> {
  const original = snapshot.document(path);
  if (original === undefined) return { text: '', edits: [], count: 0 };
  let current = snapshot;
  let document = original;
  let edits: readonly Edit[] = [];
  let count = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const chosen = combineFixes((yield* diagnoseInSteps(current, path, rules, {})).findings, choice);
    if (chosen.count === 0) break;
    const next = documentOf(path, document.language, applyEdits(document.text, chosen.edits));
    if (next.text === document.text || next.tree.errors > document.tree.errors) break;
    edits = round === 0 ? chosen.edits : [changeBetween(original.text, next.text)];
    count += chosen.count;
    document = next;
    current = withDocument(current, path, next);
  }
  return { text: document.text, edits, count };
}

/** The edits of as many whole fixes as go together, in the order of the findings; equal edits (the same import) are made once. */
export function combineFixes(findings: readonly Finding[], choice: FixChoice): { readonly edits: readonly Edit[]; readonly count: number } {
  const taken: Edit[] = [];
  let count = 0;
  for (const { fix, code } of findings) {
    if (fix === null || (!fix.safe && !choice.unsafe) || (choice.code !== undefined && choice.code !== code)) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => sameEdit(edit, other)));
    if (fresh.some((edit) => taken.some((other) => overlap(edit, other)))) continue;
    taken.push(...fresh);
    count += 1;
  }
  taken.sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
  return { edits: taken, count };
}

const sameEdit = (one: Edit, other: Edit): boolean =>
  one.span.start === other.span.start && one.span.end === other.span.end && one.text === other.text;

/** Two insertions at one place do not overlap; an insertion within (or at the start of) a replaced stretch does. */
function overlap(one: Edit, other: Edit): boolean {
  if (one.span.start === one.span.end && other.span.start === other.span.end) return false;
  return one.span.start < other.span.end && other.span.start < one.span.end;
}

/** The one edit that leads from a text to another: what is the same at both ends is left alone. */
export function changeBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end += 1;
  return { span: { start, end: before.length - end }, text: after.slice(start, after.length - end) };
}

/** The snapshot with another text for one file. */
export function withDocument(snapshot: Snapshot, path: string, document: NonNullable<ReturnType<Snapshot['document']>>): Snapshot {
  return {
    paths: snapshot.paths,
    document: (wanted) => (wanted === path ? document : snapshot.document(wanted)),
    settings: (wanted) => snapshot.settings(wanted),
    crate: (wanted) => snapshot.crate(wanted),
    links: (wanted) => snapshot.links(wanted),
  };
}
