/**
 * A run line by line: after each statement the names, the objects that they lead to, who holds whom, what died since, and what the
 * collector would free here. The same run as that of the counts, so it never says another number; plain data, bounded in every direction.
 */
import type { PythonVersion } from '../base/version.ts';
import type { Node } from '../syntax/tree.ts';
import { livingIn, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { ANY, leastCount, mostCount } from './domain/object.ts';
import type { HeapObject, ObjectKind } from './domain/object.ts';
import { isOne, membersOf, UNKNOWN } from './domain/value.ts';
import type { Count, Walk, WalkObject, WalkReference, WalkStep } from './facts.ts';
import { unreachableIn } from './garbage.ts';
import type { Code, Program } from './lower/code.ts';
import type { Moment } from './machine.ts';
import { watchPlaces } from './memory/places.ts';
import type { Places } from './memory/places.ts';
import { replay } from './replay.ts';
import { openAlone } from './summary.ts';
import { unitOf } from './change.ts';

/** Statements that are shown, objects of one of them, and instructions of the run. */
const MOST_STEPS = 300;
const MOST_OBJECTS = 50;
const INSTRUCTIONS = 60_000;
/** Objects and references of all steps together. */
const MOST_DRAWN = 6_000;
/** Heaps larger than this are not drawn. */
const LARGEST = 20_000;

/** What is drawn: not the code itself, and not constants. */
const drawn: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'list',
  'tuple',
  'set',
  'dict',
  'instance',
  'method',
  'cell',
  'generator',
  'iterator',
  'exception',
  'weakref',
  'builtin',
  'opaque',
]);

/** What the collector looks after, and counts when it is made. */
const tracked: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  'list',
  'tuple',
  'set',
  'dict',
  'instance',
  'class',
  'function',
  'method',
  'cell',
  'generator',
  'iterator',
  'exception',
]);

/** The module as a script runs it. */
export function walkModule(program: Program, version: PythonVersion): Walk {
  const film = newFilm(program);
  const { stopped } = replay(program, version, INSTRUCTIONS, true, film.see, (session) => film.measure(watchPlaces(session)));
  return film.end(stopped === null ? null : `the simulation was given up at line ${stopped}`);
}

/** A function by itself, for any arguments. */
export function walkFunction(program: Program, version: PythonVersion, node: Node): Walk {
  const film = newFilm(program);
  const budget = { steps: INSTRUCTIONS, all: INSTRUCTIONS, depth: 20 };
  let ended = false;
  // what the module defines is run before
  let begun = false;
  const alone = openAlone(program, version, budget, new Map(), (_, moment, line) => {
    if (begun) film.see(moment, line);
  });
  begun = true;
  alone.run(
    unitOf(program.tree, node),
    (code) => code.node === node,
    () => (ended = true),
  );
  return film.end(ended ? null : 'the function could not be followed to its end');
}

function newFilm(program: Program) {
  const steps: WalkStep[] = [];
  let before: ReadonlyMap<number, WalkObject> = new Map();
  let base = -1;
  let cut = false;
  let weight = 0;
  const frames = new Map<number, Code>();
  let places: Places | null = null;
  // garbage that was there before is not of this code
  let earlier: ReadonlySet<number> | null = null;
  return {
    /** What objects take of memory is told, too. */
    measure(given: Places): void {
      places = given;
    },
    see(moment: Moment, line: number): void {
      const { heap, code, frame } = moment;
      if (steps.length >= MOST_STEPS || weight > MOST_DRAWN) {
        cut = true;
        return;
      }
      // the body of a class fills a namespace that is gone when the class is there
      if (code.kind === 'comprehension' || code.kind === 'class') return;
      const living = livingIn(heap);
      if (living.length > LARGEST) {
        cut = true;
        return;
      }
      frames.set(frame, code);
      earlier ??= new Set(unreachableIn(heap).sure);
      const step = picture(program, heap, living, earlier, frames, code, frame, line);
      weight += step.objects.length + step.references.length;
      const containers = living.filter(({ kind, counting }) => counting === 'counted' && tracked.has(kind)).length;
      if (base < 0) base = containers;
      const alive = new Set(living.map(({ id }) => id));
      const freed = [...before.values()]
        .filter(({ id }) => !alive.has(id))
        .map(({ id, label, kind, line: made, garbage }) => ({
          id,
          label,
          kind,
          line: made,
          by: garbage ? ('collector' as const) : ('count' as const),
          bytes: places?.bytesOf(id) ?? null,
          next: places?.isNext(id) === true,
        }));
      before = new Map(step.objects.map((object) => [object.id, object]));
      steps.push({ ...step, freed, containers: Math.max(0, containers - base) });
    },
    end: (why: string | null): Walk => ({ steps, cut: why ?? (cut ? `only the first ${steps.length} statements are shown` : null) }),
  };
}

type Picture = Omit<WalkStep, 'freed' | 'containers'>;

function picture(
  program: Program,
  heap: Heap,
  living: readonly HeapObject[],
  earlier: ReadonlySet<number>,
  frames: ReadonlyMap<number, Code>,
  code: Code,
  frame: number,
  line: number,
): Picture {
  const { sure } = unreachableIn(heap);
  const references: WalkReference[] = [];
  const shown = new Map<number, HeapObject>();
  /** What would be drawn if there were room. */
  const beyond = new Set<number>();
  const spaces: { readonly id: number; readonly label: string }[] = [];
  const isDrawn = (id: number): boolean => id > UNKNOWN && drawn.has(look(heap, id).kind) && look(heap, id).counting === 'counted';
  const waiting: HeapObject[] = [];
  const meet = (id: number): void => {
    if (shown.has(id) || beyond.has(id)) return;
    if (shown.size < MOST_OBJECTS) shown.set(id, look(heap, id));
    else beyond.add(id);
    waiting.push(look(heap, id));
  };
  const follow = (holder: HeapObject, label: (index: number) => string): void => {
    for (let index = 0; index < holder.items.length; index += 1) {
      const value = holder.items[index];
      for (const member of membersOf(value)) {
        if (!isDrawn(member)) continue;
        meet(member);
        if (beyond.has(member) || beyond.has(holder.id)) continue;
        const place = holder.places[index] ?? 0;
        references.push({
          from: holder.id,
          to: member,
          label: label(index),
          line: place > 0 ? program.lineOf(place) : 0,
          sure: isOne(value),
        });
      }
    }
    for (const member of holder.bag)
      if (shown.has(member) && !beyond.has(holder.id)) references.push({ from: holder.id, to: member, label: '…', line: 0, sure: false });
  };
  const begin = (space: HeapObject, label: string, slots: readonly string[] | null): void => {
    const count = references.length;
    follow(space, (index) => (slots === null ? (nameAt(space, index) ?? '') : (slots[index] ?? 'a value in use')));
    if (references.length > count) spaces.push({ id: space.id, label });
  };
  // the frame at hand first, so that a cut leaves out what is far from it
  if (code.kind !== 'module') begin(look(heap, frame), code.qualname, code.slots);
  for (const object of living) if (object.kind === 'module') begin(object, '<module>', null);
  for (const object of living)
    if (object.kind === 'frame' && object.id !== frame)
      begin(object, frames.get(object.id)?.qualname ?? 'a frame', frames.get(object.id)?.slots ?? []);
  const settle = (): void => {
    for (let object = waiting.pop(); object !== undefined; object = waiting.pop()) {
      const holder = object;
      follow(holder, (index) => partName(holder, index));
    }
  };
  settle();
  // what nothing leads to any more, but is there still
  for (const id of sure) {
    if (!isDrawn(id) || earlier.has(id)) continue;
    meet(id);
    settle();
  }
  const objects = [...shown.values()].map((object) => objectOf(program, object, sure.has(object.id)));
  return { line, scope: code.qualname, spaces, objects, references, more: beyond.size };
}

function objectOf(program: Program, object: HeapObject, garbage: boolean): WalkObject {
  const { id, kind, type, site } = object;
  return { id, kind, label: type ?? kind, count: countOf(object), line: site > 0 ? program.lineOf(site) : 0, garbage };
}

function countOf(object: HeapObject): Count {
  if (object.base !== 0) return { kind: 'unknown', why: 'the caller holds it, too' };
  const [low, high] = [leastCount(object), mostCount(object)];
  if (low === high && low > 0) return { kind: 'exact', count: low };
  return { kind: 'range', min: Math.max(1, low), max: high > ANY / 2 ? null : Math.max(1, low, high) };
}

function partName(holder: HeapObject, index: number): string {
  const name = nameAt(holder, index);
  if (name !== null) return holder.kind === 'dict' ? `[${keyText(name)}]` : `.${name}`;
  return holder.kind === 'list' || holder.kind === 'tuple' ? `[${index}]` : '';
}

/** A key of a dict as it is written: the domain knows it by a text that begins with its kind. */
function keyText(key: string): string {
  if (key.startsWith('s:')) return JSON.stringify(key.slice(2));
  if (key.startsWith('n:')) return key.slice(2);
  return key === 'None' ? key : '…';
}

function nameAt(holder: HeapObject, index: number): string | null {
  for (const [name, at] of holder.names ?? []) if (at === index) return name;
  return null;
}
