/**
 * What the objects of a replay take of memory, and which block the next one of a size takes: a model beside the run, of the objects that it follows alone.
 *
 * It knows how many instances a class has made and which names of attributes they have, for that decides how much room the next one gets (since 3.11).
 * Where the run goes more than one way, or code may have run that was not followed, it knows that no more, and answers `null`.
 */
import { nameOf } from '../../syntax/names.ts';
import { find } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { peek } from '../machine.ts';
import type { Session } from '../machine.ts';
import { addName, blockSize, makeInstance, newSharedNames, slottedBytes } from '../model/allocator.ts';
import type { InstanceBytes, SharedNames } from '../model/allocator.ts';
import { freeListOf, part } from '../model/allocations.ts';
import { classData } from '../step/type.ts';
import { allocateBlock, freeBlock, newAllocator, nextBlock } from './blocks.ts';
import type { Block } from './blocks.ts';
import { hasDictionary, isPlainInstance } from './parts.ts';

export interface Places {
  /** Bytes that were asked for an object, those of its contents not among them; `null` where that is not known. */
  bytesOf(id: number): number | null;
  /** Whether the block of an object that died is the one that the next object of its size takes. */
  isNext(id: number): boolean;
}

interface ClassNames {
  readonly shared: SharedNames;
  readonly known: Set<string>;
  last: number;
}

/** Attaches to a session that has not begun. */
export function watchPlaces(session: Session): Places {
  const allocator = newAllocator(session.version);
  const classes = new Map<number, ClassNames>();
  const taken = new Map<number, { readonly bytes: number; readonly blocks: readonly (Block | null)[] }>();
  let seen = session.count;
  let certain = true;

  const learn = (names: ClassNames, name: string): void => {
    if (names.known.has(name)) return;
    names.known.add(name);
    addName(names.shared);
  };
  const sizeOf = (heap: Heap, object: HeapObject): InstanceBytes | null => {
    const [type] = object.items;
    if (object.kind !== 'instance') {
      const bytes = blockSize(
        object.type === object.kind || object.kind === 'method' || object.kind === 'cell' ? object.kind : '',
        session.version,
      );
      return bytes === null ? null : { object: bytes, values: 0 };
    }
    if (type === undefined || !isOne(type) || type <= UNKNOWN || !isPlainInstance(heap, object)) return null;
    if (!hasDictionary(heap, object)) {
      const slots = classData(find(heap, type)!)!.order.map((id) => (id > 0 ? (classData(find(heap, id)!)?.slots ?? []) : []));
      return slots.flat().some((slot) => slot.startsWith('__')) ? null : { object: slottedBytes(slots.flat().length), values: 0 };
    }
    if (classData(find(heap, type)!)!.order.some((id) => id > 0 && classData(find(heap, id)!)?.slots !== null)) return null;
    let names = classes.get(type);
    if (names === undefined) classes.set(type, (names = { shared: newSharedNames(), known: new Set(), last: 0 }));
    // what was stored otherwise than by a statement
    for (const name of find(heap, names.last)?.names?.keys() ?? []) learn(names, name);
    names.last = object.id;
    return makeInstance(session.version, names.shared);
  };
  const meet = (heap: Heap): void => {
    certain &&= session.undecided === 0 && !session.unseen;
    for (; seen < session.count && certain;) {
      const object = find(heap, (seen += 1));
      const size = object === undefined || object.dead ? null : sizeOf(heap, object);
      if (object === undefined || size === null) continue;
      const blocks = [allocateBlock(allocator, size.object)];
      if (size.values > 0) blocks.push(allocateBlock(allocator, size.values));
      taken.set(object.id, { bytes: size.object, blocks });
    }
  };

  const store = session.steps_[Op.StoreAttribute];
  session.steps_ = session.steps_.slice();
  session.steps_[Op.StoreAttribute] = (m, name, two) => {
    meet(m.heap);
    const owner = peek(m, 1);
    const type = isOne(owner) && owner > UNKNOWN ? find(m.heap, owner)?.items[0] : undefined;
    const names = type !== undefined && isOne(type) ? classes.get(type) : undefined;
    store?.(m, name, two);
    if (names !== undefined) learn(names, nameOf(name));
  };
  const { died } = session.mortuary;
  session.mortuary.died = (heap, object) => {
    meet(heap);
    const dies = died(heap, object);
    const isKept =
      object.kind === 'list' ||
      object.kind === 'dict' ||
      (object.kind === 'method' && freeListOf(session.version, part('method')) !== null);
    if (dies && !isKept) for (const block of taken.get(object.id)?.blocks ?? []) if (block !== null) freeBlock(allocator, block);
    return dies;
  };
  return {
    bytesOf: (id) => (certain ? (taken.get(id)?.bytes ?? null) : null),
    isNext: (id) => {
      const place = certain ? taken.get(id) : undefined;
      const next = place === undefined ? null : nextBlock(allocator, place.bytes);
      return next !== null && place?.blocks[0]?.pool === next.pool && place.blocks[0].index === next.index;
    },
  };
}
