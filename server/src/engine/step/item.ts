/** Subscripts: reading hands out one more reference, writing replaces one, deleting drops one. */
import { append, find, keepAnyNumber, look, own, retain, scatter } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, either, isOne, membersOf } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { subscriptExternal } from '../model/functions.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import type { FunctionData } from './call.ts';
import { isExactDict, keyOf, setEntry } from './container.ts';
import { isEnumeration } from './enumeration.ts';
import { raise, safely } from './exception.ts';
import { deleteItem, storeItem } from './item-store.ts';
import { expose } from './iteration.ts';
import { known, make, result } from './object.ts';
import { opaque } from './opaque.ts';
import { isFleeting, newOr, textTypeOf } from './operand.ts';
import { definesMethod } from './reach.ts';
import { classData, findInClass } from './type.ts';
import { havoc } from './unknown.ts';
import { meetsStranger } from './world.ts';

export function installItem(steps: StepTable): void {
  steps[Op.LoadItem] = (m) => {
    const index = pop(m);
    const owner = pop(m);
    push(m, loadItem(m, owner, index));
  };
  steps[Op.StoreItem] = (m) => {
    const index = pop(m);
    const owner = pop(m);
    const value = pop(m);
    meetsStranger(m, [owner], '__setitem__');
    safely(m, [owner, index, value], () => storeItem(m, owner, index, value));
    drop(m, owner);
    drop(m, index);
    drop(m, value);
  };
  steps[Op.DeleteItem] = (m) => {
    const index = pop(m);
    const owner = pop(m);
    meetsStranger(m, [owner], '__delitem__');
    safely(m, [owner, index], () => deleteItem(m, owner, index));
    drop(m, owner);
    drop(m, index);
  };
}

/** Takes over both references, hands over one to the item. */
function loadItem(m: Moment, owner: Value, index: Value): Value {
  const object = known(m, owner);
  const done = (value: Value): Value => {
    drop(m, owner);
    drop(m, index);
    return value;
  };
  if (object === null) {
    const type = textTypeOf(m, owner);
    if (type !== null) return partOfText(m, type, owner, index);
    meetsStranger(m, [owner], '__getitem__', '__missing__', '__class_getitem__');
    if (!isOne(owner)) expose(m, owner);
    m.mayRaise = true;
    return done(UNKNOWN);
  }
  switch (object.kind) {
    case 'list':
    case 'tuple':
      return done(safely(m, [owner, index], () => fromSequence(m, object, index)));
    case 'dict':
      return done(safely(m, [owner, index], () => fromDict(m, object, index)));
    case 'constant':
      return fromText(m, object, owner, index);
    case 'external':
      return done(subscriptExternal(m, String(object.data), index));
    case 'instance': {
      const type = known(m, object.items[0] ?? UNKNOWN);
      const method = type === null ? undefined : findInClass(m, type, '__getitem__');
      if (method !== undefined && method.complete) return callValue(m, loadAttribute(m, owner, '__getitem__'), [index], []);
      havoc(m, [owner, index]);
      return done(UNKNOWN);
    }
    case 'opaque':
      m.mayRaise = true;
      // a slice of the whole of a text or tuple is the text or tuple itself
      if (isGivenText(m, object) && known(m, index)?.kind === 'slice') return partOfText(m, 'str', owner, index);
      if (known(m, index)?.kind === 'slice') return done(partOf(m, object, known(m, index)));
      if (isGivenText(m, object) && isPosition(m, index)) return done(result(m, 'str', undefined));
      return done(UNKNOWN);
    case 'builtin':
      if (object.type === 'range' && Array.isArray(object.data)) {
        const at = known(m, index);
        const [start, stop, step] = object.data as [number, number, number];
        const length = Math.max(0, Math.ceil((stop - start) / step));
        if (at !== null && typeof at.data === 'number' && at.data >= -length && at.data < length)
          return done(result(m, 'int', start + (at.data < 0 ? at.data + length : at.data) * step));
      }
      havoc(m, [owner, index]);
      return done(UNKNOWN);
    case 'class':
      if (isEnumeration(m, object)) {
        m.mayRaise = true;
        // its methods hand out what they hold of the function around them
        if (holdsVariables(m, object)) havoc(m, [owner]);
        return done(opaque(m, 'member'));
      }
      return done(genericAlias(m, object, index));
    default:
      havoc(m, [owner, index]);
      return done(UNKNOWN);
  }
}

/** Whether a class has functions that use variables of the function around it. */
const holdsVariables = (m: Moment, type: HeapObject): boolean =>
  type.items.flatMap(membersOf).some((member) => {
    const held = member > UNKNOWN ? look(m.heap, member) : null;
    return held?.kind === 'function' && (held.data as FunctionData).code.free.length > 0;
  });

/** Whether an object was given for a parameter that is used, or annotated, as a text. */
const isGivenText = (m: Moment, { base }: HeapObject): boolean => base > 0 && m.session.parameters[base - 1].isText;

/** Whether an index is a number, as far as it is known. */
function isPosition(m: Moment, index: Value): boolean {
  const at = known(m, index);
  return at !== null && (at.kind === 'constant' || (at.base > 0 && m.session.parameters[at.base - 1].isNumber));
}

/** A slice of something of unknown type: a new object, or the whole itself. */
function partOf(m: Moment, object: HeapObject, slice: HeapObject | null): Value {
  if (definesMethod(m.session.program, '__getitem__')) {
    havoc(m, [object.id]);
    return UNKNOWN;
  }
  const made = make(m, 'builtin', null, 'part');
  made.perhapsShared = true;
  made.open = true;
  if (!mayBeWhole(m, slice)) return made.id;
  const value = either(made.id, object.id);
  // the new reference is to one of the two
  retain(m.heap, value);
  own(m.heap, made.id).held -= 1;
  return value;
}

/** `Node[int]` of a generic class: `typing` keeps the class in a cache, twice for each new argument, for good. */
function genericAlias(m: Moment, type: HeapObject, index: Value): Value {
  const bare = classData(type)?.order.some((id) => look(m.heap, id).data === 'typing.Generic[]') === true;
  if (!bare || findInClass(m, type, '__class_getitem__') !== undefined) {
    havoc(m, [type.id, index]);
    return UNKNOWN;
  }
  havoc(m, [index]);
  const made = make(m, 'builtin', '_GenericAlias', `alias:${type.id}`);
  made.outsideHigh = ANY;
  append(m.heap, made.id, type.id, m.session.mortuary);
  const body = own(m.heap, type.id);
  const key = `alias:${type.id}:${String(isOne(index) ? index : '?')}`;
  const first = isOne(index) && index < NOTHING && m.session.undecided === 0;
  if (!first) body.outsideHigh = ANY;
  else if (!m.session.memo.has(key)) {
    m.session.memo.set(key, 1);
    // the alias itself is the second of the two
    body.outsideLow += 1;
    body.outsideHigh += 1;
    const alias = own(m.heap, made.id);
    alias.outsideLow += 1;
    m.session.shared.set(key, made.id);
  } else {
    const cached = m.session.shared.get(key);
    if (cached !== undefined && find(m.heap, cached) !== undefined) {
      drop(m, made.id);
      retain(m.heap, cached);
      return cached;
    }
  }
  return made.id;
}

/** Whether a slice can take in everything: not if it begins behind the start, ends before the end or turns round. */
function mayBeWhole(m: Moment, slice: HeapObject | null): boolean {
  if (slice === null) return true;
  const [start, stop, step] = slice.items.map((item) => known(m, item)?.data);
  if (typeof start === 'number' && start !== 0) return false;
  if (typeof stop === 'number' && stop < 0) return false;
  return step === null || step === 1 || step === undefined;
}

export function bounds(m: Moment, slice: HeapObject, length: number): { start: number; stop: number; step: number } | null {
  const parts = slice.items.map((item) => known(m, item));
  if (parts.some((part) => part === null || (part.type !== 'NoneType' && typeof part.data !== 'number'))) return null;
  const numbers = parts.map((part) => (part === null || part.data === null ? null : (part.data as number)));
  const step = numbers[2] ?? 1;
  if (step === 0) return null;
  const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value < 0 ? value + length : value));
  const start =
    numbers[0] === null ? (step > 0 ? 0 : length - 1) : step > 0 ? clamp(numbers[0], 0, length) : clamp(numbers[0], -1, length - 1);
  const stop = numbers[1] === null ? (step > 0 ? length : -1) : step > 0 ? clamp(numbers[1], 0, length) : clamp(numbers[1], -1, length - 1);
  return { start, stop, step };
}

export function picked(m: Moment, slice: HeapObject, length: number): number[] | null {
  const range = bounds(m, slice, length);
  if (range === null) return null;
  const chosen: number[] = [];
  for (let at = range.start; range.step > 0 ? at < range.stop : at > range.stop; at += range.step) chosen.push(at);
  return chosen;
}

/** A position that is no whole number, or a slice with such a bound. */
function refuseOtherThanWhole(m: Moment, at: HeapObject): void {
  const isWrong = (one: HeapObject | null, orNone: boolean): boolean =>
    one !== null &&
    ((one.kind === 'constant' && one.type !== null && !wholes.has(one.type) && !(orNone && one.type === 'NoneType')) ||
      one.kind === 'list');
  if (at.kind === 'slice' ? at.items.some((bound) => isWrong(known(m, bound), true)) : isWrong(at, false)) raise(m, 'TypeError');
}

const wholes = new Set(['int', 'bool']);

function fromSequence(m: Moment, object: HeapObject, index: Value): Value {
  const at = known(m, index);
  if (at !== null) refuseOtherThanWhole(m, at);
  const exact = !object.open && object.bag.length === 0 && !object.many;
  if (at !== null && at.kind === 'slice') {
    const chosen = exact ? picked(m, at, object.items.length) : null;
    if (chosen !== null && object.kind === 'tuple' && chosen.length === object.items.length && chosen[0] === 0) {
      retain(m.heap, object.id);
      return object.id;
    }
    const made = make(m, object.kind, object.kind, `slice:${object.kind}`);
    if (chosen !== null) for (const one of chosen) append(m.heap, made.id, object.items[one], m.session.mortuary);
    else {
      own(m.heap, made.id).open = object.open;
      for (const item of object.items) keepAnyNumber(m.heap, made.id, item);
      for (const member of object.bag) keepAnyNumber(m.heap, made.id, member);
    }
    return made.id;
  }
  if (exact && at !== null && (typeof at.data === 'number' || typeof at.data === 'boolean')) {
    const number = Number(at.data);
    const position = number < 0 ? number + object.items.length : number;
    if (position < 0 || position >= object.items.length) raise(m, 'IndexError');
    const value = object.items[position];
    retain(m.heap, value);
    return value;
  }
  m.mayRaise = true;
  return someOf(m, object);
}

/** One of the things that a container holds; it is not known which. */
function someOf(m: Moment, object: HeapObject): Value {
  let value: Value = object.open ? UNKNOWN : NOTHING;
  const items = object.kind === 'dict' ? object.items.filter((_, at) => at % 2 === 1) : object.items;
  const all = [...items, ...object.bag].filter((item) => item !== NOTHING);
  if (all.length === 0 || all.length > 40) {
    if (all.length > 0) expose(m, object.id);
    return UNKNOWN;
  }
  for (const item of all) value = value === NOTHING ? item : either(value, item);
  if (!isOne(value) && value.length > 5) {
    expose(m, object.id);
    return UNKNOWN;
  }
  retain(m.heap, value);
  return value;
}

function fromDict(m: Moment, object: HeapObject, index: Value): Value {
  const key = keyOf(m, index);
  if (key !== null && isExactDict(object)) {
    const at = object.names?.get(key);
    const value = at === undefined ? NOTHING : object.items[at];
    if (value === NOTHING) {
      if (object.data !== undefined && object.type === 'defaultdict') return missing(m, object, index);
      if (object.type === 'Counter') return result(m, 'int', 0);
      raise(m, 'KeyError');
    }
    if (isOne(value)) {
      retain(m.heap, value);
      return value;
    }
  }
  m.mayRaise = true;
  if (object.type === 'defaultdict') {
    // what it holds may be handed out, or something new be made and kept under the key
    if (typeof object.data !== 'string') havoc(m, [object.id]);
    expose(m, object.id);
    scatter(m.heap, object.id);
    own(m.heap, object.id).open = true;
    keepAnyNumber(m.heap, object.id, index);
    return UNKNOWN;
  }
  return someOf(m, object);
}

/** A `defaultdict` makes and keeps what is missing. */
function missing(m: Moment, object: HeapObject, index: Value): Value {
  const factory = object.data as string;
  const kind = factory === 'builtins.list' ? 'list' : factory === 'builtins.set' ? 'set' : factory === 'builtins.dict' ? 'dict' : null;
  let value: Value;
  if (kind === null)
    value =
      factory === 'builtins.int'
        ? result(m, 'int', 0)
        : factory === 'builtins.str'
          ? result(m, 'str', '')
          : factory === 'builtins.float'
            ? result(m, 'float', 0)
            : UNKNOWN;
  else {
    const made = make(m, kind, kind, `default:${kind}`);
    if (kind !== 'list') made.names = new Map();
    value = made.id;
  }
  setEntry(m, object.id, index, value);
  return value;
}

/** A character of a text that is not known, or a slice: a new text, or the text itself if it takes in everything. Takes over both references. */
function partOfText(m: Moment, type: string, owner: Value, index: Value): Value {
  const at = known(m, index);
  m.mayRaise = true;
  if (at === null || at.kind !== 'slice') {
    drop(m, index);
    drop(m, owner);
    return result(m, type === 'str' ? 'str' : 'int', undefined);
  }
  const isNew = !mayBeWhole(m, at) || isFleeting(m, owner);
  drop(m, index);
  if (isNew) drop(m, owner);
  return newOr(m, type, isNew ? [] : [owner]);
}

/** Takes over the references to text and index. */
function fromText(m: Moment, object: HeapObject, owner: Value, index: Value): Value {
  const at = known(m, index);
  const done = (value: Value): Value => {
    drop(m, owner);
    drop(m, index);
    return value;
  };
  if (object.type !== 'str' && object.type !== 'bytes') {
    m.mayRaise = true;
    return done(UNKNOWN);
  }
  if (at !== null) safely(m, [owner, index], () => refuseOtherThanWhole(m, at));
  const isPlain = typeof object.data === 'string' && !/[\ud800-\udfff]/.test(object.data);
  if (isPlain && at !== null && typeof object.data === 'string') {
    if (at.kind === 'slice') {
      const chosen = picked(m, at, object.data.length);
      if (chosen !== null) {
        if (chosen.length === object.data.length && (chosen.length < 2 || chosen[0] === 0)) {
          retain(m.heap, object.id);
          return done(object.id);
        }
        const { data, type } = object;
        done(NOTHING);
        return result(m, type, chosen.map((one) => data[one]).join(''));
      }
    } else if (typeof at.data === 'number') {
      const position = at.data < 0 ? at.data + object.data.length : at.data;
      if (position < 0 || position >= object.data.length) safely(m, [owner, index], () => raise(m, 'IndexError'));
      const { data, type } = object;
      done(NOTHING);
      return type === 'str' ? result(m, 'str', data[position]) : result(m, 'int', data.charCodeAt(position));
    }
  }
  return partOfText(m, object.type, owner, index);
}
