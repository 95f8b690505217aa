/**
 * Holds the laws on every page: the documentation is the test, and CPython is its proof.
 *
 * `DECREF_PAGES=self-reference npx vitest run test/pages.test.ts` looks at the pages whose path contains the text, only.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { comparePython, newestProvedPython, showPython } from '../server/src/base/version.ts';
import { parse } from '../server/src/syntax/parse.ts';
import { blessing, blessPage } from './harness/bless.ts';
import { pagePaths, repository } from './harness/files.ts';
import { interpreters, keyOf, observe, type Interpreter, type Observation, type OracleProgram } from './harness/interpreters.ts';
import { checkAnswers } from './harness/laws/answers.ts';
import { checkClaims, checkMarksOfCPython, checkMarksOfEngine, linesWithGarbageMarks } from './harness/laws/counts.ts';
import { checkDiagnostics } from './harness/laws/diagnostics.ts';
import { checkBehaviour, checkFix, fixedText } from './harness/laws/fixes.ts';
import { checkPrefixes } from './harness/laws/prefixes.ts';
import { Problems } from './harness/laws/problem.ts';
import { readPage, type Page, type Program } from './harness/page.ts';
import { projectOf, type Project } from './harness/project.ts';

const wanted = process.env.DECREF_PAGES ?? '';
const pages = pagePaths()
  .filter((path) => path.includes(wanted))
  .map((path) => readPage(path, repository));

interface Case {
  readonly program: Program;
  readonly project: Project;
}
const cases = new Map<Page, readonly Case[]>();
const answers = new Map<Interpreter, ReadonlyMap<string, Observation>>();

beforeAll(async () => {
  for (const page of pages) {
    cases.set(page, await Promise.all(page.programs.map(async (program) => ({ program, project: await projectOf(program) }))));
  }
  if (blessing) return;
  const waiting = [...interpreters()];
  const askNext = async (): Promise<void> => {
    for (let interpreter = waiting.pop(); interpreter !== undefined; interpreter = waiting.pop()) {
      answers.set(interpreter, await observe(interpreter, programsFor(interpreter), wanted === '' ? 'these' : 'all'));
    }
  };
  await Promise.all([askNext(), askNext()]);
}, 600_000);

/** What one interpreter is asked: every program that means something to its version, and what the fixes make of it. */
function programsFor(interpreter: Interpreter): readonly OracleProgram[] {
  return [...cases.values()]
    .flat()
    .filter((each) => isProved(each) && concerns(interpreter, each))
    .flatMap(({ program, project }) => {
      const fixes = [true, false].map((unsafe) => fixedText(program, project, interpreter.version, unsafe));
      return [program.main.text, ...fixes].filter((text) => text !== null).map((text) => oracleProgram(program, text));
    });
}

const isProved = ({ program }: Case): boolean => program.language === 'python' && program.settings.noOracle === null;
const concerns = (interpreter: Interpreter, { program, project }: Case): boolean =>
  !(program.settings.ownProcess && interpreter.name.startsWith('pyodide')) &&
  project.versions.some((version) => comparePython(version, interpreter.version) === 0);

const oracleProgram = (program: Program, source: string): OracleProgram => ({
  source,
  files: Object.fromEntries(program.files.filter((file) => file !== program.main).map(({ name, text }) => [name, text])),
  gc: source === program.main.text ? linesWithGarbageMarks(program) : [],
});

function observed(interpreter: Interpreter, program: Program, source: string): Observation {
  const answer = answers.get(interpreter)?.get(keyOf(oracleProgram(program, source)));
  if (answer === undefined) throw new Error(`${interpreter.name} was not asked about ${program.page.path}`);
  return answer;
}

/** Runs a check over the programs of a page, and fails with everything that it found. */
function overPrograms(page: Page, check: (each: Case, problems: Problems) => void): void {
  const problems = new Problems(page);
  for (const each of cases.get(page) ?? []) check(each, problems);
  problems.raise();
}

/** Asks every interpreter that a program means something to. */
function overInterpreters(
  { program, project }: Case,
  problems: Problems,
  check: (interpreter: Interpreter, seen: Observation) => void,
): void {
  if (!isProved({ program, project })) return;
  for (const interpreter of interpreters()) {
    if (!concerns(interpreter, { program, project })) continue;
    const seen = observed(interpreter, program, program.main.text);
    const line = program.main.lines[0];
    if (seen.syntax !== undefined) problems.add(line, `does not compile: ${seen.syntax}`, interpreter.name);
    else if (seen.failure !== null && seen.failure !== undefined)
      problems.add(line, `the oracle failed: ${seen.failure}`, interpreter.name);
    else check(interpreter, seen);
  }
}

describe.each(pages.map((page) => [page.path, page] as const))('%s', (_, page) => {
  it('is understood', () => {
    const problems = new Problems(page);
    for (const { line, says } of page.faults) problems.add(line, says);
    for (const { program, project } of cases.get(page) ?? []) {
      for (const problem of project.problems) problems.add(program.main.lines[0], problem);
      if (page.path.startsWith('server/src/syntax/') && parse(program.language, program.main.text).errors > 0)
        problems.add(program.main.lines[0], 'the syntax of the program is not understood');
      if (project.versions.length === 0) problems.add(program.main.lines[0], 'no version is left to analyse the program for');
    }
    if (page.programs.length === 0 && !page.path.endsWith('README.md')) problems.add(1, 'nothing on this page runs');
    problems.raise();
  });

  it('has marks that match the diagnostics', () => {
    overPrograms(page, ({ program, project }, problems) => checkDiagnostics(program, project, problems));
  });

  it('runs on CPython to its end', () => {
    overPrograms(page, (each, problems) =>
      overInterpreters(each, problems, (interpreter, seen) => {
        if (seen.error !== null) problems.add(each.program.main.lines[0], `the program fails: ${seen.error}`, interpreter.name);
        if (seen.truncated) problems.add(each.program.main.lines[0], 'the program runs too long for the oracle', interpreter.name);
      }),
    );
  });

  it('is marked with what CPython counts', () => {
    overPrograms(page, (each, problems) =>
      overInterpreters(each, problems, (interpreter, seen) =>
        checkMarksOfCPython(each.program, interpreter.version, seen, interpreter.name, problems),
      ),
    );
  });

  it('is simulated as CPython counts', () => {
    overPrograms(page, (each, problems) => {
      const { program, project } = each;
      if (program.language !== 'python') return;
      for (const version of project.versions) checkMarksOfEngine(program, project, version, problems);
      overInterpreters(each, problems, (interpreter, seen) =>
        checkClaims(program, project, interpreter.version, seen, interpreter.name, problems),
      );
    });
  });

  it('has fixes that hold what they promise', () => {
    overPrograms(page, (each, problems) => {
      const { program, project } = each;
      for (const version of project.versions) checkFix(program, project, version, problems);
      overInterpreters(each, problems, (interpreter, before) => {
        const line = program.fixed?.line ?? program.main.lines[0];
        // an unsafe fix is held to its behaviour where the page shows it
        for (const unsafe of program.fixed === null ? [false] : [false, true]) {
          const text = fixedText(program, project, interpreter.version, unsafe);
          if (text !== null) checkBehaviour(line, before, observed(interpreter, program, text), interpreter.name, problems);
        }
      });
    });
  });

  it('answers as it shows', () => {
    const problems = new Problems(page);
    const all = (cases.get(page) ?? []).flatMap(({ program, project }) => checkAnswers(program, project, problems));
    if (blessing && all.length > 0) blessPage(page, all);
    else problems.raise();
  });

  it('is analysed at every prefix', () => {
    overPrograms(page, ({ program, project }, problems) => checkPrefixes(program, project, problems));
  });
});

it('is proved on every version from 3.8 to the newest proved one, as far as the machine has them', () => {
  const proved = new Set(interpreters().map(({ version }) => showPython(version)));
  for (const version of ['3.12', '3.13', showPython(newestProvedPython)]) expect(proved).toContain(version);
});
