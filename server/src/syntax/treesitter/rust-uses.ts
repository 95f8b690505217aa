/** The trees of use declarations, from tree-sitter's nodes. */
import { Rs, RsField, UseForm } from '../rust/kinds.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { isPath, nameOfNode, path } from './rust-paths.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { emit, emitLeaf, enter, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

/** One tree, or an `Error`. */
export function useDeclaration(walk: Walk, node: Source): void {
  const { tree } = walk;
  if (!enter(walk)) {
    emitLeaf(walk, Rs.Error, 0, walk.asError, node, 0);
    return;
  }
  useTree(walk, node);
  tree.setField(RsField.items);
  walk.depth -= 1;
}

function useTree(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  const part = symbol[node];
  if (isPath(part)) {
    path(walk, node);
    emit(walk, Rs.UseTree, UseForm.path, node, mark, 0);
    return;
  }
  if (part !== S.use_as_clause && part !== S.use_wildcard && part !== S.scoped_use_list && part !== S.use_list) {
    if (!isTrouble(part) || !trouble(walk, node)) errorOver(walk, node);
    return;
  }
  // `::*` and `::{…}` have a path without segments
  if (symbol[node + 1] === S.PathSeparator) tree.emit(Rs.Path, 1, RsField.path, start[node + 1], end[node + 1], tree.size, 0);
  let renamed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.As) renamed = true;
    else if (renamed && symbol[child] === S.identifier) {
      const lone = end[child] - start[child] === 1 && walk.units[start[child]] === 0x5f;
      emitLeaf(walk, Rs.Identifier, 0, RsField.rename, child, lone ? 0 : nameOfNode(walk, child));
    } else if (symbol[child] === S.use_list) list(walk, child);
    else if (part === S.use_list) {
      if (!isToken(symbol[child])) useDeclaration(walk, child);
    } else if (isPath(symbol[child])) path(walk, child);
    else trouble(walk, child);
  }
  const form = part === S.use_wildcard ? UseForm.glob : part === S.use_as_clause ? UseForm.path : UseForm.list;
  emit(walk, Rs.UseTree, form, node, mark, 0);
}

function list(walk: Walk, node: Source): void {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (!isToken(walk.symbol[child])) useDeclaration(walk, child);
  }
}
