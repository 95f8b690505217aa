/** Which settings hold for a file, where they come from, and what is said about wrong ones. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newBaseline } from '../../server/src/project/baseline.ts';
import { configurations, type ConfigurationOptions } from '../../server/src/project/configuration.ts';
import { settingKeys } from '../../server/src/project/layer.ts';
import { rules as allRules } from '../../server/src/rules/index.ts';
import { repository } from '../harness/files.ts';
import { memoryHost } from '../../server/src/project/host.ts';
import { freeThreadedPin, newestAllowed } from '../../server/src/project/requires-python.ts';

const rules = [
  { code: 'RC101', name: 'self-reference' },
  { code: 'RC501', name: 'string-concat-in-loop' },
  { code: 'RC502', name: 'string-concat' },
];

async function read(files: Readonly<Record<string, string>>, folder = '/w/pkg', options: Partial<ConfigurationOptions> = {}) {
  const known = configurations(memoryHost({ ...files, '/w/pkg/a.py': '' }), { rules, ...options });
  return { ...(await known.forFolder(folder)), problems: known.problems };
}

test('the nearest file counts, alone', async () => {
  const { settings, file } = await read({
    '/w/decref.toml': 'ignore = ["RC101"]\n',
    '/w/pkg/pyproject.toml': '[tool.decref]\nselect = ["RC5"]\n',
  });
  expect([file, settings.select, settings.ignore, settings.root]).toEqual(['/w/pkg/pyproject.toml', ['RC5'], [], '/w/pkg']);
});

test('a pyproject.toml that does not speak of us is passed over; decref.toml comes first', async () => {
  const { file } = await read({
    '/w/decref.toml': '',
    '/w/pyproject.toml': '[tool.decref]\n',
    '/w/pkg/pyproject.toml': '[project]\nname = "x"\n',
  });
  expect(file).toBe('/w/decref.toml');
});

test('every wrong key and value is one message at its place, and the rest applies', async () => {
  const text = [
    '# settings',
    '[tool.decref]',
    'select = ["RC101", "selfreference",',
    '  "RC9"]',
    'bogus = 1',
    'exclude = "x"',
    "python = '2.7'",
    'extend_select = []',
    'levels = { RC101 = "error", "string-concat" = 3, nope = "off" }',
    'avoid-duplicates-of = ["ruf"]',
    'max-file-size = -1',
    '[tool.decref.per-file-ignores]',
    '"tests/" = ["RC1", 5]',
    '"x" = ["RCX"]',
  ].join('\n');
  const { problems, settings } = await read({ '/w/pyproject.toml': text });
  expect(problems.map(({ path, line, column, message }) => `${path}:${line}:${column}: ${message}`)).toEqual([
    '/w/pyproject.toml:3:20: unknown rule `selfreference`, did you mean `self-reference`?',
    '/w/pyproject.toml:4:3: unknown rule `RC9`',
    '/w/pyproject.toml:5:1: unknown setting `bogus`',
    '/w/pyproject.toml:6:1: `exclude` must be an array of strings, e.g. ["…"]',
    '/w/pyproject.toml:7:1: `python` must be a version from "3.8" to "3.15", or free-threaded as "3.14t"',
    '/w/pyproject.toml:8:1: unknown setting `extend_select`, did you mean `extend-select`?',
    '/w/pyproject.toml:9:29: the level of `string-concat` must be one of error, warning, info, hint, off',
    '/w/pyproject.toml:9:50: unknown rule `nope`',
    '/w/pyproject.toml:10:24: unknown linter `ruf`; known are ruff, flake8, pylint',
    '/w/pyproject.toml:11:1: `max-file-size` must be a number of megabytes above 0, at most 256',
    '/w/pyproject.toml:13:20: `per-file-ignores.tests/` may hold only strings',
    '/w/pyproject.toml:14:8: unknown rule `RCX`',
  ]);
  expect([...settings.levels]).toEqual([['RC101', 'error']]);
  expect(settings.perFileIgnores[0]).toEqual({ pattern: 'tests/', selectors: ['RC1'] });
});

test('calls of libraries are read table by table, and each fault is named where it stands', async () => {
  const text = [
    'caches = ["library.cached", "not a name"]',
    'registrations = [{ registers = "on", takes-back = "off" }, { registers = "on" }]',
    '[[resources]]',
    'opens = ["library.connect", "await library.pair#1"]',
    'closes = ["close", "library.drop"]',
    'with = true',
    '[[resources]]',
    'opens = ["1"]',
    'closes = []',
    '[[resources]]',
    'open = ["library.open"]',
    'closes = ["close"]',
    'what = 3',
  ].join('\n');
  const { problems, settings } = await read({ '/w/decref.toml': text });
  expect(problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)).toEqual([
    '1:29: `not a name` is not a dotted name, e.g. "library.cached"',
    '2:60: `takes-back` must be the name of a method, e.g. "on_event"',
    '11:1: unknown key `open` of `resources`, did you mean `opens`?',
    '8:10: `1` is not the dotted name of a call, e.g. "library.connect"',
    '9:1: `closes` names nothing',
    '10:3: a table of `resources` needs `opens`',
    '13:1: `what` must be a text with its article, e.g. "a link"',
  ]);
  expect([settings.caches, settings.registrations, settings.resources]).toEqual([
    ['library.cached'],
    [{ registers: 'on', takesBack: 'off' }],
    [{ what: 'a resource', opens: ['library.connect', 'await library.pair#1'], closes: ['close', 'library.drop'], with: true }],
  ]);
});

test('what the README shows is right, and the schema knows every key', async () => {
  const readme = readFileSync(`${repository}/README.md`, 'utf8');
  const block = readme.slice(readme.indexOf('## Configuration'), readme.indexOf('Editors that check TOML'));
  const text = block
    .split('\n')
    .filter((line) => line.startsWith('    '))
    .join('\n');
  const files = { '/w/decref.toml': text, '/w/decref-baseline.json': newBaseline().text() };
  const { problems, settings } = await read(files, '/w/pkg', { rules: allRules });
  expect([problems, settings.resources.length]).toEqual([[], 1]);
  const schema = JSON.parse(readFileSync(`${repository}/docs/decref.schema.json`, 'utf8')) as { readonly properties: object };
  expect(Object.keys(schema.properties).sort()).toEqual([...settingKeys].sort());
});

test.each([
  ['known.json', { '/w/known.json': newBaseline().text() }, []],
  ['../known.json', { '/known.json': newBaseline().text() }, []],
  ['known.json', {}, ['/w/decref.toml:1:1: the baseline cannot be read: no such file or folder']],
  ['known.json', { '/w/known.json': '{' }, ['/w/decref.toml:1:1: is not a baseline: not valid JSON']],
])('a baseline %s is read once, relative to the configuration, and what is wrong with it is said', async (name, files, wrong) => {
  const { problems } = await read({ '/w/decref.toml': `baseline = "${name}"`, ...files }, '/w/pkg');
  expect(problems.map(({ path, line, column, message }) => `${path}:${line}:${column}: ${message}`)).toEqual(wrong);
});

test('broken TOML is one message; a broken file is read once', async () => {
  const known = configurations(memoryHost({ '/w/pyproject.toml': '[tool.decref]\nselect = [\n', '/w/a/x.py': '', '/w/b/x.py': '' }), {
    rules,
  });
  await Promise.all(['/w/a', '/w/b', '/w'].map((folder) => known.forFolder(folder)));
  expect(known.problems.map(({ message, line }) => [message.split(':')[0], line])).toEqual([['not valid TOML', 3]]);
});

test('origins name the file and the place', async () => {
  const { origins } = await read(
    { '/w/decref.toml': '\nignore = []\n', '/w/pyproject.toml': '[project]\nrequires-python = ">=3.9"\n' },
    '/w/pkg',
    { request: { select: ['RC1'] } },
  );
  expect(origins.ignore).toEqual({ from: 'file', path: '/w/decref.toml', line: 2, column: 1 });
  expect(origins.python).toEqual({ from: 'file', path: '/w/pyproject.toml', line: 2, column: 1 });
  expect([origins.select, origins.levels]).toEqual([{ from: 'request' }, { from: 'default' }]);
});

test('rules asked for by name put the choice of the file aside', async () => {
  const files = { '/w/decref.toml': 'ignore = ["RC501"]\n[levels]\nRC5 = "hint"\nRC501 = "off"\nRC101 = "error"\n' };
  const { settings } = await read(files, '/w/pkg', { request: { select: ['RC5'] } });
  expect([settings.ignore, [...settings.levels]]).toEqual([[], [['RC502', 'hint']]]);
});

test('--isolated reads nothing, --config reads that file', async () => {
  const files = {
    '/w/decref.toml': 'select = ["RC5"]\n',
    '/x/other.toml': 'select = ["RC1"]\n',
    '/w/pyproject.toml': '[project]\nrequires-python = "==3.9.*"\n',
  };
  expect((await read(files, '/w/pkg', { isolated: true })).settings).toMatchObject({ select: [], python: [3, 13] });
  expect((await read(files, '/w/pkg', { file: '/x/other.toml' })).settings.select).toEqual(['RC1']);
  expect((await read(files, '/w/pkg', { file: '/x/gone.toml' })).problems).toEqual([
    { kind: 'settings', path: '/x/gone.toml', message: 'no such file or folder' },
  ]);
});

test('folders of one configuration share one object', async () => {
  const known = configurations(memoryHost({ '/w/decref.toml': '', '/w/a/x.py': '' }), { rules });
  expect((await known.forFolder('/w/a')).settings).toBe((await known.forFolder('/w')).settings);
});

test.each([
  ['>=3.9', 14],
  ['>=3.9,<3.12', 11],
  ['<=3.10', 10],
  ['==3.10.*', 10],
  ['~=3.9', 14],
  ['~=3.9.2', 9],
  ['>3.8,!=3.14.*,!=3.13.*', 12],
  ['>=3.8,<4', 14],
  ['^3.10', 14],
  ['~3.11', 11],
  ['3.9.* || 3.12.*', 12],
  ['>=2.7', 14],
  ['<3', 13],
  ['>=3.20', 13],
  ['', 14],
  ['<3.12.4', 12],
  ['nonsense', 14],
])('requires-python %s means 3.%i', (specifier, minor) => {
  expect(newestAllowed(specifier)).toEqual([3, minor]);
});

test.each([
  ['3.14t\n', 14],
  ['# for the workers\n3.13.1t\n3.12\n', 13],
  ['cpython-3.14.0+freethreaded-linux-x86_64-gnu', 14],
  ['3.14+freethreaded', 14],
  ['3.14\n3.14t', null],
  ['3.12t', null],
  ['pypy3.10-7.3', null],
  ['', null],
])('.python-version %j', (text, minor) => {
  expect(freeThreadedPin(text)).toEqual(minor === null ? null : [3, minor, 't']);
});

test('a free-threaded build is the target where .python-version names one and the configuration does not say otherwise', async () => {
  const files = { '/w/.python-version': '3.14t\n', '/w/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n' };
  const found = await read(files, '/w/pkg');
  expect([found.settings.python, found.origins.python]).toEqual([
    [3, 14, 't'],
    { from: 'file', path: '/w/.python-version', line: 1, column: 1 },
  ]);
  expect((await read({ ...files, '/w/decref.toml': 'python = "3.12"' }, '/w/pkg')).settings.python).toEqual([3, 12]);
  expect((await read({ ...files, '/w/decref.toml': 'python = "3.13t"' }, '/w/pkg')).settings.python).toEqual([3, 13, 't']);
  expect((await read({ ...files, '/w/.python-version': '3.12\n' }, '/w/pkg')).settings.python).toEqual([3, 14]);
});
