/** Builds what ships: `dist/cli.js`, `dist/server.cjs`, `dist/client.cjs`, the two for browsers (`dist/client-web.cjs`, `dist/worker.js`) and the grammars beside them. `--watch` goes on; `--minify` for the package. */
import { createHash } from 'node:crypto';
import { copyFileSync, chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const { version } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

/** Names the code: the same for the same sources. */
function digestOfSources() {
  const digest = createHash('sha1');
  const folder = join(here, 'server/src');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const path of files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort())
    digest.update(path).update(readFileSync(path));
  return digest
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex')
    .slice(0, 16);
}

const shared = {
  absWorkingDir: here,
  bundle: true,
  platform: 'node',
  target: 'node20',
  loader: { '.md': 'text' },
  define: { 'process.env.DECREF_VERSION': JSON.stringify(version), 'process.env.DECREF_BUILD': JSON.stringify(digestOfSources()) },
  legalComments: 'none',
  logLevel: 'warning',
  minify,
  sourcemap: minify ? false : 'linked',
};

/** For editors that run in a browser. */
const browser = {
  ...shared,
  platform: 'browser',
  target: 'es2022',
  outdir: 'dist',
  // only asked for where there is a Node
  external: ['fs', 'fs/promises', 'module', 'path', 'url'],
};

const bundles = [
  {
    ...shared,
    entryPoints: { cli: 'server/src/cli.ts' },
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'cli-[name]-[hash]',
    banner: {
      // bundled CommonJS packages ask for `require`; ES modules have none
      js: "#!/usr/bin/env node\nimport { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  },
  {
    ...shared,
    entryPoints: { server: 'server/src/server.ts' },
    outdir: 'dist',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    // `import.meta.url` is empty in CommonJS; web-tree-sitter's CommonJS build does not need it
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
  },
  {
    ...shared,
    entryPoints: { client: 'client/src/extension.ts' },
    outdir: 'dist',
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
  {
    ...browser,
    entryPoints: { 'client-web': 'client/src/extension-web.ts' },
    format: 'cjs',
    // `.js` would be an ES module, by `type` of the manifest, and those are not loaded in a worker
    outExtension: { '.js': '.cjs' },
    external: ['vscode'],
  },
  { ...browser, entryPoints: { worker: 'server/src/worker.ts' }, format: 'iife' },
];

if (!watch) rmSync(join(here, 'dist'), { recursive: true, force: true });
mkdirSync(join(here, 'dist/grammars'), { recursive: true });
const grammars = {
  'engine.wasm': join(dirname(require.resolve('web-tree-sitter')), 'web-tree-sitter.wasm'),
  'python.wasm': require.resolve('tree-sitter-python/tree-sitter-python.wasm'),
  'rust.wasm': require.resolve('tree-sitter-rust/tree-sitter-rust.wasm'),
};
for (const [name, from] of Object.entries(grammars)) copyFileSync(from, join(here, 'dist/grammars', name));

// a room that does not stand yet is left out, so that the others can be built
const standing = bundles.filter((bundle) => Object.values(bundle.entryPoints).every((path) => existsSync(join(here, path))));
if (watch) {
  for (const bundle of standing) await (await context(bundle)).watch();
  console.error('watching …');
} else {
  await Promise.all(standing.map((bundle) => build(bundle)));
  if (existsSync(join(here, 'dist/cli.js'))) chmodSync(join(here, 'dist/cli.js'), 0o755);
}
