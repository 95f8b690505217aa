/**
 * Where a thread is attached to the interpreter, and which calls run Python code or wait.
 *
 * By what the source shows: functions that Python calls, parameters that prove an attachment, and the closures given to `attach` and `detach`.
 */
import type { RustFacts } from '../rust-facts.ts';
import { pyo3AtLeast } from '../model/pyo3.ts';
import { BlockFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { typeOfExpression } from './infer.ts';
import { calleeName, declaredType, itemsOf, namesMacro, parametersOf, type FileItems } from './items.ts';
import { functionAround } from './scope.ts';
import { dereferenced, headOf } from './types.ts';

/** The name of the function or method that a closure is passed to, or ''. */
export function passedTo(tree: Tree, closure: Node): string {
  const call = tree.parent[closure];
  if (call === NONE || tree.field[closure] !== RsField.arguments) return '';
  return tree.kind[call] === Rs.MethodCall ? nameOf(tree.aux[call]) : tree.kind[call] === Rs.Call ? calleeName(tree, call) : '';
}

const attaching = /^(attach|with_gil|try_attach|assume_attached|attach_unchecked)$/;
const detaching = /^(detach|allow_threads|spawn|spawn_blocking|spawn_local|thread_scope|future_into_py|spawn_fifo|execute)$/;

/** Whether the thread is attached where a node runs; `null` where the source does not show it. */
export function isAttached(facts: RustFacts, node: Node): boolean | null {
  const { tree } = facts;
  for (let at = node; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] === Rs.Block && (tree.flag[at] & BlockFlag.async) !== 0) return null;
    if (tree.kind[at] === Rs.Closure) {
      const name = passedTo(tree, at);
      if (attaching.test(name)) return true;
      if (detaching.test(name)) return false;
    }
    if (tree.kind[at] === Rs.Function)
      return isPythonEntry(facts, at) || parametersOf(tree, at).some((each) => provesAttachment(tree, each)) ? true : null;
  }
  return null;
}

const provesAttachment = (tree: Tree, parameter: Node): boolean =>
  /\b(Python|Bound|Borrowed|PyRef|PyRefMut)\b/.test(textOf(tree, parameter));

/** Whether Python calls the function: `#[pyfunction]`, `#[pymodule]`, or a method of a `#[pymethods]` block. */
export function isPythonEntry(facts: RustFacts, fn: Node): boolean {
  const item = facts.items.functionAt(fn);
  return (
    item !== undefined &&
    (item.impl?.pymethods === true ||
      item.attributes.some((attribute) =>
        ['pyfunction', 'pymodule', 'pyfn'].some((macro) => namesMacro(attribute, macro, facts.items.uses)),
      ))
  );
}

/** The name of a parameter or closure parameter of type `Python` that a node can use, or ''. */
export function tokenAt({ tree }: RustFacts, node: Node): string {
  for (let at = node; at !== NONE; at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Rs.Closure) {
      const name = passedTo(tree, at);
      if (detaching.test(name)) return '';
      if (attaching.test(name)) return /^\s*(?:move\s*)?\|\s*(\w+)/.exec(textOf(tree, at))?.[1]?.replace(/^_.*/, '') ?? '';
    }
    if (kind !== Rs.Function) continue;
    for (const parameter of parametersOf(tree, at)) {
      const type = declaredType(tree, parameter);
      const pattern = childIn(tree, parameter, RsField.pattern);
      if (type !== null && headOf(type) === 'Python' && pattern !== NONE) return nameOf(tree.aux[pattern]).replace(/^_.*/, '');
    }
    return '';
  }
  return '';
}

/** `detach`, or its name before PyO3 0.26. */
export const detachName = (facts: RustFacts): string => (pyo3AtLeast(facts.pyo3?.version ?? '', 26) ? 'detach' : 'allow_threads');

const alwaysPython = /^(call0|call1|call_method|call_method0|call_method1)$/;
const mayBePython =
  /^(call|getattr|setattr|import|eval|run|str|repr|rich_compare|eq|lt|gt|hash|is_truthy|len|iter|try_iter|get_item|set_item)$/;

/** Whether a method call runs Python code that may be the user's. */
export function runsPython(facts: RustFacts, call: Node): boolean {
  const { tree } = facts;
  if (tree.kind[call] !== Rs.MethodCall) return false;
  const name = nameOf(tree.aux[call]);
  if (alwaysPython.test(name)) return facts.table.functionsNamed(name).length === 0;
  if (!mayBePython.test(name)) return false;
  const type = typeOfExpression(facts, childIn(tree, call, RsField.receiver));
  if (type === null) return false;
  const owner = dereferenced(type);
  if (name === 'import' || name === 'eval' || name === 'run') return owner.head === 'Python';
  if (!/^(Bound|Py|Borrowed|PyObject)$/.test(owner.head)) return false;
  // plain containers answer by themselves, though a key may have a `__hash__` of its own
  const python = owner.args[owner.args.length - 1]?.head ?? 'PyAny';
  return python === 'PyAny' || /^(call|getattr)$/.test(name);
}

/** Whether the code below a node attaches: itself, or in functions of the crate that it calls by a name which is theirs alone. */
export function attachesBelow(facts: RustFacts, file: FileItems, node: Node, depth = 0): boolean {
  const { tree } = file.document;
  for (let at = tree.first[node]; at <= node; at += 1) {
    if (tree.kind[at] !== Rs.Call) continue;
    const name = calleeName(tree, at);
    if (/^(attach|with_gil)$/.test(name)) return true;
    if (depth > 2) continue;
    const [item, other] = facts.table.functionsNamed(name);
    if (item === undefined || other !== undefined || item.foreign) continue;
    const body = childIn(item.document.tree, item.node, RsField.body);
    if (body !== NONE && attachesBelow(facts, itemsOf(item.document), body, depth + 1)) return true;
  }
  return false;
}

/** Whether a node is code for tests or benchmarks. */
export function isInTests({ document, tree, items }: RustFacts, node: Node): boolean {
  if (/(^|\/)(tests|benches)\//.test(document.path)) return true;
  const fn = functionAround(tree, node);
  const item = items.functionAt(fn);
  return (
    item !== undefined && (/(^|::)tests?($|::)/.test(item.module) || item.attributes.some((attribute) => /^(\w+::)?test\b/.test(attribute)))
  );
}
