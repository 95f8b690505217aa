/** A rule that names the words it looks for reports nothing where none of them is: what it is spared costs no finding. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { defaultPython } from '../../server/src/base/version.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { rules } from '../../server/src/rules/index.ts';
import { pagePaths, repository } from '../harness/files.ts';
import { pageOf } from '../harness/page.ts';

const programs = pagePaths()
  .filter((path) => path.includes('/rules/python/') || path.includes('/engine/'))
  .flatMap((path) => pageOf(path, readFileSync(`${repository}/${path}`, 'utf8')).programs)
  .filter(({ language }) => language === 'python')
  .map(({ main }) => main.text);

const wordy = rules.flatMap((rule) => (rule.language === 'python' && rule.words !== undefined ? [{ rule, words: rule.words }] : []));

test.each(wordy)('$rule.code', ({ rule, words }) => {
  let spared = 0;
  let asked = 0;
  for (const text of programs) {
    const document = documentOf('/m.py', 'python', text);
    const facts = pythonFacts(document.tree, { version: defaultPython });
    if (words.some((word) => facts.mentions(word))) {
      asked += 1;
      continue;
    }
    spared += 1;
    expect([...rule.check(facts, { document, settings: defaultSettings, lines: document.lines })], text).toEqual([]);
  }
  expect(spared).toBeGreaterThan(100);
  expect(asked).toBeGreaterThan(0);
});
