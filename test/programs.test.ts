/**
 * Random programs, the engine against CPython: no claim of the engine may be contradicted. A failure is cut down and printed as a page.
 *
 * `DECREF_PROGRAMS=2000 DECREF_SEED=7 DECREF_SHOWN=20 npx vitest run test/programs.test.ts` looks further;
 * `DECREF_PYTHONS='3.11 3.13'` asks those CPythons alone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePython, showPython, type PythonVersion } from '../server/src/base/version.ts';
import type { Count } from '../server/src/engine/facts.ts';
import { pythonFacts } from '../server/src/engine/python.ts';
import { parse } from '../server/src/syntax/parse.ts';
import { interpreters, keyOf, observe, type Interpreter, type Observation } from './harness/interpreters.ts';
import { contradiction } from './harness/laws/counts.ts';
import { programs, smaller } from './harness/programs.ts';

const NUMBER = Number(process.env.DECREF_PROGRAMS ?? 100);
/** Of programs that are contradicted, how many are cut down and shown for each interpreter. */
const SHOWN = Number(process.env.DECREF_SHOWN ?? 1);
const SEED = Number(process.env.DECREF_SEED ?? 1);
const ASKED = process.env.DECREF_PYTHONS?.split(' ');
const sources = fc.sample(programs(12), { numRuns: NUMBER, seed: SEED });

interface Contradiction {
  readonly line: number;
  readonly says: string;
}

/** What the engine says of a program that the interpreter contradicts, and how much it says at all. */
function compare(
  source: string,
  version: PythonVersion,
  seen: Observation,
): { readonly wrong: readonly Contradiction[]; readonly places: number; readonly exact: number } {
  const wrong: Contradiction[] = [];
  let places = 0;
  let exact = 0;
  let claims: ReadonlyMap<string, Count>;
  try {
    claims = new Map(
      pythonFacts(parse('python', source), { version })
        .refs()
        .map((each) => [`${each.line} ${each.scope} ${each.name}`, each.refs]),
    );
  } catch (error) {
    return {
      wrong: [
        {
          line: 1,
          says: `the engine throws: ${error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ') : String(error)}`,
        },
      ],
      places,
      exact,
    };
  }
  for (const [line, scope, name, observed] of seen.counts) {
    if (observed.some(([, flags]) => flags === 'S' || flags === 'M')) continue;
    places += 1;
    const claim = claims.get(`${line} ${scope} ${name}`);
    if (claim === undefined) continue;
    if (claim.kind === 'exact' || claim.kind === 'relative') exact += 1;
    const why = contradiction(claim, observed);
    if (why !== null) wrong.push({ line, says: `\`${name}\` in ${scope}: ${why}` });
  }
  return { wrong, places, exact };
}

const byLength = (texts: readonly string[]): readonly string[] => [...texts].sort((one, other) => one.length - other.length);

const asked = (source: string) => ({ source, files: {}, gc: [] });

async function answersOf(interpreter: Interpreter, texts: readonly string[]): Promise<readonly Observation[]> {
  const answers = await observe(interpreter, texts.map(asked), texts === sources ? 'these' : 'nothing', 'programs');
  return texts.map((text) => answers.get(keyOf(asked(text)))!);
}

/** Takes statements away as long as the engine stays wrong; all candidates of a round are run at once. */
async function cutDown(source: string, interpreter: Interpreter): Promise<string> {
  let current = source;
  for (let round = 0; round < 40; round += 1) {
    const candidates = smaller(current);
    const answers = await answersOf(interpreter, candidates);
    const wrong = candidates.filter(
      (text, index) =>
        answers[index].syntax === undefined &&
        !answers[index].failure &&
        compare(text, interpreter.version, answers[index]).wrong.length > 0,
    );
    if (wrong.length === 0) break;
    current = byLength(wrong)[0];
  }
  return current;
}

async function pageOf(source: string, interpreter: Interpreter): Promise<string> {
  const [seen] = await answersOf(interpreter, [source]);
  const { wrong } = compare(source, interpreter.version, seen);
  const lines = source
    .trimEnd()
    .split('\n')
    .flatMap((line, index) => [
      line,
      ...wrong.filter((each) => each.line === index + 1).map(({ says }) => `${/^ */.exec(line)![0]}# ${says}`),
    ]);
  return `Random program, seed ${SEED}, ${interpreter.name}:\n\n\`\`\`toml\npython = "${showPython(interpreter.version)}"\n\`\`\`\n\n\`\`\`py\n${lines.join('\n')}\n\`\`\`\n`;
}

describe('random programs', () => {
  it('are programs: they compile, and nearly all run to their end', { timeout: 300_000 }, async () => {
    const [newest] = interpreters()
      .filter(({ name }) => name.startsWith('pyodide'))
      .sort((one, other) => comparePython(other.version, one.version));
    const seen = await answersOf(newest, sources);
    expect(seen.filter(({ syntax }) => syntax !== undefined).map(({ syntax }) => syntax)).toEqual([]);
    expect(new Set(sources).size).toBeGreaterThan(NUMBER * 0.9);
    expect(seen.filter(({ error }) => error === null).length).toBeGreaterThan(NUMBER * 0.8);
  });

  const asked = interpreters().filter(
    ({ name, version }) => ASKED === undefined || (name.startsWith('CPython') && ASKED.includes(showPython(version))),
  );
  it.each(asked.map((interpreter) => ({ interpreter, name: interpreter.name })))(
    'are counted as $name counts',
    { timeout: 900_000 },
    async ({ interpreter }) => {
      const seen = await answersOf(interpreter, sources);
      let places = 0;
      let exact = 0;
      let run = 0;
      const failing: string[] = [];
      sources.forEach((source, index) => {
        // older ones cannot read every program
        if (seen[index].syntax !== undefined) return;
        expect(seen[index].failure, source).toBeNull();
        const result = compare(source, interpreter.version, seen[index]);
        run += 1;
        places += result.places;
        exact += result.exact;
        if (result.wrong.length > 0) failing.push(source);
      });
      if (process.env.DECREF_REPORT !== undefined)
        console.log(
          `${interpreter.name}: ${places} places, ${((100 * exact) / places).toFixed(1)} % exact or relative, ${failing.length} of ${run} programs contradicted`,
        );
      // silence is no virtue: an engine that knows little contradicts nobody
      expect(exact / places).toBeGreaterThan(0.5);
      if (failing.length === 0) return;
      const pages = new Set<string>();
      for (const source of byLength(failing).slice(0, SHOWN)) pages.add(await pageOf(await cutDown(source, interpreter), interpreter));
      const error = new Error(
        `${failing.length} of ${NUMBER} programs are contradicted; the shortest, cut down:\n\n${[...pages].join('\n')}`,
      );
      error.stack = error.message;
      throw error;
    },
  );
});
