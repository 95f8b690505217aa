/** Classes and their families: method resolution, subclass tests over the classes of the file and the builtin exceptions. */
import { look } from '../domain/heap.ts';
import type { Heap } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Moment } from '../machine.ts';
import { exceptionBases } from '../model/exceptions.ts';
import { isBare } from '../model/layout.ts';

/** What a class object knows beside its references; never changes. */
export interface ClassData {
  readonly name: string;
  /** Method resolution order: numbers of objects, itself first; external classes included. */
  readonly order: readonly number[];
  /** All of `order` is known code of this file, or `object`. */
  readonly known: boolean;
  /** An exception can be made of it, or that is not known. */
  readonly isException: boolean;
  /** Attributes live in fixed slots. */
  readonly slots: readonly string[] | null;
  /** Names that the class body annotates, in order. */
  readonly annotated: readonly string[];
  /** The fields that the `__init__` made by `@dataclass` takes, with those of the bases; `null` if there is no such `__init__`. */
  readonly fields: readonly string[] | null;
}

export const classData = (object: HeapObject): ClassData | null => (object.kind === 'class' ? (object.data as ClassData) : null);

/** An attribute found along the method resolution order; `undefined` if no class of the file has it. */
export const findInClass = (m: Moment, type: HeapObject, name: string): { value: Value; complete: boolean } | undefined =>
  findMethod(m.heap, type, name);

export function findMethod(heap: Heap, type: HeapObject, name: string): { value: Value; complete: boolean } | undefined {
  const data = classData(type);
  if (data === null) return undefined;
  for (const id of data.order) {
    const one = look(heap, id);
    if (one.kind !== 'class') {
      if (isBare(String(one.data))) continue;
      return undefined;
    }
    const index = one.names?.get(name);
    if (index !== undefined && one.items[index] !== 0) return { value: one.items[index], complete: isOne(one.items[index]) };
    if (one.open) return { value: UNKNOWN, complete: false };
  }
  return undefined;
}

/** Whether a class of the file is fully known, so that what is not found is not there. */
export function isClosed(m: Moment, type: HeapObject): boolean {
  const data = classData(type);
  if (data === null) return false;
  return data.order.every((id) => {
    const one = look(m.heap, id);
    return one.kind === 'class' ? !one.open : isBare(String(one.data)) || one.data === 'builtins.Exception';
  });
}

export function isSubclass(m: Moment, type: HeapObject, wanted: HeapObject): boolean | undefined {
  if (type.id === wanted.id) return true;
  const data = classData(type);
  if (data !== null) {
    if (data.order.includes(wanted.id)) return true;
    let open: boolean | undefined = false;
    for (const id of data.order) {
      const one = look(m.heap, id);
      if (one.kind === 'class') continue;
      const answer = isSubclass(m, one, wanted);
      if (answer === true) return true;
      if (answer === undefined) open = undefined;
    }
    return open;
  }
  if (type.kind !== 'external' || typeof type.data !== 'string') return undefined;
  if (wanted.kind === 'class') return false;
  if (typeof wanted.data !== 'string') return undefined;
  let name: string | undefined = type.data.replace(/^builtins\./, '');
  const goal = wanted.data.replace(/^builtins\./, '');
  if (goal === 'object') return true;
  if (!(name in exceptionBases)) return name === goal ? true : name === 'object' ? false : undefined;
  if (!(goal in exceptionBases) && goal !== 'BaseException') return false;
  while (name !== undefined) {
    if (name === goal) return true;
    name = exceptionBases[name];
  }
  return false;
}
