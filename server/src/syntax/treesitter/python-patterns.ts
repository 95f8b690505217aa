/** The clauses and patterns of `match`, from tree-sitter's nodes. */
import { Context, Literal, Operator, Py, PyField } from '../python/kinds.ts';
import { intern } from '../names.ts';
import type { Node } from '../tree.ts';
import { expression, expressions, identifier, nameOfNode } from './python-expressions.ts';
import { body } from './python-statements.ts';
import { PythonSymbol, isToken } from './python-symbols.ts';
import { childOf, emit, emitOver, emitLeaf, enter, errorOver, missingAt, trouble, wrong } from './walk.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;
const UNDERSCORE = intern('_');

/** The `case`s of a `match`. */
export function caseClauses(walk: Walk, block: Source): void {
  if (trouble(walk, block)) return;
  for (let child = block + 1, stop = walk.next[block]; child < stop; child = walk.next[child]) {
    if (walk.symbol[child] === S.case_clause) caseClause(walk, child);
    else if (!trouble(walk, child) && !isToken(walk.symbol[child])) errorOver(walk, child);
  }
}

function caseClause(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  const several = childOf(walk, node, S.Comma) >= 0;
  let from = -1;
  let to = -1;
  const closePatterns = (): void => {
    if (several && from >= 0) emitOver(walk, Py.MatchSequence, 0, PyField.pattern, from, to, mark, 0);
    from = -1;
  };
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const part = symbol[child];
    if (part === S.case_pattern) {
      pattern(walk, child);
      if (!several && tree.kind[tree.size - 1] === Py.MatchStar) wrong(walk, child, tree.size - 1);
      tree.setField(several ? PyField.patterns : PyField.pattern);
      if (from < 0) from = start[child];
      to = end[child];
    } else if (part === S.Comma) to = end[child];
    else if (part === S.if_clause) {
      closePatterns();
      expressions(walk, child, [PyField.guard]);
    } else if (part === S.block) {
      closePatterns();
      body(walk, child, PyField.body);
    } else trouble(walk, child);
  }
  closePatterns();
  emit(walk, Py.match_case, 0, node, mark, 0);
  tree.setField(PyField.cases);
}

/** What is in a `case_pattern`: exactly one node. */
function pattern(walk: Walk, node: Source): void {
  const { tree } = walk;
  const mark = tree.size;
  if (!enter(walk)) {
    emitLeaf(walk, Py.Error, 0, 0, node, 0);
    return;
  }
  let count = 0;
  let errors = 0;
  for (let child = node + 1, stop = walk.next[node]; child < stop;) {
    const before = tree.size;
    const after = part(walk, child);
    if (tree.size > before) {
      if (isTroubled(walk, child)) errors += 1;
      else count += 1;
    }
    child = after;
  }
  if (count !== 1 || errors > 0) wrong(walk, node, mark);
  walk.depth -= 1;
}

/** A pattern that begins at a child; answers the child behind it. A sign is a token beside its number. */
function part(walk: Walk, node: Source): Source {
  const { symbol, next, tree } = walk;
  const mark = tree.size;
  switch (symbol[node]) {
    case S.case_pattern:
      pattern(walk, node);
      break;
    case S.as_pattern:
      asPattern(walk, node);
      break;
    case S.dotted_name:
      dottedPattern(walk, node);
      break;
    case S.Underscore:
      emitLeaf(walk, Py.MatchAs, 0, 0, node, 0);
      break;
    case S.Minus: {
      const digits = next[node];
      if (symbol[digits] !== S.integer && symbol[digits] !== S.float) break;
      signed(walk, node, digits);
      matchValue(walk, walk.start[node], walk.end[digits], mark);
      return next[digits];
    }
    case S.integer:
    case S.float:
    case S.string:
    case S.concatenated_string:
      literal(walk, node);
      matchValue(walk, walk.start[node], walk.end[node], mark);
      break;
    case S.complex_pattern:
      complex(walk, node);
      matchValue(walk, walk.start[node], walk.end[node], mark);
      break;
    case S.true:
      emitLeaf(walk, Py.MatchSingleton, Literal.True, 0, node, 0);
      break;
    case S.false:
      emitLeaf(walk, Py.MatchSingleton, Literal.False, 0, node, 0);
      break;
    case S.none:
      emitLeaf(walk, Py.MatchSingleton, Literal.None, 0, node, 0);
      break;
    case S.class_pattern:
      classPattern(walk, node);
      break;
    case S.dict_pattern:
      mapping(walk, node);
      break;
    case S.list_pattern:
      sequence(walk, node, false);
      break;
    case S.tuple_pattern:
      sequence(walk, node, childOf(walk, node, S.Comma) < 0);
      break;
    case S.union_pattern:
      alternatives(walk, node);
      emit(walk, Py.MatchOr, 0, node, mark, 0);
      break;
    case S.splat_pattern:
      emitLeaf(walk, Py.MatchStar, 0, 0, node, captured(walk, node));
      break;
    default:
      if (!trouble(walk, node) && !isToken(symbol[node])) errorOver(walk, node);
  }
  return next[node];
}

const isTroubled = (walk: Walk, node: Source): boolean => walk.symbol[node] <= S.missing;

function matchValue(walk: Walk, start: number, end: number, mark: Node): void {
  walk.tree.setField(PyField.value);
  walk.tree.emit(Py.MatchValue, 0, 0, start, end, mark, 0);
}

/** A literal; an f-string is none. */
function literal(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  expression(walk, node);
  const kind = walk.tree.kind[walk.tree.size - 1];
  if (kind === Py.JoinedStr || kind === Py.TemplateStr) wrong(walk, node, mark);
}

function signed(walk: Walk, sign: Source, digits: Source): void {
  const { tree } = walk;
  const mark = tree.size;
  expression(walk, digits);
  tree.setField(PyField.operand);
  tree.emit(Py.UnaryOp, Operator.USub, 0, walk.start[sign], walk.end[digits], mark, 0);
}

/** `-1 + 2j` */
function complex(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let operator = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    const digits = next[child];
    if (symbol[child] === S.Minus && tree.size === mark && digits < stop && (symbol[digits] === S.integer || symbol[digits] === S.float)) {
      signed(walk, child, digits);
      tree.setField(PyField.left);
      child = digits;
    } else if (symbol[child] === S.Plus || symbol[child] === S.Minus) operator = symbol[child] === S.Plus ? Operator.Add : Operator.Sub;
    else if (!trouble(walk, child)) {
      expression(walk, child);
      tree.setField(operator === 0 ? PyField.left : PyField.right);
    }
  }
  emit(walk, Py.BinOp, operator, node, mark, 0);
}

/** The name that an identifier binds; 0 for `_`, which binds nothing. */
function captured(walk: Walk, node: Source): number {
  const name = walk.symbol[node] === S.identifier ? node : childOf(walk, node, S.identifier);
  if (name < 0) return 0;
  const number = nameOfNode(walk, name);
  return number === UNDERSCORE ? 0 : number;
}

function asPattern(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let name = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.identifier) name = captured(walk, child);
    else if (symbol[child] === S.case_pattern) {
      pattern(walk, child);
      tree.setField(PyField.pattern);
    } else trouble(walk, child);
  }
  if (name === 0) missingAt(walk, walk.end[node]);
  emit(walk, Py.MatchAs, 0, node, mark, name);
}

/** A name captures, a dotted one is compared with. */
function dottedPattern(walk: Walk, node: Source): void {
  const mark = walk.tree.size;
  if (walk.next[node + 1] === walk.next[node]) {
    emitLeaf(walk, Py.MatchAs, 0, 0, node, captured(walk, node + 1));
    return;
  }
  dottedName(walk, node);
  matchValue(walk, walk.start[node], walk.end[node], mark);
}

/** A name and its attributes, as an expression. */
function dottedName(walk: Walk, node: Source): void {
  const { tree, symbol, next, start, end } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] !== S.identifier) trouble(walk, child);
    else if (tree.size === mark) emitLeaf(walk, Py.Name, Context.Load, 0, child, nameOfNode(walk, child));
    else {
      tree.setField(PyField.value);
      tree.emit(Py.Attribute, Context.Load, 0, start[node], end[child], mark, nameOfNode(walk, child));
    }
  }
}

function classPattern(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.dotted_name) {
      dottedName(walk, child);
      tree.setField(PyField.cls);
    } else if (symbol[child] === S.case_pattern) {
      if (symbol[child + 1] === S.keyword_pattern) keywordPattern(walk, child + 1);
      else if (symbol[child + 1] === S.as_pattern && symbol[child + 2] === S.case_pattern && symbol[child + 3] === S.keyword_pattern) {
        namedKeyword(walk, child + 1);
      } else {
        pattern(walk, child);
        tree.setField(PyField.patterns);
      }
    } else trouble(walk, child);
  }
  emit(walk, Py.MatchClass, 0, node, mark, 0);
}

function keywordPattern(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  for (let child = node + 1, stop = next[node]; child < stop;) {
    if (symbol[child] === S.identifier) identifier(walk, child, PyField.kwd_attrs);
    else if (symbol[child] !== S.Equal) {
      const size = tree.size;
      const after = part(walk, child);
      if (tree.size > size) tree.setField(PyField.kwd_patterns);
      child = after;
      continue;
    }
    child = next[child];
  }
}

/** `name=pattern as other`, which comes as `(name=pattern) as other`. */
function namedKeyword(walk: Walk, node: Source): void {
  const { tree } = walk;
  const keyword = node + 2;
  keywordPattern(walk, keyword);
  const equal = childOf(walk, keyword, S.Equal);
  const name = childOf(walk, node, S.identifier);
  if (equal < 0 || name < 0) {
    missingAt(walk, walk.end[node]);
    return;
  }
  tree.setField(PyField.pattern);
  const mark = tree.first[tree.size - 1];
  tree.emit(Py.MatchAs, 0, PyField.kwd_patterns, walk.start[walk.next[equal]], walk.end[node], mark, captured(walk, name));
}

function mapping(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  for (let child = node + 1, stop = next[node]; child < stop;) {
    const from = tree.size;
    if (symbol[child] === S.splat_pattern) {
      const name = childOf(walk, child, S.identifier);
      if (name >= 0 && captured(walk, name) !== 0) identifier(walk, name, PyField.rest);
      else errorOver(walk, child);
      child = next[child];
    } else if (symbol[child] === S.case_pattern) {
      pattern(walk, child);
      tree.setField(PyField.patterns);
      child = next[child];
    } else {
      child = mappingKey(walk, child);
      if (tree.size > from) tree.setField(PyField.keys);
    }
  }
  emit(walk, Py.MatchMapping, 0, node, mark, 0);
}

/** A key is an expression, not a pattern; answers the child behind it. */
function mappingKey(walk: Walk, node: Source): Source {
  const { symbol, next } = walk;
  const digits = next[node];
  switch (symbol[node]) {
    case S.dotted_name: {
      const mark = walk.tree.size;
      dottedName(walk, node);
      // a single name cannot be a key
      if (next[node + 1] === next[node]) wrong(walk, node, mark);
      break;
    }
    case S.Minus:
      if (symbol[digits] !== S.integer && symbol[digits] !== S.float) break;
      signed(walk, node, digits);
      return next[digits];
    case S.complex_pattern:
      complex(walk, node);
      break;
    case S.string:
    case S.concatenated_string:
      literal(walk, node);
      break;
    case S.integer:
    case S.float:
    case S.true:
    case S.false:
    case S.none:
      expression(walk, node);
      break;
    default:
      if (!trouble(walk, node) && !isToken(symbol[node])) errorOver(walk, node);
  }
  return next[node];
}

/** `[…]` or `(…)`; `group` if the parentheses hold one pattern without a comma, unless that is starred or missing. */
function sequence(walk: Walk, node: Source, group: boolean): void {
  const { tree, symbol, next } = walk;
  const mark = tree.size;
  let count = 0;
  let errors = 0;
  for (let child = node + 1, stop = next[node]; child < stop; child = next[child]) {
    if (symbol[child] === S.case_pattern) {
      pattern(walk, child);
      tree.setField(PyField.patterns);
      count += 1;
    } else if (trouble(walk, child)) errors += 1;
  }
  if (!group || count === 0) emit(walk, Py.MatchSequence, 0, node, mark, 0);
  else if (errors > 0 || count > 1 || tree.kind[tree.size - 1] === Py.MatchStar) wrong(walk, node, mark);
}

/** The alternatives of `a | b | c`, which may come nested. */
function alternatives(walk: Walk, node: Source): void {
  const { tree, symbol, next } = walk;
  for (let child = node + 1, stop = next[node]; child < stop;) {
    if (symbol[child] === S.union_pattern && enter(walk)) {
      alternatives(walk, child);
      walk.depth -= 1;
      child = next[child];
      continue;
    }
    const size = tree.size;
    child = part(walk, child);
    if (tree.size > size) tree.setField(PyField.patterns);
  }
}
