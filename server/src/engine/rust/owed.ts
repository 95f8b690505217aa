/**
 * Raw pointers that carry a reference owed back, followed along every way through their function.
 *
 * A local is followed only if it is bound once to a new reference (or to `into_ptr()`), never assigned again and never lent mutably.
 * What is handed to unknown code, stored or returned counts as settled, so a report means that the reference is surely lost there.
 */
import type { RustFacts } from '../rust-facts.ts';
import type { Exit, Flow } from '../lower/rust.ts';
import { flowOf } from './flows.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import { cResourceEnds } from '../model/c-resources.ts';
import { calleeName } from './items.ts';
import { settle } from './lattice.ts';
import { originOf, useOfPointer } from './raw.ts';

export interface Owed {
  readonly name: string;
  readonly origin: OwedOrigin;
  /** Ways out on which nobody has released it. */
  readonly exits: readonly { readonly at: number; readonly why: Exit }[];
  /** Where a panic would lose it. */
  readonly unwinds: readonly Node[];
  /** Whether it is settled on some other way. */
  readonly settledElsewhere: boolean;
}

/** What the reference or memory comes from. */
export interface OwedOrigin {
  readonly kind: string;
  readonly node: Node;
  readonly name: string;
}

/** New references of the C API, and those that `into_ptr()` gave up. */
export function owedReference(facts: RustFacts, value: Node): OwedOrigin | null {
  const origin = originOf(facts.table, facts.items, value);
  if (origin.kind === 'new' && origin.through === null) return origin;
  return origin.kind === 'into_ptr' && origin.through === null ? { kind: origin.kind, node: origin.node, name: 'into_ptr' } : null;
}

/** The pointers of a function that are lost on some way out, or would be by a panic; `originOfValue` says what a `let` must be bound to, to be followed. */
export function lostPointers(
  facts: RustFacts,
  fn: Node,
  originOfValue: (facts: RustFacts, value: Node) => OwedOrigin | null,
): readonly Owed[] {
  const { tree } = facts;
  const flow = flowOf(facts, fn);
  if (!flow.complete) return [];
  const origins = new Map<number, Owed['origin']>();
  for (const [index, local] of flow.locals.entries()) {
    if (tree.kind[local.holder] !== Rs.Let || childIn(tree, local.holder, RsField.pattern) !== local.pattern) continue;
    const origin = originOfValue(facts, childIn(tree, local.holder, RsField.value));
    if (origin !== null) origins.set(index, origin);
  }
  if (origins.size === 0) return [];
  for (const block of flow.blocks) {
    for (const step of block.steps) {
      if (step.op === 'assign' || (step.op === 'look' && isLentMutably(facts, step.node))) origins.delete(step.local);
    }
  }
  return origins.size === 0 ? [] : follow(facts, flow, origins);
}

function isLentMutably({ tree }: RustFacts, node: Node): boolean {
  const parent = tree.parent[node];
  return parent !== NONE && tree.kind[parent] === Rs.Borrow && !isCleared(tree, node);
}

/** `Py_CLEAR(&mut x)` releases what is in the variable, and looks at nothing else. */
function isCleared(tree: Tree, node: Node): boolean {
  const call = tree.parent[tree.parent[node]] ?? NONE;
  return call !== NONE && tree.kind[call] === Rs.Call && calleeName(tree, call) === 'Py_CLEAR';
}

/** Whether a call of the same family works with a resource and leaves it open: `PyUnicodeWriter_WriteStr` does, `PyUnicodeWriter_Finish` does not. */
function onlyUses({ tree }: RustFacts, node: Node, maker: string): boolean {
  let at = node;
  while (tree.parent[at] !== NONE && (tree.kind[tree.parent[at]] === Rs.TypeCast || tree.kind[tree.parent[at]] === Rs.GroupedExpression))
    at = tree.parent[at];
  const call = tree.parent[at];
  if (call === NONE || tree.kind[call] !== Rs.Call) return false;
  const name = calleeName(tree, call);
  return name.startsWith(maker.slice(0, maker.indexOf('_', 1) + 1)) && cResourceEnds.get(maker)?.includes(name) === false;
}

const OWED = 1;
const SETTLED = 2;

function follow(facts: RustFacts, flow: Flow, origins: ReadonlyMap<number, Owed['origin']>): readonly Owed[] {
  const apply = (state: Uint8Array, step: Flow['blocks'][number]['steps'][number]): void => {
    if (!origins.has(step.local)) return;
    if (step.op === 'bind') state[step.local] = OWED;
    else if (
      origins.get(step.local)?.kind === 'resource' &&
      'node' in step &&
      onlyUses(facts, step.node, origins.get(step.local)?.name ?? '')
    )
      return;
    else if (step.op === 'move' || (step.op === 'null' && step.certain)) state[step.local] = SETTLED;
    else if (step.op === 'null') state[step.local] |= SETTLED;
    else if (step.op === 'look') {
      const use = useOfPointer(facts.tree, step.node);
      // a reference taken besides makes the sum unknown
      if (use !== 'look') state[step.local] = SETTLED;
    }
  };
  const entry = settle(flow, apply);
  const exits = new Map<number, { at: number; why: Exit }[]>();
  const unwinds = new Map<number, Node[]>();
  const settled = new Set<number>();
  for (const [index, block] of flow.blocks.entries()) {
    const start = entry[index];
    if (start === null) continue;
    const state = Uint8Array.from(start);
    for (const step of block.steps) {
      if (step.op === 'unwind') {
        for (const local of origins.keys()) if (state[local] === OWED) unwinds.set(local, [...(unwinds.get(local) ?? []), step.node]);
        continue;
      }
      if (step.op === 'drop' && origins.has(step.local)) {
        if (state[step.local] === OWED) exits.set(step.local, [...(exits.get(step.local) ?? []), { at: step.at, why: step.why }]);
      }
      apply(state, step);
      if (step.op !== 'null' && (state[step.local] & SETTLED) !== 0) settled.add(step.local);
    }
  }
  return [...origins.keys()]
    .filter((local) => exits.has(local) || unwinds.has(local))
    .map((local) => ({
      name: flow.locals[local].name,
      origin: origins.get(local) as Owed['origin'],
      exits: exits.get(local) ?? [],
      unwinds: unwinds.get(local) ?? [],
      settledElsewhere: settled.has(local),
    }));
}
