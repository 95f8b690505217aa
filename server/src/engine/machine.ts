/**
 * Runs flow on the heap: one instruction after another while everything is decided, both ways where a condition is not known, joined where the ways meet.
 *
 * Pending states of a frame wait by the number of their next instruction and the lowest goes first; flow is laid out in source order, so the
 * ways of a branch meet behind it, and a loop whose end is not decided goes round until nothing changes any more.
 */
import type { PythonVersion } from '../base/version.ts';
import type { Node } from '../syntax/tree.ts';
import { noteHeld } from './held-constants.ts';
import type { Code, Program } from './lower/code.ts';
import {
  collectToll,
  create,
  doubt,
  escape,
  find,
  fork,
  keepAnyNumber,
  livingIn,
  look,
  own,
  release,
  scatter,
  sizeOf,
} from './domain/heap.ts';
import { join } from './domain/join.ts';
import { retire } from './domain/older.ts';
import type { Heap, Mortuary } from './domain/heap.ts';
import { membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import { ANY } from './domain/object.ts';
import type { HeapObject } from './domain/object.ts';

/** Thrown when the simulated program raises; `value` is owned by whoever catches it. */
export class Raised {
  readonly value: Value;
  readonly heap: Heap;
  constructor(value: Value, heap: Heap) {
    this.value = value;
    this.heap = heap;
  }
}

/** Thrown when the budget of a run is spent. */
export class Exhausted {}

export interface Session {
  readonly program: Program;
  readonly version: PythonVersion;
  /** The namespace of the module. */
  module: number;
  /** Objects made so far; numbers are never used twice. */
  count: number;
  /** Numbers for objects and frames that one place makes again and again while the way is not decided. */
  readonly keyed: Map<string, number>;
  /** The places of objects that have such a number. */
  readonly places: Map<number, Place>;
  steps: number;
  limit: number;
  /** Frames inside one another. */
  depth: number;
  readonly deepest: number;
  /** Frames on the way whose code catches exceptions. */
  guarded: number;
  /** More than one way is open in some frame: objects are numbered by the place that makes them. */
  undecided: number;
  readonly shared: Map<string, number>;
  /** What instructions do; a run that is watched has others. */
  steps_: StepTable;
  /** Told after each statement of a frame. */
  observe: (moment: Moment, line: number, isReturn: boolean) => void;
  readonly mortuary: Mortuary;
  /** Reports the birth of an object that a construct of the file makes. */
  born: (moment: Moment, object: HeapObject) => void;
  /** While examples of docstrings run, the call that runs them: what dies in no function of the file dies there. */
  examples: {
    readonly place: Node;
    readonly since: number;
    /** The frame of the function that makes the call; `null` if there are more of them. */
    readonly caller: number | 'module' | null;
  } | null;
  /** Objects that only the collector can free from here on, whenever it comes. */
  readonly doomed: Set<number>;
  /** A call is taken back: what was told since the run had so many steps did not happen. */
  undone: (since: number) => void;
  /** Instances that the current instruction left without a reference, and whose `__del__` is still to run. */
  dying: number[];
  /** Runs the `__del__` of those. */
  readonly finalize: (moment: Moment) => void;
  /** Methods of the file's classes of which there are instances that are not followed. */
  readonly strangers: Set<string>;
  /** Unknown code may let go of an instance with a `__del__` at any time. */
  lurking: boolean;
  /** Unknown code was given a function of the file while the module ran. */
  handedOut: boolean;
  /** The frames on the way, the innermost last, each at the instruction that it is at. */
  readonly active: Moment[];
  /** Functions that calls do not step into, because another way stands for them. */
  readonly running: number[];
  /** The functions of the file that were called, or looked into, so far: what was found out depends on their bodies. */
  readonly seen: Set<Node>;
  readonly memo: Map<string, number>;
  /** Objects of which weak references were made. */
  readonly weaklyHeld: Set<number>;
  /** In a summary, the parameters of the function that is looked at, with the objects that stand for their arguments. */
  parameters: readonly Parameter[];
  /** What is known of calls that are not followed, by the node of the function; and by name for methods that one class alone has. */
  effects: Pick<ReadonlyMap<Node | string, Effect>, 'get'>;
  /** Something happened that may concern any object that globals lead to. */
  worldly: boolean;
  /** Functions of the file may have run that were not followed. */
  unseen: boolean;
  /** In a summary, how often each constant is held before the function runs. */
  readonly heldAtEntry: Map<number, number>;
  /** In a summary, the constants that were loaded so far, with their keys; else `null`. */
  touched: Map<number, string> | null;
  /** Keys of constants that were held more often than at entry while code ran that has them too. */
  readonly heldInCalls: Set<string>;
  /** Something of the outside was let go, or is held once more than before. */
  meddles: boolean;
  /** An item of a container of the outside was let go. */
  loses: boolean;
  /** What the traceback of an exception holds that the current instruction may raise. */
  surprising: number[];
  /** Modules of the library that were imported, and calls of which it is not known what they leave to the collector; whether surely. */
  readonly used: Map<string, boolean>;
  /** Frames of generators that are run through to their end at once, and what takes what they yield. */
  readonly consumers: Map<number, (moment: Moment, value: Value) => void>;
  /** While examples of docstrings run: whether their own frame goes more ways than one shows when more are open than this. */
  undecidedBefore: number;
  /** In a summary, after so many instructions what is known of numbers and texts is no longer followed, and loops are taken as a whole. */
  tiresAt: number;
  /** In a summary, after so many instructions calls are taken by what is known of them, and not followed any more. */
  sparesAt: number;
  /** The budget is spent: calls of the module are not followed any more, and its loops are taken as a whole. */
  frugal: boolean;
}

/** An instruction of a frame that makes objects, and under which key it makes one of them. */
interface Place {
  readonly frame: string;
  readonly pc: number;
  readonly key: string;
}

export interface Parameter {
  readonly name: string;
  /** The object that stands for what is given. */
  readonly id: number;
  /** It may be kept among the items of a container: it is neither the method's own object, nor used to count and to index, nor walked over itself. */
  readonly isItem: boolean;
  /** Used as a number, or annotated as one. */
  readonly isNumber: boolean;
  /** Used as a text, or annotated as one. */
  readonly isText: boolean;
  /** A number, a text or a container, as far as the text shows. */
  readonly isBuiltin: boolean;
  /** The object of a method, of a class of which nothing in the file holds instances. */
  readonly isUnlinked: boolean;
  /** `*args` or `**others`: what is in it the caller gave, and may be another parameter's object. */
  readonly isRest: boolean;
  /** The new object of an `__init__`: no other argument is it, and nothing of the outside holds it. */
  readonly isNew: boolean;
}

/** What a function does to what it is given, whoever calls it. */
export interface Effect {
  /** So many arguments by position have a parameter each; what comes behind them is taken to be kept. */
  readonly takes: number;
  /** By parameter: it may be held, or returned, when the call is over. */
  readonly keeps: readonly boolean[];
  /** It may change what globals lead to. */
  readonly worldly: boolean;
  /** It may let go of objects of the outside, or hold them once more, whoever gave them. */
  readonly meddles: boolean;
  /** It may let go of items of containers of the outside. */
  readonly loses: boolean;
}

export type Step = (moment: Moment, one: number, two: number) => void;
export type StepTable = (Step | undefined)[];

/** One frame at one instruction. */
export interface Moment {
  readonly session: Session;
  readonly code: Code;
  /** The frame's object in the heap: its slots first, then its operands. */
  readonly frame: number;
  heap: Heap;
  pc: number;
  /** Where to go on. */
  next: number;
  /** The line whose end is told when its block has been left; -1: any. */
  mark: number;
  /** Ways that were split off by the current instruction. */
  readonly split: Pending[];
  /** The instruction may raise, we cannot say what. */
  mayRaise: boolean;
  /** Names the frame among those that run the same code. */
  readonly key: string;
  /** The node of the caller's instruction: where the frame's locals die, for they do when the frame is gone. */
  readonly caller: Node;
  /** Set by `Yield`: the frame is to be left and kept. */
  suspended: Value | null;
}

export interface Pending {
  heap: Heap;
  pc: number;
  mark: number;
}

export interface Outcome {
  /** The heap after a normal return, with the value that was returned (owned by the caller). */
  returned: { heap: Heap; value: Value } | null;
  raised: { heap: Heap; value: Value } | null;
  /** Left by a `yield`. */
  yielded: { heap: Heap; value: Value; pc: number; mark: number } | null;
}

/** Whether loops are taken as a whole by now, and conditions as open, so that the budget lasts. */
export const isTired = (session: Session): boolean => (session.frugal && session.depth <= 1) || session.steps > session.tiresAt;

/** As the next instruction: this way is none that the program goes. */
export const NOWHERE = -1;

/** A loop that is still changing after so many rounds is given up. Everything that is joined can only grow a few times, so few are needed. */
const MOST_ROUNDS = 60;

/** From this round on a loop that moves a bound is taken to move it without end. */
const WIDE_FROM = 6;

/** Runs a frame from an instruction until it is left on every way. */
export function run(session: Session, heap: Heap, frame: number, code: Code, pc: number, mark: number, key: string): Outcome {
  code.pending?.();
  if (session.touched !== null && session.depth > 0 && (code.kind === 'function' || code.kind === 'generator'))
    noteHeld(session, heap, code);
  const returnAt = code.op.length;
  const raiseAt = returnAt + 1;
  const caller = session.mortuary.place;
  const moment: Moment = { session, code, frame, heap, pc, next: pc, mark, split: [], mayRaise: false, key, suspended: null, caller };
  const waiting: Pending[] = [];
  const heads = new Map<number, { heap: Heap; mark: number; rounds: number }>();
  const yielded: Outcome['yielded'] = null;
  let wasUndecided = false;
  let live: Pending | undefined = { heap, pc, mark };
  const yieldedAt = new Map<number, Pending>();
  session.depth += 1;
  session.active.push(moment);
  const guards = code.handlers.length > 0 ? 1 : 0;
  session.guarded += guards;
  const settle = (): void => {
    const open = waiting.length > 0;
    if (open !== wasUndecided) session.undecided += open ? 1 : -1;
    wasUndecided = open;
  };
  try {
    for (;;) {
      if (live === undefined) {
        live = takeLowest(waiting, session);
        settle();
        if (live === undefined || live.pc >= returnAt) break;
        if (wasUndecided && code.loops.has(live.pc)) {
          const again = revisit(heads, live);
          session.steps += collectToll(live.heap);
          if (again === null) {
            live = undefined;
            continue;
          }
          live = again;
        }
      }
      moment.heap = live.heap;
      moment.pc = live.pc;
      moment.mark = live.mark;
      live = undefined;
      const stop = advance(moment, waiting, returnAt, raiseAt, settle);
      if (stop === 'suspended') {
        const value = moment.suspended ?? NOTHING;
        moment.suspended = null;
        if (yieldedAt.size === 0 && waiting.length === 0 && !wasUndecided && yielded === null) {
          return { returned: null, raised: null, yielded: { heap: moment.heap, value, pc: moment.next, mark: moment.mark } };
        }
        // several ways lead to a yield: the value and the place are kept in the frame, joined as any state
        waiting.push({ heap: moment.heap, pc: raiseAt + 1 + moment.next, mark: moment.mark });
        own(moment.heap, frame).items.push(value);
        settle();
      }
    }
    // the ways that left it in the same manner are one
    const ends = live === undefined ? [] : [live];
    for (let end = takeLowest(waiting, session); end !== undefined; end = takeLowest(waiting, session)) ends.push(end);
    return outcome(ends, frame, returnAt, raiseAt);
  } finally {
    if (wasUndecided) session.undecided -= 1;
    session.depth -= 1;
    session.active.pop();
    session.guarded -= guards;
    session.mortuary.place = caller;
  }
}

/** All that is left are states in which the frame was left: one each, by how. */
function outcome(ends: readonly Pending[], frame: number, returnAt: number, raiseAt: number): Outcome {
  const result: Outcome = { returned: null, raised: null, yielded: null };
  for (const pending of ends) {
    const body = own(pending.heap, frame);
    const value = body.items.pop() ?? UNKNOWN;
    if (pending.pc === returnAt) result.returned = { heap: pending.heap, value };
    else if (pending.pc === raiseAt) result.raised = { heap: pending.heap, value };
    else if (result.yielded === null) result.yielded = { heap: pending.heap, value, pc: pending.pc - raiseAt - 1, mark: pending.mark };
    else result.yielded = { ...result.yielded, pc: -1 };
  }
  return result;
}

/** The state to go on with: all that wait at the lowest instruction, joined. */
function takeLowest(waiting: Pending[], session: Session): Pending | undefined {
  if (waiting.length === 0) return undefined;
  let lowest = waiting[0].pc;
  for (const { pc } of waiting) if (pc < lowest) lowest = pc;
  let taken: Pending | undefined;
  for (let at = waiting.length - 1; at >= 0; at -= 1) {
    const one = waiting[at];
    if (one.pc !== lowest) continue;
    waiting.splice(at, 1);
    if (taken === undefined) taken = one;
    else {
      session.steps += 20 + (sizeOf(taken.heap) >> 4);
      join(taken.heap, one.heap);
      session.steps += collectToll(taken.heap);
      if (taken.mark !== one.mark) taken.mark = -1;
    }
  }
  return taken;
}

/** A loop head is reached while other ways are open: go on with all that ever reached it, or `null` if that is nothing new. */
function revisit(heads: Map<number, { heap: Heap; mark: number; rounds: number }>, live: Pending): Pending | null {
  const head = heads.get(live.pc);
  if (head === undefined) {
    heads.set(live.pc, { heap: fork(live.heap), mark: live.mark, rounds: 1 });
    return live;
  }
  head.rounds += 1;
  const changed = join(head.heap, live.heap, head.rounds > WIDE_FROM);
  if (!changed && head.rounds > 1) return null;
  if (head.rounds > MOST_ROUNDS) throw new Exhausted();
  return { heap: fork(head.heap), pc: live.pc, mark: live.mark === head.mark ? live.mark : -1 };
}

/** Runs instructions until the way splits, ends or is suspended. */
function advance(moment: Moment, waiting: Pending[], returnAt: number, raiseAt: number, settle: () => void): 'stopped' | 'suspended' {
  const { code, session } = moment;
  const { op, one, two, at, lines } = code;
  const table = session.steps_;
  for (;;) {
    const { pc } = moment;
    if ((session.steps += 1) > session.limit) throw new Exhausted();
    moment.next = pc + 1;
    moment.mayRaise = false;
    if (session.surprising.length > 0) session.surprising = [];
    const step = table[op[pc]];
    if (session.undecided > 0) retireOperands(moment);
    session.mortuary.line = lines[pc];
    // 0 says that no place is known: the first node of a file is told by the one around it
    session.mortuary.place = at[pc] || session.program.tree.parent[0];
    try {
      if (step !== undefined) step(moment, one[pc], two[pc]);
    } catch (problem) {
      if (!(problem instanceof Raised)) throw problem;
      moment.heap = problem.heap;
      unwind(moment, problem.value, raiseAt);
      if (session.dying.length > 0) session.finalize(moment);
      if (moment.next === raiseAt) {
        // of an example that may raise, and is not said to, it is taken that it does not
        if (waiting.length === 0 || !isExample(session, code)) waiting.push({ heap: moment.heap, pc: raiseAt, mark: moment.mark });
        settle();
        return 'stopped';
      }
      moment.pc = moment.next;
      continue;
    }
    if (session.dying.length > 0) session.finalize(moment);
    if (moment.suspended !== null) return 'suspended';
    if (moment.next === NOWHERE) {
      settle();
      return 'stopped';
    }
    if (moment.mayRaise) maySurprise(moment, waiting, raiseAt);
    if (moment.split.length > 0) {
      waiting.push(...moment.split);
      moment.split.length = 0;
      waiting.push({ heap: moment.heap, pc: moment.next, mark: moment.mark });
      settle();
      return 'stopped';
    }
    if (moment.next >= returnAt) {
      waiting.push({ heap: moment.heap, pc: moment.next, mark: moment.mark });
      settle();
      return 'stopped';
    }
    // while other ways are open they must be met: at every place where they may wait, and at the head of every loop
    if (waiting.length > 0 && (moment.next <= pc || waitsAtOrBefore(waiting, moment.next) || code.loops.has(moment.next))) {
      waiting.push({ heap: moment.heap, pc: moment.next, mark: moment.mark });
      return 'stopped';
    }
    moment.pc = moment.next;
  }
}

/** Whether this is what runs the examples of a docstring, and does so now. */
export const isExample = (session: Session, code: Code): boolean =>
  session.examples !== null && session.program.examples?.some((example) => example.code === code) === true;

function waitsAtOrBefore(waiting: readonly Pending[], pc: number): boolean {
  for (const one of waiting) if (one.pc <= pc) return true;
  return false;
}

/** Goes to the handler of the current instruction with an exception, or leaves the frame. */
function unwind(moment: Moment, value: Value, raiseAt: number): void {
  const { code, pc, frame, session } = moment;
  const slots = code.slots.length;
  for (const handler of code.handlers) {
    if (pc < handler.start || pc >= handler.end) continue;
    shrink(moment, slots + handler.depth);
    own(moment.heap, frame).items.push(value);
    own(moment.heap, frame).places.push(session.mortuary.place);
    moment.next = handler.target;
    holdClass(moment, value, 1);
    holdFrame(moment, value);
    return;
  }
  moment.next = raiseAt;
  leaveFrame(moment, value, true);
}

/** The traceback of an exception holds the frame that handles it too. One that others know already is taken to be forgotten by them. */
function holdFrame({ heap, frame, session }: Moment, value: Value): void {
  for (const member of membersOf(value)) {
    if (member <= UNKNOWN) continue;
    const exception = look(heap, member);
    if (exception.counting !== 'counted' || exception.escaped) continue;
    if (session.undecided > 0 || typeof value !== 'number') keepAnyNumber(heap, member, frame);
    else if (!exception.items.includes(frame)) {
      const holder = own(heap, member);
      holder.items.push(frame);
      holder.places.push(session.mortuary.place);
      own(heap, frame).held += 1;
    }
  }
}

/** The exception that is being handled, here or by some caller; `null` if there is none. */
export function handledException({ session, heap }: Moment): Value | null {
  for (let at = session.active.length - 1; at >= 0; at -= 1) {
    const { code, pc, frame } = session.active[at];
    for (const { handles, start, end, depth } of code.handlers) {
      if (!handles || pc < start || pc >= end) continue;
      const value = look(heap, frame).items[code.slots.length + depth - 1] ?? NOTHING;
      if (value !== NOTHING) return value;
    }
  }
  return null;
}

/** Up to 3.10 a handler holds the class of its exception beside the exception. */
export function holdClass(moment: Moment, value: Value, change: 1 | -1): void {
  if (moment.session.version[1] >= 11) return;
  const exception = typeof value === 'number' && value > UNKNOWN ? look(moment.heap, value) : null;
  // one of the library, whose class is not counted
  if (exception !== null && exception.kind === 'exception' && exception.type !== null) return;
  const type = exception !== null && exception.kind === 'instance' ? exception.items[0] : UNKNOWN;
  if (typeof type !== 'number' || type <= UNKNOWN) {
    if (change > 0) holdAnyClass(moment);
    return;
  }
  const object = own(moment.heap, type);
  object.outsideLow += change;
  object.outsideHigh += change;
}

/** It may be the class of any exception that is held once more. */
function holdAnyClass({ heap }: Moment): void {
  for (const { id, kind, data } of livingIn(heap))
    if (kind === 'class' && (data as { isException: boolean }).isException) own(heap, id).outsideHigh = ANY;
}

function shrink(moment: Moment, length: number): void {
  const { frame, session } = moment;
  while (look(moment.heap, frame).items.length > length) {
    const body = own(moment.heap, frame);
    const value = body.items.pop() ?? NOTHING;
    body.places.pop();
    release(moment.heap, value, session.mortuary);
  }
}

/** Code that is not simulated may raise here: a second way goes to the handler, if anybody would notice. */
function maySurprise(moment: Moment, waiting: Pending[], raiseAt: number): void {
  const { session, code, pc } = moment;
  const covered = code.handlers.some((handler) => pc >= handler.start && pc < handler.end);
  if (!covered && session.guarded === 0) return;
  if (!covered && session.guarded === (code.handlers.length > 0 ? 1 : 0)) return;
  const other: Moment = { ...moment, heap: fork(moment.heap), split: [] };
  // the result is not there, and the operands were used up: what is above the handler's depth goes anyway
  const id = nextNumber(other, 'surprise');
  const exception = create(other.heap, id, 'exception', null, -1);
  exception.outsideHigh = 1e9;
  exception.open = true;
  exception.escaped = true;
  exception.held = 1;
  for (const member of session.surprising) keepAnyNumber(other.heap, id, member);
  const handled = handledException(other);
  if (handled !== null) keepAnyNumber(other.heap, id, handled);
  unwind(other, id, raiseAt);
  waiting.push({ heap: other.heap, pc: other.next, mark: other.mark });
}

/** The locals of a frame that is left are released in the order of the version; a frame that a traceback holds keeps them. */
export function leaveFrame(moment: Moment, value: Value, failed: boolean): void {
  const { session, frame, code } = moment;
  const slots = code.slots.length;
  shrink(moment, slots);
  const body = own(moment.heap, frame);
  if (failed && session.undecided > 0) {
    // its traceback holds what the frame held, and from 3.11 on the function that the frame belongs to
    const held: Value[] = look(moment.heap, frame).items.slice(0, slots);
    if (typeof body.data === 'number' && session.version[1] >= 11) held.push(body.data);
    for (const member of typeof value === 'number' ? [value] : value)
      if (member > UNKNOWN) for (const one of held) keepAnyNumber(moment.heap, member, one);
  } else if (failed && typeof value === 'number' && value > UNKNOWN) {
    // the traceback holds the frame, and the frame its locals
    const exception = own(moment.heap, value);
    if (!exception.items.includes(frame) && exception.counting === 'counted') {
      exception.items.push(frame);
      exception.places.push(session.mortuary.place);
      body.held += 1;
    }
  }
  if (body.held > 0) {
    body.items.push(value);
    body.places.push(0);
    return;
  }
  if (body.maybe > 0) {
    // whoever may hold the frame may hold its locals, and what they hold
    const locals = body.items.flatMap((item) => membersOf(item));
    escape(moment.heap, locals);
    scatter(moment.heap, frame);
    doubt(
      moment.heap,
      locals.filter((local) => local > UNKNOWN && look(moment.heap, local).held === 0),
    );
    own(moment.heap, frame).items = [value];
    own(moment.heap, frame).places = [0];
    return;
  }
  session.mortuary.place = moment.caller;
  const backwards = session.version[1] >= 14;
  for (let count = 0; count < slots; count += 1) {
    const slot = backwards ? slots - 1 - count : count;
    const local = own(moment.heap, frame).items[slot] ?? NOTHING;
    own(moment.heap, frame).items[slot] = NOTHING;
    if (local !== NOTHING) release(moment.heap, local, session.mortuary);
  }
  const left = own(moment.heap, frame);
  left.items = [value];
  left.places = [0];
}

/** The number of a new object of the current instruction; `what` tells apart the objects that one instruction makes. */
export function nextNumber(m: Moment, what: string): number {
  const { session } = m;
  if (session.undecided === 0) return (session.count += 1);
  const key = `${m.key}:${m.pc}:${what}`;
  let id = session.keyed.get(key);
  if (id === undefined) {
    session.keyed.set(key, (id = session.count += 1));
    session.places.set(id, { frame: m.key, pc: m.pc, key });
  }
  const before = find(m.heap, id);
  if (before !== undefined && !before.dead) retireAs(m, id, key);
  return id;
}

/** The last object of a place becomes one of the older ones. */
function retireAs({ session, heap }: Moment, id: number, key: string): void {
  const olderKey = `${key}:older`;
  let older = session.keyed.get(olderKey);
  if (older === undefined) session.keyed.set(olderKey, (older = session.count += 1));
  retire(heap, id, older);
}

/**
 * Operands that the same instruction made when it ran before are older objects by now. They are, while they stand on the stack where that can be seen:
 * once they are taken off, only the step knows of them. (A number or text takes care of that itself, see `step/operand.ts`.)
 */
function retireOperands(m: Moment): void {
  const { session, heap, pc, key } = m;
  const { items } = look(heap, m.frame);
  for (let at = items.length - 1; at >= m.code.slots.length; at -= 1) {
    for (const member of membersOf(items[at])) {
      const place = member > UNKNOWN ? session.places.get(member) : undefined;
      if (place === undefined || place.pc !== pc || place.frame !== key || look(heap, member).kind === 'constant') continue;
      retireAs(m, member, place.key);
      // what it was renamed to stands on the stack now
      retireOperands(m);
      return;
    }
  }
}

/** Takes a value off the stack; the caller owns its reference now. */
export function pop(moment: Moment): Value {
  const body = own(moment.heap, moment.frame);
  body.places.pop();
  return body.items.pop() ?? UNKNOWN;
}

/** Pushes a value whose reference the caller owns. */
export function push(moment: Moment, value: Value): void {
  const body = own(moment.heap, moment.frame);
  body.items.push(value);
  body.places.push(0);
}

export function peek(moment: Moment, depth: number): Value {
  const { items } = look(moment.heap, moment.frame);
  return items[items.length - depth] ?? UNKNOWN;
}

/** Drops a reference that the caller owns. */
export const drop = (moment: Moment, value: Value): void => release(moment.heap, value, moment.session.mortuary, true);

/** Goes both ways: on, and to `target`. */
export function split(moment: Moment, target: number): void {
  moment.split.push({ heap: fork(moment.heap), pc: target, mark: moment.mark });
}

export const nodeAtMoment = (moment: Moment): Node => moment.code.at[moment.pc];
