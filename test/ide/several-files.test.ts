/** Files that import each other: what is said about one follows an edit of another, and is what would be said if nothing were known before. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { diagnose, type Memory } from '../../server/src/ide/diagnose.ts';
import { documentOf, type Document } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';

const settings = { ...defaultSettings, root: '/w' };

const texts: Readonly<Record<string, string>> = {
  '/w/pkg/__init__.py': 'from .wheel import Wheel\nfrom .journal import entries\n',
  '/w/pkg/wheel.py': `import weakref

class Part:
    def __init__(self, owner):
        self.owner = owner

class Wheel(Part):
    def __init__(self, owner, size):
        super().__init__(owner)
        self.size = size

    def turn(self):
        return self.size
`,
  '/w/pkg/journal.py': `entries = []

def note(item):
    entries.append(item)

def last():
    return entries[-1]
`,
  '/w/main.py': `from pkg import Wheel
from pkg.journal import entries as log

class Car:
    def __init__(self):
        self.wheel = Wheel(self, 16)

    def read(self):
        return len(log)
`,
};

const snapshotFor = (documents: ReadonlyMap<string, Document>) => snapshotOf(documents.values(), () => settings);

const documentsFor = (by: Readonly<Record<string, string>>): Map<string, Document> =>
  new Map(Object.entries(by).map(([path, text]) => [path, documentOf(path, 'python', text)]));

const findingsIn = (documents: ReadonlyMap<string, Document>, path: string, memory?: Memory) => {
  const { findings, crashes } = diagnose(snapshotFor(documents), path, rules, memory);
  expect(crashes).toEqual([]);
  return findings;
};

const codesIn = (documents: ReadonlyMap<string, Document>, path: string, memory?: Memory): string[] =>
  findingsIn(documents, path, memory).map(({ code, related }) => [code, ...new Set(related.map((each) => each.path))].join(' '));

test('an edit of one file changes what is said about another', () => {
  const documents = documentsFor(texts);
  const [main, journal]: Memory[] = [{}, {}];
  const now = () => [codesIn(documents, '/w/main.py', main), codesIn(documents, '/w/pkg/journal.py', journal)];
  const edit = (path: string, from: string, to: string): void => {
    const { text } = documents.get(path) as Document;
    expect(text).toContain(from);
    documents.set(path, documentOf(path, 'python', text.replace(from, to)));
  };
  const ring = ['RC102 /w/main.py /w/pkg/wheel.py'];
  const growth = ['RC202 /w/pkg/journal.py'];
  expect(now()).toEqual([ring, growth]);
  edit('/w/pkg/wheel.py', 'self.owner = owner', 'self.owner = weakref.ref(owner)');
  expect(now()).toEqual([[], growth]);
  edit('/w/main.py', 'return len(log)', 'return log.pop()');
  expect(now()).toEqual([[], []]);
  edit('/w/pkg/wheel.py', 'weakref.ref(owner)', 'owner');
  expect(now()).toEqual([ring, []]);
  edit('/w/pkg/wheel.py', 'def turn(self):\n        return self.size', 'def close(self):\n        self.owner = None');
  expect(now()).toEqual([[], []]);
  edit('/w/main.py', 'from pkg.journal import entries as log', 'log = []');
  expect(now()).toEqual([[], growth]);
  documents.delete('/w/pkg/wheel.py');
  edit('/w/main.py', 'Wheel(self, 16)', 'Wheel(self, 17)');
  expect(now()).toEqual([[], growth]);
});

test('with what was known before, the same is said as without it', () => {
  const paths = Object.keys(texts);
  const lines = [
    'self.owner = None',
    'entries.clear()',
    'log.append(len(log))',
    'self.wheel = None',
    'from pkg.wheel import Part as Wheel',
    'Wheel = Part',
    'self.part = Part(self)',
    'weakref = None',
    'x = (',
  ];
  const change = fc.record({ file: fc.nat(paths.length - 1), line: fc.nat(40), what: fc.nat(lines.length), deletes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { minLength: 4, maxLength: 12 }), (changes) => {
      const documents = documentsFor(texts);
      const memories = new Map(paths.map((path): [string, Memory] => [path, {}]));
      for (const { file, line, what, deletes } of changes) {
        const path = paths[file];
        const rows = (documents.get(path) as Document).text.split('\n');
        const at = line % rows.length;
        const indent = /^ */.exec(rows[at])?.[0] ?? '';
        rows.splice(at, deletes ? 1 : 0, ...(what === lines.length ? [] : [indent + lines[what]]));
        documents.set(path, documentOf(path, 'python', rows.join('\n')));
        const fresh = documentsFor(Object.fromEntries([...documents.values()].map(({ path: own, text }) => [own, text])));
        for (const each of paths)
          expect(JSON.stringify(findingsIn(documents, each, memories.get(each)))).toBe(JSON.stringify(findingsIn(fresh, each)));
      }
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

test('edits of one file and then the other leave no trees behind', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const documents = documentsFor(texts);
  const memories = new Map(Object.keys(texts).map((path): [string, Memory] => [path, {}]));
  const trees: WeakRef<object>[] = [];
  for (let edit = 0; edit < 24; edit += 1) {
    const path = Object.keys(texts)[edit % 4];
    const { text } = documents.get(path) as Document;
    const document = documentOf(path, 'python', `${text}# ${edit}\n`);
    documents.set(path, document);
    trees.push(new WeakRef(document.tree));
    for (const each of Object.keys(texts)) findingsIn(documents, each, memories.get(each));
    await new Promise((resolve) => setImmediate(resolve));
  }
  collect();
  expect(trees.filter((tree) => tree.deref() !== undefined).length).toBeLessThanOrEqual(10);
});
