/**
 * Law 3: a fix gives the text that the page shows; the result is understood, silent for the rule, keeps every comment and is a
 * fixed point; and on CPython it behaves the same and holds no more than before.
 */
import type { PythonVersion } from '../../../server/src/base/version.ts';
import { showPython } from '../../../server/src/base/version.ts';
import { diagnose } from '../../../server/src/ide/diagnose.ts';
import { fixAll, withDocument } from '../../../server/src/ide/fix-all.ts';
import { documentOf, type Document } from '../../../server/src/project/document.ts';
import { ruleNamed } from '../../../server/src/rules/index.ts';
import type { Observation } from '../interpreters.ts';
import type { Program } from '../page.ts';
import type { Project } from '../project.ts';
import type { Problems } from './problem.ts';

/** The program after the fixes of the page's rule, or `null` where there is nothing to fix. */
export function fixedText(program: Program, project: Project, version: PythonVersion, unsafe: boolean): string | null {
  const rule = program.page.rule === null ? undefined : ruleNamed(program.page.rule);
  if (rule === undefined) return null;
  const fixed = fixAll(project.snapshot(version), project.path, { unsafe, code: rule.code });
  return fixed.count === 0 ? null : fixed.text;
}

export function checkFix(program: Program, project: Project, version: PythonVersion, problems: Problems): void {
  const { page, fixed, main } = program;
  const where = `Python ${showPython(version)}`;
  const text = fixedText(program, project, version, true);
  if (fixed !== null && text === null) problems.add(fixed.line, 'a `fixed` fence, but there is no fix', where);
  if (text === null) return;
  const line = fixed?.line ?? main.lines[0];
  if (fixed !== null && text.trimEnd() !== fixed.text.trimEnd())
    problems.add(line, `the fix gives something else:\n${difference(fixed.text.trimEnd(), text.trimEnd())}`, where);

  const before = project.snapshot(version);
  const document = documentOf(project.path, program.language, text);
  const after = withDocument(before, project.path, document);
  if (document.tree.errors > 0) problems.add(line, 'the fixed text is not understood any more', where);
  const left = diagnose(after, project.path).findings.find(({ name, fix }) => name === page.rule && fix !== null);
  if (left !== undefined) problems.add(line, `still reported after the fix, with another one: ${left.message}`, where);
  // a rule about suppressions mends comments
  if (ruleNamed(page.rule ?? '')?.language === 'any') return;
  for (const comment of lostComments(before.document(project.path)!, document))
    problems.add(line, `the fix loses the comment \`${comment}\``, where);
}

function lostComments(before: Document, after: Document): string[] {
  const left = commentsOf(after);
  return commentsOf(before).filter((comment) => {
    const at = left.indexOf(comment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

function commentsOf({ text, tree: { comments } }: Document): string[] {
  const found: string[] = [];
  for (let at = 0; at < comments.length; at += 2) found.push(text.slice(comments[at], comments[at + 1]));
  return found;
}

/** Whether the fixed program does on CPython what the program did, and leaves no more behind. */
export function checkBehaviour(line: number, before: Observation, after: Observation, where: string, problems: Problems): void {
  if (after.syntax !== undefined) problems.add(line, `CPython does not take the fixed program: ${after.syntax}`, where);
  else if (before.stdout !== after.stdout)
    problems.add(line, `the fix changes what is printed: ${JSON.stringify(before.stdout)} becomes ${JSON.stringify(after.stdout)}`, where);
  else if (before.error !== after.error)
    problems.add(line, `the fix changes how the program ends: ${before.error} becomes ${after.error}`, where);
  else {
    for (const what of ['garbage', 'alive'] as const) {
      for (const [type, count] of Object.entries(after[what])) {
        if (count > (before[what][type] ?? 0))
          problems.add(
            line,
            `the fix leaves more behind: ${count} ${type} ${what === 'alive' ? 'alive' : 'to the collector'}, before ${before[what][type] ?? 0}`,
            where,
          );
      }
    }
  }
}

/** The lines that differ, `-` as the page shows it, `+` as it is. */
export function difference(shown: string, given: string): string {
  const one = shown.split('\n');
  const other = given.split('\n');
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < one.length - start && end < other.length - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [
    ...one.slice(start, one.length - end).map((each) => `    - ${each}`),
    ...other.slice(start, other.length - end).map((each) => `    + ${each}`),
  ].join('\n');
}
