/** RC502: a chain of `+` that an f-string says in one piece. */
import type { PythonFacts } from '../../engine/facts.ts';
import { lineAt } from '../../base/lines.ts';
import { atLeast } from '../../base/version.ts';
import { Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { growsItself, loopAround, spanOf, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './string-concat.md' with { type: 'text' };

const {
  BinOp,
  Constant,
  FormattedValue,
  Interpolation,
  JoinedStr,
  Lambda,
  NamedExpr,
  Yield,
  YieldFrom,
  Starred,
  Await,
  Attribute,
  Name,
  Subscript,
  Call,
} = Py;

/** A chain shorter than this makes no string that is thrown away. */
const LEAST_OPERANDS = 3;

const rule: PythonRule = {
  code: 'RC502',
  name: 'string-concat',
  summary: 'detects chains of `+` with string literals',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const sum of facts.nodes(BinOp)) {
      if (tree.flag[sum] !== Operator.Add || isPartOfSum(tree, sum)) continue;
      const operands = operandsOf(tree, sum);
      const literals = operands.filter((operand) => isString(tree, operand)).length;
      if (operands.length < LEAST_OPERANDS || literals === 0 || literals === operands.length) continue;
      if (loopAround(tree, sum) !== NONE && growsItself(tree, statementOf(tree, sum)) !== NONE) continue;
      yield {
        at: spanOf(tree, sum),
        says: `this chain of \`+\` makes ${operands.length - 2 === 1 ? 'a string' : `${operands.length - 2} strings`} only to throw ${operands.length - 2 === 1 ? 'it' : 'them'} away; an f-string builds the text in one piece`,
        fix: fixOf(facts, file, sum, operands),
      };
    }
  },
};

const isPartOfSum = (tree: Tree, node: Node): boolean => {
  const parent = tree.parent[node];
  return tree.kind[parent] === BinOp && tree.flag[parent] === Operator.Add && tree.field[node] === PyField.left;
};

/** The operands of `a + b + c`, left to right. */
function operandsOf(tree: Tree, sum: Node): Node[] {
  const operands: Node[] = [];
  let at = sum;
  while (tree.kind[at] === BinOp && tree.flag[at] === Operator.Add) {
    operands.push(childIn(tree, at, PyField.right));
    at = childIn(tree, at, PyField.left);
  }
  operands.push(at);
  return operands.reverse();
}

const isString = (tree: Tree, node: Node): boolean =>
  (tree.kind[node] === Constant && tree.flag[node] === Literal.str) || tree.kind[node] === JoinedStr;

function fixOf(facts: PythonFacts, file: FileContext, sum: Node, operands: readonly Node[]): Report['fix'] {
  const text = fString(facts, file, sum, operands);
  if (text === null) return undefined;
  const safe = operands.every((operand) => facts.exactType(operand) === 'str');
  return { title: 'Write an f-string', safe, edits: [{ span: spanOf(facts.tree, sum), text }] };
}

/** The f-string of the same text, or `null` where it could not be read back as the same (quotes, escapes, comments, nesting). */
function fString(facts: PythonFacts, file: FileContext, sum: Node, operands: readonly Node[]): string | null {
  const { tree } = facts;
  if (lineAt(file.lines, tree.start[sum]) !== lineAt(file.lines, tree.end[sum]) || isInsideFString(tree, sum)) return null;
  const first = textOf(
    tree,
    operands.find((operand) => isString(tree, operand))!,
  )[0];
  return quoted(facts, operands, first === "'" ? "'" : '"') ?? quoted(facts, operands, first === "'" ? '"' : "'");
}

function quoted(facts: PythonFacts, operands: readonly Node[], quote: string): string | null {
  let inner = '';
  for (const operand of operands) {
    const piece = isString(facts.tree, operand) ? literalPiece(facts.tree, operand, quote) : expressionPiece(facts, operand, quote);
    if (piece === null) return null;
    inner += piece;
  }
  return `f${quote}${inner}${quote}`;
}

/** Plain one-piece literals only: `"…"` or `'…'`, no prefix, no line break, no named character. */
const PLAIN = /^(["'])((?:[^\\\n]|\\[^N\n])*)\1$/;

function literalPiece(tree: Tree, literal: Node, quote: string): string | null {
  const match = tree.kind[literal] === Constant ? PLAIN.exec(textOf(tree, literal)) : null;
  if (match === null || hasBareQuote(match[2], match[1]) || hasBareQuote(match[2], quote)) return null;
  return match[2].replace(/[{}]/g, '$&$&');
}

/** Whether a quote stands in a literal's inside without a backslash. */
const hasBareQuote = (inner: string, quote: string): boolean => inner.replace(/\\[\s\S]/g, '').includes(quote);

/** Kinds that read the same inside the braces as outside. */
const PLAIN_OPERANDS = new Set<number>([Name, Attribute, Subscript, Call, Await, BinOp]);

function expressionPiece(facts: PythonFacts, operand: Node, quote: string): string | null {
  const { tree, version } = facts;
  if (!PLAIN_OPERANDS.has(tree.kind[operand])) return null;
  for (let node = tree.first[operand]; node <= operand; node += 1) {
    const kind = tree.kind[node];
    if (kind === Lambda || kind === NamedExpr || kind === Yield || kind === YieldFrom || kind === Starred || kind === JoinedStr)
      return null;
  }
  const text = textOf(tree, operand);
  const modern = atLeast(version, 12);
  // the same quotes within are allowed from 3.12 on, but read badly
  if (text.includes(quote) || /[\n\r]/.test(text) || (!modern && /["'\\#]/.test(text))) return null;
  return `{${text}}`;
}

function isInsideFString(tree: Tree, node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] === FormattedValue || tree.kind[at] === Interpolation) return true;
  }
  return false;
}

export default rule;
