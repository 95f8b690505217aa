/** RC504: a loop that only appends or adds to a new container, which a comprehension makes in one expression. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { definesFunction, functionOfLocal, hasKind, isGuarded, mentionsAny, storedIn, suspends } from '../python-code.ts';
import { blockOf, hasComment, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './manual-comprehension.md' with { type: 'text' };

const { Assign, AnnAssign, Call, Expr, For, If, List, Name, NamedExpr, Starred, Attribute } = Py;
const { args, body, func, iter, keywords, orelse, target, targets, test, value } = PyField;

const rule: PythonRule = {
  code: 'RC504',
  name: 'manual-comprehension',
  summary: 'detects loops that only append to a new list or add to a new set',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  alsoIn: { ruff: 'PERF401' },
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    for (const loop of facts.nodes(For)) {
      const shape = shapeOf(facts, loop);
      if (shape !== null) yield reportOf(facts, file, shape);
    }
  },
};

interface Shape {
  readonly loop: Node;
  /** The statement right before the loop that makes the empty container. */
  readonly start: Node;
  /** The `Name` in it. */
  readonly name: Node;
  readonly makes: 'list' | 'set';
  readonly item: Node;
  /** The condition, or `NONE`. */
  readonly condition: Node;
}

/** `xs = []` followed by `for … in …: [if …:] xs.append(…)`, and the same with a set; anything else is `null`. */
function shapeOf(facts: PythonFacts, loop: Node): Shape | null {
  const { tree } = facts;
  if (childrenIn(tree, loop, orelse).length > 0) return null;
  let only = onlyStatement(tree, loop);
  let condition = NONE;
  if (tree.kind[only] === If) {
    if (childrenIn(tree, only, orelse).length > 0) return null;
    condition = childIn(tree, only, test);
    only = onlyStatement(tree, only);
  }
  const call = tree.kind[only] === Expr ? childIn(tree, only, value) : NONE;
  if (tree.kind[call] !== Call || childrenIn(tree, call, keywords).length > 0) return null;
  const callee = childIn(tree, call, func);
  const [item, second] = childrenIn(tree, call, args);
  if (tree.kind[callee] !== Attribute || item === undefined || second !== undefined || tree.kind[item] === Starred) return null;
  const filled = childIn(tree, callee, value);
  const method = nameOf(tree.aux[callee]);
  const makes = method === 'append' ? 'list' : method === 'add' ? 'set' : null;
  if (makes === null || tree.kind[filled] !== Name) return null;
  const block = blockOf(tree, loop);
  const start = block[block.indexOf(loop) - 1] ?? NONE;
  const name = madeEmpty(facts, start, makes);
  if (name === NONE || tree.aux[name] !== tree.aux[filled]) return null;
  const shape = { loop, start, name, makes, item, condition } as const;
  const own = new Set([tree.aux[name]]);
  const parts = [childIn(tree, loop, iter), childIn(tree, loop, target), item, condition].filter((part) => part !== NONE);
  if (parts.some((part) => mentionsAny(tree, part, own) || suspends(tree, part) || hasKind(tree, part, [NamedExpr]))) return null;
  return shape;
}

function onlyStatement(tree: Tree, owner: Node): Node {
  const statements = childrenIn(tree, owner, body);
  return statements.length === 1 ? statements[0] : NONE;
}

/** The name that a statement gives a new empty list or set, or `NONE`. */
function madeEmpty(facts: PythonFacts, statement: Node, makes: 'list' | 'set'): Node {
  const { tree } = facts;
  const kind = tree.kind[statement];
  const to = kind === Assign ? childrenIn(tree, statement, targets) : kind === AnnAssign ? [childIn(tree, statement, target)] : [];
  if (to.length !== 1 || tree.kind[to[0]] !== Name) return NONE;
  const given = childIn(tree, statement, value);
  if (makes === 'list' && tree.kind[given] === List && children(tree, given).length === 0) return to[0];
  const made = tree.kind[given] === Call && textOf(tree, given).endsWith('()') ? facts.qualifiedName(childIn(tree, given, func)) : null;
  return made === `builtins.${makes}` ? to[0] : NONE;
}

function reportOf(facts: PythonFacts, file: FileContext, shape: Shape): Report {
  const { tree } = facts;
  const name = nameOf(tree.aux[shape.name]);
  const text = comprehensionOf(tree, shape);
  const plain = shape.condition === NONE && textOf(tree, shape.item) === textOf(tree, childIn(tree, shape.loop, target));
  return {
    at: spanOf(tree, shape.loop),
    says: plain
      ? `this loop only copies its items into \`${name}\`; \`${shape.makes}(…)\` does it in one step, without a call for each item`
      : `this loop only fills \`${name}\`; a ${shape.makes} comprehension makes it in one expression, without a call for each item`,
    because: [{ span: spanOf(tree, shape.start), says: `\`${name}\` is made empty here` }],
    fix:
      text === null || !isFixable(facts, file, shape)
        ? undefined
        : {
            title: plain ? `Use \`${shape.makes}()\`` : 'Use a comprehension',
            safe: isSafe(facts, shape),
            edits: editsOf(tree, shape, text),
          },
  };
}

/** What makes the container in one expression; `null` where an operand would have to be put in parentheses. */
function comprehensionOf(tree: Tree, { loop, makes, item, condition }: Shape): string | null {
  const variable = childIn(tree, loop, target);
  const walked = childIn(tree, loop, iter);
  const bare = [item, condition].filter((part) => part !== NONE);
  if (bare.some((part) => tree.kind[part] === Py.Lambda || tree.kind[part] === Py.Yield)) return null;
  if (tree.kind[item] === Py.GeneratorExp || tree.kind[walked] === Py.IfExp || tree.kind[walked] === Py.Lambda) return null;
  if (condition !== NONE && tree.kind[condition] === Py.IfExp) return null;
  // a tuple without parentheses, in the head of the loop only
  if (tree.kind[walked] === Py.Tuple && !textOf(tree, walked).startsWith('(')) return null;
  if (condition === NONE && textOf(tree, item) === textOf(tree, variable) && tree.kind[variable] === Name)
    return `${makes}(${textOf(tree, walked)})`;
  const [open, close] = makes === 'list' ? '[]' : '{}';
  const filter = condition === NONE ? '' : ` if ${textOf(tree, condition)}`;
  return `${open}${textOf(tree, item)} for ${textOf(tree, variable)} in ${textOf(tree, walked)}${filter}${close}`;
}

function editsOf(tree: Tree, { start, loop }: Shape, text: string): { span: { start: number; end: number }; text: string }[] {
  const given = childIn(tree, start, value);
  return [
    { span: spanOf(tree, given), text },
    { span: { start: tree.end[start], end: tree.end[loop] }, text: '' },
  ];
}

/** Whether nothing is lost: no comment, one line for each part, and neither `super()` nor names of a class body, which a comprehension sees otherwise. */
function isFixable(facts: PythonFacts, file: FileContext, { start, loop, item, condition }: Shape): boolean {
  const { tree } = facts;
  const lineEnd = file.document.text.indexOf('\n', tree.end[loop]);
  if (hasComment(tree, tree.start[start], lineEnd === -1 ? file.document.text.length : lineEnd)) return false;
  if (/;/.test(tree.text.slice(tree.end[start], tree.start[loop]))) return false;
  if (tree.kind[facts.scopeOf(loop)] === Py.ClassDef) return false;
  const parts = [item, condition, childIn(tree, loop, iter), childIn(tree, loop, target)].filter((part) => part !== NONE);
  return parts.every((part) => !/[\n\r]/.test(textOf(tree, part)) && !/\b(super|locals|__class__)\b/.test(textOf(tree, part)));
}

/**
 * Safe: the list and the variables of the loop are plain locals of a function; the variables are mentioned in this loop only, nobody can keep
 * them, and no handler could see the list half filled.
 */
function isSafe(facts: PythonFacts, { loop, name, item, condition }: Shape): boolean {
  const { tree } = facts;
  const scope = functionOfLocal(facts, name);
  if (scope === NONE || isGuarded(tree, scope, loop)) return false;
  const variable = childIn(tree, loop, target);
  if (tree.kind[variable] !== Name && tree.kind[variable] !== Py.Tuple) return false;
  if (definesFunction(tree, item) || (condition !== NONE && definesFunction(tree, condition))) return false;
  const variables = storedIn(tree, variable);
  for (let node = tree.first[scope]; node <= scope; node += 1) {
    if ((tree.kind[node] === Name || tree.kind[node] === Py.arg) && variables.has(tree.aux[node]) && !contains(tree, loop, node))
      return false;
    if (tree.kind[node] === Py.Global || tree.kind[node] === Py.Nonlocal) return false;
  }
  for (let node = tree.first[variable]; node <= variable; node += 1) {
    const kind = tree.kind[node];
    if (kind === Name ? facts.placeOf(node) !== 'local' : kind !== Py.Tuple) return false;
  }
  return !mentionsAny(tree, childIn(tree, loop, iter), variables);
}

export default rule;
