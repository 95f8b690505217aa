/**
 * What a variable, parameter, field or call does with Python references: the sentence that hover shows.
 *
 * Calls are answered from the tables of PyO3 and of the C API, variables from their type, where their value came from, and the flow of
 * their function: where the value is moved on or dropped. Where the type is not known nothing is said.
 */
import { lineAt } from '../../base/lines.ts';
import type { Holding, OwnershipNote, RustFacts } from '../rust-facts.ts';
import type { Flow } from '../lower/rust.ts';
import { newThroughArgument, releases, retains, returnsBorrowed, steals } from '../model/capi.ts';
import { functionRow, methodRow, type CallRow, type Effect } from '../model/pyo3-calls.ts';
import { wrappers } from '../model/pyo3.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, nodeAt, textOf, type Node } from '../../syntax/tree.ts';
import { resolvedName } from './crate.ts';
import { typeOfBinding, typeOfExpression } from './infer.ts';
import { calleeName, calleePath, parametersOf } from './items.ts';
import { flowOf } from './flows.ts';
import { endsOf, type End } from './moves.ts';
import { ownershipOf } from './ownership.ts';
import { originOf, returnsOf, type Origin } from './raw.ts';
import { bindingOf, bodyAround, simpleName, type Binding } from './scope.ts';
import { dereferenced, writeType, type RustType } from './types.ts';

/** The note about the name or call at an offset, or `null`. */
export function noteAt(facts: RustFacts, offset: number): OwnershipNote | null {
  const { tree } = facts;
  if (facts.pyo3 === null) return null;
  for (let node = nodeAt(tree, offset), step = 0; node !== NONE && step < 6; node = tree.parent[node], step += 1) {
    switch (tree.kind[node]) {
      case Rs.IdentifierPattern:
        return noteOfName(facts, node, node);
      case Rs.FieldPattern:
        if (tree.first[node] === node) return noteOfName(facts, node, node);
        break;
      case Rs.PathExpression: {
        const parent = tree.parent[node];
        if (parent !== NONE && tree.kind[parent] === Rs.Call && childIn(tree, parent, RsField.callee) === node)
          return noteOfCall(facts, parent);
        const name = simpleName(tree, node);
        const binding = name === '' ? null : bindingOf(tree, node, name);
        return binding === null ? null : noteOfName(facts, binding.pattern, node);
      }
      case Rs.SelfParameter:
        return noteOfName(facts, node, node);
      case Rs.MethodCall:
        return withinName(facts, node, offset) ? noteOfMethod(facts, node) : null;
      case Rs.FieldAccess:
        return withinName(facts, node, offset) ? noteOfFieldAccess(facts, node) : null;
      case Rs.Field:
        return noteOfField(facts, node);
    }
  }
  return null;
}

/** Whether the offset lies on the name behind the dot. */
function withinName({ tree }: RustFacts, node: Node, offset: number): boolean {
  const receiver = childIn(tree, node, RsField.receiver);
  return receiver !== NONE && offset > tree.end[receiver];
}

// ---------------------------------------------------------------------------------------------------------------- calls

const said: Readonly<Record<Effect, string>> = {
  creates: 'creates a strong reference to the same object (+1 here, released when the result is dropped)',
  result: 'the result owns a new reference (+1 on what it returns, released when it is dropped); the receiver is only borrowed',
  borrows: 'borrows: no count changes',
  moves: 'moves the same reference: no count changes',
  'hands-out': 'moves the reference out of Rust’s care: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`',
  'takes-pointer':
    'takes over the reference that the pointer carries: no count changes now, released when the result is dropped; on a borrowed pointer this releases one too many',
  'copies-pointer':
    'takes a reference of its own (+1 here, released when the result is dropped); a new reference in the pointer stays owed by you',
  stores:
    'the container keeps a reference: +1 for a borrowed argument, an owned one that is passed by value moves in; what it replaces is released',
  removes: 'the container releases its reference (−1)',
  makes: 'makes an object: the result owns its first reference, released when it is dropped',
  pins: '+1 once per call site, kept for the life of the process',
  releases: 'releases one reference now (−1)',
  forgets: 'gives up the owner without releasing: what it owns is never given back unless it is taken over again',
  locks: 'creates a strong reference (+1) and holds a borrow flag, both until the result is dropped',
  detaches:
    'attachment to the interpreter: no count changes; a `Py` that is dropped while detached is released at the next attach, not now',
};

function describe(row: CallRow): string {
  return `${said[row.effect]} — \`${row.source}\``;
}

function noteOfMethod(facts: RustFacts, call: Node): OwnershipNote | null {
  const { tree } = facts;
  const name = nameOf(tree.aux[call]);
  const receiver = childIn(tree, call, RsField.receiver);
  const type = typeOfExpression(facts, receiver);
  if (type === null) return null;
  const row = methodRow(dereferenced(type).head, name);
  if (row === null) return null;
  const start = tree.text.indexOf(name, tree.end[receiver]);
  return { span: { start, end: start + name.length }, what: `${writeType(dereferenced(type))}::${name}`, says: describe(row) };
}

function noteOfCall(facts: RustFacts, call: Node): OwnershipNote | null {
  const { tree } = facts;
  const callee = childIn(tree, call, RsField.callee);
  const span = { start: tree.start[callee], end: tree.end[callee] };
  const path = calleePath(tree, call);
  const name = calleeName(tree, call);
  if (/^_?Py[A-Za-z]*_/.test(name)) {
    const says = noteOfRaw(name);
    return says === '' ? null : { span, what: name, says };
  }
  if (name === 'drop' && !path.includes('::')) {
    const [argument] = childrenIn(tree, call, RsField.arguments);
    const type = argument === undefined ? null : typeOfExpression(facts, argument);
    if (type === null || owns(facts, type) === 'none') return null;
    return { span, what: path, says: isDeferred(facts, type, call) ? released.deferred : 'releases what it owns now (−1)' };
  }
  const parts = path.split('::');
  const owner = parts.length < 2 ? '' : resolvedName(facts.items, parts[parts.length - 2]);
  const row = functionRow(owner, name) ?? (name === 'forget' ? functionRow('mem', 'forget') : null);
  return row === null ? null : { span, what: path, says: describe(row) };
}

function noteOfRaw(name: string): string {
  const parts: string[] = [];
  const returns = returnsOf(name);
  if (returns === 'new')
    parts.push('returns a new reference: owed by you — one `Py_DECREF`, a stealing call or `from_owned_ptr`; NULL when it fails');
  if (returns === 'borrowed') {
    const from = returnsBorrowed.get(name) ?? -1;
    parts.push(
      `returns a reference borrowed from ${from === -1 ? 'the interpreter' : 'its first argument'}: nothing to release, and not valid longer than that`,
    );
  }
  if (returns === 'null') parts.push('sets an exception and returns NULL: no count changes');
  const stolen = steals.get(name);
  if (stolen !== undefined) {
    const which = stolen.map((position) => ordinals[position] ?? String(position + 1)).join(', ');
    parts.push(
      `takes over the reference in its ${which} argument${stolen.length > 1 ? 's' : ''}${name === 'PyModule_AddObject' ? ' when it succeeds' : ''}`,
    );
  }
  const out = newThroughArgument.get(name);
  if (out !== undefined)
    parts.push(
      `writes a new reference through its ${out.map((position) => ordinals[position] ?? String(position + 1)).join(', ')} argument${out.length > 1 ? 's' : ''}: owed by you`,
    );
  if (releases.has(name)) parts.push('releases one reference (−1)');
  if (retains.has(name)) parts.push('takes one more reference (+1), owed by you');
  return parts.join('; ');
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth'];

// --------------------------------------------------------------------------------------------------------------- fields

function noteOfField(facts: RustFacts, node: Node): OwnershipNote | null {
  const { tree } = facts;
  for (const type of facts.types()) {
    const field = type.fields.find((each) => each.node === node);
    if (field === undefined) continue;
    const held = sentences[field.ownership];
    const read = field.readable ? '; each read from Python creates a further one (+1)' : '';
    const set = field.settable ? '; what Python sets moves in, and what it replaces is released (−1)' : '';
    const says = held + read + set;
    return held === ''
      ? null
      : { span: { start: tree.start[node], end: tree.end[node] }, what: `${type.name}.${field.name}: ${field.type}`, says };
  }
  return null;
}

const sentences = {
  owns: 'owns strong references for as long as the struct lives; the collector sees them only through `__traverse__`',
  leaf: 'owns strong references to objects that hold nothing themselves: they cannot close a cycle',
  shared: 'owns strong references through a shared pointer: others may own them too, so `__traverse__` must not visit them',
  opaque: 'may hide strong references that no `__traverse__` can reach',
  none: '',
} as const;

function noteOfFieldAccess(facts: RustFacts, node: Node): OwnershipNote | null {
  const { tree } = facts;
  const type = typeOfExpression(facts, node);
  if (type === null) return null;
  const held = amount(facts, type);
  if (held === '') return null;
  const receiver = childIn(tree, node, RsField.receiver);
  const name = nameOf(tree.aux[node]);
  const start = tree.text.indexOf(name, tree.end[receiver]);
  return {
    span: { start, end: start + name.length },
    what: `${name}: ${writeType(type)}`,
    says: `${held}, released when the struct that holds it is dropped`,
    ...holdingOf(type, 'owns'),
  };
}

// ---------------------------------------------------------------------------------------------------------------- names

const endings = new WeakMap<Flow, readonly (readonly End[])[]>();

function endingsOf(flow: Flow): readonly (readonly End[])[] {
  let ends = endings.get(flow);
  if (ends === undefined) endings.set(flow, (ends = endsOf(flow)));
  return ends;
}

function noteOfName(facts: RustFacts, pattern: Node, at: Node): OwnershipNote | null {
  const { tree } = facts;
  const fn = bodyAround(facts.tree, pattern);
  if (fn === NONE) return null;
  const flow = flowOf(facts, fn);
  const ends = endingsOf(flow);
  const index = flow.locals.findIndex((each) => each.pattern === pattern);
  const local = flow.locals[index];
  const holder = local?.holder ?? holderOf(facts, pattern);
  const name = tree.kind[pattern] === Rs.SelfParameter ? 'self' : nameOf(tree.aux[pattern]);
  const binding: Binding = { pattern, holder, whole: holder === pattern || childIn(tree, holder, RsField.pattern) === pattern };
  const type = local?.type ?? typeOfBinding(facts, binding);
  const span = { start: tree.start[at], end: tree.end[at] };
  if (type === null) return null;
  const what = `${name}: ${writeType(type)}`;
  if (type.head === '*mut' || type.head === '*const') {
    const origin = originOf(facts.table, facts.items, childIn(tree, holder, RsField.value));
    const says = noteOfPointer(origin, tree.kind[holder] === Rs.Parameter, (node) => textOf(tree, node));
    return isObjectPointer(type) ? { span, what, says, holds: holdingOfPointer(facts, origin, type) } : null;
  }
  if (/^(&|&mut|Borrowed)$/.test(type.head)) {
    const inner = type.head === 'Borrowed' ? 'owns' : owns(facts, dereferenced(type));
    return inner === 'none' ? null : { span, what, says: 'borrows: no count changes, nothing is released', ...holdingOf(type, 'borrows') };
  }
  const held = amount(facts, type);
  if (held === '') return null;
  const start = startOf(facts, binding, type);
  const end = index === -1 ? '' : endText(facts, ends[index], type, fn);
  const says = [held, [start, end].filter((each) => each !== '').join(', ')].filter((each) => each !== '').join(': ');
  return { span, what, says, ...holdingOf(type, 'owns') };
}

/** How a type that stands for one Python object holds it; nothing for any other. */
function holdingOf(type: RustType, how: Holding['how']): { readonly holds?: Holding } {
  const inner = dereferenced(type);
  const isOne = /^(Py|Bound|Borrowed|PyRef|PyRefMut|PyObject|PyErr|PyBackedStr|PyBackedBytes)$/.test(inner.head);
  return isOne ? { holds: { how, type: objectType(inner), owner: null } } : {};
}

/** `Bound<'py, PyList>` → `PyList`. */
function objectType({ head, args }: RustType): string {
  if (head === 'PyErr') return 'PyBaseException';
  if (head === 'PyBackedStr') return 'PyString';
  if (head === 'PyBackedBytes') return 'PyBytes';
  const of = args.findLast((each) => !each.head.startsWith("'"));
  return of === undefined ? 'PyAny' : writeType(of);
}

function holdingOfPointer({ tree }: RustFacts, origin: Origin, type: RustType): Holding {
  const how = origin.kind === 'new' || origin.kind === 'into_ptr' ? 'owes' : 'looks';
  const owner = origin.kind === 'as_ptr' ? textOf(tree, origin.receiver) : null;
  return { how, type: type.args[0]?.head ?? 'PyObject', owner };
}

const isObjectPointer = (type: RustType): boolean => /^Py\w*Object$/.test(type.args[0]?.head ?? '');

function holderOf({ tree }: RustFacts, pattern: Node): Node {
  const holders: readonly number[] = [Rs.Let, Rs.Parameter, Rs.SelfParameter, Rs.For, Rs.Arm, Rs.LetCondition, Rs.Closure];
  let at = pattern;
  while (tree.parent[at] !== NONE && !holders.includes(tree.kind[at])) at = tree.parent[at];
  return at;
}

function noteOfPointer(origin: Origin, parameter: boolean, text: (node: Node) => string): string {
  switch (origin.kind) {
    case 'new':
      return `carries a new reference from \`${origin.name}\`: owed by you — one \`Py_DECREF\`, a stealing call or \`from_owned_ptr\`; \`?\`, \`return\` and panics do not release it`;
    case 'borrowed':
      return `borrowed by \`${origin.name}\`: nothing to release, and not valid longer than its owner`;
    case 'into_ptr':
      return `carries the reference that \`${text(origin.receiver)}\` owned: owed by you — one \`Py_DECREF\`, a stealing call or \`from_owned_ptr\``;
    case 'as_ptr':
      return `a view of \`${text(origin.receiver)}\`: nothing to release, and not valid longer than that`;
    default:
      return parameter
        ? 'a raw pointer: borrowed from the caller by convention; no count changes here'
        : 'a raw pointer: Rust releases nothing for it';
  }
}

const owns = (facts: RustFacts, type: RustType): ReturnType<typeof ownershipOf> =>
  ownershipOf({ table: facts.table, file: facts.items, about: '', generics: [] }, type);

/** `owns 1 strong reference`, or '' for what owns nothing. */
function amount(facts: RustFacts, type: RustType): string {
  const held = owns(facts, type);
  if (held === 'none') return '';
  switch (type.head) {
    case 'Py':
    case 'Bound':
    case 'PyObject':
    case 'PyErr':
    case 'PyBackedStr':
    case 'PyBackedBytes':
      return 'owns 1 strong reference';
    case 'PyRef':
    case 'PyRefMut':
      return 'owns 1 strong reference and a borrow flag';
    case 'Option':
      return type.args[0] === undefined ? '' : amount(facts, type.args[0]).replace('owns', 'owns, if any,');
    case 'Result':
    case 'PyResult':
      return 'owns the references of its value or of its error';
    case 'dyn':
    case 'impl':
      return '';
  }
  if (held === 'shared') return 'shares the references of what it points to';
  if (held === 'opaque') return '';
  const wrapper = wrappers.get(type.head);
  if (type.head === '[' || wrapper?.visit === 'each') return 'owns 1 strong reference for each element';
  if (wrapper?.visit === 'pairs') return 'owns the strong references of its entries';
  return 'owns the strong references of its parts';
}

/** Where the reference came from: `+1 here`, `the same reference moves in`, …; '' if it is not known. */
function startOf(facts: RustFacts, binding: Binding, type: RustType): string {
  const { tree } = facts;
  if (tree.kind[binding.holder] === Rs.Parameter || tree.kind[binding.holder] === Rs.SelfParameter) {
    return isPythonEntry(facts, binding.holder) ? '+1 for the call' : 'moved in by the caller';
  }
  if (tree.kind[binding.holder] !== Rs.Let) return '';
  let value = childIn(tree, binding.holder, RsField.value);
  while (value !== NONE && (tree.kind[value] === Rs.Try || tree.kind[value] === Rs.GroupedExpression || isUnwrap(facts, value))) {
    value = tree.kind[value] === Rs.MethodCall ? childIn(tree, value, RsField.receiver) : value - 1;
  }
  if (value === NONE) return '';
  const row = rowOf(facts, value);
  if (row === null) return tree.kind[value] === Rs.PathExpression && type.head !== 'Option' ? 'the same reference moves in' : '';
  return openings[row.effect] ?? '';
}

function isUnwrap({ tree }: RustFacts, node: Node): boolean {
  return tree.kind[node] === Rs.MethodCall && /^(unwrap|expect)$/.test(nameOf(tree.aux[node]));
}

function rowOf(facts: RustFacts, value: Node): CallRow | null {
  const { tree } = facts;
  if (tree.kind[value] === Rs.MethodCall) {
    const type = typeOfExpression(facts, childIn(tree, value, RsField.receiver));
    return type === null ? null : methodRow(dereferenced(type).head, nameOf(tree.aux[value]));
  }
  if (tree.kind[value] !== Rs.Call) return null;
  const parts = calleePath(tree, value).split('::');
  return parts.length < 2 ? null : functionRow(resolvedName(facts.items, parts[parts.length - 2]), parts[parts.length - 1]);
}

const openings: Partial<Record<Effect, string>> = {
  creates: '+1 here',
  result: '+1 here',
  makes: 'the first reference of a new object',
  locks: '+1 here',
  moves: 'the same reference moves in',
  'takes-pointer': 'takes over the reference of the pointer',
  'copies-pointer': '+1 here',
};

/** Whether Python calls the function: `#[pyfunction]`, or a method of a `#[pymethods]` block. */
function isPythonEntry(facts: RustFacts, parameter: Node): boolean {
  const fn = facts.tree.parent[parameter];
  const item = facts.items.functionAt(fn);
  return (
    item !== undefined &&
    (item.impl?.pymethods === true || item.attributes.some((attribute) => /\bpyfunction\b|\bpyfn\b|\bpymodule\b/.test(attribute)))
  );
}

const released = { deferred: 'released at the next attach, not now, when dropped while detached' };

/** `released when dropped at line 40`, `moved on at line 12`, or both. */
function endText(facts: RustFacts, ends: readonly End[], type: RustType, fn: Node): string {
  const { tree, document } = facts;
  const line = (offset: number): number => lineAt(document.lines, offset) + 1;
  const moved = together(ends.filter((end) => end.kind === 'moved').map((end) => moveText(facts, type, end.node, fn, line)));
  const dropped = ends.filter(
    (end) => end.kind === 'dropped' && (end.why === 'scope' || end.why === 'assign' || end.why === 'return' || end.why === 'break'),
  );
  const early = inOrder(ends.filter((end) => end.why === 'try').map((end) => line(end.at - 1)));
  const parts = moved.slice(0, 2);
  const lines = inOrder(dropped.map((end) => line((end.at === -1 ? tree.end[end.node] : end.at) - 1)));
  const deferred = isDeferred(facts, type, fn);
  if (lines.length > 0) {
    const where = `at line ${lines.slice(0, 3).join(', ')}`;
    const otherwise = moved.length > 0 ? ' otherwise' : '';
    parts.push(deferred ? `dropped ${where}${otherwise}: ${released.deferred}` : `released when dropped ${where}${otherwise}`);
  }
  if (early.length > 0 && lines.length + moved.length > 0) parts.push(`or by \`?\` at line ${early.slice(0, 3).join(', ')}`);
  return parts.join(', ');
}

/** `returned at line 29`, `returned at line 43` → `returned at line 29, 43`. */
function together(texts: readonly string[]): string[] {
  const lines = new Map<string, number[]>();
  for (const text of texts) {
    const [, what = text, line] = /^(.* at line )(\d+)$/.exec(text) ?? [];
    lines.set(what, [...(lines.get(what) ?? []), ...(line === undefined ? [] : [Number(line)])]);
  }
  return [...lines].map(([what, at]) => what + inOrder(at).join(', '));
}

const inOrder = (lines: readonly number[]): number[] => [...new Set(lines)].sort((one, other) => one - other);

function moveText(facts: RustFacts, type: RustType, node: Node, fn: Node, line: (offset: number) => number): string {
  const { tree } = facts;
  const at = line(tree.start[node]);
  for (let outer = tree.parent[node]; outer !== NONE && outer !== fn; outer = tree.parent[outer]) {
    if (tree.kind[outer] === Rs.Closure) return `moved into the closure at line ${line(tree.start[outer])}`;
  }
  for (let inner = node, parent = tree.parent[node]; parent !== NONE && inner !== fn; inner = parent, parent = tree.parent[parent]) {
    switch (tree.kind[parent]) {
      case Rs.Return:
        return `returned at line ${at}`;
      case Rs.Closure:
        return `returned at line ${at}`;
      case Rs.MethodCall:
        if (childIn(tree, parent, RsField.receiver) === inner) {
          const row = rowOf(facts, parent);
          const name = nameOf(tree.aux[parent]);
          return row?.effect === 'hands-out'
            ? `handed out by \`${name}()\` at line ${at} and owed by you from there`
            : `moved by \`${name}()\` at line ${at}`;
        }
        return `moved into \`${nameOf(tree.aux[parent])}\` at line ${at}`;
      case Rs.Call: {
        const name = calleeName(tree, parent);
        if (name === 'Ok' || name === 'Some' || name === 'Err') continue;
        if (name === 'drop')
          return isDeferred(facts, type, node) ? `dropped at line ${at}: ${released.deferred}` : `released by \`drop\` at line ${at}`;
        return name === 'forget' ? `never released: forgotten at line ${at}` : `moved into \`${name}\` at line ${at}`;
      }
      case Rs.StructExpression:
        return `moved into the struct at line ${at}`;
      case Rs.Assignment: {
        const left = childIn(tree, parent, RsField.left);
        return left === inner ? `moved on at line ${at}` : `moved into \`${textOf(tree, left)}\` at line ${at}`;
      }
      case Rs.Let:
      case Rs.ExpressionStatement:
        return `moved on at line ${at}`;
      case Rs.Function:
        return `returned at line ${at}`;
    }
  }
  return `moved on at line ${at}`;
}

/** Whether a value of this type may be dropped where no thread state is attached: a `Py`, outside of anything that shows `py`. */
function isDeferred(facts: RustFacts, type: RustType, at: Node): boolean {
  const { tree } = facts;
  if (!/\b(Py|PyObject|PyErr)\b/.test(writeType(type)) || /\bBound\b/.test(writeType(type))) return false;
  for (let node = at; node !== NONE; node = tree.parent[node]) {
    if (tree.kind[node] === Rs.Closure) {
      const call = tree.parent[node];
      const name = call === NONE ? '' : tree.kind[call] === Rs.MethodCall ? nameOf(tree.aux[call]) : calleeName(tree, call);
      if (/^(attach|with_gil|try_attach)$/.test(name)) return false;
      if (/^(detach|allow_threads|spawn|spawn_blocking)$/.test(name)) return true;
    }
    if (tree.kind[node] === Rs.Function) {
      if (isPythonEntry(facts, childrenIn(tree, node, RsField.parameters)[0] ?? node) || isEntry(facts, node)) return false;
      return !parametersOf(tree, node).some((each) => /\b(Python|Bound|Borrowed|PyRef|PyRefMut)\b/.test(textOf(tree, each)));
    }
  }
  return true;
}

function isEntry(facts: RustFacts, fn: Node): boolean {
  const item = facts.items.functionAt(fn);
  return (
    item !== undefined &&
    (item.impl?.pymethods === true || item.attributes.some((attribute) => /\bpyfunction\b|\bpymodule\b/.test(attribute)))
  );
}
