/** Calls: of functions and classes of the file, of bound methods, of library functions by model, of anything else as unknown code. */
import { atLeast } from '../../base/version.ts';
import { create, find, fork, keepAnyNumber, look, own, release, retain } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { membersOf, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import type { Code } from '../lower/code.ts';
import { drop, Exhausted, holdClass, isExample, leaveFrame, nextNumber, pop, push, Raised, run } from '../machine.ts';
import type { Effect, Moment, Outcome, StepTable } from '../machine.ts';
import { callExternal } from '../model/functions.ts';
import { callBuiltinMethod } from '../model/methods.ts';
import { noteHeld } from '../held-constants.ts';
import { makeCell } from './binding.ts';
import { instantiate } from './class.ts';
import { startGenerator } from './generator.ts';
import { known, make } from './object.ts';
import { havoc } from './unknown.ts';
import { disturbInside, disturbWorld } from './world.ts';
import { findInClass } from './type.ts';
import { raise, safely } from './exception.ts';
import { loseItems, meddle } from './loss.ts';

export interface Keyword {
  readonly name: string;
  readonly value: Value;
}

export function installCall(steps: StepTable): void {
  steps[Op.Call] = (m, count, names) => {
    const keywordNames = names === 0 ? [] : m.code.keywords[names - 1];
    const operands: Value[] = [];
    for (let at = 0; at < count; at += 1) operands.push(pop(m));
    operands.reverse();
    const split = count - keywordNames.length;
    const keywords = keywordNames.map((name, at) => ({ name, value: operands[split + at] }));
    const callee = pop(m);
    push(m, callValue(m, callee, operands.slice(0, split), keywords));
  };
  steps[Op.CallSpread] = (m, hasKeywords) => {
    const dict = hasKeywords === 1 ? pop(m) : null;
    const list = pop(m);
    const callee = pop(m);
    const positional = known(m, list);
    const mapping = dict === null ? null : known(m, dict);
    const exact = positional !== null && positional.kind === 'list' && !positional.open && positional.bag.length === 0;
    const named =
      dict === null ||
      (mapping !== null &&
        mapping.kind === 'dict' &&
        !mapping.open &&
        mapping.bag.length === 0 &&
        [...(mapping.names?.keys() ?? [])].every((key) => key.startsWith('s:')));
    if (!exact || !named || positional === null) {
      havoc(m, [callee, list, ...(dict === null ? [] : [dict])]);
      for (const value of [callee, list, dict]) if (value !== null) drop(m, value);
      push(m, UNKNOWN);
      return;
    }
    const args = positional.items.slice();
    const keywords: Keyword[] = [];
    for (const [key, index] of mapping?.names ?? []) {
      const value = mapping?.items[index] ?? NOTHING;
      if (value !== NOTHING) keywords.push({ name: key.slice(2), value });
    }
    for (const arg of args) retain(m.heap, arg);
    for (const { value } of keywords) retain(m.heap, value);
    drop(m, list);
    if (dict !== null) drop(m, dict);
    push(m, callValue(m, callee, args, keywords));
  };
}

/** Calls a value; takes over the references to callee and arguments, and hands over the one to the result. */
export function callValue(m: Moment, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const object = known(m, callee);
  if (object === null) return callUnknown(m, callee, args, keywords);
  switch (object.kind) {
    case 'function':
      return callFunction(m, object, callee, args, keywords);
    case 'method': {
      const owner = object.items[0];
      if (owner === undefined) return callUnknown(m, callee, args, keywords);
      retain(m.heap, owner);
      if (typeof object.data === 'string') {
        const name = object.data;
        drop(m, callee);
        return callBuiltinMethod(m, name, owner, args, keywords);
      }
      const target = object.items[1];
      retain(m.heap, target);
      drop(m, callee);
      return callValue(m, target, [owner, ...args], keywords);
    }
    case 'class':
      return instantiate(m, object, callee, args, keywords);
    case 'external': {
      const answer = safely(m, [callee], () => callExternal(m, String(object.data), args, keywords));
      drop(m, callee);
      return answer;
    }
    case 'instance': {
      const type = known(m, object.items[0]);
      const found = type === null ? undefined : findInClass(m, type, '__call__');
      const target = found !== undefined && found.complete ? known(m, found.value) : null;
      if (target !== null && target.kind === 'function') {
        retain(m.heap, target.id);
        return callFunction(m, target, target.id, [callee, ...args], keywords);
      }
      return callUnknown(m, callee, args, keywords);
    }
    case 'builtin':
      if (object.type !== CACHED) return callUnknown(m, callee, args, keywords);
      // the function runs or does not, and what it is given and what it returns may be kept
      return callUnseen(m, callee, args, keywords);
    default:
      return callUnknown(m, callee, args, keywords);
  }
}

/** The type of what `functools.cache` makes of a function. */
export const CACHED = '_lru_cache_wrapper';

/** A weak reference answers with what it does not hold. */
const mayBeWeakReference = (m: Moment, callee: Value): boolean =>
  m.session.weaklyHeld.size > 0 &&
  membersOf(callee).some((member) => member === UNKNOWN || (member > UNKNOWN && ['weakref', 'opaque'].includes(look(m.heap, member).kind)));

/** In a run of the module: whether a function of the file that unknown code was given may come back as what is called. */
const mayBeOurs = (m: Moment, callee: Value): boolean =>
  m.session.handedOut &&
  membersOf(callee).some((member) => member === UNKNOWN || (member > UNKNOWN && look(m.heap, member).kind === 'opaque'));

/** Whatever is called keeps, changes and drops what it likes of what it is given. */
export function callUnknown(m: Moment, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const all = [callee, ...args, ...keywords.map((keyword) => keyword.value)];
  noteHeld(m.session, m.heap, null);
  havoc(m, all);
  if (mayBeWeakReference(m, callee))
    havoc(
      m,
      [...m.session.weaklyHeld].filter((id) => find(m.heap, id)?.dead === false),
    );
  const one = known(m, callee);
  // what unknown code of the outside does with our module is not followed; a choice between our own functions is
  if ((one === null && membersOf(callee).some((member) => member > UNKNOWN)) || mayBeOurs(m, callee)) disturbWorld(m);
  for (const value of all) drop(m, value);
  return UNKNOWN;
}

/** The values of a function's parameters by slot, or `null` if the call does not fit (or is not understood). */
function bindArguments(
  m: Moment,
  code: Code,
  object: HeapObject,
  args: readonly Value[],
  keywords: readonly Keyword[],
): Value[] | 'wrong' | null {
  const { positional, positionalOnly, keywordOnly, rest, keywords: others } = code.parameters;
  const slots: Value[] = Array.from({ length: code.slots.length }, () => NOTHING);
  const extra: Value[] = [];
  args.forEach((arg, at) => {
    if (at < positional.length) slots[at] = arg;
    else extra.push(arg);
  });
  if (extra.length > 0 && rest === null) return 'wrong';
  const left: Keyword[] = [];
  for (const keyword of keywords) {
    const slot = [...positional, ...keywordOnly].indexOf(keyword.name);
    if (slot < (slot < positional.length ? positionalOnly : 0) || slots[slot] !== NOTHING) {
      if (others === null) return 'wrong';
      left.push(keyword);
    } else slots[slot] = keyword.value;
  }
  const fits = fillDefaults(m, code, object, slots);
  if (fits !== true) return fits === false ? 'wrong' : null;
  let slot = positional.length + keywordOnly.length;
  if (rest !== null) {
    const tuple = make(m, 'tuple', 'tuple', 'rest');
    tuple.items = extra;
    tuple.places = extra.map(() => 0);
    slots[slot] = tuple.id;
    slot += 1;
  }
  if (others !== null) {
    const dict = make(m, 'dict', 'dict', 'keywords');
    dict.names = new Map();
    for (const { name, value } of left) {
      dict.names.set(`s:${name}`, dict.items.length + 1);
      dict.items.push(UNKNOWN, value);
      dict.places.push(0, 0);
    }
    slots[slot] = dict.id;
  }
  return slots;
}

function fillDefaults(m: Moment, code: Code, object: HeapObject, slots: Value[]): boolean | null {
  const { positional, keywordOnly } = code.parameters;
  const data = object.data as FunctionData;
  const defaults = data.defaults === -1 ? null : known(m, object.items[data.defaults]);
  const values = defaults === null ? [] : defaults.items;
  for (let at = 0; at < positional.length; at += 1) {
    if (slots[at] !== NOTHING) continue;
    const from = at - (positional.length - values.length);
    if (from < 0) return data.defaults !== -1 && defaults === null ? null : false;
    retain(m.heap, values[from]);
    slots[at] = values[from];
  }
  const dict = data.keywordDefaults === -1 ? null : known(m, object.items[data.keywordDefaults]);
  for (let at = 0; at < keywordOnly.length; at += 1) {
    const slot = positional.length + at;
    if (slots[slot] !== NOTHING) continue;
    const index = dict?.names?.get(`s:${keywordOnly[at]}`);
    if (index === undefined || dict === null) return false;
    retain(m.heap, dict.items[index]);
    slots[slot] = dict.items[index];
  }
  return true;
}

export interface FunctionData {
  readonly code: Code;
  /** Where in the function's references its parts stand; -1: it has none. */
  readonly defaults: number;
  readonly keywordDefaults: number;
  readonly closure: number;
}

function callFunction(m: Moment, object: HeapObject, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const { code } = object.data as FunctionData;
  const { session } = m;
  session.seen.add(code.node);
  const tooFar =
    session.depth >= session.deepest ||
    session.steps > session.sparesAt ||
    recursions(session.running, code.index) >= (session.undecided > 0 ? 1 : session.deepest);
  if (tooFar || object.open || object.many) {
    const effect = session.effects.get(code.node);
    const given = effect === undefined || effect.worldly ? null : inOrder(code, args, keywords);
    if (effect !== undefined && given !== null) return callByEffect(m, effect, object, callee, given);
    if (tooFar) session.memo.set(CUT_OFF, 1);
    return callUnseen(m, callee, args, keywords);
  }
  if (session.frugal && session.depth <= 1) return callUnseen(m, callee, args, keywords);
  const fallBack = session.depth === 1 && session.undecided === 0 ? fork(m.heap) : null;
  if (fallBack !== null) return callFromModule(m, fallBack, object, callee, args, keywords);
  return follow(m, code, object, callee, args, keywords);
}

/** A call from the module's own code: if the budget runs out inside, it counts as not followed. */
function callFromModule(
  m: Moment,
  before: Heap,
  object: HeapObject,
  callee: Value,
  args: readonly Value[],
  keywords: readonly Keyword[],
): Value {
  const { session } = m;
  const running = session.running.length;
  const since = session.steps;
  try {
    return follow(m, (object.data as FunctionData).code, object, callee, args, keywords);
  } catch (problem) {
    if (!(problem instanceof Exhausted) && !(problem instanceof RangeError)) throw problem;
    session.running.length = running;
    session.frugal = true;
    session.undone(since);
    session.limit = session.steps + AFTERWARDS;
    m.heap = before;
    return callUnseen(m, callee, args, keywords);
  }
}

/** Instructions that the module may still run when the budget is spent. */
const AFTERWARDS = 60_000;

function follow(m: Moment, code: Code, object: HeapObject, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const slots = bindArguments(m, code, object, args, keywords);
  if (slots === 'wrong') {
    for (const value of [callee, ...args, ...keywords.map((keyword) => keyword.value)]) drop(m, value);
    raise(m, 'TypeError');
  }
  if (slots === null) return callUnseen(m, callee, args, keywords);
  const frame = enterFrame(m, code, object, callee, slots);
  if (code.suspends) return startGenerator(m, code, frame, callee);
  return finishCall(m, frame, code, runFrame(m, frame, code), callee);
}

/** Under this name the memory of a session keeps that a recursion was not followed to its end. */
export const CUT_OFF = 'recursion';

const recursions = (running: readonly number[], index: number): number => running.reduce((sum, one) => sum + (one === index ? 1 : 0), 0);

/** The arguments by parameter, where each that is given by keyword has one to itself. What is not given is left out. */
function inOrder(code: Code, args: readonly Value[], keywords: readonly Keyword[]): readonly Value[] | null {
  if (keywords.length === 0) return args;
  const { positional, keywordOnly } = code.parameters;
  const names = [...positional, ...keywordOnly];
  if (args.length > positional.length) return null;
  const given: Value[] = [...args];
  for (const { name, value } of keywords) {
    const slot = names.indexOf(name);
    if (slot < args.length || (given[slot] ?? NOTHING) !== NOTHING) return null;
    while (given.length < slot) given.push(NOTHING);
    given[slot] = value;
  }
  return given;
}

/** A call that is not followed, of a function of which it is known what it does to its arguments. */
function callByEffect(m: Moment, effect: Effect, object: HeapObject, callee: Value, args: readonly Value[]): Value {
  const { code, closure } = object.data as FunctionData;
  noteHeld(m.session, m.heap, code);
  // variables around it: what they hold may be changed, and where it is `nonlocal` be another
  for (let at = 0; at < code.free.length; at += 1) {
    const cell = object.items[closure + at] ?? UNKNOWN;
    for (const member of membersOf(cell)) {
      if (member <= UNKNOWN) continue;
      if (rebinds(code, code.free[at])) havoc(m, [member]);
      else for (const inner of membersOf(look(m.heap, member).items[0] ?? NOTHING)) if (inner > UNKNOWN) disturbInside(m, inner);
    }
  }
  applyEffect(m, effect, args);
  for (const value of [callee, ...args]) drop(m, value);
  m.mayRaise = true;
  return UNKNOWN;
}

/** What happens to arguments: those that may be kept get into unknown hands, of the others only what they hold. */
export function applyEffect(m: Moment, effect: Effect, args: readonly Value[]): void {
  if (effect.meddles) meddle(m);
  if (effect.loses) loseItems(m);
  args.forEach((arg, at) => {
    if (effect.keeps[at] || at >= effect.takes) havoc(m, [arg]);
    else for (const member of membersOf(arg)) if (member > UNKNOWN) disturbInside(m, member);
  });
}

/** Under this and the name of an attribute stands what runs where it is read. */
export const READ = 'read:';

const rebinds = (code: Code, name: string): boolean => {
  code.pending?.();
  const slot = code.slots.indexOf(name);
  return code.op.some((op, at) => (op === Op.StoreCell || op === Op.DeleteCell) && code.one[at] === slot);
};

/** A call of a function of the file that is not followed: anything that this file can do may have happened. */
function callUnseen(m: Moment, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const all = [callee, ...args, ...keywords.map((keyword) => keyword.value)];
  noteHeld(m.session, m.heap, null);
  havoc(m, [...args, ...keywords.map((keyword) => keyword.value)]);
  disturbWorld(m);
  for (const value of all) drop(m, value);
  return UNKNOWN;
}

/** A new frame whose slots take over the arguments, with its cells made and its free variables handed in. */
export function enterFrame(m: Moment, code: Code, object: HeapObject | null, callee: Value, slots: readonly Value[]): number {
  const id = nextNumber(m, `frame:${code.index}`);
  const frame = create(m.heap, id, 'frame', 'frame', code.node);
  frame.outsideLow = frame.outsideHigh = 1;
  frame.items = slots.slice();
  frame.places = slots.map(() => 0);
  const firstFree = code.slots.length - code.free.length;
  const inner: Moment = { ...m, frame: id };
  for (const slot of code.cells) {
    if (slot < firstFree) own(m.heap, id).items[slot] = makeCell(inner, code, slot, slots[slot] ?? NOTHING);
  }
  if (object !== null && code.free.length > 0) {
    const { closure } = object.data as FunctionData;
    for (let at = 0; at < code.free.length; at += 1) {
      const cell = object.items[closure + at] ?? UNKNOWN;
      retain(m.heap, cell);
      own(m.heap, id).items[firstFree + at] = cell;
    }
  }
  void callee;
  if (object !== null && !code.suspends) frame.data = object.id;
  return id;
}

export function runFrame(m: Moment, frame: number, code: Code): Outcome {
  const { session } = m;
  session.running.push(code.index);
  const line = session.mortuary.line;
  try {
    return run(session, m.heap, frame, code, 0, -2, session.undecided > 0 ? `${m.key}/${m.pc}` : `#${frame}`);
  } finally {
    session.running.pop();
    session.mortuary.line = line;
  }
}

/** Goes on behind a call with what came of it. */
export function finishCall(m: Moment, frame: number, code: Code, outcome: Outcome, callee: Value): Value {
  const { returned, raised } = outcome;
  void code;
  if (returned === null && raised === null) {
    // no way leads out: an endless loop, or one that was given up
    drop(m, callee);
    m.mayRaise = true;
    throw new Raised(UNKNOWN, m.heap);
  }
  if (returned === null && raised !== null) {
    m.heap = raised.heap;
    retireFrame(m, frame);
    drop(m, callee);
    throw new Raised(raised.value, m.heap);
  }
  if (returned !== null && raised !== null) {
    // both are possible: the caller's handler gets its own way
    m.heap = raised.heap;
    retireFrame(m, frame);
    surprise(m, raised.value, callee);
  }
  m.heap = returned === null ? m.heap : returned.heap;
  retireFrame(m, frame);
  drop(m, callee);
  return returned === null ? UNKNOWN : returned.value;
}

/** Adds a way on which the current instruction raised. */
function surprise(m: Moment, value: Value, callee: Value): void {
  const { session, code, pc } = m;
  release(m.heap, callee, session.mortuary);
  const handler = code.handlers.find((one) => pc >= one.start && pc < one.end);
  if (handler === undefined && isExample(session, code)) return;
  const other: Moment = { ...m, split: [] };
  const slots = code.slots.length;
  if (handler === undefined) {
    leaveFrame(other, value, false);
    m.split.push({ heap: other.heap, pc: code.op.length + 1, mark: m.mark });
    return;
  }
  const body = own(other.heap, m.frame);
  const above = body.items.splice(slots + handler.depth);
  body.places.length = slots + handler.depth;
  for (const item of above) release(other.heap, item, session.mortuary);
  own(other.heap, m.frame).items.push(value);
  own(other.heap, m.frame).places.push(0);
  holdClass(other, value, 1);
  m.split.push({ heap: other.heap, pc: handler.target, mark: m.mark });
}

/**
 * The interpreter lets go of a frame; it stays only where a traceback holds it.
 * Then it holds the frame of its caller (`f_back`), and from 3.11 on its function too (`f_funcobj`).
 */
export function retireFrame(m: Moment, frame: number): void {
  const body = own(m.heap, frame);
  body.outsideLow = body.outsideHigh = 0;
  if (body.held === 0 && body.maybe === 0) {
    for (const item of body.items) drop(m, item);
    own(m.heap, frame).items = [];
    own(m.heap, frame).dead = true;
    return;
  }
  holdCaller(m, frame);
  if (typeof body.data === 'number' && atLeast(m.session.version, 11)) {
    if (body.held > 0) {
      retain(m.heap, body.data);
      const kept = own(m.heap, frame);
      kept.items.push(body.data);
      kept.places.push(0);
    } else own(m.heap, body.data).outsideHigh += 1;
  }
}

/** A frame that stays holds the frame of its caller, and that one what its variables hold, when it is over. */
export function holdCaller(m: Moment, frame: number): void {
  if (m.code.kind === 'module' || frame === m.frame || isExample(m.session, m.code)) return;
  if (look(m.heap, frame).held === 0) {
    keepAnyNumber(m.heap, frame, m.frame);
    return;
  }
  retain(m.heap, m.frame);
  const kept = own(m.heap, frame);
  kept.items.push(m.frame);
  kept.places.push(0);
}
