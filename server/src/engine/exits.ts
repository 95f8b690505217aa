/** Lines at the end of a `with` body that up to 3.9 are told apart from it only by where the block is left. */
import { lineAt, linesOf } from '../base/lines.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn } from '../syntax/tree.ts';
import type { Tree } from '../syntax/tree.ts';

const { With, AsyncWith } = Py;
const BLOCKS = [PyField.body, PyField.orelse, PyField.handlers, PyField.finalbody, PyField.cases];

/** All statements within the last statement of a `with` body, where that is a compound one: whether `__exit__` has run by then is not followed. */
export function nestedWithEnds(tree: Tree): ReadonlySet<number> {
  const starts = linesOf(tree.text);
  const lines = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== With && tree.kind[node] !== AsyncWith) continue;
    const last = childrenIn(tree, node, PyField.body).at(-1);
    if (last === undefined || !BLOCKS.some((field) => childrenIn(tree, last, field).length > 0)) continue;
    for (let inner = tree.first[last]; inner <= last; inner += 1) lines.add(lineAt(starts, tree.start[inner]) + 1);
  }
  return lines;
}
