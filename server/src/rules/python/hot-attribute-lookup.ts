/** RC506: the same method or function of the same object, looked up again on every turn of a loop. */
import { atLeast, showPython } from '../../base/version.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { bodyOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, contains, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { freshName } from '../python-classes.ts';
import { hasFewTurns } from '../python-growth.ts';
import { entersFunction, linesBefore, loopAround, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './hot-attribute-lookup.md' with { type: 'text' };

const { AsyncFor, Attribute, Call, Expr, For, Name, While, Assign, AugAssign } = Py;
const { value } = PyField;

/** A loop with more statements does enough on each turn for a lookup not to matter. */
const FEW_STATEMENTS = 3;

const rule: PythonRule = {
  code: 'RC506',
  name: 'hot-attribute-lookup',
  summary: 'detects methods and functions of modules that are looked up again on every turn of a small loop',
  page,
  language: 'python',
  level: 'off',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  yieldsTo: ['gc-collect-in-loop', 'manual-gc'],
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const kind of [For, While]) {
      for (const loop of facts.nodes(kind)) {
        if (!isHot(facts, loop)) continue;
        const told = new Set<string>();
        for (const call of callsOn(tree, loop)) {
          const callee = calleeOf(tree, call);
          const text = textOf(tree, callee);
          if (told.has(text) || isFilled(facts, loop, callee) || !staysTheSame(facts, loop, callee)) continue;
          told.add(text);
          yield reportOf(facts, file, loop, callee);
        }
      }
    }
  },
};

/** An innermost loop of few statements and many turns. */
function isHot(facts: PythonFacts, loop: Node): boolean {
  const { tree } = facts;
  if (bodyOf(tree, loop).length > FEW_STATEMENTS || hasFewTurns(facts, loop)) return false;
  for (let node = tree.first[loop]; node < loop; node += 1) {
    const kind = tree.kind[node];
    if (kind === For || kind === While || kind === AsyncFor || kind === Py.Await || kind === Py.Try || kind === Py.With) return false;
  }
  return true;
}

/** Calls of `a.b` or `a.b.c` that every turn makes: statements of the loop's own block, or what they assign. */
function* callsOn(tree: Tree, loop: Node): Iterable<Node> {
  for (const statement of bodyOf(tree, loop)) {
    const kind = tree.kind[statement];
    if (kind !== Expr && kind !== Assign && kind !== AugAssign) continue;
    for (let node = tree.first[statement]; node < statement; node += 1) {
      if (tree.kind[node] !== Call || tree.kind[calleeOf(tree, node)] !== Attribute || loopAround(tree, node) !== loop) continue;
      if (!entersFunction(tree, loop, node) && !isConditional(tree, statement, node)) yield node;
    }
  }
}

/** In `a and b()`, `a if b() else c`: not on every turn. */
function isConditional(tree: Tree, statement: Node, node: Node): boolean {
  for (let at = tree.parent[node]; at !== statement; at = tree.parent[at]) {
    if (tree.kind[at] === Py.BoolOp || tree.kind[at] === Py.IfExp || tree.kind[at] === Py.Compare) return true;
  }
  return false;
}

/** A loop that only fills a list is better a comprehension than a loop with a local name for `append`. */
const isFilled = (facts: PythonFacts, loop: Node, callee: Node): boolean =>
  bodyOf(facts.tree, loop).length === 1 &&
  nameOf(facts.tree.aux[callee]) === 'append' &&
  facts.exactType(childIn(facts.tree, callee, value)) === 'list';

/** Whether the chain begins with a variable that the loop does not give another value, and goes through attributes that it does not set. */
function staysTheSame(facts: PythonFacts, loop: Node, callee: Node): boolean {
  const { tree } = facts;
  const attributes = new Set<number>();
  let base = callee;
  for (; tree.kind[base] === Attribute; base = childIn(tree, base, value)) attributes.add(tree.aux[base]);
  if (tree.kind[base] !== Name || facts.placeOf(base) === 'unknown') return false;
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    const kind = tree.kind[node];
    if (kind === Name && tree.aux[node] === tree.aux[base] && tree.flag[node] !== Context.Load) return false;
    if (kind === Attribute && attributes.has(tree.aux[node]) && tree.flag[node] !== Context.Load) return false;
    if (kind === Py.NamedExpr || kind === Py.Global || kind === Py.Nonlocal) return false;
  }
  return true;
}

function reportOf(facts: PythonFacts, file: FileContext, loop: Node, callee: Node): Report {
  const { tree, version } = facts;
  const text = textOf(tree, callee);
  const cached = atLeast(version, 11)
    ? `CPython ${showPython(version)} keeps what it found where it looked, so it matters little there; it does up to 3.10`
    : `CPython ${showPython(version)} looks through the object and its class each time; from 3.11 on it matters little`;
  return {
    at: spanOf(tree, callee),
    says: `\`${text}\` is looked up on every turn and is the same each time: ${cached}; give it a local name before the loop`,
    fix: fixOf(facts, file, loop, callee),
  };
}

/** A local name before the loop, used for every call of that text in it. */
function fixOf(facts: PythonFacts, file: FileContext, loop: Node, callee: Node): Report['fix'] {
  const { tree } = facts;
  const text = textOf(tree, callee);
  if (/[\s#]/.test(text)) return undefined;
  const name = freshName(facts.within(facts.scopeOf(loop)), nameOf(tree.aux[callee]));
  const line = linesBefore(tree, file.lines, loop, [`${name} = ${text}`]);
  if (line === null || name.startsWith('__')) return undefined;
  const edits = [line];
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    const used = tree.kind[node] === Attribute && tree.field[node] === PyField.func && textOf(tree, node) === text;
    if (used && isIn(tree, loop, node)) edits.push({ span: spanOf(tree, node), text: name });
  }
  return { title: `Look \`${text}\` up before the loop`, safe: false, edits };
}

const isIn = (tree: Tree, loop: Node, node: Node): boolean =>
  bodyOf(tree, loop).some((statement) => contains(tree, statement, node)) && !entersFunction(tree, loop, node);

export default rule;
