/**
 * String literals that stand side by side are one expression: a Constant, or a JoinedStr / TemplateStr of texts and fields.
 * As in CPython, texts that meet are one Constant from the first to the last, unless all of them are empty.
 */
import { starExpressions, superfluous, yieldExpression } from './expressions.ts';
import { Literal, Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { intern } from '../names.ts';
import {
  COLON,
  EQUAL,
  EXCLAMATION,
  FIELD_END,
  FIELD_START,
  FSTRING_END,
  FSTRING_MIDDLE,
  FSTRING_START,
  NAME,
  STRING,
  StringFlag,
  UNKNOWN,
  YIELD,
  startsExpression,
} from './tokens.ts';

const { Constant, FormattedValue, Interpolation, JoinedStr, TemplateStr } = Py;
const { value: asValue, values: asValues, format_spec: asFormatSpec, error: asError } = PyField;
const { Bytes, Template, Malformed, Empty } = StringFlag;

/** The names that may follow the `!` of a field; the flag of the node is their character. */
const conversions = new Map(['s', 'r', 'a'].map((letter) => [intern(letter), letter.charCodeAt(0)]));
const REPR = 114;

/** All the literals from the current token on. */
export function strings(parser: Parser): void {
  const { tree } = parser;
  const start = parser.start();
  const first = tree.size;
  const kindOf = parser.values[parser.at] & (Bytes | Template);
  let wrong = false;
  let fields = false;
  for (;;) {
    const flags = parser.values[parser.at];
    if (parser.token === STRING) {
      join(parser, parser.starts[parser.at], parser.ends[parser.at], (flags & Empty) !== 0);
      parser.advance();
    } else if (parser.token === FSTRING_START) {
      fields = true;
      if (fString(parser)) wrong = true;
    } else break;
    if ((flags & (Bytes | Template)) !== kindOf || (flags & Malformed) !== 0) wrong = true;
  }
  if (fields) {
    flush(parser);
    parser.emit((kindOf & Template) !== 0 ? TemplateStr : JoinedStr, 0, start, first, 0);
  } else {
    parser.textStart = -1;
    parser.emit(Constant, (kindOf & Bytes) !== 0 ? Literal.bytes : Literal.str, start, first, 0);
  }
  if (wrong) parser.wrong(start, first);
}

/** A text joins the texts before it. */
function join(parser: Parser, start: number, end: number, empty: boolean): void {
  if (parser.textStart < 0) {
    parser.textStart = start;
    parser.textEmpty = true;
  }
  parser.textEnd = end;
  if (!empty) parser.textEmpty = false;
}

/** Emits the text that has been joined, if there is any. */
function flush(parser: Parser): void {
  const { tree } = parser;
  if (parser.textStart < 0) return;
  if (!parser.textEmpty) tree.emit(Constant, Literal.str, asValues, parser.textStart, parser.textEnd, tree.size, 0);
  parser.textStart = -1;
}

/** One f-string or template string; answers whether something in it is malformed. */
function fString(parser: Parser): boolean {
  const kind = (parser.values[parser.at] & Template) !== 0 ? Interpolation : FormattedValue;
  parser.advance();
  const wrong = pieces(parser, kind);
  if (parser.token !== FSTRING_END) {
    // the line ended inside a field
    flush(parser);
    parser.missing();
    return wrong;
  }
  const flags = parser.values[parser.at];
  parser.advance();
  return wrong || (flags & Malformed) !== 0;
}

/** Texts and fields up to what is neither. */
function pieces(parser: Parser, kind: number): boolean {
  let wrong = false;
  for (;;) {
    const { token } = parser;
    const flags = parser.values[parser.at];
    if (token === FSTRING_MIDDLE) {
      if ((flags & Malformed) !== 0) wrong = true;
      // inside one f-string an empty text does not count at all
      if ((flags & Empty) === 0) join(parser, parser.starts[parser.at], parser.ends[parser.at], false);
      parser.advance();
    } else if (token === FIELD_START) field(parser, kind);
    else if (token === UNKNOWN) {
      flush(parser);
      parser.unexpected();
    } else return wrong;
  }
}

/** `{expression = !conversion : specification}` */
function field(parser: Parser, kind: number): void {
  const { tree } = parser;
  const start = parser.start();
  const debugEnd = parser.values[parser.at];
  if (debugEnd > 0) join(parser, start + 1, debugEnd, false);
  flush(parser);
  const first = tree.size;
  parser.advance();
  if (parser.token === YIELD) yieldExpression(parser);
  else if (startsExpression[parser.token] !== 0) starExpressions(parser);
  else parser.missing();
  parser.role(asValue);
  if (debugEnd > 0 && parser.token === EQUAL) parser.advance();
  let conversion = 0;
  if (parser.token === EXCLAMATION) {
    parser.advance();
    const known = parser.token === NAME && parser.start() === parser.end() ? conversions.get(parser.values[parser.at]) : undefined;
    if (known === undefined) parser.missing();
    else conversion = known;
    if (parser.token === NAME) parser.advance();
  }
  let specified = false;
  if (parser.token === COLON) {
    specified = true;
    specification(parser);
  }
  closeField(parser);
  if (debugEnd > 0 && conversion === 0 && !specified) conversion = REPR;
  parser.emit(kind, conversion, start, first, debugEnd > 0 ? 1 : 0);
  parser.role(asValues);
}

function specification(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  const wrong = pieces(parser, FormattedValue);
  flush(parser);
  parser.emit(JoinedStr, 0, start, first, 0);
  if (wrong) parser.wrong(start, first);
  parser.role(asFormatSpec);
}

function closeField(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  const from = parser.at;
  while (!parser.endsElement()) {
    // the texts of a specification are no expressions; they are left to the string around it
    if (parser.token === COLON) {
      specification(parser);
      parser.role(asError);
    } else superfluous(parser);
  }
  if (parser.at > from) parser.wrong(start, first);
  if (parser.token === FIELD_END) parser.advance();
  else if (parser.at === from) parser.missing();
}
