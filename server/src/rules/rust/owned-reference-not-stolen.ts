/** RC705: an owned pointer handed to a function that takes a reference of its own. */
import { leavesArgument } from '../../engine/model/capi.ts';
import { isTemporaryOrLocal } from '../../engine/rust/scope.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE } from '../../syntax/tree.ts';
import { withFix } from '../../engine/rust/write.ts';
import type { RustRule } from '../rule.ts';
import page from './owned-reference-not-stolen.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC705',
  name: 'owned-reference-not-stolen',
  summary: 'detects `into_ptr()` as an argument of a C function that does not take the reference over',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.rawCalls()) {
      for (const [position, argument] of call.arguments.entries()) {
        if (tree.kind[argument] !== Rs.MethodCall || nameOf(tree.aux[argument]) !== 'into_ptr') continue;
        if (!leavesArgument(call.name, position)) continue;
        const receiver = childIn(tree, argument, RsField.receiver);
        const end = tree.end[argument];
        const name = tree.text.lastIndexOf('into_ptr', end);
        yield {
          at: { start: tree.start[argument], end },
          says: `\`into_ptr()\` gives up a reference that \`${call.name}\` does not take, so it leaks at every call; pass \`as_ptr()\` and let the owner drop it`,
          ...withFix(
            receiver !== NONE && isTemporaryOrLocal(tree, receiver)
              ? { title: 'Use `as_ptr()`', safe: true, edits: [{ span: { start: name, end: name + 'into_ptr'.length }, text: 'as_ptr' }] }
              : undefined,
          ),
        };
      }
    }
  },
};

export default rule;
