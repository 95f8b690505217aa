import { numberSymbols } from './symbols.ts';
import type { Symbols } from './symbols.ts';
const NODES = ['source_file'] as const;
const TOKENS = { Comma: ',' } as const;
export const RustSymbol = numberSymbols(NODES, TOKENS);
export const rustSymbols: Symbols = { nodes: NODES, tokens: TOKENS, numbers: RustSymbol, actions: {} };
