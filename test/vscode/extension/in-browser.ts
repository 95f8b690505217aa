/** What the extension does in a VS Code that is a page and nothing else: the server is a worker, files are in memory. */
import * as vscode from 'vscode';
import { equal, eventually, figure, holds, runChecks, type Check } from './check.ts';
import { actionsAt, found, hoverAt, silent, unused, type Decref } from './editor.ts';

const show = async (content: string, language = 'python'): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));

const checks: readonly Check[] = [
  {
    name: 'activates as a web extension, and soon',
    run: async () => {
      equal(vscode.env.uiKind, vscode.UIKind.Web, 'the kind of window');
      equal(vscode.env.remoteName, undefined, 'what is behind the window');
      holds(typeof process === 'undefined' || process.versions?.node === undefined, 'the extension host is a process');
      await show(unused);
      const extension = vscode.extensions.getExtension<Decref>('decref.decref');
      await eventually('activation', () => (extension?.isActive === true ? true : undefined));
      await extension!.exports.ready;
      figure('activation', extension!.exports.activation, 50);
    },
  },
  {
    name: 'finds, fixes and is silent afterwards',
    run: async () => {
      const { document } = await show(unused);
      const { range } = await found(document.uri, 'RC002');
      const [fix] = await actionsAt(document.uri, range);
      holds(fix?.edit !== undefined && (await vscode.workspace.applyEdit(fix.edit)), 'the fix could not be applied');
      equal(document.getText(), 'x = 1\n', 'text after the fix');
      await silent(document.uri);
    },
  },
  {
    name: 'answers soon',
    run: async () => {
      const began = Date.now();
      const { document } = await show(`${unused}# another\n`);
      await found(document.uri, 'RC002');
      figure('diagnostics of an opened file', Date.now() - began, 500);
    },
  },
  {
    name: 'tells on hover, with a picture, and walks the heap',
    run: async () => {
      const { document } = await show('class Me:\n    def __init__(self):\n        self.me = self\n\na = Me()\n');
      const said = await hoverAt(document.uri, new vscode.Position(4, 0));
      holds(/\*\*2 references\*\* to `a`/.test(said) && said.includes('data:image/svg+xml'), `the hover says: ${said.slice(0, 200)}`);
      const view = await vscode.commands.executeCommand<{ readonly steps: readonly unknown[] } | null>('decref.showHeap');
      holds((view?.steps.length ?? 0) > 1, 'no steps');
    },
  },
  {
    name: 'reads broken text with the parser that a page can load',
    run: async () => {
      const { document } = await show('def f(:\n    x = 1\n\ny = 2  # decref: ignore[RC601]\n');
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'starts again on command, and is switched off and on',
    run: async () => {
      const { document } = await show(`${unused}# once more\n`);
      await found(document.uri, 'RC002');
      await vscode.commands.executeCommand('decref.restart');
      await found(document.uri, 'RC002');
      await vscode.commands.executeCommand('decref.toggle');
      await silent(document.uri);
      await vscode.commands.executeCommand('decref.toggle');
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'reads Rust',
    run: async () => {
      const { document } = await show(
        'use pyo3::prelude::*;\n\n#[pyclass]\npub struct Owner {\n    child: Option<Py<PyAny>>,\n}\n',
        'rust',
      );
      await found(document.uri, 'RC601');
    },
  },
];

export async function run(): Promise<void> {
  await runChecks(checks);
}
