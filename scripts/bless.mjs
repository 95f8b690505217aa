/** Rewrites what is generated (rule index, rule table, settings of the manifest, import bans) and the rendered fences of pages. Read the diff. */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A test that writes instead of comparing; the index comes first, because pages are read with the rules in it. */
const bless = (test, only) =>
  spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', test, '-t', only, '--reporter=dot'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, BLESS: '1' },
  }).status ?? 1;

const status = bless('test/tidy.test.ts', 'are up to date') || bless('test/pages.test.ts', 'answers as it shows');
if (status === 0) spawnSync('git', ['--no-pager', 'diff', '--stat'], { cwd: root, stdio: 'inherit' });
process.exitCode = status;
