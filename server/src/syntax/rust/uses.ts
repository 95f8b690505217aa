/** The trees of use declarations. */
import { Rs, RsField, UseForm } from './kinds.ts';
import { accept, commaList, descend, emit, emitLeaf, expectName, fail } from './parser.ts';
import type { Parser } from './parser.ts';
import { IS_SEGMENT, Token } from './tokens.ts';

const { As, LeftBrace, PathSeparator, Star, Underscore } = Token;

/** The tree of a use declaration, behind `use`. */
export function useDeclaration(parser: Parser): void {
  descend(parser);
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  let form: number = UseForm.path;
  usePath(parser);
  if (kind[parser.at] === Star) {
    form = UseForm.glob;
    parser.at += 1;
  } else if (kind[parser.at] === LeftBrace) {
    form = UseForm.list;
    commaList(parser, useDeclaration);
  } else if (accept(parser, As)) {
    const rename = accept(parser, Underscore) ? 0 : expectName(parser);
    emitLeaf(parser, Rs.Identifier, 0, RsField.rename, rename);
  }
  emit(parser, Rs.UseTree, form, mark, from, 0);
  tree.setField(RsField.items);
  parser.depth -= 1;
}

/** The path of a use tree, up to its last name or the `::` before `*` and `{`. A lone `::` makes a path without segments. */
function usePath(parser: Parser): void {
  const { kind, tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  const global = accept(parser, PathSeparator) ? 1 : 0;
  let name = 0;
  let end = parser.at;
  while (IS_SEGMENT[kind[parser.at]] === 1) {
    name = parser.value[parser.at];
    parser.at += 1;
    emitLeaf(parser, Rs.PathSegment, 0, RsField.segments, name);
    end = parser.at;
    if (!accept(parser, PathSeparator)) break;
    const next = kind[parser.at];
    if (IS_SEGMENT[next] === 0 && next !== Star && next !== LeftBrace) fail();
  }
  if (end === from) {
    if (kind[parser.at] !== Star && kind[parser.at] !== LeftBrace) expectName(parser);
    return;
  }
  tree.emit(Rs.Path, global, RsField.path, parser.start[from], parser.end[end - 1], mark, name);
}
