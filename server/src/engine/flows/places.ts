/** The places of a flow analysis: what makes objects, what each expression and variable may be, and how the one is handed on to the other. */
import { Py } from '../../syntax/python/kinds.ts';
import { NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { isComprehension } from '../scope.ts';
import type { Scope, Scopes } from '../scope.ts';

/** Objects of one origin: what an instance of a class, a display, a function, a call of the library makes. */
export interface Origin {
  readonly kind: 'instance' | 'class' | 'container' | 'function' | 'generator' | 'method' | 'library';
  readonly node: Node;
  /** The type of its objects; `null` if that is not known. */
  readonly type: string | null;
  /** It lives as long as the module: a function or class that stands in it. */
  readonly lasts: boolean;
  /** By number: what its objects may hold, whatever it is held by. */
  readonly holds: Set<number>;
}

/** Something is stored in an object that was there before; `value`: the expression that stands for what is stored. */
interface Store {
  readonly into: number;
  readonly value: Node;
  readonly stored: ReadonlySet<number>;
}

export interface Flows {
  readonly origins: readonly Origin[];
  readonly stores: readonly Store[];
  /** What each expression may be. */
  readonly values: ReadonlyMap<Node, ReadonlySet<number>>;
}

export type Places = ReadonlySet<number>;

export const none: Places = new Set();

export interface Analysis {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly origins: Origin[];
  /** Origins by what makes them: their node and kind. */
  readonly known: Map<string, number>;
  readonly values: Map<Node, Set<number>>;
  /** By scope and name, or by `.` and the name of an attribute. */
  readonly variables: Map<string, Set<number>>;
  readonly returned: Map<Node, Set<number>>;
  readonly raised: Set<number>;
  /** Methods with names in two underscores, which operators and library code call. */
  readonly special: readonly Node[];
  readonly stores: Map<string, Store>;
  changed: boolean;
  /** What the file itself calls is known: the other calls are those of library code. */
  isLate: boolean;
}

export const isDefinition = (tree: Tree, node: Node): boolean =>
  tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef;

export const valueOf = (a: Analysis, node: Node): Places => (node === NONE ? none : (a.values.get(node) ?? none));

export function flow(a: Analysis, into: Set<number>, from: Places): void {
  if (into === from) return;
  for (const place of from) {
    if (into.has(place)) continue;
    into.add(place);
    a.changed = true;
  }
}

export function gives(a: Analysis, node: Node, places: Places): void {
  if (places.size === 0) return;
  let into = a.values.get(node);
  if (into === undefined) a.values.set(node, (into = new Set()));
  flow(a, into, places);
}

export function variable(a: Analysis, key: string): Set<number> {
  let found = a.variables.get(key);
  if (found === undefined) a.variables.set(key, (found = new Set()));
  return found;
}

export function originAt(a: Analysis, node: Node, kind: Origin['kind'], type: string | null, lasts = false): number {
  const key = `${kind} ${type} ${node}`;
  let found = a.known.get(key);
  if (found === undefined) {
    found = a.origins.length;
    a.known.set(key, found);
    a.origins.push({ kind, node, type, lasts, holds: new Set() });
    a.changed = true;
  }
  return found;
}

/** A new object at a node that holds these from its birth on. */
export function makes(a: Analysis, node: Node, kind: Origin['kind'], type: string | null, holds: Places): number {
  const origin = originAt(a, node, kind, type);
  flow(a, a.origins[origin].holds, holds);
  gives(a, node, new Set([origin]));
  return origin;
}

/** What is stored in each of these objects, which were there before. */
export function stores(a: Analysis, into: Places, value: Node, stored: Places): void {
  if (stored.size === 0) return;
  for (const origin of into) {
    flow(a, a.origins[origin].holds, stored);
    const key = `${origin} ${value}`;
    const before = a.stores.get(key);
    if (before === undefined) a.stores.set(key, { into: origin, value, stored: new Set(stored) });
    else flow(a, before.stored as Set<number>, stored);
  }
}

/** What is found in an object: in one of the library, at any depth. */
export function inside(a: Analysis, places: Places): Places {
  const found = new Set<number>();
  for (const place of places) {
    const { kind, holds, node } = a.origins[place];
    if (kind === 'library') found.add(place);
    // what its variables hold is not handed out
    const handed = kind !== 'generator' ? holds : (a.returned.get(node) ?? none);
    for (const each of handed) found.add(each);
  }
  return found;
}

export const union = (...all: readonly Places[]): Places => {
  const some = all.filter(({ size }) => size > 0);
  return some.length === 0 ? none : some.length === 1 ? some[0] : new Set(some.flatMap((each) => [...each]));
};

/** The key of the variable that a name stands for. */
export function keyOf(a: Analysis, node: Node, name: number): string {
  return keyIn(a, a.scopes.list[a.scopes.of[node]], name);
}

export function keyIn(a: Analysis, scope: Scope, name: number): string {
  const { list } = a.scopes;
  const place = scope.places.get(name);
  if (place === 'class') return `.${name}`;
  if (place === 'global' || place === 'globalImplicit') return `0 ${name}`;
  if (place !== 'free') return `${scope.index} ${name}`;
  for (let index = scope.parent; index !== -1; index = list[index].parent) {
    const outer = list[index].places.get(name);
    if (outer === 'cell' || outer === 'local') return `${index} ${name}`;
  }
  return `0 ${name}`;
}

/** The function or lambda whose code a node is, comprehensions being part of it; `NONE` for the module and classes. */
export function functionOf(a: Analysis, node: Node): Node {
  let scope = a.scopes.list[a.scopes.of[node]];
  while (scope.parent !== -1 && (isComprehension(scope) || scope.kind === 'annotation')) scope = a.scopes.list[scope.parent];
  return scope.kind === 'function' || scope.kind === 'lambda' ? scope.node : NONE;
}

export function result(a: Analysis, definition: Node, places: Places): void {
  let into = a.returned.get(definition);
  if (into === undefined) a.returned.set(definition, (into = new Set()));
  flow(a, into, places);
}
