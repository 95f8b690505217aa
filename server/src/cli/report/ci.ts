/** Reports for CI services: workflow commands of GitHub, code quality of GitLab, JUnit's XML. */
import type { Level } from '../../base/finding.ts';
import { fingerprint } from '../../base/fingerprint.ts';
import type { Reported } from '../placed.ts';
import { problemLine, type Report, type ReportContext } from './report.ts';

/** The line in the file: for a notebook, of its JSON. */
const lineIn = ({ placed, fileLine }: Reported): number => fileLine ?? placed.start.line;

const inCell = ({ placed }: Reported): string =>
  placed.cell === undefined ? placed.message : `cell ${placed.cell}, line ${placed.start.line}: ${placed.message}`;

const commandsOfGithub: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

export function githubReport({ write }: ReportContext): Report {
  const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return {
    finding(reported) {
      const { placed } = reported;
      const line = lineIn(reported);
      // GitHub takes columns only where a place stays on one line
      const columns =
        placed.start.line === placed.end.line && placed.cell === undefined
          ? `,col=${placed.start.column},endColumn=${placed.end.column}`
          : '';
      const place = `file=${property(placed.file)},line=${line},endLine=${line + placed.end.line - placed.start.line}${columns}`;
      write(
        `::${commandsOfGithub[placed.level]} ${place},title=${property(`Decref ${placed.code} (${placed.name})`)}::${data(inCell(reported))}\n`,
      );
    },
    end({ problems }) {
      for (const problem of problems)
        if (problem.kind !== 'note')
          write(
            `::error ${problem.path === '' ? '' : `file=${property(problem.path)},line=${problem.line ?? 1},`}title=Decref::${data(problemLine(problem))}\n`,
          );
    },
  };
}

const severities: Readonly<Record<Level, string>> = { error: 'critical', warning: 'major', info: 'minor', hint: 'info' };

export function gitlabReport({ write }: ReportContext): Report {
  const issues: unknown[] = [];
  const seen = new Map<string, number>();
  return {
    finding(reported) {
      const { placed, context } = reported;
      const key = `${placed.file}\u0000${context}`;
      const turn = (seen.get(key) ?? 0) + 1;
      seen.set(key, turn);
      issues.push({
        description: inCell(reported),
        check_name: `${placed.code} ${placed.name}`,
        fingerprint: fingerprint(`${key}\u0000${turn}`),
        severity: severities[placed.level],
        location: { path: placed.file, lines: { begin: lineIn(reported), end: lineIn(reported) + placed.end.line - placed.start.line } },
      });
    },
    end() {
      write(`${JSON.stringify(issues, null, 2)}\n`);
    },
  };
}

export function junitReport({ write }: ReportContext): Report {
  const byFile = new Map<string, Reported[]>();
  return {
    finding(reported) {
      const known = byFile.get(reported.placed.file);
      if (known === undefined) byFile.set(reported.placed.file, [reported]);
      else known.push(reported);
    },
    end({ files, problems }) {
      const failures = [...byFile.values()].reduce((sum, list) => sum + list.length, 0);
      const errors = problems.filter(({ kind }) => kind !== 'note');
      const clean = files - byFile.size;
      const tests = failures + errors.length + (failures === 0 && errors.length === 0 ? 1 : 0);
      write(
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="decref" tests="${tests}" failures="${failures}" errors="${errors.length}">\n`,
      );
      for (const [file, list] of byFile) {
        write(`  <testsuite name="${xml(file)}" tests="${list.length}" failures="${list.length}" errors="0">\n`);
        for (const reported of list) {
          const { placed } = reported;
          const name = `${placed.code} ${placed.name} (${lineIn(reported)}:${placed.start.column})`;
          write(`    <testcase name="${xml(name)}" classname="${xml(file)}" file="${xml(file)}" line="${lineIn(reported)}">\n`);
          write(
            `      <failure message="${xml(inCell(reported))}" type="${placed.level}">${xml(`${file}:${lineIn(reported)}:${placed.start.column}: ${placed.message}`)}</failure>\n    </testcase>\n`,
          );
        }
        write('  </testsuite>\n');
      }
      if (errors.length > 0) {
        write(`  <testsuite name="decref" tests="${errors.length}" failures="0" errors="${errors.length}">\n`);
        for (const problem of errors)
          write(
            `    <testcase name="${xml(problem.path || 'decref')}" classname="decref">\n      <error message="${xml(problemLine(problem))}" type="${problem.kind}"/>\n    </testcase>\n`,
          );
        write('  </testsuite>\n');
      }
      if (tests === 1 && failures === 0 && errors.length === 0)
        write(
          `  <testsuite name="decref" tests="1" failures="0" errors="0">\n    <testcase name="${clean} files without findings" classname="decref"/>\n  </testsuite>\n`,
        );
      write('</testsuites>\n');
    },
  };
}

/** XML 1.0 knows no control characters but tab and line ends. */
const xml = (text: string): string =>
  text
    .replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\r', '&#13;')
    .replaceAll('\t', '&#9;');
