/**
 * Whether code that is not followed could leave something to the collector, judged by the text of the file alone.
 *
 * It could where objects may come to hold each other: by names that hold one another within a function, by attributes, by classes that are made inside
 * functions, by exceptions that are kept. A container that is put into itself by way of another function is not thought of.
 */
import { nameOf } from '../syntax/names.ts';
import { isFunction, parametersOf } from '../syntax/python/access.ts';
import { Context, Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { flowsIn } from './flows/flows.ts';
import type { Flows, Origin } from './flows/places.ts';
import { stronglyConnected } from './rings.ts';
import type { Scopes } from './scope.ts';

/** Types of which objects may be left to the collector; `null`: any. */
export type Tangle = ReadonlySet<string> | null;

const found = new WeakMap<Tree, { readonly tangle: Tangle }>();

export function tangleIn(tree: Tree, scopes: Scopes): Tangle {
  let answer = found.get(tree);
  if (answer === undefined) found.set(tree, (answer = { tangle: looksFor(tree, scopes) }));
  return answer.tangle;
}

const reaching = new Set([
  'exec',
  'eval',
  'setattr',
  'globals',
  'locals',
  'vars',
  '__dict__',
  'exc_info',
  '_getframe',
  'currentframe',
  'set_trace',
  '__getattr__',
  '__getattribute__',
  '__setattr__',
  '__get__',
  '__set__',
  '__new__',
  '__init_subclass__',
  '__del__',
  '__traceback__',
]);

function looksFor(tree: Tree, scopes: Scopes): Tangle {
  for (let node = 0; node < tree.size; node += 1) {
    switch (tree.kind[node]) {
      case Py.ClassDef:
        if (isInFunction(tree, node) || childrenIn(tree, node, PyField.keywords).length > 0) return null;
        break;
      case Py.FunctionDef:
      case Py.AsyncFunctionDef:
      case Py.Attribute:
      case Py.Name:
        if (reaching.has(nameOf(tree.aux[node]))) return null;
        break;
      case Py.ExceptHandler:
        if (childIn(tree, node, PyField.name) !== NONE && keepsItsName(tree, node)) return null;
        break;
      case Py.Raise:
        if (raisesKept(tree, node)) return null;
        break;
      default:
        break;
    }
  }
  const flows = flowsIn(tree, scopes);
  return flows === null ? null : typesInRings(tree, flows);
}

/** Whether what is raised was there before, and may be kept: but for a class, a new exception, and that of the handler around it. */
function raisesKept(tree: Tree, node: Node): boolean {
  const raised = childIn(tree, node, PyField.exc);
  if (raised === NONE || tree.kind[raised] === Py.Call) return false;
  if (tree.kind[raised] !== Py.Name) return tree.kind[raised] !== Py.Attribute || !/^[A-Z]/.test(nameOf(tree.aux[raised]));
  if (/^[A-Z]/.test(nameOf(tree.aux[raised]))) return false;
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    const name = tree.kind[at] === Py.ExceptHandler ? childIn(tree, at, PyField.name) : NONE;
    if (name !== NONE && tree.aux[name] === tree.aux[raised]) return false;
  }
  return true;
}

/** The types of all that hangs on objects that may hold each other in a ring. */
function typesInRings(tree: Tree, flows: Flows): Tangle {
  const { origins } = flows;
  const edges = new Map(origins.map(({ lasts, holds }, origin) => [origin, lasts ? new Set<number>() : holds]));
  const group = stronglyConnected(edges);
  const births = birthsIn(tree, flows);
  const ringed = new Set<number>();
  const close = (from: number, to: number): void => {
    if (!origins[from].lasts && (from === to || group.get(from) === group.get(to))) ringed.add(group.get(from) ?? -1);
  };
  for (const { into, value, stored } of flows.stores) if (!births.isNew(value, into)) for (const each of stored) close(into, each);
  const types = new Set<string>();
  for (const origin of reachedFrom(
    edges,
    [...edges.keys()].filter((each) => ringed.has(group.get(each) ?? -1)),
  )) {
    const { kind, type, lasts } = origins[origin];
    if (lasts) continue;
    if (type === null || kind === 'generator' || kind === 'class') return null;
    types.add(type);
    for (const each of parts[kind] ?? []) types.add(each);
  }
  return types;
}

/** What else the collector finds with an object of that kind. */
const parts: Readonly<Partial<Record<Origin['kind'], readonly string[]>>> = {
  instance: ['dict', 'tuple', 'traceback', 'frame'],
  function: ['cell', 'tuple', 'dict'],
};

function reachedFrom(edges: ReadonlyMap<number, ReadonlySet<number>>, roots: Iterable<number>): ReadonlySet<number> {
  const reached = new Set(roots);
  for (const each of reached) for (const next of edges.get(each) ?? []) reached.add(next);
  return reached;
}

interface Births {
  /** Whether an expression stands for a new object that does not lead to objects of that origin at its birth: to store it there closes no ring. */
  isNew(value: Node, into: number): boolean;
}

/** How deep constructors in constructors are looked into. */
const DEEPEST = 6;

function birthsIn(tree: Tree, flows: Flows): Births {
  const { origins, values } = flows;
  const edges = new Map(origins.map(({ holds }, origin) => [origin, holds]));
  const valueOf = (node: Node): ReadonlySet<number> => values.get(node) ?? new Set();

  /** What a new object leads to; `null` if the expression stands for no new object. */
  const ledTo = (node: Node, depth: number): ReadonlySet<number> | null => {
    if (depth > DEEPEST) return null;
    switch (tree.kind[node]) {
      case Py.List:
      case Py.Tuple:
      case Py.Set:
      case Py.Dict:
        return union(children(tree, node), depth);
      case Py.ListComp:
      case Py.SetComp:
      case Py.DictComp:
        return union(
          [PyField.elt, PyField.key, PyField.value].map((field) => childIn(tree, node, field)).filter((one) => one !== NONE),
          depth,
        );
      case Py.BinOp:
        // `[None] * n`
        return tree.flag[node] === Operator.Mult ? union(children(tree, node), depth) : null;
      case Py.Call:
        return ledToByCall(node, depth);
      case Py.Name: {
        const made = madeFor(tree, node);
        return made === NONE ? null : ledTo(made, depth + 1);
      }
      default:
        return null;
    }
  };
  const union = (nodes: readonly Node[], depth: number): ReadonlySet<number> => {
    const all = new Set<number>();
    for (const node of nodes) {
      const leads = valueOf(node).size === 0 ? new Set<number>() : (ledTo(node, depth + 1) ?? reachedFrom(edges, valueOf(node)));
      for (const each of leads) all.add(each);
    }
    return all;
  };
  const ledToByCall = (node: Node, depth: number): ReadonlySet<number> | null => {
    const places = [...valueOf(node)];
    if (places.length !== 1) return null;
    const { kind, node: type } = origins[places[0]];
    const given = children(tree, node)
      .slice(1)
      .map((one) => (tree.kind[one] === Py.keyword ? one - 1 : one));
    if (kind === 'container' && type === node) return union(given, depth);
    if (kind !== 'instance') return null;
    const init = childrenIn(tree, type, PyField.body).find((one) => isFunction(tree.kind[one]) && nameOf(tree.aux[one]) === '__init__');
    if (init === undefined) return childrenIn(tree, type, PyField.bases).length === 0 ? union(given, depth) : null;
    if (!minds(tree, init)) return null;
    const parameters = new Set(parametersOf(tree, init).map((one) => tree.aux[one]));
    const stored: Node[] = [];
    for (let at = tree.first[init]; at < init; at += 1) {
      const isValue = tree.field[at] === PyField.value && [Py.Assign, Py.AnnAssign, Py.AugAssign].includes(tree.kind[tree.parent[at]]);
      const isArgument = tree.field[at] === PyField.args && tree.kind[tree.parent[at]] === Py.Call;
      const isDefault = tree.field[at] === PyField.defaults || tree.field[at] === PyField.kw_defaults;
      if ((isValue || isArgument || isDefault) && !(tree.kind[at] === Py.Name && parameters.has(tree.aux[at]))) stored.push(at);
    }
    return union([...given, ...stored], depth);
  };

  return {
    isNew: (value, into) => {
      const leads = ledTo(value, 0);
      return leads !== null && !leads.has(into);
    },
  };
}

/** Whether a method uses its own object for nothing but to reach attributes that it does not call. */
function minds(tree: Tree, method: Node): boolean {
  const [self] = parametersOf(tree, method);
  if (self === undefined) return false;
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.Lambda) return false;
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== tree.aux[self]) continue;
    const up = tree.parent[node];
    if (tree.kind[up] !== Py.Attribute || (tree.field[up] === PyField.func && tree.kind[tree.parent[up]] === Py.Call)) return false;
  }
  return true;
}

/** The expression that makes what a variable of a function stands for, if the variable is bound once and otherwise only handed back; else `NONE`. */
function madeFor(tree: Tree, name: Node): Node {
  let home = tree.parent[name];
  while (home !== NONE && !isFunction(tree.kind[home])) home = tree.parent[home];
  if (home === NONE) return NONE;
  let made = NONE;
  for (let node = tree.first[home]; node < home; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.arg && tree.aux[node] === tree.aux[name]) return NONE;
    if (kind === Py.Identifier && tree.aux[node] === tree.aux[name]) return NONE;
    if (kind !== Py.Name || tree.aux[node] !== tree.aux[name] || node === name) continue;
    const up = tree.parent[node];
    if (tree.flag[node] === Context.Load) {
      const isRead = tree.kind[up] === Py.Return || tree.kind[up] === Py.Compare;
      if (!isRead) return NONE;
    } else if (
      made !== NONE ||
      tree.flag[node] !== Context.Store ||
      tree.kind[up] !== Py.Assign ||
      childrenIn(tree, up, PyField.targets).length !== 1
    )
      return NONE;
    else made = up - 1;
  }
  return made;
}

function isInFunction(tree: Tree, node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE && at !== root(tree); at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda) return true;
  }
  return false;
}

const keeping = new WeakMap<Tree, boolean>();

/** Whether some handler of the file lets its exception get anywhere, so that it may live on. */
export function keepsExceptions(tree: Tree): boolean {
  let answer = keeping.get(tree);
  if (answer !== undefined) return answer;
  answer = false;
  for (let node = 0; node < tree.size && !answer; node += 1)
    answer = tree.kind[node] === Py.ExceptHandler && childIn(tree, node, PyField.name) !== NONE && keepsItsName(tree, node);
  keeping.set(tree, answer);
  return answer;
}

const threaded = new WeakMap<Tree, boolean>();

/** Whether the file speaks of threads or the like, by their usual names. */
export function runsThreads(tree: Tree): boolean {
  let answer = threaded.get(tree);
  if (answer === undefined) threaded.set(tree, (answer = /\b(?:threading|Thread|Timer|multiprocessing|Process)\b/.test(tree.text)));
  return answer;
}

/** Whether the exception of a handler gets anywhere but into a call, a text or another exception. */
function keepsItsName(tree: Tree, handler: Node): boolean {
  const name = tree.aux[childIn(tree, handler, PyField.name)];
  for (let node = tree.first[handler]; node < handler; node += 1) {
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== name || tree.flag[node] !== Context.Load) continue;
    const up = tree.kind[tree.parent[node]];
    if (up !== Py.Call && up !== Py.FormattedValue && up !== Py.Attribute && up !== Py.Raise) return true;
  }
  return false;
}

/** The modules that a file imports anywhere, as the names that stand there. */
export function importsIn(tree: Tree): readonly string[] {
  const names: string[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] === Py.Import) for (const alias of children(tree, node)) names.push(nameOf(tree.aux[alias]));
    if (tree.kind[node] !== Py.ImportFrom) continue;
    const from = childIn(tree, node, PyField.module);
    names.push(tree.aux[node] > 0 || from === NONE ? '.' : nameOf(tree.aux[from]));
  }
  return names;
}
