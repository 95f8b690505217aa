/**
 * Law 2: CPython's number lies within the engine's, and an exact claim is exact.
 *
 * Two readings of it. Every `refs` and `gc` mark must hold for the engine and for each CPython. And every claim that the engine
 * makes about the program, marked or not, is held against what each CPython counted.
 */
import type { Count, NameRefs } from '../../../server/src/engine/facts.ts';
import { pythonFacts } from '../../../server/src/engine/python.ts';
import { factsOf } from '../../../server/src/ide/facts.ts';
import { showPython, type PythonVersion } from '../../../server/src/base/version.ts';
import { parse } from '../../../server/src/syntax/parse.ts';
import type { Observation, Observed } from '../interpreters.ts';
import { holding, type Claim, type GarbageMark, type RefsMark } from '../marks.ts';
import type { Program } from '../page.ts';
import type { Project } from '../project.ts';
import { statementAt } from '../statements.ts';
import type { Problems } from './problem.ts';

const keyOf = (line: number, scope: string, name: string): string => `${line}\u0000${scope}\u0000${name}`;

/** What the engine says, by line, scope and name. */
export function claimsOf(project: Project, version: PythonVersion): ReadonlyMap<string, NameRefs> {
  const known = factsOf(project.snapshot(version), project.path);
  if (known?.language !== 'python') return new Map();
  return new Map(known.facts.refs().map((each) => [keyOf(each.line, each.scope, each.name), each]));
}

/**
 * Why what CPython saw contradicts a claim of the engine, or `null`.
 * A caller may hand over an immortal or process-wide object (a small number, `None`), whose count says nothing of the function.
 */
export function contradiction(claim: Count, seen: readonly Observed[]): string | null {
  for (const [count, flags, deltas] of seen) {
    const isShared = count === -1 || flags === 'S';
    const fits =
      claim.kind === 'unknown' || ((claim.kind === 'exact' || claim.kind === 'range') && claim.unless === 'shared' && isShared)
        ? true
        : claim.kind === 'immortal'
          ? count === -1
          : claim.kind === 'shared'
            ? flags !== 'U' && flags !== 'C'
            : claim.kind === 'relative'
              ? count === -1 || flags === 'S' || deltas[claim.base] === claim.delta
              : count === -1
                ? claim.kind === 'range' && claim.max === null
                : claim.kind === 'exact'
                  ? count === claim.count
                  : count >= claim.min && (claim.max === null || count <= claim.max);
    if (!fits) return `the engine says ${showCount(claim)}, CPython counted ${showSeen(seen)}`;
  }
  return null;
}

export const showCount = (count: Count): string =>
  count.kind === 'exact'
    ? `exactly ${count.count}`
    : count.kind === 'range'
      ? `${count.min}..${count.max ?? ''}`
      : count.kind === 'relative'
        ? `${count.base}'s entry${signed(count.delta)}`
        : count.kind === 'unknown'
          ? `unknown (${count.why})`
          : count.kind;

const signed = (delta: number): string => (delta < 0 ? String(delta) : `+${delta}`);

const showSeen = (seen: readonly Observed[]): string =>
  [
    ...new Set(
      seen.map(([count, flags, deltas]) => {
        const entries = Object.entries(deltas)
          .map(([name, delta]) => ` (${name}'s entry${signed(delta)})`)
          .join('');
        return count === -1 ? 'immortal' : flags === 'S' ? `${count} (shared)${entries}` : `${count}${entries}`;
      }),
    ),
  ].join(', ');

/** Holds all claims of the engine for one version against one interpreter. */
export function checkClaims(
  program: Program,
  project: Project,
  version: PythonVersion,
  seen: Observation,
  where: string,
  problems: Problems,
): void {
  const claims = claimsOf(project, version);
  for (const [line, scope, name, observed] of seen.counts) {
    const claim = claims.get(keyOf(line, scope, name));
    const wrong = claim === undefined ? null : contradiction(claim.refs, observed);
    if (wrong !== null) problems.add(program.main.lines[line - 1], `\`${name}\` in ${scope}: ${wrong}`, where);
  }
  const known = factsOf(project.snapshot(version), project.path);
  if (known?.language !== 'python' || seen.error !== null || seen.truncated) return;
  for (const [type, count] of Object.entries(known.facts.garbage())) {
    if (count === null || count === (seen.garbage[type] ?? 0)) continue;
    // this process had imported before what would have left them
    if (seen.loaded.length > 0 && ofImports.has(type)) continue;
    problems.add(
      program.main.lines.at(-1) ?? 1,
      `the engine says that ${count} ${type} are left to the collector, CPython found ${seen.garbage[type] ?? 0}`,
      where,
    );
  }
}

/** What the first import of some modules leaves. */
const ofImports = new Set(['type', 'dict', 'tuple', 'getset_descriptor', 'function']);

/** Holds the marks of a program against the engine on one version. */
export function checkMarksOfEngine(program: Program, project: Project, version: PythonVersion, problems: Problems): void {
  const where = `Python ${showPython(version)}`;
  const claims = claimsOf(project, version);
  for (const { at, place, name, claim } of wanted(program, version, problems)) {
    const said = claims.get(keyOf(place.line, place.scope, name))?.refs;
    if (said === undefined) problems.add(at, `the engine says nothing of \`${name}\``, where);
    else if (!says(said, claim)) problems.add(at, `\`${name}\` is marked ${showClaim(claim)}; the engine says ${showCount(said)}`, where);
  }
  for (const mark of garbageMarks(program, version)) {
    const garbage = garbageAfter(program.main.text, mark.line, version);
    if (garbage === null) continue;
    for (const [type, count] of mark.types) {
      if ((garbage[type] ?? 0) !== count)
        problems.add(mark.at, `the engine says that ${garbage[type] ?? 0} ${type} are left to the collector, marked ${count}`, where);
    }
  }
}

/** What the engine leaves to the collector after a line (from 0): the answer for the program that ends there. `null` inside a block. */
function garbageAfter(text: string, line: number, version: PythonVersion): Readonly<Record<string, number | null>> | null {
  const lines = text.split('\n');
  const next = lines.slice(line + 1).find((each) => /^\s*[^#\s]/.test(each));
  if (next !== undefined && /^\s/.test(next)) return null;
  return pythonFacts(parse('python', `${lines.slice(0, line + 1).join('\n')}\n`), { version }).garbage();
}

/** Holds the marks of a program against one interpreter. */
export function checkMarksOfCPython(program: Program, version: PythonVersion, seen: Observation, where: string, problems: Problems): void {
  const observed = new Map(seen.counts.map(([line, scope, name, each]) => [keyOf(line, scope, name), each]));
  for (const { at, place, name, claim } of wanted(program, version, problems)) {
    const found = observed.get(keyOf(place.line, place.scope, name));
    if (found === undefined) problems.add(at, `CPython never ended this statement with \`${name}\` bound`, where);
    else if (!found.every((each) => measures(each, claim)))
      problems.add(at, `\`${name}\` is marked ${showClaim(claim)}; CPython counted ${showSeen(found)}`, where);
  }
  for (const mark of garbageMarks(program, version)) {
    const found = seen.gc[String(statementLine(program, mark))];
    if (found === undefined) {
      problems.add(mark.at, 'a `gc` mark stands at module level, behind a statement that runs', where);
      continue;
    }
    for (const garbage of found) {
      for (const [type, count] of mark.types) {
        if ((garbage[type] ?? 0) !== count)
          problems.add(mark.at, `marked ${type}=${count}; CPython's collector found ${garbage[type] ?? 0}`, where);
      }
    }
  }
}

/** The lines (from 1) after which the collector is asked. */
export const linesWithGarbageMarks = (program: Program): readonly number[] => [
  ...new Set(program.main.marks.filter((mark): mark is GarbageMark => mark.kind === 'gc').map((mark) => statementLine(program, mark))),
];

function garbageMarks(program: Program, version: PythonVersion): readonly GarbageMark[] {
  const marks = program.main.marks.filter((mark): mark is GarbageMark => mark.kind === 'gc');
  return holding(marks, version, (plain, other) => plain.line === other.line);
}

/** The line (from 1) that the oracle knows a mark's statement by. */
const statementLine = (program: Program, mark: GarbageMark): number => statementAt(program.main.text, mark.line)?.line ?? mark.line + 1;

/** The `refs` claims that hold on a version: where a conditional mark speaks of a name, a plain one does not. */
function wanted(program: Program, version: PythonVersion, problems: Problems) {
  const marks = program.main.marks.filter((mark): mark is RefsMark => mark.kind === 'refs');
  const single = marks.flatMap((mark) => [...mark.claims].map(([name, claim]) => ({ ...mark, name, claim })));
  return holding(single, version, (plain, other) => plain.line === other.line && plain.name === other.name).flatMap((mark) => {
    const place = statementAt(program.main.text, mark.line);
    if (place === null) problems.add(mark.at, 'no statement stands here');
    return place === null ? [] : [{ at: mark.at, place, name: mark.name, claim: mark.claim }];
  });
}

const says = (said: Count, claim: Claim): boolean =>
  claim.kind === 'exact'
    ? said.kind === 'exact' && said.count === claim.count
    : claim.kind === 'range'
      ? said.kind === 'range' && said.min === claim.min && said.max === claim.max
      : claim.kind === 'relative'
        ? said.kind === 'relative' && said.delta === claim.delta
        : said.kind === claim.kind;

const measures = ([count, flags, deltas]: Observed, claim: Claim): boolean =>
  claim.kind === 'exact'
    ? count === claim.count
    : claim.kind === 'range'
      ? count >= claim.min && (claim.max === null || count <= claim.max)
      : claim.kind === 'relative'
        ? Object.values(deltas).includes(claim.delta)
        : claim.kind === 'immortal'
          ? count === -1
          : claim.kind === 'shared'
            ? flags !== 'U' && flags !== 'C'
            : true;

const showClaim = (claim: Claim): string =>
  claim.kind === 'exact'
    ? String(claim.count)
    : claim.kind === 'range'
      ? `${claim.min}..${claim.max ?? ''}`
      : claim.kind === 'relative'
        ? `entry${signed(claim.delta)}`
        : claim.kind;
