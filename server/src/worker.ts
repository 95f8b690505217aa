/** The language server as a worker of a browser: the same session as the process, without a disk. The client says where the grammars are. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection, ProposedFeatures } from 'vscode-languageserver/browser';
import { startSession } from './lsp/session.ts';
import { memoryHost } from './project/host.ts';
import { loadGrammars } from './syntax/parse.ts';

async function fetchBytes(url: string): Promise<Uint8Array | undefined> {
  try {
    const answer = await fetch(url);
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

startSession(createConnection(ProposedFeatures.all, new BrowserMessageReader(globalThis), new BrowserMessageWriter(globalThis)), {
  host: memoryHost({}),
  version: process.env['DECREF_VERSION'] ?? '0.0.0',
  loadGrammars: async (folder) => folder !== null && (await loadGrammars((name) => fetchBytes(`${folder}/${name}.wasm`))).length > 0,
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
});
