/** RC304: `with` on a connection that ends a transaction when it leaves, and leaves the connection open. */
import { argumentsOf, bodyOf, calleeOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { mentionsOf } from '../python-classes.ts';
import { importEdit, spanOf } from '../python-shapes.ts';
import { transactionsOnly } from '../python-tables.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './with-does-not-close.md' with { type: 'text' };

const { Attribute, Call, Name, With, withitem } = Py;
const { context_expr: expression, items, optional_vars: target } = PyField;

const rule: PythonRule = {
  code: 'RC304',
  name: 'with-does-not-close',
  summary: 'detects `with` on connections that ends a transaction and leaves the connection open',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const item of facts.nodes(withitem)) {
      const made = childIn(tree, item, expression);
      if (tree.kind[made] !== Call || !transactionsOnly.has(facts.qualifiedName(calleeOf(tree, made)) ?? '')) continue;
      const name = childIn(tree, item, target);
      if (name !== NONE && (tree.kind[name] !== Name || goesElsewhere(facts, item, name))) continue;
      yield {
        at: spanOf(tree, made),
        says: `leaving this \`with\` ends the transaction and does not close the connection, which stays open until its last reference goes; use \`with closing(${textOf(tree, calleeOf(tree, made))}(…))\``,
        fix: fixOf(facts, file, item, made, name),
      };
    }
  },
};

/** Whether the connection is closed, or handed to someone who may close it, anywhere in the scope of its name. */
function goesElsewhere(facts: PythonFacts, item: Node, name: Node): boolean {
  const { tree } = facts;
  return mentionsOf(tree, facts.scopeOf(item), tree.aux[name]).some((node) => {
    if (node === name) return false;
    const up = tree.parent[node];
    // it is used for its attributes; one of them closes it
    if (tree.kind[up] === Attribute) return textOf(tree, up).endsWith('.close');
    return tree.kind[up] !== withitem;
  });
}

/** `with connect() as c:` → `with contextlib.closing(connect()) as c, c:`, which still ends the transaction. */
function fixOf(facts: PythonFacts, file: FileContext, item: Node, made: Node, name: Node): Report['fix'] {
  const { tree } = facts;
  const statement = tree.parent[item];
  if (name === NONE || tree.kind[statement] !== With || childrenIn(tree, statement, items).length !== 1) return undefined;
  // what uses it behind the block relies on its being open
  const used = mentionsOf(tree, facts.scopeOf(item), tree.aux[name]);
  if (!used.every((node) => contains(tree, statement, node))) return undefined;
  if (bodyOf(tree, statement).length === 0 || argumentsOf(tree, made).some((one) => textOf(tree, one).includes('\n'))) return undefined;
  const end = tree.end[item];
  return {
    title: 'Close the connection with `contextlib.closing`',
    safe: true,
    edits: [
      { span: { start: tree.start[made], end: tree.start[made] }, text: 'contextlib.closing(' },
      { span: { start: tree.end[made], end: tree.end[made] }, text: ')' },
      { span: { start: end, end }, text: `, ${textOf(tree, name)}` },
      ...importEdit(facts, file.lines, 'contextlib'),
    ],
  };
}

export default rule;
