/** Tries every fix over a library and prints the counts by rule; modules with safe fixes must still import. `npm run fixes` */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { newestPython } from '../../scripts/pythons.mjs';
import { decode, undecodable } from '../../server/src/project/decode.ts';
import { tryFixes } from './fixes.ts';

const python = newestPython();
if (python === null) throw new Error('no CPython found: its standard library is the corpus');

const files = globSync('**/*.py', {
  cwd: python.library,
  ignore: ['**/site-packages/**', '**/__pycache__/**', 'test/**', '**/idle_test/**', 'idlelib/**', 'lib2to3/**'],
}).sort();
const counts = new Map<string, { tried: number; safe: number; imported: number; failed: number }>();
for (const file of files) {
  const decoded = decode(readFileSync(join(python.library, file)), 'python');
  if (undecodable(decoded)) continue;
  for (const { code, safe, start, text, faults } of tryFixes(file, decoded.text)) {
    const of = counts.get(code) ?? { tried: 0, safe: 0, imported: 0, failed: 0 };
    counts.set(code, of);
    of.tried += 1;
    const found = [...faults];
    if (safe) {
      of.safe += 1;
      const reason = importFails(file, text);
      if (reason === null) of.imported += 1;
      else found.push(reason);
    }
    if (found.length === 0) continue;
    of.failed += 1;
    console.log(`${file}:${decoded.text.slice(0, start).split('\n').length}: ${code}: ${found.join('; ')}`);
  }
}
console.table(Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1))));

/** Why the module no longer imports with the text in its place, though it did before; else `null`. */
function importFails(file: string, text: string): string | null {
  const name = file.replace(/(\/__init__)?\.py$/, '').replaceAll('/', '.');
  if (imports(file, readFileSync(join(python!.library, file), 'utf8'), name) !== null) return null;
  return imports(file, text, name);
}

/** Executes a text as that module, in an interpreter of its own; the last line of its error, or `null`. */
function imports(file: string, text: string, name: string): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'decref-fixes-'));
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const program = `import importlib.util, sys
spec = importlib.util.spec_from_file_location(${JSON.stringify(name)}, ${JSON.stringify(path)})
module = importlib.util.module_from_spec(spec)
sys.modules[${JSON.stringify(name)}] = module
spec.loader.exec_module(module)`;
  const ran = spawnSync(python!.path, ['-c', program], { encoding: 'utf8', timeout: 20_000, cwd: folder });
  rmSync(folder, { recursive: true });
  return ran.status === 0 ? null : `does not import: ${ran.stderr.trim().split('\n').at(-1) ?? ''}`;
}
