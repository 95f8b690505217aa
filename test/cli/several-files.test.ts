/** `check` over files that import each other: what one says follows another, also out of the cache, and also where only one of them is named. */
import { expect, test } from 'vitest';
import { diskCache } from '../../server/src/cli/disk-cache.ts';
import type { CacheStore } from '../../server/src/cli/world.ts';
import { diagnose } from '../../server/src/ide/diagnose.ts';
import { decref } from './world.ts';

const files = {
  'decref.toml': '',
  'pkg/__init__.py': 'from .wheel import Wheel\n',
  'pkg/wheel.py': 'class Wheel:\n    def __init__(self, owner):\n        self.owner = owner\n',
  'pkg/journal.py': 'entries = []\n\ndef note(item):\n    entries.append(item)\n',
  'car.py': 'from pkg import Wheel\n\nclass Car:\n    def __init__(self):\n        self.wheel = Wheel(self)\n',
  'reader.py': 'from pkg import journal\n\ndef read():\n    return list(journal.entries)\n',
};

const texts = new Map<string, string>();
const digest = diskCache('/nowhere')?.digest ?? (() => '');
const store: CacheStore = { read: (name) => texts.get(name) ?? null, write: (name, text) => void texts.set(name, text), digest };

async function codesOf(given: Record<string, string>, ...paths: string[]): Promise<string[]> {
  const asked: string[] = [];
  const { output } = await decref(['check', '--format', 'concise', ...paths], {
    files: given,
    cache: store,
    check(snapshot, path) {
      asked.push(path);
      return diagnose(snapshot, path);
    },
  });
  lastAsked = asked.map((path) => path.replace('/w/', '')).sort();
  return output.split('\n').flatMap((line) => /^(\S+?):.* (RC\d+) /.exec(line)?.slice(1, 3).join(' ') ?? []);
}
let lastAsked: readonly string[] = [];

test('what is said about one file follows the others, and is looked for again only where they changed', async () => {
  const all = ['car.py RC102', 'pkg/journal.py RC202'];
  expect(await codesOf(files)).toEqual(all);
  expect(await codesOf(files)).toEqual(all);
  expect(lastAsked).toEqual([]);

  const weak = { ...files, 'pkg/wheel.py': files['pkg/wheel.py'].replace('= owner', '= owner.name') };
  expect(await codesOf(weak)).toEqual(['pkg/journal.py RC202']);
  expect(lastAsked).toEqual(['car.py', 'pkg/__init__.py', 'pkg/wheel.py']);

  const emptied = { ...files, 'reader.py': `${files['reader.py']}\ndef drain():\n    journal.entries.clear()\n` };
  expect(await codesOf(emptied)).toEqual(['car.py RC102']);
  expect(lastAsked).toEqual(['pkg/journal.py', 'reader.py']);

  // a module comes to stand before the package
  const { 'pkg/__init__.py': _, ...without } = files;
  expect(await codesOf(without)).toEqual(['pkg/journal.py RC202']);
});

test('the project of a configuration file is looked at where only one file of it is named', async () => {
  expect(await codesOf(files, 'car.py')).toEqual(['car.py RC102']);
  const emptied = { ...files, 'reader.py': 'from pkg.journal import entries as log\n\ndef drain():\n    log.clear()\n' };
  expect(await codesOf(emptied, 'pkg/journal.py')).toEqual([]);
  const { 'decref.toml': _, ...bare } = emptied;
  expect(await codesOf(bare, 'pkg/journal.py')).toEqual(['pkg/journal.py RC202']);
});

test('a neighbour that is broken, empty, not there any more or not UTF-8 tells nothing and harms nothing', async () => {
  for (const text of ['class Wheel(', '', '\u0000', 'from car import Car\nclass Wheel(Car): pass\n']) {
    expect(await codesOf({ ...files, 'pkg/wheel.py': text })).not.toContain('car.py RC102');
  }
});

test('what was kept of a run and is damaged is found anew', async () => {
  const all = ['car.py RC102', 'pkg/journal.py RC202'];
  for (const damage of [
    (text: string) => text.replaceAll('wheel', 'whale'),
    (text: string) => text.slice(0, -20),
    (text: string) => text.split('\n')[0],
    () => '\n\n\n',
  ]) {
    expect(await codesOf(files)).toEqual(all);
    for (const [name, text] of texts) texts.set(name, damage(text));
    expect(await codesOf(files)).toEqual(all);
    expect(lastAsked).not.toEqual([]);
  }
});
