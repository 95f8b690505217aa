/** Parameters, type parameters and arguments of Python, from tree-sitter's nodes. */
import { Py, PyField } from '../python/kinds.ts';
import { expression, nameOfNode, onlyChild, operand } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import { childOf, emit, emitOver, emitLeaf, errorOver, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { args: asArgs, posonlyargs: asPosonly, kwonlyargs: asKwonly } = PyField;

/** The `arguments` of a function or lambda without parameters. */
export function noParameters(walk: Walk, offset: number): void {
  const { tree } = walk;
  tree.emit(Py.arguments, 0, asArgs, offset, offset, tree.size, 0);
}

/** `(a, /, b=1, *c, d, **e)`, or the same without parentheses for a lambda. */
export function parameters(walk: Walk, list: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  /** What a parameter is at this point of the list. */
  let role = asArgs;
  let from = -1;
  let to = -1;
  let close = end[list];
  for (let child = list + 1, stop = next[list]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.LeftParenthesis) continue;
    if (part === S.RightParenthesis) {
      close = start[child];
      continue;
    }
    if (from < 0) from = start[child];
    to = end[child];
    if (part === S.positional_separator) {
      for (let node = tree.size - 1; node >= mark; node = tree.first[node] - 1)
        if (tree.field[node] === asArgs) tree.field[node] = asPosonly;
    } else if (part === S.keyword_separator) role = asKwonly;
    else if (part === S.list_splat_pattern || isSplat(walk, child, S.list_splat_pattern)) {
      parameter(walk, child, PyField.vararg);
      role = asKwonly;
    } else if (part === S.dictionary_splat_pattern || isSplat(walk, child, S.dictionary_splat_pattern))
      parameter(walk, child, PyField.kwarg);
    else parameter(walk, child, role);
  }
  emitOver(walk, Py.arguments, 0, asArgs, from < 0 ? close : from, from < 0 ? close : to, mark, 0);
}

const isSplat = (walk: Walk, node: Source, splat: number): boolean =>
  walk.symbol[node] === S.typed_parameter && walk.symbol[node + 1] === splat;

/** One parameter with its annotation, and its default behind it. */
function parameter(walk: Walk, node: Source, role: number): void {
  const { tree, symbol, next } = walk;
  switch (symbol[node]) {
    case S.identifier:
      emitLeaf(walk, Py.arg, 0, role, node, nameOfNode(walk, node));
      return;
    case S.list_splat_pattern:
    case S.dictionary_splat_pattern: {
      const name = childOf(walk, node, S.identifier);
      if (name < 0) errorOver(walk, node);
      else emitLeaf(walk, Py.arg, 0, role, name, nameOfNode(walk, name));
      return;
    }
    case S.typed_parameter:
    case S.default_parameter:
    case S.typed_default_parameter:
      break;
    case S.tuple_pattern:
      // Python 2
      errorOver(walk, node);
      return;
    default:
      trouble(walk, node);
      return;
  }
  const mark = tree.size;
  let start = -1;
  let end = -1;
  let name = 0;
  let emitted = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    const inner = part === S.list_splat_pattern || part === S.dictionary_splat_pattern ? childOf(walk, child, S.identifier) : child;
    if (start < 0 && inner >= 0 && symbol[inner] === S.identifier) {
      start = walk.start[inner];
      end = walk.end[inner];
      name = nameOfNode(walk, inner);
    } else if (part === S.type) {
      expression(walk, child);
      tree.setField(PyField.annotation);
      end = walk.end[child];
    } else if (part === S.Equal && start >= 0) {
      emitOver(walk, Py.arg, 0, role, start, end, mark, name);
      emitted = true;
    } else if (part === S.tuple_pattern) errorOver(walk, child);
    else operand(walk, child, role === asKwonly ? PyField.kw_defaults : PyField.defaults);
  }
  if (start < 0) wrong(walk, node, mark);
  else if (!emitted) emitOver(walk, Py.arg, 0, role, start, end, mark, name);
}

/** `[T, *Ts, **P]` */
export function typeParameters(walk: Walk, list: Source): void {
  const { symbol, next } = walk;
  for (let child = list + 1, stop = next[list]; child < stop; child = next[child]) {
    if (symbol[child] === S.type) typeParameter(walk, child);
    else trouble(walk, child);
  }
}

function typeParameter(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const inner = onlyChild(walk, node);
  if (inner >= 0 && symbol[inner] === S.identifier) emitLeaf(walk, Py.TypeVar, 0, 0, node, nameOfNode(walk, inner));
  else if (inner >= 0 && symbol[inner] === S.splat_type) {
    const name = childOf(walk, inner, S.identifier);
    const kind = symbol[inner + 1] === S.DoubleStar ? Py.ParamSpec : Py.TypeVarTuple;
    emitLeaf(walk, kind, 0, 0, node, name < 0 ? 0 : nameOfNode(walk, name));
  } else if (inner >= 0 && symbol[inner] === S.constrained_type && symbol[onlyChild(walk, inner + 1)] === S.identifier) {
    const name = nameOfNode(walk, onlyChild(walk, inner + 1));
    for (let child = next[inner + 1], stop = next[inner]; child < stop; child = next[child]) {
      if (symbol[child] !== S.type) trouble(walk, child);
      else {
        expression(walk, child);
        tree.setField(PyField.bound);
      }
    }
    emit(walk, Py.TypeVar, 0, node, mark, name);
  } else errorOver(walk, node);
  tree.setField(PyField.type_params);
}

/** `(…)` behind a callee or a class name; positional arguments get `role`. */
export function argumentList(walk: Walk, list: Source, role: number): void {
  const { tree, symbol, next } = walk;
  for (let child = list + 1, stop = next[list]; child < stop; child = next[child]) {
    const mark = tree.size;
    if (symbol[child] === S.keyword_argument) {
      const name = childOf(walk, child, S.identifier);
      let value = false;
      for (let part = child + 1; part < next[child]; part = next[part]) {
        if (symbol[part] === S.Equal) value = true;
        else if (value || part !== name) operand(walk, part, PyField.value);
      }
      emit(walk, Py.keyword, 0, child, mark, name < 0 ? 0 : nameOfNode(walk, name));
      tree.setField(PyField.keywords);
    } else if (symbol[child] === S.dictionary_splat) {
      for (let part = child + 1; part < next[child]; part = next[part]) operand(walk, part, PyField.value);
      emit(walk, Py.keyword, 0, child, mark, 0);
      tree.setField(PyField.keywords);
    } else operand(walk, child, role);
  }
}
