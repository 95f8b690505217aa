/** The protocol, over stdio, against the built server, by three kinds of client. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LspClient, profiles, type Diagnostic, type ProfileName, type Range, type StartOptions } from '../harness/lsp-client.ts';

/** A suppression that silences nothing: the smallest thing that is always found. */
const found = 'x = 1  # decref: ignore[RC601]\n';
const clean = 'x = 1\n';

let folder: string;
let client: LspClient;
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const start = async (options: StartOptions): Promise<LspClient> => (client = await LspClient.start(options));
const codes = (diagnostics: readonly Diagnostic[]): readonly string[] => diagnostics.map(({ code }) => code);

interface Action {
  readonly title: string;
  readonly kind: string;
  readonly isPreferred?: boolean;
  readonly data?: object;
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
  readonly edit?: {
    readonly changes?: Readonly<Record<string, readonly TextEdit[]>>;
    readonly documentChanges?: readonly {
      readonly textDocument: { readonly uri: string; readonly version: number | null };
      readonly edits: readonly TextEdit[];
    }[];
  };
}
interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decref-lsp-'));
});
afterEach(async () => {
  expect(await client.stop()).toBe(0);
  expect(client.stderr).toBe('');
  rmSync(folder, { recursive: true, force: true });
});

const everyProfile = Object.keys(profiles) as ProfileName[];
const actionsAt = (uri: string, range: Range, only?: readonly string[]): Promise<readonly Action[]> =>
  client.request('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [], ...(only === undefined ? {} : { only }) },
  });
const at = (line: number, character: number): Range => ({ start: { line, character }, end: { line, character } });

describe.each(everyProfile)('a %s client', (profile) => {
  it('is told what the server does, with positions in UTF-16', async () => {
    const { initialized } = await start({ profile });
    expect(initialized.serverInfo.name).toBe('decref');
    expect(initialized.capabilities['positionEncoding']).toBe('utf-16');
    expect(initialized.capabilities['hoverProvider']).toBe(true);
    expect(client.pulls).toBe(profile === 'full');
  });

  it('learns of a finding when it opens a file, and that it went when the text is changed', async () => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const [diagnostic] = await client.diagnostics(uri, 1);
    expect(diagnostic).toMatchObject({ code: 'RC002', source: 'decref', severity: 4 });
    client.change(uri, 2, { range: { start: { line: 0, character: 5 }, end: { line: 0, character: 30 } }, text: '' });
    expect(await client.diagnostics(uri, 2)).toEqual([]);
  });

  it('gets each kind of diagnostics in one way only', async () => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, found);
    await client.diagnostics(uri);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const pushed = client.said.some(({ method }) => method === 'textDocument/publishDiagnostics');
    expect(pushed).toBe(profile !== 'full');
  });

  it('works with a file alone: nothing is asked of the disk but the file’s own folders', async () => {
    await start({ profile });
    client.open('untitled:Untitled-1', found);
    expect(codes(await client.diagnostics('untitled:Untitled-1', 1))).toEqual(['RC002']);
  });

  it('is answered with nothing about a document that is not open', async () => {
    await start({ profile });
    expect(
      await client.request('textDocument/hover', { textDocument: { uri: uriOf('no.py') }, position: { line: 3, character: 99 } }),
    ).toBeNull();
  });

  it('hears what a suppression silences', async () => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, 'x = 1  # decref: ignore[RC002]\n');
    const hover = await client.request<{ contents: { kind: string; value: string }; range: Range }>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 0, character: 26 },
    });
    expect(hover.contents.kind).toBe(profile === 'minimal' ? 'plaintext' : 'markdown');
    expect(hover.contents.value).toContain('RC002 unused-suppression');
    expect(hover.range).toEqual({ start: { line: 0, character: 24 }, end: { line: 0, character: 29 } });
  });
});

describe('a diagnostic', () => {
  it.each(everyProfile)('has for a %s client what that understands: related places, and tags', async (profile) => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, `import gc\nwhile True:\n    gc.collect()\n${found}`);
    const [collect, unused] = await client.diagnostics(uri, 1);
    expect(collect.relatedInformation?.map(({ location, message }) => [location.uri, location.range.start.line, message])).toEqual(
      profile === 'minimal' ? undefined : [[uri, 1, 'the loop begins here']],
    );
    expect(unused.tags).toEqual(profile === 'full' ? [1] : undefined);
    // plain text, in one line
    expect(collect.message).toMatch(/^[^\n]+$/);
  });
});

describe('diagnostics that are asked for', () => {
  it('are not sent again when nothing changed', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const first = await client.request<{ kind: string; resultId: string }>('textDocument/diagnostic', { textDocument: { uri } });
    expect(first.kind).toBe('full');
    const again = await client.request<{ kind: string }>('textDocument/diagnostic', {
      textDocument: { uri },
      previousResultId: first.resultId,
    });
    expect(again.kind).toBe('unchanged');
    client.change(uri, 2, { text: clean });
    const changed = await client.request<{ kind: string }>('textDocument/diagnostic', {
      textDocument: { uri },
      previousResultId: first.resultId,
    });
    expect(changed.kind).toBe('full');
  });

  it('need not be waited for: a cancelled request is answered as cancelled, and the next one as ever', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const cancelled = client.request('textDocument/diagnostic', { textDocument: { uri } });
    client.notify('$/cancelRequest', { id: cancelled.id });
    await expect(cancelled).rejects.toMatchObject({ code: -32800 });
    expect(codes(await client.diagnostics(uri))).toEqual(['RC002']);
  });
});

describe('a file that takes long', () => {
  const long = Array.from(
    { length: 3000 },
    (_, index) =>
      `class Kept${index}:\n    def __init__(self, items):\n        self.me = self\n        self.items = [item for item in items]\n\n    def read(self, path):\n        file = open(path)\n        return file.read()\n`,
  ).join('\n\n');

  /** Asks for the long file's diagnostics and waits until others have been answered a few times, so that the analysis is under way. */
  const begin = async () => {
    await start({ profile: 'full' });
    client.open(uriOf('long.py'), long);
    client.open(uriOf('short.py'), 'kept = []\n');
    const asked = client.request<{ readonly items: readonly Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri: uriOf('long.py') },
    });
    let answered = 0;
    let isDone = false;
    void asked.then(
      () => (isDone = true),
      () => (isDone = true),
    );
    while (!isDone && answered < 2) {
      await client.request('textDocument/hover', { textDocument: { uri: uriOf('short.py') }, position: { line: 0, character: 1 } });
      answered += 1;
    }
    return { asked, isDone };
  };

  it('lets others be answered meanwhile', async () => {
    const { asked, isDone } = await begin();
    expect(isDone).toBe(false);
    expect((await asked).items.length).toBeGreaterThan(400);
  });

  it('is left when nobody waits any more', async () => {
    const { asked } = await begin();
    client.notify('$/cancelRequest', { id: asked.id });
    await expect(asked).rejects.toThrow('cancelled');
  });

  it('that changes meanwhile is told of as it is then', async () => {
    const { asked } = await begin();
    client.change(uriOf('long.py'), 2, { text: found });
    expect(codes((await asked).items)).toEqual(['RC002']);
  });
});

describe.each(everyProfile)('while a statement is being typed, a %s client', (profile) => {
  const loop = 'import gc\nwhile True:\n    gc.collect()\n';
  const typing = `${loop}\ndef read(path):\n    handle = open(path)\n    handle.`;
  const until = async (uri: string, version: number): Promise<readonly string[]> => codes(await client.diagnostics(uri, version));

  it('hears nothing new until it can be parsed again, and keeps what it knows', async () => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, loop);
    expect(codes(await client.diagnostics(uri, 1))).toEqual(['RC401']);
    client.said.length = 0;
    client.change(uri, 2, { text: `# moved\n${typing}` });
    expect(await until(uri, 2)).toEqual(['RC401']);
    client.change(uri, 3, { text: `# moved\n${typing}close()\n` });
    expect(await until(uri, 3)).toEqual(['RC401']);
    client.change(uri, 4, { text: `# moved\n${typing}read()\n` });
    expect(await until(uri, 4)).toEqual(['RC401', 'RC301']);
  });

  it('hears all of a text that was saved as it is, or opened', async () => {
    await start({ profile });
    const uri = uriOf('a.py');
    client.open(uri, loop);
    await client.diagnostics(uri);
    client.change(uri, 2, { text: typing });
    await until(uri, 2);
    client.said.length = 0;
    client.notify('textDocument/didSave', { textDocument: { uri } });
    expect(await until(uri, 2)).toEqual(['RC401', 'RC301']);
    client.open(uriOf('b.py'), typing);
    expect(codes(await client.diagnostics(uriOf('b.py'), 1))).toEqual(['RC401', 'RC301']);
  });
});

describe('diagnostics that are pushed', () => {
  it('are taken back when the file is closed', async () => {
    await start({ profile: 'push' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    expect(codes(await client.diagnostics(uri, 1))).toEqual(['RC002']);
    client.close(uri);
    const taken = await client.until(
      ({ method, params }) => method === 'textDocument/publishDiagnostics' && params.diagnostics?.length === 0,
    );
    expect(taken.params.uri).toBe(uri);
  });

  it('come once for a burst of typing, about the last text', async () => {
    await start({ profile: 'push' });
    const uri = uriOf('a.py');
    client.open(uri, clean);
    await client.diagnostics(uri, 1);
    for (let version = 2; version < 20; version += 1) client.change(uri, version, { range: at(0, 5), text: ' ' });
    client.change(uri, 20, { text: found });
    expect(codes(await client.diagnostics(uri, 20))).toEqual(['RC002']);
    const pushed = client.said.filter(({ method }) => method === 'textDocument/publishDiagnostics');
    expect(pushed.length).toBeLessThan(6);
  });
});

describe('positions', () => {
  it.each([
    ['emoji before the place', 'x = "👍👍"  # decref: ignore[RC601]\n', 12],
    ['Chinese before the place', 'x = "引用计数"  # decref: ignore[RC601]\n', 12],
    ['Windows line ends', 'y = 2\r\nx = 1  # decref: ignore[RC601]\r\n', 7],
    ['a byte order mark that the client sends', '\uFEFFx = 1  # decref: ignore[RC601]\n', 8],
    ['a tab', '\tx = 1\n#\nx = 1  # decref: ignore[RC601]', 7],
  ])('are right with %s', async (_, text, comment) => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, text);
    const [{ range }] = await client.diagnostics(uri);
    const lines = text.split(/\r?\n/);
    const line = lines[range.start.line];
    expect(line.slice(range.start.character, range.end.character)).toMatch(/RC601|decref: ignore/);
    expect(range.start.character).toBeGreaterThanOrEqual(comment);
  });

  it('of changes count surrogates and stay in step with the editor', async () => {
    await start({ profile: 'push' });
    const uri = uriOf('a.py');
    client.open(uri, '# 👍👍\r\nx = 1\r\n');
    client.change(
      uri,
      2,
      { range: { start: { line: 0, character: 2 }, end: { line: 0, character: 6 } }, text: 'thumbs' },
      { range: at(1, 5), text: '  # decref: ignore[RC601]' },
    );
    const [{ range }] = await client.diagnostics(uri, 2);
    expect(range.start.line).toBe(1);
  });
});

describe('actions', () => {
  it('resolve lazily: the fix first, then the page, what suppresses last', async () => {
    await start({ profile: 'full', initializationOptions: { commands: ['decref.explainRule'] } });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const [{ range, codeDescription }] = await client.diagnostics(uri);
    expect(codeDescription?.href).toBe('command:decref.explainRule?%5B%22RC002%22%5D');
    const actions = await actionsAt(uri, range);
    expect(actions.map(({ title }) => title).slice(1)).toEqual([
      'Explain RC002 (unused-suppression)',
      'Ignore RC002 (unused-suppression) on this line',
      'Ignore RC002 (unused-suppression) with a comment above',
      'Ignore RC002 (unused-suppression) in this file',
    ]);
    expect(actions[0].isPreferred).toBe(true);
    expect(actions[0].edit).toBeUndefined();
    const { edit } = await client.request<Action>('codeAction/resolve', actions[0]);
    expect(edit?.documentChanges?.[0].textDocument).toEqual({ uri, version: 1 });
    expect(applied(found, edit!.documentChanges![0].edits)).toBe(clean);
  });

  it('carry their edits for clients that cannot wait for them', async () => {
    await start({ profile: 'push' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const [{ range }] = await client.diagnostics(uri, 1);
    const actions = await actionsAt(uri, range);
    expect(actions.every(({ edit }) => edit?.changes?.[uri] !== undefined)).toBe(true);
    expect(actions.some(({ command }) => command !== undefined)).toBe(false);
  });

  it('fix all in the file on request, safe ones only', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    const text = `${found}y = 2  # decref: ignore[RC803]\n`;
    client.open(uri, text);
    expect((await actionsAt(uri, at(0, 0))).filter(({ kind }) => kind.startsWith('source'))).toEqual([]);
    const [action, ...others] = await actionsAt(uri, at(0, 0), ['source.fixAll']);
    expect(others).toEqual([]);
    expect(action.kind).toBe('source.fixAll.decref');
    const { edit } = await client.request<Action>('codeAction/resolve', action);
    expect(applied(text, edit!.documentChanges![0].edits)).toBe('x = 1\ny = 2\n');
  });

  const disable = async (uri: string, offset: number): Promise<Action> => {
    const last = (await actionsAt(uri, at(0, offset))).at(-1)!;
    expect(last.title).toBe('Disable RC002 (unused-suppression) in this workspace');
    return client.request<Action>('codeAction/resolve', last);
  };

  it('disable a rule in the configuration that is in force', async () => {
    write('pyproject.toml', '[tool.decref]\nignore = ["RC5"]\n');
    await start({ profile: 'full', folders: [pathToFileURL(folder).href], initializationOptions: { commands: ['decref.saveFile'] } });
    client.open(uriOf('a.py'), found);
    const { edit, command } = await disable(uriOf('a.py'), 20);
    expect(edit?.documentChanges).toEqual([
      { textDocument: { uri: uriOf('pyproject.toml'), version: null }, edits: [{ range: at(1, 10), newText: '"RC002", ' }] },
    ]);
    expect(command?.arguments).toEqual([uriOf('pyproject.toml')]);
  });

  it('disable a rule in a new configuration, where the client makes files', async () => {
    await start({ profile: 'full', folders: [pathToFileURL(folder).href] });
    client.open(uriOf('a.py'), found);
    const { edit } = await disable(uriOf('a.py'), 20);
    expect(edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: uriOf('decref.toml') });
    expect(edit?.documentChanges?.[1]).toMatchObject({ edits: [{ newText: 'ignore = ["RC002"]\n' }] });
  });

  it('of an older text change nothing', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    const [action] = await actionsAt(uri, at(0, 20));
    client.change(uri, 2, { text: clean });
    const { edit } = await client.request<Action>('codeAction/resolve', action);
    expect(edit?.documentChanges).toEqual([]);
  });
});

describe('settings', () => {
  it('of the editor silence a rule, and are read anew when they change', async () => {
    let ignore: readonly string[] = ['RC002'];
    await start({ profile: 'full', folders: [pathToFileURL(folder).href], settings: () => ({ ignore }) });
    const uri = uriOf('a.py');
    client.open(uri, found);
    expect(await client.diagnostics(uri)).toEqual([]);
    ignore = [];
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(({ method }) => method === 'workspace/diagnostic/refresh');
    expect(codes(await client.diagnostics(uri))).toEqual(['RC002']);
  });

  it('may differ between folders', async () => {
    const [one, two] = ['one', 'two'].map((name) => `${pathToFileURL(folder).href}/${name}`);
    await start({ profile: 'full', folders: [one, two], settings: (scope) => ({ enable: scope !== two }) });
    client.open(`${one}/a.py`, found);
    client.open(`${two}/a.py`, found);
    expect(codes(await client.diagnostics(`${one}/a.py`))).toEqual(['RC002']);
    expect(await client.diagnostics(`${two}/a.py`)).toEqual([]);
  });

  it('of the project win over those of the editor', async () => {
    write('decref.toml', 'levels = { RC002 = "warning" }\n');
    await start({ profile: 'full', folders: [pathToFileURL(folder).href], settings: () => ({ levels: { RC002: 'error' } }) });
    const uri = uriOf('a.py');
    client.open(uri, found);
    expect((await client.diagnostics(uri))[0].severity).toBe(2);
    write('decref.toml', 'levels = { RC002 = "off" }\n');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('decref.toml'), type: 2 }] });
    await client.until(({ method }) => method === 'workspace/diagnostic/refresh');
    expect(await client.diagnostics(uri)).toEqual([]);
  });

  it('that are wrong are named in the log and in the status, and the rest applies', async () => {
    write('decref.toml', 'ignore = ["no-such-rule"]\nlevels = { RC002 = "warning" }\n');
    await start({
      profile: 'full',
      folders: [pathToFileURL(folder).href],
      initializationOptions: { status: true },
      settings: () => ({ run: 'sometimes' }),
    });
    const uri = uriOf('a.py');
    client.open(uri, found);
    expect((await client.diagnostics(uri))[0].severity).toBe(2);
    const status = await client.until(({ method, params }) => method === 'decref/status' && params.health === 'warning');
    expect(status.params.problems?.[0]).toMatch(/decref\.toml:1: unknown rule `no-such-rule`/);
    const logged = client.said
      .filter(({ method }) => method === 'window/logMessage')
      .map(({ params }) => params.message)
      .join('\n');
    expect(logged).toContain('decref.run');
    expect(client.said.some(({ method }) => method === 'window/showMessage')).toBe(false);
  });

  it('leave out what is excluded', async () => {
    await start({ profile: 'full', folders: [pathToFileURL(folder).href], settings: () => ({ exclude: ['generated/'] }) });
    client.open(uriOf('generated/a.py'), found);
    client.open(uriOf('.venv/lib/a.py'), found);
    expect(await client.diagnostics(uriOf('generated/a.py'))).toEqual([]);
    expect(await client.diagnostics(uriOf('.venv/lib/a.py'))).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['nothing', ''],
    ['NUL bytes', 'x = 1\0\0\0\n'],
    ['10,000 levels', '('.repeat(10_000)],
    ['an endless line', `x = ${'1 + '.repeat(50_000)}1`],
    ['half a surrogate', 'x = "\ud83d"\n'],
  ])('%s is answered', async (_, text) => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, text);
    expect(Array.isArray(await client.diagnostics(uri))).toBe(true);
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 5 } });
    await actionsAt(uri, at(0, 0));
  });

  it('positions that are nowhere are clamped', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, found);
    await client.request('textDocument/hover', { textDocument: { uri }, position: { line: 1_000, character: 1_000 } });
    client.change(uri, 2, { range: { start: { line: 50, character: 3 }, end: { line: 90, character: 0 } }, text: 'y = 2\n' });
    expect(codes(await client.diagnostics(uri))).toEqual(['RC002']);
  });
});

function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map((feed) => feed.index + feed[0].length)];
  const offset = ({ line, character }: Range['start']): number => starts[line] + character;
  return [...edits]
    .sort((one, other) => offset(other.range.start) - offset(one.range.start))
    .reduce((result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)), text);
}

describe('a view of a file', () => {
  const view = (uri: string, kind: string, line = 0, character = 0): Promise<{ language: string; text: string }> =>
    client.request('decref/view', { uri, kind, position: { line, character } });

  it('draws who holds the object at a place, on an attribute too', async () => {
    await start({ profile: 'full' });
    const uri = uriOf('a.py');
    client.open(uri, 'class Box: pass\nbox = Box()\nbox.me = box\n');
    const graph = await view(uri, 'graph', 2, 5);
    expect(graph.language).toBe('markdown');
    const [, picture] = /base64,([A-Za-z0-9+/=]+)\)/.exec(graph.text)!;
    expect(Buffer.from(picture, 'base64').toString()).toMatch(/^<svg .*global box/s);
    expect(graph.text).toContain('digraph');
    expect(graph.text).toContain('flowchart LR');
    expect((await view(uri, 'graph', 0, 1)).text).toContain('There is no name');
  });

  it('says what is in force and where it comes from', async () => {
    write('decref.toml', 'ignore = ["RC101"]\n');
    await start({ profile: 'full', folders: [pathToFileURL(folder).href], settings: () => ({ extendSelect: ['RC5'] }) });
    const uri = uriOf('a.py');
    client.open(uri, clean);
    await client.diagnostics(uri);
    const { text } = await view(uri, 'settings');
    expect(text).toMatch(/\| ignore \| `\["RC101"\]` \| `.*decref\.toml:1` \|/);
    expect(text).toContain('| extend-select | `["RC5"]` | settings of the editor |');
    expect(text).not.toContain('| RC101 ');
  });

  it('shows each stage of the analysis, and says so where there is none', async () => {
    await start({ profile: 'push' });
    const uri = uriOf('a.py');
    client.open(uri, 'class Box: pass\nbox = Box()\nbox.me = box\n');
    expect((await view(uri, 'tree')).text).toMatch(/^Module .*\n {2}body: ClassDef /);
    expect((await view(uri, 'flow')).text).toContain('2 <module>: box {"refs":{"kind":"exact","count":1}');
    expect((await view(uri, 'story', 1, 0)).text).toContain('line 2');
    expect((await view(uri, 'story', 0, 0)).text).toContain('a cycle: `Box` → `Box`');
    client.open(uriOf('a.rs'), 'fn f() {}\n');
    expect((await view(uriOf('a.rs'), 'flow')).text).toContain('Rust');
    expect((await view(uriOf('no.py'), 'tree')).text).toContain('not known');
  });

  it('is offered above functions where that is set', async () => {
    const lenses = (uri: string): Promise<{ command: { command: string; arguments: unknown[] } }[]> =>
      client.request('textDocument/codeLens', { textDocument: { uri } });
    let settings: object = {};
    await start({ profile: 'full', initializationOptions: { commands: ['decref.showHeap'] }, settings: () => settings });
    const uri = uriOf('a.py');
    client.open(uri, 'def f(): pass\nclass C:\n    async def g(self): pass\n');
    expect(await lenses(uri)).toEqual([]);
    settings = { codeLens: { heap: true } };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.until(({ method }) => method === 'workspace/diagnostic/refresh');
    expect((await lenses(uri)).map(({ command }) => command.arguments)).toEqual([
      [uri, { line: 0, character: 0 }],
      [uri, { line: 2, character: 4 }],
    ]);
  });

  it('walks the heap step by step, of the function at hand or of the module', async () => {
    await start({ profile: 'minimal' });
    const uri = uriOf('a.py');
    client.open(uri, 'box = []\nbox.append(box)\nbox = None\n');
    const heap = (of: string): Promise<{ title: string; steps: { line: number; svg: string; collection: object[] }[] } | null> =>
      client.request('decref/heap', { uri: of, position: { line: 0, character: 0 } });
    const view = await heap(uri);
    expect(view?.steps.map(({ line, collection }) => [line, collection.length])).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
    ]);
    client.open(uriOf('a.rs'), 'fn f() {}\n');
    expect(await heap(uriOf('a.rs'))).toBeNull();
    expect(await heap(uriOf('no.py'))).toBeNull();
  });
});
