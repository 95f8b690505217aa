/**
 * What a full collection would free when the script has ended: objects that nothing reaches from outside.
 *
 * As the collector does it: what the outside may hold is alive, and all that is reached from there; the rest is garbage.
 */
import { blur, livingIn, look, own, release, sizeOf } from './domain/heap.ts';
import type { Heap, Mortuary } from './domain/heap.ts';
import { ANY } from './domain/object.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, membersOf, UNKNOWN } from './domain/value.ts';

/** What the collector frees, sorted by how sure that is. */
export interface Garbage {
  readonly sure: ReadonlySet<number>;
  /** Perhaps alive, perhaps gone already. */
  readonly doubtful: ReadonlySet<number>;
}

const nothing: Garbage = { sure: new Set(), doubtful: new Set() };

/**
 * The collector's own algorithm: from the count of each object the references from other objects are subtracted; where something is left,
 * somebody outside holds it, and it is alive with all that it leads to.
 *
 * @param heap `null` if the end was not reached. @param isYoung only these are looked at, all others hold what they hold; without it, all are.
 */
export function unreachableIn(heap: Heap | null, isYoung?: (id: number) => boolean): Garbage {
  if (heap === null) return nothing;
  const living = isYoung === undefined ? livingIn(heap) : livingIn(heap).filter(({ id }) => isYoung(id));
  const left = heldFromOutside(heap, living);
  const surely = reachedFrom(heap, living, (object) => object.outsideLow > 0 || left[object.id] > 0);
  const perhaps = reachedFrom(
    heap,
    living,
    (object) => object.outsideLow > 0 || left[object.id] > 0 || object.outsideHigh > 0 || object.escaped || object.base !== 0,
  );
  const sure = new Set<number>();
  const doubtful = new Set<number>();
  for (const object of living) {
    if (object.counting !== 'counted' || surely.has(object.id)) continue;
    if (!perhaps.has(object.id) && !object.many && object.maybe < ANY / 2 && object.held > 0) sure.add(object.id);
    else doubtful.add(object.id);
  }
  return { sure, doubtful };
}

/** By number: how many of an object's sure references come from none of these objects. */
function heldFromOutside(heap: Heap, living: readonly HeapObject[]): Int32Array {
  const left = new Int32Array(sizeOf(heap));
  for (const object of living) left[object.id] += object.held;
  for (const object of living) {
    for (const item of object.items) if (isOne(item) && item > UNKNOWN) left[item] -= 1;
  }
  return left;
}

/** `gc.collect()`: what surely is garbage dies now, all at once; of what may be garbage it is not known any more what it holds. @param kept garbage that is left out. */
export function collectGarbage(heap: Heap, mortuary: Mortuary, kept: ReadonlySet<number> = new Set()): void {
  const { sure: all, doubtful } = unreachableIn(heap);
  const sure = kept.size === 0 ? all : new Set([...all].filter((id) => !kept.has(id)));
  const before = mortuary.by;
  mortuary.by = 'collector';
  for (const id of doubtful) {
    const object = own(heap, id);
    if (object.kind === 'frame') continue;
    for (let index = object.kind === 'instance' ? 1 : 0; index < object.items.length; index += 1) blur(heap, object, index);
    // what class it is of does not change, but if it is freed it holds that no more
    const [type] = object.kind === 'instance' ? object.items : [];
    if (type !== undefined && isOne(type) && type > UNKNOWN && look(heap, type).counting === 'counted') own(heap, type).outsideLow -= 1;
  }
  for (const id of sure) mortuary.died(heap, look(heap, id));
  // its members hold each other: taken apart one by one, each dies when the last reference to it is gone
  for (const id of sure) {
    const object = own(heap, id);
    if (object.dead) continue;
    const { items, bag } = object;
    object.dead = true;
    object.items = [];
    object.places = [];
    object.bag = [];
    object.names = null;
    for (const item of items) release(heap, item, mortuary);
    for (const member of bag) if (member > UNKNOWN) own(heap, member).maybe -= ANY;
  }
  mortuary.by = before;
}

function reachedFrom(heap: Heap, living: readonly HeapObject[], isRoot: (object: HeapObject) => boolean): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting: number[] = [];
  const reach = (id: number): void => {
    if (id <= UNKNOWN || reached.has(id)) return;
    reached.add(id);
    waiting.push(id);
  };
  for (const object of living) if (isRoot(object)) reach(object.id);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const { items, bag } = look(heap, id);
    for (const item of items) for (const member of membersOf(item)) reach(member);
    for (const member of bag) reach(member);
  }
  return reached;
}
