/**
 * Which file of a project a Python import means: packages, relative imports, `src` layouts, namespace packages, stubs.
 *
 * Only paths of the project are answers; nothing is read. Source comes before stubs, as the engine wants code.
 */
import { finish, type Steps } from '../base/steps.ts';
import { foldersUpward, folderOf, isWithin, joinPath, nameOfPath } from './paths.ts';

/** The files among which imports are looked for; a snapshot is one. */
export interface Universe {
  readonly paths: Iterable<string>;
  settings(path: string): { readonly root: string };
}

/**
 * `module` as written after `from`/`import`, with its dots (`a.b`, `..a`, or `.` in `from . import x`).
 * `null` where the import leads out of the project, or means a namespace package, which has no file.
 */
export function resolveImport(universe: Universe, fromPath: string, module: string): string | null {
  const index = indexOf(universe);
  const folder = folderOf(fromPath);
  let known = index.resolved.get(folder);
  if (known === undefined) index.resolved.set(folder, (known = new Map()));
  let found = known.get(module);
  if (found === undefined) known.set(module, (found = lookFor(index, universe, fromPath, folder, module)));
  return found === fromPath ? null : found;
}

function lookFor(index: Index, universe: Universe, fromPath: string, folder: string, module: string): string | null {
  const level = /^\.*/.exec(module)?.[0].length ?? 0;
  const parts = module.length === level ? [] : module.slice(level).split('.');
  if (level > 0) {
    let base = folder;
    for (let climbed = 1; climbed < level; climbed += 1) {
      const above = folderOf(base);
      if (above === base) return null;
      base = above;
    }
    return find(index, base, parts);
  }
  if (parts.length === 0 || (!index.names.has(parts[0]) && !index.names.has(`${parts[0]}-stubs`))) return null;
  for (const root of importRoots(index, universe, fromPath, folder)) {
    const found = find(index, root, parts);
    if (found !== null) return found;
  }
  return null;
}

/** What paths there are, the folders that hold them, and the names of both; and what imports in a folder were found to mean. */
interface Index {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly resolved: Map<string, Map<string, string | null>>;
}

const indexes = new WeakMap<Universe, Index>();

const indexOf = (universe: Universe): Index => indexes.get(universe) ?? finish(indexInSteps(universe));

/** Looks at all paths of a universe, one a step, so that its imports are resolved at once afterwards. */
export function* indexInSteps(universe: Universe): Steps<Index> {
  const files = new Set<string>();
  const folders = new Set<string>();
  const names = new Set<string>();
  for (const path of universe.paths) {
    yield;
    if (!/\.pyi?$/.test(path)) continue;
    files.add(path);
    names.add(nameOfPath(path).replace(/\.pyi?$/, ''));
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) {
      folders.add(folder);
      names.add(nameOfPath(folder));
    }
  }
  const index = { files, folders, names, resolved: new Map<string, Map<string, string | null>>() };
  indexes.set(universe, index);
  return index;
}

/**
 * Where absolute imports of a file may begin, best first: the folder that holds its top package (or the script itself),
 * then each folder up to the root of the settings, each followed by its `src`.
 */
function importRoots(index: Index, universe: Universe, fromPath: string, folder: string): string[] {
  let top = folder;
  while (isPackage(index, top) && folderOf(top) !== top) top = folderOf(top);
  const { root } = universe.settings(fromPath);
  const roots: string[] = [];
  for (const at of foldersUpward(top)) {
    roots.push(at, joinPath(at, 'src'));
    if (at === root || (root !== '' && !isWithin(root, at))) break;
  }
  return roots;
}
const isPackage = ({ files }: Index, folder: string): boolean =>
  files.has(joinPath(folder, '__init__.py')) || files.has(joinPath(folder, '__init__.pyi'));

function find(index: Index, base: string, parts: readonly string[]): string | null {
  if (parts.length === 0) return moduleFile(index, folderOf(base), nameOfPath(base), true);
  const [first, ...rest] = parts;
  return descend(index, base, parts) ?? descend(index, base, [`${first}-stubs`, ...rest]);
}

function descend(index: Index, base: string, parts: readonly string[]): string | null {
  let folder = base;
  for (const part of parts.slice(0, -1)) {
    folder = joinPath(folder, part);
    if (!index.folders.has(folder)) return null;
  }
  return moduleFile(index, folder, parts[parts.length - 1], false);
}

/** The package or module of a name in a folder, in CPython's order (a package wins over a module of its name). */
function moduleFile({ files }: Index, folder: string, name: string, packageOnly: boolean): string | null {
  const inner = joinPath(folder, name);
  const candidates = [joinPath(inner, '__init__.py'), `${inner}.py`, joinPath(inner, '__init__.pyi'), `${inner}.pyi`];
  return candidates.find((path) => files.has(path) && (!packageOnly || nameOfPath(path).startsWith('__init__.'))) ?? null;
}
