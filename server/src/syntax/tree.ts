/**
 * The compact syntax tree: parallel typed arrays in postorder, the same for every language and every producer.
 *
 * Node `n` owns the nodes `first[n] … n`; its children are found from the back (`n - 1`, then `first[child] - 1`, …),
 * and each node knows which field of its parent it fills (`field[n]`). The root is the last node.
 * Offsets are UTF-16 code units into `text`; `end` is exclusive. A tree never changes after it was made.
 */

export type Language = 'python' | 'rust';

/** A node is its index in the arrays of its tree; `NONE` is "no such node". */
export type Node = number;
export const NONE = -1;
/** The kind of a region that was not understood, in every language. */
export const ERROR = 0;

export interface Tree {
  readonly language: Language;
  readonly text: string;
  /** Number of nodes; the arrays may be longer. The root is `size - 1`. */
  readonly size: number;
  readonly kind: Uint8Array;
  /** What the kind says it is: operator, context, literal type, bit set … (see the kinds of the language). */
  readonly flag: Uint8Array;
  /** The role in the parent: a field of the language's kinds. */
  readonly field: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** The first node of the subtree in postorder; the node itself for a leaf. */
  readonly first: Int32Array;
  readonly parent: Int32Array;
  /** An interned name (see `names.ts`) or a number, by kind; 0 where there is none. */
  readonly aux: Int32Array;
  /** Comments in source order: start, end, start, end, … */
  readonly comments: Int32Array;
  /** Number of `Error` nodes. 0 means that the whole text was understood. */
  readonly errors: number;
}

export const root = (tree: Tree): Node => tree.size - 1;

/** The source text of a node. */
export const textOf = (tree: Tree, node: Node): string => tree.text.slice(tree.start[node], tree.end[node]);

/** The sibling before a node (in source order, same parent), or `NONE`. */
export function previousSibling(tree: Tree, node: Node): Node {
  const before = tree.first[node] - 1;
  const parent = tree.parent[node];
  return parent !== NONE && before >= tree.first[parent] ? before : NONE;
}

/** The children of a node in source order. */
export function children(tree: Tree, node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) found.push(child);
  return found.reverse();
}

/** The children that fill one field, in source order. */
export function childrenIn(tree: Tree, node: Node, field: number): Node[] {
  const found: Node[] = [];
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
    if (tree.field[child] === field) found.push(child);
  }
  return found.reverse();
}

/** The only (or last) child that fills a field, or `NONE`. */
export function childIn(tree: Tree, node: Node, field: number): Node {
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
    if (tree.field[child] === field) return child;
  }
  return NONE;
}

/** Whether `inner` is `outer` or lies below it. */
export const contains = (tree: Tree, outer: Node, inner: Node): boolean => inner <= outer && inner >= tree.first[outer];

/** The smallest node whose span holds the offset (a caret at its end counts), or `NONE`. */
export function nodeAt(tree: Tree, offset: number): Node {
  let node = root(tree);
  if (offset < tree.start[node] || offset > tree.end[node]) return NONE;
  for (;;) {
    let inner = NONE;
    for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
      // decorators and attributes stand before the construct that owns them
      const start = Math.min(tree.start[child], tree.start[tree.first[child]]);
      if (start <= offset && offset <= tree.end[child]) {
        if (offset < tree.end[child] || inner === NONE) inner = child;
        if (offset < tree.end[child]) break;
      }
    }
    if (inner === NONE) return node;
    node = inner;
  }
}
