/** What a graph says about a cycle is true: CPython, asked whether the expression is the object, says yes. And it says none where there is none. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { referenceGraph } from '../../server/src/ide/graph.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { noLinks } from '../../server/src/project/links.ts';
import { newestPython } from '../../scripts/pythons.mjs';

const python = newestPython();
if (python === null) console.error('SKIPPED: there is no CPython to ask whether a cycle is one');

const graphAfter = (program: string, place: string) => {
  const document = documentOf('/a.py', 'python', program);
  const snapshot = { paths: ['/a.py'], document: () => document, settings: () => defaultSettings, crate: () => null, links: () => noLinks };
  return referenceGraph(snapshot, '/a.py', program.lastIndexOf(place));
};

const tree = `class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)

`;

describe('a cycle', () => {
  it.each([
    ['an object that holds itself', 'class Me:\n    def __init__(self):\n        self.me = self\n\na = Me()\n', 'a = Me', 'a'],
    ['a list in itself', 'box = []\nbox.append(box)\nbox\n', 'box\n', 'box'],
    ['a child and its parent', `${tree}root = Node()\nleaf = Node(root)\n`, 'leaf =', 'leaf'],
    ['an object behind an attribute', `${tree}root = Node()\nleaf = Node(root)\nleaf.parent\n`, 'parent\n', 'leaf.parent'],
    ['a dict that leads back', 'class Owner: pass\n\no = Owner()\no.table = {"up": o}\no\n', 'o\n', 'o'],
    ['a number as a key', 'class Owner: pass\n\no = Owner()\no.table = {7: [o]}\no\n', 'o\n', 'o'],
    ['the shorter of two ways', 'class A: pass\n\na = A()\nb = A()\na.b = b\nb.a = a\na.me = a\na\n', 'a\n', 'a'],
  ])('is said of %s, and is one', (_, program, place, name) => {
    const cycle = graphAfter(program, place)?.cycle;
    expect(cycle?.expression.startsWith(name)).toBe(true);
    expect(cycle?.through).toMatch(/^holder\d+$/);
    if (python === null) return;
    const asked = `${program}\nprint((${cycle?.expression}) is ${name})\n`;
    expect(execFileSync(python.path, ['-c', asked], { encoding: 'utf8' })).toBe('True\n');
  });

  it('is said within a function, too', () => {
    const program = `${tree}def build():\n    root = Node()\n    leaf = Node(root)\n    return leaf\n`;
    expect(graphAfter(program, 'leaf =')?.cycle?.expression).toBe('leaf.parent.children[0]');
  });

  it.each([
    ['one name for an object', 'a = []\n', 'a ='],
    ['a list that holds another', 'a = []\nb = [a]\na\n', 'a\n'],
    ['a weak way back', 'import weakref\n\nclass Node: pass\n\na = Node()\nb = Node()\na.b = b\nb.a = weakref.ref(a)\nb\n', 'b\n'],
    ['a ring that was opened', 'class Node: pass\n\na = Node()\na.me = a\na.me = None\na\n', 'a\n'],
    ['a ring beside it', 'class Node: pass\n\na = Node()\na.me = a\nb = [a]\nc = [b]\nb\n', 'b\n'],
  ])('is not said of %s', (_, program, place) => {
    const graph = graphAfter(program, place);
    expect(graph).not.toBeNull();
    expect(graph?.cycle).toBeNull();
  });
});
