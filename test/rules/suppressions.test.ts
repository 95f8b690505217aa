/** What silences a finding: each form of comment, by code, name and block, alone and beside those of other linters, and the choice of settings. */
import { describe, expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../server/src/base/settings.ts';
import { diagnose } from '../../server/src/ide/diagnose.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';

/** The codes that are left, with their lines. */
function left(text: string, settings: Partial<Settings> = {}, path = '/w/a.py'): string[] {
  const chosen = { ...defaultSettings, root: '/w', ...settings };
  const { findings, crashes } = diagnose(
    snapshotOf([documentOf(path, 'python', text)], () => chosen),
    path,
  );
  expect(crashes).toEqual([]);
  return findings.map(({ code, span }) => `${code}:${text.slice(0, span.start).split('\n').length}`);
}

/** Two findings of RC301, on lines 3 and 4, and one of RC401 on line 8; `# 1` to `# 5` are places for comments. */
const program = (comments: Readonly<Record<number, string>> = {}): string =>
  `import gc # 1
def read(path): # 2
    first = open(path) # 3
    second = open(path) # 4
    print(first.name, second.name)

def work(items): # 5
    for item in items: gc.collect() # 6
`
    .replaceAll(/ # (\d)/g, (_, place: string) => (comments[Number(place)] === undefined ? '' : `  # ${comments[Number(place)]}`))
    .trimStart();

const all = ['RC301:3', 'RC301:4', 'RC401:8'];

test('without a comment everything is said', () => {
  expect(left(program())).toEqual(all);
});

describe('a comment silences', () => {
  test.each<[string, Readonly<Record<number, string>>, readonly string[]]>([
    ['a rule on its line, by code', { 3: 'decref: ignore[RC301]' }, ['RC301:4', 'RC401:8']],
    ['by name', { 3: 'decref: ignore[resource-not-closed]' }, ['RC301:4', 'RC401:8']],
    ['by block', { 3: 'decref: ignore[RC3]' }, ['RC301:4', 'RC401:8']],
    ['one of several', { 3: 'decref: ignore[RC401, RC301]' }, ['RC002:3', 'RC301:4', 'RC401:8']],
    ['every rule on its line', { 3: 'decref: ignore' }, ['RC301:4', 'RC401:8']],
    ['behind other words', { 3: 'closed by the caller  # decref: ignore[RC301]' }, ['RC301:4', 'RC401:8']],
    ['a statement, from its first line', { 2: 'decref: ignore-block[RC301]' }, ['RC401:8']],
    ['the file', { 6: 'decref: ignore-file[RC301]' }, ['RC401:8']],
    ['the file, every rule', { 1: 'decref: ignore-file' }, []],
    ['as for other linters, by code', { 3: 'noqa: RC301' }, ['RC301:4', 'RC401:8']],
    ['as for other linters, among theirs', { 3: 'noqa: SIM115, RC301' }, ['RC301:4', 'RC401:8']],
    ['as for other linters, every rule', { 3: 'noqa' }, ['RC301:4', 'RC401:8']],
    ['not what another linter calls by another code', { 3: 'noqa: SIM115' }, all],
    ['not another rule, and is said to do nothing', { 3: 'decref: ignore[RC401]' }, ['RC002:3', ...all]],
    ['nothing by a name that no rule has, and that is said', { 3: 'decref: ignore[RC999]' }, ['RC301:3', 'RC003:3', 'RC301:4', 'RC401:8']],
  ])('%s', (_, comments, expected) => {
    expect([...left(program(comments))].sort()).toEqual([...expected].sort());
  });

  test('the next line, and the next statement, where it stands alone', () => {
    const above = (comment: string): string => program().replace('    first', `    # ${comment}\n    first`);
    expect(left(above('decref: ignore[RC301]'))).toEqual(['RC301:5', 'RC401:9']);
    expect(left(program().replace('def read', '# decref: ignore-block[RC301]\ndef read'))).toEqual(['RC401:9']);
    // words and empty lines may stand between
    expect(left(above('decref: ignore[RC301]\n    # closed by the caller\n'))).toEqual(['RC301:7', 'RC401:11']);
  });

  test('itself: what is said about comments can be silenced too', () => {
    expect(left(program({ 5: 'decref: ignore[RC501]  # decref: ignore[RC002]' }))).toEqual(all);
    expect(left(program({ 5: 'decref: ignore[nothing]  # decref: ignore[RC003]' }))).toEqual(all);
  });

  test('nothing from inside a text', () => {
    expect(left('def f(path):\n    x = "# decref: ignore-file"\n    y = open(path)\n    print(x, y.name)\n')).toEqual(['RC301:3']);
  });
});

describe('settings choose', () => {
  test.each<[string, Partial<Settings>, readonly string[]]>([
    ['by what is selected', { select: ['RC4'] }, ['RC401:8']],
    ['by what is ignored', { ignore: ['resource-not-closed'] }, ['RC401:8']],
    ['by what is ignored in some files', { perFileIgnores: [{ pattern: 'a.py', selectors: ['RC3'] }] }, ['RC401:8']],
    ['not by what is ignored in others', { perFileIgnores: [{ pattern: 'b.py', selectors: ['RC3'] }] }, all],
    ['by a level that is off', { levels: new Map([['RC401', 'off']]) }, ['RC301:3', 'RC301:4']],
  ])('%s', (_, settings, expected) => {
    expect(left(program(), settings)).toEqual(expected);
  });

  test('and a rule that another linter of the project has is left to it, unless it is named', () => {
    for (const linter of ['ruff', 'pylint']) {
      const settings: Partial<Settings> = { avoidDuplicatesOf: [linter] };
      expect(left(program(), settings)).toEqual(['RC401:8']);
      expect(left(program(), { ...settings, extendSelect: ['RC301'] })).toEqual(all);
      expect(left(program(), { ...settings, extendSelect: ['RC3'] })).toEqual(['RC401:8']);
    }
    const said = rules.filter(({ alsoIn }) => alsoIn !== undefined).map(({ code }) => code);
    expect(said).toEqual(expect.arrayContaining(['RC201', 'RC208', 'RC301', 'RC504']));
  });
});
