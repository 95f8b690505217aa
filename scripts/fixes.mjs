/** Bundles `test/corpus/fix-library.ts` and runs it with the arguments given: `npm run fixes`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const outfile = join(here, 'node_modules/.cache/decref-fixes/fixes.mjs');
mkdirSync(dirname(outfile), { recursive: true });
await build({
  entryPoints: [join(here, 'test/corpus/fix-library.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile,
  loader: { '.md': 'text' },
  logLevel: 'error',
  // what is bundled looks for files as if it stood here
  define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(here, 'scripts/pythons.mjs')).href) },
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
