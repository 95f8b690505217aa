/** RC704: a borrowed reference handed to a function that takes it over. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { steals } from '../../engine/model/capi.ts';
import { declaredType, parametersOf } from '../../engine/rust/items.ts';
import { originOf, pointerUses } from '../../engine/rust/raw.ts';
import { bare, bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { headOf, type RustType } from '../../engine/rust/types.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { isPaidFor } from '../../engine/rust/views.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './borrowed-reference-stolen.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC704',
  name: 'borrowed-reference-stolen',
  summary: 'detects borrowed references that are handed to a C function that takes them over',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.rawCalls()) {
      for (const position of steals.get(call.name) ?? []) {
        const argument = call.arguments[position];
        if (argument === undefined) continue;
        const type = exceptionType(facts, argument);
        if (type !== '') {
          yield {
            at: { start: tree.start[argument], end: tree.end[argument] },
            says: `\`${type}\` is a static that CPython owns, but \`${call.name}\` takes the reference over and releases it later, which before Python 3.12 frees the class one day; take a reference first with \`Py_NewRef\``,
            level: 'warning',
          };
          continue;
        }
        const origin = originOf(facts.table, facts.items, argument);
        if (origin.kind !== 'as_ptr' && origin.kind !== 'borrowed') continue;
        if (origin.kind === 'borrowed' && /^Py_(None|True|False|Ellipsis|NotImplemented)$/.test(origin.name)) continue;
        if (origin.through !== null) {
          const { retained } = pointerUses(facts.items, origin.through, argument);
          if (retained) continue;
        }
        if (origin.kind === 'as_ptr' && isPaidFor(facts, origin.receiver)) continue;
        const from =
          origin.kind === 'borrowed' ? `\`${origin.name}\` returns a borrowed reference` : '`as_ptr()` only borrows the reference';
        yield {
          at: { start: tree.start[argument], end: tree.end[argument] },
          says: `${from}, but \`${call.name}\` takes it over and releases it later, so the object is freed while still in use; hand over a reference of its own`,
          ...withFix(origin.kind === 'as_ptr' && origin.through === null ? fix(facts, origin.node, origin.receiver) : undefined),
        };
      }
    }
  },
};

export default rule;

/** `PyExc_ValueError` where it is handed over as it is, in a function that takes no reference to it; ''. */
function exceptionType({ tree }: RustFacts, argument: Node): string {
  const node = bare(tree, argument);
  if (node === NONE || tree.kind[node] !== Rs.PathExpression) return '';
  const name = /(?:^|::)(PyExc_\w+)$/.exec(textOf(tree, node))?.[1] ?? '';
  const fn = name === '' ? NONE : functionAround(tree, node);
  return fn === NONE || new RegExp(`Py_X?(INCREF|NewRef)\\s*\\(\\s*(\\w+::)*${name}\\b`).test(textOf(tree, fn)) ? '' : name;
}

/** `.as_ptr()` → `.clone().into_ptr()`, or `.clone_ref(py).into_ptr()` for a `Py`. */
function fix(facts: RustFacts, node: Node, receiver: Node): Report['fix'] {
  const { tree } = facts;
  const type = typeOfExpression(facts, receiver);
  if (type === null || facts.pyo3 === null || !pyo3AtLeast(facts.pyo3.version, 21)) return undefined;
  const text = replacement(facts, type, node);
  if (text === '') return undefined;
  const at = tree.text.lastIndexOf('as_ptr', tree.end[node]);
  return { title: 'Hand over a reference of its own', safe: true, edits: [{ span: { start: at, end: tree.end[node] }, text }] };
}

function replacement(facts: RustFacts, type: RustType, node: Node): string {
  const head = headOf(type);
  if (head === 'Bound') return 'clone().into_ptr()';
  if (head !== 'Py' && head !== 'PyObject') return '';
  const { tree } = facts;
  const fn = functionAround(tree, node);
  const token = parametersOf(tree, fn).find((each) => headOf(declaredType(tree, each) ?? { head: '', path: '', args: [] }) === 'Python');
  const pattern = token === undefined ? NONE : childIn(tree, token, RsField.pattern);
  const name = pattern === NONE ? '' : nameOf(tree.aux[pattern]);
  return name === '' || bindingOf(tree, node, name)?.pattern !== pattern || simpleName(tree, node) !== ''
    ? ''
    : `clone_ref(${name}).into_ptr()`;
}
