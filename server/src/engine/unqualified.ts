/**
 * A file as if it imported by name the classes that it speaks of as `module.Class`: each such expression becomes the name alone, in brackets, at the
 * same length, so that only the nodes for the modules are missing.
 */
import { isClassName } from '../project/links.ts';
import { nameOf } from '../syntax/names.ts';
import { ownerless } from '../syntax/python/compose.ts';
import { moduleOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';

export interface Unqualified {
  readonly tree: Tree;
  /** The module, as an import names it, that a class comes from. */
  readonly modules: ReadonlyMap<number, string>;
  /** The node of the file that one of this tree is. */
  nodeOf(node: Node): Node;
}

/** `null` where the file speaks of no class so; `isKnown`: whether a module is of the project; `matter`: whether any of those classes does. */
export function unqualified(
  tree: Tree,
  isKnown: (module: string) => boolean,
  matter: (classes: ReadonlySet<number>) => boolean,
): Unqualified | null {
  const aliases = moduleAliases(tree);
  const uses: Node[] = [];
  const modules = new Map<number, string | null>();
  for (let node = 1; node < tree.size && aliases.size > 0; node += 1) {
    if (tree.kind[node] !== Py.Attribute || tree.kind[node - 1] !== Py.Name) continue;
    const module = aliases.get(tree.aux[node - 1]);
    if (module === undefined || tree.flag[node] !== Context.Load || !isClassName(nameOf(tree.aux[node]))) continue;
    const isBase = tree.field[node] === PyField.bases && tree.kind[tree.parent[node]] === Py.ClassDef;
    if (tree.field[node] !== PyField.func && !isBase) continue;
    const name = tree.aux[node];
    const known = modules.get(name);
    // one name for classes of two modules would be one class
    modules.set(name, known === undefined || known === module ? module : null);
    uses.push(node);
  }
  const named = new Map<number, string>();
  for (const [name, module] of modules) if (module !== null && isKnown(module)) named.set(name, module);
  if (named.size === 0 || !matter(new Set(named.keys()))) return null;
  for (const name of boundNames(tree, true)) named.delete(name);
  const bound = boundNames(tree, false);
  const changed = uses.filter((node) => named.has(tree.aux[node]) && !bound.has(tree.aux[node - 1]) && isPlain(tree, node));
  if (changed.length === 0) return null;
  const other = ownerless(tree, changed);
  return { tree: other.tree, modules: named, nodeOf: (node) => other.was[node] ?? NONE };
}

/** `module.Class`, with nothing between its parts. */
const isPlain = (tree: Tree, node: Node): boolean =>
  tree.text.slice(tree.start[node], tree.end[node]) === `${nameOf(tree.aux[node - 1])}.${nameOf(tree.aux[node])}`;

/** Names that imports bind, with the one module that each may stand for. */
function moduleAliases(tree: Tree): ReadonlyMap<number, string> {
  const found = new Map<number, string | null>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.alias) continue;
    const statement = tree.parent[node];
    const isRenamed = tree.first[node] !== node;
    const whole = nameOf(tree.aux[node]);
    const bound = isRenamed ? tree.aux[node - 1] : tree.aux[node];
    let module: string | null = whole;
    if (tree.kind[statement] === Py.ImportFrom) {
      const prefix = moduleOf(tree, statement);
      module = isClassName(whole) || whole === '*' ? null : prefix.endsWith('.') ? prefix + whole : `${prefix}.${whole}`;
    } else if (!isRenamed && whole.includes('.')) continue;
    found.set(bound, found.has(bound) && found.get(bound) !== module ? null : module);
  }
  const sure = new Map<number, string>();
  for (const [name, module] of found) if (module !== null) sure.set(name, module);
  return sure;
}

/** What is bound anywhere in the file; `imports`: by those too. */
function boundNames(tree: Tree, imports: boolean): ReadonlySet<number> {
  const found = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.Name ? tree.flag[node] !== Context.Load : definitions.has(kind)) found.add(tree.aux[node]);
    else if (imports && kind === Py.alias) found.add(tree.first[node] === node ? tree.aux[node] : tree.aux[node - 1]);
  }
  return found;
}

const definitions: ReadonlySet<number> = new Set([Py.ClassDef, Py.FunctionDef, Py.AsyncFunctionDef, Py.arg]);
