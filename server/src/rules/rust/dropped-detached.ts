/** RC813: a Python reference that a detached thread drops. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { attachesBelow, passedTo } from '../../engine/rust/attached.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { bindingOf, simpleName } from '../../engine/rust/scope.ts';
import { indentAt, newline, withFix } from '../../engine/rust/write.ts';
import { ClosureFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './dropped-detached.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC813',
  name: 'dropped-detached',
  summary: 'detects `Py` values that are dropped by a thread which is not attached',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const closure of facts.nodes(Rs.Closure)) {
      if ((tree.flag[closure] & ClosureFlag.move) === 0 || !/^(spawn|spawn_blocking|detach|allow_threads)$/.test(passedTo(tree, closure)))
        continue;
      if (attachesBelow(facts, facts.items, closure)) continue;
      // a parameter is the token of whoever attaches for it
      if (childrenIn(tree, closure, RsField.parameters).length > 0) continue;
      const name = capturedReference(facts, closure);
      if (name === null) continue;
      yield {
        at: { start: tree.start[name.node], end: tree.end[name.node] },
        says: `\`${name.text}\` is dropped by code that is not attached, so its reference is only given back when some thread attaches the next time; drop it inside \`${attachName(facts)}\``,
        ...withFix(fix(facts, closure, name)),
      };
    }
  },
};

export default rule;

const attachName = (facts: RustFacts): string => (pyo3AtLeast(facts.pyo3?.version ?? '', 26) ? 'Python::attach' : 'Python::with_gil');

/** The first local from outside, of type `Py`, that a `move` closure takes. */
function capturedReference(facts: RustFacts, closure: Node): { readonly node: Node; readonly text: string } | null {
  const { tree } = facts;
  for (let at = tree.first[closure]; at < closure; at += 1) {
    const text = simpleName(tree, at);
    const binding = text === '' ? null : bindingOf(tree, at, text);
    if (binding === null || binding.pattern >= tree.first[closure]) continue;
    const type = typeOfExpression(facts, at);
    if (type?.head !== 'Py' && type?.head !== 'PyObject') continue;
    return isGivenAway(facts, at) ? null : { node: at, text };
  }
  return null;
}

/** As an argument or a result it lives on elsewhere. */
function isGivenAway({ tree }: RustFacts, node: Node): boolean {
  const parent = tree.parent[node];
  if (parent === NONE) return true;
  const kind = tree.kind[parent];
  if (kind === Rs.MethodCall) return childIn(tree, parent, RsField.receiver) !== node;
  return (
    kind !== Rs.Borrow &&
    kind !== Rs.ExpressionStatement &&
    kind !== Rs.FieldAccess &&
    !(kind === Rs.Let && tree.kind[childIn(tree, parent, RsField.pattern)] === Rs.IdentifierPattern)
  );
}

/** Where the closure only borrows it: what was moved on inside cannot be dropped at its end. */
function fix(facts: RustFacts, closure: Node, { node, text: name }: { readonly node: Node; readonly text: string }): Report['fix'] {
  const { tree } = facts;
  const body = childIn(tree, closure, RsField.body);
  if (tree.kind[tree.parent[node]] !== Rs.Borrow) return undefined;
  if (body === NONE || tree.kind[body] !== Rs.Block || childIn(tree, body, RsField.value) !== NONE || tree.text[tree.end[body] - 1] !== '}')
    return undefined;
  const close = tree.end[body] - 1;
  const inner = indentAt(tree.text, close);
  const text = `    ${attachName(facts)}(move |_| drop(${name}));${newline(tree.text)}${inner}`;
  return { title: 'Drop it while attached', safe: false, edits: [{ span: { start: close, end: close }, text }] };
}
