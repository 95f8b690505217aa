/** Growth over the turns of a loop: whether something piles up, and whether the turns are many. */
import type { PythonFacts } from '../engine/facts.ts';
import { bodyOf } from '../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { entersFunction, growsItself, loopAround, statementOf } from './python-shapes.ts';

const { Name, For, Call, Constant, List, Tuple, Dict, Set: SetDisplay, Subscript, Expr, If, Compare } = Py;
const { iter, func, args, slice, value, body, test } = PyField;

/** A loop over so few items that are written out costs nothing that matters. */
const FEW_TURNS = 16;

/** Whether the loop itself gives the target a new value on its turns, so that nothing piles up over them. */
export function startsAnew(tree: Tree, loop: Node, target: Node): boolean {
  const text = textOf(tree, target);
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (tree.flag[node] === Context.Load || tree.kind[node] !== tree.kind[target] || textOf(tree, node) !== text) continue;
    const statement = statementOf(tree, node);
    if (growsItself(tree, statement) === NONE && loopAround(tree, node) === loop && !entersFunction(tree, loop, node)) return true;
  }
  // an attribute or item of what the loop walks over is another one on each turn, and so is the last item of what grows with the loop
  return tree.kind[target] !== Name && (isOfLoopVariable(tree, loop, target) || isLastOfGrowing(tree, loop, target));
}

/** `xs[-1]` in a loop that appends to `xs` outside of any branch. */
function isLastOfGrowing(tree: Tree, loop: Node, target: Node): boolean {
  if (tree.kind[target] !== Subscript || textOf(tree, childIn(tree, target, slice)) !== '-1') return false;
  const list = textOf(tree, childIn(tree, target, value));
  return bodyOf(tree, loop).some((statement) => {
    const call = tree.kind[statement] === Expr ? childIn(tree, statement, value) : NONE;
    return call !== NONE && tree.kind[call] === Call && textOf(tree, childIn(tree, call, func)) === `${list}.append`;
  });
}

/**
 * Whether a statement runs only while the text has one length, which it then has no longer: `if len(s) == 256: s += more`. It comes by once for each
 * text, however many turns there are.
 */
export function isForOneLength(tree: Tree, loop: Node, statement: Node, target: Node): boolean {
  const text = textOf(tree, target);
  for (let at = statement; at !== loop && at !== NONE; at = tree.parent[at]) {
    const branch = tree.parent[at];
    if (branch === NONE || tree.kind[branch] !== If || tree.field[at] !== body) continue;
    const condition = childIn(tree, branch, test);
    if (tree.kind[condition] !== Compare || !/^[^=!<>]*==[^=!<>]*$/.test(textOf(tree, condition))) continue;
    for (let node = tree.first[condition]; node < condition; node += 1) {
      if (tree.kind[node] !== Call || tree.parent[node] !== condition) continue;
      const [given] = childrenIn(tree, node, args);
      if (textOf(tree, childIn(tree, node, func)) === 'len' && given !== undefined && textOf(tree, given) === text) return true;
    }
  }
  return false;
}

function isOfLoopVariable(tree: Tree, loop: Node, target: Node): boolean {
  const stored = new Set<number>();
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (tree.kind[node] === Name && tree.flag[node] === Context.Store) stored.add(tree.aux[node]);
  }
  for (let node = tree.first[target]; node <= target; node += 1) {
    if (tree.kind[node] === Name && stored.has(tree.aux[node])) return true;
  }
  return false;
}

/** `for x in ("a", "b")`, `for i in range(3)`: the loop is as long as it is written. */
export function hasFewTurns(facts: PythonFacts, loop: Node): boolean {
  const { tree } = facts;
  if (tree.kind[loop] !== For) return false;
  const walked = childIn(tree, loop, iter);
  if (tree.kind[walked] === List || tree.kind[walked] === Tuple || tree.kind[walked] === SetDisplay || tree.kind[walked] === Dict)
    return true;
  if (tree.kind[walked] !== Call || facts.qualifiedName(childIn(tree, walked, func)) !== 'builtins.range') return false;
  const bounds = childrenIn(tree, walked, args);
  if (!bounds.every((bound) => tree.kind[bound] === Constant && tree.flag[bound] === Literal.int)) return false;
  const numbers = bounds.map((bound) => Number(textOf(tree, bound).replaceAll('_', '')));
  const [from, to, step] = numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1];
  return Math.abs((to - from) / (step || 1)) <= FEW_TURNS;
}
