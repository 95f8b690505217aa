/** Makes objects: constants, numbers and strings that a computation yields, containers, instances. */
import { look, create, own, retain } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject, ObjectKind } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { countingOf } from '../lower/constant.ts';
import type { Constant } from '../lower/constant.ts';
import { nextNumber, nodeAtMoment } from '../machine.ts';
import type { Moment, Session } from '../machine.ts';

/** An object that is never counted, by what it is; made when first asked for. */
export function shared(session: Session, heap: Heap, key: string, kind: ObjectKind, type: string | null, data: unknown): number {
  const known = session.shared.get(key);
  if (known !== undefined) return known;
  const id = -Math.max(1, heap.base.length);
  if (heap.base.length === 0) heap.base.length = 1;
  heap.base.push({
    id,
    stamp: 0,
    kind,
    type,
    counting: kind === 'constant' && type !== null && countingOf(session.version, type, data, false) === 'shared' ? 'shared' : 'immortal',
    perhapsShared: false,
    data,
    items: [],
    places: [],
    names: null,
    bag: [],
    open: kind === 'external',
    namesStamp: 0,
    held: 0,
    maybe: 0,
    outsideLow: 0,
    outsideHigh: 0,
    base: 0,
    escaped: false,
    dirty: true,
    many: false,
    dead: false,
    finalized: false,
    site: -1,
  });
  session.shared.set(key, id);
  return id;
}

/** A library object by its dotted name. */
export const external = (session: Session, heap: Heap, name: string): number =>
  shared(session, heap, `external:${name}`, 'external', null, name);
export const none = (m: Moment): number => shared(m.session, m.heap, 'NoneType:null', 'constant', 'NoneType', null);
export const bool = (m: Moment, value: boolean): number => shared(m.session, m.heap, `bool:${value}`, 'constant', 'bool', value);

/** A constant of the source; every equal literal of the file is the same object. */
export function constantObject(session: Session, heap: Heap, constant: Constant): number {
  const { type, value } = constant;
  const emptyTuple = type === 'tuple' && constant.items.length === 0;
  const counting = countingOf(session.version, type, emptyTuple ? '' : value, true);
  if (counting !== 'counted' || session.program.lazy) {
    const id = shared(session, heap, constant.key, type === 'tuple' ? 'tuple' : type === 'frozenset' ? 'set' : 'constant', type, value);
    const object = heap.base[-id];
    object.counting = counting === 'counted' ? 'shared' : counting;
    if (object.items.length === 0) object.items = constant.items.map((item) => constantObject(session, heap, item));
    return id;
  }
  const known = session.shared.get(constant.key);
  if (known !== undefined) return known;
  const id = (session.count += 1);
  session.shared.set(constant.key, id);
  const container = type === 'tuple' ? 'tuple' : type === 'frozenset' ? 'set' : 'constant';
  const object = create(heap, id, container, type, -1);
  object.data = value;
  object.outsideLow = constant.holders;
  object.outsideHigh = constant.mostHolders;
  if (type === 'tuple' && constant.items.length > 0 && constant.items.every((item) => item.type === 'str')) {
    const names = constant.items.map((item) => String(item.value));
    if (session.program.nameTuples.has(names.sort().join(' '))) object.outsideHigh = ANY;
  }
  for (const item of constant.items) {
    const inner = constantObject(session, heap, item);
    retain(heap, inner);
    own(heap, id).items.push(inner);
    own(heap, id).places.push(0);
  }
  return id;
}

/** A new object with one reference, which the caller owns. */
export function make(m: Moment, kind: ObjectKind, type: string | null, what = ''): HeapObject {
  const id = nextNumber(m, what === '' ? kind : what);
  const object = create(m.heap, id, kind, type, nodeAtMoment(m));
  object.held = 1;
  return object;
}

/** The result of a computation: a number, string, boolean. Owned by the caller. `value` is `undefined` if not known. */
export function result(m: Moment, type: string, value: unknown): Value {
  const counting = value === undefined ? 'counted' : countingOf(m.session.version, type, value, false);
  if (type === 'NoneType') return none(m);
  if (counting !== 'counted') {
    const id = shared(m.session, m.heap, `${type}:${String(value)}`, 'constant', type, value);
    m.heap.base[-id].counting = counting;
    return id;
  }
  if (type === 'bool') {
    const id = shared(m.session, m.heap, 'bool:?', 'constant', 'bool', undefined);
    m.heap.base[-id].counting = countingOf(m.session.version, 'bool', true, false);
    return id;
  }
  const object = make(m, 'constant', type, `result:${type}`);
  object.data = value;
  object.perhapsShared = value === undefined && (type === 'int' || type === 'str' || type === 'bytes');
  return object.id;
}

/** Reports the birth of an object that a construct of the file makes. */
export function announce(m: Moment, object: HeapObject): void {
  m.session.born(m, object);
}

/** The single known object that a value is, or `null`. */
export const known = (m: Moment, value: Value): HeapObject | null =>
  isOne(value) && value !== UNKNOWN && value !== 0 ? look(m.heap, value) : null;

/** The payload of a constant, or `undefined`. */
export const payload = (m: Moment, value: Value): unknown => {
  const object = known(m, value);
  return object !== null && object.kind === 'constant' ? object.data : undefined;
};

/** The exact type of a value by name, if all that it may be agree. */
export function typeOf(m: Moment, value: Value): string | null {
  if (isOne(value)) return value === UNKNOWN || value === 0 ? null : look(m.heap, value).type;
  let agreed: string | null = null;
  for (const member of value) {
    const type = member === UNKNOWN || member === 0 ? null : look(m.heap, member).type;
    if (type === null || (agreed !== null && agreed !== type)) return null;
    agreed = type;
  }
  return agreed;
}

/** The truth of a value: yes, no, or not known. */
export function truth(m: Moment, value: Value): boolean | undefined {
  if (!isOne(value)) {
    const each = value.map((member) => truth(m, member));
    return each.every((one) => one === each[0]) ? each[0] : undefined;
  }
  if (value === UNKNOWN || value === 0) return undefined;
  const object = look(m.heap, value);
  switch (object.kind) {
    case 'constant': {
      const { data, type } = object;
      if (data === undefined) return type === 'ellipsis' ? true : undefined;
      return data !== null && data !== false && data !== 0 && data !== '' && data !== 0n;
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'dict': {
      if (object.kind === 'dict' || object.kind === 'set') {
        if (object.names !== null && object.names.size > 0 && !object.open && object.bag.length === 0)
          return [...object.names.values()].every((index) => object.items[index] !== 0 && isOne(object.items[index])) ? true : undefined;
      } else if (object.items.length > 0) return true;
      if (object.kind === 'set' && object.type === 'frozenset' && object.items.length > 0) return true;
      return object.open || object.bag.length > 0 || object.many ? undefined : false;
    }
    case 'class':
    case 'function':
    case 'method':
    case 'module':
    case 'generator':
    case 'property':
      return true;
    default:
      return undefined;
  }
}
