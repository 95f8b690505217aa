/** Items without items in them: structs, enums, unions, constants, statics, aliases, crates, macro definitions. */
import type { Node } from '../tree.ts';
import { outerAttributes } from './attributes.ts';
import { fields, tupleFields, visibility } from './declarations.ts';
import { bounds, genericParameters, whereClause } from './generics.ts';
import { FunctionFlag, Rs, RsField, StaticFlag, StructForm } from './kinds.ts';
import { accept, closeGroup, commaList, emit, emitLeaf, expectName, fail, isClosing, isOpening, unsoundIn } from './parser.ts';
import type { Parser } from './parser.ts';
import { Token } from './tokens.ts';
import { type } from './types.ts';

const { As, Colon, Equal, LeftBrace, LeftParen, Mut, Ref, Self, Semicolon, Underscore } = Token;

/** The semicolon of an item; inside a macro the last one may be left out. */
export function endItem(parser: Parser): void {
  if (!accept(parser, Semicolon) && !(parser.guesses > 0 && isClosing(parser.kind[parser.at]))) fail();
}

export function structItem(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const name = expectName(parser);
  let form: number = StructForm.unit;
  genericParameters(parser);
  whereClause(parser);
  if (parser.kind[parser.at] === LeftBrace) {
    form = StructForm.named;
    fields(parser);
  } else {
    if (parser.kind[parser.at] === LeftParen) {
      form = StructForm.tuple;
      tupleFields(parser);
      whereClause(parser);
    }
    endItem(parser);
  }
  emit(parser, Rs.Struct, form, mark, from, name);
}

export function unionItem(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const name = expectName(parser);
  genericParameters(parser);
  whereClause(parser);
  fields(parser);
  emit(parser, Rs.Union, 0, mark, from, name);
}

export function enumItem(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const name = expectName(parser);
  genericParameters(parser);
  whereClause(parser);
  if (parser.kind[parser.at] !== LeftBrace) fail();
  commaList(parser, variant);
  emit(parser, Rs.Enum, 0, mark, from, name);
}

function variant(parser: Parser): void {
  const { tree } = parser;
  const mark = tree.size;
  const from = parser.at;
  outerAttributes(parser);
  visibility(parser);
  const name = expectName(parser);
  let form: number = StructForm.unit;
  if (parser.kind[parser.at] === LeftParen) {
    form = StructForm.tuple;
    tupleFields(parser);
  } else if (parser.kind[parser.at] === LeftBrace) {
    form = StructForm.named;
    fields(parser);
  }
  if (accept(parser, Equal)) {
    parser.grammar.expression(parser, true);
    tree.setField(RsField.discriminant);
  }
  emit(parser, Rs.Variant, form, mark, from, name);
  tree.setField(RsField.variants);
}

export function constItem(parser: Parser, mark: Node, from: number): void {
  const { tree } = parser;
  parser.at += 1;
  accept(parser, Mut);
  const name = accept(parser, Underscore) ? 0 : expectName(parser);
  genericParameters(parser);
  if (accept(parser, Colon)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  initializer(parser);
  whereClause(parser);
  endItem(parser);
  emit(parser, Rs.Const, 0, mark, from, name);
}

export function staticItem(parser: Parser, mark: Node, from: number, flags: number): void {
  const { tree } = parser;
  parser.at += 1;
  let flag = 0;
  if (flags & FunctionFlag.unsafe) flag |= StaticFlag.unsafe;
  if (flags & FunctionFlag.safe) flag |= StaticFlag.safe;
  if (accept(parser, Mut)) flag |= StaticFlag.mutable;
  if (parser.guesses > 0 && accept(parser, Ref)) flag |= StaticFlag.lazy;
  const name = accept(parser, Underscore) ? 0 : expectName(parser);
  genericParameters(parser);
  if (accept(parser, Colon)) {
    type(parser, true);
    tree.setField(RsField.type);
  }
  initializer(parser);
  endItem(parser);
  emit(parser, Rs.Static, flag, mark, from, name);
}

function initializer(parser: Parser): void {
  if (!accept(parser, Equal)) return;
  parser.grammar.expression(parser, true);
  parser.tree.setField(RsField.value);
}

export function typeAlias(parser: Parser, mark: Node, from: number): void {
  parser.at += 1;
  const name = expectName(parser);
  genericParameters(parser);
  if (accept(parser, Colon)) bounds(parser, true);
  whereClause(parser);
  if (accept(parser, Equal)) {
    type(parser, true);
    parser.tree.setField(RsField.type);
  }
  whereClause(parser);
  endItem(parser);
  emit(parser, Rs.TypeAlias, 0, mark, from, name);
}

export function externCrate(parser: Parser, mark: Node, from: number): void {
  parser.at += 2;
  const name = parser.value[parser.at];
  if (!accept(parser, Self)) expectName(parser);
  if (accept(parser, As)) {
    const rename = accept(parser, Underscore) ? 0 : expectName(parser);
    emitLeaf(parser, Rs.Identifier, 0, RsField.rename, rename);
  }
  endItem(parser);
  emit(parser, Rs.ExternCrate, 0, mark, from, name);
}

/** `macro_rules! name { … }`, `macro name(…) { … }`: the next token is the name. The rules stay text. */
export function macroDefinition(parser: Parser, mark: Node, from: number): void {
  const { kind, value } = parser;
  const name = expectName(parser);
  if (!isOpening(kind[parser.at])) fail();
  const brace = kind[parser.at] === LeftBrace;
  closeSkipped(parser);
  if (!brace && kind[parser.at] === LeftBrace && value[parser.at] > parser.at) closeSkipped(parser);
  else if (!brace) endItem(parser);
  emit(parser, Rs.MacroRules, 0, mark, from, name);
}

/** Passes over a bracketed group. */
function closeSkipped(parser: Parser): void {
  const close = parser.value[parser.at];
  unsoundIn(parser, parser.at, close);
  parser.at = close;
  closeGroup(parser, close);
}
