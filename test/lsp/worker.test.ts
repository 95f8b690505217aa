/** The protocol against the server as a worker, in a real browser: the same answers as from the process. Said loudly where there is no browser. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LspClient, profiles, type Diagnostic, type ProfileName } from '../harness/lsp-client.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const executablePath = process.env['DECREF_CHROMIUM'] ?? '/usr/bin/chromium';
const browserIsThere = existsSync(executablePath);
if (!browserIsThere && process.env['CI'] === 'true') throw new Error(`under CI=true nothing may be skipped: no ${executablePath}`);
if (!browserIsThere) console.error(`SKIPPED: the worker in a browser: no ${executablePath}`);

const program = 'class Box: pass\nbox = Box()\nbox.me = box\nother = box\nx = 1  # decref: ignore[RC601]\n';
const uri = 'vscode-vfs://github/some/where/a.py';

/** What comes from the worker. */
interface Spoken {
  readonly id?: number;
  readonly method?: string;
  readonly params: Conversation['said'][number]['params'];
  readonly result?: unknown;
  readonly error?: unknown;
}

/** What the page keeps of its conversation with the worker; it lives in the browser. */
interface Conversation {
  worker: {
    postMessage(message: object): void;
    addEventListener(name: 'message', listen: (event: { readonly data: Spoken }) => void): void;
  };
  readonly said: { readonly method: string; readonly params: { readonly uri?: string; readonly diagnostics?: readonly Diagnostic[] } }[];
  readonly answers: Map<number, (message: { readonly result?: unknown; readonly error?: unknown }) => void>;
  id: number;
}

let site: Server;
let browser: Browser;
let page: Page;
let origin: string;

const request = <Answer>(method: string, params: unknown): Promise<Answer> =>
  page.evaluate(
    ([name, values]) =>
      new Promise<unknown>((resolve, reject) => {
        const talk = (globalThis as unknown as { talk: Conversation }).talk;
        const id = (talk.id += 1);
        talk.answers.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(JSON.stringify(error)))));
        talk.worker.postMessage({ jsonrpc: '2.0', id, method: name, params: values });
      }),
    [method, params] as const,
  ) as Promise<Answer>;

const notify = (method: string, params: unknown): Promise<void> =>
  page.evaluate(
    ([name, values]) => {
      const talk = (globalThis as unknown as { talk: Conversation }).talk;
      talk.worker.postMessage({ jsonrpc: '2.0', method: name, params: values });
    },
    [method, params] as const,
  );

async function start(profile: ProfileName): Promise<{ readonly capabilities: Readonly<Record<string, unknown>> }> {
  await page.evaluate((url) => {
    const WorkerHere = (globalThis as unknown as { Worker: new (url: string) => Conversation['worker'] }).Worker;
    const worker = new WorkerHere(url);
    const talk: Conversation = { worker, said: [], answers: new Map(), id: 0 };
    worker.addEventListener('message', ({ data }) => {
      if (data.method === undefined) {
        talk.answers.get(data.id ?? 0)?.(data);
        return;
      }
      talk.said.push({ method: data.method, params: data.params });
      if (data.id !== undefined)
        worker.postMessage({ jsonrpc: '2.0', id: data.id, result: data.method === 'workspace/configuration' ? [{}] : null });
    });
    (globalThis as unknown as { talk: Conversation }).talk = talk;
  }, `${origin}/worker.js`);
  const initialized = await request<{ readonly capabilities: Readonly<Record<string, unknown>> }>('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: null,
    capabilities: profiles[profile],
    initializationOptions: { grammars: `${origin}/grammars` },
  });
  await notify('initialized', {});
  return initialized;
}

const open = (text: string, at = uri): Promise<void> =>
  notify('textDocument/didOpen', { textDocument: { uri: at, languageId: at.endsWith('.rs') ? 'rust' : 'python', version: 1, text } });

async function diagnostics(profile: ProfileName, at = uri): Promise<readonly Diagnostic[]> {
  if (profile === 'full')
    return (await request<{ readonly items: readonly Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: at } })).items;
  for (;;) {
    const said = await page.evaluate(() => (globalThis as unknown as { talk: Conversation }).talk.said);
    const found = said.findLast(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.uri === at);
    if (found !== undefined) return found.params.diagnostics ?? [];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(!browserIsThere)('the worker', () => {
  beforeAll(async () => {
    site = createServer(({ url = '/' }, answer) => {
      const type = url.endsWith('.js') ? 'text/javascript' : url.endsWith('.wasm') ? 'application/wasm' : 'text/html';
      answer.setHeader('content-type', type);
      if (url === '/') answer.end('<!doctype html><title>worker</title>');
      else
        createReadStream(join(dist, url))
          .on('error', () => answer.writeHead(404).end())
          .pipe(answer);
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => site.close(resolve));
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(origin);
    return () => page.close();
  });

  it.each(Object.keys(profiles) as ProfileName[])(
    'says to a %s client what the process says',
    async (profile) => {
      const process = await LspClient.start({ profile });
      const { capabilities } = await start(profile);
      expect(capabilities).toEqual(process.initialized.capabilities);
      process.open(uri, program);
      await open(program);
      expect(await diagnostics(profile)).toEqual(await process.diagnostics(uri));
      const at = { textDocument: { uri }, position: { line: 3, character: 1 } };
      const hover = await request<{ readonly contents: { readonly value: string } }>('textDocument/hover', at);
      expect(hover.contents.value).toContain('3 references');
      expect(hover).toEqual(await process.request('textDocument/hover', at));
      const range = { start: { line: 4, character: 20 }, end: { line: 4, character: 20 } };
      const action = { textDocument: { uri }, range, context: { diagnostics: [] } };
      expect(await request('textDocument/codeAction', action)).toEqual(await process.request('textDocument/codeAction', action));
      const heap = { uri, position: { line: 0, character: 0 } };
      expect(await request('decref/heap', heap)).toEqual(await process.request('decref/heap', heap));
      expect(await process.stop()).toBe(0);
    },
    30_000,
  );

  it('reads broken texts with the grammars that it fetches', async () => {
    await start('full');
    await open('def f(:\n  pass\nx = 1  # decref: ignore[RC601]\n');
    await diagnostics('full');
    // the first answer does without them; the grammars come, and what is open is asked for again
    for (let waited = 0; waited < 200; waited += 1) {
      const said = await page.evaluate(() => (globalThis as unknown as { talk: Conversation }).talk.said.map(({ method }) => method));
      if (said.includes('workspace/diagnostic/refresh')) break;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const said = await page.evaluate(() => (globalThis as unknown as { talk: Conversation }).talk.said.map(({ method }) => method));
    expect(said).toContain('workspace/diagnostic/refresh');
    expect((await diagnostics('full')).map(({ code }) => code)).toContain('RC002');
  }, 30_000);

  it('answers about Rust', async () => {
    await start('full');
    await open('use pyo3::prelude::*;\n#[pyclass]\nstruct Owner { child: Option<Py<PyAny>> }\n', 'vscode-vfs://github/some/where/a.rs');
    expect((await diagnostics('full', 'vscode-vfs://github/some/where/a.rs')).map(({ code }) => code)).toContain('RC601');
  });
});
