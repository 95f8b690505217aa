/** RC403: `del x` where the name dies or is rebound at once anyway. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import { diesQuietly, functionOfLocal, hasKind } from '../python-code.ts';
import { blockOf, caughtAs, hasComment, removal, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './pointless-del.md' with { type: 'text' };

const {
  Delete,
  ExceptHandler,
  Name,
  Assign,
  Constant,
  Return,
  Pass,
  If,
  For,
  Expr,
  Call,
  Continue,
  FunctionDef,
  List,
  Tuple,
  Set: SetDisplay,
} = Py;
const { targets, target, value, func, iter, body, orelse } = PyField;

const rule: PythonRule = {
  code: 'RC403',
  name: 'pointless-del',
  summary: 'detects `del x` right before the name dies or is rebound anyway',
  page,
  language: 'python',
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const statement of facts.nodes(Delete)) {
      const names = childrenIn(tree, statement, targets);
      if (names.length !== 1 || tree.kind[names[0]] !== Name) continue;
      const end = endOf(facts, statement, names[0]);
      if (end !== null) yield reportOf(facts, file, statement, names[0], end);
    }
  },
};

/** What ends the name anyway; `direct`: no statement lies in between. */
interface End {
  readonly says: string;
  readonly direct: boolean;
}

function reportOf(facts: PythonFacts, file: FileContext, statement: Node, name: Node, end: End): Report {
  const { tree } = facts;
  const edit = hasComment(tree, tree.end[statement], endOfLine(tree, statement)) ? null : removal(tree, file.lines, statement);
  return {
    at: spanOf(tree, statement),
    says: `\`del ${nameOf(tree.aux[name])}\` frees nothing earlier: ${end.says}; leave it out`,
    fix:
      edit === null
        ? undefined
        : { title: `Remove \`del ${nameOf(tree.aux[name])}\``, safe: end.direct && isSafe(facts, statement, name), edits: [edit] },
  };
}

function endOfLine(tree: Tree, node: Node): number {
  const end = tree.text.indexOf('\n', tree.end[node]);
  return end === -1 ? tree.text.length : end;
}

/**
 * What the next event of the name is, on the one way on from `del`; `null` unless that is its end.
 * Only what runs no code may lie in between: the value of a new binding, or of a `return`, would run while the object is still alive.
 */
function endOf(facts: PythonFacts, statement: Node, name: Node): End | null {
  const { tree } = facts;
  const module = tree.kind[facts.scopeOf(name)] === Py.Module;
  if (!module && functionOfLocal(facts, name) === NONE) return null;
  let direct = true;
  for (let at = statement; ;) {
    const parent = tree.parent[at];
    const block = blockOf(tree, at);
    for (const next of block.slice(block.indexOf(at) + 1)) {
      const step = stepOf(facts, statement, next, name);
      if (step === false) return null;
      if (step !== true) return module && step === returns ? null : { says: step, direct };
      direct = false;
    }
    const kind = tree.kind[parent];
    if (kind === If) at = parent;
    else if (kind === ExceptHandler && caughtAs(tree, parent) === tree.aux[name])
      return { says: 'the handler ends here, and its name with it', direct };
    else if (kind === For && tree.field[at] === body) return endOfTurn(facts, statement, parent, name, direct);
    else if (kind === FunctionDef && tree.field[at] === body) return { says: 'the function ends here, and its locals with it', direct };
    else return null;
  }
}

const returns = 'the function returns here, and its locals end with it';

/** What a statement behind the `del` does: how it ends the name, or whether it runs no code at all, so that nothing could tell the difference. */
function stepOf(facts: PythonFacts, deletion: Node, next: Node, name: Node): string | boolean {
  const { tree } = facts;
  const kind = tree.kind[next];
  if (kind === Pass || kind === Delete) return true;
  if (kind === Continue) return false;
  if (kind === Return) {
    const returned = childIn(tree, next, value);
    return returned === NONE || tree.kind[returned] === Name || tree.kind[returned] === Constant ? returns : false;
  }
  if (kind === Assign) {
    const given = childIn(tree, next, value);
    const to = childrenIn(tree, next, targets);
    if ((tree.kind[given] !== Name && tree.kind[given] !== Constant) || to.some((each) => tree.kind[each] !== Name)) return false;
    return to.some((each) => tree.aux[each] === tree.aux[name]) ? 'the name is given another value right after it' : true;
  }
  // a collection frees cycles; what a count frees, or somebody else holds, is none of its business
  if (kind === Expr && isCollect(facts, childIn(tree, next, value)) && turnHolds(facts, deletion, name) !== null) return true;
  return false;
}

const isCollect = (facts: PythonFacts, call: Node): boolean =>
  facts.tree.kind[call] === Call && facts.qualifiedName(childIn(facts.tree, call, func)) === 'gc.collect';

/**
 * A turn of `for name in …` ends: the next value takes the name, but the next value is made first. Only where the object costs next to
 * nothing, or is held by what the loop walks over, is that no difference.
 */
function endOfTurn(facts: PythonFacts, deletion: Node, loop: Node, name: Node, direct: boolean): End | null {
  if (childrenIn(facts.tree, loop, orelse).length > 0) return null;
  const held = turnHolds(facts, deletion, name);
  return held === null ? null : { says: held, direct };
}

/** Why deleting the variable of the loop around frees nothing that matters, or `null`. */
function turnHolds(facts: PythonFacts, deletion: Node, name: Node): string | null {
  const { tree } = facts;
  let loop = tree.parent[deletion];
  while (tree.kind[loop] === If) loop = tree.parent[loop];
  if (tree.kind[loop] !== For) return null;
  const variable = childIn(tree, loop, target);
  if (tree.kind[variable] !== Name || tree.aux[variable] !== tree.aux[name] || storesAgain(tree, loop, variable)) return null;
  const walked = childIn(tree, loop, iter);
  const kind = tree.kind[walked];
  const type = facts.exactType(walked);
  if (kind === Name && (type === 'list' || type === 'tuple' || type === 'dict' || type === 'set') && !changesIn(tree, loop, walked))
    return `\`${nameOf(tree.aux[walked])}\` still holds the object, and the next turn rebinds the name`;
  if (kind === List || kind === Tuple || kind === SetDisplay)
    return 'the display still holds the object, and the next turn rebinds the name';
  if (type === 'str' || type === 'bytes' || type === 'range') return 'the next turn rebinds the name';
  const source = madeBy(facts, walked);
  if (source === 'csv.reader' || source === 'csv.DictReader' || source === 'builtins.open' || source === 'builtins.range')
    return 'the next turn of the loop rebinds the name, which frees the one before';
  return null;
}

/** Whether the loop gives its variable another value in its body. */
function storesAgain(tree: Tree, loop: Node, variable: Node): boolean {
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (node !== variable && tree.kind[node] === Name && tree.aux[node] === tree.aux[variable] && tree.flag[node] === Context.Store)
      return true;
  }
  return false;
}

/** Whether the loop does anything to what it walks over but walk. */
function changesIn(tree: Tree, loop: Node, walked: Node): boolean {
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (node !== walked && tree.kind[node] === Name && tree.aux[node] === tree.aux[walked]) return true;
  }
  return false;
}

/** The call that made what is walked over: itself, or the one value its name ever gets. */
function madeBy(facts: PythonFacts, walked: Node): string | null {
  const { tree } = facts;
  let made = walked;
  if (tree.kind[walked] === Name) {
    const bound = facts.bindingsOf(walked);
    if (bound.length !== 1) return null;
    const statement = tree.parent[bound[0]];
    if (tree.kind[statement] === Assign) made = childIn(tree, statement, value);
    else if (tree.kind[statement] === Py.withitem) made = childIn(tree, statement, PyField.context_expr);
    else return null;
  }
  return tree.kind[made] === Call ? facts.qualifiedName(childIn(tree, made, func)) : null;
}

/**
 * Safe: a plain local whose object holds nothing that could run code, deleted once, and certainly bound (else `del` would raise) by a
 * statement before it in the same block or one around it.
 */
function isSafe(facts: PythonFacts, statement: Node, name: Node): boolean {
  const { tree } = facts;
  const scope = functionOfLocal(facts, name);
  if (scope === NONE || hasKind(tree, scope, [Py.Global, Py.Nonlocal])) return false;
  const bound = facts.bindingsOf(name);
  const givers = bound.filter((each) => tree.kind[tree.parent[each]] === Assign && tree.field[each] === targets);
  if (givers.length === 0 || givers.length !== bound.length) return false;
  if (!givers.every((each) => diesQuietly(facts.exactType(childIn(tree, tree.parent[each], value))))) return false;
  for (let node = tree.first[scope]; node <= scope; node += 1) {
    const other = tree.kind[node] === Name && tree.aux[node] === tree.aux[name] && node !== name;
    if (other && (tree.flag[node] === Context.Del || node > name)) return false;
  }
  return givers.some((each) => {
    const owner = tree.parent[tree.parent[each]];
    return (
      each < name &&
      contains(tree, owner, statement) &&
      (owner === scope || blockOf(tree, tree.parent[each]).some((one) => contains(tree, one, statement)))
    );
  });
}

export default rule;
