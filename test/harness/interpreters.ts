/**
 * The CPythons that answer as oracle: every one from 3.8 on that this machine has, and the pinned pyodides.
 *
 * Programs are asked in one batch per interpreter. Answers are kept under `node_modules/.cache` by what was asked, of whom,
 * and by which oracle, so that a second run costs nothing; `DECREF_ORACLE=fresh` asks anew.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPython, type PythonVersion } from '../../server/src/base/version.ts';
import { findPythons } from '../../scripts/pythons.mjs';

export interface Interpreter {
  /** `CPython 3.13.0`, `pyodide 3.14`. */
  readonly name: string;
  readonly version: PythonVersion;
  readonly command: readonly string[];
  /** What its answers depend on. */
  readonly identity: string;
}

export interface OracleProgram {
  readonly source: string;
  /** Other files by name, which it may import. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines after which the collector is asked. */
  readonly gc: readonly number[];
}

/** Count (-1: immortal), flags (see `oracle.py`), and the change since entry for each parameter or free variable as which the object came. */
export type Observed = readonly [count: number, flags: string, deltas: Readonly<Record<string, number>>];

export interface Observation {
  /** The interpreter cannot compile the program. */
  readonly syntax?: string;
  /** By line, scope, name. */
  readonly counts: readonly (readonly [line: number, scope: string, name: string, seen: readonly Observed[]])[];
  readonly gc: Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;
  readonly stdout: string;
  readonly error: string | null;
  readonly garbage: Readonly<Record<string, number>>;
  readonly alive: Readonly<Record<string, number>>;
  readonly truncated: boolean;
  readonly failure: string | null;
  /** Modules that leave something when they are first imported, and were there before. */
  readonly loaded: readonly string[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const cacheFolder = join(here, '../../node_modules/.cache/decref-oracle');
const require = createRequire(import.meta.url);
const oracleHash = digest(readFileSync(join(here, 'oracle.py'), 'utf8'));
const PYODIDES = ['3.12', '3.13', '3.14'];
/** A batch that takes longer has a program that never ends. */
const LONGEST = 300_000;

let found: readonly Interpreter[] | undefined;

/** Oldest first, natives before pyodides. A pyodide that is not installed is an error: the proof must not narrow unnoticed. */
export function interpreters(): readonly Interpreter[] {
  found ??= [
    ...findPythons()
      .reverse()
      .map(({ version, path }): Interpreter => ({
        name: `CPython ${version}`,
        version: versionOf(version),
        command: [path, join(here, 'oracle.py')],
        identity: `cpython ${version} ${path}`,
      })),
    ...PYODIDES.map((minor): Interpreter => {
      const { version } = require(`pyodide-${minor}/package.json`) as { version: string };
      return {
        name: `pyodide ${minor}`,
        version: versionOf(minor),
        command: [process.execPath, join(here, 'pyodide.mjs'), minor],
        identity: `pyodide ${version}`,
      };
    }),
  ];
  return found;
}

const versionOf = (text: string): PythonVersion => readPython(text.split('.').slice(0, 2).join('.')) ?? [3, Number(text.split('.')[1])];

export const keyOf = (program: OracleProgram): string => digest(JSON.stringify([program.source, program.files, program.gc]));

/**
 * Asks one interpreter about programs; the answers come by `keyOf`.
 * `keep` says what stays in the named cache: these answers alone (so that it cannot grow without end), these beside all others, or nothing.
 */
export async function observe(
  interpreter: Interpreter,
  programs: readonly OracleProgram[],
  keep: 'nothing' | 'these' | 'all' = 'these',
  cache = 'pages',
): Promise<ReadonlyMap<string, Observation>> {
  const path = join(cacheFolder, `${cache}-${digest(interpreter.identity).slice(0, 16)}.json`);
  const known = keep === 'nothing' ? {} : readCache(path);
  const answers = new Map<string, Observation>();
  const open = new Map<string, OracleProgram>();
  for (const program of programs) {
    const key = keyOf(program);
    const answer = known[key];
    if (answer === undefined) open.set(key, program);
    else answers.set(key, answer);
  }
  if (open.size > 0) {
    for (const answer of await ask(interpreter, open)) answers.set(answer.id, answer);
    // that an interpreter was stopped says something of the machine, not of the program
    const kept = [...answers].filter(([, { failure }]) => failure?.startsWith('the interpreter ended') !== true);
    if (keep !== 'nothing') writeCache(path, { ...(keep === 'all' ? known : {}), ...Object.fromEntries(kept) });
  }
  return answers;
}

/** Asks without a cache. @typeParam Answer what the interpreter's script answers for a program. */
export async function ask<Answer = Observation>(
  interpreter: Interpreter,
  open: ReadonlyMap<string, OracleProgram>,
): Promise<readonly (Answer & { readonly id: string })[]> {
  const programs = [...open].map(([id, program]) => ({ id, ...program }));
  const [command, ...rest] = interpreter.command;
  const child = spawn(command, rest, {
    cwd: tmpdir(),
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LONGEST,
    env: { ...process.env, PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
  });
  let output = '';
  let complaint = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  child.stdin.on('error', () => {}).end(JSON.stringify({ programs }));
  const status = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? code}`));
  });
  const answers = output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer & { readonly id: string });
  if (answers.length < open.size) {
    throw new Error(`${interpreter.name} answered ${answers.length} of ${open.size} programs; ${status}\n${complaint.slice(-2000)}`);
  }
  return answers;
}

function readCache(path: string): Record<string, Observation> {
  if (process.env.DECREF_ORACLE === 'fresh') return {};
  try {
    const cache = JSON.parse(readFileSync(path, 'utf8')) as { oracle: string; answers: Record<string, Observation> };
    return cache.oracle === oracleHash ? cache.answers : {};
  } catch {
    return {};
  }
}

function writeCache(path: string, answers: Record<string, Observation>): void {
  mkdirSync(cacheFolder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, JSON.stringify({ oracle: oracleHash, answers }));
  renameSync(`${path}.${process.pid}`, path);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
