/** Lists, tuples, sets, dictionaries: one reference for each slot, key and value. */
import { append, keepAnyNumber, look, own, ownNames, release, retain, scatter } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, peek, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { contentsOf, expose } from './iteration.ts';
import { nextOf } from './next.ts';
import { announce, known, make, result } from './object.ts';
import { havoc } from './unknown.ts';
import { findInClass } from './type.ts';

export function installContainer(steps: StepTable): void {
  steps[Op.BuildList] = (m, count) => build(m, 'list', count);
  steps[Op.BuildTuple] = (m, count) => build(m, 'tuple', count);
  steps[Op.BuildSet] = (m, count) => {
    const values = popMany(m, count);
    const made = make(m, 'set', 'set', 'set');
    made.names = new Map();
    announce(m, made);
    push(m, made.id);
    for (const value of values) {
      addToSet(m, made.id, value);
      drop(m, value);
    }
  };
  steps[Op.BuildDict] = (m) => {
    const made = make(m, 'dict', 'dict', 'dict');
    made.names = new Map();
    announce(m, made);
    push(m, made.id);
  };
  steps[Op.BuildSlice] = (m, isConstant) => {
    const made = make(m, 'slice', 'slice', 'slice');
    const values = popMany(m, 3);
    const body = own(m.heap, made.id);
    body.items = values;
    body.places = [0, 0, 0];
    if (isConstant === 1) {
      body.outsideLow = 1;
      body.outsideHigh = ANY;
    }
    push(m, made.id);
  };
  steps[Op.AppendItem] = (m, depth) => {
    const value = pop(m);
    appendTo(m, peek(m, depth), value);
    drop(m, value);
  };
  steps[Op.AddItem] = (m, depth) => {
    const value = pop(m);
    withOne(m, peek(m, depth), [value], (id) => addToSet(m, id, value));
    drop(m, value);
  };
  steps[Op.AddEntry] = (m, depth) => {
    const value = pop(m);
    const key = pop(m);
    withOne(m, peek(m, depth), [key, value], (id) => setEntry(m, id, key, value));
    drop(m, key);
    drop(m, value);
  };
  steps[Op.ExtendList] = (m, depth) => {
    const source = pop(m);
    extendList(m, peek(m, depth), source);
  };
  steps[Op.ExtendSet] = (m, depth) => {
    const source = pop(m);
    const target = peek(m, depth);
    const contents = contentsOf(m, source);
    if (contents === null) {
      expose(m, source);
      withOne(m, target, [source], (id) => {
        own(m.heap, id).open = true;
      });
    } else {
      for (const value of contents) {
        withOne(m, target, [value], (id) => addToSet(m, id, value));
        drop(m, value);
      }
    }
    drop(m, source);
  };
  steps[Op.ExtendDict] = (m, depth) => {
    const source = pop(m);
    withOne(m, peek(m, depth), [source], (id) => updateDict(m, id, source));
    drop(m, source);
  };
  steps[Op.ListToTuple] = (m) => {
    const list = pop(m);
    const object = known(m, list);
    const made = make(m, 'tuple', 'tuple', 'tuple');
    push(m, made.id);
    if (object === null || object.kind !== 'list') made.open = true;
    else copyContents(m, object, made.id);
    drop(m, list);
  };
}

function popMany(m: Moment, count: number): Value[] {
  const values: Value[] = [];
  for (let at = 0; at < count; at += 1) values.push(pop(m));
  return values.reverse();
}

function build(m: Moment, kind: 'list' | 'tuple', count: number): void {
  if (kind === 'tuple' && count === 0) {
    push(m, result(m, 'tuple', ''));
    return;
  }
  const made = make(m, kind, kind, kind);
  const values = popMany(m, count);
  const body = own(m.heap, made.id);
  body.items = values;
  body.places = values.map(() => m.session.mortuary.place);
  announce(m, body);
  push(m, made.id);
}

/** All references of one container, held once more by another. */
export function copyContents(m: Moment, from: HeapObject, to: number): void {
  for (const item of from.items.slice()) append(m.heap, to, item, m.session.mortuary);
  for (const member of from.bag) keepAnyNumber(m.heap, to, member);
  if (from.open) own(m.heap, to).open = true;
}

/** Does something to the container if it is known; else it gets hold of the values in a way that is not followed. */
function withOne(m: Moment, target: Value, values: readonly Value[], act: (id: number) => void): void {
  const object = known(m, target);
  if (object === null || object.id <= UNKNOWN) havoc(m, values);
  else act(object.id);
}

/** One more reference to the value, at the end of a list. */
export function appendTo(m: Moment, list: Value, value: Value): void {
  withOne(m, list, [value], (id) => {
    const object = look(m.heap, id);
    if (object.many || object.bag.length > 0 || object.kind !== 'list') keepAnyNumber(m.heap, id, value);
    else append(m.heap, id, value, m.session.mortuary);
  });
}

/** Takes over the reference to the source. */
export function extendList(m: Moment, list: Value, source: Value): void {
  const object = known(m, list);
  if (object === null || object.id <= UNKNOWN) havoc(m, [source]);
  else {
    const contents = contentsOf(m, source);
    if (contents === null && known(m, source)?.kind === 'generator' && m.session.undecided === 0) takeAll(m, object.id, source);
    else if (contents === null) {
      scatter(m.heap, object.id);
      own(m.heap, object.id).open = true;
      expose(m, source);
    } else {
      for (const value of contents) {
        appendTo(m, list, value);
        drop(m, value);
      }
    }
  }
  drop(m, source);
}

/** Appends all that a generator yields, as long as that is decided. */
function takeAll(m: Moment, list: number, source: Value): void {
  for (let count = 0; count < 50_000; count += 1) {
    const next = nextOf(m, source);
    if (next.kind === 'end') return;
    appendTo(m, list, next.value);
    drop(m, next.value);
    if (next.kind === 'either') break;
  }
  scatter(m.heap, list);
  own(m.heap, list).open = true;
}

// ------------------------------------------------------------------ keys

/** The value of a constant as text. */
const textOf = (data: unknown): string =>
  typeof data === 'string' ? data : typeof data === 'number' || typeof data === 'bigint' || typeof data === 'boolean' ? `${data}` : '';

/** A text that is the same for equal keys, or `null` where equality is not worked out. */
export function keyOf(m: Moment, value: Value): string | null {
  const object = known(m, value);
  if (object === null) return null;
  switch (object.kind) {
    case 'constant': {
      const { data, type } = object;
      if (data === undefined) return null;
      if (type === 'str') return `s:${textOf(data)}`;
      if (type === 'bytes') return `b:${textOf(data)}`;
      if (type === 'NoneType') return 'None';
      if (type === 'int' || type === 'bool' || type === 'float')
        return `n:${Number(data) === Math.trunc(Number(data)) && typeof data !== 'bigint' ? String(Number(data) + 0) : textOf(data)}`;
      return null;
    }
    case 'tuple': {
      if (object.open || object.bag.length > 0) return null;
      const parts = object.items.map((item) => keyOf(m, item));
      return parts.some((part) => part === null) ? null : `t:(${parts.join('|')})`;
    }
    case 'function':
    case 'class':
      return object.many ? null : `o:${object.id}`;
    case 'instance': {
      const type = known(m, object.items[0] ?? UNKNOWN);
      const plain =
        type !== null &&
        !object.many &&
        !type.open &&
        findInClass(m, type, '__eq__') === undefined &&
        findInClass(m, type, '__hash__') === undefined;
      return plain ? `o:${object.id}` : null;
    }
    case 'method': {
      // two bound methods are equal where object and function are the same
      const [owner, target] = [known(m, object.items[0] ?? UNKNOWN), known(m, object.items[1] ?? UNKNOWN)];
      return object.many || owner === null || owner.many || target === null || target.kind !== 'function'
        ? null
        : `m:${owner.id}.${target.id}`;
    }
    default:
      return null;
  }
}

export const isExactDict = (object: HeapObject): boolean =>
  !object.open && object.bag.length === 0 && object.names !== null && !object.many;

export function setEntry(m: Moment, id: number, key: Value, value: Value): void {
  const { mortuary } = m.session;
  const text = keyOf(m, key);
  const object = look(m.heap, id);
  if (text === null || object.names === null || object.many || object.bag.length > 0) {
    if (object.names !== null) scatter(m.heap, id);
    keepAnyNumber(m.heap, id, key);
    keepAnyNumber(m.heap, id, value);
    return;
  }
  const index = object.names.get(text);
  if (index !== undefined && object.items[index] !== NOTHING) {
    retain(m.heap, value);
    const body = own(m.heap, id);
    const old = body.items[index];
    body.items[index] = value;
    body.places[index] = mortuary.place;
    if (body.escaped) m.heap.leaks.push(...(isOne(value) && value > UNKNOWN ? [value] : []));
    release(m.heap, old, mortuary);
    return;
  }
  ownNames(own(m.heap, id)).delete(text);
  append(m.heap, id, key, mortuary);
  append(m.heap, id, value, mortuary);
  const body = own(m.heap, id);
  ownNames(body).set(text, body.items.length - 1);
}

/** Something goes out of a container, and it is not known what: whatever it held may be held elsewhere or nowhere. The container itself is held as before. */
export function shake(m: Moment, id: number): void {
  const { bag, items } = look(m.heap, id);
  havoc(m, [...bag, ...items]);
  scatter(m.heap, id);
  const body = own(m.heap, id);
  body.data = undefined;
  body.open = true;
}

/** Takes an entry out; answers whether the key was there, `null` if that is not known. The value is handed over if `keep`. */
export function takeEntry(m: Moment, id: number, key: Value): { found: boolean | null; value: Value } {
  const text = keyOf(m, key);
  const object = look(m.heap, id);
  if (text === null || !isExactDict(object)) {
    // the values may go: none of them is surely held any more
    shake(m, id);
    return { found: null, value: UNKNOWN };
  }
  const index = object.names?.get(text);
  if (index === undefined || object.items[index] === NOTHING) return { found: false, value: NOTHING };
  const value = object.items[index];
  const maybe = !isOne(value);
  if (maybe) {
    shake(m, id);
    return { found: null, value: UNKNOWN };
  }
  const body = own(m.heap, id);
  const oldKey = body.items[index - 1];
  body.items[index] = NOTHING;
  body.items[index - 1] = NOTHING;
  ownNames(body).delete(text);
  compact(body);
  release(m.heap, oldKey, m.session.mortuary);
  return { found: true, value };
}

/** Gives back the slots of entries that were taken out, when most are. */
function compact(body: HeapObject): void {
  if (body.names === null || body.items.length < 64 || body.names.size * 4 > body.items.length) return;
  const items: Value[] = [];
  const places: number[] = [];
  for (const [name, index] of body.names) {
    items.push(body.items[index - 1], body.items[index]);
    places.push(body.places[index - 1], body.places[index]);
    ownNames(body).set(name, items.length - 1);
  }
  body.items = items;
  body.places = places;
}

export function addToSet(m: Moment, id: number, value: Value): void {
  const text = keyOf(m, value);
  const object = look(m.heap, id);
  if (text === null || object.names === null || object.many || object.bag.length > 0) {
    if (object.names !== null) scatter(m.heap, id);
    keepAnyNumber(m.heap, id, value);
    return;
  }
  const index = object.names.get(text);
  if (index !== undefined && object.items[index] !== NOTHING) return;
  append(m.heap, id, value, m.session.mortuary);
  const body = own(m.heap, id);
  ownNames(body).set(text, body.items.length - 1);
}

export function updateDict(m: Moment, id: number, source: Value): void {
  const from = known(m, source);
  if (from === null || from.kind !== 'dict' || !isExactDict(from) || from.items.some((item) => !isOne(item))) {
    scatter(m.heap, id);
    own(m.heap, id).open = true;
    expose(m, source);
    return;
  }
  for (const index of [...(from.names?.values() ?? [])]) {
    if (from.items[index] !== NOTHING) setEntry(m, id, from.items[index - 1], from.items[index]);
  }
}
