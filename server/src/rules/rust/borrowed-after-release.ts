/** RC710: a borrowed pointer that is used after its owner was let go of. */
import { releases } from '../../engine/model/capi.ts';
import { emptying, faultsOf, functionsWithCalls, replacing } from '../../engine/rust/balance.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './borrowed-after-release.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC710',
  name: 'borrowed-after-release',
  summary: 'detects borrowed pointers used after their owner was released',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const fn of functionsWithCalls(
      facts,
      (name) => releases.has(name) || emptying.has(name) || replacing.has(name) || name === 'drop',
    )) {
      for (const fault of faultsOf(facts, fn)) {
        if (fault.kind !== 'stale') continue;
        yield {
          at: { start: tree.start[fault.at], end: tree.end[fault.at] },
          says: `\`${fault.name}\` is borrowed from \`${fault.owner}\`, which was let go of before, so its object may be freed already; use it before, or take a reference of its own first`,
          because: [{ span: { start: tree.start[fault.before], end: tree.end[fault.before] }, says: `\`${fault.owner}\` lets go here` }],
        };
      }
    }
  },
};

export default rule;
