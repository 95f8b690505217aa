/** Blocks and statements of Rust, from tree-sitter's nodes. */
import { Rs, RsField } from '../rust/kinds.ts';
import { label } from './rust-control.ts';
import { adoptAttributes, attribute, attributesBefore, dropAttributes, takeAttribute } from './rust-embedded.ts';
import type { RustWalk as Walk } from './rust-embedded.ts';
import { expression, isExpression, operand } from './rust-expressions.ts';
import { isItem, item } from './rust-items.ts';
import { mutablePattern, pattern } from './rust-patterns.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { typeIn } from './rust-types.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

/** `{ … }` */
export function block(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  if (!enter(walk)) {
    emitLeaf(walk, Rs.Error, 0, 0, node, 0);
    return;
  }
  statements(walk, node);
  emit(walk, Rs.Block, 0, node, mark, 0);
  walk.depth -= 1;
}

/** The statements of a block, and its value. */
function statements(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const pending = attributesBefore();
  for (let child = node + 1, stop = next[node]; child < stop;) {
    if (takeAttribute(walk, child, stop, pending)) {
      child = next[child];
      continue;
    }
    const mark = tree.size;
    const after = blockPart(walk, child, stop);
    if (tree.size > mark && !isTrouble(symbol[child])) {
      const { field } = tree;
      const role = field[tree.size - 1];
      adoptAttributes(walk, pending);
      tree.setField(role);
    }
    child = after;
  }
  dropAttributes(walk, pending);
}

/** One statement, or the value of the block; answers the child behind it. */
function blockPart(walk: Walk, child: Source, stop: Source): Source {
  const { tree, symbol, next, start, end } = walk;
  const part = symbol[child];
  const after = next[child];
  if (part === S.label) label(walk, child);
  else if (part === S.inner_attribute_item) attribute(walk, child, stop);
  else if (part === S.empty_statement) emitLeaf(walk, Rs.EmptyStatement, 0, RsField.statements, child, 0);
  else if (part === S.let_declaration) letStatement(walk, child);
  else if (part !== S.macro_invocation && isItem(part)) {
    item(walk, child);
    tree.setField(RsField.statements);
  } else if (part === S.expression_statement || isExpression(part)) {
    const inner = part === S.expression_statement ? firstExpression(walk, child) : child;
    const mark = tree.size;
    let end_ = end[child];
    let semicolon = part === S.expression_statement && childOf(walk, child, S.Semicolon) >= 0;
    let behind = after;
    // a block-like expression and its semicolon come as two statements
    if (!semicolon && after < stop && symbol[after] === S.empty_statement) {
      semicolon = true;
      end_ = end[after];
      behind = next[after];
    }
    if (inner < 0) errorOver(walk, child);
    else {
      expression(walk, inner);
      tree.setField(RsField.value);
      for (let other = child + 1; part === S.expression_statement && other < after; other = next[other])
        if (other !== inner) trouble(walk, other);
    }
    if (semicolon || !endsBlock(walk, behind, stop)) {
      tree.emit(Rs.ExpressionStatement, semicolon ? 1 : 0, RsField.statements, start[child], end_, mark, 0);
    }
    return behind;
  } else if (!(isTrouble(part) && trouble(walk, child)) && !isToken(part)) errorOver(walk, child);
  return after;
}

function firstExpression(walk: Walk, node: Source): Source {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (isExpression(walk.symbol[child]) || walk.symbol[child] === S.absent) return child;
  }
  return -1;
}

/** Whether nothing but the closing brace follows. */
function endsBlock(walk: Walk, from: Source, stop: Source): boolean {
  for (let child = from; child < stop; child = walk.next[child]) {
    if (!isToken(walk.symbol[child]) && walk.symbol[child] !== S.missing) return false;
  }
  return true;
}

function letStatement(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const specifier = childOf(walk, node, S.mutable_specifier);
  let role = RsField.pattern;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Colon) role = RsField.type;
    else if (part === S.Equal) role = RsField.value;
    else if (part === S.Else) role = RsField.else;
    else if (child === specifier) continue;
    else if (role === RsField.type) typeIn(walk, child, role);
    else if (role !== RsField.pattern) operand(walk, child, role);
    else if (specifier >= 0) mutablePattern(walk, specifier, child, role);
    else pattern(walk, child, role);
  }
  emit(walk, Rs.Let, 0, node, mark, 0);
  tree.setField(RsField.statements);
}
