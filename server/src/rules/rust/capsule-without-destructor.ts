/** RC804: a capsule that owns memory and never frees it. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { calleeName, calleePath } from '../../engine/rust/items.ts';
import { bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { withFix } from '../../engine/rust/write.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './capsule-without-destructor.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC804',
  name: 'capsule-without-destructor',
  summary: 'detects capsules of owned memory that have no destructor',
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
