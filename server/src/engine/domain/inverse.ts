/** The references of a heap read backwards: who holds an object. What heaps share and nobody writes any more is turned round once. */
import type { Chunk, Heap } from './heap.ts';
import type { HeapObject } from './object.ts';
import { membersOf, UNKNOWN } from './value.ts';

/** Stands for the place of a reference among an object's `bag`, which has no order. */
export const IN_BAG = -1;

/** Slot and place within it, one after the other, by the object that is held; in the order of both. */
type Inverse = ReadonlyMap<number, readonly number[]>;

/** `null`: was looked through once. Turning round pays from the second time on. */
const inverses = new WeakMap<Chunk, Inverse | null>();

/** Shows each reference, by a living object, to one of the wanted, in the order of the holders' numbers; `index`: where in `items`, or `IN_BAG`. */
export function eachHolder(
  { chunks, stamp }: Heap,
  wanted: ReadonlyMap<number, unknown>,
  show: (id: number, holder: HeapObject, index: number) => void,
): void {
  for (const chunk of chunks) {
    if (chunk === undefined) continue;
    let inverse = chunk.stamp === stamp ? null : inverses.get(chunk);
    if (inverse === undefined) inverses.set(chunk, null);
    else if (inverse === null && chunk.stamp !== stamp) inverses.set(chunk, (inverse = inverseOf(chunk)));
    if (inverse) showShared(chunk, inverse, wanted, show);
    else lookThrough(chunk, wanted, show);
  }
}

function lookThrough(
  { slots }: Chunk,
  wanted: ReadonlyMap<number, unknown>,
  show: (id: number, holder: HeapObject, index: number) => void,
): void {
  for (let slot = 0; slot < slots.length; slot += 1) {
    const holder = slots[slot];
    if (holder === undefined || holder.dead) continue;
    const { items, bag } = holder;
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index];
      if (typeof item === 'number') {
        if (item > UNKNOWN && wanted.has(item)) show(item, holder, index);
      } else for (const member of membersOf(item)) if (member > UNKNOWN && wanted.has(member)) show(member, holder, index);
    }
    for (let at = 0; at < bag.length; at += 1) if (wanted.has(bag[at])) show(bag[at], holder, IN_BAG);
  }
}

function showShared(
  chunk: Chunk,
  inverse: Inverse,
  wanted: ReadonlyMap<number, unknown>,
  show: (id: number, holder: HeapObject, index: number) => void,
): void {
  const found: { readonly id: number; readonly slot: number; readonly index: number }[] = [];
  for (const id of wanted.keys()) {
    const places = inverse.get(id);
    if (places === undefined) continue;
    for (let at = 0; at < places.length; at += 2) found.push({ id, slot: places[at], index: places[at + 1] });
  }
  for (const { id, slot, index } of found.sort((one, other) => one.slot - other.slot)) {
    const holder = chunk.slots[slot];
    if (holder !== undefined) show(id, holder, index);
  }
}

function inverseOf({ slots }: Chunk): Inverse {
  const inverse = new Map<number, number[]>();
  slots.forEach((holder, slot) => {
    if (holder === undefined || holder.dead) return;
    eachReference(holder, (id, index) => {
      const places = inverse.get(id);
      if (places === undefined) inverse.set(id, [slot, index]);
      else places.push(slot, index);
    });
  });
  return inverse;
}

function eachReference({ items, bag }: HeapObject, show: (id: number, index: number) => void): void {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (typeof item === 'number') {
      if (item > UNKNOWN) show(item, index);
    } else for (const member of membersOf(item)) if (member > UNKNOWN) show(member, index);
  }
  for (const member of bag) if (member > UNKNOWN) show(member, IN_BAG);
}
