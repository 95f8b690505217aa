/**
 * Walks one handle along every path of one code object: normal, exceptional, early, through loops, `with`, `try` and `finally`.
 *
 * Guarantees: it ends (states are finite and counted), never throws, and a handle that anybody else may come to hold is given up as `escapes`.
 */
import { Operator, Py } from '../syntax/python/kinds.ts';
import { children, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { nameOf } from '../syntax/names.ts';
import { calleeOf } from '../syntax/python/access.ts';
import { Op } from './lower/code.ts';
import type { Code, Program } from './lower/code.ts';
import { itemAsked } from './resource-table.ts';
import type { ResourceKind } from './model/resources.ts';
import { alwaysRaises, borrowers, endsProcess, readers, viewers, wholeReaders } from './model/resources.ts';
import { constantTag, effectOf, holdsHandle, mayRaise, Tag, truthOf, type State } from './resource-state.ts';

export interface Leak {
  /** What was being run when the path ended, or the last name of the handle was lost. */
  readonly at: Node;
  readonly how: 'return' | 'end' | 'lost' | 'raise';
  /** The expression whose exception led there, or -1. */
  readonly raisedAt: Node;
  /** That expression is a `yield`: only who closes or throws into the generator comes this way. */
  readonly suspended: boolean;
}

export interface Outcome {
  readonly escapes: boolean;
  readonly releases: boolean;
  readonly leaks: readonly Leak[];
}

/** What happens to a handle that is given to a function. */
export type Fate = 'releases' | 'borrows' | 'keeps';

export interface Walk {
  readonly tree: Tree;
  readonly program: Program;
  readonly code: Code;
  readonly kind: ResourceKind;
  /** The call that opens the handle; -1 where a slot holds it from the start. */
  readonly call: Node;
  /** Which element of the tuple, or item of the dict, that is answered; -1: the answer itself. */
  readonly element: number | string;
  readonly awaited: boolean;
  qualifiedName(expression: Node): string | null;
  /** Whether what a call answers is gone when this code has ended. */
  staysHere(call: Node): boolean;
  /** What a function of the file does with an argument. */
  fateOf(call: Node, position: number, keyword: string | null): Fate;
  /** The slot of a name of the module that no function of the file uses, or -1. */
  globalSlot(name: number): number;
}

const STEPS = 5000;
const giveUp: Outcome = { escapes: true, releases: false, leaks: [] };
const tellsNothing = new Set(['name', 'mode', 'closed', 'encoding', 'pid', 'returncode', 'args', 'family', 'type', 'proto', 'timeout']);

/** Follows the handle from the beginning of the code, or from the slot that holds it. */
export function walk(about: Walk, handleSlot = -1): Outcome {
  const { code } = about;
  const { repeated, meets } = planOf(about);
  const handlerOf = handlerTable(code);
  const slots = code.slots.map((): number => Tag.Other);
  if (handleSlot !== -1) slots[handleSlot] = Tag.Handle;
  const queue: State[] = [{ pc: 0, stack: [], slots, open: handleSlot !== -1, raisedAt: -1, decided: [] }];
  const seen = new Set<string>();
  const leaks = new Map<string, Leak>();
  const releasedAfter = new Set<Node>();
  let releases = false;
  let escapes = false;

  const leak = (state: State, how: Leak['how'], raisedAt: number): void => {
    const at = code.at[state.pc];
    const from = raisedAt === -1 ? -1 : code.at[raisedAt];
    const suspended = raisedAt !== -1 && (code.op[raisedAt] === Op.Yield || code.op[raisedAt] === Op.YieldFrom);
    leaks.set(`${at}:${how}:${from}`, { at, how, raisedAt: from, suspended });
  };
  const go = (state: State): void => {
    if (state.open && !state.stack.some(holdsHandle) && !state.slots.some(holdsHandle)) {
      leak({ ...state, pc: lastPc }, 'lost', state.raisedAt);
      return;
    }
    queue.push(state);
  };
  const fail = (state: State, stack: readonly number[]): void => {
    const raisedAt = state.open && state.raisedAt === -1 ? state.pc : state.raisedAt;
    const handler = handlerOf(state.pc);
    // what only an expression holds goes with it; where reading it to its end is the usual end, nobody is surprised
    const left = handler === null ? [] : stack.slice(0, handler.depth);
    if (state.open && about.kind.readWholeBy !== undefined && !state.slots.some(holdsHandle) && !left.some(holdsHandle)) return;
    if (handler === null) {
      if (state.open) leak(state, 'raise', raisedAt);
      return;
    }
    queue.push({ ...state, pc: handler.target, stack: [...left, Tag.Other], raisedAt });
  };
  let lastPc = 0;

  for (let steps = 0; queue.length > 0; steps += 1) {
    if (escapes || steps > STEPS) return giveUp;
    const state = queue[queue.length - 1];
    queue.length -= 1;
    const { pc } = state;
    if (pc >= code.op.length) continue;
    if (meets[pc] === 1) {
      const key = `${pc} ${state.open ? 1 : 0} ${state.raisedAt === -1 ? '' : state.raisedAt} ${state.stack.join()} ${state.slots.join()} ${state.decided.map(({ pc: at, outcome }) => (outcome ? at : -at)).join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    lastPc = pc;
    const op = code.op[pc];
    const one = code.one[pc];
    const { stack, slots, open, raisedAt, decided } = state;
    const next = (isOpen = open): void => go({ pc: pc + 1, stack, slots, open: isOpen, raisedAt, decided });
    const set = (slot: number, value: number, still = decided): void =>
      go({ pc: pc + 1, stack, slots: replaced(slots, slot, value), open, raisedAt, decided: still });
    const jump = (to: number, still = decided): void => go({ pc: to, stack, slots, open, raisedAt, decided: still });
    const branch = (to: number, still = decided): void => go({ pc: to, stack: stack.slice(), slots, open, raisedAt, decided: still });
    const release = (): void => {
      releases = true;
      if (raisedAt !== -1) releasedAfter.add(code.at[raisedAt]);
    };
    switch (op) {
      case Op.Constant:
        stack.push(constantTag(about.program, one));
        next();
        continue;
      case Op.LoadLocal:
        stack.push(slots[one]);
        next();
        continue;
      case Op.StoreLocal:
      case Op.StoreGlobal: {
        const value = stack.pop() ?? Tag.Other;
        const slot = op === Op.StoreLocal ? one : about.globalSlot(one);
        if (slot === -1) {
          if (open && holdsHandle(value)) escapes = true;
          else next();
          continue;
        }
        set(slot, value, forgotten(decided, op === Op.StoreLocal ? code.slots[one] : nameOf(one)));
        continue;
      }
      case Op.LoadGlobal: {
        const slot = about.globalSlot(one);
        stack.push(slot === -1 ? Tag.Other : slots[slot]);
        next();
        continue;
      }
      case Op.DeleteLocal:
        set(one, Tag.Other);
        continue;
      case Op.DeleteGlobal: {
        const slot = about.globalSlot(one);
        if (slot === -1) next();
        else set(slot, Tag.Other);
        continue;
      }
      case Op.LoadAttribute:
        if (stack[stack.length - 1] === Tag.Tuple) return giveUp;
        stack.push(attributeOf(about, stack.pop() ?? Tag.Other, nameOf(one)));
        next();
        continue;
      case Op.StoreAttribute: {
        stack.pop();
        const value = stack.pop() ?? Tag.Other;
        if (open && holdsHandle(value)) escapes = true;
        else next();
        continue;
      }
      case Op.Pop:
        stack.pop();
        next();
        continue;
      case Op.Copy:
        stack.push(stack[stack.length - one]);
        next();
        continue;
      case Op.Swap: {
        const top = stack.length - 1;
        const other = stack.length - one;
        [stack[top], stack[other]] = [stack[other], stack[top]];
        next();
        continue;
      }
      case Op.Not: {
        const truth = truthOf(stack.pop() ?? Tag.Other);
        stack.push(truth === null ? Tag.Other : truth ? Tag.False : Tag.True);
        next();
        continue;
      }
      case Op.Compare: {
        const right = stack.pop() ?? Tag.Other;
        const left = stack.pop() ?? Tag.Other;
        stack.push(compared(one, left, right));
        next();
        continue;
      }
      case Op.Jump:
        // the next turn of a loop asks its own conditions anew
        jump(one, one <= pc ? decided.filter((each) => each.pc < one || each.pc > pc) : decided);
        continue;
      case Op.JumpIfFalse:
      case Op.JumpIfTrue: {
        const truth = truthOf(stack.pop() ?? Tag.Other);
        const when = op === Op.JumpIfTrue;
        if (truth !== null) {
          jump(truth === when ? one : pc + 1);
          continue;
        }
        const test = code.at[pc];
        const asked = repeated.get(test);
        if (asked === undefined) {
          branch(pc + 1);
          jump(one);
          continue;
        }
        const known = decided.find(({ text }) => text === asked.text);
        if (known !== undefined) {
          const outcome = known.outcome !== asked.negated;
          jump(outcome === when ? one : pc + 1);
          continue;
        }
        branch(pc + 1, [...decided, { text: asked.text, outcome: when === asked.negated, pc }]);
        jump(one, [...decided, { text: asked.text, outcome: when !== asked.negated, pc }]);
        continue;
      }
      case Op.GetIterator: {
        const value = stack.pop() ?? Tag.Other;
        stack.push(value === Tag.Handle ? Tag.Handle : Tag.Other);
        if (value !== Tag.Handle && holdsHandle(value)) escapes = true;
        else next();
        continue;
      }
      case Op.ForIterator: {
        const before = stack.slice();
        if (open) fail(state, before);
        stack.push(Tag.Other);
        next();
        if (before.pop() === Tag.Handle && open && about.kind.readWholeBy !== undefined) release();
        else go({ pc: one, stack: before, slots, open, raisedAt, decided });
        continue;
      }
      case Op.Unpack: {
        const value = stack.pop() ?? Tag.Other;
        if (open && holdsHandle(value) && (value !== Tag.Tuple || typeof about.element === 'string')) {
          escapes = true;
          continue;
        }
        if (open && value !== Tag.Tuple) fail(state, stack);
        for (let at = one - 1; at >= 0; at -= 1) stack.push(value === Tag.Tuple && at === about.element ? Tag.Handle : Tag.Other);
        next();
        continue;
      }
      case Op.Call:
      case Op.CallSpread: {
        const done = call(about, state, stack, op === Op.CallSpread);
        if (done === 'escapes') escapes = true;
        else if (done === 'releases') release();
        else if (done === 'ends') continue;
        else if (done === 'raises') fail(state, stack);
        else {
          if (open && done !== 'quiet') fail(state, stack);
          next(open || done === 'opens');
        }
        continue;
      }
      case Op.Await: {
        const value = stack.pop() ?? Tag.Other;
        if (value !== Tag.Promise && open && holdsHandle(value) && value !== Tag.Handle) {
          escapes = true;
          continue;
        }
        if (open) fail(state, stack);
        stack.push(value === Tag.Promise ? (about.element === -1 ? Tag.Handle : Tag.Tuple) : value);
        next(open || value === Tag.Promise);
        continue;
      }
      case Op.Comprehension: {
        const walked = stack.pop() ?? Tag.Other;
        if (open) fail(state, stack);
        stack.push(Tag.Other);
        // a generator would hold it; the iterable of another comprehension is only run through
        if (open && walked === Tag.Handle && about.tree.kind[code.at[pc]] === Py.GeneratorExp) escapes = true;
        else if (open && walked === Tag.Handle && about.kind.readWholeBy !== undefined) release();
        else next();
        continue;
      }
      case Op.Return: {
        const value = stack.pop() ?? Tag.Other;
        if (!open) continue;
        if (holdsHandle(value)) escapes = true;
        else leak(state, about.tree.kind[code.at[pc]] === Py.Return ? 'return' : 'end', raisedAt);
        continue;
      }
      case Op.Raise:
      case Op.Reraise:
      case Op.Assert: {
        const count = op === Op.Raise ? one : 1;
        const taken = stack.splice(Math.max(0, stack.length - (op === Op.Assert ? one : count)));
        if (open && taken.some(holdsHandle)) escapes = true;
        else fail(state, stack);
        continue;
      }
      case Op.EnterWith: {
        const value = stack[stack.length - 1];
        if (open && !holdsHandle(value)) fail(state, stack);
        if (value === Tag.Promise) {
          stack[stack.length - 1] = Tag.Handle;
          stack.push(Tag.Handle);
          next(true);
          continue;
        }
        if (value === Tag.Release || value === Tag.Tuple) {
          escapes = true;
          continue;
        }
        stack.push(value === Tag.Handle || value === Tag.Closing ? Tag.Handle : Tag.Other);
        next();
        continue;
      }
      case Op.ExitWith: {
        const [manager] = stack.splice(stack.length - 1 - one, 1);
        if (open && exits(about, manager)) release();
        else next();
        continue;
      }
      case Op.ExitWithError: {
        const [manager] = stack.splice(stack.length - 2, 1);
        stack.push(manager === Tag.Suppressing ? Tag.Other : Tag.False);
        if (open && exits(about, manager)) release();
        else next();
        continue;
      }
      case Op.LoadItem: {
        const [from] = stack.splice(stack.length - 2);
        const asked = from === Tag.Tuple ? itemAsked(about.tree, code.at[pc], about.element) : 'another';
        if (asked === 'unknown') return giveUp;
        if (open && from !== Tag.Tuple) fail(state, stack);
        stack.push(asked === 'handle' ? Tag.Handle : Tag.Other);
        next();
        continue;
      }
      case Op.After:
      case Op.Mark:
      case Op.AfterMarked:
      case Op.ImportStar:
        next();
        continue;
      default: {
        const effect = effectOf(code, pc);
        if (effect === null) return giveUp;
        const taken = stack.splice(Math.max(0, stack.length - effect[0]));
        const kept = op !== Op.Binary && op !== Op.EndHandler && op !== Op.Format && op !== Op.DeleteItem;
        // an item of the handle itself is written: value, container, index
        if (op === Op.StoreItem) taken.splice(1, 1);
        if (open && kept && taken.some(holdsHandle)) {
          escapes = true;
          continue;
        }
        if (open && mayRaise(op)) fail(state, stack);
        for (let count = 0; count < effect[1]; count += 1) stack.push(Tag.Other);
        next();
      }
    }
  }
  const real = [...leaks.values()].filter((each) => each.how !== 'raise' || !releasedAfter.has(each.raisedAt));
  return { escapes, releases, leaks: real };
}

/** `quiet`: goes on, and a user would be surprised if it raised. */
type Called = 'goes on' | 'quiet' | 'opens' | 'releases' | 'escapes' | 'ends' | 'raises';

/** Takes callee and arguments from the stack and leaves the answer. */
function call(about: Walk, state: State, stack: number[], spread: boolean): Called {
  const { code } = about;
  const { pc, open } = state;
  const node = code.at[pc];
  const count = spread ? 1 + code.one[pc] : code.one[pc];
  const given = stack.splice(Math.max(0, stack.length - count));
  const callee = stack.pop() ?? Tag.Other;
  stack.push(Tag.Other);
  if (!open && node === about.call) {
    stack[stack.length - 1] = about.awaited ? Tag.Promise : about.element === -1 ? Tag.Handle : Tag.Tuple;
    return about.awaited ? 'goes on' : 'opens';
  }
  if (open && (callee === Tag.Release || (callee === Tag.ReadWhole && count === 0))) return 'releases';
  if (about.tree.kind[node] !== Py.Call) return open && given.some(holdsHandle) ? 'escapes' : 'goes on';
  const target = calleeOf(about.tree, node);
  const kind = about.tree.kind[target];
  const dotted = kind === Py.Name || kind === Py.Attribute ? about.qualifiedName(target) : null;
  if (dotted !== null && endsProcess.has(dotted)) return 'ends';
  if (dotted === 'contextlib.suppress') stack[stack.length - 1] = Tag.Suppressing;
  if (open && callee === Tag.Method && kind === Py.Attribute && nameOf(about.tree.aux[target]) === '__enter__') {
    stack[stack.length - 1] = Tag.Handle;
    return 'quiet';
  }
  if (!open || !given.some(holdsHandle)) {
    if (open && callee === Tag.Method && about.kind.heldByAnswers === true) stack[stack.length - 1] = Tag.Holder;
    if (dotted === null) return 'goes on';
    return alwaysRaises.has(dotted) ? 'raises' : borrowers.has(dotted) ? 'quiet' : 'goes on';
  }
  if (dotted === 'contextlib.closing' || dotted === 'contextlib.aclosing') {
    stack[stack.length - 1] = Tag.Closing;
    return 'quiet';
  }
  if (dotted !== null && about.kind.closedByCall?.includes(dotted) === true && given[0] === Tag.Handle) return 'releases';
  if (dotted === 'builtins.hasattr' || dotted === 'builtins.callable') {
    stack[stack.length - 1] = Tag.True;
    return 'quiet';
  }
  if (dotted !== null && about.kind.readWholeBy !== undefined && wholeReaders.has(dotted)) return 'releases';
  if (dotted !== null && (borrowers.has(dotted) || readers.has(dotted) || (viewers.has(dotted) && about.staysHere(node)))) return 'goes on';
  if (dotted !== null || spread) return 'escapes';
  const names = code.two[pc] > 0 ? code.keywords[code.two[pc] - 1] : [];
  let result: Called = 'goes on';
  for (let at = 0; at < given.length; at += 1) {
    if (!holdsHandle(given[at])) continue;
    if (given[at] !== Tag.Handle) return 'escapes';
    const named = at - (given.length - names.length);
    const fate = about.fateOf(node, at, named >= 0 ? names[named] : null);
    if (fate === 'keeps') return 'escapes';
    if (fate === 'releases') result = 'releases';
  }
  return result;
}

function attributeOf(about: Walk, owner: number, name: string): number {
  if (owner === Tag.Handle) {
    if (about.kind.closedBy.includes(name) || name === '__exit__' || name === '__aexit__') return Tag.Release;
    if (about.kind.readWholeBy?.includes(name) === true) return Tag.ReadWhole;
    return tellsNothing.has(name) ? Tag.Other : Tag.Method;
  }
  return owner === Tag.Method ? Tag.Method : Tag.Other;
}

const exits = (about: Walk, manager: number): boolean =>
  manager === Tag.Closing || manager === Tag.Method || (manager === Tag.Handle && about.kind.exit !== 'never');

/** What a comparison of the handle, or of a known constant, says. */
function compared(operator: number, left: number, right: number): number {
  const differs = operator === Operator.IsNot || operator === Operator.NotEq;
  const above = operator === Operator.Gt || operator === Operator.GtE;
  if (operator === Operator.In || operator === Operator.NotIn) return Tag.Other;
  if (left === Tag.Handle || right === Tag.Handle) return differs || above ? Tag.True : Tag.False;
  if (left === Tag.Other || right === Tag.Other) return Tag.Other;
  return (left === right) === differs ? Tag.False : Tag.True;
}

function replaced(slots: readonly number[], slot: number, value: number): readonly number[] {
  if (slots[slot] === value) return slots;
  const changed = slots.slice();
  changed[slot] = value;
  return changed;
}

/** What was decided, without conditions that name what is bound anew. */
function forgotten(decided: State['decided'], name: string): State['decided'] {
  if (!decided.some(({ text }) => text.includes(name))) return decided;
  const named = new RegExp(`(?<![\\p{L}\\p{N}_])${name}(?![\\p{L}\\p{N}_])`, 'u');
  return decided.filter(({ text }) => !named.test(text));
}

interface Asked {
  /** As it is written, in its positive form. */
  readonly text: string;
  readonly negated: boolean;
}

/** Tests that are asked more than once in the code: their outcomes go together. */
function repeatedTests(about: Walk): ReadonlyMap<Node, Asked> {
  const { code, tree } = about;
  const first = new Map<string, Node>();
  const found = new Map<Node, Asked>();
  for (let pc = 0; pc < code.op.length; pc += 1) {
    if (code.op[pc] !== Op.JumpIfFalse && code.op[pc] !== Op.JumpIfTrue) continue;
    const test = code.at[pc];
    const kind = tree.kind[test];
    if (kind === Py.ExceptHandler || kind === Py.With || kind === Py.AsyncWith) continue;
    const asked = positive(tree, test);
    const before = first.get(asked.text);
    if (before === undefined) first.set(asked.text, test);
    else {
      found.set(before, positive(tree, before));
      found.set(test, asked);
    }
  }
  return found;
}

const opposites: Readonly<Record<number, string | undefined>> = {
  [Operator.IsNot]: 'is',
  [Operator.NotEq]: '==',
  [Operator.NotIn]: 'in',
};
const positives: Readonly<Record<number, string | undefined>> = { [Operator.Is]: 'is', [Operator.Eq]: '==', [Operator.In]: 'in' };

/** `a != b` is `a == b`, negated. */
function positive(tree: Tree, test: Node): Asked {
  const parts = tree.kind[test] === Py.Compare ? children(tree, test) : [];
  if (parts.length !== 3) return { text: textOf(tree, test), negated: false };
  const operator = tree.flag[parts[1]];
  const word = positives[operator] ?? opposites[operator];
  if (word === undefined) return { text: textOf(tree, test), negated: false };
  return { text: `${textOf(tree, parts[0])} ${word} ${textOf(tree, parts[2])}`, negated: opposites[operator] !== undefined };
}

/** What is the same for all handles of one code object. */
interface Plan {
  readonly repeated: ReadonlyMap<Node, Asked>;
  /** 1 where ways meet: only there a state may come up that was followed before. */
  readonly meets: Uint8Array;
}

const plans = new WeakMap<Code, Plan>();

function planOf(about: Walk): Plan {
  const { code } = about;
  const known = plans.get(code);
  if (known !== undefined) return known;
  const meets = new Uint8Array(code.op.length + 1);
  for (let pc = 0; pc < code.op.length; pc += 1) {
    const op = code.op[pc];
    if (op === Op.Jump || op === Op.JumpIfFalse || op === Op.JumpIfTrue || op === Op.ForIterator) meets[code.one[pc]] = 1;
  }
  for (const { target } of code.handlers) meets[target] = 1;
  const plan: Plan = { repeated: repeatedTests(about), meets };
  plans.set(code, plan);
  return plan;
}

function handlerTable(code: Code): (pc: number) => Code['handlers'][number] | null {
  const { handlers } = code;
  return (pc) => handlers.find(({ start, end }) => pc >= start && pc < end) ?? null;
}
