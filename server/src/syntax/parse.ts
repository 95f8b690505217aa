/**
 * Text in, tree out, whatever the text: the one door to the parsers.
 *
 * The hand-written parser reads every text. If a text is broken, definitions seem to be lost, and the grammars of tree-sitter are
 * loaded, then tree-sitter reads it too, and whichever understood more is kept. Nobody above can tell which: the tree is of the same
 * kind, and the choice follows from the text alone.
 */
import type { Edit } from '../base/edit.ts';
import { afterEdit, byHand, editedText } from './edited.ts';
import type { Language, Tree } from './tree.ts';
import type { ConcreteTree, LoadBytes } from './treesitter/engine.ts';
import type * as Producer from './treesitter/producer.ts';
import { seemsIncomplete, understoodMore } from './treesitter/recovery.ts';

/** Loaded together with the grammars: a process that reads only sound texts needs neither. */
let second: typeof Producer | undefined;

/** The tree of a text. Never fails: what is not understood becomes an `Error` node. */
export function parse(language: Language, text: string): Tree {
  const tree = byHand(language, text);
  if (second === undefined || !wantsSecond(tree)) return tree;
  return better(second.secondTree(language, text), tree);
}

/**
 * Loads tree-sitter from bytes that the caller gets from wherever they are: `engine` is web-tree-sitter's own, the others are the
 * grammars. Never fails: without them the hand-written parsers serve alone. Answers for which languages tree-sitter helps from now on.
 */
export async function loadGrammars(load: LoadBytes): Promise<readonly Language[]> {
  const producer = await import('./treesitter/producer.ts');
  const languages = await producer.loadGrammars(load);
  if (languages.length > 0) second = producer;
  return languages;
}

/** A text that is being edited. */
export interface OpenSource {
  readonly text: string;
  readonly tree: Tree;
  /** The tree after some changes; each is relative to the text that the one before left, and is cut to what there is. */
  edit(changes: readonly Edit[]): Tree;
  /** Frees what is not the garbage collector's to free. */
  close(): void;
}

/** How many edits a tree-sitter tree outlives the need for it: while somebody types, a text is sound and broken by turns. */
const PATIENCE = 16;

/** A source for an open document: what `parse` would answer after each edit, but where tree-sitter is needed it reads only what changed. */
export function openSource(language: Language, initial: string): OpenSource {
  let text = initial;
  /** Of this very text, or of a former one with all edits told. */
  let concrete: ConcreteTree | null = null;
  let idle = 0;

  const drop = (): void => {
    const former = concrete;
    concrete = null;
    if (former !== null) second?.discard(former);
  };

  let hand = editedText(byHand(language, text));

  const read = (): Tree => {
    const { tree } = hand;
    if (second === undefined || !wantsSecond(tree)) {
      idle += 1;
      if (idle > PATIENCE) drop();
      return tree;
    }
    idle = 0;
    const next = second.concreteTree(language, text, concrete);
    drop();
    concrete = next;
    return next === null ? tree : better(second.compactTree(language, text, next), tree);
  };

  let tree = read();
  return {
    get text() {
      return text;
    },
    get tree() {
      return tree;
    },
    edit(changes) {
      for (const { span, text: inserted } of changes) {
        const start = Math.max(0, Math.min(span.start, text.length));
        const end = Math.max(start, Math.min(span.end, text.length));
        if (concrete !== null) second?.tellEdit(concrete, text, start, end, inserted);
        hand = afterEdit(hand, { span: { start, end }, text: inserted });
        text = hand.tree.text;
      }
      tree = read();
      return tree;
    },
    close: drop,
  };
}

const wantsSecond = (tree: Tree): boolean => tree.errors > 0 && seemsIncomplete(tree);

/** tree-sitter's grammars accept what the languages do not: a text that is broken must not come out as sound. */
const better = (other: Tree | null, tree: Tree): Tree => (other !== null && other.errors > 0 && understoodMore(other, tree) ? other : tree);
