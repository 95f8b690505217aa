/**
 * What a name or an expression stands for, as far as one file shows without running it: imports and builtins by their dotted name,
 * and the exact builtin type of expressions that can have no other.
 *
 * Conservative: `null` wherever a second binding, a star import or an unknown operand leaves a doubt.
 */
import { Context, Py } from '../syntax/python/kinds.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';
import { exactType } from './exact-type.ts';
import { bindingsAfter, callsAfter, callsByName } from './looked-up.ts';
import type { Bindings, LookedUp } from './looked-up.ts';
import { bindingsOf, collectBindings, placeOf, qualifiedName, scopeOf } from './name-lookup.ts';
import type { LookupContext } from './name-lookup.ts';
import type { Scope, Scopes } from './scope.ts';

const { Attribute } = Py;

export interface Lookup {
  readonly scopes: Scopes;
  nodes(kind: number): readonly Node[];
  qualifiedName(expression: Node): string | null;
  /** The calls of what has that dotted name, in the order of the tree. */
  callsOf(dotted: string): readonly Node[];
  placeOf(name: Node): 'local' | 'cell' | 'global' | 'class' | 'builtin' | 'unknown';
  bindingsOf(name: Node): readonly Node[];
  attributeStores(name: number): readonly Node[];
  exactType(expression: Node): string | null;
  scopeOf(node: Node): Node;
}

/** `lookedUp` is filled as it goes; `earlier`: what was looked up before an edit. */
export function lookupOf(
  tree: Tree,
  scopes: Scopes,
  lookedUp: LookedUp = {},
  earlier?: { readonly change: Change; readonly lookedUp: LookedUp },
): Lookup {
  let byKind: ((kind: number) => readonly Node[]) | undefined;
  const nodes = (kind: number): readonly Node[] => {
    byKind ??= nodesByKind(tree, tree.size - 1);
    return byKind(kind);
  };
  let stores: Map<number, Node[]> | undefined;
  const table = new Map<Scope, Bindings>();
  const bindingsIn = (scope: Scope): Bindings => {
    let bindings = table.get(scope);
    if (bindings === undefined) {
      const before = scope.kind === 'module' ? earlier?.lookedUp.module : undefined;
      bindings = (before && earlier && bindingsAfter(earlier.change, before)) ?? collectBindings(tree, scopes, scope);
      table.set(scope, bindings);
      if (scope.kind === 'module') lookedUp.module = bindings;
    }
    return bindings;
  };
  const dotted = (expression: Node): string | null => qualifiedName(context, expression);
  const calls = (): ReadonlyMap<string, readonly Node[]> =>
    (lookedUp.calls ??=
      earlier?.lookedUp.calls === undefined
        ? callsByName(tree, 0, tree.size, dotted)
        : callsAfter(earlier.change, earlier.lookedUp.calls, dotted));
  const context: LookupContext = { tree, scopes, bindingsIn, types: new Map(), names: new Map(), depth: 0 };
  return {
    scopes,
    nodes,
    qualifiedName: dotted,
    callsOf: (name) => calls().get(name) ?? [],
    placeOf: (name) => placeOf(context, name),
    bindingsOf: (name) => bindingsOf(context, name).map(({ node }) => node),
    attributeStores: (name) => {
      stores ??= storesByAttribute(tree);
      return stores.get(name) ?? [];
    },
    exactType: (expression) => exactType(context, expression),
    scopeOf: (node) => scopeOf(scopes, node),
  };
}

/** The nodes of a subtree by their kind, in source order; counted and sorted by kind at once, put in order when a kind is first asked for. */
export function nodesByKind(tree: Tree, within: Node): (kind: number) => readonly Node[] {
  const { kind, start } = tree;
  const from = tree.first[within];
  const ends = new Int32Array(257);
  for (let node = from; node <= within; node += 1) ends[kind[node] + 1] += 1;
  for (let at = 1; at < ends.length; at += 1) ends[at] += ends[at - 1];
  const sorted = new Int32Array(within + 1 - from);
  // from here on `ends` tells for each kind where its next node goes, and in the end where the kind ends
  for (let node = from; node <= within; node += 1) sorted[ends[kind[node]]++] = node;
  const groups: (readonly Node[] | undefined)[] = [];
  return (wanted) => (groups[wanted] ??= inSourceOrder(sorted.subarray(wanted === 0 ? 0 : ends[wanted - 1], ends[wanted]), start));
}

/** Nodes in the order of their beginnings, the outer of two first. They nearly are: an insertion sort, given up for deep nesting. */
function inSourceOrder(nodes: Int32Array, start: Int32Array): readonly Node[] {
  let moves = nodes.length * 8;
  for (let at = 1; at < nodes.length && moves > 0; at += 1) {
    const node = nodes[at];
    const begin = start[node];
    let to = at;
    while (to > 0 && start[nodes[to - 1]] >= begin && moves > 0) {
      // of two that begin at one place the inner has the lower number, and stands before
      nodes[to] = nodes[to - 1];
      to -= 1;
      moves -= 1;
    }
    nodes[to] = node;
  }
  const ordered: Node[] = [];
  for (let at = 0; at < nodes.length; at += 1) ordered.push(nodes[at]);
  return moves > 0 ? ordered : ordered.sort((one, other) => start[one] - start[other] || other - one);
}

function storesByAttribute(tree: Tree): Map<number, Node[]> {
  const stores = new Map<number, Node[]>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Attribute || tree.flag[node] !== Context.Store) continue;
    const list = stores.get(tree.aux[node]);
    if (list === undefined) stores.set(tree.aux[node], [node]);
    else list.push(node);
  }
  return stores;
}
