/** The command line as it ships, on a real disk: bad input, closed pipes, threads, permissions, speed of the trivial. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildProgram, type Built } from './built.ts';

let built: Built;
let folder: string;

beforeAll(async () => {
  built = await buildProgram();
  folder = mkdtempSync(join(tmpdir(), 'decref-input-'));
  chmodSync(folder, 0o755);
});

afterAll(() => {
  built.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder with these files. */
function tree(name: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** RC003 is a warning that needs no engine: it makes a file with one finding. */
const finding = '# decref: ignore[RC999]\nx = 1\n';

test('every kind of bad input is one line; the rest is checked', () => {
  const cwd = tree('bad', {
    'good.py': finding,
    'latin.py': new Uint8Array([0x78, 0x3d, 0x22, 0xe9, 0x22, 0x0a]),
    'nul.py': 'x = 1\0\n',
    'binary.py': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]),
    'utf16.py': new Uint8Array([0xff, 0xfe, 0x78, 0, 0x0a, 0]),
    'large.py': 'x = 1\n'.repeat(8_500_000),
    'bad.ipynb': '{"cells": [',
    'empty.ipynb': '',
    'deep.py': `${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`,
    'open.py': `${'['.repeat(10_000)}\n`,
    'deep.rs': `fn f() { ${'('.repeat(10_000)}1${')'.repeat(10_000)}; }\n`,
    'blocks.py': Array.from({ length: 2000 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join(''),
    'line.py': `x = "${'a'.repeat(9_000_000)}"\n`,
    'broken/pyproject.toml': '[tool.decref\n',
    'broken/inner.py': finding,
    'settings/decref.toml': 'select = ["RC003", "RC999"]\nbogus = 1\npython = 3.12\n[levels]\nunknown-rule = "loud"\n',
    'settings/inner.py': finding,
  });
  symlinkSync('.', join(cwd, 'loop'));
  symlinkSync('nowhere.py', join(cwd, 'dangling.py'));
  const { code, errors, output } = built.run(['check', '.', 'missing.py', 'missing', 'dangling.py', '--format', 'concise'], { cwd });
  expect(code).toBe(2);
  expect(errors.trimEnd().split('\n').sort()).toEqual(
    [
      'decref: bad.ipynb:1:12: is not a notebook: its JSON is malformed here',
      'decref: binary.py:1:5: contains a NUL byte, so it is not a text file',
      'decref: broken/pyproject.toml:1:13: not valid TOML: illegal character in key',
      'decref: dangling.py: a link that leads nowhere',
      'decref: empty.ipynb: is empty, so it is not a notebook',
      'decref: large.py: is 51 MB large, above the limit of 10 MB (`max-file-size`), and was not checked',
      'decref: latin.py:1:4: is not valid UTF-8',
      'decref: missing.py: no such file or folder',
      'decref: missing: no such file or folder',
      'decref: nul.py:1:6: contains a NUL byte, so it is not a text file',
      'decref: settings/decref.toml:1:20: unknown rule `RC999`',
      'decref: settings/decref.toml:2:1: unknown setting `bogus`',
      'decref: settings/decref.toml:3:1: `python` must be a version from "3.8" to "3.15", or free-threaded as "3.14t", in quotes: "3.12"',
      'decref: settings/decref.toml:5:1: the level of `unknown-rule` must be one of error, warning, info, hint, off',
      'decref: utf16.py: is UTF-16, not UTF-8; save it as UTF-8',
    ].sort(),
  );
  expect(
    output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual(['broken/inner.py', 'good.py', 'settings/inner.py']);
});

test('a folder without permission is named; the rest is checked', () => {
  const cwd = tree('closed', { 'open/good.py': finding, 'shut/never.py': finding, 'shut.py': finding });
  chmodSync(join(cwd, 'shut'), 0o000);
  chmodSync(join(cwd, 'shut.py'), 0o000);
  // root may read everything, so someone else has to try
  const asRoot = process.getuid?.() === 0;
  const { code, errors, output } = built.run(['check', '.', '--format', 'concise'], { cwd, ...(asRoot ? { uid: 65534, gid: 65534 } : {}) });
  chmodSync(join(cwd, 'shut'), 0o755);
  expect([code, errors]).toEqual([2, 'decref: shut: permission denied\ndecref: shut.py: permission denied\n']);
  expect(output).toMatch(/^open\/good\.py:1:18: warning RC003/);
});

test('a closed pipe is silent', async () => {
  const cwd = tree('pipe', Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.py`, finding.repeat(200)])));
  const { code, errors, first } = await new Promise<{ code: number | null; errors: string; first: string }>((resolve) => {
    const child = spawn(process.execPath, [built.program, 'check', '.', '--jobs', '1'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let complaints = '';
    let begun = '';
    child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
    child.stdout.once('data', (chunk: Buffer) => {
      begun = chunk.toString();
      child.stdout.destroy();
    });
    child.on('close', (status) => resolve({ code: status, errors: complaints, first: begun }));
  });
  expect(first).toContain('RC003');
  expect([code, errors]).toEqual([1, '']);
});

test('threads give the same bytes as one, in the same order', () => {
  const cwd = tree('threads', {
    'Cargo.toml': '[package]\nname = "c"\n[dependencies]\npyo3 = "0.22"\n',
    'src/lib.rs': '// decref: ignore[RC999]\nfn f() {}\n',
    'src/z.rs': '// decref: ignore[RC998]\nfn g() {}\n',
    ...Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`p/f${index}.py`, index % 3 === 0 ? finding : 'x = (\n'])),
    'p/latin.py': new Uint8Array([0xe9]),
  });
  const [one, two, three] = ['1', '2', '3'].map((jobs) => built.run(['check', '.', '--format', 'json', '--jobs', jobs], { cwd }));
  expect(one.code).toBe(2);
  expect(JSON.parse(one.output).findings).toHaveLength(22);
  expect([two, three]).toEqual([one, one]);
});

test('--fix keeps the mode, follows a link, and leaves no temporary file', () => {
  const cwd = tree('mode', { 'real.py': 'x = 1  # decref: ignore[RC803]\r\ny = 2\r\n' });
  chmodSync(join(cwd, 'real.py'), 0o750);
  symlinkSync('real.py', join(cwd, 'link.py'));
  const { code, errors } = built.run(['check', '--fix', 'link.py'], { cwd });
  expect([code, errors]).toEqual([0, '']);
  expect(readFileSync(join(cwd, 'real.py'), 'utf8')).toBe('x = 1\r\ny = 2\r\n');
  expect(statSync(join(cwd, 'real.py')).mode & 0o777).toBe(0o750);
  expect(readdirSync(cwd).sort()).toEqual(['link.py', 'real.py']);
  expect(lstatSync(join(cwd, 'link.py')).isSymbolicLink()).toBe(true);
});

test('a report is written whole or not at all', () => {
  const cwd = tree('report', { 'a.py': finding });
  const refused = built.run(['check', 'a.py', '-o', 'no/such/folder.txt'], { cwd });
  expect([refused.code, refused.errors]).toEqual([2, 'decref: no/such/folder.txt: could not be written: no such file or folder\n']);
});

test('standard input', () => {
  const cwd = tree('stdin', {});
  mkdirSync(cwd, { recursive: true });
  const { code, output } = built.run(['check', '--stdin-filename', 'pkg/x.py', '-', '--format', 'concise'], { cwd, input: finding });
  expect([code, output.split(' ')[0]]).toEqual([1, 'pkg/x.py:1:18:']);
});

test('a named folder that is ignored is walked; .gitignore, excludes and environments are honoured', () => {
  const cwd = tree('ignored', {
    '.git/info/exclude': 'private.py\n',
    '.gitignore': 'generated/\n*.tmp.py\n',
    'decref.toml': 'exclude = ["vendored/"]\n',
    'a.py': finding,
    'private.py': finding,
    'b.tmp.py': finding,
    'generated/g.py': finding,
    'vendored/v.py': finding,
    'sub/.gitignore': '*.py\n!keep.py\n',
    'sub/keep.py': finding,
    'sub/drop.py': finding,
    'env/pyvenv.cfg': '',
    'env/lib/e.py': finding,
    'node_modules/n.py': finding,
  });
  const filesOf = (...args: string[]) => [
    ...new Set(
      built
        .run(['check', ...args, '--format', 'concise'], { cwd })
        .output.split('\n')
        .map((line) => line.split(':')[0])
        .filter((file) => file !== ''),
    ),
  ];
  expect(filesOf('.')).toEqual(['a.py', 'sub/keep.py']);
  expect(filesOf('generated')).toEqual(['generated/g.py']);
  expect(filesOf('vendored', 'b.tmp.py', 'env')).toEqual(['b.tmp.py', 'env/lib/e.py', 'vendored/v.py']);
  expect(built.run(['check', 'sub', '--format', 'concise'], { cwd }).output).toMatch(/^sub\/keep\.py:.*\n$/);
});

test('refs tells who holds an object, once each, and no line where there is none', () => {
  const root = tree('refs-text', {
    'a.py': 'class Node:\n    def __init__(self, name):\n        self.name = name\n\nx = [Node]\ny = [x, x]\n',
  });
  const { code, output } = built.run(['refs', 'a.py', '--color', 'never'], { cwd: root });
  expect(code).toBe(0);
  expect(output).toContain('the class itself (line 1) ×3');
  expect(output).toContain("name = caller's `name` + 1 held by the caller, local `name`, ");
  expect(output).not.toContain('line 0');
});
