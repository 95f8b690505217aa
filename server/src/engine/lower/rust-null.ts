/** Comparisons of raw pointers with null, as conditions write them. */
import { Rs, RsField, RsOperator } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';

export interface NullTest {
  readonly local: number;
  /** The outcome of the condition that means null; `null` where the test is only a part of it. */
  readonly nullIf: boolean | null;
}

/** Which locals a condition compares with null; `localOf` gives the local that an expression is, or -1. */
export function testsForNull(tree: Tree, condition: Node, localOf: (node: Node) => number): readonly NullTest[] {
  const found: NullTest[] = [];
  if (condition === NONE) return found;
  for (let at = tree.first[condition]; at <= condition; at += 1) {
    let operand: Node = NONE;
    let outcome = true;
    if (tree.kind[at] === Rs.MethodCall && nameOf(tree.aux[at]) === 'is_null') operand = childIn(tree, at, RsField.receiver);
    else if (
      tree.kind[at] === Rs.Binary &&
      (tree.flag[at] === RsOperator['=='] || tree.flag[at] === RsOperator['!=']) &&
      /\bnull(_mut)?\s*(::<[^>]*>)?\s*\(/.test(textOf(tree, at))
    ) {
      operand = childIn(tree, at, RsField.left);
      outcome = tree.flag[at] === RsOperator['=='];
    }
    const local = operand === NONE ? -1 : localOf(operand);
    if (local === -1) continue;
    let whole = at;
    while (
      whole !== condition &&
      tree.parent[whole] !== NONE &&
      (tree.kind[tree.parent[whole]] === Rs.Unary || tree.kind[tree.parent[whole]] === Rs.GroupedExpression)
    ) {
      whole = tree.parent[whole];
      if (tree.kind[whole] === Rs.Unary) outcome = !outcome;
    }
    found.push({ local, nullIf: whole === condition ? outcome : null });
  }
  return found;
}
