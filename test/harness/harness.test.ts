/** The harness notices: each law fails on a page that breaks it, and says where; and the oracle counts what is known by definition. */
import { describe, expect, it } from 'vitest';
import { interpreters, keyOf, observe } from './interpreters.ts';
import { checkMarksOfCPython, contradiction } from './laws/counts.ts';
import { checkDiagnostics } from './laws/diagnostics.ts';
import { Problems } from './laws/problem.ts';
import { pageOf } from './page.ts';
import { projectOf } from './project.ts';
import { statementAt } from './statements.ts';
import { readCondition } from './versions.ts';

const page = (text: string) => pageOf('server/src/rules/checking/unused-suppression.md', text);
const fence = (info: string, ...lines: string[]): string => ['```' + info, ...lines, '```', ''].join('\n');

const messageOf = (problems: Problems): string => {
  try {
    problems.raise();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

async function diagnosed(text: string): Promise<string> {
  const read = page(text);
  const problems = new Problems(read);
  for (const program of read.programs) checkDiagnostics(program, await projectOf(program), problems);
  return messageOf(problems);
}

describe('pages', () => {
  it('give programs without marks, with their lines in the page', () => {
    const [program] = page(
      `# x\n\n${fence('py', 'a = 1  # kept  # error', '# refs: a=2', 'b = a', '#   ^ hover', 'c = "# error"')}`,
    ).programs;
    expect(program.main.text).toBe('a = 1  # kept\nb = a\nc = "# error"\n');
    expect(program.main.lines).toEqual([4, 6, 8]);
    expect(program.main.marks.map(({ kind, line, at }) => [kind, line, at])).toEqual([
      ['error', 0, 4],
      ['refs', 0, 5],
      ['caret', 1, 7],
    ]);
  });

  it('continue, name and inherit', () => {
    const text = `# x\n${fence('toml', 'python = "3.9"')}\n## y\n\`b.py\`:\n${fence('py', 'z = 1')}${fence('py', 'import b')}${fence('py continued', 'a = b.z')}${fence('py', 'c = 1')}`;
    const { programs, faults } = page(text);
    expect(faults).toEqual([]);
    expect(programs.map(({ main, files }) => [main.text, files.map(({ name }) => name)])).toEqual([
      ['import b\n\na = b.z\n', ['main.py', 'b.py']],
      ['c = 1\n', ['main.py', 'b.py']],
    ]);
    expect(programs[0].settings.table).toEqual({ python: '3.9' });
  });

  it.each([
    ['an unknown fence', fence('python', 'a = 1'), 'nobody reads a `python` fence'],
    ['a fence that says nothing', fence('', 'a = 1'), 'does not say what it is'],
    ['a fix of nothing', fence('fixed', 'a = 1'), 'without a program'],
    ['a mark that is none', fence('py', 'a = 1  # refs: a is 2'), 'not understood as a mark'],
    ['a condition that is none', fence('py', 'a = 1  # refs[>3]: a=2'), 'not understood as a mark'],
    ['an error alone on a line', fence('py', 'a = 1', '# error'), 'stands on the line it speaks of'],
    ['settings that are none', fence('toml', 'python ='), 'not valid TOML'],
    ['an open fence', '```py\na = 1', 'never closed'],
  ])('are refused for %s', (_, text, says) => {
    expect(
      page(text)
        .faults.map((fault) => fault.says)
        .join(),
    ).toContain(says);
  });
});

describe('diagnostics', () => {
  const unused = 'x = 1  # decref: ignore[RC401]';

  it.each([
    ['an error that is not there', fence('py', 'x = 1  # error'), ':2: `unused-suppression` does not report here'],
    ['a report without a mark', fence('py', unused), ':2: unexpected `unused-suppression`'],
    ['the wrong level', fence('py', `${unused}  # warning`), 'reports otherwise: hint'],
    ['other words', fence('py', `${unused}  # error: "never said"`), 'reports otherwise'],
    ['something missed that is found', fence('py', `${unused}  # missed: why`), 'is not missed any more'],
    ['something wrong that is cured', fence('py', 'x = 1  # wrong: why'), 'is not wrong here any more'],
    ['another version', fence('py', `${unused}  # error[>=3.10]`), 'unexpected'],
  ])('fail for %s', async (_, text, says) => {
    expect(await diagnosed(text)).toContain(says);
  });

  it.each([
    ['a mark that is right', fence('py', `${unused}  # error`)],
    ['level and words', fence('py', `${unused}  # hint: "nothing here is reported"`)],
    ['what is known to be wrong', fence('py', `${unused}  # wrong: it might be needed`)],
    ['versions', fence('py', `${unused}  # error[<3.10]  # error[>=3.10]`)],
  ])('pass for %s', async (_, text) => {
    expect(await diagnosed(text)).toBe('');
  });
});

describe('counts', () => {
  it('of marks are held against what was seen', () => {
    const [program] = page(fence('py', 'a = object()', '# refs: a=2', 'b = a', '# refs: a=1..2 b=immortal')).programs;
    const problems = new Problems(program.page);
    const seen = (line: number, name: string, count: number) => [line, '<module>', name, [[count, '', {}]]] as const;
    const observation = {
      counts: [seen(1, 'a', 1), seen(2, 'a', 2), seen(2, 'b', 2)],
      gc: {},
      stdout: '',
      error: null,
      garbage: {},
      alive: {},
      truncated: false,
      failure: null,
      loaded: [],
    };
    checkMarksOfCPython(program, [3, 13], observation, 'CPython', problems);
    const said = messageOf(problems);
    expect(said).toContain(':3: `a` is marked 2; CPython counted 1');
    expect(said).toContain('`b` is marked immortal; CPython counted 2');
    expect(said).not.toContain(':5: `a`');
  });

  it('of claims are contradicted by one observation', () => {
    const seen = (...counts: number[]) => counts.map((count) => [count, '', { p: count - 3 }] as const);
    expect(contradiction({ kind: 'exact', count: 2 }, seen(2, 2))).toBeNull();
    expect(contradiction({ kind: 'exact', count: 2 }, seen(2, 3))).not.toBeNull();
    expect(contradiction({ kind: 'range', min: 1, max: 2 }, seen(3))).not.toBeNull();
    expect(contradiction({ kind: 'range', min: 1, max: null }, seen(30))).toBeNull();
    expect(contradiction({ kind: 'relative', base: 'p', delta: 1 }, seen(4))).toBeNull();
    expect(contradiction({ kind: 'relative', base: 'q', delta: 1 }, seen(4))).not.toBeNull();
    expect(contradiction({ kind: 'immortal' }, seen(4))).not.toBeNull();
    expect(contradiction({ kind: 'unknown', why: '' }, seen(4))).toBeNull();
  });

  it('belong to statements', () => {
    const source = '@d\ndef f(p):\n    x = [\n        p,\n    ]\n    class A:\n        y = 1\n    return x\n\nif f:\n    pass\n';
    expect(statementAt(source, 0)).toEqual({ line: 1, scope: '<module>' });
    expect(statementAt(source, 1)).toEqual({ line: 1, scope: '<module>' });
    expect(statementAt(source, 4)).toEqual({ line: 3, scope: 'f' });
    expect(statementAt(source, 6)).toEqual({ line: 7, scope: 'f.<locals>.A' });
    expect(statementAt(source, 9)).toEqual({ line: 10, scope: '<module>' });
  });

  it('hold on versions', () => {
    const holds = (condition: string) => [8, 10, 12, 14].filter((minor) => readCondition(condition)?.([3, minor]));
    expect(holds('>=3.12')).toEqual([12, 14]);
    expect(holds('3.9..3.12')).toEqual([10, 12]);
    expect(holds('>3.8,<3.14')).toEqual([10, 12]);
    expect(holds('3.14')).toEqual([14]);
    expect(readCondition('>=4.0')).toBeNull();
  });
});

describe('the oracle', () => {
  const source = [
    'class Node: pass',
    'a = Node()',
    'b = a',
    'held = [a, a]',
    'del b',
    'a.me = a',
    'held = a = None', // 1 … 7
    'def f(p):',
    '    q = p',
    '    return 0',
    'f(Node())',
    'n = 0',
    'print("said")', // 8 … 13
  ].join('\n');

  it.each(interpreters().map((interpreter) => ({ interpreter, name: interpreter.name })))(
    'counts on $name',
    { timeout: 120_000 },
    async ({ interpreter }) => {
      const program = { source, files: {}, gc: [7] };
      const seen = (await observe(interpreter, [program], 'these', 'oracle')).get(keyOf(program))!;
      const counted = (line: number, scope: string, name: string) =>
        seen.counts.find((each) => each[0] === line && each[1] === scope && each[2] === name)?.[3];
      const exact = (line: number, name: string) => counted(line, '<module>', name)?.map(([count]) => count);
      expect([2, 3, 4, 5, 6].map((line) => exact(line, 'a'))).toEqual([[1], [2], [4], [3], [4]]);
      expect(exact(3, 'b')).toEqual([2]);
      expect(exact(5, 'b')).toBeUndefined();
      expect(counted(9, 'f', 'q')?.map(([, , deltas]) => deltas)).toEqual([{ p: interpreter.version[1] >= 14 ? expect.any(Number) : 1 }]);
      expect(exact(12, 'n')?.[0] === -1).toBe(interpreter.version[1] >= 12);
      expect(seen.gc['7'].map((garbage) => garbage.Node)).toEqual([1]);
      expect([seen.stdout, seen.error, seen.garbage.Node]).toEqual(['said\n', null, 1]);
    },
  );
});
