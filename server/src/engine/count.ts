/** Turns what the heap knows about an object into the answer that a reader gets, and puts together the answers of several ways. */
import type { PythonVersion } from '../base/version.ts';
import type { Count } from './facts.ts';
import { find, look } from './domain/heap.ts';
import type { Content } from './step/loss.ts';
import type { Heap } from './domain/heap.ts';
import { ANY, leastCount, mostCount } from './domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';

/** The parameters of the function that is looked at. */
export interface Entered {
  readonly names: readonly string[];
  /** The objects that stand for what is given, by slot; empty in a replay. */
  readonly objects: readonly number[];
  /** Whether two slots could be given one object. */
  mayBeOne(one: number, other: number): boolean;
  /** Whether what was given for a slot could be a constant of the file whose count has changed since. */
  mayBeConstant(slot: number): boolean;
  /** Names of the frame's slots. */
  readonly locals: readonly string[];
  /** Whether a local variable that holds an object of the outside could hold what was given for a slot. */
  mayHold(slot: number, local: string): boolean;
  areCompared(slot: number, local: string): boolean;
}

/** How many references the object has that a name stands for; `null` if nothing is bound. */
export function countOfValue(heap: Heap, value: Value, version: PythonVersion, entered: Entered, frame: number): Count | null {
  if (isOne(value)) return value === NOTHING ? null : countOfObject(heap, value, version, entered, frame);
  let answer: Count | null = null;
  for (const member of membersOf(value)) {
    if (member === NOTHING) continue;
    const one = countOfObject(heap, member, version, entered, frame, 1);
    answer = answer === null ? one : joinCounts(answer, one);
  }
  return answer;
}

/** `chosen`: 1 if the place that is asked may hold another object as well; that it holds this one is then one reference more than is sure. */
function countOfObject(heap: Heap, id: number, version: PythonVersion, entered: Entered, frame: number, chosen: 0 | 1 = 0): Count {
  if (id === UNKNOWN) return { kind: 'unknown', why: 'it comes from code that is not simulated' };
  const object = look(heap, id);
  if (object.counting === 'immortal')
    return object.kind === 'external' ? { kind: 'unknown', why: 'a library object' } : { kind: 'immortal' };
  if (object.counting === 'shared') return { kind: 'shared' };
  const high = mostCount(object);
  const low = object.many ? 0 : Math.min(leastCount(object) + chosen, high);
  if (object.base !== 0) {
    const exact = low === high && Math.abs(low) < ANY / 2;
    if (exact && (version[1] < 14 || ownsOnlyItsSlot(heap, id, object.base - 1, frame))) {
      if (
        othersMoved(heap, object.base - 1, entered) ||
        entered.mayBeConstant(object.base - 1) ||
        heldUnseen(heap, object.base - 1, entered, frame)
      )
        return { kind: 'unknown', why: 'another argument may be the same object' };
      return { kind: 'relative', base: entered.names[object.base - 1], delta: low - 1 };
    }
    return {
      kind: 'unknown',
      why: exact ? 'the argument may be borrowed from the caller' : 'code that is not simulated may hold it or let it go',
    };
  }
  if (low === high && low > 0) return { kind: 'exact', count: low, ...(object.perhapsShared ? { unless: 'shared' as const } : {}) };
  const min = Math.max(1, low);
  if (min === high) return { kind: 'exact', count: min, ...(object.perhapsShared ? { unless: 'shared' as const } : {}) };
  return {
    kind: 'range',
    min,
    max: high > ANY / 2 ? null : Math.max(min, high),
    ...(object.perhapsShared ? { unless: 'shared' as const } : {}),
  };
}

/**
 * Whether a local variable holds some object of the outside that may be the one a parameter was given: one that an attribute refers to, unless it is of
 * another type; one that came another way, if the function itself asks whether they are the same.
 */
function heldUnseen(heap: Heap, slot: number, entered: Entered, frame: number): boolean {
  const { items } = look(heap, frame);
  for (let at = 0; at < entered.locals.length; at += 1) {
    for (const member of membersOf(items[at] ?? NOTHING)) {
      const may =
        member === UNKNOWN
          ? entered.areCompared(slot, entered.locals[at])
          : isForeign(heap, member) &&
            entered.mayHold(slot, entered.locals[at]) &&
            couldBe(heap, entered.objects[slot], look(heap, member).data as Content | undefined);
      if (may) return true;
    }
  }
  return false;
}

/** Whether what an attribute refers to could be the object of a parameter, by what the file stores there. */
function couldBe(heap: Heap, parameter: number, content: Content | undefined): boolean {
  if (content === undefined || content.held === 'given') return true;
  if (content.held === 'plain') return false;
  const object = look(heap, parameter);
  const type = object.kind === 'instance' ? object.items[0] : NOTHING;
  return !isOne(type) || type <= UNKNOWN || content.makers.has((look(heap, type).data as { name: string }).name);
}

const isForeign = (heap: Heap, id: number): boolean => id > UNKNOWN && look(heap, id).kind === 'opaque' && look(heap, id).base === 0;

/** Whether the count of another parameter changed that may have been given the very same object. */
function othersMoved(heap: Heap, slot: number, entered: Entered): boolean {
  return entered.objects.some((id, other) => {
    if (other === slot) return false;
    const object = find(heap, id);
    const unmoved = object !== undefined && leastCount(object) === 1 && mostCount(object) === 1;
    return !unmoved && entered.mayBeOne(slot, other);
  });
}

/** Whether a parameter's object is held in its frame by the parameter alone, and by it for sure. */
function ownsOnlyItsSlot(heap: Heap, id: number, slot: number, frame: number): boolean {
  const { items } = look(heap, frame);
  const held = items[slot];
  if (held !== id) return isOne(held) && held > UNKNOWN && look(heap, held).kind === 'cell' && !items.includes(id);
  return items.every((item, index) => index === slot || !membersOf(item).includes(id));
}

/** What holds whichever of the two is the case. */
export function joinCounts(one: Count, other: Count): Count {
  if (one.kind === 'unknown') return one;
  if (other.kind === 'unknown') return other;
  if (one.kind === 'exact' && other.kind === 'exact' && one.count === other.count) return one.unless === undefined ? other : one;
  if (one.kind === 'relative' && other.kind === 'relative') {
    return one.base === other.base && one.delta === other.delta ? one : { kind: 'unknown', why: 'it differs from one way to another' };
  }
  if (one.kind === other.kind && (one.kind === 'immortal' || one.kind === 'shared')) return one;
  // None or a small number on one way, an object of its own on the other: a count where there is one
  if ((one.kind === 'immortal' || one.kind === 'shared') && (other.kind === 'immortal' || other.kind === 'shared'))
    return { kind: 'shared' };
  if (one.kind === 'immortal' || one.kind === 'shared') return orShared(other);
  if (other.kind === 'immortal' || other.kind === 'shared') return orShared(one);
  const a = interval(one);
  const b = interval(other);
  if (a === null || b === null) return { kind: 'unknown', why: 'it is another object from one way to another' };
  const joined: Count = {
    kind: 'range',
    min: Math.min(a.min, b.min),
    max: a.max === null || b.max === null ? null : Math.max(a.max, b.max),
  };
  return a.unless === undefined && b.unless === undefined ? joined : orShared(joined);
}

const orShared = (count: Count): Count => (count.kind === 'exact' || count.kind === 'range' ? { ...count, unless: 'shared' } : count);

const interval = (count: Count): { min: number; max: number | null; unless?: 'shared' } | null =>
  count.kind === 'exact' ? { ...count, min: count.count, max: count.count } : count.kind === 'range' ? count : null;
