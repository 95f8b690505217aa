/** A baseline that the editor asks for is, byte for byte, the one that the command line writes; one that the configuration names holds for both. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { repository } from '../harness/files.ts';
import { LspClient } from '../harness/lsp-client.ts';

interface Written {
  readonly uri: string;
  readonly text: string;
  readonly findings: number;
  readonly naming: { readonly uri: string; readonly position: object; readonly text: string } | null;
}

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
  const answer: readonly Written[] = await client.request('decref/baseline', {});

  execFileSync(process.execPath, [join(repository, 'dist/cli.js'), 'check', '--write-baseline', '--no-cache'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const written = readFileSync(join(folder, 'decref-baseline.json'), 'utf8');
  expect(answer.map(({ uri }) => uri)).toEqual([pathToFileURL(join(folder, 'decref-baseline.json')).href]);
  expect(answer[0].text).toBe(written);
  expect(answer[0].findings).toBeGreaterThan(5);

  // what the configuration lacks is said, and once it is there what is listed is gone
  const { uri, position, text } = answer[0].naming!;
  expect(uri).toBe(pathToFileURL(join(folder, 'decref.toml')).href);
  expect(position).toEqual({ line: 0, character: 0 });
  expect(text).toBe('baseline = "decref-baseline.json"\n');
  const about = pathToFileURL(join(folder, 'b.py')).href;
  expect((await client.diagnostics(about)).length).toBeGreaterThan(0);
  writeFileSync(join(folder, 'decref.toml'), text + files['decref.toml']);
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });
  expect(await client.diagnostics(about)).toEqual([]);
  const again: readonly Written[] = await client.request('decref/baseline', {});
  expect(again).toEqual([{ ...answer[0], naming: null }]);
  // nothing is offered about what is known
  const range = { start: { line: 0, character: 8 }, end: { line: 0, character: 8 } };
  const actions = { textDocument: { uri: about }, range, context: { diagnostics: [] } };
  expect(await client.request('textDocument/codeAction', actions)).toEqual([]);
  // a baseline that changes is read again, and the client is asked to ask
  client.said.length = 0;
  writeFileSync(join(folder, 'decref-baseline.json'), '{ "version": 1, "findings": [] }');
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: answer[0].uri, type: 2 }] });
  await client.until(({ method }) => method === 'workspace/diagnostic/refresh');
  expect((await client.diagnostics(about)).length).toBeGreaterThan(0);
  expect(await client.stop()).toBe(0);
  expect(written).not.toContain('skipped');
  rmSync(folder, { recursive: true });
});

it('is named in the configuration of its own folder only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'decref-baseline-'));
  for (const name of ['bare', 'above/inner']) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'a.py'), unused);
  }
  writeFileSync(join(folder, 'above/decref.toml'), 'python = "3.12"\n');
  const client = await LspClient.start({
    profile: 'full',
    folders: ['bare', 'above/inner'].map((name) => pathToFileURL(join(folder, name)).href),
  });
  const answer: readonly Written[] = await client.request('decref/baseline', {});
  expect(answer.map(({ naming }) => naming?.uri ?? null)).toEqual([pathToFileURL(join(folder, 'bare/decref.toml')).href, null]);
  expect(await client.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});

it('that the configuration names leaves the same out in the editor and on the command line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'decref-baseline-'));
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const known = `import gc\nwhile True:\n    gc.collect()\n`;
  const added = `${known}\ndef f():\n    handle = open('x')\n    return handle.read()\n`;
  write('pkg/b.py', known);
  write('decref.toml', 'baseline = "state/known.json"\n');
  mkdirSync(join(folder, 'state'));
  const check = (cwd: string, ...options: readonly string[]): { readonly status: number; readonly codes: readonly string[] } => {
    const run = spawnSync(process.execPath, [join(repository, 'dist/cli.js'), 'check', '--format', 'json', ...options], {
      cwd,
      encoding: 'utf8',
    });
    const { findings } = JSON.parse(run.stdout) as { findings: readonly { code: string }[] };
    return { status: run.status ?? -1, codes: findings.map(({ code }) => code) };
  };
  // a baseline that is not there yet is named once, and leaves nothing out
  const before = check(folder);
  expect(before.codes).not.toEqual([]);
  expect(before.status).toBe(2);
  // written from a folder below, it is the configuration's all the same
  check(join(folder, 'pkg'), '--write-baseline');
  expect(JSON.parse(readFileSync(join(folder, 'state/known.json'), 'utf8'))).toMatchObject({ findings: [{ file: 'pkg/b.py' }] });
  expect(check(folder)).toEqual({ status: 0, codes: [] });
  expect(check(join(folder, 'pkg'))).toEqual({ status: 0, codes: [] });

  const client = await LspClient.start({ profile: 'full', folders: [pathToFileURL(folder).href] });
  const uri = pathToFileURL(join(folder, 'pkg/b.py')).href;
  client.open(uri, known);
  const pulled = async (): Promise<readonly unknown[]> => {
    const report: { items: readonly { code: unknown }[] } = await client.request('textDocument/diagnostic', { textDocument: { uri } });
    return report.items.map(({ code }) => code);
  };
  expect(await pulled()).toEqual([]);
  const answer: readonly Written[] = await client.request('decref/baseline', {});
  expect(answer).toEqual([
    {
      uri: pathToFileURL(join(folder, 'state/known.json')).href,
      text: readFileSync(join(folder, 'state/known.json'), 'utf8'),
      findings: 1,
      naming: null,
    },
  ]);

  // what is new is told, in both
  client.notify('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: added }] });
  write('pkg/b.py', added);
  const told = check(folder).codes;
  expect(told.length).toBeGreaterThan(0);
  expect(await pulled()).toEqual(told);

  // the baseline goes: everything is told again
  write('decref.toml', '');
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: pathToFileURL(join(folder, 'decref.toml')).href, type: 2 }] });
  expect(await pulled()).toEqual(check(folder).codes);
  expect((await pulled()).length).toBeGreaterThan(told.length);
  expect(await client.stop()).toBe(0);
  rmSync(folder, { recursive: true });
});
