/** What is shown when the pointer rests on a place: Markdown and the span it is about, or nothing. */
import type { Span } from '../base/span.ts';
import type { Snapshot } from '../project/snapshot.ts';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export function hover(_snapshot: Snapshot, _path: string, _offset: number): Hover | null {
  return null;
}
