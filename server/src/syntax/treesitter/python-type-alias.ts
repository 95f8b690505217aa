/**
 * `type X[T] = …` from tree-sitter's nodes; and `type(x).y = …`, which the grammar takes for the same kind of statement
 * although `type` is a name there.
 */
import { Context, Py, PyField } from '../python/kinds.ts';
import type { Node } from '../tree.ts';
import { typeParameters } from './python-arguments.ts';
import { chained, subscriptItems } from './python-chains.ts';
import { expressions, isExpression, nameOfNode, onlyChild, operand } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import { setContext } from './python-targets.ts';
import { childOf, emit, emitLeaf, errorOver, trouble } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Load, Store } = Context;

export function typeAlias(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const word = childOf(walk, node, S.Type);
  let kind = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (kind !== 0 || symbol[child] !== S.type) operand(walk, child, PyField.value);
    else kind = aliasName(walk, child) || assignedName(walk, child, word);
  }
  emit(walk, kind || Py.TypeAlias, 0, node, mark, 0);
}

/** `X` or `X[T]`; answers 0, and emits nothing, if it is something else. */
function aliasName(walk: Walk, node: Source): number {
  const { symbol, next } = walk;
  const inner = onlyChild(walk, node);
  const generic = inner >= 0 && symbol[inner] === S.generic_type;
  const name = generic ? inner + 1 : inner;
  if (name < 0 || symbol[name] !== S.identifier) return 0;
  emitLeaf(walk, Py.Name, Store, PyField.name, name, nameOfNode(walk, name));
  if (!generic) return Py.TypeAlias;
  for (let child = next[name], stop = next[inner]; child < stop; child = next[child]) {
    if (symbol[child] === S.type_parameter) typeParameters(walk, child);
    else trouble(walk, child);
  }
  return Py.TypeAlias;
}

/** What is assigned to in `type(x).y = …` or `type[x] = …`, where `word` is `type`. */
function assignedName(walk: Walk, node: Source, word: Source): number {
  const { tree } = walk;
  const mark = tree.size;
  if (word < 0) {
    errorOver(walk, node);
    tree.setField(PyField.name);
    return Py.TypeAlias;
  }
  chained(walk, node, (inner) => {
    const from = tree.size;
    emitLeaf(walk, Py.Name, Load, 0, word, nameOfNode(walk, word));
    applied(walk, inner, from);
  });
  // all these nodes begin at the word, which stands outside of their source nodes
  for (let at = mark; at < tree.size; at += 1) if (tree.first[at] === mark) tree.start[at] = walk.start[word];
  setContext(walk, Store, node, mark);
  tree.setField(PyField.targets);
  return Py.Assign;
}

/** What follows the word directly: arguments or an index. */
function applied(walk: Walk, node: Source, mark: Node): void {
  const { tree, symbol, next } = walk;
  switch (symbol[node]) {
    case S.parenthesized_expression:
    case S.tuple:
      tree.setField(PyField.func);
      expressions(walk, node, [PyField.args]);
      break;
    case S.generator_expression:
      tree.setField(PyField.func);
      operand(walk, node, PyField.args);
      break;
    case S.list:
      tree.setField(PyField.value);
      subscriptItems(walk, node, node + 1, next[node]);
      emit(walk, Py.Subscript, Load, node, mark, 0);
      return;
    default:
      if (isExpression(symbol[node])) operand(walk, node, PyField.args);
      errorOver(walk, node);
  }
  emit(walk, Py.Call, 0, node, mark, 0);
}
