/**
 * The tree of an edited text from the tree before the edit: only the statements around the edit are read again.
 *
 * It equals a fresh parse, node for node. What makes that sure: the text before was understood without an error; the statements
 * that are read again begin their line, so nothing is open there; what is read ends where a line begins with nothing open, all at
 * the indentation at which it began; the line after it is one that began a statement or a clause of an outer statement before;
 * and if they hold an error, it is of a kind that nothing around them could mend or spread (`readStatements`).
 * Where one of these fails, a larger statement is tried, and in the end the whole text.
 */
import type { Edit } from '../../base/edit.ts';
import { fillParents } from '../builder.ts';
import type { TreeBuilder } from '../builder.ts';
import { NONE, root } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';
import { isFunction, isStatement, startWithDecorators } from './access.ts';
import { Py, PyField } from './kinds.ts';
import { MAX_INDENTS } from './layout.ts';
import { parsePython, readStatements } from './parse.ts';
import type { Statements } from './parse.ts';
import { lineAfterBracket, quotesAreSure } from './stray.ts';

const { ExceptHandler, match_case: MatchCase } = Py;
const { body: asBody, orelse: asOrelse, finalbody: asFinalbody } = PyField;

/** `newText` is the tree's text after the edit. */
export function reparsePython(tree: Tree, edit: Edit, newText: string): Tree {
  return reparseStatements(tree, edit, newText) ?? parsePython(newText);
}

/** The same, unless the whole text has to be read: then null. */
export function reparseStatements(tree: Tree, edit: Edit, newText: string): Tree | null {
  if (tree.errors > 0 || !isEdited(tree.text, edit, newText)) return null;
  for (const unit of units(tree, edit)) {
    const region = regionOf(tree, unit, edit);
    if (region === null) continue;
    const shift = newText.length - tree.text.length;
    const read = readStatements(newText.slice(region.start, region.end + shift), tree.field[unit], {
      quotesAreSure: () => quotesAreSure(tree),
      endBracket: (bracket) => lineAfterBracket(newText, region.start + bracket, newText.length) === region.end + shift,
    });
    if (read === null || read.indents + depthOf(tree, unit) > MAX_INDENTS || read.column !== region.column) continue;
    return splice(tree, unit, region, read, newText);
  }
  return null;
}

/** Whether the edit leads from one text to the other. */
function isEdited(before: string, edit: Edit, after: string): boolean {
  const { start, end } = edit.span;
  if (start < 0 || end < start || end > before.length || after.length - before.length !== edit.text.length - (end - start)) return false;
  return (
    after.slice(0, start) === before.slice(0, start) &&
    after.slice(start + edit.text.length) === before.slice(end) &&
    after.startsWith(edit.text, start)
  );
}

/** Statements around the edit that might be read again alone, smallest first: itself, the one around it, the function. */
function units(tree: Tree, edit: Edit): Node[] {
  const path: Node[] = [];
  for (let node = root(tree); ;) {
    const next = lastStatementBefore(tree, node, edit.span.start);
    if (next === NONE) break;
    path.unshift(next);
    node = next;
  }
  // an `elif` is an `If` of its own but no statement by itself
  const whole = path.filter((node) => !tree.text.startsWith('elif', tree.start[node]));
  const around = whole.slice(2).find((node) => isFunction(tree.kind[node]));
  return around === undefined ? whole.slice(0, 2) : [...whole.slice(0, 2), around];
}

/** The last statement in the blocks of a node that begins at or before an offset; NONE if there is none. */
function lastStatementBefore(tree: Tree, node: Node, offset: number): Node {
  for (let child = node - 1, stop = tree.first[node]; child >= stop; child = tree.first[child] - 1) {
    const field = tree.field[child];
    if (isStatement(tree.kind[child])) {
      if ((field === asBody || field === asOrelse || field === asFinalbody) && startWithDecorators(tree, child) <= offset) return child;
    } else if ((tree.kind[child] === ExceptHandler || tree.kind[child] === MatchCase) && tree.start[child] <= offset) {
      const inner = lastStatementBefore(tree, child, offset);
      if (inner !== NONE) return inner;
    }
  }
  return NONE;
}

interface Region {
  /** Begins with the indentation of the statement, ends where the next line begins that is not blank. */
  readonly start: number;
  readonly end: number;
  /** Length of the indentation. */
  readonly column: number;
}

/** The whole lines that a statement has for itself, if the edit lies within them. */
function regionOf(tree: Tree, unit: Node, edit: Edit): Region | null {
  const { text } = tree;
  const first = startWithDecorators(tree, unit);
  let start = first;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start -= 1;
  if (start > 0 && text[start - 1] !== '\n') return null;
  if (/\\\r?\n$/.test(text.slice(Math.max(0, start - 3), start))) return null;
  LINE.lastIndex = tree.end[unit];
  if (!LINE.test(text)) return null;
  const end = nextLine(text, tree.end[unit]);
  // the line end before the next line must stay
  if (edit.span.start < first || edit.span.end > (end === text.length ? end : end - 1)) return null;
  return { start, end, column: first - start };
}

/** Where the first line begins behind an offset that holds more than blanks and a comment. */
function nextLine(text: string, from: number): number {
  let at = text.indexOf('\n', from);
  while (at !== -1) {
    LINE.lastIndex = at + 1;
    const line = LINE.exec(text);
    if (line === null) return at + 1;
    at = text.indexOf('\n', at + 1);
  }
  return text.length;
}
/** Blanks and a comment up to the end of a line. (A lone carriage return, which ends a line too, is left to the full parse.) */
const LINE = /[ \t\f]*(?:#[^\r\n]*)?(?:\r?\n|$)/y;

/** In how many blocks a statement stands. */
function depthOf(tree: Tree, unit: Node): number {
  let depth = 0;
  for (let node = tree.parent[unit]; node !== NONE; node = tree.parent[node]) depth += 1;
  return depth;
}

/** The tree with other statements in place of one. */
function splice(tree: Tree, unit: Node, region: Region, statements: Statements, text: string): Tree {
  const read = statements.nodes;
  const from = tree.first[unit];
  const count = read.size;
  const shift = text.length - tree.text.length;
  const by = count - (unit + 1 - from);
  const size = tree.size + by;
  const block = new ArrayBuffer(size * 23);
  const ints = (slot: number): Int32Array => new Int32Array(block, slot * size * 4, size);
  const bytes = (slot: number): Uint8Array => new Uint8Array(block, size * (20 + slot), size);
  const start = spliced(ints(0), tree.start, read.start, from, unit, count);
  const end = spliced(ints(1), tree.end, read.end, from, unit, count);
  const first = spliced(ints(2), tree.first, read.first, from, unit, count);
  const parent = ints(3);
  const aux = spliced(ints(4), tree.aux, read.aux, from, unit, count);
  const kind = spliced(bytes(0), tree.kind, read.kind, from, unit, count);
  const flag = spliced(bytes(1), tree.flag, read.flag, from, unit, count);
  const field = spliced(bytes(2), tree.field, read.field, from, unit, count);

  const behind = from + count;
  for (let node = from; node < behind; node += 1) {
    start[node] += region.start;
    end[node] += region.start;
    first[node] += from;
  }
  for (let node = behind; node < size; node += 1) {
    if (start[node] >= region.end) start[node] += shift;
    end[node] += shift;
    if (first[node] > unit) first[node] += by;
  }
  // those that ended with the statement end with the last of the new ones
  const oldEnd = tree.end[unit];
  for (let node = tree.parent[unit]; node !== NONE && tree.end[node] === oldEnd && tree.parent[node] !== NONE; node = tree.parent[node]) {
    end[node + by] = region.start + statements.end;
  }

  const outer = tree.parent[unit] + by;
  for (let node = 0; node < from; node += 1) parent[node] = tree.parent[node] > unit ? tree.parent[node] + by : tree.parent[node];
  const inner = parent.subarray(from, behind);
  inner.fill(NONE);
  fillParents(read.first.subarray(0, count), inner);
  for (let node = from; node < behind; node += 1) parent[node] = parent[node] === NONE ? outer : parent[node] + from;
  for (let node = behind; node < size - 1; node += 1) parent[node] = tree.parent[node - by] + by;
  parent[size - 1] = NONE;

  const comments = splicedComments(tree.comments, read, region, shift);
  return { language: 'python', text, size, kind, flag, field, start, end, first, parent, aux, comments, errors: read.errors };
}

/** Old numbers up to `from`, the new ones, then the old ones behind `unit`. */
function spliced<Numbers extends Uint8Array | Int32Array>(
  into: Numbers,
  old: Numbers,
  read: Numbers,
  from: Node,
  unit: Node,
  count: number,
): Numbers {
  into.set(old.subarray(0, from));
  into.set(read.subarray(0, count), from);
  into.set(old.subarray(unit + 1), from + count);
  return into;
}

function splicedComments(old: Int32Array, read: TreeBuilder, region: Region, shift: number): Int32Array {
  let before = 0;
  while (before < old.length && old[before] < region.start) before += 2;
  let behind = before;
  while (behind < old.length && old[behind] < region.end) behind += 2;
  const count = read.commentsLength;
  const comments = new Int32Array(before + count + old.length - behind);
  comments.set(old.subarray(0, before));
  for (let at = 0; at < count; at += 1) comments[before + at] = read.comments[at] + region.start;
  for (let at = behind; at < old.length; at += 1) comments[before + count + at - behind] = old[at] + shift;
  return comments;
}
