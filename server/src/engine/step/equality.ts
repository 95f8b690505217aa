/** Equality of what containers hold: item by item, with identity first, as CPython compares; `__eq__` of classes of the file is asked. */
import { atLeast } from '../../base/version.ts';
import { look, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { keyOf } from './container.ts';
import { truthOf } from './control.ts';
import { known } from './object.ts';
import { classData, findInClass, isClosed } from './type.ts';

/** The `__eq__` that `@dataclass` makes. */
const MADE = 'dataclasses.__eq__';

/** Containers nested deeper, or longer, than this are not compared. */
const DEEPEST = 20;
const LONGEST = 2_000;

export const isContainer = (object: HeapObject | null): boolean =>
  object !== null && (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'dict' || object.kind === 'set');

/** Whether two items of containers are the same or equal; `undefined` if that is not known. The references stay the caller's. */
export function equal(m: Moment, left: Value, right: Value, depth = 0): boolean | undefined {
  const one = known(m, left);
  const two = known(m, right);
  if (one === null || two === null || depth > DEEPEST) return undefined;
  if (one.id === two.id) return one.many ? undefined : true;
  const keys = [keyOf(m, left), keyOf(m, right)];
  if (keys[0] !== null && keys[1] !== null) return keys[0] === keys[1];
  if (one.kind === 'instance' && two.kind === 'instance') return asked(m, one, two);
  if (isContainer(one) && isContainer(two)) return equalContainers(m, one, two, depth);
  const sorts = [sortOf(m, one), sortOf(m, two)];
  return sorts[0] !== null && sorts[1] !== null && sorts[0] !== sorts[1] ? false : undefined;
}

const numbers = new Set(['int', 'float', 'bool', 'complex']);

/** What can only be equal to its like. */
function sortOf(m: Moment, object: HeapObject): string | null {
  if (object.kind === 'constant') return object.type !== null && numbers.has(object.type) ? 'number' : object.type;
  if (isContainer(object)) return object.type === object.kind ? object.kind : null;
  return keyOf(m, object.id) !== null || comparesFields(m, object) ? 'plain' : null;
}

/** Whether it is an object of a class that `@dataclass` made an `__eq__` for. */
export function comparesFields(m: Moment, object: HeapObject): boolean {
  const type = object.kind === 'instance' ? known(m, object.items[0] ?? UNKNOWN) : null;
  return type !== null && isClosed(m, type) && known(m, findInClass(m, type, '__eq__')?.value ?? NOTHING)?.data === MADE;
}

/** Whether two lists, tuples, dictionaries or sets are equal. */
export function equalContainers(m: Moment, one: HeapObject, two: HeapObject, depth = 0): boolean | undefined {
  if (one.type !== one.kind || two.type !== two.kind) return undefined;
  if (one.kind !== two.kind) return false;
  if (one.open || two.open || one.many || two.many || one.bag.length > 0 || two.bag.length > 0) return undefined;
  if (one.kind === 'dict' || one.kind === 'set') return equalTables(m, one, two, depth);
  if (one.items.length !== two.items.length) return false;
  if (one.items.length > LONGEST) return undefined;
  for (let at = 0; at < one.items.length; at += 1) {
    // what was asked may have changed them
    const [mine, theirs] = [look(m.heap, one.id).items[at], look(m.heap, two.id).items[at]];
    if (mine === undefined || theirs === undefined) return undefined;
    const answer = equal(m, mine, theirs, depth + 1);
    if (answer !== true) return answer;
  }
  return true;
}

function equalTables(m: Moment, one: HeapObject, two: HeapObject, depth: number): boolean | undefined {
  if (one.names === null || two.names === null || one.names.size > LONGEST) return undefined;
  const present = (object: HeapObject): string[] | null => {
    const keys: string[] = [];
    for (const [key, index] of object.names ?? []) {
      const item = object.items[index];
      if (!isOne(item)) return null;
      if (item !== NOTHING) keys.push(key);
    }
    return keys;
  };
  const [mine, theirs] = [present(one), present(two)];
  if (mine === null || theirs === null) return undefined;
  if (mine.length !== theirs.length) return false;
  const others = new Set(theirs);
  if (mine.some((key) => !others.has(key))) return false;
  if (one.kind === 'set') return true;
  for (const key of mine) {
    const [a, b] = [valueAt(m, one.id, key), valueAt(m, two.id, key)];
    const answer = a === undefined || b === undefined ? undefined : equal(m, a, b, depth + 1);
    if (answer !== true) return answer;
  }
  return true;
}

function valueAt(m: Moment, id: number, key: string): Value | undefined {
  const object = look(m.heap, id);
  const index = object.names?.get(key);
  return index === undefined ? undefined : object.items[index];
}

/** What `__eq__` of the first says, if both are of one class of the file that defines it. */
function asked(m: Moment, one: HeapObject, two: HeapObject): boolean | undefined {
  const [type, other] = [known(m, one.items[0] ?? UNKNOWN), known(m, two.items[0] ?? UNKNOWN)];
  if (type === null || other === null || type.id !== other.id || one.many || two.many) return undefined;
  const method = findInClass(m, type, '__eq__');
  if (method === undefined) return type.open ? undefined : false;
  const callee = known(m, method.value);
  if (method.complete && callee?.data === MADE) return equalFields(m, type, one, two);
  if (!method.complete || callee?.kind !== 'function') return undefined;
  retain(m.heap, one.id);
  retain(m.heap, two.id);
  const answer = callValue(m, loadAttribute(m, one.id, '__eq__'), [two.id], []);
  const isGiven = known(m, answer)?.data !== 'builtins.NotImplemented';
  const truth = isGiven ? truthOf(m, answer) : undefined;
  drop(m, answer);
  return truth;
}

/** What was made by `@dataclass` compares field by field. */
function equalFields(m: Moment, type: HeapObject, one: HeapObject, two: HeapObject): boolean | undefined {
  const fields = classData(type)?.fields ?? null;
  if (fields === null || one.open || two.open) return undefined;
  for (const name of fields) {
    // `field(compare=False)` leaves it out
    if (known(m, findInClass(m, type, name)?.value ?? NOTHING)?.kind === 'builtin') return undefined;
    const [a, b] = [valueAt(m, one.id, name), valueAt(m, two.id, name)];
    const answer = a === undefined || b === undefined ? undefined : equal(m, a, b, 1);
    if (answer !== true) return answer;
  }
  return true;
}

/** Whether an item of a list or tuple is, or equals, a value; items are on the left of `==` from 3.9 on. */
export function holdsEqual(m: Moment, id: number, value: Value): boolean | undefined {
  const { length } = look(m.heap, id).items;
  if (length > LONGEST) return undefined;
  let sure = true;
  const itemsFirst = atLeast(m.session.version, 9);
  for (let at = 0; at < length; at += 1) {
    const item = look(m.heap, id).items[at];
    if (item === undefined) return undefined;
    // behind an answer that is not known nothing may be asked any more, for it may not come to that
    if (!sure && keyOf(m, item) === null) continue;
    const answer = itemsFirst ? equal(m, item, value) : equal(m, value, item);
    if (answer === true) return true;
    if (answer === undefined) sure = false;
  }
  return sure ? false : undefined;
}
