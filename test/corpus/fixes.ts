/**
 * Every fix of every finding of a file, each applied alone: what it must hold on real code. The result is understood, the finding is gone, no other
 * finding appears, and no comment is lost.
 */
import { applyEdits } from '../../server/src/base/edit.ts';
import type { Finding } from '../../server/src/base/finding.ts';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { diagnose } from '../../server/src/ide/diagnose.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';

export interface FixOutcome {
  readonly code: string;
  readonly safe: boolean;
  /** The finding's first offset in the text before. */
  readonly start: number;
  readonly text: string;
  /** What does not hold; empty where all does. */
  readonly faults: readonly string[];
}

const settings = { ...defaultSettings, select: ['ALL'] };

/** Applies each fix of a file of that text by itself. */
export function tryFixes(path: string, before: string): FixOutcome[] {
  const { findings, comments, errors } = check(path, before);
  return findings.flatMap((finding): FixOutcome[] => {
    if (finding.fix === null) return [];
    const text = applyEdits(before, finding.fix.edits);
    const after = check(path, text);
    const faults: string[] = [];
    if (after.errors > errors) faults.push('is not understood');
    const same = (other: Finding): boolean => other.code === finding.code;
    if (after.findings.filter(same).length >= findings.filter(same).length) faults.push('the finding is still there');
    for (const code of appeared(findings, after.findings)) faults.push(`${code} appears`);
    for (const comment of lost(comments, after.comments)) faults.push(`loses ${comment}`);
    return [{ code: finding.code, safe: finding.fix.safe, start: finding.span.start, text, faults }];
  });
}

function check(path: string, text: string): { findings: readonly Finding[]; comments: string[]; errors: number } {
  const document = documentOf(path, 'python', text);
  const { findings } = diagnose(
    snapshotOf([document], () => settings),
    path,
  );
  const { tree } = document;
  const comments: string[] = [];
  for (let at = 0; at < tree.comments.length; at += 2) comments.push(tree.text.slice(tree.comments[at], tree.comments[at + 1]));
  return { findings, comments, errors: tree.errors };
}

/** The codes of which there are more findings than before. */
function appeared(before: readonly Finding[], after: readonly Finding[]): string[] {
  const count = (findings: readonly Finding[], code: string): number => findings.filter((finding) => finding.code === code).length;
  return [...new Set(after.map(({ code }) => code))].filter((code) => count(after, code) > count(before, code));
}

/** What stands less often in the second list than in the first. */
function lost(before: readonly string[], after: readonly string[]): string[] {
  const left = [...after];
  return before.filter((comment) => {
    const at = left.indexOf(comment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
