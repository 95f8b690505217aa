/** The commands that need nothing but the server and the log. */
import { commands, type Disposable, l10n, type LogOutputChannel, Position, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import { baselineRequest, lintWorkspaceCommand, type LintedWorkspace, type Naming, type NewBaseline } from './protocol.ts';
import type { Server } from './server.ts';

export function registerCommands(server: Server, log: LogOutputChannel): Disposable[] {
  return [
    commands.registerCommand('decref.restart', () => server.restart()),
    commands.registerCommand('decref.toggle', () => server.toggle()),
    commands.registerCommand('decref.showLogs', () => log.show()),
    commands.registerCommand('decref.fixAll', () =>
      commands.executeCommand('editor.action.sourceAction', { kind: 'source.fixAll.decref', apply: 'first' }),
    ),
    commands.registerCommand('decref.lintWorkspace', () => lintWorkspace(server)),
    commands.registerCommand('decref.writeBaseline', () => writeBaselines(server)),
    // for the server: an action that edits the configuration leaves it unsaved
    commands.registerCommand('decref.saveFile', async (uri: unknown) => {
      if (typeof uri !== 'string' || uri === '') return;
      await (await workspace.openTextDocument(Uri.parse(uri))).save();
    }),
  ];
}

async function lintWorkspace(server: Server): Promise<LintedWorkspace | null> {
  const command = { command: lintWorkspaceCommand, arguments: [] };
  const done = await server.request<LintedWorkspace>('workspace/executeCommand', command);
  if (done !== null && !done.stopped) {
    window.setStatusBarMessage(l10n.t('Decref: {0} findings in {1} files', done.findings, done.files), 10_000);
    if (done.findings > 0) await commands.executeCommand('workbench.actions.view.problems');
  }
  return done;
}

/** Writes what is found now as known, into each folder; answers the files. */
async function writeBaselines(server: Server): Promise<readonly Uri[]> {
  const baselines = (await server.request<readonly NewBaseline[]>(baselineRequest, {})) ?? [];
  const files = baselines.map(({ uri }) => Uri.parse(uri));
  for (const [index, { text }] of baselines.entries()) await workspace.fs.writeFile(files[index], new TextEncoder().encode(text));
  if (baselines.length === 0) return [];
  const findings = baselines.reduce((sum, baseline) => sum + baseline.findings, 0);
  server.changedOnDisk(files);
  const names = files.map((file) => workspace.asRelativePath(file)).join(', ');
  const done = l10n.t('Decref: {0} findings written to {1}', findings, names);
  const missing = baselines.flatMap(({ naming }) => naming ?? []);
  if (missing.length === 0) window.setStatusBarMessage(done, 10_000);
  else void offerNaming(server, done, missing);
  return files;
}

/** A baseline that no configuration names changes nothing: whoever wrote one is asked. */
async function offerNaming(server: Server, done: string, missing: readonly Naming[]): Promise<void> {
  const yes = l10n.t('Leave Them Out from Now On');
  if ((await window.showInformationMessage(done, yes)) !== yes) return;
  const files = missing.map(({ uri }) => Uri.parse(uri));
  const edit = new WorkspaceEdit();
  for (const [index, { position, text }] of missing.entries()) {
    edit.createFile(files[index], { ignoreIfExists: true });
    edit.insert(files[index], new Position(position.line, position.character), text);
  }
  if (!(await workspace.applyEdit(edit))) return;
  for (const file of files) await (await workspace.openTextDocument(file)).save();
  server.changedOnDisk(files);
}
