/** The grammars, by a TextMate engine: suppressions within grammars that know nothing but comments, and reference stories. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runner = join(dirname(createRequire(import.meta.url).resolve('vscode-tmgrammar-test/package.json')), 'dist/unit.js');

it.each(['suppression.test.py', 'suppression.test.rs', 'story.test.decref-story'])('colours %s', async (name) => {
  const grammars = ['test/syntaxes/host-python.tmLanguage.json', 'test/syntaxes/host-rust.tmLanguage.json'].flatMap((path) => ['-g', path]);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [runner, '--config', 'package.json', ...grammars, `test/syntaxes/${name}`],
    { cwd: root },
  );
  expect(stdout).toContain(`${name} run success`);
});
