/** RC711: a reference that is released twice, or was never the function's to release. */
import { allocatorOf, freedBy, releasedStem } from '../../engine/model/c-resources.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { releases } from '../../engine/model/capi.ts';
import { faultsOf, functionsWithCalls } from '../../engine/rust/balance.ts';
import { calleeName, calleePath } from '../../engine/rust/items.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { dereferenced } from '../../engine/rust/types.ts';
import { bare, bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './wrong-release.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC711',
  name: 'wrong-release',
  summary: 'detects releases of what is not owned, twice, of what is no object, and through the wrong allocator',
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
    yield* deallocated(facts);
    yield* clonedHandles(facts);
    yield* descriptorsOwnedTwice(facts);
  },
};

export default rule;

function* releasedTooOften(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  // an owner's `Drop` is where its reference goes
  const inDrop = new Set(facts.functions().flatMap((item) => (item.impl?.trait === 'Drop' ? [item.node] : [])));
  for (const fn of functionsWithCalls(facts, (name) => releases.has(name))) {
    // who forgets an owner counts by hand
    if (/\b(forget|ManuallyDrop)\b/.test(textOf(tree, fn))) continue;
    for (const fault of faultsOf(facts, fn)) {
      if (fault.kind !== 'released' || (fault.name === 'self' && inDrop.has(fn))) continue;
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

/** `_Py_Dealloc(x)`: the object goes whatever its count says; only code that has counted down to zero itself may ask for it. */
function* deallocated(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const call of facts.rawCalls()) {
    if (call.name !== '_Py_Dealloc') continue;
    const fn = functionAround(tree, call.node);
    if (fn === NONE || /\b(ob_refcnt|Py_REFCNT|Py_SET_REFCNT|tp_dealloc|immortal)\b|refcnt/i.test(textOf(tree, fn))) continue;
    yield {
      at: { start: tree.start[call.node], end: tree.end[call.node] },
      says: '`_Py_Dealloc` destroys the object however many references there are; give back your own with `Py_DECREF`',
    };
  }
}

/** A struct with a `Drop` that releases a raw handle, and a derived `Clone` that copies the handle: each copy releases it. */
function* clonedHandles(facts: RustFacts): Iterable<Report> {
  for (const type of facts.types()) {
    const derive = type.attributes.find((attribute) => /^derive\b.*\bClone\b/.test(attribute));
    const drop = derive === undefined ? undefined : type.methods.get('drop')?.find((method) => method.trait === 'Drop');
    if (drop === undefined) continue;
    const { tree } = drop.document;
    for (const field of type.fields) {
      if (!/^(\*\s*mut|\*\s*const|(\w+::)*(NonNull|RawFd|c_int|HANDLE)\b)/.test(field.type)) continue;
      const release = releaseOfField(tree, drop.node, field.name);
      if (release === NONE) continue;
      yield {
        at: type.span,
        says: `\`${type.name}\` can be cloned, but its \`Drop\` releases \`${field.name}\`, which a clone copies: it is released once for each copy; remove \`Clone\`, or share the handle in an \`Arc\``,
        because: [{ span: { start: tree.start[release], end: tree.end[release] }, says: 'each copy releases it here', path: drop.path }],
      };
      break;
    }
  }
}

/** The call that surely releases `self.field` in a `Drop`: by a name that says so, and under no condition but a test for null. */
function releaseOfField(tree: Tree, fn: Node, field: string): Node {
  const place = new RegExp(`^self\\s*\\.\\s*${field}\\b`);
  for (let at = tree.first[fn]; at < fn; at += 1) {
    if (tree.kind[at] !== Rs.Call || !childrenIn(tree, at, RsField.arguments).some((each) => place.test(textOf(tree, each)))) continue;
    const name = calleeName(tree, at);
    if (releasedStem(name) === null && !/^(from_raw|from_raw_fd|free|close|fclose|Py_X?DECREF|drop_in_place)$/.test(name)) continue;
    let certain = true;
    for (let outer = tree.parent[at]; outer !== fn && outer !== NONE; outer = tree.parent[outer]) {
      if (tree.kind[outer] === Rs.Match || tree.kind[outer] === Rs.Closure) certain = false;
      if (tree.kind[outer] === Rs.If && !/is_null|>= 0|null/.test(textOf(tree, childIn(tree, outer, RsField.condition)))) certain = false;
    }
    if (certain) return at;
  }
  return NONE;
}

/** `File::from_raw_fd(file.as_raw_fd())`: two owners close one descriptor. */
function* descriptorsOwnedTwice(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const call of facts.nodes(Rs.Call)) {
    if (!/^from_raw_(fd|socket|handle)$/.test(calleeName(tree, call))) continue;
    const [argument] = childrenIn(tree, call, RsField.arguments);
    const lent = argument === undefined ? NONE : lentDescriptor(tree, argument);
    const fn = functionAround(tree, call);
    if (lent === NONE || fn === NONE || /\b(forget|ManuallyDrop|into_raw_(fd|socket|handle)|dup)\b/.test(textOf(tree, fn))) continue;
    const type = typeOfExpression(facts, childIn(tree, lent, RsField.receiver));
    if (type === null || !descriptorOwners.test(dereferenced(type).head)) continue;
    const owner = textOf(tree, childIn(tree, lent, RsField.receiver));
    yield {
      at: { start: tree.start[call], end: tree.end[call] },
      says: `\`${calleePath(tree, call)}\` becomes a second owner of the descriptor that \`${owner}\` closes: whichever is dropped last closes a stranger's; use \`try_clone\`, or give the first up with \`into_raw_fd\``,
      because: [{ span: { start: tree.start[lent], end: tree.end[lent] }, says: 'this only lends it' }],
    };
  }
}

const descriptorOwners =
  /^(File|OwnedFd|OwnedSocket|OwnedHandle|TcpListener|TcpStream|UdpSocket|UnixListener|UnixStream|UnixDatagram|Socket|PipeReader|PipeWriter)$/;

/** `x.as_raw_fd()`, itself or behind a local; or `NONE`. */
function lentDescriptor(tree: Tree, expression: Node): Node {
  const node = bare(tree, expression);
  const name = simpleName(tree, node);
  const binding = name === '' ? null : bindingOf(tree, node, name);
  const value =
    binding !== null && binding.whole && tree.kind[binding.holder] === Rs.Let ? childIn(tree, binding.holder, RsField.value) : node;
  return value !== NONE && tree.kind[value] === Rs.MethodCall && /^as_raw_(fd|socket|handle)$/.test(nameOf(tree.aux[value])) ? value : NONE;
}
