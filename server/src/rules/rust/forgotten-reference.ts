/** RC802: an owner of Python references that is forgotten instead of dropped. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { isPythonEntry } from '../../engine/rust/attached.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { calleePath, namesMacro } from '../../engine/rust/items.ts';
import { ownershipOf } from '../../engine/rust/ownership.ts';
import { functionAround, isDiscarded, simpleName } from '../../engine/rust/scope.ts';
import { writeType, type RustType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './forgotten-reference.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC802',
  name: 'forgotten-reference',
  summary: 'detects `mem::forget`, `Box::leak` and `ManuallyDrop` of Python references',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.nodes(Rs.Call)) {
      const how = forgets(calleePath(tree, call));
      const [value] = childrenIn(tree, call, RsField.arguments);
      if (how === null || value === undefined) continue;
      const type = typeOfExpression(facts, value);
      if (how === 'Box::leak' && leaksPlainMemory(facts, call, type) && !isMeant(facts, call, value, how)) {
        yield {
          at: { start: tree.start[call], end: tree.end[call] },
          says: '`Box::leak` in a function that Python calls keeps its memory for ever, at every call; return an owned value, or make it once',
          level: 'info',
        };
        continue;
      }
      if (type === null || !holdsReferences(facts, type) || isMeant(facts, call, value, how)) continue;
      const guard = /^(PyRef|PyRefMut)$/.test(type.head);
      yield {
        at: { start: tree.start[call], end: tree.end[call] },
        says: guard
          ? `\`${how}\` keeps the borrow of this \`${type.head}\` for ever, so the object stays borrowed and leaks; let it be dropped`
          : `\`${how}\` keeps the references of this \`${writeType(type)}\` for ever, so its objects leak at every call; let it be dropped`,
      };
    }
  },
};

export default rule;

/** `forget`, `Box::leak`, `ManuallyDrop::new`, or `null`. */
function forgets(path: string): string | null {
  const parts = path.split('::').slice(-2);
  const name = parts.join('::');
  if (name === 'mem::forget' || path === 'forget') return 'forget';
  return name === 'Box::leak' || name === 'ManuallyDrop::new' ? name : null;
}

/** Memory without Python references that each call from Python gives up. */
function leaksPlainMemory(facts: RustFacts, call: Node, type: RustType | null): boolean {
  const fn = functionAround(facts.tree, call);
  return fn !== NONE && isPythonEntry(facts, fn) && (type === null || !holdsReferences(facts, type));
}

function holdsReferences(facts: RustFacts, type: RustType): boolean {
  const held = ownershipOf({ table: facts.table, file: facts.items, about: '', generics: [] }, type);
  if (held === 'none' || held === 'opaque') return false;
  // a type with a `Drop` of its own may have been finished by hand
  return !facts.table.implsOf(type.head).some(({ trait }) => trait === 'Drop');
}

/** Whether the reference lives on somewhere else, on purpose or once per process. */
function isMeant(facts: RustFacts, call: Node, value: Node, how: string): boolean {
  const { tree } = facts;
  const fn = functionAround(tree, call);
  if (fn === NONE) return true;
  const item = facts.items.functionAt(fn);
  if (item === undefined || item.impl?.trait === 'Drop') return true;
  if (
    item.attributes.some((attribute) => namesMacro(attribute, 'pymodule', facts.items.uses)) ||
    /(^|_)(init|setup|register|new)(_|$)/.test(item.name)
  )
    return true;
  for (let at = tree.parent[call]; at !== fn && at !== NONE; at = tree.parent[at]) {
    // the initializer of something that is made once
    if (
      tree.kind[at] === Rs.Closure &&
      /(get_or_init|get_or_try_init|get_or_init_py_attached|call_once|LazyLock|Lazy)\b[^;]*$/.test(
        tree.text.slice(tree.start[fn], tree.start[at]),
      )
    )
      return true;
    if (tree.kind[at] === Rs.Static) return true;
  }
  const body = textOf(tree, fn);
  if (/\b(Py_IsInitialized|Py_IsFinalizing|is_finalizing)\b/.test(body)) return true;
  if (how === 'ManuallyDrop::new') {
    const holder = tree.parent[call];
    const discarded = holder !== NONE && isDiscarded(tree, call);
    if (discarded) return false;
    if (holder === NONE || tree.kind[holder] !== Rs.Let || /\bManuallyDrop::(drop|take|into_inner)\b/.test(crateText(facts))) return true;
    const kept = childIn(tree, holder, RsField.pattern);
    if (kept === NONE || takesPointerOf(body, nameOf(tree.aux[kept]))) return true;
  }
  return takesPointer(body, value, facts);
}

/** Whether the function hands the pointer on, so that the reference has a new owner. */
function takesPointer(body: string, value: Node, { tree }: RustFacts): boolean {
  const name = simpleName(tree, value);
  return name === '' ? /\bas_ptr\b|\binto_ptr\b/.test(body) : takesPointerOf(body, name);
}

const takesPointerOf = (body: string, name: string): boolean =>
  new RegExp(`\\b${name}\\b[^;]*\\.\\s*(as_ptr|as_raw_fd|pointer\\w*|reference|data)\\b`).test(body);

const crateText = (facts: RustFacts): string => facts.documents.map(({ text }) => (text.includes('ManuallyDrop') ? text : '')).join('\n');
