/** Paths as plain text, `/`-separated and without a file system: the same on every platform and in the browser. */

/** An absolute, normal path: `.` and `..` are gone, separators are `/`, and nothing but the root ends with one. */
export function absolutePath(folder: string, path: string): string {
  const forward = withSlashes(path);
  return normalPath(isAbsolutePath(forward) ? forward : `${withSlashes(folder)}/${forward}`);
}

/** Backslashes separate only where a path begins with a drive or has no slash of its own; elsewhere they are part of a name. */
export const withSlashes = (path: string): string => (/^[A-Za-z]:\\|^\\\\/.test(path) ? path.replaceAll('\\', '/') : path);

export const isAbsolutePath = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path);

/** The folder that holds a path; the root holds itself, a bare name lies in `''`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '';
  if (slash === 0) return '/';
  return /^[A-Za-z]:$/.test(path.slice(0, slash)) ? path.slice(0, slash + 1) : path.slice(0, slash);
}

export const nameOfPath = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export const joinPath = (folder: string, name: string): string =>
  folder === '' ? name : folder.endsWith('/') ? folder + name : `${folder}/${name}`;

/** A folder and everything above it, nearest first. */
export function foldersUpward(folder: string): string[] {
  const found = [folder];
  for (let at = folder; ;) {
    const above = folderOf(at);
    if (above === at || (above === '' && at === '')) return found;
    found.push(above);
    at = above;
  }
}

/** How a path is written from a folder, with `..` where it must climb; the path itself on another drive. Both are absolute and normal. */
export function relativePath(folder: string, path: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = path.split('/').filter((part) => part !== '');
  if (/^[A-Za-z]:/.test(path) && from[0]?.toLowerCase() !== to[0]?.toLowerCase()) return path;
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared += 1;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/') || '.';
}

/** Whether `path` is `folder` or lies below it. */
export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);

function normalPath(path: string): string {
  const drive = /^[A-Za-z]:/.exec(path)?.[0] ?? '';
  const parts: string[] = [];
  for (const part of path.slice(drive.length).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `${drive}/${parts.join('/')}`;
}

/** Whether a file only tries out or measures others: what it does does not happen where the program runs. */
export const isTestPath = (path: string): boolean =>
  /(^|\/)(tests?|testing|conftest|benchmarks?|examples?)(\/|\.py$)|(^|\/)test_[^/]*$|_test\.py$/.test(path);
