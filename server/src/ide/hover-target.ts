/** What the pointer is on in a Python file (a name, an attribute, a parameter, a definition, a call), and what the engine knows of its object. */
import { lineAt } from '../base/lines.ts';
import type { Span } from '../base/span.ts';
import type { NameRefs, PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { nameOf } from '../syntax/names.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, nodeAt, type Node, type Tree } from '../syntax/tree.ts';

export interface Target {
  readonly span: Span;
  readonly kind: 'name' | 'attribute' | 'parameter' | 'definition' | 'call';
  /** The node that the object is looked for from. */
  readonly node: Node;
  /** A name, then attributes: `self`, `root`. Empty for a call whose result nothing keeps. */
  readonly path: readonly string[];
}

/** What is under the pointer; a pointer right behind a name counts. */
export function targetAt(tree: Tree, offset: number): Target | null {
  for (const at of [offset, offset - 1]) {
    const node = at < 0 ? NONE : nodeAt(tree, at);
    const target = node === NONE ? null : targetOf(tree, node, offset);
    if (target !== null && target.span.start <= offset && offset <= target.span.end) return target;
  }
  return null;
}

function targetOf(tree: Tree, node: Node, offset: number): Target | null {
  const called = callOf(tree, node);
  if (called !== NONE) {
    const span = spanOfName(tree, node);
    const path = resultOf(tree, called);
    if (path !== null && path.length > 0) return { span, kind: 'call', node: called, path };
  }
  switch (tree.kind[node]) {
    case Py.Name:
      return { span: { start: tree.start[node], end: tree.end[node] }, kind: 'name', node, path: [nameOf(tree.aux[node])] };
    case Py.Attribute: {
      const path = pathOf(tree, node);
      return path === null ? null : { span: spanOfName(tree, node), kind: 'attribute', node, path };
    }
    case Py.arg: {
      const name = nameOf(tree.aux[node]);
      return { span: { start: tree.start[node], end: tree.start[node] + name.length }, kind: 'parameter', node, path: [name] };
    }
    case Py.FunctionDef:
    case Py.AsyncFunctionDef:
    case Py.ClassDef:
      return { span: nameInDefinition(tree, node), kind: 'definition', node, path: [nameOf(tree.aux[node])] };
    case Py.Identifier:
    case Py.MatchAs:
    case Py.MatchStar: {
      if (tree.kind[node] === Py.Identifier && tree.kind[tree.parent[node]] === Py.ImportFrom) return null;
      const name = nameOf(tree.aux[node]);
      return name === '' ? null : { span: { start: tree.end[node] - name.length, end: tree.end[node] }, kind: 'name', node, path: [name] };
    }
    case Py.Call: {
      const path = resultOf(tree, node);
      // between the parentheses, not on what is called
      if (path === null || offset < tree.end[childIn(tree, node, PyField.func)]) return null;
      return { span: { start: tree.start[node], end: tree.end[node] }, kind: 'call', node, path };
    }
    default:
      return null;
  }
}

/** The call whose callee a name or attribute is. */
function callOf(tree: Tree, node: Node): Node {
  const up = tree.parent[node];
  if ((tree.kind[node] !== Py.Name && tree.kind[node] !== Py.Attribute) || up === NONE || tree.kind[up] !== Py.Call) return NONE;
  return tree.field[node] === PyField.func ? up : NONE;
}

/** What the result of a call is bound to: a path, an empty one where the statement drops it, `null` where an expression goes on with it. */
function resultOf(tree: Tree, call: Node): readonly string[] | null {
  const up = tree.parent[call];
  if (up === NONE) return null;
  switch (tree.kind[up]) {
    case Py.Expr:
      return [];
    case Py.Assign:
      return tree.field[call] === PyField.value ? pathOf(tree, childrenIn(tree, up, PyField.targets)[0] ?? NONE) : null;
    case Py.AnnAssign:
    case Py.NamedExpr:
      return tree.field[call] === PyField.value ? pathOf(tree, childIn(tree, up, PyField.target)) : null;
    default:
      return null;
  }
}

/** `['self', 'root']` for `self.root`; `null` for anything that is not a name with attributes. */
function pathOf(tree: Tree, node: Node): readonly string[] | null {
  const path: string[] = [];
  for (let at = node; at !== NONE; at -= 1) {
    if (tree.kind[at] === Py.Name) return [nameOf(tree.aux[at]), ...path.reverse()];
    if (tree.kind[at] !== Py.Attribute) return null;
    path.push(nameOf(tree.aux[at]));
  }
  return null;
}

/** The name at the end of a name or attribute. */
function spanOfName(tree: Tree, node: Node): Span {
  const end = tree.end[node];
  return { start: tree.kind[node] === Py.Name ? tree.start[node] : end - nameOf(tree.aux[node]).length, end };
}

function nameInDefinition(tree: Tree, node: Node): Span {
  const name = nameOf(tree.aux[node]);
  const keyword = /^(?:async\s+)?(?:def|class)[\s\\]+/.exec(tree.text.slice(tree.start[node], tree.start[node] + 200))?.[0].length ?? 0;
  const start = tree.start[node] + keyword;
  return { start, end: start + name.length };
}

/** What is known of the object of a target once the statement around it has run, as of a name: `name` is the path. */
export function refsOf(facts: PythonFacts, document: Document, { node, kind, path }: Target): NameRefs | null {
  if (path.length === 0 || kind === 'parameter') return null;
  const line = lineOfStatement(document, node);
  const seen = path.length > 1 ? facts.seenAfter(facts.scopeOf(node), line, path) : null;
  if (path.length > 1) {
    if (seen === null) return null;
    const { refs, type, holders, created } = seen;
    const scope = scopeName(document.tree, facts.scopeOf(node));
    return { line, scope, name: path.join('.'), refs, type, holders, freed: { by: 'unknown', line: null }, created };
  }
  return refsNamed(facts, document, node, path[0]);
}

/** What is known about a name once the statement around it has run. */
export const refsAfter = (facts: PythonFacts, document: Document, name: Node): NameRefs | null =>
  refsNamed(facts, document, name, nameOf(document.tree.aux[name]));

function refsNamed(facts: PythonFacts, document: Document, node: Node, name: string): NameRefs | null {
  const line = lineOfStatement(document, node);
  const isMeant = (refs: NameRefs): boolean => refs.line === line && refs.name === name;
  let found = facts.refsAround(node).filter(isMeant);
  // a default, a decorator and what a generator expression walks first belong to the scope outside
  if (found.length === 0) found = facts.refsAround(facts.scopeOf(node)).filter(isMeant);
  if (found.length < 2) return found[0] ?? null;
  const scope = scopeName(document.tree, facts.scopeOf(node));
  return found.find((refs) => refs.scope === scope) ?? null;
}

/** Everything that is known about a parameter in its function, in the order of the lines. */
export function refsOfParameter(facts: PythonFacts, document: Document, { node, path }: Target): readonly NameRefs[] {
  const scope = scopeName(document.tree, functionAround(document.tree, node));
  const inside = facts.refsAround(node).filter((refs) => refs.scope === scope && refs.name === path[0]);
  return inside.sort((one, other) => one.line - other.line);
}

function functionAround(tree: Tree, node: Node): Node {
  let at = tree.parent[node];
  while (at !== NONE && tree.kind[at] !== Py.FunctionDef && tree.kind[at] !== Py.AsyncFunctionDef && tree.kind[at] !== Py.Lambda)
    at = tree.parent[at];
  return at;
}

const isStatement = (kind: number): boolean => kind >= Py.FunctionDef && kind <= Py.Continue;

/** The line (from 1) where the statement around a node begins: at its first decorator, if it has any. */
function lineOfStatement({ tree, lines }: Document, node: Node): number {
  let at = node;
  while (at !== NONE && !isStatement(tree.kind[at])) at = tree.parent[at];
  if (at === NONE) return lineAt(lines, tree.start[node]) + 1;
  const decorators = childrenIn(tree, at, PyField.decorator_list);
  return lineAt(lines, decorators.length === 0 ? tree.start[at] : Math.min(tree.start[at], tree.start[decorators[0]])) + 1;
}

/** `co_qualname` of a scope node, without the parts that only the compiler knows. */
function scopeName(tree: Tree, scope: Node): string {
  const parts: string[] = [];
  for (let at = scope; at !== NONE; at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Py.ClassDef) parts.unshift(nameOf(tree.aux[at]));
    else if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef) {
      if (parts.length > 0) parts.unshift('<locals>');
      parts.unshift(nameOf(tree.aux[at]));
    } else if (kind === Py.Lambda) {
      if (parts.length > 0) parts.unshift('<locals>');
      parts.unshift('<lambda>');
    }
  }
  return parts.length === 0 ? '<module>' : parts.join('.');
}
