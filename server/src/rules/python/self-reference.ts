/** RC101: an object that holds itself, directly or through a container of its own. */
import type { CycleFact, PythonFacts } from '../../engine/facts.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { cyclesLeft, linksOf } from '../python-cycles.ts';
import { importEdit, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './self-reference.md' with { type: 'text' };

const { Assign, Attribute, Name } = Py;
const { targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC101',
  name: 'self-reference',
  summary: 'detects objects that hold a reference to themselves',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['cycle-with-finalizer'],
  judgesBy: 'cycles',
  *check(facts, file): Iterable<Report> {
    for (const { cycle, statement } of cyclesLeft(facts, isAlone)) {
      yield {
        at: spanOf(facts.tree, statement),
        says: saysOf(cycle),
        because: linksOf(cycle),
        level: cycle.finalizer !== null ? 'warning' : undefined,
        fix: fixOf(facts, file, statement),
      };
    }
  },
};

/** An object of a class of this file, or a container; of others it is not known what a link means. */
const isAlone = ({ shape, callback, classes, types }: CycleFact): boolean =>
  shape === 'self' && callback === null && (classes.length > 0 || !types.includes('object'));

const CONTAINERS = new Set(['list', 'dict', 'tuple', 'set']);

function saysOf({ types, finalizer }: CycleFact): string {
  const type = types.find((one) => !CONTAINERS.has(one)) ?? types[0];
  const through = types.filter((one) => one !== type);
  const holds = through.length === 0 ? 'holds itself' : `holds itself through a \`${through[0]}\` of its own`;
  const late = finalizer !== null ? ', and its `__del__` runs late or never' : '';
  return `\`${type}\` ${holds}, so its count never reaches zero and only the collector frees it${late}; keep a weak reference, or none`;
}

/** `self.me = self` → `self.me = weakref.ref(self)`: whoever reads the attribute must call it from then on. */
function fixOf(facts: PythonFacts, file: FileContext, statement: Node): Report['fix'] {
  const { tree } = facts;
  if (!isPlainStore(tree, statement)) return undefined;
  const held = childIn(tree, statement, value);
  return {
    title: 'Keep a weak reference',
    safe: false,
    edits: [{ span: spanOf(tree, held), text: `weakref.ref(${textOf(tree, held)})` }, ...importEdit(facts, file.lines, 'weakref')],
  };
}

function isPlainStore(tree: Tree, statement: Node): boolean {
  if (tree.kind[statement] !== Assign) return false;
  const to = childrenIn(tree, statement, targets);
  return to.length === 1 && tree.kind[to[0]] === Attribute && tree.kind[childIn(tree, statement, value)] === Name;
}

export default rule;
