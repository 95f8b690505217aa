/** Items: what may stand at the top of a file, in a module, a block, a trait or an impl. */
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { innerAttributes, outerAttributes } from './attributes.ts';
import { functionItem, visibility } from './declarations.ts';
import { constItem, endItem, enumItem, externCrate, macroDefinition, staticItem, structItem, typeAlias, unionItem } from './definitions.ts';
import { bounds, genericParameters, whereClause } from './generics.ts';
import { FunctionFlag, ImplFlag, Rs, RsField, TraitFlag } from './kinds.ts';
import { accept, closeGroup, descend, emit, emitLeaf, expectName, fail, recover } from './parser.ts';
import type { Parser } from './parser.ts';
import { path, PLAIN } from './paths.ts';
import { IS_NAME, IS_SEGMENT, Token } from './tokens.ts';
import { type } from './types.ts';
import { useDeclaration } from './uses.ts';

const { Async, Colon, Comma, Const, Crate, Enum, Equal, Extern, Fn, For, Greater, Hash, Impl, LeftBrace } = Token;
const { Less, Lifetime, Macro, Mod, Move, Mut, Name, Not, Or, OrOr, PathSeparator, Pub, Semicolon, Static } = Token;
const { String, Struct, Trait, Type, Underscore, Unsafe, Use } = Token;

const UNION = intern('union');
const MACRO_RULES = intern('macro_rules');
const DEFAULT = intern('default');
const AUTO = intern('auto');
const SAFE = intern('safe');
const GEN = intern('gen');

/** Items up to the closing token. */
export function items(parser: Parser, close: number): void {
  const { tree, depth } = parser;
  while (parser.at < close) {
    const mark = tree.size;
    const from = parser.at;
    try {
      itemOrMacro(parser, mark, from);
      tree.setField(RsField.items);
    } catch (problem) {
      recover(parser, problem, mark, from, close, depth, true);
    }
  }
}

/** An item where none is expected; only one that cannot be anything else counts. */
export function strayItem(parser: Parser): void {
  const mark = parser.tree.size;
  const from = parser.at;
  outerAttributes(parser);
  if (!startsItem(parser)) fail();
  item(parser, mark, from);
  parser.tree.setField(RsField.items);
}

function itemOrMacro(parser: Parser, mark: Node, from: number): void {
  const { kind } = parser;
  if (kind[from] === Hash) outerAttributes(parser);
  if (startsItem(parser)) {
    item(parser, mark, from);
  } else if (kind[parser.at] === Semicolon) {
    parser.at += 1;
    emit(parser, Rs.EmptyStatement, 0, mark, from, 0);
  } else {
    macroItem(parser, mark, from);
  }
}

/** A macro call among items. */
function macroItem(parser: Parser, mark: Node, from: number): void {
  path(parser, PLAIN);
  if (parser.kind[parser.at] !== Not) fail();
  const open = parser.at + (IS_NAME[parser.kind[parser.at + 1]] === 1 ? 2 : 1);
  parser.grammar.macroCall(parser, mark, from);
  if (parser.kind[open] !== LeftBrace) endItem(parser);
}

/** Whether an item begins here, rather than an expression. Attributes are behind. */
export function startsItem(parser: Parser): boolean {
  const { kind, value } = parser;
  const { at } = parser;
  const next = kind[at + 1];
  switch (kind[at]) {
    case Name:
      return value[at] <= LAST_CONTEXTUAL && startsContextualItem(value[at], next, kind[at + 2]);
    case Fn:
    case Struct:
    case Enum:
    case Trait:
    case Impl:
    case Mod:
    case Use:
    case Type:
    case Pub:
    case Extern:
    case Macro:
      return true;
    case Static:
      return next !== Or && next !== OrOr && next !== Move && next !== Async;
    case Const:
      return IS_NAME[next] === 1
        ? next !== Async || kind[at + 2] === Fn || kind[at + 2] === Unsafe || kind[at + 2] === Extern
        : next === Underscore || next === Mut || next === Fn || next === Unsafe || next === Extern || next === Trait || next === Impl;
    case Unsafe:
      return next !== LeftBrace;
    case Async:
      return next === Fn || next === Extern || (next === Unsafe && kind[at + 2] !== LeftBrace) || (next === Name && kind[at + 2] === Fn);
    default:
      return false;
  }
}

/** Contextual keywords are interned first, so that most names are told from them at a glance. */
const LAST_CONTEXTUAL = Math.max(UNION, MACRO_RULES, DEFAULT, AUTO, SAFE, GEN);

function startsContextualItem(name: number, next: number, afterNext: number): boolean {
  switch (name) {
    case UNION:
      return IS_NAME[next] === 1;
    case MACRO_RULES:
      return next === Not && IS_NAME[afterNext] === 1;
    case AUTO:
      return next === Trait;
    case SAFE:
      return next === Fn || next === Static || next === Extern;
    case GEN:
      return next === Fn;
    case DEFAULT:
      return next === Fn || next === Impl || next === Type || next === Const || next === Unsafe || next === Async || next === Extern;
    default:
      return false;
  }
}

/** One item, whose attributes were read: they and the item are the nodes since `mark`. */
export function item(parser: Parser, mark: Node, from: number): void {
  const { kind, value } = parser;
  visibility(parser);
  let flags = 0;
  let implFlags = 0;
  let traitFlags = 0;
  for (;;) {
    const next = kind[parser.at + 1];
    switch (kind[parser.at]) {
      case Const:
        if (
          next === Trait ||
          next === Unsafe ||
          next === Impl ||
          next === Fn ||
          next === Extern ||
          (next === Async && kind[parser.at + 2] !== Colon)
        ) {
          flags |= FunctionFlag.const;
          traitFlags |= TraitFlag.const;
          implFlags |= ImplFlag.const;
          break;
        }
        constItem(parser, mark, from);
        return;
      case Async:
        flags |= FunctionFlag.async;
        break;
      case Unsafe:
        flags |= FunctionFlag.unsafe;
        implFlags |= ImplFlag.unsafe;
        traitFlags |= TraitFlag.unsafe;
        break;
      case Extern:
        if (next === Crate) {
          externCrate(parser, mark, from);
          return;
        }
        parser.at += 1;
        if (accept(parser, String)) emitLeaf(parser, Rs.Literal, String - Token.Integer + 1, RsField.abi, 0);
        if (kind[parser.at] === LeftBrace) {
          itemBlock(parser);
          emit(parser, Rs.ExternBlock, flags & FunctionFlag.unsafe ? 1 : 0, mark, from, 0);
          return;
        }
        flags |= FunctionFlag.extern;
        continue;
      case Name:
        if (value[parser.at] === DEFAULT && next !== Not) implFlags |= ImplFlag.default;
        else if (value[parser.at] === AUTO && next === Trait) traitFlags |= TraitFlag.auto;
        else if (value[parser.at] === SAFE && next !== Not) flags |= FunctionFlag.safe;
        else if (value[parser.at] === GEN && next === Fn) flags |= FunctionFlag.gen;
        else {
          namedItem(parser, mark, from);
          return;
        }
        break;
      default:
        keywordItem(parser, mark, from, flags, implFlags, traitFlags);
        return;
    }
    parser.at += 1;
  }
}

/** Items whose keyword is a name elsewhere, and macro calls. */
function namedItem(parser: Parser, mark: Node, from: number): void {
  const { kind, value } = parser;
  const name = value[parser.at];
  if (name === MACRO_RULES && kind[parser.at + 1] === Not && IS_NAME[kind[parser.at + 2]] === 1) {
    parser.at += 2;
    macroDefinition(parser, mark, from);
  } else if (name === UNION && IS_NAME[kind[parser.at + 1]] === 1) {
    unionItem(parser, mark, from);
  } else {
    macroItem(parser, mark, from);
  }
}

function keywordItem(parser: Parser, mark: Node, from: number, flags: number, implFlags: number, traitFlags: number): void {
  const token = parser.kind[parser.at];
  switch (token) {
    case Fn:
      functionItem(parser, mark, from, flags);
      return;
    case Struct:
      structItem(parser, mark, from);
      return;
    case Enum:
      enumItem(parser, mark, from);
      return;
    case Impl:
      implItem(parser, mark, from, implFlags);
      return;
    case Trait:
      traitItem(parser, mark, from, traitFlags);
      return;
    case Mod:
      moduleItem(parser, mark, from);
      return;
    case Use:
      parser.at += 1;
      useDeclaration(parser);
      endItem(parser);
      emit(parser, Rs.Use, 0, mark, from, 0);
      return;
    case Static:
      staticItem(parser, mark, from, flags);
      return;
    case Type:
      typeAlias(parser, mark, from);
      return;
    case Macro:
      parser.at += 1;
      macroDefinition(parser, mark, from);
      return;
    default:
      if (IS_SEGMENT[token] === 1 || token === PathSeparator) macroItem(parser, mark, from);
      else fail();
  }
}

/** `{ items }` */
function itemBlock(parser: Parser): void {
  if (parser.kind[parser.at] !== LeftBrace) fail();
  const close = parser.value[parser.at];
  parser.at += 1;
  innerAttributes(parser);
  descend(parser);
  items(parser, close);
  parser.depth -= 1;
  closeGroup(parser, close);
}

function implItem(parser: Parser, mark: Node, from: number, flag: number): void {
  const { kind, tree } = parser;
  parser.at += 1;
  if (startsImplGenerics(parser)) genericParameters(parser);
  if (accept(parser, Const)) flag |= ImplFlag.const;
  // `impl ! {}` is for the never type
  if (kind[parser.at] === Not && kind[parser.at + 1] !== LeftBrace) {
    parser.at += 1;
    flag |= ImplFlag.negative;
  }
  type(parser, true);
  if (accept(parser, For)) {
    // the trait is a path, not a type
    if (tree.kind[tree.size - 1] === Rs.PathType) tree.truncate(tree.size - 1);
    tree.setField(RsField.trait);
    type(parser, true);
  }
  tree.setField(RsField.type);
  whereClause(parser);
  if (kind[parser.at] === Semicolon) parser.at += 1;
  else itemBlock(parser);
  emit(parser, Rs.Impl, flag, mark, from, 0);
}

/** `<` behind `impl` opens generic parameters, unless it opens a qualified path. */
function startsImplGenerics(parser: Parser): boolean {
  const { kind, at } = parser;
  if (kind[at] !== Less) return false;
  const first = kind[at + 1];
  const second = kind[at + 2];
  if (IS_NAME[first] === 1) return second === Greater || second === Comma || second === Colon || second === Equal;
  return first === Greater || first === Hash || first === Lifetime || first === Const;
}

function traitItem(parser: Parser, mark: Node, from: number, flag: number): void {
  parser.at += 1;
  const name = expectName(parser);
  genericParameters(parser);
  if (accept(parser, Colon)) bounds(parser, true);
  whereClause(parser);
  if (accept(parser, Equal)) {
    bounds(parser, true);
    whereClause(parser);
    endItem(parser);
    emit(parser, Rs.TraitAlias, 0, mark, from, name);
  } else {
    itemBlock(parser);
    emit(parser, Rs.Trait, flag, mark, from, name);
  }
}

function moduleItem(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const name = expectName(parser);
  const bodied = parser.kind[parser.at] === LeftBrace;
  if (bodied) itemBlock(parser);
  else endItem(parser);
  emit(parser, Rs.Module, bodied ? 1 : 0, mark, from, name);
}
