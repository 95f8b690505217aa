/** The extension in an editor that runs in a browser: the server is a worker, and reads no files by itself. */
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/browser';
import { activateWith, stop, type Decref } from './activate.ts';

type Port = ConstructorParameters<typeof LanguageClient>[3];

/** The types of this project are those of Node, which has no workers of this kind. */
declare const Worker: new (url: string) => Port;

/** What goes wrong is written to the log and shown in the status item, never in a message box. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export function activate(context: ExtensionContext): Decref {
  const at = (...path: readonly string[]): string => Uri.joinPath(context.extensionUri, 'dist', ...path).toString(true);
  return activateWith(
    context,
    (options: LanguageClientOptions) => new QuietClient('decref', 'Decref', options, new Worker(at('worker.js'))),
    { grammars: at('grammars') },
  );
}

export const deactivate = stop;
