/** RC402: the collector steered by hand: `gc.collect()` outside loops, `gc.disable()` that may stay, thresholds of 0. */
import type { PythonFacts } from '../../engine/facts.ts';
import { Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { hasComment, loopAround, removal, spanOf, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './manual-gc.md' with { type: 'text' };

const { Expr, Try, TryStar, Constant, With } = Py;
const { args, finalbody } = PyField;

/** Who asks about memory or weak references collects on purpose: to measure, to test, to look for leaks. */
const MEASURES =
  /^(tracemalloc\.|timeit\.|weakref\.|memory_profiler\.|objgraph\.|pympler\.|unittest|pytest|test\.|time\.(perf_counter|process_time)|gc\.(get_objects|get_referrers|get_referents|get_count|get_stats|garbage|set_debug|callbacks|freeze|is_tracked)|sys\.(getrefcount|gettotalrefcount|getallocatedblocks))/;
const TEST_FILE = /(^|[/\\])(tests?|testing|benchmarks?|bench)([/\\]|$)|(^|[/\\])(test_[^/\\]*|[^/\\]*_test|conftest)\.py$/;

const rule: PythonRule = {
  code: 'RC402',
  name: 'manual-gc',
  summary: 'detects a collector that is steered by hand',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  words: ['gc'],
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    const [collects, disables, thresholds] = ['gc.collect', 'gc.disable', 'gc.set_threshold'].map(facts.callsOf);
    if (collects.length + disables.length + thresholds.length === 0 || TEST_FILE.test(file.document.path) || measures(facts)) return;
    for (const call of collects) yield* collectReport(facts, file, call);
    for (const call of disables) yield* disableReport(facts, call);
    for (const call of thresholds) {
      if (!isZero(facts, childrenIn(tree, call, args)[0] ?? NONE)) continue;
      yield {
        at: spanOf(tree, call),
        says: 'a threshold of 0 turns automatic collection off, so that cycles stay until somebody collects; raise the threshold, or use `gc.freeze()`',
      };
    }
  },
};

const measures = (facts: PythonFacts): boolean =>
  [...facts.nodes(Py.Attribute), ...facts.nodes(Py.Name)].some((node) => MEASURES.test(facts.qualifiedName(node) ?? ''));

/** A collection that stands alone; one whose result is used counts what it found, and in a loop `gc-collect-in-loop` speaks. */
function* collectReport(facts: PythonFacts, file: FileContext, call: Node): Iterable<Report> {
  const { tree } = facts;
  const statement = statementOf(tree, call);
  if (tree.kind[statement] !== Expr || tree.parent[call] !== statement || loopAround(tree, call) !== NONE) return;
  const end = tree.text.indexOf('\n', tree.end[statement]);
  const commented = hasComment(tree, tree.end[statement], end === -1 ? tree.text.length : end);
  const edit = commented ? null : removal(tree, file.lines, statement);
  yield {
    at: spanOf(tree, call),
    says: '`gc.collect()` walks every tracked object, and what no cycle holds is free without it; leave it to the collector, or cut the cycle that needs it',
    fix: edit === null ? undefined : { title: 'Remove `gc.collect()`', safe: false, edits: [edit] },
  };
}

/** `gc.disable()` is undone on every way only by `gc.enable()` in the `finally` of a `try` that covers what follows. */
function* disableReport(facts: PythonFacts, call: Node): Iterable<Report> {
  const { tree } = facts;
  const enables = facts.callsOf('gc.enable');
  const scope = facts.scopeOf(call);
  const near = enables.filter((other) => facts.scopeOf(other) === scope && other > call);
  if (near.some((other) => inFinally(facts, call, other))) return;
  // another function (`__exit__`, `stop`, a fixture's end) turns it on again
  if (near.length === 0 && enables.length > 0) return;
  yield {
    at: spanOf(tree, call),
    says:
      near.length === 0
        ? 'nothing in this file turns the collector on again, so that cycles stay until the process ends; call `gc.enable()` in a `finally`'
        : 'an exception between `gc.disable()` and `gc.enable()` leaves the collector off; enable it in a `finally`',
    because: near.slice(0, 1).map((other) => ({ span: spanOf(tree, other), says: 'it is turned on again here, if nothing raises before' })),
  };
}

/** Whether `enable` stands in the `finally` of a `try` that holds `disable`, or that follows it in the same block. */
function inFinally(facts: PythonFacts, disable: Node, enable: Node): boolean {
  const { tree } = facts;
  for (let at = enable; at !== NONE; at = tree.parent[at]) {
    const parent = tree.parent[at];
    if (parent === NONE) return false;
    if (tree.field[at] !== finalbody || (tree.kind[parent] !== Try && tree.kind[parent] !== TryStar)) continue;
    if (contains(tree, parent, disable)) return true;
    const owner = tree.parent[statementOf(tree, disable)];
    return contains(tree, owner, parent) || tree.kind[owner] === Py.If || tree.kind[owner] === With;
  }
  return false;
}

const isZero = (facts: PythonFacts, node: Node): boolean =>
  facts.tree.kind[node] === Constant && facts.tree.flag[node] === Literal.int && Number(textOf(facts.tree, node)) === 0;

export default rule;
