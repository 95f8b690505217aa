/**
 * The lattice of ownership: for each local of a function the set of what may hold of its pointer, one bit each.
 *
 * Nothing known to lead here is the empty set; two ways that meet give the union. A fact holds on every way to a place exactly if the set
 * there is that one bit.
 */
import type { Flow } from '../lower/rust.ts';

type Step = Flow['blocks'][number]['steps'][number];

/** Adds what holds on another way, and says whether that was news. */
export function joinInto(known: Uint8Array, state: Uint8Array): boolean {
  let changed = false;
  for (let local = 0; local < known.length; local += 1) {
    const joined = known[local] | state[local];
    changed ||= joined !== known[local];
    known[local] = joined;
  }
  return changed;
}

/** Forward over the blocks to the least fixed point: the state at the entry of each block, `null` where nothing leads to it. */
export function settle(flow: Flow, apply: (state: Uint8Array, step: Step) => void): readonly (Uint8Array | null)[] {
  const entry: (Uint8Array | null)[] = flow.blocks.map(() => null);
  entry[0] = new Uint8Array(flow.locals.length);
  const work = [0];
  for (let index = work.pop(); index !== undefined; index = work.pop()) {
    const state = Uint8Array.from(entry[index] ?? []);
    for (const step of flow.blocks[index].steps) apply(state, step);
    for (const target of flow.blocks[index].next) {
      const known = entry[target];
      if (known === null) entry[target] = Uint8Array.from(state);
      else if (!joinInto(known, state)) continue;
      work.push(target);
    }
  }
  return entry;
}
