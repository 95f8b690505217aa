/**
 * Which settings hold for a file, and where each of them comes from.
 *
 * The nearest configuration above a file counts, alone: `decref.toml`, `.decref.toml`, or a `pyproject.toml` with `[tool.decref]`.
 * What is wrong in one is reported once, with its place, and the rest of it applies. The target version comes from the
 * configuration, else from the nearest `.python-version` if that names a free-threaded build, else from `requires-python` of the nearest
 * pyproject.toml, else it is the default.
 */
import { defaultSettings, type Settings } from '../base/settings.ts';
import type { PythonVersion } from '../base/version.ts';
import { readBaseline, type Baseline } from './baseline.ts';
import { decode, undecodable } from './decode.ts';
import { failed, type Host } from './host.ts';
import { readLayer, rulesOf, settingKeys, type Layer, type RuleId, type SettingKey } from './layer.ts';
import { absolutePath, folderOf, foldersUpward, joinPath } from './paths.ts';
import type { Problem } from './problem.ts';
import { freeThreadedPin, newestAllowed, requiresPython } from './requires-python.ts';
import { isTable, placeKey, readToml, type Toml } from './toml.ts';

export interface Configuration {
  readonly settings: Settings;
  /** Where each value comes from. */
  readonly origins: Readonly<Record<SettingKey, Origin>>;
  /** The configuration file, or `null`. */
  readonly file: string | null;
  readonly maxFileBytes: number;
  /** The baseline that the configuration names; its files are relative to `settings.root`. */
  readonly baseline: { readonly path: string; readonly listed: Baseline | null } | null;
}

export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'file'; readonly path: string; readonly line: number; readonly column: number }
  /** The command line, or the editor. */
  | { readonly from: 'request' };

export interface ConfigurationOptions {
  readonly rules: readonly RuleId[];
  /** Read this file (as `decref.toml`, or as pyproject.toml by its name) instead of looking for one. */
  readonly file?: string;
  /** Look for nothing: defaults, and what is asked for. */
  readonly isolated?: boolean;
  /** What the command line or the editor asks for: it wins. */
  readonly request?: Layer;
}

export interface Configurations {
  /** The configuration for the files of a folder (not of its subfolders). */
  forFolder(folder: string): Promise<Configuration>;
  /** What was wrong in the files read so far; each fault once. */
  readonly problems: readonly Problem[];
}

export const defaultMaxFileSize = 10;

export function configurations(host: Host, options: ConfigurationOptions): Configurations {
  const problems: Problem[] = [];
  const files = new Map<string, Promise<Source | null>>();
  const pyprojects = new Map<string, Promise<TomlTableAt | null>>();
  const pins = new Map<string, Promise<Pin | null>>();
  const baselines = new Map<string, Promise<Baseline | string>>();
  const byFolder = new Map<string, Promise<Configuration>>();
  const bySources = new Map<string, Configuration>();
  const chosen = options.file;

  const table = (path: string): Promise<TomlTableAt | null> =>
    remember(pyprojects, path, () => readTable(host, path, problems, path === chosen));
  const source = (path: string): Promise<Source | null> =>
    remember(files, path, async () => {
      const read = await table(path);
      return read === null ? null : sourceOf(read, path, path === chosen, options.rules, problems);
    });

  async function nearestSource(folder: string): Promise<Source | null> {
    if (chosen !== undefined) return source(chosen);
    if (options.isolated === true) return null;
    for (const at of foldersUpward(folder)) {
      for (const name of ['decref.toml', '.decref.toml', 'pyproject.toml']) {
        const found = await source(joinPath(at, name));
        if (found !== null) return found;
      }
    }
    return null;
  }

  async function nearestRequirement(folder: string): Promise<TomlTableAt | null> {
    if (options.isolated === true) return null;
    for (const at of foldersUpward(folder)) {
      const found = await table(joinPath(at, 'pyproject.toml'));
      if (found !== null && requiresPython(found.toml.table) !== null) return found;
    }
    return null;
  }

  async function nearestPin(folder: string): Promise<Pin | null> {
    if (options.isolated === true) return null;
    for (const at of foldersUpward(folder)) {
      const path = joinPath(at, '.python-version');
      const pin = await remember(pins, path, () => readPin(host, path));
      if (pin !== null) return pin;
    }
    return null;
  }

  const baselineOf = async ({ path: file, layer, place }: Source): Promise<Configuration['baseline']> => {
    if (layer.baseline === undefined) return null;
    const path = absolutePath(folderOf(file), layer.baseline);
    const listed = await remember(baselines, path, () => loadBaseline(host, path));
    if (typeof listed !== 'string') return { path, listed };
    const problem: Problem = { kind: 'settings', path: file, ...place('baseline'), message: listed };
    if (!problems.some(({ path: of, message }) => of === file && message === listed)) problems.push(problem);
    return { path, listed: null };
  };

  async function configurationOf(folder: string): Promise<Configuration> {
    const [own, required, pin] = [await nearestSource(folder), await nearestRequirement(folder), await nearestPin(folder)];
    // files of one configuration share one object, so that what is derived from it is derived once
    const key = `${own?.path ?? ''}\u0000${required?.path ?? ''}\u0000${pin?.path ?? ''}`;
    let known = bySources.get(key);
    if (known === undefined) {
      const baseline = own === null ? null : await baselineOf(own);
      // another folder may have asked meanwhile
      known = bySources.get(key) ?? { ...merged(own, required, pin, options.request ?? {}, folder, options.rules), baseline };
      bySources.set(key, known);
    }
    return known;
  }

  return {
    forFolder: (folder) => remember(byFolder, folder, () => configurationOf(folder)),
    problems,
  };
}

/** One configuration file, as read. */
interface Source {
  readonly path: string;
  readonly layer: Layer;
  readonly place: (key: SettingKey) => { readonly line: number; readonly column: number };
}

interface TomlTableAt {
  readonly path: string;
  readonly toml: Toml;
}

/** A `.python-version`; `version` is `null` unless it names a free-threaded build. */
interface Pin {
  readonly path: string;
  readonly version: PythonVersion | null;
}

async function readPin(host: Host, path: string): Promise<Pin | null> {
  const stat = await host.stat(path);
  if (failed(stat) || stat.kind !== 'file') return null;
  const bytes = await host.read(path);
  if (failed(bytes)) return null;
  const decoded = decode(bytes, 'rust');
  return undecodable(decoded) ? null : { path, version: freeThreadedPin(decoded.text) };
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

async function readTable(host: Host, path: string, problems: Problem[], asked: boolean): Promise<TomlTableAt | null> {
  const stat = await host.stat(path);
  if (failed(stat) || stat.kind !== 'file') {
    if (asked) problems.push({ kind: 'settings', path, message: failed(stat) ? stat.failure : 'is not a file' });
    return null;
  }
  const bytes = await host.read(path);
  if (failed(bytes)) {
    problems.push({ kind: 'settings', path, message: bytes.failure });
    return null;
  }
  const decoded = decode(bytes, 'rust');
  if (undecodable(decoded)) {
    problems.push({ ...decoded, kind: 'settings', path });
    return null;
  }
  const toml = readToml(decoded.text);
  if ('message' in toml) {
    problems.push({ kind: 'settings', path, line: toml.line, column: toml.column, message: `not valid TOML: ${toml.message}` });
    return null;
  }
  return { path, toml };
}

/** `null` for a pyproject.toml that does not speak of Decref. */
function sourceOf(
  { path, toml }: TomlTableAt,
  origin: string,
  asked: boolean,
  rules: readonly RuleId[],
  problems: Problem[],
): Source | null {
  const prefix = /(^|\/)pyproject\.toml$/.test(path) ? ['tool', 'decref'] : [];
  let table: unknown = toml.table;
  for (const key of prefix) table = isTable(table) ? table[key] : undefined;
  if (table === undefined) {
    if (asked) problems.push({ kind: 'settings', path, message: 'has no [tool.decref]' });
    return null;
  }
  const placeOf = (keys: readonly string[]) => {
    for (let depth = keys.length; depth > 0; depth -= 1) {
      const place = toml.places.get(placeKey([...prefix, ...keys.slice(0, depth)]));
      if (place !== undefined) return place;
    }
    return toml.places.get(placeKey(prefix)) ?? { line: 1, column: 1 };
  };
  if (!isTable(table)) {
    problems.push({ kind: 'settings', path, ...placeOf([]), message: '`tool.decref` must be a table' });
    return null;
  }
  const { layer, faults } = readLayer(table, rules);
  for (const { path: keys, message } of faults) problems.push({ kind: 'settings', path: origin, ...placeOf(keys), message });
  return { path, layer, place: (key) => placeOf([key]) };
}

/** The baseline of a file, or one line that says why there is none. */
export async function loadBaseline(host: Host, path: string): Promise<Baseline | string> {
  const bytes = await host.read(path);
  if (failed(bytes)) return `the baseline cannot be read: ${bytes.failure}`;
  const decoded = decode(bytes, 'rust');
  if (undecodable(decoded)) return `the baseline ${decoded.message}`;
  return readBaseline(decoded.text);
}

function merged(
  own: Source | null,
  required: TomlTableAt | null,
  pin: Pin | null,
  request: Layer,
  folder: string,
  rules: readonly RuleId[],
): Omit<Configuration, 'baseline'> {
  const file = own?.layer ?? {};
  const origins = {} as Record<SettingKey, Origin>;
  for (const key of settingKeys) {
    if (request[key] !== undefined) origins[key] = { from: 'request' };
    else if (own !== null && file[key] !== undefined) origins[key] = { from: 'file', path: own.path, ...own.place(key) };
    else origins[key] = { from: 'default' };
  }
  let python = request.python ?? file.python;
  const requirement = required === null ? null : requiresPython(required.toml.table);
  if (python === undefined && pin !== null && pin.version !== null) {
    python = pin.version;
    origins.python = { from: 'file', path: pin.path, line: 1, column: 1 };
  } else if (python === undefined && required !== null && requirement !== null) {
    python = newestAllowed(requirement.specifier);
    origins.python = {
      from: 'file',
      path: required.path,
      ...(required.toml.places.get(placeKey(requirement.key)) ?? { line: 1, column: 1 }),
    };
  }
  // whoever asks for rules by name means exactly these: what the file selects or ignores is put aside
  const asked = request.select !== undefined;
  const levels = request.levels ?? levelsOf(file, request.select, rules);
  const settings: Settings = {
    select: request.select ?? file.select ?? [],
    extendSelect: [...(asked ? [] : (file['extend-select'] ?? [])), ...(request['extend-select'] ?? [])],
    ignore: [...(asked ? [] : (file.ignore ?? [])), ...(request.ignore ?? [])],
    perFileIgnores: request['per-file-ignores'] ?? file['per-file-ignores'] ?? [],
    levels,
    exclude: [...(request.exclude ?? file.exclude ?? []), ...(file['extend-exclude'] ?? []), ...(request['extend-exclude'] ?? [])],
    python: python ?? defaultSettings.python,
    avoidDuplicatesOf: request['avoid-duplicates-of'] ?? file['avoid-duplicates-of'] ?? [],
    resources: request.resources ?? file.resources ?? [],
    caches: request.caches ?? file.caches ?? [],
    registrations: request.registrations ?? file.registrations ?? [],
    root: own === null ? folder : folderOf(own.path),
  };
  const size = request['max-file-size'] ?? file['max-file-size'] ?? defaultMaxFileSize;
  return { settings, origins, file: own?.path ?? null, maxFileBytes: size * 1e6 };
}

/** A level also switches its rule on or off, so with rules asked for by name only the levels of these hold. */
function levelsOf(file: Layer, select: readonly string[] | undefined, rules: readonly RuleId[]): Settings['levels'] {
  if (file.levels === undefined || select === undefined) return file.levels ?? defaultSettings.levels;
  const asked = new Set(select.flatMap((selector) => rulesOf(selector, rules).map(({ code }) => code)));
  return new Map([...file.levels].filter(([code, level]) => level !== 'off' && asked.has(code)));
}
