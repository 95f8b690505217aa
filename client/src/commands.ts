/** The commands that need nothing but the server and the log. */
import { commands, type Disposable, type LogOutputChannel } from 'vscode';
import type { Server } from './server.ts';

export function registerCommands(server: Server, log: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('decref.restart', () => server.restart()),
    commands.registerCommand('decref.toggle', () => server.toggle()),
    commands.registerCommand('decref.showLogs', () => log.show()),
    commands.registerCommand('decref.fixAll', () =>
      commands.executeCommand('editor.action.sourceAction', { kind: 'source.fixAll.decref', apply: 'first' }),
    ),
  ];
}
