/** Enumerations: the class body keeps every value it is given in a list, and each value becomes a member that holds the class twice. */
import { append, look, own, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { keyOf } from './container.ts';
import { known, make, result } from './object.ts';
import { classData } from './type.ts';

/** The type of the namespace that the body of an enumeration fills. */
export const ENUM_DICT = 'EnumDict';

const bases = new Set(['Enum', 'IntEnum', 'StrEnum', 'Flag', 'IntFlag', 'ReprEnum'].map((name) => `enum.${name}`));

/** Whether a class is an enumeration, of the library or of the file. */
export function isEnumeration(m: Moment, type: HeapObject | null): boolean {
  if (type === null) return false;
  if (type.kind === 'external') return bases.has(String(type.data));
  return classData(type)?.order.some((id) => look(m.heap, id).kind === 'external' && bases.has(String(look(m.heap, id).data))) ?? false;
}

/** Names that are no members: special ones, and those that belong to `enum` itself. */
const isReserved = (name: string): boolean => /^__.*__$|^_[^_].*_$/.test(name);

/** A name of the body of an enumeration is bound: the value is held by the list of values, too; what `auto` stands for is put in its place. */
export function noteValue(m: Moment, space: number, name: string, given: Value): void {
  if (isReserved(name) || isDescriptor(m, given)) return;
  let value = given;
  if (known(m, given)?.type === 'auto') {
    value = result(m, 'int', undefined);
    m.session.memo.set(`auto:${String(value)}`, 1);
    storeNamed(m.heap, space, name, value, m.session.mortuary);
    drop(m, value);
  }
  append(m.heap, space, value, m.session.mortuary);
  // private names are members up to 3.10 only
  if (name.startsWith('_') && isOne(value) && value > UNKNOWN) own(m.heap, value).outsideHigh = ANY;
}

function isDescriptor(m: Moment, value: Value): boolean {
  const object = known(m, value);
  return (
    object !== null && (['function', 'property', 'class'].includes(object.kind) || (object.kind === 'builtin' && object.type !== 'auto'))
  );
}

/** How often the class of an enumeration holds itself, apart from its members; `null` if not known. */
export function ownOfEnumeration(m: Moment, parents: readonly (HeapObject | null)[]): number | null {
  const mixed = parents.filter((parent) => parent !== null && !isEnumeration(m, parent));
  if (mixed.length === 0) return 1;
  // the descriptors for `__dict__` and `__weakref__`, which a text does not have
  return mixed.length === 1 && mixed[0]?.data === 'builtins.str' ? 3 : null;
}

/** The values of the body become members; a value that was there before makes another name for its member. */
export function makeMembers(m: Moment, type: number): void {
  const made = new Map<string, number>();
  for (const [name, index] of look(m.heap, type).names ?? []) {
    const value = look(m.heap, type).items[index];
    if (value === NOTHING || isReserved(name) || isDescriptor(m, value)) continue;
    const isAuto = isOne(value) && m.session.memo.has(`auto:${value}`);
    const kind = known(m, value)?.kind;
    const key = kind === 'constant' || kind === 'tuple' ? keyOf(m, value) : null;
    if ((key === null && !isAuto) || name.startsWith('_')) {
      // it may be equal to a value before it, or a descriptor that some decorator made, and then it makes no member
      own(m.heap, type).outsideHigh = ANY;
      continue;
    }
    const before = key === null ? undefined : made.get(key);
    const member = before ?? makeMember(m, type, name, value);
    storeNamed(m.heap, type, name, member, m.session.mortuary);
    if (before !== undefined) continue;
    drop(m, member);
    if (key !== null) made.set(key, member);
  }
}

/** A new member with one reference. How many the library holds differs between versions. */
function makeMember(m: Moment, type: number, name: string, value: Value): number {
  const made = make(m, 'instance', classData(look(m.heap, type))?.name ?? null, `member:${name}`);
  made.outsideHigh = ANY;
  made.names = new Map();
  append(m.heap, made.id, type, m.session.mortuary);
  // `__objclass__`
  append(m.heap, made.id, type, m.session.mortuary);
  storeNamed(m.heap, made.id, 'value', value, m.session.mortuary);
  if (isOne(value) && value > UNKNOWN) own(m.heap, value).outsideHigh = ANY;
  return made.id;
}
