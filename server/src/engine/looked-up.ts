/**
 * What was looked up in one text of a file and is asked for again in the next: an edit of one function's body leaves what the module binds, and what
 * its names stand for elsewhere, as they were.
 */
import { calleeOf } from '../syntax/python/access.ts';
import { Py } from '../syntax/python/kinds.ts';
import { NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { nodeNow } from './change.ts';
import type { Change } from './change.ts';

/** One binding of a name in a scope. */
export interface Binding {
  /** The node that binds: a stored `Name`, an `alias`, a definition, a parameter … */
  readonly node: Node;
  /** The node whose text is the reason: the statement or parent that holds it. */
  readonly via: Node;
}

/** The bindings of a scope by interned name. */
export type Bindings = ReadonlyMap<number, readonly Binding[]>;

/** Calls by the dotted name of what is called, in the order of the tree. */
export type Calls = ReadonlyMap<string, readonly Node[]>;

export interface LookedUp {
  module?: Bindings;
  calls?: Calls;
}

/** The module's bindings at their new places; `null` where one stands in the head of the function that changed. */
export function bindingsAfter(change: Change, before: Bindings): Bindings | null {
  const now = new Map<number, readonly Binding[]>();
  const place = (node: Node): Node => (node === change.was ? change.is : nodeNow(change, node));
  for (const [name, bindings] of before) {
    const moved = bindings.map(({ node, via }) => ({ node: place(node), via: place(via) }));
    if (moved.some(({ node, via }) => node === NONE || via === NONE)) return null;
    now.set(name, moved);
  }
  return now;
}

/** The calls among the nodes `from … to` (without `to`). */
export function callsByName(tree: Tree, from: Node, to: Node, qualifiedName: (expression: Node) => string | null): Map<string, Node[]> {
  const found = new Map<string, Node[]>();
  for (let node = from; node < to; node += 1) {
    if (tree.kind[node] !== Py.Call) continue;
    const name = qualifiedName(calleeOf(tree, node));
    if (name === null) continue;
    const calls = found.get(name);
    if (calls === undefined) found.set(name, [node]);
    else calls.push(node);
  }
  return found;
}

/** The calls after an edit: those of the function that changed are looked up anew. */
export function callsAfter(change: Change, before: Calls, qualifiedName: (expression: Node) => string | null): Calls {
  const { was, is, after } = change;
  const start = change.before.first[was];
  const inside = callsByName(after, after.first[is], is, qualifiedName);
  const now = new Map<string, readonly Node[]>();
  for (const [name, calls] of before) {
    const left = calls.filter((call) => call < start);
    const right = calls.filter((call) => call > was).map((call) => nodeNow(change, call));
    const all = [...left, ...(inside.get(name) ?? []), ...right];
    if (all.length > 0) now.set(name, all);
    inside.delete(name);
  }
  for (const [name, calls] of inside) now.set(name, calls);
  return now;
}
