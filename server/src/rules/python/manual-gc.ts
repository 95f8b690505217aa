/** RC402: a collection by hand, a collector that is switched off and stays so, thresholds that switch it off. */
import { argumentsOf, calleeOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { loopAround, removal, spanOf, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './manual-gc.md' with { type: 'text' };

const { Call, Expr, FunctionDef, Module } = Py;
const { func } = PyField;

const rule: PythonRule = {
  code: 'RC402',
  name: 'manual-gc',
  summary: 'detects collections by hand, and collectors that are switched off for good',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['gc-collect-in-loop'],
  *check(facts, file): Iterable<Report> {
    const calls = facts.nodes(Call).flatMap((call) => {
      const dotted = facts.qualifiedName(childIn(facts.tree, call, func)) ?? '';
      return dotted.startsWith('gc.') ? [{ call, name: dotted.slice(3) }] : [];
    });
    // whoever measures, freezes or inspects garbage works on the collector itself
    if (calls.length === 0 || calls.some(({ name }) => WORK.has(name))) return;
    const enabled = calls.some(({ name }) => name === 'enable');
    for (const { call, name } of calls) {
      const says = wordsFor(facts, call, name, enabled);
      if (says === null) continue;
      yield { at: spanOf(facts.tree, call), says, fix: name === 'collect' ? fixOf(facts, file, call) : undefined };
    }
  },
};

/** Calls that show that a program deals with the collector as such. */
const WORK = new Set([
  'freeze',
  'unfreeze',
  'get_objects',
  'get_referrers',
  'get_referents',
  'set_debug',
  'get_stats',
  'get_count',
  'is_tracked',
]);

function wordsFor(facts: PythonFacts, call: Node, name: string, enabled: boolean): string | null {
  const { tree } = facts;
  switch (name) {
    case 'collect':
      if (argumentsOf(tree, call).length > 0 || loopAround(tree, call) !== NONE) return null;
      // a value that is looked at, or a test that waits for weak references to die
      if (tree.kind[tree.parent[call]] !== Expr || isTest(facts, call)) return null;
      return 'references that reach zero free their objects without this, and CPython collects cycles by itself; a full collection walks every tracked object, so leave it out unless a large ring was just let go';
    case 'disable':
      return enabled
        ? null
        : 'the collector is switched off here and nothing in this file switches it on again, so every cycle from now on stays until the process ends; call `gc.enable()` in `finally`, or use `gc.freeze()`';
    case 'set_threshold':
      return firstIsZero(facts, call)
        ? 'a threshold of 0 switches the collector off, so every cycle stays until the process ends; set a higher threshold'
        : null;
    default:
      return null;
  }
}

function firstIsZero(facts: PythonFacts, call: Node): boolean {
  const [first] = argumentsOf(facts.tree, call);
  return first !== undefined && textOf(facts.tree, first) === '0';
}

/** Whether a call stands in a function or class of tests. */
function isTest(facts: PythonFacts, call: Node): boolean {
  const { tree } = facts;
  for (let at = facts.scopeOf(call); at !== NONE && tree.kind[at] !== Module; at = facts.scopeOf(at)) {
    if (tree.kind[at] === FunctionDef && /^(test|setUp|tearDown|assert|check_)/.test(textOf(tree, at).replace(/^(async\s+)?def\s+/, '')))
      return true;
  }
  return false;
}

function fixOf(facts: PythonFacts, file: FileContext, call: Node): Report['fix'] {
  const edit = removal(facts.tree, file.lines, statementOf(facts.tree, call));
  return edit === null
    ? undefined
    : { title: `Remove \`${textOf(facts.tree, calleeOf(facts.tree, call))}()\``, safe: false, edits: [edit] };
}

export default rule;
