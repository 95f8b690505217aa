/**
 * One pass over a tree of tree-sitter: its nodes in typed arrays in preorder, without comments and without what no producer reads.
 *
 * Each question to the engine crosses the border to WebAssembly, which is what such a pass costs. So it asks only for
 * the symbol of every node and the place of every leaf: an inner node lies from its first to its last leaf.
 * It also bypasses the `TreeCursor` of web-tree-sitter, which copies its state into the engine's memory and back at every
 * question (three times slower); the state can stay there, since nobody else asks in between.
 */
import type { TreeBuilder } from '../builder.ts';
import type { ConcreteTree, EngineCalls, LoadedGrammar } from './engine.ts';
import { ABSENT_SYMBOL, Action, ERROR_SYMBOL, MISSING_SYMBOL } from './symbols.ts';
import type { SymbolTable } from './symbols.ts';

/** The nodes in preorder: the children of `n` begin at `n + 1`, the next sibling of `n` is `next[n]`, and the subtree ends before it. */
export interface Concrete {
  size: number;
  symbol: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  next: Int32Array;
}

const RETAINED = 1 << 16;
const newConcrete = (capacity: number): Concrete => ({
  size: 0,
  symbol: new Uint8Array(capacity),
  start: new Int32Array(capacity),
  end: new Int32Array(capacity),
  next: new Int32Array(capacity),
});

let nodes = newConcrete(RETAINED);
let open = new Int32Array(1 << 10);

/**
 * The nodes of `tree`, and its comments in `builder`. The arrays are shared: they hold good until the next call.
 * Any depth will do.
 */
export function readConcrete(grammar: LoadedGrammar, tree: ConcreteTree, text: string, builder: TreeBuilder): Concrete {
  const { calls, symbols } = grammar;
  if (nodes.symbol.length > RETAINED * 64) nodes = newConcrete(RETAINED);
  const address = (tree as unknown as { readonly 0: number })[0];
  calls._ts_tree_root_node_wasm(address);
  calls._ts_tree_cursor_new_wasm(address);
  nodes.size = walk(calls, symbols, address, text, builder);
  calls._ts_tree_cursor_delete_wasm(address);
  return nodes;
}

/**
 * Whether something is wrong in a tree that no node shows: a token without a node of its own was made up. Errors inside the nodes of
 * the given types do not count.
 */
export function hasHiddenError(tree: ConcreteTree, except: ReadonlySet<string>): boolean {
  const waiting = [tree.rootNode];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (!node.hasError) continue;
    const inside = node.children.filter((child) => child.hasError || child.isMissing);
    if (inside.length === 0) return true;
    waiting.push(...inside.filter((child) => !except.has(child.type)));
  }
  return false;
}

function walk(calls: EngineCalls, symbols: SymbolTable, address: number, text: string, builder: TreeBuilder): number {
  const symbolAt = calls._ts_tree_cursor_current_node_type_id_wasm;
  const startAt = calls._ts_tree_cursor_start_index_wasm;
  const endAt = calls._ts_tree_cursor_end_index_wasm;
  const down = calls._ts_tree_cursor_goto_first_child_wasm;
  const on = calls._ts_tree_cursor_goto_next_sibling_wasm;
  const up = calls._ts_tree_cursor_goto_parent_wasm;
  let { symbol, start, end, next } = nodes;
  let size = 0;
  let depth = 0;
  for (;;) {
    const id = symbolAt(address);
    const known = id < symbols.symbol.length;
    const action = known ? symbols.action[id] : Action.inner;
    if (action === Action.comment) {
      const from = startAt(address);
      builder.comment(from, withoutLineEnd(text, from, endAt(address)));
    } else if (action !== Action.drop) {
      if (size === symbol.length) ({ symbol, start, end, next } = grow());
      const node = size++;
      symbol[node] = known ? symbols.symbol[id] : ERROR_SYMBOL;
      if (!isLeaf(action, text, startAt, endAt, address) && down(address) === 1) {
        if (depth === open.length) open = grown(open);
        open[depth++] = node;
        continue;
      }
      const from = startAt(address);
      const to = endAt(address);
      start[node] = from;
      end[node] = to;
      next[node] = size;
      if (from === to && depth > 0 && known) symbol[node] = symbols.named[id] === 1 ? ABSENT_SYMBOL : MISSING_SYMBOL;
    }
    while (on(address) === 0) {
      if (depth === 0) return size;
      const parent = open[--depth];
      up(address);
      // a node in which only comments were found has its own place
      start[parent] = size > parent + 1 ? start[parent + 1] : startAt(address);
      end[parent] = size > parent + 1 ? end[size - 1] : endAt(address);
      next[parent] = size;
    }
  }
}

/** Whether nobody wants to know what is below a node. */
function isLeaf(
  action: number,
  text: string,
  startAt: (tree: number) => number,
  endAt: (tree: number) => number,
  address: number,
): boolean {
  switch (action) {
    case Action.leaf:
      return true;
    case Action.string:
      return isPlain(text, startAt(address), endAt(address));
    case Action.tokens:
      return !mayHoldComments(text, startAt(address), endAt(address));
    default:
      return false;
  }
}

function mayHoldComments(text: string, start: number, end: number): boolean {
  for (let at = start; at < end - 1; at += 1) {
    if (text.charCodeAt(at) === SLASH && (text.charCodeAt(at + 1) === SLASH || text.charCodeAt(at + 1) === STAR)) return true;
  }
  return false;
}
const SLASH = 47;
const STAR = 42;

/** A comment ends before the line end, which some of Rust's take in. */
function withoutLineEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === LINE_FEED || text.charCodeAt(at - 1) === CARRIAGE_RETURN)) at -= 1;
  return at;
}
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Whether a string literal of Python is closed and has no fields by its prefix, so that there is nothing to see inside. */
function isPlain(text: string, start: number, end: number): boolean {
  let at = start;
  let unit = text.charCodeAt(at);
  while (unit !== DOUBLE_QUOTE && unit !== QUOTE && at < end) {
    const letter = unit | 32;
    if (letter === LETTER_F || letter === LETTER_T) return false;
    unit = text.charCodeAt(++at);
  }
  return end - at >= 2 && text.charCodeAt(end - 1) === unit;
}
const DOUBLE_QUOTE = 34;
const QUOTE = 39;
const LETTER_F = 102;
const LETTER_T = 116;

function grow(): Concrete {
  const larger = newConcrete(nodes.symbol.length * 2);
  larger.symbol.set(nodes.symbol);
  larger.start.set(nodes.start);
  larger.end.set(nodes.end);
  larger.next.set(nodes.next);
  nodes = larger;
  return larger;
}

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}
