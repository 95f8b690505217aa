/**
 * A text that is being edited, as the hand-written parsers read it: the tree is what they make of the text as it is now, but only what
 * changed since the text was last sound is read again. So while somebody types, and the text is broken and sound by turns, each
 * edit costs the statement or block that it is in.
 */
import type { Edit } from '../base/edit.ts';
import { parsePython } from './python/parse.ts';
import { reparsePython } from './python/reparse.ts';
import { parseRust } from './rust/parse.ts';
import { reparseRust } from './rust/reparse.ts';
import type { Language, Tree } from './tree.ts';

export interface EditedText {
  readonly tree: Tree;
  /** The last tree without an error, and what leads from its text to this one; the tree itself where it is sound or none was. */
  readonly base: Tree;
  readonly since: Edit | null;
}

/** What the hand-written parser makes of a text. */
export const byHand = (language: Language, text: string): Tree => (language === 'python' ? parsePython(text) : parseRust(text));

export const editedText = (tree: Tree): EditedText => ({ tree, base: tree, since: null });

/** The text after one more edit, which must lie within it. */
export function afterEdit({ tree, base, since }: EditedText, edit: Edit): EditedText {
  const text = tree.text.slice(0, edit.span.start) + edit.text + tree.text.slice(edit.span.end);
  const whole = since === null ? edit : joined(since, edit, text);
  const next = base.language === 'python' ? reparsePython(base, whole, text) : reparseRust(base, whole, text);
  return next.errors === 0 || base.errors > 0 ? editedText(next) : { tree: next, base, since: whole };
}

/** Two edits, one after the other, as one; `text` is what they lead to. */
function joined(first: Edit, second: Edit, text: string): Edit {
  const inserted = first.span.start + first.text.length;
  const start = Math.min(first.span.start, second.span.start);
  // what the first put in and what the second took out, in the text between them
  const end = Math.max(inserted, second.span.end);
  return {
    span: { start, end: first.span.end + end - inserted },
    text: text.slice(start, end + second.text.length - (second.span.end - second.span.start)),
  };
}
