/** Text for fixes in Rust files: where an item may be inserted, how it is indented, and which names need a path. */
import type { Edit } from '../../base/edit.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { FileItems } from './items.ts';

/** The blanks before the first token of the line that holds an offset. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset + 1))?.[0] ?? '';
}

export const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Lines with an indent before each that is not empty. */
export const shifted = (lines: readonly string[], indent: string): string[] => lines.map((line) => (line === '' ? '' : indent + line));

/** Appends lines before the closing brace of a braced item. `null` when the item has no closing brace of its own. */
export function appendInside(tree: Tree, item: Node, lines: readonly string[]): Edit | null {
  const { text } = tree;
  const close = tree.end[item] - 1;
  if (text[close] !== '}') return null;
  const eol = newline(text);
  const outer = indentAt(text, tree.start[item]);
  const body = shifted(lines, `${outer}    `).join(eol);
  let last = close;
  while (last > 0 && /\s/.test(text[last - 1])) last -= 1;
  const empty = text[last - 1] === '{';
  return { span: { start: last, end: close }, text: `${empty ? eol : eol + eol}${body}${eol}${outer}` };
}

/** Inserts lines as an item of their own behind another. */
export function insertAfter(tree: Tree, item: Node, lines: readonly string[]): Edit {
  const { text } = tree;
  const eol = newline(text);
  const at = tree.end[item];
  return { span: { start: at, end: at }, text: eol + eol + shifted(lines, indentAt(text, tree.start[item])).join(eol) };
}

/** A name of `pyo3` as this file may write it: short if imported or in the prelude (and `inPrelude`), else with its path. */
export function pyo3Name(items: FileItems, name: string, inPrelude: boolean): string {
  if (items.uses.get(name)?.startsWith('pyo3::') === true) return name;
  if (inPrelude && items.globs.includes('pyo3::prelude')) return name;
  return `pyo3::${name}`;
}

/** `{ fix }`, or nothing where there is none: for spreading into a report. */
export const withFix = <Fix>(fix: Fix | undefined): { readonly fix?: Fix } => (fix === undefined ? {} : { fix });
