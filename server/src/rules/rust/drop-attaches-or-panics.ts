/** RC814: a `Drop` that attaches to an interpreter that may be gone. */
import { calleePath } from '../../engine/rust/items.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { withFix } from '../../engine/rust/write.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, contains, NONE, textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './drop-attaches-or-panics.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC814',
  name: 'drop-attaches-or-panics',
  summary: 'detects `Drop` implementations that attach to the interpreter',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const drops = facts.functions().filter((item) => item.name === 'drop' && item.impl?.trait === 'Drop');
    for (const call of facts.nodes(Rs.Call)) {
      const [owner, name] = calleePath(tree, call).split('::').slice(-2);
      if (owner !== 'Python' || (name !== 'attach' && name !== 'with_gil')) continue;
      const drop = drops.find((item) => contains(tree, item.node, call));
      if (drop === undefined || /\b(Py_IsInitialized|Py_IsFinalizing|is_initialized)\b/.test(textOf(tree, drop.node))) continue;
      const parent = tree.parent[call];
      const ignored = parent !== NONE && tree.kind[parent] === Rs.ExpressionStatement && tree.flag[parent] === 1;
      const end = tree.end[childIn(tree, call, RsField.callee)];
      const renamed = ignored && pyo3AtLeast(facts.pyo3.version, 26);
      yield {
        at: { start: tree.start[call], end: tree.end[call] },
        says: `\`Drop\` of \`${drop.impl?.type}\` attaches to the interpreter, which panics once that is shut down and during a collection; use \`try_attach\`, or drop a \`Py\` as it is`,
        ...withFix(
          renamed
            ? { title: 'Use `try_attach`', safe: true, edits: [{ span: { start: end - name.length, end }, text: 'try_attach' }] }
            : undefined,
        ),
      };
    }
  },
};

export default rule;
