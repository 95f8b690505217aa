/** Functions and classes, with their decorators. */
import type { Node } from '../tree.ts';
import { argumentList } from './arguments.ts';
import { closeBracket, expression, namedExpression, superfluous } from './expressions.ts';
import { Py, PyField } from './kinds.ts';
import { parameters, typeParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import { block, colon } from './statements.ts';
import { ARROW, ASYNC, AT, CLASS, DEF, LEFT_BRACKET, LEFT_PARENTHESIS, NAME, NEWLINE, RIGHT_PARENTHESIS } from './tokens.ts';

const { AsyncFunctionDef, ClassDef, FunctionDef, arguments: Arguments } = Py;
const { args: asArgs, bases: asBases, body: asBody, decorator_list: asDecorator, returns: asReturns } = PyField;

export function decorated(parser: Parser): void {
  const decoratorsStart = parser.start();
  const first = parser.tree.size;
  while (parser.token === AT) {
    parser.advance();
    namedExpression(parser);
    parser.role(asDecorator);
    if (parser.token !== NEWLINE) {
      const start = parser.start();
      const restFirst = parser.tree.size;
      const from = parser.at;
      while (!parser.endsLine()) superfluous(parser);
      if (parser.at > from) {
        parser.wrong(start, restFirst);
        parser.role(asDecorator);
      }
    }
    if (parser.token === NEWLINE) parser.advance();
  }
  const start = parser.start();
  if (parser.token === DEF) functionDefinition(parser, FunctionDef, start, first);
  else if (parser.token === CLASS) classDefinition(parser, start, first);
  else if (parser.token === ASYNC && parser.peek() === DEF) {
    parser.advance();
    functionDefinition(parser, AsyncFunctionDef, start, first);
  } else parser.wrong(decoratorsStart, first);
}

export function functionDefinition(parser: Parser, kind: number, start: number, first: Node): void {
  parser.advance();
  const name = parser.token === NAME ? parser.values[parser.at] : 0;
  parser.expect(NAME);
  if (parser.token === LEFT_BRACKET) typeParameters(parser);
  if (parser.token === LEFT_PARENTHESIS) {
    parser.advance();
    parameters(parser, RIGHT_PARENTHESIS);
    parser.role(asArgs);
    closeBracket(parser, RIGHT_PARENTHESIS);
  } else {
    parser.missing();
    const at = parser.end();
    parser.tree.emit(Arguments, 0, asArgs, at, at, parser.tree.size, 0);
  }
  if (parser.token === ARROW) {
    parser.advance();
    expression(parser);
    parser.role(asReturns);
  }
  colon(parser);
  block(parser, asBody);
  parser.emit(kind, 0, start, first, name);
}

export function classDefinition(parser: Parser, start: number, first: Node): void {
  parser.advance();
  const name = parser.token === NAME ? parser.values[parser.at] : 0;
  parser.expect(NAME);
  if (parser.token === LEFT_BRACKET) typeParameters(parser);
  if (parser.token === LEFT_PARENTHESIS) argumentList(parser, asBases);
  colon(parser);
  block(parser, asBody);
  parser.emit(ClassDef, 0, start, first, name);
}
