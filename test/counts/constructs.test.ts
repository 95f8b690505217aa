/** Every statement, expression and pattern of the grammar, 3.8 to 3.15, stands in a program of the engine's construct pages. */
import { expect, test } from 'vitest';
import { parse } from '../../server/src/syntax/parse.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { pagePaths, repository } from '../harness/files.ts';
import { readPage } from '../harness/page.ts';

const trees = pagePaths()
  .filter((path) => path.startsWith('server/src/engine/step/'))
  .flatMap((path) => readPage(path, repository).programs)
  .filter(({ language }) => language === 'python')
  .map(({ main }) => parse('python', main.text));

/** Kinds of nodes in pages, and of those whose flag says that they are lazy or asynchronous, the flag too. */
const seen = new Set<string>();
const flagged = new Set<number>([Py.Import, Py.ImportFrom, Py.comprehension]);
const nameOfKind = new Map<number, string>(Object.entries(Py).map(([name, kind]) => [kind, name]));
for (const tree of trees) {
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    seen.add(nameOfKind.get(kind) ?? '');
    if (flagged.has(kind)) seen.add(`${nameOfKind.get(kind)} ${tree.flag[node]}`);
  }
}

test('every kind of node is on a construct page', () => {
  expect(Object.keys(Py).filter((name) => name !== 'Error' && !seen.has(name))).toEqual([]);
});

test('lazy imports and asynchronous comprehensions are, too', () => {
  expect(['Import 1', 'ImportFrom 1', 'comprehension 1'].filter((each) => !seen.has(each))).toEqual([]);
});
