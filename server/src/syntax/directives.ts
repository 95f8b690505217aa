/**
 * Suppression comments: which findings of a file its author has chosen not to see.
 *
 *     x = f()  # decref: ignore[RC301]           findings that begin on this line
 *     # decref: ignore[self-reference, RC5]      alone on a line: on the next line that has code
 *     def f():  # decref: ignore-block[RC301]    anywhere in the statement that begins on this (or, alone, the next) line
 *     # decref: ignore-file[RC1]                 anywhere in the file
 *     x = f()  # noqa: RC301                     as for other linters; `# noqa` alone silences the line
 *
 * Without brackets every rule is meant. `//` and block comments do the same in Rust. Nothing here knows which rules exist.
 */
import type { Span } from '../base/span.ts';
import { lineAt, lineEnd, type Lines } from '../base/lines.ts';
import { root, type Tree } from './tree.ts';

export interface Selector {
  readonly span: Span;
  /** As written: a code, a name, a block of codes. */
  readonly text: string;
}

export interface Directive {
  /** The whole comment. */
  readonly comment: Span;
  /** From `decref` to the closing bracket: what goes when the directive goes. */
  readonly span: Span;
  readonly form: 'line' | 'block' | 'file';
  /** `noqa` belongs to other linters too, so it is never called unused. */
  readonly foreign: boolean;
  /** Empty: every rule. */
  readonly selectors: readonly Selector[];
  /** Findings that begin in here are silenced. */
  readonly covers: Span;
}

const OWN = /\bdecref:\s*(ignore(?:-block|-file)?)\b(?:\s*\[([^\]\n]*)\])?/g;
const EITHER = /decref:|noqa/i;
const NOQA = /#\s*noqa\b(?::\s*([A-Za-z][A-Za-z0-9]*(?:[\s,]+[A-Za-z]+[0-9]+)*))?/i;

/** The suppressions of a file, in source order. */
export function directivesOf(tree: Tree, lines: Lines): readonly Directive[] {
  const { text, comments } = tree;
  const python = tree.language === 'python';
  const found: Directive[] = [];
  for (let at = 0; at < comments.length; at += 2) {
    const comment: Span = { start: comments[at], end: comments[at + 1] };
    const body = text.slice(comment.start, comment.end);
    if (!EITHER.test(body)) continue;
    for (const match of body.matchAll(OWN)) found.push(ownDirective(tree, lines, comment, match));
    const noqa = python ? NOQA.exec(body) : null;
    if (noqa !== null) found.push(noqaDirective(lines, comment, noqa));
  }
  return found;
}

function ownDirective(tree: Tree, lines: Lines, comment: Span, match: RegExpMatchArray): Directive {
  const start = comment.start + match.index!;
  const written = match[2];
  const span = { start, end: start + match[0].length };
  const selectors = written === undefined ? [] : split(written, span.end - 1 - written.length);
  const form = match[1] === 'ignore-file' ? 'file' : match[1] === 'ignore-block' ? 'block' : 'line';
  const line = targetLine(tree, lines, comment);
  const covers =
    form === 'file' ? { start: 0, end: lines.text.length } : form === 'line' ? lineSpan(lines, line) : blockSpan(tree, lines, line);
  return { comment, span, form, foreign: false, selectors, covers };
}

function noqaDirective(lines: Lines, comment: Span, match: RegExpExecArray): Directive {
  const start = comment.start + match.index;
  const span = { start, end: start + match[0].length };
  const written = match[1] ?? '';
  return {
    comment,
    span,
    form: 'line',
    foreign: true,
    selectors: split(written, span.end - written.length),
    covers: lineSpan(lines, lineAt(lines, comment.start)),
  };
}

/** The selectors in `RC301, self-reference`, which begins at `offset`. */
function split(written: string, offset: number): Selector[] {
  return [...written.matchAll(/[^\s,]+/g)].map((part) => ({
    span: { start: offset + part.index, end: offset + part.index + part[0].length },
    text: part[0],
  }));
}

/** The line a comment speaks of: its own, or, when it stands alone, the next one with code (further comments are passed over). */
function targetLine(tree: Tree, lines: Lines, comment: Span): number {
  const line = lineAt(lines, comment.start);
  const last = lines.starts.length - 1;
  if (!/^\s*$/.test(lines.text.slice(lines.starts[line], comment.start))) return line;
  const comments = new Set<number>();
  for (let at = 0; at < tree.comments.length; at += 2) comments.add(tree.comments[at]);
  for (let next = lineAt(lines, comment.end) + 1; next <= last; next += 1) {
    const start = lines.starts[next];
    const blank = /^\s*/.exec(lines.text.slice(start, lineEnd(lines, next)))![0].length;
    if (start + blank < lineEnd(lines, next) && !comments.has(start + blank)) return next;
  }
  return line;
}

const lineSpan = (lines: Lines, line: number): Span => ({
  start: lines.starts[line],
  end: line + 1 < lines.starts.length ? lines.starts[line + 1] - 1 : lines.text.length,
});

/** The largest construct that begins on a line (decorators and attributes count as its beginning). */
function blockSpan(tree: Tree, lines: Lines, line: number): Span {
  const { start, end } = lineSpan(lines, line);
  let stop = end;
  for (let node = 0, top = root(tree); node < top; node += 1) {
    const begins = Math.min(tree.start[node], tree.start[tree.first[node]]);
    if (begins >= start && begins <= end && tree.end[node] > stop) stop = tree.end[node];
  }
  return { start, end: stop };
}
