/** RC812: a static that waits for its initializer, and an initializer that may wait for another thread to attach. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { isAttached, runsPython, tokenAt } from '../../engine/rust/attached.ts';
import { calleeName, lastName } from '../../engine/rust/items.ts';
import { readType } from '../../engine/rust/types.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField, StaticFlag } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './python-in-static-init.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC812',
  name: 'python-in-static-init',
  summary: 'detects Python code in the initializer of a `OnceLock`, `LazyLock` or `lazy_static!`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    yield* lazyStatics(facts);
    yield* initializers(facts);
  },
};

export default rule;

const says = (what: string, instead: string): string =>
  `${what} runs Python code, which may let another thread run that then waits for this very static, while it keeps this one from going on: both hang; ${instead}`;

/** `static X: LazyLock<…> = LazyLock::new(|| Python::attach(…))`, and the same in `lazy_static!`. */
function* lazyStatics(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const node of facts.items.statics) {
    const head = readType(tree, childIn(tree, node, RsField.type)).head;
    if ((tree.flag[node] & StaticFlag.lazy) === 0 && head !== 'LazyLock' && head !== 'Lazy') continue;
    const value = childIn(tree, node, RsField.value);
    const call = value === NONE ? NONE : pythonBelow(facts, value);
    if (call === NONE) continue;
    yield {
      at: { start: tree.start[call], end: tree.end[call] },
      says: says(`the initializer of \`${nameOf(tree.aux[node])}\``, 'use `PyOnceLock`, which lets go while it waits'),
    };
  }
}

/** `X.get_or_init(|| …)` on a static `OnceLock` or `OnceCell`. */
function* initializers(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const call of facts.nodes(Rs.MethodCall)) {
    const name = nameOf(tree.aux[call]);
    if (name !== 'get_or_init' && name !== 'get_or_try_init') continue;
    const [closure, other] = childrenIn(tree, call, RsField.arguments);
    const receiver = childIn(tree, call, RsField.receiver);
    if (closure === undefined || other !== undefined || tree.kind[closure] !== Rs.Closure || receiver === NONE) continue;
    const text = textOf(tree, receiver);
    if (!/^[\w:]*[A-Z][A-Z0-9_]*$/.test(text) || !isOnce(facts, lastName(text))) continue;
    const python = pythonBelow(facts, closure);
    if (python === NONE || (isAttached(facts, call) === null && !attaches(facts, closure))) continue;
    const token = tokenAt(facts, call);
    const renamed =
      name === 'get_or_init' && token !== '' && pyo3AtLeast(facts.pyo3?.version ?? '', 24) && isStandard(facts, lastName(text));
    yield {
      at: { start: tree.start[call], end: tree.end[call] },
      says: says(`the initializer of \`${text}\``, 'use `PyOnceLock`, or `OnceLockExt::get_or_init_py_attached`'),
      because: [{ span: { start: tree.start[python], end: tree.end[python] }, says: 'this runs Python code' }],
      ...withFix(
        renamed
          ? {
              title: 'Detach while waiting',
              safe: false,
              edits: [
                {
                  span: { start: tree.start[call], end: tree.start[closure] },
                  text: `pyo3::sync::OnceLockExt::get_or_init_py_attached(&${text}, ${token}, `,
                },
              ],
            }
          : undefined,
      ),
    };
  }
}

function typeOfStatic(facts: RustFacts, name: string): string {
  for (const file of facts.table.files) {
    const { tree } = file.document;
    for (const node of file.statics) if (nameOf(tree.aux[node]) === name) return readType(tree, childIn(tree, node, RsField.type)).head;
  }
  return '';
}

const isOnce = (facts: RustFacts, name: string): boolean => /^(OnceLock|OnceCell|Lazy|LazyLock)$/.test(typeOfStatic(facts, name));
const isStandard = (facts: RustFacts, name: string): boolean => typeOfStatic(facts, name) === 'OnceLock';

const attaches = ({ tree, nodes }: RustFacts, below: Node): boolean =>
  nodes(Rs.Call).some((call) => contains(tree, below, call) && /^(attach|with_gil)$/.test(calleeName(tree, call)));

/** The first call below a node that runs Python code, or attaches in order to. */
function pythonBelow(facts: RustFacts, below: Node): Node {
  const { tree } = facts;
  for (const call of facts.nodes(Rs.MethodCall)) if (contains(tree, below, call) && runsPython(facts, call)) return call;
  for (const call of facts.nodes(Rs.Call)) {
    if (!contains(tree, below, call)) continue;
    const name = calleeName(tree, call);
    if (name === 'attach' || name === 'with_gil') return call;
    if (name === 'import' && /\bPyModule::import$/.test(textOf(tree, childIn(tree, call, RsField.callee)))) return call;
  }
  return NONE;
}
