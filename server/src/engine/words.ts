/** Which identifiers a file contains anywhere: what a rule looks for by name cannot be where the name is not. */
import { intern, nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import type { Tree } from '../syntax/tree.ts';

/** For each interned name the last file that was seen to contain it. */
let seenIn: Int32Array = new Int32Array(1 << 14);
let files = 0;

/**
 * Whether a word is an identifier of a Python file, or a part of a dotted module that it imports. May say yes where it is not (a level of a
 * relative import that happens to be the number of a name), and never says no where it is.
 */
export function wordsOf(tree: Tree): (word: string) => boolean {
  const { aux, kind, size } = tree;
  const file = (files += 1);
  const found = new Set<number>();
  const dotted: string[] = [];
  for (let node = 0; node < size; node += 1) {
    const name = aux[node];
    if (name === 0) continue;
    if (name >= seenIn.length) seenIn = grown(seenIn, name);
    if (seenIn[name] !== file) {
      seenIn[name] = file;
      found.add(name);
    }
    if (kind[node] === Py.alias || kind[node] === Py.Identifier) {
      const text = nameOf(name);
      if (text.includes('.')) dotted.push(text);
    }
  }
  const parts = new Set(dotted.flatMap((module) => module.split('.')));
  return (word) => found.has(intern(word)) || parts.has(word);
}

function grown(numbers: Int32Array, wanted: number): Int32Array {
  const copy = new Int32Array(Math.max(numbers.length * 2, wanted + 1));
  copy.set(numbers);
  return copy;
}
