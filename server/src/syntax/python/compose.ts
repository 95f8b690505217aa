/**
 * Trees made of parts of other trees, for texts made of parts of other texts: nothing is lexed or parsed again.
 *
 * Comments are left out.
 */
import { Context, Py, PyField } from './kinds.ts';
import { TreeBuilder } from '../builder.ts';
import { intern, nameOf } from '../names.ts';
import { root } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';

/** Statements of a module that follow one another, and the text in which they stand. */
export interface Part {
  readonly tree: Tree;
  /** The first node of the first statement, and the last statement. */
  readonly from: Node;
  readonly to: Node;
  /** Characters of the tree's text. */
  readonly start: number;
  readonly end: number;
}

/** All of a module. */
export const wholeOf = (tree: Tree): Part => ({ tree, from: 0, to: root(tree) - 1, start: 0, end: tree.text.length });

const builder = new TreeBuilder();

/** The module that these parts are, one after the other, each on lines of its own: the node `from + n` of a part is the node `n` behind those of the parts before it. */
export function composed(parts: readonly Part[]): Tree {
  let text = '';
  for (const { tree, from, to, start, end } of parts) {
    if (text !== '' && !text.endsWith('\n')) text += '\n';
    const nodes = builder.size - from;
    const characters = text.length - start;
    for (let node = from; node <= to; node += 1) {
      const { kind, flag, field, first, aux } = tree;
      const at = tree.start[node] + characters;
      builder.emit(kind[node], flag[node], field[node], at, tree.end[node] + characters, first[node] + nodes, aux[node]);
    }
    text += tree.text.slice(start, end);
  }
  builder.emit(Py.Module, 0, PyField.none, 0, text.length, 0, 0);
  return builder.finish('python', text);
}

/** The tree where these nodes, whose text is their name, have names of underscores that are as long. */
export function nameless(tree: Tree, nodes: readonly Node[]): Tree {
  const aux = tree.aux.slice();
  let text = '';
  let at = 0;
  for (const node of nodes.toSorted((one, other) => one - other)) {
    const name = '_'.repeat(tree.end[node] - tree.start[node]);
    aux[node] = intern(name);
    text += tree.text.slice(at, tree.start[node]) + name;
    at = tree.end[node];
  }
  return { ...tree, text: text + tree.text.slice(at), aux };
}

/** The tree where these attributes of names, `owner.name`, are `( name )`, as long as they were; and the node that each of its nodes was. */
export function ownerless(tree: Tree, attributes: readonly Node[]): { readonly tree: Tree; readonly was: Int32Array } {
  const inOrder = attributes.toSorted((one, other) => one - other);
  const was = new Int32Array(tree.size - inOrder.length);
  let text = '';
  let at = 0;
  for (const node of inOrder) {
    const name = nameOf(tree.aux[node]);
    text += `${tree.text.slice(at, tree.start[node])}(${name.padStart(tree.end[node] - tree.start[node] - 2)})`;
    at = tree.end[node];
  }
  text += tree.text.slice(at);
  const { kind, flag, field, start, end, first, aux } = tree;
  /** How many owners stand before a node. */
  const gone = new Int32Array(tree.size);
  let next = 0;
  for (let node = 0; node < tree.size; node += 1) {
    gone[node] = next;
    if (node + 1 === inOrder[next]) next += 1;
    else if (next > 0 && node === inOrder[next - 1]) {
      const stop = end[node] - 1;
      builder.emit(Py.Name, Context.Load, field[node], stop - nameOf(aux[node]).length, stop, builder.size, aux[node]);
      was[builder.size - 1] = node;
    } else {
      builder.emit(kind[node], flag[node], field[node], start[node], end[node], first[node] - gone[first[node]], aux[node]);
      was[builder.size - 1] = node;
    }
  }
  return { tree: builder.finish(tree.language, text), was };
}
