/** Reading a tree again after an edit gives, bit for bit, what reading the whole text gives; and mostly without reading it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newestPython } from '../../scripts/pythons.mjs';
import type { Edit } from '../../server/src/base/edit.ts';
import { afterEdit, editedText } from '../../server/src/syntax/edited.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { reparsePython, reparseStatements } from '../../server/src/syntax/python/reparse.ts';
import { NONE, type Node, type Tree } from '../../server/src/syntax/tree.ts';
import { accepted } from './python-cases.ts';

const runs = Number(process.env.DECREF_EDITS ?? 5000);

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

function ancestorOf(tree: Tree, node: Node, kind: number): boolean {
  for (let around = tree.parent[node]; around !== NONE; around = tree.parent[around]) if (tree.kind[around] === kind) return true;
  return false;
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

  test('after one edit upon another, sound or broken', { timeout: 300_000 }, () => {
    for (let run = 0; run < runs / 20; run += 1) {
      let edited = editedText(parsePython(pick(texts)));
      // near to each other, as somebody types them
      let place = random(edited.tree.text.length);
      for (let turn = 0; turn < 20; turn += 1) {
        const { text } = edited.tree;
        if (random(8) === 0) place = random(text.length);
        const start = Math.max(0, Math.min(text.length, place + random(40) - 20));
        const end = Math.min(text.length, start + (random(3) === 0 ? random(12) : 0));
        const edit = { span: { start, end }, text: pick(insertions) };
        const next = afterEdit(edited, edit);
        const found = difference(next.tree, parsePython(applied(text, edit)));
        if (found !== null) expect({ found, edit, since: edited.since, base: edited.base.text }).toBe(null);
        edited = next;
      }
    }
  });

  test.each([
    ['(', 90],
    ['[', 90],
    [')', 90],
    ['"', 60],
    ['.', 90],
    [' =', 90],
    [' if', 90],
    [':', 90],
  ])('what %s breaks within a function is read without the rest of the file', (typed, least) => {
    let all = 0;
    let apart = 0;
    for (let run = 0; run < 300; run += 1) {
      const tree = parsePython(pick(sources));
      const names: number[] = [];
      for (let node = 0; node < tree.size; node += 1)
        if (tree.kind[node] === Py.Name && ancestorOf(tree, node, Py.FunctionDef)) names.push(tree.end[node]);
      if (names.length === 0 || tree.errors > 0) continue;
      const start = pick(names);
      const edit = { span: { start, end: start }, text: typed };
      const read = reparseStatements(tree, edit, applied(tree.text, edit));
      if (read?.errors === 0) continue;
      all += 1;
      if (read !== null) apart += 1;
    }
    expect(all).toBeGreaterThan(20);
    expect((100 * apart) / all).toBeGreaterThan(least);
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
    ['a clause without its statement', 'if a:\n    b\nc\n', 'c', 'else: c'],
    ['a handler without its statement', 'def f():\n    try:\n        a\n    finally:\n        b\n    c\n', '    c', '    except: c'],
    ['a decorator before the next function', 'a\ndef f(): pass\n', 'a', '@a'],
    ['a decorator behind a colon', 'def f():\n    a\ndef g(): pass\n', '\n    a', '@a'],
    ['a decorator before a class, in a block', 'if x:\n    a\n    class C: pass\n', 'a', '@a.'],
    ['an open bracket', 'def f():\n    a\n    b\n    return c\ndef g(): pass\n', 'a', 'a('],
    ['an open bracket that nothing ends', 'def f():\n    a\n    b\nc\nd\n', 'b', 'b('],
    ['an open bracket before one that is closed', 'def f():\n    a\n    b\nc(\n d)\ne\n', 'b', 'b[('],
    ['an open bracket before a clause', 'try:\n    a\n    b\nexcept C:\n    d\n', 'b', 'b('],
    ['an open bracket before else', 'if a:\n    b\nelse:\n    d\ne\n', 'b', 'b('],
    ['an open bracket before another indentation', 'def f():\n    if a:\n        b\n    # c\n\n    d\n', 'b', 'b({'],
    ['an open bracket at the end', 'def f():\n    a\n    b', 'b', 'b(['],
    ['two open brackets', 'def f():\n    a\n    b\n    return c\nd\n', 'a\n    b', 'a(\n    return b('],
    ['an open field', 'def f():\n    a\n    b\nc = "d"\ne\n', 'b', "b = f'{("],
    ['an open string', 'def f():\n    a\n    b\nc = "d"\ne\n', 'b', "b = '"],
    ['an open string among suspicious ones', 'def f():\n    """a="""\n    b\nc = """d="""\ne\n', '    b', "    b = '"],
    ['an open docstring', 'def f():\n    a\n    b\ndef g():\n    """c"""\n', 'a', '"""'],
    ['a line joined to nothing', 'def f():\n    a\nb\n', 'a', 'a = \\'],
    ['a line that fits no block', 'if a:\n        b\n        c\nd\n', '        c', '    c'],
    ['something missing at the start', 'def f():\n    a = 1\nb\n', 'a =', '='],
    ['a block that is not there yet', 'def f():\n    a\n    b\n', 'a', 'if a:'],
    ['a statement that is no longer one', 'try:\n    a\nexcept B:\n    c\nd\n', 'except', 'excep'],
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
