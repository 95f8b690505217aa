/** The grammars' symbols, renumbered: one small number of our own for each kind of node or token that a producer asks about. */
import type { Language as Grammar } from 'web-tree-sitter';

/** What the pass over a tree does with a node, by symbol. */
export const Action = {
  /** Keep it and go on below it. */
  inner: 0,
  /** Keep it, and leave alone what is below it. */
  leaf: 1,
  /** Not part of the syntax: note where it is. */
  comment: 2,
  /** Drop it and what is below it. */
  drop: 3,
  /** A string literal of Python: go on below it only if it has fields. */
  string: 4,
  /** Tokens that nobody reads here: go on below them only if there are comments among them. */
  tokens: 5,
} as const;

/** Tables by the grammar's own symbol number; `ERROR` (65,535 in the grammar) is `ERROR_SYMBOL` here. */
export interface SymbolTable {
  readonly symbol: Uint8Array;
  readonly action: Uint8Array;
  /** 1 for nodes, 0 for tokens. */
  readonly named: Uint8Array;
}

/** The numbers that both languages share. */
export const ERROR_SYMBOL = 0;
/** A node that the parser made up to go on; it has no width. */
export const ABSENT_SYMBOL = 1;
/** The same for a token. */
export const MISSING_SYMBOL = 2;
/** Any token that no producer asks about. */
export const OTHER_SYMBOL = 3;

/** What a producer asks about. */
export interface Symbols {
  readonly nodes: readonly string[];
  /** How each token is spelled. */
  readonly tokens: Readonly<Record<string, string>>;
  readonly numbers: Readonly<Record<string, number>>;
  /** `Action` of nodes, by name; the others are `inner`. Tokens are leaves. */
  readonly actions: Readonly<Record<string, number>>;
}

export function symbolTable(grammar: Grammar, { nodes, tokens, numbers, actions }: Symbols): SymbolTable {
  const named = new Map(nodes.map((name) => [name, numbers[name]]));
  const anonymous = new Map(Object.entries(tokens).map(([name, spelled]) => [spelled, numbers[name]]));
  const count = grammar.types.length;
  const table = { symbol: new Uint8Array(count), action: new Uint8Array(count), named: new Uint8Array(count) };
  grammar.types.forEach((name, id) => {
    if (grammar.nodeTypeIsNamed(id)) {
      table.named[id] = 1;
      table.symbol[id] = named.get(name) ?? OTHER_SYMBOL;
      table.action[id] = actions[name] ?? Action.inner;
    } else {
      table.symbol[id] = anonymous.get(name) ?? OTHER_SYMBOL;
      table.action[id] = Action.leaf;
    }
  });
  return table;
}

type Numbered<Names extends string> = { readonly [Name in Names]: number };
/** Numbers for the nodes and tokens of a grammar, after those that both languages share. */
export const numberSymbols = <const Node extends string, const Token extends string>(
  nodes: readonly Node[],
  tokens: Readonly<Record<Token, string>>,
): Numbered<Node | Token | 'error' | 'absent' | 'missing' | 'other'> =>
  Object.fromEntries(
    ['error', 'absent', 'missing', 'other', ...nodes, ...Object.keys(tokens)].map((name, number) => [name, number]),
  ) as Numbered<Node | Token | 'error' | 'absent' | 'missing' | 'other'>;
