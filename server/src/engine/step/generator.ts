/** Generators and coroutines: a suspended frame is an object that owns its locals, its operands and its arguments. */
import { atLeast } from '../../base/version.ts';
import { find, keepAnyNumber, look, move, own, retain } from '../domain/heap.ts';
import { join } from '../domain/join.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Py } from '../../syntax/python/kinds.ts';
import { Op } from '../lower/code.ts';
import type { Code } from '../lower/code.ts';
import { drop, peek, pop, push, Raised, run } from '../machine.ts';
import type { Moment, Outcome, StepTable } from '../machine.ts';
import { enterFrame, holdCaller, retireFrame } from './call.ts';
import { iteratorOf } from './iteration.ts';
import { nextOf } from './next.ts';
import type { Next } from './next.ts';
import { announce, make } from './object.ts';
import { havoc } from './unknown.ts';
import { disturbWorld } from './world.ts';
import { none } from './object.ts';

/** Where a suspended frame goes on; `at` -1: it is running or over. */
interface Suspended {
  readonly code: Code;
  readonly at: number;
  readonly mark: number;
}

export function installGenerator(steps: StepTable): void {
  steps[Op.Yield] = (m) => {
    const consumer = m.session.consumers.get(m.frame);
    if (consumer !== undefined) {
      consumer(m, pop(m));
      push(m, none(m));
      return;
    }
    if (m.session.depth <= 1) {
      // a generator looked at by itself: whoever resumes it may have done anything in between
      const value = pop(m);
      outsideTurn(m, value);
      drop(m, value);
      push(m, UNKNOWN);
      return;
    }
    m.suspended = pop(m);
  };
  steps[Op.YieldFrom] = (m) => {
    const source = pop(m);
    if (answers(m, source)) {
      // what a generator returns is the value of `yield from`, and nobody follows that
      havoc(m, [source]);
      disturbWorld(m);
      drop(m, source);
      push(m, UNKNOWN);
      return;
    }
    const iterator = iteratorOf(m, source);
    push(m, iterator);
    // delegated step by step: the frame stays at this instruction until the inner iterator ends
    const next = nextOf(m, peek(m, 1));
    if (next.kind === 'end') {
      drop(m, pop(m));
      push(m, none(m));
      return;
    }
    if (next.kind === 'either' || m.session.depth <= 1 || m.session.consumers.has(m.frame)) {
      const held = pop(m);
      if (m.session.depth <= 1) outsideTurn(m, next.value);
      havoc(m, [held, next.value]);
      disturbWorld(m);
      drop(m, held);
      drop(m, next.value);
      push(m, UNKNOWN);
      return;
    }
    m.suspended = next.value;
    m.next = m.pc;
    m.mark = m.mark === -2 ? -3 : m.mark;
  };
  steps[Op.Await] = (m) => {
    const value = pop(m);
    outsideTurn(m, value);
    drop(m, value);
    push(m, UNKNOWN);
  };
  steps[Op.Comprehension] = (m, index) => {
    const code = m.session.program.codes[index];
    const iterator = pop(m);
    const slots: Value[] = Array.from({ length: code.slots.length }, () => NOTHING);
    slots[0] = iterator;
    const frame = enterFrame(m, code, closure(m, code), UNKNOWN, slots);
    if (code.suspends) {
      push(m, startGenerator(m, code, frame, NOTHING));
      return;
    }
    const { session } = m;
    session.running.push(code.index);
    const key = session.undecided > 0 ? `${m.key}/${m.pc}` : `#${frame}`;
    const outcome = run(session, m.heap, frame, code, 0, -2, key);
    session.running.pop();
    if (outcome.returned === null) {
      if (outcome.raised === null) throw new Raised(UNKNOWN, m.heap);
      m.heap = outcome.raised.heap;
      retireFrame(m, frame);
      throw new Raised(outcome.raised.value, m.heap);
    }
    if (outcome.raised !== null) m.mayRaise = true;
    m.heap = outcome.returned.heap;
    retireFrame(m, frame);
    push(m, outcome.returned.value);
  };
}

/** Whether this is a generator whose code returns a value. */
function answers(m: Moment, source: Value): boolean {
  const object = isOne(source) && source > UNKNOWN ? look(m.heap, source) : null;
  if (object?.kind !== 'generator' || object.data === undefined) return false;
  const { node } = (object.data as Suspended).code;
  const { tree } = m.session.program;
  for (let inner = tree.first[node]; inner < node; inner += 1) if (tree.kind[inner] === Py.Return && tree.first[inner] < inner) return true;
  return false;
}

/** A comprehension's free variables are cells of the frame around it. */
function closure(m: Moment, code: Code): HeapObject | null {
  if (code.free.length === 0) return null;
  const cells = code.free.map((name) => {
    const slot = m.code.slots.indexOf(name);
    return slot === -1 ? UNKNOWN : (look(m.heap, m.frame).items[slot] ?? UNKNOWN);
  });
  return { data: { closure: 0 }, items: cells } as unknown as HeapObject;
}

/** While a frame that nobody simulates is suspended, its caller may do anything with what it can reach. */
function outsideTurn(m: Moment, value: Value): void {
  m.mayRaise = true;
  havoc(m, [value, ...look(m.heap, m.frame).items.filter((item) => isOne(item) && item > UNKNOWN && look(m.heap, item).base !== 0)]);
  disturbWorld(m);
}

/** A new generator that owns the frame; from 3.11 on it holds its function too. */
export function startGenerator(m: Moment, code: Code, frame: number, callee: Value): Value {
  const made = make(m, 'generator', code.isAsync && !code.scope.yields ? 'coroutine' : 'generator', `generator:${code.index}`);
  const holdsFunction = atLeast(m.session.version, 11) && callee !== NOTHING;
  made.items.push(frame, holdsFunction ? callee : NOTHING);
  made.places.push(0, 0);
  made.data = { code, at: 0, mark: -2 } satisfies Suspended;
  const body = own(m.heap, frame);
  body.outsideLow = body.outsideHigh = 0;
  body.held += 1;
  if (!holdsFunction && callee !== NOTHING) drop(m, callee);
  announce(m, look(m.heap, made.id));
  return made.id;
}

/** The frame of a generator that stands for many, or that was joined with another, cannot be run. */
function lostFrame(m: Moment, object: HeapObject): boolean {
  const frame = object.items[0] ?? UNKNOWN;
  return !isOne(frame) || frame <= UNKNOWN || look(m.heap, frame).many || look(m.heap, frame).kind !== 'frame';
}

/** Generator expressions are part of the function that they stand in: so many may be inside one another where nothing else is called any more. */
const DEEPER = 3;

/**
 * Runs a generator through to its end, whatever the ways; `take` gets each value it yields, with its reference.
 * Answers false, and has done nothing, if that cannot be followed.
 */
export function consume(m: Moment, object: HeapObject, take: (moment: Moment, value: Value) => void): boolean {
  const { session } = m;
  const data = object.data as Suspended | undefined;
  if (
    data === undefined ||
    data.at !== 0 ||
    object.many ||
    object.escaped ||
    object.type !== 'generator' ||
    // what an inner generator yields goes to whoever asks, and is not seen here
    data.code.op.includes(Op.YieldFrom) ||
    lostFrame(m, object) ||
    session.depth >= session.deepest + (data.code.kind === 'generator' ? DEEPER : 0)
  )
    return false;
  const frame = object.items[0] as number;
  const { code } = data;
  if (session.running.includes(code.index) && session.undecided > 0) return false;
  own(m.heap, object.id).data = { ...data, at: -1 } satisfies Suspended;
  const body = own(m.heap, frame);
  body.outsideLow = body.outsideHigh = 1;
  retain(m.heap, object.id);
  session.consumers.set(frame, take);
  session.running.push(code.index);
  const { line } = session.mortuary;
  let outcome;
  try {
    outcome = run(session, m.heap, frame, code, 0, data.mark, session.undecided > 0 ? `${m.key}/${m.pc}g` : `#${frame}`);
  } finally {
    session.running.pop();
    session.consumers.delete(frame);
    session.mortuary.line = line;
  }
  mayRaiseToo(session, outcome.raised, outcome.returned);
  const end = outcome.returned ?? outcome.raised;
  if (end === null) throw new Raised(UNKNOWN, m.heap);
  if (outcome.raised !== null) m.mayRaise = true;
  m.heap = end.heap;
  finish(m, object.id, frame);
  drop(m, object.id);
  if (outcome.returned === null) throw new Raised(end.value, m.heap);
  drop(m, end.value);
  return true;
}

/** Runs a generator to its next `yield` or its end. */
export function resume(m: Moment, object: HeapObject, quiet: boolean): Next {
  const { session } = m;
  const data = object.data as Suspended | undefined;
  void quiet;
  if (
    data === undefined ||
    object.many ||
    object.escaped ||
    lostFrame(m, object) ||
    session.depth >= session.deepest ||
    session.undecided > 0
  ) {
    if (data !== undefined && data.at === -1) return { kind: 'end' };
    havoc(m, [object.id]);
    disturbWorld(m);
    return { kind: 'either', value: UNKNOWN };
  }
  if (data.at === -1) return { kind: 'end' };
  const frame = object.items[0];
  if (!isOne(frame) || frame <= UNKNOWN) return { kind: 'either', value: UNKNOWN };
  const { code } = data;
  own(m.heap, object.id).data = { ...data, at: -1 } satisfies Suspended;
  // the running frame is held by the interpreter
  const body = own(m.heap, frame);
  body.outsideLow = body.outsideHigh = 1;
  const inner: Moment = { ...m, frame };
  // what `yield` evaluates to is None, unless a value is sent
  if (data.at > 0 && code.op[data.at] !== Op.YieldFrom) push(inner, none(m));
  retain(m.heap, object.id);
  session.running.push(code.index);
  const line = session.mortuary.line;
  const outcome = run(session, m.heap, frame, code, data.at, data.mark, `#${frame}`);
  session.running.pop();
  session.mortuary.line = line;
  if (outcome.yielded !== null && outcome.returned === null && outcome.raised === null && outcome.yielded.pc >= 0) {
    const { heap, value, pc, mark } = outcome.yielded;
    m.heap = heap;
    own(m.heap, object.id).data = { code, at: pc, mark } satisfies Suspended;
    const left = own(m.heap, frame);
    left.outsideLow = left.outsideHigh = 0;
    drop(m, object.id);
    return { kind: 'item', value };
  }
  if (outcome.returned !== null && outcome.yielded === null && outcome.raised === null) {
    m.heap = outcome.returned.heap;
    drop(m, outcome.returned.value);
    finish(m, object.id, frame);
    drop(m, object.id);
    return { kind: 'end' };
  }
  if (outcome.raised !== null && outcome.returned === null && outcome.yielded === null) {
    m.heap = outcome.raised.heap;
    finish(m, object.id, frame);
    drop(m, object.id);
    throw new Raised(outcome.raised.value, m.heap);
  }
  // several ways: the generator is no longer followed
  const rest = outcome.yielded ?? outcome.returned ?? outcome.raised;
  mayRaiseToo(session, outcome.raised, rest);
  if (rest !== null) {
    m.heap = rest.heap;
    handAway(m, rest.value);
  }
  for (const other of [outcome.returned, outcome.raised]) {
    if (other === null || other === rest) continue;
    const way: Moment = { ...m, heap: other.heap, split: [] };
    handAway(way, other.value);
    join(m.heap, way.heap);
  }
  own(m.heap, object.id).data = undefined;
  const left = own(m.heap, frame);
  left.outsideLow = 0;
  havoc(m, [object.id]);
  disturbWorld(m);
  drop(m, object.id);
  return { kind: 'either', value: UNKNOWN };
}

/** Whoever resumed the generator gets this, and it is not followed what becomes of it. */
function handAway(m: Moment, value: Value): void {
  havoc(m, [value]);
  drop(m, value);
}

/** Goes on with one way out of a generator while another raises: its exception holds what the generator's frame held. */
function mayRaiseToo(session: Moment['session'], raised: Outcome['raised'], other: { heap: Heap } | null): void {
  if (raised === null || other === null || raised.heap === other.heap) return;
  for (const member of membersOf(raised.value)) {
    if (member <= UNKNOWN) continue;
    session.surprising.push(...look(raised.heap, member).bag.filter((one) => find(other.heap, one) !== undefined));
  }
}

function finish(m: Moment, generator: number, frame: number): void {
  const body = own(m.heap, frame);
  body.outsideLow = body.outsideHigh = 0;
  const callee = look(m.heap, generator).items[1] ?? NOTHING;
  // a traceback may hold the frame beside the generator: then the frame goes on holding its function
  const isKept = body.held > 1 || body.maybe > 0;
  if (isKept && callee !== NOTHING) {
    if (body.held > 1) {
      retain(m.heap, callee);
      body.items.push(callee);
      body.places.push(0);
    } else for (const member of membersOf(callee)) if (member > UNKNOWN) own(m.heap, member).outsideHigh += 1;
  }
  if (isKept) holdCaller(m, frame);
  move(m.heap, generator, 0, NOTHING, m.session.mortuary);
  move(m.heap, generator, 1, NOTHING, m.session.mortuary);
}

/**
 * A generator is ended by an exception, which is not followed: if a traceback holds its frame, because whoever caught something inside has handed it
 * out, that holds the frame of whoever ended it (`f_back`, since 3.11).
 */
export function mayKeepCaller(m: Moment, generator: HeapObject): null {
  const [frame] = generator.items;
  if (!atLeast(m.session.version, 11) || m.code.kind === 'module' || frame === undefined || !isOne(frame) || frame <= UNKNOWN) return null;
  if (frame !== m.frame && look(m.heap, frame).kind === 'frame') keepAnyNumber(m.heap, frame, m.frame);
  return null;
}
