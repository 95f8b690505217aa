/** Exceptions: raised, matched by type, held by their handler; a traceback holds the frames it passed through, and they their locals. */
import { append, create, keepAnyNumber, look, named, release, retain, storeNamed } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, holdClass, nextNumber, peek, pop, push, Raised } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { bool, external, known } from './object.ts';
import { isSubclass } from './type.ts';
import { callValue } from './call.ts';

export function installException(steps: StepTable): void {
  steps[Op.Raise] = (m, count) => {
    const cause = count > 1 ? pop(m) : null;
    if (count === 0) {
      raiseUnknown(m);
      return;
    }
    const given = pop(m);
    const object = known(m, given);
    const value = object !== null && (object.kind === 'class' || object.kind === 'external') ? callValue(m, given, [], []) : given;
    const made = known(m, value);
    if (cause !== null) {
      if (made !== null && made.id > UNKNOWN) append(m.heap, made.id, cause, m.session.mortuary);
      drop(m, cause);
    }
    throw new Raised(value, m.heap);
  };
  steps[Op.Assert] = (m, hasMessage) => {
    const message = hasMessage === 1 ? pop(m) : null;
    const id = newException(m, 'AssertionError');
    if (message !== null) hasArguments(look(m.heap, id), [message]);
    throw new Raised(id, m.heap);
  };
  steps[Op.Reraise] = (m) => {
    const value = pop(m);
    holdClass(m, value, -1);
    throw new Raised(value, m.heap);
  };
  steps[Op.MatchException] = (m) => {
    const type = pop(m);
    const answer = matches(m, peek(m, 1), type);
    drop(m, type);
    push(m, answer === undefined ? UNKNOWN : bool(m, answer));
  };
  steps[Op.EndHandler] = (m, isRaised) => {
    const value = pop(m);
    if (isRaised === 1) setContext(m, peek(m, 1), value);
    holdClass(m, value, -1);
    drop(m, value);
  };
}

/** The name under which an exception holds its arguments; no attribute can have it. */
export const ARGUMENTS = '.args';

/** Under this name an exception holds the one that was being handled when it was raised. */
const CONTEXT = '.context';

/** The first in its chain that was raised while nothing was handled was raised while this was. */
function setContext(m: Moment, raised: Value, handled: Value): void {
  let at = known(m, raised);
  const before = known(m, handled);
  if (at === null || before === null || at.id <= UNKNOWN || before.id <= UNKNOWN || at.escaped) return;
  if (m.session.undecided > 0) {
    if (at.id !== before.id) keepAnyNumber(m.heap, at.id, before.id);
    return;
  }
  const met = new Set([before.id]);
  while (!met.has(at.id)) {
    met.add(at.id);
    const next = known(m, named(m.heap, at.id, CONTEXT) ?? NOTHING);
    if (next === null) {
      storeNamed(m.heap, at.id, CONTEXT, before.id, m.session.mortuary);
      return;
    }
    at = next;
  }
}

/** Puts arguments into an exception that has none yet; takes over the references. */
function hasArguments(exception: HeapObject, args: readonly Value[]): void {
  exception.names = new Map([[ARGUMENTS, exception.items.length]]);
  exception.items.push(...args);
  exception.places.push(...args.map(() => 0));
}

/** Raises a builtin exception that the simulation has decided on. */
export function raise(m: Moment, type: string): never {
  throw new Raised(newException(m, type), m.heap);
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

/** Something is raised, but it is not known what. */
function raiseUnknown(m: Moment): never {
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
