/** Law 1: marks and diagnostics match both ways, on every version the program is meant for. */
import type { Finding } from '../../../server/src/base/finding.ts';
import { lineAt } from '../../../server/src/base/lines.ts';
import { showPython, type PythonVersion } from '../../../server/src/base/version.ts';
import { diagnose } from '../../../server/src/ide/diagnose.ts';
import { holding, type ErrorMark, type KnownMark } from '../marks.ts';
import type { Program } from '../page.ts';
import type { Project } from '../project.ts';
import type { Problems } from './problem.ts';

export function checkDiagnostics(program: Program, project: Project, problems: Problems): void {
  for (const version of project.versions) checkOn(program, project, version, problems);
}

function checkOn(program: Program, project: Project, version: PythonVersion, problems: Problems): void {
  const { main, page } = program;
  const snapshot = project.snapshot(version);
  const { findings, crashes } = diagnose(snapshot, project.path);
  const where = program.language === 'python' ? `Python ${showPython(version)}` : undefined;
  const lines = snapshot.document(project.path)!.lines;
  for (const crash of crashes)
    problems.add(main.lines[0], `rule \`${crash.rule}\` crashed: ${crash.message.split('\n').slice(0, 3).join(' ')}`, where);

  const open: (Finding & { readonly line: number })[] = findings.map((finding) => ({
    ...finding,
    line: lineAt(lines, finding.span.start),
  }));
  const take = (mark: { readonly line: number; readonly rule: string | null }, fits: (finding: Finding) => boolean): boolean => {
    const index = open.findIndex((finding) => finding.line === mark.line && finding.name === (mark.rule ?? page.rule) && fits(finding));
    if (index !== -1) open.splice(index, 1);
    return index !== -1;
  };
  const errors = main.marks.filter((mark): mark is ErrorMark => mark.kind === 'error');
  const known = main.marks.filter((mark): mark is KnownMark => mark.kind === 'missed' || mark.kind === 'wrong');
  const same = (one: { line: number; rule: string | null }, other: { line: number; rule: string | null }) =>
    one.line === other.line && one.rule === other.rule;

  for (const mark of holding(errors, version, same)) {
    const rule = mark.rule ?? page.rule;
    if (rule === null) {
      problems.add(mark.at, 'a page that belongs to no rule names the rule: `error: [name]`');
      continue;
    }
    const fits = (finding: Finding) =>
      (mark.level === 'error' || mark.level === finding.level) && (mark.text === null || finding.message.includes(mark.text));
    if (take(mark, fits)) continue;
    const near = open.find((finding) => finding.line === mark.line && finding.name === rule);
    problems.add(
      mark.at,
      near === undefined ? `\`${rule}\` does not report here` : `\`${rule}\` reports otherwise: ${near.level}: ${near.message}`,
      where,
    );
  }
  for (const mark of holding(known, version, same)) {
    const said = take(mark, () => true);
    const rule = mark.rule ?? page.rule;
    if (mark.kind === 'missed' && said) problems.add(mark.at, `\`${rule}\` is not missed any more: make the mark an \`error\``, where);
    if (mark.kind === 'wrong' && !said) problems.add(mark.at, `\`${rule}\` is not wrong here any more: remove the mark`, where);
  }
  for (const finding of open)
    problems.add(main.lines[finding.line], `unexpected \`${finding.name}\`: ${finding.level}: ${finding.message}`, where);
}
