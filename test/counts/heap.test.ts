/**
 * The laws of the simulated heap, over random programs of its own operations: every count is the number of its holders,
 * and what two heaps become where ways meet covers both.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  append,
  blur,
  create,
  doubt,
  emptyHeap,
  escape,
  find,
  fork,
  keepAnyNumber,
  livingIn,
  look,
  move,
  own,
  scatter,
  store,
  storeNamed,
  type Heap,
  type Mortuary,
} from '../../server/src/engine/domain/heap.ts';
import { join } from '../../server/src/engine/domain/join.ts';
import { ANY, leastCount, mostCount, type HeapObject, type ObjectKind } from '../../server/src/engine/domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN, type Value } from '../../server/src/engine/domain/value.ts';

const FRAME = 2;
const LOCALS = 4;
/** What an object is goes by its number, as in a run: one number, one construct. */
const kinds: readonly ObjectKind[] = ['list', 'dict', 'instance', 'tuple', 'cell', 'set'];
const kindOf = (id: number): ObjectKind => kinds[id % kinds.length];

type Operation = readonly [
  what: 'make' | 'copy' | 'delete' | 'append' | 'name' | 'keep' | 'scatter' | 'escape' | 'blur' | 'doubt',
  one: number,
  other: number,
];

const local = fc.nat(LOCALS - 1);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.constant('make' as const), local, fc.integer({ min: 3, max: 90 })) },
  {
    weight: 8,
    arbitrary: fc.tuple(
      fc.constantFrom('copy' as const, 'append' as const, 'name' as const, 'append' as const, 'name' as const),
      local,
      local,
    ),
  },
  { weight: 2, arbitrary: fc.tuple(fc.constant('delete' as const), local, local) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom('keep' as const, 'scatter' as const, 'escape' as const, 'blur' as const), local, local),
  },
);
const operations = fc.array(operation, { maxLength: 14 });

const mortuary: Mortuary = { line: 1, place: 1, by: 'count', died: () => true };

function start(): Heap {
  const heap = emptyHeap();
  const frame = create(heap, FRAME, 'frame', 'frame', FRAME);
  frame.outsideLow = frame.outsideHigh = 1;
  for (let index = 0; index < LOCALS; index += 1) {
    frame.items.push(NOTHING);
    frame.places.push(0);
  }
  return heap;
}

function run(heap: Heap, program: readonly Operation[]): Heap {
  for (const [what, one, other] of program) perform(heap, what, one, other);
  return heap;
}

function perform(heap: Heap, what: Operation[0], one: number, other: number): void {
  const { items } = look(heap, FRAME);
  if (what === 'make') {
    if (find(heap, other) !== undefined) return;
    const made = create(heap, other, kindOf(other), kindOf(other), other);
    made.held = 1;
    move(heap, FRAME, one, other, mortuary);
    return;
  }
  if (what === 'delete') return move(heap, FRAME, one, NOTHING, mortuary);
  if (what === 'copy') return store(heap, FRAME, one, items[other], mortuary);
  if (what === 'blur') return blur(heap, own(heap, FRAME), one);
  const target = items[one];
  const value = items[other];
  if (!isOne(target) || target <= UNKNOWN) return;
  if (what === 'escape') return escape(heap, [target]);
  if (what === 'doubt') return doubt(heap, [target]);
  const { kind } = look(heap, target);
  if (value === NOTHING) return;
  if (what === 'append' && kind !== 'dict' && kind !== 'instance') append(heap, target, value, mortuary);
  else if (what === 'name' && (kind === 'dict' || kind === 'instance')) storeNamed(heap, target, `name${other}`, value, mortuary);
  else if (what === 'keep') keepAnyNumber(heap, target, value);
  else if (what === 'scatter') scatter(heap, target);
}

/** Two heaps that came from one. */
const forked = fc.tuple(operations, operations, operations).map(([before, one, other]) => (): readonly [Heap, Heap] => {
  const heap = run(start(), before);
  const second = fork(heap);
  return [run(heap, one), run(second, other)];
});

const contents = ({ items, bag }: HeapObject): ReadonlySet<number> => new Set([...items.flatMap((item) => membersOf(item)), ...bag]);

/** All that can be said of a heap, however it is kept. */
function saidOf(heap: Heap): unknown {
  return livingIn(heap).map((object) => ({
    id: object.id,
    kind: object.kind,
    type: object.type,
    least: leastCount(object),
    most: Math.min(mostCount(object), ANY),
    open: object.open || contents(object).has(UNKNOWN),
    escaped: object.escaped,
    many: object.many,
    holds: [...contents(object)].filter((member) => member > UNKNOWN).sort((one, other) => one - other),
  }));
}

describe('the heap', () => {
  test('counts the holders of every object, before and after ways meet', () => {
    fc.assert(
      fc.property(forked, (make) => {
        const [one, other] = make();
        const check = (heap: Heap): void => {
          const sure = new Map<number, number>();
          const possible = new Map<number, number>();
          for (const { items, bag } of livingIn(heap)) {
            for (const item of items) {
              const into = isOne(item) ? sure : possible;
              for (const member of membersOf(item)) into.set(member, (into.get(member) ?? 0) + 1);
            }
            for (const member of bag) possible.set(member, (possible.get(member) ?? 0) + ANY);
          }
          for (const { id, held, maybe } of livingIn(heap))
            expect({ id, held, maybe }).toEqual({ id, held: sure.get(id) ?? 0, maybe: possible.get(id) ?? 0 });
        };
        check(one);
        check(other);
        join(one, other);
        check(one);
      }),
      { numRuns: 400 },
    );
  });

  test('covers both sides where ways meet: no count and no reference of either is lost', () => {
    fc.assert(
      fc.property(forked, (make) => {
        const [joined, other] = make();
        const mine = fork(joined);
        join(joined, other);
        for (const side of [mine, other]) {
          for (const object of livingIn(side)) {
            const both = find(joined, object.id);
            expect(both?.dead).toBe(false);
            if (both === undefined) continue;
            expect(leastCount(both)).toBeLessThanOrEqual(leastCount(object));
            expect(mostCount(both)).toBeGreaterThanOrEqual(Math.min(mostCount(object), ANY));
            expect([both.kind, 'opaque']).toContain(object.kind === both.kind ? object.kind : 'opaque');
            if (both.type !== null) expect(both.type).toBe(object.type);
            for (const flag of ['open', 'escaped', 'many', 'perhapsShared'] as const) if (object[flag]) expect(both[flag]).toBe(true);
            const held = contents(both);
            for (const member of contents(object)) {
              if (member === NOTHING) continue;
              expect(held.has(member) || both.open).toBe(true);
            }
            // what a slot surely holds, it surely holds on both sides
            for (const [index, item] of both.items.entries())
              if (both.names === null && isOne(item) && item > UNKNOWN && object.items.length > index)
                expect(membersOf(object.items[index])).toContain(item);
            for (const [name, index] of both.names ?? []) {
              const theirs = object.names?.get(name);
              const value: Value = theirs === undefined ? NOTHING : object.items[theirs];
              if (object.bag.length > 0 || object.open) continue;
              for (const member of membersOf(value)) expect(membersOf(both.items[index]).includes(member) || both.open).toBe(true);
            }
          }
        }
      }),
      { numRuns: 600 },
    );
  });

  test('is what it was when it meets itself, or what it has met before', () => {
    fc.assert(
      fc.property(forked, (make) => {
        const [one, other] = make();
        const before = saidOf(one);
        expect(join(one, fork(one))).toBe(false);
        expect(saidOf(one)).toEqual(before);
        join(one, other);
        const after = saidOf(one);
        join(one, other);
        expect(saidOf(one)).toEqual(after);
      }),
      { numRuns: 400 },
    );
  });

  test('is the same whichever way comes first', () => {
    fc.assert(
      fc.property(forked, (make) => {
        const [one, other] = make();
        const [first, second] = [fork(one), fork(other)];
        join(one, other);
        join(second, first);
        expect(saidOf(one)).toEqual(saidOf(second));
      }),
      { numRuns: 400 },
    );
  });
});
