/** How an object leads back to itself: the shortest way over its own references, as an expression that starts at the name (`leaf.parent.items[0]`). */
import type { NameRefs, PythonFacts, Walk, WalkReference, WalkStep } from '../engine/facts.ts';
import type { Node } from '../syntax/tree.ts';

export interface WayBack {
  /** `leaf.parent.items[0]`: what is `leaf` again. */
  readonly expression: string;
  /** The reference that closes the ring: how its holder is called (`.me`, `[0]`), and the line that stored it; 0 if that is not known. */
  readonly last: Pick<WalkReference, 'label' | 'line'>;
  /** How many references the ring has. */
  readonly length: number;
}

/** After the line that the references are known for; `null` where there is no such way, or no run of the code shows one. */
export function wayBack(facts: PythonFacts, scope: Node, refs: NameRefs): WayBack | null {
  // a ring goes through something that is no name
  if (refs.holders.every(({ what }) => /^(local|global|name|parameter|argument|free|loop) /.test(what))) return null;
  for (const step of stepsAt(facts.walk(scope), refs)) {
    const object = objectAt(step, refs.name.split('.'));
    const ring = object === null ? null : shortestRing(step, object);
    const last = ring?.at(-1);
    if (ring !== null && last !== undefined)
      return { expression: `${refs.name}${ring.map(({ label }) => label || '[…]').join('')}`, last, length: ring.length };
  }
  return null;
}

const stepsAt = ({ steps }: Walk, { line, scope }: NameRefs): readonly WalkStep[] =>
  steps.filter((step) => step.line === line && step.scope === scope);

/** What a name and then attributes lead to; `null` where that is not one object for sure. */
function objectAt({ spaces, references }: WalkStep, [name, ...attributes]: readonly string[]): number | null {
  let at = spaces[0]?.id;
  for (const label of [name, ...attributes.map((attribute) => `.${attribute}`)]) {
    const next = references.filter((reference) => reference.from === at && reference.label === label);
    if (next.length !== 1 || !next[0].sure) return null;
    at = next[0].to;
  }
  return at ?? null;
}

function shortestRing({ references }: WalkStep, object: number): readonly WalkReference[] | null {
  const held = new Map<number, WalkReference[]>();
  for (const reference of references) {
    if (!reference.sure) continue;
    const known = held.get(reference.from);
    if (known === undefined) held.set(reference.from, [reference]);
    else known.push(reference);
  }
  const reached = new Map<number, WalkReference | null>([[object, null]]);
  const waiting = [object];
  for (let at = 0; at < waiting.length; at += 1) {
    for (const reference of held.get(waiting[at]) ?? []) {
      if (reference.to === object) return ringOf(reached, reference);
      if (reached.has(reference.to)) continue;
      reached.set(reference.to, reference);
      waiting.push(reference.to);
    }
  }
  return null;
}

function ringOf(reached: ReadonlyMap<number, WalkReference | null>, last: WalkReference): readonly WalkReference[] {
  const ring = [last];
  for (let before = reached.get(last.from); before !== null && before !== undefined; before = reached.get(before.from))
    ring.unshift(before);
  return ring;
}
