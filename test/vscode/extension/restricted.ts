/**
 * What the extension does in a folder that is not trusted: everything, because nothing of the folder is ever executed.
 *
 * Programs of the usual names lie first on PATH and in the folder; each leaves a trace if anybody runs it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { equal, eventually, holds, runChecks, type Check } from './check.ts';
import { actionsAt, file, found, hoverAt, openFile, silent, unused } from './editor.ts';
import { serverProcesses } from './processes.ts';

/** Children of a process, as command lines. */
function childrenOf(parent: number): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const above = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
        return above === parent ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\u0000', ' ')] : [];
      } catch {
        return [];
      }
    });
}

const checks: readonly Check[] = [
  {
    name: 'checks, tells and fixes in a folder that is not trusted',
    run: async () => {
      equal(vscode.workspace.isTrusted, false, 'whether the folder is trusted');
      const { document } = await openFile('tree.py');
      await found(document.uri, 'RC401');
      const said = await hoverAt(document.uri, document.positionAt(document.getText().indexOf('b = a')));
      holds(/references/.test(said) && said.includes('data:image/svg+xml'), `the hover says: ${said.slice(0, 200)}`);
      const fixed = await openFile('fixed.py', unused);
      const { range } = await found(fixed.document.uri, 'RC002');
      const [fix] = await actionsAt(fixed.document.uri, range);
      holds(fix?.edit !== undefined && (await vscode.workspace.applyEdit(fix.edit)), 'the fix could not be applied');
      await silent(fixed.document.uri);
    },
  },
  {
    name: 'goes by the configuration of that folder, which is data',
    run: async () => {
      const { document } = await openFile('configured.py', unused);
      await found(document.uri, 'RC002');
      await vscode.workspace.fs.writeFile(file('decref.toml'), new TextEncoder().encode('ignore = ["RC002"]\n'));
      await silent(document.uri);
      await vscode.workspace.fs.delete(file('decref.toml'));
    },
  },
  {
    name: 'reads a crate without its compiler, and walks the heap without an interpreter',
    run: async () => {
      const { document } = await openFile('crate/src/lib.rs');
      await found(document.uri, 'RC601');
      await openFile('walked.py', 'box = []\nbox.append(box)\nbox = None\n');
      const view = await vscode.commands.executeCommand<{ readonly steps: readonly unknown[] } | null>('decref.showHeap');
      equal(view?.steps.length, 3, 'steps');
      const done = await vscode.commands.executeCommand<{ readonly files: number } | null>('decref.lintWorkspace');
      holds((done?.files ?? 0) > 0, 'nothing was checked');
    },
  },
  {
    name: 'has started nothing but the server, which has started nothing',
    run: async () => {
      if (process.platform !== 'linux') return;
      const servers = await eventually('one server', () => (serverProcesses().length === 1 ? serverProcesses() : undefined));
      const path = process.env['PATH']!.split(':');
      holds(path.find((place) => existsSync(join(place, 'python3')))?.endsWith('first-on-path') === true, `PATH is ${path.join(':')}`);
      equal(childrenOf(servers[0]), [], 'what the server started');
      equal(existsSync(process.env['DECREF_TRACE']!), false, 'whether a program of the folder ran');
    },
  },
];

export async function run(): Promise<void> {
  await runChecks(checks);
}
