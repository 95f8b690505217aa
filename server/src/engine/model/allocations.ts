/**
 * What the collector counts: which parts of an object are allocations of their own to it, which kinds the interpreter keeps for reuse instead of
 * freeing them, and what calls allocate for their own use. By version; a test counts with `gc.get_count()` on every CPython.
 */
import { atLeast, type PythonVersion } from '../../base/version.ts';

/** An allocation as the collector counts it. `size`: the number of items of a tuple. */
export interface Part {
  readonly kind: 'list' | 'dict' | 'tuple' | 'frame' | 'method' | 'other';
  readonly size: number;
}

export const part = (kind: Part['kind'], size = 0): Part => ({ kind, size });

/** Where freed objects of a kind wait for the next one, which is then no allocation; `null` if there is no such place. */
export function freeListOf(version: PythonVersion, { kind, size }: Part): { readonly key: string; readonly most: number } | null {
  switch (kind) {
    case 'list':
    case 'dict':
      return { key: kind, most: 80 };
    case 'tuple':
      return size < 20 ? { key: `tuple:${size}`, most: 2000 } : null;
    case 'frame':
      return atLeast(version, 11) ? null : { key: kind, most: 200 };
    case 'method':
      return atLeast(version, 9) ? null : { key: kind, most: 256 };
    default:
      return null;
  }
}

/** From 3.14 on what is tracked is counted, not what is allocated: what is kept for reuse is counted as freed, and a full collection keeps it. */
export const countsTracked = (version: PythonVersion): boolean => atLeast(version, 14);

/** An automatic collection runs between two instructions, at a call or where a loop goes back, instead of inside the allocation. */
export const collectsBetweenInstructions = (version: PythonVersion): boolean => atLeast(version, 12);

/**
 * What a call of a library function or type allocates while it runs and frees again, or `null` if that is not known.
 *
 * @param given the number of arguments, none of them by keyword.
 */
export function takenByCall(version: PythonVersion, name: string, given: number): readonly Part[] | null {
  const tuple = given === 0 ? [] : [part('tuple', given)];
  if (plain.has(name)) return [];
  if (types.has(name)) return atLeast(version, 9) ? [] : tuple;
  if (converters.has(name)) return atLeast(version, 13) ? [] : tuple;
  return null;
}

/** Functions that get their arguments without a tuple, and allocate nothing that the collector counts. */
const plain = new Set(
  [
    'len isinstance id abs hash ord chr callable issubclass',
    'gc.collect gc.enable gc.disable gc.isenabled gc.set_threshold gc.freeze gc.unfreeze gc.get_count gc.get_threshold gc.get_freeze_count',
  ].flatMap((line) => line.split(' ').map((name) => (name.includes('.') ? name : `builtins.${name}`))),
);
const types = new Set(['builtins.range', 'builtins.list', 'builtins.dict', 'builtins.set', 'builtins.tuple']);
const converters = new Set(['builtins.str', 'builtins.int']);

/** Methods of lists, sets and dictionaries that allocate nothing that the collector counts. */
export const plainMethods: ReadonlySet<string> = new Set([
  'append',
  'pop',
  'add',
  'discard',
  'remove',
  'clear',
  'insert',
  'get',
  'reverse',
  'count',
  'index',
]);
