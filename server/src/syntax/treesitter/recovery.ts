/**
 * How much of a broken text a tree understood, told by its definitions: each line that begins one should have one in the tree,
 * and a definition should lie in another only if it is indented deeper. Follows from text and tree alone, and costs little beside parsing.
 */
import { Py } from '../python/kinds.ts';
import { looksLikeProgram } from '../python/stray.ts';
import { Rs } from '../rust/kinds.ts';
import { NONE } from '../tree.ts';
import type { Language, Node, Tree } from '../tree.ts';

/** Lines that begin a definition. In a string or comment they only look so, which makes a tree look worse than it is. */
const HEADS: { readonly [Name in Language]: RegExp } = {
  python: /^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+[^\W\d]/gm,
  rust: /^[ \t]*(?:pub(?:[ \t]*\([^()\n]*\))?[ \t]+)?(?:(?:default|const|async|unsafe|extern(?:[ \t]+"[^"\n]*")?)[ \t]+)*(?:(?:fn|struct|enum|trait|mod)[ \t]+[^\W\d]|impl\b)/gm,
};

const DEFINITIONS: { readonly [Name in Language]: readonly number[] } = {
  python: [Py.FunctionDef, Py.AsyncFunctionDef, Py.ClassDef],
  rust: [Rs.Function, Rs.Struct, Rs.Enum, Rs.Trait, Rs.Module, Rs.Impl],
};

/** Whether something seems to be lost, so that another producer may do better. */
export function seemsIncomplete(tree: Tree): boolean {
  const { all, placed } = definitions(tree);
  if (placed < all) return true;
  const seen = heads(tree.text, HEADS[tree.language]);
  return all < seen && all < seen - headsInStrings(tree);
}

/** How many lines only look like definitions: they stand in strings that do not look as if program text was taken for one. */
function headsInStrings(tree: Tree): number {
  const { language, kind, start, end, size, text } = tree;
  if (language !== 'python') return 0;
  let count = 0;
  for (let node = 0; node < size; node += 1) {
    if (kind[node] !== Py.Constant || end[node] - start[node] < SHORTEST_HEAD) continue;
    const literal = text.slice(start[node], end[node]);
    const found = heads(literal, HEADS.python);
    if (found > 0 && /(?:"""|''')$/.test(literal.slice(-3)) && !looksLikeProgram(literal.slice(0, -3))) count += found;
  }
  return count;
}
/** In units. */
const SHORTEST_HEAD = 5;

/**
 * Whether `other` understood more of the same text than `tree`: more definitions, and not at the price of a far larger part of the text
 * in errors. (Where strings are taken for program text and program text for strings, both are true of the wrong tree.)
 */
export function understoodMore(other: Tree, tree: Tree): boolean {
  const [one, two] = [definitions(other), definitions(tree)];
  const more = one.placed !== two.placed ? one.placed > two.placed : one.all > two.all;
  return more && errorSpan(other) <= errorSpan(tree) + tree.text.length * TOLERATED;
}
/** Part of the text. */
const TOLERATED = 0.25;

/** How much of the text lies in errors. */
function errorSpan({ kind, first, start, end, size }: Tree): number {
  let sum = 0;
  for (let node = size - 2; node >= 0;) {
    if (kind[node] === Py.Error) {
      sum += end[node] - start[node];
      node = first[node] - 1;
    } else node -= 1;
  }
  return sum;
}

function heads(text: string, pattern: RegExp): number {
  let count = 0;
  pattern.lastIndex = 0;
  while (pattern.exec(text) !== null) count += 1;
  return count;
}

/** How many definitions a tree has, and how many of them stand where their indentation says. */
function definitions(tree: Tree): { readonly all: number; readonly placed: number } {
  const { kind, size } = tree;
  const wanted = new Uint8Array(256);
  for (const each of DEFINITIONS[tree.language]) wanted[each] = 1;
  let all = 0;
  let placed = 0;
  for (let node = 0; node < size; node += 1) {
    if (wanted[kind[node]] === 0) continue;
    all += 1;
    if (isPlaced(tree, node, wanted)) placed += 1;
  }
  return { all, placed };
}

function isPlaced(tree: Tree, node: Node, wanted: Uint8Array): boolean {
  let outer = tree.parent[node];
  while (outer !== NONE && wanted[tree.kind[outer]] === 0) outer = tree.parent[outer];
  if (outer === NONE) return true;
  const line = lineStart(tree.text, tree.start[node]);
  const outerLine = lineStart(tree.text, tree.start[outer]);
  return line === outerLine || indentation(tree.text, line) > indentation(tree.text, outerLine);
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;

/** How deep a line is indented, in columns; a tab reaches to the next multiple of eight. */
function indentation(text: string, line: number): number {
  let columns = 0;
  for (let at = line; ; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === TAB) columns = (columns | 7) + 1;
    else if (unit === SPACE) columns += 1;
    else return columns;
  }
}
const TAB = 9;
const SPACE = 32;
