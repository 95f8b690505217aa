/**
 * What readers of a Rust tree ask for, in its words: attributes, paths, types, functions, impls, fields, imports, string values.
 *
 * Nothing here allocates nodes or keeps anything; every function is total (`NONE`, '' or `null` where there is no answer).
 */
import type { Span } from '../../base/span.ts';
import { nameOf } from '../names.ts';
import { NONE, childIn, children, childrenIn } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { LiteralForm, Rs, RsField, UseForm } from './kinds.ts';
import { KEYWORDS, Token } from './tokens.ts';

const { Attribute, Field, Impl, Literal, Meta, Parameter, Path, PathExpression, PathPattern, PathSegment } = Rs;
const { PathType, SelfParameter } = Rs;

// — paths

/** The names of a path, generics left out: `['pyo3', 'types', 'PyList']`. */
export const segmentsOf = (tree: Tree, path: Node): string[] =>
  path === NONE ? [] : childrenIn(tree, path, RsField.segments).map((segment) => nameOf(tree.aux[segment]));

/** A path without generics, spaces and a leading `::`: `pyo3::types::PyList`. The type of `<T as Trait>::name` is left out too. */
export const pathText = (tree: Tree, path: Node): string => segmentsOf(tree, path).join('::');

/** The path that a path expression, pattern, type, macro call, attribute or bound is made of; a path itself; else `NONE`. */
export const pathOf = (tree: Tree, node: Node): Node =>
  node === NONE ? NONE : tree.kind[node] === Path ? node : childIn(tree, node, RsField.path);

/** The name of an expression, pattern or type that is a single plain name, or ''. */
export function simpleName(tree: Tree, node: Node): string {
  if (node === NONE) return '';
  const kind = tree.kind[node];
  if (kind !== PathExpression && kind !== PathType && kind !== PathPattern && kind !== Path) return '';
  const path = pathOf(tree, node);
  const segment = path - 1;
  const plain = path !== NONE && tree.flag[path] === 0 && tree.first[path] === segment && tree.kind[segment] === PathSegment;
  return plain ? nameOf(tree.aux[segment]) : '';
}

/** The generic arguments behind the last name of a path, or of the type or expression that is a path. */
export function genericArgumentsOf(tree: Tree, node: Node): Node[] {
  const path = pathOf(tree, node);
  const segment = path === NONE ? NONE : childIn(tree, path, RsField.segments);
  const generics = segment === NONE ? NONE : childIn(tree, segment, RsField.generics);
  return generics === NONE ? [] : childrenIn(tree, generics, RsField.arguments);
}

/** The last name of a type that is a path (`Vec` of `std::vec::Vec<T>`), or ''. */
export function headName(tree: Tree, type: Node): string {
  const path = type !== NONE && (tree.kind[type] === PathType || tree.kind[type] === Path) ? pathOf(tree, type) : NONE;
  return path === NONE ? '' : nameOf(tree.aux[path]);
}

// — attributes

/** The attributes of an item, field, variant, parameter, statement, arm or expression, in source order. */
export const attributesOf = (tree: Tree, node: Node): Node[] => childrenIn(tree, node, RsField.attributes);

/** The arguments of an attribute or of one of its arguments: `Meta` nodes, expressions, and `TokenTree`s that are neither. */
export function metaArguments(tree: Tree, meta: Node): Node[] {
  const tokens = meta === NONE ? NONE : childIn(tree, meta, RsField.tokens);
  return tokens === NONE ? [] : childrenIn(tree, tokens, RsField.arguments);
}

/** The argument of an attribute that has this name, with or without a value, or `NONE`. */
export const metaArgument = (tree: Tree, meta: Node, name: string): Node =>
  metaArguments(tree, meta).find((each) => tree.kind[each] === Meta && pathText(tree, pathOf(tree, each)) === name) ?? NONE;

/** The value of `name = value`, or `NONE`. */
export const metaValue = (tree: Tree, meta: Node): Node => (meta === NONE ? NONE : childIn(tree, meta, RsField.value));

/**
 * Every attribute of a node whose path ends with a name, as an `Attribute`, or as a `Meta` where it stands inside
 * `#[cfg_attr(condition, …)]`: `pyclass` finds `#[pyclass]`, `#[pyo3::pyclass(frozen)]` and `#[cfg_attr(x, pyclass)]`.
 */
export const attributesNamed = (tree: Tree, node: Node, name: string): Node[] =>
  attributesOf(tree, node).flatMap((attribute) => appliedNamed(tree, attribute, name));

function appliedNamed(tree: Tree, meta: Node, name: string): Node[] {
  if (tree.kind[meta] !== Attribute && tree.kind[meta] !== Meta) return [];
  const own = nameOf(tree.aux[meta]);
  if (own === name) return [meta];
  // the parser bounds how deep these can be nested
  return own === 'cfg_attr'
    ? metaArguments(tree, meta)
        .slice(1)
        .flatMap((each) => appliedNamed(tree, each, name))
    : [];
}

/** Whether a node has `#[name]`, under a condition or not. */
export const hasAttribute = (tree: Tree, node: Node, name: string): boolean => attributesNamed(tree, node, name).length > 0;

// — items

/** The parameters of a function or closure, `self` first where there is one. */
export const parametersOf = (tree: Tree, node: Node): Node[] =>
  childrenIn(tree, node, RsField.parameters).filter((each) => tree.kind[each] === Parameter || tree.kind[each] === SelfParameter);

export const typeOf = (tree: Tree, node: Node): Node => childIn(tree, node, RsField.type);
export const returnTypeOf = (tree: Tree, node: Node): Node => childIn(tree, node, RsField.returns);
export const bodyOf = (tree: Tree, node: Node): Node => childIn(tree, node, RsField.body);

/** The items of a file, module, trait, impl or extern block. */
export const itemsOf = (tree: Tree, node: Node): Node[] => childrenIn(tree, node, RsField.items);

/** The fields of a struct, union or variant. */
export const fieldsOf = (tree: Tree, node: Node): Node[] =>
  childrenIn(tree, node, RsField.fields).filter((each) => tree.kind[each] === Field);

/** The name of the type that an impl is for, references looked through, or ''. */
export function implTypeName(tree: Tree, impl: Node): string {
  let type = tree.kind[impl] === Impl ? typeOf(tree, impl) : NONE;
  while (type !== NONE && tree.kind[type] === Rs.ReferenceType) type = typeOf(tree, type);
  return headName(tree, type);
}

/** The last name of the trait that an impl implements, or ''. */
export function implTraitName(tree: Tree, impl: Node): string {
  const path = tree.kind[impl] === Impl ? childIn(tree, impl, RsField.trait) : NONE;
  return path === NONE ? '' : nameOf(tree.aux[path]);
}

// — imports

export interface Import {
  /** The name in this scope; '' for a glob and for `as _`. */
  readonly alias: string;
  /** The full path as written: `std::io` for `use std::io::{self}`. For a glob, the path before `::*`. */
  readonly path: string;
  readonly glob: boolean;
  /** The tree's leaf that says so. */
  readonly node: Node;
}

/** What a use declaration brings in, its tree flattened. */
export function importsOf(tree: Tree, use: Node): Import[] {
  const found: Import[] = [];
  const pending: [node: Node, prefix: string][] = childrenIn(tree, use, RsField.items).map((node) => [node, '']);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, prefix] = next;
    const own = segmentsOf(tree, childIn(tree, node, RsField.path));
    if (own.length === 1 && own[0] === 'self' && prefix !== '') own.pop();
    const path = [prefix, ...own].filter((part) => part !== '').join('::');
    if (tree.flag[node] === UseForm.list) {
      for (const item of childrenIn(tree, node, RsField.items).reverse()) pending.push([item, path]);
    } else if (tree.flag[node] === UseForm.glob) {
      found.push({ alias: '', path, glob: true, node });
    } else {
      const rename = childIn(tree, node, RsField.rename);
      const alias = rename === NONE ? path.slice(path.lastIndexOf(':') + 1) : nameOf(tree.aux[rename]);
      found.push({ alias: alias === '_' ? '' : alias, path, glob: false, node });
    }
  }
  return found;
}

// — names and literals

/**
 * Where the name stands that `aux` holds: of items, variants, fields, parameters of generics, bindings, field and method
 * accesses, macro calls and attributes. The whole node where it has no name of its own.
 */
export function nameSpan(tree: Tree, node: Node): Span {
  const name = nameOf(tree.aux[node]);
  const whole = { start: tree.start[node], end: tree.end[node] };
  const path = childIn(tree, node, RsField.path);
  if (path !== NONE) {
    const segment = childIn(tree, path, RsField.segments);
    const at = segment === NONE ? path : segment;
    return { start: tree.start[at], end: tree.start[at] + writtenLength(tree, tree.start[at], name) };
  }
  if (name === '') return whole;
  let from = whole.start;
  for (const child of children(tree, node)) {
    const field = tree.field[child];
    if (field === RsField.attributes || field === RsField.visibility || field === RsField.receiver || field === RsField.abi)
      from = tree.end[child];
  }
  const start = findWord(tree, name, from, whole.end);
  return start === -1 ? whole : { start, end: start + writtenLength(tree, start, name) };
}

const writtenLength = (tree: Tree, start: number, name: string): number =>
  name.length + (tree.text.startsWith('r#', start) ? 2 : tree.text[start] === "'" ? 1 : 0);

const COMMENT_OR_WORD = /\/\/[^\n]*|\/\*[^]*?\*\/|"[^"]*"|'?(?:r#)?[\p{XID_Start}_]\p{XID_Continue}*|\d+/uy;

/** The first place of a name outside comments and strings, or -1. A keyword can be a name with `r#` only. */
function findWord(tree: Tree, name: string, from: number, to: number): number {
  const keyword = (KEYWORDS.get(name) ?? 0) >= Token.As;
  for (let at = from; at < to;) {
    COMMENT_OR_WORD.lastIndex = at;
    const found = COMMENT_OR_WORD.exec(tree.text);
    if (found === null) {
      at += 1;
      continue;
    }
    if ((found[0] === name && !keyword) || found[0] === `r#${name}` || found[0] === `'${name}`) return at;
    at += found[0].length;
  }
  return -1;
}

const ESCAPE = /\\(?:u\{([0-9a-fA-F_]+)\}|x([0-9a-fA-F]{2})|\r?\n\s*|([^]))/g;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

/** The value of a string literal (plain, raw, C or byte string), or `null` for anything else. */
export function stringValue(tree: Tree, literal: Node): string | null {
  if (literal === NONE || tree.kind[literal] !== Literal) return null;
  const form = tree.flag[literal];
  if (form !== LiteralForm.string && form !== LiteralForm.byteString && form !== LiteralForm.cString) return null;
  const parts = /^[bc]?(r?)(#*)"([^]*)"\2\w*$/.exec(tree.text.slice(tree.start[literal], tree.end[literal]));
  if (parts === null) return null;
  return parts[1] === 'r' ? parts[3] : parts[3].replace(ESCAPE, unescaped);
}

function unescaped(whole: string, unicode?: string, byte?: string, plain?: string): string {
  const code =
    unicode !== undefined ? Number.parseInt(unicode.replaceAll('_', ''), 16) : byte !== undefined ? Number.parseInt(byte, 16) : -1;
  if (code >= 0) return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  return plain === undefined ? '' : (SIMPLE_ESCAPES[plain] ?? plain);
}
