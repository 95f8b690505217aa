/** Locks and borrows that an expression or a local holds: `x.lock().unwrap()`, `x.borrow_mut()`. */
import type { RustFacts } from '../rust-facts.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, type Node } from '../../syntax/tree.ts';
import { typeOfExpression } from './infer.ts';
import { dereferenced, type RustType } from './types.ts';

export interface Guard {
  /** The call that locks or borrows. */
  readonly call: Node;
  readonly method: string;
  /** What is locked. */
  readonly place: Node;
  /** What the lock protects; `null` where the type is not known. */
  readonly content: RustType | null;
  readonly kind: 'lock' | 'cell';
}

const lockHeads = /^(Mutex|RwLock|PyMutex|ReentrantMutex|FairMutex)$/;

/** The guard that an expression is, once `unwrap()`, `?` and the like are taken off; `null` if it is none that is known for sure. */
export function guardOf(facts: RustFacts, expression: Node): Guard | null {
  const { tree } = facts;
  let at = expression;
  let unwrapped = false;
  for (let step = 0; at !== NONE && step < 8; step += 1) {
    const kind = tree.kind[at];
    if (kind === Rs.Try || kind === Rs.GroupedExpression) at = at - 1;
    else if (kind === Rs.MethodCall && /^(unwrap|expect|unwrap_or_else|map_err)$/.test(nameOf(tree.aux[at]))) {
      at = childIn(tree, at, RsField.receiver);
      unwrapped = true;
    } else break;
  }
  if (at === NONE || tree.kind[at] !== Rs.MethodCall) return null;
  const method = nameOf(tree.aux[at]);
  if (!/^(lock|write|read|lock_py_attached|borrow_mut)$/.test(method)) return null;
  if (childrenIn(tree, at, RsField.arguments).length !== (method === 'lock_py_attached' ? 1 : 0)) return null;
  const place = childIn(tree, at, RsField.receiver);
  const type = typeOfExpression(facts, place);
  const owner = type === null ? null : through(dereferenced(type));
  const content = owner?.args[owner.args.length - 1] ?? null;
  if (method === 'borrow_mut') return owner?.head === 'RefCell' ? { call: at, method, place, content, kind: 'cell' } : null;
  if (owner === null) return unwrapped && method === 'lock' ? { call: at, method, place, content: null, kind: 'lock' } : null;
  return lockHeads.test(owner.head) ? { call: at, method, place, content, kind: 'lock' } : null;
}

/** Method calls look through shared pointers. */
function through(type: RustType): RustType {
  let at = type;
  for (let step = 0; step < 8 && /^(Arc|Rc|Box|&|&mut|LazyLock|Lazy)$/.test(at.head) && at.args[0] !== undefined; step += 1)
    at = at.args[0];
  return at;
}

/** The guard whose content a chain of methods works on: `x.lock().unwrap().take()` → the guard of `x`, when called on the receiver. */
export function guardBelow(facts: RustFacts, expression: Node): Guard | null {
  const { tree } = facts;
  let at = expression;
  for (let step = 0; at !== NONE && step < 16; step += 1) {
    const guard = guardOf(facts, at);
    if (guard !== null) return guard;
    const kind = tree.kind[at];
    if (kind === Rs.MethodCall || kind === Rs.FieldAccess || kind === Rs.Index) at = childIn(tree, at, RsField.receiver);
    else if (kind === Rs.Borrow || kind === Rs.Dereference || kind === Rs.GroupedExpression || kind === Rs.Try) at = at - 1;
    else return null;
  }
  return null;
}
