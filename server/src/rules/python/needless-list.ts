/** RC503: a list that is made only to be walked or asked once. */
import type { PythonFacts } from '../../engine/facts.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { isPure, suspends } from '../python-code.ts';
import { hasComment, spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './needless-list.md' with { type: 'text' };

const { Call, ListComp, Starred, For, comprehension, Name } = Py;
const { func, args, keywords, iter, elt, generators } = PyField;

/** Functions that walk their argument once and keep no list of it. */
const WALKERS: Readonly<Record<string, true | undefined>> = {
  'builtins.any': true,
  'builtins.all': true,
  'builtins.sum': true,
  'builtins.min': true,
  'builtins.max': true,
  'builtins.set': true,
  'builtins.frozenset': true,
};
/** Calls that make a new iterator or range, which a `for` can walk as it is. */
const ITERATORS = /^builtins\.(range|enumerate|zip|map|filter|reversed)$/;

const rule: PythonRule = {
  code: 'RC503',
  name: 'needless-list',
  summary: 'detects lists that are made only to be walked once',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  reach: 'function',
  *check(facts): Iterable<Report> {
    for (const list of facts.nodes(ListComp)) {
      const call = facts.tree.parent[list];
      if (facts.tree.kind[call] === Call && facts.tree.field[list] === args) yield* walkedByCall(facts, call, list);
    }
    for (const kind of [For, comprehension]) for (const loop of facts.nodes(kind)) yield* walkedByLoop(facts, loop);
  },
};

/** `any([… for …])`: the brackets make the list whole before the first item is looked at. */
function* walkedByCall(facts: PythonFacts, call: Node, list: Node): Iterable<Report> {
  const { tree } = facts;
  const [first, second] = childrenIn(tree, call, args);
  if (first !== list || suspends(tree, list)) return;
  const callee = facts.qualifiedName(childIn(tree, call, func)) ?? '';
  if (WALKERS[callee] !== true) return;
  const alone = second === undefined && childrenIn(tree, call, keywords).length === 0 && !/,\s*\)$/.test(textOf(tree, call));
  const name = callee.slice('builtins.'.length);
  const inner = textOf(tree, list).slice(1, -1);
  const trailing = hasComment(tree, tree.start[list], tree.end[list]) || /^\s|\s$/.test(inner);
  yield {
    at: spanOf(tree, list),
    says: `\`${name}\` walks its argument once, so the list is held whole for nothing; leave out the brackets`,
    fix: trailing
      ? undefined
      : {
          title: 'Leave out the brackets',
          safe: staysTheSame(facts, list),
          edits: [{ span: spanOf(tree, list), text: alone ? inner : `(${inner})` }],
        },
  };
}

/**
 * Whether nobody could notice that items are made one at a time: elements and conditions run no code but the interpreter's on plain values,
 * and what is walked is immutable or made on the spot, so that it cannot change in between.
 */
function staysTheSame(facts: PythonFacts, list: Node): boolean {
  const { tree } = facts;
  if (!isPure(facts, childIn(tree, list, elt))) return false;
  return childrenIn(tree, list, generators).every(
    (each) => isFixed(facts, childIn(tree, each, iter)) && childrenIn(tree, each, PyField.ifs).every((test) => isPure(facts, test)),
  );
}

/** An expression whose items cannot change while it is walked. */
function isFixed(facts: PythonFacts, walked: Node): boolean {
  const type = facts.exactType(walked);
  return type === 'str' || type === 'bytes' || type === 'tuple' || type === 'range';
}

/** `for x in list(zip(…))`: a `for` walks the iterator as well; a copy of a container may be there because the body changes it. */
function* walkedByLoop(facts: PythonFacts, loop: Node): Iterable<Report> {
  const { tree } = facts;
  const call = childIn(tree, loop, iter);
  if (tree.kind[call] !== Call || tree.flag[loop] === 1) return;
  const callee = facts.qualifiedName(childIn(tree, call, func));
  const [source, second] = childrenIn(tree, call, args);
  if ((callee !== 'builtins.list' && callee !== 'builtins.tuple') || source === undefined || second !== undefined) return;
  if (childrenIn(tree, call, keywords).length > 0 || tree.kind[source] !== Call) return;
  const made = facts.qualifiedName(childIn(tree, source, func)) ?? '';
  const sources = childrenIn(tree, source, args);
  if (!ITERATORS.test(made) || sources.some((each) => tree.kind[each] === Starred)) return;
  const range = made === 'builtins.range';
  // what is walked is a variable that the body may change, or calls into what may: then the copy can be meant
  const fixed = range || (sources.length > 0 && /(enumerate|zip|reversed)$/.test(made) && sources.every((each) => isFixed(facts, each)));
  if (!fixed && (/(map|filter)$/.test(made) || sources.some((each) => tree.kind[each] !== Name || changes(facts, loop, each)))) return;
  const title = `Leave out \`${callee.slice('builtins.'.length)}()\``;
  const commented = hasComment(tree, tree.start[call], tree.end[call]);
  yield {
    at: spanOf(tree, call),
    says: `\`for\` walks \`${made.slice('builtins.'.length)}(…)\` as it is, so the ${callee.slice('builtins.'.length)} is held whole for nothing; leave out \`${callee.slice('builtins.'.length)}()\``,
    fix: commented ? undefined : { title, safe: fixed, edits: [{ span: spanOf(tree, call), text: textOf(tree, source) }] },
  };
}

/** Whether the code that a loop runs mentions what it walks over again: it may change it. */
function changes(facts: PythonFacts, loop: Node, source: Node): boolean {
  const { tree } = facts;
  if (facts.placeOf(source) !== 'local') return true;
  const owner = tree.kind[loop] === comprehension ? tree.parent[loop] : loop;
  for (let node = tree.first[owner]; node <= owner; node += 1) {
    if (node !== source && tree.kind[node] === Name && tree.aux[node] === tree.aux[source]) return true;
  }
  return owner === NONE;
}

export default rule;
