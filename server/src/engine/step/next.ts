/** What an iterator hands out next, for each kind of iterator. */
import { look, move, own, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, WIDEST, isOne, membersOf, without } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Raised, drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { resume } from './generator.ts';
import { expose } from './iteration.ts';
import { known, make, result } from './object.ts';
import { textTypeOf } from './operand.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';
import { meetsStranger } from './world.ts';

/** The next item, handed over; the end; or not known which (`value` is what it may be). */
export type Next = { kind: 'item'; value: Value } | { kind: 'end' } | { kind: 'either'; value: Value };

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
  const inner = object.items.slice(1);
  const next = inner.length === 0 ? null : nextOfEach(m, inner);
  return next === null ? { kind: 'end' } : { kind: next.kind, value: pairOf(m, object.id, 0, next.values) };
}

/** items: the function, then the inner iterators. */
function stepMap(m: Moment, object: HeapObject): Next {
  const next = nextOfEach(m, object.items.slice(1));
  if (next === null) return { kind: 'end' };
  const target = object.items[0];
  retain(m.heap, target);
  return { kind: next.kind, value: callValue(m, target, next.values, []) };
}

/** What each of some iterators hands out next; `null` as soon as one is at its end, and what the others gave is let go. */
function nextOfEach(m: Moment, iterators: readonly Value[]): { readonly kind: 'item' | 'either'; readonly values: Value[] } | null {
  const values: Value[] = [];
  let kind: 'item' | 'either' = 'item';
  for (const one of iterators) {
    const next = nextOf(m, one);
    if (next.kind === 'end') {
      for (const value of values) drop(m, value);
      return null;
    }
    if (next.kind === 'either') kind = 'either';
    values.push(next.value);
  }
  return { kind, values };
}

function stepFilter(m: Moment, object: HeapObject): Next {
  havoc(m, [object.id]);
  return { kind: 'either', value: UNKNOWN };
}
