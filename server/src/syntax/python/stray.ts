/**
 * Finds the quote or bracket too many (or too few) in a text that is broken. Behind a triple quote program text was taken for
 * strings and strings for program text, up to the next quote that does not pair; behind a bracket statements for its content.
 */
import type { Tree } from '../tree.ts';
import { Py } from './kinds.ts';
import type { Lexer } from './lexer.ts';
import { StringFlag, Token } from './tokens.ts';

/** A line that opens a definition: seldom part of a docstring, but always before one. */
const DEFINITION = /^[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*[([]|class[ \t]+\w+[ \t]*[:([])/m;
/** The last line of a program text before a string: a definition's first line, or an operator or bracket that wants an operand. */
const BEFORE_STRING = /^[ \t]*(?:async[ \t]+)?(?:def|class)\b.*:$|\).*:$|[=(,+%]$/;
const LAST_LINE_LIMIT = 300;
/** A line that is rather a statement than prose. */
const STATEMENT =
  /^[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*[([]|class[ \t]+\w+[ \t]*[:([]|@\w|(?:return|raise|yield|import|from|if|elif|for|while|with|except|assert|del)\b[^\n]*[:()=\].\w]$|(?:else|try|finally):|[\w.[\]]+[ \t]*[-+*/|&]?=[^=\n]|[\w.]+\()/gm;

/** Where a string must end so that the text behind it can be read. */
export interface Cut {
  readonly start: number;
  readonly end: number;
}

/**
 * Of a text with an unterminated string: the triple-quoted string with which the confusion begins, and where it should end.
 * From there on such strings hold program text, which ends as the text before a string does; others hold prose, which seldom
 * does. So it is where the run of strings begins that look most like program text, taken together.
 */
export function strayQuote(text: string, lexer: Lexer): Cut | null {
  const { kinds, starts, ends, values, count } = lexer;
  let run: Cut | null = null;
  let sum = 0;
  let best: Cut | null = null;
  let most = 0;
  for (let token = 0; token < count; token += 1) {
    if ((kinds[token] !== Token.String && kinds[token] !== Token.FStringStart) || (values[token] & StringFlag.Triple) === 0) continue;
    const start = starts[token];
    if (lexer.cutEnd(start) >= 0) continue;
    const end = kinds[token] === Token.String ? ends[token] : fStringEnd(lexer, token);
    if (sum <= 0) {
      sum = 0;
      run = { start, end };
    }
    // one that reaches the end of the text is proof enough
    sum += end === text.length && !text.endsWith(text[end - 1].repeat(3)) ? ENOUGH : likeProgram(text.slice(start + 3, end - 3));
    if (sum > most) {
      most = sum;
      best = run;
    }
  }
  return best === null || most < ENOUGH ? null : { start: best.start, end: cutEnd(text, best) };
}

/** So many strings must look like program text, those between them that do not subtracted. */
const ENOUGH = 2;

/**
 * Of the tree of a sound text: whether so few of its strings look like program text that a quote too few elsewhere, outside of
 * triple-quoted strings, would not put any of them in doubt.
 */
export function quotesAreSure(tree: Tree): boolean {
  let sure = sureness.get(tree);
  if (sure === undefined) sureness.set(tree, (sure = mostSuspects(tree) < ENOUGH));
  return sure;
}
const sureness = new WeakMap<Tree, boolean>();

/** At least as many as `strayQuote` would count; ends when there are enough. */
function mostSuspects(tree: Tree): number {
  const { kind, start, end, text } = tree;
  let suspects = 0;
  for (let node = 0; node < tree.size && suspects < ENOUGH; node += 1) {
    if (kind[node] !== Py.Constant && kind[node] !== Py.JoinedStr && kind[node] !== Py.TemplateStr) continue;
    if (end[node] - start[node] < 6) continue;
    const literal = text.slice(start[node], end[node]);
    const opening = TRIPLE.exec(literal);
    if (opening === null) continue;
    // where several literals stand side by side, or one within another, each might be suspicious
    const isOne = opening.index <= 2 && literal.indexOf(opening[0], opening.index + 3) === literal.length - 3;
    if (!isOne) suspects = ENOUGH;
    else if (looksLikeProgram(literal.slice(opening.index + 3, -3))) suspects += 1;
  }
  return suspects;
}
const TRIPLE = /"""|'''/;

function likeProgram(body: string): number {
  if (looksLikeProgram(body)) return 1;
  return DEFINITION.test(body) ? 0 : -1;
}

/** Whether what stands in a string ends as program text does before a string begins. */
export function looksLikeProgram(body: string): boolean {
  const end = body.slice(-LAST_LINE_LIMIT).trimEnd();
  return BEFORE_STRING.test(end.slice(end.lastIndexOf('\n') + 1));
}

function fStringEnd(lexer: Lexer, start: number): number {
  const { kinds, ends, count } = lexer;
  let open = 0;
  for (let token = start; token < count; token += 1) {
    if (kinds[token] === Token.FStringStart) open += 1;
    else if (kinds[token] === Token.FStringEnd) open -= 1;
    if (open === 0) return ends[token];
  }
  return ends[count - 1];
}

/** A string that begins its line reaches to the first line like a statement, as a docstring would; another one ends with its line. */
function cutEnd(text: string, string: Cut): number {
  const lineEnd = endOfLine(text, string.start);
  const before = text.slice(text.lastIndexOf('\n', string.start - 1) + 1, string.start);
  if (before.trim() !== '') return lineEnd;
  STATEMENT.lastIndex = lineEnd;
  const found = STATEMENT.exec(text);
  const line = found === null || found.index > string.end ? string.end : found.index;
  // the line end before it still belongs to the layout
  return line > string.start && text[line - 1] === '\n' ? Math.max(lineEnd, line - 1) : Math.max(lineEnd, line);
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  if (at === -1) return text.length;
  return text[at - 1] === '\r' ? at - 1 : at;
}

/** A line that opens a block, though a bracket in it is open. */
const HEADER = /^[ \t]*(?:(?:async[ \t]+)?(?:def|class|if|elif|for|while|with|except|case)\b.*|else|try|finally)[ \t]*:[ \t]*(?:#.*)?\r?$/;
/** Nobody writes such a line; matching it could take long. */
const LONG_LINE = 1000;
/** The first word of a line that may begin a statement; those that join expressions may not. */
const BEGINS_STATEMENT = /(?!(?:and|or|in|is|if|else|for|not|as|lambda|None|True|False)\b)[\p{L}_@]/uy;

/**
 * The first line behind a bracket that was never closed which is better read as a statement: below a line that opens a block,
 * or indented no more than the bracket's line. -1 if there is none before `limit`, where the open bracket was noticed.
 */
export function lineAfterBracket(text: string, bracket: number, limit: number): number {
  let line = text.lastIndexOf('\n', bracket - 1) + 1;
  const indentation = indentationOf(text, line);
  let end = text.indexOf('\n', bracket);
  if (end === -1) return -1;
  const header = end - line < LONG_LINE && HEADER.test(text.slice(line, end));
  while (end !== -1 && end + 1 < limit) {
    line = end + 1;
    end = text.indexOf('\n', line);
    const width = indentationOf(text, line);
    BEGINS_STATEMENT.lastIndex = line + width;
    if ((header || width <= indentation) && BEGINS_STATEMENT.test(text)) return line;
    if (header && !/^\s*(?:#.*)?$/.test(text.slice(line, end === -1 ? text.length : end))) return -1;
  }
  return -1;
}

function indentationOf(text: string, line: number): number {
  let at = line;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at - line;
}
