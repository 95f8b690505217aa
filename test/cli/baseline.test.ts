/** A baseline hides what was there before, however its lines move, and nothing that is new. */
import { expect, test } from 'vitest';
import { decref } from './world.ts';

async function baselineOf(text: string): Promise<string> {
  const { files, code, output } = await decref(['check', 'a.py', '--write-baseline'], { files: { 'a.py': text } });
  expect(code).toBe(0);
  expect(output).toContain('in the baseline');
  const written = files['/w/decref-baseline.json'];
  if (typeof written !== 'string') throw new Error('no baseline was written');
  return written;
}

const check = async (text: string, baseline: string) =>
  decref(['check', 'a.py', '--baseline', 'decref-baseline.json', '--format', 'concise'], {
    files: { 'a.py': text, 'decref-baseline.json': baseline },
  });

test('known findings stay hidden when lines move or are indented', async () => {
  const baseline = await baselineOf('bad = 1\nx = sad\n');
  const moved = await check('import os\n\n\nif x:\n    bad = 1\nx = sad\n', baseline);
  expect([moved.code, moved.output]).toEqual([0, '']);
});

test('a changed line, a further one and another file are new', async () => {
  const baseline = await baselineOf('bad = 1\n');
  expect((await check('bad = 2\n', baseline)).code).toBe(1);
  expect((await check('bad = 1\nbad = 1\n', baseline)).output).toBe('a.py:2:1: warning RC101 [bad-word] the word `bad` is written [*]\n');
});

test('what is no baseline is refused', async () => {
  const { code, errors } = await check('bad\n', '{"version": 7}');
  expect([code, errors]).toEqual([2, 'decref: decref-baseline.json: is not a baseline of version 1\n']);
});
