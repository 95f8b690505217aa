/** Exceptions: raised, matched by type, held by their handler; a traceback holds the frames it passed through, and they their locals. */
import { atLeast } from '../../base/version.ts';
import { append, create, keepAnyNumber, look, named, own, release, retain, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, handledException, holdClass, nextNumber, peek, pop, push, Raised } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { bool, external, known } from './object.ts';
import { opaque } from './opaque.ts';
import { isSubclass } from './type.ts';
import { havoc } from './unknown.ts';
import { callValue } from './call.ts';

export function installException(steps: StepTable): void {
  steps[Op.Raise] = (m, count) => {
    const cause = count > 1 ? pop(m) : null;
    if (count === 0) raiseAgain(m);
    const given = pop(m);
    const object = known(m, given);
    const value = object !== null && (object.kind === 'class' || object.kind === 'external') ? callValue(m, given, [], []) : given;
    const made = known(m, value);
    if (cause !== null) {
      if (made !== null && made.id > UNKNOWN) append(m.heap, made.id, cause, m.session.mortuary);
      drop(m, cause);
    }
    chain(m, value);
    throw new Raised(value, m.heap);
  };
  steps[Op.Assert] = (m, hasMessage) => {
    const message = hasMessage === 1 ? pop(m) : null;
    const id = newException(m, 'AssertionError');
    if (message !== null) hasArguments(look(m.heap, id), [message]);
    chain(m, id);
    throw new Raised(id, m.heap);
  };
  steps[Op.Reraise] = (m) => {
    const value = pop(m);
    holdClass(m, value, -1);
    throw new Raised(value, m.heap);
  };
  steps[Op.MatchException] = (m, grouped) => {
    const type = pop(m);
    if (grouped === 1) {
      divide(m, peek(m, 1));
      drop(m, type);
      push(m, UNKNOWN);
      return;
    }
    const answer = matches(m, peek(m, 1), type);
    drop(m, type);
    push(m, answer === undefined ? UNKNOWN : bool(m, answer));
  };
  steps[Op.EndHandler] = (m) => {
    const value = pop(m);
    holdClass(m, value, -1);
    drop(m, value);
  };
}

/** The name under which an exception holds its arguments; no attribute can have it. */
export const ARGUMENTS = '.args';

/** Under this name an exception holds the one that was being handled when it was raised. */
const CONTEXT = '.context';

/** Puts arguments into an exception that has none yet; takes over the references. */
function hasArguments(exception: HeapObject, args: readonly Value[]): void {
  exception.names = new Map([[ARGUMENTS, exception.items.length]]);
  exception.items.push(...args);
  exception.places.push(...args.map(() => 0));
}

/** `except*`: groups that are made for its clauses hold parts of the exception, whose tracebacks hold the frame; it is not followed for how long. */
function divide(m: Moment, exception: Value): void {
  const group = opaque(m, 'group');
  keepAnyNumber(m.heap, group, exception);
  const { items, data } = look(m.heap, m.frame);
  havoc(m, [exception, ...items.slice(0, m.code.slots.length)]);
  if (m.code.kind === 'module') return;
  keepAnyNumber(m.heap, group, m.frame);
  if (typeof data === 'number') havoc(m, [data]);
}

/** Raises a builtin exception that the simulation has decided on. Takes over the reference to what it is about. */
export function raise(m: Moment, type: string, about: Value = NOTHING): never {
  const id = newException(m, type);
  // `obj` of an `AttributeError`
  if (about !== NOTHING && atLeast(m.session.version, 10)) append(m.heap, id, about, m.session.mortuary);
  if (about !== NOTHING) drop(m, about);
  chain(m, id);
  throw new Raised(id, m.heap);
}

/** What is raised while an exception is being handled holds that one as its context, in place of one that it had (`PyErr_SetObject`). */
function chain(m: Moment, value: Value): void {
  const handled = handledException(m);
  if (handled === null || handled === value) return;
  const { heap, session } = m;
  if (!isOne(value) || !isOne(handled)) {
    for (const member of membersOf(value)) if (member > UNKNOWN) keepAnyNumber(heap, member, handled);
    return;
  }
  if (value <= UNKNOWN) {
    if (handled > UNKNOWN) own(heap, handled).outsideHigh = ANY;
    return;
  }
  // no ring of contexts: the one that would close it lets go
  for (let at: Value = handled, links = 0; isOne(at) && at > UNKNOWN && links < 100; links += 1) {
    const next: Value = named(heap, at, CONTEXT) ?? NOTHING;
    if (next === value) {
      storeNamed(heap, at, CONTEXT, NOTHING, session.mortuary);
      break;
    }
    at = next;
  }
  storeNamed(heap, value, CONTEXT, handled, session.mortuary);
}

function newException(m: Moment, type: string): number {
  const id = nextNumber(m, `raise:${type}`);
  const made = create(m.heap, id, 'exception', type, m.code.at[m.pc]);
  made.held = 1;
  made.data = `builtins.${type}`;
  // a text that says what is wrong
  if (type !== 'AssertionError' && type !== 'StopIteration') hasArguments(made, [UNKNOWN]);
  return id;
}

/** Does something with operands that were taken off the stack; if it raises, they are released, and on the ways on which it may raise too. */
export function safely<Result>(m: Moment, operands: readonly Value[], act: () => Result): Result {
  const before = m.split.length;
  try {
    const answer = act();
    for (const way of m.split.slice(before)) for (const operand of operands) release(way.heap, operand, m.session.mortuary, true);
    return answer;
  } catch (problem) {
    if (!(problem instanceof Raised)) throw problem;
    m.heap = problem.heap;
    for (const operand of operands) drop(m, operand);
    throw new Raised(problem.value, m.heap);
  }
}

/** `raise` alone: what is being handled, if that is known. */
function raiseAgain(m: Moment): never {
  const handled = handledException(m);
  if (handled !== null && isOne(handled) && handled > UNKNOWN) {
    retain(m.heap, handled);
    throw new Raised(handled, m.heap);
  }
  const id = nextNumber(m, 'raise');
  const made = create(m.heap, id, 'exception', null, -1);
  made.held = 1;
  made.outsideHigh = 1e9;
  made.escaped = true;
  made.open = true;
  throw new Raised(id, m.heap);
}

function matches(m: Moment, exception: Value, type: Value): boolean | undefined {
  const object = known(m, exception);
  const wanted = known(m, type);
  if (object === null || wanted === null) return undefined;
  if (wanted.kind === 'tuple') {
    const each = wanted.items.map((item) => matches(m, exception, item));
    return each.includes(true) ? true : each.every((one) => one === false) ? false : undefined;
  }
  if (wanted.kind !== 'external' && wanted.kind !== 'class') return undefined;
  const own_ = classOf(m, object);
  if (own_ === null) {
    return wanted.data === 'builtins.BaseException' ? true : undefined;
  }
  return isSubclass(m, own_, wanted);
}

/** The class of an exception: an object of the file or a builtin type's name. */
function classOf(m: Moment, object: HeapObject): HeapObject | null {
  if (object.kind === 'exception' && typeof object.data === 'string') return look(m.heap, external(m.session, m.heap, object.data));
  if (object.kind === 'instance') {
    const type = object.items[0];
    return isOne(type) && type !== UNKNOWN && type !== 0 ? look(m.heap, type) : null;
  }
  return null;
}

/** A new reference to an exception with its arguments. */
export function makeException(m: Moment, dotted: string, args: readonly Value[]): Value {
  const id = nextNumber(m, `exception:${dotted}`);
  const made = create(m.heap, id, 'exception', dotted.slice(dotted.lastIndexOf('.') + 1), m.code.at[m.pc]);
  made.held = 1;
  made.data = dotted;
  for (const arg of args) retain(m.heap, arg);
  if (args.length > 0) hasArguments(look(m.heap, id), args);
  return id;
}
