/** RC212: a class that means to make one object and makes another on every call, or none. */
import { intern, nameOf } from '../../syntax/names.ts';
import { bodyOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { classAround, inheritsFrom } from '../python-classes.ts';
import { spanOf, statementOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './broken-singleton.md' with { type: 'text' };

const {
  Assign,
  Attribute,
  Call,
  Compare,
  CompareOp,
  Constant,
  FunctionDef,
  If,
  Name,
  Raise,
  Return,
  Subscript,
  Try,
  UnaryOp,
  While,
  With,
} = Py;
const { body, orelse, targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC212',
  name: 'broken-singleton',
  summary: 'detects singletons whose cache is looked up in one place and filled in another, or that return nothing',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  reach: 'class',
  *check(facts): Iterable<Report> {
    const { tree } = facts;
    for (const method of facts.nodes(FunctionDef)) {
      if (!makesInstances(facts, method)) continue;
      const guard = bodyOf(tree, method).find((one) => tree.kind[one] === If && lookedUp(tree, childIn(tree, one, PyField.test)) !== NONE);
      if (guard === undefined) continue;
      const place = lookedUp(tree, childIn(tree, guard, PyField.test));
      const stored = storeIn(tree, guard, place);
      if (stored !== NONE) {
        const report = misplaced(facts, method, guard, place, stored);
        if (report !== null) yield report;
        else if (fallsThrough(tree, bodyOf(tree, method))) yield returnsNothing(tree, method, guard);
      }
    }
  },
};

const making = new Set([intern('__new__'), intern('__call__')]);

/** `__new__` of a class, `__call__` of a metaclass: what they return is what calling the class gives. */
function makesInstances(facts: PythonFacts, method: Node): boolean {
  const { tree } = facts;
  if (!making.has(tree.aux[method])) return false;
  const owner = classAround(facts, method);
  if (owner === NONE) return false;
  return (
    nameOf(tree.aux[method]) === '__new__' || inheritsFrom(facts, owner, (base) => base === 'builtins.type' || /Meta(class)?$/.test(base))
  );
}

/** The attribute in which a test looks for what was made before: `k not in cls.a`, `cls.a is None`, `not cls.a`; else `NONE`. */
function lookedUp(tree: Tree, test: Node): Node {
  if (tree.kind[test] === UnaryOp && tree.flag[test] === Operator.Not) {
    const inner = test - 1;
    return tree.kind[inner] === Compare ? comparedIn(tree, inner, Operator.In) : ownAttribute(tree, inner);
  }
  if (tree.kind[test] !== Compare) return NONE;
  const found = comparedIn(tree, test, Operator.NotIn);
  if (found !== NONE) return found;
  const [left, operator, right] = comparison(tree, test);
  const isNone =
    operator !== undefined && tree.flag[operator] === Operator.Is && tree.kind[right] === Constant && tree.flag[right] === Literal.None;
  return isNone ? ownAttribute(tree, left) : NONE;
}

/** The parts of `left operator right`; empty for a chain. */
function comparison(tree: Tree, test: Node): readonly Node[] {
  const parts = children(tree, test);
  const operators = parts.filter((part) => tree.kind[part] === CompareOp);
  const operands = parts.filter((part) => tree.kind[part] !== CompareOp);
  return operators.length === 1 && operands.length === 2 ? [operands[0], operators[0], operands[1]] : [];
}

function comparedIn(tree: Tree, test: Node, wanted: number): Node {
  const [, operator, right] = comparison(tree, test);
  return operator !== undefined && tree.flag[operator] === wanted ? ownAttribute(tree, right) : NONE;
}

/** `cls.name`, or `NONE`. */
const ownAttribute = (tree: Tree, node: Node): Node =>
  node !== undefined && tree.kind[node] === Attribute && tree.kind[node - 1] === Name ? node : NONE;

/** The attribute of the same object that the guarded block stores what it makes in: `cls.b[k] = …`, `cls.b = …`. */
function storeIn(tree: Tree, guard: Node, place: Node): Node {
  for (const statement of childrenIn(tree, guard, body)) {
    if (tree.kind[statement] !== Assign || !isMaking(tree, childIn(tree, statement, value))) continue;
    for (const target of childrenIn(tree, statement, targets)) {
      const attribute = tree.kind[target] === Subscript ? childIn(tree, target, value) : target;
      if (ownAttribute(tree, attribute) !== NONE && tree.aux[attribute - 1] === tree.aux[place - 1]) return attribute;
    }
  }
  return NONE;
}

/** `super().__new__(…)`, `super(…).__call__(…)`, `object.__new__(…)`, `type.__call__(…)`, or a name for one. */
function isMaking(tree: Tree, node: Node): boolean {
  if (tree.kind[node] === Name) return true;
  if (tree.kind[node] !== Call) return false;
  const callee = calleeOf(tree, node);
  return tree.kind[callee] === Attribute && making.has(tree.aux[callee]);
}

function misplaced(facts: PythonFacts, method: Node, guard: Node, place: Node, stored: Node): Report | null {
  const { tree } = facts;
  if (tree.aux[place] === tree.aux[stored]) return null;
  const owner = classAround(facts, method);
  // filled somewhere else in the class: two tables that belong together
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] !== Attribute || tree.aux[node] !== tree.aux[place]) continue;
    if (tree.flag[node] === Context.Store || isFilled(tree, node)) return null;
  }
  const [wanted, other] = [textOf(tree, place), textOf(tree, stored)];
  const isDefined = definesName(facts, owner, tree.aux[place]);
  return {
    at: spanOf(tree, statementOf(tree, stored)),
    says: `the instance is stored in \`${other}\` and looked for in \`${wanted}\`, which nothing fills, so every call makes another one; store it in \`${wanted}\``,
    because: [{ span: spanOf(tree, childIn(tree, guard, PyField.test)), says: 'it is looked for here' }],
    fix: isDefined ? { title: `Store it in \`${wanted}\``, safe: false, edits: [{ span: spanOf(tree, stored), text: wanted }] } : undefined,
  };
}

/** `cls.a[k] = …`, `cls.a.setdefault(…)`. */
function isFilled(tree: Tree, attribute: Node): boolean {
  const up = tree.parent[attribute];
  if (tree.kind[up] === Subscript) return tree.field[attribute] === value && tree.flag[up] === Context.Store;
  return tree.kind[up] === Attribute && /^(setdefault|update|add|append)$/.test(nameOf(tree.aux[up]));
}

/** Whether a class binds a name in its body. */
const definesName = (facts: PythonFacts, owner: Node, name: number): boolean =>
  bodyOf(facts.tree, owner).some((statement) => {
    const { tree } = facts;
    if (tree.kind[statement] === Py.AnnAssign) return tree.aux[childIn(tree, statement, PyField.target)] === name;
    return (
      tree.kind[statement] === Assign &&
      childrenIn(tree, statement, targets).some((one) => tree.kind[one] === Name && tree.aux[one] === name)
    );
  });

function returnsNothing(tree: Tree, method: Node, guard: Node): Report {
  const inside = childrenIn(tree, guard, body).some((one) => tree.kind[one] === Return);
  return {
    at: spanOf(tree, guard),
    says: inside
      ? `\`${nameOf(tree.aux[method])}\` returns what it makes the first time and nothing afterwards, so every later call gives \`None\`; return the instance after the \`if\``
      : `\`${nameOf(tree.aux[method])}\` returns nothing when it makes the instance, so that call gives \`None\`; return the instance after the \`if\``,
    fix: undefined,
  };
}

/** Whether the end of a block can be reached; taken to be so only where it is plain. */
function fallsThrough(tree: Tree, block: readonly Node[]): boolean {
  const last = block[block.length - 1];
  if (last === undefined) return true;
  switch (tree.kind[last]) {
    case Return:
    case Raise:
    case Try:
    case Py.TryStar:
    case While:
    case Py.Match:
      return false;
    case With:
      return fallsThrough(tree, childrenIn(tree, last, body));
    case If: {
      const other = childrenIn(tree, last, orelse);
      return other.length === 0 || fallsThrough(tree, childrenIn(tree, last, body)) || fallsThrough(tree, other);
    }
    default:
      return true;
  }
}

export default rule;
