/** RC701: a new reference that nobody keeps. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { declaredType, parametersOf } from '../../engine/rust/items.ts';
import type { RawCall } from '../../engine/rust/raw.ts';
import { functionAround, isDiscarded } from '../../engine/rust/scope.ts';
import { headOf, readType } from '../../engine/rust/types.ts';
import { pyo3Name, withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './new-reference-discarded.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC701',
  name: 'new-reference-discarded',
  summary: 'detects new references that are thrown away without a release',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  byVersion: true,
  language: 'rust',
  *check(facts) {
    const { tree } = facts;
    for (const call of facts.rawCalls()) {
      if (call.returns !== 'new' || keptOnPurpose.has(call.name) || !isDiscarded(tree, call.node)) continue;
      yield {
        at: { start: tree.start[call.node], end: tree.end[call.node] },
        says: `\`${call.name}\` returns a new reference that nobody releases, so its object leaks at every call; take it over with \`Bound::from_owned_ptr_or_err\``,
        ...withFix(fix(facts, call)),
      };
    }
  },
};

export default rule;

/** Used for its effect on the count, or returning an object that is immortal or lives as long as the process. */
const keptOnPurpose: ReadonlySet<string> = new Set(['Py_NewRef', 'Py_XNewRef', 'PyBool_FromLong', 'Py_GetConstant']);

/** Wraps the call where a `py` token and a `PyResult` are at hand: a failure is then returned instead of left pending. */
function fix(facts: RustFacts, call: RawCall): Report['fix'] {
  const { tree } = facts;
  const fn = functionAround(tree, call.node);
  if (fn === NONE || facts.pyo3 === null || !pyo3AtLeast(facts.pyo3.version, 21)) return undefined;
  const token = parametersOf(tree, fn).find((each) => headOf(declaredType(tree, each) ?? readType(tree, NONE)) === 'Python');
  const returns = childIn(tree, fn, RsField.returns);
  if (token === undefined || returns === NONE || !/^(PyResult|Result)$/.test(readType(tree, returns).head)) return undefined;
  const pattern = childIn(tree, token, RsField.pattern);
  const name = pattern === NONE ? '' : nameOf(tree.aux[pattern]);
  if (name === '' || name.startsWith('_')) return undefined;
  const wrapped = `${pyo3Name(facts.items, 'Bound', true)}::from_owned_ptr_or_err(${name}, ${textOf(tree, call.node)})?`;
  return {
    title: 'Take the reference over and return its error',
    safe: false,
    edits: [{ span: { start: tree.start[call.node], end: tree.end[call.node] }, text: wrapped }],
  };
}
