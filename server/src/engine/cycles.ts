/**
 * Objects that come to hold themselves: each function that could close such a ring is run by itself for any arguments,
 * and the heap it leaves behind is searched for ways that lead back to where they began.
 *
 * Cheap where nothing can be found: only functions whose names, by the text alone, could come to hold each other are run at all.
 */
import type { PythonVersion } from '../base/version.ts';
import { nameOf } from '../syntax/names.ts';
import { Context, Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, contains, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { nodeNow, spanNow, unitOf } from './change.ts';
import type { Change } from './change.ts';
import type { CycleFact, Event } from './facts.ts';
import { find, livingIn, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, membersOf, UNKNOWN } from './domain/value.ts';
import type { Code, Program } from './lower/code.ts';
import type { Scopes } from './scope.ts';
import { programOf } from './lower/program.ts';
import { replay } from './replay.ts';
import { ringsByName } from './rings.ts';
import { openAlone } from './summary.ts';
import type { Alone } from './summary.ts';

/** Instructions for one function, and for all of a file. */
const STEPS = 1_200;
const ALL_STEPS = 10_000;
/** Ways through the heap that are followed from one object. */
const SEARCHED = 400;

/** What running the functions of one unit (an outermost function, or the module) has shown. */
export interface UnitCycles {
  readonly facts: readonly CycleFact[];
  /** Instructions that it took. */
  readonly spent: number;
  /** The functions on whose bodies the facts depend, besides the unit's own. */
  readonly seen: ReadonlySet<Node>;
}

export interface FileCycles {
  /** The functions (or the module) that could make a ring, by their text. */
  readonly wanted: ReadonlySet<Node>;
  readonly units: ReadonlyMap<Node, UnitCycles>;
}

/** What is still known of a file after a change, and the function that changed. */
export interface KnownCycles extends FileCycles {
  readonly changed: Node;
}

/** The cycles of a file, in source order. */
export function cyclesOf(tree: Tree, { units }: FileCycles): CycleFact[] {
  const found = new Map<Node, CycleFact>();
  for (const { facts } of units.values()) {
    for (const fact of facts) {
      const before = found.get(fact.at);
      if (before === undefined || fact.types.length < before.types.length) found.set(fact.at, fact);
    }
  }
  return [...found.values()].sort((one, other) => tree.start[one.at] - tree.start[other.at]);
}

/** Looks at every unit that could make a ring; what is known of a unit is not looked for again. */
export function findCycles(tree: Tree, scopes: Scopes, version: PythonVersion, before?: KnownCycles): FileCycles {
  const wanted =
    before === undefined ? ringsByName(tree, scopes) : new Set([...before.wanted, ...ringsByName(tree, scopes, before.changed)]);
  const known = before?.units ?? new Map<Node, UnitCycles>();
  const units = new Set([...wanted].map((node) => unitOf(tree, node)).sort((one, other) => one - other));
  const found = new Map<Node, UnitCycles>();
  const module = root(tree);
  let alone: Alone | undefined;
  let program: Program | undefined;
  let spent = 0;
  for (const unit of units) {
    if (spent > ALL_STEPS || unit === module) continue;
    let cycles = known.get(unit);
    if (cycles === undefined) {
      program ??= programOf(tree, scopes, version, needed(tree, wanted), true);
      alone ??= openAlone(program, version, { steps: STEPS, all: ALL_STEPS, depth: 3 });
      cycles = cyclesOfUnit(program, alone, unit, wanted);
    }
    found.set(unit, cycles);
    spent += cycles.spent;
  }
  // the module's own statements, as a script runs them
  if (wanted.has(module)) found.set(module, known.get(module) ?? cyclesOfModule(programOf(tree, scopes, version, 'whole', true), version));
  return { wanted, units: found };
}

function cyclesOfUnit(program: Program, alone: Alone, unit: Node, wanted: ReadonlySet<Node>): UnitCycles {
  const facts: CycleFact[] = [];
  const looked = new Set<Node>();
  const spent = alone.run(
    unit,
    (code) => wanted.has(code.node),
    (heap, code, parameters) => facts.push(...cyclesIn(program, heap, code, parameters, looked)),
  );
  return { facts, spent, seen: new Set([...looked, ...alone.session.seen]) };
}

function cyclesOfModule(program: Program, version: PythonVersion): UnitCycles {
  const { tree, module } = program;
  const { heap, seen } = replay(program, version, 4 * ALL_STEPS, true);
  const looked = new Set<Node>(seen);
  const facts = heap === null ? [] : cyclesIn(program, heap, module, [], looked).filter((fact) => ownStatement(tree, fact.at));
  return { facts, spent: 0, seen: looked };
}

/** What still holds after a change; places are those of the new tree. */
export function cyclesAfter(change: Change, { wanted, units }: FileCycles): KnownCycles {
  const kept = new Map<Node, UnitCycles>();
  for (const [unit, { facts, spent, seen }] of units) {
    const now = nodeNow(change, unit);
    const others = [...seen].filter((node) => node !== unit).map((node) => nodeNow(change, node));
    if (now === NONE || others.includes(NONE)) continue;
    const moved = facts.map((fact) => factAfter(change, fact)).filter((fact) => fact !== null);
    if (moved.length === facts.length) kept.set(now, { facts: moved, spent, seen: new Set([now, ...others]) });
  }
  const still = [...wanted].map((node) => nodeNow(change, node)).filter((node) => node !== NONE);
  return { wanted: new Set(still), units: kept, changed: change.is };
}

function factAfter(change: Change, fact: CycleFact): CycleFact | null {
  const at = nodeNow(change, fact.at);
  const story: Event[] = [];
  for (const { span, what } of fact.story) {
    const moved = spanNow(change, span);
    if (moved === null) return null;
    story.push({ span: moved, what });
  }
  return at === NONE ? null : { ...fact, at, story };
}

/** The definitions and imports of the module that the functions speak of, directly or through bases and constructors. */
function needed(tree: Tree, wanted: ReadonlySet<Node>): Set<Node> {
  const byName = new Map<number, Node[]>();
  const found = new Set<Node>();
  const waiting: Node[] = [];
  const add = (statement: Node): void => {
    if (found.has(statement)) return;
    found.add(statement);
    if (tree.kind[statement] === Py.ClassDef) {
      // its bases and how it makes its instances
      waiting.push(...childrenIn(tree, statement, PyField.bases));
      for (const method of childrenIn(tree, statement, PyField.body))
        if (tree.kind[method] === Py.FunctionDef && nameOf(tree.aux[method]) === '__init__') waiting.push(method);
    } else if (found.size < 60) waiting.push(statement);
  };
  for (const statement of childrenIn(tree, tree.size - 1, PyField.body)) {
    const kind = tree.kind[statement];
    if (kind === Py.Import || kind === Py.ImportFrom) found.add(statement);
    if (kind !== Py.ClassDef && kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef) continue;
    const list = byName.get(tree.aux[statement]);
    if (list === undefined) byName.set(tree.aux[statement], [statement]);
    else list.push(statement);
    for (const one of wanted) {
      if (!contains(tree, statement, one)) continue;
      add(statement);
      waiting.push(one);
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let inner = tree.first[node]; inner <= node; inner += 1) {
      if (tree.kind[inner] === Py.Name) for (const statement of byName.get(tree.aux[inner]) ?? []) add(statement);
    }
  }
  return found;
}

/** Stands in no function or class. */
function ownStatement(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda || kind === Py.ClassDef) return false;
  }
  return true;
}

// ------------------------------------------------------------------ what is found

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly index: number;
  readonly name: string | null;
  readonly place: Node;
}

const isContainer = ({ kind }: HeapObject): boolean => kind === 'list' || kind === 'dict' || kind === 'tuple' || kind === 'set';

/** `looked`: takes the functions whose text was looked at. */
function cyclesIn(program: Program, heap: Heap, code: Code, roots: readonly number[], looked: Set<Node>): CycleFact[] {
  const found: CycleFact[] = [];
  const starts = new Set<number>(roots);
  for (const object of livingIn(heap)) {
    const { id } = object;
    if (
      (object.kind === 'instance' || object.kind === 'cell' || isContainer(object)) &&
      object.site >= 0 &&
      contains(program.tree, code.node, object.site)
    )
      starts.add(id);
  }
  const told = new Set<string>();
  for (const start of starts) {
    const path = shortestWayBack(heap, start);
    if (path === null) continue;
    const key = path
      .map((edge) => edge.to)
      .sort((a, b) => a - b)
      .join(' ');
    if (told.has(key)) continue;
    told.add(key);
    const fact = describe(program, heap, code, path, looked);
    if (fact !== null) found.push(fact);
  }
  return found;
}

/** Breadth first, so that the way with the fewest links is told. */
function shortestWayBack(heap: Heap, start: number): Edge[] | null {
  const object = find(heap, start);
  if (object === undefined || object.dead) return null;
  const cameBy = new Map<number, Edge>();
  let front = [start];
  for (let visited = 0; front.length > 0 && visited < SEARCHED;) {
    const next: number[] = [];
    for (const id of front) {
      visited += 1;
      for (const edge of edgesFrom(heap, id)) {
        if (edge.to === start) {
          const path = [edge];
          for (let at = id; at !== start;) {
            const before = cameBy.get(at);
            if (before === undefined) break;
            path.unshift(before);
            at = before.from;
          }
          return path;
        }
        if (cameBy.has(edge.to)) continue;
        cameBy.set(edge.to, edge);
        next.push(edge.to);
      }
    }
    front = next;
  }
  return null;
}

/** References that keep their target alive and that the program made: not an instance's class, not what a class holds of itself. */
function* edgesFrom(heap: Heap, id: number): Iterable<Edge> {
  const object = look(heap, id);
  if (object.dead || object.kind === 'class' || object.kind === 'module' || (object.kind === 'frame' && object.outsideLow > 0)) return;
  const names = new Map<number, string>();
  for (const [name, index] of object.names ?? []) names.set(index, name);
  for (let index = 0; index < object.items.length; index += 1) {
    if (object.kind === 'instance' && index === 0) continue;
    for (const member of membersOf(object.items[index])) {
      if (member > UNKNOWN) yield { from: id, to: member, index, name: names.get(index) ?? null, place: object.places[index] ?? 0 };
    }
  }
  for (const member of object.bag) if (member > UNKNOWN) yield { from: id, to: member, index: -1, name: null, place: 0 };
}

function describe(program: Program, heap: Heap, code: Code, path: readonly Edge[], looked: Set<Node>): CycleFact | null {
  const { tree } = program;
  const members = path.map((edge) => look(heap, edge.from));
  // a ring of objects of which the file makes none, or of functions alone, is told elsewhere or not at all
  const instances = members.filter((object) => object.kind === 'instance' || object.kind === 'opaque');
  const containers = members.filter(isContainer);
  if (instances.length === 0 && containers.length === 0) return null;
  let closing = -1;
  for (let at = 0; at < path.length; at += 1) {
    const { place } = path[at];
    if (place <= 0) continue;
    if (closing === -1 || tree.start[place] >= tree.start[path[closing].place]) closing = at;
  }
  // the last link that this function itself stores
  const own = path.map((edge, at) => ({ edge, at })).filter(({ edge }) => edge.place > 0 && contains(tree, code.node, edge.place));
  if (own.length > 0)
    closing = own.reduce(
      (last, one) => (tree.start[one.edge.place] >= tree.start[path[last].place] || last === -1 ? one.at : last),
      own[0].at,
    );
  if (closing === -1) return null;
  const turned = [...path.slice(closing), ...path.slice(0, closing)];
  const at = turned[0].place;
  const story: Event[] = turned.map((edge) => ({
    span: { start: tree.start[edge.place] ?? 0, end: tree.end[edge.place] ?? 0 },
    what: linkWords(heap, edge),
  }));
  const classes = new Set(members.flatMap((object) => classOf(heap, object)));
  return {
    shape: instances.length <= 1 ? 'self' : 'group',
    at,
    types: turned.map((edge) => typeWords(heap, look(heap, edge.from))),
    story,
    finalized: [...classes].some((type) => type.names?.has('__del__') === true),
    cutBy: cutBy(
      program,
      turned.map((edge) => edge.name).filter((name) => name !== null),
      [...classes],
      looked,
    ),
  };
}

function classOf(heap: Heap, object: HeapObject): HeapObject[] {
  if (object.kind !== 'instance') return [];
  const type = object.items[0];
  return isOne(type) && type > UNKNOWN && look(heap, type).kind === 'class' ? [look(heap, type)] : [];
}

function typeWords(heap: Heap, object: HeapObject): string {
  const [type] = classOf(heap, object);
  if (type !== undefined) return (type.data as { name: string }).name;
  return object.kind === 'opaque' ? 'object' : (object.type ?? object.kind);
}

function linkWords(heap: Heap, edge: Edge): string {
  const holder = look(heap, edge.from);
  const held = typeWords(heap, look(heap, edge.to));
  switch (holder.kind) {
    case 'instance':
    case 'opaque':
      return edge.name === null
        ? `\`${held}\` put into \`${typeWords(heap, holder)}\``
        : `\`${held}\` stored in attribute \`${edge.name}\` of \`${typeWords(heap, holder)}\``;
    case 'method':
      return `a bound method holds its \`${held}\``;
    case 'function':
      return 'the function holds the variable it uses';
    case 'cell':
      return `the variable holds \`${held}\``;
    case 'frame':
      return `a frame holds \`${held}\``;
    default:
      return `\`${held}\` put into a \`${holder.type ?? holder.kind}\``;
  }
}

// ------------------------------------------------------------------ who takes it apart again

const cutters = new Set([
  'close',
  'clear',
  '__exit__',
  '__aexit__',
  'aclose',
  'stop',
  'shutdown',
  'dispose',
  'release',
  'destroy',
  'cleanup',
  'teardown',
  'tearDown',
  'disconnect',
  'detach',
  'unlink',
  'reset',
  'finish',
  'terminate',
  'unregister',
]);

/** The method that sets one of the attributes of the ring to None, deletes or clears it. */
function cutBy(program: Program, attributes: readonly string[], classes: readonly HeapObject[], looked: Set<Node>): string | null {
  const { tree } = program;
  for (const type of classes) {
    for (const method of childrenIn(tree, type.site, PyField.body)) {
      if (tree.kind[method] !== Py.FunctionDef && tree.kind[method] !== Py.AsyncFunctionDef) continue;
      const name = nameOf(tree.aux[method]);
      if (!cutters.has(name)) continue;
      looked.add(method);
      if (cutsIn(tree, method, attributes)) return name;
    }
  }
  return null;
}

function cutsIn(tree: Tree, method: Node, attributes: readonly string[]): boolean {
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] !== Py.Attribute || !attributes.includes(nameOf(tree.aux[node]))) continue;
    if (tree.flag[node] === Context.Del) return true;
    const up = tree.parent[node];
    if (
      tree.flag[node] === Context.Store &&
      tree.kind[up] === Py.Assign &&
      tree.kind[up - 1] === Py.Constant &&
      tree.flag[up - 1] === Literal.None
    )
      return true;
    if (tree.kind[up] === Py.Attribute && nameOf(tree.aux[up]) === 'clear') return true;
  }
  return false;
}
