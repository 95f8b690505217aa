/** What Decref tells about a file: plain data, the same for the command line, the editor and every report format. */
import type { Edit } from './edit.ts';
import type { Span } from './span.ts';

export const levels = ['error', 'warning', 'info', 'hint'] as const;
/** error: crashes, corrupts or hangs. warning: leaks or costs more than linear. info: may leak or is freed late. hint: style and small costs. */
export type Level = (typeof levels)[number];

/** The rank of a level: 0 is the gravest. */
export const levelRank = (level: Level): number => levels.indexOf(level);

export interface Finding {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  /** One sentence, plain text: what is wrong, why, what to do. */
  readonly message: string;
  readonly path: string;
  readonly span: Span;
  readonly related: readonly Related[];
  /** The preferred fix; `null` when there is none. */
  readonly fix: Fix | null;
}

/** A link of the story that leads to the finding, perhaps in another file. */
export interface Related {
  readonly path: string;
  readonly span: Span;
  readonly message: string;
}

export interface Fix {
  readonly title: string;
  /** Changes no behaviour and loses no comment; only such fixes run without being asked for. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}
