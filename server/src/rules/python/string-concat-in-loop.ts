/** RC501: text gathered with `+=` on every turn of a loop. Whether that is quadratic depends on version, kind of name and holders. */
import type { PythonFacts } from '../../engine/facts.ts';
import { atLeast, showPython } from '../../base/version.ts';
import { Context, Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { growsItself, loopAround, spanOf, statementOf } from '../python-shapes.ts';
import { hasFewTurns, isForOneLength, startsAnew } from '../python-growth.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './string-concat-in-loop.md' with { type: 'text' };
import { joinFix } from './string-concat-in-loop-fix.ts';

const { AugAssign, Assign, BinOp, Name, Attribute, Subscript, Call } = Py;
const { targets, value, left, func, args } = PyField;

const rule: PythonRule = {
  code: 'RC501',
  name: 'string-concat-in-loop',
  summary: 'detects text that is gathered with `+=` on every turn of a loop',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    const told = new Set<string>();
    for (const statement of [...facts.nodes(AugAssign), ...facts.nodes(Assign)].sort((one, other) => one - other)) {
      const target = growsItself(tree, statement);
      if (target === NONE) continue;
      const loop = loopAround(tree, statement);
      if (loop === NONE || hasFewTurns(facts, loop)) continue;
      const type = grownType(facts, statement, target);
      if (type === null || startsAnew(tree, loop, target) || isForOneLength(tree, loop, statement, target)) continue;
      // one report for each text and loop, at the first place that adds to it
      const key = `${loop}:${textOf(tree, target)}`;
      if (told.has(key)) continue;
      told.add(key);
      yield reportOf(facts, file, { statement, target, loop, type });
    }
  },
};

interface Growth {
  readonly statement: Node;
  readonly target: Node;
  readonly loop: Node;
  readonly type: 'str' | 'bytes';
}

function reportOf(facts: PythonFacts, file: FileContext, growth: Growth): Report {
  const { tree } = facts;
  const reason = whyQuadratic(facts, growth);
  const name = textOf(tree, growth.target);
  const join =
    growth.type === 'bytes'
      ? 'gather the parts in a list and use `b"".join`, or a `bytearray`'
      : 'gather the parts in a list and use `"".join`';
  return {
    at: spanOf(tree, growth.statement),
    says:
      reason === null
        ? `\`${name}\` is a plain local that nothing else holds, so CPython ${showPython(facts.version)} grows it in place; elsewhere each turn copies the whole text, so ${join}`
        : `each turn copies all of \`${name}\`, which is quadratic: ${reason}; ${join}`,
    level: reason === null ? 'hint' : 'warning',
    fix: joinFix(facts, file, growth),
  };
}

/**
 * Why CPython cannot grow the text in place, or `null` where it can.
 *
 * In place needs a count of 1 and an addition whose very next step stores into the same variable. Up to 3.10 that variable may be
 * a plain local, a cell or a name of the module; from 3.11 on only a plain local (`BINARY_OP_INPLACE_ADD_UNICODE`). The page measures it.
 */
function whyQuadratic(facts: PythonFacts, { statement, target, loop, type }: Growth): string | null {
  const { tree, version } = facts;
  const specialised = atLeast(version, 11);
  if (type === 'bytes') return '`bytes` are never grown in place';
  if (tree.kind[target] === Attribute) return 'an attribute holds the text while the sum is made';
  if (tree.kind[target] === Subscript) return 'a container holds the text while the sum is made';
  const misplaced = misplacedOperand(tree, statement, target);
  if (misplaced !== null) return misplaced;
  const place = facts.placeOf(target);
  if (place === 'cell' && specialised)
    return `\`${textOf(tree, target)}\` is shared with another function, and CPython ${showPython(version)} grows only plain locals in place`;
  if (place === 'global' && tree.kind[facts.scopeOf(target)] !== Py.Module)
    return 'a global of the module holds the text while the sum is made';
  if ((place === 'global' || place === 'class') && specialised)
    return `CPython ${showPython(version)} grows only a function's plain locals in place, not names of a module or class`;
  const holder = otherHolder(tree, loop, target, statement);
  return holder === NONE ? null : `\`${textOf(tree, statementOf(tree, holder)).split('\n')[0]}\` keeps another reference to it`;
}

/** `s = x + s` and `s = s + x + y` add something else first, so that the text itself is copied. */
function misplacedOperand(tree: Tree, statement: Node, target: Node): string | null {
  if (tree.kind[statement] === AugAssign) return null;
  const sum = childIn(tree, statement, value);
  const text = textOf(tree, target);
  if (textOf(tree, childIn(tree, sum, left)) === text) return null;
  let first = sum;
  while (tree.kind[first] === BinOp) first = childIn(tree, first, left);
  return textOf(tree, first) === text ? 'only the last of several additions could store into it' : 'the text stands behind another operand';
}

/** A place in the loop that keeps a second reference: `t = s`, `d[k] = s`, `l.append(s)`. */
function otherHolder(tree: Tree, loop: Node, target: Node, statement: Node): Node {
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (
      tree.kind[node] !== Name ||
      tree.aux[node] !== tree.aux[target] ||
      tree.flag[node] !== Context.Load ||
      contains(tree, statement, node)
    )
      continue;
    const parent = tree.parent[node];
    if (tree.kind[parent] === Assign && tree.field[node] === value) return node;
    if (
      tree.kind[parent] === Call &&
      tree.field[node] === args &&
      /\.(append|add|appendleft|put)$/.test(textOf(tree, childIn(tree, parent, func)))
    )
      return node;
  }
  return NONE;
}

/** `str` or `bytes` where the text is known to be one: by what is added, or by what the name was given before. */
function grownType(facts: PythonFacts, statement: Node, target: Node): 'str' | 'bytes' | null {
  const { tree } = facts;
  const added =
    tree.kind[statement] === AugAssign
      ? [childIn(tree, statement, value)]
      : addends(tree, childIn(tree, statement, value), textOf(tree, target));
  const types = new Set<string | null>(added.map((operand) => facts.exactType(operand) ?? writtenType(tree, operand)));
  if (tree.kind[target] === Name) {
    for (const given of givenTo(facts, target)) types.add(facts.exactType(given));
  }
  types.delete(null);
  const [only] = types;
  return types.size === 1 && (only === 'str' || only === 'bytes') ? only : null;
}

/** The type that a sum can only have because a text is written out in it (`word + " "`), or `null`. */
function writtenType(tree: Tree, operand: Node): 'str' | 'bytes' | null {
  let at = operand;
  for (; tree.kind[at] === BinOp && tree.flag[at] === Operator.Add; at = childIn(tree, at, left)) {
    const written = literalType(tree, childIn(tree, at, PyField.right));
    if (written !== null) return written;
  }
  return at === operand ? null : literalType(tree, at);
}

function literalType(tree: Tree, node: Node): 'str' | 'bytes' | null {
  if (tree.kind[node] === Py.JoinedStr) return 'str';
  if (tree.kind[node] !== Py.Constant) return null;
  return tree.flag[node] === Literal.str ? 'str' : tree.flag[node] === Literal.bytes ? 'bytes' : null;
}

/** The operands of a sum without the grown text itself. */
function addends(tree: Tree, sum: Node, grown: string): Node[] {
  if (tree.kind[sum] !== BinOp) return textOf(tree, sum) === grown ? [] : [sum];
  return [...addends(tree, childIn(tree, sum, left), grown), ...addends(tree, childIn(tree, sum, PyField.right), grown)];
}

/** What is assigned to the name, growing statements left out. */
function givenTo(facts: PythonFacts, target: Node): Node[] {
  const { tree } = facts;
  return facts.bindingsOf(target).flatMap((bound) => {
    const assign = tree.parent[bound];
    const given = tree.kind[assign] === Assign && tree.field[bound] === targets && growsItself(tree, assign) === NONE;
    return given ? [childIn(tree, assign, value)] : [];
  });
}

export default rule;
