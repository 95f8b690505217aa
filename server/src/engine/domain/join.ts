/** Two heaps that came from one are put together again: what both agree on stays exact, everything else becomes a choice. */
import { allMembers, BITS, find, loosen, own, ownNames, put, putIntoBag, replace, scatter } from './heap.ts';
import type { Heap } from './heap.ts';
import { ANY } from './object.ts';
import type { HeapObject } from './object.ts';
import { either, membersOf, NOTHING } from './value.ts';

/**
 * Makes `heap` cover both itself and `other`; both came from one heap by `fork`. Answers whether `heap` changed.
 * A slot on which they differ may hold either; an object that only one of them has may or may not exist.
 * `widely`: a bound of what the outside holds that `other` moves is given up, so that a loop which moves it in every round settles.
 */
export function join(heap: Heap, other: Heap, widely = false): boolean {
  let changed = false;
  const differing = differences(heap, other);
  heap.toll.units += differing.length * 2 + (heap.chunks.length >> 2);
  // first every object gets a place, so that references to it can be counted
  for (const id of differing) {
    const theirs = find(other, id);
    const mine = find(heap, id);
    if (theirs === undefined || theirs.dead) continue;
    if (mine === undefined || mine.dead) {
      const items = theirs.items.map(() => NOTHING);
      put(heap, id, { ...theirs, stamp: heap.stamp, items, places: theirs.places.slice(), namesStamp: 0, bag: [], held: 0, maybe: 0 });
      changed = true;
    }
  }
  for (const id of differing) {
    const theirs = find(other, id);
    if (find(heap, id) === undefined) continue;
    if (joinObject(heap, own(heap, id), theirs === undefined || theirs.dead ? undefined : theirs, widely)) changed = true;
  }
  for (const id of other.leaks) if (!heap.leaks.includes(id)) heap.leaks.push(id);
  return changed;
}

/** The numbers of the objects that are not the same in both. */
function differences(one: Heap, other: Heap): readonly number[] {
  const found: number[] = [];
  const length = Math.max(one.chunks.length, other.chunks.length);
  for (let at = 0; at < length; at += 1) {
    const mine = one.chunks[at];
    const theirs = other.chunks[at];
    if (mine === theirs) continue;
    const most = Math.max(mine?.slots.length ?? 0, theirs?.slots.length ?? 0);
    for (let slot = 0; slot < most; slot += 1) if (mine?.slots[slot] !== theirs?.slots[slot]) found.push((at << BITS) + slot);
  }
  return found;
}

function joinObject(heap: Heap, mine: HeapObject, theirs: HeapObject | undefined, widely: boolean): boolean {
  if (theirs === undefined) return mine.dead ? false : loosen(heap, mine);
  let changed = false;
  const note = (differs: boolean): boolean => {
    if (differs) changed = true;
    return differs;
  };
  // a bound that was given up cannot move any more
  if (note(theirs.outsideLow < mine.outsideLow && mine.outsideLow > -ANY / 2)) mine.outsideLow = widely ? -ANY : theirs.outsideLow;
  if (note(theirs.outsideHigh > mine.outsideHigh && mine.outsideHigh < ANY / 2)) mine.outsideHigh = widely ? ANY : theirs.outsideHigh;
  if (note(theirs.open && !mine.open)) mine.open = true;
  if (note(theirs.escaped && !mine.escaped)) mine.escaped = true;
  if (note(theirs.many && !mine.many)) mine.many = true;
  if (note(theirs.type !== mine.type && mine.type !== null)) mine.type = null;
  if (note(theirs.kind !== mine.kind && mine.kind !== 'opaque')) mine.kind = 'opaque';
  if (!sameData(mine.data, theirs.data) && note(mine.data !== undefined)) mine.data = undefined;
  if (theirs.perhapsShared && note(!mine.perhapsShared)) mine.perhapsShared = true;
  if (theirs.counting !== mine.counting) mine.perhapsShared = true;
  if (sameShape(mine, theirs)) {
    for (let index = 0; index < theirs.items.length; index += 1) {
      if (replace(heap, mine, index, either(mine.items[index] ?? NOTHING, theirs.items[index]))) changed = true;
    }
  } else if (alignable(mine) && alignable(theirs)) changed = align(heap, mine, theirs) || changed;
  else {
    if (mine.items.length > 0) changed = true;
    scatter(heap, mine.id);
    if (gather(heap, mine, allMembers(theirs.items))) changed = true;
  }
  if (gather(heap, mine, theirs.bag)) changed = true;
  return changed;
}

const sameData = (one: unknown, other: unknown): boolean => Object.is(one, other);

function sameShape(mine: HeapObject, theirs: HeapObject): boolean {
  if (mine.items.length !== theirs.items.length) return false;
  if (mine.names === theirs.names) return true;
  if (mine.names === null || theirs.names === null || mine.names.size !== theirs.names.size) return false;
  for (const [name, index] of mine.names) if (theirs.names.get(name) !== index) return false;
  return true;
}

const alignable = (object: HeapObject): boolean =>
  object.kind === 'instance' ||
  object.kind === 'class' ||
  object.kind === 'module' ||
  object.kind === 'opaque' ||
  object.kind === 'dict' ||
  object.kind === 'function';

/** Joins objects whose named slots came in different order, or only in one of them. */
function align(heap: Heap, mine: HeapObject, theirs: HeapObject): boolean {
  let changed = false;
  const names = ownNames(mine);
  const matched = new Set<number>();
  const named = new Set<number>(names.values());
  for (const [name, index] of theirs.names ?? []) {
    let at = names.get(name);
    if (at === undefined) {
      at = mine.items.length;
      mine.items.push(NOTHING);
      mine.places.push(theirs.places[index] ?? 0);
      names.set(name, at);
      changed = true;
    }
    matched.add(at);
    if (replace(heap, mine, at, either(mine.items[at], theirs.items[index]))) changed = true;
  }
  const theirNamed = new Set<number>((theirs.names ?? new Map<string, number>()).values());
  for (let index = 0; index < theirs.items.length; index += 1) {
    if (theirNamed.has(index)) continue;
    if (index < mine.items.length && !named.has(index) && !matched.has(index)) {
      matched.add(index);
      if (replace(heap, mine, index, either(mine.items[index], theirs.items[index]))) changed = true;
    } else if (gather(heap, mine, membersOf(theirs.items[index]))) changed = true;
  }
  for (let index = 0; index < mine.items.length; index += 1) {
    if (!matched.has(index) && replace(heap, mine, index, either(mine.items[index], NOTHING))) changed = true;
  }
  return changed;
}

function gather(heap: Heap, object: HeapObject, members: readonly number[]): boolean {
  const wasOpen = object.open;
  const added = putIntoBag(heap, object, members);
  for (const member of added) if (member > 0) own(heap, member).maybe += ANY;
  return added.length > 0 || object.open !== wasOpen;
}
