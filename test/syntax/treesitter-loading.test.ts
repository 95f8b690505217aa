/** Loading tree-sitter: whatever the bytes, nothing throws; and the parsers work in every kind of bundle, with bytes from the caller. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { loadGrammars, parse } from '../../server/src/syntax/parse.ts';
import { grammarOf } from '../../server/src/syntax/treesitter/engine.ts';
import { grammarBytes } from './grammars.ts';

const BROKEN = 'def f(a):\n    return (b\n\nclass C\n';

describe('without what it needs', () => {
  test('the hand-written parsers serve alone', async () => {
    const nothing = Uint8Array.of();
    expect(await loadGrammars(() => undefined)).toEqual([]);
    expect(await loadGrammars(() => Promise.resolve(undefined))).toEqual([]);
    expect(await loadGrammars(() => nothing)).toEqual([]);
    expect(await loadGrammars(() => Uint8Array.from('not wasm', (unit) => unit.charCodeAt(0)))).toEqual([]);
    expect(await loadGrammars(() => Promise.reject(new Error('no such file')))).toEqual([]);
    const load = (): Uint8Array => {
      throw new Error('no such file');
    };
    expect(await loadGrammars(load)).toEqual([]);
    expect(parse('python', BROKEN).errors).toBeGreaterThan(0);
  });

  test('one grammar may be missing, and come later', async () => {
    expect(await loadGrammars((name) => (name === 'python' ? undefined : grammarBytes(name)))).toEqual(['rust']);
    expect(await loadGrammars((name) => (name === 'python' ? Uint8Array.of(0) : grammarBytes(name)))).toEqual(['rust']);
    expect(grammarOf('python')).toBeUndefined();
    expect(parse('python', BROKEN).errors).toBeGreaterThan(0);
    const both = [loadGrammars(grammarBytes), loadGrammars(grammarBytes)];
    expect(await Promise.all(both)).toEqual([
      ['python', 'rust'],
      ['python', 'rust'],
    ]);
  });
});

const scratch = mkdtempSync(join(tmpdir(), 'decref-bundle-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const ENTRY = `
import { loadGrammars, parse } from './server/src/syntax/parse.ts';
import { secondTree } from './server/src/syntax/treesitter/producer.ts';
export async function run(load) {
  const languages = await loadGrammars(load);
  const tree = secondTree('python', ${JSON.stringify(BROKEN)});
  return JSON.stringify({ languages, errors: tree.errors > 0, sound: parse('rust', 'fn f() {}').errors });
}
`;
const EXPECTED = { languages: ['python', 'rust'], errors: true, sound: 0 };

async function bundle(name: string, options: BuildOptions): Promise<string> {
  const outfile = join(scratch, name);
  const result = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    outfile,
    logLevel: 'silent',
    ...options,
  });
  expect(result.errors).toEqual([]);
  return outfile;
}

type Run = (load: typeof grammarBytes) => Promise<string>;

describe('in a bundle', () => {
  const require = createRequire(join(process.cwd(), 'package.json'));

  test('an ES module on Node, as the command line is', async () => {
    const outfile = await bundle('module.mjs', { format: 'esm', platform: 'node' });
    const { run } = (await import(pathToFileURL(outfile).href)) as { run: Run };
    expect(JSON.parse(await run(grammarBytes))).toEqual(EXPECTED);
  });

  test('a CommonJS module on Node, as the server is', async () => {
    // there `import.meta.url` is empty, so that web-tree-sitter must come as the CommonJS that it also is
    const outfile = await bundle('module.cjs', {
      format: 'cjs',
      platform: 'node',
      alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    });
    const { run } = require(outfile) as { run: Run };
    expect(JSON.parse(await run(grammarBytes))).toEqual(EXPECTED);
  });

  test('a script in a worker of a browser, which knows neither files nor its own address', async () => {
    const outfile = await bundle('worker.js', { format: 'iife', globalName: 'decref', platform: 'browser' });
    class WorkerGlobalScope {}
    const { TextDecoder, TextEncoder, URL, performance } = globalThis;
    const worker = createContext({ TextDecoder, TextEncoder, URL, performance, console, WorkerGlobalScope, bytes: grammarBytes });
    runInContext(readFileSync(outfile, 'utf8'), worker);
    // the bytes must be arrays of that world
    const answer = runInContext('decref.run((name) => new Uint8Array(bytes(name)))', worker) as Promise<string>;
    expect(JSON.parse(await answer)).toEqual(EXPECTED);
  });
});

test('nothing is written to the streams of the process', async () => {
  // a server speaks over standard output: a fault in the engine must not write there
  const outfile = await bundle('silent.mjs', { format: 'esm', platform: 'node' });
  const script = join(scratch, 'silent-run.mjs');
  writeFileSync(
    script,
    `import { run } from ${JSON.stringify(pathToFileURL(outfile).href)};\nawait run(() => Uint8Array.of(0, 97, 115, 109)).catch(() => {});\n`,
  );
  const { spawnSync } = await import('node:child_process');
  const { stdout, status } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
});
