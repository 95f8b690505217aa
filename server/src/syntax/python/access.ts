/**
 * Questions about Python's tree that more than one reader asks: names and where they stand, bodies, calls, parentheses.
 * Values of literals are in `constants.ts`. Every answer is total: NONE, an empty list or the node's own span where there is nothing.
 */
import type { Span } from '../../base/span.ts';
import { NONE, childIn, children, childrenIn } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { Literal, Py, PyField } from './kinds.ts';
import { isIdentifierUnit } from './literals.ts';
import { nameOf } from '../names.ts';

export const isStatement = (kind: number): boolean => kind >= Py.FunctionDef && kind <= Py.Continue;
export const isFunction = (kind: number): boolean => kind === Py.FunctionDef || kind === Py.AsyncFunctionDef;

/** The innermost statement that holds a node (the node itself if it is one), or NONE for the module. */
export function statementOf(tree: Tree, node: Node): Node {
  let at = node;
  while (at !== NONE && !isStatement(tree.kind[at])) at = tree.parent[at];
  return at;
}

/** The statements of the body of a module, a definition, a loop, a condition, … */
export const bodyOf = (tree: Tree, node: Node): Node[] => childrenIn(tree, node, PyField.body);

/** The docstring of a module, class or function: the Constant, or NONE. */
export function docstringOf(tree: Tree, node: Node): Node {
  const first = bodyOf(tree, node)[0];
  if (first === undefined || tree.kind[first] !== Py.Expr) return NONE;
  const value = first - 1;
  return tree.kind[value] === Py.Constant && tree.flag[value] === Literal.str ? value : NONE;
}

export const decoratorsOf = (tree: Tree, node: Node): Node[] => childrenIn(tree, node, PyField.decorator_list);

/** Where a statement begins with its decorators: at the first `@`, or at the statement itself. */
export function startWithDecorators(tree: Tree, node: Node): number {
  const first = tree.first[node];
  if (tree.start[first] >= tree.start[node]) return tree.start[node];
  const at = tree.text.lastIndexOf('@', tree.start[first] - 1);
  return at === -1 ? tree.start[node] : at;
}

export const calleeOf = (tree: Tree, call: Node): Node => childIn(tree, call, PyField.func);
/** Positional arguments, `*x` among them. */
export const argumentsOf = (tree: Tree, call: Node): Node[] => childrenIn(tree, call, PyField.args);
/** Keyword arguments, `**x` (whose name is 0) among them. */
export const keywordsOf = (tree: Tree, call: Node): Node[] => childrenIn(tree, call, PyField.keywords);

/** The value of the keyword argument of that name (an interned number), or NONE. */
export function keywordValue(tree: Tree, call: Node, name: number): Node {
  const keyword = keywordsOf(tree, call).find((node) => tree.aux[node] === name);
  return keyword === undefined ? NONE : childIn(tree, keyword, PyField.value);
}

/** The parameters of a function or lambda in source order, `*args` and `**kwargs` among them. */
export function parametersOf(tree: Tree, node: Node): Node[] {
  const list = childIn(tree, node, PyField.args);
  return list === NONE ? [] : children(tree, list).filter((child) => tree.kind[child] === Py.arg);
}

/** Where the name stands that is in `aux` of the node; null if it has none. A dotted name is one span. */
export function nameSpan(tree: Tree, node: Node): Span | null {
  const start = tree.start[node];
  const end = tree.end[node];
  if (tree.aux[node] === 0) return null;
  switch (tree.kind[node]) {
    case Py.Name:
    case Py.Identifier:
      return { start, end };
    case Py.FunctionDef:
    case Py.AsyncFunctionDef:
    case Py.ClassDef:
      return definedName(tree, node);
    case Py.Attribute:
    case Py.MatchAs:
      return { start: wordStart(tree.text, end), end };
    case Py.arg:
    case Py.keyword:
      return { start, end: wordEnd(tree.text, start) };
    case Py.MatchStar:
    case Py.TypeVar:
    case Py.ParamSpec:
    case Py.TypeVarTuple: {
      const from = afterBlanks(tree, start, '*');
      return { start: from, end: wordEnd(tree.text, from) };
    }
    case Py.alias: {
      const asname = childIn(tree, node, PyField.asname);
      if (asname === NONE) return { start, end };
      const word = tree.text.slice(start, tree.start[asname]).search(/\s*(?:\\\s*)*\bas\s*(?:\\\s*)*$/);
      return { start, end: word === -1 ? wordEnd(tree.text, start) : start + word };
    }
    default:
      return null;
  }
}

/** Behind `def`, `async def` or `class`. */
function definedName(tree: Tree, node: Node): Span {
  let at = tree.start[node];
  const words = tree.kind[node] === Py.AsyncFunctionDef ? 2 : 1;
  for (let word = 0; word < words; word += 1) at = afterBlanks(tree, wordEnd(tree.text, at));
  return { start: at, end: wordEnd(tree.text, at) };
}

function wordEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isIdentifierUnit(text.charCodeAt(end))) end += 1;
  return end;
}

function wordStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && isIdentifierUnit(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Behind blanks, line ends, joined lines, comments, and the characters of `also`. */
function afterBlanks(tree: Tree, from: number, also = ''): number {
  const { text } = tree;
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === '#') while (at + 1 < text.length && text[at + 1] !== '\n' && text[at + 1] !== '\r') at += 1;
    else if (!' \t\f\r\n\\'.includes(character) && !also.includes(character)) break;
  }
  return at;
}

/** Before blanks, line ends, joined lines and comments. */
function beforeBlanks(tree: Tree, from: number): number {
  const { text, comments } = tree;
  let at = from;
  while (at > 0) {
    if (' \t\f\r\n\\'.includes(text[at - 1])) at -= 1;
    else {
      const comment = commentAround(comments, at - 1);
      if (comment === -1) break;
      at = comment;
    }
  }
  return at;
}

/** Where the comment begins that holds an offset, or -1. */
function commentAround(comments: Int32Array, offset: number): number {
  let low = 0;
  let high = comments.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle * 2] <= offset) low = middle + 1;
    else high = middle;
  }
  return low > 0 && offset < comments[low * 2 - 1] ? comments[low * 2 - 2] : -1;
}

/** The span of an expression with the parentheses around it that group nothing but it. */
export function spanWithParentheses(tree: Tree, node: Node): Span {
  let span: Span = { start: tree.start[node], end: tree.end[node] };
  for (;;) {
    const open = beforeBlanks(tree, span.start) - 1;
    const close = afterBlanks(tree, span.end);
    if (open < 0 || tree.text[open] !== '(' || tree.text[close] !== ')' || ownedByParent(tree, node, open, close)) return span;
    span = { start: open, end: close + 1 };
  }
}

/** Whether a pair of parentheses around a node is part of what the node stands in. */
function ownedByParent(tree: Tree, node: Node, open: number, close: number): boolean {
  const parent = tree.parent[node];
  if (parent === NONE) return false;
  switch (tree.kind[parent]) {
    case Py.Call:
      return tree.field[node] !== PyField.func && close + 1 === tree.end[parent];
    case Py.ClassDef:
      return tree.field[node] === PyField.bases && !tree.text.slice(tree.start[parent], open).includes('(');
    case Py.GeneratorExp:
    case Py.Tuple:
      return open === tree.start[parent] && close + 1 === tree.end[parent];
    case Py.keyword:
    case Py.Starred:
      return open < tree.start[parent];
    default:
      return false;
  }
}

/** The module of a `from … import`, as the statement says it: `pkg.child`, `..child`. */
export function moduleOf(tree: Tree, statement: Node): string {
  const from = childIn(tree, statement, PyField.module);
  return '.'.repeat(tree.aux[statement]) + (from === NONE ? '' : nameOf(tree.aux[from]));
}
