/** The command line as it ships, bundled from the sources of now into a temporary folder; and how to run it. */
import { spawnSync, type SpawnSyncOptionsWithStringEncoding } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');

export interface Built {
  /** Absolute path of the module. */
  readonly program: string;
  run(
    args: readonly string[],
    options?: Partial<SpawnSyncOptionsWithStringEncoding>,
  ): { readonly code: number | null; readonly output: string; readonly errors: string };
  remove(): void;
}

export async function buildProgram(): Promise<Built> {
  const folder = mkdtempSync(join(tmpdir(), 'decref-cli-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  await build({
    absWorkingDir: root,
    entryPoints: { cli: 'server/src/cli.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    splitting: true,
    loader: { '.md': 'text' },
    define: { 'process.env.DECREF_VERSION': '"0.0.0-test"' },
    logLevel: 'error',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  const require = createRequire(import.meta.url);
  mkdirSync(join(folder, 'grammars'));
  copyFileSync(join(dirname(require.resolve('web-tree-sitter')), 'web-tree-sitter.wasm'), join(folder, 'grammars/engine.wasm'));
  for (const language of ['python', 'rust'])
    copyFileSync(require.resolve(`tree-sitter-${language}/tree-sitter-${language}.wasm`), join(folder, `grammars/${language}.wasm`));
  const program = join(folder, 'cli.js');
  // every process that is started from here on keeps its results beside the program
  process.env['DECREF_CACHE_DIR'] = join(folder, 'cache');
  return {
    program,
    run(args, options = {}) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        timeout: 60_000,
        ...options,
      });
      return { code: status, output: stdout, errors: stderr };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
