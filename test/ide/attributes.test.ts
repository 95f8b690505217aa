/** What is said of attributes on hover is what CPython measures: each attribute of a program after each of its lines, on every CPython of this machine. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { findPythons } from '../../scripts/pythons.mjs';
import { readPython } from '../../server/src/base/version.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';

const lines = [
  'class Node:\n    def __init__(self, parent=None):\n        self.parent = parent\n        self.items = []',
  'class Slot:\n    __slots__ = ("value",)',
  'root = Node()',
  'leaf = Node(root)',
  'root.items.append(leaf)',
  'root.spare = [object()]',
  'spare = root.spare',
  'pair = (spare, root.spare)',
  'leaf.owner = leaf.parent',
  'slot = Slot()',
  'slot.value = leaf',
  'leaf.parent = None',
  'del root.items[0]',
  'for part in [leaf, root]:\n    part.seen = pair',
  'pair = None',
  'leaf.deep = Node(slot)',
  'slot = slot.value',
  'root.items = [leaf.deep] * 3',
];
const paths = [
  'root.items',
  'root.spare',
  'leaf.parent',
  'leaf.owner',
  'slot.value',
  'root.seen',
  'leaf.deep',
  'leaf.deep.parent',
  'leaf.items',
];

const firstLines: number[] = [];
lines.reduce((at, text) => (firstLines.push(at), at + text.split('\n').length), 1);

/** Runs a string of code after each line: the counts, without the reference of the call itself; a load through an attribute is always a new one. */
const measure = `
import sys
space = {'__name__': 'm'}
for at, text in enumerate(${JSON.stringify(lines)}):
    exec(text, space)
    for path in ${JSON.stringify(paths)}:
        try: count = eval('getrefcount(' + path + ')', {'getrefcount': sys.getrefcount}, space) - 1
        except Exception: continue
        print(at, path, count if eval(path, space) is not None else 'immortal')
`;

describe.each(findPythons().map(({ version, path }) => [version, path] as const))('attributes on CPython %s', (name, path) => {
  it('have the references that hover says', () => {
    const version = readPython(name.split('.').slice(0, 2).join('.'))!;
    const { tree } = documentOf('/a.py', 'python', `${lines.join('\n')}\n`);
    const measured = execFileSync(path, ['-c', measure], { encoding: 'utf8' }).trim().split('\n');
    const facts = pythonFacts(tree, { version });
    let exact = 0;
    for (const row of measured) {
      const [at, shown, count] = row.split(' ');
      const seen = facts.seenAfter(tree.size - 1, firstLines[Number(at)], shown.split('.'));
      if (seen?.refs.kind !== 'exact') continue;
      exact += 1;
      expect(`${row.slice(0, row.lastIndexOf(' '))} ${seen.refs.count}`, name).toBe(`${at} ${shown} ${count}`);
      expect(seen.created.length).toBeGreaterThan(0);
    }
    expect(exact).toBeGreaterThan(measured.length / 2);
  });
});
