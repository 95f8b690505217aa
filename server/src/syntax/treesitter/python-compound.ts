/** Statements with blocks, from tree-sitter's nodes. Each function emits exactly one node, whatever it is given. */
import { Context, Py, PyField } from '../python/kinds.ts';
import type { Node } from '../tree.ts';
import { argumentList, noParameters, parameters, typeParameters } from './python-arguments.ts';
import { expression, expressions, identifier, nameOfNode, onlyChild, operand } from './python-expressions.ts';
import { caseClauses } from './python-patterns.ts';
import { body } from './python-statements.ts';
import { PythonSymbol, isToken } from './python-symbols.ts';
import { setContext } from './python-targets.ts';
import { childOf, emit, emitOver, errorOver, missingAt, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Store } = Context;

/** `if` with its clauses; each `elif` is an `If` in the `orelse` of the one before, and ends where all of them end. */
export function ifStatement(walk: Walk, node: Source): void {
  const { tree, symbol, next, start } = walk;
  const end = walk.end[node];
  const outer: number[] = [start[node], tree.size];
  condition(walk, node);
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.elif_clause) {
      outer.push(start[child], tree.size);
      condition(walk, child);
    } else if (symbol[child] === S.else_clause) clauseBody(walk, child, PyField.orelse);
  }
  for (let at = outer.length - 2; at >= 0; at -= 2) {
    tree.emit(Py.If, 0, 0, outer[at], end, outer[at + 1], 0);
    if (at > 0) tree.setField(PyField.orelse);
  }
}

/** The test and the block of `if`, `elif` or `while`; clauses behind them are left to the caller. */
function condition(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.block) body(walk, child, PyField.body);
    else if (part === S.elif_clause || part === S.else_clause) continue;
    else operand(walk, child, PyField.test);
  }
}

/** The block of `else` or `finally`. */
function clauseBody(walk: Walk, clause: Source, field: number): void {
  for (let child = clause + 1, stop = walk.next[clause]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.block) body(walk, child, field);
    else trouble(walk, child);
  }
}

/** Whether a statement begins with `async`. */
const isAsync = (walk: Walk, node: Source): boolean => walk.symbol[node + 1] === S.Async && node + 1 < walk.next[node];

export function whileStatement(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  condition(walk, node);
  const otherwise = childOf(walk, node, S.else_clause);
  if (otherwise >= 0) clauseBody(walk, otherwise, PyField.orelse);
  emit(walk, Py.While, 0, node, mark, 0);
}

export function forStatement(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let seenIn = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.In) seenIn = true;
    else if (part === S.block) body(walk, child, PyField.body);
    else if (part === S.else_clause) clauseBody(walk, child, PyField.orelse);
    else if (seenIn) operand(walk, child, PyField.iter);
    else {
      const from = tree.size;
      if (operand(walk, child, PyField.target)) {
        setContext(walk, Store, child, from);
        tree.setField(PyField.target);
      }
    }
  }
  emit(walk, isAsync(walk, node) ? Py.AsyncFor : Py.For, 0, node, mark, 0);
}

export function tryStatement(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  let starred = false;
  let caught = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.block:
        body(walk, child, PyField.body);
        break;
      case S.except_clause:
        caught = true;
        if (exceptClause(walk, child)) starred = true;
        break;
      case S.else_clause:
        clauseBody(walk, child, PyField.orelse);
        break;
      case S.finally_clause:
        caught = true;
        clauseBody(walk, child, PyField.finalbody);
        break;
      default:
        trouble(walk, child);
    }
  }
  if (!caught) missingAt(walk, walk.end[node]);
  emit(walk, starred ? Py.TryStar : Py.Try, 0, node, mark, 0);
}

/** Answers whether it is an `except*`. */
function exceptClause(walk: Walk, node: Source): boolean {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const several = childOf(walk, node, S.Comma) >= 0;
  let starred = false;
  let named = false;
  /** The exception types without parentheses: where they begin and end, and their first node. */
  let typesStart = -1;
  let typesEnd = -1;
  const closeTypes = (): void => {
    if (several && typesStart >= 0) emitOver(walk, Py.Tuple, Context.Load, PyField.type, typesStart, typesEnd, mark, 0);
    typesStart = -1;
  };
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.Star) starred = true;
    else if (part === S.As) named = true;
    else if (part === S.Comma) typesEnd = walk.end[child];
    else if (part === S.block) {
      closeTypes();
      body(walk, child, PyField.body);
    } else if (part === S.as_pattern) namedException(walk, child);
    else if (named && part === S.identifier) identifier(walk, child, PyField.name);
    else if (operand(walk, child, several ? PyField.elts : PyField.type)) {
      if (named) wrong(walk, child, tree.first[tree.size - 1]);
      if (typesStart < 0) typesStart = walk.start[child];
      typesEnd = walk.end[child];
    }
  }
  closeTypes();
  emit(walk, Py.ExceptHandler, 0, node, mark, 0);
  tree.setField(PyField.handlers);
  return starred;
}

/** `A as name` as one expression, which the grammar also makes of it. */
function namedException(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const target = symbol[child] === S.as_pattern_target ? onlyChild(walk, child) : -1;
    if (target >= 0 && symbol[target] === S.identifier) identifier(walk, target, PyField.name);
    else if (symbol[child] === S.as_pattern_target) errorOver(walk, child);
    else operand(walk, child, PyField.type);
  }
}

export function withStatement(walk: Walk, node: Source): void {
  const { symbol, next } = walk;
  const mark = walk.tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.with_clause) withItems(walk, child);
    else if (symbol[child] === S.block) body(walk, child, PyField.body);
    else trouble(walk, child);
  }
  emit(walk, isAsync(walk, node) ? Py.AsyncWith : Py.With, 0, node, mark, 0);
}

function withItems(walk: Walk, clause: Source): void {
  const { symbol, next } = walk;
  // `with (a as b):` may come as one item that is a group or a tuple
  const only = onlyChild(walk, clause);
  const value = only >= 0 && symbol[only] === S.with_item ? onlyChild(walk, only) : -1;
  const inside = value >= 0 && (symbol[value] === S.parenthesized_expression || symbol[value] === S.tuple) ? value : -1;
  if (inside >= 0 && canBeItems(walk, inside)) {
    for (let child = inside + 1, stop = next[inside]; child < stop; child = next[child]) {
      if (!isToken(symbol[child])) withItem(walk, child, child);
    }
    return;
  }
  for (let child = clause + 1, stop = next[clause]; child < stop; child = next[child]) {
    const item = symbol[child] === S.with_item ? onlyChild(walk, child) : -1;
    if (item >= 0) withItem(walk, child, item);
    else if (symbol[child] === S.with_item) errorOver(walk, child);
    else trouble(walk, child);
  }
}

/** Whether what came as a tuple or a group is a list of items in parentheses: there is one, and none is of a kind that cannot be an item. */
function canBeItems(walk: Walk, list: Source): boolean {
  const { symbol, next } = walk;
  let some = false;
  for (let child = list + 1, stop = next[list]; child < stop; child = next[child]) {
    if (symbol[child] === S.list_splat || symbol[child] === S.named_expression || symbol[child] === S.yield) return false;
    if (!isToken(symbol[child])) some = true;
  }
  return some;
}

function withItem(walk: Walk, item: Source, value: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  if (symbol[value] !== S.as_pattern) operand(walk, value, PyField.context_expr);
  else {
    for (let child = value + 1, stop = next[value]; child < stop; child = next[child]) {
      const target = symbol[child] === S.as_pattern_target ? onlyChild(walk, child) : -1;
      if (target >= 0) {
        const from = tree.size;
        expression(walk, target);
        setContext(walk, Store, target, from);
        tree.setField(PyField.optional_vars);
      } else operand(walk, child, PyField.context_expr);
    }
  }
  emit(walk, Py.withitem, 0, item, mark, 0);
  tree.setField(PyField.items);
}

export function decoratedDefinition(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let definition = -1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.decorator) expressions(walk, child, [PyField.decorator_list]);
    else if (part === S.function_definition || part === S.class_definition) definition = child;
    else trouble(walk, child);
  }
  if (definition < 0) wrong(walk, node, mark);
  else if (symbol[definition] === S.function_definition) functionDefinition(walk, definition, mark);
  else classDefinition(walk, definition, mark);
}

/** `mark`: where its decorators begin. */
export function functionDefinition(walk: Walk, node: Source, mark: Node): void {
  const { tree, symbol, next } = walk;
  let name = 0;
  let parameterized = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.identifier:
        name = nameOfNode(walk, child);
        break;
      case S.type_parameter:
        typeParameters(walk, child);
        break;
      case S.parameters:
        parameterized = true;
        parameters(walk, child);
        break;
      case S.type:
        expression(walk, child);
        tree.setField(PyField.returns);
        break;
      case S.block:
        if (!parameterized) noParameters(walk, walk.start[child]);
        parameterized = true;
        body(walk, child, PyField.body);
        break;
      default:
        trouble(walk, child);
    }
  }
  if (!parameterized) noParameters(walk, walk.end[node]);
  emit(walk, isAsync(walk, node) ? Py.AsyncFunctionDef : Py.FunctionDef, 0, node, mark, name);
}

export function classDefinition(walk: Walk, node: Source, mark: Node): void {
  const { symbol, next } = walk;
  let name = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    switch (symbol[child]) {
      case S.identifier:
        name = nameOfNode(walk, child);
        break;
      case S.type_parameter:
        typeParameters(walk, child);
        break;
      case S.argument_list:
        argumentList(walk, child, PyField.bases);
        break;
      case S.block:
        body(walk, child, PyField.body);
        break;
      default:
        trouble(walk, child);
    }
  }
  emit(walk, Py.ClassDef, 0, node, mark, name);
}

export function matchStatement(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const several = childOf(walk, node, S.Comma) >= 0;
  let subjectStart = -1;
  let subjectEnd = -1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.block) {
      if (several && subjectStart >= 0) {
        emitOver(walk, Py.Tuple, Context.Load, PyField.subject, subjectStart, subjectEnd, mark, 0);
      }
      caseClauses(walk, child);
    } else if (part === S.Comma) subjectEnd = walk.end[child];
    else if (operand(walk, child, several ? PyField.elts : PyField.subject)) {
      if (subjectStart < 0) subjectStart = walk.start[child];
      subjectEnd = walk.end[child];
    }
  }
  emit(walk, Py.Match, 0, node, mark, 0);
}
