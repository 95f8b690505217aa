/**
 * Scores the engine on programs that nobody here wrote: what it claims against what a real CPython counts.
 *
 *     npm run score -- FOLDER… [--python 3.13] [--wrong 20]
 *
 * A place is a (scope, line, name). It is constant when its true count never varied in the run. Immortal and process-wide
 * objects, modules and builtins are left out. Prints the table for module level and functions, then that of deaths (see `deaths.ts`),
 * then the first wrong claims.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { comparePython, readPython, showPython, type PythonVersion } from '../../server/src/base/version.ts';
import type { NameRefs } from '../../server/src/engine/facts.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { interpreters, keyOf, observe, type Observation, type Observed, type OracleProgram } from '../harness/interpreters.ts';
import { contradiction, showCount } from '../harness/laws/counts.ts';
import { newDeathTally, observeLifetimes, scoreDeaths, showDeaths, type Lifetimes } from './deaths.ts';

interface Tally {
  places: number;
  constant: number;
  exact: number;
  exactRight: number;
  relative: number;
  relativeRight: number;
  range: number;
  rangeRight: number;
}

const tally = (): Tally => ({ places: 0, constant: 0, exact: 0, exactRight: 0, relative: 0, relativeRight: 0, range: 0, rangeRight: 0 });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { python: { type: 'string', default: '3.13' }, wrong: { type: 'string', default: '20' } },
});
const version = readPython(values.python);
const interpreter = version === null ? undefined : interpreters().find((one) => comparePython(one.version, version) === 0);
if (version === null || interpreter === undefined || positionals.length === 0) {
  console.error(
    `usage: npm run score -- FOLDER… --python 3.x (found: ${interpreters()
      .map(({ name }) => name)
      .join(', ')})`,
  );
  process.exit(2);
}

const files = positionals.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => join(folder, name)),
);
const programs = new Map<string, OracleProgram>(files.map((file) => [file, { source: readFileSync(file, 'utf8'), files: {}, gc: [] }]));
/** So many are asked at once that an interpreter answers in time; what was answered is kept. */
const AT_ONCE = 30;
const answers = new Map<string, Observation>();
const lifetimes = new Map<string, Lifetimes>();
// what watches lives needs a process for each program
const isNative = interpreter.name.startsWith('CPython');
for (let from = 0; from < programs.size; from += AT_ONCE) {
  const some = [...programs.values()].slice(from, from + AT_ONCE);
  for (const [key, answer] of await observe(interpreter, some, 'all', 'score')) answers.set(key, answer);
  if (isNative) for (const [key, lives] of await observeLifetimes(interpreter, some)) lifetimes.set(key, lives);
}
const deaths = newDeathTally();

const parts = { module: tally(), functions: tally() };
const wrong: string[] = [];
const slow: { file: string; milliseconds: number }[] = [];
let ended = 0;
for (const [file, program] of programs) {
  const seen = answers.get(keyOf(program));
  if (seen === undefined || seen.syntax !== undefined || seen.failure !== null) continue;
  ended += 1;
  scoreProgram(file, program, seen, version);
}
print(version);

function scoreProgram(file: string, program: OracleProgram, seen: Observation, on: PythonVersion): void {
  const begun = performance.now();
  const facts = pythonFacts(parse('python', program.source), { version: on, path: file });
  const claims = new Map(facts.refs().map((claim) => [placeKey(claim.line, claim.scope, claim.name), claim]));
  slow.push({ file, milliseconds: performance.now() - begun });
  const lives = lifetimes.get(keyOf(program));
  if (lives !== undefined) for (const each of scoreDeaths(deaths, facts, lives)) wrong.push(`${basename(file)}:${each}`);
  for (const [line, scope, name, observed] of seen.counts) {
    if (observed.some(([count, flags]) => count === -1 || /[SM]/.test(flags))) continue;
    scorePlace(
      scope === '<module>' ? parts.module : parts.functions,
      claims.get(placeKey(line, scope, name)),
      observed,
      `${basename(file)}:${line} ${scope} \`${name}\``,
    );
  }
}

function scorePlace(into: Tally, claim: NameRefs | undefined, observed: readonly Observed[], where: string): void {
  into.places += 1;
  if (new Set(observed.map(([count]) => count)).size === 1) into.constant += 1;
  const kind = claim?.refs.kind;
  if (claim === undefined || (kind !== 'exact' && kind !== 'relative' && kind !== 'range')) return;
  const against = contradiction(claim.refs, observed);
  into[kind] += 1;
  if (against === null) into[`${kind}Right`] += 1;
  else wrong.push(`${where}: ${showCount(claim.refs)}; ${against.replace(/^.*CPython/, 'CPython')}`);
}

function placeKey(line: number, scope: string, name: string): string {
  return `${line}\u0000${scope}\u0000${name}`;
}

function print(on: PythonVersion): void {
  const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${((100 * part) / whole).toFixed(2)} %`);
  console.log(`${ended} programs on ${interpreter?.name}, engine for ${showPython(on)}`);
  console.log(
    '| | places | constant | precision of exact | exact / constant | exact or relative / all | precision of relative | precision of range |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, each] of Object.entries(parts)) {
    console.log(
      `| ${name} | ${each.places} | ${each.constant} | ${share(each.exactRight, each.exact)} | ${share(each.exact, each.constant)} | ${share(each.exact + each.relative, each.places)} | ${share(each.relativeRight, each.relative)} | ${share(each.rangeRight, each.range)} |`,
    );
  }
  for (const line of showDeaths(deaths)) console.log(line);
  const times = slow.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
  console.log(
    `refs: median ${(times[times.length >> 1] ?? 0).toFixed(1)} ms, slowest ${(times.at(-1) ?? 0).toFixed(0)} ms; ${wrong.length} wrong claims`,
  );
  for (const each of wrong.slice(0, Number(values.wrong))) console.log(`  ${each}`);
}
