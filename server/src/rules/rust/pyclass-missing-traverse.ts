/** RC601: a class that owns Python references the collector cannot see. */
import type { FieldFact, RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { isInTests } from '../../engine/rust/attached.ts';
import { unwrappedFields } from '../../engine/rust/methods.ts';
import { takesInAnything } from '../../engine/rust/ways-in.ts';
import { appendInside, insertAfter, pyo3Name, withFix } from '../../engine/rust/write.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './pyclass-missing-traverse.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC601',
  name: 'pyclass-missing-traverse',
  summary: 'detects `#[pyclass]` types that own Python references and have no `__traverse__`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  byVersion: true,
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    for (const type of facts.types()) {
      if (type.pyclass === null || type.namedInMacro) continue;
      if (type.methods.has('__traverse__') || type.traits.has('PyGCProtocol') || type.pyclass.has('gc')) continue;
      const owning = type.fields.filter((field) => field.ownership === 'owns' || field.ownership === 'shared');
      if (owning.length > 0) yield report(facts, type, owning);
    }
  },
};

export default rule;

function report(facts: RustFacts, type: TypeFact, owning: readonly FieldFact[]): Report {
  const names = owning.map((field) => `\`${field.variant === '' ? '' : `${field.variant}.`}${field.name}\``);
  const listed = names.length > 3 ? `${names.slice(0, 3).join(', ')} …` : names.join(', ');
  const shared = owning.every((field) => field.ownership === 'shared') ? ' through a shared pointer' : '';
  return {
    at: type.span,
    says: `\`${type.name}\` owns Python references in ${listed}${shared} but has no \`__traverse__\`, so a cycle through it is never freed; add \`__traverse__\``,
    because: owning.map((field) => ({
      span: { start: type.document.tree.start[field.node], end: type.document.tree.end[field.node] },
      says: `\`${field.type}\` holds strong references`,
    })),
    level: takesInAnything(facts, type) && !isInTests(facts, type.node) ? 'warning' : 'info',
    ...withFix(fix(facts, type)),
  };
}

/** `__traverse__` for all owned fields, `__clear__` for those that can be emptied and are not unwrapped elsewhere. */
function fix(facts: RustFacts, type: TypeFact): Report['fix'] {
  if (type.kind !== 'struct' || type.conditional || type.generics.length > 0 || !pyo3AtLeast(facts.pyo3?.version ?? '', 16))
    return undefined;
  const fields = type.fields.filter((field) => field.ownership !== 'none' && field.ownership !== 'leaf');
  if (fields.some((field) => field.visit === null || field.visit === '')) return undefined;
  const lines = [
    `fn __traverse__(&self, visit: ${pyo3Name(facts.items, 'PyVisit', false)}<'_>) -> Result<(), ${pyo3Name(facts.items, 'PyTraverseError', false)}> {`,
    ...fields.flatMap((field) => (field.visit ?? '').split('\n')).map((line) => `    ${line}`),
    '    Ok(())',
    '}',
  ];
  const frozen = type.pyclass?.has('frozen') === true;
  const unwrapped = unwrappedFields(type);
  const cleared = frozen ? [] : fields.filter((field) => field.clear !== null && !unwrapped.has(field.name));
  if (cleared.length > 0) lines.push('', 'fn __clear__(&mut self) {', ...cleared.map((field) => `    ${field.clear}`), '}');
  const [block] = type.pymethods;
  const { tree } = facts;
  if (block === undefined) {
    const edit = insertAfter(tree, type.node, [
      `#[${pyo3Name(facts.items, 'pymethods', true)}]`,
      `impl ${type.name} {`,
      ...lines.map((line) => (line === '' ? '' : `    ${line}`)),
      '}',
    ]);
    return { title: `Add \`__traverse__\` to \`${type.name}\``, safe: true, edits: [edit] };
  }
  if (block.document !== type.document) return undefined;
  const edit = appendInside(tree, block.node, lines);
  return edit === null ? undefined : { title: `Add \`__traverse__\` to \`${type.name}\``, safe: true, edits: [edit] };
}
