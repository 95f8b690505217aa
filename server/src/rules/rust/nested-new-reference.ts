/** RC708: a new reference made in the middle of an expression, where nobody can release it. */
import { calleeName } from '../../engine/rust/items.ts';
import { leavesArgument } from '../../engine/model/capi.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childrenIn, NONE, type Node } from '../../syntax/tree.ts';
import type { RustRule } from '../rule.ts';
import page from './nested-new-reference.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC708',
  name: 'nested-new-reference',
  summary: 'detects new references that are passed on or compared in the same expression and never released',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts) {
    const { tree } = facts;
    for (const call of facts.rawCalls()) {
      if (call.returns !== 'new' || immortal.has(call.name)) continue;
      const user = lostIn(facts, call.node);
      if (user === '') continue;
      yield {
        at: { start: tree.start[call.node], end: tree.end[call.node] },
        says: `the new reference that \`${call.name}\` returns is only ${user} and never released, so its object leaks at every call; keep it in a local owner first`,
      };
    }
  },
};

export default rule;

const immortal: ReadonlySet<string> = new Set(['PyBool_FromLong', 'Py_GetConstant']);

/** How the expression around a new reference loses it, or ''. */
function lostIn({ tree }: RustFacts, call: Node): string {
  let at = call;
  for (let parent = tree.parent[at]; parent !== NONE; at = parent, parent = tree.parent[at]) {
    const kind = tree.kind[parent];
    if (kind === Rs.GroupedExpression || kind === Rs.TypeCast) continue;
    if (kind === Rs.Block && tree.field[at] === RsField.value && childrenIn(tree, parent, RsField.statements).length === 0) continue;
    if (kind === Rs.Binary || (kind === Rs.MethodCall && nameOf(tree.aux[parent]) === 'is_null')) return 'compared';
    if (kind !== Rs.Call) return '';
    const position = childrenIn(tree, parent, RsField.arguments).indexOf(at);
    const name = calleeName(tree, parent);
    return position !== -1 && leavesArgument(name, position) ? `lent to \`${name}\`` : '';
  }
  return '';
}
