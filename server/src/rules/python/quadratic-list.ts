/** RC507: a sequence that is copied, or searched from its start, on every turn of a loop. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { functionOfLocal, isGuarded } from '../python-code.ts';
import { hasFewTurns, startsAnew } from '../python-growth.ts';
import { growsItself, hasComment, isFunction, loopAround, spanOf, statementOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './quadratic-list.md' with { type: 'text' };

const { Assign, Call, Compare, CompareOp, Name, List, Tuple, Subscript, Slice, Constant, For, While, If, Starred } = Py;
const { value, left, right, func, args, keywords, targets, iter } = PyField;

const rule: PythonRule = {
  code: 'RC507',
  name: 'quadratic-list',
  summary: 'detects sequences that are copied or searched on every turn of a loop',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  reach: 'function',
  *check(facts): Iterable<Report> {
    for (const statement of facts.nodes(Assign)) {
      yield* growth(facts, statement);
      yield* shrinking(facts, statement);
    }
    for (const call of facts.nodes(Call)) yield* summed(facts, call);
    for (const compare of facts.nodes(Compare)) yield* searched(facts, compare);
  },
};

/** `l = l + [x]`: a new list of all that was there, on each turn. */
function* growth(facts: PythonFacts, statement: Node): Iterable<Report> {
  const { tree } = facts;
  const target = growsItself(tree, statement);
  const loop = target === NONE ? NONE : loopAround(tree, statement);
  if (loop === NONE || hasFewTurns(facts, loop) || startsAnew(tree, loop, target) || isLeft(tree, loop, statement)) return;
  if (asksForLength(tree, loop, statement, target)) return;
  const sum = childIn(tree, statement, value);
  const before = childIn(tree, sum, left);
  const after = childIn(tree, sum, right);
  const name = textOf(tree, target);
  const [grown, added] = textOf(tree, before) === name ? [before, after] : [after, before];
  const type = facts.exactType(added);
  if (textOf(tree, grown) !== name || (type !== 'list' && type !== 'tuple')) return;
  const advice =
    type === 'tuple'
      ? 'gather the items in a list, and make the tuple once'
      : grown === before
        ? '`append` and `extend` add in place'
        : 'use `collections.deque` and `appendleft`, or append and reverse once';
  yield {
    at: spanOf(tree, statement),
    says: `each turn makes a new ${type} and copies all of \`${name}\`, which is quadratic; ${advice}`,
    fix: grown === before && type === 'list' ? appendFix(facts, statement, target, added) : undefined,
  };
}

/** `if n >= len(l): l = l + …`: the list is made longer only when it is too short, not on each turn. */
function asksForLength(tree: Tree, loop: Node, statement: Node, target: Node): boolean {
  for (let at = tree.parent[statement]; at !== NONE && at !== loop; at = tree.parent[at]) {
    if (tree.kind[at] === If && textOf(tree, childIn(tree, at, PyField.test)).includes(`len(${textOf(tree, target)})`)) return true;
  }
  return false;
}

/** In place is the same only if nobody else holds the list: then it is safe. */
function appendFix(facts: PythonFacts, statement: Node, target: Node, added: Node): Report['fix'] {
  const { tree } = facts;
  if (hasComment(tree, tree.start[statement], tree.end[statement])) return undefined;
  const items = tree.kind[added] === List ? childrenIn(tree, added, PyField.elts) : [];
  const name = textOf(tree, target);
  const one = items.length === 1 && tree.kind[items[0]] !== Starred;
  const text = one ? `${name}.append(${textOf(tree, items[0])})` : `${name}.extend(${textOf(tree, added)})`;
  return {
    title: `Use \`${name}.${one ? 'append' : 'extend'}\``,
    safe: isAlone(facts, target, added),
    edits: [{ span: spanOf(tree, statement), text }],
  };
}

/**
 * Whether the list of a plain local has a count of 1 in every turn: each value it gets is a list made on the spot, and it is mentioned only
 * where it is given, grown, indexed or returned behind the loop, so that no second reference comes to be.
 */
function isAlone(facts: PythonFacts, target: Node, added: Node): boolean {
  const { tree } = facts;
  if (tree.kind[target] !== Name) return false;
  const scope = functionOfLocal(facts, target);
  if (scope === NONE || isGuarded(tree, scope, target)) return false;
  const given = facts.bindingsOf(target).map((bound) => statementOf(tree, bound));
  if (!given.every((each) => tree.kind[each] === Assign && childrenIn(tree, each, targets).length === 1)) return false;
  if (!given.every((each) => growsItself(tree, each) !== NONE || makesList(tree, childIn(tree, each, value)))) return false;
  const loop = loopAround(tree, target);
  for (let node = tree.first[scope]; node <= scope; node += 1) {
    if (tree.kind[node] !== Name || tree.aux[node] !== tree.aux[target]) continue;
    if (contains(tree, added, node)) return false;
    if (node > loop || given.some((each) => contains(tree, each, node))) continue;
    return false;
  }
  return true;
}

const makesList = (tree: Tree, node: Node): boolean => tree.kind[node] === List || tree.kind[node] === Py.ListComp;

/** `s = s[1:]` as a step of a loop: each turn copies all that is left. */
function* shrinking(facts: PythonFacts, statement: Node): Iterable<Report> {
  const { tree } = facts;
  const [target, second] = childrenIn(tree, statement, targets);
  const slice = childIn(tree, statement, value);
  if (second !== undefined || tree.kind[target] !== Name || tree.kind[slice] !== Subscript) return;
  const sliced = childIn(tree, slice, value);
  const bounds = childIn(tree, slice, PyField.slice);
  if (tree.kind[sliced] !== Name || tree.aux[sliced] !== tree.aux[target] || tree.kind[bounds] !== Slice) return;
  const [lower, other] = children(tree, bounds);
  if (other !== undefined || lower === undefined || tree.field[lower] !== PyField.lower) return;
  if (tree.kind[lower] !== Constant || tree.flag[lower] !== Literal.int) return;
  const loop = loopAround(tree, statement);
  if ((tree.kind[loop] !== While && tree.kind[loop] !== For) || tree.parent[statement] !== loop || hasFewTurns(facts, loop)) return;
  if (otherwiseBound(facts, loop, target, statement) || isLeft(tree, loop, statement)) return;
  const type = typeBefore(facts, target, statement);
  if (type === null) return;
  yield {
    at: spanOf(tree, statement),
    says: `each turn copies what is left of \`${nameOf(tree.aux[target])}\`, which is quadratic; keep an index${type === 'list' ? ', or use `collections.deque` and `popleft`' : ''}`,
  };
}

/** Whether the loop binds the name in another statement, so that what is sliced need not pile up. */
const otherwiseBound = (facts: PythonFacts, loop: Node, target: Node, statement: Node): boolean =>
  facts.bindingsOf(target).some((bound) => contains(facts.tree, loop, bound) && !contains(facts.tree, statement, bound));

/** The builtin sequence the name is given before; parameters count by their annotation. */
function typeBefore(facts: PythonFacts, target: Node, statement: Node): string | null {
  const { tree } = facts;
  const types = new Set<string | null>();
  for (const bound of facts.bindingsOf(target)) {
    const owner = statementOf(tree, bound);
    if (owner === statement) continue;
    if (tree.kind[bound] === Py.arg)
      types.add(
        textOf(tree, childIn(tree, bound, PyField.annotation))
          .replace(/\[.*/s, '')
          .toLowerCase(),
      );
    else types.add(tree.kind[owner] === Assign && tree.field[bound] === targets ? facts.exactType(childIn(tree, owner, value)) : null);
  }
  const [only] = types;
  return types.size === 1 && (only === 'str' || only === 'bytes' || only === 'list' || only === 'tuple') ? only : null;
}

/** `sum(lists, [])`: each addition copies the sum so far. */
function* summed(facts: PythonFacts, call: Node): Iterable<Report> {
  const { tree } = facts;
  if (facts.qualifiedName(childIn(tree, call, func)) !== 'builtins.sum') return;
  const [walked, second] = childrenIn(tree, call, args);
  const keyword = childrenIn(tree, call, keywords).find((each) => nameOf(tree.aux[each]) === 'start');
  const start = second ?? (keyword === undefined ? NONE : childIn(tree, keyword, value));
  if (walked === undefined || start === NONE || tree.kind[walked] === List || tree.kind[walked] === Tuple) return;
  const type = facts.exactType(start);
  if (type !== 'list' && type !== 'tuple') return;
  yield {
    at: spanOf(tree, call),
    says: `\`sum\` makes a new ${type} for each addition and copies all that was there, which is quadratic; use \`${type}(itertools.chain.from_iterable(…))\``,
  };
}

/** `x in seen` where the loop around appends to the list `seen`: each turn walks all that was added so far. */
function* searched(facts: PythonFacts, compare: Node): Iterable<Report> {
  const { tree } = facts;
  const [, operator, list, more] = children(tree, compare);
  if (more !== undefined || list === undefined || tree.kind[operator] !== CompareOp || tree.kind[list] !== Name) return;
  if (tree.flag[operator] !== Operator.In && tree.flag[operator] !== Operator.NotIn) return;
  const loop = loopAround(tree, compare);
  if (loop === NONE || hasFewTurns(facts, loop) || facts.exactType(list) !== 'list' || startsAnew(tree, loop, list)) return;
  const walkedToo = tree.kind[loop] === For && isSame(tree, childIn(tree, loop, iter), list);
  const append = walkedToo ? NONE : appendIn(tree, loop, compare, list);
  if (!walkedToo && append === NONE) return;
  const name = nameOf(tree.aux[list]);
  yield {
    at: spanOf(tree, compare),
    says: `each turn walks the list \`${name}\` from its start${walkedToo ? '' : ', and the loop makes it longer'}, which is quadratic; keep a \`set\` beside it to ask`,
    because: append === NONE ? [] : [{ span: spanOf(tree, append), says: `\`${name}\` grows here` }],
  };
}

const isSame = (tree: Tree, one: Node, other: Node): boolean => tree.kind[one] === Name && tree.aux[one] === tree.aux[other];

/** The `list.append(…)` that grows the list with what was looked for. */
function appendIn(tree: Tree, loop: Node, compare: Node, list: Node): Node {
  const asked = textOf(tree, children(tree, compare)[0]);
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (tree.kind[node] !== Call) continue;
    const callee = childIn(tree, node, func);
    if (tree.kind[callee] !== Py.Attribute || nameOf(tree.aux[callee]) !== 'append' || !isSame(tree, childIn(tree, callee, value), list))
      continue;
    const [item] = childrenIn(tree, node, args);
    if (item !== undefined && textOf(tree, item) === asked && !inFunction(tree, loop, node)) return node;
  }
  return NONE;
}

function inFunction(tree: Tree, loop: Node, node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE && at !== loop; at = tree.parent[at]) if (isFunction(tree.kind[at])) return true;
  return false;
}

/** Whether the loop is left right after the statement, so that there is no second turn. */
function isLeft(tree: Tree, loop: Node, statement: Node): boolean {
  for (let at = statement; at !== loop && at !== NONE; at = tree.parent[at]) {
    const block = childrenIn(tree, tree.parent[at], tree.field[at]);
    const behind = block.slice(block.indexOf(at) + 1);
    if (behind.some((next) => tree.kind[next] === Py.Break || tree.kind[next] === Py.Return || tree.kind[next] === Py.Raise)) return true;
    if (tree.kind[tree.parent[at]] !== If) return false;
  }
  return false;
}

export default rule;
