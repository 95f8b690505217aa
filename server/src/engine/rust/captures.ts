/** What a closure or an `async` block takes in from the function around it. */
import { Rs } from '../../syntax/rust/kinds.ts';
import { contains, type Node, type Tree } from '../../syntax/tree.ts';
import { bindingOf, simpleName } from './scope.ts';

export interface Capture {
  readonly name: string;
  /** Its first use inside. */
  readonly use: Node;
}

/** The outer locals that a closure uses, each once, in the order of their first use. */
export function capturesOf(tree: Tree, closure: Node): readonly Capture[] {
  const found = new Map<string, Capture>();
  for (let at = tree.first[closure]; at < closure; at += 1) {
    if (tree.kind[at] !== Rs.PathExpression) continue;
    const name = simpleName(tree, at);
    if (name === '' || found.has(name)) continue;
    const binding = bindingOf(tree, at, name);
    if (binding !== null && !contains(tree, closure, binding.pattern)) found.set(name, { name, use: at });
  }
  return [...found.values()];
}
