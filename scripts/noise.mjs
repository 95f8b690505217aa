/**
 * Prints what a change of the rules adds and removes on real code: the standard library of the newest CPython, and the projects pinned in
 * `test/corpus/projects.json`.
 *
 *     npm run noise -- --since REVISION   compares with what that commit says, built aside
 *     npm run noise -- --save             keeps what the built command line says now
 *     npm run noise                       compares what it says now with what was kept
 *
 * `--level hint` shows more, `--only django,rich` asks fewer, `--list` prints every finding that there is.
 * Projects are fetched once, as their pinned wheel or commit; one that cannot be had is named and left out of both sides.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { newestPython } from './pythons.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'node_modules/.cache/decref-noise');
const kept = join(cache, 'kept.json');
const { values } = parseArgs({
  options: {
    save: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    since: { type: 'string' },
    only: { type: 'string' },
    level: { type: 'string', default: 'info' },
  },
});
mkdirSync(cache, { recursive: true });

const python = newestPython();
const folders = foldersAsked();
const now = findingsOf(join(root, 'dist/cli.js'));
if (values.list) for (const [name, findings] of Object.entries(now)) for (const each of findings) console.log(`${name}: ${lineOf(each)}`);
if (values.save) {
  writeFileSync(kept, JSON.stringify(now));
  for (const [name, findings] of Object.entries(now)) console.log(`${name}: ${findings.length} findings kept`);
} else if (values.since !== undefined) compare(findingsSince(values.since));
else if (existsSync(kept)) compare(JSON.parse(readFileSync(kept, 'utf8')));
else if (!values.list) fail('nothing to compare with: name a commit with `--since`, or run with `--save` before the change');

/** What to look into, by name. */
function foldersAsked() {
  const found = new Map();
  const only = values.only?.split(',');
  const isAsked = (name) => only === undefined || only.includes(name);
  if (isAsked('library')) {
    if (python === null) console.error('noise: no CPython found; its standard library is left out');
    else found.set('library', python.library);
  }
  for (const project of JSON.parse(readFileSync(join(root, 'test/corpus/projects.json'), 'utf8'))) {
    if (!isAsked(project.name)) continue;
    const folder = fetched(project);
    if (folder === null)
      console.error(`noise: ${project.name} cannot be had (${project.url ?? `version ${project.version}`}); it is left out`);
    else found.set(project.name, folder);
  }
  return found;
}

function findingsOf(program) {
  const found = {};
  for (const [name, folder] of folders) found[name] = findingsIn(program, name, folder);
  return found;
}

/** What the command line of another commit says, which is built aside with the packages of this checkout. */
function findingsSince(revision) {
  const aside = mkdtempSync(join(cache, 'since-'));
  const git = (...args) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  const added = git('worktree', 'add', '--detach', '--force', aside, revision);
  try {
    if (added.status !== 0) return fail(added.stderr.trim());
    symlinkSync(join(root, 'node_modules'), join(aside, 'node_modules'));
    const built = spawnSync(process.execPath, ['build.mjs'], { cwd: aside, encoding: 'utf8' });
    return built.status === 0 ? findingsOf(join(aside, 'dist/cli.js')) : fail(`${revision} cannot be built: ${built.stderr.trim()}`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
    git('worktree', 'prune');
  }
}

function compare(before) {
  for (const [name, findings] of Object.entries(now)) {
    if (before?.[name] === undefined) continue;
    const [old, fresh] = [before[name], findings].map((list) => new Map(list.map((each) => [`${each.place} ${each.code}`, each])));
    const marks = [];
    for (const [key, each] of fresh) if (!old.has(key)) marks.push(['+', each]);
    for (const [key, each] of old) {
      if (!fresh.has(key)) marks.push(['-', each]);
      else if (lineOf(each) !== lineOf(fresh.get(key))) marks.push(['~', fresh.get(key)]);
    }
    const count = (wanted) => marks.filter(([mark]) => mark === wanted).length;
    console.log(`${name}: ${findings.length} findings, ${count('+')} added, ${count('-')} removed, ${count('~')} said differently`);
    for (const [mark, each] of marks) console.log(`  ${mark} ${lineOf(each)}`);
  }
}

function lineOf({ place, level, code, message }) {
  return `${place} ${level} ${code} ${message}`;
}

/** In the order of the report; of the standard library without its tests. */
function findingsIn(program, name, folder) {
  const run = spawnSync(
    process.execPath,
    [program, 'check', '.', '--isolated', '--level', values.level, '--format', 'jsonl', '--exit-zero', '--no-cache'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 29 },
  );
  if (run.status === 3) fail(`${name}: ${run.stderr.trim()}`);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter(({ file }) => name !== 'library' || !/^(test|idlelib|lib2to3|site-packages)\/|idle_test/.test(file))
    .map(({ file, start, code, level, message }) => ({ place: `${file}:${start.line}:${start.column}`, level, code, message }));
}

function fail(message) {
  console.error(`noise: ${message}`);
  process.exitCode = 2;
}

/** The folder with the project as it is pinned, or `null`. It comes to stand there whole or not at all. */
function fetched(project) {
  const folder = join(cache, project.name, project.version ?? project.commit);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const aside = mkdtempSync(join(cache, 'fetch-'));
  const content = join(aside, 'content');
  mkdirSync(content);
  const had = project.version === undefined ? checkedOut(project, content) : unpacked(project, aside, content);
  if (had) renameSync(content, folder);
  rmSync(aside, { recursive: true, force: true });
  return had ? folder : null;
}

/** A wheel holds what is installed, and nothing of it is run to get it. */
function unpacked({ name, version, sha256 }, aside, content) {
  if (python === null) return false;
  const pinned = join(aside, 'pinned.txt');
  writeFileSync(pinned, `${name}==${version} --hash=sha256:${sha256}\n`);
  const run = (...args) => spawnSync(python.path, ['-m', ...args], { stdio: 'ignore' }).status === 0;
  const any = ['--platform', 'any', '--python-version', python.version.split('.').slice(0, 2).join('.')];
  if (!run('pip', 'download', '--no-deps', '--only-binary', ':all:', ...any, '--require-hashes', '-r', pinned, '-d', aside)) return false;
  const wheel = readdirSync(aside).find((file) => file.endsWith('.whl'));
  return wheel !== undefined && run('zipfile', '-e', join(aside, wheel), content);
}

function checkedOut({ url, commit }, content) {
  const git = (...args) => spawnSync('git', ['-C', content, ...args], { stdio: 'ignore' }).status === 0;
  return git('init', '-q') && git('fetch', '-q', '--depth', '1', url, commit) && git('checkout', '-q', 'FETCH_HEAD');
}
