/** Who holds an object, in words: one pass over the heap for all names that are looked at. */
import { livingIn, look, sizeOf } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { eachHolder, IN_BAG } from './domain/inverse.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import type { Holder } from './facts.ts';
import type { Code, Program } from './lower/code.ts';
import type { Entry } from './record.ts';

/** More objects than this are not searched, more holders not listed. */
const SEARCHED = 4000;
const LISTED = 20;

export function holdersOf(program: Program, heap: Heap, entries: readonly (readonly [Entry, Value])[], frame: number, code: Code): void {
  const wanted = new Map<number, Holder[]>();
  for (const [entry, value] of entries) {
    if (!isOne(value) || value <= UNKNOWN) continue;
    const list = wanted.get(value) ?? [];
    wanted.set(value, list);
    entry.holders = list;
  }
  if (wanted.size === 0 || sizeOf(heap) > SEARCHED) return;
  for (const [id, list] of wanted) {
    const object = look(heap, id);
    if (object.kind === 'constant' && object.outsideLow > 0)
      list.push({
        what: object.outsideLow === 1 ? 'the constants of the code' : `the constants of ${object.outsideLow} code objects`,
        line: 0,
      });
    if (object.base !== 0) list.push({ what: 'the caller', line: 0 });
    else if (object.escaped) list.push({ what: 'code that is not simulated, perhaps', line: 0 });
  }
  eachHolder(heap, wanted, (id, holder, index) => {
    const list = wanted.get(id);
    if (list === undefined || (index !== IN_BAG && list.length >= LISTED)) return;
    if (index === IN_BAG) list.push({ what: `items of ${article(holder)}`, line: 0 });
    else list.push({ what: describe(heap, holder, index, frame, code), line: lineOfPlace(program, holder, index) });
  });
}

const lineOfPlace = (program: Program, { places }: HeapObject, index: number): number =>
  (places[index] ?? 0) > 0 ? program.lineOf(places[index]) : 0;

/** Who holds an object when the script has ended. */
export function holdersAtEnd(program: Program, heap: Heap, id: number): readonly Holder[] {
  const list: Holder[] = [];
  if (sizeOf(heap) > SEARCHED) return list;
  for (const holder of livingIn(heap)) {
    for (let index = 0; index < holder.items.length && list.length < LISTED; index += 1) {
      if (holder.items[index] !== id) continue;
      list.push({ what: describe(heap, holder, index, -1, program.module), line: lineOfPlace(program, holder, index) });
    }
  }
  return list;
}

function describe(heap: Heap, holder: HeapObject, index: number, frame: number, code: Code): string {
  const name = nameAt(holder, index);
  switch (holder.kind) {
    case 'module':
      return `global \`${name ?? '?'}\``;
    case 'frame':
      if (holder.id !== frame) return 'a frame that is suspended or kept by a traceback';
      return index < code.slots.length ? `local \`${code.slots[index]}\`` : 'a value in use';
    case 'cell':
      return 'a variable that functions share';
    case 'instance':
      return name === null ? `an instance of ${holder.type ?? 'a class'}` : `attribute \`${name}\` of ${holder.type ?? 'an object'}`;
    case 'class':
      return name === null ? classWords(heap, holder, index) : `attribute \`${name}\` of the class`;
    case 'dict':
      return 'a dictionary';
    case 'opaque':
      return name === null ? 'an object from outside' : `attribute \`${name}\``;
    case 'iterator':
      return 'an iterator';
    case 'method':
      return 'a bound method';
    case 'generator':
      return 'a generator';
    case 'exception':
      return 'an exception';
    default:
      return article(holder);
  }
}

const article = (holder: HeapObject): string => `a ${holder.type ?? holder.kind}`;

function classWords(heap: Heap, holder: HeapObject, index: number): string {
  const item = holder.items[index];
  return isOne(item) && item === holder.id
    ? 'the class itself'
    : isOne(item) && item > UNKNOWN && look(heap, item).kind === 'class'
      ? 'a subclass'
      : 'a class';
}

/** The names of a namespace by the place of what they stand for; only right as long as nothing is bound anew. */
const namesByPlace = new WeakMap<ReadonlyMap<string, number>, readonly string[]>();

function nameAt({ names }: HeapObject, index: number): string | null {
  if (names === null) return null;
  const known = namesByPlace.get(names)?.[index];
  if (known !== undefined && names.get(known) === index) return known;
  const all: string[] = [];
  for (const [name, at] of names) all[at] ??= name;
  namesByPlace.set(names, all);
  return all[index] ?? null;
}
