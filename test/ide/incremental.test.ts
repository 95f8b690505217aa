/** After each of thousands of edits the file is found to be what it would be found without memory: nothing stale, nothing lost. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../server/src/base/settings.ts';
import { bodyChange } from '../../server/src/engine/change.ts';
import { scopesAfter, scopesOf } from '../../server/src/engine/scope.ts';
import { isLinked } from '../../server/src/engine/step/reach.ts';
import { conclusionsOf, namesWith, outlineIn, surveyAfter } from '../../server/src/engine/survey.ts';
import { traits, type TraitName } from '../../server/src/engine/traits.ts';
import { diagnose, type Memory } from '../../server/src/ide/diagnose.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';
import { nameOf } from '../../server/src/syntax/names.ts';
import { openSource, parse } from '../../server/src/syntax/parse.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { pagePaths, repository } from '../harness/files.ts';
import { pageOf } from '../harness/page.ts';

const EDITS = Number(process.env.DECREF_EDITS ?? 4000);

const settings: Settings = {
  ...defaultSettings,
  levels: new Map(rules.map(({ code }) => [code, 'hint'])),
};

/** The programs of the rules' pages, a few in one module: many functions and classes with something to find in them. */
const modules: readonly string[] = (() => {
  const programs = pagePaths()
    .filter((path) => path.includes('/rules/python/'))
    .flatMap((path) => pageOf(path, readFileSync(`${repository}/${path}`, 'utf8')).programs)
    .filter(({ language }) => language === 'python')
    .map(({ main }) => main.text);
  const made: string[] = [];
  for (let at = 0; at < programs.length; at += 6) made.push(programs.slice(at, at + 6).join('\n\n'));
  return made;
})();

const findingsOf = (path: string, text: string, tree: ReturnType<typeof parse>, memory?: Memory): string => {
  const document = { ...documentOf(path, 'python', text), tree };
  const snapshot = snapshotOf(
    [document],
    () => settings,
    () => null,
  );
  const { findings, crashes } = diagnose(snapshot, path, rules, memory);
  expect(crashes).toEqual([]);
  return JSON.stringify(findings, null, 1);
};

const shownBy = (tree: Tree) => Object.fromEntries(Object.keys(traits).map((name) => [name, namesWith(tree, name as TraitName)]));

/** Which of the names of a file are classes that something may hold. */
const linkedIn = (tree: Tree): readonly string[] => [...outlineIn(tree).bases.keys()].map(nameOf).filter((name) => isLinked(tree, name));

const snippets = [
  'x',
  ' ',
  '1',
  '(',
  ')',
  '"',
  '\n',
  '.me',
  ' = self',
  'self.me = self',
  '\n    pass',
  'gc.collect()',
  's += "a"',
  'return None',
  'yield 1',
  'global x',
  'for i in y:\n        ',
  'import gc\n',
  'lambda: self',
  'super().__init__()',
  '# comment',
];

interface Typed {
  readonly place: number;
  readonly how: 'insert' | 'delete' | 'line' | 'copy' | 'undo';
  readonly what: number;
}

const typed: fc.Arbitrary<Typed> = fc.record({
  place: fc.nat(1_000_000),
  how: fc.constantFrom('insert', 'insert', 'insert', 'delete', 'line', 'copy', 'undo', 'undo'),
  what: fc.nat(1_000_000),
});

test(`${EDITS} edits, one upon the other`, { timeout: 600_000 }, () => {
  let reused = 0;
  let seen = 0;
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.array(typed, { minLength: 25, maxLength: 25 }), (which, all) => {
      const first = modules[which % modules.length];
      const source = openSource('python', first);
      const memory: Memory = {};
      findingsOf('/m.py', first, source.tree, memory);
      const before: string[] = [];
      for (const each of all) {
        const text = source.text;
        const edit = editOf(text, each, before);
        const tree = source.tree;
        source.edit([edit]);
        if (each.how !== 'undo') before.push(text);
        const change = bodyChange(tree, source.tree);
        if (change !== null) {
          reused += 1;
          expect(scopesAfter(change, scopesOf(tree))).toEqual(scopesOf(source.tree));
          const conclusions = conclusionsOf(tree);
          surveyAfter(change);
          const again = parse('python', source.text);
          expect(shownBy(source.tree)).toEqual(shownBy(again));
          if (conclusionsOf(source.tree) === conclusions) expect(linkedIn(source.tree)).toEqual(linkedIn(again));
        }
        seen += 1;
        const quick = findingsOf('/m.py', source.text, source.tree, memory);
        const fresh = findingsOf('/m.py', source.text, parse('python', source.text));
        if (quick !== fresh) expect({ quick, edit, text }).toEqual({ quick: fresh, edit, text });
      }
      source.close();
    }),
    { numRuns: Math.ceil(EDITS / 25), endOnFailure: true },
  );
  // a comparison in which nothing was ever reused would show nothing
  expect(reused / seen).toBeGreaterThan(0.15);
});

function editOf(text: string, { place, how, what }: Typed, before: string[]) {
  const at = place % (text.length + 1);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const lineEnd = text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at) + 1;
  switch (how) {
    case 'insert':
      return { span: { start: at, end: at }, text: snippets[what % snippets.length] };
    case 'delete':
      return { span: { start: at, end: Math.min(text.length, at + 1 + (what % 4)) }, text: '' };
    case 'line':
      return { span: { start: lineStart, end: lineEnd }, text: '' };
    case 'copy':
      return { span: { start: lineStart, end: lineStart }, text: text.slice(lineStart, lineEnd) };
    case 'undo':
      return { span: { start: 0, end: text.length }, text: before.pop() ?? text };
  }
}
