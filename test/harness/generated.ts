/**
 * The parts of the repository that are made from other parts: what they should hold now.
 *
 * `npm run bless` writes them and a test compares them, so no list can fall behind the list it mirrors.
 */
import { readFileSync } from 'node:fs';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { graphAsSvg } from '../../server/src/ide/graph-svg.ts';
import { referenceGraph } from '../../server/src/ide/graph.ts';
import { heapView } from '../../server/src/ide/heap.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { noLinks } from '../../server/src/project/links.ts';
import type { Snapshot } from '../../server/src/project/snapshot.ts';
import { configurationSchema } from '../../server/src/project/schema.ts';
import { manifestProperties, manifestTexts } from '../../server/src/ide/settings-manifest.ts';
import { settingsTable } from '../../server/src/ide/settings-table.ts';
import type { Rule } from '../../server/src/rules/rule.ts';
import { repository } from './files.ts';
import { importBans } from './rooms.ts';

export interface Generated {
  readonly path: string;
  /** The whole file as it should be. */
  readonly text: string;
}

const read = (path: string): string => readFileSync(`${repository}/${path}`, 'utf8');

/** @param rules every rule, by its file (relative to `server/src/rules/`, without extension). */
export function generatedParts(rules: ReadonlyMap<string, Rule>): readonly Generated[] {
  return [
    { path: 'server/src/rules/index.ts', text: ruleIndex(rules) },
    {
      path: 'README.md',
      text: between(
        between(read('README.md'), 'rules', ruleTable([...rules.values()])),
        'settings',
        settingTable(['Setting', 'Default', 'What it says'], manifestTexts()),
      ),
    },
    {
      path: 'README.ko.md',
      text: between(read('README.ko.md'), 'settings', settingTable(['설정', '기본값', '뜻'], texts('package.nls.ko.json'))),
    },
    { path: 'client/walkthrough/graph.svg', text: graphPicture(read('client/walkthrough/hover.md')) },
    { path: 'client/walkthrough/heap.svg', text: heapPicture() },
    { path: 'package.json', text: manifest() },
    { path: 'package.nls.json', text: manifestWords() },
    { path: '.oxlintrc.json', text: linter() },
    { path: 'docs/decref.schema.json', text: schema([...rules.values()]) },
  ];
}

const byCode = (one: Rule, other: Rule): number => (one.code < other.code ? -1 : one.code > other.code ? 1 : 0);

/** Imports by file, rules by code. */
export function ruleIndex(rules: ReadonlyMap<string, Rule>): string {
  const files = [...rules.keys()].sort();
  const sorted = files.map((file) => ({ file, rule: rules.get(file)! })).sort((one, other) => byCode(one.rule, other.rule));
  return [
    '/** Every rule there is, by code. A test holds this list against the files and their pages. */',
    "import type { Rule } from './rule.ts';",
    ...files.map((file) => `import ${identifier(file)} from './${file}.ts';`),
    '',
    'export const rules: readonly Rule[] = [',
    ...sorted.map(({ file }) => `  ${identifier(file)},`),
    '];',
    '',
    '/** The rule of a code or name, in any case; `undefined` if there is none. */',
    'export const ruleNamed = (name: string): Rule | undefined => {',
    '  const wanted = name.toUpperCase();',
    '  return rules.find((rule) => rule.code === wanted || rule.name.toUpperCase() === wanted);',
    '};',
    '',
  ].join('\n');
}

/** `python/string-concat` → `stringConcat` */
const identifier = (file: string): string => file.replace(/^.*\//, '').replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

function ruleTable(rules: readonly Rule[]): string {
  const rows = [...rules]
    .sort(byCode)
    .map(
      ({ code, name, summary, level, fix, status }) =>
        `| ${code} | \`${name}\` | ${summary.replace(/^detects /, '')} | ${level} | ${fix === 'none' ? '' : fix} | ${status} |`,
    );
  return ['| Code | Name | Detects | Level | Fix | |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

/** A row a setting, in the words of one language. */
function settingTable(heads: readonly string[], words: Readonly<Record<string, string>>): string {
  const rows = settingsTable.map(({ key, default: standard, choices = [] }) => {
    const values = choices.filter(({ description }) => description !== '').map(({ value }) => [value, words[`setting.${key}.${value}`]]);
    const described = values.map(([value, text]) => (value === '' || text === undefined ? '' : ` \`${value}\`: ${text}`)).join('');
    const shown = standard === '' ? '' : `\`${JSON.stringify(standard).replaceAll('"', '')}\``;
    return `| \`decref.${key}\` | ${shown} | ${(words[`setting.${key}`] ?? '').replace(/`#([\w.]+)#`/g, '`$1`')}${described} |`;
  });
  return [`| ${heads.join(' | ')} |`, '|---|---|---|', ...rows].join('\n');
}

/** Replaces what stands between `<!-- name:begin -->` and `<!-- name:end -->`. */
function between(text: string, name: string, inner: string): string {
  const begin = `<!-- ${name}:begin -->\n`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`no part \`${name}\` to write into`);
  return `${text.slice(0, from + begin.length)}${inner}\n${text.slice(to)}`;
}

function manifest(): string {
  const text = read('package.json');
  const parsed = JSON.parse(text) as { contributes: { configuration: { properties: object } } };
  parsed.contributes.configuration.properties = manifestProperties();
  return `${JSON.stringify(parsed, null, 2)}\n`;
}

const texts = (path: string): Readonly<Record<string, string>> => JSON.parse(read(path)) as Record<string, string>;

/** The English words of the manifest: those of settings are made from their table, all others are written by hand. */
function manifestWords(): string {
  const byHand = Object.entries(texts('package.nls.json')).filter(([key]) => !key.startsWith('setting.'));
  return `${JSON.stringify({ ...Object.fromEntries(byHand), ...manifestTexts() }, null, 2)}\n`;
}

/** Who holds the name that the last line of the page's program binds. */
function graphPicture(page: string): string {
  const [, program = ''] = /```python\n(.*?)```/s.exec(page) ?? [];
  const graph = referenceGraph(snapshotOf(program), '/program.py', program.trimEnd().lastIndexOf('\n') + 1);
  if (graph === null) throw new Error('the program of the walkthrough has nothing to draw');
  return graphAsSvg(graph);
}

/** Two objects that hold each other when their names are gone. */
function heapPicture(): string {
  const program = 'class Node: pass\n\nparent = Node()\nchild = Node()\nparent.child = child\nchild.parent = parent\ndel parent, child\n';
  const last = heapView(snapshotOf(program), '/program.py', 0)?.steps.at(-1);
  if (last === undefined || last.collection.length !== 2) throw new Error('the collector should free both');
  return last.svg;
}

function snapshotOf(program: string): Snapshot {
  const document = documentOf('/program.py', 'python', program);
  return { paths: ['/program.py'], document: () => document, settings: () => defaultSettings, crate: () => null, links: () => noLinks };
}

/** What editors complete and check `decref.toml` with. */
function schema(rules: readonly Rule[]): string {
  const python = settingsTable.find(({ key }) => key === 'python')?.choices ?? [];
  const versions = python.map(({ value }) => value).filter((value) => value !== '');
  return `${JSON.stringify(configurationSchema([...rules].sort(byCode), versions), null, 2)}\n`;
}

/** The import bans stand first among the overrides; what follows them is written by hand. */
function linter(): string {
  const parsed = JSON.parse(read('.oxlintrc.json')) as { overrides: { rules: object }[] };
  const byHand = parsed.overrides.filter(({ rules }) => !Object.hasOwn(rules, 'no-restricted-imports'));
  return `${JSON.stringify({ ...parsed, overrides: [...importBans(), ...byHand] }, null, 2)}\n`;
}
