/** Comments that silence a finding: where they go, and how they join one that stands there already. Never inside a string, never behind a line continuation. */
import type { Edit } from '../base/edit.ts';
import type { Finding } from '../base/finding.ts';
import { lineAt, lineEnd, type Lines } from '../base/lines.ts';
import type { Document } from '../project/document.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { directivesOf, type Directive } from '../syntax/directives.ts';
import { Py } from '../syntax/python/kinds.ts';
import { nodeAt, NONE, type Node, type Tree } from '../syntax/tree.ts';

/** `line`: behind the code. `next-line`: alone above it. `file`: for the whole file. */
export type Scope = 'line' | 'next-line' | 'file';

/** Whether a comment can stand there. */
export function canSuppress(snapshot: Snapshot, finding: Finding, scope: Scope): boolean {
  const document = snapshot.document(finding.path);
  if (document === undefined) return false;
  if (scope === 'file') return true;
  const { lines } = document;
  const line = lineAt(lines, finding.span.start);
  if (scope === 'next-line') return !continues(document, line - 1);
  return !continues(document, line);
}

/** The edit that silences a finding, or `null` where no comment can. */
export function suppress(snapshot: Snapshot, finding: Finding, scope: Scope): Edit | null {
  const document = snapshot.document(finding.path);
  if (document === undefined || !canSuppress(snapshot, finding, scope)) return null;
  const { lines } = document;
  const line = lineAt(lines, finding.span.start);
  const standing = directivesOf(document.tree, lines).find((directive) => isFor(directive, scope, lines, line));
  if (standing !== undefined) return joined(standing, finding.code);
  const mark = document.language === 'python' ? '#' : '//';
  if (scope === 'line') return insertion(endOfCode(lines, line), `  ${mark} decref: ignore[${finding.code}]`);
  const feed = lineFeedOf(lines);
  if (scope === 'next-line') return insertion(lines.starts[line], `${indentOf(lines, line)}${mark} decref: ignore[${finding.code}]${feed}`);
  return insertion(lines.starts[headLines(document)], `${mark} decref: ignore-file[${finding.code}]${feed}`);
}

const insertion = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

/** A suppression of ours that has selectors, of the wanted form, at the wanted place. */
function isFor(directive: Directive, scope: Scope, lines: Lines, line: number): boolean {
  if (directive.foreign || directive.selectors.length === 0) return false;
  if (scope === 'file') return directive.form === 'file';
  if (directive.form !== 'line') return false;
  const stands = lineAt(lines, directive.comment.start);
  return scope === 'line' ? stands === line : stands < line && directive.covers.start === lines.starts[line];
}

function joined(directive: Directive, code: string): Edit {
  const last = directive.selectors[directive.selectors.length - 1];
  return insertion(last.span.end, `, ${code}`);
}

/** Whether the end of a line lies in a string (or other token) that goes on, or is escaped. */
function continues(document: Document, line: number): boolean {
  if (line < 0) return false;
  const { lines, tree } = document;
  const end = lineEnd(lines, line);
  if (end > lines.starts[line] && lines.text[end - 1] === '\\') return true;
  if (end >= lines.text.length) return false;
  // a leaf that spans lines is a literal or a region that was not understood
  for (let node = nodeAt(tree, end), leaf = true; node !== NONE; node = tree.parent[node], leaf = false) {
    const spans = tree.start[node] < end && tree.end[node] > end;
    if (spans && ((leaf && tree.first[node] === node) || isTemplate(tree, node))) return true;
  }
  return false;
}

/** Whether a node is a string with expressions in it. */
const isTemplate = ({ language, kind }: Tree, node: Node): boolean =>
  language === 'python' && (kind[node] === Py.JoinedStr || kind[node] === Py.TemplateStr);

const endOfCode = (lines: Lines, line: number): number =>
  lines.starts[line] + lines.text.slice(lines.starts[line], lineEnd(lines, line)).trimEnd().length;

const indentOf = (lines: Lines, line: number): string => /^[ \t]*/.exec(lines.text.slice(lines.starts[line], lineEnd(lines, line)))![0];

const lineFeedOf = ({ text }: Lines): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

/** How many lines at the top must stay there: `#!`, and in Python an encoding declaration. */
function headLines({ lines, language }: Document): number {
  let count = 0;
  const lineText = (line: number): string => lines.text.slice(lines.starts[line], lineEnd(lines, line));
  if (/^#!(?!\[)/.test(lineText(0))) count += 1;
  if (language === 'python' && count < lines.starts.length && /^[ \t\f]*#.*?coding[:=]/.test(lineText(count))) count += 1;
  return Math.min(count, lines.starts.length - 1);
}
