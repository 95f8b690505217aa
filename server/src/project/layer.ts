/**
 * One source of settings, read key by key: what is right applies, what is wrong is one line each and is left out.
 *
 * The same table serves `decref.toml`, `[tool.decref]` and the settings of an editor; it holds every key there is.
 */
import type { Level } from '../base/finding.ts';
import { levels as levelNames } from '../base/finding.ts';
import type { OwnRegistration, OwnResource } from '../base/settings.ts';
import { newestPython, oldestPython, readPython, showPython, type PythonVersion } from '../base/version.ts';
import { nearest } from './nearest.ts';
import { isTable, type TomlTable } from './toml.ts';

/** What a rule is called: all that this room needs to know of rules. */
export interface RuleId {
  readonly code: string;
  readonly name: string;
}

/** The settings that one source gives; what it does not mention is missing. */
export interface Layer {
  readonly select?: readonly string[];
  readonly 'extend-select'?: readonly string[];
  readonly ignore?: readonly string[];
  readonly 'per-file-ignores'?: readonly { readonly pattern: string; readonly selectors: readonly string[] }[];
  /** By code. */
  readonly levels?: ReadonlyMap<string, Level | 'off'>;
  readonly exclude?: readonly string[];
  readonly 'extend-exclude'?: readonly string[];
  readonly python?: PythonVersion;
  readonly 'avoid-duplicates-of'?: readonly string[];
  readonly resources?: readonly OwnResource[];
  readonly caches?: readonly string[];
  readonly registrations?: readonly OwnRegistration[];
  /** The baseline's file, relative to the folder of the configuration. */
  readonly baseline?: string;
  /** In megabytes (10⁶ bytes): larger files are not analysed. */
  readonly 'max-file-size'?: number;
}

export type SettingKey = keyof Layer;

/** What is wrong with a value, and at which part of it (a path of keys and `[index]`). */
export interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

type Report = (path: readonly string[], message: string) => void;
type Read<Value> = (value: unknown, path: readonly string[], report: Report, rules: readonly RuleId[]) => Value | undefined;

/** Linters whose rules say the same as some of ours. */
export const knownLinters = ['ruff', 'flake8', 'pylint'];

const readers: { readonly [Key in SettingKey]-?: Read<NonNullable<Layer[Key]>> } = {
  select: readSelectors,
  'extend-select': readSelectors,
  ignore: readSelectors,
  'per-file-ignores': readPerFileIgnores,
  levels: readLevels,
  exclude: readStrings,
  'extend-exclude': readStrings,
  python: readVersion,
  'avoid-duplicates-of': readLinters,
  resources: readResources,
  caches: readDottedNames,
  registrations: readRegistrations,
  baseline: readFileName,
  'max-file-size': readSize,
};

export const settingKeys = Object.keys(readers) as readonly SettingKey[];

export function readLayer(table: TomlTable, rules: readonly RuleId[]): { readonly layer: Layer; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const report: Report = (path, message) => faults.push({ path, message });
  const layer: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(table)) {
    if (!isSettingKey(key)) {
      report([key], `unknown setting \`${key}\`${suggestion(key, settingKeys)}`);
      continue;
    }
    const read = readers[key](value, [key], report, rules);
    if (read !== undefined) layer[key] = read;
  }
  return { layer, faults };
}

const isSettingKey = (key: string): key is SettingKey => Object.hasOwn(readers, key);

/** Whether a selector means any rule: a code, a name, a block of codes or `ALL`, in any case. */
export function selectsAny(selector: string, rules: readonly RuleId[]): boolean {
  return rulesOf(selector, rules).length > 0;
}

/** The rules that a selector means. */
export function rulesOf(selector: string, rules: readonly RuleId[]): readonly RuleId[] {
  const wanted = selector.toUpperCase();
  if (wanted === 'ALL') return rules;
  return rules.filter(({ code, name }) => name.toUpperCase() === wanted || (/^RC\d{0,3}$/.test(wanted) && code.startsWith(wanted)));
}

/** `, did you mean …` where something known is near. */
export function suggestion(word: string, known: readonly string[]): string {
  const best = nearest(word, known);
  return best === null ? '' : `, did you mean \`${best}\`?`;
}

export function unknownRule(selector: string, rules: readonly RuleId[]): string {
  return `unknown rule \`${selector}\`${suggestion(
    selector,
    rules.flatMap(({ code, name }) => [code, name]),
  )}`;
}

/** A selector that names no rule is reported and stays: it selects nothing, while an empty choice would mean the default set. */
function readSelectors(value: unknown, path: readonly string[], report: Report, rules: readonly RuleId[]): string[] | undefined {
  const written = readStrings(value, path, report);
  for (const [index, selector] of written?.entries() ?? []) {
    if (!selectsAny(selector, rules)) report([...path, `[${index}]`], unknownRule(selector, rules));
  }
  return written;
}

function readStrings(value: unknown, path: readonly string[], report: Report): string[] | undefined {
  if (!Array.isArray(value)) {
    report(path, `\`${shown(path)}\` must be an array of strings, e.g. ["…"]`);
    return undefined;
  }
  return value.filter((element, index): element is string => {
    if (typeof element === 'string') return true;
    report([...path, `[${index}]`], `\`${shown(path)}\` may hold only strings`);
    return false;
  });
}

function readPerFileIgnores(value: unknown, path: readonly string[], report: Report, rules: readonly RuleId[]) {
  if (!isTable(value)) {
    report(path, '`per-file-ignores` must be a table from path patterns to arrays of rules, e.g. "tests/" = ["RC4"]');
    return undefined;
  }
  return Object.entries(value).flatMap(([pattern, written]) => {
    const selectors = readSelectors(typeof written === 'string' ? [written] : written, [...path, pattern], report, rules);
    return selectors === undefined ? [] : [{ pattern, selectors }];
  });
}

/** Blocks are spread over their rules; a code or name wins over a block, and a smaller block over a larger. */
function readLevels(
  value: unknown,
  path: readonly string[],
  report: Report,
  rules: readonly RuleId[],
): Map<string, Level | 'off'> | undefined {
  if (!isTable(value)) {
    report(path, '`levels` must be a table from rules to levels, e.g. string-concat = "off"');
    return undefined;
  }
  const chosen: { readonly code: string; readonly width: number; readonly level: Level | 'off' }[] = [];
  for (const [selector, level] of Object.entries(value)) {
    const meant = rulesOf(selector, rules);
    if (meant.length === 0) report([...path, selector], unknownRule(selector, rules));
    else if (!isLevel(level))
      report([...path, selector], `the level of \`${selector}\` must be one of ${[...levelNames, 'off'].join(', ')}`);
    else for (const { code } of meant) chosen.push({ code, width: meant.length, level });
  }
  chosen.sort((one, other) => other.width - one.width);
  return new Map(chosen.map(({ code, level }) => [code, level]));
}

const isLevel = (value: unknown): value is Level | 'off' => value === 'off' || levelNames.some((level) => level === value);

function readVersion(value: unknown, path: readonly string[], report: Report): PythonVersion | undefined {
  const version = typeof value === 'string' ? readPython(value) : null;
  if (version === null) {
    const quoted = typeof value === 'number' ? `, in quotes: "${value}"` : '';
    report(
      path,
      `\`python\` must be a version from "${showPython(oldestPython)}" to "${showPython(newestPython)}", or free-threaded as "3.14t"${quoted}`,
    );
    return undefined;
  }
  return version;
}

function readLinters(value: unknown, path: readonly string[], report: Report): string[] | undefined {
  return readStrings(value, path, report)?.filter((linter, index) => {
    if (knownLinters.includes(linter)) return true;
    report([...path, `[${index}]`], `unknown linter \`${linter}\`; known are ${knownLinters.join(', ')}`);
    return false;
  });
}

function readFileName(value: unknown, path: readonly string[], report: Report): string | undefined {
  if (typeof value === 'string' && value.trim() !== '' && !value.endsWith('/')) return value;
  report(path, '`baseline` must be the name of a file, e.g. "decref-baseline.json"');
  return undefined;
}

function readSize(value: unknown, path: readonly string[], report: Report): number | undefined {
  if (typeof value === 'number' && value > 0 && value <= 256) return value;
  report(path, '`max-file-size` must be a number of megabytes above 0, at most 256');
  return undefined;
}

const dotted = /^[^\W\d]\w*(\.[^\W\d]\w*)*$/u;
const opening = /^(await )?[^\W\d]\w*(\.[^\W\d]\w*)*(#\d)?$/u;

function readNames(value: unknown, path: readonly string[], report: Report, form: RegExp, what: string): string[] | undefined {
  return readStrings(value, path, report)?.filter((name, index) => {
    if (form.test(name)) return true;
    report([...path, `[${index}]`], `\`${name}\` is not ${what}`);
    return false;
  });
}

function readDottedNames(value: unknown, path: readonly string[], report: Report): string[] | undefined {
  return readNames(value, path, report, dotted, 'a dotted name, e.g. "library.cached"');
}

/** The tables of an array of tables, each without keys that are not known. */
function readTables(
  value: unknown,
  path: readonly string[],
  report: Report,
  keys: readonly string[],
): readonly { readonly table: TomlTable; readonly at: readonly string[] }[] | undefined {
  if (!Array.isArray(value)) {
    report(path, `\`${shown(path)}\` must be an array of tables with the keys ${keys.join(', ')}`);
    return undefined;
  }
  return value.flatMap((table: unknown, index) => {
    const at = [...path, `[${index}]`];
    if (!isTable(table)) {
      report(at, `\`${shown(path)}\` may hold only tables with the keys ${keys.join(', ')}`);
      return [];
    }
    for (const key of Object.keys(table))
      if (!keys.includes(key)) report([...at, key], `unknown key \`${key}\` of \`${shown(path)}\`${suggestion(key, keys)}`);
    return [{ table, at }];
  });
}

function readResources(value: unknown, path: readonly string[], report: Report): OwnResource[] | undefined {
  return readTables(value, path, report, ['opens', 'closes', 'what', 'with'])?.flatMap(({ table, at }) => {
    const { what = 'a resource', with: exits = false } = table;
    const [opens, closes] = (['opens', 'closes'] as const).map((key) => {
      if (table[key] === undefined) report(at, `a table of \`resources\` needs \`${key}\``);
      else if (key === 'closes') return readNames(table[key], [...at, key], report, dotted, 'the name of a method or function');
      else return readNames(table[key], [...at, key], report, opening, 'the dotted name of a call, e.g. "library.connect"');
      return undefined;
    });
    if (typeof what !== 'string') report([...at, 'what'], '`what` must be a text with its article, e.g. "a link"');
    if (typeof exits !== 'boolean') report([...at, 'with'], '`with` must be true or false');
    for (const [key, names] of Object.entries({ opens, closes }))
      if (names?.length === 0 && (table[key] as unknown[]).length === 0) report([...at, key], `\`${key}\` names nothing`);
    if (!opens?.length || !closes?.length || typeof what !== 'string' || typeof exits !== 'boolean') return [];
    return [{ what, opens, closes, with: exits }];
  });
}

function readRegistrations(value: unknown, path: readonly string[], report: Report): OwnRegistration[] | undefined {
  return readTables(value, path, report, ['registers', 'takes-back'])?.flatMap(({ table, at }) => {
    const { registers, 'takes-back': takesBack } = table;
    for (const [key, name] of Object.entries({ registers, 'takes-back': takesBack }))
      if (typeof name !== 'string' || !/^\w+$/.test(name)) report([...at, key], `\`${key}\` must be the name of a method, e.g. "on_event"`);
    const isRight = typeof registers === 'string' && typeof takesBack === 'string' && /^\w+ \w+$/.test(`${registers} ${takesBack}`);
    return isRight ? [{ registers, takesBack }] : [];
  });
}

const shown = (path: readonly string[]): string => path.join('.');
