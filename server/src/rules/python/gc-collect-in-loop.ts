/** RC401: a full collection on every turn of a loop. */
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, contains, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { entersFunction, isFunction, loopAround, removal, spanOf, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './gc-collect-in-loop.md' with { type: 'text' };

const { Call, Name, FunctionDef, AsyncFunctionDef, If, IfExp, BoolOp, match_case, ExceptHandler, For, AsyncFor, While, Expr } = Py;
const { func, body, test, iter } = PyField;

/** Functions and methods that let the loop wait: what runs once in a while costs nothing that matters. */
const WAITS = /^(sleep|wait|wait_for|pause|recv|accept|select|poll)$/;
/** Calls that measure: a collection between two measurements is there on purpose. */
const MEASURES =
  /^(time\.(perf_counter|monotonic|process_time|thread_time|clock)(_ns)?|timeit\.|tracemalloc\.|gc\.(get_objects|get_count|get_stats|disable|enable|freeze|set_debug)|sys\.(getrefcount|gettotalrefcount|getallocatedblocks)|resource\.getrusage|psutil\.|weakref\.)/;

const rule: PythonRule = {
  code: 'RC401',
  name: 'gc-collect-in-loop',
  summary: 'detects `gc.collect()` on every turn of a loop',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  words: ['gc'],
  *check(facts, file): Iterable<Report> {
    const collects = facts.callsOf('gc.collect').filter((call) => isFull(facts.tree, call));
    if (collects.length === 0) return;
    for (const call of collects) {
      const loop = hotLoopAround(facts, call);
      if (loop !== NONE) yield reportOf(facts, file, call, loop, null);
    }
    for (const [name, collect] of collectors(facts, collects)) {
      for (const call of callsOf(facts, name)) {
        const loop = hotLoopAround(facts, call);
        if (loop !== NONE) yield reportOf(facts, file, call, loop, collect);
      }
    }
  },
};

/** `gc.collect()` collects everything; `gc.collect(0)` looks at the youngest objects only. */
const isFull = (tree: Tree, call: Node): boolean => tree.text.slice(tree.start[call], tree.end[call]).endsWith('()');

function reportOf(facts: PythonFacts, file: FileContext, call: Node, loop: Node, collect: Node | null): Report {
  const { tree } = facts;
  const statement = statementOf(tree, call);
  const alone = collect === null && tree.kind[statement] === Expr && tree.parent[call] === statement;
  const edit = alone ? removal(tree, file.lines, statement) : null;
  const loopSpan = { start: tree.start[loop], end: Math.min(tree.end[loop], tree.start[loop] + loopWord(tree, loop).length) };
  return {
    at: spanOf(tree, call),
    says:
      collect === null
        ? '`gc.collect()` walks every tracked object on each turn of this loop, and references that reach zero free their objects without it; remove it, or call it once after the loop'
        : 'this call runs `gc.collect()` on each turn of this loop, which walks every tracked object each time; collect once after the loop',
    because: [
      { span: loopSpan, says: 'the loop begins here' },
      ...(collect === null ? [] : [{ span: spanOf(tree, collect), says: 'the collection happens here' }]),
    ],
    fix: edit === null ? undefined : { title: 'Remove `gc.collect()`', safe: false, edits: [edit] },
  };
}

const loopWord = (tree: Tree, loop: Node): string =>
  tree.kind[loop] === While
    ? 'while'
    : tree.kind[loop] === For
      ? 'for'
      : tree.kind[loop] === AsyncFor
        ? 'async for'
        : tree.text.slice(tree.start[loop], tree.end[loop]);

/** The loop that runs a call on each of its turns, unless it waits, measures, decides first, or exists only to collect. */
function hotLoopAround(facts: PythonFacts, call: Node): Node {
  const { tree } = facts;
  const loop = loopAround(tree, call);
  if (loop === NONE || isConditional(tree, loop, call) || onlyRepeats(facts, loop, call)) return NONE;
  for (const other of facts.nodes(Call)) {
    if (!contains(tree, loop, other) || entersFunction(tree, loop, other)) continue;
    const callee = childIn(tree, other, func);
    if (WAITS.test(nameOf(tree.aux[callee])) || MEASURES.test(facts.qualifiedName(callee) ?? '')) return NONE;
  }
  return loop;
}

/** Whether a branch between the loop and the call may pass it by. */
function isConditional(tree: Tree, loop: Node, call: Node): boolean {
  for (let inner = call, outer = tree.parent[call]; outer !== NONE && outer !== loop; inner = outer, outer = tree.parent[outer]) {
    const kind = tree.kind[outer];
    if ((kind === If || kind === IfExp) && tree.field[inner] !== test) return true;
    if (kind === BoolOp || kind === match_case || kind === ExceptHandler) return true;
  }
  return false;
}

/** `for _ in range(3): gc.collect()`, `while gc.collect(): …`: collecting until finalizers have run is an idiom, not an accident. */
function onlyRepeats(facts: PythonFacts, loop: Node, call: Node): boolean {
  const { tree } = facts;
  if (tree.kind[loop] === While) return contains(tree, childIn(tree, loop, test), call);
  if (tree.kind[loop] !== For) return false;
  const walked = childIn(tree, loop, iter);
  const counted = tree.kind[walked] === Call && facts.qualifiedName(childIn(tree, walked, func)) === 'builtins.range';
  return counted && childrenIn(tree, loop, body).length === 1 && tree.parent[statementOf(tree, call)] === loop;
}

/** Functions of this file that always collect when they are called: their one definition's name, and the collecting call. */
function collectors(facts: PythonFacts, collects: readonly Node[]): ReadonlyMap<number, Node> {
  const { tree } = facts;
  const definitions = new Map<number, number>();
  for (const kind of [FunctionDef, AsyncFunctionDef]) {
    for (const node of facts.nodes(kind)) definitions.set(tree.aux[node], (definitions.get(tree.aux[node]) ?? 0) + 1);
  }
  const found = new Map<number, Node>();
  for (const collect of collects) {
    const owner = facts.scopeOf(collect);
    if (tree.kind[owner] !== FunctionDef || definitions.get(tree.aux[owner]) !== 1) continue;
    if (loopAround(tree, collect) === NONE && !isConditional(tree, owner, collect)) found.set(tree.aux[owner], collect);
  }
  return found;
}

/** Calls of a function by its plain name; a name that is also stored to means something else. */
function callsOf(facts: PythonFacts, name: number): readonly Node[] {
  const { tree } = facts;
  const names = facts.nodes(Name).filter((node) => tree.aux[node] === name);
  if (names.some((node) => tree.flag[node] !== 0)) return [];
  return names.flatMap((node) => {
    const parent = tree.parent[node];
    const called = tree.kind[parent] === Call && tree.field[node] === func && !isFunction(tree.kind[node]);
    return called ? [parent] : [];
  });
}

export default rule;
