/** `__del__`: runs when the count of an instance has fallen to zero, with the object alive once more; what it stores somewhere lives on. */
import { look, own, retain, release } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN, without } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop, Raised } from '../machine.ts';
import type { Moment, Session } from '../machine.ts';
import { callValue } from './call.ts';
import { findMethod } from './type.ts';
import { havoc } from './unknown.ts';
import { disturbWorld } from './world.ts';
import { definesMethod } from './reach.ts';

/** Whether an object that nobody holds any more has a `__del__` that has not run yet. */
export function awaitsFinalizer(session: Session, heap: Heap, object: HeapObject): boolean {
  return (
    object.kind === 'instance' && !object.finalized && definesMethod(session.program, '__del__') && finalizerOf(heap, object) !== undefined
  );
}

export function finalizerOf(heap: Heap, object: HeapObject): { value: Value; complete: boolean } | undefined {
  // it may be dead, and then not hold its class any more
  const type = without(object.items[0] ?? NOTHING, NOTHING);
  return isOne(type) && type > UNKNOWN ? findMethod(heap, look(heap, type), '__del__') : undefined;
}

/** Runs the `__del__` of what the current instruction left without a reference, on each of its ways. */
export function finalize(m: Moment): void {
  const { session } = m;
  const ways = m.split.splice(0);
  const { dying } = session;
  session.dying = [];
  for (const way of ways) {
    const other: Moment = { ...m, heap: way.heap, split: [] };
    for (const id of dying) finalizeOne(other, id);
    m.split.push({ ...way, heap: other.heap });
  }
  for (const id of dying) finalizeOne(m, id);
}

function finalizeOne(m: Moment, id: number): void {
  const object = look(m.heap, id) as HeapObject | undefined;
  if (object === undefined || object.dead || object.finalized || object.held > 0) return;
  const found = finalizerOf(m.heap, object);
  if (found === undefined) return;
  const mayRaise = m.mayRaise;
  if (object.maybe > 0 || object.outsideHigh > 0 || object.many) {
    // dead or alive: it may have run
    m.session.lurking = true;
    havoc(m, [id]);
    disturbWorld(m);
    m.mayRaise = mayRaise;
    return;
  }
  own(m.heap, id).finalized = true;
  runFinalizer(m, id, found.value, found.complete);
  m.mayRaise = mayRaise;
  // no operand: nobody surely holds it beside this
  release(m.heap, id, m.session.mortuary);
}

/** Calls `__del__`; the object is held once more, by whoever takes it apart. What is raised in it is told nobody. */
function runFinalizer(m: Moment, id: number, method: Value, complete: boolean): void {
  retain(m.heap, id);
  retain(m.heap, id);
  if (!complete) {
    havoc(m, [id]);
    disturbWorld(m);
    drop(m, id);
    return;
  }
  retain(m.heap, method);
  const before = m.split.length;
  try {
    drop(m, callValue(m, method, [id], []));
  } catch (problem) {
    if (!(problem instanceof Raised)) throw problem;
    m.heap = problem.heap;
    drop(m, problem.value);
  }
  if (m.split.length > before) {
    // what it does may be cut short by an exception, which goes no further
    m.split.length = before;
    havoc(m, [id]);
    disturbWorld(m);
  }
}

/** Runs the `__del__` of garbage, before the collector takes it apart. */
export function finalizeGarbage(m: Moment, ids: Iterable<number>): void {
  for (const id of ids) {
    const object = look(m.heap, id);
    if (object.dead || !awaitsFinalizer(m.session, m.heap, object)) continue;
    const found = finalizerOf(m.heap, object);
    if (found === undefined) continue;
    own(m.heap, id).finalized = true;
    runFinalizer(m, id, found.value, found.complete);
    release(m.heap, id, m.session.mortuary);
  }
}
