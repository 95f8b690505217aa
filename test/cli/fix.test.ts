/** `--fix`, `--diff` and what they must never do: touch other bytes, break a file, write half. */
import { expect, test } from 'vitest';
import type { Finding } from '../../server/src/base/finding.ts';
import type { Checker } from '../../server/src/cli/world.ts';
import { decref, wordsIn } from './world.ts';

test('safe fixes by default, unsafe ones when asked', async () => {
  const files = { 'a.py': 'bad, sad = 1, 2\n' };
  const safe = await decref(['check', '--fix', 'a.py'], { files });
  expect(safe.files['/w/a.py']).toBe('good, sad = 1, 2\n');
  expect(safe.code).toBe(0);
  expect(safe.output).toContain('1 fixed');
  const both = await decref(['check', '--fix', '--unsafe-fixes', 'a.py'], { files });
  expect(both.files['/w/a.py']).toBe('good, glad = 1, 2\n');
});

test('byte order mark, CRLF and emoji stay', async () => {
  const { files } = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': '\ufeffx = "😀"\r\nbad = 1\r\n' } });
  expect(files['/w/a.py']).toBe('\ufeffx = "😀"\r\ngood = 1\r\n');
});

const fixing =
  (find: (text: string) => readonly { readonly start: number; readonly end: number; readonly text: string }[]): Checker =>
  (snapshot, path) => {
    const document = snapshot.document(path)!;
    const findings = find(document.text).map(({ start, end, text }): Finding => ({
      code: 'RC101',
      name: 'bad-word',
      level: 'warning',
      message: 'm',
      path,
      span: { start, end },
      related: [],
      fix: { title: 't', safe: true, edits: [{ span: { start, end }, text }] },
    }));
    return { path, findings, crashes: [], broken: [] };
  };

test('inserted lines end as the lines of the file do', async () => {
  const check = fixing((text) => (text.includes('import') ? [] : [{ start: 0, end: 0, text: 'import weakref\n' }]));
  const crlf = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': 'x = 1\r\n' }, check });
  expect(crlf.files['/w/a.py']).toBe('import weakref\r\nx = 1\r\n');
});

test('overlapping fixes wait for the next round', async () => {
  const check = fixing((text) => {
    const at = text.indexOf('aa');
    return at < 0
      ? []
      : [{ start: at, end: at + 2, text: 'a' }, ...(text[at + 2] === 'a' ? [{ start: at + 1, end: at + 3, text: 'a' }] : [])];
  });
  const { files, code } = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': 'aaaaa\n' }, check });
  expect(files['/w/a.py']).toBe('a\n');
  expect(code).toBe(0);
});

test('a fix that would break the syntax is undone and named; the others are applied', async () => {
  const check: Checker = (snapshot, path) => {
    const document = snapshot.document(path)!;
    const harm = document.text.indexOf('odd');
    const findings = wordsIn(document).map((finding) =>
      finding.span.start === harm ? { ...finding, fix: { title: 't', safe: true, edits: [{ span: finding.span, text: '(' }] } } : finding,
    );
    return { path, findings, crashes: [], broken: [] };
  };
  const { code, errors, files } = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': 'bad = 1\nodd = 2\n' }, check });
  expect(files['/w/a.py']).toBe('good = 1\nodd = 2\n');
  expect([code, errors]).toEqual([3, 'decref: a.py:2:1: the fix of RC501 `odd-word` would break the syntax here and was not applied\n']);
});

test('fixes that undo each other end', async () => {
  const check = fixing((text) => [{ start: 0, end: 1, text: text.startsWith('a') ? 'b' : 'a' }]);
  const { code, errors } = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': 'a\n' }, check });
  expect(code).toBe(3);
  expect(errors).toContain('did not settle in 20 rounds: RC101 bad-word');
});

test('a file in another encoding is checked and not written', async () => {
  const latin = new Uint8Array([...new TextEncoder().encode('# coding: latin-1\nbad = "'), 0xe9, ...new TextEncoder().encode('"\n')]);
  const { files, errors, code } = await decref(['check', '--fix', 'a.py'], { files: { 'a.py': latin } });
  expect(files['/w/a.py']).toBe(latin);
  expect([code, errors]).toEqual([1, 'decref: a.py: is written in latin1; only UTF-8 files are fixed\n']);
});

test('a file that cannot be written keeps its findings and is named', async () => {
  const { code, errors, output } = await decref(['check', '--fix', 'a.py', 'b.py', '--format', 'concise'], {
    files: { 'a.py': 'bad\n', 'b.py': 'bad\n' },
    readOnly: '/w/a.py',
  });
  expect([code, errors, output]).toEqual([
    2,
    'decref: a.py: could not be written: permission denied\n',
    'a.py:1:1: warning RC101 [bad-word] the word `bad` is written [*]\n',
  ]);
});

test('--diff prints and writes nothing', async () => {
  const files = { 'a.py': 'one\ntwo\nthree\nfour\nbad\nsix\nseven\neight\nnine\nten\neleven\ntwelve\nbad' };
  const { output, files: after, code, errors } = await decref(['check', '--diff', 'a.py', '-q', '--format', 'concise'], { files });
  expect(after['/w/a.py']).toBe(files['a.py']);
  expect(code).toBe(1);
  expect(errors).toContain('a.py:5:1');
  expect(output).toBe(`--- a/a.py
+++ b/a.py
@@ -2,7 +2,7 @@
 two
 three
 four
-bad
+good
 six
 seven
 eight
@@ -10,4 +10,4 @@
 ten
 eleven
 twelve
-bad
\\ No newline at end of file
+good
\\ No newline at end of file
`);
});

test('standard input is fixed on its way', async () => {
  const { output, errors } = await decref(['check', '--fix', '--stdin-filename', 'pkg/n.py', '-', '--format', 'concise'], {
    files: {},
    input: 'bad = sad\n',
  });
  expect(output).toBe('good = sad\n');
  expect(errors).toContain('pkg/n.py:1:8: info RC102');
});

test('a notebook changes only in the cells that were fixed', async () => {
  const raw =
    '{\n "cells": [\n  {"cell_type": "markdown", "source": ["bad"], "metadata": {}},\n  {\n   "cell_type": "code",\n   "execution_count": 1.0,\n   "metadata": {},\n   "outputs": [],\n   "source": [\n    "%time bad\\n",\n    "x = \\"\\u00e9\\"\\n",\n    "bad = 2"\n   ]\n  }\n ],\n "metadata": {}, "nbformat": 4, "nbformat_minor": 5\n}\n';
  const { files, output } = await decref(['check', '--fix', '--unsafe-fixes', 'n.ipynb'], { files: { 'n.ipynb': raw } });
  expect(output).toContain('1 fixed');
  expect(files['/w/n.ipynb']).toBe(raw.replace('"bad = 2"', '"good = 2"'));
});
