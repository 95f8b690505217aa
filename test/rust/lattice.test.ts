/** The ownership lattice: its laws, its fixed point against every way through a graph, and random functions against a walk over their text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Flow } from '../../server/src/engine/lower/rust.ts';
import { rustFacts } from '../../server/src/engine/rust.ts';
import { joinInto, settle } from '../../server/src/engine/rust/lattice.ts';
import { lostPointers, owedReference } from '../../server/src/engine/rust/owed.ts';
import { documentOf } from '../../server/src/project/document.ts';

const LOCALS = 3;
const BITS = 4;
const states = fc.array(fc.nat((1 << BITS) - 1), { minLength: LOCALS, maxLength: LOCALS }).map((each) => Uint8Array.from(each));

function joined(...all: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(LOCALS);
  for (const each of all) joinInto(result, each);
  return result;
}

describe('joining', () => {
  test('is commutative, associative and idempotent, with nothing known as its neutral element', () => {
    fc.assert(
      fc.property(states, states, states, (one, two, three) => {
        expect(joined(one, two)).toEqual(joined(two, one));
        expect(joined(joined(one, two), three)).toEqual(joined(one, joined(two, three)));
        expect(joined(one, one)).toEqual(one);
        expect(joined(one, new Uint8Array(LOCALS))).toEqual(one);
      }),
    );
  });

  test('says that something changed exactly if it did, and never takes anything away', () => {
    fc.assert(
      fc.property(states, states, (known, more) => {
        const after = Uint8Array.from(known);
        expect(joinInto(after, more)).toBe(!after.every((value, local) => value === known[local]));
        after.forEach((value, local) => expect(value & known[local]).toBe(known[local]));
        expect(joinInto(after, more)).toBe(false);
      }),
    );
  });
});

interface Graph {
  readonly blocks: readonly {
    readonly steps: readonly { local: number; becomes: readonly number[] }[];
    readonly next: readonly number[];
  }[];
}

const BLOCKS = 6;
/** What a step makes of each single fact about its local. */
const step = fc.record({
  local: fc.nat(LOCALS - 1),
  becomes: fc.array(fc.nat(BITS - 1), { minLength: BITS, maxLength: BITS }),
});
const graphs: fc.Arbitrary<Graph> = fc.record({
  blocks: fc.array(fc.record({ steps: fc.array(step, { maxLength: 3 }), next: fc.array(fc.nat(BLOCKS - 1), { maxLength: 2 }) }), {
    minLength: BLOCKS,
    maxLength: BLOCKS,
  }),
});

/** Every combination of single facts that some way through the graph brings to the entry of each block. */
function waysThrough({ blocks }: Graph): readonly ReadonlySet<string>[] {
  const found = blocks.map(() => new Set<string>());
  const work: { block: number; facts: readonly number[] }[] = [{ block: 0, facts: Array<number>(LOCALS).fill(0) }];
  for (let at = work.pop(); at !== undefined; at = work.pop()) {
    const { block, facts } = at;
    if (found[block].has(facts.join())) continue;
    found[block].add(facts.join());
    const after = [...facts];
    for (const { local, becomes } of blocks[block].steps) after[local] = becomes[after[local]];
    for (const target of blocks[block].next) work.push({ block: target, facts: after });
  }
  return found;
}

test('the fixed point is the union over all ways, for any flow', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const flow: Flow = {
        locals: Array.from({ length: LOCALS }, (_, index) => ({ name: `p${index}`, pattern: 0, holder: 0, type: null })),
        // the first block binds each local, so that fact 0 holds of it; `node` says which step of the graph the others are
        blocks: [
          { steps: Array.from({ length: LOCALS }, (_, local) => ({ op: 'bind', local, node: 0 })), next: [1] },
          ...graph.blocks.map(({ steps, next }, block): Flow['blocks'][number] => ({
            steps: steps.map(({ local }, index) => ({ op: 'look', local, node: block * 10 + index })),
            next: next.map((target) => target + 1),
          })),
        ],
        complete: true,
      };
      const entry = settle(flow, (state, each) => {
        if (each.op === 'bind') state[each.local] = 1;
        if (each.op !== 'look') return;
        const { local, becomes } = graph.blocks[Math.floor(each.node / 10)].steps[each.node % 10];
        let after = 0;
        for (let bit = 0; bit < BITS; bit += 1) if ((state[local] & (1 << bit)) !== 0) after |= 1 << becomes[bit];
        state[local] = after;
      });
      waysThrough(graph).forEach((ways, block) => {
        const reached = entry[block + 1];
        expect(reached === null).toBe(ways.size === 0);
        reached?.forEach((found, local) =>
          expect(found).toBe([...ways].reduce((all, facts) => all | (1 << Number(facts.split(',')[local])), 0)),
        );
      });
    }),
  );
});

type Statement =
  | { readonly kind: 'look' | 'release' | 'steal' | 'wrap' | 'try' | 'return' | 'break' | 'continue' }
  | { readonly kind: 'if' | 'match'; readonly one: readonly Statement[]; readonly other: readonly Statement[] }
  | { readonly kind: 'while'; readonly one: readonly Statement[] };

const simple: fc.Arbitrary<Statement> = fc
  .constantFrom('look', 'release', 'steal', 'wrap', 'try', 'return', 'break', 'continue')
  .map((kind): Statement => ({ kind }));
const { statements } = fc.letrec<{ statements: readonly Statement[]; statement: Statement }>((tie) => ({
  statements: fc.array(tie('statement'), { maxLength: 4, depthIdentifier: 'nesting' }),
  statement: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'nesting' },
    { arbitrary: simple, weight: 4 },
    { arbitrary: fc.record({ kind: fc.constantFrom('if', 'match'), one: tie('statements'), other: tie('statements') }), weight: 2 },
    { arbitrary: fc.record({ kind: fc.constant('while'), one: tie('statements') }), weight: 1 },
  ),
}));

function written(body: readonly Statement[], inLoop: boolean): string {
  return body
    .map((each) => {
      switch (each.kind) {
        case 'look':
          return 'ffi::PyObject_IsTrue(pointer);';
        case 'release':
          return 'ffi::Py_DECREF(pointer);';
        case 'steal':
          return 'ffi::PyList_SetItem(list.as_ptr(), 0, pointer);';
        case 'wrap':
          return 'drop(Bound::from_owned_ptr(py, pointer));';
        case 'try':
          return 'list.call0()?;';
        case 'return':
          return 'return Ok(());';
        case 'break':
        case 'continue':
          return inLoop ? `${each.kind};` : 'list.len()?;';
        case 'if':
          return `if number > 3 { ${written(each.one, inLoop)} } else { ${written(each.other, inLoop)} }`;
        case 'match':
          return `match number { 1 => { ${written(each.one, inLoop)} } _ => { ${written(each.other, inLoop)} } }`;
        case 'while':
          return `while number > 5 { ${written(each.one, true)} }`;
      }
    })
    .join(' ');
}

/** Whether the reference may be owed, and may be settled, where this is reached; neither: nothing leads here. */
interface Held {
  readonly owed: boolean;
  readonly settled: boolean;
}
const nowhere: Held = { owed: false, settled: false };
const either = (one: Held, other: Held): Held => ({ owed: one.owed || other.owed, settled: one.settled || other.settled });

/** Walks the text as Rust runs it, way by way, and counts the exits at which the reference is owed on every way that leads there. */
function walked(body: readonly Statement[]): Readonly<Record<'try' | 'return' | 'scope', number>> {
  const lost = { try: 0, return: 0, scope: 0 };
  const exit = (held: Held, why: 'try' | 'return' | 'scope', counts: boolean): void => {
    if (counts && held.owed && !held.settled) lost[why] += 1;
  };
  interface Loop {
    left: Held;
    again: Held;
  }
  const run = (all: readonly Statement[], start: Held, loop: Loop | null, counts: boolean): Held => {
    let held = start;
    for (const each of all) {
      if (!held.owed && !held.settled) return nowhere;
      switch (each.kind) {
        case 'look':
          break;
        case 'release':
        case 'steal':
        case 'wrap':
          held = { owed: false, settled: true };
          break;
        case 'try':
          exit(held, 'try', counts);
          break;
        case 'return':
          exit(held, 'return', counts);
          held = nowhere;
          break;
        case 'break':
        case 'continue':
          if (loop === null) {
            exit(held, 'try', counts);
            break;
          }
          if (each.kind === 'break') loop.left = either(loop.left, held);
          else loop.again = either(loop.again, held);
          held = nowhere;
          break;
        case 'if':
        case 'match':
          held = either(run(each.one, held, loop, counts), run(each.other, held, loop, counts));
          break;
        case 'while': {
          const inner: Loop = { left: nowhere, again: nowhere };
          let entry = held;
          // at most two rounds bring news: what is owed at first may be settled later
          for (let round = 0; round < 3; round += 1) entry = either(entry, either(run(each.one, entry, inner, false), inner.again));
          run(each.one, entry, { left: nowhere, again: nowhere }, counts);
          held = either(entry, inner.left);
          break;
        }
      }
    }
    return held;
  };
  exit(run(body, { owed: true, settled: false }, null, true), 'scope', true);
  return lost;
}

test('a new reference is reported lost at exactly the exits that a walk over every way finds', () => {
  fc.assert(
    fc.property(statements, (body) => {
      const text = `use pyo3::prelude::*; use pyo3::ffi;
unsafe fn f(py: Python<'_>, list: &Bound<'_, PyAny>, number: i64) -> PyResult<()> { unsafe {
let pointer = ffi::PyObject_Str(list.as_ptr()); ${written(body, false)} Ok(()) } }`;
      const document = documentOf('src/lib.rs', 'rust', text);
      const facts = rustFacts(document, null, [document]);
      const [lost] = lostPointers(facts, facts.functions()[0].node, owedReference);
      const found = { try: 0, return: 0, scope: 0 };
      for (const { why } of lost?.exits ?? []) found[why === 'break' ? 'scope' : why] += 1;
      expect(found, text).toEqual(walked(body));
    }),
    { numRuns: 600 },
  );
});
