/** RC706: a new reference wrapped as if it were borrowed. */
import { originOf, pointerUses, wrappingsOf } from '../../engine/rust/raw.ts';
import { withFix } from '../../engine/rust/write.ts';
import type { RustRule } from '../rule.ts';
import page from './new-wrapped-as-borrowed.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC706',
  name: 'new-wrapped-as-borrowed',
  summary: 'detects new references that are wrapped with `from_borrowed_ptr` or `Borrowed::from_ptr`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const wrapping of wrappingsOf(facts.items)) {
      if (wrapping.as !== 'borrowed') continue;
      const origin = originOf(facts.table, facts.items, wrapping.pointer);
      if (origin.kind !== 'new' || origin.name === 'PyBool_FromLong') continue;
      if (origin.through !== null) {
        const { uses } = pointerUses(facts.items, origin.through, wrapping.pointer);
        // another use of the pointer may be the one that releases it
        if (uses.length > 1) continue;
      }
      const renamed = wrapping.name.replace('borrowed', 'owned');
      yield {
        at: { start: tree.start[wrapping.node], end: tree.end[wrapping.node] },
        says: `\`${origin.name}\` returns a new reference, but \`${wrapping.name}\` takes another and nobody releases the first, so the object leaks; take it over with \`from_owned_ptr\``,
        because: [{ span: { start: tree.start[origin.node], end: tree.end[origin.node] }, says: 'the new reference is made here' }],
        // `Borrowed` has no owning form: the type would change
        ...withFix(
          renamed === wrapping.name
            ? undefined
            : {
                title: `Use \`${renamed}\``,
                safe: true,
                edits: [{ span: { start: wrapping.nameStart, end: wrapping.nameStart + wrapping.name.length }, text: renamed }],
              },
        ),
      };
    }
  },
};

export default rule;
