/** The collector as a program commands it: what a collection surely frees dies there, and what it leaves out for a generation or a freeze does not. */
import { escape, livingIn, look } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { membersOf, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { collectGarbage, unreachableIn } from '../garbage.ts';
import type { Moment, Session } from '../machine.ts';
import { collectorThresholds, collectsInParts } from '../model/allocator.ts';
import type { Keyword } from './call.ts';
import { finalizeGarbage } from './finalizer.ts';
import { letGo } from './loss.ts';
import { bool, make, none, payload, result } from './object.ts';

type Command = (m: Moment, args: readonly Value[], keywords: readonly Keyword[]) => Value | null;

/** Under these names the memory of a session keeps up to which number objects are frozen, whether the collector runs by itself, and whether its thresholds are other ones. */
const FROZEN = 'gc.freeze';
const ENABLED = 'gc.enable';
const THRESHOLD = 'gc.set_threshold';
/** It is not known which objects are frozen. */
const PERHAPS = Infinity;

export const collectorCommands: Readonly<Record<string, Command>> = {
  'gc.collect': (m, args, keywords) => {
    const given = args[0] ?? keywords.find(({ name }) => name === 'generation')?.value;
    // what a caller gave may be held by garbage of before
    letGo(m, 'given');
    collect(m, given === undefined || payload(m, given) === 2);
    return result(m, 'int', undefined);
  },
  'gc.freeze': (m) => {
    m.session.memo.set(FROZEN, m.session.undecided > 0 ? PERHAPS : m.session.count);
    return none(m);
  },
  'gc.unfreeze': (m) => {
    m.session.memo.set(FROZEN, m.session.undecided > 0 ? PERHAPS : 0);
    return none(m);
  },
  'gc.enable': (m) => note(m, ENABLED, 1),
  'gc.disable': (m) => note(m, ENABLED, 0),
  'gc.isenabled': (m) => {
    const enabled = m.session.memo.get(ENABLED);
    return enabled === 0 || enabled === 1 ? bool(m, enabled === 1) : result(m, 'bool', undefined);
  },
  'gc.set_threshold': (m, args) => {
    const before = thresholds(m);
    const given = args.map((each) => payload(m, each));
    const isKnown = m.session.undecided === 0 && before.length > 0 && given.every((each) => typeof each === 'number');
    const after = before.map((each, at) => (given[at] as number | undefined) ?? each);
    // 3.14 has none for the oldest
    if (collectsInParts(m.session.version)) after[2] = 0;
    for (const at of before.keys()) m.session.memo.set(`${THRESHOLD}:${at}`, after[at]);
    m.session.memo.set(THRESHOLD, isKnown ? 1 : PERHAPS);
    return none(m);
  },
  'gc.get_threshold': (m) => triple(m, thresholds(m)),
  'gc.get_count': (m) => triple(m, []),
  'gc.is_tracked': (m, args) => (args.length === 1 ? result(m, 'bool', undefined) : null),
  'gc.is_finalized': (m, args) => (args.length === 1 ? result(m, 'bool', undefined) : null),
  'gc.get_freeze_count': (m) => result(m, 'int', m.session.memo.get(FROZEN) === 0 ? 0 : undefined),
  // a list of all that the collector looks after
  'gc.get_objects': (m) => shownAll(m),
  'gc.get_referrers': (m) => shownAll(m),
};

/** Whether something is kept away from the collector, or may be. */
export const hasFrozen = ({ memo }: Session): boolean => (memo.get(FROZEN) ?? 0) > 0;

/** A collection now: of everything, or of some generations, of which it is not known what they have. */
function collect(m: Moment, isFull: boolean): void {
  const { session } = m;
  const frozen = session.memo.get(FROZEN) ?? 0;
  const garbage = unreachableIn(m.heap).sure;
  if (!isFull || frozen === PERHAPS || (frozen > 0 && session.keyed.size > 0)) {
    escape(m.heap, [...garbage]);
    return;
  }
  const kept = frozen === 0 ? new Set<number>() : leadTo(m.heap, garbage, frozen);
  finalizeGarbage(m, kept.size === 0 ? garbage : new Set([...garbage].filter((id) => !kept.has(id))));
  // up to 3.8 nothing is freed if a `__del__` made anything of it reachable again that the collector looks after
  if (session.version[1] < 9) {
    const { sure } = unreachableIn(m.heap);
    const isAlive = ({ dead, kind, type }: HeapObject): boolean => !dead && kind !== 'constant' && type !== 'object';
    if ([...garbage].some((id) => isAlive(look(m.heap, id)) && !sure.has(id))) return;
  }
  collectGarbage(m.heap, session.mortuary, kept);
}

/** The frozen ones among what is garbage, and all garbage that these lead to: the collector takes it for held. */
function leadTo(heap: Heap, garbage: ReadonlySet<number>, frozen: number): ReadonlySet<number> {
  const kept = new Set<number>();
  const waiting = [...garbage].filter((id) => id <= frozen);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (kept.has(id) || !garbage.has(id)) continue;
    kept.add(id);
    const { items, bag } = look(heap, id);
    for (const item of items) waiting.push(...membersOf(item));
    waiting.push(...bag);
  }
  return kept;
}

/** The thresholds as they are now; none where they are not known. */
function thresholds({ session }: Moment): readonly number[] {
  const { memo, version } = session;
  if (!memo.has(THRESHOLD)) return collectorThresholds(version);
  return memo.get(THRESHOLD) === 1 ? [0, 1, 2].map((at) => memo.get(`${THRESHOLD}:${at}`) ?? 0) : [];
}

function note(m: Moment, what: string, value: number): Value {
  m.session.memo.set(what, m.session.undecided > 0 ? PERHAPS : value);
  return none(m);
}

/** A new tuple of three whole numbers. */
function triple(m: Moment, values: readonly number[]): Value {
  const tuple = make(m, 'tuple', 'tuple', 'numbers');
  for (let at = 0; at < 3; at += 1) {
    const number = make(m, 'constant', 'int', `number:${at}`);
    number.perhapsShared = true;
    number.data = values[at];
    tuple.items.push(number.id);
    tuple.places.push(0);
  }
  return tuple.id;
}

function shownAll(m: Moment): Value {
  escape(
    m.heap,
    livingIn(m.heap).flatMap(({ id, kind }) => (kind === 'constant' || kind === 'frame' ? [] : [id])),
  );
  return UNKNOWN;
}
