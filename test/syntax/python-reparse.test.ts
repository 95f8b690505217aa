/** Reading a tree again after an edit gives, bit for bit, what reading the whole text gives; and mostly without reading it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newestPython } from '../../scripts/pythons.mjs';
import type { Edit } from '../../server/src/base/edit.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { reparsePython } from '../../server/src/syntax/python/reparse.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { accepted } from './python-cases.ts';

const runs = Number(process.env.DECREF_EDITS ?? 2000);

let seed = 1;
const random = (below: number): number => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
  return (seed >>> 8) % Math.max(1, below);
};
const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)];

const insertions = [
  'x',
  ' ',
  '\n',
  '\n    ',
  '\n        ',
  '\n\n',
  '.',
  '(',
  ')',
  '()',
  '[0]',
  ':',
  ',',
  '=',
  ' = 1',
  '#',
  '# c\n',
  '"',
  "'",
  '"""',
  '"""d"""',
  "f'{x}'",
  '\\',
  '\\\n',
  '\t',
  '\r',
  '\r\n',
  ';',
  '; y = 2',
  '@d\n',
  'é',
  '\u{1f600}',
  '    ',
  'if x:\n',
  'else:',
  'elif y: pass',
  'pass\n',
  'return',
  'def g(): pass\n',
  'class C: pass',
  'try:\n',
  'except E: pass',
  'case 1:',
  'lambda: ',
  'async ',
  'await ',
  'not ',
  'yield',
  '\n  z\n',
  '\n    def h(self):\n        return 1\n',
  '\x0c',
];

function randomEdit(text: string): Edit {
  const start = random(text.length + 1);
  const removed = pick([0, 0, 0, 1, 1, 2, 5, 20, 80]);
  const end = Math.min(text.length, start + removed);
  const copied = random(text.length);
  const inserted = removed > 0 && random(3) === 0 ? '' : random(4) === 0 ? text.slice(copied, copied + random(40)) : pick(insertions);
  return { span: { start, end }, text: inserted };
}

const applied = (text: string, edit: Edit): string => text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);

/** In which part two trees differ; null if in none. */
function difference(one: Tree, other: Tree): string | null {
  if (one.text !== other.text) return 'text';
  if (one.size !== other.size || one.errors !== other.errors) return `size ${one.size}, ${other.size}`;
  for (const part of ['kind', 'flag', 'field', 'start', 'end', 'first', 'parent', 'aux', 'comments'] as const) {
    const [mine, theirs] = [one[part], other[part]];
    if (mine.length !== theirs.length) return `length of ${part}`;
    for (let at = 0; at < mine.length; at += 1) if (mine[at] !== theirs[at]) return `${part} of ${at}: ${mine[at]}, ${theirs[at]}`;
  }
  return null;
}

function expectSame(tree: Tree, edit: Edit): Tree {
  const text = applied(tree.text, edit);
  const fresh = parsePython(text);
  const found = difference(reparsePython(tree, edit, text), fresh);
  if (found !== null) expect({ found, edit, around: text.slice(Math.max(0, edit.span.start - 200), edit.span.start + 200) }).toBe(null);
  return fresh;
}

const library = newestPython()?.library;
const sources =
  library === undefined
    ? []
    : readdirSync(library)
        .filter((name) => name.endsWith('.py'))
        .map((name) => readFileSync(join(library, name), 'utf8'))
        .filter((text) => text.length < 12_000);
const texts = [
  ...sources,
  ...Object.values(accepted).map((some) => some.filter((text) => parsePython(`a\n${text}\nb\n`).errors === 0).join('\n')),
];

describe('equal to a fresh parse', () => {
  test('after single edits anywhere', { timeout: 300_000 }, () => {
    const trees = texts.map(parsePython).filter((tree) => tree.errors === 0);
    expect(trees.length).toBeGreaterThan(5);
    for (let run = 0; run < runs; run += 1) {
      const tree = pick(trees);
      expectSame(tree, randomEdit(tree.text));
    }
  });

  test('after one edit upon another', { timeout: 300_000 }, () => {
    for (let run = 0; run < runs / 40; run += 1) {
      let tree = parsePython(pick(texts));
      for (let turn = 0; turn < 20; turn += 1) {
        const edit = randomEdit(tree.text);
        const text = applied(tree.text, edit);
        const next = reparsePython(tree, edit, text);
        expect(difference(next, parsePython(text))).toBe(null);
        if (next.errors === 0) tree = next;
      }
    }
  });

  test.each([
    ['a line joined to the next', 'if a:\n    b\n    c\nd\n', 'b', 'b \\'],
    ['a line dedented', 'if a:\n    b\n    c\nd\n', '    c', 'c'],
    ['two statements for one', 'def f():\n    a\n    b\nc\n', 'a', 'a\n    x = 1'],
    ['no statement for one', 'def f():\n    a\n    b\nc\n', '    a\n', ''],
    ['a clause for a statement', 'if a:\n    b\nelse:\n    c\n', 'b', 'b\nelif x: y'],
    ['the last statement of many blocks', 'class A:\n    def f():\n        if a:\n            b', 'b', 'bcd()'],
    ['a decorator', '@a\ndef f():\n    b\n\nc', '@a', '@abc(d)'],
    ['an edit that names no text', 'a\nb\n', 'b', 'b'],
    ['one of two statements of a line', 'a; b\nc\n', 'a', 'aa'],
    ['the end of a text without a line end', 'a\nb', 'b', 'b\nc'],
    ['a comment', 'a # one\n# two\nb\n', '# two', '# three'],
    ['tabs', 'if a:\n\tb\n\tc\n', 'b', 'b\n\tx'],
    ['another encoding of line ends', 'a\rb\rc\r', 'b', 'bb'],
    ['a byte order mark', '\ufeffa\nb\n', 'a', 'aa'],
  ])('%s', (_name, text, before, after) => {
    const start = text.indexOf(before);
    expectSame(parsePython(text), { span: { start, end: start + before.length }, text: after });
  });

  test('an edit that does not lead to the text is not believed', () => {
    const tree = parsePython('a\nb\n');
    expect(difference(reparsePython(tree, { span: { start: 0, end: 1 }, text: 'x' }, 'y\nb\n'), parsePython('y\nb\n'))).toBe(null);
    expect(difference(reparsePython(tree, { span: { start: -5, end: 99 }, text: 'x' }, 'x'), parsePython('x'))).toBe(null);
  });
});
