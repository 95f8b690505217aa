/** Shapes of Python syntax that several rules look for: the loop around a node, the statement of an expression, a statement taken away. */
import type { Edit } from '../base/edit.ts';
import { lineAt, lineEnd, type Lines } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import type { PythonFacts } from '../engine/facts.ts';
import { intern } from '../syntax/names.ts';
import { startWithDecorators } from '../syntax/python/access.ts';
import { Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, root, textOf, type Node, type Tree } from '../syntax/tree.ts';

const {
  For,
  AsyncFor,
  While,
  FunctionDef,
  AsyncFunctionDef,
  ClassDef,
  Lambda,
  Module,
  ListComp,
  SetComp,
  DictComp,
  GeneratorExp,
  comprehension,
} = Py;
const { iter, orelse, body, finalbody, elt, key, value } = PyField;

export const spanOf = (tree: Tree, node: Node): Span => ({ start: tree.start[node], end: tree.end[node] });

export const isFunction = (kind: number): boolean => kind === FunctionDef || kind === AsyncFunctionDef || kind === Lambda;

/**
 * The innermost loop or comprehension that runs `node` again and again, or `NONE`.
 * What runs once (the iterable of a `for`, its `else`) is not in the loop; a function in between is called from elsewhere.
 */
export function loopAround(tree: Tree, node: Node): Node {
  for (let inner = node, outer = tree.parent[node]; outer !== NONE; inner = outer, outer = tree.parent[outer]) {
    const kind = tree.kind[outer];
    const role = tree.field[inner];
    if ((kind === For || kind === AsyncFor) && role !== iter && role !== orelse) return outer;
    if (kind === While && role !== orelse) return outer;
    if (
      (kind === ListComp || kind === SetComp || kind === DictComp || kind === GeneratorExp) &&
      (role === elt || role === key || role === value)
    )
      return outer;
    if (kind === comprehension && role !== iter) return tree.parent[outer];
    if (isFunction(kind) || kind === Module) return NONE;
  }
  return NONE;
}

const isBlockField = (field: number): boolean => field === body || field === orelse || field === finalbody;

/** The statement that an expression is part of; the node itself if it is one. */
export function statementOf(tree: Tree, node: Node): Node {
  let at = node;
  for (let parent = tree.parent[at]; parent !== NONE; at = parent, parent = tree.parent[at]) {
    const kind = tree.kind[parent];
    if (kind === Module) return at;
    if (isBlockField(tree.field[at]) && kind !== Lambda && kind !== Py.IfExp) return at;
  }
  return at;
}

/** The statements of the block that a statement stands in, itself included. */
export const blockOf = (tree: Tree, statement: Node): readonly Node[] => childrenIn(tree, tree.parent[statement], tree.field[statement]);

/**
 * The edit that takes a one-line statement away: with its line when it has the line to itself, as `pass` when nothing else is
 * left of its block. `null` where a comment or another statement shares the line, so that something would be lost.
 */
export function removal(tree: Tree, lines: Lines, statement: Node): Edit | null {
  const { start, end } = spanOf(tree, statement);
  const line = lineAt(lines, start);
  if (line !== lineAt(lines, end)) return null;
  if (blockOf(tree, statement).length === 1 && tree.kind[tree.parent[statement]] !== Module) return { span: { start, end }, text: 'pass' };
  const before = lines.text.slice(lines.starts[line], start);
  const after = lines.text.slice(end, lineEnd(lines, line));
  if (!/^[ \t]*$/.test(before) || !/^[ \t]*$/.test(after)) return null;
  const next = line + 1 < lines.starts.length ? lines.starts[line + 1] : lines.text.length;
  return { span: { start: lines.starts[line], end: next }, text: '' };
}

/** Whether code of a class body or function lies between `outer` and `inner` (so that `inner` need not run when `outer` does). */
export function entersFunction(tree: Tree, outer: Node, inner: Node): boolean {
  for (let at = tree.parent[inner]; at !== NONE && at !== outer; at = tree.parent[at]) {
    if (isFunction(tree.kind[at]) || tree.kind[at] === ClassDef) return true;
  }
  return false;
}

/**
 * The target of a statement that adds to its own target: `s += …`, `s = s + …`, `s = … + s`; else `NONE`.
 * Targets are compared as they are written (`self.text`, `rows[i]`).
 */
export function growsItself(tree: Tree, statement: Node): Node {
  const kind = tree.kind[statement];
  if (kind === Py.AugAssign) return tree.flag[statement] === Operator.Add ? childIn(tree, statement, PyField.target) : NONE;
  if (kind !== Py.Assign) return NONE;
  const targets = childrenIn(tree, statement, PyField.targets);
  const grown = childIn(tree, statement, value);
  if (targets.length !== 1 || tree.kind[grown] !== Py.BinOp || tree.flag[grown] !== Operator.Add) return NONE;
  const target = textOf(tree, targets[0]);
  let last = grown;
  while (tree.kind[last] === Py.BinOp && tree.flag[last] === Operator.Add) {
    if (textOf(tree, childIn(tree, last, PyField.right)) === target) return targets[0];
    last = childIn(tree, last, PyField.left);
  }
  return textOf(tree, last) === target ? targets[0] : NONE;
}

/**
 * The edit that makes `import module` true of the file, as a list: empty where a plain import at module level does it already.
 * It goes behind the docstring and `__future__` imports, before the first other statement.
 */
export function importEdit(facts: PythonFacts, lines: Lines, module: string): readonly Edit[] {
  const { tree } = facts;
  const wanted = intern(module);
  const statements = childrenIn(tree, root(tree), body);
  for (const statement of statements) {
    if (tree.kind[statement] !== Py.Import) continue;
    for (const alias of childrenIn(tree, statement, PyField.names)) {
      if (tree.aux[alias] === wanted && childIn(tree, alias, PyField.asname) === NONE) return [];
    }
  }
  const first = statements.find((statement, index) => !isDocstring(tree, statement, index) && !isFutureImport(tree, statement));
  if (first === undefined) return [];
  const start = Math.min(tree.start[first], tree.start[tree.first[first]]);
  const at = lines.starts[lineAt(lines, start)];
  return [{ span: { start: at, end: at }, text: `import ${module}${lines.text.includes('\r\n') ? '\r\n' : '\n'}` }];
}

const isDocstring = (tree: Tree, statement: Node, index: number): boolean =>
  index === 0 && tree.kind[statement] === Py.Expr && tree.kind[childIn(tree, statement, value)] === Py.Constant;

const isFutureImport = (tree: Tree, statement: Node): boolean =>
  tree.kind[statement] === Py.ImportFrom && textOf(tree, statement).startsWith('from __future__');

/** The line break of a file. */
export const newlineOf = (lines: Lines): string => (lines.text.includes('\r\n') ? '\r\n' : '\n');

/** The blanks before a statement, or `null` where something else shares its line before it. */
export function indentOf(tree: Tree, lines: Lines, statement: Node): string | null {
  const before = lines.text.slice(lines.starts[lineAt(lines, tree.start[statement])], tree.start[statement]);
  return /^[ \t]*$/.test(before) ? before : null;
}

/** Whether a statement has its lines to itself, but for a comment behind it. */
export function standsAlone(tree: Tree, lines: Lines, statement: Node): boolean {
  const end = lineAt(lines, tree.end[statement]);
  return indentOf(tree, lines, statement) !== null && /^[ \t]*(#.*)?$/.test(lines.text.slice(tree.end[statement], lineEnd(lines, end)));
}

/** The edit that puts whole lines behind a statement that stands alone, at its indentation; `null` where it does not. */
export function linesBehind(tree: Tree, lines: Lines, statement: Node, added: readonly string[]): Edit | null {
  const indent = indentOf(tree, lines, statement);
  if (indent === null || !standsAlone(tree, lines, statement)) return null;
  const at = lineEnd(lines, lineAt(lines, tree.end[statement]));
  return { span: { start: at, end: at }, text: added.map((line) => `${newlineOf(lines)}${indent}${line}`).join('') };
}

/** The edit that puts whole lines before a statement (before its decorators), at its indentation; `null` where it shares its line. */
export function linesBefore(tree: Tree, lines: Lines, statement: Node, added: readonly string[]): Edit | null {
  const start = startWithDecorators(tree, statement);
  const at = lines.starts[lineAt(lines, start)];
  const indent = lines.text.slice(at, start);
  if (!/^[ \t]*$/.test(indent)) return null;
  return { span: { start: at, end: at }, text: added.map((line) => `${indent}${line}${newlineOf(lines)}`).join('') };
}

/** The edit that puts lines of the module behind its leading imports, or before its first other statement. */
export function linesBehindImports(facts: PythonFacts, lines: Lines, added: readonly string[]): Edit | null {
  const { tree } = facts;
  const statements = childrenIn(tree, root(tree), body);
  const other = statements.findIndex(
    (statement, index) =>
      !isDocstring(tree, statement, index) && tree.kind[statement] !== Py.Import && tree.kind[statement] !== Py.ImportFrom,
  );
  const last = statements[(other === -1 ? statements.length : other) - 1];
  if (last !== undefined) return linesBehind(tree, lines, last, ['', ...added]);
  return statements.length === 0 ? null : linesBefore(tree, lines, statements[0], [...added, '']);
}

/** The interned name in `except … as name`, or 0. */
export function caughtAs(tree: Tree, handler: Node): number {
  const name = childIn(tree, handler, PyField.name);
  return name === NONE ? 0 : tree.aux[name];
}

/** Whether a comment lies between two offsets. */
export function hasComment(tree: Tree, start: number, end: number): boolean {
  const { comments } = tree;
  const first = firstCommentFrom(tree, start);
  return first < comments.length && comments[first] < end;
}

/** Where in `tree.comments` the first comment that begins at or behind an offset stands; their length where there is none. */
export function firstCommentFrom({ comments }: Tree, offset: number): number {
  let low = 0;
  let high = comments.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle * 2] < offset) low = middle + 1;
    else high = middle;
  }
  return low * 2;
}

/** The first statement of a block behind its docstring, or `NONE` where there is nothing else. */
export function firstBehindDocstring(tree: Tree, definition: Node): Node {
  const statements = childrenIn(tree, definition, body);
  return statements.find((statement, index) => !isDocstring(tree, statement, index)) ?? NONE;
}

/**
 * The lines of neighbouring statements moved right by one step, from the first one's line start to the last one's line end, or `null`
 * where that could change what they mean (a string or joined line over several lines) or they do not stand alone.
 */
export function indented(
  tree: Tree,
  lines: Lines,
  first: Node,
  last: Node,
  step = '    ',
): { readonly span: Span; readonly text: string } | null {
  if (indentOf(tree, lines, first) === null || !standsAlone(tree, lines, last)) return null;
  for (let node = tree.first[first]; node <= last; node += 1) {
    const kind = tree.kind[node];
    if ((kind === Py.Constant || kind === Py.JoinedStr || kind === Py.TemplateStr) && /[\n\r]/.test(textOf(tree, node))) return null;
  }
  const start = lines.starts[lineAt(lines, startWithDecorators(tree, first))];
  const end = lineEnd(lines, lineAt(lines, tree.end[last]));
  const text = lines.text.slice(start, end);
  if (/\\\r?\n/.test(text)) return null;
  return { span: { start, end }, text: text.replace(/^(?=[^\r\n])/gm, step) };
}

/**
 * The lines of a block, from behind the one that its head ends on to the last statement, moved left to where `owner` stands, or `null` where that
 * could change what they mean. `head`: the last node of the head.
 */
export function dedented(
  tree: Tree,
  lines: Lines,
  owner: Node,
  head: Node,
  first: Node,
  last: Node,
): { readonly span: Span; readonly text: string } | null {
  const outer = indentOf(tree, lines, owner);
  const inner = indentOf(tree, lines, first);
  if (outer === null || inner === null || !inner.startsWith(outer) || !standsAlone(tree, lines, last)) return null;
  for (let node = tree.first[first]; node <= last; node += 1) {
    const kind = tree.kind[node];
    if ((kind === Py.Constant || kind === Py.JoinedStr || kind === Py.TemplateStr) && /[\n\r]/.test(textOf(tree, node))) return null;
  }
  const start = lines.starts[lineAt(lines, tree.end[head]) + 1];
  const end = lineEnd(lines, lineAt(lines, tree.end[last]));
  const text = lines.text.slice(start, end);
  if (/\\\r?\n/.test(text)) return null;
  const before = text.split('\n');
  if (before.some((line) => line.trim() !== '' && !line.startsWith(inner))) return null;
  const moved = before.map((line) => (line.trim() === '' ? line : outer + line.slice(inner.length)));
  return { span: { start, end }, text: newlineOf(lines) + moved.join('\n') };
}
