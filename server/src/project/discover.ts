/**
 * Finds the files to check below what the user names.
 *
 * Files named outright are always taken; folders are walked without following links to folders (so no walk is endless),
 * and leave out what is ignored. The answer is ordered by path and holds each file once.
 */
import type { Language } from '../syntax/tree.ts';
import type { Configuration, Configurations } from './configuration.ts';
import { languageOfPath } from './document.ts';
import { failed, type Entry, type Host } from './host.ts';
import { ignoreFilesAbove, isForeign, isForeignInside, isIgnored, patternsOf, readIgnoreFile, testOf, type IgnoreFile } from './ignored.ts';
import { folderOf, joinPath } from './paths.ts';
import type { Problem } from './problem.ts';

export interface FoundFile {
  readonly path: string;
  readonly format: FileFormat;
  readonly configuration: Configuration;
}

/** A notebook holds Python, wrapped. */
export type FileFormat = Language | 'notebook';

export interface Discovery {
  readonly files: readonly FoundFile[];
  readonly problems: readonly Problem[];
}

/** Folders nested deeper than this are named and left out. */
const deepest = 100;

export async function discover(host: Host, paths: readonly string[], configurations: Configurations): Promise<Discovery> {
  const files = new Map<string, FoundFile>();
  const problems: Problem[] = [];
  const add = (path: string, format: FileFormat, configuration: Configuration): void => {
    if (!files.has(path)) files.set(path, { path, format, configuration });
  };
  for (const path of paths) {
    const stat = await host.stat(path);
    if (failed(stat)) problems.push({ kind: 'input', path, message: stat.failure });
    else if (stat.kind === 'folder') await walk(host, path, configurations, add, problems);
    else if (stat.kind === 'other') problems.push({ kind: 'input', path, message: 'is not a regular file' });
    else {
      const format = formatOfPath(path) ?? (await formatOfScript(host, path, stat.size));
      if (format === null) problems.push({ kind: 'input', path, message: 'is neither Python (.py, .pyi, .ipynb) nor Rust (.rs)' });
      else add(path, format, await configurations.forFolder(folderOf(path)));
    }
  }
  return { files: [...files.values()].sort((one, other) => (one.path < other.path ? -1 : 1)), problems };
}

export const formatOfPath = (path: string): FileFormat | null => (/\.ipynb$/i.test(path) ? 'notebook' : languageOfPath(path));

/** A file without a telling name may say on its first line that Python runs it. */
async function formatOfScript(host: Host, path: string, size: number): Promise<FileFormat | null> {
  if (size > 10e6) return null;
  const bytes = await host.read(path);
  if (failed(bytes)) return null;
  const first = String.fromCharCode(...bytes.subarray(0, 200)).split('\n', 1)[0];
  return /^#!.*\bpython[\d.]*\b/.test(first) ? 'python' : null;
}

interface Pending {
  readonly folder: string;
  readonly depth: number;
  readonly ignores: readonly IgnoreFile[];
}

async function walk(
  host: Host,
  root: string,
  configurations: Configurations,
  add: (path: string, format: FileFormat, configuration: Configuration) => void,
  problems: Problem[],
): Promise<void> {
  const excludes = new Map<Configuration, IgnoreFile | null>();
  const excludesOf = (configuration: Configuration): IgnoreFile | null => {
    let file = excludes.get(configuration);
    if (file === undefined) {
      const { exclude, root: folder } = configuration.settings;
      file = exclude.length === 0 ? null : patternsOf(folder, exclude);
      if (file !== null && testOf(file, root, true).ignored) file = null;
      excludes.set(configuration, file);
    }
    return file;
  };

  const pending: Pending[] = [{ folder: root, depth: 0, ignores: await ignoreFilesAbove(host, root) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder, depth } = next;
    const entries = await host.list(folder);
    if (failed(entries)) {
      problems.push({ kind: 'input', path: folder, message: entries.failure });
      continue;
    }
    if (depth > 0 && isForeignInside(entries)) continue;
    const names = new Set(entries.map(({ name }) => name));
    const own = names.has('.gitignore') ? await readIgnoreFile(host, folder) : null;
    const ignores = own === null ? next.ignores : [...next.ignores, own];
    const configuration = await configurations.forFolder(folder);
    const exclude = excludesOf(configuration);
    for (const entry of entries) {
      const path = joinPath(folder, entry.name);
      const kind = await kindOf(host, entry, path);
      if (kind === 'folder') {
        const said = exclude === null ? undefined : testOf(exclude, path, true);
        if (said?.ignored === true || (said?.unignored !== true && isForeign(entry.name, names)) || isIgnored(ignores, path, true))
          continue;
        if (depth >= deepest) problems.push({ kind: 'input', path, message: `lies more than ${deepest} folders deep and is left out` });
        else pending.push({ folder: path, depth: depth + 1, ignores });
      } else if (kind === 'file') {
        const format = formatOfPath(entry.name);
        if (format === null || isIgnored(ignores, path, false) || (exclude !== null && testOf(exclude, path, false).ignored)) continue;
        add(path, format, configuration);
      }
    }
  }
}

/** A link to a file counts as that file; a link to a folder is not followed. */
async function kindOf(host: Host, entry: Entry, path: string): Promise<'file' | 'folder' | 'other'> {
  if (entry.kind !== 'link') return entry.kind;
  if (formatOfPath(entry.name) === null) return 'other';
  const stat = await host.stat(path);
  return failed(stat) || stat.kind !== 'file' ? 'other' : 'file';
}
