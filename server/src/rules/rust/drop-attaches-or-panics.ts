/** RC814: a `Drop` that attaches to an interpreter that may be gone. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { calleePath } from '../../engine/rust/items.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { withFix } from '../../engine/rust/write.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './drop-attaches-or-panics.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC814',
  name: 'drop-attaches-or-panics',
  summary: 'detects `Drop` implementations that attach to the interpreter or panic',
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
    for (const item of drops) {
      if ((facts.typeNamed(item.impl?.type ?? '')?.pyclass ?? null) === null || /\bpanicking\s*\(\)/.test(textOf(tree, item.node)))
        continue;
      for (const panic of panicsIn(facts, item.node)) {
        yield {
          at: { start: tree.start[panic.node], end: tree.end[panic.node] },
          says: `when ${panic.what} panics in the \`Drop\` of the class \`${item.impl?.type}\`, the object and a reference to its type are never freed; handle the case, or end it in a method of its own`,
          level: panic.meant ? 'warning' : 'info',
        };
      }
    }
  },
};

/** What panics by itself below a `Drop`: macros that say so, and `unwrap` or `expect` of what may be missing. */
function panicsIn({ tree }: RustFacts, fn: Node): { readonly node: Node; readonly what: string; readonly meant: boolean }[] {
  const found: { node: Node; what: string; meant: boolean }[] = [];
  for (let at = tree.first[fn]; at < fn; at += 1) {
    const name = tree.kind[at] === Rs.MacroCall || tree.kind[at] === Rs.MethodCall ? nameOf(tree.aux[at]) : '';
    if (tree.kind[at] === Rs.MacroCall && /^(panic|assert|assert_eq|assert_ne|unreachable|todo|unimplemented)$/.test(name))
      found.push({ node: at, what: `\`${name}!\``, meant: /^(panic|todo|unimplemented)$/.test(name) });
    else if (
      tree.kind[at] === Rs.MethodCall &&
      /^(unwrap|expect)$/.test(name) &&
      !cannotFail(textOf(tree, childIn(tree, at, RsField.receiver)))
    )
      found.push({ node: at, what: `\`${name}()\``, meant: false });
  }
  return found;
}

/** A poisoned lock is a panic that has happened before; a field that is only taken here is there. */
const cannotFail = (receiver: string): boolean =>
  /\.(lock|read|write)\(\)$|\.take\(\)$|\b(CString|CStr|NonZero\w*)::\w+\([^()]*\)$/.test(receiver);

export default rule;
