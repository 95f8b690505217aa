/**
 * Which file of the snapshot a Python import means: packages, relative imports, `src` layouts, namespace packages, stubs.
 *
 * Only paths of the snapshot are answers; nothing is read. Source comes before stubs, as the engine wants code.
 */
import { foldersUpward, folderOf, isWithin, joinPath, nameOfPath } from './paths.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * `module` as written after `from`/`import` (`a.b`, or `''` in `from . import x`); `level`: the number of leading dots.
 * `null` where the import leads out of the snapshot, or means a namespace package, which has no file.
 */
export function resolveImport(snapshot: Snapshot, fromPath: string, module: string, level: number): string | null {
  const index = indexOf(snapshot);
  const parts = module === '' ? [] : module.split('.');
  const folder = folderOf(fromPath);
  if (level > 0) {
    let base = folder;
    for (let climbed = 1; climbed < level; climbed += 1) {
      const above = folderOf(base);
      if (above === base) return null;
      base = above;
    }
    return find(index, base, parts);
  }
  if (parts.length === 0) return null;
  for (const root of importRoots(index, snapshot, fromPath, folder)) {
    const found = find(index, root, parts);
    if (found !== null && found !== fromPath) return found;
  }
  return null;
}

/** What paths there are, and the folders that hold them. */
interface Index {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

const indexes = new WeakMap<Snapshot, Index>();

function indexOf(snapshot: Snapshot): Index {
  const known = indexes.get(snapshot);
  if (known !== undefined) return known;
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of snapshot.paths) {
    if (!/\.pyi?$/.test(path)) continue;
    files.add(path);
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  const index = { files, folders };
  indexes.set(snapshot, index);
  return index;
}

/**
 * Where absolute imports of a file may begin, best first: the folder that holds its top package (or the script itself),
 * then each folder up to the root of the settings, each followed by its `src`.
 */
function importRoots(index: Index, snapshot: Snapshot, fromPath: string, folder: string): string[] {
  let top = folder;
  while (isPackage(index, top) && folderOf(top) !== top) top = folderOf(top);
  const { root } = snapshot.settings(fromPath);
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
