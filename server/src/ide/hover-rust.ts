/** Hover in Rust files: what the name or call under the pointer does with Python references. */
import type { RustFacts } from '../engine/rust-facts.ts';
import type { Hover } from './hover.ts';

/** Markdown and the span it is about; `null` where nothing is known. */
export function hoverRust(facts: RustFacts, offset: number): Hover | null {
  const note = facts.ownershipAt(offset);
  if (note === null) return null;
  const { version = '', from = 'assumed' } = facts.pyo3 ?? {};
  const which = { locked: `PyO3 ${version}`, required: `PyO3 ${version} or later`, assumed: 'newest PyO3 assumed' }[from];
  return { span: note.span, markdown: `\`${note.what}\`\n\n${sentence(note.says)}\n\n*${which}*` };
}

const sentence = (says: string): string => `${says[0]?.toUpperCase() ?? ''}${says.slice(1)}`;
