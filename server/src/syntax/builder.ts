/**
 * Fills a compact tree from the leaves up: nodes are emitted in postorder, so a node follows everything inside it.
 *
 * One builder may serve many parses one after another: `finish` copies what was emitted into arrays of exactly that size.
 * Emitting is amortised constant time and allocates nothing while the arrays are large enough.
 */
import { NONE } from './tree.ts';
import type { Language, Node, Tree } from './tree.ts';

/** The kind number of `Error` in every language. */
const ERROR = 0;
/** Between two parses the arrays shrink back to this many nodes, so that one huge file does not hold memory for ever. */
const RETAINED = 1 << 18;
const COMMENTS_RETAINED = 1 << 12;

export class TreeBuilder {
  /** Number of nodes emitted so far; the next node gets this number. */
  size = 0;
  /** Number of `Error` nodes among them. */
  errors = 0;
  kind = new Uint8Array(RETAINED);
  flag = new Uint8Array(RETAINED);
  field = new Uint8Array(RETAINED);
  start = new Int32Array(RETAINED);
  end = new Int32Array(RETAINED);
  first = new Int32Array(RETAINED);
  aux = new Int32Array(RETAINED);
  comments = new Int32Array(COMMENTS_RETAINED);
  commentsLength = 0;

  /**
   * Appends a node. `first` is the number that the first node below it got (`builder.size` before its children were
   * emitted), which is the node's own number when it has no children.
   */
  emit(kind: number, flag: number, field: number, start: number, end: number, first: Node, aux: number): Node {
    const node = this.size;
    if (node === this.kind.length) this.grow();
    this.kind[node] = kind;
    this.flag[node] = flag;
    this.field[node] = field;
    this.start[node] = start;
    this.end[node] = end;
    this.first[node] = first;
    this.aux[node] = aux;
    if (kind === ERROR) this.errors += 1;
    this.size = node + 1;
    return node;
  }

  /** Gives the last emitted node its role in the parent that is still to come. */
  setField(field: number): void {
    this.field[this.size - 1] = field;
  }

  /** Gives every finished subtree since `mark` (a former `size`) the same role: they will be children of one node. */
  setFields(mark: Node, field: number): void {
    for (let node = this.size - 1; node >= mark; node = this.first[node] - 1) this.field[node] = field;
  }

  /** Forgets the nodes since `mark` (a former `size`): the way back from a guess that failed. */
  truncate(mark: Node): void {
    for (let node = mark; node < this.size; node += 1) if (this.kind[node] === ERROR) this.errors -= 1;
    this.size = mark;
  }

  comment(start: number, end: number): void {
    if (this.commentsLength + 2 > this.comments.length) this.comments = grown(this.comments);
    this.comments[this.commentsLength] = start;
    this.comments[this.commentsLength + 1] = end;
    this.commentsLength += 2;
  }

  /** The tree of everything emitted since the last `finish`; its root is the last node. The builder starts anew. */
  finish(language: Language, text: string): Tree {
    const { size, errors, commentsLength } = this;
    // one block for all arrays: one allocation, and a copy between threads moves one buffer
    const block = new ArrayBuffer(size * 23);
    const ints = (slot: number): Int32Array => new Int32Array(block, slot * size * 4, size);
    const bytes = (slot: number): Uint8Array => new Uint8Array(block, size * (20 + slot), size);
    const start = ints(0);
    const end = ints(1);
    const first = ints(2);
    const parent = ints(3);
    const aux = ints(4);
    const kind = bytes(0);
    const flag = bytes(1);
    const field = bytes(2);
    start.set(this.start.subarray(0, size));
    end.set(this.end.subarray(0, size));
    first.set(this.first.subarray(0, size));
    aux.set(this.aux.subarray(0, size));
    kind.set(this.kind.subarray(0, size));
    flag.set(this.flag.subarray(0, size));
    field.set(this.field.subarray(0, size));
    fillParents(first, parent);
    const comments = this.comments.slice(0, commentsLength);
    this.reset();
    return { language, text, size, kind, flag, field, start, end, first, parent, aux, comments, errors };
  }

  /** Throws away what was emitted. */
  reset(): void {
    this.size = 0;
    this.errors = 0;
    this.commentsLength = 0;
    if (this.kind.length > RETAINED * 16) {
      this.kind = new Uint8Array(RETAINED);
      this.flag = new Uint8Array(RETAINED);
      this.field = new Uint8Array(RETAINED);
      this.start = new Int32Array(RETAINED);
      this.end = new Int32Array(RETAINED);
      this.first = new Int32Array(RETAINED);
      this.aux = new Int32Array(RETAINED);
      this.comments = new Int32Array(COMMENTS_RETAINED);
    }
  }

  private grow(): void {
    this.kind = grown(this.kind);
    this.flag = grown(this.flag);
    this.field = grown(this.field);
    this.start = grown(this.start);
    this.end = grown(this.end);
    this.first = grown(this.first);
    this.aux = grown(this.aux);
  }
}

/** The parent of each node of a postorder sequence, from the first descendants; linear, since each node is visited as a child once. */
export function fillParents(first: Int32Array, parent: Int32Array): void {
  for (let node = 0, size = first.length; node < size; node += 1) {
    const stop = first[node];
    for (let child = node - 1; child >= stop; child = first[child] - 1) parent[child] = node;
  }
  if (first.length > 0) parent[first.length - 1] = NONE;
}

function grown<Numbers extends Uint8Array | Int32Array>(numbers: Numbers): Numbers {
  const copy = new (numbers.constructor as new (length: number) => Numbers)(numbers.length * 2);
  copy.set(numbers);
  return copy;
}
