/** Packs the extension: one universal VSIX in `out/`, built small, holding what `.vscodeignore` allows and nothing else; refuses to grow too large. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

/** In bytes. */
const MOST = 2e6;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const packagePath = join(root, 'out/decref.vsix');

execFileSync(process.execPath, [join(root, 'build.mjs'), '--minify'], { cwd: root, stdio: 'inherit' });
mkdirSync(dirname(packagePath), { recursive: true });
// the marketplace shows pictures by absolute addresses only, which follow from the repository
const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
if (repository === undefined)
  console.error('*** package.json names no `repository`: the pictures of the README will not show on the marketplace ***');
const rewriteRelativeLinks = repository !== undefined;
await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks });

const { size } = statSync(packagePath);
console.log(`${packagePath}: ${(size / 1e6).toFixed(2)} MB`);
if (size > MOST) {
  console.error(`the package is larger than ${MOST / 1e6} MB`);
  process.exit(1);
}
