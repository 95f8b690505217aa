/** RC404: `del x` that is meant to free an object which others still hold. */
import { lineAt } from '../../base/lines.ts';
import type { Holder, PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { calleeOf } from '../../syntax/python/access.ts';
import { Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, type Node } from '../../syntax/tree.ts';
import { firstCommentFrom, blockOf, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './del-frees-nothing.md' with { type: 'text' };

const { Assign, AnnAssign, AugAssign, Call, Constant, Delete, Expr, Name } = Py;
const { targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC404',
  name: 'del-frees-nothing',
  summary: 'detects `del x` that is meant to free an object which others still hold',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  yieldsTo: ['pointless-del'],
  *check(facts, file): Iterable<Report> {
    for (const kind of [Delete, Assign]) {
      for (const statement of facts.nodes(kind)) {
        const name = letGo(facts, statement);
        if (name === NONE || !meansToFree(facts, file, statement)) continue;
        const others = otherHolders(facts, file, statement, name);
        if (others.length > 0) yield reportOf(facts, file, statement, name, others);
      }
    }
  },
};

/** The one name of `del x` or `x = None`, or `NONE`. */
function letGo(facts: PythonFacts, statement: Node): Node {
  const { tree } = facts;
  if (tree.kind[statement] === Assign) {
    const given = childIn(tree, statement, value);
    if (tree.kind[given] !== Constant || tree.flag[given] !== Literal.None) return NONE;
  }
  const names = childrenIn(tree, statement, targets);
  return names.length === 1 && tree.kind[names[0]] === Name ? names[0] : NONE;
}

const freeing = /\b(free|frees|freed|freeing|release|releases|releasing|reclaim|memory|ram|garbage|deallocate)\b|메모리|해제/i;

/** A comment beside it or on the line above says so, or a collection follows. */
function meansToFree(facts: PythonFacts, file: FileContext, statement: Node): boolean {
  const { tree } = facts;
  if (isCollection(facts, nextOf(facts, statement))) return true;
  const line = lineAt(file.lines, tree.start[statement]);
  const { comments } = tree;
  const from = file.lines.starts[Math.max(0, line - 1)];
  for (let at = firstCommentFrom(tree, from); at < comments.length; at += 2) {
    const of = lineAt(file.lines, comments[at]);
    if (of > line) break;
    const alone = of === line - 1 && file.lines.text.slice(file.lines.starts[of], comments[at]).trim() === '';
    if ((of === line || alone) && freeing.test(tree.text.slice(comments[at], comments[at + 1]))) return true;
  }
  return false;
}

function nextOf(facts: PythonFacts, statement: Node): Node {
  const block = blockOf(facts.tree, statement);
  return block[block.indexOf(statement) + 1] ?? NONE;
}

function isCollection(facts: PythonFacts, statement: Node): boolean {
  const { tree } = facts;
  const call = statement !== NONE && tree.kind[statement] === Expr ? childIn(tree, statement, value) : NONE;
  return call !== NONE && tree.kind[call] === Call && facts.qualifiedName(calleeOf(tree, call)) === 'gc.collect';
}

/** Who else holds the object right before it is let go of, where that is known for certain and no statement right behind lets go of more. */
function otherHolders(facts: PythonFacts, file: FileContext, statement: Node, name: Node): readonly Holder[] {
  const { tree } = facts;
  const next = nextOf(facts, statement);
  if (next !== NONE && (tree.kind[next] === Delete || (tree.kind[next] === Assign && letGo(facts, next) !== NONE))) return [];
  const block = blockOf(tree, statement);
  const before = block[block.indexOf(statement) - 1] ?? NONE;
  const kind = before === NONE ? -1 : tree.kind[before];
  if (![Assign, AnnAssign, AugAssign, Expr, Delete].includes(kind)) return [];
  const line = lineAt(file.lines, tree.start[before]) + 1;
  const wanted = nameOf(tree.aux[name]);
  const found = facts.refsAround(name).filter((each) => each.line === line && each.name === wanted);
  if (found.length !== 1) return [];
  const [{ refs, holders, freed }] = found;
  if (refs.kind !== 'exact' || refs.unless !== undefined || refs.count < 2 || freed.by === 'collector') return [];
  const others = holders.filter(({ what }) => !what.endsWith(` \`${wanted}\``));
  // a ring of containers would be freed by the collection that follows; what has a name is not
  return isCollection(facts, next) && freed.by === 'unknown' ? others.filter(({ what }) => /^(local|global) /.test(what)) : others;
}

function reportOf(facts: PythonFacts, file: FileContext, statement: Node, name: Node, others: readonly Holder[]): Report {
  const { tree } = facts;
  const [first] = others;
  const held = others.length > 1 ? `${first.what} and ${others.length - 1} more` : first.what;
  const because = others
    .filter(({ line }) => line > 0)
    .slice(0, 3)
    .map(({ what, line }) => {
      const start = file.lines.starts[line - 1];
      const text = file.lines.text.slice(start).split(/\r?\n/, 1)[0];
      return {
        span: { start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length },
        says: `held by ${what}`,
      };
    });
  return {
    at: spanOf(tree, statement),
    says: `letting go of \`${nameOf(tree.aux[name])}\` frees nothing: ${held} still ${others.length > 1 ? 'hold' : 'holds'} the object; let go of that too, or leave this out`,
    because,
  };
}

export default rule;
