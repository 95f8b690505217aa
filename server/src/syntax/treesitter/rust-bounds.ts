/** Bounds, generic parameters and where clauses of Rust, from tree-sitter's nodes. */
import { BoundFlag, Rs, RsField } from '../rust/kinds.ts';
import { adoptAttributes, attributesBefore, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { block, literal } from './rust-expressions.ts';
import { isPath, lifetime, lifetimeName, nameOfNode, negativeLiteral, path } from './rust-paths.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { traitCall, typeIn } from './rust-types.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

/** `dyn A`, `impl A + B`: a type made of bounds. */
export function ofBounds(walk: Walk, node: Source, kind: number, flag: number): void {
  const mark = walk.tree.size;
  boundsOf(walk, node);
  emit(walk, kind, flag, node, mark, 0);
}

/** `A + B + 'c`, which comes nested to the left, its `dyn` or `impl` in the innermost. */
export function sum(walk: Walk, node: Source): void {
  const { symbol, tree } = walk;
  const mark = tree.size;
  let first = node;
  while (symbol[first] === S.bounded_type) first += 1;
  const kind = symbol[first] === S.abstract_type ? Rs.ImplTraitType : Rs.TraitObjectType;
  boundsOf(walk, node);
  emit(walk, kind, symbol[first] === S.dynamic_type ? 1 : 0, node, mark, 0);
}

/** The bounds among the children of a node, each in the field `bounds`. */
function boundsOf(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  if (symbol[node] === S.removed_trait_bound) {
    bound(walk, node);
    return;
  }
  let binding = -1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.bounded_type:
      case S.dynamic_type:
      case S.abstract_type:
        if (!enter(walk)) {
          emitLeaf(walk, Rs.Error, 0, walk.asError, child, 0);
          break;
        }
        boundsOf(walk, child);
        walk.depth -= 1;
        break;
      case S.type_parameters:
        // `impl for<'a> A`: it belongs to the bound behind it
        binding = child;
        break;
      default:
        if (isTrouble(symbol[child])) trouble(walk, child);
        else if (!isToken(symbol[child])) bound(walk, child, binding);
        binding = isToken(symbol[child]) ? binding : -1;
    }
  }
}

/** The bounds behind a colon, each in the field `bounds`. */
export function bounds(walk: Walk, node: Source): void {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (isTrouble(walk.symbol[child])) trouble(walk, child);
    else if (!isToken(walk.symbol[child])) bound(walk, child);
  }
}

/** One bound; `binding` is the `<'a>` of a `for` that stands before it. */
function bound(walk: Walk, node: Source, binding = -1): void {
  const { tree, start, end } = walk;
  const mark = tree.size;
  if (binding >= 0) generics(walk, binding);
  const flag = boundContent(walk, node);
  // the binder's keyword stands before its brackets
  tree.emit(Rs.Bound, flag, RsField.bounds, binding >= 0 ? forBefore(walk, binding) : start[node], end[node], mark, 0);
}

/** Where the `for` of a binder begins. */
const forBefore = (walk: Walk, binding: Source): number => walk.start[walk.symbol[binding - 1] === S.For ? binding - 1 : binding];

/** What is in a bound; answers its flag. */
function boundContent(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  switch (symbol[node]) {
    case S.lifetime:
      lifetime(walk, node, RsField.lifetime);
      return 0;
    case S.removed_trait_bound: {
      let flag = BoundFlag.maybe as number;
      for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
        if (!isToken(symbol[child])) flag |= boundContent(walk, child);
      }
      return flag;
    }
    case S.higher_ranked_trait_bound: {
      let flag = 0;
      for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
        if (symbol[child] === S.type_parameters) generics(walk, child);
        else if (!isToken(symbol[child])) flag |= boundContent(walk, child);
      }
      return flag;
    }
    case S.use_bounds:
      captures(walk, node);
      return BoundFlag.use;
    case S.tuple_type: {
      // `(A)`: parentheses around one bound
      let flag = 0;
      for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
        if (!isToken(symbol[child])) flag |= boundContent(walk, child);
      }
      return flag;
    }
    case S.function_type:
      if (childOf(walk, node, S.Fn) < 0) {
        traitCall(walk, node);
        return 0;
      }
      break;
    default:
      if (isPath(symbol[node])) {
        path(walk, node);
        return 0;
      }
  }
  if (!isTrouble(symbol[node]) || !trouble(walk, node)) errorOver(walk, node);
  return 0;
}

/** `use<'a, T>` */
function captures(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const open = childOf(walk, node, S.Less);
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.lifetime) lifetime(walk, child, RsField.arguments);
    else typeIn(walk, child, RsField.arguments);
  }
  tree.emit(Rs.GenericArguments, 0, RsField.generics, walk.start[open < 0 ? node : open], walk.end[node], mark, 0);
}

/** `for<'a, 'b>` before a type. */
export function binder(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  const open = childOf(walk, node, S.Less);
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.lifetime) {
      emitLeaf(walk, Rs.LifetimeParameter, 0, RsField.parameters, child, lifetimeName(walk, child));
    } else trouble(walk, child);
  }
  tree.emit(Rs.Generics, 0, RsField.generics, start[open < 0 ? node : open], end[node], mark, 0);
}

/** `<'a, T: Bound = Default, const N: usize>` */
export function generics(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (takeAttribute(walk, child, stop, pending)) continue;
    switch (symbol[child]) {
      case S.type_parameter:
      case S.lifetime_parameter:
      case S.const_parameter:
        genericParameter(walk, child);
        adoptAttributes(walk, pending);
        tree.setField(RsField.parameters);
        break;
      case S.metavariable:
        emitLeaf(walk, Rs.TypeParameter, 0, RsField.parameters, child, nameOfNode(walk, child));
        break;
      default:
        trouble(walk, child);
    }
  }
  emit(walk, Rs.Generics, 0, node, mark, 0);
  tree.setField(RsField.generics);
}

function genericParameter(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const kind = symbol[node];
  let name = 0;
  let named = false;
  let role = RsField.type;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Equal) role = RsField.default;
    else if (!named && (part === S.type_identifier || part === S.identifier || part === S.lifetime)) {
      named = true;
      name = part === S.lifetime ? lifetimeName(walk, child) : nameOfNode(walk, child);
    } else if (part === S.trait_bounds) bounds(walk, child);
    else if (role === RsField.default && kind === S.const_parameter) constDefault(walk, child);
    else typeIn(walk, child, role);
  }
  emit(
    walk,
    kind === S.type_parameter ? Rs.TypeParameter : kind === S.lifetime_parameter ? Rs.LifetimeParameter : Rs.ConstParameter,
    0,
    node,
    mark,
    name,
  );
}

function constDefault(walk: Walk, node: Source): void {
  const { tree, symbol } = walk;
  const mark = tree.size;
  if (symbol[node] === S.block) block(walk, node);
  else if (symbol[node] === S.negative_literal) negativeLiteral(walk, node);
  else if (isPath(symbol[node])) {
    path(walk, node);
    emit(walk, Rs.PathExpression, 0, node, mark, 0);
  } else if (!literal(walk, node)) {
    trouble(walk, node);
    return;
  }
  tree.setField(RsField.default);
}

/** `where T: Bound, …` */
export function whereClause(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.where_predicate) predicate(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.Where, 0, node, mark, 0);
  tree.setField(RsField.where);
}

function predicate(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.lifetime:
        lifetime(walk, child, RsField.lifetime);
        break;
      case S.trait_bounds:
        bounds(walk, child);
        break;
      case S.higher_ranked_trait_bound:
        for (let inner = child + 1; inner < next[child]; inner = next[inner]) {
          if (symbol[inner] === S.type_parameters) generics(walk, inner);
          else typeIn(walk, inner, RsField.type);
        }
        break;
      default:
        typeIn(walk, child, RsField.type);
    }
  }
  emit(walk, Rs.WherePredicate, 0, node, mark, 0);
  tree.setField(RsField.items);
}
