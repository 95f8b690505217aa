/** Objects that look at a handle and hold it, without ever releasing it: whether one is gone, at the latest, when the code that made it has ended. */
import { calleeOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Lookup } from './lookup.ts';
import { borrowers, readers } from './model/resources.ts';

const users = new Set(['builtins.next', 'builtins.open', 'io.open']);

/** `for row in csv.reader(f)`, `rows = csv.reader(f)` where only this code uses `rows`. */
export function staysHere(tree: Tree, lookup: Lookup, view: Node): boolean {
  if (isUsedUp(tree, lookup, view)) return true;
  const statement = tree.parent[view];
  if (tree.kind[statement] !== Py.Assign) return false;
  const [target, another] = childrenIn(tree, statement, PyField.targets);
  if (another !== undefined || tree.kind[target] !== Py.Name || lookup.placeOf(target) !== 'local') return false;
  const scope = lookup.scopeOf(target);
  return lookup.nodes(Py.Name).every((node) => {
    if (tree.aux[node] !== tree.aux[target] || lookup.scopeOf(node) !== scope) return true;
    return tree.flag[node] !== Context.Load || isUsedUp(tree, lookup, node);
  });
}

/** The expression is walked over, asked for an attribute, or given to something that keeps nothing. */
function isUsedUp(tree: Tree, lookup: Lookup, node: Node): boolean {
  const up = tree.parent[node];
  const kind = tree.kind[up];
  const role = tree.field[node];
  if (kind === Py.For || kind === Py.AsyncFor || (kind === Py.comprehension && tree.kind[tree.parent[up]] !== Py.GeneratorExp))
    return role === PyField.iter;
  if (kind === Py.Attribute) return tree.kind[tree.parent[up]] === Py.Call && tree.field[up] === PyField.func;
  if (kind === Py.Starred || kind === Py.Expr) return true;
  if (kind !== Py.Call || role !== PyField.args) return false;
  const dotted = lookup.qualifiedName(calleeOf(tree, up));
  return dotted !== null && (borrowers.has(dotted) || readers.has(dotted) || users.has(dotted));
}
