/**
 * An object of the simulated heap: the references it owns, and what is known about its own count.
 *
 * The count of an object is never stored. It is the number of slots that surely hold it (`held`), between none and all of those that may hold it
 * (`maybe`), and what the outside may hold (`outside`).
 */
import type { Node } from '../../syntax/tree.ts';
import type { Value } from './value.ts';

/** What an object is, as far as the steps treat it differently. */
export type ObjectKind =
  | 'constant' // int, float, str, bytes, bool, None …: `data` is its value, `undefined` if that is not known
  | 'list'
  | 'tuple'
  | 'set'
  | 'dict'
  | 'instance'
  | 'class'
  | 'function'
  | 'method'
  | 'module'
  | 'cell'
  | 'frame'
  | 'generator'
  | 'iterator'
  | 'exception'
  | 'property'
  | 'super'
  | 'slice'
  | 'weakref'
  | 'external' // a library object with a dotted name, never counted
  | 'opaque' // some object of unknown type that the outside holds
  | 'builtin'; // an object of a library type whose inside is not modelled; `items` are the references it keeps

/** How CPython counts an object: not at all, process-wide so that no number makes sense, or as everything else. */
export type Counting = 'immortal' | 'shared' | 'counted';

export interface HeapObject {
  readonly id: number;
  /** The state that may change this object in place; others copy it first. */
  stamp: number;
  kind: ObjectKind;
  /** Exact type by name where it is known, else `null`. */
  type: string | null;
  counting: Counting;
  /** A number or string that may turn out to be one of those that the process shares. */
  perhapsShared: boolean;
  /** The value of a constant, the code of a function, the position of an iterator …; `undefined` if not known. */
  data: unknown;
  /** The references that this object owns. */
  items: Value[];
  /** The syntax nodes that stored `items`, 0 if unknown. */
  places: Node[];
  /** Where a named reference (attribute, dict value, local variable) stands in `items`. */
  names: Map<string, number> | null;
  /** The state that may change `names` in place; others copy them first. */
  namesStamp: number;
  /** Objects held here any number of times: what is left of contents whose order and number are not known. */
  bag: readonly number[];
  /** There may be contents beyond `items` and `bag`. */
  open: boolean;
  held: number;
  maybe: number;
  outsideLow: number;
  outsideHigh: number;
  /** The parameter (by number, from 1) whose count on entry this object's count is relative to; 0: none. */
  base: number;
  /** Code that is not simulated may reach it. */
  escaped: boolean;
  /** It was touched since unknown code last had its turn, so it may hold something that unknown code has not seen. */
  dirty: boolean;
  /** Stands for any number of objects that one place made, all but the last. */
  many: boolean;
  dead: boolean;
  finalized: boolean;
  /** The construct that made it; -1 if it came from outside. */
  site: Node;
}

/** The `data` of a cell that only the frame it belongs to can store in. */
export const SEALED = 'sealed';

/**
 * The `data` of a cell that alone holds its object while code that is not simulated runs, and of an object of the outside that such a cell holds: that code may
 * change what is in the object, and nothing else.
 */
export const ALONE = 'alone';

/** More than any count: "any number of times". */
export const ANY = 1e9;

/** The least and the most references that an object can have; `high` ≥ `ANY / 2` means that there is no bound. */
export const leastCount = (object: HeapObject): number => (object.many ? 0 : object.held + object.outsideLow);
export const mostCount = (object: HeapObject): number => (object.many ? ANY : object.held + object.maybe + object.outsideHigh);
