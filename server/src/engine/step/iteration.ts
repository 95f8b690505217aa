/** Iteration: an iterator holds what it walks over until it is exhausted; `enumerate`, `zip` and `items()` keep the last pair they made. */
import { look, move, own, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { either, isOne, membersOf, NOTHING, UNKNOWN, WIDEST, without } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, isTired, peek, pop, push, Raised, split } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { callValue } from './call.ts';
import { resume } from './generator.ts';
import { known, make, result } from './object.ts';
import { loadAttribute } from './attribute.ts';
import { definesMethod } from './reach.ts';
import { isEnumeration } from './enumeration.ts';
import { findInClass } from './type.ts';
import { textTypeOf } from './operand.ts';
import { havoc } from './unknown.ts';
import { isHeldByIterator } from './walked.ts';
import { disturbWorld, meetsStranger } from './world.ts';

/** The next item, handed over; the end; or not known which (`value` is what it may be). */
export type Next = { kind: 'item'; value: Value } | { kind: 'end' } | { kind: 'either'; value: Value };

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

/** One step of an iterator, which stays where it is. */
export function nextOf(m: Moment, iterator: Value, quiet = false): Next {
  const object = known(m, iterator);
  if (object === null) {
    meetsStranger(m, [iterator], '__next__', '__iter__');
    m.mayRaise = true;
    if (!isOne(iterator)) havoc(m, [iterator]);
    return { kind: 'either', value: UNKNOWN };
  }
  if (object.kind === 'generator') return resume(m, object, quiet);
  if (object.kind === 'iterator') return stepIterator(m, object);
  if (object.kind === 'instance') {
    const type = known(m, object.items[0] ?? UNKNOWN);
    const method = type === null ? undefined : findInClass(m, type, '__next__');
    if (method !== undefined && method.complete) {
      retain(m.heap, iterator);
      try {
        const value = callValue(m, loadAttribute(m, iterator, '__next__'), [], []);
        return m.split.length > 0 ? { kind: 'either', value } : { kind: 'item', value };
      } catch (problem) {
        if (!(problem instanceof Raised)) throw problem;
        const raised = known(m, problem.value);
        if (raised === null || raised.data !== 'builtins.StopIteration') throw problem;
        m.heap = problem.heap;
        drop(m, problem.value);
        return { kind: 'end' };
      }
    }
  }
  havoc(m, [iterator]);
  return { kind: 'either', value: UNKNOWN };
}

function stepIterator(m: Moment, object: HeapObject): Next {
  const source = object.items[0] ?? NOTHING;
  if (source === NOTHING && object.data !== undefined && object.type !== 'zip') return { kind: 'end' };
  switch (object.type) {
    case 'enumerate':
      return stepEnumerate(m, object);
    case 'zip':
      return stepZip(m, object);
    case 'map':
      return stepMap(m, object);
    case 'filter':
      return stepFilter(m, object);
    default:
      break;
  }
  const from = known(m, without(source, NOTHING));
  if (object.data === undefined || from === null || object.many) return anyItem(m, object, from);
  const at = object.data as number;
  switch (object.type) {
    case 'range_iterator': {
      if (!Array.isArray(from.data)) return { kind: 'either', value: result(m, 'int', undefined) };
      const [start, stop, step] = from.data as [number, number, number];
      const value = start + at * step;
      if (step > 0 ? value >= stop : value <= stop) return exhaust(m, object);
      own(m.heap, object.id).data = at + 1;
      return { kind: 'item', value: result(m, 'int', value) };
    }
    case 'list_iterator':
    case 'tuple_iterator':
    case 'list_reverseiterator': {
      if (from.open || from.bag.length > 0 || (from.kind !== 'list' && from.kind !== 'tuple')) return anyItem(m, object, from);
      const index = object.type === 'list_reverseiterator' ? from.items.length - 1 - at : at;
      if (index >= from.items.length || index < 0) return exhaust(m, object);
      own(m.heap, object.id).data = at + 1;
      retain(m.heap, from.items[index]);
      return { kind: 'item', value: from.items[index] };
    }
    case 'str_iterator': {
      if (typeof from.data !== 'string') return { kind: 'either', value: result(m, 'str', undefined) };
      const point = from.data.codePointAt(at);
      if (point === undefined) return exhaust(m, object);
      own(m.heap, object.id).data = at + (point > 0xffff ? 2 : 1);
      return { kind: 'item', value: result(m, 'str', String.fromCodePoint(point)) };
    }
    case 'dict_keyiterator':
    case 'dict_valueiterator':
    case 'dict_itemiterator':
      return stepDict(m, object, from, at);
    default:
      return anyItem(m, object, from);
  }
}

/** The iterator lets go of its source when it finds the end. */
function exhaust(m: Moment, object: HeapObject): Next {
  move(m.heap, object.id, 0, NOTHING, m.session.mortuary);
  return { kind: 'end' };
}

/** Some item of the source, or none: everything in it is handed out one by one, it is not followed in which order. */
function anyItem(m: Moment, object: HeapObject, from: HeapObject | null): Next {
  m.mayRaise = true;
  if (from === null) {
    const text = textTypeOf(m, without(object.items[0] ?? NOTHING, NOTHING));
    if (text !== null) return { kind: 'either', value: result(m, text === 'str' ? 'str' : 'int', undefined) };
    havoc(m, object.items.slice());
    return { kind: 'either', value: UNKNOWN };
  }
  if (from.type === 'range') return { kind: 'either', value: result(m, 'int', undefined) };
  if (from.type === 'str') return { kind: 'either', value: result(m, 'str', undefined) };
  if (from.base > 0 && m.session.parameters[from.base - 1].isText) return { kind: 'either', value: result(m, 'str', undefined) };
  if (from.kind === 'opaque' || from.kind === 'class') return { kind: 'either', value: UNKNOWN };
  const container = from.kind === 'builtin' ? known(m, from.items[0] ?? UNKNOWN) : from;
  if (container === null) return { kind: 'either', value: UNKNOWN };
  if (from.type === 'dict_items' || object.type === 'dict_itemiterator') {
    expose(m, container.id);
    const pair = make(m, 'tuple', 'tuple', 'pair');
    pair.items = [UNKNOWN, UNKNOWN];
    pair.places = [0, 0];
    return { kind: 'either', value: pair.id };
  }
  const items =
    container.kind === 'dict'
      ? container.items.filter((_, index) => (index % 2 === 0) === (object.type !== 'dict_valueiterator'))
      : container.items;
  let value = anyOf(container.open, items, container.bag);
  if (value === null) {
    expose(m, container.id);
    value = UNKNOWN;
  }
  if (membersOf(value).some((member) => member > UNKNOWN && look(m.heap, member).kind === 'frame')) value = UNKNOWN;
  if (value === NOTHING) value = UNKNOWN;
  retain(m.heap, value);
  return { kind: 'either', value };
}

/** What a place may hold that is handed one of these; `null` if they are too many. */
function anyOf(isOpen: boolean, items: readonly Value[], bag: readonly number[]): Value | null {
  const found = new Set<number>(isOpen ? [UNKNOWN] : []);
  for (const values of [items, bag]) {
    for (const item of values) {
      for (const member of membersOf(item)) if (member !== NOTHING) found.add(member);
      if (found.size > WIDEST) return null;
    }
  }
  return found.size === 0 ? NOTHING : found.size === 1 ? [...found][0] : [...found].sort((one, other) => one - other);
}

function stepDict(m: Moment, object: HeapObject, from: HeapObject, at: number): Next {
  const dict = from.kind === 'builtin' ? known(m, from.items[0] ?? UNKNOWN) : from;
  if (dict === null || dict.kind !== 'dict' || dict.open || dict.bag.length > 0 || dict.names === null) return anyItem(m, object, from);
  let index = at;
  while (index * 2 + 1 < dict.items.length && dict.items[index * 2 + 1] === NOTHING) index += 1;
  if (index * 2 + 1 >= dict.items.length) {
    if (object.type === 'dict_itemiterator') move(m.heap, object.id, 1, NOTHING, m.session.mortuary);
    return exhaust(m, object);
  }
  const key = dict.items[index * 2];
  const value = dict.items[index * 2 + 1];
  if (!isOne(value)) return anyItem(m, object, from);
  own(m.heap, object.id).data = index + 1;
  if (object.type === 'dict_keyiterator') {
    retain(m.heap, key);
    return { kind: 'item', value: key };
  }
  if (object.type === 'dict_valueiterator') {
    retain(m.heap, value);
    return { kind: 'item', value };
  }
  retain(m.heap, key);
  retain(m.heap, value);
  return { kind: 'item', value: pairOf(m, object.id, 1, [key, value]) };
}

/** The pair that an iterator hands out: the one it kept from last time, if nobody else has it. Takes over the references. */
function pairOf(m: Moment, iterator: number, slot: number, values: Value[]): Value {
  const kept = look(m.heap, iterator).items[slot] ?? NOTHING;
  const old = isOne(kept) && kept > UNKNOWN ? look(m.heap, kept) : null;
  if (old !== null && old.held === 1 && old.maybe === 0 && old.outsideHigh === 0) {
    const body = own(m.heap, old.id);
    const before = body.items;
    body.items = values;
    for (const value of before) drop(m, value);
    retain(m.heap, old.id);
    return old.id;
  }
  const made = make(m, 'tuple', 'tuple', `pair:${iterator}:${slot}`);
  const body = own(m.heap, made.id);
  body.items = values;
  body.places = values.map(() => 0);
  if (kept === NOTHING) {
    retain(m.heap, made.id);
    move(m.heap, iterator, slot, made.id, m.session.mortuary);
  }
  return made.id;
}

/** items: the inner iterator, the kept pair. */
function stepEnumerate(m: Moment, object: HeapObject): Next {
  const inner = nextOf(m, object.items[0]);
  if (inner.kind === 'end') {
    return { kind: 'end' };
  }
  const at = object.data;
  const count = typeof at === 'number' && inner.kind === 'item' ? at : undefined;
  own(m.heap, object.id).data = count === undefined ? undefined : count + 1;
  const pair = pairOf(m, object.id, 1, [result(m, 'int', count), inner.value]);
  return inner.kind === 'item' ? { kind: 'item', value: pair } : { kind: 'either', value: pair };
}

/** items: the kept tuple, then the inner iterators. */
function stepZip(m: Moment, object: HeapObject): Next {
  const values: Value[] = [];
  let sure = true;
  const inner = object.items.slice(1);
  if (inner.length === 0) return { kind: 'end' };
  for (const one of inner) {
    const next = nextOf(m, one);
    if (next.kind === 'end') {
      for (const value of values) drop(m, value);
      return { kind: 'end' };
    }
    if (next.kind === 'either') sure = false;
    values.push(next.value);
  }
  const pair = pairOf(m, object.id, 0, values);
  return sure ? { kind: 'item', value: pair } : { kind: 'either', value: pair };
}

/** items: the function, then the inner iterators. */
function stepMap(m: Moment, object: HeapObject): Next {
  const values: Value[] = [];
  let sure = true;
  for (const one of object.items.slice(1)) {
    const next = nextOf(m, one);
    if (next.kind === 'end') {
      for (const value of values) drop(m, value);
      return { kind: 'end' };
    }
    if (next.kind === 'either') sure = false;
    values.push(next.value);
  }
  const target = object.items[0];
  retain(m.heap, target);
  const value = callValue(m, target, values, []);
  return sure ? { kind: 'item', value } : { kind: 'either', value };
}

function stepFilter(m: Moment, object: HeapObject): Next {
  havoc(m, [object.id]);
  return { kind: 'either', value: UNKNOWN };
}
