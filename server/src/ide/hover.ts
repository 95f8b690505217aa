/** What is shown when the pointer rests on a place: short Markdown and the span it is about, or nothing where nothing useful is known. */
import { sayEnglish, type Say } from '../base/say.ts';
import type { Span } from '../base/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { directivesOf } from '../syntax/directives.ts';
import { factsOf } from './facts.ts';
import { hoverPython } from './hover-python.ts';
import { hoverRust } from './hover-rust.ts';
import { pictureOf } from './hover-picture.ts';
import { hoverSuppression } from './hover-suppression.ts';

export interface Hover {
  readonly span: Span;
  readonly markdown: string;
}

export interface HoverOptions {
  /** Whether counts and owners are shown; suppressions are always explained. */
  readonly counts: boolean;
  /** Whether the client shows pictures. */
  readonly picture: boolean;
  readonly say: Say;
  /** A note about ownership in Rust, in the same language. */
  readonly sayNote: (note: string) => string;
  /** How a line (from 1) is written, perhaps as a link. */
  readonly showLine: (path: string, line: number) => string;
  /** Where a click on a rule leads; `null` for plain text. */
  readonly ruleLink: (rule: { readonly code: string; readonly name: string }) => string | null;
}

export const plainHover: HoverOptions = {
  counts: true,
  picture: false,
  say: sayEnglish,
  sayNote: (note) => note,
  showLine: (_, line) => String(line),
  ruleLink: () => null,
};

export function hover(snapshot: Snapshot, path: string, offset: number, options: HoverOptions = plainHover): Hover | null {
  const document = snapshot.document(path);
  if (document === undefined) return null;
  const directive = directivesOf(document.tree, document.lines).find(({ span }) => span.start <= offset && offset <= span.end);
  if (directive !== undefined) return hoverSuppression(directive, offset, options);
  if (!options.counts) return null;
  const known = factsOf(snapshot, path);
  if (known === undefined) return null;
  if (known.language === 'rust') return hoverRust(known.facts, offset, options);
  const said = hoverPython(known.facts, document, offset, options);
  const picture = said !== null && options.picture ? pictureOf(snapshot, path, offset, options.say) : null;
  return said === null || picture === null ? said : { ...said, markdown: `${said.markdown}\n\n${picture}` };
}
