/**
 * What a place may refer to: one object, nothing, or any of a few objects.
 *
 * A value is the number of an object (0: nothing is bound; negative: an object that is never counted), or a sorted list of two or more such numbers, one of which it is.
 */

export type Value = number | readonly number[];

/** Nothing is bound. */
export const NOTHING = 0;
/** Some object about which nothing is known; it is none of the objects that only this simulation holds. */
export const UNKNOWN = 1;

/** More alternatives than this are given up for `UNKNOWN`. */
export const WIDEST = 6;

export const isOne = (value: Value): value is number => typeof value === 'number';

/** The objects that a value may be, `NOTHING` and `UNKNOWN` included. */
export const membersOf = (value: Value): readonly number[] => (typeof value === 'number' ? [value] : value);

export const sameValue = (one: Value, other: Value): boolean => {
  if (one === other) return true;
  if (typeof one === 'number' || typeof other === 'number' || one.length !== other.length) return false;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
};

/** The value that may be whatever either may be: the least upper bound. */
export function either(one: Value, other: Value): Value {
  if (sameValue(one, other)) return one;
  const all = new Set<number>(membersOf(one));
  for (const member of membersOf(other)) all.add(member);
  if (all.size === 1) return [...all][0];
  const sorted = [...all].sort((a, b) => a - b);
  return sameValue(sorted, one) ? one : sorted;
}

/** The value without one of its alternatives; `NOTHING` if none is left. */
export function without(value: Value, object: number): Value {
  if (typeof value === 'number') return value === object ? NOTHING : value;
  const rest = value.filter((member) => member !== object);
  return rest.length === value.length ? value : rest.length === 1 ? rest[0] : rest.length === 0 ? NOTHING : rest;
}

/** The value with one object put for another. */
export function renamed(value: Value, from: number, to: number): Value {
  if (typeof value === 'number') return value === from ? to : value;
  if (!value.includes(from)) return value;
  return either(without(value, from), to);
}
