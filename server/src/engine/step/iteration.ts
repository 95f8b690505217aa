/** Iteration: an iterator holds what it walks over until it is exhausted; `enumerate`, `zip` and `items()` keep the last pair they made. */
import { own, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, either, isOne } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, isTired, peek, pop, push, split } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { isEnumeration } from './enumeration.ts';
import { nextOf } from './next.ts';
import { known, make, result } from './object.ts';
import { textTypeOf } from './operand.ts';
import { definesMethod } from './reach.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';
import { isHeldByIterator } from './walked.ts';
import { disturbWorld, meetsStranger } from './world.ts';

export function installIteration(steps: StepTable): void {
  steps[Op.GetIterator] = (m, isAsync) => {
    const source = pop(m);
    if (isAsync === 1) {
      havoc(m, [source]);
      drop(m, source);
      disturbWorld(m);
      push(m, UNKNOWN);
      return;
    }
    push(m, iteratorOf(m, source));
  };
  steps[Op.ForIterator] = (m, target) => {
    const iterator = peek(m, 1);
    if (isTired(m.session)) forgetPosition(m, iterator);
    const next = nextOf(m, iterator);
    if (next.kind === 'item') {
      push(m, next.value);
      return;
    }
    if (next.kind === 'end') {
      drop(m, pop(m));
      m.next = target;
      return;
    }
    // on the other way the iterator is exhausted and gone
    split(m, target);
    const other = m.split[m.split.length - 1];
    const ended: Moment = { ...m, heap: other.heap, split: [] };
    if (next.value !== NOTHING) drop(ended, next.value);
    drop(ended, pop(ended));
    push(m, next.value);
  };
  steps[Op.Unpack] = (m, count) => {
    const source = pop(m);
    const values = contentsOf(m, source);
    if (values === null || values.length !== count) {
      if (values !== null) for (const value of values) drop(m, value);
      const spread = values === null ? spreadOf(m, source) : UNKNOWN;
      m.mayRaise = true;
      drop(m, source);
      for (let at = 0; at < count; at += 1) push(m, spread);
      return;
    }
    drop(m, source);
    for (let at = count - 1; at >= 0; at -= 1) push(m, values[at]);
  };
  steps[Op.UnpackStar] = (m, before, behind) => {
    const source = pop(m);
    const values = contentsOf(m, source);
    const rest = make(m, 'list', 'list', 'rest');
    if (values === null || values.length < before + behind) {
      if (values !== null) for (const value of values) drop(m, value);
      spreadOf(m, source);
      m.mayRaise = true;
      own(m.heap, rest.id).open = true;
      drop(m, source);
      for (let at = 0; at < behind; at += 1) push(m, UNKNOWN);
      push(m, rest.id);
      for (let at = 0; at < before; at += 1) push(m, UNKNOWN);
      return;
    }
    drop(m, source);
    const body = own(m.heap, rest.id);
    body.items = values.slice(before, values.length - behind);
    body.places = body.items.map(() => 0);
    for (let at = values.length - 1; at >= values.length - behind; at -= 1) push(m, values[at]);
    push(m, rest.id);
    for (let at = before - 1; at >= 0; at -= 1) push(m, values[at]);
  };
}

/** The loop is taken as a whole: where its iterator stands is no longer followed. */
function forgetPosition(m: Moment, iterator: Value): void {
  const object = known(m, iterator);
  if (object !== null && object.kind === 'iterator' && object.data !== undefined) own(m.heap, object.id).data = undefined;
}

/** What comes out of a container that is not known in order: everything in it may be held elsewhere from now on. */
function spreadOf(m: Moment, source: Value): Value {
  const object = known(m, source);
  const type = object?.type ?? null;
  if (object !== null && (type === 'str' || type === 'range')) return UNKNOWN;
  expose(m, source);
  return UNKNOWN;
}

/** The contents of something leave it by a way that is not followed. */
export function expose(m: Moment, source: Value): void {
  const object = known(m, source);
  if (object === null) {
    if (!isOne(source)) havoc(m, [source]);
    return;
  }
  if (object.kind === 'constant' || object.type === 'range') return;
  if (object.kind === 'iterator' && (object.type === 'zip' || object.type === 'enumerate' || plainIterators.has(object.type ?? ''))) {
    // what it walks over stays with it, what is in that leaves
    for (const item of object.items.slice()) expose(m, item);
    m.mayRaise = true;
    return;
  }
  if (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'set' || object.kind === 'dict')
    havoc(m, [...object.items, ...object.bag]);
  else if ((object.kind === 'opaque' && !mayIterateHere(m, object)) || (object.kind === 'builtin' && object.type === null)) {
    // what it holds has been the outside's all along, but for what we put there
    if (object.data === VIEW) for (const item of object.items) expose(m, item);
    else if (object.items.length + object.bag.length > 0) havoc(m, [...object.items, ...object.bag]);
  } else havoc(m, [source]);
  m.mayRaise = true;
}

/** Whether an object of unknown type may be an instance of a class of the file that says itself what walking over it does. */
function mayIterateHere(m: Moment, object: HeapObject): boolean {
  if (!definesMethod(m.session.program, '__iter__', '__next__')) return false;
  return object.base === 0 || !m.session.parameters[object.base - 1].isBuiltin;
}

/** All that iterating yields, as new references, if that is exactly known; else `null` and nothing has happened. */
export function contentsOf(m: Moment, source: Value): Value[] | null {
  const object = known(m, source);
  if (object === null || object.many) return null;
  const exact = !object.open && object.bag.length === 0;
  const take = (values: Value[]): Value[] => {
    for (const value of values) retain(m.heap, value);
    return values;
  };
  switch (object.kind) {
    case 'list':
    case 'tuple':
      return exact ? take(object.items.slice()) : null;
    case 'set': {
      // the order of a set is not followed: only where it makes no difference
      const values = object.items.filter((item) => item !== NOTHING);
      return exact && values.length <= 1 && values.every(isOne) ? take(values) : null;
    }
    case 'dict': {
      if (!exact || object.names === null) return null;
      const keys: Value[] = [];
      for (const index of object.names.values()) {
        if (!isOne(object.items[index])) return null;
        if (object.items[index] !== NOTHING) keys.push(object.items[index - 1]);
      }
      return take(keys);
    }
    case 'constant': {
      if (object.type !== 'str' || typeof object.data !== 'string') return null;
      return [...object.data].slice(0, 100001).map((character) => result(m, 'str', character));
    }
    case 'builtin':
    case 'iterator':
      return drain(m, object, source);
    default:
      return null;
  }
}

function drain(m: Moment, object: HeapObject, source: Value): Value[] | null {
  if (!drainable(m, object, 0)) return null;
  const iterator = object.kind === 'iterator' ? source : iteratorOf(m, (retain(m.heap, source), source));
  const values: Value[] = [];
  for (let count = 0; count < 20000; count += 1) {
    const next = nextOf(m, iterator, true);
    m.session.steps += 1;
    if (next.kind !== 'item') break;
    values.push(next.value);
  }
  if (object.kind !== 'iterator') drop(m, iterator);
  return values;
}

/** Whether walking over it calls nothing and is decided all the way. */
function drainable(m: Moment, object: HeapObject, depth: number): boolean {
  if (depth > 6 || object.many || (object.kind === 'iterator' && object.data === undefined)) return false;
  switch (object.type) {
    case 'range':
      return Array.isArray(object.data);
    case 'dict_items':
    case 'dict_values':
    case 'dict_keys':
    case 'list_iterator':
    case 'list_reverseiterator':
    case 'tuple_iterator':
    case 'range_iterator':
    case 'enumerate':
    case 'zip':
    case 'dict_keyiterator':
    case 'dict_valueiterator':
    case 'dict_itemiterator':
    case 'str_iterator': {
      const inner =
        object.type === 'enumerate' ? object.items.slice(0, 1) : object.type === 'zip' ? object.items.slice(1) : object.items.slice(0, 1);
      return (
        inner.length > 0 &&
        inner.every((item) => {
          const one = known(m, item);
          if (one === null) return false;
          if (one.kind === 'iterator' || one.kind === 'builtin') return drainable(m, one, depth + 1);
          if (one.kind === 'constant') return typeof one.data === 'string';
          return !one.open && one.bag.length === 0 && one.items.every(isOne);
        })
      );
    }
    default:
      return false;
  }
}

const iteratorTypes: Readonly<Record<string, string>> = {
  list: 'list_iterator',
  deque: 'list_iterator',
  tuple: 'tuple_iterator',
  dict: 'dict_keyiterator',
  str: 'str_iterator',
  set: 'set_iterator',
  frozenset: 'set_iterator',
  range: 'range_iterator',
  dict_keys: 'dict_keyiterator',
  dict_values: 'dict_valueiterator',
  dict_items: 'dict_itemiterator',
  bytes: 'bytes_iterator',
};

const plainIterators = new Set(Object.values(iteratorTypes));

/** `iter(x)`: takes over the reference to the source. */
export function iteratorOf(m: Moment, source: Value): Value {
  const object = known(m, source);
  if (object === null) {
    if (textTypeOf(m, source) !== null) return overOpaque(m, source);
    meetsStranger(m, [source], '__iter__');
    // an iterator of unknown kind over one of several
    if (!isOne(source)) havoc(m, [source]);
    m.mayRaise = true;
    drop(m, source);
    return UNKNOWN;
  }
  if (object.kind === 'iterator' || object.kind === 'generator') return source;
  const type = object.type === null || object.kind === 'instance' ? undefined : iteratorTypes[object.type];
  if (type !== undefined) {
    const walked = walkedBy(m, object, source);
    const made = make(m, 'iterator', type, `iterator:${type}`);
    made.items.push(walked);
    made.places.push(0);
    made.data = 0;
    if (type === 'dict_itemiterator') made.items.push(NOTHING);
    return made.id;
  }
  if (object.kind === 'instance') {
    const owner = known(m, object.items[0] ?? UNKNOWN);
    const method = owner === null ? undefined : findInClass(m, owner, '__iter__');
    if (method !== undefined && method.complete) return callValue(m, loadAttribute(m, source, '__iter__'), [], []);
  }
  if (
    (object.kind === 'opaque' && !mayIterateHere(m, object)) ||
    isEnumeration(m, object) ||
    (object.kind === 'builtin' && object.type === null)
  ) {
    // most likely a container
    m.mayRaise = true;
    return overOpaque(m, walkedBy(m, object, source));
  }
  havoc(m, [source]);
  drop(m, source);
  return UNKNOWN;
}

/** An iterator that holds what it walks over; what it hands out is not followed. */
function overOpaque(m: Moment, walked: Value): Value {
  const made = make(m, 'iterator', null, 'iterator:opaque');
  made.items.push(walked);
  made.places.push(0);
  made.data = undefined;
  return made.id;
}

/** What an iterator over the source holds: mostly the source itself. Takes over the reference to it, and hands over the one that the iterator keeps. */
function walkedBy(m: Moment, object: HeapObject, source: Value): Value {
  if (object.type === 'range') {
    // the numbers, not the range
    const numbers = make(m, 'builtin', 'range', 'walked-range');
    numbers.data = object.data;
    drop(m, source);
    return numbers.id;
  }
  if (object.kind === 'builtin' && (object.type?.startsWith('dict_') === true || object.data === VIEW)) {
    const dict = object.items[0] ?? UNKNOWN;
    retain(m.heap, dict);
    drop(m, source);
    return dict;
  }
  if (object.kind !== 'opaque' || isSurelyHeld(m, object)) return source;
  const perhaps = either(source, NOTHING);
  retain(m.heap, perhaps);
  drop(m, source);
  return perhaps;
}

/** The `data` of what the methods of a mapping of unknown type return: a view that holds the mapping. */
export const VIEW = 'view';

function isSurelyHeld(m: Moment, { base }: HeapObject): boolean {
  return base !== 0 && isHeldByIterator(m.session.program.tree, m.session.program.codes[m.session.running[0]], base - 1);
}
