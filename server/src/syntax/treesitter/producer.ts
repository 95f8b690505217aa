/** Text → compact tree through tree-sitter: what the facade loads when it gets the grammars. */
import { TreeBuilder } from '../builder.ts';
import type { Language, Tree } from '../tree.ts';
import { Edit, grammarOf, parseConcrete } from './engine.ts';
import type { ConcreteTree } from './engine.ts';
import { pythonTree } from './python.ts';
import { rustTree } from './rust.ts';

export { loadGrammars } from './engine.ts';

const builder = new TreeBuilder();

/**
 * A tree-sitter tree of a text, or `null` if there is none; `before` is the one of the former text, told of the edits.
 * Neither is deleted here.
 */
export function concreteTree(language: Language, text: string, before: ConcreteTree | null): ConcreteTree | null {
  const grammar = grammarOf(language);
  return grammar === undefined ? null : parseConcrete(grammar, text, before);
}

/** The compact tree of a text from its tree-sitter tree; `null` if it could not be read. */
export function compactTree(language: Language, text: string, concrete: ConcreteTree): Tree | null {
  const grammar = grammarOf(language);
  if (grammar === undefined) return null;
  builder.reset();
  try {
    return language === 'python' ? pythonTree(grammar, concrete, text, builder) : rustTree(grammar, concrete, text, builder);
  } catch {
    // the engine's memory is exhausted
    return null;
  }
}

/** The same in one step, for a text that is read once. */
export function secondTree(language: Language, text: string): Tree | null {
  const concrete = concreteTree(language, text, null);
  if (concrete === null) return null;
  try {
    return compactTree(language, text, concrete);
  } finally {
    concrete.delete();
  }
}

/** Tells a tree that `start … end` of its text was replaced, so that it can be `before` of the text as it is then. */
export function tellEdit(concrete: ConcreteTree, text: string, start: number, end: number, inserted: string): void {
  const from = pointAfter({ row: 0, column: 0 }, text, 0, start);
  concrete.edit(
    new Edit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + inserted.length,
      startPosition: from,
      oldEndPosition: pointAfter(from, text, start, end),
      newEndPosition: pointAfter(from, inserted, 0, inserted.length),
    }),
  );
}

interface Point {
  readonly row: number;
  readonly column: number;
}

/** Where one stands behind `start … end` of a text, having stood at `from` before it. */
function pointAfter(from: Point, text: string, start: number, end: number): Point {
  let { row } = from;
  let line = -1;
  for (let feed = text.indexOf('\n', start); feed !== -1 && feed < end; feed = text.indexOf('\n', feed + 1)) {
    row += 1;
    line = feed + 1;
  }
  return { row, column: line === -1 ? from.column + end - start : end - line };
}

/** Frees a tree. */
export function discard(concrete: ConcreteTree): void {
  try {
    concrete.delete();
  } catch {
    // the engine is gone, and its memory with it
  }
}
