/** RC907: unsynchronised state in a module that declares that it needs no GIL. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { readType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField, StaticFlag } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './undeclared-gil-use.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC907',
  name: 'undeclared-gil-use',
  summary: 'detects unsynchronised state in modules that run without the GIL',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null || !runsWithoutGil(facts)) return;
    const { tree } = facts;
    for (const node of facts.items.statics) {
      if ((tree.flag[node] & StaticFlag.mutable) === 0 || (tree.parent[node] !== NONE && tree.kind[tree.parent[node]] === Rs.ExternBlock))
        continue;
      yield {
        at: { start: tree.start[node], end: tree.end[node] },
        says: `\`static mut ${nameOf(tree.aux[node])}\` has no lock, and this module declares that it runs without the GIL; use an atomic, a \`Mutex\` or \`PyOnceLock\`, or declare \`gil_used = true\``,
      };
    }
    for (const impl of facts.items.impls) {
      if (impl.trait !== 'Sync') continue;
      const [type] = facts.table.typesNamed(impl.type);
      const field = type?.fields.find((each) => /^(Cell|RefCell|UnsafeCell)$/.test(readType(type.document.tree, each.typeNode).head));
      if (type === undefined || field === undefined) continue;
      yield {
        at: { start: tree.start[impl.node], end: tree.end[childIn(tree, impl.node, RsField.type)] },
        says: `\`${impl.type}\` is declared \`Sync\` over a cell without a lock, and this module declares that it runs without the GIL; use a \`Mutex\`, or declare \`gil_used = true\``,
      };
    }
  },
};

export default rule;

/** Whether a module of the crate says, or means by saying nothing, that threads may run it side by side. */
function runsWithoutGil(facts: RustFacts): boolean {
  const attributes = facts.table.moduleAttributes;
  if (!attributes.some((attribute) => /\bpymodule\b/.test(attribute))) return false;
  const declared = attributes.find((attribute) => /\bgil_used\b/.test(attribute))?.replace(/\s/g, '') ?? declaredByCall(facts);
  if (/gil_used(=|\()true/.test(declared)) return false;
  return /gil_used(=|\()false/.test(declared) || pyo3AtLeast(facts.pyo3?.version ?? '', 28);
}

/** `module.gil_used(true)` */
function declaredByCall({ table }: RustFacts): string {
  const [call] = table.callsNamed('gil_used');
  return call === undefined
    ? ''
    : `gil_used(${childrenIn(call.file.document.tree, call.node, RsField.arguments)
        .map((each) => textOf(call.file.document.tree, each))
        .join()}`;
}
