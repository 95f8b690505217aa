/**
 * What is owed for each object pointer of a function, followed along every way: references taken, released, stolen, and borrowed ones
 * whose owner let go.
 *
 * An object is known by the local that gives the pointer (`x` in `x.as_ptr()`) or by the raw local itself. As soon as a pointer is copied,
 * captured, stored, returned or handed to code that is not known, nothing more is said of it; so a fault is one on every way to its place.
 */
import type { RustFacts } from '../rust-facts.ts';
import type { Exit, Flow } from '../lower/rust.ts';
import { flowOf } from './flows.ts';
import { returnsBorrowed, steals } from '../model/capi.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { calleeName } from './items.ts';
import { settle } from './lattice.ts';
import { originOf, useOfPointer, type Origin } from './raw.ts';
import { bindingOf, bodyAround, simpleName, type Binding } from './scope.ts';
import { dereferenced } from './types.ts';

/** A fault in the counting of one object. */
export type Fault =
  /** A reference that was taken (`Py_INCREF`) and is still owed at every way out listed. */
  | { readonly kind: 'kept'; readonly name: string; readonly at: Node; readonly exits: readonly { at: number; why: Exit }[] }
  /** A release of what is only borrowed, or was released or given away before (`before`: where). */
  | {
      readonly kind: 'released';
      readonly name: string;
      readonly at: Node;
      readonly before: Node;
      readonly from: 'borrowed' | 'owner' | 'gone';
    }
  /** A borrowed pointer used after its owner was released or emptied at `before`. */
  | { readonly kind: 'stale'; readonly name: string; readonly at: Node; readonly before: Node; readonly owner: string };

/** Nothing is owed; one reference is owed; released or given away; its owner let go; nothing is known any more. */
const NOTHING = 1;
const OWED = 2;
const GONE = 4;
const STALE = 8;
const UNKNOWN = 16;

interface Watched {
  readonly name: string;
  readonly start: number;
  /** Whose reference a release without a taken one gives back. */
  readonly from: 'borrowed' | 'owner' | 'new';
  /** The watched local that the pointer is borrowed from, or -1. */
  readonly owner: number;
  /** The key or index that it was looked up with, as written; '' where there is none. */
  readonly key: string;
}

type Step = Flow['blocks'][number]['steps'][number];

/** The faults of one function. */
export function faultsOf(facts: RustFacts, fn: Node): readonly Fault[] {
  let ofFile = known.get(facts);
  if (ofFile === undefined) known.set(facts, (ofFile = new Map()));
  let faults = ofFile.get(fn);
  if (faults === undefined) ofFile.set(fn, (faults = findFaults(facts, fn)));
  return faults;
}

function findFaults(facts: RustFacts, fn: Node): readonly Fault[] {
  const flow = flowOf(facts, fn);
  if (!flow.complete) return [];
  const { watched, roots } = watch(facts, flow);
  return watched.size === 0 ? [] : run(facts, fn, flow, watched, roots);
}

const known = new WeakMap<RustFacts, Map<Node, readonly Fault[]>>();

/** The functions and other bodies of the file that call something of a name. */
export function functionsWithCalls(facts: RustFacts, wanted: (name: string) => boolean): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const call of facts.nodes(Rs.Call)) {
    const fn = wanted(calleeName(facts.tree, call)) ? bodyAround(facts.tree, call) : NONE;
    if (fn !== NONE) found.add(fn);
  }
  return found;
}

/** The locals that are watched, and for each pointer local whose object it shares (`let p = x.as_ptr()` is about `x`). */
function watch(facts: RustFacts, flow: Flow): { readonly watched: Map<number, Watched>; readonly roots: Map<number, number> } {
  const { tree } = facts;
  const watched = new Map<number, Watched>();
  const roots = new Map<number, number>();
  const byPattern = new Map(flow.locals.map((local, index) => [local.pattern, index]));
  for (const [index, local] of flow.locals.entries()) {
    if (local.type !== null && ownerHeads.test(dereferenced(local.type).head)) {
      watched.set(index, { name: local.name, start: NOTHING, from: 'owner', owner: -1, key: '' });
      continue;
    }
    if (tree.kind[local.holder] !== Rs.Let || childIn(tree, local.holder, RsField.pattern) !== local.pattern) continue;
    const origin = originOf(facts.table, facts.items, childIn(tree, local.holder, RsField.value));
    if (origin.kind === 'as_ptr') {
      const root = localOf(tree, byPattern, origin.receiver);
      if (root !== -1 && origin.through === null) roots.set(index, root);
    } else if ((origin.kind === 'new' || origin.kind === 'borrowed') && origin.through === null) {
      // deallocation code gives back the reference that the object had to its type
      if (/^_?Py_TYPE$/.test(origin.name)) continue;
      watched.set(index, {
        name: local.name,
        start: origin.kind === 'new' ? OWED : NOTHING,
        from: origin.kind,
        owner: origin.kind === 'new' ? -1 : ownerOf(tree, byPattern, origin),
        key: origin.kind === 'new' ? '' : written(tree, childrenIn(tree, origin.node, RsField.arguments)[1]),
      });
    }
  }
  for (const [pointer, root] of roots) if (!watched.has(root)) roots.delete(pointer);
  for (const block of flow.blocks) {
    for (const step of block.steps) {
      if (step.op !== 'assign') continue;
      watched.delete(step.local);
      roots.delete(step.local);
    }
  }
  return { watched, roots };
}

const ownerHeads = /^(Bound|Py|Borrowed|PyObject|PyRef|PyRefMut)$/;

function localOf(tree: Tree, byPattern: ReadonlyMap<Node, number>, expression: Node): number {
  const name = simpleName(tree, expression);
  const binding: Binding | null = name === '' ? null : bindingOf(tree, expression, name);
  return binding === null ? -1 : (byPattern.get(binding.pattern) ?? -1);
}

/** The local whose object a borrowed pointer belongs to: `PyList_GetItem(list, 0)` → `list`. */
function ownerOf(tree: Tree, byPattern: ReadonlyMap<Node, number>, origin: Extract<Origin, { kind: 'new' | 'borrowed' }>): number {
  const position = returnsBorrowed.get(origin.name) ?? -1;
  const argument = position === -1 ? undefined : childrenIn(tree, origin.node, RsField.arguments)[position];
  if (argument === undefined) return -1;
  const lends = tree.kind[argument] === Rs.MethodCall && nameOf(tree.aux[argument]) === 'as_ptr';
  return localOf(tree, byPattern, lends ? childIn(tree, argument, RsField.receiver) : argument);
}

const written = (tree: Tree, argument: Node | undefined): string =>
  argument === undefined ? '' : textOf(tree, argument).replace(/\s+/g, '');

type Fate = 'look' | 'test' | 'retain' | 'release' | 'steal' | 'empty' | 'lose';

/** C functions that let go of all or some of what their first argument holds. */
export const emptying: ReadonlySet<string> = new Set(['PyDict_Clear', 'PyList_SetSlice', 'PySet_Clear', 'PyList_Clear']);

/** C functions that let go of what stands under a key or index (their second argument). */
export const replacing: ReadonlySet<string> = new Set([
  'PyDict_SetItem',
  'PyDict_SetItemString',
  'PyDict_DelItem',
  'PyDict_DelItemString',
  'PyList_SetItem',
  'PyObject_SetItem',
  'PyObject_DelItem',
  'PySequence_SetItem',
  'PySequence_DelItem',
]);

/** The key under which a mention of a container lets go of what stood there, and the call; `null` for any other mention. */
function replacedKey(tree: Tree, mention: Node): { readonly key: string; readonly call: Node } | null {
  const asPointer = tree.parent[mention];
  const isView = asPointer !== NONE && tree.kind[asPointer] === Rs.MethodCall && nameOf(tree.aux[asPointer]) === 'as_ptr';
  const pointer = isView ? asPointer : mention;
  const call = tree.parent[pointer];
  if (call === NONE || tree.kind[call] !== Rs.Call || !replacing.has(calleeName(tree, call))) return null;
  const [container, key] = childrenIn(tree, call, RsField.arguments);
  return container === pointer ? { key: written(tree, key), call } : null;
}

/** What one mention does with the object's reference. */
function fateOf(facts: RustFacts, fn: Node, watched: Watched, step: Extract<Step, { op: 'look' | 'move' }>): Fate {
  const { tree } = facts;
  let pointer = step.node;
  if (bodyAround(tree, pointer) !== fn) return 'lose';
  if (watched.from === 'owner') {
    const call = tree.parent[pointer];
    const asPointer = call !== NONE && tree.kind[call] === Rs.MethodCall && nameOf(tree.aux[call]) === 'as_ptr';
    if (!asPointer) return step.op === 'move' ? 'lose' : 'look';
    pointer = call;
    const binding = tree.parent[pointer];
    // `let p = x.as_ptr()`: what becomes of it is seen at the mentions of `p`
    if (binding !== NONE && tree.kind[binding] === Rs.Let) return 'look';
  }
  const use = useOfPointer(tree, pointer);
  if (use !== 'consume') return use === 'look' && isTest(tree, pointer) ? 'test' : use === 'look' && empties(tree, pointer) ? 'empty' : use;
  let at = pointer;
  while (tree.parent[at] !== NONE && (tree.kind[tree.parent[at]] === Rs.TypeCast || tree.kind[tree.parent[at]] === Rs.GroupedExpression))
    at = tree.parent[at];
  const call = tree.parent[at];
  if (call === NONE || tree.kind[call] !== Rs.Call) return 'lose';
  const name = calleeName(tree, call);
  const position = childrenIn(tree, call, RsField.arguments).indexOf(at);
  if (steals.get(name)?.includes(position) === true && name !== 'PyModule_AddObject') return 'steal';
  return 'lose';
}

function isTest(tree: Tree, pointer: Node): boolean {
  const parent = tree.parent[pointer];
  return (
    parent !== NONE && (tree.kind[parent] === Rs.Binary || (tree.kind[parent] === Rs.MethodCall && nameOf(tree.aux[parent]) === 'is_null'))
  );
}

function empties(tree: Tree, pointer: Node): boolean {
  const call = tree.parent[pointer];
  return (
    call !== NONE &&
    tree.kind[call] === Rs.Call &&
    emptying.has(calleeName(tree, call)) &&
    childrenIn(tree, call, RsField.arguments)[0] === pointer
  );
}

interface Noted {
  /** Where the last reference was taken, released or given away, and where the owner let go, by local. */
  readonly taken: Map<number, Node>;
  readonly gone: Map<number, Node>;
  readonly let: Map<number, Node>;
}

function run(
  facts: RustFacts,
  fn: Node,
  flow: Flow,
  watched: ReadonlyMap<number, Watched>,
  roots: ReadonlyMap<number, number>,
): readonly Fault[] {
  const { tree } = facts;
  const noted: Noted = { taken: new Map(), gone: new Map(), let: new Map() };
  const borrowers = new Map<number, number[]>();
  for (const [local, { owner }] of watched) {
    const root = roots.get(owner) ?? owner;
    if (root !== -1) borrowers.set(root, [...(borrowers.get(root) ?? []), local]);
  }
  const letGo = (state: Uint8Array, local: number, node: Node): void => {
    for (const borrower of borrowers.get(local) ?? []) {
      if (state[borrower] === NOTHING) {
        state[borrower] = STALE;
        noted.let.set(borrower, node);
      }
    }
  };
  const apply = (state: Uint8Array, step: Step, told: ((fault: Fault) => void) | null): void => {
    const local = roots.get(step.local) ?? step.local;
    const about = watched.get(local);
    if (about === undefined) return;
    if (step.op === 'bind') {
      if (step.local === local) state[local] = about.start;
      return;
    }
    if (step.op === 'null') {
      state[local] = step.certain ? UNKNOWN : state[local] | UNKNOWN;
      return;
    }
    if (step.op !== 'look' && step.op !== 'move') return;
    const replaced = replacedKey(tree, step.node);
    for (const borrower of replaced === null ? [] : (borrowers.get(local) ?? [])) {
      const { key, name } = watched.get(borrower) ?? about;
      // what is put back there itself stays
      if (replaced?.key !== key || key === '' || state[borrower] !== NOTHING || names(tree, replaced.call, name)) continue;
      state[borrower] = STALE;
      noted.let.set(borrower, step.node);
    }
    const held = state[local];
    const throughPointer = step.local !== local;
    const fate = fateOf(facts, fn, throughPointer ? { ...about, from: 'borrowed' } : about, step);
    if (held === STALE && fate !== 'test') {
      told?.({
        kind: 'stale',
        name: about.name,
        at: step.node,
        before: noted.let.get(local) ?? step.node,
        owner: flow.locals[about.owner]?.name ?? '',
      });
      state[local] = UNKNOWN;
      return;
    }
    if (about.from === 'owner' && !throughPointer && step.op === 'move' && isDropped(tree, step.node)) letGo(state, local, step.node);
    switch (fate) {
      case 'look':
      case 'test':
        return;
      case 'empty':
        return letGo(state, local, step.node);
      case 'lose':
        state[local] = UNKNOWN;
        return;
      case 'retain':
        state[local] = held === NOTHING ? OWED : UNKNOWN;
        noted.taken.set(local, step.node);
        return;
      case 'release':
      case 'steal': {
        if (fate === 'release') letGo(state, local, step.node);
        if (held === NOTHING || held === GONE) {
          const from = held === GONE ? 'gone' : about.from === 'owner' ? 'owner' : 'borrowed';
          // a stolen borrowed reference is another rule's
          if (fate === 'release' || held === GONE)
            told?.({ kind: 'released', name: about.name, at: step.node, before: noted.gone.get(local) ?? NONE, from });
          state[local] = UNKNOWN;
          return;
        }
        state[local] = held === OWED ? (about.from === 'new' ? GONE : NOTHING) : UNKNOWN;
        noted.gone.set(local, step.node);
        return;
      }
    }
  };
  const entry = settle(flow, (state, step) => apply(state, step, null));
  const faults: Fault[] = [];
  const kept = new Map<number, { at: number; why: Exit }[]>();
  for (const [index, block] of flow.blocks.entries()) {
    const start = entry[index];
    if (start === null) continue;
    const state = Uint8Array.from(start);
    for (const step of block.steps) {
      if (step.op === 'drop' && watched.get(step.local)?.from !== 'new' && state[step.local] === OWED && watched.has(step.local)) {
        kept.set(step.local, [...(kept.get(step.local) ?? []), { at: step.at, why: step.why }]);
      }
      apply(state, step, (fault) => faults.push(fault));
    }
  }
  for (const [local, exits] of kept)
    faults.push({ kind: 'kept', name: watched.get(local)?.name ?? '', at: noted.taken.get(local) ?? fn, exits });
  return faults;
}

const names = (tree: Tree, call: Node, name: string): boolean => new RegExp(`\\b${name}\\b`).test(textOf(tree, call));

function isDropped(tree: Tree, node: Node): boolean {
  const call = tree.parent[node];
  return call !== NONE && tree.kind[call] === Rs.Call && calleeName(tree, call) === 'drop';
}
