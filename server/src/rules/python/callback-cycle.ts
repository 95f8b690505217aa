/** RC103: a bound method, lambda, inner function or partial that leads back to the object which keeps it. */
import type { CycleFact, PythonFacts } from '../../engine/facts.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { bindingOf, classAround, isPlainMethod, methodAround, methodNamed, selfAttribute } from '../python-classes.ts';
import { cyclesLeft, linksOf, ownersOf } from '../python-cycles.ts';
import { importEdit, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './callback-cycle.md' with { type: 'text' };

const { Assign } = Py;

const rule: PythonRule = {
  code: 'RC103',
  name: 'callback-cycle',
  summary: 'detects bound methods and functions that lead back to the object that keeps them',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['cycle-with-finalizer'],
  judgesBy: 'cycles',
  *check(facts, file): Iterable<Report> {
    for (const { cycle, statement } of cyclesLeft(facts, ({ callback, classes }) => callback !== null && classes.length > 0)) {
      const method = methodFix(facts, file, statement);
      yield {
        at: spanOf(facts.tree, statement),
        says: `${saysOf(cycle)}, so no count in this ring reaches zero and only the collector frees it; ${method === undefined ? 'hold the object weakly in the callback, or let go of the callback when it is done' : 'keep a `weakref.WeakMethod`, or look the method up when it is called'}`,
        because: linksOf(cycle),
        fix: method,
      };
    }
  },
};

function saysOf(cycle: CycleFact): string {
  const [owner, ...others] = ownersOf(cycle);
  const through = others.length === 0 ? '' : ` through ${others.join(' and ')}`;
  return `${owner} keeps ${cycle.callback ?? 'a function'}${through}, which leads back to it`;
}

/**
 * `self.x = self.method` → `self.x = weakref.WeakMethod(self.method)`: whoever calls the attribute must ask it for the method first. The other places
 * of the class that keep a method under that name change with it: one that stayed would close the ring again, and be called in another way.
 */
function methodFix(facts: PythonFacts, file: FileContext, statement: Node): Report['fix'] {
  const { tree } = facts;
  const held = methodKept(facts, statement);
  if (held === NONE) return undefined;
  const [attribute] = childrenIn(tree, statement, PyField.targets);
  const owner = classAround(facts, methodAround(facts, held));
  const all = facts.whole
    .attributeStores(tree.aux[attribute])
    .filter((store) => contains(tree, owner, store))
    .map((store) => methodKept(facts, tree.parent[store]))
    .filter((each) => each !== NONE);
  return {
    title: 'Keep a `weakref.WeakMethod`',
    safe: false,
    edits: [
      ...all.map((each) => ({ span: spanOf(tree, each), text: `weakref.WeakMethod(${textOf(tree, each)})` })),
      ...importEdit(facts, file.lines, 'weakref'),
    ],
  };
}

/** The `self.method` in `self.x = self.method`, or `NONE`. */
function methodKept(facts: PythonFacts, statement: Node): Node {
  const { tree } = facts;
  if (tree.kind[statement] !== Assign) return NONE;
  const targets = childrenIn(tree, statement, PyField.targets);
  const held = childIn(tree, statement, PyField.value);
  const name = selfAttribute(facts, held);
  if (targets.length !== 1 || selfAttribute(facts, targets[0]) === 0 || name === 0) return NONE;
  const method = methodNamed(facts, facts.scopeOf(methodAround(facts, held)), name);
  return method === NONE || bindingOf(facts, method) !== 'instance' || !isPlainMethod(facts, method) ? NONE : held;
}

export default rule;
