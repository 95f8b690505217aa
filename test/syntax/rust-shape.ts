/** A Rust tree on one line, for tests: `Kind[flags] name(field: child, …)`; what is only a path is written as in the source. */
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { Rs, RsField, rsFieldNames } from '../../server/src/syntax/rust/kinds.ts';
import { describeNode } from '../../server/src/syntax/rust/print.ts';
import { children, root, textOf } from '../../server/src/syntax/tree.ts';
import type { Node, Tree } from '../../server/src/syntax/tree.ts';

/** Nodes that are written as their text if their path has neither generics nor a qualified type. */
const PATHS: ReadonlySet<number> = new Set([Rs.Path, Rs.PathExpression, Rs.PathType, Rs.PathPattern]);
const TEXTS: ReadonlySet<number> = new Set([
  Rs.Literal,
  Rs.Lifetime,
  Rs.Label,
  Rs.Identifier,
  Rs.Error,
  Rs.WildcardPattern,
  Rs.RestPattern,
]);

/** The items of a source text. */
export const itemShapes = (source: string): string[] => shapesOf(parseRust(source));

/** The statements and the value of a function's body. */
export function bodyShapes(body: string): string[] {
  const tree = parseRust(`fn f() {${body}}`);
  const block = tree.size - 3;
  return children(tree, block).map((node) => shape(tree, node));
}

export const shapesOf = (tree: Tree): string[] => children(tree, root(tree)).map((node) => shape(tree, node));

function shape(tree: Tree, node: Node): string {
  const kind = tree.kind[node];
  if (kind === Rs.Error) return `Error ${JSON.stringify(textOf(tree, node))}${inside(tree, node)}`;
  if (TEXTS.has(kind) || (PATHS.has(kind) && isPlain(tree, node))) return textOf(tree, node);
  return describeNode(tree, node) + inside(tree, node);
}

function inside(tree: Tree, node: Node): string {
  const parts = children(tree, node).map((child) => {
    const field = tree.field[child];
    return field === RsField.none ? shape(tree, child) : `${rsFieldNames[field]}: ${shape(tree, child)}`;
  });
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}

/** Whether a path is made of names only. */
function isPlain(tree: Tree, node: Node): boolean {
  for (let at = tree.first[node]; at < node; at += 1) {
    const kind = tree.kind[at];
    if (kind !== Rs.Path && kind !== Rs.PathSegment) return false;
  }
  return true;
}
