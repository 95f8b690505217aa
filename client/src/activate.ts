/** What the extension does wherever it runs: starts the language server without waiting for it, and gives its commands and views to the editor. */
import { type ExtensionContext, window, workspace } from 'vscode';
import { registerCommands } from './commands.ts';
import { registerHeap } from './heap.ts';
import { registerPages } from './pages.ts';
import { createServer, type MakeClient } from './server.ts';
import { createStatus } from './status.ts';
import { registerViews } from './views.ts';

/** What the tests of the extension look at. */
export interface Decref {
  /** Milliseconds that activation took. */
  readonly activation: number;
  /** Settles once the server answers. */
  readonly ready: Promise<void>;
}

let running: (() => Promise<void>) | undefined;

/** `make`: the client of a server that is not started yet; `more`: what that server is to be told besides. */
export function activateWith(context: ExtensionContext, make: MakeClient, more: object = {}): Decref {
  const began = performance.now();
  const log = window.createOutputChannel('Decref', { log: true });
  const status = createStatus();
  const server = createServer(make, more, log, status);
  running = server.stop;
  context.subscriptions.push(
    log,
    status,
    ...registerCommands(server, log),
    ...registerPages(server),
    ...registerViews(server),
    ...registerHeap(context, server),
    window.onDidChangeActiveTextEditor(() => server.describe()),
    workspace.onDidSaveTextDocument(() => server.describe()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('decref.run')) void server.restart();
    }),
  );
  const ready = server.start();
  const activation = performance.now() - began;
  log.info(`activated in ${activation.toFixed(1)} ms`);
  return { activation, ready };
}

export const stop = (): Promise<void> | undefined => running?.();
