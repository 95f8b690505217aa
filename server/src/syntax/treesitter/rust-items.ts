/** The items of Rust, from tree-sitter's nodes. Each function emits exactly one node, whatever it is given. */
import { FunctionFlag, ImplFlag, Rs, RsField, SelfForm, StaticFlag, StructForm, TraitFlag } from '../rust/kinds.ts';
import { bounds, generics, whereClause } from './rust-bounds.ts';
import { patternAndType } from './rust-control.ts';
import { adoptAttributes, attribute, attributesBefore, dropAttributes, macroCall, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { operand } from './rust-expressions.ts';
import { isPath, lifetime, nameOfNode, path } from './rust-paths.ts';
import { block } from './rust-statements.ts';
import { RustSymbol, bySymbol, isToken } from './rust-symbols.ts';
import { abi, modifiers, typeIn } from './rust-types.ts';
import { useDeclaration } from './rust-uses.ts';
import { childOf, emit, emitOver, emitLeaf, enter, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

const ITEMS = bySymbol<(walk: Walk, node: Source) => void>([
  [S.function_item, functionItem],
  [S.function_signature_item, functionItem],
  [S.struct_item, structItem],
  [S.union_item, structItem],
  [S.enum_item, (walk, node) => parts(walk, node, Rs.Enum, 0)],
  [S.trait_item, (walk, node) => parts(walk, node, Rs.Trait, childOf(walk, node, S.Unsafe) >= 0 ? TraitFlag.unsafe : 0)],
  [S.impl_item, implItem],
  [S.mod_item, (walk, node) => parts(walk, node, Rs.Module, childOf(walk, node, S.declaration_list) >= 0 ? 1 : 0)],
  [S.foreign_mod_item, (walk, node) => parts(walk, node, Rs.ExternBlock, 0)],
  [S.const_item, (walk, node) => parts(walk, node, Rs.Const, 0)],
  [S.static_item, staticItem],
  [S.type_item, (walk, node) => parts(walk, node, Rs.TypeAlias, 0)],
  [S.associated_type, (walk, node) => parts(walk, node, Rs.TypeAlias, 0)],
  [S.extern_crate_declaration, externCrate],
  [S.use_declaration, useItem],
  [S.macro_definition, (walk, node) => parts(walk, node, Rs.MacroRules, 0)],
  [S.macro_invocation, macroCall],
  [S.empty_statement, (walk, node) => emitLeaf(walk, Rs.EmptyStatement, 0, 0, node, 0)],
]);

export const isItem = (symbol: number): boolean => ITEMS[symbol] !== undefined;

/** Any item; what is none becomes an `Error`. */
export function item(walk: Walk, node: Source): void {
  const make = ITEMS[walk.symbol[node]];
  if (make === undefined) {
    if (!isTrouble(walk.symbol[node]) || !trouble(walk, node)) errorOver(walk, node);
  } else if (enter(walk)) {
    make(walk, node);
    walk.depth -= 1;
  } else emitLeaf(walk, Rs.Error, 0, 0, node, 0);
}

/** The items of a file, a module, a trait or an impl, each in the field `items`, with their attributes. */
export function items(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (takeAttribute(walk, child, stop, pending)) continue;
    const part = symbol[child];
    if (part === S.inner_attribute_item) attribute(walk, child, stop);
    else if (part === S.expression_statement && symbol[child + 1] === S.macro_invocation) {
      macroCall(walk, child + 1);
      for (let other = next[child + 1]; other < next[child]; other = next[other]) trouble(walk, other);
      adoptAttributes(walk, pending);
      tree.setField(RsField.items);
    } else if (isItem(part)) {
      item(walk, child);
      adoptAttributes(walk, pending);
      tree.setField(RsField.items);
      // the semicolon of `path!(…);`
      const after = next[child];
      if (part === S.macro_invocation && after < stop && symbol[after] === S.empty_statement && !endsInBrace(walk, child)) child = after;
    } else if (!isToken(part) && part !== S.shebang) {
      if (!isTrouble(part) || !trouble(walk, child)) errorOver(walk, child);
      tree.setField(RsField.items);
    }
  }
  dropAttributes(walk, pending);
}

const endsInBrace = (walk: Walk, node: Source): boolean => walk.units[walk.end[node] - 1] === 0x7d;

/** An item whose parts say themselves what they are. */
function parts(walk: Walk, node: Source, kind: number, flag: number): void {
  const mark = walk.tree.size;
  let name = 0;
  let named = false;
  let valued = false;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    const part = walk.symbol[child];
    if (!named && (part === S.identifier || part === S.type_identifier)) {
      named = true;
      // `const _` has none
      name = kind === Rs.Const && isUnderscore(walk, child) ? 0 : nameOfNode(walk, child);
    } else if (part === S.Equal) valued = true;
    else if (!common(walk, child)) {
      if (valued && kind !== Rs.TypeAlias) operand(walk, child, RsField.value);
      else typeIn(walk, child, RsField.type);
    }
  }
  emit(walk, kind, flag, node, mark, name);
}

const isUnderscore = (walk: Walk, node: Source): boolean =>
  walk.end[node] - walk.start[node] === 1 && walk.units[walk.start[node]] === 0x5f;

/** Emits a part that many items have. */
function common(walk: Walk, node: Source): boolean {
  switch (walk.symbol[node]) {
    case S.visibility_modifier:
      visibility(walk, node);
      return true;
    case S.type_parameters:
      generics(walk, node);
      return true;
    case S.trait_bounds:
      bounds(walk, node);
      return true;
    case S.where_clause:
      whereClause(walk, node);
      return true;
    case S.declaration_list:
      items(walk, node);
      return true;
    case S.enum_variant_list:
      variants(walk, node);
      return true;
    case S.field_declaration_list:
      fields(walk, node);
      return true;
    case S.ordered_field_declaration_list:
      tupleFields(walk, node);
      return true;
    case S.extern_modifier:
      abi(walk, node);
      return true;
    case S.mutable_specifier:
      return true;
    default:
      return isTrouble(walk.symbol[node]) ? walk.symbol[node] !== S.absent && trouble(walk, node) : isToken(walk.symbol[node]);
  }
}

/** `pub`, `pub(crate)`, `pub(in path)` */
function visibility(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  const restricted = childOf(walk, node, S.LeftParen) >= 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (isPath(walk.symbol[child])) path(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.Visibility, restricted ? 2 : 1, node, mark, 0);
  walk.tree.setField(RsField.visibility);
}

function functionItem(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = 0;
  let name = 0;
  let named = false;
  let returned = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.function_modifiers) flag |= modifiers(walk, child);
    else if (!named && (part === S.identifier || part === S.metavariable)) {
      named = true;
      name = nameOfNode(walk, child);
    } else if (part === S.parameters) flag |= parameters(walk, child);
    else if (part === S.Arrow) returned = true;
    else if (part === S.block) {
      flag |= FunctionFlag.hasBody;
      block(walk, child);
      tree.setField(RsField.body);
    } else if (!common(walk, child) && returned) typeIn(walk, child, RsField.returns);
  }
  emit(walk, Rs.Function, flag, node, mark, name);
}

/** The parameters of a function; answers `variadic` if the last is `...`. */
function parameters(walk: Walk, node: Source): number {
  const { tree, symbol, next } = walk;
  let variadic = 0;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    const mark = tree.size;
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (part === S.self_parameter || (part === S.parameter && childOf(walk, child, S.self) >= 0)) selfParameter(walk, child);
    else {
      if (part === S.parameter) patternAndType(walk, child);
      else if (part === S.variadic_parameter) {
        variadic = FunctionFlag.variadic;
        patternAndType(walk, child);
      } else if (part === S.Underscore) emitLeaf(walk, Rs.InferredType, 0, RsField.type, child, 0);
      else if (!typeIn(walk, child, RsField.type)) continue;
      emit(walk, Rs.Parameter, 0, child, mark, 0);
    }
    adoptAttributes(walk, pending);
    tree.setField(RsField.parameters);
  }
  return variadic;
}

/** `&'a mut self`, `self: Type` */
function selfParameter(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  let flag = 0;
  let typed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.And) flag |= SelfForm.reference;
    else if (part === S.lifetime) lifetime(walk, child, RsField.lifetime);
    else if (part === S.mutable_specifier) flag |= SelfForm.mutable;
    else if (part === S.Colon) typed = true;
    else if (typed) typeIn(walk, child, RsField.type);
    else if (part !== S.self) trouble(walk, child);
  }
  emit(walk, Rs.SelfParameter, flag, node, mark, 0);
}

function structItem(walk: Walk, node: Source): void {
  if (walk.symbol[node] === S.union_item) parts(walk, node, Rs.Union, 0);
  else parts(walk, node, Rs.Struct, structForm(walk, node));
}

const structForm = (walk: Walk, node: Source): number =>
  childOf(walk, node, S.field_declaration_list) >= 0
    ? StructForm.named
    : childOf(walk, node, S.ordered_field_declaration_list) >= 0
      ? StructForm.tuple
      : StructForm.unit;

function variants(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (symbol[child] !== S.enum_variant) {
      trouble(walk, child);
      continue;
    }
    const mark = tree.size;
    let name = 0;
    let valued = false;
    for (let part = child + 1; part < next[child]; part = next[part]) {
      if (symbol[part] === S.Equal) valued = true;
      else if (valued) operand(walk, part, RsField.discriminant);
      else if (symbol[part] === S.identifier) name = nameOfNode(walk, part);
      else common(walk, part);
    }
    emit(walk, Rs.Variant, structForm(walk, child), child, mark, name);
    adoptAttributes(walk, pending);
    tree.setField(RsField.variants);
  }
  dropAttributes(walk, pending);
}

/** `{ name: Type, … }` */
function fields(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (symbol[child] !== S.field_declaration) {
      trouble(walk, child);
      continue;
    }
    const mark = tree.size;
    let name = 0;
    for (let part = child + 1; part < next[child]; part = next[part]) {
      if (symbol[part] === S.field_identifier) name = nameOfNode(walk, part);
      else if (symbol[part] === S.visibility_modifier) visibility(walk, part);
      else typeIn(walk, part, RsField.type);
    }
    emit(walk, Rs.Field, 0, child, mark, name);
    adoptAttributes(walk, pending);
    tree.setField(RsField.fields);
  }
  dropAttributes(walk, pending);
}

/** `(pub Type, …)`, whose parts are no nodes of their own. */
function tupleFields(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  let mark = tree.size;
  let from = -1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.attribute_item) {
      if (from < 0) from = start[child];
      attribute(walk, child, stop);
    } else if (part === S.visibility_modifier) {
      if (from < 0) from = start[child];
      visibility(walk, child);
    } else if (part === S.Comma) {
      mark = tree.size;
      from = -1;
    } else if (typeIn(walk, child, RsField.type)) {
      emitOver(walk, Rs.Field, 0, RsField.fields, from < 0 ? start[child] : from, end[child], mark, 0);
      mark = tree.size;
      from = -1;
    }
  }
}

function implItem(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = childOf(walk, node, S.Unsafe) >= 0 ? ImplFlag.unsafe : 0;
  const trait = childOf(walk, node, S.For) >= 0;
  let seen = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Not && trait && !seen) flag |= ImplFlag.negative;
    else if (part === S.For) seen = true;
    else if (trait && !seen && isPath(part)) {
      path(walk, child);
      tree.setField(RsField.trait);
    } else if (!common(walk, child)) typeIn(walk, child, RsField.type);
  }
  emit(walk, Rs.Impl, flag, node, mark, 0);
}

function staticItem(walk: Walk, node: Source): void {
  let flag = 0;
  if (childOf(walk, node, S.mutable_specifier) >= 0) flag |= StaticFlag.mutable;
  if (childOf(walk, node, S.Ref) >= 0) flag |= StaticFlag.lazy;
  parts(walk, node, Rs.Static, flag);
}

function externCrate(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let name = 0;
  let renamed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.As) renamed = true;
    else if (symbol[child] === S.identifier && renamed) {
      emitLeaf(walk, Rs.Identifier, 0, RsField.rename, child, isUnderscore(walk, child) ? 0 : nameOfNode(walk, child));
    } else if (symbol[child] === S.identifier || symbol[child] === S.self) name = nameOfNode(walk, child);
    else if (symbol[child] !== S.crate) common(walk, child);
  }
  emit(walk, Rs.ExternCrate, 0, node, mark, name);
}

function useItem(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (!common(walk, child)) useDeclaration(walk, child);
  }
  emit(walk, Rs.Use, 0, node, mark, 0);
}
