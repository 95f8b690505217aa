/** Turns expressions into what is assigned to or deleted: sets their context, and marks those that cannot be targets. */
import type { TreeBuilder } from '../builder.ts';
import type { Node } from '../tree.ts';
import { Context, Py } from './kinds.ts';
import type { Parser } from './parser.ts';

const { Error, Name, Attribute, Subscript, Starred, List, Tuple } = Py;

/** The last expression (from token position `start`) is assigned to: a target, a list of targets, or a starred one. */
export function store(parser: Parser, start: number, first: Node): void {
  if (!isTarget(parser.tree, parser.tree.size - 1, Context.Store, true)) parser.wrong(start, first);
}

/** The last expression is deleted. */
export function remove(parser: Parser, start: number, first: Node): void {
  if (!isTarget(parser.tree, parser.tree.size - 1, Context.Del, false)) parser.wrong(start, first);
}

/** The last expression is assigned to and must be a single name, attribute or element. */
export function storeSingle(parser: Parser, start: number, first: Node): void {
  const kind = parser.tree.kind[parser.tree.size - 1];
  if (kind === Name || kind === Attribute || kind === Subscript || kind === Error) store(parser, start, first);
  else parser.wrong(start, first);
}

/** Sets the context of a target and of the targets in it. They nest by brackets only, so the recursion is bounded. */
function isTarget(tree: TreeBuilder, node: Node, context: number, starred: boolean): boolean {
  switch (tree.kind[node]) {
    case Name:
    case Attribute:
    case Subscript:
      tree.flag[node] = context;
      return true;
    case Starred:
      tree.flag[node] = context;
      return starred && tree.kind[node - 1] !== Starred && isTarget(tree, node - 1, context, true);
    case Tuple:
    case List: {
      tree.flag[node] = context;
      let all = true;
      for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
        if (!isTarget(tree, child, context, starred)) all = false;
      }
      return all;
    }
    case Error:
      return true; // already marked
    default:
      return false;
  }
}
