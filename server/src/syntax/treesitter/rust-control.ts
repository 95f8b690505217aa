/** The expressions of Rust that begin with a keyword, a label or a bar: conditions, loops, matches, jumps, closures, prefixed blocks. */
import { BlockFlag, ClosureFlag, Rs, RsField } from '../rust/kinds.ts';
import { adoptAttributes, attribute, attributesBefore, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { operand } from './rust-expressions.ts';
import { lifetimeName } from './rust-paths.ts';
import { isPattern, mutablePattern, pattern } from './rust-patterns.ts';
import { block } from './rust-statements.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { typeIn } from './rust-types.ts';
import { childOf, emit, emitOver, emitLeaf, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

/** The label of a loop, block or jump. */
export function label(walk: Walk, node: Source): void {
  emitLeaf(walk, Rs.Label, 0, RsField.label, node, lifetimeName(walk, node));
}

/** `unsafe { … }`, `async move { … }`, `const { … }`: the block begins at its first word. */
export function prefixed(walk: Walk, node: Source): void {
  prefixedBlock(walk, node, 0);
}

export function prefixedBlock(walk: Walk, node: Source, known: number): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = known;
  let blocked = false;
  switch (symbol[node]) {
    case S.unsafe_block:
      flag |= BlockFlag.unsafe;
      break;
    case S.async_block:
      flag |= BlockFlag.async;
      break;
    case S.gen_block:
      flag |= BlockFlag.gen;
      break;
    case S.try_block:
      flag |= BlockFlag.try;
      break;
    case S.const_block:
      flag |= BlockFlag.const;
      break;
  }
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Move) flag |= BlockFlag.move;
    else if (symbol[child] === S.block) {
      block(walk, child);
      blocked = true;
    } else trouble(walk, child);
  }
  if (!blocked) {
    emit(walk, Rs.Block, flag, node, mark, 0);
    return;
  }
  const last = tree.size - 1;
  tree.flag[last] |= flag;
  tree.first[last] = mark;
  tree.start[last] = walk.start[node];
}

/** The block of a loop. */
function bodyIn(walk: Walk, node: Source): void {
  block(walk, node);
  walk.tree.setField(RsField.body);
}

/** `'a: loop { … }` */
export function labelled(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.label) label(walk, child);
    else if (walk.symbol[child] === S.block) bodyIn(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Rs.Loop, 0, node, mark, 0);
}

export function whileLoop(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.label) label(walk, child);
    else if (walk.symbol[child] === S.block && walk.next[child] === stop) bodyIn(walk, child);
    else operand(walk, child, RsField.condition);
  }
  emit(walk, Rs.While, 0, node, mark, 0);
}

export function forLoop(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  let iterated = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.In) iterated = true;
    else if (part === S.label) label(walk, child);
    else if (!iterated) pattern(walk, child, RsField.pattern);
    else if (part === S.block && next[child] === stop) bodyIn(walk, child);
    else operand(walk, child, RsField.iterable);
  }
  emit(walk, Rs.For, 0, node, mark, 0);
}

/** `break 'a value`, `continue 'a` */
export function jump(walk: Walk, node: Source, kind: number): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.label) label(walk, child);
    else operand(walk, child, RsField.value);
  }
  emit(walk, kind, 0, node, mark, 0);
}

/** `return value`, `yield value` */
export function returning(walk: Walk, node: Source, kind: number): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) operand(walk, child, RsField.value);
  emit(walk, kind, 0, node, mark, 0);
}

/** `let pattern = value` in a condition */
export function letCondition(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  let valued = false;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.Equal) valued = true;
    else if (valued) operand(walk, child, RsField.value);
    else pattern(walk, child, RsField.pattern);
  }
  emit(walk, Rs.LetCondition, 0, node, mark, 0);
}

/** `if … else if … else …`: a loop, since chains are long in generated code. */
export function conditional(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const outer: number[] = [];
  for (let at = node; at >= 0;) {
    outer.push(at, tree.size);
    let inner = -1;
    let conditioned = false;
    for (let child = at + 1, stop = next[at]; child < stop; child = next[child]) {
      if (symbol[child] === S.else_clause) inner = otherwise(walk, child);
      else if (symbol[child] === S.block && conditioned) {
        block(walk, child);
        tree.setField(RsField.then);
      } else if (operand(walk, child, RsField.condition)) conditioned = true;
    }
    at = inner;
  }
  for (let level = outer.length - 2; level >= 0; level -= 2) {
    emit(walk, Rs.If, 0, outer[level], outer[level + 1], 0);
    if (level > 0) tree.setField(RsField.else);
  }
}

/** Emits the block of an `else`; answers the `if` behind it if that is what follows. */
function otherwise(walk: Walk, node: Source): Source {
  let inner = -1;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.if_expression) inner = child;
    else if (walk.symbol[child] === S.block) {
      block(walk, child);
      walk.tree.setField(RsField.else);
    } else trouble(walk, child);
  }
  return inner;
}

export function match(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] !== S.match_block) {
      operand(walk, child, RsField.scrutinee);
      continue;
    }
    for (let inner = child + 1; inner < next[child]; inner = next[inner]) {
      if (symbol[inner] === S.match_arm) arm(walk, inner);
      else trouble(walk, inner);
    }
  }
  emit(walk, Rs.Match, 0, node, mark, 0);
}

function arm(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  let mark = tree.size;
  let from = start[node];
  let to = end[node];
  const pending = attributesBefore();
  let valued = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (part === S.inner_attribute_item) {
      // it belongs to the `match`
      attribute(walk, child, stop);
      mark = tree.size;
      from = next[child] < stop ? start[next[child]] : end[child];
    } else if (part === S.match_pattern) matchPattern(walk, child);
    else if (part === S.FatArrow) valued = true;
    else if (valued) {
      if (operand(walk, child, RsField.value)) to = end[child];
    } else trouble(walk, child);
  }
  emitOver(walk, Rs.Arm, 0, RsField.arms, from, to, mark, 0);
}

function matchPattern(walk: Walk, node: Source): void {
  let guarded = false;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.If) guarded = true;
    else if (guarded) operand(walk, child, RsField.guard);
    else pattern(walk, child, RsField.pattern);
  }
}

/** `static async move |parameters| -> Type body` */
export function closure(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let flag = 0;
  let returned = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Static) flag |= ClosureFlag.static;
    else if (part === S.Async) flag |= ClosureFlag.async;
    else if (part === S.Move) flag |= ClosureFlag.move;
    else if (part === S.closure_parameters) closureParameters(walk, child);
    else if (part === S.Arrow) returned = true;
    else if (returned) {
      returned = false;
      typeIn(walk, child, RsField.returns);
    } else if (part === S.Underscore) emitLeaf(walk, Rs.Underscore, 0, RsField.body, child, 0);
    else operand(walk, child, RsField.body);
  }
  emit(walk, Rs.Closure, flag, node, mark, 0);
}

function closureParameters(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const mark = tree.size;
    if (takeAttribute(walk, child, stop, pending)) continue;
    if (symbol[child] === S.parameter) patternAndType(walk, child);
    else if (isPattern(symbol[child]) || symbol[child] === S.absent) pattern(walk, child, RsField.pattern);
    else {
      if (!(isTrouble(symbol[child]) && trouble(walk, child)) && !isToken(symbol[child])) errorOver(walk, child);
      continue;
    }
    emit(walk, Rs.Parameter, 0, child, mark, 0);
    adoptAttributes(walk, pending);
    tree.setField(RsField.parameters);
  }
}

/** `mut pattern: Type` */
export function patternAndType(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const specifier = childOf(walk, node, S.mutable_specifier);
  let typed = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.Colon) typed = true;
    else if (child === specifier) continue;
    else if (typed) typeIn(walk, child, RsField.type);
    else if (specifier >= 0) mutablePattern(walk, specifier, child, RsField.pattern);
    else pattern(walk, child, RsField.pattern);
  }
}
