/** The tree of a Rust text as indented lines, for `decref show tree` and for tests: kind, flags, name, field and span of each node. */
import { nameOf } from '../names.ts';
import { NONE, children, root, textOf } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import {
  AttributeFlag,
  BlockFlag,
  BorrowFlag,
  BoundFlag,
  ClosureFlag,
  FunctionFlag,
  ImplFlag,
  LiteralForm,
  MacroForm,
  PatternFlag,
  RangeForm,
  Rs,
  RsField,
  SelfForm,
  StaticFlag,
  StructForm,
  TraitFlag,
  UseForm,
  rsFieldNames,
  rsKindNames,
  rsOperatorNames,
} from './kinds.ts';

/** One line a node: `field: Kind flags name "text of a leaf" [start..end]`, children below it, indented by two. */
export function printRust(tree: Tree, top: Node = root(tree)): string {
  const lines: string[] = [];
  const pending: [node: Node, depth: number][] = top === NONE ? [] : [[top, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    lines.push('  '.repeat(depth) + describe(tree, node));
    for (const child of children(tree, node).reverse()) pending.push([child, depth + 1]);
  }
  return lines.join('\n');
}

const LEAF_TEXT_LIMIT = 40;

function describe(tree: Tree, node: Node): string {
  const field = tree.field[node];
  const text = SHOWS_TEXT.has(tree.kind[node]) ? ` ${shortened(textOf(tree, node))}` : '';
  return `${field === RsField.none ? '' : `${rsFieldNames[field]}: `}${describeNode(tree, node)}${text} [${tree.start[node]}..${tree.end[node]}]`;
}

/** Kind, flags and name of a node: ``Function async hasBody `main` ``. */
export function describeNode(tree: Tree, node: Node): string {
  const kind = tree.kind[node];
  const name = tree.aux[node] === 0 ? [] : [`\`${nameOf(tree.aux[node])}\``];
  return [rsKindNames[kind], ...flagNames(kind, tree.flag[node]), ...name].join(' ');
}

const SHOWS_TEXT: ReadonlySet<number> = new Set([Rs.Literal, Rs.Error, Rs.TokenTree]);

const shortened = (text: string): string => JSON.stringify(text.length > LEAF_TEXT_LIMIT ? `${text.slice(0, LEAF_TEXT_LIMIT - 1)}…` : text);

/** Flags whose value is one of several, by kind. */
const FORMS: ReadonlyMap<number, Readonly<Record<string, number>>> = new Map<number, Readonly<Record<string, number>>>([
  [Rs.Struct, StructForm],
  [Rs.Variant, StructForm],
  [Rs.UseTree, UseForm],
  [Rs.MacroCall, MacroForm],
  [Rs.TokenTree, MacroForm],
  [Rs.Range, RangeForm],
  [Rs.RangePattern, RangeForm],
  [Rs.Literal, LiteralForm],
  [Rs.PointerType, { const: 0, mut: 1 }],
  [Rs.ReferenceType, { mut: 1 }],
  [Rs.ReferencePattern, { mut: 1 }],
  [Rs.Visibility, { pub: 1, restricted: 2 }],
  [Rs.ExpressionStatement, { semicolon: 1 }],
  [Rs.TraitObjectType, { dyn: 1 }],
  [Rs.Path, { global: 1 }],
  [Rs.GenericArguments, { parenthesized: 1 }],
  [Rs.Module, { body: 1 }],
  [Rs.ExternBlock, { unsafe: 1 }],
  [Rs.Return, { become: 1, yeet: 2 }],
]);

/** Flags whose value is a set of bits, by kind. */
const BITS: ReadonlyMap<number, Readonly<Record<string, number>>> = new Map<number, Readonly<Record<string, number>>>([
  [Rs.Function, FunctionFlag],
  [Rs.FunctionType, FunctionFlag],
  [Rs.Impl, ImplFlag],
  [Rs.Trait, TraitFlag],
  [Rs.Static, StaticFlag],
  [Rs.SelfParameter, SelfForm],
  [Rs.Block, BlockFlag],
  [Rs.Borrow, BorrowFlag],
  [Rs.Closure, ClosureFlag],
  [Rs.IdentifierPattern, PatternFlag],
  [Rs.FieldPattern, PatternFlag],
  [Rs.Bound, BoundFlag],
  [Rs.Attribute, AttributeFlag],
]);

const OPERATED: ReadonlySet<number> = new Set([Rs.Unary, Rs.Binary, Rs.CompoundAssignment]);

function flagNames(kind: number, flag: number): string[] {
  if (OPERATED.has(kind)) return [`\`${rsOperatorNames[flag]}\``];
  const forms = FORMS.get(kind);
  if (forms !== undefined) return Object.keys(forms).filter((name) => forms[name] === flag);
  const bits = BITS.get(kind);
  if (bits !== undefined) return Object.keys(bits).filter((name) => (flag & bits[name]) !== 0);
  return flag === 0 ? [] : [String(flag)];
}
