/**
 * What a Rust type does with Python references, and how `__traverse__` and `__clear__` reach them.
 *
 * Asked for a field of a class, the question is whether a path of owned references can lead back to that class:
 * a reference typed `Py<Leaf>` cannot close a cycle, one typed `Py<PyAny>` can.
 */
import type { Ownership } from '../rust-facts.ts';
import {
  backedTypes,
  holdingPythonTypes,
  holdsNothing,
  leafPythonTypes,
  openingOptions,
  opaqueTypes,
  pythonPointers,
  sharedWrappers,
  wrappers,
} from '../model/pyo3.ts';
import { resolvePath, resolvedName, type CrateTable } from './crate.ts';
import { aliasTarget, itemsOf, lastName, type FileItems, type TypeItem } from './items.ts';
import { readType, typeTerm, type RustType } from './types.ts';

const MAX_DEPTH = 24;
const ranks: readonly Ownership[] = ['none', 'leaf', 'opaque', 'shared', 'owns'];
const graver = (one: Ownership, other: Ownership): Ownership => (ranks.indexOf(one) >= ranks.indexOf(other) ? one : other);

/** Who asks: the crate, the file whose names count, the class the question is about (or ''), and the types under way. */
export interface Asker {
  readonly table: CrateTable;
  readonly file: FileItems;
  readonly about: string;
  readonly generics: readonly string[];
}

export const ownershipOf = (asker: Asker, type: RustType): Ownership => judge(asker, type, new Map(), 0);

function judge(asker: Asker, written: RustType, under: Map<string, Ownership>, depth: number): Ownership {
  if (depth > MAX_DEPTH) return 'none';
  const type = expand(asker, written);
  const { head, args } = type;
  const inside = (): Ownership => args.reduce<Ownership>((worst, arg) => graver(worst, judge(asker, arg, under, depth + 1)), 'none');
  switch (head) {
    case '&':
    case '&mut':
    case '*const':
    case '*mut':
    case 'fn':
    case '!':
    case '_':
      return 'none';
    case '(':
    case '[':
      return inside();
    case 'dyn':
    case 'impl':
      return 'opaque';
  }
  if (asker.generics.includes(head)) return 'none';
  if (head === 'PyObject') return isRawObject(asker, type) ? 'none' : 'owns';
  if (pythonPointers.has(head)) return args.length === 0 ? 'none' : judgePython(asker, args[args.length - 1], under, depth + 1);
  if (backedTypes.has(head)) return 'leaf';
  if (sharedWrappers.has(head)) {
    const held = inside();
    return held === 'owns' || held === 'shared' ? 'shared' : held;
  }
  if (wrappers.has(head)) return inside();
  const local = typesMeant(asker, type);
  if (local.length > 0) return graver(judgeLocal(asker, local, under, depth), inside());
  if (holdsNothing.has(head)) return 'none';
  if (opaqueTypes.has(head)) return 'opaque';
  // `hash_map::Iter<'_, K, V>` and the like look at what others own
  return type.borrows === true ? 'none' : inside();
}

/** Whether a value of this type lets a caller hand in any object at all (`Py<PyAny>`, `&Bound<'_, PyAny>`, `Vec<PyObject>` …). */
export function holdsAnything(asker: Asker, written: RustType): boolean {
  const type = expand(asker, written);
  if (type.head === '&' || type.head === '&mut' || type.head === 'Borrowed') return type.args.some((arg) => holdsAnything(asker, arg));
  if (holdingPythonTypes.has(type.head)) return true;
  return ownershipOf(asker, type) === 'owns';
}

/** What the object behind a `Py<T>` can lead to. */
function judgePython(asker: Asker, written: RustType, under: Map<string, Ownership>, depth: number): Ownership {
  const type = expand(asker, written);
  if (type.head === asker.about) return 'owns';
  const local = typesMeant(asker, type);
  if (local.length > 0) {
    if (local.some((item) => openingOptions.some((option) => item.pyclass?.has(option)))) return 'owns';
    const held = judgeLocal(asker, local, under, depth);
    return held === 'owns' || held === 'shared' ? 'owns' : held === 'opaque' ? 'opaque' : 'leaf';
  }
  if (leafPythonTypes.has(type.head)) return 'leaf';
  if (holdingPythonTypes.has(type.head)) return 'owns';
  if (type.head === 'PyObject') return isRawObject(asker, type) ? 'none' : 'owns';
  if (pythonPointers.has(type.head)) return 'owns';
  return 'leaf';
}

/** The types of the crate that a name means: those of the file itself, else those of the module that it is imported from, else all of that name. */
function typesMeant({ table, file }: Asker, { head, path }: RustType): readonly TypeItem[] {
  const all = table.typesNamed(head);
  if (all.length < 2) return all;
  const full = resolvePath(file, path).split('::');
  const own = full.length === 1 ? all.filter((item) => item.document === file.document) : [];
  if (own.length > 0) return own;
  const module = full.at(-2) ?? '';
  const imported = all.filter(
    (item) =>
      item.module.endsWith(module) || item.document.path.endsWith(`/${module}.rs`) || item.document.path.endsWith(`/${module}/mod.rs`),
  );
  return module !== '' && imported.length > 0 ? imported : all;
}

/** The fields of a type of the crate. A type that is already being looked at adds nothing new; each is looked at once. */
function judgeLocal(asker: Asker, items: readonly TypeItem[], under: Map<string, Ownership>, depth: number): Ownership {
  const [{ name }] = items;
  const known = under.get(name);
  if (known !== undefined || depth > MAX_DEPTH) return known ?? 'none';
  under.set(name, 'none');
  let worst: Ownership = 'none';
  for (const item of items) {
    const inner: Asker = { ...asker, file: itemsOf(item.document), generics: item.generics };
    for (const field of item.fields) {
      worst = graver(worst, judge(inner, readType(item.document.tree, field.typeNode), under, depth + 1));
    }
  }
  under.set(name, worst);
  return worst;
}

/** Through `use … as`, `Self` and `type` aliases, as far as they go. */
export function expand(asker: Asker, written: RustType): RustType {
  let type = written;
  for (let step = 0; step < 8; step += 1) {
    if (/^\W/.test(type.head)) return type;
    if (type.head === 'Self' && asker.about !== '') return typeTerm(asker.about);
    const name = resolvedName(asker.file, type.path);
    const own = type.path === name ? asker.file.aliases.get(name) : undefined;
    const alias = own === undefined ? asker.table.alias(name) : { file: asker.file, node: own };
    const renamed = alias === undefined ? asker.table.renamed(name) : undefined;
    if (renamed !== undefined && renamed !== name) {
      type = { ...type, head: renamed, path: renamed };
      continue;
    }
    if (alias === undefined || (own === undefined && asker.table.typesNamed(name).length > 0))
      return name === type.head ? type : { ...type, head: name, path: resolvePath(asker.file, type.path) };
    const target = aliasTarget(alias.file.document.tree, alias.node);
    if (target === null || target.head === type.head) return type;
    type = target;
  }
  return type;
}

/** `ffi::PyObject` is CPython's struct, not PyO3's owner. */
function isRawObject(asker: Asker, type: RustType): boolean {
  const path = resolvePath(asker.file, type.path);
  return (
    /(^|::)(pyo3_)?ffi(::|$)/.test(path) ||
    (path === 'PyObject' && asker.file.globs.some((glob) => lastName(glob) === 'ffi' || glob === 'pyo3_ffi'))
  );
}

/** An expression in generated code, and whether it already is a reference. */
interface Place {
  readonly text: string;
  readonly reference: boolean;
}

const loopNames = ['item', 'inner', 'innermost'];
const keyNames = ['key', 'inner_key', 'innermost_key'];

/** The statements of a `__traverse__` that visit what a field owns; '' if there is nothing, `null` if it cannot be reached safely. */
export function visitStatements(asker: Asker, type: RustType, field: string): string | null {
  const lines = visitLines(asker, type, { text: `self.${field}`, reference: false }, 0);
  return lines === null ? null : lines.join('\n');
}

function visitLines(asker: Asker, written: RustType, place: Place, depth: number): string[] | null {
  const held = ownershipOf(asker, written);
  if (held === 'none' || held === 'leaf') return [];
  if (held === 'shared' || held === 'opaque' || depth >= loopNames.length) return null;
  const type = expand(asker, written);
  const borrowed = place.reference ? place.text : `&${place.text}`;
  const [first, second] = type.args;
  if (type.head === 'Py' || type.head === 'PyObject') return [`visit.call(${borrowed})?;`];
  if (type.head === '(') {
    const lines = type.args.map((arg, index) => visitLines(asker, arg, { text: `${place.text}.${index}`, reference: false }, depth));
    return lines.some((each) => each === null) ? null : lines.flatMap((each) => each ?? []);
  }
  if (type.head === '[') return around(asker, first, `for ${loopNames[depth]} in ${called(place)}.iter()`, depth);
  const wrapper = wrappers.get(type.head);
  if (wrapper === undefined || asker.table.typesNamed(type.head).length > 0 || !hasUsualMethods(type)) return null;
  switch (wrapper.visit) {
    case 'option': {
      const inner = expand(asker, first);
      if (inner.head === 'Py' || inner.head === 'PyObject') return [`visit.call(${borrowed})?;`];
      return around(asker, first, `if let Some(${loopNames[depth]}) = ${borrowed}`, depth);
    }
    case 'each':
      return around(asker, type.head === 'SmallVec' ? first?.args[0] : first, `for ${loopNames[depth]} in ${called(place)}.iter()`, depth);
    case 'pairs':
      return pairs(asker, first, second, place, depth);
    case 'deref':
      return visitLines(asker, first, { text: place.reference ? `**${place.text}` : `*${place.text}`, reference: false }, depth + 1);
    case null:
      return null;
  }
}

/** Whether a container is of a library whose `iter`, `keys` and `values` are those of the standard library; others may share the name only. */
const hasUsualMethods = ({ path }: RustType): boolean =>
  !path.includes('::') || /^(std|core|alloc|hashbrown|indexmap|ahash|smallvec|arrayvec|rustc_hash|fnv)::/.test(path);

function around(asker: Asker, type: RustType | undefined, header: string, depth: number): string[] | null {
  if (type === undefined) return null;
  const body = visitLines(asker, type, { text: loopNames[depth], reference: true }, depth + 1);
  return body === null ? null : [`${header} {`, ...indent(body), '}'];
}

function pairs(asker: Asker, key: RustType | undefined, value: RustType | undefined, place: Place, depth: number): string[] | null {
  if (key === undefined || value === undefined) return null;
  const inKeys = visitLines(asker, key, { text: keyNames[depth], reference: true }, depth + 1);
  const inValues = visitLines(asker, value, { text: loopNames[depth], reference: true }, depth + 1);
  if (inKeys === null || inValues === null) return null;
  if (inKeys.length === 0) return [`for ${loopNames[depth]} in ${called(place)}.values() {`, ...indent(inValues), '}'];
  if (inValues.length === 0) return [`for ${keyNames[depth]} in ${called(place)}.keys() {`, ...indent(inKeys), '}'];
  return [`for (${keyNames[depth]}, ${loopNames[depth]}) in ${called(place)}.iter() {`, ...indent([...inKeys, ...inValues]), '}'];
}

/** The place as the receiver of a call. */
const called = (place: Place): string => (place.text.startsWith('*') ? `(${place.text})` : place.text);

const indent = (lines: readonly string[]): string[] => lines.map((line) => `    ${line}`);

/** The statement of a `__clear__` that lets go of what a field owns, or `null` where the type has no empty value. */
export function clearStatement(asker: Asker, written: RustType, field: string): string | null {
  const held = ownershipOf(asker, written);
  if (held !== 'owns') return null;
  const type = expand(asker, written);
  if (asker.table.typesNamed(type.head).length > 0) return null;
  switch (wrappers.get(type.head)?.clear ?? null) {
    case 'none':
      return `self.${field} = None;`;
    case 'clear':
      return hasUsualMethods(type) ? `self.${field}.clear();` : null;
    case null:
      return null;
  }
}
