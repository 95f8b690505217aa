/** Growth over the turns of a loop: whether something piles up, and whether the turns are many. */
import type { PythonFacts } from '../engine/facts.ts';
import { Context, Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { entersFunction, growsItself, loopAround, statementOf } from './python-shapes.ts';

const { Name, For, Call, Constant, List, Tuple, Dict, Set: SetDisplay } = Py;
const { iter, func, args } = PyField;

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
  // an attribute or item of what the loop walks over is another one on each turn
  return tree.kind[target] !== Name && isOfLoopVariable(tree, loop, target);
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
