/** Path patterns as `.gitignore` understands them, relative to the folder of the configuration that wrote them. */
import ignore, { type Ignore } from 'ignore';

const compiled = new Map<string, Ignore>();

/** Whether a path matches one pattern. Paths outside `root` match nothing. `root` may be empty: the working directory. */
export function matchesPattern(pattern: string, path: string, root: string): boolean {
  const relative = relativeTo(root, path);
  if (relative === null || relative === '') return false;
  let matcher = compiled.get(pattern);
  if (matcher === undefined) compiled.set(pattern, (matcher = ignore().add(pattern)));
  return matcher.ignores(relative);
}

/** `path` relative to `root`, with `/`; `null` when it lies outside. */
export function relativeTo(root: string, path: string): string | null {
  const clean = path.replace(/^\.\//, '');
  if (root === '' || root === '.') return clean.startsWith('/') || clean.startsWith('../') ? null : clean;
  const folder = root.endsWith('/') ? root : `${root}/`;
  return clean.startsWith(folder) ? clean.slice(folder.length) : null;
}
