/** Which statement a line of a program belongs to, named as `decref refs` names it: by its first line and its scope. */
import { lineAt, linesOf } from '../../server/src/base/lines.ts';
import { nameOf } from '../../server/src/syntax/names.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { NONE, type Node, type Tree } from '../../server/src/syntax/tree.ts';

export interface StatementPlace {
  /** First line, from 1; decorators count. */
  readonly line: number;
  readonly scope: string;
}

const STATEMENTS = new Set([
  Py.FunctionDef,
  Py.AsyncFunctionDef,
  Py.ClassDef,
  Py.Return,
  Py.Delete,
  Py.Assign,
  Py.TypeAlias,
  Py.AugAssign,
  Py.AnnAssign,
  Py.For,
  Py.AsyncFor,
  Py.While,
  Py.If,
  Py.With,
  Py.AsyncWith,
  Py.Match,
  Py.Raise,
  Py.Try,
  Py.TryStar,
  Py.Assert,
  Py.Import,
  Py.ImportFrom,
  Py.Global,
  Py.Nonlocal,
  Py.Expr,
  Py.Pass,
  Py.Break,
  Py.Continue,
  Py.ExceptHandler,
  Py.match_case,
]);

/** @param line from 0. `null` where no statement is. */
export function statementAt(source: string, line: number): StatementPlace | null {
  const tree = parse('python', source);
  const lines = linesOf(source);
  let best = NONE;
  for (let node = 0; node < tree.size; node += 1) {
    if (!STATEMENTS.has(tree.kind[node])) continue;
    if (lineAt(lines, beginning(tree, node)) > line || lineAt(lines, tree.end[node]) < line) continue;
    if (best === NONE || tree.end[node] - beginning(tree, node) < tree.end[best] - beginning(tree, best)) best = node;
  }
  return best === NONE ? null : { line: lineAt(lines, beginning(tree, best)) + 1, scope: scopeOf(tree, best) };
}

/** Decorators stand before the node that they decorate. */
const beginning = (tree: Tree, node: Node): number => Math.min(tree.start[node], tree.start[tree.first[node]]);

function scopeOf(tree: Tree, statement: Node): string {
  const parts: string[] = [];
  for (let node = tree.parent[statement]; node !== NONE; node = tree.parent[node]) {
    const kind = tree.kind[node];
    if (kind === Py.ClassDef) parts.unshift(nameOf(tree.aux[node]));
    else if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef) parts.unshift(nameOf(tree.aux[node]), '<locals>');
  }
  if (parts.at(-1) === '<locals>') parts.pop();
  return parts.length === 0 ? '<module>' : parts.join('.');
}
