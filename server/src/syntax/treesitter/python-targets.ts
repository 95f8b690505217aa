/** Turns expressions of Python into what is assigned to or deleted: sets their context, and marks those that cannot be targets. */
import { Context, Py } from '../python/kinds.ts';
import type { Node } from '../tree.ts';
import { wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const { Store } = Context;

/** The last expression, made from `node` since `mark`, is assigned to or deleted. */
export function setContext(walk: Walk, context: number, node: Source, mark: Node): void {
  if (!isTarget(walk, walk.tree.size - 1, context, context === Store)) wrong(walk, node, mark);
}

/** The same for what must be a single name, attribute or element. */
export function setSingle(walk: Walk, node: Source, mark: Node): void {
  const kind = walk.tree.kind[walk.tree.size - 1];
  if (kind === Py.Name || kind === Py.Attribute || kind === Py.Subscript || kind === Py.Error) setContext(walk, Store, node, mark);
  else wrong(walk, node, mark);
}

/** Sets the context of a target and of the targets in it; no deeper than `expression` went. */
function isTarget({ tree }: Walk, target: Node, context: number, starredToo: boolean): boolean {
  const visit = (node: Node, star: boolean): boolean => {
    switch (tree.kind[node]) {
      case Py.Name:
      case Py.Attribute:
      case Py.Subscript:
        tree.flag[node] = context;
        return true;
      case Py.Starred:
        tree.flag[node] = context;
        return star && visit(node - 1, false);
      case Py.Tuple:
      case Py.List: {
        tree.flag[node] = context;
        let all = true;
        for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
          if (!visit(child, star)) all = false;
        }
        return all;
      }
      default:
        return tree.kind[node] === Py.Error;
    }
  };
  return visit(target, starredToo);
}
