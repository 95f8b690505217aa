/** RC817: an object that is mutably borrowed while Python code runs, which may come back to it. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { passedTo, runsPython } from '../../engine/rust/attached.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { calleeName, calleePath, declaredType, nodesWithin, parametersOf, type FunctionItem } from '../../engine/rust/items.ts';
import { bindingOf, functionAround, simpleName } from '../../engine/rust/scope.ts';
import { dereferenced } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField, SelfForm } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, contains, NONE, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './borrow-across-call.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC817',
  name: 'borrow-across-call',
  summary: 'detects calls into Python while `&mut self` or a `PyRefMut` is held',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const calls = facts.nodes(Rs.MethodCall).filter((call) => callsObject(facts, call));
    if (calls.length === 0) return;
    for (const fn of facts.functions()) {
      const inside = nodesWithin(facts.tree, calls, fn.node).filter(
        (call) => functionAround(facts.tree, call) === fn.node && !isLater(facts, call, fn.node),
      );
      if (inside.length === 0) continue;
      const held = heldByParameter(facts, fn);
      if (held !== null) yield* report(facts, inside, held);
      else yield* heldByLocals(facts, fn.node, inside);
    }
  },
};

export default rule;

interface Held {
  /** What is borrowed: `self`, `slf`, a local. */
  readonly name: string;
  readonly node: Node;
  readonly type: string;
  readonly end: number;
}

/** `f.call0()`, `o.call_method1(…)`: what runs is the user's, unless it is looked up in a module. */
function callsObject(facts: RustFacts, call: Node): boolean {
  const { tree } = facts;
  if (!/^(call|call0|call1|call_method|call_method0|call_method1)$/.test(nameOf(tree.aux[call])) || !runsPython(facts, call)) return false;
  const receiver = typeOfExpression(facts, childIn(tree, call, RsField.receiver));
  if (receiver === null || isFromModule(facts, call)) return false;
  const object = dereferenced(receiver);
  const python = object.args[object.args.length - 1]?.head ?? 'PyAny';
  return (
    /^(Py|Bound|Borrowed|PyObject)$/.test(object.head) &&
    (/^(PyAny|PyFunction|PyCallable|PyIterator)$/.test(python) || facts.table.typesNamed(python).length > 0)
  );
}

/** Whether the callable was looked up in a module, in one go or by way of locals: such code does not know the object. */
function isFromModule(facts: RustFacts, call: Node): boolean {
  const { tree } = facts;
  for (let at = call, step = 0; at !== NONE && step < 32; step += 1) {
    const kind = tree.kind[at];
    const name = simpleName(tree, at);
    if (name !== '') {
      const binding = bindingOf(tree, at, name);
      if (binding === null || tree.kind[binding.holder] !== Rs.Let) return false;
      at = childIn(tree, binding.holder, RsField.value);
    } else if (kind === Rs.Try || kind === Rs.GroupedExpression || kind === Rs.Borrow) at = at - 1;
    else if (kind === Rs.MethodCall) {
      at = childIn(tree, at, RsField.receiver);
      const type = typeOfExpression(facts, at);
      const object = type === null ? null : dereferenced(type);
      if (object?.head === 'Python' || object?.args[object.args.length - 1]?.head === 'PyModule') return true;
    } else return kind === Rs.Call && /\bPyModule::(import|from_code)\w*$/.test(calleePath(tree, at));
  }
  return false;
}

/** In a closure that is kept or handed to another thread, or an `async` block: the borrow is over when it runs. */
function isLater({ tree }: RustFacts, call: Node, fn: Node): boolean {
  for (let at = tree.parent[call]; at !== fn && at !== NONE; at = tree.parent[at]) {
    if (
      tree.kind[at] === Rs.Closure &&
      !/^(attach|with_gil|map|and_then|for_each|try_for_each|map_or|filter_map)$/.test(passedTo(tree, at))
    )
      return true;
    if (tree.kind[at] === Rs.Block && (tree.flag[at] & 2) !== 0) return true;
  }
  return false;
}

/** `&mut self` of a method that Python calls, or a parameter of type `PyRefMut`. */
function heldByParameter(facts: RustFacts, fn: FunctionItem): Held | null {
  const { tree } = facts;
  const body = childIn(tree, fn.node, RsField.body);
  if (body === NONE || /^__(new|clear|traverse)__$/.test(fn.name)) return null;
  for (const parameter of parametersOf(tree, fn.node)) {
    const self = tree.kind[parameter] === Rs.SelfParameter;
    if (self && fn.impl?.pymethods === true && isReachable(facts.typeNamed(fn.impl.type))) {
      const form = SelfForm.reference | SelfForm.mutable;
      if ((tree.flag[parameter] & form) === form && childIn(tree, parameter, RsField.type) === NONE)
        return { name: 'self', node: parameter, type: '&mut self', end: tree.end[body] };
    }
    const type = self ? null : declaredType(tree, parameter);
    if (type?.head !== 'PyRefMut') continue;
    const name = nameOf(tree.aux[childIn(tree, parameter, RsField.pattern)]);
    return { name, node: parameter, type: 'PyRefMut', end: droppedAt(facts, body, name, tree.end[body]) };
  }
  return null;
}

/** Whether Python code can come back to an instance: one that was not made just for this call. */
const isReachable = (type: TypeFact | null): boolean => type !== null && type.pyclass !== null;

/** `let mut x = o.borrow_mut();` with a call before it is dropped. */
function* heldByLocals(facts: RustFacts, fn: Node, calls: readonly Node[]): Iterable<Report> {
  const { tree } = facts;
  for (const statement of nodesWithin(tree, facts.nodes(Rs.Let), fn)) {
    const pattern = childIn(tree, statement, RsField.pattern);
    const value = childIn(tree, statement, RsField.value);
    if (pattern === NONE || value === NONE || tree.kind[pattern] !== Rs.IdentifierPattern) continue;
    if (typeOfExpression(facts, value)?.head !== 'PyRefMut') continue;
    const block = tree.parent[statement];
    const name = nameOf(tree.aux[pattern]);
    const after = calls.filter((call) => tree.start[call] > tree.end[statement] && contains(tree, block, call));
    yield* report(facts, after, { name, node: statement, type: 'PyRefMut', end: droppedAt(facts, block, name, tree.end[block]) });
  }
}

/** Where a local is dropped by name in a block, or the block's end. */
function droppedAt({ tree, nodes }: RustFacts, block: Node, name: string, end: number): number {
  for (const call of nodesWithin(tree, nodes(Rs.Call), block)) {
    if (calleeName(tree, call) !== 'drop') continue;
    if (childrenIn(tree, call, RsField.arguments).some((each) => simpleName(tree, each) === name)) return Math.min(end, tree.start[call]);
  }
  // `let x: Py<_> = slf.into();` gives the borrow back too
  for (const call of nodesWithin(tree, nodes(Rs.MethodCall), block)) {
    if (nameOf(tree.aux[call]).startsWith('into') && simpleName(tree, childIn(tree, call, RsField.receiver)) === name)
      return Math.min(end, tree.start[call]);
  }
  return end;
}

function* report({ tree }: RustFacts, calls: readonly Node[], held: Held): Iterable<Report> {
  const [call] = calls.filter((each) => tree.start[each] < held.end).sort((one, other) => tree.start[one] - tree.start[other]);
  if (call === undefined) return;
  yield {
    at: { start: tree.start[call], end: tree.end[call] },
    says: `\`${nameOf(tree.aux[call])}\` runs Python code while \`${held.name}\` is mutably borrowed: if that code comes back to this object, it gets a \`RuntimeError\` (already borrowed); end the borrow before the call`,
    because: [{ span: { start: tree.start[held.node], end: tree.end[held.node] }, says: `borrowed by this \`${held.type}\`` }],
  };
}
