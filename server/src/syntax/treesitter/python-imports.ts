/** `import` and `from … import`, from tree-sitter's nodes. */
import { Py, PyField } from '../python/kinds.ts';
import { intern, nameOf } from '../names.ts';
import { identifier, nameOfNode } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import { emit, emitLeaf, trouble } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const ALL = intern('*');

/** `import a.b as c, d` */
export function importStatement(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) imported(walk, child);
  emit(walk, Py.Import, 0, node, mark, 0);
}

/** `from ..a.b import c as d, e`; the flag is the number of dots. */
export function importFrom(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let level = 0;
  let names = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Import) names = true;
    else if (part === S.Future) emitLeaf(walk, Py.Identifier, 0, PyField.module, child, nameOfNode(walk, child));
    else if (names) imported(walk, child);
    else if (part === S.dotted_name) moduleName(walk, child);
    else if (part === S.relative_import) {
      for (let inner = child + 1; inner < next[child]; inner = next[inner]) {
        if (symbol[inner] === S.import_prefix) level = dots(walk, inner);
        else if (symbol[inner] === S.dotted_name) moduleName(walk, inner);
        else trouble(walk, inner);
      }
    } else trouble(walk, child);
  }
  emit(walk, Py.ImportFrom, 0, node, mark, level);
}

/** One imported name with its `as` name. */
function imported(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  switch (symbol[node]) {
    case S.wildcard_import:
      emitLeaf(walk, Py.alias, 0, PyField.names, node, ALL);
      return;
    case S.dotted_name:
      emit(walk, Py.alias, 0, node, mark, dottedName(walk, node));
      tree.setField(PyField.names);
      return;
    case S.aliased_import: {
      let name = 0;
      for (let child = node + 1; child < next[node]; child = next[child]) {
        if (symbol[child] === S.dotted_name) name = dottedName(walk, child);
        else if (symbol[child] === S.identifier) identifier(walk, child, PyField.asname);
        else trouble(walk, child);
      }
      emit(walk, Py.alias, 0, node, mark, name);
      tree.setField(PyField.names);
      return;
    }
    default:
      trouble(walk, node);
  }
}

function moduleName(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  emit(walk, Py.Identifier, 0, node, mark, dottedName(walk, node));
  walk.tree.setField(PyField.module);
}

/** `a.b.c` without blanks. */
function dottedName(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  const parts: number[] = [];
  for (let child = node + 1; child < next[node]; child = next[child]) {
    if (symbol[child] === S.identifier) parts.push(nameOfNode(walk, child));
    else trouble(walk, child);
  }
  if (parts.length === 1) return parts[0];
  return intern(parts.map(nameOf).join('.'));
}

function dots(walk: Walk, node: Source): number {
  let count = 0;
  for (let at = walk.start[node]; at < walk.end[node]; at += 1) if (walk.units[at] === DOT) count += 1;
  return count;
}
const DOT = 46;
