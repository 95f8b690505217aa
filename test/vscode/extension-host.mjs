/** Runs a suite of `extension/` inside VS Code's extension host: in the VS Code of the npm package, or in one on the desktop. */
import { join } from 'node:path';
import { cleanUp, makeProfile, openWindow, root, startEditor } from './editor.mjs';
import { suites } from './suites.mjs';

const bundleOf = (name) => join(root, 'out/vscode', `${name}.cjs`);
const patience = 180_000;
/** The mark of our own lines; VS Code writes to the same place. */
const mark = 'decref| ';

export async function runInExtensionHost(edition, name) {
  const { settings, trusting, prepare } = suites[name];
  const profile = makeProfile(settings);
  const { opens, env } = prepare(profile);
  let editor;
  let window;
  try {
    editor = await startEditor(edition, profile, { trusting, env });
    window = await openWindow(profile);
    const page = window.pages()[0] ?? (await window.newPage());
    const ended = await listen(page);
    const uri = (path) => `vscode-remote://${editor.authority}${path}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', uri(root)],
      ['extensionTestsPath', uri(bundleOf(name))],
      ['skipWelcome', 'true'],
    ]);
    const kind = opens.endsWith('.code-workspace') ? 'workspace' : 'folder';
    await page.goto(`${editor.origin}/?${kind}=${encodeURIComponent(opens)}&payload=${encodeURIComponent(payload)}`);
    await ended(name);
  } finally {
    await window?.close().catch(() => undefined);
    await editor?.stop();
    cleanUp(profile);
  }
}

/** Hears a suite that is about to run in this page; what it answers waits for its end. */
export async function listen(page) {
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  // VS Code calls these two on its window while and after a suite runs
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const text = args.map(String).join(' ');
    for (const line of text.split('\n')) {
      if (line.startsWith(mark)) console.log(`  ${line.slice(mark.length)}`);
      else if (process.env.DECREF_VERBOSE === '1') console.log(`| ${line}`);
    }
  });
  await page.exposeFunction('codeAutomationExit', (code) => end(code));
  page.on('crash', () => end('the window crashed'));
  if (process.env.DECREF_VERBOSE === '1') page.on('console', (message) => console.log(`> ${message.text()}`));
  return async (name) => {
    const timer = setTimeout(() => end(`no answer within ${patience / 1000} s`), patience);
    const code = await ended;
    clearTimeout(timer);
    if (code === 0) return;
    await page.screenshot({ path: join(root, `out/vscode/failed-${name}.png`) }).catch(() => undefined);
    throw new Error(`the suite ended with ${code}`);
  };
}

/** `path`: of a VS Code executable, or `download`, or `download:1.91.0`. */
export async function runInElectron(path, name) {
  const { runTests } = await import('@vscode/test-electron');
  const { settings, trusting, prepare } = suites[name];
  const profile = makeProfile(settings);
  const { opens, env } = prepare(profile);
  try {
    const code = await runTests({
      ...(/^download\b/.test(path) ? { version: path.split(':')[1] ?? 'stable' } : { vscodeExecutablePath: path }),
      extensionDevelopmentPath: root,
      extensionTestsPath: bundleOf(name),
      extensionTestsEnv: env,
      launchArgs: [opens, '--disable-extensions', ...(trusting ? ['--disable-workspace-trust'] : []), '--user-data-dir', profile.user],
    });
    if (code !== 0) throw new Error(`the suite ended with ${code}`);
  } finally {
    cleanUp(profile);
  }
}
