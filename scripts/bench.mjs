/**
 * Measures Decref beside CPython in one run: the standard library as input for the parser and the command line, Rust crates for the
 * parser, edits of long files for the syntax, ten thousand files for the snapshot, and one long module for the editor.
 *
 *     npm run bench [-- --rounds 5] [--only library|rust|edits|workspace|editor] [--crates folder]
 *
 * Prints medians and ratios; asserts nothing. What cannot be had on the machine is named and left out.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { LanguageSession } from './bench-session.mjs';
import { newestPython } from './pythons.mjs';

const here = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' }, crates: { type: 'string' } },
});
const rounds = Math.max(1, Number(values.rounds));
const scratch = mkdtempSync(join(tmpdir(), 'decref-bench-'));

const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1];
const quantile = (numbers, part) =>
  [...numbers].sort((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
const seconds = (value) => `${value.toFixed(2)} s`;
const row = (what, figure, note = '') => console.log(`  ${what.padEnd(46)} ${String(figure).padStart(12)}   ${note}`);

const AST_PARSE = `
import ast, json, sys, time
sources = []
for path in json.load(open(sys.argv[1])):
    with open(path, 'rb') as file: sources.append(file.read())
begun = time.perf_counter()
for source in sources:
    try: ast.parse(source)
    except (SyntaxError, ValueError): pass
print(time.perf_counter() - begun)
`;

const RUN_AND_MEASURE = `
import resource, subprocess, sys, time
begun = time.perf_counter()
result = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
took = time.perf_counter() - begun
assert result.returncode in (0, 1, 2), result.returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, took)
`;

const python = newestPython();
try {
  const wanted = (part) => values.only === undefined || values.only === part;
  const crates = rustFiles(values.crates ?? join(homedir(), '.cargo/registry/src'));
  if (wanted('library')) await (python === null ? leftOut('library', 'no CPython found') : library(python));
  if (wanted('rust')) await (crates.length === 0 ? leftOut('rust', 'no crates found; `--crates` names a folder of them') : rust(crates));
  if (wanted('edits')) await edits(python, crates);
  if (wanted('workspace')) await (python === null ? leftOut('workspace', 'no CPython found') : workspace(python));
  if (wanted('editor')) await editor();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The standard library of the newest Python: CPython's parser, our parser, the whole check in a fresh process. */
async function library({ path: interpreter, version, library: folder }) {
  const list = join(scratch, 'files.json');
  const files = pythonFiles(folder);
  writeFileSync(list, JSON.stringify(files));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  console.log(`\nStandard library of CPython ${version}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, median of ${rounds}`);

  const theirs = [];
  const whole = [];
  const memory = [];
  const bare = [];
  const parser = await bundled('parse-files');
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(Number(run(interpreter, ['-W', 'ignore', '-c', AST_PARSE, list]).trim()));
    const [kilobytes, took] = run(interpreter, [
      '-c',
      RUN_AND_MEASURE,
      process.execPath,
      join(here, 'dist/cli.js'),
      'check',
      '--isolated',
      '--no-cache',
      '--format',
      'json',
      '--exit-zero',
      '--output-file',
      join(scratch, 'out.json'),
      folder,
    ])
      .trim()
      .split(' ');
    whole.push(Number(took));
    memory.push(Number(kilobytes) / 1024);
    bare.push(JSON.parse(run(process.execPath, [parser, 'python', list])));
  }
  const reference = median(theirs);
  const cold = median(bare.map(({ cold: one }) => one));
  const warm = median(bare.map(({ warm: one }) => one));
  row('CPython ast.parse', seconds(reference), '1.00 ×');
  row('Decref parse, cold process', seconds(cold), `${(cold / reference).toFixed(2)} ×   ${(bytes / 1e6 / cold).toFixed(0)} MB/s`);
  row(
    'Decref parse, warm',
    seconds(warm),
    `${(warm / reference).toFixed(2)} ×   ${(bytes / 1e6 / warm).toFixed(0)} MB/s, ${bare[0].bytesPerNode.toFixed(1)} bytes a node`,
  );
  row(
    'decref check, whole, fresh process',
    seconds(median(whole)),
    `${(median(whole) / reference).toFixed(2)} ×   ${(files.length / median(whole)).toFixed(0)} files/s`,
  );
  row('peak memory of that check', `${median(memory).toFixed(0)} MB`);
  const { findings } = JSON.parse(readFileSync(join(scratch, 'out.json'), 'utf8'));
  row('findings', findings.length);
}

/** Sources of Rust crates: our parser cold and warm. */
async function rust(files) {
  const list = join(scratch, 'crates.json');
  writeFileSync(list, JSON.stringify(files));
  const parser = await bundled('parse-files');
  const runs = Array.from({ length: rounds }, () => JSON.parse(run(process.execPath, [parser, 'rust', list])));
  const [{ units, broken, bytesPerNode }] = runs;
  console.log(`\nRust crates: ${files.length} files, ${(units / 1e6).toFixed(1)} million UTF-16 units, ${broken} of them broken`);
  for (const state of ['cold', 'warm']) {
    const taken = median(runs.map((each) => each[state]));
    row(`Decref parse, ${state}`, seconds(taken), `${(units / 1e6 / taken).toFixed(0)} MB/s, ${bytesPerNode.toFixed(1)} bytes a node`);
  }
}

/** Keystrokes in a file of some 6,000 lines of each language, without the editor around them. */
async function edits(found, crates) {
  const bench = await bundled('edits');
  const candidates = { python: found === null ? [] : pythonFiles(found.library), rust: crates };
  for (const [language, files] of Object.entries(candidates)) {
    const file = nearestTo(6000, files);
    if (file === null) {
      leftOut(`edits of ${language}`, 'no file of about 6,000 lines found');
      continue;
    }
    const { lines, whole, ...typed } = JSON.parse(run(process.execPath, [bench, language, file]));
    console.log(`\nEdits of ${file.split('/').slice(-3).join('/')}, ${lines} lines`);
    const milliseconds = ({ median: middle, p95 }) => [`${middle.toFixed(2)} ms`, `p95 ${p95.toFixed(2)} ms`];
    for (const [what, taken] of Object.entries(typed)) row(`keystroke → tree, a ${what} comes or goes`, ...milliseconds(taken));
    row('the whole file read instead', ...milliseconds(whole));
  }
}

/** Ten thousand files, copied from the library: how long a fresh process takes to its snapshot, and to the next one. */
async function workspace({ library: folder }) {
  const sources = pythonFiles(folder).filter((path) => statSync(path).size < 15_000);
  const root = join(scratch, 'workspace');
  for (let index = 0; index < 10_000; index += 1) {
    const below = join(root, `package${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(below, { recursive: true });
    copyFileSync(sources[index % sources.length], join(below, `module${index}.py`));
  }
  const bench = await bundled('workspace');
  const runs = Array.from({ length: rounds }, () => JSON.parse(run(process.execPath, [bench, root])));
  const [{ files, units }] = runs;
  console.log(`\nWorkspace of ${files} files, ${(units / 1e6).toFixed(1)} MB`);
  row('snapshot in a fresh process, reading included', seconds(median(runs.map(({ cold }) => cold)) / 1000));
  row('one file changed → next snapshot', `${median(runs.map(({ changed }) => changed)).toFixed(2)} ms`);
}

/** One module of five thousand lines in the built server, over stdio as an editor speaks to it. */
async function editor() {
  const server = join(here, 'dist/server.cjs');
  if (!existsSync(server)) return console.log('no built server: the editor part is left out');
  const folder = join(scratch, 'editor');
  mkdirSync(folder);
  const file = join(folder, 'module.py');
  const text = longModule(5000);
  writeFileSync(file, text);
  console.log(`\nOne module of ${text.split('\n').length} lines over the protocol`);
  const starts = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const session = await LanguageSession.start(server, folder);
    await session.open(file, text);
    await session.diagnostics();
    starts.push(performance.now() - begun);
    await session.stop();
  }
  row('server start → first diagnostics', `${median(starts).toFixed(0)} ms`);
  const session = await LanguageSession.start(server, folder);
  await session.open(file, text);
  await session.diagnostics();
  const lines = text.split('\n');
  const target = lines.findIndex((line, index) => index > lines.length / 2 && /^        \w+ = /.test(line));
  for (const [what, typed] of [
    ['an edit that leaves valid text', ' '],
    ['an edit that breaks the text', '('],
  ]) {
    const taken = [];
    for (let turn = 0; turn < 200; turn += 1) {
      const insert = turn % 2 === 0;
      taken.push(await session.edit(target, lines[target].length, insert ? 0 : 1, insert ? typed : ''));
    }
    taken.splice(0, 20);
    row(`keystroke → diagnostics, ${what}`, `${median(taken).toFixed(1)} ms`, `p95 ${quantile(taken, 0.95).toFixed(1)} ms`);
  }
  const hovers = [];
  for (let turn = 0; turn < 100; turn += 1) hovers.push(await session.hover(target, 8 + (turn % 3)));
  row('hover', `${median(hovers).toFixed(1)} ms`, `p95 ${quantile(hovers, 0.95).toFixed(1)} ms`);
  await session.stop();
}

/** A module of about so many lines that looks like written code: classes, loops, calls, containers. */
function longModule(lines) {
  const parts = ['import gc', 'import os', ''];
  for (let index = 0; parts.length < lines; index += 1) {
    parts.push(
      `class Store${index}:`,
      `    """Keeps what it is given, number ${index}."""`,
      '',
      '    def __init__(self, name, size=10):',
      '        self.name = name',
      '        self.items = []',
      '        self.index = {}',
      '        self.size = size',
      '',
      '    def add(self, key, value):',
      '        entry = (key, value)',
      '        self.items.append(entry)',
      '        self.index[key] = entry',
      '        if len(self.items) > self.size:',
      '            old = self.items.pop(0)',
      '            del self.index[old[0]]',
      '        return entry',
      '',
      '    def report(self):',
      '        total = 0',
      '        for key, value in self.items:',
      '            total = total + len(key)',
      '            if value is None:',
      '                continue',
      '            total = total + 1',
      '        return total',
      '',
      `def build_${index}(names):`,
      `    store = Store${index}("n")`,
      '    for name in names:',
      '        store.add(name, os.path.basename(name))',
      '    return store',
      '',
    );
  }
  return `${parts.join('\n')}\n`;
}

function leftOut(part, reason) {
  console.log(`\nLEFT OUT: ${part}: ${reason}`);
}

/** A program of `test/bench` as one file that Node can run. */
async function bundled(name) {
  const outfile = join(scratch, `${name}.mjs`);
  await build({
    entryPoints: [join(here, `test/bench/${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    loader: { '.md': 'text' },
    logLevel: 'error',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return outfile;
}

/** At most about 30 MB of the Rust files below a folder, evenly taken. */
function rustFiles(folder) {
  if (!existsSync(folder)) return [];
  const found = filesBelow(folder, '.rs').filter((path) => statSync(path).size < 1e6);
  const bytes = found.reduce((sum, path) => sum + statSync(path).size, 0);
  const step = Math.max(1, Math.ceil(bytes / 30e6));
  return found.filter((_, index) => index % step === 0);
}

/** The file of many functions whose number of lines is nearest to one; `null` if none is within a third of it. */
function nearestTo(wanted, files) {
  let best = null;
  let least = wanted / 3;
  for (const file of files) {
    const { size } = statSync(file);
    if (size < wanted * 15 || size > wanted * 100) continue;
    const text = readFileSync(file, 'utf8');
    const off = Math.abs(text.split('\n').length - wanted);
    if (off < least && (text.match(/^\s*(?:def|(?:pub )?fn) /gm)?.length ?? 0) > wanted / 100) [best, least] = [file, off];
  }
  return best;
}

function pythonFiles(folder) {
  return filesBelow(folder, '.py').filter((path) => !path.includes('site-packages'));
}

function filesBelow(folder, extension) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && entry.name.endsWith(extension)) found.push(path);
  }
  return found.sort((one, other) => (one < other ? -1 : 1));
}

function run(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${command} ${args[0]} … exited ${result.status}: ${result.stderr.slice(-2000)}`);
  return result.stdout;
}
