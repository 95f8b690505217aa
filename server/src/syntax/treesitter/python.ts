/**
 * Python from tree-sitter's tree: the same nodes, fields, flags and spans that the hand-written parser makes of a text that
 * both understand. A region that tree-sitter skipped becomes one `Error` node over what was understood in it.
 *
 * tree-sitter's grammar also accepts what no Python 3 does (`print x`, `exec "x"`, `10L`, `a <> b`): those become `Error` nodes too.
 */
import type { TreeBuilder } from '../builder.ts';
import { Py, PyField } from '../python/kinds.ts';
import type { Tree } from '../tree.ts';
import { unitsOf } from '../units.ts';
import { hasHiddenError, readConcrete } from './concrete.ts';
import type { ConcreteTree, LoadedGrammar } from './engine.ts';
import { expression, isExpression } from './python-expressions.ts';
import { isStatement, statement, statements } from './python-statements.ts';
import { isToken } from './python-symbols.ts';
import { ERROR_SYMBOL } from './symbols.ts';
import { enter, errorOver, missingAt, trouble } from './walk.ts';
import type { Source, Walk } from './walk.ts';

/** The compact tree of a text from its tree-sitter tree. */
export function pythonTree(grammar: LoadedGrammar, concrete: ConcreteTree, text: string, builder: TreeBuilder): Tree {
  const { symbol, start, end, next } = readConcrete(grammar, concrete, text, builder);
  const walk: Walk = {
    symbol,
    start,
    end,
    next,
    text,
    units: unitsOf(text),
    tree: builder,
    asError: PyField.error,
    depth: 0,
    salvage: (node) => salvage(walk, node),
  };
  if (symbol[0] === ERROR_SYMBOL) errorOver(walk, 0);
  else statements(walk, 0);
  builder.setFields(0, PyField.body);
  if (builder.errors === 0 && hasHiddenError(concrete, NONE)) missingAt(walk, text.length);
  builder.emit(Py.Module, 0, 0, 0, text.length, 0, 0);
  return builder.finish('python', text);
}

const NONE: ReadonlySet<string> = new Set();

/** Emits whatever is understood in a node that stands where it does not belong. */
function salvage(walk: Walk, node: Source): void {
  const symbol = walk.symbol[node];
  if (trouble(walk, node) || isToken(symbol)) return;
  if (isStatement(symbol)) statement(walk, node);
  else if (isExpression(symbol)) expression(walk, node);
  else if (enter(walk)) {
    for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) salvage(walk, child);
    walk.depth -= 1;
  }
}
