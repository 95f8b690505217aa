/** What is read of a project, how often, and from where: a change costs the file that changed, and nothing outside is looked at. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurations } from '../../server/src/project/configuration.ts';
import { crates } from '../../server/src/project/crates.ts';
import { discover } from '../../server/src/project/discover.ts';
import { diskHost } from '../../server/src/project/disk.ts';
import { memoryHost, type Host } from '../../server/src/project/host.ts';
import { Shelf } from '../../server/src/project/shelf.ts';
import { isProblem, readSource } from '../../server/src/project/source.ts';

/** A host that writes down which files are read and which folders are listed. */
function recording(below: Host): { readonly host: Host; readonly reads: string[]; readonly lists: string[] } {
  const reads: string[] = [];
  const lists: string[] = [];
  const host: Host = {
    ...below,
    read: (path) => (reads.push(path), below.read(path)),
    list: (path) => (lists.push(path), below.list(path)),
  };
  return { host, reads, lists };
}

test('a changed file costs itself: the others stay the same objects, trees included', async () => {
  const files: Record<string, string> = { '/w/Cargo.toml': '[package]\nname = "a"\n' };
  for (let index = 0; index < 50; index += 1) files[`/w/src/m${index}.rs`] = `fn f${index}() {}\n`;
  const { host, reads } = recording(memoryHost(files));
  const shelf = new Shelf(host, []);
  await shelf.readCrate('/w/src/m0.rs', () => false);
  const before = shelf.view();
  expect(before.documents.size).toBe(50);
  const trees = new Map([...before.documents].map(([path, document]) => [path, document.tree]));

  files['/w/src/m7.rs'] = 'fn other() {}\n';
  shelf.forgetDocument('/w/src/m7.rs');
  reads.length = 0;
  await shelf.readCrate('/w/src/m0.rs', () => false);
  expect(reads).toEqual(['/w/src/m7.rs']);
  const after = shelf.view();
  const different = [...after.documents].filter(([path, document]) => document.tree !== trees.get(path)).map(([path]) => path);
  expect(different).toEqual(['/w/src/m7.rs']);
  // the former view is as it was
  expect(before.documents.get('/w/src/m7.rs')?.text).toBe('fn f7() {}\n');

  // a manifest changed: what belongs together is found anew, texts are not read again
  reads.length = 0;
  const anew = shelf.withoutStructure();
  await anew.readCrate('/w/src/m0.rs', () => false);
  expect(reads.filter((path) => path.endsWith('.rs'))).toEqual([]);
  expect(anew.view().documents.get('/w/src/m3.rs')).toBe(after.documents.get('/w/src/m3.rs'));
});

test('what is open elsewhere, too large, unreadable or gone is left out, and not asked for again', async () => {
  const { host, reads } = recording(
    memoryHost({
      '/w/Cargo.toml': '[package]\nname = "a"\n',
      '/w/src/lib.rs': '',
      '/w/src/open.rs': 'from disk',
      '/w/src/secret.rs': { failure: 'permission denied', missing: false },
      '/w/src/large.rs': `//${' '.repeat(11e6)}`,
    }),
  );
  const shelf = new Shelf(host, []);
  for (let turn = 0; turn < 2; turn += 1) await shelf.readCrate('/w/src/lib.rs', (path) => path.endsWith('open.rs'));
  expect([...shelf.view().documents.keys()]).toEqual(['/w/src/lib.rs']);
  expect(reads.filter((path) => path.endsWith('.rs')).sort()).toEqual(['/w/src/lib.rs', '/w/src/secret.rs']);
});

test.each([
  ['/w/none.py', 'no such file or folder'],
  ['/w/large.py', 'is 0.00 MB large, above the limit of 0.00 MB (`max-file-size`), and was not checked'],
  ['/w/bytes.py', 'is not valid UTF-8'],
  ['/w/n.ipynb', 'is empty, so it is not a notebook'],
])('%s is a problem that names it: %s', async (path, message) => {
  const host = memoryHost({ '/w/large.py': '#'.repeat(101), '/w/bytes.py': new Uint8Array([0xff]), '/w/n.ipynb': '' });
  const source = await readSource(host, path, path.endsWith('.py') ? 'python' : 'notebook', 100);
  expect(source).toMatchObject({ kind: 'input', path, message });
});

test('nothing outside the roots is listed, and only configuration, manifests and ignore files are read there', async () => {
  const { host, reads, lists } = recording(
    memoryHost({
      '/home/pyproject.toml': '',
      '/home/secret.py': '',
      '/home/w/.git/info/exclude': '',
      '/home/w/.gitignore': '',
      '/home/w/other/a.py': '',
      '/home/w/other/b.rs': '',
      '/home/w/root/Cargo.toml': '[package]\nname = "a"\n',
      '/home/w/root/src/lib.rs': '#[path = "../../other/b.rs"]\nmod b;\n',
      '/home/w/root/m.py': 'from ..other import a\n',
    }),
  );
  const known = configurations(host, { rules: [] });
  const { files } = await discover(host, ['/home/w/root'], known);
  const crate = await crates(host).forFile('/home/w/root/src/lib.rs');
  for (const { path, format } of files) expect(isProblem(await readSource(host, path, format, 1e6))).toBe(false);
  expect(crate?.paths).toEqual(['/home/w/root/src/lib.rs']);
  const isOutside = (path: string) => path !== '/home/w/root' && !path.startsWith('/home/w/root/');
  expect(lists.filter(isOutside)).toEqual([]);
  expect(
    reads.filter(
      (path) => isOutside(path) && !/\/(?:\.gitignore|exclude|\.?decref\.toml|pyproject\.toml|Cargo\.(?:toml|lock))$/.test(path),
    ),
  ).toEqual([]);
});

test('links that lead in circles or nowhere do not hold up a walk of a disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'decref-links-')).replaceAll('\\', '/');
  try {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    writeFileSync(join(folder, 'a/real.py'), 'x = 1\n');
    symlinkSync('..', join(folder, 'a/b/up'));
    symlinkSync('self', join(folder, 'a/self'));
    symlinkSync('nowhere.py', join(folder, 'a/dangling.py'));
    symlinkSync('ring2.py', join(folder, 'a/ring1.py'));
    symlinkSync('ring1.py', join(folder, 'a/ring2.py'));
    symlinkSync('real.py', join(folder, 'a/link.py'));
    for (const blocking of [true, false]) {
      const host = diskHost({ blocking });
      const { files, problems } = await discover(host, [folder], configurations(host, { rules: [] }));
      expect(files.map(({ path }) => path.slice(folder.length))).toEqual(['/a/link.py', '/a/real.py']);
      expect(problems).toEqual([]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
