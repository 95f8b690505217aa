/** RC509: a file that is read as a whole only to be walked line by line. */
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, keywordsOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { mentionsOf } from '../python-classes.ts';
import { spanOf } from '../python-shapes.ts';
import { openers } from '../python-tables.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './whole-file-read.md' with { type: 'text' };

const { Assign, AsyncFor, Attribute, Call, Constant, For, GeneratorExp, ListComp, DictComp, Name, SetComp, comprehension, withitem } = Py;
const { context_expr: expression, iter, optional_vars: target, value } = PyField;

const rule: PythonRule = {
  code: 'RC509',
  name: 'whole-file-read',
  summary: 'detects files that are read as a whole only to be walked line by line',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  reach: 'function',
  *check(facts): Iterable<Report> {
    for (const kind of [For, comprehension]) {
      for (const loop of facts.nodes(kind)) {
        const walked = childIn(facts.tree, loop, iter);
        const report = judge(facts, loop, walked);
        if (report !== null) yield report;
      }
    }
  },
};

function judge(facts: PythonFacts, loop: Node, walked: Node): Report | null {
  const { tree } = facts;
  const method = methodCalled(facts, walked);
  if (method === 'readlines' && argumentsOf(tree, walked).length + keywordsOf(tree, walked).length === 0) {
    const file = calleeOf(tree, walked) - 1;
    if (!isFile(facts, file)) return null;
    return {
      at: spanOf(tree, walked),
      says: '`readlines()` keeps every line of the file in a list at once, and the loop needs one at a time; walk the file itself',
      fix: {
        title: 'Walk the file itself',
        // what else the loop does with the file would find it read to the end before, and in the middle now
        safe: tree.kind[file] !== Name || !touches(facts, loop, walked, file),
        edits: [{ span: spanOf(tree, walked), text: textOf(tree, file) }],
      },
    };
  }
  if (method !== 'splitlines' && !(method === 'split' && splitsLines(facts, walked))) return null;
  const read = calleeOf(tree, walked) - 1;
  if (methodCalled(facts, read) !== 'read' || argumentsOf(tree, read).length > 0) return null;
  const file = calleeOf(tree, read) - 1;
  if (!isFile(facts, file)) return null;
  return {
    at: spanOf(tree, walked),
    says: `\`read().${method}()\` keeps the whole file in memory twice, and the loop needs one line at a time; walk the file itself`,
    fix:
      method === 'splitlines' && argumentsOf(tree, walked).length === 0
        ? // lines keep their ends, and `splitlines` splits at more characters
          { title: 'Walk the file itself', safe: false, edits: [{ span: spanOf(tree, walked), text: textOf(tree, file) }] }
        : undefined,
  };
}

/** The name of the method that an expression calls, or `null`. */
function methodCalled(facts: PythonFacts, node: Node): string | null {
  const { tree } = facts;
  if (node === NONE || tree.kind[node] !== Call) return null;
  const callee = calleeOf(tree, node);
  return tree.kind[callee] === Attribute ? nameOf(tree.aux[callee]) : null;
}

function splitsLines(facts: PythonFacts, call: Node): boolean {
  const { tree } = facts;
  const [separator, ...more] = argumentsOf(tree, call);
  return (
    separator !== undefined && more.length === 0 && tree.kind[separator] === Constant && /^b?(['"])\\n\1$/.test(textOf(tree, separator))
  );
}

/** Whether an expression is a file that was opened right there, or a local that holds nothing else. */
function isFile(facts: PythonFacts, node: Node): boolean {
  const { tree } = facts;
  if (tree.kind[node] === Call) return openers.has(facts.qualifiedName(calleeOf(tree, node)) ?? '');
  if (tree.kind[node] !== Name || facts.placeOf(node) !== 'local') return false;
  const bindings = facts.bindingsOf(node);
  return (
    bindings.length > 0 &&
    bindings.every((bound) => {
      const up = tree.parent[bound];
      const given =
        tree.kind[up] === withitem && tree.field[bound] === target
          ? childIn(tree, up, expression)
          : tree.kind[up] === Assign
            ? childIn(tree, up, value)
            : NONE;
      return given !== NONE && tree.kind[given] === Call && isFile(facts, given);
    })
  );
}

/** Whether the loop names the file anywhere but where it walks it. */
function touches(facts: PythonFacts, loop: Node, walked: Node, file: Node): boolean {
  const { tree } = facts;
  let around = loop;
  if (tree.kind[loop] === comprehension) {
    const kinds: readonly number[] = [ListComp, SetComp, DictComp, GeneratorExp];
    around = tree.parent[loop];
    // a generator is walked later, when anything may have happened
    if (!kinds.includes(tree.kind[around]) || tree.kind[around] === GeneratorExp) return true;
  }
  if (tree.kind[around] === AsyncFor) return true;
  return mentionsOf(tree, around, tree.aux[file]).some((node) => node < tree.first[walked] || node > walked);
}

export default rule;
