/** RC901: a panic that Python sees as an exception which nobody expects. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { isAttached, isInTests, isPythonEntry } from '../../engine/rust/attached.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { owedReference } from '../../engine/rust/owed.ts';
import { useOfPointer } from '../../engine/rust/raw.ts';
import { functionAround, usesOf } from '../../engine/rust/scope.ts';
import { readType } from '../../engine/rust/types.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
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
    for (const node of [...facts.nodes(Rs.MethodCall), ...facts.nodes(Rs.MacroCall)]) {
      const name = nameOf(tree.aux[node]);
      const isMacro = tree.kind[node] === Rs.MacroCall;
      if (!(isMacro ? /^(panic|unreachable|todo|unimplemented)$/ : /^(unwrap|expect)$/).test(name)) continue;
      const fn = functionAround(tree, node);
      if (
        fn === NONE ||
        !isPythonEntry(facts, fn) ||
        isAttached(facts, node) === false ||
        isInTests(facts, node) ||
        (!isMacro && isHarmless(facts, node))
      )
        continue;
      const held = heldAcross(facts, fn, node);
      const what = isMacro ? `\`${name}!\`` : `\`${name}()\``;
      yield held === ''
        ? {
            at: { start: tree.start[node], end: tree.end[node] },
            says: `${what} panics into Python as a \`PanicException\`, which \`except Exception\` does not catch; return a \`PyResult\` instead`,
            ...withFix(isMacro ? undefined : fix(facts, fn, node)),
          }
        : {
            at: { start: tree.start[node], end: tree.end[node] },
            level: 'warning' as const,
            says: `when ${what} panics, the reference in \`${held}\` is lost: a raw pointer has no \`Drop\`; give it an owner first, or return an error`,
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

/** The name of a raw pointer that is still owed back when this panics, or ''. */
function heldAcross(facts: RustFacts, fn: Node, node: Node): string {
  const { tree } = facts;
  for (const statement of facts.nodes(Rs.Let)) {
    if (!contains(tree, fn, statement) || tree.end[statement] > tree.start[node] || !contains(tree, tree.parent[statement], node)) continue;
    const pattern = childIn(tree, statement, RsField.pattern);
    if (
      pattern === NONE ||
      tree.kind[pattern] !== Rs.IdentifierPattern ||
      owedReference(facts, childIn(tree, statement, RsField.value)) === null
    )
      continue;
    const name = nameOf(tree.aux[pattern]);
    const uses = usesOf(tree, { pattern, holder: statement, whole: true }, name).filter((use) => useOfPointer(tree, use) !== 'look');
    if (uses.length > 0 && uses.every((use) => tree.start[use] > tree.end[node])) return name;
  }
  return '';
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
