/** The injection grammar, by a TextMate engine, within grammars that know nothing but comments. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const runner = join(dirname(createRequire(import.meta.url).resolve('vscode-tmgrammar-test/package.json')), 'dist/unit.js');

it.each(['py', 'rs'])('colours suppressions in .%s files', async (extension) => {
  const grammars = ['test/syntaxes/host-python.tmLanguage.json', 'test/syntaxes/host-rust.tmLanguage.json'].flatMap((path) => ['-g', path]);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [runner, '--config', 'package.json', ...grammars, `test/syntaxes/suppression.test.${extension}`],
    { cwd: root },
  );
  expect(stdout).toContain(`suppression.test.${extension} run success`);
});
