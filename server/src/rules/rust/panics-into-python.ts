/** RC901: a panic that Python sees as an exception which nobody expects. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { isAttached, isInTests, isPythonEntry } from '../../engine/rust/attached.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { calleeName } from '../../engine/rust/items.ts';
import { lostPointers, owedReference } from '../../engine/rust/owed.ts';
import { bindingOf, bodyAround, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { readType } from '../../engine/rust/types.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { FunctionFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './panics-into-python.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC901',
  name: 'panics-into-python',
  summary: 'detects panics in functions that Python calls',
  page,
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['unwrap-after-clear'],
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const lost = new Set<Node>();
    for (const { names, panics } of losses(facts)) {
      for (const node of panics) lost.add(node);
      yield {
        at: { start: tree.start[panics[0]], end: tree.end[panics[0]] },
        level: 'warning',
        says: `when ${wordsOf(tree, panics[0])} panics, the reference in ${names.map((name) => `\`${name}\``).join(' and ')} is lost: a raw pointer has no \`Drop\`; give it an owner first, or return an error`,
        because: panics
          .slice(1, 6)
          .map((node) => ({ span: { start: tree.start[node], end: tree.end[node] }, says: 'so it is when this panics' })),
      };
    }
    for (const node of [...facts.nodes(Rs.MethodCall), ...facts.nodes(Rs.MacroCall)]) {
      const name = nameOf(tree.aux[node]);
      const isMacro = tree.kind[node] === Rs.MacroCall;
      if (!(isMacro ? /^(panic|unreachable|todo|unimplemented)$/ : /^(unwrap|expect)$/).test(name) || lost.has(node)) continue;
      const fn = functionAround(tree, node);
      if (
        fn === NONE ||
        !isPythonEntry(facts, fn) ||
        isAttached(facts, node) === false ||
        isInTests(facts, node) ||
        (!isMacro && isHarmless(facts, node))
      )
        continue;
      yield {
        at: { start: tree.start[node], end: tree.end[node] },
        says: `${wordsOf(tree, node)} panics into Python as a \`PanicException\`, which \`except Exception\` does not catch; return a \`PyResult\` instead`,
        ...withFix(isMacro ? undefined : fix(facts, fn, node)),
      };
    }
  },
};

export default rule;

/** A poisoned lock is a panic that has happened before; what is made of constants does not fail. */
function isHarmless({ tree }: RustFacts, call: Node): boolean {
  const receiver = childIn(tree, call, RsField.receiver);
  if (receiver === NONE) return true;
  const text = textOf(tree, receiver);
  const field = /^self\.(\w+)(\.as_(ref|mut)\(\))?$/.exec(text)?.[1];
  // looked at, or just filled
  if (
    field !== undefined &&
    new RegExp(`\\bself\\.${field}\\s*(\\.\\s*is_(some|none)\\b|=[^=])`).test(textOf(tree, functionAround(tree, call)))
  )
    return true;
  return (
    /\.(lock|read|write|lock_py_attached|join|recv|send|get_or_init)\([^()]*\)$/.test(text) ||
    /\b(CString|CStr|NonZero\w*|Regex)::\w+\([^()]*\)$/.test(text) ||
    text.endsWith('.try_into()')
  );
}

interface Loss {
  readonly names: string[];
  /** In the order of the text. */
  readonly panics: readonly Node[];
}

/** The raw pointers whose reference a panic would lose, by the first such place. */
function* losses(facts: RustFacts): Iterable<Loss> {
  const { tree } = facts;
  // then nothing is left that could be lost
  if (facts.crate?.panic === 'abort') return;
  const bodies = new Set<Node>();
  for (const call of facts.rawCalls()) if (call.returns === 'new') bodies.add(bodyAround(tree, call.node));
  for (const call of facts.nodes(Rs.MethodCall)) if (nameOf(tree.aux[call]) === 'into_ptr') bodies.add(bodyAround(tree, call));
  for (const body of bodies) {
    // a panic does not leave a function of C's calling convention: it ends the process
    if (body === NONE || isInTests(facts, body) || isForC(tree, functionAround(tree, body))) continue;
    const byFirst = new Map<Node, Loss>();
    for (const { name, unwinds } of lostPointers(facts, body, owedReference)) {
      const panics = unwinds.filter((node) => mayHappen(facts, body, node)).sort((one, other) => tree.start[one] - tree.start[other]);
      const known = byFirst.get(panics[0]);
      if (known !== undefined) known.names.push(name);
      else if (panics.length > 0) byFirst.set(panics[0], { names: [name], panics });
    }
    yield* byFirst.values();
  }
}

/** An index is one that nothing in the body bounds: neither a number nor a loop's, of something whose length nobody asks. */
function mayHappen(facts: RustFacts, body: Node, node: Node): boolean {
  const { tree } = facts;
  if (tree.kind[node] === Rs.MethodCall) return !isHarmless(facts, node);
  if (tree.kind[node] !== Rs.Index) return true;
  const index = simpleName(tree, childIn(tree, node, RsField.index));
  const receiver = simpleName(tree, childIn(tree, node, RsField.receiver));
  const binding = index === '' ? null : bindingOf(tree, node, index);
  if (binding === null || receiver === '' || tree.kind[binding.holder] !== Rs.Parameter) return false;
  return !new RegExp(`\\b${receiver}\\s*\\.\\s*(len|is_empty|get)\\s*\\(|\\b${index}\\s*[<>]|[<>]=?\\s*${index}\\b`).test(
    textOf(tree, body),
  );
}

const isForC = (tree: Tree, fn: Node): boolean =>
  fn !== NONE && (tree.flag[fn] & FunctionFlag.extern) !== 0 && !textOf(tree, childIn(tree, fn, RsField.abi)).includes('unwind');

/** The part of a finding that names what panics. */
function wordsOf(tree: Tree, node: Node): string {
  if (tree.kind[node] === Rs.Index) return 'this index';
  const name = tree.kind[node] === Rs.Call ? calleeName(tree, node) : nameOf(tree.aux[node]);
  return tree.kind[node] === Rs.MacroCall ? `\`${name}!\`` : `\`${name}()\``;
}

/** `?`, where the function returns a `PyResult` and the value is one. */
function fix(facts: RustFacts, fn: Node, call: Node): Report['fix'] {
  const { tree } = facts;
  const receiver = childIn(tree, call, RsField.receiver);
  const type = typeOfExpression(facts, receiver);
  const returns = childIn(tree, fn, RsField.returns);
  if (type === null || returns === NONE || readType(tree, returns).head !== 'PyResult') return undefined;
  if (!(type.head === 'PyResult' || (type.head === 'Result' && type.args.length === 1))) return undefined;
  for (let at = tree.parent[call]; at !== fn && at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Rs.Closure) return undefined;
  return { title: 'Return the error', safe: false, edits: [{ span: { start: tree.end[receiver], end: tree.end[call] }, text: '?' }] };
}
