/** What the extension does where several folders are open, one inside another: each goes by its own configuration and its own settings. */
import * as vscode from 'vscode';
import { equal, eventually, holds, runChecks, type Check } from './check.ts';
import { codeOf, found, openUri, ours, silent, unused } from './editor.ts';

const folderNamed = (name: string): vscode.Uri => vscode.workspace.workspaceFolders!.find((folder) => folder.name === name)!.uri;
const fileIn = (folder: string, name: string): vscode.Uri => vscode.Uri.joinPath(folderNamed(folder), name);
const write = (uri: vscode.Uri, text: string): Thenable<void> => vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));

const checks: readonly Check[] = [
  {
    name: 'goes by the configuration of the folder that a file lies in',
    run: async () => {
      equal(
        vscode.workspace.workspaceFolders?.map(({ name }) => name),
        ['first', 'second', 'inner'],
        'the folders',
      );
      await write(fileIn('second', 'decref.toml'), 'ignore = ["RC002"]\n');
      for (const folder of ['first', 'second', 'inner'])
        await write(fileIn(folder, 'a.py'), `${unused}import gc\nwhile True:\n    gc.collect()\n`);
      await openUri(fileIn('first', 'a.py'));
      await found(fileIn('first', 'a.py'), 'RC002');
      await openUri(fileIn('second', 'a.py'));
      await found(fileIn('second', 'a.py'), 'RC401');
      equal(ours(fileIn('second', 'a.py')).map(codeOf), ['RC401'], 'what the configuration leaves out');
    },
  },
  {
    name: 'goes by the settings of the innermost folder around a file',
    run: async () => {
      const inner = vscode.workspace.getConfiguration('decref', folderNamed('inner'));
      await inner.update('ignore', ['RC401'], vscode.ConfigurationTarget.WorkspaceFolder);
      await openUri(fileIn('inner', 'a.py'));
      await found(fileIn('inner', 'a.py'), 'RC002');
      await eventually('the setting of the inner folder', () =>
        ours(fileIn('inner', 'a.py')).map(codeOf).join() === 'RC002' ? true : undefined,
      );
      await openUri(fileIn('first', 'a.py'));
      await found(fileIn('first', 'a.py'), 'RC401');
      await inner.update('enable', false, vscode.ConfigurationTarget.WorkspaceFolder);
      await openUri(fileIn('inner', 'a.py'));
      await silent(fileIn('inner', 'a.py'));
      await inner.update('enable', undefined, vscode.ConfigurationTarget.WorkspaceFolder);
      await found(fileIn('inner', 'a.py'), 'RC002');
    },
  },
  {
    name: 'checks all folders by command, each file once',
    run: async () => {
      const done = await vscode.commands.executeCommand<{ readonly files: number } | null>('decref.lintWorkspace');
      equal(done?.files, 3, 'files');
    },
  },
  {
    name: 'writes a baseline into each folder',
    run: async () => {
      const files = await vscode.commands.executeCommand<readonly vscode.Uri[]>('decref.writeBaseline');
      equal(files.length, 3, 'baselines');
      for (const name of ['first', 'second', 'inner']) {
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(fileIn(name, 'decref-baseline.json')));
        holds(text.includes('"version": 1') && text.includes('"file":"a.py"'), `${name}: ${text}`);
        await vscode.workspace.fs.delete(fileIn(name, 'decref-baseline.json'));
      }
    },
  },
  {
    name: 'takes up a folder that is added, and lets go of one that is removed',
    run: async () => {
      const added = vscode.Uri.joinPath(folderNamed('first'), '..', 'added');
      await write(vscode.Uri.joinPath(added, 'decref.toml'), 'ignore = ["RC401"]\n');
      await write(vscode.Uri.joinPath(added, 'a.py'), `${unused}import gc\nwhile True:\n    gc.collect()\n`);
      const changed = new Promise<void>((resolve) => {
        const waiting = vscode.workspace.onDidChangeWorkspaceFolders(() => {
          waiting.dispose();
          resolve();
        });
      });
      holds(vscode.workspace.updateWorkspaceFolders(3, 0, { uri: added, name: 'added' }), 'the folder was not added');
      await changed;
      const uri = vscode.Uri.joinPath(added, 'a.py');
      await openUri(uri);
      await found(uri, 'RC002');
      equal(ours(uri).map(codeOf), ['RC002'], 'what the configuration leaves out');
      holds(vscode.workspace.updateWorkspaceFolders(3, 1), 'the folder was not removed');
      await openUri(fileIn('first', 'a.py'));
      await found(fileIn('first', 'a.py'), 'RC401');
    },
  },
];

export async function run(): Promise<void> {
  await runChecks(checks);
}
