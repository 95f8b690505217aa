/** RC713: something that the C API began and nobody ends. */
import { callPairs, cResourceEnds } from '../../engine/model/c-resources.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { calleeName } from '../../engine/rust/items.ts';
import { openPairs } from '../../engine/rust/pairs.ts';
import { lostPointers, type OwedOrigin } from '../../engine/rust/owed.ts';
import { bare, bindingOf, bodyAround, isDiscarded, simpleName, usesOf } from '../../engine/rust/scope.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import { NONE, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './unpaired-c-resource.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC713',
  name: 'unpaired-c-resource',
  summary: 'detects memory, buffers, locks and thread states of the C API that are never given back',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    const functions = new Set<Node>();
    const begins = new Set<Node>();
    for (const call of facts.rawCalls()) {
      if (call.name === 'PyObject_GetBuffer') yield* openBuffer(facts, call.node, call.arguments[1]);
      if (callPairs.some(({ begin }) => begin === call.name)) begins.add(bodyAround(tree, call.node));
      const ends = cResourceEnds.get(call.name);
      if (ends === undefined) continue;
      functions.add(bodyAround(tree, call.node));
      if (isDiscarded(tree, call.node) && !isLetGo(facts, call.node, call.name)) {
        yield {
          at: { start: tree.start[call.node], end: tree.end[call.node] },
          says: `what \`${call.name}\` returns is thrown away, so \`${ends[0]}\` can never be called with it; keep it, and end it on every way out`,
        };
      }
    }
    for (const fn of begins) {
      if (fn === NONE) continue;
      for (const { pair, begin, exits } of openPairs(facts, fn)) {
        yield {
          at: { start: tree.start[begin], end: tree.end[begin] },
          says: `what \`${pair.begin}\` begins is ended on one way and stays open on another; call \`${pair.end}\` on every way out`,
          because: exits.slice(0, 5).map(({ at, why }) => ({ span: { start: Math.max(0, at - 1), end: at }, says: ways[why] })),
        };
      }
    }
    functions.delete(NONE);
    for (const fn of functions) {
      for (const { name, origin, exits, settledElsewhere } of lostPointers(facts, fn, resource)) {
        if (exits.length === 0) continue;
        yield {
          at: { start: tree.start[origin.node], end: tree.end[origin.node] },
          says: `what \`${origin.name}\` began in \`${name}\` is ${settledElsewhere ? 'ended on one way and lost on another' : 'never ended'}; call \`${cResourceEnds.get(origin.name)?.[0]}\` on every way out`,
          because: exits.slice(0, 5).map(({ at }) => ({ span: { start: Math.max(0, at - 1), end: at }, says: 'here it is lost' })),
        };
      }
    }
  },
};

export default rule;

const ways = {
  try: 'this `?` leaves it open',
  return: 'this `return` leaves it open',
  break: 'this jump leaves it open',
  scope: 'here the function ends, and it is open',
  panic: 'a panic here leaves it open',
} as const;

/** Whoever has just started the interpreter lets go of it for good: threads attach by themselves from then on. */
const isLetGo = (facts: RustFacts, call: Node, name: string): boolean =>
  name === 'PyEval_SaveThread' &&
  facts
    .rawCalls()
    .some(
      (other) =>
        other.node < call && other.name.startsWith('Py_Initialize') && bodyAround(facts.tree, other.node) === bodyAround(facts.tree, call),
    );

function resource(facts: RustFacts, value: Node): OwedOrigin | null {
  const node = bare(facts.tree, value);
  if (node === NONE || facts.tree.kind[node] !== Rs.Call) return null;
  const name = calleeName(facts.tree, node);
  return cResourceEnds.has(name) ? { kind: 'resource', node, name } : null;
}

/** A local `Py_buffer` that is only read after it was filled: whoever lends or moves it may release it. */
function* openBuffer({ tree }: RustFacts, call: Node, argument: Node | undefined): Iterable<Report> {
  if (argument === undefined || tree.kind[argument] !== Rs.Borrow) return;
  const name = simpleName(tree, argument - 1);
  const binding = name === '' ? null : bindingOf(tree, argument - 1, name);
  if (binding === null || !binding.whole || tree.kind[binding.holder] !== Rs.Let) return;
  const others = usesOf(tree, binding, name).filter((use) => use !== argument - 1);
  if (others.some((use) => tree.parent[use] === NONE || tree.kind[tree.parent[use]] !== Rs.FieldAccess)) return;
  yield {
    at: { start: tree.start[call], end: tree.end[call] },
    says: `the buffer in \`${name}\` is never released, so its exporter can neither be resized nor freed; call \`PyBuffer_Release\` on every way out, or use \`PyBuffer\``,
  };
}
