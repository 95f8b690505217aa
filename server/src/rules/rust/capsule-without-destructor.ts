/** RC804: a capsule that owns memory and never frees it. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { calleeName, calleePath } from '../../engine/rust/items.ts';
import { bare, bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { withFix } from '../../engine/rust/write.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './capsule-without-destructor.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC804',
  name: 'capsule-without-destructor',
  summary: 'detects capsules whose memory is never freed, or whose name is freed before them',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.nodes(Rs.Call)) {
      const pointer = bareCapsule(facts, call);
      const made = pointer === NONE ? NONE : ownedMemory(facts, pointer);
      if (made === NONE) continue;
      const fn = functionAround(tree, call);
      if (fn !== NONE && /\bPyCapsule_SetDestructor\b|::from_raw\b/.test(textOf(tree, fn))) continue;
      yield {
        at: { start: tree.start[call], end: tree.end[call] },
        says: 'the capsule has no destructor, so the memory that it carries is never freed; use `PyCapsule::new_with_value`, which owns it',
        because: [{ span: { start: tree.start[made], end: tree.end[made] }, says: 'the memory is given up here' }],
        ...withFix(fix(facts, call, pointer)),
      };
    }
    yield* turnedGuards(facts);
    yield* shortLivedNames(facts);
  },
};

export default rule;

/** The pointer of `PyCapsule_New(pointer, name, None)` and `PyCapsule::new_with_pointer(py, pointer, name)`. */
function bareCapsule({ tree }: RustFacts, call: Node): Node {
  const args = childrenIn(tree, call, RsField.arguments);
  if (calleeName(tree, call) === 'PyCapsule_New') return args.length === 3 && textOf(tree, args[2]) === 'None' ? args[0] : NONE;
  if (!calleePath(tree, call).endsWith('PyCapsule::new_with_pointer')) return NONE;
  return args[1] ?? NONE;
}

/** The call below an expression, or behind a local in it, that gives up owned memory. */
function ownedMemory(facts: RustFacts, pointer: Node, depth = 0): Node {
  const { tree } = facts;
  for (let at = tree.first[pointer]; at <= pointer; at += 1) {
    if (tree.kind[at] === Rs.Call && /(^|::)(Box|Arc|Rc)::(into_raw|leak)$/.test(calleePath(tree, at))) return at;
    const name = depth > 3 ? '' : simpleName(tree, at);
    const binding = name === '' ? null : bindingOf(tree, at, name);
    if (binding === null || !binding.whole || tree.kind[binding.holder] !== Rs.Let) continue;
    const value = childIn(tree, binding.holder, RsField.value);
    const found = value === NONE ? NONE : ownedMemory(facts, value, depth + 1);
    if (found !== NONE) return found;
  }
  return NONE;
}

/** Where the value stands in the call itself. */
function fix({ tree }: RustFacts, call: Node, pointer: Node): Report['fix'] {
  const [token, , name] = childrenIn(tree, call, RsField.arguments);
  if (calleeName(tree, call) !== 'new_with_pointer' || token === undefined || name === undefined) return undefined;
  for (let at = tree.first[pointer]; at <= pointer; at += 1) {
    if (tree.kind[at] !== Rs.Call || !calleePath(tree, at).endsWith('Box::into_raw')) continue;
    const [box] = childrenIn(tree, at, RsField.arguments);
    const [value] =
      box !== undefined && tree.kind[box] === Rs.Call && calleePath(tree, box).endsWith('Box::new')
        ? childrenIn(tree, box, RsField.arguments)
        : [];
    if (value === undefined) return undefined;
    const callee = textOf(tree, childIn(tree, call, RsField.callee)).replace(/new_with_pointer$/, 'new_with_value');
    return {
      title: 'Let the capsule own the value',
      safe: false,
      edits: [
        {
          span: { start: tree.start[call], end: tree.end[call] },
          text: `${callee}(${textOf(tree, token)}, ${textOf(tree, value)}, ${textOf(tree, name)})`,
        },
      ],
    };
  }
  return undefined;
}

/** `if PyCapsule_IsValid(capsule, name) == 1 { return; }` before `PyCapsule_GetPointer(capsule, name)`: what is valid is never freed. */
function* turnedGuards({ tree, nodes }: RustFacts): Iterable<Report> {
  for (const test of nodes(Rs.If)) {
    const condition = childIn(tree, test, RsField.condition);
    const then = childIn(tree, test, RsField.then);
    if (condition === NONE || then === NONE || tree.kind[condition] !== Rs.Binary || !/^\{\s*return\s*;?\s*\}$/.test(textOf(tree, then)))
      continue;
    const call = childIn(tree, condition, RsField.left);
    if (call === NONE || tree.kind[call] !== Rs.Call || calleeName(tree, call) !== 'PyCapsule_IsValid') continue;
    if (!/(==\s*1|!=\s*0)$/.test(textOf(tree, condition))) continue;
    const asked = childrenIn(tree, call, RsField.arguments).map((each) => textOf(tree, each));
    const fn = functionAround(tree, test);
    const used = nodes(Rs.Call).some(
      (each) =>
        calleeName(tree, each) === 'PyCapsule_GetPointer' &&
        fn !== NONE &&
        contains(tree, fn, each) &&
        childrenIn(tree, each, RsField.arguments).every((argument, index) => textOf(tree, argument) === asked[index]),
    );
    if (!used) continue;
    yield {
      at: { start: tree.start[condition], end: tree.end[condition] },
      says: 'this returns when the capsule is valid, so its memory is freed never, or through a pointer that is not its own; turn the test around',
    };
  }
}

/** `PyCapsule_New(pointer, name.as_ptr(), …)` with a `CString` that ends with the function: the capsule keeps the pointer only. */
function* shortLivedNames({ tree, nodes }: RustFacts): Iterable<Report> {
  for (const call of nodes(Rs.Call)) {
    const name = calleeName(tree, call) === 'PyCapsule_New' ? childrenIn(tree, call, RsField.arguments)[1] : undefined;
    const pointer = name === undefined ? NONE : bare(tree, name);
    if (pointer === NONE || tree.kind[pointer] !== Rs.MethodCall || nameOf(tree.aux[pointer]) !== 'as_ptr') continue;
    const receiver = childIn(tree, pointer, RsField.receiver);
    const local = simpleName(tree, receiver);
    const binding = local === '' ? null : bindingOf(tree, receiver, local);
    const fn = functionAround(tree, call);
    if (binding === null || fn === NONE || tree.kind[binding.holder] !== Rs.Let) continue;
    const value = childIn(tree, binding.holder, RsField.value);
    if (value === NONE || !/\bCString::(new|from)\b|\.to_owned\(\)/.test(textOf(tree, value))) continue;
    if (new RegExp(`\\b(forget|leak)\\(\\s*${local}\\b|\\b${local}\\s*\\.\\s*into_raw\\b|\\bManuallyDrop\\b`).test(textOf(tree, fn)))
      continue;
    yield {
      at: { start: tree.start[pointer], end: tree.end[pointer] },
      says: `the capsule keeps this pointer for as long as it lives, but \`${local}\` is freed at the end of its block; use a literal (\`c"name"\`), or \`PyCapsule::new_with_value\``,
      level: 'error',
      because: [{ span: { start: tree.start[binding.pattern], end: tree.end[binding.pattern] }, says: 'this owns the name' }],
    };
  }
}
