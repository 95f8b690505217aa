/**
 * Watches a replay for what it allocates, and says at which allocation the collector would start by itself and what that would free.
 *
 * It is a model beside the run: nothing that is claimed of counts and deaths depends on it. It knows the counters from a `gc.collect()` or
 * `gc.freeze()` of the program on, and loses them where code runs whose allocations are not modelled; then it says where and why.
 * The instructions of the run are wrapped, so a run that is not watched pays nothing.
 */
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, type Node } from '../../syntax/tree.ts';
import { find, look } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Allocation, ModelledCollection } from '../facts.ts';
import { unreachableIn } from '../garbage.ts';
import { countParts } from '../litter.ts';
import { Op } from '../lower/code.ts';
import { peek } from '../machine.ts';
import type { Moment, Session, Step } from '../machine.ts';
import { collectsBetweenInstructions, part, takenByCall } from '../model/allocations.ts';
import type { Part } from '../model/allocations.ts';
import { collectsInParts } from '../model/allocator.ts';
import { atLeast } from '../../base/version.ts';
import { findMethod } from '../step/type.ts';
import { finalizerOf } from '../step/finalizer.ts';
import { hasDictionary, partsOf } from './parts.ts';
import { allocate, free, generationDue, newPace, perhapsBorrow, restart } from './pace.ts';
import type { Pace } from './pace.ts';
import { isModelled } from './modelled.ts';

interface Watch {
  readonly session: Session;
  readonly pace: Pace;
  /** Where the counters are known from; `null` while they are not. */
  start: number | null;
  readonly collections: ModelledCollection[];
  /** Where they were lost the last time, and to what. */
  lost: { readonly line: number; readonly why: string } | null;
  /** Objects up to this number were looked at. */
  seen: number;
  /** Objects beyond these numbers are of the young, and of the middle generation. */
  readonly since: [number, number];
  /** What the modelled collections freed, though the run still has it. */
  readonly freed: Set<number>;
  /** How many references of those others had. */
  readonly dropped: Map<number, number>;
  /** Objects that CPython makes none for: methods that are called at once. */
  readonly unreal: Set<number>;
  /** Instances that got their dictionary (up to 3.10). */
  readonly filled: Set<number>;
  /** Frames that are not left yet, and the code whose last frame waits for its next call (up to 3.10). */
  readonly frames: { readonly id: number; readonly site: Node }[];
  readonly idle: Set<Node>;
  /** The statement that runs. */
  line: number;
  /** A collection is due as soon as CPython looks (since 3.12). */
  due: boolean;
  /** Since when one may have run. */
  perhaps: ModelledCollection | null;
  /** Calls of classes that ran before, by place. */
  readonly called: Set<string>;
  /** By place and type: objects made since the start. */
  readonly made: Map<string, number>;
  /** The last object that was made. */
  last: Allocation;
}

export interface Watched {
  /** In the order in which they run. */
  readonly collections: readonly ModelledCollection[];
  readonly lost: { readonly line: number; readonly why: string } | null;
  /** The counter of the young generation now; `null` where it is not known. */
  young(): { readonly low: number; readonly high: number; readonly most: number; readonly line: number } | null;
}

/** Attaches to a session that has not begun. */
export function watchMemory(session: Session): Watched {
  const watch: Watch = {
    session,
    pace: newPace(session.version),
    start: null,
    collections: [],
    lost: null,
    seen: session.count,
    since: [0, 0],
    freed: new Set(),
    dropped: new Map(),
    unreal: new Set(),
    filled: new Set(),
    frames: [],
    idle: new Set(),
    line: 0,
    due: false,
    perhaps: null,
    called: new Set(),
    made: new Map(),
    last: { type: 'object', line: 0, nth: 0 },
  };
  session.steps_ = session.steps_.map((step, op) => step && wrapped(watch, step, op));
  const { died } = session.mortuary;
  session.mortuary.died = (heap, object) => {
    meet(watch, heap);
    const dies = died(heap, object);
    if (dies && session.mortuary.by === 'count' && watch.start !== null) release(watch, heap, object);
    return dies;
  };
  return {
    get collections() {
      return watch.perhaps === null ? watch.collections : [...watch.collections, watch.perhaps];
    },
    get lost() {
      return watch.lost;
    },
    young: () => (watch.start === null ? null : { ...watch.pace.young, most: watch.pace.thresholds[0], line: watch.start }),
  };
}

/** An instruction with the book-keeping around it. */
function wrapped(watch: Watch, step: Step, op: number): Step {
  return (m, one, two) => {
    const { session } = watch;
    meet(watch, m.heap);
    if (watch.start === null && op !== Op.Call && op !== Op.CallSpread) {
      step(m, one, two);
      noteFrames(watch, m.heap);
      return;
    }
    // where a frame begins CPython looks whether anything waits
    if (watch.due && m.pc === 0) collectNow(watch, m.heap, session.program.lineOf(m.code.node));
    // a jump back belongs to the statement before it
    const { line } = session.mortuary;
    if (op !== Op.Jump && op !== Op.After && op !== Op.AfterMarked) watch.line = line;
    const why = session.undecided > 0 ? 'which way the code takes is not known' : isModelled(m, op, one, two);
    if (typeof why === 'string') lose(watch, why);
    const taken = op === Op.Call ? takenBy(watch, m, one, two) : op === Op.Comprehension ? takenByComprehension(watch, m.heap) : none;
    const owner = op === Op.StoreAttribute ? peek(m, 1) : UNKNOWN;
    if (taken.command !== null) foresee(watch, m.heap, taken.command);
    const before = session.count;
    step(m, one, two);
    if (op === Op.LoadAttribute && isCalledAtOnce(m)) for (let id = before + 1; id <= session.count; id += 1) watch.unreal.add(id);
    meet(watch, m.heap);
    if (op === Op.StoreAttribute) noteDictionary(watch, m.heap, owner);
    noteFrames(watch, m.heap);
    for (const each of taken.parts) free(watch.pace, each);
    if (taken.command !== null) obey(watch, m.heap, taken.command);
    // up to 3.13 that of a `while` to its condition, which stands behind its body
    if (op === Op.Call || (op === Op.Jump && isWhile(m))) watch.line = line;
    if (watch.due && (taken.looks || (op === Op.Jump && m.next <= m.pc))) collectNow(watch, m.heap, watch.line);
  };
}

const isWhile = ({ session, code, pc }: Moment): boolean =>
  session.program.tree.kind[code.at[pc]] === Py.While && !atLeast(session.version, 14);

// ------------------------------------------------------------------ what is allocated

/** Takes note of what was made since the last look. */
function meet(watch: Watch, heap: Heap): void {
  const { session, pace } = watch;
  while (watch.seen < session.count) {
    const object = find(heap, (watch.seen += 1));
    if (object === undefined || object.dead) continue;
    if (object.kind === 'frame') enter(watch, heap, object);
    if (watch.start === null || watch.unreal.has(object.id)) continue;
    const parts = partsOf(heap, object);
    if (parts === null) {
      lose(watch, `what ${object.type ?? 'this'} allocates is not modelled`);
      continue;
    }
    const line = noteMade(watch, object);
    for (const each of parts) judge(watch, heap, allocate(pace, each), object.id, line);
  }
}

/** Answers the line that makes it; what has no place of its own is made where the run is. */
function noteMade(watch: Watch, object: HeapObject): number {
  if (object.kind === 'constant' || object.kind === 'frame') return watch.line;
  const line = object.site > 0 ? watch.session.program.lineOf(object.site) : watch.line;
  const type = object.type ?? object.kind;
  const key = `${line} ${type}`;
  const nth = (watch.made.get(key) ?? 0) + 1;
  watch.made.set(key, nth);
  watch.last = { type, line, nth };
  return line;
}

/** Up to 3.10 a frame is an object, and that of the last call of a function waits for the next one. */
function enter(watch: Watch, heap: Heap, { id, site }: HeapObject): void {
  if (atLeast(watch.session.version, 11)) return;
  watch.frames.push({ id, site });
  if (watch.idle.delete(site) || watch.start === null) return;
  judge(watch, heap, allocate(watch.pace, part('frame')), id);
}

function noteFrames({ frames, idle, pace, start }: Watch, heap: Heap): void {
  for (let last = frames.at(-1); last !== undefined && find(heap, last.id)?.dead !== false; last = frames.at(-1)) {
    frames.pop();
    if (!idle.has(last.site)) idle.add(last.site);
    else if (start !== null) free(pace, part('frame'));
  }
}

function release(watch: Watch, heap: Heap, object: HeapObject): void {
  if (object.kind === 'frame' || watch.unreal.has(object.id) || watch.freed.has(object.id)) return;
  const parts = partsOf(heap, object);
  if (parts === null) lose(watch, `what ${object.type ?? 'this'} gives back is not modelled`);
  for (const each of [...(parts ?? []), ...dictionaryOf(watch, heap, object)]) free(watch.pace, each);
}

/** Up to 3.10 the first attribute makes a dictionary. */
function noteDictionary(watch: Watch, heap: Heap, owner: Value): void {
  if (atLeast(watch.session.version, 11) || !isOne(owner) || owner <= UNKNOWN || watch.filled.has(owner)) return;
  const object = find(heap, owner);
  if (object === undefined || object.dead || object.items.length !== 2 || !hasDictionary(heap, object)) return;
  watch.filled.add(owner);
  if (watch.start !== null) judge(watch, heap, allocate(watch.pace, part('dict')), owner + 1);
}

function dictionaryOf({ filled, session }: Watch, heap: Heap, object: HeapObject): readonly Part[] {
  if (atLeast(session.version, 11) || !hasDictionary(heap, object)) return [];
  return filled.has(object.id) || (object.names?.size ?? 0) > 0 ? [part('dict')] : [];
}

interface Taken {
  readonly parts: readonly Part[];
  /** CPython looks behind it whether a collection waits. */
  readonly looks: boolean;
  readonly command: { readonly name: string; readonly given: readonly unknown[] } | null;
}

const none: Taken = { parts: [], looks: false, command: null };

/** Calls that become instructions of their own. */
const quick = new Set(['builtins.len', 'builtins.isinstance']);

/** What a call takes for as long as it runs. */
function takenBy(watch: Watch, m: Moment, count: number, names: number): Taken {
  const callee = peek(m, count + 1);
  const object = isOne(callee) && callee !== UNKNOWN && callee !== 0 ? look(m.heap, callee) : null;
  const { version } = watch.session;
  if (object?.kind === 'external') {
    const name = String(object.data);
    const given = Array.from({ length: count }, (_, at) => constantOf(m, peek(m, count - at)));
    const parts = takenByCall(version, name, count) ?? [];
    if (watch.start !== null) for (const each of parts) judge(watch, m.heap, allocate(watch.pace, each));
    return { parts, looks: !quick.has(name), command: name.startsWith('gc.') && names === 0 ? { name: name.slice(3), given } : null };
  }
  if (object?.kind === 'method') return { ...none, looks: typeof object.data === 'string' && object.data !== 'append' };
  if (object?.kind !== 'class') return none;
  // since 3.13 it goes into an `__init__` of the file and back without a look
  const looks = !atLeast(version, 13) || findMethod(m.heap, object, '__init__') === undefined;
  if (watch.start === null || atLeast(version, 14)) return { ...none, looks };
  const keywords = names === 0 ? 0 : m.code.keywords[names - 1].length;
  const parts = [count - keywords, keywords].flatMap((size) => (size === 0 ? [] : [part('tuple', size)]));
  if (keywords > 0) parts.push(part('dict'));
  // since 3.13 a call that ran before needs no tuple for an `__init__` of the file
  const key = `${m.code.index}:${m.pc}`;
  const sure = !atLeast(version, 13) || !watch.called.has(key);
  watch.called.add(key);
  for (const each of parts) judge(watch, m.heap, (sure ? allocate : perhapsBorrow)(watch.pace, each));
  return { parts: sure ? parts : [], looks, command: null };
}

/** Up to 3.11 it is a function that is made, called and dropped. */
function takenByComprehension(watch: Watch, heap: Heap): Taken {
  if (atLeast(watch.session.version, 12) || watch.start === null) return none;
  judge(watch, heap, allocate(watch.pace, part('other')));
  return { ...none, parts: [part('other')] };
}

const constantOf = (m: Moment, value: Value): unknown => {
  const object = isOne(value) && value !== UNKNOWN && value !== 0 ? look(m.heap, value) : null;
  return object?.kind === 'constant' ? object.data : undefined;
};

/** Whether what an attribute gives is called at once: then no method is made. Up to 3.10 that goes for calls without keywords alone. */
function isCalledAtOnce({ session, code, pc }: Moment): boolean {
  const { tree } = session.program;
  const node = code.at[pc];
  const call = tree.parent[node];
  if (tree.kind[call] !== Py.Call || tree.field[node] !== PyField.func) return false;
  const keywords = [...childrenIn(tree, call, PyField.keywords)];
  if ([...childrenIn(tree, call, PyField.args)].some((argument) => tree.kind[argument] === Py.Starred)) return false;
  return keywords.length === 0 || atLeast(session.version, 11);
}

// ------------------------------------------------------------------ the collector

/** The program commands the collector. */
function obey(watch: Watch, heap: Heap, { name, given }: NonNullable<Taken['command']>): void {
  const { pace, session } = watch;
  const [first] = given;
  if (name === 'enable' || name === 'disable') pace.enabled = name === 'enable';
  else if (name === 'set_threshold') {
    if (given.length === 0 || given.some((each) => typeof each !== 'number')) lose(watch, 'the thresholds are not known');
    else {
      const [young, middle = pace.thresholds[1], old = pace.thresholds[2]] = given as readonly number[];
      pace.thresholds = [young, middle, collectsInParts(session.version) ? 0 : old];
    }
  } else if (name === 'freeze') begin(watch, heap, -1);
  else if (name === 'collect') {
    if (given.length === 0 || first === 2) begin(watch, heap, 2);
    else if ((first === 0 || first === 1) && watch.start !== null) begin(watch, heap, first);
    else lose(watch, 'which generation is collected is not known');
  }
}

/** The program is about to collect younger generations: what that frees is kept for reuse, though the run does not follow it. */
function foresee(watch: Watch, heap: Heap, { name, given }: NonNullable<Taken['command']>): void {
  const [generation] = given;
  if (name === 'collect' && watch.start !== null && (generation === 0 || generation === 1))
    collection(watch, heap, 0, Infinity, true, generation);
}

/** From here on the counters are known. */
function begin(watch: Watch, heap: Heap, generation: number): void {
  if (watch.session.undecided > 0) return;
  if (watch.perhaps !== null) lose(watch, 'a collection may have run before');
  restart(watch.pace, generation);
  watch.since[0] = watch.session.count;
  if (generation !== 0) watch.since[1] = watch.session.count;
  if (generation === 2) for (const id of watch.freed) if (find(heap, id)?.dead !== false) watch.freed.delete(id);
  watch.start = watch.session.mortuary.line;
  watch.lost = null;
  watch.due = false;
  watch.made.clear();
}

function lose(watch: Watch, why: string): void {
  if (watch.start === null) return;
  if (watch.perhaps !== null) watch.collections.push(watch.perhaps);
  watch.perhaps = null;
  watch.start = null;
  watch.due = false;
  watch.lost = { line: watch.session.mortuary.line, why };
}

/** @param newest the object whose allocation it was: up to 3.11 it is not there yet for the collection that it starts. */
function judge(watch: Watch, heap: Heap, answer: 'no' | 'perhaps' | 'due', newest = watch.seen + 1, line = watch.line): void {
  if (answer === 'no' || watch.start === null || watch.due) return;
  if (answer === 'perhaps') {
    watch.perhaps ??= collection(watch, heap, watch.line, newest, false);
    return;
  }
  if (collectsBetweenInstructions(watch.session.version)) watch.due = true;
  else collectNow(watch, heap, line, newest);
}

function collectNow(watch: Watch, heap: Heap, line: number, newest = Infinity): void {
  const { pace, session } = watch;
  watch.due = false;
  const generation = generationDue(pace);
  if (generation === null) {
    lose(watch, 'whether the oldest generation is collected depends on how much it has');
    return;
  }
  const one = collection(watch, heap, line, newest, true);
  watch.collections.push(one);
  if (watch.perhaps !== null) {
    watch.perhaps = null;
    lose(watch, 'it is not known at which of some allocations the last collection ran');
    return;
  }
  if (collectsInParts(session.version)) {
    lose(watch, 'this version goes on in parts whose size depends on all that is there');
    return;
  }
  restart(pace, generation);
  const from = Math.min(session.count, newest - 1);
  watch.since[0] = from;
  if (generation === 1) watch.since[1] = from;
  if (!atLeast(session.version, 11) && isCellAmongCells(heap, newest))
    lose(watch, 'in which order the cells of a call are made is not modelled');
  if (one.finalizes) lose(watch, 'what a `__del__` or the callback of a weak reference does then is not followed');
}

/** Of the cells of one call, some are older than a collection that the last of them starts, and some are not. */
const isCellAmongCells = (heap: Heap, id: number): boolean =>
  find(heap, id)?.kind === 'cell' && (find(heap, id - 1)?.kind === 'cell' || find(heap, id + 1)?.kind === 'cell');

/** What a collection would free now. With `sure`, it is taken note of that it is gone. */
function collection(
  watch: Watch,
  heap: Heap,
  line: number,
  newest: number,
  sure: boolean,
  generation = generationDue(watch.pace) ?? 0,
): ModelledCollection {
  const { session, freed, since } = watch;
  const { program } = session;
  const first = watch.perhaps?.trigger ?? watch.last;
  const base = { line, generation, trigger: first, until: watch.last, sure };
  // the first one only marks what is alive
  if (collectsInParts(session.version)) return { ...base, frees: [], found: 0, perhapsMore: false, finalizes: false };
  const from = since[generation];
  const { sure: garbage, doubtful } = unreachableIn(heap, (id) => (id > from && id < newest) || freed.has(id));
  const gone = new Map<string, { type: string; line: number; count: number }>();
  let finalizes = false;
  let found: number | null = 0;
  const fresh = [...garbage].filter((id) => !freed.has(id) && look(heap, id).kind !== 'constant' && look(heap, id).kind !== 'frame');
  for (const id of fresh) {
    const object = look(heap, id);
    const made = object.site > 0 ? program.lineOf(object.site) : 0;
    const type = object.type ?? object.kind;
    const key = `${made} ${type}`;
    const entry = gone.get(key) ?? { type, line: made, count: 0 };
    entry.count += 1;
    countParts(heap, object, session.version, (_, number) => (found = found === null || number === null ? null : found + number));
    gone.set(key, entry);
    finalizes ||= session.weaklyHeld.has(id) || (object.kind === 'instance' && finalizerOf(heap, object) !== undefined);
  }
  if (sure) for (const id of fresh) bury(watch, heap, id);
  return {
    ...base,
    frees: [...gone.values()].sort((one, other) => one.line - other.line),
    found,
    perhapsMore: doubtful.size > 0,
    finalizes,
  };
}

/** It is gone, and what it alone held goes with it, whatever generation that is of. */
function bury(watch: Watch, heap: Heap, first: number): void {
  const { freed, dropped } = watch;
  const waiting = [first];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (freed.has(id)) continue;
    const object = look(heap, id);
    release(watch, heap, object);
    freed.add(id);
    for (const item of object.items) {
      if (!isOne(item) || item <= UNKNOWN || freed.has(item)) continue;
      const held = look(heap, item);
      const times = (dropped.get(item) ?? 0) + 1;
      dropped.set(item, times);
      if (held.counting === 'counted' && held.held <= times && held.maybe === 0 && held.outsideHigh <= 0) waiting.push(item);
    }
  }
}
