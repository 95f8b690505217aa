/** What the text of a program shows about its globals without running it: which functions rebind, and which names are only ever called. */
import { intern, nameOf } from '../../syntax/names.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Code, Program } from '../lower/code.ts';

/** Whatever belongs to one text of a file. */
type OfTree = { readonly tree: Tree };

const reboundOf = new WeakMap<Tree, ReadonlySet<string>>();
const sharedOf = new WeakMap<Tree, ReadonlySet<number>>();
const calledOf = new WeakMap<Tree, ReadonlySet<string>>();

/** Global names that functions declare `global`, so that they may store or delete them. */
export function rebound(program: OfTree): ReadonlySet<string> {
  let found = reboundOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] === Py.Identifier && tree.kind[tree.parent[node]] === Py.Global) names.add(nameOf(tree.aux[node]));
    }
    reboundOf.set(program.tree, (found = names));
  }
  return found;
}

const countedOf = new WeakMap<Tree, ReadonlySet<string>>();

const passedOf = new WeakMap<Tree, ReadonlySet<string>>();

/** Names that are given as an argument to a function, class or method of the file, somewhere in the file, or handed on by a function: a parameter may be what they stand for. */
export function passedNames(program: OfTree): ReadonlySet<string> {
  let found = passedOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const own_ = new Set<number>();
    for (let node = 0; node < tree.size; node += 1) {
      const kind = tree.kind[node];
      if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.ClassDef) own_.add(tree.aux[node]);
    }
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      // whatever a function hands on as a value, anybody may give it
      if (tree.kind[node] === Py.Name && tree.flag[node] === Context.Load && isHandedOn(tree, node)) names.add(nameOf(tree.aux[node]));
      if (tree.kind[node] !== Py.Call) continue;
      const callee = childIn(tree, node, PyField.func);
      const isOther = (tree.kind[callee] === Py.Name || tree.kind[callee] === Py.Attribute) && !own_.has(tree.aux[callee]);
      if (isOther) continue;
      const given = [
        ...childrenIn(tree, node, PyField.args),
        ...childrenIn(tree, node, PyField.keywords).map((keyword) => childIn(tree, keyword, PyField.value)),
      ];
      for (const each of given) if (each !== NONE && tree.kind[each] === Py.Name) names.add(nameOf(tree.aux[each]));
    }
    passedOf.set(program.tree, (found = names));
  }
  return found;
}

/** Whether a function makes something hold what a name stands for, or hands it out. */
function isHandedOn(tree: Tree, node: Node): boolean {
  const kind = tree.kind[tree.parent[node]];
  return kind !== Py.Attribute && !inPassing(tree, node) && runsLater(tree, node);
}

/** Names that the module binds, or a function by `global`, to anything but numbers, `None` and the like. */
export function countedNames(program: OfTree): ReadonlySet<string> {
  let found = countedOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set(rebound(program));
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef) names.add(nameOf(tree.aux[node]));
      if (tree.kind[node] !== Py.Name || tree.flag[node] !== Context.Store || insideFunction(tree, node)) continue;
      const up = tree.parent[node];
      const value = tree.kind[up] === Py.Assign ? childIn(tree, up, PyField.value) : NONE;
      if (value === NONE || tree.kind[value] !== Py.Constant || tree.flag[value] === Literal.str) names.add(nameOf(tree.aux[node]));
    }
    countedOf.set(program.tree, (found = names));
  }
  return found;
}

/**
 * Whether only the frame itself binds a variable that inner functions use: no `nonlocal` and no `:=` of that name anywhere, and the frame runs in
 * one go. Then code that is not followed leaves it as it is.
 */
export function bindsAlone(program: Program, code: Code, name: string): boolean {
  return !code.suspends && !name.startsWith('__') && !sharedNames(program.tree).has(intern(name));
}

/** Names that some function of the file binds in the function around it. */
export function sharedNames(tree: Tree): ReadonlySet<number> {
  let found = sharedOf.get(tree);
  if (found === undefined) {
    const names = new Set<number>();
    for (let node = 0; node < tree.size; node += 1) {
      const kind = tree.kind[node];
      if (kind === Py.Identifier && tree.kind[tree.parent[node]] === Py.Nonlocal) names.add(tree.aux[node]);
      if (kind === Py.NamedExpr) names.add(tree.aux[tree.first[node]]);
    }
    sharedOf.set(tree, (found = names));
  }
  return found;
}

/** Functions of the library that keep none of their arguments. */
const passes = new Set([
  'len',
  'print',
  'range',
  'sum',
  'min',
  'max',
  'sorted',
  'isinstance',
  'issubclass',
  'str',
  'int',
  'float',
  'repr',
  'abs',
  'round',
  'any',
  'all',
  'list',
  'set',
  'tuple',
  'bool',
  'ord',
  'chr',
  'type',
  'id',
  'hash',
  'format',
  'input',
]);

/** Names that functions use only in passing: to call, index, loop over, compare or print them. What the module's own code does with them does not count. */
export function passingNames(program: OfTree): ReadonlySet<string> {
  let found = calledOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const all = new Set<string>();
    const other = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      const kind = tree.kind[node];
      if (kind === Py.Name || kind === Py.FunctionDef || kind === Py.AsyncFunctionDef) all.add(nameOf(tree.aux[node]));
      if (kind === Py.Name && tree.flag[node] === Context.Load && !inPassing(tree, node) && runsLater(tree, node))
        other.add(nameOf(tree.aux[node]));
    }
    for (const name of other) all.delete(name);
    calledOf.set(program.tree, (found = all));
  }
  return found;
}

const usedOf = new WeakMap<Tree, ReadonlySet<string>>();

/** Names that code in the bodies of functions may load, other than to call them: annotations of the functions themselves and of local variables do not count. */
export function usedInBodies(program: OfTree): ReadonlySet<string> {
  let found = usedOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] !== Py.Name || tree.flag[node] !== Context.Load) continue;
      if (tree.kind[tree.parent[node]] === Py.Call && tree.field[node] === PyField.func) continue;
      for (let at = node, up = tree.parent[node]; up !== NONE; at = up, up = tree.parent[up]) {
        if (tree.kind[up] === Py.AnnAssign && tree.field[at] === PyField.annotation && tree.kind[tree.parent[up]] !== Py.ClassDef) break;
        const kind = tree.kind[up];
        const isBody = (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda) && tree.field[at] === PyField.body;
        if (isBody) names.add(nameOf(tree.aux[node]));
        if (isBody) break;
      }
    }
    usedOf.set(program.tree, (found = names));
  }
  return found;
}

function inPassing(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (up === NONE) return true;
  const field = tree.field[node];
  switch (tree.kind[up]) {
    case Py.Call: {
      if (field === PyField.func) return true;
      const callee = childIn(tree, up, PyField.func);
      return tree.kind[callee] === Py.Name && passes.has(nameOf(tree.aux[callee]));
    }
    case Py.Subscript:
      return field === PyField.value;
    case Py.Compare:
    case Py.BinOp:
    case Py.UnaryOp:
    case Py.FormattedValue:
    case Py.Expr:
      return true;
    case Py.For:
    case Py.comprehension:
      return field === PyField.iter;
    case Py.If:
    case Py.While:
      return field === PyField.test;
    case Py.Attribute:
      return tree.kind[tree.parent[up]] === Py.Call && tree.field[up] === PyField.func;
    default:
      return false;
  }
}

function insideFunction(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda) return true;
  }
  return false;
}

/** In a function, or in a generator expression, which runs when it is asked. */
function runsLater(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up]) if (tree.kind[up] === Py.GeneratorExp) return true;
  return insideFunction(tree, node);
}

const generatorsOf = new WeakMap<Tree, boolean>();

/** Whether the file has a generator function with a decorator, which may make a context manager of it. */
export function hasDecoratedGenerator(program: OfTree): boolean {
  let found = generatorsOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    found = false;
    for (let node = 0; node < tree.size && !found; node += 1) {
      if (tree.kind[node] !== Py.Yield) continue;
      for (let up = tree.parent[node]; up !== NONE && !found; up = tree.parent[up])
        found = tree.kind[up] === Py.FunctionDef && childrenIn(tree, up, PyField.decorator_list).length > 0;
    }
    generatorsOf.set(tree, found);
  }
  return found;
}

const decoratedOf = new WeakMap<Tree, ReadonlySet<string>>();

/** Names of functions in class bodies that have a decorator other than `staticmethod` and `classmethod`. */
export function decoratedMethods(program: OfTree): ReadonlySet<string> {
  let found = decoratedOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] !== Py.FunctionDef || tree.parent[node] === NONE || tree.kind[tree.parent[node]] !== Py.ClassDef) continue;
      const odd = childrenIn(tree, node, PyField.decorator_list).some(
        (one) =>
          tree.kind[one] !== Py.Name || !['staticmethod', 'classmethod', 'abstractmethod', 'override'].includes(nameOf(tree.aux[one])),
      );
      if (odd) names.add(nameOf(tree.aux[node]));
    }
    decoratedOf.set(program.tree, (found = names));
  }
  return found;
}

const detachedOf = new WeakMap<Tree, ReadonlySet<string>>();

/** Names of functions in class bodies that are static or class methods. */
export function detachedMethods(program: OfTree): ReadonlySet<string> {
  let found = detachedOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] !== Py.FunctionDef || tree.parent[node] === NONE || tree.kind[tree.parent[node]] !== Py.ClassDef) continue;
      const detached = childrenIn(tree, node, PyField.decorator_list).some(
        (one) => tree.kind[one] === Py.Name && ['staticmethod', 'classmethod'].includes(nameOf(tree.aux[one])),
      );
      if (detached) names.add(nameOf(tree.aux[node]));
    }
    detachedOf.set(program.tree, (found = names));
  }
  return found;
}

const methodsOf = new WeakMap<Tree, ReadonlyMap<string, number>>();

/** Names of the functions that stand in class bodies, with the number of classes that have one. */
export function methodNames(program: OfTree): ReadonlyMap<string, number> {
  let found = methodsOf.get(program.tree);
  if (found === undefined) {
    const { tree } = program;
    const names = new Map<string, number>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] !== Py.FunctionDef && tree.kind[node] !== Py.AsyncFunctionDef) continue;
      const up = tree.parent[node];
      if (up === -1 || tree.kind[up] !== Py.ClassDef) continue;
      const name = nameOf(tree.aux[node]);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    methodsOf.set(program.tree, (found = names));
  }
  return found;
}

/** All that the functions above tell of a file, in one text: where two texts of a file tell the same, what is worked out from it is the same. */
export function traitsOf(program: OfTree): string {
  const sets = [rebound, passedNames, countedNames, passingNames, decoratedMethods, detachedMethods].map((ask) => [...ask(program)].sort());
  return JSON.stringify([
    ...sets,
    hasDecoratedGenerator(program),
    [...methodNames(program)].sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
}
