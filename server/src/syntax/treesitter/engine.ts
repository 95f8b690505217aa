/**
 * tree-sitter's engine and grammars (WebAssembly), once their bytes were given: text → one of its trees.
 *
 * Nothing here reads files: the caller hands over the bytes. Without them, or when they do not load, `grammarOf` says so and
 * the hand-written parsers serve alone. A tree lives in the engine's memory, so whoever gets one must delete it.
 */
import { Edit, Language as Grammar, Parser } from 'web-tree-sitter';
import type { Tree as ConcreteTree } from 'web-tree-sitter';
import type { Language } from '../tree.ts';
import { pythonSymbols } from './python-symbols.ts';
import { rustSymbols } from './rust-symbols.ts';
import { symbolTable } from './symbols.ts';
import type { SymbolTable } from './symbols.ts';

export { Edit };
export type { ConcreteTree };

/** What has to be loaded: `engine` is `web-tree-sitter.wasm`, the others are the grammars of that name. */
export type GrammarName = Language | 'engine';
export type LoadBytes = (name: GrammarName) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/** The functions of the engine that a pass over a tree calls; addresses and results are plain numbers. */
export interface EngineCalls {
  /** All of the engine's memory; replaced when it grows. */
  readonly HEAPU8: Uint8Array;
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_tree_cursor_new_wasm(tree: number): void;
  _ts_tree_cursor_delete_wasm(tree: number): void;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
}

export interface LoadedGrammar {
  readonly parser: Parser;
  readonly symbols: SymbolTable;
  readonly calls: EngineCalls;
}

/** Longer texts are left to the hand-written parsers: a tree takes up to 200 bytes of the engine's memory a unit, which it never gives back. */
const LONGEST = 1_000_000;
/**
 * How often the parser may report progress for each unit of text before it is stopped; it does so every hundred steps, for real
 * files 0.005 to 0.013 times a unit. Repairing a text can go wrong in time as well as in result, and a count, unlike a clock, gives
 * the same answer every time.
 */
const REPORTS_PER_UNIT = 0.1;
const REPORTS_AT_LEAST = 2_000;

const loaded: { -readonly [Name in Language]?: LoadedGrammar } = {};
let engine: Promise<EngineCalls | undefined> | undefined;
/** Loads run one after another, so that nothing is loaded twice. */
let last: Promise<readonly Language[]> = Promise.resolve([]);

/**
 * Loads the engine and both grammars from bytes that the caller gets from wherever they are. Never throws; what is missing or
 * broken is left out. Tells which languages can be parsed now. May be called again to load what failed before.
 */
export function loadGrammars(load: LoadBytes): Promise<readonly Language[]> {
  last = last.then(() => loadMissing(load));
  return last;
}

async function loadMissing(load: LoadBytes): Promise<readonly Language[]> {
  const calls = await (engine ??= loadEngine(load));
  if (calls === undefined) {
    engine = undefined;
    return [];
  }
  for (const language of LANGUAGES) {
    try {
      const bytes = loaded[language] === undefined ? await load(language) : undefined;
      if (bytes !== undefined) loaded[language] = await newGrammar(language, bytes, calls);
    } catch {
      // the hand-written parser of this language serves alone
    }
  }
  return LANGUAGES.filter((language) => loaded[language] !== undefined);
}
const LANGUAGES: readonly Language[] = ['python', 'rust'];

/** The grammar of a language, if it was loaded. */
export const grammarOf = (language: Language): LoadedGrammar | undefined => loaded[language];

/**
 * Parses a text; `before` is its former tree, already told of the edits. `null` if the text is too long or too broken for
 * a result in reasonable time. Does not delete `before`.
 */
export function parseConcrete(grammar: LoadedGrammar, text: string, before: ConcreteTree | null): ConcreteTree | null {
  if (text.length > LONGEST) return null;
  const { parser } = grammar;
  let reports = Math.max(REPORTS_AT_LEAST, text.length * REPORTS_PER_UNIT);
  try {
    const tree = parser.parse((index) => text.slice(index, pieceEnd(text, index)), before, { progressCallback: () => (reports -= 1) < 0 });
    if (tree === null) parser.reset();
    return tree;
  } catch {
    // the engine is out of memory: its state is unknown, and there is no other, so it is not asked again
    delete loaded.python;
    delete loaded.rust;
    engine = Promise.resolve(undefined);
    return null;
  }
}
/** How much of the text the engine gets at a time, in units; its buffer holds 5,119. */
const CHUNK = 4096;

/** A piece must not end between the halves of a surrogate pair: the engine would take each for a character of its own. */
function pieceEnd(text: string, start: number): number {
  const end = start + CHUNK;
  const last = end < text.length ? text.charCodeAt(end - 1) : 0;
  return last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}

async function loadEngine(load: LoadBytes): Promise<EngineCalls | undefined> {
  try {
    const wasmBinary = await load('engine');
    if (wasmBinary === undefined) return undefined;
    // The options object becomes the engine's module, so that afterwards it holds the functions of `EngineCalls`.
    // `locateFile` is never used, as the bytes are here, but it keeps the engine from working out a path from
    // `import.meta.url`, which a CommonJS bundle and a worker made from text do not have.
    const module: Partial<EngineCalls> & Record<string, unknown> = {
      wasmBinary,
      locateFile: (name: string) => name,
      // it would write to the streams that a server speaks over
      print: () => {},
      printErr: () => {},
    };
    await Parser.init(module);
    return hasCalls(module) ? module : undefined;
  } catch {
    return undefined;
  }
}

const CALLS = [
  '_ts_tree_root_node_wasm',
  '_ts_tree_cursor_new_wasm',
  '_ts_tree_cursor_delete_wasm',
  '_ts_tree_cursor_goto_first_child_wasm',
  '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm',
  '_ts_tree_cursor_current_node_type_id_wasm',
] as const satisfies readonly (keyof EngineCalls)[];

const hasCalls = (module: Partial<EngineCalls>): module is EngineCalls => CALLS.every((name) => typeof module[name] === 'function');

async function newGrammar(language: Language, bytes: Uint8Array, engine: EngineCalls): Promise<LoadedGrammar> {
  const grammar = await Grammar.load(bytes);
  const parser = new Parser();
  parser.setLanguage(grammar);
  return { parser, symbols: symbolTable(grammar, language === 'python' ? pythonSymbols : rustSymbols), calls: engine };
}
