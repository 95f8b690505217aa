/**
 * Which paths a walk leaves out: `.gitignore` files on every level (deeper ones win), `.git/info/exclude`, the patterns of
 * the settings, and folders that never hold a project's own code.
 */
import ignore, { type Ignore } from 'ignore';
import { decode, undecodable } from './decode.ts';
import { failed, type Entry, type Host } from './host.ts';
import { foldersUpward, isWithin, joinPath } from './paths.ts';

/** Patterns that hold below one folder. */
export interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

/** Whether an entry is ignored; `files` from the outermost to the innermost. Its parent folders are known not to be. */
export function isIgnored(files: readonly IgnoreFile[], path: string, isFolder: boolean): boolean {
  for (let index = files.length - 1; index >= 0; index -= 1) {
    const { ignored, unignored } = testOf(files[index], path, isFolder);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** What one file says of a path below its folder. */
export function testOf({ folder, patterns }: IgnoreFile, path: string, isFolder: boolean): { ignored: boolean; unignored: boolean } {
  if (path === folder || !isWithin(folder, path)) return { ignored: false, unignored: false };
  const inner = path.slice(folder.endsWith('/') ? folder.length : folder.length + 1);
  return patterns.test(isFolder ? `${inner}/` : inner);
}

export const patternsOf = (folder: string, patterns: string | readonly string[]): IgnoreFile => ({
  folder,
  patterns: ignore({ allowRelativePaths: true }).add(patterns),
});

/** The ignore file of one folder, or `null`. */
export async function readIgnoreFile(host: Host, folder: string, path = joinPath(folder, '.gitignore')): Promise<IgnoreFile | null> {
  const bytes = await host.read(path);
  if (failed(bytes)) return null;
  const decoded = decode(bytes, 'rust');
  return undecodable(decoded) ? null : patternsOf(folder, decoded.text);
}

/** What already holds where a walk begins: the repository's own exclusions and the `.gitignore` files between its root and the folder (which is not included). */
export async function ignoreFilesAbove(host: Host, folder: string): Promise<readonly IgnoreFile[]> {
  const upward = foldersUpward(folder);
  let repository = -1;
  for (const [index, at] of upward.entries()) {
    if (!failed(await host.stat(joinPath(at, '.git')))) {
      repository = index;
      break;
    }
  }
  if (repository < 0) return [];
  const root = upward[repository];
  const found = [await readIgnoreFile(host, root, joinPath(root, '.git/info/exclude'))];
  for (let index = repository; index > 0; index -= 1) found.push(await readIgnoreFile(host, upward[index]));
  const files = found.filter((file) => file !== null);
  // whoever names an ignored folder wants it walked
  return files.filter((file) => !testOf(file, folder, true).ignored);
}

/** Folders of tools and of other people's code, wherever they stand. */
const foreignFolders = new Set([
  '.git',
  '.hg',
  '.svn',
  '.bzr',
  '.jj',
  'node_modules',
  '__pycache__',
  '__pypackages__',
  'site-packages',
  '.venv',
  '.tox',
  '.nox',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.pyre',
  '.pytype',
  '.ipynb_checkpoints',
  '.direnv',
  '.pixi',
  '.vscode-test',
  '.decref-cache',
]);

/** Build output beside the file that builds it; elsewhere these are ordinary names of packages. */
const outputFolders: Readonly<Record<string, readonly string[]>> = {
  target: ['Cargo.toml'],
  build: ['pyproject.toml', 'setup.py', 'setup.cfg', 'package.json'],
  dist: ['pyproject.toml', 'setup.py', 'setup.cfg', 'package.json'],
};

/** Whether a folder is left out by default. `siblings`: the names beside it. */
export const isForeign = (name: string, siblings: ReadonlySet<string>): boolean =>
  foreignFolders.has(name) || (outputFolders[name]?.some((manifest) => siblings.has(manifest)) ?? false);

/** Whether a folder says of itself that it is no source: a virtual environment, or a cache (as Cargo's `target` says). */
export const isForeignInside = (entries: readonly Entry[]): boolean =>
  entries.some(({ name }) => name === 'pyvenv.cfg' || name === 'CACHEDIR.TAG');
