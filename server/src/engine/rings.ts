/**
 * Which functions could make objects hold each other in a ring, judged by the text alone.
 *
 * Within one function names are put in a graph: `x.a = y`, `x.append(y)`, `x = [y]`, `x = Class(y)` and a function that uses `y` make x hold y.
 * Only where that graph has a ring is it worth running the function.
 */
import { nameOf } from '../syntax/names.ts';
import { parametersOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, contains, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';
import { isComprehension } from './scope.ts';
import type { Scopes } from './scope.ts';
import { outlineIn } from './survey.ts';

const keepers = new Set(['append', 'add', 'insert', 'appendleft', 'setdefault', 'update', 'extend', 'put', 'push']);
/** Library functions whose result holds what they are given. */
const holders = new Set([
  'partial',
  'partialmethod',
  'property',
  'list',
  'tuple',
  'dict',
  'set',
  'deque',
  'OrderedDict',
  'defaultdict',
  'map',
  'filter',
  'zip',
  'iter',
  'enumerate',
  'reversed',
  'sorted',
]);

/** What is asked of a text, and the graphs found in it so far. */
interface Work {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly isClass: (name: number) => boolean;
  /** Names of functions in class bodies. */
  readonly methods: ReadonlySet<number>;
  /** By the scope that runs the code. */
  readonly graphs: Map<number, Graph>;
  /** Filled by `held` and read before it is asked again. */
  readonly found: number[];
}

/** Who holds whom among the names of a function, edge by edge. */
interface Graph {
  readonly from: number[];
  /** What was stored, and as negative numbers what was there before. */
  readonly to: number[];
  /** Another name of the same object, by name. */
  readonly leaders: Map<number, number>;
  /** By two names: so many edges stood when they became names of one object, and those between them closed no ring. */
  readonly merged: Map<number, number>;
  /** Whether anything was stored. */
  stores: boolean;
}

/**
 * The functions at or below a node (or the module, for its root) in whose text there is a ring of names. `keeping`: methods of the file that keep
 * what they are given; `classes`: names of classes that stand elsewhere.
 */
export function ringsByName(
  tree: Tree,
  scopes: Scopes,
  keeping: ReadonlySet<number>,
  within: Node = root(tree),
  classes: ReadonlySet<number> = new Set(),
): Set<Node> {
  const { bases, methods } = outlineIn(tree);
  const isClass = (name: number): boolean => bases.has(name) || classes.has(name);
  const work: Work = { tree, scopes, isClass, methods, graphs: new Map(), found: [] };
  for (let node = tree.first[within]; node <= within; node += 1) {
    switch (tree.kind[node]) {
      case Py.Assign:
      case Py.AnnAssign:
      case Py.NamedExpr: {
        const value = node - 1;
        if (tree.field[value] !== PyField.value) break;
        const role = tree.kind[node] === Py.Assign ? PyField.targets : PyField.target;
        for (let target = tree.first[value] - 1, stop = tree.first[node]; target >= stop; target = tree.first[target] - 1)
          if (tree.field[target] === role) store(work, target, value, 0);
        break;
      }
      case Py.For:
        part(work, childIn(tree, node, PyField.target), childIn(tree, node, PyField.iter));
        break;
      case Py.Call: {
        const callee = childIn(tree, node, PyField.func);
        if (callee === NONE || tree.kind[callee] !== Py.Attribute) break;
        if (!keeping.has(tree.aux[callee]) && !keepers.has(nameOf(tree.aux[callee]))) break;
        const base = baseName(tree, callee - 1);
        if (base === 0) break;
        work.found.length = 0;
        for (let argument = node - 1; argument > callee; argument = tree.first[argument] - 1) addHeld(work, argument, 0);
        link(work, node, base);
        break;
      }
      case Py.FunctionDef:
        // an inner function holds the variables that it uses from around it
        work.found.length = 0;
        addFree(work, node);
        link(work, node, tree.aux[node]);
        break;
      default:
        break;
    }
  }
  const found = new Set<Node>();
  for (const [index, graph] of work.graphs) {
    const { node } = scopes.list[index];
    if (graph.stores && contains(tree, within, node) && hasRing(graph)) found.add(node);
  }
  return found;
}

/** Names of the methods of a file that store an argument in their object: `def set(self, call): self.call = call`. */
export function keepingMethods(tree: Tree, within: Node = root(tree)): ReadonlySet<number> {
  const found = new Set<number>();
  let given: readonly number[] | null = null;
  let method: Node = NONE;
  for (let node = within; node >= tree.first[within]; node -= 1) {
    const kind = tree.kind[node];
    if ((kind === Py.FunctionDef || kind === Py.AsyncFunctionDef) && tree.kind[tree.parent[node]] === Py.ClassDef) {
      method = node;
      given = null;
    } else if (method !== NONE && node < tree.first[method]) method = NONE;
    if (method === NONE || kind !== Py.Attribute || tree.flag[node] !== Context.Store || tree.kind[node - 1] !== Py.Name) continue;
    const value = tree.parent[node] - 1;
    if (tree.kind[tree.parent[node]] !== Py.Assign || tree.kind[value] !== Py.Name) continue;
    given ??= parametersOf(tree, method).map((parameter) => tree.aux[parameter]);
    if (tree.aux[node - 1] !== given[0]) continue;
    if (given.includes(tree.aux[value]) && nameOf(tree.aux[method]) !== '__init__') found.add(tree.aux[method]);
  }
  return found;
}

/** Whether a change leaves `keepingMethods` as they are. */
export function keepsTheSame({ before, after, was, is }: Change): boolean {
  const then = keepingMethods(before, was);
  const now = keepingMethods(after, is);
  return then.size === now.size && [...then].every((name) => now.has(name));
}

/** The graph of the function or module whose code a node is. */
function graphOf({ scopes, graphs }: Work, node: Node): Graph {
  let scope = scopes.list[scopes.of[node]];
  while (scope.parent !== -1 && (isComprehension(scope) || scope.kind === 'annotation' || scope.kind === 'lambda'))
    scope = scopes.list[scope.parent];
  let graph = graphs.get(scope.index);
  if (graph === undefined) graphs.set(scope.index, (graph = { from: [], to: [], leaders: new Map(), merged: new Map(), stores: false }));
  return graph;
}

/** A name holds what was found. */
function link(work: Work, node: Node, from: number): void {
  if (work.found.length === 0) return;
  const graph = graphOf(work, node);
  for (const name of work.found) edge(graph, from, name);
}

function edge(graph: Graph, from: number, to: number): void {
  graph.from.push(from);
  graph.to.push(to);
  if (to > 0) graph.stores = true;
}

function store(work: Work, target: Node, value: Node, depth: number): void {
  const { tree, found } = work;
  if (target === NONE || depth > 4) return;
  switch (tree.kind[target]) {
    case Py.Tuple:
    case Py.List: {
      const targets = children(tree, target);
      const values = tree.kind[value] === Py.Tuple || tree.kind[value] === Py.List ? children(tree, value) : [];
      targets.forEach((one, at) => store(work, one, values.length === targets.length ? values[at] : value, depth + 1));
      return;
    }
    case Py.Attribute:
    case Py.Subscript: {
      const base = baseName(tree, target);
      if (base === 0) return;
      found.length = 0;
      addHeld(work, value, 0);
      link(work, target, base);
      return;
    }
    case Py.Name: {
      const name = tree.aux[target];
      if (tree.kind[value] === Py.Name) {
        if (tree.flag[value] === Context.Load && tree.aux[value] !== name) alias(graphOf(work, target), name, tree.aux[value]);
        return;
      }
      found.length = 0;
      addHeld(work, value, 0);
      if (found.length > 0) {
        const graph = graphOf(work, target);
        // a bound method closes no ring until something stores it
        for (const one of found) if (one !== name) edge(graph, name, tree.kind[value] === Py.Attribute ? -one : one);
      }
      part(work, target, value);
      return;
    }
    default:
      return;
  }
}

/** Two names for one object hold the same. */
function alias({ from, leaders, merged }: Graph, one: number, other: number): void {
  merged.set(pair(one, other), from.length);
  const leader = leaderOf(leaders, other);
  const mine = leaderOf(leaders, one);
  if (leader !== mine) leaders.set(mine, leader);
}

/** Names are interned: their numbers are small. */
const pair = (one: number, other: number): number => one * 2 ** 26 + other;

function leaderOf(leaders: Map<number, number>, name: number): number {
  let leader = name;
  for (let up = leaders.get(leader); up !== undefined; up = leaders.get(leader)) leader = up;
  if (leader !== name) leaders.set(name, leader);
  return leader;
}

/** `x = owner.attribute`, `for x in owner.items`: the owner holds x. */
function part(work: Work, target: Node, value: Node): void {
  const { tree } = work;
  if (target === NONE || value === NONE || tree.kind[target] !== Py.Name) return;
  let source = value;
  if (tree.kind[source] === Py.Call) source = childIn(tree, source, PyField.func);
  if (source === NONE || (tree.kind[source] !== Py.Attribute && tree.kind[source] !== Py.Subscript)) return;
  const base = baseName(tree, source);
  if (base !== 0 && base !== tree.aux[target]) edge(graphOf(work, target), base, -tree.aux[target]);
}

function baseName(tree: Tree, node: Node): number {
  let at = node;
  for (let depth = 0; depth < 50 && at >= 0; depth += 1) {
    const kind = tree.kind[at];
    if (kind === Py.Name) return tree.aux[at];
    if (kind === Py.Attribute) at -= 1;
    else if (kind === Py.Subscript) at = tree.first[at - 1] - 1;
    else return 0;
  }
  return 0;
}

/** Finds the names whose objects the value of an expression holds, or is. */
function addHeld(work: Work, node: Node, depth: number): void {
  if (node === NONE || depth > 6) return;
  const { tree, found } = work;
  switch (tree.kind[node]) {
    case Py.Name:
      if (tree.flag[node] === Context.Load) found.push(tree.aux[node]);
      return;
    case Py.Tuple:
    case Py.List:
    case Py.Set:
    case Py.Dict:
    case Py.BoolOp:
      addEach(work, node, tree.first[node], depth);
      return;
    case Py.IfExp:
      addHeld(work, childIn(tree, node, PyField.body), depth + 1);
      addHeld(work, childIn(tree, node, PyField.orelse), depth + 1);
      return;
    case Py.Starred:
    case Py.NamedExpr:
    case Py.keyword:
      addHeld(work, node - 1, depth + 1);
      return;
    case Py.Attribute:
      if (work.methods.has(tree.aux[node]) && tree.kind[node - 1] === Py.Name) found.push(tree.aux[node - 1]);
      return;
    case Py.ListComp:
    case Py.SetComp:
    case Py.DictComp:
    case Py.GeneratorExp:
      for (const field of [PyField.elt, PyField.key, PyField.value]) addHeld(work, childIn(tree, node, field), depth + 1);
      return;
    case Py.Lambda:
      addFree(work, node);
      return;
    case Py.Call: {
      const callee = childIn(tree, node, PyField.func);
      const kind = callee === NONE ? -1 : tree.kind[callee];
      if (kind !== Py.Name && kind !== Py.Attribute) return;
      const name = tree.aux[callee];
      if (work.isClass(name) || holders.has(nameOf(name))) addEach(work, node, callee + 1, depth);
      return;
    }
    default:
      return;
  }
}

/** The children that begin at a node or after it. */
function addEach(work: Work, node: Node, from: Node, depth: number): void {
  for (let child = node - 1; child >= from; child = work.tree.first[child] - 1) addHeld(work, child, depth + 1);
}

/** The variables of functions around it that a function uses. */
function addFree({ scopes, found }: Work, node: Node): void {
  for (const [name, place] of scopes.opened.get(node)?.places ?? []) if (place === 'free') found.push(name);
}

/** Whether something that was stored leads back to where it was stored; ways over parts that were there before do not count by themselves. */
function hasRing({ from, to, leaders, merged }: Graph): boolean {
  const edges = new Map<number, number[]>();
  const stored: number[] = [];
  for (let at = 0; at < from.length; at += 1) {
    if (to[at] > 0 && at < (merged.get(pair(from[at], to[at])) ?? 0)) continue;
    const one = leaderOf(leaders, from[at]);
    const other = leaderOf(leaders, Math.abs(to[at]));
    const held = edges.get(one);
    if (held === undefined) edges.set(one, [other]);
    else held.push(other);
    if (to[at] > 0) stored.push(one, other);
  }
  const groups = stronglyConnected(edges);
  for (let at = 0; at < stored.length; at += 2) if (groups.get(stored[at]) === groups.get(stored[at + 1])) return true;
  return false;
}

/** Tarjan's algorithm without recursion: for each node the number of its strongly connected component. */
export function stronglyConnected(edges: ReadonlyMap<number, readonly number[] | ReadonlySet<number>>): ReadonlyMap<number, number> {
  const group = new Map<number, number>();
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const path: { readonly node: number; readonly rest: Iterator<number> }[] = [];
  const enter = (node: number): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    open.push(node);
    path.push({ node, rest: (edges.get(node) ?? []).values() });
  };
  const lower = (node: number, to: number): void => void lowest.set(node, Math.min(lowest.get(node) ?? to, to));
  for (const start of edges.keys()) {
    if (order.has(start)) continue;
    enter(start);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const next = at.rest.next();
      if (next.done !== true) {
        const seen = order.get(next.value);
        if (seen === undefined) enter(next.value);
        else if (!group.has(next.value)) lower(at.node, seen);
        continue;
      }
      path.pop();
      const low = lowest.get(at.node) ?? 0;
      const before = path.at(-1);
      if (before !== undefined) lower(before.node, low);
      if (low !== order.get(at.node)) continue;
      for (let member = open.pop(); member !== undefined; member = open.pop()) {
        group.set(member, low);
        if (member === at.node) break;
      }
    }
  }
  return group;
}
