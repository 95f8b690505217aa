/** A baseline that the editor asks for is, byte for byte, the one that the command line writes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { repository } from '../harness/files.ts';
import { LspClient } from '../harness/lsp-client.ts';

const unused = 'x = 1  # decref: ignore[RC601]\n';
const cell = (source: string): object => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
const files: Readonly<Record<string, string>> = {
  'b.py': `${unused}import gc\nwhile True:\n    gc.collect()\n`,
  'a-b/c.py': unused + unused,
  'a/b.py': unused,
  'book.ipynb': JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: 'python' } }, cells: [cell(unused)] }),
  'lib.rs': '#[pyclass]\nstruct Owner { child: Option<Py<PyAny>> }\n',
  'skipped/d.py': unused,
  'decref.toml': 'exclude = ["skipped/"]\n',
};

it('from the editor equals the one from the command line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'decref-baseline-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const client = await LspClient.start({ profile: 'full', folders: [pathToFileURL(folder).href] });
  // open or not makes no difference
  client.open(pathToFileURL(join(folder, 'b.py')).href, files['b.py']);
  const answer: readonly { uri: string; text: string; findings: number }[] = await client.request('decref/baseline', {});
  expect(await client.stop()).toBe(0);

  execFileSync(process.execPath, [join(repository, 'dist/cli.js'), 'check', '--write-baseline', '--no-cache'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const written = readFileSync(join(folder, 'decref-baseline.json'), 'utf8');
  expect(answer.map(({ uri }) => uri)).toEqual([pathToFileURL(join(folder, 'decref-baseline.json')).href]);
  expect(answer[0].text).toBe(written);
  expect(answer[0].findings).toBeGreaterThan(5);
  expect(written).not.toContain('skipped');
  rmSync(folder, { recursive: true });
});
