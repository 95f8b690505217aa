/** What the packed extension holds: exactly this, so that nothing slips in and nothing is forgotten. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX, listFiles, PackageManager } from '@vscode/vsce';
import { describe, expect, it } from 'vitest';
import { sayEnglish, sayIn } from '../../server/src/base/say.ts';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { hover, plainHover } from '../../server/src/ide/hover.ts';
import { korean } from '../../server/src/ide/korean.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { noLinks } from '../../server/src/project/links.ts';
import { manifestProperties } from '../../server/src/ide/settings-manifest.ts';
import { settingsTable } from '../../server/src/ide/settings-table.ts';
import * as client from '../../client/src/protocol.ts';
import * as server from '../../server/src/lsp/protocol.ts';

const root = join(fileURLToPath(new URL('../..', import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<string, { readonly scope: string; readonly default: unknown; readonly markdownDescription: string }>
      >;
    };
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly markdown: string }; readonly completionEvents: readonly string[] }[];
    }[];
    readonly grammars: readonly { readonly path: string }[];
  };
}

const texts = (name: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, string>;

describe('the README on the marketplace', () => {
  it('shows its pictures by absolute addresses once the manifest names a repository, and its links lead somewhere', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'decref-readme-'));
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const relative = [...readme.matchAll(/\]\((?!https:|#)([^)\s]+)\)/g)].map(([, target]) => target.replace(/#.*$/, ''));
    expect(relative.filter((target) => !existsSync(join(root, target)))).toEqual([]);
    writeFileSync(join(folder, 'README.md'), readme);
    writeFileSync(join(folder, 'LICENSE'), 'none');
    const { name, publisher, version, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    const repository = { type: 'git', url: 'https://github.com/owner/decref.git' };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, publisher, version, engines, repository }));
    const packagePath = join(folder, 'a.vsix');
    await createVSIX({ cwd: folder, packagePath, dependencies: false, rewriteRelativeLinks: true });
    execFileSync('python3', ['-m', 'zipfile', '-e', packagePath, join(folder, 'unpacked')]);
    const packed = readFileSync(join(folder, 'unpacked/extension/readme.md'), 'utf8');
    const pictures = [...packed.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    expect(pictures.length).toBeGreaterThan(2);
    // no SVG: the marketplace refuses it
    expect(
      pictures.filter((target) => !/^https:\/\/github\.com\/owner\/decref\/raw\/HEAD\/docs\/images\/\w[\w-]*\.png$/.test(target)),
    ).toEqual([]);
    expect([...packed.matchAll(/\]\((?!https:|#)/g)]).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});

describe('the package', () => {
  it('holds exactly these files', async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    expect(files.map((file) => file.replaceAll('\\', '/')).sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'client/media/heap.css',
        'client/media/heap.js',
        ...['fix', 'heap', 'hover', 'project'].flatMap((step) => [`client/walkthrough/${step}.md`, `client/walkthrough/${step}.nls.ko.md`]),
        'client/walkthrough/graph.svg',
        'client/walkthrough/heap.svg',
        'dist/client-web.cjs',
        'dist/client.cjs',
        'dist/grammars/engine.wasm',
        'dist/grammars/python.wasm',
        'dist/grammars/rust.wasm',
        'dist/server.cjs',
        'dist/worker.js',
        'icon.png',
        'l10n/bundle.l10n.ko.json',
        'package.json',
        'package.nls.json',
        'package.nls.ko.json',
        'syntaxes/story.tmLanguage.json',
        'syntaxes/suppression.tmLanguage.json',
      ].sort(),
    );
    // every file of the folder is looked at, the VS Codes of the tests among them
  }, 180_000);
});

describe('the manifest', () => {
  it('has the settings of the table, fewer than twenty, each with scope, default and description', () => {
    expect(manifest.contributes.configuration.properties).toEqual(manifestProperties());
    expect(settingsTable.length).toBeLessThan(20);
    const words = texts('package.nls.json');
    for (const property of Object.values(manifest.contributes.configuration.properties)) {
      expect(property).toHaveProperty('default');
      expect(property.scope).toMatch(/^(resource|window)$/);
      expect(words[property.markdownDescription.slice(1, -1)]).toMatch(/^[A-Z`].*\.$/s);
    }
  });

  it('has for each command a brand, a title in every language, and an owner in the client', () => {
    const sources = ['commands.ts', 'heap.ts', 'pages.ts', 'views.ts']
      .map((name) => readFileSync(join(root, 'client/src', name), 'utf8'))
      .join('\n');
    const registered = [...sources.matchAll(/registerCommand\('([^']+)'/g)].map(([, name]) => name).sort();
    // the last is called by actions of the server alone
    expect([...manifest.contributes.commands.map(({ command }) => command), 'decref.saveFile'].sort()).toEqual(registered);
    expect(manifest.contributes.commands.every(({ category, title }) => category === 'Decref' && /^%.+%$/.test(title))).toBe(true);
  });

  it('says everything in every language', () => {
    const wanted = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key);
    for (const name of ['package.nls.json', 'package.nls.ko.json']) {
      expect(Object.keys(texts(name)).sort()).toEqual([...new Set(wanted)].sort());
    }
  });

  it('says in Korean all that the client says, and nothing else', () => {
    const sources = readdirSync(join(root, 'client/src')).map((name) => readFileSync(join(root, 'client/src', name), 'utf8'));
    const said = sources.flatMap((text) => [...text.matchAll(/l10n\.t\('((?:[^'\\]|\\.)*)'/g)].map(([, words]) => words));
    const korean = JSON.parse(readFileSync(join(root, 'l10n/bundle.l10n.ko.json'), 'utf8')) as Readonly<Record<string, string>>;
    expect(Object.keys(korean).sort()).toEqual([...new Set(said)].sort());
    for (const [english, words] of Object.entries(korean)) {
      expect(words, english).toMatch(/\p{Script=Hangul}/u);
      expect(words.match(/\{\d\}/g)?.sort() ?? []).toEqual(english.match(/\{\d\}/g)?.sort() ?? []);
    }
  });

  it('has a walkthrough of at most four steps, in every language, whose commands and pictures are there', () => {
    const commands = new Set(manifest.contributes.commands.map(({ command }) => command));
    const isCommand = (name: string): boolean => !name.startsWith('decref.') || commands.has(name);
    const { steps } = manifest.contributes.walkthroughs[0];
    expect(steps.length).toBeLessThanOrEqual(4);
    const named = ['package.nls.json', 'package.nls.ko.json'].flatMap((name) =>
      [
        ...Object.values(texts(name))
          .join('\n')
          .matchAll(/\(command:([^)]+)\)/g),
      ].map(([, command]) => command),
    );
    const completing = steps.flatMap(({ completionEvents }) => completionEvents).map((event) => event.replace(/^onCommand:/, ''));
    expect([...named, ...completing].filter((command) => !isCommand(command))).toEqual([]);
    for (const { media } of steps) {
      const [english, korean] = [media.markdown, media.markdown.replace(/\.md$/, '.nls.ko.md')].map((path) =>
        readFileSync(join(root, path), 'utf8'),
      );
      const parts = (text: string): readonly string[] => text.match(/^```\w*|\]\([^)]*\)/gm) ?? [];
      expect(parts(korean)).toEqual(parts(english));
      for (const [, picture] of english.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g))
        expect(existsSync(join(root, 'client/walkthrough', picture)), picture).toBe(true);
    }
  });

  it('names files that are there, and wakes for Python and Rust alone', () => {
    expect(manifest.activationEvents).toEqual(['onLanguage:python', 'onLanguage:rust']);
    for (const path of [manifest.icon, ...manifest.contributes.grammars.map((grammar) => grammar.path)])
      expect(existsSync(join(root, path)), path).toBe(true);
    const icon = readFileSync(join(root, manifest.icon));
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([256, 256]);
  });
});

describe('the walkthrough', () => {
  it.each([
    ['hover.md', sayEnglish],
    ['hover.nls.ko.md', sayIn(korean)],
  ] as const)('shows in %s what the hover says of its program', (name, say) => {
    const page = readFileSync(join(root, 'client/walkthrough', name), 'utf8');
    const [, program] = /^```python\n(.*?)^```/ms.exec(page)!;
    const document = documentOf('/a.py', 'python', program);
    const snapshot = {
      paths: ['/a.py'],
      document: () => document,
      settings: () => defaultSettings,
      crate: () => null,
      links: () => noLinks,
    };
    const said = hover(snapshot, '/a.py', program.lastIndexOf('leaf'), { ...plainHover, say, picture: true })!.markdown;
    const shown = page.match(/^>.*$/gm)!.map((line) => line.replace(/^> ?/, ''));
    expect(shown.join('\n')).toBe(said.slice(0, said.indexOf('\n\n![')));
  });
});

describe('the panel', () => {
  it('runs its own script and nothing else, and reaches nothing outside', () => {
    const [page, ...media] = ['client/src/heap.ts', 'client/media/heap.js', 'client/media/heap.css'].map((name) =>
      readFileSync(join(root, name), 'utf8'),
    );
    expect(page).toContain("const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src ${webview.cspSource}`;");
    expect([page, ...media].join('\n')).not.toMatch(/unsafe-|https?:|\bfetch\(|XMLHttpRequest|WebSocket|\beval\(| on[a-z]+="| style="/);
  });
});

describe('client and server', () => {
  it('call each other by the same names', () => {
    expect({ ...client }).toEqual({ ...server });
  });
});
