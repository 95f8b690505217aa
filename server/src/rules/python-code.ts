/** What a stretch of Python may do, as rules about style ask it: who could see a local, what suspends, what runs code of its own. */
import type { PythonFacts } from '../engine/facts.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, contains, NONE, type Node, type Tree } from '../syntax/tree.ts';
import { isFunction } from './python-shapes.ts';

const { Call, Name, Constant, Tuple, List, Compare, BinOp, UnaryOp, BoolOp, Await, Yield, YieldFrom, Try, TryStar, FunctionDef } = Py;

/** Whether any node below `within` (itself included) is of one of the kinds. */
export function hasKind(tree: Tree, within: Node, kinds: readonly number[]): boolean {
  for (let node = tree.first[within]; node <= within; node += 1) if (kinds.includes(tree.kind[node])) return true;
  return false;
}

/** Whether the code suspends its frame: `await`, `yield`, `async for`, `async with`, an asynchronous comprehension. */
export const suspends = (tree: Tree, within: Node): boolean => {
  for (let node = tree.first[within]; node <= within; node += 1) {
    const kind = tree.kind[node];
    if (kind === Await || kind === Yield || kind === YieldFrom || kind === Py.AsyncFor || kind === Py.AsyncWith) return true;
    if (kind === Py.comprehension && tree.flag[node] === 1) return true;
  }
  return false;
};

/** Whether a function asks for its own variables by name, so that each local may be seen. */
export const showsLocals = (facts: PythonFacts, scope: Node): boolean =>
  facts
    .nodes(Call)
    .some(
      (call) =>
        contains(facts.tree, scope, call) &&
        /^(builtins\.(locals|vars|eval|exec|dir)|sys\._getframe|inspect\.(currentframe|stack))$/.test(
          facts.qualifiedName(childIn(facts.tree, call, PyField.func)) ?? '',
        ),
    );

/** Whether a `try` of the same scope lies around the node: its handlers could see what is half done. */
export function isGuarded(tree: Tree, scope: Node, node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE && at !== scope; at = tree.parent[at]) {
    if (tree.kind[at] === Try || tree.kind[at] === TryStar) return true;
  }
  return false;
}

/** The plain function (no generator, no coroutine) whose fast local a `Name` is, or `NONE`. */
export function functionOfLocal(facts: PythonFacts, name: Node): Node {
  const { tree } = facts;
  if (facts.placeOf(name) !== 'local') return NONE;
  const scope = facts.scopeOf(name);
  if (tree.kind[scope] !== FunctionDef || suspends(tree, scope) || showsLocals(facts, scope)) return NONE;
  return scope;
}

const plainTypes = new Set(['str', 'bytes', 'int', 'float', 'complex', 'bool', 'NoneType', 'range']);

/** Types whose objects hold nothing that could run code when they die. */
export const diesQuietly = (type: string | null): boolean => type !== null && (plainTypes.has(type) || type === 'bytearray');

/** Whether the code defines a function, a lambda or a class: a variable of it may be read later. */
export function definesFunction(tree: Tree, within: Node): boolean {
  for (let node = tree.first[within]; node <= within; node += 1) {
    if (isFunction(tree.kind[node]) || tree.kind[node] === Py.ClassDef) return true;
  }
  return false;
}

/** Whether evaluating the expression runs no code but the interpreter's own on plain values, so that nobody could notice when it runs. */
export function isPure(facts: PythonFacts, expression: Node): boolean {
  const { tree } = facts;
  switch (tree.kind[expression]) {
    case Constant:
      return true;
    case Name:
      return tree.flag[expression] === Context.Load;
    case Tuple:
    case List:
    case BoolOp:
      return children(tree, expression).every((child) => isPure(facts, child));
    case Compare:
    case BinOp:
    case UnaryOp:
      return children(tree, expression).every(
        (child) => tree.kind[child] === Py.CompareOp || (isPure(facts, child) && plainTypes.has(facts.exactType(child) ?? '')),
      );
    default:
      return false;
  }
}

/** The names that are stored to below a node. */
export function storedIn(tree: Tree, within: Node): Set<number> {
  const stored = new Set<number>();
  for (let node = tree.first[within]; node <= within; node += 1) {
    if (tree.kind[node] === Name && tree.flag[node] !== Context.Load) stored.add(tree.aux[node]);
  }
  return stored;
}

/** Whether a name of the set is mentioned below a node. */
export function mentionsAny(tree: Tree, within: Node, names: ReadonlySet<number>): boolean {
  for (let node = tree.first[within]; node <= within; node += 1) {
    if (tree.kind[node] === Name && names.has(tree.aux[node])) return true;
  }
  return false;
}
