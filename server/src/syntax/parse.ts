/** Text in, tree out, whatever the text: the one door to the parsers. */
import { parsePython } from './python/parse.ts';
import { parseRust } from './rust/parse.ts';
import type { Language, Tree } from './tree.ts';

/** Never fails: what is not understood becomes an `Error` node. */
export const parse = (language: Language, text: string): Tree => (language === 'python' ? parsePython(text) : parseRust(text));
