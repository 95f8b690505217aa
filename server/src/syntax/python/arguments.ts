/** The arguments of a call or of a class statement, in source order. */
import { generators, startsComprehension } from './displays.ts';
import { closeBracket, expression, namedExpression, starredArgument } from './expressions.ts';
import { Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { COMMA, DOUBLE_STAR, EQUAL, NAME, RIGHT_PARENTHESIS, STAR, startsExpression } from './tokens.ts';

const { GeneratorExp, keyword } = Py;
const { value: asValue, keywords: asKeywords, elt: asElt, args: asArgs } = PyField;

/** What has been seen of an argument list decides what may follow. */
const POSITIONAL = 0;
const KEYWORD = 1;
const DOUBLE_STARRED = 2;

/** `(…)` behind a callee or a class name; positional arguments get `role`. */
export function argumentList(parser: Parser, role: number): void {
  const open = parser.start();
  const listFirst = parser.tree.size;
  parser.advance();
  let seen = POSITIONAL;
  for (;;) {
    const { token } = parser;
    const start = parser.start();
    const first = parser.tree.size;
    if (token === NAME && parser.peek() === EQUAL) {
      keywordArgument(parser);
      seen = Math.max(seen, KEYWORD);
    } else if (token === DOUBLE_STAR) {
      parser.advance();
      expression(parser);
      parser.role(asValue);
      parser.emit(keyword, 0, start, first, 0);
      parser.role(asKeywords);
      seen = DOUBLE_STARRED;
    } else if (startsExpression[token] !== 0) {
      if (token === STAR) starredArgument(parser);
      else namedExpression(parser);
      if (startsComprehension(parser)) {
        parser.role(asElt);
        generators(parser);
        if (parser.token === RIGHT_PARENTHESIS && first === listFirst && role === asArgs) {
          // a generator that is the only argument shares its parentheses with the call
          closeBracket(parser, RIGHT_PARENTHESIS);
          parser.emit(GeneratorExp, 0, open, first, 0);
          parser.role(role);
          return;
        }
        parser.emit(GeneratorExp, 0, start, first, 0);
        parser.wrong(start, first);
      } else if (seen === DOUBLE_STARRED || (seen === KEYWORD && token !== STAR)) parser.wrong(start, first);
      parser.role(role);
    } else break;
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  closeBracket(parser, RIGHT_PARENTHESIS);
}

function keywordArgument(parser: Parser): void {
  const start = parser.start();
  const first = parser.tree.size;
  const name = parser.values[parser.at];
  parser.advance();
  parser.advance();
  expression(parser);
  parser.role(asValue);
  parser.emit(keyword, 0, start, first, name);
  parser.role(asKeywords);
}
