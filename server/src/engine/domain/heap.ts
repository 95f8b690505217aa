/**
 * The simulated heap: objects and the references between them, kept so that the number of holders of every object is always known.
 *
 * A heap can be split in two (`fork`) at the price of one array copy, and two heaps that came from one can be put together again (`join`):
 * what both agree on stays exact, everything else becomes a choice. Objects are copied when the second owner first changes them.
 */
import type { Node } from '../../syntax/tree.ts';
import { ALONE, ANY, SEALED } from './object.ts';
import type { HeapObject, ObjectKind } from './object.ts';
import { either, isOne, membersOf, NOTHING, sameValue, UNKNOWN, WIDEST } from './value.ts';
import type { Value } from './value.ts';

export interface Heap {
  /** Objects that are never counted (immortal, shared, of the library), by their negated number; the same for all heaps of a run. */
  readonly base: HeapObject[];
  /** By number, in chunks that heaps share until one of them writes; holes where another branch made an object. */
  chunks: (Chunk | undefined)[];
  stamp: number;
  /** Objects that were stored where the outside can find them, and that the next unknown code may take. */
  leaks: number[];
  /** What splits, joins and copies have cost so far that nobody has accounted for; the same for all heaps of a run. */
  readonly toll: { units: number };
}

/** Units of `toll` that are as dear as one instruction. */
const UNITS = 8;

/** What the heaps of a run have cost since the last time, in instructions. */
export function collectToll({ toll }: Heap): number {
  const cost = Math.floor(toll.units / UNITS);
  toll.units -= cost * UNITS;
  return cost;
}

/** What must happen when an object dies, apart from the release of what it holds. */
export interface Mortuary {
  line: number;
  /** The node whose instruction runs. */
  place: Node;
  /** Whether counts fall by themselves or because the collector takes garbage apart. */
  by: 'count' | 'collector';
  /** Runs before the object releases what it holds. Answers false when the object lives on. */
  died(heap: Heap, object: HeapObject): boolean;
  /** No slot surely holds the object any more: it may be dead. */
  doubted?(heap: Heap, object: HeapObject): void;
}

export interface Chunk {
  /** The heap that may write here; others copy it first. Once it is no heap's, neither the slots nor the objects in them change any more. */
  readonly stamp: number;
  readonly slots: (HeapObject | undefined)[];
}

/** 64 objects a chunk: a split copies a table of chunks, and what two heaps still share is equal without a look. */
export const BITS = 6;
const WITHIN = (1 << BITS) - 1;

let stamps = 0;
export const emptyHeap = (): Heap => ({ base: [], chunks: [], stamp: (stamps += 1), leaks: [], toll: { units: 0 } });

export function fork(heap: Heap): Heap {
  heap.stamp = stamps += 1;
  heap.toll.units += 4 + (heap.chunks.length >> 3);
  return { base: heap.base, chunks: heap.chunks.slice(), stamp: (stamps += 1), leaks: heap.leaks.slice(), toll: heap.toll };
}

/** An object for reading. Every number that a value of this heap holds has one. */
export const look = (heap: Heap, id: number): HeapObject =>
  (id < 0 ? heap.base[-id] : heap.chunks[id >> BITS]?.slots[id & WITHIN]) as HeapObject;

/** The object of that number, should there be one. */
export const find = (heap: Heap, id: number): HeapObject | undefined => heap.chunks[id >> BITS]?.slots[id & WITHIN];

/** Beyond the number of every object. */
export const sizeOf = (heap: Heap): number => heap.chunks.length << BITS;

/** All objects that are alive, as they are now, in the order of their numbers. */
export function livingIn(heap: Heap): readonly HeapObject[] {
  heap.toll.units += heap.chunks.length * 4;
  const living: HeapObject[] = [];
  for (const chunk of heap.chunks) {
    if (chunk === undefined) continue;
    for (const object of chunk.slots) if (object !== undefined && !object.dead) living.push(object);
  }
  return living;
}

export function put(heap: Heap, id: number, object: HeapObject | undefined): void {
  let chunk = heap.chunks[id >> BITS];
  if (chunk === undefined || chunk.stamp !== heap.stamp) {
    while (heap.chunks.length < id >> BITS) heap.chunks.push(undefined);
    heap.chunks[id >> BITS] = chunk = { stamp: heap.stamp, slots: chunk === undefined ? [] : chunk.slots.slice() };
  }
  const { slots } = chunk;
  while (slots.length < (id & WITHIN)) slots.push(undefined);
  slots[id & WITHIN] = object;
}

/** An object for writing. */
export function own(heap: Heap, id: number): HeapObject {
  const object = look(heap, id);
  if (object.stamp === heap.stamp) {
    object.dirty = true;
    return object;
  }
  heap.toll.units += 2 + (object.items.length >> 4);
  // written out: copying is what joins and splits cost most
  const copy: HeapObject = {
    id,
    stamp: heap.stamp,
    kind: object.kind,
    type: object.type,
    counting: object.counting,
    perhapsShared: object.perhapsShared,
    data: object.data,
    items: object.items.slice(),
    places: object.places.slice(),
    names: object.names,
    bag: object.bag,
    open: object.open,
    namesStamp: object.namesStamp,
    held: object.held,
    maybe: object.maybe,
    outsideLow: object.outsideLow,
    outsideHigh: object.outsideHigh,
    base: object.base,
    escaped: object.escaped,
    dirty: true,
    many: object.many,
    dead: object.dead,
    finalized: object.finalized,
    site: object.site,
  };
  put(heap, id, copy);
  return copy;
}

export function create(heap: Heap, id: number, kind: ObjectKind, type: string | null, site: Node): HeapObject {
  const object: HeapObject = {
    id,
    stamp: heap.stamp,
    kind,
    type,
    counting: 'counted',
    perhapsShared: false,
    data: undefined,
    items: [],
    places: [],
    names: null,
    bag: [],
    open: false,
    namesStamp: 0,
    held: 0,
    maybe: 0,
    outsideLow: 0,
    outsideHigh: 0,
    base: 0,
    escaped: false,
    dirty: true,
    many: false,
    dead: false,
    finalized: false,
    site,
  };
  put(heap, id, object);
  return object;
}

/** The names of an object of this heap's own, for writing. */
export function ownNames(object: HeapObject): Map<string, number> {
  if (object.names === null || object.namesStamp !== object.stamp) {
    object.names = new Map(object.names ?? []);
    object.namesStamp = object.stamp;
  }
  return object.names;
}

// ------------------------------------------------------------------ references

/** One more slot holds the value. */
export function retain(heap: Heap, value: Value): void {
  if (typeof value === 'number') {
    if (value > UNKNOWN && look(heap, value).counting === 'counted') own(heap, value).held += 1;
    return;
  }
  for (const member of value) if (member > UNKNOWN && look(heap, member).counting === 'counted') own(heap, member).maybe += 1;
}

/** One slot less holds the value; what nobody can hold any more dies at once, and what it held with it. `passing`: it was an operand, which held it beside its slot. */
export function release(heap: Heap, value: Value, mortuary: Mortuary, passing = false): void {
  if (typeof value === 'number') {
    if (value <= UNKNOWN || look(heap, value).counting !== 'counted') return;
    const object = own(heap, value);
    object.held -= 1;
    if (object.held <= 0) bury(heap, value, mortuary, passing);
    return;
  }
  forget(heap, value);
  for (const member of membersOf(value)) if (member > UNKNOWN) bury(heap, member, mortuary, passing);
}

/** One slot less holds the value, but nothing dies. */
export function forget(heap: Heap, value: Value): void {
  if (typeof value === 'number') {
    if (value > UNKNOWN && look(heap, value).counting === 'counted') own(heap, value).held -= 1;
    return;
  }
  for (const member of value) if (member > UNKNOWN && look(heap, member).counting === 'counted') own(heap, member).maybe -= 1;
}

/**
 * Lets an object that cannot have a reference left die. Works off a list, so that a long chain is no deep recursion.
 * What only may have a reference left may be dead: then what it holds may not be held any more.
 */
export function bury(heap: Heap, first: number, mortuary: Mortuary, passing = false): void {
  const waiting = [first];
  const visited = new Set<number>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const object = look(heap, id);
    if (object.dead || object.counting !== 'counted' || object.held > 0) continue;
    if (object.base !== 0 || object.outsideLow > 0) continue;
    if (object.many || object.outsideHigh > 0 || object.maybe > 0) {
      if (passing && id === first && object.maybe > 0) continue;
      mortuary.doubted?.(heap, object);
      if (object.bag.length > 0) {
        if (visited.has(id)) continue;
        visited.add(id);
      }
      const holds = object.items.flatMap((item) => membersOf(item).filter((member) => member > UNKNOWN));
      if (loosen(heap, own(heap, id))) waiting.push(...holds);
      waiting.push(...object.bag.filter((member) => member > UNKNOWN));
      continue;
    }
    if (!mortuary.died(heap, object)) continue;
    const body = own(heap, id);
    if (body.dead || body.held > 0 || body.maybe > 0) continue;
    body.dead = true;
    const { items, bag } = body;
    body.items = [];
    body.bag = [];
    body.names = null;
    for (const item of items) {
      forget(heap, item);
      for (const member of membersOf(item)) if (member > UNKNOWN) waiting.push(member);
    }
    for (const member of bag) {
      if (member <= UNKNOWN) continue;
      own(heap, member).maybe -= ANY;
      waiting.push(member);
    }
  }
}

/** Puts a value into a slot; the reference moves with it, the old one is released. */
export function move(heap: Heap, owner: number, index: number, value: Value, mortuary: Mortuary): void {
  const object = own(heap, owner);
  const old = object.items[index];
  object.items[index] = value;
  object.places[index] = mortuary.place;
  if (object.escaped) leak(heap, value);
  if (old !== undefined) release(heap, old, mortuary);
}

/** Puts a new reference to a value into a slot. */
export function store(heap: Heap, owner: number, index: number, value: Value, mortuary: Mortuary): void {
  retain(heap, value);
  move(heap, owner, index, value, mortuary);
}

/** Puts a new reference under a name (an attribute, a key's text). */
export function storeNamed(heap: Heap, owner: number, name: string, value: Value, mortuary: Mortuary): void {
  const object = own(heap, owner);
  let index = object.names?.get(name);
  if (index === undefined) ownNames(object).set(name, (index = object.items.length));
  store(heap, owner, index, value, mortuary);
}

export function named(heap: Heap, owner: number, name: string): Value | undefined {
  const object = look(heap, owner);
  const index = object.names?.get(name);
  return index === undefined ? undefined : object.items[index];
}

/** Appends a new reference. */
export function append(heap: Heap, owner: number, value: Value, mortuary: Mortuary): void {
  const object = own(heap, owner);
  retain(heap, value);
  object.items.push(value);
  object.places.push(mortuary.place);
  if (object.escaped) leak(heap, value);
}

/** An object holds these from now on any number of times. */
export function keepAnyNumber(heap: Heap, owner: number, value: Value): void {
  const object = own(heap, owner);
  for (const member of putIntoBag(heap, object, membersOf(value))) {
    if (member < 0) continue;
    own(heap, member).maybe += ANY;
    if (object.escaped) heap.leaks.push(member);
  }
}

/** Answers with those that were not in it before. */
export function putIntoBag(heap: Heap, object: HeapObject, members: readonly number[]): readonly number[] {
  heap.toll.units += (object.bag.length >> 4) + members.length;
  const known = members.length > 8 ? new Set(object.bag) : null;
  const added: number[] = [];
  for (const member of members) {
    if (member === NOTHING) continue;
    if (member === UNKNOWN) {
      object.open = true;
      continue;
    }
    if (known === null ? object.bag.includes(member) || added.includes(member) : known.has(member)) continue;
    known?.add(member);
    added.push(member);
  }
  if (added.length > 0) object.bag = [...object.bag, ...added];
  return added;
}

/** Order and number of the contents are no longer known. */
export function scatter(heap: Heap, owner: number): void {
  const object = own(heap, owner);
  const items = object.items;
  object.items = [];
  object.places = [];
  object.names = null;
  keepAnyNumber(heap, owner, allMembers(items));
  for (const item of items) forget(heap, item);
}

export const allMembers = (items: readonly Value[]): readonly number[] => (items.every(isOne) ? items : items.flatMap(membersOf));

function leak(heap: Heap, value: Value): void {
  for (const member of membersOf(value)) if (member > UNKNOWN && !look(heap, member).escaped) heap.leaks.push(member);
}

// ------------------------------------------------------------------ the outside

const unchangeable = new Set<ObjectKind>(['constant', 'tuple', 'method', 'slice', 'property', 'external', 'function', 'class']);

/** These may be dead or alive: what they hold has those references, or has not. `again`: it may happen any number of times. */
export function doubt(heap: Heap, roots: readonly number[], again = false): void {
  const waiting = [...roots];
  const seen = new Set<number>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || seen.has(id)) continue;
    seen.add(id);
    const { counting, dead, kind, items } = look(heap, id);
    if (counting !== 'counted' || dead || kind === 'module' || kind === 'class' || kind === 'frame') continue;
    for (const item of items) {
      for (const member of membersOf(item)) {
        if (member <= UNKNOWN) continue;
        const one = own(heap, member);
        one.outsideLow = again ? -ANY : one.outsideLow - 1;
        waiting.push(member);
      }
    }
  }
}

/** Code that is not simulated gets hold of these objects, and of all that they lead to: it may keep them, change them, drop what they hold. */
export function escape(heap: Heap, roots: readonly number[]): void {
  const waiting = [...roots, ...heap.leaks];
  heap.leaks = [];
  const seen = new Set<number>();
  const done: number[] = [];
  const alone = new Set<number>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || seen.has(id)) continue;
    seen.add(id);
    const known = look(heap, id);
    if (known.data === ALONE) {
      alone.add(id);
      if (known.kind === 'cell') {
        for (const member of membersOf(known.items[0] ?? NOTHING)) {
          alone.add(member);
          waiting.push(member);
        }
        continue;
      }
    }
    if (known.counting !== 'counted' || known.dead || known.kind === 'module' || (known.kind === 'frame' && known.outsideLow > 0)) continue;
    if (known.escaped && !known.dirty) continue;
    const object = own(heap, id);
    if (!alone.has(id)) {
      done.push(id);
      object.escaped = true;
      object.outsideHigh = Math.max(object.outsideHigh, ANY);
      if (object.base !== 0) object.outsideLow = -ANY;
    }
    for (const item of object.items) waiting.push(...membersOf(item));
    waiting.push(...object.bag);
    if (unchangeable.has(object.kind)) continue;
    object.open = true;
    if (object.kind !== 'instance' && object.kind !== 'opaque' && object.kind !== 'cell' && object.kind !== 'frame') {
      scatter(heap, id);
      object.data = undefined;
      continue;
    }
    if (object.data === SEALED && object.kind === 'cell') continue;
    // what class an instance is of does not change
    for (let index = object.kind === 'instance' ? 1 : 0; index < object.items.length; index += 1) blur(heap, object, index);
  }
  heap.toll.units += seen.size;
  loosenUnheld(heap, done);
  for (const id of done) look(heap, id).dirty = false;
}

/** What no slot surely holds any more, unknown code may have let go of: then what it holds may not be held either. */
function loosenUnheld(heap: Heap, taken: readonly number[]): void {
  const waiting = [...taken];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const { held, escaped, base, many, outsideLow, counting, dead } = look(heap, id);
    if (held > 0 || !escaped || base !== 0 || many || dead || outsideLow > 0 || counting !== 'counted') continue;
    const object = own(heap, id);
    const holds = object.items.flatMap((item) => membersOf(item).filter((member) => member > UNKNOWN));
    if (loosen(heap, object)) waiting.push(...holds);
  }
}

/** A slot may hold something else by now. */
export function blur(heap: Heap, object: HeapObject, index: number): void {
  const old = object.items[index];
  const next = either(old, UNKNOWN);
  if (next === old) return;
  retain(heap, next);
  object.items[index] = next;
  forget(heap, old);
}

// ------------------------------------------------------------------ doubt about a slot

/** An object that the other side does not have: what it holds may as well not be held. */
export function loosen(heap: Heap, mine: HeapObject): boolean {
  let changed = false;
  for (let index = 0; index < mine.items.length; index += 1) {
    if (replace(heap, mine, index, either(mine.items[index], NOTHING))) changed = true;
  }
  return changed;
}

export function replace(heap: Heap, object: HeapObject, index: number, value: Value): boolean {
  const old = object.items[index] ?? NOTHING;
  let next = value;
  if (typeof next !== 'number' && next.length > WIDEST) {
    // too many to follow: whoever it is may be held from here without our knowing
    for (const member of next) if (member > UNKNOWN && look(heap, member).counting === 'counted') own(heap, member).outsideHigh = ANY;
    next = UNKNOWN;
  }
  if (sameValue(old, next)) return false;
  retain(heap, next);
  object.items[index] = next;
  forget(heap, old);
  return true;
}

/** A slot may hold this value now, or still what it held. */
export function blend(heap: Heap, id: number, index: number, value: Value): void {
  const object = own(heap, id);
  replace(heap, object, index, either(object.items[index] ?? NOTHING, value));
}
