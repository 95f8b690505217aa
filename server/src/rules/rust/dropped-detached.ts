/** RC813: a Python reference that a detached thread drops. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { attachesBelow, passedTo } from '../../engine/rust/attached.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { takesSelfByValue } from '../../engine/rust/handles.ts';
import { calleePath } from '../../engine/rust/items.ts';
import { ownershipOf } from '../../engine/rust/ownership.ts';
import { bindingOf, simpleName, usesOf } from '../../engine/rust/scope.ts';
import { indentAt, newline, withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { BlockFlag, ClosureFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
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
    for (const closure of [...facts.nodes(Rs.Closure), ...facts.nodes(Rs.Block)]) {
      if (!runsDetached(facts, closure) || attachesBelow(facts, facts.items, closure)) continue;
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

/** A `move` closure without parameters (one is the token of whoever attaches for it), or an `async move` block, that another thread or task runs. */
function runsDetached({ tree }: RustFacts, node: Node): boolean {
  const flag = tree.flag[node];
  if (tree.kind[node] === Rs.Block)
    return (flag & BlockFlag.async) !== 0 && (flag & BlockFlag.move) !== 0 && /^(spawn|spawn_local)$/.test(passedTo(tree, node));
  return (
    (flag & ClosureFlag.move) !== 0 &&
    /^(spawn|spawn_blocking|detach|allow_threads)$/.test(passedTo(tree, node)) &&
    childrenIn(tree, node, RsField.parameters).length === 0
  );
}

const attachName = (facts: RustFacts): string => (pyo3AtLeast(facts.pyo3?.version ?? '', 26) ? 'Python::attach' : 'Python::with_gil');

/** The first owner of Python references from outside that a `move` closure or task takes and nowhere hands on. */
function capturedReference(facts: RustFacts, body: Node): { readonly node: Node; readonly text: string } | null {
  const { tree } = facts;
  const firsts = new Map<Node, { readonly node: Node; readonly text: string }>();
  const given = new Set<Node>();
  for (let at = tree.first[body]; at < body; at += 1) {
    const text = simpleName(tree, at);
    const binding = text === '' ? null : bindingOf(tree, at, text);
    if (binding === null || binding.pattern >= tree.first[body] || !ownsReferences(facts, at)) continue;
    if (!firsts.has(binding.pattern)) firsts.set(binding.pattern, { node: at, text });
    if (isGivenAway(facts, at)) given.add(binding.pattern);
  }
  for (const [pattern, first] of firsts) if (!given.has(pattern)) return first;
  return null;
}

function ownsReferences(facts: RustFacts, node: Node): boolean {
  const type = typeOfExpression(facts, node);
  if (type === null || /^(&|&mut|Arc|Rc|Bound|Borrowed)$/.test(type.head)) return false;
  const held = ownershipOf({ table: facts.table, file: facts.items, about: '', generics: [] }, type);
  return held === 'owns' || held === 'leaf';
}

/** Whether a method of the crate takes its receiver by value. */
function isTakenBy({ tree, table }: RustFacts, call: Node): boolean {
  const methods = table.functionsNamed(nameOf(tree.aux[call])).filter((item) => item.impl !== null);
  return methods.some(({ document, node }) => takesSelfByValue(document.tree, node));
}

/** As an argument, a result or what a method takes apart it lives on elsewhere. */
function isGivenAway(facts: RustFacts, node: Node, depth = 0): boolean {
  const { tree } = facts;
  const parent = tree.parent[node];
  if (parent === NONE) return true;
  const kind = tree.kind[parent];
  if (kind === Rs.MethodCall)
    return (
      isTakenBy(facts, parent) ||
      childIn(tree, parent, RsField.receiver) !== node ||
      /^(into\w*|unwrap\w*|expect|take|map\w*|unbind|and_then|ok\w*)$/.test(nameOf(tree.aux[parent]))
    );
  if (kind === Rs.Call) return !/^((std|core)::)?(mem::)?drop$/.test(calleePath(tree, parent));
  if (kind === Rs.Let) {
    const pattern = childIn(tree, parent, RsField.pattern);
    if (pattern === NONE || tree.kind[pattern] !== Rs.IdentifierPattern) return true;
    return (
      depth > 4 ||
      usesOf(tree, { pattern, holder: parent, whole: true }, nameOf(tree.aux[pattern])).some((use) => isGivenAway(facts, use, depth + 1))
    );
  }
  // what it is lent to may attach
  if (kind === Rs.Borrow) return tree.field[parent] === RsField.arguments;
  return kind !== Rs.ExpressionStatement && kind !== Rs.FieldAccess;
}

/** Where the closure only borrows it: what was moved on inside cannot be dropped at its end. */
function fix(facts: RustFacts, closure: Node, { node, text: name }: { readonly node: Node; readonly text: string }): Report['fix'] {
  const { tree } = facts;
  const body = tree.kind[closure] === Rs.Block ? NONE : childIn(tree, closure, RsField.body);
  if (tree.kind[tree.parent[node]] !== Rs.Borrow) return undefined;
  if (body === NONE || tree.kind[body] !== Rs.Block || childIn(tree, body, RsField.value) !== NONE || tree.text[tree.end[body] - 1] !== '}')
    return undefined;
  const close = tree.end[body] - 1;
  const inner = indentAt(tree.text, close);
  const text = `    ${attachName(facts)}(move |_| drop(${name}));${newline(tree.text)}${inner}`;
  return { title: 'Drop it while attached', safe: false, edits: [{ span: { start: close, end: close }, text }] };
}
