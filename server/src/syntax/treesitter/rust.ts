/**
 * Rust from tree-sitter's tree: the same nodes, fields, flags and spans that the hand-written parser makes of a text that both
 * understand. A region that tree-sitter skipped becomes one `Error` node over what was understood in it.
 */
import type { TreeBuilder } from '../builder.ts';
import { Rs, RsField } from '../rust/kinds.ts';
import type { Tree } from '../tree.ts';
import { unitsOf } from '../units.ts';
import { hasHiddenError, readConcrete } from './concrete.ts';
import type { ConcreteTree, LoadedGrammar } from './engine.ts';
import { attribute } from './rust-embedded.ts';
import type { RustWalk } from './rust-embedded.ts';
import { expression, isExpression } from './rust-expressions.ts';
import { isItem, item, items } from './rust-items.ts';
import { isPattern, pattern } from './rust-patterns.ts';
import { RustSymbol, isToken } from './rust-symbols.ts';
import { isType, type } from './rust-types.ts';
import { enter, isTrouble, missingAt, trouble } from './walk.ts';
import type { Source } from './walk.ts';

const S = RustSymbol;

/** The compact tree of a text from its tree-sitter tree. */
export function rustTree(grammar: LoadedGrammar, concrete: ConcreteTree, text: string, builder: TreeBuilder): Tree {
  const { symbol, start, end, next } = readConcrete(grammar, concrete, text, builder);
  const walk: RustWalk = {
    symbol,
    start,
    end,
    next,
    text,
    units: unitsOf(text),
    tree: builder,
    asError: RsField.error,
    depth: 0,
    salvage: (node) => salvage(walk, node),
    parser: null,
    attributesEnd: 0,
  };
  if (symbol[0] === S.error) {
    trouble(walk, 0);
    builder.setField(RsField.items);
  } else items(walk, 0);
  if (builder.errors === 0 && hasHiddenError(concrete, TOKENS)) missingAt(walk, text.length);
  builder.emit(Rs.Crate, 0, 0, 0, text.length, 0, 0);
  return builder.finish('rust', text);
}

/** What is in these the hand-written parser has read. */
const TOKENS: ReadonlySet<string> = new Set(['token_tree', 'macro_rule', 'attribute']);

/** Emits whatever is understood in a node that stands where it does not belong. */
function salvage(walk: RustWalk, node: Source): void {
  const symbol = walk.symbol[node];
  if ((isTrouble(symbol) && trouble(walk, node)) || isToken(symbol)) return;
  if (symbol === S.attribute_item || symbol === S.inner_attribute_item) attribute(walk, node, walk.next[node]);
  else if (isItem(symbol)) item(walk, node);
  else if (isExpression(symbol)) expression(walk, node);
  else if (isType(symbol)) type(walk, node);
  else if (isPattern(symbol)) pattern(walk, node, 0);
  else if (enter(walk)) {
    for (let child = node + 1, stop = walk.next[node]; child < stop; child = walk.next[child]) salvage(walk, child);
    walk.depth -= 1;
  }
}
