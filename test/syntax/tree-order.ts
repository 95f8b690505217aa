/** What every tree of every text holds to, whoever made it. */
import { Py, PyField } from '../../server/src/syntax/python/kinds.ts';
import { pyFieldNames, pyKindNames } from '../../server/src/syntax/python/kinds.ts';
import { Rs, rsFieldNames, rsKindNames } from '../../server/src/syntax/rust/kinds.ts';
import { NONE } from '../../server/src/syntax/tree.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

/** The first thing that is out of order in a tree, or `null`: postorder, parents, spans within spans, siblings one after another, the count of errors. */
export function disorder(tree: Tree): string | null {
  const { size, kind, field, start, end, first, parent, text, language } = tree;
  const names = language === 'python' ? pyKindNames : rsKindNames;
  const fields = language === 'python' ? pyFieldNames : rsFieldNames;
  const say = (node: number): string => `${fields[field[node]]}: ${names[kind[node]]} ${start[node]}-${end[node]}`;
  let errors = 0;
  if (first[size - 1] !== 0) return 'the root does not hold all nodes';
  for (let node = 0; node < size; node += 1) {
    if (kind[node] === Py.Error) errors += 1;
    if (first[node] < 0 || first[node] > node) return `${say(node)} has no place for its children`;
    if (start[node] < 0 || start[node] > end[node] || end[node] > text.length) return `${say(node)} has no span`;
    let next = Infinity;
    for (let child = node - 1; child >= first[node]; child = first[child] - 1) {
      if (parent[child] !== node) return `${say(child)} has another parent than ${say(node)}`;
      // the hand-written parser of Rust leaves what it keeps of a broken region as it was
      const inError = language === 'rust' && (kind[node] === Rs.Error || kind[node] === Rs.TokenTree);
      if (field[child] === 0 && !inError) return `${say(child)} has no role in ${say(node)}`;
      const decorator = language === 'python' && field[child] === PyField.decorator_list;
      // decorators stand before the definition that they are part of, and in an error nothing is sure
      if (start[child] < start[node] && !decorator && !beforeDefinition(tree, child)) return `${say(child)} begins before ${say(node)}`;
      if (end[child] > end[node]) return `${say(child)} ends behind ${say(node)}`;
      if (end[child] > next && !isDebugText(tree, child)) return `${say(child)} reaches into its sibling`;
      next = start[child];
    }
  }
  if (size > 0 && parent[size - 1] !== NONE) return 'the root has a parent';
  return errors === tree.errors ? null : `${errors} errors, not ${tree.errors}`;
}

/** Whether a node is an error among the decorators of a definition. */
function beforeDefinition({ language, kind, parent, end, start }: Tree, node: number): boolean {
  const around = parent[node];
  const definition = kind[around] === Py.FunctionDef || kind[around] === Py.AsyncFunctionDef || kind[around] === Py.ClassDef;
  return language === 'python' && definition && end[node] <= start[around];
}

/** Whether a node is the text `x=` of a field `{x=}`, which lies in the field as well: so CPython has it. */
function isDebugText({ language, kind, field }: Tree, node: number): boolean {
  return language === 'python' && kind[node] === Py.Constant && field[node] === PyField.values;
}
