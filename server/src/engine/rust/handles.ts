/** Structs that keep a handle which a C function made, and the function that would release it. */
import { releasedStem, resourcePairs, resourceStem } from '../model/c-resources.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { CrateTable } from './crate.ts';
import { calleeName, calleePath, declaredType, parametersOf, type FileItems, type FunctionItem, type TypeItem } from './items.ts';
import { bare, bindingOf, functionAround, simpleName } from './scope.ts';
import { readType, type RustType } from './types.ts';

export interface Handle {
  readonly type: TypeItem;
  readonly field: string;
  readonly fieldNode: Node;
  /** The call that made the handle, in `file`. */
  readonly call: Node;
  readonly file: FileItems;
  readonly maker: string;
  readonly form: 'pointer' | 'nonnull' | 'number';
  /** Functions that could release it, as paths to write in `type`'s file; empty where none is known. */
  readonly releasers: readonly string[];
}

/** The handles that structs of this file keep. */
export function handlesOf(table: CrateTable, items: FileItems): readonly Handle[] {
  const found: Handle[] = [];
  for (const type of items.types) {
    if (type.kind !== 'struct') continue;
    const { tree } = type.document;
    const raw = type.fields
      .map((field) => ({ field, form: handleForm(readType(tree, field.typeNode)) }))
      .filter((each) => each.form !== null);
    if (raw.length === 0) continue;
    for (const { field, form } of raw) {
      const made = makerOf(table, type, field.name);
      if (made !== null && form !== null) {
        found.push({
          type,
          field: field.name,
          fieldNode: field.node,
          form,
          ...made,
          releasers: releasersOf(table, made.maker, calleePath(made.file.document.tree, made.call)),
        });
      }
    }
  }
  return found;
}

function handleForm(type: RustType): Handle['form'] | null {
  if (type.head === '*mut') return 'pointer';
  if (type.head === 'NonNull') return 'nonnull';
  if (type.head === 'RawFd' || type.head === 'c_int' || type.head === 'HANDLE' || type.head === 'RawHandle' || type.head === 'RawSocket')
    return 'number';
  return null;
}

/** The C call whose result is stored in a field when the struct is made, anywhere in the crate. */
function makerOf(
  table: CrateTable,
  type: TypeItem,
  field: string,
): { readonly call: Node; readonly file: FileItems; readonly maker: string } | null {
  for (const { file, node } of table.makingOf(type.name)) {
    const { tree } = file.document;
    const values =
      tree.kind[node] === Rs.Call
        ? childrenIn(tree, node, RsField.arguments).filter((_, index) => String(index) === field)
        : fieldValues(tree, node, field);
    for (const value of values) {
      const call = resourceCall(table, file, value, 0);
      if (call !== NONE) return { call, file, maker: calleeName(tree, call) };
    }
  }
  return null;
}

/** What a field is given; more than once where `cfg` chooses. */
const fieldValues = (tree: Tree, node: Node, field: string): Node[] =>
  childrenIn(tree, node, RsField.fields)
    .filter((each) => tree.kind[each] === Rs.FieldInit && nameOf(tree.aux[each]) === field)
    .map((init) => initialValue(tree, init, field));

/** The value of `Struct { field: value }`, or of the variable in `Struct { field }`. */
function initialValue(tree: Tree, init: Node, field: string): Node {
  const value = childIn(tree, init, RsField.value);
  return value === NONE ? letValue(tree, init, field) : value;
}

function letValue(tree: Tree, use: Node, name: string): Node {
  const binding = bindingOf(tree, use, name);
  return binding !== null && tree.kind[binding.holder] === Rs.Let ? childIn(tree, binding.holder, RsField.value) : NONE;
}

const throughCalls: ReadonlySet<string> = new Set(['new', 'new_unchecked', 'from', 'Some']);
const throughMethods: ReadonlySet<string> = new Set(['ok_or', 'ok_or_else', 'unwrap', 'expect', 'cast', 'cast_mut', 'as_ptr']);

/** The call of a C function that makes a resource, through casts, `NonNull::new(…)`, `?`, locals; or `NONE`. */
function resourceCall(table: CrateTable, file: FileItems, expression: Node, depth: number): Node {
  const { tree } = file.document;
  const node = bare(tree, expression);
  if (node === NONE || depth > 8) return NONE;
  switch (tree.kind[node]) {
    case Rs.Call: {
      const name = calleeName(tree, node);
      if (makesResource(table, file, name, calleePath(tree, node))) return node;
      const [only, second] = childrenIn(tree, node, RsField.arguments);
      return throughCalls.has(name) && only !== undefined && second === undefined ? resourceCall(table, file, only, depth + 1) : NONE;
    }
    case Rs.MethodCall:
      return throughMethods.has(nameOf(tree.aux[node]))
        ? resourceCall(table, file, childIn(tree, node, RsField.receiver), depth + 1)
        : NONE;
    case Rs.Try:
      return resourceCall(table, file, tree.first[node] === node ? NONE : node - 1, depth + 1);
    case Rs.Block: {
      const value = childIn(tree, node, RsField.value);
      return value === NONE ? NONE : resourceCall(table, file, value, depth + 1);
    }
    case Rs.PathExpression: {
      const name = simpleName(tree, node);
      return name === '' ? NONE : resourceCall(table, file, letValue(tree, node, name), depth + 1);
    }
    default:
      return NONE;
  }
}

/** Whether a function is foreign (declared in an extern block, or of `libc`, a `-sys` crate or an `ffi` module) and makes a resource. */
function makesResource(table: CrateTable, file: FileItems, name: string, path: string): boolean {
  const declared = table.functionsNamed(name);
  const foreign = declared.some((each) => each.foreign);
  if (declared.length > 0 && !foreign) return false;
  if (resourcePairs.has(name))
    return (
      foreign || /^(libc|nix|ffi|pyo3)::|::ffi::/.test(path) || /^(libc|pyo3)\b/.test(file.uses.get(name) ?? '') || name.startsWith('Py')
    );
  if (resourceStem(name) === null) return false;
  const first = path.split('::')[0];
  const source = path.includes('::') ? (file.uses.get(first) ?? first) : (file.uses.get(name) ?? '');
  const outside = /(^|::|_)(sys|ffi|bindings|raw|c)(::|$)/.test(path.includes('::') ? `${source}::` : source);
  if (!foreign && !(outside && /^[a-z]/.test(name) && path !== name)) return false;
  return !foreign || declared.some((each) => each.foreign && returnsHandle(each));
}

function returnsHandle({ document, node }: FunctionItem): boolean {
  const returns = childIn(document.tree, node, RsField.returns);
  return returns !== NONE && handleForm(readType(document.tree, returns)) !== null;
}

/** The functions that release what `maker` made: the known pair, else those that the crate declares or calls under a matching name. */
function releasersOf(table: CrateTable, maker: string, path: string): readonly string[] {
  const prefix = path.slice(0, path.length - maker.length);
  const pair = resourcePairs.get(maker);
  if (pair !== undefined) return [prefix + pair];
  const stem = resourceStem(maker);
  if (stem === null) return [];
  return (releasersByStem(table).get(stem) ?? []).map((name) => prefix + name);
}

const stems = new WeakMap<CrateTable, ReadonlyMap<string, readonly string[]>>();

/** The functions whose names say that they release something, by what they release: foreign ones that take a handle, and unknown ones that are called. */
function releasersByStem(table: CrateTable): ReadonlyMap<string, readonly string[]> {
  const known = stems.get(table);
  if (known !== undefined) return known;
  const found = new Map<string, Set<string>>();
  const add = (name: string): void => {
    const stem = releasedStem(name);
    if (stem !== null) found.set(stem, (found.get(stem) ?? new Set()).add(name));
  };
  for (const file of table.files) {
    for (const item of file.functions) if (item.foreign && takesOnlyHandle(item)) add(item.name);
    for (const call of file.nodes(Rs.Call)) {
      const name = calleeName(file.document.tree, call);
      if (!table.functionsNamed(name).some((each) => !each.foreign)) add(name);
    }
  }
  const made = new Map([...found].map(([stem, names]) => [stem, [...names]] as const));
  stems.set(table, made);
  return made;
}

function takesOnlyHandle({ document, node }: FunctionItem): boolean {
  const parameters = parametersOf(document.tree, node);
  if (parameters.length !== 1) return false;
  const type = declaredType(document.tree, parameters[0]);
  return type !== null && (type.head === '*mut' || handleForm(type) !== null);
}

/** Whether some function of the crate calls one of these, and how: in a `Drop`, in a method that consumes `self`, elsewhere. */
export function callersOf(
  table: CrateTable,
  names: ReadonlySet<string>,
): { readonly inDrop: boolean; readonly consuming: ReadonlySet<string> } {
  let inDrop = false;
  const consuming = new Set<string>();
  for (const { file, node } of [...names].flatMap((name) => table.callsNamed(name))) {
    const { tree } = file.document;
    const around = functionAround(tree, node);
    const item = file.functionAt(around);
    if (item?.impl?.trait === 'Drop') inDrop = true;
    else if (item !== undefined && item.impl !== null && takesSelfByValue(tree, around)) consuming.add(item.impl.type);
  }
  return { inDrop, consuming };
}

export function takesSelfByValue(tree: Tree, fn: Node): boolean {
  const [first] = parametersOf(tree, fn);
  return first !== undefined && tree.kind[first] === Rs.SelfParameter && !/[&:]/.test(textOf(tree, first));
}
