/**
 * The items of all files of a crate joined by name.
 *
 * Modules are not resolved: two types of one name count as one with the impls of both, which errs on the side of silence.
 */
import type { Document } from '../../project/document.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import {
  aliasTarget,
  attributesOf,
  calleeName,
  itemsOf,
  lastName,
  pathText,
  type FileItems,
  type FunctionItem,
  type ImplItem,
  type MacroItem,
  type TypeItem,
} from './items.ts';
import { readType } from './types.ts';

export interface CrateTable {
  readonly documents: readonly Document[];
  readonly files: readonly FileItems[];
  typesNamed(name: string): readonly TypeItem[];
  /** The impls of a type, under whatever name they stand (`use … as`, `type`). */
  implsOf(type: string): readonly ImplItem[];
  /** The declared type that an impl is for. */
  typeOfImpl(impl: ImplItem): string;
  /** What a name that no file declares was before some file's `use … as` renamed it, or `undefined`. */
  renamed(name: string): string | undefined;
  /** Functions and methods by name, foreign ones included. */
  functionsNamed(name: string): readonly FunctionItem[];
  /** A `type` alias and the file it stands in. */
  alias(name: string): { readonly file: FileItems; readonly node: number } | undefined;
  /** Whether a macro call in item position names this: what it generates is not known. */
  namedInMacro(name: string): boolean;
  readonly macroCalls: readonly MacroItem[];
  /** Calls of functions and methods, and macro calls, by the last name of what is called. */
  callsNamed(name: string): readonly CrateNode[];
  /** Expressions that make a struct, by the last name of the type (`Self` resolved); `T { … }` and `T(…)` alike. */
  makingOf(type: string): readonly CrateNode[];
  /** Whether a `static` (or `thread_local!`, `lazy_static!`) names this in its type or value. */
  namedInStatic(name: string): boolean;
  /** The `static` items of a name. */
  staticsNamed(name: string): readonly CrateNode[];
  /** The attributes of functions and modules that speak of `#[pymodule]` or `gil_used`. */
  readonly moduleAttributes: readonly string[];
  /** Whether any file speaks of PyO3. */
  readonly usesPyo3: boolean;
}

/** A node of one file of the crate. */
export interface CrateNode {
  readonly file: FileItems;
  readonly node: Node;
}

const tables = new WeakMap<Document, CrateTable>();

/** The table of these documents; made again only when one of them changed. */
export function crateTable(documents: readonly Document[]): CrateTable {
  const [first] = documents;
  const known = tables.get(first);
  if (
    known !== undefined &&
    known.documents.length === documents.length &&
    known.documents.every((each, index) => each === documents[index])
  ) {
    return known;
  }
  const made = makeTable(documents);
  tables.set(first, made);
  return made;
}

/** Macros that declare no impls for the types they name. */
const harmlessMacros: ReadonlySet<string> = new Set([
  'thread_local',
  'lazy_static',
  'create_exception',
  'import_exception',
  'import_exception_bound',
  'assert_impl_all',
  'assert_not_impl_any',
  'const_assert',
  'const_assert_eq',
  'include',
  'compile_error',
  'define_stub_info_gatherer',
  'criterion_group',
  'criterion_main',
]);

function makeTable(documents: readonly Document[]): CrateTable {
  const files = documents.map(itemsOf);
  const types = new Map<string, TypeItem[]>();
  const impls = new Map<string, ImplItem[]>();
  const functions = new Map<string, FunctionItem[]>();
  const aliases = new Map<string, { file: FileItems; node: number }>();
  const macroCalls: MacroItem[] = [];
  const renames = new Map<string, string>();
  for (const file of files) {
    for (const item of file.types) into(types, item.name, item);
    for (const item of file.functions) into(functions, item.name, item);
    for (const [name, node] of file.aliases) aliases.set(name, { file, node });
    macroCalls.push(...file.macroCalls);
    for (const [name, path] of file.uses) if (lastName(path) !== name) renames.set(name, lastName(path));
  }
  const otherTypes = new Map<ImplItem, string>();
  for (const file of files) {
    for (const item of file.impls) {
      const type = typeMeant(file, item.type, types, aliases, renames);
      if (type !== item.type) otherTypes.set(item, type);
      into(impls, type, item);
    }
  }
  let words: Set<string> | undefined;
  let calls: Map<string, CrateNode[]> | undefined;
  let makings: Map<string, CrateNode[]> | undefined;
  let statics: Set<string> | undefined;
  let staticItems: Map<string, CrateNode[]> | undefined;
  const macroWords = (): Set<string> => {
    const found = new Set<string>();
    for (const call of macroCalls) {
      if (harmlessMacros.has(call.name)) continue;
      for (const [word] of textOf(call.document.tree, call.node).matchAll(/\b[A-Za-z_]\w*\b/g)) found.add(word);
    }
    return found;
  };
  let modules: readonly string[] | undefined;
  let speaks: boolean | undefined;
  return {
    documents,
    files,
    macroCalls,
    typesNamed: (name) => types.get(name) ?? none,
    typeOfImpl: (impl) => otherTypes.get(impl) ?? impl.type,
    renamed: (name) => (types.has(name) ? undefined : renames.get(name)),
    implsOf: (type) => impls.get(type) ?? none,
    functionsNamed: (name) => functions.get(name) ?? none,
    alias: (name) => aliases.get(name),
    namedInMacro: (name) => (words ??= macroWords()).has(name),
    callsNamed: (name) => (calls ??= callsOf(files)).get(name) ?? none,
    makingOf: (type) => (makings ??= makingsOf(files)).get(type) ?? none,
    namedInStatic: (name) => (statics ??= wordsOfStatics(files, macroCalls)).has(name),
    staticsNamed: (name) => (staticItems ??= staticItemsOf(files)).get(name) ?? none,
    get moduleAttributes() {
      return (modules ??= files.flatMap(attributesOfModules));
    },
    get usesPyo3() {
      return (speaks ??= documents.some((document) => /\bpyo3(_ffi)?\b/.test(document.text)));
    },
  };
}

const none: readonly never[] = [];

/** The declared type that a name in a file means: through its `use`, `type` aliases and renaming re-exports, as far as they go; else the name itself. */
function typeMeant(
  file: FileItems,
  written: string,
  types: ReadonlyMap<string, unknown>,
  aliases: ReadonlyMap<string, { readonly file: FileItems; readonly node: Node }>,
  renames: ReadonlyMap<string, string>,
): string {
  if (file.types.some(({ name }) => name === written)) return written;
  let name = resolvedName(file, written);
  for (let step = 0; step < 8 && !types.has(name); step += 1) {
    const alias = aliases.get(name);
    const next = alias === undefined ? renames.get(name) : aliasTarget(alias.file.document.tree, alias.node)?.head;
    if (next === undefined || next === name) return written;
    name = next;
  }
  return types.has(name) ? name : written;
}

function attributesOfModules(file: FileItems): readonly string[] {
  const { tree } = file.document;
  const ofModules = file.nodes(Rs.Module).flatMap((node) => attributesOf(tree, node));
  return [...file.functions.flatMap((item) => item.attributes), ...ofModules].filter((attribute) =>
    /\bpymodule\b|\bgil_used\b/.test(attribute),
  );
}

function callsOf(files: readonly FileItems[]): Map<string, CrateNode[]> {
  const found = new Map<string, CrateNode[]>();
  for (const file of files) {
    const { tree } = file.document;
    for (const node of file.nodes(Rs.Call)) into(found, calleeName(tree, node), { file, node });
    for (const kind of [Rs.MethodCall, Rs.MacroCall])
      for (const node of file.nodes(kind)) into(found, nameOf(tree.aux[node]), { file, node });
  }
  return found;
}

function makingsOf(files: readonly FileItems[]): Map<string, CrateNode[]> {
  const found = new Map<string, CrateNode[]>();
  for (const file of files) {
    const { tree } = file.document;
    for (const kind of [Rs.StructExpression, Rs.Call]) {
      for (const node of file.nodes(kind)) {
        const name = kind === Rs.Call ? calleeName(tree, node) : lastName(pathText(tree, childIn(tree, node, RsField.path)));
        if (/^[A-Z]/.test(name)) into(found, name === 'Self' ? implTypeAround(tree, node) : name, { file, node });
      }
    }
  }
  return found;
}

function staticItemsOf(files: readonly FileItems[]): Map<string, CrateNode[]> {
  const found = new Map<string, CrateNode[]>();
  for (const file of files) for (const node of file.statics) into(found, nameOf(file.document.tree.aux[node]), { file, node });
  return found;
}

function wordsOfStatics(files: readonly FileItems[], macroCalls: readonly MacroItem[]): Set<string> {
  const texts = files.flatMap((file) => file.statics.map((node) => textOf(file.document.tree, node)));
  for (const { name, document, node } of macroCalls) if (/^(lazy_static|thread_local)$/.test(name)) texts.push(textOf(document.tree, node));
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
}

/** The last name of the type whose impl is around a node, or ''. */
function implTypeAround(tree: Tree, node: Node): string {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] !== Rs.Impl) continue;
    const type = childIn(tree, at, RsField.type);
    return type === NONE ? '' : readType(tree, type).head;
  }
  return '';
}

function into<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [item]);
  else list.push(item);
}

/** The full path that a path stands for in a file: its first name through `use`, then as written. */
export function resolvePath(file: FileItems, path: string): string {
  const split = path.indexOf('::');
  const first = split === -1 ? path : path.slice(0, split);
  const full = file.uses.get(first);
  if (full === undefined || full === first) return path;
  return split === -1 ? full : full + path.slice(split);
}

/** The last name of what a path stands for (`use x::Foo as Bar`: Bar → Foo). */
export const resolvedName = (file: FileItems, path: string): string => lastName(resolvePath(file, path));
