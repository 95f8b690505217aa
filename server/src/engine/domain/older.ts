/** Objects of one place before the last one: one object stands for all of them, and little is known of it. */
import { allMembers, create, find, forget, keepAnyNumber, look, own, put, retain } from './heap.ts';
import type { Heap } from './heap.ts';
import { ANY } from './object.ts';
import type { ObjectKind } from './object.ts';
import { renamed, UNKNOWN } from './value.ts';

const summarised = new Set<ObjectKind>(['constant', 'list', 'tuple', 'set', 'dict']);

/** The last object that a place made becomes one of `older`, which stands for all before it. */
export function retire(heap: Heap, id: number, older: number): void {
  const object = own(heap, id);
  if (find(heap, older)?.dead !== false) {
    const made = create(heap, older, object.kind, object.type, object.site);
    made.many = true;
    made.open = object.open;
    made.outsideHigh = ANY;
    made.counting = object.counting;
  }
  const summary = own(heap, older);
  if (object.perhapsShared) summary.perhapsShared = true;
  // of the others only that they exist and what they may hold is kept
  if (summary.kind !== object.kind || !summarised.has(object.kind)) {
    summary.kind = 'opaque';
    summary.type = null;
  }
  if (object.escaped) summary.escaped = true;
  if (object.open) summary.open = true;
  const { items, bag, names } = object;
  object.items = [];
  object.bag = [];
  object.names = null;
  if (names !== null && (summary.kind === 'instance' || summary.kind === 'opaque')) summary.open = true;
  keepAnyNumber(heap, older, allMembers(items));
  for (const item of items) forget(heap, item);
  keepAnyNumber(heap, older, bag);
  for (const member of bag) if (member > UNKNOWN) own(heap, member).maybe -= ANY;
  rename(heap, id, older);
  put(heap, id, undefined);
}

/** Those that hold one object hold another instead. Looks from the youngest on, as a container is younger than most, until all holders are found. */
function rename(heap: Heap, from: number, to: number): void {
  const { held, maybe } = look(heap, from);
  let sure = held;
  let perhaps = maybe;
  for (let at = heap.chunks.length - 1; at >= 0 && (sure > 0 || perhaps > 0); at -= 1) {
    heap.toll.units += 4;
    for (let slot = (heap.chunks[at]?.slots.length ?? 0) - 1; slot >= 0; slot -= 1) {
      const object = heap.chunks[at]?.slots[slot];
      if (object === undefined || object.dead) continue;
      const { id } = object;
      if (object.bag.includes(from)) {
        const holder = own(heap, id);
        holder.bag = holder.bag.filter((member) => member !== from);
        keepAnyNumber(heap, id, to);
        perhaps -= ANY;
      }
      for (let index = 0; index < object.items.length; index += 1) {
        const next = renamed(object.items[index], from, to);
        if (next === object.items[index]) continue;
        retain(heap, next);
        const holder = own(heap, id);
        const old = holder.items[index];
        holder.items[index] = next;
        if (typeof old === 'number') {
          sure -= 1;
          continue;
        }
        perhaps -= 1;
        // the object itself is gone: only its companions lose this slot
        for (const member of old)
          if (member !== from && member > UNKNOWN && look(heap, member).counting === 'counted') own(heap, member).maybe -= 1;
      }
    }
  }
  heap.leaks = heap.leaks.map((id) => (id === from ? to : id));
}
