/** What the text of a program shows about its globals without running it: which functions rebind, and which names are only ever called. */
import { nameOf } from '../../syntax/names.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { Op } from '../lower/code.ts';
import type { Program } from '../lower/code.ts';

const reboundOf = new WeakMap<Program, ReadonlySet<string>>();
const calledOf = new WeakMap<Program, ReadonlySet<string>>();

/** Global names that code other than the module's own stores or deletes. */
export function rebound(program: Program): ReadonlySet<string> {
  let found = reboundOf.get(program);
  if (found === undefined) {
    const names = new Set<string>();
    for (const code of program.codes) {
      if (code.kind === 'module') continue;
      code.op.forEach((op, at) => {
        if (op === Op.StoreGlobal || op === Op.DeleteGlobal) names.add(nameOf(code.one[at]));
      });
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
