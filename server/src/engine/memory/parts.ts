/** The allocations that make up an object, as the collector counts them; `null` where that is not modelled. */
import type { Heap } from '../domain/heap.ts';
import { look } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import { part } from '../model/allocations.ts';
import type { Part } from '../model/allocations.ts';
import { isBare } from '../model/layout.ts';
import type { FunctionData } from '../step/call.ts';
import { classData } from '../step/type.ts';

const nothing: readonly Part[] = [];
const one: readonly Part[] = [part('other')];
const list: readonly Part[] = [part('list')];
const dict: readonly Part[] = [part('dict')];
const method: readonly Part[] = [part('method')];

/** The dictionary of an instance, up to 3.10, is left out: it comes with the first attribute. */
export function partsOf(heap: Heap, object: HeapObject): readonly Part[] | null {
  const { kind, type, items } = object;
  switch (kind) {
    case 'constant':
    case 'frame':
    case 'external':
      return nothing;
    case 'list':
      return type === 'list' ? list : null;
    case 'dict':
      return type === 'dict' ? dict : null;
    case 'set':
    case 'cell':
      return one;
    case 'tuple':
      return type !== 'tuple' ? null : items.length === 0 ? nothing : [part('tuple', items.length)];
    case 'method':
      return type === 'method' ? method : null;
    case 'iterator':
      return type === 'list_iterator' || type === 'tuple_iterator' ? one : type === 'range_iterator' ? nothing : null;
    case 'builtin':
      return type === 'range' ? nothing : null;
    case 'instance':
      return isPlainInstance(heap, object) ? one : null;
    case 'function': {
      const free = (object.data as FunctionData | undefined)?.code.free.length;
      return free === undefined ? null : free === 0 ? one : [part('tuple', free), part('other')];
    }
    default:
      return null;
  }
}

/** Whether an instance can have a dictionary: its class, or a base of it in the file, has no `__slots__`. */
export function hasDictionary(heap: Heap, { kind, items }: HeapObject): boolean {
  const [type] = items;
  if (kind !== 'instance' || type === undefined || !isOne(type) || type <= UNKNOWN) return false;
  return classData(look(heap, type))?.order.some((id) => classData(look(heap, id))?.slots === null) === true;
}

/** Of a class whose bases are classes of the file, or add nothing. */
export function isPlainInstance(heap: Heap, { items }: HeapObject): boolean {
  const [type] = items;
  if (type === undefined || !isOne(type) || type <= UNKNOWN) return false;
  const data = classData(look(heap, type));
  return data !== null && data.known && data.order.every((id) => look(heap, id).kind === 'class' || isBare(String(look(heap, id).data)));
}
