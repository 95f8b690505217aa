/** Checks of every family of quick fixes: safe and unsafe ones, all of a rule, all of a file, on save, comments that silence, the configuration. */
import * as vscode from 'vscode';
import { equal, eventually, holds, say, type Check } from './check.ts';
import { actionsAt, codeOf, file, found, openFile, ours, silent, unused } from './editor.ts';

/** A program of each family of rules that has a fix for it: the code, the file, the text. */
const families: readonly (readonly [string, string, string])[] = [
  ['RC101', 'cycle.py', 'class Node:\n    def __init__(self):\n        self.me = self\n'],
  [
    'RC208',
    'task.py',
    'import asyncio\n\nasync def work():\n    await asyncio.sleep(1)\n\nasync def main():\n    asyncio.create_task(work())\n    await asyncio.sleep(2)\n',
  ],
  ['RC301', 'head.py', 'def head(path):\n    f = open(path)\n    line = f.readline()\n    return line\n'],
  ['RC401', 'collect.py', 'import gc\nwhile True:\n    gc.collect()\n'],
  ['RC501', 'text.py', 'def text_of(rows):\n    text = ""\n    for row in rows:\n        text += str(row)\n    return text\n'],
  ['RC601', 'owner.rs', 'use pyo3::prelude::*;\n\n#[pyclass]\npub struct Owner {\n    child: Option<Py<PyAny>>,\n}\n'],
  [
    'RC706',
    'iterator.rs',
    "use pyo3::ffi;\nuse pyo3::prelude::*;\n\n#[pyfunction]\npub fn iterator<'py>(py: Python<'py>, object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {\n    unsafe { Bound::from_borrowed_ptr_or_err(py, ffi::PyObject_GetIter(object.as_ptr())) }\n}\n",
  ],
  ['RC801', 'lost.rs', 'use pyo3::prelude::*;\n\npub fn lost(value: Py<PyAny>) {\n    value.into_ptr();\n}\n'],
  ['RC905', 'kept.rs', 'use pyo3::prelude::*;\n\npub struct Kept {\n    value: Py<PyObject>,\n}\n'],
];

/** The edit of an action, and its command where it has one. */
async function take(action: vscode.CodeAction | undefined, what: string): Promise<void> {
  holds(action?.edit !== undefined, `no such action: ${what}`);
  holds(await vscode.workspace.applyEdit(action.edit), `the edit could not be applied: ${what}`);
  if (action.command !== undefined) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

export const fixChecks: readonly Check[] = [
  {
    name: 'has a fix for a finding of each family of rules, and the finding is gone afterwards',
    run: async () => {
      for (const [code, name, text] of families) {
        const { document } = await openFile(name, text);
        const { range } = await found(document.uri, code);
        const actions = await actionsAt(document.uri, range);
        const fix = actions.find(({ title }) => !/^(Ignore|Explain|Disable|Fix all) /.test(title));
        holds(
          fix !== undefined && (fix.isPreferred === true) !== fix.title.endsWith('(unsafe)'),
          `${code}: ${fix?.title} is neither preferred nor said to be unsafe`,
        );
        await take(fix, code);
        holds(document.getText() !== text, `${code}: nothing changed`);
        await eventually(`the end of ${code}`, () => (ours(document.uri).every((one) => codeOf(one) !== code) ? true : undefined));
        say(`  ${code} ${fix.title}`);
        await document.save();
      }
    },
  },
  {
    name: 'fixes all of one rule, and leaves the others',
    run: async () => {
      const { document } = await openFile('rule.py', `${unused}${unused}import gc\nwhile True:\n    gc.collect()\n`);
      const { range } = await found(document.uri, 'RC002');
      await found(document.uri, 'RC401');
      await take(
        (await actionsAt(document.uri, range)).find(({ title }) => title.startsWith('Fix all RC002')),
        'all of the rule',
      );
      equal(document.getText(), 'x = 1\nx = 1\nimport gc\nwhile True:\n    gc.collect()\n', 'text after the fix');
      await eventually('RC401 alone', () => (ours(document.uri).map(codeOf).join() === 'RC401' ? true : undefined));
    },
  },
  {
    name: 'fixes, and what was fixed is silent',
    run: async () => {
      const editor = await openFile('fixed.py', unused);
      const uri = editor.document.uri;
      const { range } = await found(uri, 'RC002');
      const actions = await actionsAt(uri, range);
      holds(actions[0]?.isPreferred === true, `the first action is not the preferred one: ${actions.map(({ title }) => title).join(', ')}`);
      const page = actions.findIndex(({ command }) => command?.command === 'decref.explainRule');
      holds(page > 0 && actions.findIndex(({ title }) => title.startsWith('Ignore')) > page, 'the page stands before what suppresses');
      holds(actions[0].edit !== undefined && (await vscode.workspace.applyEdit(actions[0].edit)), 'the edit could not be applied');
      equal(editor.document.getText(), 'x = 1\n', 'text after the fix');
      await silent(uri);
    },
  },
  {
    name: 'fixes all in a file by command',
    run: async () => {
      const editor = await openFile('all.py', unused + unused);
      await eventually('two findings', () => (ours(editor.document.uri).length === 2 ? true : undefined));
      await vscode.commands.executeCommand('decref.fixAll');
      await eventually('both gone', () => (editor.document.getText() === 'x = 1\nx = 1\n' ? true : undefined));
      await silent(editor.document.uri);
    },
  },
  {
    name: 'fixes on save when asked to',
    run: async () => {
      const settings = vscode.workspace.getConfiguration('editor');
      await settings.update('codeActionsOnSave', { 'source.fixAll.decref': 'explicit' }, vscode.ConfigurationTarget.Workspace);
      const editor = await openFile('saved.py', unused);
      await found(editor.document.uri, 'RC002');
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
      await editor.document.save();
      equal(editor.document.getText(), '\nx = 1\n', 'text after saving');
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    },
  },
  {
    name: 'silences a finding with a comment on its line, above it, or for the file',
    run: async () => {
      const text = 'import gc\nwhile True:\n    gc.collect()\n';
      const comments: readonly (readonly [string, string])[] = [
        ['on this line', text.replace('()', '()  # decref: ignore[RC401]')],
        ['with a comment above', text.replace('    gc', '    # decref: ignore[RC401]\n    gc')],
        ['in this file', `# decref: ignore-file[RC401]\n${text}`],
      ];
      for (const [index, [where, after]] of comments.entries()) {
        const { document } = await openFile(`silenced${index}.py`, text);
        const { range } = await found(document.uri, 'RC401');
        const actions = await actionsAt(document.uri, range);
        await take(
          actions.find(({ title }) => title === `Ignore RC401 (gc-collect-in-loop) ${where}`),
          where,
        );
        equal(document.getText(), after, where);
        await silent(document.uri);
      }
    },
  },
  {
    name: 'disables a rule in the configuration, which then applies',
    run: async () => {
      const { document } = await openFile('disabled.py', unused);
      const { range } = await found(document.uri, 'RC002');
      await take(
        (await actionsAt(document.uri, range)).find(({ title }) => title.startsWith('Disable RC002')),
        'disable',
      );
      await silent(document.uri);
      const configuration = new TextDecoder().decode(await vscode.workspace.fs.readFile(file('decref.toml')));
      equal(configuration, 'ignore = ["RC002"]\n', 'the configuration file');
      await vscode.workspace.fs.delete(file('decref.toml'));
      await found(document.uri, 'RC002');
    },
  },
];
