/**
 * Scores what the engine says of deaths and of garbage: for each instance of a program's own classes, by what it dies and in which statement;
 * and for each type, how many objects only a collection at the end finds.
 *
 * A claim is right if as many of the instances that CPython saw made by that place died so, in the statement that is named, if one is.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Death, PythonFacts } from '../../server/src/engine/facts.ts';
import { ask, keyOf, type Interpreter, type OracleProgram } from '../harness/interpreters.ts';

type Life = readonly [
  type: string,
  line: number,
  scope: string,
  cause: 'count' | 'collector' | 'garbage' | 'exit',
  died: number,
  last: number,
];

export interface Lifetimes {
  readonly lives: readonly Life[];
  readonly garbage: Readonly<Record<string, number>>;
  readonly error: string | null;
  readonly truncated: boolean;
  readonly syntax?: string;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const script = join(here, '../score/lifetimes.py');

/** The answers of `lifetimes.py`, by `keyOf`; kept like those of the oracle. */
export async function observeLifetimes(
  interpreter: Interpreter,
  programs: readonly OracleProgram[],
): Promise<ReadonlyMap<string, Lifetimes>> {
  const identity = createHash('sha256')
    .update(interpreter.identity + readFileSync(script, 'utf8') + readFileSync(join(here, '../harness/oracle.py'), 'utf8'))
    .digest('hex');
  const path = join(here, `../../node_modules/.cache/decref-oracle/lifetimes-${identity.slice(0, 16)}.json`);
  let known: Record<string, Lifetimes> = {};
  try {
    known = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Lifetimes>;
  } catch {
    // the first time
  }
  const open = new Map(
    programs.map((program) => [keyOf(program), program]).filter(([key]) => !((key as string) in known)) as [string, OracleProgram][],
  );
  if (open.size > 0) {
    const asked = { ...interpreter, command: [interpreter.command[0], script] };
    for (const { id, ...answer } of await ask<Lifetimes>(asked, open)) known[id] = answer;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(known));
  }
  return new Map(Object.entries(known));
}

interface Tally {
  all: number;
  claimed: number;
  right: number;
}

export interface DeathTally {
  readonly instances: Tally;
  readonly lines: Tally;
  readonly garbage: Tally;
}

export const newDeathTally = (): DeathTally => {
  const tally = (): Tally => ({ all: 0, claimed: 0, right: 0 });
  return { instances: tally(), lines: tally(), garbage: tally() };
};

/** What is said of some of the objects of a place, and how many of them have not been seen to die so. */
interface Claim {
  readonly freed: Death;
  left: number;
}

/** Uses up a claim that a death bears out, one with its line first. */
function takeClaim(said: readonly Claim[], by: string, line: number | null): Death | null {
  const fitting = said.filter(
    ({ freed, left }) => freed.by === by && left > 0 && (freed.line === null || line === null || freed.line === line),
  );
  const claim = fitting.find(({ freed }) => freed.line !== null) ?? fitting[0];
  if (claim === undefined) return null;
  claim.left -= 1;
  return claim.freed;
}

/** Adds one program; answers with the wrong claims, in words. */
export function scoreDeaths(into: DeathTally, facts: PythonFacts, seen: Lifetimes): readonly string[] {
  if (seen.truncated || seen.error !== null || seen.syntax !== undefined) return [];
  const wrong: string[] = [];
  const claims = new Map<string, Claim[]>();
  for (const { type, line, scope, count, freed } of facts.objects()) {
    const key = `${type} ${line} ${scope}`;
    claims.set(key, [...(claims.get(key) ?? []), { freed, left: count ?? Infinity }]);
  }
  for (const life of seen.lives) {
    const [type, line, scope, cause, died, last] = life;
    if (line === 0) continue;
    into.instances.all += 1;
    if (cause === 'count' || cause === 'collector') into.lines.all += 1;
    const said = claims.get(`${type} ${line} ${scope}`) ?? [];
    if (said.length === 0 || said.some(({ freed }) => freed.by === 'unknown')) continue;
    into.instances.claimed += 1;
    const by = cause === 'garbage' ? 'collector' : cause;
    const isLine = cause === 'count' || cause === 'collector';
    const fits = takeClaim(said, by, isLine ? died : null);
    if (isLine && (fits === null ? said.some(({ freed }) => freed.line !== null) : fits.line !== null)) {
      into.lines.claimed += 1;
      if (fits !== null) into.lines.right += 1;
    }
    if (fits !== null) into.instances.right += 1;
    else {
      const words = said
        .map(({ freed, left }) => `${left} by ${freed.by}${freed.line === null ? '' : ` in line ${freed.line}`}`)
        .join(' or ');
      wrong.push(`${line} ${scope} ${type}: the engine says they die ${words}; CPython: ${cause} in line ${died} (${last})`);
    }
  }
  const garbage = facts.garbage();
  for (const type of new Set([...Object.keys(garbage), ...Object.keys(seen.garbage)])) {
    if (type === '*') continue;
    // what is not named is not there, unless it is said that others are not known
    const claim = type in garbage ? garbage[type] : '*' in garbage ? null : 0;
    into.garbage.all += 1;
    if (claim === null) continue;
    into.garbage.claimed += 1;
    if (claim === (seen.garbage[type] ?? 0)) into.garbage.right += 1;
    else wrong.push(`the engine leaves ${claim} ${type} to the collector, CPython found ${seen.garbage[type] ?? 0}`);
  }
  return wrong;
}

export function showDeaths({ instances, lines, garbage }: DeathTally): readonly string[] {
  const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${((100 * part) / whole).toFixed(2)} %`);
  const row = (name: string, { all, claimed, right }: Tally): string =>
    `| ${name} | ${all} | ${share(claimed, all)} | ${share(right, claimed)} |`;
  return [
    '| | all | claimed | right where claimed |',
    '|---|---|---|---|',
    row('deaths of instances', instances),
    row('of these with a line', lines),
    row('garbage at the end, by type', garbage),
  ];
}
