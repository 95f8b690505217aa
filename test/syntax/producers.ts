/** Compares what the two producers make of one text: every node, field, flag, span, name and comment. */
import { nameOf } from '../../server/src/syntax/names.ts';
import { pyFieldNames, pyKindNames } from '../../server/src/syntax/python/kinds.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { rsFieldNames, rsKindNames } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import type { Language, Tree } from '../../server/src/syntax/tree.ts';
import { secondTree } from '../../server/src/syntax/treesitter/producer.ts';

export interface Comparison {
  /** `unknown`: valid, but tree-sitter's grammar does not know it. `invalid`: the hand-written parser finds an error. `none`: tree-sitter gives up. */
  readonly result: 'same' | 'differs' | 'unknown' | 'invalid' | 'none';
  /** The offset of the first difference, or of tree-sitter's first error. */
  readonly offset: number;
  readonly detail: string;
}

export function compareProducers(language: Language, text: string): Comparison {
  const hand = language === 'python' ? parsePython(text) : parseRust(text);
  if (hand.errors > 0) return { result: 'invalid', offset: hand.start[hand.kind.indexOf(0)], detail: describe(hand, hand.kind.indexOf(0)) };
  const other = secondTree(language, text);
  if (other === null) return { result: 'none', offset: 0, detail: '' };
  if (other.errors > 0) {
    const error = other.kind.indexOf(0);
    return { result: 'unknown', offset: other.start[error], detail: describe(other, error) };
  }
  const node = firstDifference(hand, other);
  if (node >= 0) return { result: 'differs', offset: hand.start[node] ?? 0, detail: `${describe(hand, node)} / ${describe(other, node)}` };
  const comment = hand.comments.findIndex((offset, at) => offset !== other.comments[at]);
  if (comment >= 0 || hand.comments.length !== other.comments.length) {
    const at = Math.max(comment, 0) & ~1;
    return { result: 'differs', offset: hand.comments[at] ?? 0, detail: `comment ${text.slice(hand.comments[at], hand.comments[at + 1])}` };
  }
  return { result: 'same', offset: 0, detail: '' };
}

/** The first node that is not the same in both trees, or -1. */
export function firstDifference(one: Tree, other: Tree): number {
  const size = Math.min(one.size, other.size);
  for (const [a, b] of [
    [one.kind, other.kind],
    [one.flag, other.flag],
    [one.field, other.field],
    [one.start, other.start],
    [one.end, other.end],
    [one.first, other.first],
    [one.aux, other.aux],
  ]) {
    for (let node = 0; node < size; node += 1) if (a[node] !== b[node]) return firstAmong(one, other, node);
  }
  return one.size === other.size ? -1 : size;
}

/** The first difference of any kind up to one that is known. */
function firstAmong(one: Tree, other: Tree, known: number): number {
  for (let node = 0; node < known; node += 1) if (describe(one, node) !== describe(other, node)) return node;
  return known;
}

const NUMBERED = new Set(['ImportFrom', 'FormattedValue', 'Interpolation']);

export function describe({ language, kind, flag, field, start, end, first, aux, size }: Tree, node: number): string {
  if (node >= size) return 'nothing';
  const python = language === 'python';
  const name = (python ? pyKindNames : rsKindNames)[kind[node]];
  const extra = NUMBERED.has(name) ? aux[node] : nameOf(aux[node]);
  return `${(python ? pyFieldNames : rsFieldNames)[field[node]]}: ${name} ${extra} [${flag[node]}] ${start[node]}-${end[node]} from ${first[node]}`;
}
