/** What the extension does inside a real VS Code with one folder open, seen through the editor's own interface. `run` is what VS Code calls. */
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { equal, eventually, figure, holds, runChecks, say, type Check } from './check.ts';
import { closeAll, file, found, hoverAt, openFile, ours, silent, unused, type Decref } from './editor.ts';
import { fixChecks } from './fixes.ts';
import { serverProcesses } from './processes.ts';

const checks: readonly Check[] = [
  {
    name: 'activates on opening a Python file, and soon',
    run: async () => {
      const extension = vscode.extensions.getExtension<Decref>('decref.decref');
      holds(extension !== undefined, 'the extension is not there');
      equal(extension.isActive, false, 'active before anything is opened');
      const uri = file('first.py');
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(unused));
      const began = Date.now();
      await openFile('first.py');
      await eventually('activation', () => (extension.isActive ? true : undefined));
      const active = Date.now() - began;
      await extension.exports.ready;
      const ready = Date.now() - began;
      await found(uri, 'RC002');
      const first = Date.now() - began;
      say(`  from asking for the file: active after ${active} ms, server ready after ${ready} ms, first diagnostics after ${first} ms`);
      figure('activation', extension.exports.activation, 50);
      figure('first diagnostics after the server was ready', first - ready, 500);
    },
  },
  {
    name: 'follows what is typed',
    run: async () => {
      const editor = await openFile('typed.py', 'x = 1\n');
      await silent(editor.document.uri);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 5), '  # 👍 decref: ignore[RC601]'));
      const { range } = await found(editor.document.uri, 'RC002');
      equal(
        editor.document.getText(range).includes('decref: ignore') || editor.document.getText(range) === 'RC601',
        true,
        `range ${editor.document.getText(range)}`,
      );
      await editor.edit((edit) => edit.delete(editor.document.lineAt(0).range));
      await silent(editor.document.uri);
    },
  },
  {
    name: 'tells on hover how many references an object has',
    run: async () => {
      const { document } = await openFile('tree.py');
      const text = await eventually(
        'a hover',
        async () => (await hoverAt(document.uri, document.positionAt(document.getText().indexOf('b = a')))) || undefined,
      );
      holds(/references/.test(text), `the hover says: ${text}`);
      say(`  ${text.split('\n')[0]}`);
    },
  },
  {
    name: 'tells on hover who owns a Python object in Rust',
    run: async () => {
      const { document } = await openFile('crate/src/lib.rs');
      await found(document.uri, 'RC601');
      const text = await hoverAt(document.uri, document.positionAt(document.getText().indexOf('child: Option')));
      holds(text.length > 0, 'no hover');
      say(`  ${text.split('\n')[0]}`);
    },
  },
  {
    name: 'answers for a file opened later, and soon',
    run: async () => {
      await vscode.workspace.fs.writeFile(file('second.py'), new TextEncoder().encode(unused));
      const began = Date.now();
      await openFile('second.py');
      await found(file('second.py'), 'RC002');
      figure('diagnostics of an opened file', Date.now() - began, 500);
    },
  },
  {
    name: 'works on a text that was never saved',
    run: async () => {
      const document = await vscode.workspace.openTextDocument({ language: 'python', content: unused });
      await vscode.window.showTextDocument(document);
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'reads the cells of a notebook as one program',
    run: async () => {
      const cell = (source: string): object => ({ cell_type: 'code', source, metadata: {}, outputs: [], execution_count: null });
      const content = {
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { language_info: { name: 'python' } },
        cells: [cell('%matplotlib inline\ny = 2'), cell(unused.trim())],
      };
      await vscode.workspace.fs.writeFile(file('book.ipynb'), new TextEncoder().encode(JSON.stringify(content)));
      const notebook = await vscode.workspace.openNotebookDocument(file('book.ipynb'));
      await vscode.window.showNotebookDocument(notebook);
      const [first, second] = notebook.getCells().map(({ document }) => document);
      const { range } = await found(second.uri, 'RC002');
      equal([range.start.line, range.start.character], [0, 9], 'place in the cell');
      equal(ours(first.uri).length, 0, 'findings in the other cell');
      await closeAll();
    },
  },
  {
    name: 'obeys settings at once',
    run: async () => {
      const { document } = await openFile('settings.py', unused);
      await found(document.uri, 'RC002');
      const settings = vscode.workspace.getConfiguration('decref');
      await settings.update('ignore', ['RC002'], vscode.ConfigurationTarget.Workspace);
      await silent(document.uri);
      await settings.update('ignore', undefined, vscode.ConfigurationTarget.Workspace);
      await settings.update('levels', { 'unused-suppression': 'warning' }, vscode.ConfigurationTarget.Workspace);
      await eventually('a warning', () => (ours(document.uri)[0]?.severity === vscode.DiagnosticSeverity.Warning ? true : undefined));
      await settings.update('levels', undefined, vscode.ConfigurationTarget.Workspace);
    },
  },
  {
    name: 'obeys the configuration file of the project at once',
    run: async () => {
      const { document } = await openFile('configured.py', unused);
      await found(document.uri, 'RC002');
      const configuration = file('decref.toml');
      await vscode.workspace.fs.writeFile(configuration, new TextEncoder().encode('ignore = ["RC002"]\n'));
      await silent(document.uri);
      await vscode.workspace.fs.delete(configuration);
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'forgets a file that is closed, renamed or deleted',
    run: async () => {
      await openFile('gone.py', unused);
      await found(file('gone.py'), 'RC002');
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(file('gone.py'), file('renamed.py'));
      await vscode.workspace.applyEdit(edit);
      await found(file('renamed.py'), 'RC002');
      await silent(file('gone.py'));
      await vscode.workspace.fs.delete(file('renamed.py'));
      await closeAll();
      await silent(file('renamed.py'));
    },
  },
  {
    name: 'starts again on command, and after a crash',
    run: async () => {
      const { document } = await openFile('restart.py', unused);
      await found(document.uri, 'RC002');
      const before = serverProcesses();
      await vscode.commands.executeCommand('decref.restart');
      await found(document.uri, 'RC002');
      if (process.platform !== 'linux') return;
      const after = serverProcesses();
      holds(after.length === 1 && !before.includes(after[0]), `servers before ${before.join()}, after ${after.join()}`);
      process.kill(after[0], 'SIGKILL');
      await eventually('another server', () => (serverProcesses().some((pid) => pid !== after[0]) ? true : undefined));
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'is switched off and on',
    run: async () => {
      const { document } = await openFile('toggled.py', unused);
      await found(document.uri, 'RC002');
      await vscode.commands.executeCommand('decref.toggle');
      await silent(document.uri);
      await eventually('the end of the server', () => (serverProcesses().length === 0 ? true : undefined));
      await vscode.commands.executeCommand('decref.toggle');
      await found(document.uri, 'RC002');
    },
  },
  {
    name: 'shows the page of a rule',
    run: async () => {
      await vscode.commands.executeCommand('decref.explainRule', 'RC002');
      const document = await eventually('the page', () => vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'decref-page'));
      holds(document.getText().startsWith('# '), `the page begins with ${document.getText().slice(0, 40)}`);
    },
  },
  {
    name: 'opens every stage of the analysis beside the file',
    run: async () => {
      const views: readonly (readonly [string, string, RegExp])[] = [
        ['decref.showReferenceGraph', 'graph', /^# Who holds `box` after line 1/],
        ['decref.showEffectiveConfiguration', 'settings', /python/],
        ['decref.showSyntaxTree', 'tree', /Module/],
        ['decref.showFlow', 'flow', /box/],
        ['decref.showStory', 'story', /box/],
      ];
      for (const [command, kind, words] of views) {
        await openFile('stages.py', 'box = []\nbox.append(box)\n');
        await vscode.commands.executeCommand(command);
        const text = await eventually(kind, () =>
          vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'decref-view' && uri.path.startsWith(`/${kind}/`))?.getText(),
        );
        holds(words.test(text), `${kind} says: ${text.slice(0, 200)}`);
      }
      await closeAll();
    },
  },
  {
    name: 'shows counts behind names and links above functions where that is set',
    run: async () => {
      const { document } = await openFile('hinted.py', 'def f():\n    a = []\n    b = a\n    return b\n');
      const all = new vscode.Range(0, 0, document.lineCount, 0);
      const hints = async (): Promise<readonly vscode.InlayHint[]> =>
        (await vscode.commands.executeCommand<readonly vscode.InlayHint[] | undefined>(
          'vscode.executeInlayHintProvider',
          document.uri,
          all,
        )) ?? [];
      const lenses = async (): Promise<readonly vscode.CodeLens[]> =>
        (await vscode.commands.executeCommand<readonly vscode.CodeLens[] | undefined>('vscode.executeCodeLensProvider', document.uri)) ??
        [];
      const isOurs = ({ command }: vscode.CodeLens): boolean => command?.command === 'decref.showHeap';
      equal([(await hints()).length, (await lenses()).filter(isOurs).length], [0, 0], 'hints and lenses before');
      const settings = vscode.workspace.getConfiguration('decref');
      await settings.update('inlayHints.counts', true, vscode.ConfigurationTarget.Workspace);
      await settings.update('codeLens.heap', true, vscode.ConfigurationTarget.Workspace);
      await eventually('hints', async () =>
        (await hints()).map(({ label }) => (typeof label === 'string' ? label : '')).join() === '×1,×2' ? true : undefined,
      );
      await eventually('a lens', async () => ((await lenses()).filter(isOurs).length === 1 ? true : undefined));
      await settings.update('inlayHints.counts', undefined, vscode.ConfigurationTarget.Workspace);
      await settings.update('codeLens.heap', undefined, vscode.ConfigurationTarget.Workspace);
    },
  },
  {
    name: 'walks the heap in a panel, and marks the line',
    run: async () => {
      await openFile('walked.py', 'box = []\nbox.append(box)\nbox = None\n');
      const view = await vscode.commands.executeCommand<{ readonly steps: readonly { readonly line: number }[] } | null>('decref.showHeap');
      equal(
        view?.steps.map(({ line }) => line),
        [1, 2, 3],
        'the steps',
      );
      await eventually('the panel', () =>
        vscode.window.tabGroups.all.some(({ tabs }) =>
          tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('decref.heap')),
        )
          ? true
          : undefined,
      );
      await closeAll();
    },
  },
  {
    name: 'checks every file of the workspace by command, and takes back what is gone',
    run: async () => {
      await vscode.workspace.fs.writeFile(file('unseen.py'), new TextEncoder().encode(unused));
      const done = await vscode.commands.executeCommand<{ readonly files: number } | null>('decref.lintWorkspace');
      holds((done?.files ?? 0) > 0, `checked ${done?.files} files`);
      await found(file('unseen.py'), 'RC002');
      await vscode.workspace.fs.delete(file('unseen.py'));
      await silent(file('unseen.py'));
    },
  },
  {
    name: 'does nothing while nothing happens',
    run: async () => {
      const [pid] = serverProcesses();
      if (pid === undefined) return;
      const spent = (): number => {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        return Number(fields[11]) + Number(fields[12]);
      };
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const before = spent();
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      holds(spent() - before <= 1, `the idle server used ${(spent() - before) * 10} ms of the processor in 3 s`);
    },
  },
];

export async function run(): Promise<void> {
  await runChecks([...checks.slice(0, -1), ...fixChecks, ...checks.slice(-1)]);
}
