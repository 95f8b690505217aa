/**
 * What a crate does with a collection that lives long, a `static` or a field: whether it is added to, removed from, bounded, or handed on.
 *
 * Followed through guards, locals, patterns and the closures of `with`; wherever the collection gets out of sight, that is said (`escapes`).
 */
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField, RsOperator } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, contains, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import type { CrateNode, CrateTable } from './crate.ts';
import { typeOfExpression } from './infer.ts';
import { calleeName, parametersOf, type FileItems } from './items.ts';
import { bindingOf, functionAround, simpleName, usesOf } from './scope.ts';
import { expand, type Asker } from './ownership.ts';
import { dereferenced, type RustType } from './types.ts';

export interface Growth {
  /** Calls that add an element. */
  readonly adds: readonly CrateNode[];
  /** Calls and assignments that take elements out. */
  readonly removes: readonly CrateNode[];
  /** Whether its length is compared with something. */
  readonly bounded: boolean;
  /** Whether it is handed to code that is not followed. */
  readonly escapes: boolean;
}

/** What is done with a `static`, by its name. */
export function growthOfStatic(table: CrateTable, name: string, declaration: CrateNode): Growth {
  const walk = begin(table);
  for (const file of table.files) {
    const { tree } = file.document;
    for (const use of file.nodes(Rs.PathExpression)) {
      const path = childIn(tree, use, RsField.path);
      if (path === NONE || nameOf(tree.aux[path]) !== name || bindingOf(tree, use, name) !== null) continue;
      if (file === declaration.file && contains(tree, declaration.node, use)) continue;
      follow(walk, file, use);
    }
  }
  return walk;
}

/** What is done with a field of a type, wherever the crate reads it. */
export function growthOfField(table: CrateTable, type: string, field: string): Growth {
  const walk = begin(table);
  for (const file of table.files) {
    const { tree } = file.document;
    for (const use of file.nodes(Rs.FieldAccess)) {
      if (nameOf(tree.aux[use]) !== field) continue;
      const owner = typeOfExpression({ table, items: file }, childIn(tree, use, RsField.receiver));
      if (owner === null) walk.escapes = true;
      else if (ownerName(dereferenced(owner)) === type) follow(walk, file, use);
    }
    // `let Self { field, .. } = self`
    walk.escapes ||= file.nodes(Rs.FieldPattern).some((pattern) => nameOf(tree.aux[pattern]) === field);
  }
  return walk;
}

/** `PyRef<T>`, `Arc<T>` → `T`, as field access sees it. */
function ownerName(type: RustType): string {
  return /^(PyRef|PyRefMut|Box|Arc|Rc|MutexGuard|RefMut)$/.test(type.head) ? (type.args[0]?.head ?? '') : type.head;
}

const growing =
  /^(Vec|VecDeque|LinkedList|SmallVec|BinaryHeap|HashSet|BTreeSet|IndexSet|HashMap|BTreeMap|AHashMap|FxHashMap|IndexMap|DashMap|DashSet|PyDict|PyList|PySet)$/;

/** The collection inside of locks, cells and shared pointers, aliases seen through; `null` where there is none. */
export function collectionIn(asker: Asker, written: RustType, depth = 0): RustType | null {
  const type = expand(asker, written);
  if (growing.test(type.head)) return type;
  if (depth > 8 || !/^(&|\w+)$/.test(type.head) || /^(fn|dyn|impl|PhantomData|Weak)$/.test(type.head)) return null;
  for (const arg of type.args) {
    const found = collectionIn(asker, arg, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

const adding =
  /^(insert|insert_entry|try_insert|push|push_back|push_front|extend|extend_from_slice|append|entry|add|set_item|get_or_insert_with)$/;
const removing =
  /^(remove\w*|pop\w*|clear|drain\w*|retain\w*|truncate|take|replace|split_off|swap_remove\w*|shift_remove\w*|dedup\w*|extract_if|resize\w*|del_item|discard|evict\w*|invalidate\w*)$/;
const opening =
  /^(lock|lock_py_attached|try_lock|blocking_lock|read|write|try_write|blocking_write|borrow|borrow_mut|try_borrow_mut|get_mut|get|get_or_init|get_or_try_init|get_or_init_py_attached|unwrap|expect|unwrap_or_else|unwrap_unchecked|map_err|ok|as_ref|as_mut|as_deref|as_deref_mut|deref|deref_mut|bind|iter_mut|values_mut|load|unwrap_or_default|or_insert_with|or_default)$/;
const entering = /^(with|with_borrow|with_borrow_mut|lock_mut)$/;
const comparisons: ReadonlySet<number> = new Set([
  RsOperator['<'],
  RsOperator['<='],
  RsOperator['>'],
  RsOperator['>='],
  RsOperator['=='],
  RsOperator['!='],
]);

interface Walk extends Growth {
  readonly adds: CrateNode[];
  readonly removes: CrateNode[];
  bounded: boolean;
  escapes: boolean;
  readonly table: CrateTable;
  /** Patterns whose names were followed, of any file. */
  readonly seen: WeakMap<Tree, Set<Node>>;
  steps: number;
}

const begin = (table: CrateTable): Walk => ({
  adds: [],
  removes: [],
  bounded: false,
  escapes: false,
  table,
  seen: new WeakMap(),
  steps: 0,
});

/** Follows an expression that is the collection, or a lock or borrow of it, to what is done with it. */
function follow(walk: Walk, file: FileItems, use: Node): void {
  const { tree } = file.document;
  let at = use;
  while (walk.steps < 20_000) {
    walk.steps += 1;
    const parent = tree.parent[at];
    if (parent === NONE) return;
    const field = tree.field[at];
    switch (tree.kind[parent]) {
      case Rs.GroupedExpression:
      case Rs.Borrow:
      case Rs.Dereference:
      case Rs.Try:
      case Rs.Await:
        at = parent;
        continue;
      case Rs.Block:
        if (field !== RsField.value) return;
        if (tree.kind[tree.parent[parent]] === Rs.Function) return returned(walk, file, tree.parent[parent]);
        if (tree.kind[tree.parent[parent]] === Rs.Closure) return escape(walk);
        at = parent;
        continue;
      case Rs.FieldAccess:
        // `.0` looks into a newtype; other fields are not the collection
        if (!/^\d+$/.test(nameOf(tree.aux[parent]))) return escape(walk);
        at = parent;
        continue;
      case Rs.MethodCall: {
        if (field !== RsField.receiver) return handed(walk, tree, parent);
        if (!calls(walk, file, parent)) return;
        at = parent;
        continue;
      }
      case Rs.Call: {
        const name = calleeName(tree, parent);
        if (/^(take|replace|swap)$/.test(name)) walk.removes.push({ file, node: parent });
        if (/^(take|replace|swap|drop)$/.test(name)) return;
        if (name !== 'Some' && name !== 'Ok' && name !== 'clone') return escape(walk);
        at = parent;
        continue;
      }
      case Rs.Assignment:
        if (field === RsField.left) walk.removes.push({ file, node: parent });
        else walk.escapes = true;
        return;
      case Rs.Let:
      case Rs.LetCondition:
        return names(walk, file, childIn(tree, parent, RsField.pattern));
      case Rs.Match:
        for (const arm of childrenIn(tree, parent, RsField.arms)) names(walk, file, childIn(tree, arm, RsField.pattern));
        return;
      case Rs.For:
      case Rs.Index:
      case Rs.Binary:
      case Rs.Unary:
      case Rs.If:
      case Rs.ExpressionStatement:
      case Rs.TokenTree:
        return;
      default:
        return escape(walk);
    }
  }
  escape(walk);
}

/** A function without parameters that returns the collection (`fn table() -> &'static Mutex<…>`): its calls stand for it. */
function returned(walk: Walk, file: FileItems, fn: Node): void {
  const { tree } = file.document;
  const name = nameOf(tree.aux[fn]);
  const [item, other] = walk.table.functionsNamed(name);
  if (parametersOf(tree, fn).length > 0 || item?.node !== fn || other !== undefined || (walk.seen.get(tree)?.has(fn) ?? false))
    return escape(walk);
  const seen = walk.seen.get(tree) ?? new Set();
  walk.seen.set(tree, seen.add(fn));
  for (const call of walk.table.callsNamed(name)) {
    if (call.file.document.tree.kind[call.node] === Rs.Call) follow(walk, call.file, call.node);
    else escape(walk);
  }
}

/** Whether what a method returns is still the collection. */
function calls(walk: Walk, file: FileItems, call: Node): boolean {
  const { tree } = file.document;
  const name = nameOf(tree.aux[call]);
  if (adding.test(name)) walk.adds.push({ file, node: call });
  else if (removing.test(name)) walk.removes.push({ file, node: call });
  else if (name === 'len') walk.bounded ||= isCompared(tree, call);
  else if (opening.test(name)) return true;
  else if (entering.test(name)) {
    const closure = childrenIn(tree, call, RsField.arguments).find((each) => tree.kind[each] === Rs.Closure);
    if (closure === undefined) walk.escapes = true;
    else for (const parameter of parametersOf(tree, closure)) names(walk, file, childIn(tree, parameter, RsField.pattern), closure);
  } else if (walk.table.functionsNamed(name).length > 0) walk.escapes = true;
  return false;
}

/** The names in a pattern stand for the collection, or for a part of it. */
function names(walk: Walk, file: FileItems, pattern: Node, closure: Node = NONE): void {
  const { tree } = file.document;
  if (pattern === NONE) return escape(walk);
  let seen = walk.seen.get(tree);
  if (seen === undefined) walk.seen.set(tree, (seen = new Set()));
  for (let at = tree.first[pattern]; at <= pattern; at += 1) {
    if (tree.kind[at] !== Rs.IdentifierPattern || seen.has(at)) continue;
    seen.add(at);
    const name = nameOf(tree.aux[at]);
    const holder = closure === NONE ? pattern : closure;
    for (const use of usesOf(tree, { pattern: at, holder, whole: true }, name)) if (simpleName(tree, use) === name) follow(walk, file, use);
  }
}

/** As an argument of a method: the visitor of a `__traverse__` only looks. */
function handed(walk: Walk, tree: Tree, call: Node): void {
  if (!/^(call|extend|extend_from_slice|append)$/.test(nameOf(tree.aux[call])) || functionAround(tree, call) === NONE) walk.escapes = true;
}

function escape(walk: Walk): void {
  walk.escapes = true;
}

function isCompared(tree: Tree, node: Node): boolean {
  const parent = tree.parent[node];
  return parent !== NONE && tree.kind[parent] === Rs.Binary && comparisons.has(tree.flag[parent]);
}
