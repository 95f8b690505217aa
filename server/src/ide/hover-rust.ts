/** Hover in Rust files: what the name or call under the pointer does with Python references. */
import type { RustFacts } from '../engine/rust-facts.ts';
import { pictureOfHolding } from './hover-picture.ts';
import type { Hover, HoverOptions } from './hover.ts';

/** Markdown and the span it is about; `null` where nothing is known. */
export function hoverRust(facts: RustFacts, offset: number, { picture, say, sayNote }: HoverOptions): Hover | null {
  const note = facts.ownershipAt(offset);
  if (note === null) return null;
  const { version = '', from = 'assumed' } = facts.pyo3 ?? {};
  const which = { locked: `PyO3 ${version}`, required: say('PyO3 {0} or later', version), assumed: say('newest PyO3 assumed') }[from];
  // its type is what the Rust extension says
  const name = note.what.replace(/: .*$/s, '');
  const text = `**\`${name}\`** ${sayNote(note.says)} · ${which}`;
  const drawn = picture && note.holds !== undefined ? `\n\n${pictureOfHolding(name, note.holds, say)}` : '';
  return { span: note.span, markdown: text + drawn };
}
