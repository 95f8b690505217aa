/** The stages of the analysis as text, for whoever works on Decref: the syntax tree, and what is known after each statement. */
import { lineAt, positionAt } from '../base/lines.ts';
import type { PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { pyFieldNames, pyKindNames } from '../syntax/python/kinds.ts';
import { rsFieldNames, rsKindNames } from '../syntax/rust/kinds.ts';
import { children, type Node } from '../syntax/tree.ts';

/** One node a line, indented: field, kind, name, place, the beginning of a leaf's text. Depth is bounded by an explicit stack. */
export function treeText(document: Document, from: Node): string {
  const { tree, lines } = document;
  const [kinds, fields] = tree.language === 'python' ? [pyKindNames, pyFieldNames] : [rsKindNames, rsFieldNames];
  const pending: { readonly node: Node; readonly depth: number }[] = [{ node: from, depth: 0 }];
  const written: string[] = [];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, depth } = next;
    const [start, end] = [positionAt(lines, tree.start[node]), positionAt(lines, tree.end[node])];
    const inner = children(tree, node);
    const leaf = inner.length === 0 ? ` ${JSON.stringify(tree.text.slice(tree.start[node], tree.end[node]).slice(0, 40))}` : '';
    const field = depth === 0 || fields[tree.field[node]] === 'none' ? '' : `${fields[tree.field[node]]}: `;
    const flag = tree.flag[node] === 0 ? '' : ` flag=${tree.flag[node]}`;
    written.push(
      `${'  '.repeat(Math.min(depth, 100))}${field}${kinds[tree.kind[node]]}${flag} ${start.line}:${start.column}-${end.line}:${end.column}${leaf}\n`,
    );
    for (const child of inner.reverse()) pending.push({ node: child, depth: depth + 1 });
  }
  return written.join('');
}

/** What runs when: each statement in the order of the file with what is bound after it, and where those objects die. */
export function flowText(facts: PythonFacts, document: Document, offset: number | null): string {
  const wanted = offset === null ? null : lineAt(document.lines, offset) + 1;
  const written: string[] = [];
  for (const { line, scope, name, refs, type, holders, freed } of facts.refs()) {
    if (wanted !== null && line !== wanted) continue;
    written.push(`${line} ${scope}: ${name} ${JSON.stringify({ refs, type, holders, freed })}\n`);
  }
  return written.join('');
}
