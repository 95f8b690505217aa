/** `import` and `from … import`. */
import { intern, nameOf } from '../names.ts';
import type { Node } from '../tree.ts';
import { closeBracket } from './expressions.ts';
import { Py, PyField } from './kinds.ts';
import type { Parser } from './parser.ts';
import { AS, COMMA, DOT, ELLIPSIS, IMPORT, LEFT_PARENTHESIS, NAME, RIGHT_PARENTHESIS, STAR } from './tokens.ts';

const { Import, ImportFrom, alias, Identifier } = Py;
const { names: asNames, asname: asAsname, module: asModule } = PyField;

const ALL = intern('*');

/** `import a.b as c, d`, from the `import` on. */
export function importNames(parser: Parser, start: number, first: Node, lazy: number): void {
  parser.advance();
  for (;;) {
    const aliasStart = parser.start();
    const aliasFirst = parser.tree.size;
    const name = dottedName(parser);
    bound(parser);
    parser.emit(alias, 0, aliasStart, aliasFirst, name);
    parser.role(asNames);
    if (parser.token !== COMMA) break;
    parser.advance();
  }
  parser.emit(Import, lazy, start, first, 0);
}

/** `from ..a.b import c as d, e`, from the `from` on. */
export function importFrom(parser: Parser, start: number, first: Node, lazy: number): void {
  parser.advance();
  let level = 0;
  while (parser.token === DOT || parser.token === ELLIPSIS) {
    level += parser.token === DOT ? 1 : 3;
    parser.advance();
  }
  if (parser.token === NAME || level === 0) {
    const moduleStart = parser.start();
    const moduleFirst = parser.tree.size;
    const name = dottedName(parser);
    parser.emit(Identifier, 0, moduleStart, moduleFirst, name);
    parser.role(asModule);
  }
  parser.expect(IMPORT);
  if (parser.token === STAR) {
    parser.tree.emit(alias, 0, asNames, parser.start(), parser.ends[parser.at], parser.tree.size, ALL);
    parser.advance();
  } else if (parser.token === LEFT_PARENTHESIS) {
    parser.advance();
    importedNames(parser, true);
    closeBracket(parser, RIGHT_PARENTHESIS);
  } else importedNames(parser, false);
  parser.emit(ImportFrom, lazy, start, first, level);
}

/** Names with their `as` names; only inside parentheses may a comma stand behind the last. */
function importedNames(parser: Parser, parenthesised: boolean): void {
  for (;;) {
    const start = parser.start();
    const first = parser.tree.size;
    const name = parser.token === NAME ? parser.values[parser.at] : 0;
    parser.expect(NAME);
    bound(parser);
    parser.emit(alias, 0, start, first, name);
    parser.role(asNames);
    if (parser.token !== COMMA) return;
    parser.advance();
    if (parenthesised && parser.token === RIGHT_PARENTHESIS) return;
  }
}

/** `as name`, if it follows. */
function bound(parser: Parser): void {
  if (parser.token !== AS) return;
  parser.advance();
  if (parser.token !== NAME) {
    parser.missing();
    return;
  }
  parser.tree.emit(Identifier, 0, asAsname, parser.start(), parser.ends[parser.at], parser.tree.size, parser.values[parser.at]);
  parser.advance();
}

/** `a.b.c`; answers the name without blanks. */
function dottedName(parser: Parser): number {
  let name = parser.token === NAME ? parser.values[parser.at] : 0;
  parser.expect(NAME);
  if (parser.token !== DOT) return name;
  const parts = [nameOf(name)];
  while (parser.token === DOT) {
    parser.advance();
    name = parser.token === NAME ? parser.values[parser.at] : 0;
    parts.push(nameOf(name));
    parser.expect(NAME);
  }
  return intern(parts.join('.'));
}
