/**
 * Runs `extension/in-browser.ts` in a VS Code that is nothing but a page, as vscode.dev is: no server behind it, extensions in a worker,
 * files in memory. The page is that of the npm package, handed on with its server taken out of its configuration.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { cleanUp, makeProfile, openWindow, root, startEditor } from './editor.mjs';
import { listen } from './extension-host.mjs';

/** Where the page finds the extension as it stands in the repository. */
const place = '/decref';
const types = { '.js': 'text/javascript', '.cjs': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

export async function runInBrowserHost(edition) {
  const profile = makeProfile();
  let editor;
  let window;
  let front;
  try {
    editor = await startEditor(edition, profile);
    front = await standBefore(editor.origin);
    window = await openWindow(profile);
    const page = window.pages()[0] ?? (await window.newPage());
    const ended = await listen(page);
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', `${front.origin}${place}`],
      ['extensionTestsPath', `${front.origin}${place}/out/vscode/in-browser.cjs`],
      ['skipWelcome', 'true'],
    ]);
    await page.goto(`${front.origin}/?folder=${encodeURIComponent('tmp:/work')}&payload=${encodeURIComponent(payload)}`);
    await ended('in-browser');
  } finally {
    await window?.close().catch(() => undefined);
    front?.stop();
    await editor?.stop();
    cleanUp(profile);
  }
}

/** A server that hands on what the editor's serves, and serves the extension beside it. */
async function standBefore(behind) {
  const server = createServer((request, response) => {
    answer(behind, request.url).then(
      ({ status, type, body }) => response.writeHead(status, type === null ? {} : { 'content-type': type }).end(body),
      (error) => response.writeHead(404).end(String(error)),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const here = () => `http://127.0.0.1:${server.address().port}`;
  return { origin: here(), stop: () => server.close() };

  async function answer(behind, url) {
    const { pathname } = new URL(url, behind);
    if (pathname.startsWith(`${place}/`)) {
      const body = await readFile(join(root, decodeURIComponent(pathname.slice(place.length))));
      return { status: 200, type: types[extname(pathname)] ?? 'text/plain', body };
    }
    const given = await fetch(new URL(url, behind));
    const type = given.headers.get('content-type');
    const body = Buffer.from(await given.arrayBuffer());
    if (pathname === '/') return { status: given.status, type, body: withExtension(body.toString(), new URL(here()).host) };
    if (pathname.endsWith('/workbench.js')) return { status: given.status, type, body: alone(body.toString()) };
    return { status: given.status, type, body };
  }
}

/** The page with the extension among those that it has. */
function withExtension(html, authority) {
  return html.replace(/(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/, (_, begin, escaped) => {
    const settings = JSON.parse(escaped.replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
    settings.developmentOptions = { ...settings.developmentOptions, extensions: [{ scheme: 'http', authority, path: place }] };
    return `${begin}${JSON.stringify(settings).replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  });
}

/** The window without a server behind it: the package takes whoever serves the page for one. */
const alone = (script) => script.replace('remoteAuthority:location.host', 'remoteAuthority:void 0');
