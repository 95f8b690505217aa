/** What library code asks of its arguments: their text, their order, their number. Instances of classes of the file answer with code of the file. */
import { retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { either, isOne, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from '../step/attribute.ts';
import { callValue } from '../step/call.ts';
import { known, make, result, shared } from '../step/object.ts';
import { classData, findInClass } from '../step/type.ts';
import { havoc } from '../step/unknown.ts';

export function textOf(m: Moment, value: Value, object: HeapObject | null, method: string): Value {
  if (object !== null && object.kind === 'constant') {
    if (object.type === 'str' && method === '__str__') {
      retain(m.heap, value);
      return value;
    }
    if (object.type === 'int' && (typeof object.data === 'number' || typeof object.data === 'bigint')) return numeral(m, `${object.data}`);
    if (object.type === 'bool' && typeof object.data === 'boolean')
      return shared(m.session, m.heap, `str:${object.data ? 'True' : 'False'}`, 'constant', 'str', object.data ? 'True' : 'False');
    if (object.type === 'NoneType') return result(m, 'str', 'None');
    return result(m, 'str', undefined);
  }
  const name = userMethod(m, object, method) ? method : userMethod(m, object, '__repr__') ? '__repr__' : null;
  if (name !== null) return callMethod(m, value, name, []);
  if (object === null || object.kind === 'opaque') {
    m.mayRaise = true;
    if (object === null || object.base === 0) return UNKNOWN;
    const text = result(m, 'str', undefined);
    if (method !== '__str__' || !mayBeText(m, object)) return text;
    // the text of a text is the text itself
    const perhaps = either(text, object.id);
    retain(m.heap, perhaps);
    drop(m, text);
    return perhaps;
  }
  showItems(m, value);
  return result(m, 'str', undefined);
}

/** Whether what was given for a parameter may be a text, by what the function does with it. */
export function mayBeText(m: Moment, { base, kind }: HeapObject): boolean {
  const given = m.session.parameters[base - 1];
  return kind === 'opaque' && given !== undefined && (given.isText || !(given.isBuiltin || given.isRest));
}

/** The digits of a number are a new text, a single one too, which is otherwise shared (`long_to_decimal_string`). */
function numeral(m: Moment, digits: string): Value {
  const made = make(m, 'constant', 'str', 'numeral');
  made.data = digits;
  return made.id;
}

/** What a container shows of itself is the text of all that is in it. */
export function showItems(m: Moment, value: Value): void {
  const waiting: Value[] = [value];
  const seen = new Set<number>();
  for (let one = waiting.pop(); one !== undefined && seen.size < 500; one = waiting.pop()) {
    const object = known(m, one);
    if (object === null || seen.has(object.id)) continue;
    seen.add(object.id);
    if (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'dict' || object.kind === 'set') {
      if (object.open || object.bag.length > 0 || object.items.length > 200 || !object.items.every(isOne)) askAround(m, one);
      else waiting.push(...object.items.toReversed());
    } else if (object.kind === 'instance' && userMethod(m, object, '__repr__')) drop(m, callMethod(m, one, '__repr__', []));
    else askAround(m, one);
  }
}

export function userMethod(m: Moment, object: HeapObject | null, name: string): boolean {
  const type = object === null || object.kind !== 'instance' ? null : known(m, object.items[0] ?? UNKNOWN);
  return type !== null && findInClass(m, type, name)?.complete === true;
}

export function callMethod(m: Moment, owner: Value, name: string, args: readonly Value[]): Value {
  retain(m.heap, owner);
  for (const arg of args) retain(m.heap, arg);
  return callValue(m, loadAttribute(m, owner, name), args, []);
}

/** Something is asked for its text, its length, its order: instances of classes of the file answer with code of the file. */
export function askAround(m: Moment, value: Value): void {
  const waiting: Value[] = [value];
  let count = 0;
  for (let one = waiting.pop(); one !== undefined && count < 500; one = waiting.pop()) {
    count += 1;
    const object = known(m, one);
    if (object === null) continue;
    if (object.kind === 'instance') {
      const type = known(m, object.items[0] ?? UNKNOWN);
      const data = type === null ? null : classData(type);
      const special = data === null || [...specialNames].some((name) => type !== null && findInClass(m, type, name) !== undefined);
      if (special) havoc(m, [object.id]);
    } else if (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'dict' || object.kind === 'set')
      waiting.push(...object.items, ...object.bag);
    else if (object.kind === 'function' || object.kind === 'generator' || object.kind === 'iterator') havoc(m, [object.id]);
  }
}

const specialNames = [
  '__repr__',
  '__str__',
  '__len__',
  '__hash__',
  '__eq__',
  '__lt__',
  '__int__',
  '__float__',
  '__bool__',
  '__format__',
  '__index__',
  '__iter__',
  '__abs__',
  '__round__',
];
