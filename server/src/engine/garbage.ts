/**
 * What a full collection would free when the script has ended: instances of the file's classes that nothing reaches from outside.
 *
 * As the collector does it: what the outside may hold is alive, and all that is reached from there; the rest is garbage. A type is
 * `null` where code that was not followed may still hold, or may have let go of, one of its instances.
 */
import { look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { ANY } from './domain/object.ts';
import type { HeapObject } from './domain/object.ts';
import { membersOf, UNKNOWN } from './domain/value.ts';

/** Instances by type; types of which there is no garbage are left out. @param heap after the script, `null` if its end was not reached. */
export function garbageIn(heap: Heap | null): Readonly<Record<string, number | null>> {
  if (heap === null) return {};
  const surely = reachedFrom(heap, (object) => object.outsideLow > 0);
  const perhaps = reachedFrom(heap, (object) => object.outsideLow > 0 || object.outsideHigh > 0 || object.escaped || object.base !== 0);
  const garbage: Record<string, number | null> = {};
  for (const object of heap.objects) {
    if (object === undefined || object.dead || object.kind !== 'instance' || object.type === null || surely.has(object.id)) continue;
    const known = !perhaps.has(object.id) && !object.many && object.maybe < ANY / 2 && object.held > 0;
    const before = garbage[object.type];
    garbage[object.type] = known && before !== null ? (before ?? 0) + 1 : null;
  }
  return garbage;
}

function reachedFrom(heap: Heap, isRoot: (object: HeapObject) => boolean): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting: number[] = [];
  const reach = (id: number): void => {
    if (id <= UNKNOWN || reached.has(id)) return;
    reached.add(id);
    waiting.push(id);
  };
  for (const object of heap.objects) if (object !== undefined && !object.dead && isRoot(object)) reach(object.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const { items, bag } = look(heap, id);
    for (const item of items) membersOf(item).forEach(reach);
    bag.forEach(reach);
  }
  return reached;
}
