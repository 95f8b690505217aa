/**
 * Expressions of Python that nest to the left: calls, attributes, subscripts, and operations of two operands. They are followed in
 * a loop, so that a chain may be as long as it likes.
 */
import { Context, Operator, Py, PyField } from '../python/kinds.ts';
import type { Node } from '../tree.ts';
import { argumentList } from './python-arguments.ts';
import { bitOperator, mixesBits } from './python-bits.ts';
import { expressions, isExpression, nameOfNode, onlyChild, operand } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import { emit, emitLeaf, emitOver, missingAt, trouble } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Load } = Context;

const operatorOf = new Map<number, number>([
  [S.Plus, Operator.Add],
  [S.Minus, Operator.Sub],
  [S.Star, Operator.Mult],
  [S.DecoratorAt, Operator.MatMult],
  [S.Slash, Operator.Div],
  [S.Percent, Operator.Mod],
  [S.DoubleSlash, Operator.FloorDiv],
  [S.DoubleStar, Operator.Pow],
  [S.LeftShift, Operator.LShift],
  [S.RightShift, Operator.RShift],
  [S.Ampersand, Operator.BitAnd],
  [S.Bar, Operator.BitOr],
  [S.Caret, Operator.BitXor],
  [S.And, Operator.And],
  [S.Or, Operator.Or],
  [S.Less, Operator.Lt],
  [S.LessEqual, Operator.LtE],
  [S.EqualEqual, Operator.Eq],
  [S.NotEqual, Operator.NotEq],
  [S.GreaterEqual, Operator.GtE],
  [S.Greater, Operator.Gt],
  [S.LessGreater, Operator.NotEq],
  [S.In, Operator.In],
  [S.NotIn, Operator.NotIn],
  [S.Is, Operator.Is],
  [S.IsNot, Operator.IsNot],
]);

/** Behind its first operand: emits the rest and the node. */
type Chained = (walk: Walk, node: Source, rest: Source, mark: Node) => void;
const CHAINS: ReadonlyMap<number, Chained> = new Map<number, Chained>([
  [S.attribute, attribute],
  [S.member_type, attribute],
  [S.call, call],
  [S.subscript, subscript],
  [S.binary_operator, binary],
  [S.union_type, union],
  [S.boolean_operator, boolean],
  [S.comparison_operator, comparison],
]);

/** The chain that is being followed: its nodes, the source nodes behind their first operands, and where they begin in the tree. */
const chain: number[] = [];

/** Follows a chain to its innermost first operand, which `innermost` emits, and emits the chain around it. */
export function chained(walk: Walk, node: Source, innermost: (node: Source) => void): void {
  const { symbol, next, tree } = walk;
  const base = chain.length;
  let at = node;
  for (;;) {
    while (symbol[at] === S.type && onlyChild(walk, at) >= 0) at += 1;
    // inside of `a ^ b ^ c` nothing is left to find out
    const known = chain.length > base && bitOperator(walk, chain[chain.length - 3]) !== 0;
    if (!CHAINS.has(symbol[at]) || (!known && mixesBits(walk, at))) break;
    const mark = tree.size;
    const operand = firstOperand(walk, at);
    if (operand < 0) break;
    chain.push(at, next[operand], mark);
    at = operand;
  }
  // `*a.b` may come as `(*a).b`: the star belongs to the whole chain
  const star = chain.length > base && (symbol[at] === S.list_splat || symbol[at] === S.list_splat_pattern) ? at : -1;
  const first = tree.size;
  if (star < 0) innermost(at);
  else expressions(walk, star, [0]);
  while (chain.length > base) {
    const mark = chain.pop()!;
    const rest = chain.pop()!;
    const whole = chain.pop()!;
    CHAINS.get(symbol[whole])!(walk, whole, rest, mark);
  }
  if (star >= 0) unstar(walk, star, first);
}

/** The chain since `first` stands behind the star of its first operand: takes the star out, and puts it around the chain. */
function unstar(walk: Walk, star: Source, first: Node): void {
  const { tree } = walk;
  const start = walk.start[star];
  const from = walk.end[star + 1];
  let inner = from;
  while (walk.units[inner] === SPACE || walk.units[inner] === TAB) inner += 1;
  for (let node = first; node < tree.size; node += 1)
    if (tree.first[node] === first && tree.start[node] === start) tree.start[node] = inner;
  tree.setField(PyField.value);
  tree.emit(Py.Starred, Load, 0, start, tree.end[tree.size - 1], first, 0);
}
const SPACE = 32;
const TAB = 9;

/** The first child that is an operand; errors before it are emitted. */
function firstOperand(walk: Walk, node: Source): Source {
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    const part = walk.symbol[child];
    if (part === S.absent || isExpression(part)) return child;
    trouble(walk, child);
  }
  return -1;
}

function subscript(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(PyField.value);
  subscriptItems(walk, node, rest, walk.next[node]);
  emit(walk, Py.Subscript, Load, node, mark, 0);
}

/** What stands between the brackets of a subscript: one item, or a tuple of them without parentheses. */
export function subscriptItems(walk: Walk, node: Source, from: Source, stop: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let count = 0;
  let several = false;
  let start = -1;
  let end = -1;
  for (let child = from; child < stop; child = next[child]) {
    if (symbol[child] === S.Comma) {
      several = true;
      end = walk.end[child];
    } else if (operand(walk, child, PyField.elts)) {
      if (tree.kind[tree.size - 1] === Py.Starred) several = true;
      if (start < 0) start = walk.start[child];
      end = walk.end[child];
      count += 1;
    }
  }
  if (count === 0) missingAt(walk, walk.end[node]);
  else if (several) emitOver(walk, Py.Tuple, Load, PyField.slice, start, end, mark, 0);
  else
    for (let at = tree.size - 1; at >= mark; at = tree.first[at] - 1) if (tree.field[at] === PyField.elts) tree.field[at] = PyField.slice;
}

function attribute(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(PyField.value);
  let name = 0;
  for (let child = rest, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.identifier) name = nameOfNode(walk, child);
    else trouble(walk, child);
  }
  emit(walk, Py.Attribute, Load, node, mark, name);
}

function call(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(PyField.func);
  for (let child = rest, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.argument_list) argumentList(walk, child, PyField.args);
    else operand(walk, child, PyField.args);
  }
  emit(walk, Py.Call, 0, node, mark, 0);
}

function binary(walk: Walk, node: Source, rest: Source, mark: Node, start = walk.start[node]): void {
  walk.tree.setField(PyField.left);
  let operator = 0;
  for (let child = rest, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (!operand(walk, child, PyField.right) && operator === 0) operator = operatorOf.get(walk.symbol[child]) ?? 0;
  }
  walk.tree.emit(Py.BinOp, operator, 0, start, walk.end[node], mark, 0);
}

/**
 * `a | b | c` in an annotation, where `b | c` comes as an expression of its own: the operators are put back in order, from
 * left to right.
 */
function union(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { tree, symbol, next } = walk;
  tree.setField(PyField.left);
  for (let child = rest, stop = next[node]; child < stop; child = next[child]) {
    let inner = symbol[child] === S.type ? onlyChild(walk, child) : -1;
    if (inner < 0 || symbol[inner] !== S.binary_operator) {
      if (operand(walk, child, PyField.right)) tree.emit(Py.BinOp, Operator.BitOr, 0, walk.start[node], walk.end[child], mark, 0);
      continue;
    }
    /** The `|` nodes on the left side of the operand, the outermost first. */
    const nested: Source[] = [];
    for (; symbol[inner] === S.binary_operator && symbol[next[inner + 1]] === S.Bar; inner += 1) nested.push(inner);
    operand(walk, inner, PyField.right);
    tree.emit(Py.BinOp, Operator.BitOr, 0, walk.start[node], walk.end[inner], mark, 0);
    for (const part of nested.reverse()) binary(walk, part, next[part + 1], mark, walk.start[node]);
  }
}

/** `a or b or c` is one node; the parts of it are nested in the source tree. */
function boolean(walk: Walk, node: Source, rest: Source, mark: Node): void {
  walk.tree.setField(PyField.values);
  const operator = booleanOperator(walk, rest, walk.next[node]);
  for (let child = rest, stop = walk.next[node]; child < stop; child = walk.next[child]) operand(walk, child, PyField.values);
  const outer = chain.length - 3;
  const merges =
    outer >= 0 && isOuterOf(walk, outer, node) && booleanOperator(walk, chain[outer + 1], walk.next[chain[outer]]) === operator;
  if (!merges) emit(walk, Py.BoolOp, operator, node, mark, 0);
}

/** Whether the chain goes on with a boolean operator whose first operand is `node` itself. */
const isOuterOf = (walk: Walk, at: number, node: Source): boolean =>
  walk.symbol[chain[at]] === S.boolean_operator && walk.next[node] === chain[at + 1] && chain[at] < node;

function booleanOperator(walk: Walk, from: Source, stop: Source): number {
  for (let child = from; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.And) return Operator.And;
    if (walk.symbol[child] === S.Or) return Operator.Or;
  }
  return 0;
}

function comparison(walk: Walk, node: Source, rest: Source, mark: Node): void {
  const { symbol, next, tree } = walk;
  tree.setField(PyField.left);
  for (let child = rest, stop = next[node]; child < stop; child = next[child]) {
    const operator = symbol[child] > S.missing ? operatorOf.get(symbol[child]) : undefined;
    if (operator === undefined) operand(walk, child, PyField.comparators);
    else {
      emitLeaf(walk, Py.CompareOp, operator, PyField.ops, child, 0);
      // Python 2
      if (symbol[child] === S.LessGreater) missingAt(walk, walk.start[child]);
    }
  }
  emit(walk, Py.Compare, 0, node, mark, 0);
}

/** Whether an expression is part of a chain. */
export const isChained = (symbol: number): boolean => CHAINS.has(symbol);
