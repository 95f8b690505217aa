/**
 * The book of births and deaths of a run: for each place that makes objects, how many it made, and where and by what they die.
 *
 * A death is claimed only if it is the same on every way the run could take: an object that may be alive on one of them at the end,
 * or of which code that was not followed may know, dies we do not know where. What was noted of a call that was taken back counts for nothing.
 */
import { Py } from '../syntax/python/kinds.ts';
import { NONE } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import { find, livingIn, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, UNKNOWN } from './domain/value.ts';
import type { Death, ObjectFact } from './facts.ts';
import { unreachableIn } from './garbage.ts';
import { holdersAtEnd } from './holders.ts';
import type { Code, Program } from './lower/code.ts';
import type { Session } from './machine.ts';

/** `at`: the number of instructions that had run; `sure`: there was only one way. */
interface Demise {
  readonly at: number;
  readonly line: number;
  readonly sure: boolean;
  readonly by: 'count' | 'collector';
}

interface Life {
  /** `null`: no construct that is told of made it (a number, a text). */
  readonly place: Place | null;
  readonly born: number;
  readonly sure: boolean;
  readonly deaths: Demise[];
}

interface Place {
  readonly type: string;
  readonly line: number;
  readonly scope: string;
  readonly site: Node;
  /** Stands in a function: code that is not followed may make more objects there. */
  readonly inFunction: boolean;
  readonly lives: number[];
  lost: boolean;
}

export interface Ledger {
  readonly program: Program;
  readonly lines: Map<Node, number>;
  readonly lives: Map<number, Life>;
  /** By line, construct, scope and type. */
  readonly places: Map<string, Place>;
}

/** How a run ended. */
export interface End {
  /** The heaps in which it may have ended; none if it was given up. */
  readonly heaps: readonly Heap[];
  /** The heap of the normal end. */
  readonly heap: Heap | null;
  /** Objects are kept away from the collector (`gc.freeze`), or may be. */
  readonly isFrozen: boolean;
  /** What was surely garbage at some time. */
  readonly doomed: ReadonlySet<number>;
  /** Code of the file may have run that was not followed. */
  readonly unseen: boolean;
  /** Modules of the library that were imported, and calls of which it is not known what they leave; whether surely. */
  readonly used: ReadonlyMap<string, boolean>;
  /** If it was given up: before this line the module's statements were over. */
  readonly overBefore: number;
}

export const newLedger = (program: Program): Ledger => ({ program, lines: new Map(), lives: new Map(), places: new Map() });

/** @param node what made it. @param at instructions that had run. @param sure the run could go no other way. */
export function noteBirth(ledger: Ledger, code: Code, object: HeapObject, node: Node, at: number, sure: boolean): void {
  const type = object.type ?? 'object';
  const line = statementLine(ledger, node);
  const scope = scopeOf(code);
  const key = `${line} ${object.site} ${scope} ${type}`;
  let place = ledger.places.get(key);
  if (place === undefined) {
    place = { type, line, scope, site: object.site, inFunction: scope !== '<module>', lives: [], lost: false };
    ledger.places.set(key, place);
  }
  if (!ledger.lives.has(object.id)) place.lives.push(object.id);
  ledger.lives.set(object.id, {
    place,
    born: at,
    sure: sure && !ledger.lives.has(object.id),
    deaths: ledger.lives.get(object.id)?.deaths ?? [],
  });
}

/** Comprehensions have no scope of their own in what is told. */
const scopeOf = (code: Code): string => code.qualname.replace(/(?:\.<locals>)?\.?<(?:listcomp|setcomp|dictcomp)>$/, '') || '<module>';

/** @param examples the examples of docstrings that run, if they do: what is behind the text of the file is what they consist of. */
export function noteDeath(
  ledger: Ledger,
  id: number,
  node: Node,
  at: number,
  sure: boolean,
  by: 'count' | 'collector',
  examples: Session['examples'] = null,
): void {
  let life = ledger.lives.get(id);
  if (life === undefined) ledger.lives.set(id, (life = { place: null, born: 0, sure: false, deaths: [] }));
  const own = statementLine(ledger, node);
  const line = examples !== null && own > ledger.program.lastLine ? statementLine(ledger, examples.place) : own;
  // the copies that doctest has of the namespace may hold it still
  const held = examples !== null && life.born < examples.since;
  life.deaths.push({ at, line, sure: sure && !held, by });
  if (held && life.place !== null) life.place.lost = true;
}

const { FunctionDef, AsyncFunctionDef, ClassDef, ExceptHandler, match_case } = Py;
const statements = new Set<number>([
  FunctionDef,
  AsyncFunctionDef,
  ClassDef,
  Py.Return,
  Py.Delete,
  Py.Assign,
  Py.TypeAlias,
  Py.AugAssign,
  Py.AnnAssign,
  Py.For,
  Py.AsyncFor,
  Py.While,
  Py.If,
  Py.With,
  Py.AsyncWith,
  Py.Match,
  Py.Raise,
  Py.Try,
  Py.TryStar,
  Py.Assert,
  Py.Import,
  Py.ImportFrom,
  Py.Expr,
  Py.Pass,
  Py.Break,
  Py.Continue,
  Py.Global,
  Py.Nonlocal,
  ExceptHandler,
  match_case,
]);

/** The first line of the statement, or of the header of a compound one, that a node stands in. */
function statementLine(ledger: Ledger, node: Node): number {
  const known = ledger.lines.get(node);
  if (known !== undefined) return known;
  const { tree } = ledger.program;
  let at = node;
  while (at > 0 && tree.parent[at] !== NONE && !statements.has(tree.kind[at])) at = tree.parent[at];
  const line = at < 0 ? 0 : ledger.program.lineOf(at);
  ledger.lines.set(node, line);
  return line;
}

/** What was noted from an instruction on did not happen, or not so. */
export function takeBack(ledger: Ledger, since: number): void {
  for (const life of ledger.lives.values()) {
    if (life.place === null) while ((life.deaths.at(-1)?.at ?? -1) >= since) life.deaths.pop();
    else if (life.born >= since || life.deaths.some(({ at }) => at >= since)) life.place.lost = true;
  }
}

/** What is known when the run is over. */
interface Verdicts {
  readonly ledger: Ledger;
  readonly end: End;
  readonly garbage: ReadonlySet<number>;
  readonly kept: ReadonlySet<number>;
}

const verdictsOf = (ledger: Ledger, end: End): Verdicts => ({
  ledger,
  end,
  garbage: unreachableIn(end.isFrozen ? null : end.heap).sure,
  kept: end.heap === null ? new Set<number>() : surelyReached(end.heap),
});

/** Where the objects die that a name stood for. */
export function deathOfAny(ledger: Ledger, end: End): (ids: ReadonlySet<number>) => Death {
  const verdicts = verdictsOf(ledger, end);
  return (ids) => (ids.size === 0 ? unknown('it is not known which object it is') : agreed([...ids].map((id) => deathOf(verdicts, id))));
}

function deathOf({ ledger, end, garbage, kept }: Verdicts, id: number): Death {
  const life = ledger.lives.get(id);
  if (life?.place?.lost === true) return unknown('what happened in a call could not be followed to its end');
  if (end.doomed.has(id)) return { by: 'collector', line: null };
  if (end.heaps.some((heap) => isAlive(heap, id))) {
    if (kept.has(id)) return { by: 'exit', line: null };
    if (garbage.has(id)) return { by: 'collector', line: null };
    return unknown('code that is not simulated may hold it, or it differs from one way to another');
  }
  const deaths = life?.deaths ?? [];
  const certain = deaths.some(({ sure }) => sure) && (life?.sure === true || life?.place === null);
  if (deaths.length === 0 || (!certain && (end.heaps.length === 0 || life?.place === null)))
    return unknown(end.heaps.length === 0 ? 'the simulation was given up before it died' : 'it differs from one way to another');
  const [first] = deaths;
  if (deaths.some(({ by }) => by !== first.by)) return unknown('it differs from one way to another');
  return { by: first.by, line: deaths.every(({ line }) => line === first.line) ? first.line : null };
}

const unknown = (why: string): Death => ({ by: 'unknown', line: null, why });

const isAlive = (heap: Heap, id: number): boolean => find(heap, id) !== undefined && !look(heap, id).dead;

/** All that the namespaces of modules lead to for sure: alive until the interpreter ends. */
function surelyReached(heap: Heap): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting: number[] = [];
  for (const object of livingIn(heap)) if (object.outsideLow > 0) waiting.push(object.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || reached.has(id)) continue;
    reached.add(id);
    const object = look(heap, id);
    if (object.many) continue;
    for (const item of object.items) if (isOne(item)) waiting.push(item);
  }
  return reached;
}

/** Objects that one place made, those together that die alike; in the order in which the first of each was made. */
function byFate(verdicts: Verdicts, lives: readonly number[]): Iterable<readonly [readonly number[], Death]> {
  const groups = new Map<string, [number[], Death]>();
  for (const id of lives) {
    const freed = deathOf(verdicts, id);
    const key = `${freed.by} ${freed.line} ${freed.why}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [[id], freed]);
    else group[0].push(id);
  }
  return groups.values();
}

/** An answer for each place that makes objects, and where these die in different ways one for each, in the order of the lines. */
export function objectsIn(ledger: Ledger, end: End): readonly ObjectFact[] {
  const { program } = ledger;
  const verdicts = verdictsOf(ledger, end);
  const older = new Set<Node>();
  for (const heap of end.heaps) for (const object of livingIn(heap)) if (object.many) older.add(object.site);
  const facts: ObjectFact[] = [];
  for (const place of ledger.places.values()) {
    const { type, line, scope } = place;
    if (place.lives.length === 0 || line > program.lastLine) continue;
    const over = end.heaps.length > 0 || (!place.inFunction && line < end.overBefore);
    const uncertain = place.inFunction && end.unseen;
    const countable = over && !uncertain && !place.lost && place.lives.every((id) => ledger.lives.get(id)?.sure === true);
    const told = (lives: readonly number[], freed: Death): void => {
      const holders = freed.by === 'exit' && lives.length === 1 && end.heap !== null ? holdersAtEnd(program, end.heap, lives[0]) : [];
      facts.push({ type, line, scope, count: countable ? lives.length : null, freed, holders });
    };
    if (older.has(place.site)) told(place.lives, unknown('it is one of many that the same place makes'));
    else if (!over) told(place.lives, unknown('the simulation was given up'));
    else if (uncertain) told(place.lives, unknown('code that is not simulated may make more of them'));
    else if (countable) for (const [lives, freed] of byFate(verdicts, place.lives)) told(lives, freed);
    else told(place.lives, agreed(place.lives.map((id) => deathOf(verdicts, id))));
  }
  return facts.sort((one, other) => one.line - other.line || compare(one.scope, other.scope) || compare(one.type, other.type));
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What is true of all of several objects. */
function agreed(deaths: readonly Death[]): Death {
  const [first] = deaths;
  const doubtful = deaths.find((death) => death.by === 'unknown');
  if (doubtful !== undefined) return doubtful;
  if (deaths.some((death) => death.by !== first.by)) return unknown('some die another way than others');
  return { by: first.by, line: deaths.every((death) => death.line === first.line) ? first.line : null };
}

/** The types of all objects that were made. */
export const typesIn = (ledger: Ledger): ReadonlySet<string> => new Set([...ledger.places.values()].map(({ type }) => type));
