/** The tree of a Python text as indented lines, for `decref show tree` and for tests: field, kind, flag, name and span of each node. */
import { nameOf } from '../names.ts';
import { NONE, children, root } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { Context, Py, PyField, literalNames, operatorNames, pyFieldNames, pyKindNames } from './kinds.ts';

/** One line a node: `field: Kind flag name "text of a leaf" [start..end]`, children below it, indented by two. */
export function printPython(tree: Tree, top: Node = root(tree)): string {
  const lines: string[] = [];
  const pending: [node: Node, depth: number][] = top === NONE ? [] : [[top, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    lines.push('  '.repeat(depth) + describe(tree, node));
    for (const child of children(tree, node).reverse()) pending.push([child, depth + 1]);
  }
  return lines.join('\n');
}

const LEAF_TEXT_LIMIT = 40;

function describe(tree: Tree, node: Node): string {
  const kind = tree.kind[node];
  const field = tree.field[node];
  const parts: string[] = [];
  if (field !== PyField.none) parts.push(`${pyFieldNames[field]}:`);
  parts.push(pyKindNames[kind]);
  const flag = flagText(kind, tree.flag[node]);
  if (flag !== '') parts.push(flag);
  const aux = auxText(kind, tree.aux[node]);
  if (aux !== '') parts.push(aux);
  if (kind === Py.Constant || kind === Py.Error) parts.push(shortened(tree.text.slice(tree.start[node], tree.end[node])));
  parts.push(`[${tree.start[node]}..${tree.end[node]}]`);
  return parts.join(' ');
}

const shortened = (text: string): string => JSON.stringify(text.length > LEAF_TEXT_LIMIT ? `${text.slice(0, LEAF_TEXT_LIMIT - 1)}…` : text);

const CONTEXTS = Object.keys(Context);
const IN_CONTEXT: ReadonlySet<number> = new Set([Py.Name, Py.Attribute, Py.Subscript, Py.Starred, Py.List, Py.Tuple]);
const OPERATED: ReadonlySet<number> = new Set([Py.BinOp, Py.AugAssign, Py.BoolOp, Py.UnaryOp, Py.CompareOp]);
/** What a flag of 1 says, by kind. */
const MARKS: ReadonlyMap<number, string> = new Map([
  [Py.AnnAssign, 'simple'],
  [Py.comprehension, 'async'],
  [Py.Import, 'lazy'],
  [Py.ImportFrom, 'lazy'],
]);

function flagText(kind: number, flag: number): string {
  // reading is the rule; what writes or deletes stands out
  if (IN_CONTEXT.has(kind)) return flag === Context.Load ? '' : CONTEXTS[flag];
  if (OPERATED.has(kind)) return operatorNames[flag];
  if (kind === Py.Constant || kind === Py.MatchSingleton) return literalNames[flag];
  if (flag === 0) return '';
  if (kind === Py.FormattedValue || kind === Py.Interpolation) return `!${String.fromCharCode(flag)}`;
  return MARKS.get(kind) ?? String(flag);
}

function auxText(kind: number, aux: number): string {
  if (aux === 0) return '';
  if (kind === Py.ImportFrom) return '.'.repeat(Math.min(aux, LEAF_TEXT_LIMIT));
  if (kind === Py.FormattedValue || kind === Py.Interpolation) return '=';
  return `\`${nameOf(aux)}\``;
}
