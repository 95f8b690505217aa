/**
 * Which classes of a file have instances that something may hold besides variables: an attribute, a container, a closure, a function that was given one.
 *
 * Of a class that none of the file's code links, the object of a method is held by whoever called it and by nobody whom the file lets go of.
 */
import { nameOf } from '../../syntax/names.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Code } from '../lower/code.ts';

/** Whether a parameter of a method could be given the method's own object: it is used, or annotated, as an object, is handed on, or is an operand. */
export function mayBeOwner(tree: Tree, code: Code, slot: number): boolean {
  if (/^__(?!(init|call|getitem|setitem|delitem|contains|setattr)__)\w+__$/.test(code.name)) return true;
  return isUsedAsObject(tree, code.node, code.slots[slot], 0);
}

/** How many methods of the same object a parameter is followed into. */
const DEEPEST = 3;

function isUsedAsObject(tree: Tree, method: Node, name: string, depth: number): boolean {
  const list = childIn(tree, method, PyField.args);
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] === Py.arg && nameOf(tree.aux[node]) === name && tree.parent[node] === list) {
      const annotation = childIn(tree, node, PyField.annotation);
      if (annotation !== NONE && namesOwner(tree, method, annotation)) return true;
    }
    if (tree.kind[node] !== Py.Name || nameOf(tree.aux[node]) !== name || tree.flag[node] !== Context.Load) continue;
    const up = tree.parent[node];
    const kind = tree.kind[up];
    if (kind === Py.Attribute || kind === Py.keyword || kind === Py.Starred) return true;
    if (kind !== Py.Call || isPassing(tree, up, node) || makesInstance(tree, up)) continue;
    const next = depth < DEEPEST ? ownMethod(tree, method, up) : null;
    const parameter = next === null ? undefined : parameterNames(tree, next)[childrenIn(tree, up, PyField.args).indexOf(node) + 1];
    if (next === null || parameter === undefined || isUsedAsObject(tree, next, nameOf(parameter), depth + 1)) return true;
  }
  return false;
}

/** Whether an annotation speaks of the class that a method stands in, or of one of its family. */
function namesOwner(tree: Tree, method: Node, annotation: Node): boolean {
  const type = tree.parent[method];
  const owner = nameOf(tree.aux[type]);
  const family = new Set([owner, 'Self', ...childrenIn(tree, type, PyField.bases).map((base) => nameOf(tree.aux[base]))]);
  for (let node = tree.first[annotation]; node <= annotation; node += 1) {
    if (tree.kind[node] === Py.Name && family.has(nameOf(tree.aux[node]))) return true;
    if (tree.kind[node] === Py.Constant && textOf(tree, node).includes(owner)) return true;
  }
  return false;
}

/** The method of the same class that a call calls on the method's own object. */
function ownMethod(tree: Tree, method: Node, call: Node): Node | null {
  const callee = childIn(tree, call, PyField.func);
  if (tree.kind[callee] !== Py.Attribute) return null;
  const object = childIn(tree, callee, PyField.value);
  if (tree.kind[object] !== Py.Name || tree.aux[object] !== parameterNames(tree, method)[0]) return null;
  const found = childrenIn(tree, tree.parent[method], PyField.body).filter(
    (one) => isFunction(tree, one) && tree.aux[one] === tree.aux[callee],
  );
  return found.length === 1 && childrenIn(tree, found[0], PyField.decorator_list).length === 0 ? found[0] : null;
}

const passing = new Set(
  'len str repr print isinstance issubclass type id hash list iter sorted sum min max bool tuple set next super'.split(' '),
);

/** A call of a library function that keeps nothing of its arguments. */
function isPassing(tree: Tree, call: Node, argument: Node): boolean {
  const callee = childIn(tree, call, PyField.func);
  return argument !== callee && tree.kind[callee] === Py.Name && passing.has(nameOf(tree.aux[callee]));
}

/** A call that looks like that of a class. */
function makesInstance(tree: Tree, call: Node): boolean {
  const callee = childIn(tree, call, PyField.func);
  return tree.kind[callee] === Py.Name && /^[A-Z]/.test(nameOf(tree.aux[callee]));
}

/**
 * Whether a method lets its object be held: as a value by itself, by a method that is not called at once, by a function inside it. `methods`: the
 * names of all methods of the file.
 */
export function handsOutItself(tree: Tree, method: Node, methods: ReadonlySet<number>): boolean {
  if (childrenIn(tree, method, PyField.decorator_list).some((one) => nameOf(tree.aux[one]) === 'staticmethod')) return false;
  const [first] = parameterNames(tree, method);
  if (first === undefined) return false;
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== first) continue;
    if (tree.flag[node] !== Context.Load || functionAround(tree, node) !== method) return true;
    const up = tree.parent[node];
    if (tree.kind[up] === Py.Attribute) {
      const isCallee = tree.parent[up] !== NONE && tree.kind[tree.parent[up]] === Py.Call && tree.field[up] === PyField.func;
      if (!isCallee && methods.has(tree.aux[up]) && isMethodOf(tree, tree.parent[method], tree.aux[up])) return true;
    } else if (!isFleeting(tree, node)) return true;
  }
  return false;
}

const isMethodOf = (tree: Tree, type: Node, name: number): boolean =>
  childrenIn(tree, type, PyField.body).some((one) => isFunction(tree, one) && tree.aux[one] === name);

/**
 * Whether the instance that is made where a class is named may end up anywhere but in a variable that is only used to reach it. A variable that no function
 * has for itself is not looked at: other functions use it (`isHeldWhere`).
 */
export function keepsInstance(tree: Tree, name: Node): boolean {
  const call = tree.parent[name];
  const kind = tree.kind[call];
  if (kind !== Py.Call || tree.field[name] !== PyField.func) {
    // the class itself, handed on to somebody who may call it; not in annotations, tests, or to reach its attributes
    return !(kind === Py.Attribute || kind === Py.ClassDef || kind === Py.arg || isAnnotation(tree, name) || isFleeting(tree, name));
  }
  const up = tree.parent[call];
  if (tree.kind[up] === Py.Assign || tree.kind[up] === Py.AnnAssign) {
    const targets = tree.kind[up] === Py.Assign ? childrenIn(tree, up, PyField.targets) : [childIn(tree, up, PyField.target)];
    return targets.length !== 1 || tree.kind[targets[0]] !== Py.Name || !isOnlyReached(tree, targets[0]);
  }
  return tree.kind[up] !== Py.Attribute && !isFleeting(tree, call);
}

/** Whether every use of a variable of a function leaves what it stands for where it is. */
function isOnlyReached(tree: Tree, target: Node): boolean {
  const home = functionAround(tree, target);
  if (home === NONE) return true;
  for (let node = tree.first[home]; node < home; node += 1) {
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== tree.aux[target] || tree.flag[node] !== Context.Load) continue;
    const around = functionAround(tree, node);
    if (around !== home && around !== NONE && binds(tree, around, tree.aux[target])) continue;
    if (tree.kind[tree.parent[node]] !== Py.Attribute && !isFleeting(tree, node)) return false;
  }
  return true;
}

/** Whether this use of a variable of the module may leave what it stands for somewhere. */
export function isHeldWhere(tree: Tree, node: Node): boolean {
  if (tree.kind[tree.parent[node]] === Py.Attribute || isFleeting(tree, node)) return false;
  const around = functionAround(tree, node);
  return around === NONE || !binds(tree, around, tree.aux[node]);
}

/** Whether a function has a variable of its own of that name. */
function binds(tree: Tree, around: Node, name: number): boolean {
  for (let node = tree.first[around]; node < around; node += 1) {
    if (tree.aux[node] !== name) continue;
    if (tree.kind[node] === Py.arg || (tree.kind[node] === Py.Name && tree.flag[node] === Context.Store)) return true;
  }
  return false;
}

/** A place where an object is asked or handed back, but nothing comes to hold it. */
function isFleeting(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  switch (tree.kind[up]) {
    case Py.Return:
    case Py.Compare:
    case Py.FormattedValue:
    case Py.Expr:
    case Py.UnaryOp:
    case Py.Assert:
      return true;
    case Py.Subscript:
      return tree.field[node] === PyField.value;
    case Py.If:
    case Py.While:
      return tree.field[node] === PyField.test;
    case Py.For:
    case Py.comprehension:
      return tree.field[node] === PyField.iter;
    case Py.Call:
      return isPassing(tree, up, node);
    default:
      return false;
  }
}

function isAnnotation(tree: Tree, node: Node): boolean {
  for (let at = node; at !== NONE; at = tree.parent[at]) {
    const field = tree.field[at];
    if (field === PyField.annotation || field === PyField.returns) return true;
    if (tree.kind[tree.parent[at]] === Py.Assign || tree.kind[tree.parent[at]] === Py.Call) return false;
  }
  return false;
}

const isFunction = (tree: Tree, node: Node): boolean => tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef;

/** Names (interned) of the parameters that may be given by position. */
function parameterNames(tree: Tree, method: Node): readonly number[] {
  const list = childIn(tree, method, PyField.args);
  return [...childrenIn(tree, list, PyField.posonlyargs), ...childrenIn(tree, list, PyField.args)].map((one) => tree.aux[one]);
}

export function functionAround(tree: Tree, node: Node): Node {
  let up = tree.parent[node];
  while (up !== NONE && !isFunction(tree, up) && tree.kind[up] !== Py.Lambda && tree.kind[up] !== Py.GeneratorExp) up = tree.parent[up];
  return up;
}
