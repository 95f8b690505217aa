/** RC703: a reference that `Py_INCREF` takes and nobody gives back. */
import { functionsWithCalls, faultsOf } from '../../engine/rust/balance.ts';
import { retains } from '../../engine/model/capi.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './unbalanced-incref.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC703',
  name: 'unbalanced-incref',
  summary: 'detects `Py_INCREF` without a release on some way out',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const fn of functionsWithCalls(facts, (name) => retains.has(name))) {
      for (const fault of faultsOf(facts, fn)) {
        if (fault.kind !== 'kept') continue;
        yield {
          at: { start: tree.start[fault.at], end: tree.end[fault.at] },
          says: `the reference that is taken here to \`${fault.name}\` is still owed when the function is left, so its object leaks; release it with \`Py_DECREF\`, hand it on, or keep a \`clone()\` instead`,
          because: fault.exits.slice(0, 5).map(({ at }) => ({
            span: { start: Math.max(0, at - 1), end: at },
            says: 'here the function is left without releasing it',
          })),
        };
      }
    }
  },
};

export default rule;
