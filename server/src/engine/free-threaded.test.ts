/** Of a free-threaded build nothing is claimed that needs a count, whichever way it was asked for; what needs none is as on every build. */
import { expect, test } from 'vitest';
import { readPython } from '../base/version.ts';
import { Py } from '../syntax/python/kinds.ts';
import { parse } from '../syntax/parse.ts';
import { pythonFacts } from './python.ts';

const program = `class Node:
    def __init__(self):
        self.me = self

def make(node):
    other = node
    return other

n = Node()
m = make([n])
del n
`;

const on = (text: string, python: string) => pythonFacts(parse('python', text), { version: readPython(python)!, path: 'a.py' });

test.each([
  ['3.13t', program],
  ['3.14t', program],
  ['3.12', `#!/usr/bin/env python3.14t\n${program}`],
])('free-threaded (%s): every count and death is unknown, and says why', (python, text) => {
  const facts = on(text, python);
  const names = facts.refs();
  expect(names.length).toBeGreaterThan(4);
  expect(new Set(names.map(({ refs }) => JSON.stringify(refs)))).toEqual(
    new Set(['{"kind":"unknown","why":"free-threaded builds count differently, and that is not simulated"}']),
  );
  expect(names.every(({ freed }) => freed.by === 'unknown')).toBe(true);
  expect(facts.objects().map(({ freed, count }) => [freed.by, count])).toEqual(facts.objects().map(() => ['unknown', null]));
  expect(facts.objects().length).toBeGreaterThan(0);
  expect(Object.values(facts.garbage()).every((count) => count === null)).toBe(true);
  expect(facts.seenAfter(facts.tree.size - 1, text.split('\n').indexOf('n = Node()') + 1, ['n', 'me'])).toMatchObject({
    refs: { kind: 'unknown' },
    holders: [],
  });
  expect(facts.walk(facts.tree.size - 1)).toMatchObject({ steps: [], cut: expect.stringContaining('free-threaded') });
});

test('a view of a part and the whole say the same', () => {
  const facts = on(program, '3.14t');
  const view = facts.within(facts.nodes(Py.FunctionDef)[1]);
  expect(view.nodes(Py.FunctionDef)).toEqual([facts.nodes(Py.FunctionDef)[1]]);
  expect(view.whole).toBe(facts);
  expect(view.refs().every(({ refs }) => refs.kind === 'unknown')).toBe(true);
  expect(facts.refsAround(facts.nodes(Py.FunctionDef)[1]).every(({ refs }) => refs.kind === 'unknown')).toBe(true);
});

test('cycles are the same on every build, and a build with the lock counts', () => {
  expect(on(program, '3.14t').cycles().length).toBe(on(program, '3.14').cycles().length);
  expect(
    on(program, '3.14')
      .refs()
      .some(({ refs }) => refs.kind === 'exact'),
  ).toBe(true);
});

test.each(['3.12t', '3.8t', '3.16t', '3.13tt', 't'])('%s is no version', (text) => {
  expect(readPython(text)).toBeNull();
});
