/** Notebooks, crates and imports: what belongs together and how places lead back. */
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { crates } from '../../server/src/project/crates.ts';
import { documentOf, notebookDocumentOf, placeIn } from '../../server/src/project/document.ts';
import { memoryHost } from '../../server/src/project/host.ts';
import { resolveImport } from '../../server/src/project/imports.ts';
import { withoutMagics } from '../../server/src/project/magics.ts';
import { editNotebook, rawLineOf, readNotebook } from '../../server/src/project/notebook.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';

const cell = (source: string | readonly string[], more: object = {}) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source,
  ...more,
});
const notebook = (...cells: object[]) =>
  JSON.stringify({ cells, metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 }, null, 1);

test('cells are one program; places lead back to the cell', () => {
  const raw = notebook(cell(['x = 1\n', 'y = 2']), { cell_type: 'markdown', metadata: {}, source: 'text' }, cell('😀 = 3\nz = 4\n'));
  const document = notebookDocumentOf('n.ipynb', raw);
  if ('message' in document) throw new Error(document.message);
  expect(document.text).toBe('x = 1\ny = 2\n😀 = 3\nz = 4\n\n');
  expect(placeIn(document, document.text.indexOf('y'))).toEqual({ cell: 1, line: 2, column: 1 });
  expect(placeIn(document, document.text.indexOf('3'))).toEqual({ cell: 3, line: 1, column: 5 });
  expect(raw.split('\n')[rawLineOf(document.notebook!, document.notebook!.cells[0], 2) - 1]).toContain('y = 2');
});

test.each([
  ['', 'is empty, so it is not a notebook'],
  ['{"cells": [}', 'is not a notebook: its JSON is malformed here'],
  ['[]', 'is not a notebook of format 4: it has no list `cells`'],
  ['{"cells": 1}', 'is not a notebook of format 4: it has no list `cells`'],
  ['{"cells": [{"cell_type": "code", "source": 5}]}', 'has a cell without readable source: cell 1'],
  ['{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', 'is a notebook of the language R'],
])('%s: %s', (raw, message) => {
  expect(readNotebook(raw)).toMatchObject({ message });
});

test.each([
  ['%matplotlib inline\nx = 1\n', 'pass              \nx = 1\n'],
  ['if x:\n    !ls -l\n', 'if x:\n    pass  \n'],
  ['!a \\\n  b\nx\n', 'pass\n   \nx\n'],
  ['files = !ls\n', 'files = _  \n'],
  ['x = (1\n% 2)\n', 'x = (1\n% 2)\n'],
  ['s = """\n%not magic\n"""\n', 's = """\n%not magic\n"""\n'],
  ['x = 1 \\\n% 2\n', 'x = 1 \\\n% 2\n'],
  ['len?\n', 'pass\n'],
  ['%%bash\necho "x\n', '      \n       \n'],
  ['%%time\nx = 1\n', 'pass  \nx = 1\n'],
  ["x = 'a' # %b\n%c\n", "x = 'a' # %b\n0 \n"],
  ['a != b\nx = a % b\n', 'a != b\nx = a % b\n'],
])('magic %j', (source, expected) => {
  expect(withoutMagics(source)).toBe(expected);
  expect(withoutMagics(source).length).toBe(source.length);
});

test('an edit rewrites its cell and nothing else, in the style it was written in', () => {
  const raw = `{"nbformat":4, "cells" : [ {"source":"a \\u00e9", "cell_type":"code", "n": 1.0}, {"cell_type":"code","source": [\n\t"b\\n",\n\t"c"\n] } ] }`;
  const read = readNotebook(raw);
  if ('message' in read) throw new Error(read.message);
  const edits = [
    { span: { start: 0, end: 1 }, text: 'x' },
    { span: { start: 4, end: 5 }, text: 'y\nz' },
  ];
  expect(editNotebook(read, edits)).toBe(raw.replace('"a \\u00e9"', '"x \\u00e9"').replace('"b\\n"', '"y\\n",\n\t"z\\n"'));
});

test('a crate: its files, its PyO3, its dependencies', async () => {
  const known = crates(
    memoryHost({
      '/w/Cargo.toml': '[workspace]\nmembers = ["a", "b"]\n[workspace.dependencies]\npyo3 = { version = "0.22" }\n',
      '/w/Cargo.lock': '[[package]]\nname = "pyo3"\nversion = "0.21.2"\n[[package]]\nname = "pyo3"\nversion = "0.22.6"\n',
      '/w/a/Cargo.toml': '[package]\nname = "first"\n[dependencies]\npython = { package = "pyo3", version = "0.21" }\nlibc = "0.2"\n',
      '/w/a/src/lib.rs': '',
      '/w/a/src/deep/x.rs': '',
      '/w/a/build.rs': '',
      '/w/a/target/debug/g.rs': '',
      '/w/a/inner/Cargo.toml': '[package]\nname = "i"\n',
      '/w/a/inner/src/lib.rs': '',
      '/w/b/Cargo.toml': "[package]\nname = 'second'\n[target.'cfg(unix)'.dependencies]\npyo3.workspace = true\n",
      '/w/b/src/lib.rs': '',
      '/w/c/Cargo.toml': '[package\n',
      '/w/c/src/lib.rs': '',
      '/v/Cargo.toml':
        '[package]\nname = "third"\n[dependencies]\npyo3 = { version = ">=0.23, <0.25" }\n[profile.release]\npanic = "abort"\n',
      '/v/x.rs': '',
      '/lone.rs': '',
    }),
  );
  expect(await known.forFile('/w/a/src/lib.rs')).toEqual({
    name: 'first',
    root: '/w/a',
    pyo3: { version: '0.21.2', locked: true },
    dependencies: new Set(['python', 'libc']),
    paths: ['/w/a/build.rs', '/w/a/src/deep/x.rs', '/w/a/src/lib.rs'],
  });
  expect(await known.forFile('/w/b/src/lib.rs')).toMatchObject({ name: 'second', pyo3: { version: '0.22.6', locked: true } });
  expect(await known.forFile('/v/x.rs')).toMatchObject({ pyo3: { version: '0.23', locked: false }, panic: 'abort' });
  expect(await known.forFile('/w/c/src/lib.rs')).toMatchObject({ name: 'c', pyo3: null });
  expect(known.problems).toMatchObject([{ path: '/w/c/Cargo.toml', line: 1 }]);
  expect(await known.forFile('/lone.rs')).toBe(null);
  expect(await known.forFile('/w/a/src/deep/x.rs')).toBe(await known.forFile('/w/a/src/lib.rs'));
});

test('imports lead to files of the snapshot', () => {
  const paths = [
    '/w/src/pkg/__init__.py',
    '/w/src/pkg/a.py',
    '/w/src/pkg/sub/__init__.py',
    '/w/src/pkg/sub/b.py',
    '/w/tests/test_a.py',
    '/w/ns/one/m.py',
    '/w/lib.pyi',
    '/w/helper-stubs/__init__.pyi',
    '/w/script.py',
    '/w/both.py',
    '/w/both/__init__.py',
    '/w/only.pyi',
  ];
  const snapshot = snapshotOf(
    paths.map((path) => documentOf(path, 'python', '')),
    () => ({ ...defaultSettings, root: '/w' }),
  );
  const from = (path: string, module: string) => resolveImport(snapshot, path, module);
  expect(from('/w/src/pkg/sub/b.py', '..a')).toBe('/w/src/pkg/a.py');
  expect(from('/w/src/pkg/sub/b.py', '.')).toBe('/w/src/pkg/sub/__init__.py');
  expect(from('/w/src/pkg/sub/b.py', '.........')).toBe(null);
  expect(from('/w/src/pkg/sub/b.py', 'pkg.a')).toBe('/w/src/pkg/a.py');
  expect(from('/w/tests/test_a.py', 'pkg.sub')).toBe('/w/src/pkg/sub/__init__.py');
  expect(from('/w/script.py', 'ns.one.m')).toBe('/w/ns/one/m.py');
  expect(from('/w/script.py', 'ns.one')).toBe(null);
  expect(from('/w/script.py', 'lib')).toBe('/w/lib.pyi');
  expect(from('/w/script.py', 'helper')).toBe('/w/helper-stubs/__init__.pyi');
  expect(from('/w/script.py', 'both')).toBe('/w/both/__init__.py');
  expect(from('/w/script.py', 'script')).toBe(null);
  expect(from('/w/script.py', 'os.path')).toBe(null);
});
