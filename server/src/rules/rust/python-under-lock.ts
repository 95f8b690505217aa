/** RC815: Python code that may run while a lock or a cell is held. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { runsPython } from '../../engine/rust/attached.ts';
import { guardBelow, guardOf, type Guard } from '../../engine/rust/guards.ts';
import { calleeName } from '../../engine/rust/items.ts';
import { ownershipOf } from '../../engine/rust/ownership.ts';
import { functionAround, simpleName } from '../../engine/rust/scope.ts';
import type { RustType } from '../../engine/rust/types.ts';
import { indentAt, newline, withFix } from '../../engine/rust/write.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './python-under-lock.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC815',
  name: 'python-under-lock',
  summary: 'detects Python code that runs while a Rust lock or `RefCell` borrow is held',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    for (const statement of facts.nodes(Rs.ExpressionStatement)) yield* droppedUnderGuard(facts, statement);
    for (const statement of facts.nodes(Rs.Let)) yield* calledUnderLocal(facts, statement);
    for (const loop of facts.nodes(Rs.For)) yield* calledInLoop(facts, loop);
  },
};

export default rule;

const again = (guard: Guard): string => (guard.kind === 'lock' ? 'waits for itself, and the process hangs' : 'panics on the second borrow');

/** `*x.lock().unwrap() = value;`, `x.lock().unwrap().take();`: the old object is dropped before the guard is. */
function* droppedUnderGuard(facts: RustFacts, statement: Node): Iterable<Report> {
  const { tree } = facts;
  const [expression] = children(tree, statement).filter((child) => tree.field[child] === RsField.value);
  if (expression === undefined) return;
  const kind = tree.kind[expression];
  let guard: Guard | null = null;
  if (kind === Rs.Assignment) {
    const left = childIn(tree, expression, RsField.left);
    guard = left !== NONE && tree.kind[left] === Rs.Dereference ? guardOf(facts, left - 1) : null;
  } else if (kind === Rs.MethodCall && letsGo.test(nameOf(tree.aux[expression]))) {
    guard = guardOf(facts, childIn(tree, expression, RsField.receiver));
  }
  if (guard === null || guard.content === null || guard.method === 'read') return;
  if (ownershipOf({ table: facts.table, file: facts.items, about: '', generics: [] }, guard.content) !== 'owns') return;
  if (holdsOnlyClasses(guard.content)) return;
  yield {
    at: { start: tree.start[expression], end: tree.end[expression] },
    says: `the old object is dropped while \`${textOf(tree, guard.place)}\` is held, and a finalizer that comes back here ${again(guard)}; move it out and drop it after`,
    ...withFix(fix(facts, statement, expression)),
  };
}

const letsGo = /^(take|clear|pop|insert|replace|remove)$/;

/** Takes the old value out of the lock in one statement and drops it in the next. */
function fix(facts: RustFacts, statement: Node, expression: Node): Report['fix'] {
  const { tree } = facts;
  const fn = functionAround(tree, statement);
  const name =
    fn === NONE ? undefined : ['old', 'previous', 'replaced'].find((each) => !new RegExp(`\\b${each}\\b`).test(textOf(tree, fn)));
  if (name === undefined || tree.flag[statement] !== 1) return undefined;
  const eol = newline(tree.text) + indentAt(tree.text, tree.start[statement]);
  let lines: string[];
  if (tree.kind[expression] === Rs.Assignment) {
    const left = childIn(tree, expression, RsField.left);
    const right = childIn(tree, expression, RsField.right);
    const target = textOf(tree, left).replace(/^\*\s*/, '');
    const plain = /^(None|\w+|Some\(\w+\))$/.test(textOf(tree, right));
    // the value is worked out before the lock is taken, as before
    lines = plain ? [] : [`let value = ${textOf(tree, right)};`];
    if (!plain && /\bvalue\b/.test(textOf(tree, fn))) return undefined;
    lines.push(`let ${name} = std::mem::replace(&mut *${target}, ${plain ? textOf(tree, right) : 'value'});`);
  } else if (nameOf(tree.aux[expression]) === 'clear') {
    const receiver = textOf(tree, childIn(tree, expression, RsField.receiver));
    lines = [`let ${name} = std::mem::take(&mut *${receiver});`];
  } else lines = [`let ${name} = ${textOf(tree, expression)};`];
  return {
    title: 'Drop the old object after the lock',
    safe: true,
    edits: [{ span: { start: tree.start[statement], end: tree.end[statement] }, text: [...lines, `drop(${name});`].join(eol) }],
  };
}

/** `let guard = x.lock().unwrap();` and a call into Python before the guard is dropped. */
function* calledUnderLocal(facts: RustFacts, statement: Node): Iterable<Report> {
  const { tree } = facts;
  const pattern = childIn(tree, statement, RsField.pattern);
  const value = childIn(tree, statement, RsField.value);
  if (pattern === NONE || value === NONE || tree.kind[pattern] !== Rs.IdentifierPattern) return;
  const guard = guardOf(facts, value);
  const block = tree.parent[statement];
  if (guard === null || guard.kind !== 'lock' || block === NONE) return;
  const name = nameOf(tree.aux[pattern]);
  let end = tree.end[block];
  for (const call of facts.nodes(Rs.Call)) {
    if (call < statement || !contains(tree, block, call) || calleeName(tree, call) !== 'drop') continue;
    if (childrenIn(tree, call, RsField.arguments).some((each) => simpleName(tree, each) === name)) end = Math.min(end, tree.start[call]);
  }
  const call = firstCall(facts, block, tree.end[statement], end);
  if (call !== NONE) yield under(facts, call, guard);
}

/** `for x in y.lock().unwrap().iter()`: the guard lives as long as the loop. */
function* calledInLoop(facts: RustFacts, loop: Node): Iterable<Report> {
  const { tree } = facts;
  const guard = guardBelow(facts, childIn(tree, loop, RsField.iterable));
  const body = childIn(tree, loop, RsField.body);
  if (guard === null || guard.kind !== 'lock' || body === NONE || !borrowsFrom(facts, childIn(tree, loop, RsField.iterable))) return;
  const call = firstCall(facts, body, tree.start[body], tree.end[body]);
  if (call !== NONE) yield under(facts, call, guard);
}

/** Whether the iterable still looks into the lock: a copy that was made of it does not need the guard, though the guard lives on. */
const borrowsFrom = ({ tree }: RustFacts, iterable: Node): boolean => iterable !== NONE && tree.kind[iterable] !== Rs.Block;

/** The first call between two offsets that may run the user's Python code with the guard held. */
function firstCall(facts: RustFacts, block: Node, from: number, to: number): Node {
  const { tree } = facts;
  let found: Node = NONE;
  for (const call of facts.nodes(Rs.MethodCall)) {
    if (!contains(tree, block, call) || tree.start[call] < from || tree.start[call] >= to || !runsPython(facts, call)) continue;
    if (isElsewhere(facts, call, block)) continue;
    if (found === NONE || tree.start[call] < tree.start[found]) found = call;
  }
  return found;
}

/** In a closure, which may run at any time. */
function isElsewhere({ tree }: RustFacts, call: Node, block: Node): boolean {
  for (let at = tree.parent[call]; at !== block && at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Rs.Closure) return true;
  return false;
}

function under(facts: RustFacts, call: Node, guard: Guard): Report {
  const { tree } = facts;
  return {
    at: { start: tree.start[call], end: tree.end[call] },
    says: `\`${nameOf(tree.aux[call])}\` runs Python code while \`${textOf(tree, guard.place)}\` is locked: another thread that waits for the lock, or the code itself when it comes back here, hangs; release the lock before`,
    because: [{ span: { start: tree.start[guard.call], end: tree.end[guard.call] }, says: 'locked here' }],
  };
}

/** Classes and modules outlive the tables that they are kept in: the one that is let go of here does not die of it. */
function holdsOnlyClasses(type: RustType): boolean {
  const parts = type.args.filter((arg) => arg.head !== '_');
  if (type.head === 'Py') return parts.every((arg) => arg.head === 'PyType' || arg.head === 'PyModule');
  return parts.some(holdsOnlyClasses) && parts.every((arg) => holdsOnlyClasses(arg) || arg.args.length === 0);
}
