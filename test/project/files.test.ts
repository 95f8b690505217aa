/** Paths, bytes, ignore files and walks: which files there are and what text they hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configurations } from '../../server/src/project/configuration.ts';
import { decode } from '../../server/src/project/decode.ts';
import { discover } from '../../server/src/project/discover.ts';
import { memoryHost, overlayHost, failed } from '../../server/src/project/host.ts';
import { absolutePath, foldersUpward, relativePath } from '../../server/src/project/paths.ts';
import { readToml, placeKey } from '../../server/src/project/toml.ts';
import { nearest } from '../../server/src/project/nearest.ts';

test('paths are made absolute and relative again', () => {
  expect(absolutePath('/w/x', '../y/./z.py')).toBe('/w/y/z.py');
  expect(absolutePath('C:\\w', 'a\\b.py')).toBe('C:/w/a\\b.py');
  expect(absolutePath('/w', 'C:\\a\\b.py')).toBe('C:/a/b.py');
  expect(relativePath('/w/x', '/w/y/z.py')).toBe('../y/z.py');
  expect(relativePath('/w', '/w')).toBe('.');
  expect(relativePath('C:/w', 'D:/z.py')).toBe('D:/z.py');
  expect(foldersUpward('/w/x')).toEqual(['/w/x', '/w', '/']);
  const part = fc.stringMatching(/^[a-z]{1,3}$/);
  fc.assert(
    fc.property(fc.array(part), fc.array(part), (one, other) => {
      const [from, to] = [`/${one.join('/')}`, `/${other.join('/')}`];
      expect(absolutePath(from, relativePath(from, to))).toBe(to);
    }),
  );
});

const bytes = (...parts: (string | number)[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...new TextEncoder().encode(part)])));

test('bytes become text, or the place that does not', () => {
  expect(decode(bytes('\ufeffé'), 'python')).toEqual({ text: '\ufeffé', encoding: 'utf-8' });
  expect(decode(bytes('x\né', 0xe9, 'b'), 'python')).toEqual({ line: 2, column: 2, message: 'is not valid UTF-8' });
  expect(decode(bytes('a', 0), 'rust')).toMatchObject({ line: 1, column: 2 });
  expect(decode(bytes('# -*- coding: latin-1 -*-\n', 0xe9), 'python')).toEqual({
    text: '# -*- coding: latin-1 -*-\né',
    encoding: 'latin1',
  });
  expect(decode(bytes('#!x\n# vim: set fileencoding=koi8-r :\n', 0xc1), 'python')).toMatchObject({
    text: expect.stringMatching(/а$/) as string,
  });
  expect(decode(bytes('x = 1\n# coding: latin-1\n', 0xe9), 'python')).toMatchObject({ line: 3, column: 1 });
  expect(decode(bytes('# coding: latin-1\n', 0xe9), 'rust')).toMatchObject({ line: 2 });
  expect(decode(bytes('# coding: nonsense\n'), 'python')).toEqual({ message: 'declares the encoding `nonsense`, which is not known here' });
});

test('decoding agrees with the platform on where UTF-8 breaks', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (input) => {
      const clean = input.map((byte) => (byte === 0 ? 1 : byte));
      const result = decode(clean, 'rust');
      expect('text' in result).toBe(Buffer.from(Buffer.from(clean).toString('utf8')).equals(Buffer.from(clean)));
      if ('text' in result) return;
      expect(result.message).toBe('is not valid UTF-8');
      expect(result.line).toBeGreaterThan(0);
    }),
  );
});

const found = async (files: Readonly<Record<string, string>>, ...paths: string[]) => {
  const host = memoryHost(files);
  const { files: list, problems } = await discover(host, paths.length === 0 ? ['/w'] : paths, configurations(host, { rules: [] }));
  return { paths: list.map(({ path }) => path), problems };
};

test('.gitignore as git understands it', async () => {
  const { paths } = await found({
    '/w/.git/HEAD': '',
    '/w/.git/hooks/x.py': '',
    '/w/.gitignore': '/root-only.py\n*.gen.py\n!keep.gen.py\nbuild-*/\ndoc/**/x.py\n# comment.py\n\\#odd.py\n',
    '/w/root-only.py': '',
    '/w/a/root-only.py': '',
    '/w/a.gen.py': '',
    '/w/keep.gen.py': '',
    '/w/build-1/a.py': '',
    '/w/doc/deep/er/x.py': '',
    '/w/doc/y.py': '',
    '/w/comment.py': '',
    '/w/#odd.py': '',
    '/w/a/.gitignore': '!a.gen.py\nlocal.py\n',
    '/w/a/a.gen.py': '',
    '/w/a/local.py': '',
    '/w/a/b/local.py': '',
    '/w/local.py': '',
  });
  expect(paths).toEqual(['/w/a/a.gen.py', '/w/a/root-only.py', '/w/comment.py', '/w/doc/y.py', '/w/keep.gen.py', '/w/local.py']);
});

test('ignore files above count up to the repository, and only there', async () => {
  const files = {
    '/.gitignore': '*.py\n',
    '/w/.gitignore': 'gen/\n',
    '/w/.git/info/exclude': 'mine.py\n',
    '/w/p/q/a.py': '',
    '/w/p/q/mine.py': '',
    '/w/p/q/gen/b.py': '',
  };
  expect((await found(files, '/w/p/q')).paths).toEqual(['/w/p/q/a.py']);
  expect((await found(files, '/w/p/q/gen')).paths).toEqual(['/w/p/q/gen/b.py']);
});

test('folders of tools and outputs are left out, packages of the same name are not', async () => {
  const { paths } = await found({
    '/w/pyproject.toml': '',
    '/w/build/x.py': '',
    '/w/src/build/y.py': '',
    '/w/dist/x.py': '',
    '/w/target/t.py': '',
    '/w/r/Cargo.toml': '',
    '/w/r/target/o.rs': '',
    '/w/r/src/lib.rs': '',
    '/w/.venv/a.py': '',
    '/w/py/pyvenv.cfg': '',
    '/w/py/b.py': '',
    '/w/site-packages/c.py': '',
    '/w/.hidden/h.py': '',
    '/w/cache/CACHEDIR.TAG': '',
    '/w/cache/d.py': '',
  });
  expect(paths).toEqual(['/w/.hidden/h.py', '/w/r/src/lib.rs', '/w/src/build/y.py', '/w/target/t.py']);
});

test('exclude and extend-exclude hold below the configuration; ! brings a default back', async () => {
  const { paths } = await found({
    '/w/decref.toml': 'exclude = ["a/", "!build/"]\nextend-exclude = ["*_pb2.py"]\n',
    '/w/setup.py': '',
    '/w/build/x.py': '',
    '/w/a/x.py': '',
    '/w/b/a/x.py': '',
    '/w/m_pb2.py': '',
  });
  expect(paths).toEqual(['/w/build/x.py', '/w/setup.py']);
});

test('files named outright are taken whatever they are called, if they say they are Python', async () => {
  const { paths, problems } = await found(
    { '/w/tool': '#!/usr/bin/env python3\n', '/w/notes.txt': 'x', '/w/.venv/a.py': '' },
    '/w/tool',
    '/w/notes.txt',
    '/w/.venv/a.py',
    '/w/tool',
  );
  expect(paths).toEqual(['/w/.venv/a.py', '/w/tool']);
  expect(problems).toEqual([{ kind: 'input', path: '/w/notes.txt', message: 'is neither Python (.py, .pyi, .ipynb) nor Rust (.rs)' }]);
});

test('very deep folders are named and left out', async () => {
  const deep = `/w${'/d'.repeat(150)}`;
  const { paths, problems } = await found({ '/w/a.py': '', [`${deep}/b.py`]: '' });
  expect([paths, problems.length, problems[0].message]).toEqual([['/w/a.py'], 1, 'lies more than 100 folders deep and is left out']);
});

test('editor buffers lie over what is below', async () => {
  const host = overlayHost(
    memoryHost({ '/w/a.py': 'old' }),
    new Map([
      ['/w/a.py', 'new'],
      ['/w/b.py', 'fresh'],
    ]),
  );
  const read = async (path: string) => {
    const answer = await host.read(path);
    return failed(answer) ? answer.failure : new TextDecoder().decode(answer);
  };
  expect([await read('/w/a.py'), await read('/w/b.py'), await read('/w/c.py')]).toEqual(['new', 'fresh', 'no such file or folder']);
  const list = await host.list('/w');
  expect(failed(list) ? list : list.map(({ name }) => name).sort()).toEqual(['a.py', 'b.py']);
});

test('places of TOML keys', () => {
  const toml = readToml('a.b = 1\n"c d".e = """x\n[no]\n"""\n[t]\nk = [1, # ]\n  "two"]\n[[u]]\nin = { x = \'#\', y.z = [[3]] }\n');
  if ('message' in toml) throw new Error(toml.message);
  const at = (...keys: string[]) => {
    const place = toml.places.get(placeKey(keys));
    return place === undefined ? undefined : `${place.line}:${place.column}`;
  };
  expect([
    at('a'),
    at('a', 'b'),
    at('c d', 'e'),
    at('no'),
    at('t'),
    at('t', 'k', '[1]'),
    at('u', '[0]', 'in'),
    at('u', '[0]', 'in', 'y', 'z'),
    at('u', '[0]', 'in', 'y', 'z', '[0]'),
  ]).toEqual(['1:1', '1:3', '2:7', undefined, '5:2', '7:3', '9:1', '9:19', '9:24']);
});

test('the scan for places ends on any text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[ab[\]{}="'\\#.,\n ]{0,40}$/), (text) => {
      const toml = readToml(text);
      const known = 'message' in toml ? [] : Object.keys(toml.table);
      const places = 'message' in toml ? new Map() : toml.places;
      expect(known.filter((key) => !places.has(placeKey([key])))).toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test('the nearest word', () => {
  expect(nearest('selcet', ['select', 'ignore'])).toBe('select');
  expect(nearest('xyz', ['select', 'ignore'])).toBe(null);
});
