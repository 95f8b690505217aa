/**
 * The suites in a real VS Code: those in the extension host (`suites.mjs`), and one as a person would (the packed extension in a clean profile).
 *
 *     npm run test:vscode                       the current VS Code; what cannot run here is said loudly, and fails under CI=true
 *     npm run test:vscode -- oldest             another edition
 *     npm run test:vscode -- current person     one suite of an edition (or several)
 *     DECREF_HOLD_FIGURES=1 …                   a figure beyond what is promised fails its suite (on a quiet machine)
 *     DECREF_VSCODE_PATH=/usr/bin/code …        the extension-host suite in that VS Code (with @vscode/test-electron)
 *     DECREF_VSCODE_PATH=download …             the same in one that is downloaded (`download:1.91.0`: in that version)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { runInBrowserHost } from './browser-host.mjs';
import { inBrowser } from './editions.mjs';
import { missingFor, root } from './editor.mjs';
import { runInElectron, runInExtensionHost } from './extension-host.mjs';
import { runAsPerson } from './person.mjs';
import { suites } from './suites.mjs';

const [edition = 'current', ...only] = process.argv.slice(2);
const known = [...Object.keys(suites), ...(inBrowser.includes(edition) ? ['in-browser'] : []), 'person'];
const names = known.filter((name) => only.length === 0 || only.includes(name));
if (names.length < only.length) throw new Error(`there are the suites ${known.join(', ')}`);
const skipped = [];
const failed = [];

mkdirSync(join(root, 'out/vscode'), { recursive: true });
const define = { HOLD_FIGURES: String(process.env.DECREF_HOLD_FIGURES === '1') };
command('build.mjs');
await build({
  absWorkingDir: root,
  entryPoints: Object.keys(suites).map((name) => `test/vscode/extension/${name}.ts`),
  outdir: 'out/vscode',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  define,
  logLevel: 'warning',
});
await build({
  absWorkingDir: root,
  entryPoints: ['test/vscode/extension/in-browser.ts'],
  outdir: 'out/vscode',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  external: ['vscode'],
  define,
  logLevel: 'warning',
});

const missing = missingFor(edition);
if (missing.length === 0) {
  for (const name of names) {
    if (name === 'person') await suite(`as a person (${edition})`, () => runAsPerson(edition, packed()));
    else if (name === 'in-browser') await suite(`in a page alone (${edition})`, () => runInBrowserHost(edition));
    else await suite(`extension host, ${name} (${edition})`, () => runInExtensionHost(edition, name));
  }
} else skipped.push(...missing.map((what) => `the suites in VS Code (${edition}): needs ${what}`));

const path = process.env.DECREF_VSCODE_PATH;
if (path !== undefined && path !== '') {
  for (const name of names) if (name in suites) await suite(`extension host, ${name} (${path})`, () => runInElectron(path, name));
}

for (const what of skipped) console.error(`\n  SKIPPED  ${what}`);
for (const what of failed) console.error(`\n  FAILED   ${what}`);
if (skipped.length > 0 && process.env.CI === 'true') {
  console.error('\n  under CI=true nothing may be skipped');
  process.exit(1);
}
process.exit(failed.length > 0 ? 1 : 0);

async function suite(name, work) {
  console.log(`\n── ${name}`);
  const began = Date.now();
  try {
    await work();
    console.log(`── ${name}: passed in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(error);
    failed.push(name);
  }
}

/** The extension as people get it, packed from what was just built. */
function packed() {
  const vsix = join(root, 'out/decref.vsix');
  if (!existsSync(vsix) || statSync(vsix).mtimeMs < statSync(join(root, 'dist/client.cjs')).mtimeMs) command('scripts/package.mjs');
  return vsix;
}

function command(script) {
  const { status } = spawnSync(process.execPath, [join(root, script)], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
}
