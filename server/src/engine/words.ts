/** Which identifiers a file contains anywhere: what a rule looks for by name cannot be where the name is not. */
import { intern, nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';

/** For each interned name the last look that saw it. */
let seenIn: Int32Array = new Int32Array(1 << 14);
let looks = 0;

/** Interned names. */
export type Words = Set<number>;

/**
 * The identifiers of a Python file, and the parts of dotted modules that it imports. May hold more (a level of a relative import that happens to be the
 * number of a name), and never less. `change` and `before`: with what was told before one function changed, only that function is looked at, and what
 * was in it may still be told.
 */
export function wordsOf(tree: Tree, change?: Change, before?: Words | null): Words {
  if (change === undefined || !before) {
    const found: Words = new Set();
    gather(tree, 0, tree.size - 1, found);
    return found;
  }
  gather(tree, tree.first[change.is], change.is, before);
  return before;
}

function gather({ aux, kind }: Tree, from: Node, to: Node, found: Words): void {
  const file = (looks += 1);
  for (let node = from; node <= to; node += 1) {
    const name = aux[node];
    if (name === 0) continue;
    if (name >= seenIn.length) seenIn = grown(seenIn, name);
    if (seenIn[name] !== file) {
      seenIn[name] = file;
      found.add(name);
    }
    if (kind[node] !== Py.alias && kind[node] !== Py.Identifier) continue;
    const text = nameOf(name);
    if (text.includes('.')) for (const part of text.split('.')) found.add(intern(part));
  }
}

function grown(numbers: Int32Array, wanted: number): Int32Array {
  const copy = new Int32Array(Math.max(numbers.length * 2, wanted + 1));
  copy.set(numbers);
  return copy;
}
