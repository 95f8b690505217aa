/** The extension on a desktop or a remote machine: the server is a process of its own. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import { activateWith, stop, type Decref } from './activate.ts';

/** What goes wrong is written to the log and shown in the status item, never in a message box. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export function activate(context: ExtensionContext): Decref {
  const module = Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--enable-source-maps'] } };
  return activateWith(context, (options: LanguageClientOptions) => new QuietClient('decref', 'Decref', { run, debug }, options));
}

export const deactivate = stop;
