/**
 * What an edit left alone: two trees that differ in the body of one function only.
 *
 * Where that is so, whatever was found out about other functions from their own text and the file's outline (all that stands outside the bodies of
 * its outermost functions) still holds, at the places where they stand now. The trees are compared node by node, so the answer is
 * right whatever made them; it costs a few comparisons a node.
 */
import type { Span } from '../base/span.ts';
import { intern } from '../syntax/names.ts';
import { isFunction, isStatement, startWithDecorators } from '../syntax/python/access.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';

const { ClassDef, ExceptHandler, Global, Name, Yield, YieldFrom, match_case: MatchCase } = Py;

export interface Change {
  readonly before: Tree;
  readonly after: Tree;
  /** The function whose body differs, in the tree before and in the tree after. */
  readonly was: Node;
  readonly is: Node;
  /** The old text that was replaced, in UTF-16 units. */
  readonly replaced: Span;
}

/** `null` when more differs than the body of one outermost function, or when the change may reach what other code sees of it. */
export function bodyChange(before: Tree, after: Tree): Change | null {
  if (before.language !== 'python' || after.language !== 'python') return null;
  const start = commonStart(before.text, after.text);
  const rest = commonEnd(before.text, after.text, start);
  const end = before.text.length - rest;
  const was = outermostFunction(before, start);
  const is = outermostFunction(after, start);
  if (was === NONE || is === NONE) return null;
  const [body] = childrenIn(before, was, PyField.body);
  const [newBody] = childrenIn(after, is, PyField.body);
  if (body === undefined || newBody === undefined || start < startWithDecorators(before, body)) return null;
  if (end > before.end[was] && after.text.length - rest > after.end[is]) return null;
  if (before.first[body] !== after.first[newBody] || before.size - was !== after.size - is) return null;
  if (!sameBefore(before, after, before.first[body]) || !sameBehind(before, after, was, is)) return null;
  if (definesForOthers(before, was) || definesForOthers(after, is)) return null;
  if (speaksOfItsClass(before, was) !== speaksOfItsClass(after, is) || suspends(before, was) !== suspends(after, is)) return null;
  return { before, after, was, is, replaced: { start, end } };
}

/** The number of a node of the tree before in the tree after; `NONE` for one in the function that changed. */
export function nodeNow({ before, after, was }: Change, node: Node): Node {
  if (node < before.first[was]) return node;
  return node > was ? node + after.size - before.size : NONE;
}

/** Where a place of the text before is in the text after; `null` inside the function that changed. */
export function offsetNow({ before, after, was, is, replaced }: Change, offset: number): number | null {
  if (offset <= before.start[was]) return offset;
  if (offset < before.end[was]) return null;
  if (offset === before.end[was]) return after.end[is];
  return offset >= replaced.end ? offset + after.text.length - before.text.length : offset;
}

/** As `offsetNow` for both ends; an end that is empty there stays empty. */
export function spanNow(change: Change, { start, end }: Span): Span | null {
  const from = offsetNow(change, start);
  const to = offsetNow(change, end);
  return from === null || to === null ? null : { start: from, end: to };
}

/** The outermost function around a node, through classes and other statements; the module for code outside of functions. */
export function unitOf(tree: Tree, node: Node): Node {
  let unit = root(tree);
  for (let at = node; at !== NONE; at = tree.parent[at]) if (isFunction(tree.kind[at])) unit = at;
  return unit;
}

/** The function that is the last statement to begin at or before an offset, or holds it; not one inside another. */
function outermostFunction(tree: Tree, offset: number): Node {
  let node = root(tree);
  while (node !== NONE && !isFunction(tree.kind[node])) node = lastBlockStatement(tree, node, offset);
  return node;
}

function lastBlockStatement(tree: Tree, node: Node, offset: number): Node {
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
    const kind = tree.kind[child];
    if (kind === ExceptHandler || kind === MatchCase) {
      const inner = tree.start[child] <= offset ? lastBlockStatement(tree, child, offset) : NONE;
      if (inner !== NONE) return inner;
    } else if (isStatement(kind) && startWithDecorators(tree, child) <= offset) return child;
  }
  return NONE;
}

// ------------------------------------------------------------------ what is equal

const CHUNK = 4096;

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let at = 0;
  while (at + CHUNK <= most && one.slice(at, at + CHUNK) === other.slice(at, at + CHUNK)) at += CHUNK;
  while (at < most && one.charCodeAt(at) === other.charCodeAt(at)) at += 1;
  return at;
}

/** How many units at the end are equal, apart from the first `start`, which are known to be. */
function commonEnd(one: string, other: string, start: number): number {
  const most = Math.min(one.length, other.length) - start;
  const [last, otherLast] = [one.length, other.length];
  let count = 0;
  while (
    count + CHUNK <= most &&
    one.slice(last - count - CHUNK, last - count) === other.slice(otherLast - count - CHUNK, otherLast - count)
  )
    count += CHUNK;
  while (count < most && one.charCodeAt(last - count - 1) === other.charCodeAt(otherLast - count - 1)) count += 1;
  return count;
}

function sameBefore(one: Tree, other: Tree, stop: Node): boolean {
  for (let node = 0; node < stop; node += 1) {
    if (
      one.kind[node] !== other.kind[node] ||
      one.flag[node] !== other.flag[node] ||
      one.field[node] !== other.field[node] ||
      one.aux[node] !== other.aux[node] ||
      one.first[node] !== other.first[node] ||
      one.start[node] !== other.start[node] ||
      one.end[node] !== other.end[node]
    )
      return false;
  }
  return true;
}

function sameBehind(one: Tree, other: Tree, was: Node, is: Node): boolean {
  const by = is - was;
  const shift = other.text.length - one.text.length;
  const end = one.end[was];
  for (let node = was + 1; node < one.size; node += 1) {
    const now = node + by;
    const first = one.first[node];
    const start = one.start[node];
    if (
      one.kind[node] !== other.kind[now] ||
      one.flag[node] !== other.flag[now] ||
      one.field[node] !== other.field[now] ||
      one.aux[node] !== other.aux[now] ||
      (first > was ? first + by : first) !== other.first[now] ||
      // what is around the function begins before it, and may end with it
      (start >= end ? start + shift : start) !== other.start[now] ||
      (one.end[node] === end ? other.end[is] : one.end[node] + shift) !== other.end[now]
    )
      return false;
  }
  return true;
}

// ------------------------------------------------------------------ what other code sees of a function

/** Binds names of the module, or defines classes, whose methods may be called from anywhere. */
function definesForOthers(tree: Tree, unit: Node): boolean {
  for (let node = tree.first[unit]; node < unit; node += 1) if (tree.kind[node] === Global || tree.kind[node] === ClassDef) return true;
  return false;
}

/** May be a generator. */
function suspends(tree: Tree, unit: Node): boolean {
  for (let node = tree.first[unit]; node < unit; node += 1) if (tree.kind[node] === Yield || tree.kind[node] === YieldFrom) return true;
  return false;
}

const superName = intern('super');
const classCell = intern('__class__');

/** Makes the class around it keep a cell for itself. */
function speaksOfItsClass(tree: Tree, unit: Node): boolean {
  for (let node = tree.first[unit]; node < unit; node += 1)
    if (tree.kind[node] === Name && (tree.aux[node] === superName || tree.aux[node] === classCell)) return true;
  return false;
}
