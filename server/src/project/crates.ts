/**
 * Which Rust files belong together: the package of the nearest Cargo.toml, with the version of PyO3 that it locks or asks for.
 *
 * A broken manifest is reported once and its files are treated as a crate that uses nothing.
 */
import { decode, undecodable } from './decode.ts';
import { failed, type Host } from './host.ts';
import { isForeign, isForeignInside } from './ignored.ts';
import { foldersUpward, folderOf, joinPath, nameOfPath } from './paths.ts';
import type { Problem } from './problem.ts';
import type { Crate } from './snapshot.ts';
import { isTable, readToml, type TomlTable } from './toml.ts';

export interface Crates {
  /** The crate of a Rust file; `null` without a Cargo.toml above it. */
  forFile(path: string): Promise<Crate | null>;
  readonly problems: readonly Problem[];
}

/** Files that one crate may have; what lies beyond is left out of the crate and named. */
const mostFiles = 20_000;

export function crates(host: Host): Crates {
  const problems: Problem[] = [];
  const roots = new Map<string, Promise<string | null>>();
  const manifests = new Map<string, Promise<TomlTable | null>>();
  const byRoot = new Map<string, Promise<Crate>>();

  const manifest = (path: string): Promise<TomlTable | null> => remember(manifests, path, () => readManifest(host, path, problems));
  const rootOf = (folder: string): Promise<string | null> =>
    remember(roots, folder, async () => {
      const stat = await host.stat(joinPath(folder, 'Cargo.toml'));
      if (!failed(stat) && stat.kind === 'file') return folder;
      const above = folderOf(folder);
      return above === folder || above === '' ? null : rootOf(above);
    });

  async function crateAt(root: string): Promise<Crate> {
    const table = (await manifest(joinPath(root, 'Cargo.toml'))) ?? {};
    const around = await workspaceRoot(root, table, manifest);
    const workspace = around?.['workspace'];
    const required = dependenciesOf(table, isTable(workspace) ? workspace : null);
    return {
      name: nameIn(table) ?? nameOfPath(root),
      root,
      paths: await rustFiles(host, root, problems),
      pyo3: await pyo3Version(host, root, required),
      dependencies: new Set(required.keys()),
      ...(abortsOnPanic(around ?? table) ? { panic: 'abort' as const } : {}),
    };
  }

  return {
    async forFile(path) {
      const root = await rootOf(folderOf(path));
      return root === null ? null : remember(byRoot, root, () => crateAt(root));
    },
    problems,
  };
}

function remember<Value>(known: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

async function readText(host: Host, path: string): Promise<string | null> {
  const stat = await host.stat(path);
  if (failed(stat) || stat.kind !== 'file') return null;
  const bytes = await host.read(path);
  if (failed(bytes)) return null;
  const decoded = decode(bytes, 'rust');
  return undecodable(decoded) ? null : decoded.text;
}

async function readManifest(host: Host, path: string, problems: Problem[]): Promise<TomlTable | null> {
  const text = await readText(host, path);
  if (text === null) return null;
  const toml = readToml(text);
  if ('message' in toml) {
    problems.push({ kind: 'input', path, line: toml.line, column: toml.column, message: `not valid TOML: ${toml.message}` });
    return null;
  }
  return toml.table;
}

function nameIn(table: TomlTable): string | null {
  const given = table['package'];
  return isTable(given) && typeof given['name'] === 'string' ? given['name'] : null;
}

/** Profiles count in the manifest of the workspace, or of a package without one. */
function abortsOnPanic({ profile }: TomlTable): boolean {
  const release = isTable(profile) ? profile['release'] : null;
  return isTable(release) && release['panic'] === 'abort';
}

/** The manifest with the `[workspace]` that the package is part of: its own, or the nearest above. */
async function workspaceRoot(
  root: string,
  own: TomlTable,
  manifest: (path: string) => Promise<TomlTable | null>,
): Promise<TomlTable | null> {
  if (isTable(own['workspace'])) return own;
  for (const folder of foldersUpward(root).slice(1)) {
    const table = await manifest(joinPath(folder, 'Cargo.toml'));
    if (table !== null && isTable(table['workspace'])) return table;
  }
  return null;
}

/** What a dependency asks for: the crate that is meant (it may be renamed) and the version, as written. */
interface Requirement {
  readonly crate: string;
  readonly version: string | null;
}

function dependenciesOf(table: TomlTable, workspace: TomlTable | null): ReadonlyMap<string, Requirement> {
  const found = new Map<string, Requirement>();
  const shared = workspace !== null && isTable(workspace['dependencies']) ? workspace['dependencies'] : {};
  const add = (dependencies: unknown): void => {
    if (!isTable(dependencies)) return;
    for (const [name, value] of Object.entries(dependencies)) {
      const inherited = isTable(value) && value['workspace'] === true;
      const requirement = requirementOf(name, inherited ? shared[name] : value);
      if (!found.has(name)) found.set(name, requirement);
    }
  };
  const sections = ['dependencies', 'build-dependencies', 'dev-dependencies'];
  for (const section of sections) add(table[section]);
  if (isTable(table['target'])) {
    for (const target of Object.values(table['target'])) if (isTable(target)) for (const section of sections) add(target[section]);
  }
  return found;
}

function requirementOf(name: string, value: unknown): Requirement {
  if (typeof value === 'string') return { crate: name, version: value };
  if (!isTable(value)) return { crate: name, version: null };
  return {
    crate: typeof value['package'] === 'string' ? value['package'] : name,
    version: typeof value['version'] === 'string' ? value['version'] : null,
  };
}

/** Locked where there is a Cargo.lock, else the least that is asked for; PyO3's own crate before its raw bindings. */
async function pyo3Version(host: Host, root: string, required: ReadonlyMap<string, Requirement>): Promise<Crate['pyo3']> {
  const asked = [...required.values()];
  const requirement = asked.find(({ crate }) => crate === 'pyo3') ?? asked.find(({ crate }) => crate === 'pyo3-ffi');
  if (requirement === undefined) return null;
  const least = requirement.version === null ? null : (/\d+(\.\d+)*/.exec(requirement.version)?.[0] ?? null);
  for (const folder of foldersUpward(root)) {
    const text = await readText(host, joinPath(folder, 'Cargo.lock'));
    if (text === null) continue;
    const locked = lockedVersions(text, requirement.crate);
    const matching = least === null ? undefined : locked.find((version) => compatible(least, version));
    if (locked.length > 0) return { version: matching ?? locked[locked.length - 1], locked: true };
  }
  return { version: least ?? requirement.version ?? 'unknown', locked: false };
}

function lockedVersions(lock: string, crate: string): string[] {
  const toml = readToml(lock);
  if ('message' in toml || !Array.isArray(toml.table['package'])) return [];
  return toml.table['package'].flatMap((entry: unknown) =>
    isTable(entry) && entry['name'] === crate && typeof entry['version'] === 'string' ? [entry['version']] : [],
  );
}

/** Cargo's caret rule: equal up to and including the first number that is not 0. */
function compatible(asked: string, version: string): boolean {
  const [want, have] = [asked.split('.'), version.split('.')];
  for (let index = 0; index < want.length; index += 1) {
    if (want[index] !== have[index]) return false;
    if (want[index] !== '0') return true;
  }
  return true;
}

/** All Rust files of a package: those below its folder that are not in a package of their own, in order. */
async function rustFiles(host: Host, root: string, problems: Problem[]): Promise<readonly string[]> {
  const found: string[] = [];
  const pending: { readonly folder: string; readonly depth: number }[] = [{ folder: root, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next;
    const entries = await host.list(folder);
    if (failed(entries)) continue;
    const names = new Set(entries.map(({ name }) => name));
    if (depth > 0 && (names.has('Cargo.toml') || isForeignInside(entries))) continue;
    for (const { name, kind } of entries) {
      if (kind === 'file' && name.endsWith('.rs')) found.push(joinPath(folder, name));
      else if (kind === 'folder' && depth < 60 && !isForeign(name, names))
        pending.push({ folder: joinPath(folder, name), depth: depth + 1 });
    }
    if (found.length > mostFiles) {
      problems.push({ kind: 'input', path: root, message: `has more than ${mostFiles} Rust files; the rest is left out of the crate` });
      break;
    }
  }
  return found.sort().slice(0, mostFiles);
}
