/**
 * Collections that come by themselves, as the model of the collector has them, held against every CPython: at which line and object the first one runs, what
 * it finds, and how many there are in the end. Where the model says that it lost count, it says no more.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { PythonVersion } from '../../server/src/base/version.ts';
import type { ModelledCollections } from '../../server/src/engine/facts.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { repository } from '../harness/files.ts';
import { interpreters } from '../harness/interpreters.ts';
import { readPage } from '../harness/page.ts';

interface Seen {
  readonly first: {
    readonly line: number;
    readonly i: number;
    readonly found: number;
    readonly freed: Readonly<Record<string, number>>;
  } | null;
  /** Of each of the two younger generations: how many collections, and what they found. */
  readonly stats: readonly (readonly [collections: number, found: number])[];
}

const node = 'class Node:\n    def __init__(self):\n        self.me = self\n\n';
const few = 'gc.set_threshold(90, 3)\n';

/** `each`: what the loop makes once each time, so that the how many-th is the number of the round. */
const programs: Readonly<Record<string, { readonly each?: string; readonly text: string }>> = {
  'rings of one object': { each: 'Node', text: `${node}gc.collect()\nfor i in range(4400):\n    node = Node()\n` },
  'the same with other thresholds': {
    each: 'Node',
    text: `${node}gc.set_threshold(50, 3)\ngc.collect()\nfor i in range(800):\n    node = Node()\n`,
  },
  'some that survive': {
    each: 'Node',
    text: `${node}${few}kept = []\ngc.collect()\nfor i in range(700):\n    node = Node()\n    if i % 7 == 0:\n        kept.append(node)\n    if i % 200 == 0:\n        kept = []\n`,
  },
  'an argument': {
    each: 'Node',
    text: `class Node:\n    def __init__(self, other):\n        self.other = other\n        self.me = self\n\n${few}gc.collect()\nfor i in range(500):\n    node = Node(None)\n`,
  },
  'arguments by keyword': {
    text: `class Node:\n    def __init__(self, a, b=None, *, c=0):\n        self.a = a\n        self.b = b\n        self.me = self\n\n${few}gc.collect()\nfor i in range(300):\n    node = Node(i, c=1)\n    other = Node(i, b=2, c=3)\n`,
  },
  'lists that stay': { each: 'list', text: 'kept = []\ngc.collect()\nfor i in range(2300):\n    kept.append([i])\n' },
  'rings of lists': { text: `${few}gc.collect()\nfor i in range(400):\n    one = []\n    other = [one]\n    one.append(other)\n` },
  'a while loop': { text: `${few}gc.collect()\ni = 0\nwhile i < 400:\n    a = [i]\n    a.append(a)\n    i += 1\n` },
  'switched off for a while': {
    each: 'Node',
    text: `${node}${few}gc.disable()\ngc.collect()\nfor i in range(400):\n    node = Node()\n    if i == 300:\n        gc.enable()\n`,
  },
  closures: {
    text: `def outer(x):\n    def inner():\n        return inner\n    return x\n\n${few}gc.collect()\nfor i in range(400):\n    outer(i)\n`,
  },
  'cells of two variables': {
    text: `def make(n):\n    def again():\n        return again, n\n    return again\n\n${few}gc.collect()\nfor i in range(300):\n    f = make(i)\n    f()\n`,
  },
  slots: {
    each: 'Slim',
    text: `class Slim:\n    __slots__ = ("me", "rest")\n\n${few}gc.collect()\nfor i in range(400):\n    slim = Slim()\n    slim.me = slim\n    slim.rest = (slim, i)\n`,
  },
  'dictionaries and tuples': { text: `${few}gc.collect()\nfor i in range(400):\n    d = {}\n    d["me"] = d\n    t = (d, d)\n` },
  'attributes from outside': {
    text: `class Bare:\n    pass\n\n${few}gc.collect()\nfor i in range(400):\n    bare = Bare()\n    bare.items = {bare}\n`,
  },
  'a function': {
    text: `${node}def build(n):\n    last = None\n    for i in range(n):\n        node = Node()\n        node.last = last\n        last = node\n    return last\n\n${few}gc.collect()\nkept = build(400)\n`,
  },
  methods: {
    text: `class Tree:\n    def __init__(self):\n        self.items = []\n    def add(self, item):\n        item.tree = self\n        self.items.append(item)\n\nclass Leaf:\n    pass\n\n${few}gc.collect()\nfor i in range(300):\n    tree = Tree()\n    tree.add(Leaf())\n    tree.add(Leaf())\n`,
  },
  'a base class': {
    text: `class Base:\n    def __init__(self, x):\n        self.x = x\n\nclass Sub(Base):\n    def __init__(self, x, y):\n        Base.__init__(self, x)\n        self.y = y\n        self.me = self\n\n${few}gc.collect()\nfor i in range(400):\n    sub = Sub(i, [])\n`,
  },
  'bound methods': {
    text: `class Bound:\n    def __init__(self):\n        self.run = self.go\n    def go(self, a=1):\n        return a\n\n${few}gc.collect()\nfor i in range(400):\n    bound = Bound()\n    bound.run()\n    bound.go(a=2)\n`,
  },
  recursion: {
    text: `class Tree:\n    def __init__(self, depth):\n        self.kids = []\n        self.me = self\n        if depth:\n            self.kids.append(Tree(depth - 1))\n\n${few}gc.collect()\nfor i in range(100):\n    tree = Tree(3)\n`,
  },
  comprehensions: { text: `${few}gc.collect()\nkept = [[i] for i in range(500)]\n` },
  'what is frozen': {
    text: `${node}${few}gc.collect()\nkept = []\nfor i in range(20):\n    kept.append(Node())\ngc.freeze()\nfor i in range(400):\n    node = Node()\ngc.unfreeze()\n`,
  },
  texts: {
    each: 'Node',
    text: `${node}${few}gc.collect()\nfor i in range(400):\n    node = Node()\n    node.name = "n" + str(i)\n    node.label = f"{i}!"\n`,
  },
  'a finalizer': {
    each: 'Node',
    text: `class Node:\n    def __init__(self):\n        self.me = self\n    def __del__(self):\n        pass\n\n${few}gc.collect()\nfor i in range(300):\n    node = Node()\n`,
  },
};

/** The programs of the page, by their lines. */
const shown = readPage('server/src/engine/memory/collections.md', repository)
  .programs.map(({ main }) => main)
  .filter(({ text }) => text.includes('gc.collect()'));
const names = [...Object.keys(programs), ...shown.map(({ lines }) => `line ${lines[0]} of the page`)];
const texts = [...Object.values(programs).map(({ text }) => `import gc\n\n${text}`), ...shown.map(({ text }) => `${text}\n`)];
const folder = mkdtempSync(join(tmpdir(), 'decref-collections-'));
const script = fileURLToPath(new URL('collections.py', import.meta.url));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept = new Map<string, ModelledCollections>();
function modelled(text: string, version: PythonVersion): ModelledCollections {
  const key = `${version.join('.')} ${text}`;
  const answer = kept.get(key) ?? pythonFacts(parse('python', text), { version }).collections();
  kept.set(key, answer);
  return answer;
}

describe.each(interpreters().filter(({ name }) => !name.startsWith('pyodide')))('$name', ({ version, command }) => {
  const { stdout } = spawnSync(command[0], ['-I', script], { input: JSON.stringify(texts), encoding: 'utf8' });
  const seen = stdout
    .trim()
    .split('\n')
    // what programs print themselves stands between
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Seen);
  it.each(names)('%s', (name) => {
    const at = names.indexOf(name);
    const { collections, lost } = modelled(texts[at], version);
    checkFirst(name, collections, lost, seen[at]);
    if (lost !== null || collections.some(({ found, sure }) => found === null || !sure)) return;
    const of = (generation: number) => collections.filter((one) => one.generation === generation);
    expect([0, 1].map((generation) => [of(generation).length, of(generation).reduce((sum, one) => sum + (one.found ?? 0), 0)])).toEqual(
      seen[at].stats,
    );
  });

  it('loses count seldom', () => {
    const without = names.filter((_, at) => modelled(texts[at], version).lost !== null);
    expect(without.length).toBeLessThanOrEqual(7);
  });
});

function checkFirst(
  name: string,
  { 0: ours }: ModelledCollections['collections'],
  lost: ModelledCollections['lost'],
  { first }: Seen,
): void {
  if (ours === undefined) {
    if (lost === null) expect(first).toBeNull();
    return;
  }
  if (!ours.sure || ours.until.nth !== ours.trigger.nth || ours.until.type !== ours.trigger.type) return;
  const { each } = programs[name] ?? {};
  expect([ours.line, ours.found ?? first?.found]).toEqual([first?.line, first?.found]);
  if (each !== undefined && ours.trigger.type === each) expect(ours.trigger.nth - 1).toBe(first?.i);
  for (const [type, count] of Object.entries(first?.freed ?? {}))
    expect([type, ours.frees.filter((one) => one.type === type).reduce((sum, one) => sum + one.count, 0)]).toEqual([type, count]);
}

describe('3.14, which collects in parts', () => {
  const pyodide = fileURLToPath(new URL('../harness/pyodide-script.mjs', import.meta.url));
  const path = join(folder, 'collections.py');
  writeFileSync(path, `programs = ${JSON.stringify(JSON.stringify(texts))}\n${readFileSync(script, 'utf8').replace(/^"""[^]*?"""\n/, '')}`);
  const { stdout } = spawnSync(process.execPath, [pyodide, '3.14', path], { encoding: 'utf8' });
  const seen = stdout
    .trim()
    .split('\n')
    // what programs print themselves stands between
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Seen);
  it('only marks with the first, and frees nothing', () => {
    let claimed = 0;
    for (const [at, name] of names.entries()) {
      const { collections, lost } = modelled(texts[at], [3, 14]);
      expect(collections.length).toBeLessThanOrEqual(1);
      if (collections.length === 1) claimed += 1;
      checkFirst(name, collections, lost, seen[at]);
    }
    expect(claimed).toBeGreaterThan(names.length / 2);
  });
});

describe('what it does not know', () => {
  it.each([
    ['where the counters stand', `${node}for i in range(5000):\n    node = Node()\n`, 0, null],
    [
      'what unknown code allocates',
      `${node}gc.collect()\nprint()\nfor i in range(5000):\n    node = Node()\n`,
      0,
      'what `print` allocates is not modelled',
    ],
    [
      'which way the code takes',
      `import os\n${node}gc.collect()\nif os.name:\n    a = Node()\nfor i in range(50):\n    node = Node()\n`,
      0,
      'which way',
    ],
    ['what is kept for reuse without a full collection', 'gc.freeze()\nkept = []\nfor i in range(2050):\n    kept.append([i])\n', 1, null],
  ] as const)('%s', (_, text, count, why) => {
    const { collections, lost } = modelled(`import gc\n\n${text}`, [3, 13]);
    expect(collections.length).toBe(count);
    if (why === null) expect(lost).toBeNull();
    else expect(lost?.why).toContain(why);
    for (const { sure } of collections) expect(sure).toBe(false);
  });

  it('is bounded, and total on broken texts', () => {
    for (const text of [
      'gc.collect(',
      'import gc\ngc.collect()\nwhile True:\n    a = [a for a in a]\n',
      'import gc\ngc.collect()\ngc.set_threshold("x")\n[]\n',
    ])
      expect(modelled(text, [3, 13]).collections).toEqual([]);
  });
});
