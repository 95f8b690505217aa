/** The lattices of the engine: what a place may refer to, and what is said of a count, joined where ways meet. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinCounts } from '../../server/src/engine/count.ts';
import { either, membersOf, NOTHING, renamed, sameValue, without, type Value } from '../../server/src/engine/domain/value.ts';
import type { Count } from '../../server/src/engine/facts.ts';
import type { Observed } from '../harness/interpreters.ts';
import { contradiction } from '../harness/laws/counts.ts';

const numbers = fc.integer({ min: -2, max: 6 });
const values: fc.Arbitrary<Value> = fc
  .array(numbers, { minLength: 1, maxLength: 4 })
  .map((members) => members.reduce<Value>((value, member) => either(value, member), members[0]));

describe('what a place may refer to', () => {
  test('joins as sets do: commutative, associative, idempotent, and neither side is lost', () => {
    fc.assert(
      fc.property(values, values, values, (one, two, three) => {
        expect(either(one, two)).toEqual(either(two, one));
        expect(either(either(one, two), three)).toEqual(either(one, either(two, three)));
        expect(either(one, one)).toBe(one);
        expect(new Set(membersOf(either(one, two)))).toEqual(new Set([...membersOf(one), ...membersOf(two)]));
      }),
    );
  });

  test('grows with either side', () => {
    fc.assert(
      fc.property(values, values, values, (one, more, other) => {
        const [less, greater] = [either(one, other), either(either(one, more), other)];
        expect(sameValue(either(less, greater), greater)).toBe(true);
      }),
    );
  });

  test('has one form for one set', () => {
    fc.assert(
      fc.property(values, numbers, numbers, (value, from, to) => {
        for (const each of [value, without(value, from), renamed(value, from, to), either(value, to)]) {
          const members = membersOf(each);
          expect([...members]).toEqual([...new Set(members)].sort((a, b) => a - b));
          expect(typeof each === 'number').toBe(members.length === 1);
        }
        expect(membersOf(without(value, from)).includes(from)).toBe(
          from === NOTHING && membersOf(value).every((member) => member === NOTHING),
        );
      }),
    );
  });
});

const orShared = fc.constantFrom<{ unless?: 'shared' }>({}, { unless: 'shared' });
const small = fc.integer({ min: 1, max: 4 });
const counts: fc.Arbitrary<Count> = fc.oneof(
  fc.tuple(small, orShared).map(([count, more]): Count => ({ kind: 'exact', count, ...more })),
  fc
    .tuple(small, fc.option(fc.nat(3)), orShared)
    .map(([min, wider, more]): Count => ({ kind: 'range', min, max: wider === null ? null : min + wider, ...more })),
  fc
    .tuple(fc.constantFrom('one', 'other'), fc.integer({ min: -1, max: 1 }))
    .map(([base, delta]): Count => ({ kind: 'relative', base, delta })),
  fc.constantFrom<Count>({ kind: 'immortal' }, { kind: 'shared' }, { kind: 'unknown', why: 'it is' }),
);

/** What it says; why something is not known says nothing of the count, and a range of one number is that number. */
const said = (count: Count): unknown =>
  count.kind === 'unknown'
    ? 'unknown'
    : count.kind === 'exact'
      ? { ...count, kind: 'range', min: count.count, max: count.count, count: 0 }
      : { ...count, count: 0 };

const observations: fc.Arbitrary<Observed> = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.constantFrom('', 'U', 'C'), fc.integer({ min: -1, max: 1 }), fc.integer({ min: -1, max: 1 }))
    .map(([count, flags, one, other]): Observed => [count, flags, { one, other }]),
  fc.constantFrom<Observed>([-1, 'S', {}], [300, 'S', {}]),
);

describe('what is said of a count', () => {
  test('joins: commutative, idempotent, and unknown takes everything in', () => {
    fc.assert(
      fc.property(counts, counts, (one, other) => {
        expect(said(joinCounts(one, other))).toEqual(said(joinCounts(other, one)));
        expect(said(joinCounts(one, one))).toEqual(said(one));
        expect(said(joinCounts(one, { kind: 'unknown', why: '' }))).toEqual('unknown');
      }),
      { numRuns: 1000 },
    );
  });

  test('in whatever order ways meet, the same is said', () => {
    fc.assert(
      fc.property(counts, counts, counts, (one, two, three) => {
        expect(said(joinCounts(joinCounts(one, two), three))).toEqual(said(joinCounts(one, joinCounts(two, three))));
      }),
      { numRuns: 1000 },
    );
  });

  test('contradicts nothing that one side allows', () => {
    fc.assert(
      fc.property(counts, counts, observations, (one, other, seen) => {
        // "shared" is said of objects of the process, whose number nobody compares
        fc.pre(contradiction(one, [seen]) === null && (one.kind !== 'shared' || seen[1] === 'S'));
        expect(contradiction(joinCounts(one, other), [seen])).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});
