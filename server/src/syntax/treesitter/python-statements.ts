/** The statements of Python, from tree-sitter's nodes. Each function emits exactly one node, whatever it is given. */
import { Context, Operator, Py, PyField } from '../python/kinds.ts';
import {
  classDefinition,
  decoratedDefinition,
  forStatement,
  functionDefinition,
  ifStatement,
  matchStatement,
  tryStatement,
  whileStatement,
  withStatement,
} from './python-compound.ts';
import { expressions, identifier, nameOfNode, onlyChild, operand, tupleOf } from './python-expressions.ts';
import { importFrom, importStatement } from './python-imports.ts';
import { PythonSymbol, isToken } from './python-symbols.ts';
import { setContext, setSingle } from './python-targets.ts';
import { typeAlias } from './python-type-alias.ts';
import { childOf, emit, emitLeaf, enter, errorOver, missingAt, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Store, Del } = Context;
const { Error: PyError } = Py;

const augmentedOperator = new Map<number, number>([
  [S.PlusEqual, Operator.Add],
  [S.MinusEqual, Operator.Sub],
  [S.StarEqual, Operator.Mult],
  [S.SlashEqual, Operator.Div],
  [S.AtEqual, Operator.MatMult],
  [S.DoubleSlashEqual, Operator.FloorDiv],
  [S.PercentEqual, Operator.Mod],
  [S.DoubleStarEqual, Operator.Pow],
  [S.RightShiftEqual, Operator.RShift],
  [S.LeftShiftEqual, Operator.LShift],
  [S.AmpersandEqual, Operator.BitAnd],
  [S.CaretEqual, Operator.BitXor],
  [S.BarEqual, Operator.BitOr],
]);

const STATEMENTS: ReadonlyMap<number, (walk: Walk, node: Source) => void> = new Map([
  [S.expression_statement, expressionStatement],
  [S.return_statement, (walk, node) => simple(walk, node, Py.Return, [PyField.value])],
  [S.assert_statement, (walk, node) => simple(walk, node, Py.Assert, [PyField.test, PyField.msg])],
  [S.delete_statement, deleteStatement],
  [S.raise_statement, raiseStatement],
  [S.pass_statement, (walk, node) => emitLeaf(walk, Py.Pass, 0, 0, node, 0)],
  [S.break_statement, (walk, node) => emitLeaf(walk, Py.Break, 0, 0, node, 0)],
  [S.continue_statement, (walk, node) => emitLeaf(walk, Py.Continue, 0, 0, node, 0)],
  [S.global_statement, (walk, node) => namesStatement(walk, node, Py.Global)],
  [S.nonlocal_statement, (walk, node) => namesStatement(walk, node, Py.Nonlocal)],
  [S.import_statement, importStatement],
  [S.import_from_statement, importFrom],
  [S.future_import_statement, importFrom],
  [S.print_statement, printStatement],
  [S.exec_statement, errorOver],
  [S.type_alias_statement, typeAlias],
  [S.if_statement, ifStatement],
  [S.for_statement, forStatement],
  [S.while_statement, whileStatement],
  [S.try_statement, tryStatement],
  [S.with_statement, withStatement],
  [S.function_definition, (walk, node) => functionDefinition(walk, node, walk.tree.size)],
  [S.class_definition, (walk, node) => classDefinition(walk, node, walk.tree.size)],
  [S.decorated_definition, decoratedDefinition],
  [S.match_statement, matchStatement],
]);

export const isStatement = (symbol: number): boolean => STATEMENTS.has(symbol);

/** The statements of a block or module, each in the field that the caller sets. */
export function statements(walk: Walk, block: Source): void {
  for (let child = block + 1, stop = walk.next[block]; child < stop; child = walk.next[child]) {
    if (!isToken(walk.symbol[child])) statement(walk, child);
  }
}

/** One statement, or an `Error` in the field `error`. */
export function statement(walk: Walk, node: Source): void {
  const make = STATEMENTS.get(walk.symbol[node]);
  if (make === undefined) {
    if (!trouble(walk, node)) errorOver(walk, node);
  } else if (enter(walk)) {
    make(walk, node);
    walk.depth -= 1;
  } else emitLeaf(walk, PyError, 0, walk.asError, node, 0);
}

/** The statements of a block, all in one field of the statement around it. */
export function body(walk: Walk, block: Source, field: number): void {
  const mark = walk.tree.size;
  if (!trouble(walk, block)) statements(walk, block);
  walk.tree.setFields(mark, field);
}

/** A statement of expressions in a fixed order, all of them optional. */
function simple(walk: Walk, node: Source, kind: number, roles: readonly number[]): void {
  const mark = walk.tree.size;
  expressions(walk, node, roles);
  emit(walk, kind, 0, node, mark, 0);
}

function expressionStatement(walk: Walk, node: Source): void {
  const only = onlyChild(walk, node);
  const symbol = only < 0 ? -1 : walk.symbol[only];
  if (symbol === S.assignment) assignment(walk, node, only);
  else if (symbol === S.augmented_assignment) augmentedAssignment(walk, only);
  else {
    const mark = walk.tree.size;
    if (only < 0 || !operand(walk, only, PyField.value)) tupleOf(walk, node);
    walk.tree.setField(PyField.value);
    emit(walk, Py.Expr, 0, node, mark, 0);
  }
}

/** `a = b = c`, which nests to the right, or `a: b = c`. */
function assignment(walk: Walk, statement: Source, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let annotated = false;
  let simpleName = 0;
  for (let at = node; ;) {
    const stop = next[at];
    /** The part of the assignment that the next operand is. */
    let role = PyField.targets;
    let chain = -1;
    let child = at + 1;
    for (; child < stop; child = next[child]) {
      const part = symbol[child];
      if (part === S.Equal) role = PyField.value;
      else if (part === S.Colon) {
        annotated = true;
        simpleName = symbol[at + 1] === S.identifier ? 1 : 0;
        tree.setFields(mark, PyField.target);
        role = PyField.annotation;
      } else if (part === S.assignment) chain = child;
      else {
        const from = tree.size;
        if (operand(walk, child, role) && role === PyField.targets) {
          setContext(walk, Store, child, from);
          tree.setField(role);
        }
      }
    }
    if (chain < 0) break;
    // `a: b = c = d`
    if (annotated) missingAt(walk, walk.start[chain]);
    at = chain;
  }
  emit(walk, annotated ? Py.AnnAssign : Py.Assign, simpleName, statement, mark, 0);
}

function augmentedAssignment(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let operator = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    const from = tree.size;
    if (!operand(walk, child, operator === 0 ? PyField.target : PyField.value)) operator = augmentedOperator.get(part) ?? operator;
    else if (operator === 0) {
      setSingle(walk, child, from);
      tree.setField(PyField.target);
    }
  }
  emit(walk, Py.AugAssign, operator, node, mark, 0);
}

function deleteStatement(walk: Walk, node: Source): void {
  const { tree, next } = walk;
  const mark = tree.size;
  const list = childOf(walk, node, S.expression_list);
  for (let child = (list < 0 ? node : list) + 1, stop = next[node]; child < stop; child = next[child]) {
    const from = tree.size;
    if (!operand(walk, child, PyField.targets)) continue;
    setContext(walk, Del, child, from);
    tree.setField(PyField.targets);
  }
  emit(walk, Py.Delete, 0, node, mark, 0);
}

function raiseStatement(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let role = PyField.exc;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const from = tree.size;
    if (symbol[child] === S.From) role = PyField.cause;
    else if (operand(walk, child, role) && symbol[child] === S.expression_list) {
      // `raise A, "message"` was Python 2
      wrong(walk, child, from);
      tree.setField(role);
    }
  }
  emit(walk, Py.Raise, 0, node, mark, 0);
}

function namesStatement(walk: Walk, node: Source, kind: number): void {
  const mark = walk.tree.size;
  for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.identifier) identifier(walk, child, PyField.names);
    else trouble(walk, child);
  }
  emit(walk, kind, 0, node, mark, 0);
}

/** `print >>file, x` is a shift in Python 3; other forms of the old statement are errors. */
function printStatement(walk: Walk, node: Source): void {
  const chevron = childOf(walk, node, S.chevron);
  const word = childOf(walk, node, S.Print);
  if (chevron < 0 || word < 0) {
    errorOver(walk, node);
    return;
  }
  const { tree } = walk;
  const mark = tree.size;
  emitLeaf(walk, Py.Name, Context.Load, PyField.left, word, nameOfNode(walk, word));
  expressions(walk, chevron, [PyField.right]);
  tree.emit(Py.BinOp, Operator.RShift, 0, walk.start[node], walk.end[chevron], mark, 0);
  if (walk.next[chevron] < walk.next[node]) {
    tree.setField(PyField.elts);
    for (let child = walk.next[chevron], stop = walk.next[node]; child < stop; child = walk.next[child]) {
      operand(walk, child, PyField.elts);
    }
    emit(walk, Py.Tuple, Context.Load, node, mark, 0);
  }
  tree.setField(PyField.value);
  emit(walk, Py.Expr, 0, node, mark, 0);
}
