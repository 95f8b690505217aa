/** RC816: attaching anew in each turn of a loop; and in old versions a loop that never lets its pool end. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { isAttached, isInTests, passedTo } from '../../engine/rust/attached.ts';
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { calleeName, calleePath } from '../../engine/rust/items.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './attach-in-hot-loop.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC816',
  name: 'attach-in-hot-loop',
  summary: 'detects attaching in every turn of a loop, and loops whose references pile up in old versions of PyO3',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.nodes(Rs.Call)) {
      const name = calleeName(tree, call);
      if ((name !== 'attach' && name !== 'with_gil') || !calleePath(tree, call).endsWith(`Python::${name}`)) continue;
      const loop = loopAround(facts, call);
      if (loop === NONE || waits.test(textOf(tree, loop)) || isAttached(facts, loop) === true || isInTests(facts, call)) continue;
      const callee = childIn(tree, call, RsField.callee);
      yield {
        at: { start: tree.start[callee], end: tree.end[callee] },
        says: `\`${name}\` attaches in every turn of this loop, which takes ten times as long as going on attached; attach once around the loop`,
      };
    }
    if (!pyo3AtLeast(facts.pyo3.version, 21)) yield* growingPools(facts);
  },
};

export default rule;

/** A loop that waits, blocks or awaits should let others run. */
const waits =
  /wait|poll|\b(recv|recv_timeout|accept|sleep|await|wait|wait_timeout|poll|park|block_on|read_line|join|next|lock|try_recv|send|detach|allow_threads|spawn)\b/;

/** The `for` or `while` whose body a node is directly part of, without a closure between. */
function loopAround({ tree }: RustFacts, node: Node): Node {
  for (let at = tree.parent[node], below = node; at !== NONE; below = at, at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Rs.Closure || kind === Rs.Function || kind === Rs.Loop) return NONE;
    if (kind === Rs.For || kind === Rs.While) return tree.field[below] === RsField.body ? at : NONE;
  }
  return NONE;
}

/** Before 0.21 each result of a call was kept until the outermost `with_gil` ended. */
function* growingPools(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const kind of [Rs.Loop, Rs.While]) {
    for (const loop of facts.nodes(kind)) {
      const closure = closureAround(facts, loop);
      if (closure === NONE || passedTo(tree, closure) !== 'with_gil' || /\bnew_pool\b/.test(textOf(tree, loop))) continue;
      const call = facts.nodes(Rs.MethodCall).find((each) => contains(tree, loop, each) && makesReference.test(nameOf(tree.aux[each])));
      if (call === undefined) continue;
      yield {
        at: { start: tree.start[call], end: tree.end[call] },
        level: 'warning',
        says: `before PyO3 0.21 every result of \`${nameOf(tree.aux[call])}\` stays alive until the outer \`with_gil\` ends, so this loop grows without bound; attach in each turn, or upgrade`,
      };
    }
  }
}

const makesReference = /^(call|call0|call1|call_method|call_method0|call_method1|getattr|get_item|import|eval)$/;

function closureAround({ tree }: RustFacts, node: Node): Node {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] === Rs.Closure) return at;
    if (tree.kind[at] === Rs.Function) return NONE;
  }
  return NONE;
}
