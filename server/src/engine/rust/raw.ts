/** Calls of CPython's C API in one file, and where the raw pointers that flow into an expression come from. */
import { leavesArgument, releases, retains, returnsBorrowed, returnsNew, returnsNull, steals } from '../model/capi.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import type { CrateTable } from './crate.ts';
import { calleeName, calleePath, type FileItems } from './items.ts';
import { bare, bindingOf, simpleName, usesOf, type Binding } from './scope.ts';

export interface RawCall {
  readonly node: Node;
  /** `PyList_GetItem` */
  readonly name: string;
  readonly arguments: readonly Node[];
  readonly returns: 'new' | 'borrowed' | 'null' | 'other';
}

/** The calls whose callee carries the name of a C-API function and is not a function of the crate itself. */
export function rawCallsOf(table: CrateTable, items: FileItems): readonly RawCall[] {
  const { tree } = items.document;
  const found: RawCall[] = [];
  for (const node of items.nodes(Rs.Call)) {
    const name = calleeName(tree, node);
    if (!/^_?Py[A-Za-z]*_\w/.test(name)) continue;
    if (table.functionsNamed(name).some((each) => !each.foreign)) continue;
    found.push({ node, name, arguments: childrenIn(tree, node, RsField.arguments), returns: returnsOf(name) });
  }
  return found;
}

export function returnsOf(name: string): RawCall['returns'] {
  if (returnsNew.has(name)) return 'new';
  if (returnsBorrowed.has(name)) return 'borrowed';
  return returnsNull.has(name) ? 'null' : 'other';
}

/** Where a raw pointer comes from. */
export type Origin =
  | { readonly kind: 'new' | 'borrowed'; readonly name: string; readonly node: Node; readonly through: Binding | null }
  /** `x.into_ptr()`: the reference that `x` owned. `x.as_ptr()`: a view of it. */
  | { readonly kind: 'into_ptr' | 'as_ptr'; readonly node: Node; readonly receiver: Node; readonly through: Binding | null }
  | { readonly kind: 'parameter'; readonly through: Binding }
  | { readonly kind: 'unknown' };

const unknown: Origin = { kind: 'unknown' };

/** Follows an expression to its origin: casts, blocks, and locals that are bound once and never assigned again. */
export function originOf(table: CrateTable, items: FileItems, expression: Node, through: Binding | null = null, depth = 0): Origin {
  const { tree } = items.document;
  const node = bare(tree, expression);
  if (node === NONE || depth > 8) return unknown;
  switch (tree.kind[node]) {
    case Rs.Call: {
      const name = calleeName(tree, node);
      if (table.functionsNamed(name).some((each) => !each.foreign)) return unknown;
      const returns = returnsOf(name);
      return returns === 'new' || returns === 'borrowed' ? { kind: returns, name, node, through } : unknown;
    }
    case Rs.MethodCall: {
      const method = nameOf(tree.aux[node]);
      if (method !== 'into_ptr' && method !== 'as_ptr') return unknown;
      return { kind: method, node, receiver: childIn(tree, node, RsField.receiver), through };
    }
    case Rs.PathExpression: {
      const name = simpleName(tree, node);
      if (name === '') return unknown;
      const binding = bindingOf(tree, node, name);
      if (binding === null || !binding.whole) return unknown;
      if (tree.kind[binding.holder] === Rs.Parameter) return { kind: 'parameter', through: binding };
      if (tree.kind[binding.holder] !== Rs.Let) return unknown;
      const value = childIn(tree, binding.holder, RsField.value);
      if (value === NONE || isReassigned(tree, binding, name)) return unknown;
      return originOf(table, items, value, through ?? binding, depth + 1);
    }
    default:
      return unknown;
  }
}

function isReassigned(tree: Tree, binding: Binding, name: string): boolean {
  for (const use of usesOf(tree, binding, name)) {
    const parent = tree.parent[use];
    if (parent === NONE) continue;
    const kind = tree.kind[parent];
    if ((kind === Rs.Assignment || kind === Rs.CompoundAssignment) && childIn(tree, parent, RsField.left) === use) return true;
    if (kind === Rs.Borrow && tree.flag[parent] !== 0) return true;
  }
  return false;
}

/** What is done with a local pointer besides the use in question. */
export interface PointerUses {
  /** Stolen, wrapped as owned, returned, stored, or handed to code that is not known. */
  readonly consumed: boolean;
  readonly released: boolean;
  readonly retained: boolean;
  readonly uses: readonly Node[];
}

/** Looks at every use of a local raw pointer; `except` is the use that is being judged. */
export function pointerUses(items: FileItems, binding: Binding, except: Node): PointerUses {
  const { tree } = items.document;
  const name = nameOf(tree.aux[binding.pattern]);
  const uses = usesOf(tree, binding, name);
  let consumed = false;
  let retained = false;
  let released = false;
  for (const use of uses) {
    if (use === except) continue;
    const how = useOfPointer(tree, use);
    if (how === 'retain') retained = true;
    else if (how === 'release') released = true;
    else if (how === 'consume') consumed = true;
  }
  return { consumed, released, retained, uses };
}

/** What one mention of a raw pointer does with the reference behind it. */
export function useOfPointer(tree: Tree, use: Node): 'look' | 'retain' | 'release' | 'consume' {
  let at = use;
  for (let parent = tree.parent[at]; parent !== NONE; at = parent, parent = tree.parent[at]) {
    const kind = tree.kind[parent];
    if (kind === Rs.GroupedExpression || kind === Rs.TypeCast) continue;
    if (kind === Rs.MethodCall && childIn(tree, parent, RsField.receiver) === at) {
      const method = nameOf(tree.aux[parent]);
      if (method === 'cast' || method === 'cast_mut') continue;
      return lookingMethods.has(method) ? 'look' : 'consume';
    }
    if (kind === Rs.Binary || kind === Rs.Dereference) return 'look';
    if (kind === Rs.Call) {
      const name = calleeName(tree, parent);
      const position = childrenIn(tree, parent, RsField.arguments).indexOf(at);
      if (position === -1) return 'consume';
      if (retains.has(name) || name === 'Py_NewRef' || name === 'Py_XNewRef') return 'retain';
      if (releases.has(name)) return 'release';
      if (steals.get(name)?.includes(position) === true) return 'consume';
      return leavesArgument(name, position) || /^_?Py\w*_(Check|CheckExact|Size|SIZE|GET_SIZE|TYPE|REFCNT)$/.test(name)
        ? 'look'
        : 'consume';
    }
    return kind === Rs.ExpressionStatement ? 'look' : 'consume';
  }
  return 'consume';
}

const lookingMethods: ReadonlySet<string> = new Set(['is_null', 'addr', 'is_aligned']);

/** The last argument of `from_owned_ptr*`, `from_borrowed_ptr*` and `Borrowed::from_ptr*`, and what the call believes of it. */
export interface Wrapping {
  readonly node: Node;
  readonly pointer: Node;
  /** `from_owned_ptr_or_err` */
  readonly name: string;
  readonly as: 'owned' | 'borrowed';
  /** Where the name stands. */
  readonly nameStart: number;
}

const ownedWrappers = /^from_owned_ptr(_or_err|_or_opt|_or_panic|_unchecked)?$/;
const borrowedWrappers = /^from_borrowed_ptr(_or_err|_or_opt|_or_panic|_unchecked)?$/;
const viewWrappers = /^from_ptr(_or_err|_or_opt|_unchecked)?$/;

/** Calls that turn a raw pointer into a smart one. */
export function wrappingsOf(items: FileItems): readonly Wrapping[] {
  const { tree } = items.document;
  const found: Wrapping[] = [];
  const add = (node: Node, name: string, type: string): void => {
    const as = ownedWrappers.test(name)
      ? 'owned'
      : borrowedWrappers.test(name) || (type === 'Borrowed' && viewWrappers.test(name))
        ? 'borrowed'
        : null;
    const pointer = childrenIn(tree, node, RsField.arguments).at(-1);
    if (as === null || pointer === undefined) return;
    const nameStart = tree.text.lastIndexOf(name, firstArgumentStart(tree, node));
    found.push({ node, pointer, name, as, nameStart });
  };
  for (const node of items.nodes(Rs.Call)) {
    const path = calleePath(tree, node).split('::');
    if (path.length > 1) add(node, path[path.length - 1], path[path.length - 2]);
  }
  for (const node of items.nodes(Rs.MethodCall)) add(node, nameOf(tree.aux[node]), '');
  return found;
}

function firstArgumentStart(tree: Tree, call: Node): number {
  const [first] = childrenIn(tree, call, RsField.arguments);
  return first === undefined ? tree.end[call] : tree.start[first];
}
