/**
 * String literals of Python, from tree-sitter's nodes: literals side by side are one Constant, or a JoinedStr or TemplateStr of
 * texts and fields. As in CPython, texts that meet are one Constant from the first to the last, unless all of them are empty.
 */
import { Literal, Py, PyField } from '../python/kinds.ts';
import { isEmpty, prefixFlags } from '../python/literals.ts';
import { StringFlag } from '../python/tokens.ts';
import { operand } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import { childOf, emit, emitLeaf, enter, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const { Bytes, Fields, Raw, Template } = StringFlag;
const REPR = 114;
const DOUBLE_QUOTE = 34;
const QUOTE = 39;

/** Texts that meet, not emitted yet; `start` is -1 if there are none. */
interface Text {
  start: number;
  end: number;
  empty: boolean;
}

/** One literal, or several side by side. */
export function strings(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  const single = symbol[node] === S.string;
  const kindOf = flagsOf(walk, single ? node : node + 1) & (Bytes | Template);
  const text: Text = { start: -1, end: -1, empty: true };
  const from = single ? node : node + 1;
  let fields = false;
  for (let child = from; child < next[node]; child = next[child]) {
    if (symbol[child] === S.string && (flagsOf(walk, child) & Fields) !== 0) fields = true;
  }
  let mixed = false;
  for (let child = from, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] !== S.string) {
      if (fields) flush(walk, text);
      trouble(walk, child);
      continue;
    }
    const flags = flagsOf(walk, child);
    if ((flags & (Bytes | Template)) !== kindOf) mixed = true;
    if ((flags & Fields) !== 0) fString(walk, child, flags, text);
    else {
      for (let part = child + 1; part < next[child]; part = next[part]) trouble(walk, part);
      join(text, walk.start[child], walk.end[child], isEmptyLiteral(walk, child, flags));
    }
  }
  if (fields) flush(walk, text);
  const kind = !fields ? Py.Constant : (kindOf & Template) !== 0 ? Py.TemplateStr : Py.JoinedStr;
  emit(walk, kind, fields ? 0 : (kindOf & Bytes) !== 0 ? Literal.bytes : Literal.str, node, mark, 0);
  if (mixed) wrong(walk, node, mark);
}

/** What the prefix of a literal says, as StringFlag bits. */
function flagsOf(walk: Walk, node: Source): number {
  return Math.max(0, prefixFlags(walk.units, walk.start[node], quoteAt(walk, node)));
}

function quoteAt(walk: Walk, node: Source): number {
  let at = walk.start[node];
  while (at < walk.end[node] && walk.units[at] !== DOUBLE_QUOTE && walk.units[at] !== QUOTE) at += 1;
  return at;
}

function isEmptyLiteral(walk: Walk, node: Source, flags: number): boolean {
  const { units } = walk;
  const at = quoteAt(walk, node);
  const length = walk.end[node] - at;
  const width = length >= 6 && units[at + 1] === units[at] && units[at + 2] === units[at] ? 3 : 1;
  return isEmpty(units, at + width, walk.end[node] - width, (flags & Raw) !== 0);
}

function join(text: Text, start: number, end: number, empty: boolean): void {
  if (text.start < 0) {
    text.start = start;
    text.empty = true;
  }
  text.end = end;
  if (!empty) text.empty = false;
}

/** Emits the texts that have met, if there are any. */
function flush(walk: Walk, text: Text): void {
  const { tree } = walk;
  if (text.start < 0) return;
  if (!text.empty) tree.emit(Py.Constant, Literal.str, PyField.values, text.start, text.end, tree.size, 0);
  text.start = -1;
}

/** The texts and fields of one literal. The texts are what lies between the other nodes. */
function fString(walk: Walk, node: Source, flags: number, text: Text): void {
  const { symbol, next, start, end } = walk;
  const raw = (flags & Raw) !== 0;
  let at = start[node];
  let width = 1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.string_start) width = end[child] - quoteAt(walk, child);
    // the token that ends a string takes in text before the quotes where no escape is one, as in `fr'\\\\'`
    else between(walk, text, at, symbol[child] === S.string_end ? end[child] - width : start[child], raw);
    if (symbol[child] === S.interpolation) field(walk, child, (flags & Template) !== 0 ? Py.Interpolation : Py.FormattedValue, text);
    else if (symbol[child] !== S.string_start && symbol[child] !== S.string_end) {
      flush(walk, text);
      trouble(walk, child);
    }
    at = end[child];
  }
}

/** A text inside of one f-string, where an empty one does not count at all. */
function between(walk: Walk, text: Text, start: number, end: number, raw: boolean): void {
  if (start < end && !isEmpty(walk.units, start, end, raw)) join(text, start, end, false);
}

/** `{expression = !conversion : specification}` */
function field(walk: Walk, node: Source, kind: number, text: Text): void {
  const { tree, symbol, next, start, end } = walk;
  const debug = childOf(walk, node, S.Equal) >= 0;
  if (debug) join(text, start[node] + 1, debugEnd(walk, node), false);
  flush(walk, text);
  const mark = tree.size;
  let conversion = 0;
  let specified = false;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.type_conversion) conversion = walk.units[end[child] - 1];
    else if (part === S.format_specifier) {
      specified = true;
      // the texts of a specification are no nodes, so that it ends where the next node begins
      specification(walk, child, next[child] < stop ? start[next[child]] : end[child]);
    } else if (part === S.named_expression && symbol[child + 1] === S.identifier) {
      specified = true;
      const close = childOf(walk, node, S.RightBrace);
      walrus(walk, child, close < 0 ? end[node] : start[close]);
      // what may follow is text of the specification
      break;
    } else operand(walk, child, PyField.value);
  }
  if (debug && conversion === 0 && !specified) conversion = REPR;
  emit(walk, kind, conversion, node, mark, debug ? 1 : 0);
  tree.setField(PyField.values);
}

/** `{x:=10}` is no assignment: the specification is `=10`. */
function walrus(walk: Walk, node: Source, end: number): void {
  const { tree } = walk;
  operand(walk, node + 1, PyField.value);
  const colon = childOf(walk, node, S.ColonEqual);
  const mark = tree.size;
  const start = colon < 0 ? walk.end[node + 1] : walk.start[colon];
  tree.emit(Py.Constant, Literal.str, PyField.values, start + 1, end, mark, 0);
  tree.emit(Py.JoinedStr, 0, PyField.format_spec, start, end, mark, 0);
}

/** Where the text `x =` of a field ends: before what follows the `=`. */
function debugEnd(walk: Walk, node: Source): number {
  const { symbol, next, start, end } = walk;
  for (let child = childOf(walk, node, S.Equal), stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.type_conversion || symbol[child] === S.format_specifier || symbol[child] === S.RightBrace) return start[child];
  }
  return end[node];
}

function specification(walk: Walk, node: Source, end: number): void {
  const { tree, symbol, next, start } = walk;
  const mark = tree.size;
  if (!enter(walk)) {
    emitLeaf(walk, Py.Error, 0, PyField.format_spec, node, 0);
    return;
  }
  const text: Text = { start: -1, end: -1, empty: true };
  let at = start[node] + 1;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.format_expression) {
      between(walk, text, at, start[child], true);
      field(walk, child, Py.FormattedValue, text);
      at = walk.end[child];
    } else if (trouble(walk, child)) at = walk.end[child];
  }
  between(walk, text, at, end, true);
  flush(walk, text);
  tree.emit(Py.JoinedStr, 0, PyField.format_spec, start[node], end, mark, 0);
  walk.depth -= 1;
}
