/** The parameters of functions and lambdas, and the type parameters of functions, classes and type aliases. */
import type { Node } from '../tree.ts';
import { closeBracket, expression, starred } from './expressions.ts';
import { Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { COLON, COMMA, DOUBLE_STAR, EQUAL, NAME, RIGHT_BRACKET, RIGHT_PARENTHESIS, SLASH, STAR } from './tokens.ts';

const { arguments: Arguments, arg, TypeVar, ParamSpec, TypeVarTuple } = Py;
const {
  posonlyargs: asPosonly,
  args: asArgs,
  vararg: asVararg,
  kwonlyargs: asKwonly,
  kwarg: asKwarg,
  defaults: asDefaults,
  kw_defaults: asKwDefaults,
  annotation: asAnnotation,
  bound: asBound,
  default_value: asDefaultValue,
  type_params: asTypeParams,
} = PyField;

/** Where in the list we are: what may still come depends on it. */
const PLAIN = 0;
const AFTER_SLASH = 1;
const AFTER_STAR = 2;
const AFTER_DOUBLE_STAR = 3;

/**
 * Parameters up to `closing`, which is not read: `)` of a function, whose parameters may have annotations, or `:` of a lambda.
 * Emits one `arguments` node, empty when there are none.
 */
export function parameters(parser: Parser, closing: number): void {
  const annotated = closing === RIGHT_PARENTHESIS;
  const { tree } = parser;
  const first = tree.size;
  const from = parser.at;
  /** Where there are none and even the closing token is missing, they would stand behind what was read. */
  const start = parser.token === closing || startsParameter(parser.token) ? parser.start() : parser.end();
  let stage = PLAIN;
  let needsDefault = false;
  /** A bare `*` must have a parameter behind it. */
  let bareStar = false;
  for (;;) {
    const itemStart = parser.start();
    const itemFirst = tree.size;
    const { token } = parser;
    if (token === NAME) {
      let fine = stage !== AFTER_DOUBLE_STAR;
      parameter(parser, annotated, false);
      parser.role(stage >= AFTER_STAR ? asKwonly : asArgs);
      bareStar = false;
      if (parser.token === EQUAL) {
        parser.advance();
        expression(parser);
        parser.role(stage >= AFTER_STAR ? asKwDefaults : asDefaults);
        needsDefault = stage < AFTER_STAR;
      } else if (needsDefault && stage < AFTER_STAR) fine = false;
      if (!fine) parser.missing();
    } else if (token === SLASH) {
      parser.advance();
      if (stage !== PLAIN || itemFirst === first) parser.wrong(itemStart, itemFirst);
      else {
        makePositionalOnly(parser, first);
        stage = AFTER_SLASH;
      }
    } else if (token === STAR) {
      parser.advance();
      if (stage >= AFTER_STAR) parser.missing();
      else stage = AFTER_STAR;
      if (parser.token === NAME) {
        parameter(parser, annotated, true);
        parser.role(asVararg);
        noDefault(parser);
      } else bareStar = true;
    } else if (token === DOUBLE_STAR) {
      parser.advance();
      if (stage === AFTER_DOUBLE_STAR || bareStar) parser.missing();
      bareStar = false;
      stage = AFTER_DOUBLE_STAR;
      if (parser.token === NAME) {
        parameter(parser, annotated, false);
        parser.role(asKwarg);
        noDefault(parser);
      } else parser.missing();
    } else break;
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  if (bareStar) parser.missing();
  tree.emit(Arguments, 0, 0, start, parser.at > from ? parser.end() : start, first, 0);
}

const startsParameter = (token: number): boolean => token === NAME || token === STAR || token === DOUBLE_STAR || token === SLASH;

function parameter(parser: Parser, annotated: boolean, many: boolean): void {
  const start = parser.start();
  const first = parser.tree.size;
  const name = parser.values[parser.at];
  parser.advance();
  if (annotated && parser.token === COLON) {
    parser.advance();
    if (many && parser.token === STAR) starred(parser);
    else expression(parser);
    parser.role(asAnnotation);
  }
  parser.emit(arg, 0, start, first, name);
}

function noDefault(parser: Parser): void {
  if (parser.token !== EQUAL) return;
  const start = parser.start();
  const first = parser.tree.size;
  parser.advance();
  expression(parser);
  parser.wrong(start, first);
}

/** At the `/`: the parameters before it are positional only. */
function makePositionalOnly(parser: Parser, first: Node): void {
  const { tree } = parser;
  for (let node = tree.size - 1; node >= first; node = tree.first[node] - 1) {
    if (tree.field[node] === asArgs) tree.field[node] = asPosonly;
  }
}

/** `[T, *Ts, **P]` */
export function typeParameters(parser: Parser): void {
  parser.advance();
  let some = false;
  for (;;) {
    const start = parser.start();
    const first = parser.tree.size;
    let kind = TypeVar;
    if (parser.token === STAR) kind = TypeVarTuple;
    else if (parser.token === DOUBLE_STAR) kind = ParamSpec;
    else if (parser.token !== NAME) break;
    if (kind !== TypeVar) parser.advance();
    const name = parser.token === NAME ? parser.values[parser.at] : 0;
    parser.expect(NAME);
    if (kind === TypeVar && parser.token === COLON) {
      parser.advance();
      expression(parser);
      parser.role(asBound);
    }
    if (parser.token === EQUAL) {
      parser.advance();
      if (kind === TypeVarTuple && parser.token === STAR) starred(parser);
      else expression(parser);
      parser.role(asDefaultValue);
    }
    parser.emit(kind, 0, start, first, name);
    parser.role(asTypeParams);
    some = true;
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  if (!some) parser.missing();
  closeBracket(parser, RIGHT_BRACKET);
}
