/** What the text of a program shows about its globals without running it: which functions rebind, and which names are only ever called. */
import { nameOf } from '../../syntax/names.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import type { Program } from '../lower/code.ts';

const reboundOf = new WeakMap<Program, ReadonlySet<string>>();
const calledOf = new WeakMap<Program, ReadonlySet<string>>();

/** Global names that functions declare `global`, so that they may store or delete them. */
export function rebound(program: Program): ReadonlySet<string> {
  let found = reboundOf.get(program);
  if (found === undefined) {
    const { tree } = program;
    const names = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] === Py.Identifier && tree.kind[tree.parent[node]] === Py.Global) names.add(nameOf(tree.aux[node]));
    }
    reboundOf.set(program, (found = names));
  }
  return found;
}

/** Names that stand nowhere in the file except where they are bound and as the function of a call. */
export function calledOnly(program: Program): ReadonlySet<string> {
  let found = calledOf.get(program);
  if (found === undefined) {
    const { tree } = program;
    const called = new Set<string>();
    const other = new Set<string>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] === Py.FunctionDef) called.add(nameOf(tree.aux[node]));
      if (tree.kind[node] !== Py.Name || tree.flag[node] !== Context.Load) continue;
      const up = tree.parent[node];
      const isCallee = up !== -1 && tree.kind[up] === Py.Call && tree.field[node] === PyField.func;
      (isCallee ? called : other).add(nameOf(tree.aux[node]));
    }
    for (const name of other) called.delete(name);
    calledOf.set(program, (found = called));
  }
  return found;
}

const methodsOf = new WeakMap<Program, ReadonlyMap<string, number>>();

/** Names of the functions that stand in class bodies, with the number of classes that have one. */
export function methodNames(program: Program): ReadonlyMap<string, number> {
  let found = methodsOf.get(program);
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
    methodsOf.set(program, (found = names));
  }
  return found;
}
