/** RC702: a raw pointer whose reference is lost on some way out of the function. */
import { nameOf } from '../../syntax/names.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import { NONE } from '../../syntax/tree.ts';
import { lostPointers, owedReference } from '../../engine/rust/owed.ts';
import { bodyAround } from '../../engine/rust/scope.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './reference-leaks-on-exit.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC702',
  name: 'reference-leaks-on-exit',
  summary: 'detects raw pointers whose reference is not released on every way out',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const functions = new Set<number>();
    for (const call of facts.rawCalls()) if (call.returns === 'new') functions.add(bodyAround(tree, call.node));
    for (const call of facts.nodes(Rs.MethodCall)) if (nameOf(tree.aux[call]) === 'into_ptr') functions.add(bodyAround(tree, call));
    for (const fn of functions) {
      if (fn === NONE) continue;
      for (const { name, origin, exits, settledElsewhere } of lostPointers(facts, fn, owedReference)) {
        if (exits.length === 0) continue;
        const what = origin.kind === 'new' ? `the new reference of \`${origin.name}\`` : 'the reference that `into_ptr()` gave up';
        const where = settledElsewhere ? 'is released on one way and lost on another' : 'is never released';
        yield {
          at: { start: tree.start[origin.node], end: tree.end[origin.node] },
          says: `${what} in \`${name}\` ${where}: a raw pointer has no \`Drop\`; keep it in a \`Bound\` with \`from_owned_ptr_or_err\``,
          because: exits.slice(0, 5).map(({ at, why }) => ({ span: { start: Math.max(0, at - 1), end: at }, says: ways[why] })),
        };
      }
    }
  },
};

export default rule;

const ways = {
  try: 'this `?` leaves without releasing it',
  return: 'this `return` leaves without releasing it',
  break: 'this jump leaves without releasing it',
  scope: 'here its block ends without a release',
} as const;
