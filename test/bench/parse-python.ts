/**
 * How fast Python is read, on the standard library of the newest CPython here, next to that CPython's own `ast.parse` in the same run:
 *
 *     npx esbuild test/bench/parse-python.ts --bundle --platform=node --format=esm --outfile=dist/parse-python.mjs && node dist/parse-python.mjs
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newestPython } from '../../scripts/pythons.mjs';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { reparsePython } from '../../server/src/syntax/python/reparse.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

const AST_PARSE = `
import ast, sys, time, warnings
warnings.simplefilter("ignore")
sources = [open(path, "rb").read() for path in sys.stdin.read().split("\\n")]
begun = time.perf_counter()
for source in sources:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        pass
print(time.perf_counter() - begun)
`;

function* pythonFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'site-packages') yield* pythonFiles(path);
    else if (entry.isFile() && entry.name.endsWith('.py')) yield path;
  }
}

const milliseconds = (work: () => void): number => {
  const begun = performance.now();
  work();
  return performance.now() - begun;
};
const median = (numbers: readonly number[]): number => [...numbers].sort((one, other) => one - other)[numbers.length >> 1];
const quantile = (numbers: readonly number[], part: number): number =>
  [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length * part)];
const say = (what: string, figure: string): void => void process.stdout.write(`${what.padEnd(44)} ${figure}\n`);

const python = newestPython();
if (python === null) throw new Error('no CPython found, so there is no library to read');
const files = [...pythonFiles(python.library)];
const texts = files.map((file) => readFileSync(file, 'utf8'));
const units = texts.reduce((sum, text) => sum + text.length, 0);

const bytesOf = (tree: Tree): number =>
  [tree.kind, tree.flag, tree.field, tree.start, tree.end, tree.first, tree.parent, tree.aux, tree.comments].reduce(
    (sum, array) => sum + array.byteLength,
    0,
  );

let nodes = 0;
let bytes = 0;
const cold = milliseconds(() => {
  for (const text of texts) {
    const tree = parsePython(text);
    nodes += tree.size;
    bytes += bytesOf(tree);
  }
});
const rounds = Array.from({ length: 9 }, () => milliseconds(() => texts.forEach((text) => parsePython(text))));
const reference = spawnSync(python.path, ['-c', AST_PARSE], { input: files.join('\n'), encoding: 'utf8' });
const referenceTime = Number(reference.stdout) * 1000;

say(`library of ${python.version}`, `${files.length} files, ${(units / 1e6).toFixed(1)} million units, ${nodes} nodes`);
say('ast.parse', `${referenceTime.toFixed(0)} ms`);
say('cold, one thread', `${cold.toFixed(0)} ms, ${(cold / referenceTime).toFixed(3)} of ast.parse`);
say(
  'warm, median (best)',
  `${median(rounds).toFixed(0)} (${Math.min(...rounds).toFixed(0)}) ms, ${(units / 1000 / median(rounds)).toFixed(0)} (${(units / 1000 / Math.min(...rounds)).toFixed(0)}) MB/s, ${(median(rounds) / referenceTime).toFixed(3)} of ast.parse`,
);
say('bytes a node, comments included', (bytes / nodes).toFixed(1));

// a keystroke inside functions of the file nearest to 6,000 lines
const lines = texts.map((text) => text.split('\n').length);
const nearest = lines.reduce((best, count, at) => (Math.abs(count - 6000) < Math.abs(lines[best] - 6000) ? at : best), 0);
const text = texts[nearest];
const tree = parsePython(text);
const names: number[] = [];
for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === Py.Name) names.push(tree.end[node]);
const whole: number[] = [];
const partial: number[] = [];
for (let turn = 0; turn < 1000; turn += 1) {
  const at = names[Math.floor((turn / 1000) * names.length)];
  const edited = `${text.slice(0, at)}x${text.slice(at)}`;
  const edit = { span: { start: at, end: at }, text: 'x' };
  partial.push(milliseconds(() => reparsePython(tree, edit, edited)));
  if (turn % 10 === 0) whole.push(milliseconds(() => parsePython(edited)));
}
say(`a letter more in ${lines[nearest]} lines, median (95 %)`, `${median(partial).toFixed(2)} (${quantile(partial, 0.95).toFixed(2)}) ms`);
say('the whole file instead', `${median(whole).toFixed(2)} (${quantile(whole, 0.95).toFixed(2)}) ms`);
