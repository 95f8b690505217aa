/** RC709: a new reference that a function wrote into a variable, and nobody releases. */
import { newThroughArgument } from '../../engine/model/capi.ts';
import { bare, bindingOf, simpleName } from '../../engine/rust/scope.ts';
import { pointerUses } from '../../engine/rust/raw.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './out-parameter-reference.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC709',
  name: 'out-parameter-reference',
  summary: 'detects new references written through a pointer argument and never released',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const told = new Set<number>();
    for (const call of facts.rawCalls()) {
      for (const position of newThroughArgument.get(call.name) ?? []) {
        const argument = call.arguments[position] === undefined ? -1 : bare(tree, call.arguments[position]);
        if (argument === -1 || tree.kind[argument] !== Rs.Borrow) continue;
        const place = argument - 1;
        const name = simpleName(tree, place);
        const binding = name === '' ? null : bindingOf(tree, place, name);
        if (binding === null || tree.kind[binding.holder] !== Rs.Let || told.has(binding.pattern)) continue;
        if (!binding.whole && tree.kind[childIn(tree, binding.holder, RsField.pattern)] !== Rs.TuplePattern) continue;
        // lent again, released, stored or handed on: somebody else's to release
        const { consumed, released } = pointerUses(facts.items, binding, place);
        if (consumed || released) continue;
        told.add(binding.pattern);
        yield {
          at: { start: tree.start[argument], end: tree.end[argument] },
          says: `\`${call.name}\` writes a new reference into \`${name}\` that nobody releases, so its object leaks at every call; take it over with \`Bound::from_owned_ptr_or_opt\``,
          because: [{ span: { start: tree.start[call.node], end: tree.end[call.node] }, says: 'the reference is made here' }],
        };
      }
    }
  },
};

export default rule;
