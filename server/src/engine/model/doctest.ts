/** What the examples in docstrings run, as far as the text shows it. */
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';

const known = new WeakMap<Tree, ReadonlySet<string>>();

/** Names that docstrings with an example that is meant to raise speak of, and all that the functions and classes of these names speak of in turn. */
export function namesInRaisingExamples(tree: Tree): ReadonlySet<string> {
  let found = known.get(tree);
  if (found === undefined) known.set(tree, (found = collect(tree)));
  return found;
}

function collect(tree: Tree): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting: string[] = [];
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    waiting.push(name);
  };
  const definitions = new Map<string, Node[]>();
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.ClassDef) {
      const name = nameOf(tree.aux[node]);
      definitions.set(name, [...(definitions.get(name) ?? []), node]);
    } else if (kind === Py.Constant && tree.parent[node] !== NONE && tree.kind[tree.parent[node]] === Py.Expr) {
      const text = textOf(tree, node);
      if (!text.includes('Traceback (most recent')) continue;
      for (const line of text.split('\n'))
        if (/^\s*(>>>|\.\.\.)/.test(line)) for (const [name] of line.matchAll(/[A-Za-z_]\w*/g)) add(name);
    }
  }
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const node of definitions.get(name) ?? []) {
      if (tree.kind[node] === Py.ClassDef) add('__init__');
      for (const decorator of childrenIn(tree, node, PyField.decorator_list))
        if (tree.kind[decorator] === Py.Name) add(nameOf(tree.aux[decorator]));
      for (let inner = tree.first[node]; inner < node; inner += 1)
        if (tree.kind[inner] === Py.Name || tree.kind[inner] === Py.Attribute) add(nameOf(tree.aux[inner]));
    }
  }
  return found;
}
