/**
 * Which functions could make objects hold each other in a ring, judged by the text alone.
 *
 * Within one function names are put in a graph: `x.a = y`, `x.append(y)`, `x = [y]`, `x = Class(y)` and a function that uses `y` make x hold y.
 * Only where that graph has a ring is it worth running the function.
 */
import { nameOf } from '../syntax/names.ts';
import { parametersOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, root } from '../syntax/tree.ts';
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

/** What names stand for in this file. */
interface Local {
  readonly isClass: (name: number) => boolean;
  /** Of functions in class bodies. */
  readonly methods: ReadonlySet<number>;
}

/** Who holds whom: what was stored, and as negative numbers what was there before. */
type Graph = Map<number, Set<number>>;

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
  const graphs = new Map<number, Graph>();
  const { bases, methods } = outlineIn(tree);
  const local: Local = { isClass: (name) => bases.has(name) || classes.has(name), methods };
  for (let node = tree.first[within]; node <= within; node += 1) {
    switch (tree.kind[node]) {
      case Py.Assign:
      case Py.AnnAssign:
      case Py.NamedExpr: {
        const value = node - 1;
        if (tree.field[value] !== PyField.value) break;
        const targets = tree.kind[node] === Py.Assign ? childrenIn(tree, node, PyField.targets) : [childIn(tree, node, PyField.target)];
        for (const target of targets) store(tree, scopes, graphs, local, target, value, 0);
        break;
      }
      case Py.For:
        part(tree, scopes, graphs, childIn(tree, node, PyField.target), childIn(tree, node, PyField.iter));
        break;
      case Py.Call: {
        const callee = childIn(tree, node, PyField.func);
        if (callee === NONE || tree.kind[callee] !== Py.Attribute) break;
        if (!keepers.has(nameOf(tree.aux[callee])) && !keeping.has(tree.aux[callee])) break;
        const base = baseName(tree, callee - 1);
        if (base === 0) break;
        for (const argument of children(tree, node).slice(1))
          link(graphOf(tree, scopes, graphs, node), base, held(tree, scopes, local, argument, 0));
        break;
      }
      case Py.FunctionDef:
      case Py.Lambda: {
        // an inner function holds the variables that it uses from around it
        const inner = scopes.opened.get(node);
        if (inner === undefined || tree.kind[node] === Py.Lambda) break;
        const free: number[] = [];
        for (const [name, place] of inner.places) if (place === 'free') free.push(name);
        if (free.length > 0) link(graphOf(tree, scopes, graphs, node), tree.aux[node], free);
        break;
      }
      default:
        break;
    }
  }
  const found = new Set<Node>();
  for (const [index, graph] of graphs) {
    const { node } = scopes.list[index];
    if (contains(tree, within, node) && hasRing(graph)) found.add(node);
  }
  return found;
}

/** Names of the methods of a file that store an argument in their object: `def set(self, call): self.call = call`. */
export function keepingMethods(tree: Tree, within: Node = root(tree)): ReadonlySet<number> {
  const found = new Set<number>();
  let given: readonly number[] = [];
  let method: Node = NONE;
  for (let node = within; node >= tree.first[within]; node -= 1) {
    const kind = tree.kind[node];
    if ((kind === Py.FunctionDef || kind === Py.AsyncFunctionDef) && tree.kind[tree.parent[node]] === Py.ClassDef) {
      method = node;
      given = parametersOf(tree, node).map((parameter) => tree.aux[parameter]);
    } else if (method !== NONE && node < tree.first[method]) method = NONE;
    if (method === NONE || kind !== Py.Attribute || tree.flag[node] !== Context.Store || tree.kind[node - 1] !== Py.Name) continue;
    const value = tree.parent[node] - 1;
    if (tree.kind[tree.parent[node]] !== Py.Assign || tree.kind[value] !== Py.Name || tree.aux[node - 1] !== given[0]) continue;
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
function graphOf(_tree: Tree, scopes: Scopes, graphs: Map<number, Graph>, node: Node): Graph {
  let scope = scopes.list[scopes.of[node]];
  while (scope.parent !== -1 && (isComprehension(scope) || scope.kind === 'annotation' || scope.kind === 'lambda'))
    scope = scopes.list[scope.parent];
  let graph = graphs.get(scope.index);
  if (graph === undefined) graphs.set(scope.index, (graph = new Map()));
  return graph;
}

function link(graph: Graph, from: number, to: readonly number[]): void {
  if (to.length === 0) return;
  let held_ = graph.get(from);
  if (held_ === undefined) graph.set(from, (held_ = new Set()));
  for (const name of to) held_.add(name);
}

function store(tree: Tree, scopes: Scopes, graphs: Map<number, Graph>, local: Local, target: Node, value: Node, depth: number): void {
  if (target === NONE || depth > 4) return;
  switch (tree.kind[target]) {
    case Py.Tuple:
    case Py.List: {
      const targets = children(tree, target);
      const values = tree.kind[value] === Py.Tuple || tree.kind[value] === Py.List ? children(tree, value) : [];
      targets.forEach((one, at) =>
        store(tree, scopes, graphs, local, one, values.length === targets.length ? values[at] : value, depth + 1),
      );
      return;
    }
    case Py.Attribute:
    case Py.Subscript: {
      const base = baseName(tree, target);
      const names = base === 0 ? [] : held(tree, scopes, local, value, 0);
      if (names.length > 0) link(graphOf(tree, scopes, graphs, target), base, names);
      return;
    }
    case Py.Name: {
      const names = held(tree, scopes, local, value, 0);
      const name = tree.aux[target];
      if (names.length > 0) {
        const graph = graphOf(tree, scopes, graphs, target);
        const others = names.filter((one) => one !== name);
        // a bound method closes no ring until something stores it
        link(graph, name, tree.kind[value] === Py.Attribute ? others.map((one) => -one) : others);
        // another name of the same object
        if (tree.kind[value] === Py.Name && others.length > 0) alias(graph, name, others[0]);
      }
      part(tree, scopes, graphs, target, value);
      return;
    }
    default:
      return;
  }
}

/** Two names for one object hold the same; a ring needs more than that, so they are not linked to each other but share what they hold. */
function alias(graph: Graph, one: number, other: number): void {
  let shared = graph.get(other);
  if (shared === undefined) graph.set(other, (shared = new Set()));
  const mine = graph.get(one) ?? new Set<number>();
  mine.delete(other);
  for (const name of mine) shared.add(name);
  graph.set(one, shared);
  sameObject(graph, one, other);
}

const aliasesOf = new WeakMap<Graph, Map<number, number>>();

function sameObject(graph: Graph, one: number, other: number): void {
  let map = aliasesOf.get(graph);
  if (map === undefined) aliasesOf.set(graph, (map = new Map()));
  const leader = leaderOf(graph, other);
  if (leader !== leaderOf(graph, one)) map.set(leaderOf(graph, one), leader);
}

function leaderOf(graph: Graph, name: number): number {
  const map = aliasesOf.get(graph);
  let at = name;
  for (let up = map?.get(at); up !== undefined; up = map?.get(at)) at = up;
  return at;
}

/** `x = owner.attribute`, `for x in owner.items`: the owner holds x. */
function part(tree: Tree, scopes: Scopes, graphs: Map<number, Graph>, target: Node, value: Node): void {
  if (target === NONE || value === NONE || tree.kind[target] !== Py.Name) return;
  let source = value;
  if (tree.kind[source] === Py.Call) source = childIn(tree, source, PyField.func);
  if (source === NONE || (tree.kind[source] !== Py.Attribute && tree.kind[source] !== Py.Subscript)) return;
  const base = baseName(tree, source);
  if (base !== 0 && base !== tree.aux[target]) link(graphOf(tree, scopes, graphs, target), base, [-tree.aux[target]]);
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

/** Names whose objects the value of an expression holds, or is. */
function held(tree: Tree, scopes: Scopes, local: Local, node: Node, depth: number): number[] {
  if (node === NONE || depth > 6) return [];
  const each = (nodes: readonly Node[]): number[] => nodes.flatMap((one) => held(tree, scopes, local, one, depth + 1));
  switch (tree.kind[node]) {
    case Py.Name:
      return tree.flag[node] === Context.Load ? [tree.aux[node]] : [];
    case Py.Tuple:
    case Py.List:
    case Py.Set:
    case Py.Dict:
    case Py.BoolOp:
      return each(children(tree, node));
    case Py.IfExp:
      return each([childIn(tree, node, PyField.body), childIn(tree, node, PyField.orelse)]);
    case Py.Starred:
    case Py.NamedExpr:
    case Py.keyword:
      return each([node - 1]);
    case Py.Attribute:
      return local.methods.has(tree.aux[node]) && tree.kind[node - 1] === Py.Name ? [tree.aux[node - 1]] : [];
    case Py.ListComp:
    case Py.SetComp:
    case Py.DictComp:
    case Py.GeneratorExp:
      return each([childIn(tree, node, PyField.elt), childIn(tree, node, PyField.key), childIn(tree, node, PyField.value)]);
    case Py.Lambda: {
      const inner = scopes.opened.get(node);
      const free: number[] = [];
      if (inner !== undefined) for (const [name, place] of inner.places) if (place === 'free') free.push(name);
      return free;
    }
    case Py.Call: {
      const parts = children(tree, node);
      const callee = parts[0];
      const kind = tree.kind[callee];
      if (kind !== Py.Name && kind !== Py.Attribute) return [];
      const name = tree.aux[callee];
      return local.isClass(name) || holders.has(nameOf(name)) ? each(parts.slice(1)) : [];
    }
    default:
      return [];
  }
}

/** Whether something that was stored leads back to where it was stored; ways over parts that were there before do not count by themselves. */
function hasRing(graph: Graph): boolean {
  const edges = new Map<number, Set<number>>();
  const stored: [number, number][] = [];
  for (const [from, to] of graph) {
    const leader = leaderOf(graph, from);
    const set = edges.get(leader) ?? new Set<number>();
    edges.set(leader, set);
    for (const name of to) {
      const isPart = name < 0;
      const other = leaderOf(graph, isPart ? -name : name);
      set.add(other);
      if (!isPart) stored.push([leader, other]);
    }
  }
  const groups = stronglyConnected(edges);
  return stored.some(([from, to]) => from === to || groups.get(from) === groups.get(to));
}

/** Tarjan's algorithm without recursion: for each node the number of its strongly connected component. */
function stronglyConnected(edges: ReadonlyMap<number, ReadonlySet<number>>): ReadonlyMap<number, number> {
  const group = new Map<number, number>();
  const order = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const path: { readonly node: number; readonly rest: Iterator<number> }[] = [];
  const enter = (node: number): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    open.push(node);
    path.push({ node, rest: (edges.get(node) ?? new Set<number>()).values() });
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
