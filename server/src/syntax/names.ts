/**
 * Interned identifiers: one number for each distinct name, the same in every tree of this process.
 *
 * Numbers depend on the order in which texts were read, so they may be compared for equality but never ordered or shown.
 * 0 is "no name".
 */

const texts: string[] = [''];
const numbers = new Map<string, number>();

/** The number of a name; makes one for a new name. */
export function intern(name: string): number {
  let number = numbers.get(name);
  if (number === undefined) {
    number = texts.length;
    texts.push(name);
    numbers.set(name, number);
  }
  return number;
}

/** The name that a number stands for; '' for 0. */
export const nameOf = (number: number): string => texts[number] ?? '';
