/** Each key of the configuration, in each file that can hold it: what is wrong with it is one message at its place, and the rest applies. */
import { describe, expect, test } from 'vitest';
import { configurations } from '../../server/src/project/configuration.ts';
import { memoryHost } from '../../server/src/project/host.ts';
import { settingKeys, type SettingKey } from '../../server/src/project/layer.ts';
import { rules } from '../../server/src/rules/index.ts';

/** A value of a wrong type, and one of the right type that means nothing, as they are written. */
const wrong: Readonly<Record<SettingKey, readonly string[]>> = {
  select: ['"RC1"', '["RC999"]', '[1]', '3'],
  'extend-select': ['true', '["nothing"]', '{}'],
  ignore: ['"RC1"', '["RC1x"]', '1.5'],
  'per-file-ignores': ['["RC1"]', '{ "tests/" = "RC1x" }', '{ "tests/" = 3 }'],
  levels: ['"error"', '{ RC101 = "grave" }', '{ RC999 = "off" }', '{ RC101 = 1 }'],
  exclude: ['"build"', '[1]'],
  'extend-exclude': ['"build"', '[["x"]]'],
  python: ['3.12', '"2.7"', '"new"', '["3.12"]'],
  'avoid-duplicates-of': ['"ruff"', '["ruf"]', 'false'],
  resources: ['"connect"', '[{ opens = ["library.connect"] }]', '[3]'],
  caches: ['"library.cached"', '["not a name"]', '[1]'],
  registrations: ['["on"]', '[{ registers = "on" }]', '3'],
  baseline: ['3', '["x"]'],
  'max-file-size': ['"10"', '-1', '1e9'],
};

/** `head`: what stands before the key; `tail`: what must still apply. */
const files = [
  { name: 'pyproject.toml', head: '[project]\nname = "x"\n\n[tool.decref]\n' },
  { name: 'decref.toml', head: '# ours\n' },
  { name: '.decref.toml', head: '' },
];

async function read(name: string, text: string) {
  const known = configurations(memoryHost({ [`/w/${name}`]: text, '/w/a.py': '' }), { rules });
  return { ...(await known.forFolder('/w')), problems: known.problems };
}

test('every key that there is stands here', () => {
  expect(Object.keys(wrong).sort()).toEqual([...settingKeys].sort());
});

describe.each(files)('$name', ({ name, head }) => {
  const cases = settingKeys.flatMap((key) => wrong[key].map((value): [SettingKey, string] => [key, value]));

  test.each(cases)('%s = %s', async (key, value) => {
    // another key, before and behind
    const [before, behind] = key === 'ignore' ? ['select = ["RC3"]', 'exclude = ["out"]'] : ['ignore = ["RC402"]', ''];
    const text = `${head}${before}\n${key} = ${value}\n${behind}\n`;
    const { problems, settings, file } = await read(name, text);
    expect(file).toBe(`/w/${name}`);
    expect(problems.map(({ kind, path, line }) => ({ kind, path, line }))).toEqual([
      { kind: 'settings', path: `/w/${name}`, line: head.split('\n').length + 1 },
    ]);
    const [{ message, column }] = problems;
    expect(message).not.toMatch(/undefined|\[object|\n/);
    expect(column).toBeGreaterThan(0);
    if (key !== 'ignore') expect(settings.ignore).toEqual(['RC402']);
    else expect([settings.select, settings.exclude]).toEqual([['RC3'], ['out']]);
  });

  test('a key that there is not, in any writing, is named with the one that was meant', async () => {
    for (const key of settingKeys) {
      const typo = `${key.slice(0, -1)}${key.endsWith('x') ? 'y' : 'x'}`;
      const { problems, settings } = await read(name, `${head}ignore = ["RC402"]\n${typo} = 1\n`);
      expect(problems.map(({ line, column }) => [line, column])).toEqual([[head.split('\n').length + 1, 1]]);
      expect(problems[0].message).toContain(`unknown setting \`${typo}\``);
      if (key.length > 4) expect(problems[0].message).toContain(`did you mean \`${key}\``);
      expect(settings.ignore).toEqual(['RC402']);
    }
  });
});
