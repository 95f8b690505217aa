/** A rule that crashes is reported once, by name, without a message box, and the other rules go on. The server is built with such a rule. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LspClient } from '../harness/lsp-client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'decref-crash-'));
  await build({
    absWorkingDir: root,
    entryPoints: { server: 'server/src/server.ts' },
    outdir: folder,
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    bundle: true,
    platform: 'node',
    target: 'node20',
    loader: { '.md': 'text' },
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [
      {
        name: 'a rule that crashes',
        setup({ onLoad }) {
          onLoad({ filter: /[/\\]rules[/\\]checking[/\\]syntax-not-understood\.ts$/ }, () => ({
            loader: 'ts',
            contents: `export default {
              code: 'RC001', name: 'syntax-not-understood', summary: 'crashes', page: '', level: 'warning', status: 'preview', since: '0.1.0', fix: 'none', language: 'any',
              check() { throw new Error('on purpose'); },
            };`,
          }));
        },
      },
    ],
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is named once, and the others go on', async () => {
  const client = await LspClient.start({ profile: 'full', server: join(folder, 'server.cjs'), initializationOptions: { status: true } });
  for (const name of ['a', 'b', 'c']) {
    client.open(`file:///${name}.py`, 'x = 1  # decref: ignore[RC601]\n');
    expect((await client.diagnostics(`file:///${name}.py`)).map(({ code }) => code)).toEqual(['RC002']);
  }
  const status = await client.until(({ method, params }) => method === 'decref/status' && params.health === 'warning');
  expect(status.params.problems).toEqual(['rule syntax-not-understood failed; see the log']);
  const logged = client.said.filter(({ method, params }) => method === 'window/logMessage' && params.message?.includes('on purpose'));
  expect(logged.length).toBe(1);
  expect(logged[0].params.message).toContain('rule syntax-not-understood failed on /a.py');
  expect(client.said.some(({ method }) => method === 'window/showMessage')).toBe(false);
  expect(await client.stop()).toBe(0);
});
