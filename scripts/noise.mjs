/**
 * Prints what a change of the rules adds and removes on real code: the standard library of the newest CPython, and the projects pinned in
 * `test/corpus/projects.json`.
 *
 *     npm run noise -- --save        keeps what the built command line says now
 *     npm run noise [-- --level hint] compares what it says now with what was kept
 *
 * Projects are fetched once, at their commit; one that cannot be had is named and left out of both sides.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { newestPython } from './pythons.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules/.cache/decref-noise');
const kept = join(cache, 'kept.json');
const { values } = parseArgs({ options: { save: { type: 'boolean', default: false }, level: { type: 'string', default: 'info' } } });
mkdirSync(cache, { recursive: true });

const now = {};
const python = newestPython();
if (python === null) console.error('noise: no CPython found; its standard library is left out');
else now.library = findingsIn(python.library, '/?(test|idlelib|lib2to3|site-packages)/');
for (const { name, url, commit } of JSON.parse(readFileSync(join(root, 'test/corpus/projects.json'), 'utf8'))) {
  const folder = fetched(name, url, commit);
  if (folder === null) console.error(`noise: ${name} cannot be fetched from ${url}; it is left out`);
  else now[name] = findingsIn(folder, null);
}

if (values.save) {
  writeFileSync(kept, JSON.stringify(now));
  for (const [name, findings] of Object.entries(now)) console.log(`${name}: ${findings.length} findings kept`);
} else if (existsSync(kept)) compare(JSON.parse(readFileSync(kept, 'utf8')));
else {
  console.error('noise: nothing to compare with; run `npm run noise -- --save` before the change');
  process.exitCode = 2;
}

function compare(before) {
  for (const [name, findings] of Object.entries(now)) {
    if (before[name] === undefined) continue;
    const [old, fresh] = [new Set(before[name]), new Set(findings)];
    const added = findings.filter((finding) => !old.has(finding));
    const removed = before[name].filter((finding) => !fresh.has(finding));
    console.log(`${name}: ${findings.length} findings, ${added.length} added, ${removed.length} removed`);
    for (const finding of added) console.log(`  + ${finding}`);
    for (const finding of removed) console.log(`  - ${finding}`);
  }
}

/** One line for each finding, in the order of the report; files that match `leftOut` do not count. */
function findingsIn(folder, leftOut) {
  const run = spawnSync(
    process.execPath,
    [join(root, 'dist/cli.js'), 'check', '.', '--isolated', '--level', values.level, '--format', 'jsonl', '--exit-zero'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 29 },
  );
  const pattern = leftOut === null ? null : new RegExp(`^${leftOut}`);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ file }) => pattern === null || !pattern.test(file))
    .map(({ file, start, code, level, message }) => `${file}:${start.line}:${start.column} ${level} ${code} ${message}`);
}

/** The folder with the project at its commit, or `null`. */
function fetched(name, url, commit) {
  const folder = join(cache, name, commit);
  if (existsSync(folder)) return folder;
  mkdirSync(folder, { recursive: true });
  const git = (...args) => spawnSync('git', ['-C', folder, ...args], { stdio: 'ignore' }).status === 0;
  if (git('init', '-q') && git('fetch', '-q', '--depth', '1', url, commit) && git('checkout', '-q', 'FETCH_HEAD')) return folder;
  rmSync(folder, { recursive: true, force: true });
  return null;
}
