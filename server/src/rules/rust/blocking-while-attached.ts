/** RC811: a thread that waits for others while it keeps them from attaching. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { attachesBelow, detachName, isAttached, isInTests, isPythonEntry, tokenAt } from '../../engine/rust/attached.ts';
import { calleeName } from '../../engine/rust/items.ts';
import { bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './blocking-while-attached.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC811',
  name: 'blocking-while-attached',
  summary: 'detects waiting for threads that have to attach, without detaching first',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  byVersion: true,
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    for (const call of facts.nodes(Rs.MethodCall)) {
      const wait = waitsFor(facts, call);
      if (wait === null || isAttached(facts, call) !== true || isInTests(facts, call)) continue;
      yield report(facts, call, wait);
    }
    for (const call of facts.nodes(Rs.Call)) {
      if (calleeName(facts.tree, call) !== 'scope' || isAttached(facts, call) !== true) continue;
      const worker = spawnedBelow(facts, call);
      if (worker !== NONE) yield report(facts, call, { worker, what: 'the end of this scope' });
    }
  },
};

export default rule;

interface Wait {
  /** What has to attach for the wait to end; `NONE` where nothing shows that it must. */
  readonly worker: Node;
  readonly what: string;
}

function waitsFor(facts: RustFacts, call: Node): Wait | null {
  const { tree } = facts;
  const name = nameOf(tree.aux[call]);
  const args = childrenIn(tree, call, RsField.arguments);
  const receiver = childIn(tree, call, RsField.receiver);
  switch (name) {
    case 'join':
    case 'recv': {
      if (args.length > 0) return null;
      const worker = name === 'join' ? threadOf(facts, receiver) : spawnedBelow(facts, functionAround(tree, call));
      return worker === NONE || (name === 'recv' && !isReceiver(facts, receiver)) ? null : { worker, what: `\`${name}()\`` };
    }
    case 'for_each':
    case 'map':
    case 'filter':
    case 'try_for_each':
    case 'flat_map':
    case 'for_each_with':
    case 'map_with': {
      if (!runsInParallel(facts, receiver)) return null;
      const closure = args.find((each) => tree.kind[each] === Rs.Closure && attachesBelow(facts, facts.items, each));
      return closure === undefined ? null : { worker: closure, what: `the parallel \`${name}\`` };
    }
    case 'block_on':
      return isPythonEntry(facts, functionAround(tree, call)) ? { worker: NONE, what: '`block_on`' } : null;
    default:
      return null;
  }
}

/** The closure of the thread that a handle stands for, if that attaches. */
function threadOf(facts: RustFacts, handle: Node): Node {
  const { tree } = facts;
  if (handle === NONE) return NONE;
  const name = simpleName(tree, handle);
  if (name === '') return tree.kind[handle] === Rs.Call || tree.kind[handle] === Rs.MethodCall ? spawnedBelow(facts, handle) : NONE;
  const binding = bindingOf(tree, handle, name);
  if (binding === null) return NONE;
  if (tree.kind[binding.holder] === Rs.Let) return spawnedBelow(facts, childIn(tree, binding.holder, RsField.value));
  // a loop over handles that the function has collected
  if (tree.kind[binding.holder] !== Rs.For) return NONE;
  const over = simpleName(tree, childIn(tree, binding.holder, RsField.iterable));
  const all = over === '' ? null : bindingOf(tree, binding.holder, over);
  return all !== null && tree.kind[all.holder] === Rs.Let ? spawnedBelow(facts, functionAround(tree, handle)) : NONE;
}

/** The first closure below a node that is given to `spawn` and attaches. */
function spawnedBelow(facts: RustFacts, node: Node): Node {
  const { tree } = facts;
  if (node === NONE) return NONE;
  for (const kind of [Rs.Call, Rs.MethodCall]) {
    for (const call of facts.nodes(kind)) {
      if (!contains(tree, node, call)) continue;
      const name = kind === Rs.Call ? calleeName(tree, call) : nameOf(tree.aux[call]);
      if (name !== 'spawn') continue;
      for (const argument of childrenIn(tree, call, RsField.arguments)) {
        if (tree.kind[argument] === Rs.Closure && attachesBelow(facts, facts.items, argument)) return argument;
      }
    }
  }
  return NONE;
}

/** Whether a name was bound as the second half of a channel. */
function isReceiver({ tree }: RustFacts, node: Node): boolean {
  const name = simpleName(tree, node);
  const binding = name === '' ? null : bindingOf(tree, node, name);
  return (
    binding !== null &&
    tree.kind[binding.holder] === Rs.Let &&
    /\b(channel|bounded|unbounded)\b/.test(textOf(tree, childIn(tree, binding.holder, RsField.value)))
  );
}

function runsInParallel({ tree }: RustFacts, node: Node): boolean {
  for (
    let at = node, step = 0;
    at !== NONE && tree.kind[at] === Rs.MethodCall && step < 16;
    at = childIn(tree, at, RsField.receiver), step += 1
  ) {
    if (/^(par_iter|par_iter_mut|into_par_iter|par_bridge|par_chunks)$/.test(nameOf(tree.aux[at]))) return true;
  }
  return false;
}

function report(facts: RustFacts, call: Node, { worker, what }: Wait): Report {
  const { tree } = facts;
  const token = tokenAt(facts, call);
  const span = { start: tree.start[call], end: tree.end[call] };
  const detach = detachName(facts);
  const fix =
    token === ''
      ? undefined
      : { title: `Wait inside \`${detach}\``, safe: false, edits: [{ span, text: `${token}.${detach}(|| ${textOf(tree, call)})` }] };
  return worker === NONE
    ? {
        at: span,
        level: 'info',
        says: `${what} waits while this thread is attached, so no other Python thread runs until it is done, and a task that attaches on another thread never is; wait inside \`${detach}\``,
        ...withFix(fix),
      }
    : {
        at: span,
        says: `${what} waits for code that has to attach, while this thread keeps it from attaching: both wait for ever; wait inside \`${detach}\``,
        because: [{ span: { start: tree.start[worker], end: tree.end[worker] }, says: 'this has to attach before it can end' }],
        ...withFix(fix),
      };
}
