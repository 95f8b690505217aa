/** Lines at the end of a `with` body that up to 3.9 are told apart from it only by where the block is left. */
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';

const { With, AsyncWith } = Py;
const BLOCKS = [PyField.body, PyField.orelse, PyField.handlers, PyField.finalbody, PyField.cases];

/** All statements within the last statement of a `with` body, where that is a compound one: whether `__exit__` has run by then is not followed. */
export function nestedWithEnds(tree: Tree, lineOf: (node: Node) => number): ReadonlySet<number> {
  const lines = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== With && tree.kind[node] !== AsyncWith) continue;
    const last = childrenIn(tree, node, PyField.body).at(-1);
    if (last === undefined || !BLOCKS.some((field) => childrenIn(tree, last, field).length > 0)) continue;
    for (let inner = tree.first[last]; inner <= last; inner += 1) lines.add(lineOf(inner));
  }
  return lines;
}
