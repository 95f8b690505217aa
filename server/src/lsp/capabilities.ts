/** What the server says it can do, to a client that can do what its profile says. */
import { PositionEncodingKind, TextDocumentSyncKind, type ServerCapabilities } from 'vscode-languageserver';
import { actionKinds } from './actions.ts';
import { heapCommand, type Profile } from './profile.ts';
import { lintWorkspaceCommand } from './protocol.ts';

export const capabilitiesFor = (profile: Profile): ServerCapabilities => ({
  positionEncoding: PositionEncodingKind.UTF16,
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
  notebookDocumentSync: {
    notebookSelector: [{ notebook: { notebookType: 'jupyter-notebook' }, cells: [{ language: 'python' }] }],
    save: true,
  },
  hoverProvider: true,
  // a client that has this command of its own asks for it by name
  ...(profile.commands.has(lintWorkspaceCommand)
    ? {}
    : { executeCommandProvider: { commands: [lintWorkspaceCommand], workDoneProgress: true } }),
  inlayHintProvider: true,
  ...(profile.commands.has(heapCommand) ? { codeLensProvider: {} } : {}),
  ...(profile.actions ? { codeActionProvider: { codeActionKinds: [...actionKinds], resolveProvider: profile.lazyActions } } : {}),
  ...(profile.pull ? { diagnosticProvider: { identifier: 'decref', interFileDependencies: true, workspaceDiagnostics: false } } : {}),
  ...(profile.folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
});
