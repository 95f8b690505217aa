/** Classes and functions as several rules look at them: methods and their `self`, decorators, names used in a function. */
import type { PythonFacts } from '../engine/facts.ts';
import { intern, nameOf } from '../syntax/names.ts';
import { argumentsOf, calleeOf, decoratorsOf, parametersOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, type Node, type Tree } from '../syntax/tree.ts';

const { FunctionDef, AsyncFunctionDef, ClassDef, Call, Name, Attribute } = Py;

/** The dotted names of a definition's decorators; `@cache` and `@cache(…)` alike. `null` for one that is not known. */
export function decoratorNames(facts: PythonFacts, definition: Node): (string | null)[] {
  const { tree } = facts;
  return decoratorsOf(tree, definition).map((each) =>
    facts.qualifiedName(tree.kind[each] === Call ? childIn(tree, each, PyField.func) : each),
  );
}

/** The class whose body a function or statement stands in, also within an `if` or `try` there, or `NONE`. */
export function classAround(facts: PythonFacts, node: Node): Node {
  const scope = facts.scopeOf(node);
  return facts.tree.kind[scope] === ClassDef ? scope : NONE;
}

/** The methods of a class, in source order, with those of branches in its body. */
export function methodsOf(facts: PythonFacts, owner: Node): Node[] {
  const { tree } = facts;
  const found: Node[] = [];
  for (let node = tree.first[owner]; node < owner; node += 1) {
    const kind = tree.kind[node];
    if ((kind === FunctionDef || kind === AsyncFunctionDef) && facts.scopeOf(node) === owner) found.push(node);
  }
  return found;
}

/** How the first parameter of a method is bound. */
export function bindingOf(facts: PythonFacts, method: Node): 'instance' | 'class' | 'static' {
  const name = nameOf(facts.tree.aux[method]);
  if (name === '__new__' || name === '__init_subclass__' || name === '__class_getitem__') return 'class';
  const decorators = decoratorNames(facts, method);
  if (decorators.includes('builtins.staticmethod')) return 'static';
  return decorators.includes('builtins.classmethod') ? 'class' : (boundAnew(facts, method) ?? 'instance');
}

/** `name = classmethod(name)` in the class body, behind the method. */
function boundAnew(facts: PythonFacts, method: Node): 'class' | 'static' | undefined {
  const { tree } = facts;
  const owner = classAround(facts, method);
  if (owner === NONE) return undefined;
  for (const statement of childrenIn(tree, owner, PyField.body)) {
    if (statement < method || tree.kind[statement] !== Py.Assign) continue;
    const wrapped = childIn(tree, statement, PyField.value);
    if (tree.kind[wrapped] !== Call) continue;
    const [given] = argumentsOf(tree, wrapped);
    if (given === undefined || tree.kind[given] !== Name || tree.aux[given] !== tree.aux[method]) continue;
    if (!childrenIn(tree, statement, PyField.targets).some((to) => tree.kind[to] === Name && tree.aux[to] === tree.aux[method])) continue;
    const maker = facts.qualifiedName(calleeOf(tree, wrapped));
    if (maker === 'builtins.classmethod') return 'class';
    if (maker === 'builtins.staticmethod') return 'static';
  }
  return undefined;
}

/** The interned name of the instance in a method (`self`), or 0 for a function that has none. */
export function selfOf(facts: PythonFacts, method: Node): number {
  const { tree } = facts;
  if (classAround(facts, method) === NONE || bindingOf(facts, method) !== 'instance') return 0;
  const first = parametersOf(tree, method)[0];
  return first === undefined ||
    tree.field[first] === PyField.vararg ||
    tree.field[first] === PyField.kwonlyargs ||
    tree.field[first] === PyField.kwarg
    ? 0
    : tree.aux[first];
}

/** The method that `node` runs in and whose `self` it may name, through functions and lambdas inside the method; `NONE` outside. */
export function methodAround(facts: PythonFacts, node: Node): Node {
  const { tree } = facts;
  for (let at = facts.scopeOf(node); at !== NONE && tree.parent[at] !== NONE; at = facts.scopeOf(at)) {
    const kind = tree.kind[at];
    if (kind === ClassDef) return NONE;
    if ((kind === FunctionDef || kind === AsyncFunctionDef) && classAround(facts, at) !== NONE) return at;
  }
  return NONE;
}

/** Whether a `Name` is the `self` of the method that it runs in. */
export function isSelf(facts: PythonFacts, name: Node): boolean {
  if (facts.tree.kind[name] !== Name) return false;
  const method = methodAround(facts, name);
  return method !== NONE && selfOf(facts, method) === facts.tree.aux[name];
}

/** The interned name of the attribute in `self.name`, or 0. */
export function selfAttribute(facts: PythonFacts, node: Node): number {
  const { tree } = facts;
  return tree.kind[node] === Attribute && isSelf(facts, node - 1) ? tree.aux[node] : 0;
}

/** What `self.name` stands for in a class: its method of that name, unless an attribute of the instance hides it; else `NONE`. */
export function methodNamed(facts: PythonFacts, owner: Node, name: number): Node {
  const { tree } = facts;
  const named = methodsOf(facts, owner).filter((method) => tree.aux[method] === name);
  if (named.length === 0) return NONE;
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] === Attribute && tree.aux[node] === name && tree.flag[node] === Context.Store && tree.kind[node - 1] === Name)
      return NONE;
  }
  return named[named.length - 1];
}

/** Whether a method is read as a bound method: no property, nothing that an unknown decorator made of it. */
export function isPlainMethod(facts: PythonFacts, method: Node): boolean {
  return decoratorNames(facts, method).every(
    (name) => name === 'builtins.classmethod' || name === 'abc.abstractmethod' || name?.startsWith('typing.') === true,
  );
}

/** The dotted or plain names of a class's bases, as far as they are names; metaclass keywords are left out. */
export function basesOf(facts: PythonFacts, owner: Node): (string | null)[] {
  const { tree } = facts;
  return childrenIn(tree, owner, PyField.bases).map(
    (base) => facts.qualifiedName(base) ?? (tree.kind[base] === Name ? nameOf(tree.aux[base]) : null),
  );
}

/** The one class of this file that a name stands for at module level, or `NONE`. */
export function classNamed(facts: PythonFacts, name: number): Node {
  const { tree } = facts;
  const found = facts.whole.nodes(ClassDef).filter((node) => tree.aux[node] === name);
  return found.length === 1 ? found[0] : NONE;
}

/** Whether a class is, or inherits within this file from, one of the dotted names that `wanted` accepts. */
export function inheritsFrom(facts: PythonFacts, owner: Node, wanted: (dotted: string) => boolean, depth = 8): boolean {
  const { tree } = facts;
  return childrenIn(tree, owner, PyField.bases).some((base) => {
    const dotted = facts.qualifiedName(base);
    if (dotted !== null) return wanted(dotted);
    const local = tree.kind[base] === Name ? classNamed(facts, tree.aux[base]) : NONE;
    return local !== NONE && local !== owner && depth > 0 && inheritsFrom(facts, local, wanted, depth - 1);
  });
}

/** The `Name` nodes of one name below a node. */
export function mentionsOf(tree: Tree, within: Node, name: number): Node[] {
  const found: Node[] = [];
  for (let node = tree.first[within]; node <= within; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name) found.push(node);
  }
  return found;
}

/** A name that nothing in the file is called: `wanted`, or with underscores before it. */
export function freshName(facts: PythonFacts, wanted: string): string {
  const taken = new Set<number>();
  for (const kind of [Name, Py.arg, FunctionDef, AsyncFunctionDef, ClassDef, Py.alias, Py.Identifier])
    for (const node of facts.nodes(kind)) taken.add(facts.tree.aux[node]);
  let name = wanted;
  while (taken.has(intern(name))) name = `_${name}`;
  return name;
}
