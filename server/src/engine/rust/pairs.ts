/**
 * Calls of the C API that have to be paired (`Py_ReprEnter` and `Py_ReprLeave`), followed along every way through a function that has both.
 *
 * Which two belong together is said by the text of an argument. A function that only begins, or whose closures end, is not judged: its partner
 * may stand in a `Drop`. As soon as the outcome of the beginning is asked in a way that is not understood, nothing more is said.
 */
import type { RustFacts } from '../rust-facts.ts';
import type { Exit, Flow } from '../lower/rust.ts';
import { flowOf } from './flows.ts';
import { callPairs, type CallPair } from '../model/c-resources.ts';
import { Rs, RsField, RsOperator } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { calleeName } from './items.ts';
import { settle } from './lattice.ts';
import { bare, bindingOf, bodyAround, simpleName } from './scope.ts';

export interface OpenPair {
  readonly pair: CallPair;
  readonly begin: Node;
  /** Ways out on which it is surely still open; `panic`: where a panic leaves. */
  readonly exits: readonly { readonly at: number; readonly why: Exit | 'panic' }[];
}

const CLOSED = 1;
const OPEN = 2;
const UNKNOWN = 4;

/** The pairs that a function ends on one way and leaves open on another. */
export function openPairs(facts: RustFacts, fn: Node): readonly OpenPair[] {
  const watched = pairsIn(facts.tree, fn, facts.rawCalls());
  if (watched.length === 0) return [];
  const flow = flowOf(facts, fn);
  if (!flow.complete) return [];
  return watched.flatMap((each) => follow(facts.tree, flow, each));
}

interface Watched {
  readonly pair: CallPair;
  readonly key: string;
}

function pairsIn(tree: Tree, fn: Node, calls: readonly { readonly node: Node; readonly name: string }[]): readonly Watched[] {
  const found = new Map<string, Watched>();
  for (const { node, name } of calls) {
    const pair = callPairs.find(({ end }) => end === name);
    if (pair === undefined || bodyAround(tree, node) !== fn) continue;
    const key = keyOf(tree, node, pair.endKey);
    if (key !== null) found.set(`${pair.begin} ${key}`, { pair, key });
  }
  // an end in a closure or another body of this function may run at any time
  for (const { node, name } of calls) {
    if (bodyAround(tree, node) === fn || node < tree.first[fn] || node > fn) continue;
    for (const [key, { pair }] of found) if (pair.end === name) found.delete(key);
  }
  return [...found.values()];
}

/** The text of the argument that pairs two calls, without `&mut`, casts and `as_ptr()`; `null` where it is more than a name or field. */
function keyOf(tree: Tree, call: Node, position: number): string | null {
  if (position === -1) return '';
  const argument = childrenIn(tree, call, RsField.arguments)[position];
  if (argument === undefined) return null;
  const text = textOf(tree, bare(tree, argument))
    .replace(/^(&\s*(raw\s+)?(mut\s+|const\s+)?)+/, '')
    .replace(/\.as_(mut_)?ptr\(\)$/, '');
  return /^[\w.]+$/.test(text) ? text : null;
}

function follow(tree: Tree, flow: Flow, { pair, key }: Watched): readonly OpenPair[] {
  let begin: Node = NONE;
  let ended = false;
  const apply = (state: Uint8Array, step: Flow['blocks'][number]['steps'][number]): void => {
    if (step.op === 'call') {
      const name = calleeName(tree, step.node);
      if (name === pair.begin && keyOf(tree, step.node, pair.beginKey) === key) {
        state[0] = isUnderstood(tree, step.node, pair) ? OPEN : UNKNOWN;
        begin = step.node;
      } else if (name === pair.end && keyOf(tree, step.node, pair.endKey) === key) {
        if ((state[0] & OPEN) !== 0) ended = true;
        state[0] = CLOSED;
      }
    } else if (step.op === 'decided' && state[0] === OPEN) {
      const begun = begunBy(tree, step.node, pair, step.outcome);
      if (begun !== true) state[0] = begun === false ? CLOSED : UNKNOWN;
    }
  };
  const entry = settle({ ...flow, locals: flow.locals.length === 0 ? [nobody] : flow.locals }, apply);
  const exits: { at: number; why: Exit | 'panic' }[] = [];
  for (const [index, block] of flow.blocks.entries()) {
    const start = entry[index];
    if (start === null) continue;
    const state = Uint8Array.from(start);
    for (const step of block.steps) {
      if (state[0] === OPEN && step.op === 'leave') exits.push({ at: step.at, why: step.why });
      if (state[0] === OPEN && step.op === 'unwind') exits.push({ at: tree.end[step.node], why: 'panic' });
      apply(state, step);
    }
  }
  return begin !== NONE && ended && exits.some(({ why }) => why !== 'panic') ? [{ pair, begin, exits }] : [];
}

const nobody = { name: '', pattern: NONE, holder: NONE, type: null };

/** Whether the outcome of a beginning is thrown away, compared with 0 where it stands, or kept in a local that only conditions ask. */
function isUnderstood(tree: Tree, call: Node, pair: CallPair): boolean {
  if (pair.success === 'always') return true;
  let at = call;
  while (bare(tree, tree.parent[at]) === call) at = tree.parent[at];
  const parent = tree.parent[at];
  if (parent === NONE) return false;
  const kind = tree.kind[parent];
  if (kind === Rs.ExpressionStatement) return true;
  if (kind === Rs.Let) return tree.kind[childIn(tree, parent, RsField.pattern)] === Rs.IdentifierPattern;
  return kind === Rs.Binary && comparisonWithZero(tree, parent) !== null;
}

/** Whether it has begun where a condition had an outcome: `undefined` where the condition asks in another way, `true` where it does not ask. */
function begunBy(tree: Tree, condition: Node, pair: CallPair, outcome: boolean): boolean | undefined {
  for (let at = tree.first[condition]; at <= condition; at += 1) {
    const isCall = tree.kind[at] === Rs.Call && calleeName(tree, at) === pair.begin;
    if (!isCall && !isOutcome(tree, at, pair)) continue;
    let compared = tree.parent[at];
    while (compared !== condition && compared !== NONE && tree.kind[compared] !== Rs.Binary) compared = tree.parent[compared];
    const operator = compared === condition ? comparisonWithZero(tree, compared) : null;
    if (operator === null) return undefined;
    const equal = operator === '==';
    // `< 0`, `> 0` and `== -1` say nothing where they do not hold
    if (operator === 'other') return outcome ? pair.success === 'nonzero' : true;
    return (outcome === equal) === (pair.success === 'zero');
  }
  return true;
}

/** Whether a node is a local that was bound to the beginning call. */
function isOutcome(tree: Tree, node: Node, pair: CallPair): boolean {
  const name = simpleName(tree, node);
  const binding = name === '' ? null : bindingOf(tree, node, name);
  if (binding === null || tree.kind[binding.holder] !== Rs.Let) return false;
  const value = bare(tree, childIn(tree, binding.holder, RsField.value));
  return value !== NONE && tree.kind[value] === Rs.Call && calleeName(tree, value) === pair.begin;
}

function comparisonWithZero(tree: Tree, node: Node): '==' | '!=' | 'other' | null {
  if (tree.kind[node] !== Rs.Binary) return null;
  const operator = tree.flag[node];
  const right = textOf(tree, childIn(tree, node, RsField.right)).trim();
  if (right === '-1' && operator === RsOperator['==']) return 'other';
  if (right !== '0') return null;
  if (operator === RsOperator['==']) return '==';
  if (operator === RsOperator['!=']) return '!=';
  return operator === RsOperator['<'] || operator === RsOperator['>'] ? 'other' : null;
}
