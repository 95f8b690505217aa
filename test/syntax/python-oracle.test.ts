/**
 * Our trees against CPython's: node for node, with positions, names and values, over its standard library and over small cases.
 *
 * The newest CPython of the machine answers for a sample of its library (`DECREF_SYNTAX=all`: for all of it and what is installed
 * beside it), the pinned pyodide of 3.14 for newer syntax. Known to differ, and left out:
 * - files that declare another encoding than UTF-8: we are given text, and whoever decodes it obeys the declaration;
 * - `from __future__ import nonsense`: CPython's compiler rejects it within `ast.parse`, the grammar does not;
 * - `\N{no such name}`: we do not know the names of characters;
 * - more than 200 open brackets or 100 open blocks are errors for both, but 400 nested lambdas or powers only for us.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { findPythons } from '../../scripts/pythons.mjs';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { differences, numbering, readAnswer } from './python-ast.ts';
import { accepted, newest, rejected } from './python-cases.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const everything = process.env.DECREF_SYNTAX === 'all';
/** Of the library, about so many bytes are compared. */
const SAMPLE = 2_500_000;
/** These hold what no other file holds. */
const ALWAYS =
  /test_(?:fstring|grammar|patma|syntax|named_expressions|type_params|unpack_ex|string_literals|exception_group|positional_only_arg|asyncgen)\.py$/;

const pythons = findPythons();
const [newestPython] = pythons.filter(({ version }) => Number(version.split('.')[1]) >= 13);
const pyodide = installed('pyodide-3.14');

interface Request {
  readonly files?: readonly string[];
  readonly texts?: readonly (readonly [name: string, text: string])[];
  readonly trees?: boolean;
}

function ask(command: readonly string[], request: Request): Buffer {
  const [file, ...rest] = command;
  const input = `${JSON.stringify({ ...numbering, values: true, ...request })}\n`;
  const answer = spawnSync(file, rest, { input, maxBuffer: 2 ** 30, env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  if (answer.status !== 0) throw new Error(`${file} ended with ${answer.status}: ${answer.stderr.toString().slice(-2000)}`);
  return answer.stdout;
}

const native = (path: string): string[] => [path, join(here, 'python-ast.py')];

function installed(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

/** What is missing is said aloud, and fails where it must not be missing. */
function skipLoudly(missing: boolean, what: string): boolean {
  if (missing && process.env.CI === 'true') throw new Error(`${what} is missing`);
  if (missing) console.warn(`SKIPPED: ${what} is missing, so Python trees are not compared with it`);
  return missing;
}

function* pythonFiles(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* pythonFiles(path);
    else if (entry.isFile() && entry.name.endsWith('.py')) yield path;
  }
}

/** The text of a file that is UTF-8, and says so or nothing. */
function readText(path: string): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    const declared = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m.exec(text.split('\n', 2).join('\n'))?.[1] ?? 'utf-8';
    return /^utf[-_]?8/i.test(declared) ? text : null;
  } catch {
    return null;
  }
}

describe.skipIf(skipLoudly(newestPython === undefined, 'CPython 3.13 or newer'))('a native CPython', () => {
  test('has the same trees of its standard library', { timeout: 600_000 }, () => {
    const { path, library } = newestPython;
    const texts = new Map<string, string>();
    for (const file of pythonFiles(library)) {
      const text = everything || !file.includes('site-packages') ? readText(file) : null;
      if (text !== null) texts.set(file, text);
    }
    const bytes = [...texts.values()].reduce((sum, text) => sum + text.length, 0);
    const step = everything ? 1 : Math.max(1, Math.round(bytes / SAMPLE));
    const files = [...texts.keys()].filter((file, at) => at % step === 0 || ALWAYS.test(file));
    const faults: string[] = [];
    let compared = 0;
    for (let at = 0; at < files.length; at += 200) {
      for (const expected of readAnswer(ask(native(path), { files: files.slice(at, at + 200) }))) {
        compared += 1;
        // a file that says one encoding and begins with the mark of another
        if (expected.numbers === null && expected.name.includes('bad_coding')) continue;
        for (const difference of differences(parsePython(texts.get(expected.name) ?? ''), expected, 3))
          faults.push(`${expected.name}:${difference}`);
      }
    }
    expect(faults.slice(0, 20)).toEqual([]);
    expect(compared).toBe(files.length);
    expect(compared).toBeGreaterThan(100);
  });
});

describe('the syntax of each version', () => {
  const minors = pythons.map(({ version, path }) => ({ minor: Number(version.split('.')[1]), path }));
  test.each(minors)('is accepted by CPython 3.$minor', ({ minor, path }) => {
    const texts = Object.entries(accepted)
      .filter(([version]) => Number(version.split('.')[1]) <= minor)
      .flatMap(([, list]) => list.map((text) => [text, text] as const));
    const refused = [...readAnswer(ask(native(path), { texts, trees: false }))]
      .filter(({ numbers }) => numbers === null)
      .map(({ name }) => name);
    expect(refused).toEqual([]);
  });
});

describe.skipIf(skipLoudly(!pyodide, 'pyodide 3.14'))('pyodide 3.14', () => {
  test('has the same trees, and rejects what we reject', { timeout: 300_000 }, () => {
    const valid = Object.values(accepted).flat();
    const texts = [...valid, ...rejected].map((text, at) => [String(at), text] as const);
    const faults: string[] = [];
    for (const expected of readAnswer(ask([process.execPath, join(here, 'python-pyodide.mjs'), '3.14'], { texts }))) {
      const [, text] = texts[Number(expected.name)];
      const isValid = Number(expected.name) < valid.length;
      if (isValid !== (expected.numbers !== null)) faults.push(`CPython ${isValid ? 'rejects' : 'accepts'} ${JSON.stringify(text)}`);
      for (const difference of differences(parsePython(text), expected, 3)) faults.push(`${JSON.stringify(text)}: ${difference}`);
    }
    expect(faults).toEqual([]);
  });
});

test('what each version accepts has no errors, and neither has 3.15', () => {
  expect([...Object.values(accepted).flat(), ...newest].filter((text) => parsePython(text).errors > 0)).toEqual([]);
});

test('what CPython rejects has errors', () => {
  expect(rejected.filter((text) => parsePython(text).errors === 0)).toEqual([]);
});
