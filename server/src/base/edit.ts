/** Changes to one text. Edits of one list never overlap; `applyEdits` drops what does. */
import type { Span } from './span.ts';

export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** The text after the edits, in whatever order they stand. An edit that overlaps an earlier one (by position) is left out. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = [...edits].sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
  let result = '';
  let at = 0;
  for (const edit of ordered) {
    if (edit.span.start < at) continue;
    result += text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return result + text.slice(at);
}
