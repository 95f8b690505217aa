/** The files of the repository, as the tests about it see them. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { globSync } from 'tinyglobby';

/** Absolute, without a slash at the end. */
export const repository = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Every page: Markdown beside the code, and pages about features that belong to no one file. */
export const pagePaths = (): readonly string[] =>
  globSync(['server/src/**/*.md', 'test/**/*.md'], {
    cwd: repository,
    ignore: ['**/node_modules/**', 'test/vscode/**', 'test/corpus/**'],
  }).sort();

/** Files that are, or would be, in the repository: all but what git ignores. */
export function trackedPaths(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return listed
    .split('\0')
    .filter((path) => path !== '' && existsSync(`${repository}/${path}`))
    .sort();
}
