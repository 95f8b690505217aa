/**
 * Rings on the heap that a run of one function leaves behind: for each reference that the function itself stored, the shortest way
 * from what it holds back to its holder, told link by link.
 */
import { nameOf } from '../syntax/names.ts';
import { Context, Py } from '../syntax/python/kinds.ts';
import { contains, NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { classesOf, cutBy } from './cutters.ts';
import type { CycleFact, Event } from './facts.ts';
import { find, livingIn, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, membersOf, UNKNOWN } from './domain/value.ts';
import type { Code, Program } from './lower/code.ts';
import { storesAttribute } from './step/reach.ts';

/** Objects that are visited from one of them, and references of one function that are followed back. */
const SEARCHED = 400;
const FOLLOWED = 60;

/** What was run, and what it left behind. */
interface Left {
  readonly program: Program;
  readonly heap: Heap;
  readonly code: Code;
  /** The objects of the parameters. */
  readonly roots: readonly number[];
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly name: string | null;
  readonly place: Node;
}

const isContainer = ({ kind }: HeapObject): boolean => kind === 'list' || kind === 'dict' || kind === 'tuple' || kind === 'set';
const isCallable = ({ kind, type }: HeapObject): boolean => kind === 'method' || kind === 'function' || type === 'partial';

/** `looked`: takes the functions whose text was looked at. */
export function ringsOnHeap(program: Program, heap: Heap, code: Code, roots: readonly number[], looked: Set<Node>): CycleFact[] {
  const left: Left = { program, heap, code, roots };
  const { tree } = program;
  const found: CycleFact[] = [];
  const told = new Set<string>();
  let followed = 0;
  for (const start of startsOf(left)) {
    for (const edge of edgesFrom(left, start)) {
      if (followed > FOLLOWED) return found;
      // what another function stored is told where that function is run
      if (edge.place > 0 && !contains(tree, code.node, edge.place)) continue;
      followed += 1;
      const path = shortestRing(left, edge);
      if (path === null) continue;
      const key = path
        .map(({ to }) => to)
        .sort((a, b) => a - b)
        .join(' ');
      if (told.has(key)) continue;
      told.add(key);
      const fact = describe(left, path, looked);
      if (fact !== null) found.push(fact);
    }
  }
  return found;
}

function startsOf({ program, heap, code, roots }: Left): Set<number> {
  const starts = new Set<number>(roots);
  for (const object of livingIn(heap)) {
    if (
      (object.kind === 'instance' || object.kind === 'cell' || isContainer(object)) &&
      object.site >= 0 &&
      contains(program.tree, code.node, object.site)
    )
      starts.add(object.id);
    // what a constructor made, and this function puts something into
    else if (isContainer(object) && object.places.some((place) => place > 0 && contains(program.tree, code.node, place)))
      starts.add(object.id);
  }
  return starts;
}

/** The reference and the way with the fewest links from what it holds back to who holds it; breadth first. */
function shortestRing(left: Left, first: Edge): Edge[] | null {
  if (first.to === first.from) return [first];
  const cameBy = new Map<number, Edge>([[first.to, first]]);
  let front = [first.to];
  for (let visited = 0; front.length > 0 && visited < SEARCHED;) {
    const next: number[] = [];
    for (const id of front) {
      visited += 1;
      for (const edge of edgesFrom(left, id)) {
        if (edge.to === first.from) return wayTo(cameBy, first, edge);
        if (cameBy.has(edge.to)) continue;
        cameBy.set(edge.to, edge);
        next.push(edge.to);
      }
    }
    front = next;
  }
  return null;
}

function wayTo(cameBy: ReadonlyMap<number, Edge>, first: Edge, last: Edge): Edge[] {
  const path = [last];
  for (let edge = cameBy.get(last.from); edge !== undefined; edge = edge === first ? undefined : cameBy.get(edge.from)) path.unshift(edge);
  return path;
}

/** References that keep their target alive and that the program made: not an instance's class, not what a class holds of itself. */
function* edgesFrom({ program: { tree }, heap, code, roots }: Left, id: number): Iterable<Edge> {
  const object = find(heap, id);
  if (object === undefined || object.dead || object.kind === 'class' || object.kind === 'module') return;
  if (object.kind === 'frame' && object.outsideLow > 0) return;
  if (id === roots[0] && standsForClass(code)) return;
  const names = new Map<number, string>();
  for (const [name, index] of object.names ?? []) names.set(index, name);
  for (let index = 0; index < object.items.length; index += 1) {
    if (object.kind === 'instance' && index === 0) continue;
    const name = names.get(index) ?? null;
    if (name === '__class__' || isOnlyRead(tree, object.places[index] ?? 0)) continue;
    for (const member of membersOf(object.items[index])) {
      if (member > UNKNOWN) yield { from: id, to: member, name, place: object.places[index] ?? 0 };
    }
  }
  for (const member of object.bag) if (member > UNKNOWN) yield { from: id, to: member, name: null, place: 0 };
}

/** An attribute that was read and that nothing in the file stores: of the class, computed, or of who knows where. */
const isOnlyRead = (tree: Tree, place: Node): boolean =>
  place > 0 && tree.kind[place] === Py.Attribute && tree.flag[place] === Context.Load && !storesAttribute(tree, tree.aux[place]);

const ofClass = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

/** The first parameter is a class, which lives as long as the program does. */
const standsForClass = ({ name, parameters }: Code): boolean =>
  ofClass.has(name) || parameters.positional[0] === 'cls' || parameters.positional[0] === 'mcs' || parameters.positional[0] === 'mcls';

// ------------------------------------------------------------------ what is told

function describe(left: Left, path: readonly Edge[], looked: Set<Node>): CycleFact | null {
  const { program, heap } = left;
  const { tree } = program;
  const members = path.map((edge) => look(heap, edge.from));
  // a ring of functions alone is not one of objects
  const instances = members.filter((object) => object.kind === 'instance' || object.kind === 'opaque');
  if (instances.length === 0 && !members.some(isContainer)) return null;
  // a generator lets go of its frame when it has run to its end
  if (members.some(({ kind }) => kind === 'generator' || kind === 'frame')) return null;
  const closing = closingLink(left, path);
  if (closing === -1) return null;
  const turned = [...path.slice(closing), ...path.slice(0, closing)];
  const classes = [...new Set(turned.flatMap((edge) => classNodesOf(left, look(heap, edge.from))))];
  const callable = turned.map((edge) => look(heap, edge.from)).find(isCallable);
  return {
    shape: instances.length <= 1 ? 'self' : 'group',
    at: turned[0].place,
    types: turned.map((edge) => typeWords(left, look(heap, edge.from))),
    story: storyOf(left, turned),
    callback: callable === undefined ? null : callableWords(heap, callable),
    classes,
    finalizer: finalizerOf(tree, classes),
    cutBy: cutBy(
      tree,
      classes,
      turned.map((edge) => edge.name).filter((name) => name !== null),
      turned[0].place,
      looked,
    ),
  };
}

/** The last link of the ring that the function itself stores; otherwise the last that anybody stored. */
function closingLink({ program: { tree }, code }: Left, path: readonly Edge[]): number {
  const last = (candidates: readonly number[]): number =>
    candidates.reduce((best, at) => (best === -1 || tree.start[path[at].place] >= tree.start[path[best].place] ? at : best), -1);
  const stored = [...path.keys()].filter((at) => path[at].place > 0);
  const own = stored.filter((at) => contains(tree, code.node, path[at].place));
  return last(own.length > 0 ? own : stored);
}

/** The class definitions of an object, its own first. */
function classNodesOf(left: Left, object: HeapObject): readonly Node[] {
  const { program, heap } = left;
  const type = classOf(heap, object);
  if (type !== null) return type.site >= 0 ? classesOf(program.tree, type.site) : [];
  const around = classAround(left, object);
  return around === NONE ? [] : classesOf(program.tree, around);
}

/** The class that a method stands in whose first parameter the object is, where it is not known what it inherits. */
function classAround({ program: { tree }, code, roots }: Left, object: HeapObject): Node {
  if (object.id !== roots[0] || object.kind !== 'opaque') return NONE;
  const up = tree.parent[code.node];
  return up !== NONE && tree.kind[up] === Py.ClassDef ? up : NONE;
}

function finalizerOf(tree: Tree, classes: readonly Node[]): string | null {
  for (const node of classes) {
    for (let inner = tree.first[node]; inner < node; inner += 1) {
      if (tree.kind[inner] === Py.FunctionDef && tree.parent[inner] === node && nameOf(tree.aux[inner]) === '__del__')
        return nameOf(tree.aux[node]);
    }
  }
  return null;
}

function classOf(heap: Heap, object: HeapObject): HeapObject | null {
  if (object.kind !== 'instance') return null;
  const type = object.items[0];
  if (!isOne(type) || type <= UNKNOWN) return null;
  const found = look(heap, type);
  return found.kind === 'class' ? found : null;
}

function typeWords(left: Left, object: HeapObject): string {
  const { program, heap } = left;
  const type = classOf(heap, object);
  if (type !== null) return (type.data as { name: string }).name;
  const around = classAround(left, object);
  if (around !== NONE) return nameOf(program.tree.aux[around]);
  return object.kind === 'opaque' ? 'object' : (object.type ?? object.kind);
}

function callableWords(heap: Heap, object: HeapObject): string {
  if (object.kind === 'function') return functionWords(object);
  if (object.kind !== 'method') return 'a `partial`';
  if (typeof object.data === 'string') return `the bound method \`${object.data.replace('file:', '')}\``;
  const target = object.items[1];
  const known = target !== undefined && isOne(target) && target > UNKNOWN ? look(heap, target) : null;
  return known?.kind === 'function' ? `the bound method \`${(known.data as { code: Code }).code.name}\`` : 'a bound method';
}

function functionWords({ data }: HeapObject): string {
  const { name } = (data as { code: Code }).code;
  return name === '<lambda>' ? 'the lambda' : `the inner function \`${name}\``;
}

/** One event for each link; a function and the variable that it uses are one. */
function storyOf(left: Left, path: readonly Edge[]): Event[] {
  const { program, heap } = left;
  const { tree } = program;
  const story: Event[] = [];
  path.forEach((edge, at) => {
    const holder = look(heap, edge.from);
    if (holder.kind === 'cell' && at > 0 && look(heap, path[at - 1].from).kind === 'function') return;
    const after = path[(at + 1) % path.length];
    const isCell = look(heap, edge.to).kind === 'cell';
    const to = look(heap, isCell ? after.to : edge.to);
    const place = edge.place > 0 ? edge.place : holder.site >= 0 ? holder.site : path[0].place;
    story.push({ span: { start: tree.start[place], end: tree.end[place] }, what: linkWords(left, edge, holder, to) });
  });
  return story;
}

function linkWords(left: Left, edge: Edge, holder: HeapObject, to: HeapObject): string {
  const held = isCallable(to) ? callableWords(left.heap, to) : `\`${typeWords(left, to)}\``;
  switch (holder.kind) {
    case 'instance':
    case 'opaque':
      return edge.name === null
        ? `${held} put into \`${typeWords(left, holder)}\``
        : `${held} stored in attribute \`${edge.name}\` of \`${typeWords(left, holder)}\``;
    case 'method':
      return `${callableWords(left.heap, holder)} holds its ${held}`;
    case 'function':
      return `${functionWords(holder)} uses a variable for ${held}, and so holds it`;
    case 'cell':
      return `the variable holds ${held}`;
    case 'frame':
      return `a frame holds ${held}`;
    default:
      return `${held} put into a \`${holder.type ?? holder.kind}\``;
  }
}
