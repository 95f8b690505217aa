/**
 * The tree of an edited text from the tree before the edit: only the block or function around the edit is read again.
 *
 * It equals a fresh parse, node for node. What makes that sure: the text before was understood without an error, so no token in it
 * is open; the edit lies between the braces of a block; what is now between them is read as one block without an error, so its
 * braces still are partners and nothing in it stays open; and what a block holds decides nothing about the text around it.
 * (In a macro's body it might: there the block around the call is read.) An edit in a function's head reads the function again: it
 * begins and ends where it did, at the brace behind its body, as one function. Where one of these fails, more around it is tried,
 * and in the end the whole text.
 */
import type { Edit } from '../../base/edit.ts';
import { fillParents } from '../builder.ts';
import type { TreeBuilder } from '../builder.ts';
import { NONE, root } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { Rs } from './kinds.ts';
import { parseRust, readBlock, readFunction } from './parse.ts';

const { Attribute, Block, Crate, Function, Impl, MacroCall, MacroRules, Module, Trait } = Rs;

/** How many blocks around the edit are tried, from the inside. */
const ATTEMPTS = 3;
/** How many rules one level of the tree is made of at most: a bound of how deep the parser was at a node. */
const RULES_PER_LEVEL = 3;

/** `newText` is the tree's text after the edit. */
export function reparseRust(tree: Tree, edit: Edit, newText: string): Tree {
  if (tree.errors > 0 || !isEdited(tree.text, edit, newText)) return parseRust(newText);
  const { blocks, depths } = blocksAround(tree, edit);
  const shift = newText.length - tree.text.length;
  for (let index = blocks.length - 1, last = Math.max(0, blocks.length - ATTEMPTS); index >= last; index -= 1) {
    const block = blocks[index];
    const readPart = tree.kind[block] === Function ? readFunction : readBlock;
    const read = readPart(newText.slice(tree.start[block], tree.end[block] + shift), depths[index] * RULES_PER_LEVEL);
    if (read !== null) return splice(tree, block, read, newText);
  }
  return parseRust(newText);
}

/** Whether the edit leads from one text to the other. */
function isEdited(before: string, edit: Edit, after: string): boolean {
  const { start, end } = edit.span;
  if (start < 0 || end < start || end > before.length || after.length - before.length !== edit.text.length - (end - start)) return false;
  return (
    after.startsWith(edit.text, start) &&
    after.slice(0, start) === before.slice(0, start) &&
    after.slice(start + edit.text.length) === before.slice(end)
  );
}

/** The blocks `{ … }` that have the edit between their braces and the functions that have it inside, from the outside, and how deep in the tree each stands. */
function blocksAround(tree: Tree, edit: Edit): { readonly blocks: readonly Node[]; readonly depths: readonly number[] } {
  const { kind, start, end, first, text } = tree;
  const blocks: Node[] = [];
  const depths: number[] = [];
  for (let node = root(tree), depth = 0; node !== NONE; depth += 1) {
    if (kind[node] === MacroCall || kind[node] === MacroRules || kind[node] === Attribute) break;
    const isPart = kind[node] === Function ? isFunctionAmongItems(tree, node) : kind[node] === Block && text[start[node]] === '{';
    if (isPart && start[node] < edit.span.start && edit.span.end < end[node]) {
      blocks.push(node);
      depths.push(depth);
    }
    let child = node - 1;
    const stop = first[node];
    while (child >= stop && start[child] > edit.span.start) child = first[child] - 1;
    node = child >= stop && edit.span.end <= end[child] ? child : NONE;
  }
  return { blocks, depths };
}

/** With a body, so that its end is sure; and not in a block, where statements stand beside it. */
function isFunctionAmongItems({ kind, parent, text, end }: Tree, node: Node): boolean {
  const around = kind[parent[node]];
  return text[end[node] - 1] === '}' && (around === Crate || around === Module || around === Impl || around === Trait);
}

/** The tree with other nodes in place of a block. */
function splice(tree: Tree, block: Node, read: TreeBuilder, text: string): Tree {
  const from = tree.first[block];
  const count = read.size;
  const behind = from + count;
  const by = count - (block + 1 - from);
  const size = tree.size + by;
  const shift = text.length - tree.text.length;
  const offset = tree.start[block];
  const oldEnd = tree.end[block];

  const buffer = new ArrayBuffer(size * 23);
  const ints = (slot: number, old: Int32Array, own: Int32Array): Int32Array =>
    spliced(new Int32Array(buffer, slot * size * 4, size), old, own, from, block, count);
  const bytes = (slot: number, old: Uint8Array, own: Uint8Array): Uint8Array =>
    spliced(new Uint8Array(buffer, size * (20 + slot), size), old, own, from, block, count);
  const start = ints(0, tree.start, read.start);
  const end = ints(1, tree.end, read.end);
  const first = ints(2, tree.first, read.first);
  const parent = new Int32Array(buffer, 3 * size * 4, size);
  const aux = ints(4, tree.aux, read.aux);
  const kind = bytes(0, tree.kind, read.kind);
  const flag = bytes(1, tree.flag, read.flag);
  const field = bytes(2, tree.field, read.field);
  field[behind - 1] = tree.field[block];

  for (let node = from; node < behind; node += 1) {
    start[node] += offset;
    end[node] += offset;
    first[node] += from;
  }
  // behind the block stand what follows it and what holds it: all of that ends later, only the former begins later
  for (let node = behind; node < size; node += 1) {
    if (start[node] >= oldEnd) start[node] += shift;
    end[node] += shift;
    if (first[node] > block) first[node] += by;
  }

  for (let node = 0; node < from; node += 1) parent[node] = tree.parent[node] > block ? tree.parent[node] + by : tree.parent[node];
  const inner = parent.subarray(from, behind);
  fillParents(read.first.subarray(0, count), inner);
  for (let node = from; node < behind - 1; node += 1) parent[node] += from;
  parent[behind - 1] = tree.parent[block] + by;
  for (let node = behind; node < size - 1; node += 1) parent[node] = tree.parent[node - by] + by;
  parent[size - 1] = NONE;

  const comments = splicedComments(tree.comments, read, offset, oldEnd, shift);
  return { language: 'rust', text, size, kind, flag, field, start, end, first, parent, aux, comments, errors: 0 };
}

/** The old numbers before the block, the new ones, then the old ones behind it. */
function spliced<Numbers extends Uint8Array | Int32Array>(
  into: Numbers,
  old: Numbers,
  read: Numbers,
  from: Node,
  block: Node,
  count: number,
): Numbers {
  into.set(old.subarray(0, from));
  into.set(read.subarray(0, count), from);
  into.set(old.subarray(block + 1), from + count);
  return into;
}

/** Comments before an offset, those of the block, and those behind where it ended. */
function splicedComments(old: Int32Array, read: TreeBuilder, offset: number, oldEnd: number, shift: number): Int32Array {
  let before = 0;
  while (before < old.length && old[before] < offset) before += 2;
  let behind = before;
  while (behind < old.length && old[behind] < oldEnd) behind += 2;
  const count = read.commentsLength;
  const comments = new Int32Array(before + count + old.length - behind);
  comments.set(old.subarray(0, before));
  for (let at = 0; at < count; at += 1) comments[before + at] = read.comments[at] + offset;
  for (let at = behind; at < old.length; at += 1) comments[before + count + at - behind] = old[at] + shift;
  return comments;
}
