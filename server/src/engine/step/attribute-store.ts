/** What storing and deleting an attribute does: to an instance, to what the outside may know it by, and by the code of the file. */
import { blend, livingIn, look, own, release, retain, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, isOne, membersOf } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { definedHere, isComputed } from './attribute.ts';
import { callValue } from './call.ts';
import { gain, heldUnder, isForeign, letGo } from './loss.ts';
import { known } from './object.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';
import { disturbWorld } from './world.ts';

/** Deletes what a property, a descriptor or `__delattr__` stands for: code of the file decides what happens then. Takes over the reference to the owner if it does. */
export function deleteComputed(m: Moment, owner: Value, name: string): boolean {
  const object = known(m, owner);
  if (object === null || object.kind !== 'instance') return false;
  const type = known(m, object.items[0] ?? UNKNOWN);
  const inClass = type === null ? undefined : findInClass(m, type, name);
  const found = inClass === undefined ? null : known(m, inClass.value);
  const deleter = found?.kind === 'property' ? (found.items[2] ?? NOTHING) : NOTHING;
  if (deleter !== NOTHING) {
    retain(m.heap, deleter);
    drop(m, callValue(m, deleter, [owner], []));
    return true;
  }
  const odd =
    (inClass !== undefined && (found === null || found.kind === 'property' || found.kind === 'instance')) ||
    (type !== null && findInClass(m, type, '__delattr__') !== undefined);
  if (!odd) return false;
  havoc(m, [owner]);
  disturbWorld(m);
  m.mayRaise = true;
  drop(m, owner);
  return true;
}

/** Objects that may be the same as an object of the outside, and have this attribute, with its slot: what the outside holds may stand here under two numbers. */
export function namesakes(m: Moment, object: HeapObject, name: string): [number, number][] {
  const found: [number, number][] = [];
  if (!object.escaped || (m.session.parameters.length === 0 && object.kind !== 'opaque')) return found;
  for (const other of livingIn(m.heap)) {
    if (!other.escaped || other.many || other.id === object.id) continue;
    if (other.kind !== 'instance' && other.kind !== 'opaque') continue;
    if (object.kind === 'instance' && other.kind === 'instance' && object.base === 0 && other.base === 0) continue;
    const index = other.names?.get(name);
    if (index !== undefined && other.items[index] !== NOTHING) found.push([other.id, index]);
  }
  return found;
}

/** In `__init__` the object has no attributes yet, unless it may run for an object that there was before. */
const isNewborn = (m: Moment, object: HeapObject): boolean =>
  object.base === 1 && m.code.name === '__init__' && m.session.parameters.at(0)?.isNew === true;

/** What the outside held there is let go: perhaps the very same object, which then gains nothing; or the object of a parameter, which then loses one. */
function replacesForeign(m: Moment, object: HeapObject, name: string, value: Value): void {
  const index = object.names?.get(name);
  const old = index === undefined ? UNKNOWN : object.items[index];
  if (!membersOf(old).some((member) => isForeign(m, member))) return;
  letGo(m, heldUnder(m.session.program, name).held);
  if (index !== undefined) return;
  for (const member of membersOf(value)) {
    if (member <= UNKNOWN || !look(m.heap, member).escaped || look(m.heap, member).counting !== 'counted') continue;
    const one = own(m.heap, member);
    one.outsideLow = m.session.undecided > 0 ? -ANY : one.outsideLow - 1;
  }
}

/** Whether code of the file may run where an attribute of an object is set whose exact class is not known. */
const storesByCode = (m: Moment, name: string): boolean =>
  definedHere(m, '__setattr__') || definedHere(m, '__set__') || isComputed(m, name);

/** Takes over both references. */
export function storeAttribute(m: Moment, owner: Value, name: string, value: Value): void {
  const object = known(m, owner);
  const { mortuary } = m.session;
  if (object === null || object.id <= UNKNOWN) {
    // held by something that is not followed, or by one of several
    if (!isOne(owner)) havoc(m, [owner, value]);
    else havoc(m, [value]);
    drop(m, owner);
    drop(m, value);
    return;
  }
  if (object.kind === 'instance') {
    const type = known(m, object.items[0] ?? UNKNOWN);
    const inClass = type === null ? undefined : findInClass(m, type, name);
    const found = inClass === undefined ? null : known(m, inClass.value);
    if (found !== null && found.kind === 'property') {
      const setter = found.items[1] ?? NOTHING;
      if (setter !== NOTHING) {
        retain(m.heap, setter);
        drop(m, callValue(m, setter, [owner, value], []));
        return;
      }
    }
    const odd =
      (inClass !== undefined && (found === null || found.kind === 'property' || found.kind === 'instance')) ||
      (type !== null && findInClass(m, type, '__setattr__') !== undefined);
    if (odd) {
      havoc(m, [owner, value]);
      disturbWorld(m);
      drop(m, owner);
      drop(m, value);
      return;
    }
  }
  if ((object.base !== 0 || object.kind === 'opaque') && storesByCode(m, name)) {
    // it may be an instance of a class of the file that has its own way to store
    havoc(m, [owner, value]);
    disturbWorld(m);
    m.mayRaise = true;
    drop(m, owner);
    drop(m, value);
    return;
  }
  if (object.kind === 'instance' || object.kind === 'opaque' || object.kind === 'class' || object.kind === 'function') {
    if (object.many) {
      own(m.heap, object.id).open = true;
      havoc(m, [value]);
    } else {
      if (object.open && !isNewborn(m, object)) replacesForeign(m, object, name, value);
      if (object.escaped && membersOf(value).some((member) => isForeign(m, member))) gain(m);
      for (const [other, index] of namesakes(m, object, name)) blend(m.heap, other, index, value);
      storeNamed(m.heap, object.id, name, value, mortuary);
    }
    if (object.kind === 'opaque') m.mayRaise = true;
    drop(m, owner);
    release(m.heap, value, mortuary);
    return;
  }
  havoc(m, [owner, value]);
  drop(m, owner);
  drop(m, value);
}
