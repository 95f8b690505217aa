/** The hover, sentence by sentence of what it promises, over the protocol: Python and Rust, clients with and without pictures, and in Korean. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LspClient, type StartOptions } from '../harness/lsp-client.ts';

const program = `import gc


class Node:
    def __init__(self):
        self.me = self


def use(given):
    kept = given
    return None


a = Node()
b = a
lost = Node()
lost = None
box = [1]
box = None
`;
const crate = {
  'Cargo.toml': '[package]\nname = "held"\nversion = "0.1.0"\n\n[dependencies]\npyo3 = "=0.23.4"\n',
  'Cargo.lock': 'version = 3\n\n[[package]]\nname = "pyo3"\nversion = "0.23.4"\n',
  'src/lib.rs':
    "use pyo3::prelude::*;\n\n#[pyclass]\npub struct Owner {\n    child: Py<PyAny>,\n}\n\npub fn keep(py: Python<'_>, child: &Bound<'_, PyAny>) -> Py<PyAny> {\n    let kept = child.clone().unbind();\n    kept\n}\n",
};

let folder: string;
let client: LspClient;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decref-hover-'));
  mkdirSync(join(folder, 'src'));
  for (const [name, text] of Object.entries(crate)) writeFileSync(join(folder, name), text);
});
afterEach(async () => {
  expect(await client.stop()).toBe(0);
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;

/** What is said at the beginning of `place` (its last occurrence) in a file that is opened. */
async function hoverAt(place: string, options: Partial<StartOptions> = {}, name = 'a.py', text = program): Promise<string> {
  client = await LspClient.start({ profile: 'full', folders: [pathToFileURL(folder).href], ...options });
  client.open(uriOf(name), text);
  return again(place, name, text);
}
async function again(place: string, name = 'a.py', text = program): Promise<string> {
  const before = text.slice(0, text.lastIndexOf(place)).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const answer = await client.request<{ contents: { value: string } } | null>('textDocument/hover', {
    textDocument: { uri: uriOf(name) },
    position,
  });
  return answer?.contents.value ?? '';
}

const pictures = { initializationOptions: { hoverImages: true } };

describe('the hover', () => {
  it('says the count after the line, on the target version, and what `sys.getrefcount` would print', async () => {
    const said = await hoverAt('b = a');
    expect(said.split('\n')[0]).toBe('**3 references** to `b` after this line · Python 3.13');
    expect(said).toContain('`sys.getrefcount(b)` would print 4');
    expect(await again('given')).toContain('caller');
  });

  it('goes by the target version of the project', async () => {
    writeFileSync(join(folder, 'decref.toml'), 'python = "3.11"\n');
    expect(await hoverAt('b = a')).toContain('· Python 3.11');
  });

  it('lists who holds it and since which line, each a link', async () => {
    const said = await hoverAt('b = a');
    expect(said).toContain('| held by | line |\n|:--|--:|');
    for (const [holder, line] of [
      ['global `a`', 14],
      ['global `b`', 15],
      ['attribute `me` of Node', 6],
    ])
      expect(said).toContain(`| ${holder} | [${line}](${uriOf('a.py')}#L${line}) |`);
  });

  it('says where it was created, where it dies, and by what', async () => {
    expect(await hoverAt('b = a')).toContain(`created on line [14](${uriOf('a.py')}#L14), lives until the interpreter exits`);
    expect(await again('lost = Node')).toContain('freed only by the garbage collector: it is kept alive by a cycle');
    expect(await again('box = [')).toContain(`freed on line [19](${uriOf('a.py')}#L19), when its last reference goes`);
  });

  it('ends in a picture on an opaque card, small enough, with the cycle and a text for it, where the client shows pictures', async () => {
    const said = await hoverAt('b = a', pictures);
    const [picture, alternative, data, width, height] =
      /!\[([^\]]*)\]\(data:image\/svg\+xml;base64,([^|)]+)\|width=(\d+),height=(\d+)\)$/.exec(said) ?? [];
    expect(picture).toBeDefined();
    expect(said.length).toBeLessThan(100_000);
    expect(Number(width)).toBeLessThanOrEqual(480);
    expect(Number(height)).toBeLessThanOrEqual(140);
    expect(alternative).toBe('global a, global b, attribute me of Node hold b; cycle: b.me is b');
    const svg = Buffer.from(data, 'base64').toString();
    expect(svg).toMatch(/<rect x="0.5" y="0.5" [^>]*fill="#ffffff"/);
    expect(svg).toContain('>cycle: b.me is b<');
    // as large as it was drawn, or nearly so: what is written in it can be read
    expect(Number(width) / Number(/ width="([\d.]+)"/.exec(svg)?.[1])).toBeGreaterThan(0.9);
    // the arrows of what holds it are whole
    expect(svg).not.toMatch(/<path[^>]*stroke-dasharray/);
    // the text stands before it
    expect(said.indexOf('3 references')).toBeLessThan(said.indexOf('data:image'));
  });

  it.each(['push', 'minimal'] as const)('is text alone for a %s client', async (profile) => {
    const said = await hoverAt('b = a', { profile });
    expect(said).not.toContain('data:');
    expect(said).toMatch(/3 references.*to `?b`? after this line/);
    expect(said).toMatch(/global `?a`? \| (\[14\]\([^)]*\)|14)/);
    if (profile === 'minimal') expect(said).not.toMatch(/\*\*|\]\(|^\|:?-/m);
  });

  it('never repeats types or signatures, and stays short', async () => {
    for (const place of ['b = a', 'lost = Node', 'box = [', 'kept = given', 'given)']) {
      const said = client === undefined || place === 'b = a' ? await hoverAt(place) : await again(place);
      expect(said, place).not.toMatch(/```|\b(class|def|variable|function)\b|: (Node|list)\b/);
      expect(said.split('\n').length, place).toBeLessThan(14);
    }
  });

  it('draws nothing, or says nothing, where that is set', async () => {
    let settings: object = { hover: { graph: false } };
    const said = await hoverAt('b = a', { ...pictures, settings: () => settings });
    expect(said).toContain('3 references');
    expect(said).not.toContain('data:');
    settings = { hover: { counts: false } };
    client.notify('workspace/didChangeConfiguration', { settings: null });
    expect(await again('b = a')).toBe('');
  });

  it('says who owns a Python object in Rust, for the PyO3 of the crate', async () => {
    const text = crate['src/lib.rs'];
    const said = await hoverAt('kept\n}', {}, 'src/lib.rs', text);
    expect(said).toBe('**`kept`** owns 1 strong reference: the same reference moves in, returned at line 10 · PyO3 0.23.4');
    expect(await again('child: Py<', 'src/lib.rs', text)).toMatch(
      /^\*\*`Owner\.child`\*\* owns strong references for as long as the struct lives/,
    );
    expect(await again('clone()', 'src/lib.rs', text)).toContain('creates a strong reference to the same object (+1 here');
    for (const place of ['kept\n}', 'child: Py<']) expect(await again(place, 'src/lib.rs', text)).not.toContain('Py<PyAny>');
  });
});

describe('in Korean', () => {
  it('what Rust owns is said', async () => {
    const said = await hoverAt('kept\n}', { locale: 'ko' }, 'src/lib.rs', crate['src/lib.rs']);
    expect(said).toBe('**`kept`** 강한 참조 1개를 가짐: 같은 참조가 옮겨 옴, 10행에서 돌아감 · PyO3 0.23.4');
  });

  it('the hover, its picture and what can be done are said', async () => {
    const said = await hoverAt('b = a', { ...pictures, locale: 'ko' });
    expect(said).toContain('이 행 다음에 `b`: **참조 3개** · Python 3.13');
    expect(said).toContain('붙잡고 있는 것: 전역 `a`');
    expect(said).toContain('인터프리터가 끝날 때까지 살아 있음');
    const [, data] = /base64,([^|)]+)/.exec(said)!;
    expect(Buffer.from(data, 'base64').toString()).toContain('>순환: b.me = b<');
    // names of code and versions are all that is not Korean
    const words = said.replace(/!\[.*$/s, '').replace(/\]\([^)]*\)/g, '');
    expect(words.replace(/`[^`]*`/g, '').match(/[A-Za-z]+/g)).toEqual(['Python', 'Node']);
    const range = { start: { line: 5, character: 9 }, end: { line: 5, character: 9 } };
    const actions = await client.request<readonly { title: string }[]>('textDocument/codeAction', {
      textDocument: { uri: uriOf('a.py') },
      range,
      context: { diagnostics: [] },
    });
    expect(actions.map(({ title }) => title)).toContain('이 행에서 RC101 (self-reference) 무시');
  });
});
