/**
 * Pairs brackets in a text where they do not pair up: makes up closing brackets where they seem to be missing and turns those
 * that close nothing into `Unknown`. Afterwards every bracket has its partner.
 *
 * What people mean is told by indentation, as rustfmt and most hands write it: a closing brace that is first on its line stands
 * as deep as the line of its opening brace; what a brace holds stands deeper; items do not stand inside `(` and `[`.
 * Time is linear: looking back is bounded.
 */
import type { Tokens } from './lexer.ts';
import { growTokens } from './lexer.ts';
import { IS_NAME, Token } from './tokens.ts';

const { End, Enum, Fn, Hash, Impl, LeftBrace, LeftBracket, LeftParen, Let, Mod, Pub, RightBrace } = Token;
const { RightBracket, RightParen, Struct, Trait, Unknown, Use } = Token;

/** How many open brackets are looked at for one that a closing brace lines up with. */
const LOOK_BACK = 200;

interface Repair {
  readonly from: Tokens;
  readonly to: Tokens;
  /** Opening brackets without partner: their token in `to`, and how deep their line stands. */
  readonly open: number[];
  readonly indents: number[];
  /** For each of them how many `(` and how many `[` are open since the last `{`, itself included. */
  readonly parens: number[];
  readonly squares: number[];
}

/** Repairs in place. */
export function balance(text: string, tokens: Tokens): void {
  const copy: Tokens = {
    ...tokens,
    kind: tokens.kind.slice(0, tokens.count),
    start: tokens.start.slice(0, tokens.count),
    end: tokens.end.slice(0, tokens.count),
    value: tokens.value.slice(0, tokens.count),
  };
  const repair: Repair = { from: copy, to: tokens, open: [], indents: [], parens: [], squares: [] };
  tokens.count = 0;
  let indent = 0;
  for (let at = 0; at < copy.count; at += 1) {
    const column = lineColumn(text, copy, at);
    if (column !== -1) indent = column;
    const kind = copy.kind[at];
    if (kind === End) {
      closeDownTo(repair, 0);
    } else if (column !== -1 && repair.open.length > 0) {
      const keyword = itemKeyword(copy, at);
      if (keyword !== 0) closeBefore(repair, keyword, column);
    }
    if (kind === LeftParen || kind === LeftBracket || kind === LeftBrace) open(repair, at, indent);
    else if (kind === RightParen || kind === RightBracket || kind === RightBrace) close(repair, at, column);
    else append(repair, at, kind, copy.value[at]);
  }
  tokens.balanced = true;
  tokens.repaired = true;
}

/** How deep the token stands if it is the first on its line, else -1. */
function lineColumn(text: string, tokens: Tokens, token: number): number {
  const start = tokens.start[token];
  const limit = token === 0 ? 0 : tokens.end[token - 1];
  for (let at = start - 1; at >= limit; at -= 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || unit === 0x0d) return start - 1 - at;
    if (unit !== 0x20 && unit !== 0x09) return -1;
  }
  return limit === 0 ? start : -1;
}

/** How many tokens of attributes and qualifiers are looked through for the keyword of an item. */
const LOOK_AHEAD = 100;

/** The keyword of the item or `let` that begins at a token, behind attributes, visibility and qualifiers; 0 if none does. */
function itemKeyword(tokens: Tokens, token: number): number {
  const { kind } = tokens;
  const limit = Math.min(tokens.count - 1, token + LOOK_AHEAD);
  let at = token;
  while (at < limit && kind[at] === Hash && kind[at + 1] === LeftBracket) {
    let depth = 0;
    do {
      if (kind[at] === LeftBracket) depth += 1;
      else if (kind[at] === RightBracket) depth -= 1;
      at += 1;
    } while (at < limit && (depth > 0 || kind[at - 1] !== RightBracket));
  }
  if (kind[at] === Pub) at += kind[at + 1] === LeftParen && kind[at + 3] === RightParen ? 4 : 1;
  while (at < limit && IS_QUALIFIER.has(kind[at])) at += 1;
  if (kind[at] === Fn) return IS_NAME[kind[at + 1]] === 1 ? Fn : 0;
  return ITEM_KEYWORDS.has(kind[at]) ? kind[at] : 0;
}

const IS_QUALIFIER: ReadonlySet<number> = new Set([Token.Unsafe, Token.Async, Token.Const, Token.Extern, Token.String]);
const ITEM_KEYWORDS: ReadonlySet<number> = new Set([Let, Struct, Enum, Trait, Mod, Use, Impl]);

/** Before an item or `let` at the start of a line: brackets that cannot hold it, or that stand no less deep than it, end here. */
function closeBefore(repair: Repair, kind: number, column: number): void {
  const { open, indents, to } = repair;
  let keep = open.length;
  while (keep > 0) {
    const level = column <= indents[keep - 1];
    // a `let` on the level of its brace is more likely badly indented than the sign of a missing brace
    const brace = to.kind[open[keep - 1]] === LeftBrace;
    if (brace ? kind === Let || !level : !level && (kind === Impl || isMacro(repair, keep - 1))) break;
    keep -= 1;
  }
  closeDownTo(repair, keep);
}

/** Whether an opening bracket is the body of a macro call, which may hold anything. */
function isMacro(repair: Repair, index: number): boolean {
  const token = repair.open[index];
  return token > 0 && repair.to.kind[token - 1] === Token.Not;
}

function open(repair: Repair, at: number, indent: number): void {
  const { from, open, indents, parens, squares } = repair;
  const kind = from.kind[at];
  const depth = open.length;
  const inBrace = depth === 0 || kind === LeftBrace;
  parens.push((inBrace ? 0 : parens[depth - 1]) + (kind === LeftParen ? 1 : 0));
  squares.push((inBrace ? 0 : squares[depth - 1]) + (kind === LeftBracket ? 1 : 0));
  indents.push(indent);
  open.push(repair.to.count);
  append(repair, at, kind, 0);
}

/** Pairs a closing bracket with the opening one that it most likely means, or leaves it as a stray. */
function close(repair: Repair, at: number, column: number): void {
  const { from, open, indents, parens, squares, to } = repair;
  const kind = from.kind[at];
  const top = open.length - 1;
  let partner = -1;
  if (kind === RightBrace) {
    partner = braceFor(repair, column);
  } else if (top >= 0 && (kind === RightParen ? parens[top] : squares[top]) > 0) {
    partner = top;
    while (to.kind[open[partner]] !== kind - 1) partner -= 1;
  }
  if (partner < 0) {
    to.unknown += 1;
    append(repair, at, Unknown, 0);
    return;
  }
  closeDownTo(repair, partner + 1);
  const opening = open.pop()!;
  indents.pop();
  parens.pop();
  squares.pop();
  to.value[opening] = to.count;
  append(repair, at, kind, opening);
}

/** The open brace that a closing one at a column means (-1: it is not first on its line), as an index; -1 for none. */
function braceFor(repair: Repair, column: number): number {
  const { open, indents, to } = repair;
  let nearest = -1;
  for (let index = open.length - 1, limit = Math.max(0, open.length - LOOK_BACK); index >= limit; index -= 1) {
    if (to.kind[open[index]] !== LeftBrace) continue;
    if (nearest === -1) nearest = index;
    if (column === -1 || indents[index] === column) return index;
    // it stands deeper than the brace that it would close: its own opening brace is missing
    if (indents[index] < column) return nearest === index ? -1 : nearest;
  }
  return nearest;
}

/** Makes up closing brackets until so many are open. */
function closeDownTo(repair: Repair, keep: number): void {
  const { open, to } = repair;
  while (open.length > keep) {
    const opening = open.pop()!;
    repair.indents.pop();
    repair.parens.pop();
    repair.squares.pop();
    const token = to.count;
    if (token === to.kind.length) growTokens(to, token * 2);
    to.kind[token] = to.kind[opening] + 1;
    to.start[token] = to.end[token - 1];
    to.end[token] = to.end[token - 1];
    to.value[token] = opening;
    to.value[opening] = token;
    to.count = token + 1;
  }
}

function append(repair: Repair, at: number, kind: number, value: number): void {
  const { from, to } = repair;
  const token = to.count;
  if (token === to.kind.length) growTokens(to, token * 2);
  to.kind[token] = kind;
  to.start[token] = from.start[at];
  to.end[token] = from.end[at];
  to.value[token] = value;
  to.count = token + 1;
}
