/** What holds of every compact tree of Python, however broken the text: postorder, parents, spans inside spans, roles, counts. */
import { Py, PyField, pyKindNames } from '../../server/src/syntax/python/kinds.ts';
import { NONE, children, root } from '../../server/src/syntax/tree.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

/** The broken laws, in words; empty for a sound tree. */
export function brokenLaws(tree: Tree): string[] {
  const faults: string[] = [];
  let errors = 0;
  for (let node = 0; node < tree.size; node += 1) {
    const say = (what: string): void => void faults.push(`${pyKindNames[tree.kind[node]]} ${node}: ${what}`);
    if (tree.kind[node] === Py.Error) errors += 1;
    if (tree.start[node] > tree.end[node]) say('ends before it begins');
    if (tree.start[node] < 0 || tree.end[node] > tree.text.length) say('outside of the text');
    if (tree.first[node] > node || tree.first[node] < 0) say('first descendant behind it');
    let before = 0;
    for (const child of children(tree, node)) {
      if (tree.parent[child] !== node) say(`child ${child} has another parent`);
      if (tree.field[child] === PyField.none) say(`child ${child} has no role`);
      // decorators stand before `def`; the text of `{x=}` is told twice
      if (tree.field[child] === PyField.decorator_list) continue;
      if (tree.start[child] < tree.start[node] || tree.end[child] > tree.end[node]) say(`child ${child} stands outside`);
      if (tree.start[child] < before && tree.aux[child] !== 1) say(`child ${child} stands before its sibling`);
      before = tree.start[child];
    }
  }
  if (errors !== tree.errors) faults.push(`${errors} Error nodes, ${tree.errors} counted`);
  if (tree.parent[root(tree)] !== NONE || tree.kind[root(tree)] !== Py.Module || tree.first[root(tree)] !== 0)
    faults.push('no module around everything');
  for (let at = 0; at < tree.comments.length; at += 2) {
    if (tree.text[tree.comments[at]] !== '#' || tree.comments[at] < (tree.comments[at - 1] ?? 0)) faults.push(`comment ${at / 2} is none`);
  }
  return faults;
}
