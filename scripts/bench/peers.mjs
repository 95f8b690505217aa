/**
 * Beside the linters that people know, on the same files in the same run: Ruff and Pylint as they come from PyPI, Pyright from npm.
 * They are installed below `node_modules/.cache` once; what cannot be had is named and left out.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keystrokes } from './editor.mjs';
import {
  commandLine,
  folder,
  heading,
  here,
  leftOut,
  median,
  milliseconds,
  pythonFiles,
  quantile,
  row,
  scratch,
  seconds,
  times,
  took,
} from './measure.mjs';
import { LanguageSession } from './session.mjs';

const tools = join(here, 'node_modules/.cache/decref-bench');
/** One file in so many is given to those that take minutes for all. */
const SAMPLE = 28;

export async function peers({ path: interpreter, version, library }, rounds) {
  const files = pythonFiles(library);
  const decref = (more, env) => took(process.execPath, [commandLine, 'check', '--isolated', '--exit-zero', ...more, library], env);
  heading(`Whole check of the standard library of CPython ${version} beside others, median of ${rounds}`);
  const ruff = fromPyPI(interpreter, 'ruff', 'bin/ruff');
  const cold = median(times(rounds, () => decref(['--no-cache'])));
  row('decref, all default rules, cold', seconds(cold));
  if (ruff !== null) {
    for (const threads of ['1', '2']) {
      const theirs = median(
        times(rounds, () => took(ruff, ['check', '--no-cache', '--isolated', '--quiet', library], { RAYON_NUM_THREADS: threads })),
      );
      row(`ruff, its default rules, threads: ${threads}`, seconds(theirs), `decref takes ${(cold / theirs).toFixed(1)} × as long`);
    }
  }
  const DECREF_CACHE_DIR = folder('cache');
  decref([], { DECREF_CACHE_DIR });
  row('decref, nothing changed since the last run', seconds(median(times(rounds, () => decref([], { DECREF_CACHE_DIR })))));
  rmSync(DECREF_CACHE_DIR, { recursive: true, force: true });

  const sample = files.filter((_, index) => index % SAMPLE === 0);
  const lines = sample.reduce((sum, file) => sum + readFileSync(file, 'latin1').split('\n').length, 0);
  heading(`${sample.length} of these files, ${lines.toLocaleString('en')} lines`);
  const ours = median(
    times(rounds, () => took(process.execPath, [commandLine, 'check', '--no-cache', '--isolated', '--exit-zero', ...sample])),
  );
  row('decref', seconds(ours), `${Math.round(lines / ours).toLocaleString('en')} lines a second`);
  const slower = (theirs) =>
    `${Math.round(lines / theirs).toLocaleString('en')} lines a second, decref is ${(theirs / ours).toFixed(0)} × as fast`;
  if (fromPyPI(interpreter, 'pylint', 'pylint/__init__.py') !== null) {
    const theirs = took(interpreter, ['-m', 'pylint', '--rcfile=/dev/null', '--jobs=2', '--score=n', ...sample], {
      PYTHONPATH: join(tools, 'pylint'),
    });
    row('pylint, two jobs, once', seconds(theirs), slower(theirs));
  }
  const pyright = fromNpm('pyright');
  if (pyright !== null) {
    const theirs = took(process.execPath, [join(pyright, 'index.js'), '--pythonpath', interpreter, ...sample]);
    row('pyright, once', seconds(theirs), slower(theirs));
  }
  await typing(library, ruff, pyright);
}

/** The same keystrokes through the same client. */
async function typing(library, ruff, pyright) {
  const file = join(library, '_pydecimal.py');
  if (!existsSync(file)) return leftOut('typing', `${file} is not there`);
  const text = readFileSync(file, 'utf8');
  heading(`Keystroke → diagnostics in _pydecimal.py, ${text.split('\n').length} lines, over the protocol`);
  const servers = [
    { name: 'decref', command: [process.execPath, join(here, 'dist/server.cjs'), '--stdio'], count: 200 },
    ...(ruff === null ? [] : [{ name: 'ruff', command: [ruff, 'server'], count: 200 }]),
    ...(pyright === null
      ? []
      : [{ name: 'pyright', command: [process.execPath, join(pyright, 'langserver.index.js'), '--stdio'], count: 20 }]),
  ];
  for (const { name, command, count } of servers) {
    try {
      const session = await LanguageSession.start(command, scratch);
      const first = session.pulls ? null : session.diagnostics();
      await session.open(join(scratch, '_pydecimal.py'), text);
      await (first ?? session.diagnostics());
      for (const [what, typed] of [
        ['a letter', 'x'],
        ['a bracket', '('],
      ]) {
        const taken = await keystrokes(session, text, typed, count);
        row(`${name}, ${what}`, milliseconds(median(taken)), `p95 ${milliseconds(quantile(taken, 0.95))}`);
      }
      await session.stop();
    } catch (problem) {
      leftOut(`typing with ${name}`, String(problem));
    }
  }
}

/** A file of a package from PyPI, installed in a folder of its own; `null`, said aloud, if that fails. */
function fromPyPI(interpreter, name, file) {
  const target = join(tools, name);
  const wanted = join(target, file);
  if (existsSync(wanted)) return wanted;
  mkdirSync(target, { recursive: true });
  const { status, stderr } = spawnSync(interpreter, ['-m', 'pip', 'install', '--quiet', '--target', target, name], { encoding: 'utf8' });
  if (status === 0 && existsSync(wanted)) return wanted;
  leftOut(name, `could not be installed: ${stderr.trim().split('\n').at(-1)}`);
  return null;
}

/** The folder of a package from npm, installed beside the others; `null`, said aloud, if that fails. */
function fromNpm(name) {
  const wanted = join(tools, 'node_modules', name);
  if (existsSync(wanted)) return wanted;
  mkdirSync(tools, { recursive: true });
  const { status, stderr } = spawnSync('npm', ['install', '--no-save', '--no-package-lock', '--silent', '--prefix', tools, name], {
    encoding: 'utf8',
  });
  if (status === 0 && existsSync(wanted)) return wanted;
  leftOut(name, `could not be installed: ${stderr.trim().split('\n').at(-1)}`);
  return null;
}
