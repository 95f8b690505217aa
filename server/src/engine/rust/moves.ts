/** Where the value of each local of a function ends: moved on, or dropped, on which ways. */
import type { Exit, Flow } from '../lower/rust.ts';
import type { Node } from '../../syntax/tree.ts';

export interface End {
  readonly kind: 'moved' | 'dropped';
  /** For a move: the mention. */
  readonly node: Node;
  /** Offset of the end: of the mention, of the scope, of the `?`. */
  readonly at: number;
  readonly why: Exit | 'move' | 'assign';
  /** Whether the local surely holds a value there. */
  readonly certain: boolean;
}

const HELD = 1;
const GONE = 2;

/** For each local, its ends in the order of the text. Forward over the blocks to a fixed point, then one pass to read the ends. */
export function endsOf(flow: Flow): readonly (readonly End[])[] {
  if (!flow.complete) return flow.locals.map(() => []);
  const width = flow.locals.length;
  const entry: (Uint8Array | null)[] = flow.blocks.map(() => null);
  entry[0] = new Uint8Array(width);
  const work = [0];
  while (work.length > 0) {
    const index = work.pop() ?? 0;
    const state = Uint8Array.from(entry[index] ?? []);
    for (const step of flow.blocks[index].steps) apply(state, step);
    for (const target of flow.blocks[index].next) {
      const known = entry[target];
      if (known === null) {
        entry[target] = Uint8Array.from(state);
        work.push(target);
      } else if (joinInto(known, state)) work.push(target);
    }
  }
  const ends: End[][] = flow.locals.map(() => []);
  for (const [index, block] of flow.blocks.entries()) {
    const start = entry[index];
    if (start === null) continue;
    const state = Uint8Array.from(start);
    for (const step of block.steps) {
      const held = state[step.local];
      if ((held & HELD) !== 0) {
        const certain = held === HELD;
        if (step.op === 'move') ends[step.local].push({ kind: 'moved', node: step.node, at: -1, why: 'move', certain });
        else if (step.op === 'assign') ends[step.local].push({ kind: 'dropped', node: step.node, at: -1, why: 'assign', certain });
        else if (step.op === 'drop') ends[step.local].push({ kind: 'dropped', node: -1, at: step.at, why: step.why, certain });
      }
      apply(state, step);
    }
  }
  return ends;
}

function apply(state: Uint8Array, step: Flow['blocks'][number]['steps'][number]): void {
  if (step.op === 'bind' || step.op === 'assign') state[step.local] = HELD;
  else if (step.op === 'move' || step.op === 'drop') state[step.local] = GONE;
}

function joinInto(known: Uint8Array, other: Uint8Array): boolean {
  let changed = false;
  for (let index = 0; index < known.length; index += 1) {
    const joined = known[index] | other[index];
    if (joined !== known[index]) {
      known[index] = joined;
      changed = true;
    }
  }
  return changed;
}
