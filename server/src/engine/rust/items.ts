/**
 * The items of one Rust file: types with their fields, impls, functions, foreign functions, imports and aliases.
 *
 * Made in one pass over the tree and kept with it, so that an edit re-reads the edited file only. Names are as written; the crate joins them.
 */
import type { Document } from '../../project/document.ts';
import { ImplFlag, MacroForm, Rs, RsField, UseForm } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { children, childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { headOf, readType, type RustType } from './types.ts';

const {
  Struct,
  Enum,
  Union,
  Variant,
  Field,
  Impl,
  Function: FunctionItemKind,
  ExternBlock,
  Use,
  UseTree,
  TypeAlias,
  MacroCall,
  MacroRules,
  Module,
  Attribute,
  Static,
  TypeParameter,
  LifetimeParameter,
  Identifier,
  Parameter,
  SelfParameter,
  Crate: CrateRoot,
  TokenTree,
  Trait,
} = Rs;

export interface FieldItem {
  /** '0', '1', … in tuple structs. */
  readonly name: string;
  readonly node: Node;
  readonly typeNode: Node;
  /** The variant of an enum that holds it; '' in structs. */
  readonly variant: string;
  readonly attributes: string;
}

export interface TypeItem {
  readonly name: string;
  readonly document: Document;
  readonly node: Node;
  readonly kind: 'struct' | 'enum' | 'union';
  readonly generics: readonly string[];
  readonly lifetimes: boolean;
  readonly fields: readonly FieldItem[];
  readonly attributes: readonly string[];
  /** The options of `#[pyclass]`, in any of its spellings; `null` without it. */
  readonly pyclass: ReadonlyMap<string, string> | null;
  /** Whether `#[pyclass]` stands under a condition (`cfg_attr`). */
  readonly conditional: boolean;
  readonly module: string;
}

export interface FunctionItem {
  readonly name: string;
  readonly document: Document;
  readonly node: Node;
  /** The impl around it, or `null`. */
  readonly impl: ImplItem | null;
  readonly attributes: readonly string[];
  readonly foreign: boolean;
  readonly module: string;
}

export interface ImplItem {
  readonly document: Document;
  readonly node: Node;
  /** Last name of the type, without the renamings of its own file (`use … as`, `type`). */
  readonly type: string;
  /** Last name of the trait, or `null`. */
  readonly trait: string | null;
  readonly pymethods: boolean;
  readonly methods: FunctionItem[];
}

export interface MacroItem {
  readonly name: string;
  readonly document: Document;
  readonly node: Node;
}

export interface FileItems {
  readonly document: Document;
  readonly types: readonly TypeItem[];
  readonly impls: readonly ImplItem[];
  readonly functions: readonly FunctionItem[];
  /** The item of a function's node. */
  functionAt(node: Node): FunctionItem | undefined;
  readonly aliases: ReadonlyMap<string, Node>;
  /** Local name → full path. */
  readonly uses: ReadonlyMap<string, string>;
  readonly globs: readonly string[];
  /** Macro calls in item position. */
  readonly macroCalls: readonly MacroItem[];
  readonly macroRules: ReadonlySet<string>;
  readonly statics: readonly Node[];
  /** Nodes by kind, in postorder. */
  nodes(kind: number): readonly Node[];
}

const known = new WeakMap<Tree, FileItems>();

export function itemsOf(document: Document): FileItems {
  const { tree } = document;
  let items = known.get(tree);
  if (items === undefined) known.set(tree, (items = readItems(document)));
  return items;
}

function readItems(document: Document): FileItems {
  const { tree } = document;
  const byKind = bucket(tree);
  const nodes = (kind: number): readonly Node[] => byKind[kind] ?? [];
  const uses = new Map<string, string>();
  const globs: string[] = [];
  for (const use of nodes(Use)) {
    for (const child of children(tree, use)) if (tree.kind[child] === UseTree) readUse(tree, child, '', uses, globs);
  }
  const aliases = new Map<string, Node>();
  for (const alias of nodes(TypeAlias)) {
    const parent = tree.parent[alias];
    if (parent !== NONE && tree.kind[parent] === Impl) continue;
    const target = childIn(tree, alias, RsField.type) !== NONE ? childIn(tree, alias, RsField.type) : childIn(tree, alias, RsField.value);
    if (target !== NONE) aliases.set(nameOf(tree.aux[alias]), alias);
  }
  const types: TypeItem[] = [];
  for (const kind of [Struct, Enum, Union]) for (const node of nodes(kind)) types.push(readTypeItem(document, node, uses));
  const impls = new Map<Node, ImplItem>();
  for (const node of nodes(Impl)) {
    const item = readImpl(document, node, uses, (name) => withoutRenaming(tree, name, types, aliases, uses));
    if (item !== null) impls.set(node, item);
  }
  const functions: FunctionItem[] = [];
  for (const node of nodes(FunctionItemKind)) {
    const parent = tree.parent[node];
    const impl = impls.get(parent) ?? null;
    const item: FunctionItem = {
      name: nameOf(tree.aux[node]),
      document,
      node,
      impl,
      attributes: attributesOf(tree, node),
      foreign: parent !== NONE && tree.kind[parent] === ExternBlock,
      module: moduleOf(tree, node),
    };
    functions.push(item);
    impl?.methods.push(item);
  }
  let byNode: Map<Node, FunctionItem> | undefined;
  const macroCalls: MacroItem[] = [];
  for (const node of nodes(MacroCall)) {
    if (isItemPosition(tree, node)) macroCalls.push({ name: nameOf(tree.aux[node]), document, node });
  }
  return {
    document,
    types,
    impls: [...impls.values()],
    functions,
    functionAt: (node) => (byNode ??= new Map(functions.map((each) => [each.node, each]))).get(node),
    aliases,
    uses,
    globs,
    macroCalls,
    macroRules: new Set(nodes(MacroRules).map((node) => nameOf(tree.aux[node]))),
    statics: nodes(Static),
    nodes,
  };
}

function bucket(tree: Tree): (Node[] | undefined)[] {
  const byKind: (Node[] | undefined)[] = [];
  for (let node = 0; node < tree.size; node += 1) (byKind[tree.kind[node]] ??= []).push(node);
  return byKind;
}

function isItemPosition(tree: Tree, node: Node): boolean {
  let parent = tree.parent[node];
  if (parent !== NONE && tree.kind[parent] === Rs.ExpressionStatement) return false;
  if (parent !== NONE && tree.kind[parent] === TokenTree) {
    const call = tree.parent[parent];
    if (call === NONE || tree.flag[call] !== MacroForm.items) return false;
    parent = tree.parent[call];
  }
  if (parent === NONE) return true;
  const kind = tree.kind[parent];
  return kind === CrateRoot || kind === Module || kind === Impl || kind === Trait || kind === ExternBlock;
}

/** Flattens a use tree; deep nesting is bounded by the depth of the tree, which the parser bounds. */
function readUse(tree: Tree, node: Node, prefix: string, uses: Map<string, string>, globs: string[]): void {
  const pathNode = childIn(tree, node, RsField.path);
  const own = pathNode === NONE ? '' : pathText(tree, pathNode);
  const path = own === 'self' && prefix !== '' ? prefix : prefix === '' ? own : own === '' ? prefix : `${prefix}::${own}`;
  const form = tree.flag[node];
  if (form === UseForm.glob) globs.push(path);
  else if (form === UseForm.list) {
    for (const item of childrenIn(tree, node, RsField.items)) readUse(tree, item, path, uses, globs);
  } else {
    const rename = childIn(tree, node, RsField.rename);
    const name = rename === NONE ? lastName(path) : textOf(tree, rename);
    if (name !== '' && name !== '_') uses.set(name, path);
  }
}

/** The names of a path without generics and spaces: `a::b::C`. */
export function pathText(tree: Tree, path: Node): string {
  const names: string[] = [];
  for (const segment of children(tree, path)) {
    const kind = tree.kind[segment];
    if (kind === Rs.PathSegment || kind === Identifier) names.push(nameOf(tree.aux[segment]));
  }
  if (names.length === 0) {
    const name = nameOf(tree.aux[path]);
    if (name !== '') names.push(name);
  }
  return names.join('::');
}

/** The last name of what is called: `ffi::Py_DECREF(x)` → `Py_DECREF`; '' for anything but a path. */
export function calleeName(tree: Tree, call: Node): string {
  const callee = childIn(tree, call, RsField.callee);
  if (callee === NONE || tree.kind[callee] !== Rs.PathExpression) return '';
  const path = childIn(tree, callee, RsField.path);
  return path === NONE ? '' : nameOf(tree.aux[path]);
}

/** The whole path of what is called, generics left out; '' for anything but a path. */
export function calleePath(tree: Tree, call: Node): string {
  const callee = childIn(tree, call, RsField.callee);
  if (callee === NONE || tree.kind[callee] !== Rs.PathExpression) return '';
  const path = childIn(tree, callee, RsField.path);
  return path === NONE ? '' : pathText(tree, path);
}

export const lastName = (path: string): string => path.slice(path.lastIndexOf(':') + 1);

function readTypeItem(document: Document, node: Node, uses: ReadonlyMap<string, string>): TypeItem {
  const { tree } = document;
  const kind = tree.kind[node] === Struct ? 'struct' : tree.kind[node] === Enum ? 'enum' : 'union';
  const attributes = attributesOf(tree, node);
  const found = readPyclass(attributes, uses);
  const generics = childIn(tree, node, RsField.generics);
  const parameters = generics === NONE ? [] : children(tree, generics);
  const fields: FieldItem[] = [];
  for (const child of children(tree, node)) {
    if (tree.kind[child] === Field) fields.push(readField(tree, child, fields.length, ''));
    else if (tree.kind[child] === Variant) {
      let index = 0;
      for (const inner of children(tree, child)) {
        if (tree.kind[inner] === Field) fields.push(readField(tree, inner, index++, nameOf(tree.aux[child])));
      }
    }
  }
  return {
    name: nameOf(tree.aux[node]),
    document,
    node,
    kind,
    fields,
    attributes,
    generics: parameters.filter((each) => tree.kind[each] === TypeParameter).map((each) => nameOf(tree.aux[each])),
    lifetimes: parameters.some((each) => tree.kind[each] === LifetimeParameter),
    pyclass: found?.options ?? null,
    conditional: found?.conditional ?? false,
    module: moduleOf(tree, node),
  };
}

function readField(tree: Tree, node: Node, index: number, variant: string): FieldItem {
  const name = nameOf(tree.aux[node]);
  return {
    name: name === '' ? String(index) : name,
    node,
    typeNode: childIn(tree, node, RsField.type),
    variant,
    attributes: attributesOf(tree, node).join(' '),
  };
}

/** What a file calls by another name: through its `type` aliases and its `use … as`, once each. */
function withoutRenaming(
  tree: Tree,
  name: string,
  types: readonly TypeItem[],
  aliases: ReadonlyMap<string, Node>,
  uses: ReadonlyMap<string, string>,
): string {
  if (types.some((each) => each.name === name)) return name;
  const alias = aliases.get(name);
  const target = alias === undefined ? null : aliasTarget(tree, alias);
  const before = target === null || /^\W/.test(target.head) ? name : target.head;
  return lastName(uses.get(before) ?? before);
}

/** The type that a `type` alias stands for. */
export function aliasTarget(tree: Tree, node: Node): RustType | null {
  for (let child = node - 1; child >= tree.first[node]; child = tree.first[child] - 1) {
    const type = readType(tree, child);
    if (type.head !== '_') return type;
  }
  return null;
}

function readImpl(document: Document, node: Node, uses: ReadonlyMap<string, string>, meant: (name: string) => string): ImplItem | null {
  const { tree } = document;
  const typeNode = childIn(tree, node, RsField.type);
  if (typeNode === NONE) return null;
  const traitNode = childIn(tree, node, RsField.trait);
  return {
    document,
    node,
    type: meant(headOf(readType(tree, typeNode))),
    trait:
      traitNode === NONE || (tree.flag[node] & ImplFlag.negative) !== 0
        ? null
        : nameOf(tree.aux[traitNode]) || lastName(pathText(tree, traitNode)),
    pymethods: attributesOf(tree, node).some((attribute) => namesMacro(attribute, 'pymethods', uses)),
    methods: [],
  };
}

/** The text of the attributes of an item, `#[` and `]` taken off. */
export function attributesOf(tree: Tree, node: Node): readonly string[] {
  const found: string[] = [];
  for (const child of children(tree, node)) {
    if (tree.kind[child] === Attribute)
      found.push(
        textOf(tree, child)
          .replace(/^#!?\s*\[\s*/, '')
          .replace(/\s*\]$/, ''),
      );
  }
  return found;
}

/** Whether an attribute applies a macro of PyO3, under a condition or not, renamed or not. */
export function namesMacro(attribute: string, macro: string, uses: ReadonlyMap<string, string>): boolean {
  const head = /^[\w:\s]+/.exec(attribute)?.[0].replace(/\s+/g, '') ?? '';
  if (lastName(head) === macro) return true;
  if (head === 'cfg_attr') return new RegExp(`[\\s,(:]${macro}\\b`).test(attribute);
  return lastName(uses.get(head) ?? '') === macro;
}

function readPyclass(
  attributes: readonly string[],
  uses: ReadonlyMap<string, string>,
): { readonly options: ReadonlyMap<string, string>; readonly conditional: boolean } | null {
  for (const attribute of attributes) {
    if (!namesMacro(attribute, 'pyclass', uses)) continue;
    const conditional = attribute.startsWith('cfg_attr');
    const at = conditional ? attribute.search(/\bpyclass\b/) : 0;
    const open = attribute.indexOf('(', at);
    const inner = open === -1 ? '' : balanced(attribute, open);
    const options = readOptions(inner);
    for (const other of attributes)
      if (/^pyo3\s*\(/.test(other)) readOptions(balanced(other, other.indexOf('('))).forEach((value, key) => options.set(key, value));
    return { options, conditional };
  }
  return null;
}

/** What stands between a bracket and its partner. */
function balanced(text: string, open: number): string {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && --depth === 0) return text.slice(open + 1, at);
  }
  return text.slice(open + 1);
}

/** `a, b = "c", d(e)` → a: '', b: 'c', d: ''. */
export function readOptions(text: string): Map<string, string> {
  const options = new Map<string, string>();
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const unit = text[at];
    if (unit === '(' || unit === '[' || unit === '<') depth += 1;
    else if (unit === ')' || unit === ']' || unit === '>') depth -= 1;
    if (at < text.length && (unit !== ',' || depth > 0)) continue;
    const [name, value = ''] = text.slice(start, at).split('=', 2);
    const key = /\w+/.exec(name)?.[0];
    if (key !== undefined) options.set(key, value.trim().replace(/^"|"$/g, ''));
    start = at + 1;
  }
  return options;
}

/** The inline modules around a node, outermost first: `a::b`; '' at the file's top. */
function moduleOf(tree: Tree, node: Node): string {
  const names: string[] = [];
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Module) names.push(nameOf(tree.aux[at]));
  return names.reverse().join('::');
}

/** The parameters of a function or closure, `self` first where there is one. */
export const parametersOf = (tree: Tree, node: Node): Node[] =>
  childrenIn(tree, node, RsField.parameters).flatMap((child) =>
    tree.kind[child] === Parameter || tree.kind[child] === SelfParameter ? [child] : [],
  );

/** The declared type of a node that has one, or `null`. */
export function declaredType(tree: Tree, node: Node): RustType | null {
  const type = childIn(tree, node, RsField.type);
  return type === NONE ? null : readType(tree, type);
}

/** The nodes of a list in postorder that lie in a subtree. */
export function nodesWithin(tree: Tree, nodes: readonly Node[], root: Node): readonly Node[] {
  const firstFrom = (wanted: Node): number => {
    let low = 0;
    let high = nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (nodes[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return nodes.slice(firstFrom(tree.first[root]), firstFrom(root + 1));
}

/** Where an item's name stands: its keyword's neighbour, else the item's first line. */
export function nameSpan(tree: Tree, node: Node): { readonly start: number; readonly end: number } {
  const name = nameOf(tree.aux[node]);
  let from = tree.start[node];
  for (const child of children(tree, node)) {
    if (tree.kind[child] === Attribute || tree.kind[child] === Rs.Visibility) from = Math.max(from, tree.end[child]);
    else break;
  }
  const found = name === '' ? -1 : findWord(tree.text, name, from, tree.end[node]);
  return found === -1 ? { start: from, end: Math.min(tree.end[node], from + 1) } : { start: found, end: found + name.length };
}

function findWord(text: string, word: string, from: number, to: number): number {
  for (let at = text.indexOf(word, from); at !== -1 && at < to; at = text.indexOf(word, at + 1)) {
    if (!/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + word.length] ?? ' ')) return at;
  }
  return -1;
}
