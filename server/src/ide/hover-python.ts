/** The pointer on a Python name: how many references its object has after this statement, who holds them, and when it dies. */
import { lineAt } from '../base/lines.ts';
import { atLeast, showPython } from '../base/version.ts';
import type { Count, Death, Holder, NameRefs, PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { nameOf } from '../syntax/names.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, NONE, nodeAt, type Node, type Tree } from '../syntax/tree.ts';
import type { Hover, HoverOptions } from './hover.ts';

/** More holders than this are counted, not listed. */
const MOST_HOLDERS = 6;

export function hoverPython(facts: PythonFacts, document: Document, offset: number, options: HoverOptions): Hover | null {
  const { tree } = document;
  const node = nameAt(tree, offset);
  if (node === NONE) return null;
  const refs = refsAfter(facts, document, node);
  if (refs === null) return null;
  return { span: { start: tree.start[node], end: tree.end[node] }, markdown: render(refs, facts, document, node, options) };
}

/** The `Name` under the pointer; a pointer right behind it counts. */
export function nameAt(tree: Tree, offset: number): Node {
  for (const at of [offset, offset - 1]) {
    const node = at < 0 ? NONE : nodeAt(tree, at);
    if (node !== NONE && tree.kind[node] === Py.Name && tree.start[node] <= offset && offset <= tree.end[node]) return node;
  }
  return NONE;
}

/** What is known about a name once the statement around it has run. */
export function refsAfter(facts: PythonFacts, document: Document, node: Node): NameRefs | null {
  const { tree, lines } = document;
  const line = lineAt(lines, statementStart(tree, node)) + 1;
  const name = nameOf(tree.aux[node]);
  const found = (byLine(facts).get(line) ?? []).filter((refs) => refs.name === name);
  if (found.length < 2) return found[0] ?? null;
  const scope = scopeName(tree, facts.scopeOf(node));
  return found.find((refs) => refs.scope === scope) ?? null;
}

const linesKnown = new WeakMap<PythonFacts, ReadonlyMap<number, readonly NameRefs[]>>();

/** The facts of a file by line: worked out once for each version of the file. */
function byLine(facts: PythonFacts): ReadonlyMap<number, readonly NameRefs[]> {
  const known = linesKnown.get(facts);
  if (known !== undefined) return known;
  const sorted = new Map<number, NameRefs[]>();
  for (const refs of facts.refs()) {
    const here = sorted.get(refs.line);
    if (here === undefined) sorted.set(refs.line, [refs]);
    else here.push(refs);
  }
  linesKnown.set(facts, sorted);
  return sorted;
}

const isStatement = (kind: number): boolean => kind >= Py.FunctionDef && kind <= Py.Continue;

/** Where the statement around a node begins: at its first decorator, if it has any. */
function statementStart(tree: Tree, node: Node): number {
  let at = node;
  while (at !== NONE && !isStatement(tree.kind[at])) at = tree.parent[at];
  if (at === NONE) return tree.start[node];
  const decorators = childrenIn(tree, at, PyField.decorator_list);
  return decorators.length === 0 ? tree.start[at] : Math.min(tree.start[at], tree.start[decorators[0]]);
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

function render(refs: NameRefs, facts: PythonFacts, document: Document, node: Node, options: HoverOptions): string {
  const parts = [`${countText(refs.refs, refs.name)} · Python ${showPython(facts.version)}`];
  const show: ShowLine = (line) => options.showLine(document.path, line);
  // a picture shows each holder already: a table above it would push it out of sight
  const holders = options.picture ? holderLine(refs.holders, show) : holderTable(refs.holders, show);
  if (holders !== null) parts.push(holders);
  const last = [deathText(refs.freed, show), printedText(refs.refs, facts, node, refs.name)].filter((text) => text !== null);
  if (last.length > 0) parts.push(last.join('  \n'));
  return parts.join('\n\n');
}

function countText(count: Count, name: string): string {
  switch (count.kind) {
    case 'exact':
      return `**${references(count.count)}** to \`${name}\` after this line`;
    case 'range': {
      const amount = count.max === null ? `at least ${references(count.min)}` : `${count.min} to ${references(count.max)}`;
      return `**${amount}** to \`${name}\` after this line`;
    }
    case 'relative': {
      const { delta, base } = count;
      const amount = `${Math.abs(delta)} ${delta < 0 ? 'fewer' : 'more'}`;
      if (delta === 0) return `**caller + 0**: \`${name}\` has as many references as \`${base}\` had on entry`;
      return `**caller ${delta < 0 ? '−' : '+'} ${Math.abs(delta)}**: \`${name}\` has ${amount} than \`${base}\` had on entry`;
    }
    case 'immortal':
      return `\`${name}\` is **immortal**: its count never changes`;
    case 'shared':
      return `\`${name}\` is shared by the whole process: its count says nothing`;
    case 'unknown':
      return `references to \`${name}\`: **unknown**${count.why === '' ? '' : ` (${count.why})`}`;
  }
}

const references = (count: number): string => (count === 1 ? '1 reference' : `${count} references`);

type ShowLine = (line: number) => string;

function holderLine(holders: readonly Holder[], show: ShowLine): string | null {
  if (holders.length === 0) return null;
  const listed = holders.slice(0, MOST_HOLDERS).map(({ what, line }) => `${what} (${show(line)})`);
  if (holders.length > MOST_HOLDERS) listed.push(`${holders.length - MOST_HOLDERS} more`);
  return `held by ${listed.join(', ')}`;
}

function holderTable(holders: readonly Holder[], show: ShowLine): string | null {
  if (holders.length === 0) return null;
  const rows = holders.slice(0, MOST_HOLDERS).map(({ what, line }) => `| ${what.replaceAll('|', '\\|')} | ${show(line)} |`);
  if (holders.length > MOST_HOLDERS) rows.push(`| and ${holders.length - MOST_HOLDERS} more | |`);
  return ['| held by | line |', '|:--|--:|', ...rows].join('\n');
}

function deathText({ by, line }: Death, show: ShowLine): string | null {
  switch (by) {
    case 'count':
      return line === null ? 'freed when its last reference goes' : `freed on line ${show(line)}, when its last reference goes`;
    case 'collector':
      return 'freed only by the garbage collector: it is kept alive by a cycle';
    case 'exit':
      return 'lives until the interpreter exits';
    case 'unknown':
      return null;
  }
}

/**
 * What `sys.getrefcount` would print, where that is another number than the count: the argument itself is one more reference,
 * except that a plain local is only borrowed for the call from 3.14 on.
 */
function printedText(count: Count, facts: PythonFacts, node: Node, name: string): string | null {
  if (count.kind !== 'exact') return null;
  if (atLeast(facts.version, 14) && facts.placeOf(node) === 'local') return null;
  return `\`sys.getrefcount(${name})\` would print ${count.count + 1}`;
}
