/** RC711: a reference that is released twice, or was never the function's to release. */
import { allocatorOf, freedBy } from '../../engine/model/c-resources.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { releases } from '../../engine/model/capi.ts';
import { faultsOf, functionsWithCalls } from '../../engine/rust/balance.ts';
import { calleeName, calleePath } from '../../engine/rust/items.ts';
import { bare, bindingOf, simpleName } from '../../engine/rust/scope.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './wrong-release.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC711',
  name: 'wrong-release',
  summary: 'detects releases of what is not owned, of what is no object, and through the wrong allocator',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    yield* releasedTooOften(facts);
    yield* wrongAllocator(facts);
    yield* notAnObject(facts);
  },
};

export default rule;

function* releasedTooOften(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const fn of functionsWithCalls(facts, (name) => releases.has(name))) {
    // who forgets an owner counts by hand
    if (/\b(forget|ManuallyDrop)\b/.test(textOf(tree, fn))) continue;
    for (const fault of faultsOf(facts, fn)) {
      if (fault.kind !== 'released') continue;
      const why = {
        borrowed: 'is only borrowed, so its owner loses a reference that it still counts on; remove the release, or take a reference first',
        owner: 'is released once more when its owner is dropped; remove the release, or give the owner up with `into_ptr()`',
        gone: 'was released or given away before, so this takes a reference from somebody else; remove one of the two',
      }[fault.from];
      yield {
        at: { start: tree.start[fault.at], end: tree.end[fault.at] },
        says: `\`${fault.name}\` ${why}`,
        because:
          fault.before === NONE
            ? []
            : [{ span: { start: tree.start[fault.before], end: tree.end[fault.before] }, says: 'its reference went here' }],
      };
    }
  }
}

/** `libc::free(CString::into_raw(x))`, `Box::from_raw(libc::malloc(n))`: memory goes back to the allocator that it came from. */
function* wrongAllocator(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const call of facts.nodes(Rs.Call)) {
    const frees = freedBy(calleePath(tree, call), calleeName(tree, call));
    const argument = childrenIn(tree, call, RsField.arguments)[0];
    if (frees === null || argument === undefined) continue;
    const made = origin(facts, argument);
    const from = made === NONE ? null : allocatorOf(madePath(facts, made), lastOf(madePath(facts, made)));
    if (from === null || from === frees) continue;
    yield {
      at: { start: tree.start[call], end: tree.end[call] },
      says: `\`${calleePath(tree, call)}\` gives memory to ${frees}, which came from ${from}: the heap is corrupted; release it where it came from`,
      because: [{ span: { start: tree.start[made], end: tree.end[made] }, says: `from ${from} here` }],
    };
  }
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf(':') + 1);

/** The call that an expression's value comes from, through casts and a `let`; or `NONE`. */
function origin({ tree }: RustFacts, expression: Node): Node {
  let at = bare(tree, expression);
  for (let step = 0; at !== NONE && step < 4; step += 1) {
    const kind = tree.kind[at];
    if (kind === Rs.Call || (kind === Rs.MethodCall && nameOf(tree.aux[at]) === 'into_raw')) return at;
    const name = simpleName(tree, at);
    const binding = name === '' ? null : bindingOf(tree, at, name);
    if (binding === null || !binding.whole || tree.kind[binding.holder] !== Rs.Let) return NONE;
    at = bare(tree, childIn(tree, binding.holder, RsField.value));
  }
  return NONE;
}

function madePath({ tree }: RustFacts, made: Node): string {
  return tree.kind[made] === Rs.Call ? calleePath(tree, made) : 'CString::into_raw';
}

/** `Py_DECREF(PyCapsule_GetPointer(…))`: what a capsule carries is no object. */
function* notAnObject(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const call of facts.rawCalls()) {
    if (!releases.has(call.name) || call.arguments[0] === undefined) continue;
    const made = origin(facts, call.arguments[0]);
    const name = made === NONE || tree.kind[made] !== Rs.Call ? '' : calleeName(tree, made);
    if (name !== 'PyCapsule_Import' && name !== 'PyCapsule_GetPointer') continue;
    yield {
      at: { start: tree.start[call.node], end: tree.end[call.node] },
      says: `\`${name}\` returns the pointer that the capsule carries, not an object, so \`${call.name}\` writes into foreign memory; remove it`,
      because: [{ span: { start: tree.start[made], end: tree.end[made] }, says: 'the pointer comes from here' }],
    };
  }
}
