/** One text of the project: immutable; what is derived from it (tree, lines) is made once, when first asked for. */
import { linesOf, type Lines } from '../base/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { Language, Tree } from '../syntax/tree.ts';

export interface Document {
  /** As the host names it: `/`-separated; relative to the working directory on the command line, absolute in the editor. */
  readonly path: string;
  readonly language: Language;
  /** Without a byte order mark. */
  readonly text: string;
  /** Whether the file begins with a byte order mark, which a rewrite must keep. */
  readonly byteOrderMark: boolean;
  readonly lines: Lines;
  readonly tree: Tree;
}

/** Makes a document. `tree` is given where one was made incrementally; it must be a tree of this very text. */
export function documentOf(path: string, language: Language, source: string, tree?: Tree): Document {
  const byteOrderMark = source.charCodeAt(0) === 0xfeff;
  const text = byteOrderMark ? source.slice(1) : source;
  let lines: Lines | undefined;
  let parsed = tree;
  return {
    path,
    language,
    text,
    byteOrderMark,
    get lines() {
      return (lines ??= linesOf(text));
    },
    get tree() {
      return (parsed ??= parse(language, text));
    },
  };
}

/** The language that a file name promises, or `null`: `.py`, `.pyi`, `.rs` (notebooks are documents made by the host). */
export function languageOfPath(path: string): Language | null {
  if (/\.pyi?$/i.test(path)) return 'python';
  if (/\.rs$/i.test(path)) return 'rust';
  return null;
}
