/** The language server as a process of its own: speaks over stdio, a pipe or Node's IPC, as its arguments say. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { guarded } from './lsp/guarded.ts';
import { startSession } from './lsp/session.ts';
import { diskHost } from './project/disk.ts';
import { loadGrammars } from './syntax/parse.ts';

// with V8's own limit (920) each of the first thirty keystrokes in a long file waits for the compiler
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');

// whoever says nothing speaks over stdio
if (!process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)\b/.test(argument))) process.argv.push('--stdio');

startSession(createConnection(ProposedFeatures.all), {
  host: guarded(diskHost({ blocking: false }), [homedir()]),
  version: process.env['DECREF_VERSION'] ?? '0.0.0',
  loadGrammars: async () =>
    (await loadGrammars((name) => readFile(join(__dirname, 'grammars', `${name}.wasm`)).catch(() => undefined))).length > 0,
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});
