/**
 * Interned identifiers: one number for each distinct name, the same in every tree of this process.
 *
 * Numbers depend on the order in which texts were read, so they may be compared for equality but never ordered or shown.
 * 0 is "no name". A lexer interns straight from its code units (`internRange`), so a name that is known makes no string.
 */

/** The units of all names, one after another: name `n` stands at `offsets[n] … offsets[n + 1]`. */
let units = new Uint16Array(1 << 16);
let offsets = new Int32Array(1 << 12);
let hashes = new Int32Array(1 << 12);
/** Open addressing with linear probing; at most half full; 0 marks a free slot. */
let slots = new Int32Array(1 << 13);
let count = 1;
/** The names as strings, made when first asked for. */
const texts: (string | undefined)[] = [''];

/** The number of a name; makes one for a new name. */
export function intern(name: string): number {
  const length = name.length;
  if (length > scratch.length) scratch = new Uint16Array(length * 2);
  let hash = 0;
  for (let at = 0; at < length; at += 1) {
    const unit = name.charCodeAt(at);
    scratch[at] = unit;
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return internRange(scratch, 0, length, hash);
}
let scratch = new Uint16Array(256);

/**
 * The number of the name that the code units `start … end` of `source` spell.
 * `hash` is theirs: from 0, for each unit `hash = (Math.imul(hash, 31) + unit) | 0`.
 */
export function internRange(source: Uint16Array, start: number, end: number, hash: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const mask = slots.length - 1;
  for (let slot = (hash ^ (hash >>> 15)) & mask; ; slot = (slot + 1) & mask) {
    const number = slots[slot];
    if (number === 0) return add(source, start, end, hash, slot);
    if (hashes[number] !== hash) continue;
    const offset = offsets[number];
    if (offsets[number + 1] - offset !== length) continue;
    let same = 0;
    while (same < length && units[offset + same] === source[start + same]) same += 1;
    if (same === length) return number;
  }
}

/** The name that a number stands for; '' for 0 and for numbers that were never given out. */
export function nameOf(number: number): string {
  const known = texts[number];
  if (known !== undefined) return known;
  if (number < 0 || number >= count) return '';
  let text = '';
  for (let at = offsets[number], end = offsets[number + 1]; at < end; at += CHUNK) {
    text += String.fromCharCode(...units.subarray(at, Math.min(at + CHUNK, end)));
  }
  texts[number] = text;
  return text;
}
/** A call takes only so many arguments. */
const CHUNK = 1 << 12;

function add(source: Uint16Array, start: number, end: number, hash: number, slot: number): number {
  const number = count;
  const offset = offsets[number];
  const length = end - start;
  while (offset + length > units.length) units = grown(units);
  for (let at = 0; at < length; at += 1) units[offset + at] = source[start + at];
  if (number + 2 > offsets.length) {
    offsets = grown(offsets);
    hashes = grown(hashes);
  }
  offsets[number + 1] = offset + length;
  hashes[number] = hash;
  slots[slot] = number;
  texts.push(undefined);
  count = number + 1;
  if (count * 2 > slots.length) rehash();
  return number;
}

function rehash(): void {
  slots = new Int32Array(slots.length * 2);
  const mask = slots.length - 1;
  for (let number = 1; number < count; number += 1) {
    const hash = hashes[number];
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = number;
  }
}

function grown<Numbers extends Uint16Array | Int32Array>(numbers: Numbers): Numbers {
  const copy = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  copy.set(numbers);
  return copy;
}
