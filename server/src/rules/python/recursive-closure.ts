/** RC107: inner functions that refer to themselves, directly or through each other, so that every call of the outer function leaves a cycle. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import { isFunction } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import { nameSpan } from '../../syntax/python/access.ts';
import page from './recursive-closure.md' with { type: 'text' };

const { FunctionDef, AsyncFunctionDef, Lambda, Name, Assign, Call } = Py;

const rule: PythonRule = {
  code: 'RC107',
  name: 'recursive-closure',
  summary: 'detects inner functions that refer to themselves',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  reach: 'function',
  *check(facts): Iterable<Report> {
    const { tree } = facts;
    const told = new Set<Node>();
    for (const inner of innerFunctions(facts)) {
      const ring = told.has(inner) ? [] : ringOf(facts, inner);
      if (ring.length === 0) continue;
      for (const { from } of ring) told.add(from);
      const names = ring.map(({ from }) => `\`${nameOf(variableOf(tree, from))}\``);
      const outer = nameOf(tree.aux[facts.scopeOf(inner)]);
      const every = outer === '' ? 'every run around it' : `every call of \`${outer}\``;
      const says =
        names.length === 1
          ? `${names[0]} refers to itself through a variable of the function around it`
          : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]} refer to each other through variables of the function around them`;
      yield {
        at: nameSpan(tree, inner) ?? { start: tree.start[inner], end: tree.end[inner] },
        says: `${says}, so ${every} leaves a cycle for the collector; define it outside, or \`del\` the name when it is done`,
        because: ring.map(({ from, use }) => ({
          span: { start: tree.start[use], end: tree.end[use] },
          says: `\`${nameOf(variableOf(tree, from))}\` holds the variable \`${nameOf(tree.aux[use])}\`, and so the function in it`,
        })),
      };
    }
  },
};

/** Functions and lambdas that stand in a function and are bound to one variable of it, which is bound to nothing else, and not deleted. */
function innerFunctions(facts: PythonFacts): readonly Node[] {
  const { tree } = facts;
  const all = [...facts.nodes(FunctionDef), ...facts.nodes(AsyncFunctionDef), ...facts.nodes(Lambda)];
  return all
    .filter((node) => isFunction(tree.kind[facts.scopeOf(node)]) && variableOf(tree, node) !== 0)
    .sort((one, other) => tree.start[one] - tree.start[other]);
}

/** The interned name of the variable that a function is bound to where it is made, or 0. */
function variableOf(tree: Tree, node: Node): number {
  if (tree.kind[node] !== Lambda) return tree.aux[node];
  const target = bindingOf(tree, node);
  return target === NONE ? 0 : tree.aux[target];
}

/** What binds it: the definition, or the name in `name = lambda …`. */
function bindingOf(tree: Tree, node: Node): Node {
  if (tree.kind[node] !== Lambda) return node;
  const assign = tree.parent[node];
  if (tree.kind[assign] !== Assign || tree.field[node] !== PyField.value) return NONE;
  const target = childIn(tree, assign, PyField.targets);
  return tree.kind[target] === Name ? target : NONE;
}

interface Link {
  readonly from: Node;
  readonly use: Node;
}

/** The shortest way from a function over the functions that it calls or hands on, back to itself; empty if there is none. */
function ringOf(facts: PythonFacts, start: Node): readonly Link[] {
  const scope = facts.scopeOf(start);
  const cameBy = new Map<Node, Link>();
  let front = [start];
  while (front.length > 0) {
    const next: Node[] = [];
    for (const from of front) {
      for (const { to, use } of usesIn(facts, from, scope)) {
        if (to === start) return wayTo(cameBy, start, { from, use });
        if (cameBy.has(to)) continue;
        cameBy.set(to, { from, use });
        next.push(to);
      }
    }
    front = next;
  }
  return [];
}

function wayTo(cameBy: ReadonlyMap<Node, Link>, start: Node, last: Link): readonly Link[] {
  const way = [last];
  for (let at = last.from; at !== start;) {
    const link = cameBy.get(at);
    if (link === undefined) break;
    way.unshift(link);
    at = link.from;
  }
  return way;
}

/** The inner functions of the same scope that a function calls, or hands to a call. */
function usesIn(facts: PythonFacts, from: Node, scope: Node): readonly { readonly to: Node; readonly use: Node }[] {
  const { tree } = facts;
  const found: { to: Node; use: Node }[] = [];
  for (let node = tree.first[from]; node < from; node += 1) {
    if (tree.kind[node] !== Name || tree.flag[node] !== Context.Load || tree.kind[tree.parent[node]] !== Call) continue;
    // decorators and defaults run outside
    if (facts.scopeOf(node) === scope || facts.placeOf(node) !== 'cell') continue;
    const bindings = facts.bindingsOf(node);
    if (bindings.length !== 1) continue;
    const [binding] = bindings;
    const to = tree.kind[binding] === Name ? lambdaIn(tree, binding) : binding;
    const isInner = to !== NONE && isFunction(tree.kind[to]) && facts.scopeOf(to) === scope && bindingOf(tree, to) === binding;
    if (isInner && !isDeleted(facts, scope, tree.aux[node])) found.push({ to, use: node });
  }
  return found;
}

function lambdaIn(tree: Tree, target: Node): Node {
  const assign = tree.parent[target];
  if (tree.kind[assign] !== Assign) return NONE;
  const value = childIn(tree, assign, PyField.value);
  return tree.kind[value] === Lambda ? value : NONE;
}

function isDeleted(facts: PythonFacts, scope: Node, name: number): boolean {
  const { tree } = facts;
  for (let node = tree.first[scope]; node < scope; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name && tree.flag[node] === Context.Del) return true;
  }
  return false;
}

export default rule;
