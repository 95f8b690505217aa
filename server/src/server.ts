/** The language server as a process of its own: speaks over stdio, a pipe or Node's IPC, as its arguments say. */
import { homedir } from 'node:os';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { guarded } from './lsp/guarded.ts';
import { startSession } from './lsp/session.ts';
import { diskHost } from './project/disk.ts';

// whoever says nothing speaks over stdio
if (!process.argv.some((argument) => /^--(stdio|node-ipc|socket|pipe)\b/.test(argument))) process.argv.push('--stdio');

startSession(createConnection(ProposedFeatures.all), {
  host: guarded(diskHost({ blocking: false }), [homedir()]),
  version: process.env['DECREF_VERSION'] ?? '0.0.0',
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});
