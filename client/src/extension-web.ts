/** The extension in an editor that runs in a browser: the server is a worker, and reads no files by itself. */
import { type ExtensionContext, Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type LanguageClientOptions } from 'vscode-languageclient/browser';
import { activateWith, stop, type Decref } from './activate.ts';

/** The types of this project are those of Node, which has no workers of this kind. */
declare const Worker: new (url: string) => { terminate(): void };

/** What goes wrong is written to the log and shown in the status item, never in a message box. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export function activate(context: ExtensionContext): Decref {
  const at = (...path: readonly string[]): string => Uri.joinPath(context.extensionUri, 'dist', ...path).toString(true);
  let last: { terminate(): void } | undefined;
  // given as streams: the editor's own kind of worker is none that the client would know
  const start = async () => {
    last?.terminate();
    const worker = (last = new Worker(at('worker.js')));
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
  };
  return activateWith(context, (options: LanguageClientOptions) => new QuietClient('decref', 'Decref', start, options), {
    grammars: at('grammars'),
  });
}

export const deactivate = stop;
