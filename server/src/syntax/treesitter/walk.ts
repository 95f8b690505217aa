/** What the producers of both languages share: the nodes of tree-sitter that they read and the tree that they fill. */
import type { TreeBuilder } from '../builder.ts';
import { intern, internRange } from '../names.ts';
import type { Node } from '../tree.ts';
import type { Concrete } from './concrete.ts';
import { ERROR_SYMBOL, MISSING_SYMBOL } from './symbols.ts';

/** A node of tree-sitter's tree, by its number in `Concrete`. */
export type Source = number;

/** Constructs nested deeper than this are not followed: the region becomes an `Error`. */
const MAX_DEPTH = 400;

export interface Walk extends Readonly<Omit<Concrete, 'size'>> {
  readonly text: string;
  readonly units: Uint16Array;
  readonly tree: TreeBuilder;
  /** `Error` of the language, and the field for what is missing or superfluous. */
  readonly asError: number;
  /** Emits what can be understood of a node that stands where it does not belong. */
  readonly salvage: (node: Source) => void;
  depth: number;
}

const ERROR = 0;

/** Emits a node with the span of a source node, over what was emitted since `mark`. */
export function emit(walk: Walk, kind: number, flag: number, node: Source, mark: Node, aux: number): void {
  walk.tree.emit(kind, flag, 0, walk.start[node], walk.end[node], mark, aux);
}

/**
 * Emits a node from `start` to `end` over what was emitted since `mark`, in its field; it reaches further if errors among its children
 * do. For nodes that are put together from several source nodes.
 */
export function emitOver(
  { tree }: Walk,
  kind: number,
  flag: number,
  field: number,
  start: number,
  end: number,
  mark: Node,
  aux: number,
): void {
  let from = start;
  let to = end;
  for (let node = tree.size - 1; node >= mark; node = tree.first[node] - 1) {
    if (tree.start[node] < from) from = tree.start[node];
    if (tree.end[node] > to) to = tree.end[node];
  }
  tree.emit(kind, flag, field, from, to, mark, aux);
}

/** Emits a childless node in its field. */
export function emitLeaf(walk: Walk, kind: number, flag: number, field: number, node: Source, aux: number): void {
  const { tree } = walk;
  tree.emit(kind, flag, field, walk.start[node], walk.end[node], tree.size, aux);
}

/** The first child with a symbol, or -1. */
export function childOf(walk: Walk, node: Source, symbol: number): Source {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === symbol) return child;
  }
  return -1;
}

/** Whether a node was not understood, or stands for something that is missing. */
export const isTrouble = (symbol: number): boolean => symbol <= MISSING_SYMBOL;

/**
 * Emits the `Error` for such a node if it is one. An absent node's `Error` takes the role that the caller gives it, if
 * the caller does; a missing token and a region that was skipped are in the field `error`.
 */
export function trouble(walk: Walk, node: Source): boolean {
  const symbol = walk.symbol[node];
  if (symbol > MISSING_SYMBOL) return false;
  if (symbol === ERROR_SYMBOL) errorOver(walk, node);
  else emitLeaf(walk, ERROR, 0, walk.asError, node, 0);
  return true;
}

/** The `Error` for a region: what was understood in it becomes its children. */
export function errorOver(walk: Walk, node: Source): void {
  const { tree } = walk;
  const mark = tree.size;
  if (enter(walk)) {
    for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) walk.salvage(child);
    walk.depth -= 1;
  }
  tree.setFields(mark, walk.asError);
  emit(walk, ERROR, 0, node, mark, 0);
  tree.setField(walk.asError);
}

/** What was emitted since `mark` for a node is understood but does not belong there. */
export function wrong(walk: Walk, node: Source, mark: Node): void {
  walk.tree.setFields(mark, walk.asError);
  emit(walk, ERROR, 0, node, mark, 0);
  walk.tree.setField(walk.asError);
}

/** Something is missing at an offset. */
export function missingAt(walk: Walk, offset: number): void {
  const { tree } = walk;
  tree.emit(ERROR, 0, walk.asError, offset, offset, tree.size, 0);
}

/** Whether one more construct may nest here; a true answer is paired with `walk.depth -= 1`. */
export function enter(walk: Walk): boolean {
  if (walk.depth >= MAX_DEPTH) return false;
  walk.depth += 1;
  return true;
}

/** The number of the name that the text from `start` to `end` spells, in the form of the language. */
export function nameBetween(walk: Walk, start: number, end: number, normalForm: 'NFKC' | 'NFC'): number {
  const { units } = walk;
  let hash = 0;
  for (let at = start; at < end; at += 1) {
    const unit = units[at];
    if (unit >= 128) return intern(walk.text.slice(start, end).normalize(normalForm));
    hash = (Math.imul(hash, 31) + unit) | 0;
  }
  return internRange(units, start, end, hash);
}
