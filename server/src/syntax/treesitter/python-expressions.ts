/**
 * The expressions of Python, from tree-sitter's nodes. `expression` emits exactly one node, whatever it is given.
 *
 * Chains that nest to the left (`a.b().c`, `a + b + c`) are followed in a loop, so that only brackets and the like nest.
 */
import { Context, Literal, Operator, Py, PyField } from '../python/kinds.ts';
import { numberType } from '../python/literals.ts';
import { MALFORMED_NUMBER } from '../python/tokens.ts';
import { noParameters, parameters } from './python-arguments.ts';
import { mixedBits, mixesBits } from './python-bits.ts';
import { chained, isChained, subscriptItems } from './python-chains.ts';
import { strings } from './python-strings.ts';
import { PythonSymbol, isToken } from './python-symbols.ts';
import { setContext } from './python-targets.ts';
import { childOf, emit, emitLeaf, enter, errorOver, isTrouble, missingAt, nameBetween, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Load, Store } = Context;

const ATOMS: ReadonlyMap<number, (walk: Walk, node: Source) => void> = new Map<number, (walk: Walk, node: Source) => void>([
  [S.identifier, (walk, node) => emitLeaf(walk, Py.Name, Load, 0, node, nameOfNode(walk, node))],
  [S.integer, number],
  [S.float, number],
  [S.true, (walk, node) => emitLeaf(walk, Py.Constant, Literal.True, 0, node, 0)],
  [S.false, (walk, node) => emitLeaf(walk, Py.Constant, Literal.False, 0, node, 0)],
  [S.none, (walk, node) => emitLeaf(walk, Py.Constant, Literal.None, 0, node, 0)],
  [S.ellipsis, (walk, node) => emitLeaf(walk, Py.Constant, Literal.Ellipsis, 0, node, 0)],
  [S.string, strings],
  [S.concatenated_string, strings],
  [S.parenthesized_expression, group],
  [S.type, group],
  [S.as_pattern_target, group],
  [S.tuple, (walk, node) => display(walk, node, Py.Tuple)],
  [S.expression_list, (walk, node) => display(walk, node, Py.Tuple)],
  [S.pattern_list, (walk, node) => display(walk, node, Py.Tuple)],
  [S.tuple_pattern, tuplePattern],
  [S.list, (walk, node) => display(walk, node, Py.List)],
  [S.list_pattern, (walk, node) => display(walk, node, Py.List)],
  [S.set, (walk, node) => display(walk, node, Py.Set)],
  [S.dictionary, dictionary],
  [S.list_comprehension, (walk, node) => comprehension(walk, node, Py.ListComp)],
  [S.set_comprehension, (walk, node) => comprehension(walk, node, Py.SetComp)],
  [S.dictionary_comprehension, (walk, node) => comprehension(walk, node, Py.DictComp)],
  [S.generator_expression, (walk, node) => comprehension(walk, node, Py.GeneratorExp)],
  [S.list_splat, starred],
  [S.list_splat_pattern, starred],
  [S.splat_type, starred],
  [S.named_expression, named],
  [S.not_operator, (walk, node) => operation(walk, node, Py.UnaryOp, Operator.Not, [PyField.operand])],
  [S.unary_operator, unary],
  [S.conditional_expression, conditional],
  [S.lambda, lambda],
  [S.await, awaited],
  [S.yield, (walk, node) => operation(walk, node, childOf(walk, node, S.From) < 0 ? Py.Yield : Py.YieldFrom, 0, [PyField.value])],
  [S.slice, slice],
  [S.constrained_type, slice],
  [S.generic_type, genericType],
  // only where a statement allows it, which does not come here then
  [S.as_pattern, errorOver],
]);

export const isExpression = (symbol: number): boolean => ATOMS.has(symbol) || isChained(symbol);

/** Any expression; one that is absent or no expression becomes an `Error`. */
export function expression(walk: Walk, node: Source): void {
  const atom = ATOMS.get(walk.symbol[node]);
  if (atom === undefined && !isChained(walk.symbol[node])) {
    if (!trouble(walk, node)) errorOver(walk, node);
    return;
  }
  if (!enter(walk)) {
    emitLeaf(walk, Py.Error, 0, 0, node, 0);
    return;
  }
  if (atom !== undefined) atom(walk, node);
  else if (mixesBits(walk, node)) mixedBits(walk, node);
  else chained(walk, node, (inner) => expression(walk, inner));
  walk.depth -= 1;
}

/** An expression in a field; anything else is an error, or a token without meaning. Answers whether it was an expression. */
export function operand(walk: Walk, child: Source, field: number): boolean {
  const part = walk.symbol[child];
  if (part === S.absent || isExpression(part)) {
    expression(walk, child);
    walk.tree.setField(field);
    return true;
  }
  if (!trouble(walk, child) && !isToken(part)) errorOver(walk, child);
  return false;
}

/** The expressions among the children, each with the next role; the last role is that of all that follow. */
export function expressions(walk: Walk, node: Source, roles: readonly number[]): void {
  let count = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (operand(walk, child, roles[Math.min(count, roles.length - 1)])) count += 1;
  }
}

/** The only child, or -1. */
export const onlyChild = (walk: Walk, node: Source): Source =>
  node + 1 < walk.next[node] && walk.next[node + 1] === walk.next[node] ? node + 1 : -1;

export const nameOfNode = (walk: Walk, node: Source): number => nameBetween(walk, walk.start[node], walk.end[node], 'NFKC');

/** An `Identifier` leaf. */
export function identifier(walk: Walk, node: Source, field: number): void {
  emitLeaf(walk, Py.Identifier, 0, field, node, nameOfNode(walk, node));
}

/** A node whose operands stand in a fixed order. */
function operation(walk: Walk, node: Source, kind: number, flag: number, roles: readonly number[]): void {
  const mark = walk.tree.size;
  expressions(walk, node, roles);
  emit(walk, kind, flag, node, mark, 0);
}

function number(walk: Walk, node: Source): void {
  const type = numberType(walk.units, walk.start[node], walk.end[node]);
  const mark = walk.tree.size;
  emitLeaf(walk, Py.Constant, type & ~MALFORMED_NUMBER, 0, node, 0);
  if ((type & MALFORMED_NUMBER) !== 0) wrong(walk, node, mark);
}

/** What stands in parentheses that group, or in a node that says no more than what is in it. */
function group(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let count = 0;
  let errors = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] !== S.absent && isTrouble(symbol[child])) errors += 1;
    if (operand(walk, child, 0)) count += 1;
    if (symbol[child] === S.list_splat) errors += 1;
  }
  // a group has no node of its own: what is wrong in it must not end up beside its expression
  if (count !== 1 || errors > 0) wrong(walk, node, mark);
}

/** Tuples, lists and sets. */
function display(walk: Walk, node: Source, kind: number): void {
  operation(walk, node, kind, Load, [PyField.elts]);
}

/** The expressions of a statement, joined by commas without a node of their own. */
export function tupleOf(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  if (childOf(walk, node, S.Comma) >= 0) display(walk, node, Py.Tuple);
  else {
    expressions(walk, node, [0]);
    wrong(walk, node, mark);
  }
}

/** `(a, b)` as a target; `(a)` only groups. */
function tuplePattern(walk: Walk, node: Source): void {
  if (childOf(walk, node, S.Comma) >= 0 || walk.next[node] <= node + 3) display(walk, node, Py.Tuple);
  else group(walk, node);
}

function dictionary(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.pair) pair(walk, child, PyField.keys, PyField.values);
    else if (symbol[child] === S.dictionary_splat) expressions(walk, child, [PyField.values]);
    else if (!trouble(walk, child) && !isToken(symbol[child])) errorOver(walk, child);
  }
  emit(walk, Py.Dict, 0, node, mark, 0);
}

function pair(walk: Walk, node: Source, keyRole: number, valueRole: number): void {
  expressions(walk, node, [keyRole, valueRole]);
}

function comprehension(walk: Walk, node: Source, kind: number): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop;) {
    const part = symbol[child];
    if (part === S.for_in_clause) {
      child = generator(walk, child, stop);
      continue;
    }
    if (part === S.pair) pair(walk, child, PyField.key, PyField.value);
    else operand(walk, child, PyField.elt);
    child = next[child];
  }
  emit(walk, kind, 0, node, mark, 0);
}

/** `for … in …` with the `if` clauses behind it; answers the child behind them. */
function generator(walk: Walk, clause: Source, stop: Source): Source {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let iterated = false;
  let iterables = 0;
  let isAsync = 0;
  for (let child = clause + 1, end = next[clause]; child < end; child = next[child]) {
    const from = tree.size;
    if (symbol[child] === S.In) iterated = true;
    else if (symbol[child] === S.Async) isAsync = 1;
    else if (iterated) {
      if (operand(walk, child, PyField.iter)) iterables += 1;
    } else if (operand(walk, child, PyField.target)) {
      setContext(walk, Store, child, from);
      tree.setField(PyField.target);
    }
  }
  // `for x in a, b` was Python 2
  if (iterables > 1) missingAt(walk, walk.end[clause]);
  let end = walk.end[clause];
  let child = next[clause];
  for (; child < stop && symbol[child] === S.if_clause; child = next[child]) {
    expressions(walk, child, [PyField.ifs]);
    end = walk.end[child];
  }
  tree.emit(Py.comprehension, isAsync, PyField.generators, walk.start[clause], end, mark, 0);
  return child;
}

function starred(walk: Walk, node: Source): void {
  operation(walk, node, Py.Starred, Load, [PyField.value]);
}

function named(walk: Walk, node: Source): void {
  const { tree, next } = walk;
  const mark = tree.size;
  let count = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (!operand(walk, child, count === 0 ? PyField.target : PyField.value)) continue;
    count += 1;
    if (count === 1 && tree.kind[tree.size - 1] === Py.Name) tree.flag[tree.size - 1] = Store;
  }
  emit(walk, Py.NamedExpr, 0, node, mark, 0);
}

function unary(walk: Walk, node: Source): void {
  const sign = walk.symbol[node + 1];
  operation(walk, node, Py.UnaryOp, sign === S.Minus ? Operator.USub : sign === S.Tilde ? Operator.Invert : Operator.UAdd, [
    PyField.operand,
  ]);
}

/** `await x ** y`, which comes as `await (x ** y)`, is `(await x) ** y`. */
function awaited(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const power = node + 2;
  const inner = power < next[node] && next[power] === next[node] && symbol[power] === S.binary_operator ? power + 1 : -1;
  if (inner < 0 || symbol[next[inner]] !== S.DoubleStar) {
    operation(walk, node, Py.Await, 0, [PyField.value]);
    return;
  }
  const mark = tree.size;
  operand(walk, inner, PyField.value);
  tree.emit(Py.Await, 0, PyField.left, start[node], end[inner], mark, 0);
  for (let child = next[inner], stop = next[power]; child < stop; child = next[child]) operand(walk, child, PyField.right);
  emit(walk, Py.BinOp, Operator.Pow, node, mark, 0);
}

/** `a if b else c if d else e`, which nests to the right. */
function conditional(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const roles = [PyField.body, PyField.test, PyField.orelse];
  const outer: number[] = [];
  for (let at = node; at >= 0;) {
    outer.push(at, tree.size);
    let count = 0;
    let inner = -1;
    for (let child = at + 1, stop = next[at]; child < stop; child = next[child]) {
      if (count === 2 && symbol[child] === S.conditional_expression) inner = child;
      else if (operand(walk, child, roles[Math.min(count, 2)])) count += 1;
    }
    at = inner;
  }
  for (let at = outer.length - 2; at >= 0; at -= 2) {
    emit(walk, Py.IfExp, 0, outer[at], outer[at + 1], 0);
    if (at > 0) tree.setField(PyField.orelse);
  }
}

function lambda(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let parameterized = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.lambda_parameters) {
      parameters(walk, child);
      parameterized = true;
    } else if (part === S.Colon) {
      if (!parameterized) noParameters(walk, walk.start[child]);
      parameterized = true;
    } else operand(walk, child, PyField.body);
  }
  emit(walk, Py.Lambda, 0, node, mark, 0);
}

/** `a:b:c`; what comes as `a: b` among type arguments is one too. */
function slice(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  const roles = [PyField.lower, PyField.upper, PyField.step];
  let colons = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.Colon) colons += 1;
    else operand(walk, child, roles[Math.min(colons, 2)]);
  }
  emit(walk, Py.Slice, 0, node, mark, 0);
}

/** `a[b, c]` in an annotation. */
function genericType(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.type_parameter) subscriptItems(walk, child, child + 1, next[child]);
    else operand(walk, child, PyField.value);
  }
  emit(walk, Py.Subscript, Load, node, mark, 0);
}
