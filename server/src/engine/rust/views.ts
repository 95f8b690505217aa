/** Pointers that only look (`x.as_ptr()`): whether the function that takes them pays for one more owner of the object. */
import type { RustFacts } from '../rust-facts.ts';
import { retains } from '../model/capi.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import { contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { typeOfExpression } from './infer.ts';
import { functionAround } from './scope.ts';
import { headOf } from './types.ts';

/** Whether the function takes one more reference of the receiver's object, forgets the owner, or keeps it from being dropped. */
export function isPaidFor(facts: RustFacts, receiver: Node): boolean {
  const { tree } = facts;
  const fn = functionAround(tree, receiver);
  if (fn === NONE) return true;
  const owner = textOf(tree, receiver).replace(/\s+/g, '');
  const type = typeOfExpression(facts, receiver);
  // what is not known to be one of PyO3's owners may be a plain pointer that carries its own reference
  if (type === null || !pythonOwners.has(headOf(type))) return true;
  for (const node of facts.nodes(Rs.Call)) {
    if (!contains(tree, fn, node)) continue;
    const text = textOf(tree, node).replace(/\s+/g, '');
    const callee = /([\w]+)\(/.exec(text)?.[1] ?? '';
    if ((retains.has(callee) || callee === 'forget' || callee === 'Py_NewRef') && text.includes(`(${owner}`)) return true;
  }
  return false;
}

const pythonOwners: ReadonlySet<string> = new Set(['Py', 'Bound', 'Borrowed', 'PyObject', 'PyAny', 'PyRef', 'PyRefMut']);
