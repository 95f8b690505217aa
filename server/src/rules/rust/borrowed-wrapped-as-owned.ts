/** RC707: a borrowed reference wrapped as if it were owned. */
import { originOf, pointerUses, wrappingsOf } from '../../engine/rust/raw.ts';
import { isPaidFor } from '../../engine/rust/views.ts';
import type { RustRule } from '../rule.ts';
import page from './borrowed-wrapped-as-owned.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC707',
  name: 'borrowed-wrapped-as-owned',
  summary: 'detects borrowed references that are wrapped with `from_owned_ptr`',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const wrapping of wrappingsOf(facts.items)) {
      if (wrapping.as !== 'owned') continue;
      const origin = originOf(facts.table, facts.items, wrapping.pointer);
      if (origin.kind !== 'borrowed' && origin.kind !== 'as_ptr') continue;
      const name = origin.kind === 'borrowed' ? origin.name : '';
      if (origin.kind === 'as_ptr' ? isPaidFor(facts, origin.receiver) : typeAccess.test(name)) continue;
      const from = name === '' ? '`as_ptr()` only lends' : `\`${name}\` returns`;
      if (origin.through !== null) {
        const { retained, consumed } = pointerUses(facts.items, origin.through, wrapping.pointer);
        if (retained || consumed) continue;
      }
      yield {
        at: { start: tree.start[wrapping.node], end: tree.end[wrapping.node] },
        says: `${from} a borrowed reference, but \`${wrapping.name}\` releases one when dropped, so the object may be freed while still in use; wrap it with \`${wrapping.name.replace('owned', 'borrowed')}\``,
        because: [{ span: { start: tree.start[origin.node], end: tree.end[origin.node] }, says: 'the reference is borrowed here' }],
        ...(constant.test(name) ? { level: 'warning' as const } : {}),
        fix: {
          title: `Use \`${wrapping.name.replace('owned', 'borrowed')}\``,
          safe: true,
          edits: [
            {
              span: { start: wrapping.nameStart, end: wrapping.nameStart + wrapping.name.length },
              text: wrapping.name.replace('owned', 'borrowed'),
            },
          ],
        },
      };
    }
  },
};

export default rule;

/** Deallocation code releases the type's reference by wrapping it as owned. */
const typeAccess = /^_?Py_TYPE$|^PyModuleDef_Init$|^PyObject_Init(Var)?$|_CAST$/;
/** Singletons: immortal from 3.12 on, so that a release too many does nothing there. */
const constant = /^Py_(None|True|False|Ellipsis|NotImplemented|GetConstantBorrowed)$/;
