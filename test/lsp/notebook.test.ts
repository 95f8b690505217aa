/** Notebooks over the protocol: cells are one program, findings belong to their cells, and cells may be moved. */
import { afterEach, describe, expect, it } from 'vitest';
import { LspClient, type ProfileName } from '../harness/lsp-client.ts';

const notebook = 'file:///work/a.ipynb';
const cell = (name: string): string => `vscode-notebook-cell:/work/a.ipynb#${name}`;
const found = 'x = 1  # decref: ignore[RC601]';
let client: LspClient;

afterEach(async () => {
  expect(await client.stop()).toBe(0);
  expect(client.stderr).toBe('');
});

async function open(profile: ProfileName, texts: Readonly<Record<string, string>>): Promise<void> {
  client = await LspClient.start({ profile });
  client.notify('notebookDocument/didOpen', {
    notebookDocument: {
      uri: notebook,
      notebookType: 'jupyter-notebook',
      version: 1,
      cells: Object.keys(texts).map((name) => ({ kind: 2, document: cell(name) })),
    },
    cellTextDocuments: Object.entries(texts).map(([name, text]) => ({ uri: cell(name), languageId: 'python', version: 1, text })),
  });
}

const change = (version: number, cells: object): void =>
  client.notify('notebookDocument/didChange', { notebookDocument: { uri: notebook, version }, change: { cells } });
const places = async (name: string, version?: number): Promise<readonly string[]> =>
  (await client.diagnostics(cell(name), version)).map(
    ({ code, range: { start, end } }) => `${code} ${start.line}:${start.character}-${end.line}:${end.character}`,
  );

describe.each(['full', 'push'] as const)('a notebook in a %s client', (profile) => {
  it('has its findings in the cells they are in', async () => {
    await open(profile, { a: '%matplotlib inline\ny = "👍"', b: `\n${found}` });
    expect(await places('a')).toEqual([]);
    expect(await places('b')).toEqual(['RC002 1:9-1:30']);
  });

  it('follows what is typed in a cell', async () => {
    await open(profile, { a: found, b: found });
    expect((await places('a', 1)).length).toBe(1);
    change(2, {
      textContent: [
        {
          document: { uri: cell('a'), version: 2 },
          changes: [{ range: { start: { line: 0, character: 5 }, end: { line: 0, character: 30 } }, text: '' }],
        },
      ],
    });
    expect(await places('a', 2)).toEqual([]);
    expect((await places('b')).length).toBe(1);
  });

  it('follows cells that are added, moved and removed', async () => {
    await open(profile, { a: 'y = 2\ny = 3', b: found });
    change(2, {
      structure: {
        array: {
          start: 0,
          deleteCount: 2,
          cells: [
            { kind: 2, document: cell('b') },
            { kind: 2, document: cell('a') },
          ],
        },
      },
    });
    expect(await places('b')).toEqual(['RC002 0:9-0:30']);
    change(3, {
      structure: {
        array: { start: 2, deleteCount: 0, cells: [{ kind: 2, document: cell('c') }] },
        didOpen: [{ uri: cell('c'), languageId: 'python', version: 1, text: found }],
      },
    });
    expect(await places('c')).toEqual(['RC002 0:9-0:30']);
    change(4, { structure: { array: { start: 0, deleteCount: 1 }, didClose: [{ uri: cell('b') }] } });
    if (profile === 'push')
      await client.until(
        ({ method, params }) =>
          method === 'textDocument/publishDiagnostics' && params.uri === cell('b') && params.diagnostics?.length === 0,
      );
    else expect(await places('b')).toEqual([]);
  });
});

describe('a notebook', () => {
  it('is fixed in the cell, in terms of the cell', async () => {
    await open('full', { a: 'y = 2\n', b: `\n${found}` });
    const range = { start: { line: 1, character: 12 }, end: { line: 1, character: 12 } };
    const [action] = await client.request<readonly object[]>('textDocument/codeAction', {
      textDocument: { uri: cell('b') },
      range,
      context: { diagnostics: [] },
    });
    const { edit } = await client.request<{ edit: { documentChanges: readonly object[] } }>('codeAction/resolve', action);
    expect(edit.documentChanges).toEqual([
      {
        textDocument: { uri: cell('b'), version: 1 },
        edits: [{ range: { start: { line: 1, character: 5 }, end: { line: 1, character: 30 } }, newText: '' }],
      },
    ]);
  });

  it('answers on hover in the cell', async () => {
    await open('full', { a: 'y = 2\n', b: `\n${found}` });
    const hover = await client.request<{ range: object }>('textDocument/hover', {
      textDocument: { uri: cell('b') },
      position: { line: 1, character: 26 },
    });
    expect(hover.range).toEqual({ start: { line: 1, character: 24 }, end: { line: 1, character: 29 } });
  });

  it('takes its findings back when it is closed', async () => {
    await open('push', { a: found });
    await places('a', 1);
    client.notify('notebookDocument/didClose', { notebookDocument: { uri: notebook }, cellTextDocuments: [{ uri: cell('a') }] });
    await client.until(({ method, params }) => method === 'textDocument/publishDiagnostics' && params.diagnostics?.length === 0);
  });
});
