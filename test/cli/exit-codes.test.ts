/** The exit code table, and the one line that goes with each kind of trouble. */
import { expect, test } from 'vitest';
import type { Checker } from '../../server/src/cli/world.ts';
import { decref } from './world.ts';

const files = { 'clean.py': 'x = 1\n', 'hint.py': 'odd\n', 'info.py': 'sad\n', 'warning.py': 'bad\n' };

test.each([
  ['clean.py', 0],
  ['hint.py', 0],
  ['info.py', 0],
  ['warning.py', 1],
  ['warning.py --level error', 1],
  ['warning.py --exit-zero', 0],
  ['warning.py gone.py --exit-zero', 2],
  ['clean.py gone.py', 2],
  ['warning.py gone.py', 2],
])('check %s exits %i', async (args, code) => {
  expect((await decref(['check', ...args.split(' ')], { files })).code).toBe(code);
});

test('--level hides and says how many', async () => {
  const { output } = await decref(['check', '.', '--level', 'error'], { files });
  expect(output).toMatch(/^no findings \(3 below --level\) in 4 files/);
});

test('a rule that fails is named with its file, the others go on, and the exit code is 3', async () => {
  const check: Checker = (_, path) => ({
    path,
    findings: [],
    broken: [],
    crashes: path.endsWith('info.py') ? [{ rule: 'bad-word', path, message: 'Error: boom\n    at here' }] : [],
  });
  const { code, errors } = await decref(['check', '.'], { files, check });
  expect([code, errors]).toEqual([3, 'decref: info.py: the rule `bad-word` failed: Error: boom at here\n']);
});

test('an analysis that throws is named with its file and takes no other with it', async () => {
  const check: Checker = (snapshot, path) => {
    if (path.endsWith('hint.py')) throw new Error('boom');
    return { path, findings: [], crashes: [], broken: snapshot.document(path) === undefined ? [{ start: 0, end: 0 }] : [] };
  };
  const { code, errors, output } = await decref(['check', '.'], { files, check });
  expect(code).toBe(3);
  expect(errors).toMatch(/^decref: hint\.py: the analysis failed: Error: boom/);
  expect(output).toContain('in 4 files, 1 problem');
});

test.each([
  ['check --selct RC1', 'unknown option `--selct` of `decref check`, did you mean `--select`?'],
  ['check --format jsn', '`jsn` is no value of `--format`, did you mean `json`?'],
  ['check --format', '`--format` needs a value: --format FORMAT'],
  ['check --select --fix', '`--select` needs a value: --select RULES'],
  ['check --fix=1', '`--fix` takes no value'],
  ['check --jobs 0', '`0` is no number of threads: `--jobs` takes 1 … 999'],
  ['check --python 2.7', '`2.7` is no target version: `--python` takes 3.8 … 3.15, free-threaded builds 3.13t and later'],
  ['check --unsafe-fixes', '`--unsafe-fixes` goes with `--fix` or `--diff`'],
  ['check --stdin-filename a.py', '`--stdin-filename` goes with the path `-`'],
  ['check - a.py', 'the path `-` (standard input) stands alone'],
  ['check --config gone.toml clean.py', 'gone.toml: no such file or folder'],
  ['check --select RC999 clean.py', '`--select`: unknown rule `RC999`'],
  ['check --ignore bad-wrod clean.py', '`--ignore`: unknown rule `bad-wrod`, did you mean `bad-word`?'],
  ['check --baseline gone.json clean.py', 'gone.json: the baseline cannot be read: no such file or folder'],
  ['chekc', 'unknown command `chekc`, did you mean `check`?'],
  ['warning.py', 'unknown command `warning.py`, did you mean `decref check warning.py`?'],
  ['--fix', 'unknown option `--fix`; options come after a command, e.g. decref check --fix'],
  ['refs', '`decref refs` needs an argument: decref refs FILE'],
  ['refs a b', '`decref refs` has too many arguments, from `b` on: decref refs FILE'],
  ['refs gone.py', 'gone.py: no such file or folder'],
  ['refs .', '.: is a folder; a file is needed'],
  ['graph clean.py', '`decref graph` needs a place: --at LINE:COLUMN'],
  ['graph clean.py --at 1', '`1` is no place: `--at` takes line and column, e.g. 12:5'],
  ['show trees clean.py', 'unknown stage `trees`: decref show tree|flow|story FILE'],
])('decref %s exits 2 with one line', async (args, message) => {
  const { code, errors } = await decref(args.split(' '), { files });
  expect([code, errors]).toEqual([2, `decref: ${message}\n`]);
});

test('an unknown rule in --select never widens the choice', async () => {
  const asked: (readonly string[])[] = [];
  const check: Checker = (snapshot, path) => {
    asked.push(snapshot.settings(path).select);
    return { path, crashes: [], broken: [], findings: [] };
  };
  await decref(['check', 'clean.py', '--select', 'RC999'], { files, check });
  await decref(['check', 'clean.py'], { files: { ...files, 'decref.toml': 'select = ["RC999"]\n' }, check });
  expect(asked).toEqual([['RC999'], ['RC999']]);
});

test('help of every command, version', async () => {
  const { code, output } = await decref(['--help'], { files });
  expect(code).toBe(0);
  expect(output).toMatchSnapshot('decref --help');
  for (const command of ['check', 'refs', 'graph', 'explain', 'rules', 'server', 'show']) {
    expect((await decref([command, '--help'], { files })).output).toMatchSnapshot(`decref ${command} --help`);
  }
  expect((await decref([], { files })).code).toBe(2);
  expect((await decref(['--version'], { files })).output).toBe('decref 1.2.3\n');
});

test('show tree prints kinds and places', async () => {
  const { output } = await decref(['show', 'tree', 'clean.py'], { files });
  expect(output).toContain('Module 1:1-');
  expect(output).toContain('Assign 1:1-1:6');
});
