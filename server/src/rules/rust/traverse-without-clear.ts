/** RC603: a class that shows its references to the collector and has no way to let go of them. */
import { itemsOf, nameSpan } from '../../engine/rust/items.ts';
import { unwrappedFields } from '../../engine/rust/methods.ts';
import { traversingTypes } from '../../engine/rust/traverse.ts';
import { appendInside, withFix } from '../../engine/rust/write.ts';
import type { RustRule } from '../rule.ts';
import page from './traverse-without-clear.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC603',
  name: 'traverse-without-clear',
  summary: 'detects classes with `__traverse__` that could let go of their references and have no `__clear__`',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  language: 'rust',
  *check(facts) {
    for (const { type, traverse } of traversingTypes(facts)) {
      if (type.kind !== 'struct' || type.namedInMacro || type.methods.has('__clear__') || type.pyclass?.has('frozen') !== false) continue;
      const clearable = type.fields.filter((field) => field.clear !== null);
      if (clearable.length === 0) continue;
      const { tree } = facts;
      const unwrapped = unwrappedFields(type);
      const lines = [
        'fn __clear__(&mut self) {',
        ...clearable.filter((field) => !unwrapped.has(field.name)).map((field) => `    ${field.clear}`),
        '}',
      ];
      const block = itemsOf(traverse.document).impls.find((impl) => impl.node === traverse.impl);
      const edit = block === undefined || !block.pymethods || lines.length === 2 ? null : appendInside(tree, block.node, lines);
      yield {
        at: nameSpan(tree, traverse.node),
        says: `\`${type.name}\` has \`__traverse__\` but no \`__clear__\`, so a cycle in which nobody else can let go is found and never freed; clear ${clearable.map((field) => `\`${field.name}\``).join(', ')}`,
        ...withFix(edit === null ? undefined : { title: 'Add `__clear__`', safe: false, edits: [edit] }),
      };
    }
  },
};

export default rule;
