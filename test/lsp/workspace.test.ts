/** Files that nobody has open: checked on request or always, told of by pushing, taken back when they are opened, deleted or no longer wanted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, type TestFolder } from '../harness/folder.ts';
import { LspClient, profiles, type Message, type ProfileName } from '../harness/lsp-client.ts';

const found = 'x = 1  # decref: ignore[RC601]\n';

let folder: TestFolder;
let client: LspClient;

beforeEach(() => {
  folder = makeFolder();
});
afterEach(async () => {
  expect(await client.stop()).toBe(0);
  expect(client.stderr).toBe('');
  folder.remove();
});

const about = (name: string, amount: number): Promise<Message> =>
  client.until(
    ({ method, params }) =>
      method === 'textDocument/publishDiagnostics' && params.uri === folder.uriOf(name) && params.diagnostics?.length === amount,
  );
const lint = (): Promise<{ files: number; findings: number; stopped: boolean }> & { readonly id: number } =>
  client.request('workspace/executeCommand', { command: 'decref.lintWorkspace', arguments: [] });
const whole = { diagnosticMode: 'workspace' };
const changed = (name: string, type: 1 | 2 | 3): void =>
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.uriOf(name), type }] });

describe.each(Object.keys(profiles) as ProfileName[])('a %s client', (profile) => {
  it('has all files checked on request, whether open or not, without what is ignored', async () => {
    folder.write('a.py', found);
    folder.write('deep/b.py', found);
    folder.write('clean.py', 'x = 1\n');
    folder.write('.venv/c.py', found);
    client = await LspClient.start({ profile, folders: [folder.uriOf()] });
    client.open(folder.uriOf('a.py'), found + found);
    await client.diagnostics(folder.uriOf('a.py'), 1);
    expect(await lint()).toEqual({ files: 3, findings: 3, stopped: false });
    await about('deep/b.py', 1);
    const told = client.said.filter(({ method }) => method === 'textDocument/publishDiagnostics').map(({ params }) => params.uri);
    expect(new Set(told)).toEqual(
      new Set(profile === 'full' ? [folder.uriOf('deep/b.py')] : [folder.uriOf('a.py'), folder.uriOf('deep/b.py')]),
    );
  });
});

describe('files that nobody has open', () => {
  const start = async (settings: () => object = () => whole): Promise<void> => {
    client = await LspClient.start({ profile: 'full', folders: [folder.uriOf()], settings });
  };

  it('are checked from the start where that is set, and are followed on disk', async () => {
    folder.write('a.py', found);
    await start();
    await about('a.py', 1);
    folder.write('b.py', found + found);
    changed('b.py', 1);
    await about('b.py', 2);
    folder.remove('b.py');
    changed('b.py', 3);
    await about('b.py', 0);
  });

  it('are not touched otherwise', async () => {
    folder.write('a.py', found);
    await start(() => ({}));
    client.open(folder.uriOf('b.py'), found);
    await client.diagnostics(folder.uriOf('b.py'));
    changed('a.py', 2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(client.said.some(({ method }) => method === 'textDocument/publishDiagnostics')).toBe(false);
  });

  it('are told of in one way at a time: opening takes back, closing tells again', async () => {
    folder.write('a.py', found);
    await start();
    await about('a.py', 1);
    client.open(folder.uriOf('a.py'), found);
    await about('a.py', 0);
    expect(await client.diagnostics(folder.uriOf('a.py'))).toHaveLength(1);
    client.said.length = 0;
    client.close(folder.uriOf('a.py'));
    await about('a.py', 1);
  });

  it('are taken back when the setting is', async () => {
    let settings: object = whole;
    folder.write('a.py', found);
    await start(() => settings);
    await about('a.py', 1);
    settings = {};
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await about('a.py', 0);
  });

  it('obey the configuration of the project as soon as it changes', async () => {
    folder.write('a.py', found);
    await start();
    await about('a.py', 1);
    folder.write('decref.toml', 'ignore = ["RC002"]\n');
    changed('decref.toml', 1);
    await about('a.py', 0);
  });

  it('are counted while they are checked, and the person can stop it', async () => {
    for (let index = 0; index < 400; index += 1) folder.write(`f${index}.py`, found.repeat(40));
    await start(() => ({}));
    const answer = lint();
    await about('f10.py', 40);
    client.notify('$/cancelRequest', { id: answer.id });
    const { stopped, files } = await answer;
    expect(stopped).toBe(true);
    expect(files).toBeLessThan(400);
    const progress = client.said.filter(({ method }) => method === '$/progress').map(({ params }) => params.value);
    expect(progress[0]).toMatchObject({ kind: 'begin', cancellable: true, percentage: 0 });
    expect(progress.at(-1)?.kind).toBe('end');
  });

  it('are stopped by the button of the progress, too', async () => {
    for (let index = 0; index < 400; index += 1) folder.write(`f${index}.py`, found.repeat(40));
    await start(() => ({}));
    const answer = lint();
    const { params } = await client.until(({ method }) => method === '$/progress');
    client.notify('window/workDoneProgress/cancel', { token: params.token });
    expect((await answer).stopped).toBe(true);
  });
});
