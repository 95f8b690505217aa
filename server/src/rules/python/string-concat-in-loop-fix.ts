/** The fix of RC501: a list of parts that is joined after the loop. Offered only where it changes nothing but the cost. */
import type { PythonFacts } from '../../engine/facts.ts';
import { lineAt, lineEnd } from '../../base/lines.ts';
import { intern, nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { definesFunction, hasKind, isGuarded, showsLocals } from '../python-code.ts';
import { blockOf, growsItself, spanOf, statementOf } from '../python-shapes.ts';
import type { FileContext, Report } from '../rule.ts';

const { AugAssign, Assign, BinOp, Name, For, While, FunctionDef, AsyncFunctionDef, Try, TryStar } = Py;
const { targets, value, left, right } = PyField;

interface Growth {
  readonly target: Node;
  readonly loop: Node;
  readonly type: 'str' | 'bytes';
}

/**
 * `undefined` unless: the target is a plain local of a function, set to exactly a `str` right before the loop; every part is exactly
 * a `str`; nothing else in the loop mentions it; no handler could see it half built; nobody asks for the function's locals.
 */
export function joinFix(facts: PythonFacts, file: FileContext, { target, loop, type }: Growth): Report['fix'] {
  const { tree } = facts;
  const kind = tree.kind[loop];
  if (type !== 'str' || tree.kind[target] !== Name || (kind !== For && kind !== While) || facts.placeOf(target) !== 'local')
    return undefined;
  const scope = facts.scopeOf(target);
  if (
    !(tree.kind[scope] === FunctionDef || tree.kind[scope] === AsyncFunctionDef) ||
    isWatched(tree, scope, loop) ||
    showsLocals(facts, scope)
  )
    return undefined;
  const start = startOf(facts, loop, target);
  const parts = partsOf(facts, loop, target);
  if (start === NONE || parts === null) return undefined;

  const name = nameOf(tree.aux[target]);
  const list = freshName(tree, scope, `${name}_parts`);
  const line = lineAt(file.lines, tree.start[loop]);
  const indent = file.lines.text.slice(file.lines.starts[line], tree.start[loop]);
  const end = lineEnd(file.lines, lineAt(file.lines, tree.end[loop]));
  if (!/^[ \t]*$/.test(indent)) return undefined;
  const given = childIn(tree, start, value);
  const initial = /^(["'])\1$/.test(textOf(tree, given)) ? '' : textOf(tree, given);
  return {
    title: `Gather the parts in \`${list}\` and join them`,
    safe: true,
    edits: [
      { span: spanOf(tree, start), text: `${list} = [${initial}]` },
      ...parts.map(({ statement, part }) => ({ span: spanOf(tree, statement), text: `${list}.append(${textOf(tree, part)})` })),
      { span: { start: end, end }, text: `${newline(file)}${indent}${name} = "".join(${list})` },
    ],
  };
}

const newline = (file: FileContext): string => (file.document.text.includes('\r\n') ? '\r\n' : '\n');

/** The statement right before the loop that sets the target to exactly a `str`. */
function startOf(facts: PythonFacts, loop: Node, target: Node): Node {
  const { tree } = facts;
  const block = blockOf(tree, loop);
  const before = block[block.indexOf(loop) - 1];
  if (before === undefined || tree.kind[before] !== Assign) return NONE;
  const to = childrenIn(tree, before, targets);
  const same = to.length === 1 && tree.kind[to[0]] === Name && tree.aux[to[0]] === tree.aux[target];
  return same && facts.exactType(childIn(tree, before, value)) === 'str' ? before : NONE;
}

/** Each growing statement of the loop with the part it adds; `null` if the loop mentions the target in any other way. */
function partsOf(facts: PythonFacts, loop: Node, target: Node): { statement: Node; part: Node }[] | null {
  const { tree } = facts;
  const parts: { statement: Node; part: Node }[] = [];
  for (let node = tree.first[loop]; node <= loop; node += 1) {
    if (tree.kind[node] !== Name || tree.aux[node] !== tree.aux[target]) continue;
    const statement = statementOf(tree, node);
    if (growsItself(tree, statement) === NONE) return null;
    if (parts.at(-1)?.statement === statement) continue;
    const part = addedPart(tree, statement);
    if (part === NONE || facts.exactType(part) !== 'str' || mentions(tree, part, target) || isMultiline(tree, statement)) return null;
    parts.push({ statement, part });
  }
  return parts;
}

function addedPart(tree: Tree, statement: Node): Node {
  const added = childIn(tree, statement, value);
  if (tree.kind[statement] === AugAssign) return added;
  // `s = s + part` only: further operands would have to be parenthesised
  return tree.kind[added] === BinOp && tree.kind[childIn(tree, added, left)] === Name ? childIn(tree, added, right) : NONE;
}

function mentions(tree: Tree, part: Node, target: Node): boolean {
  for (let node = tree.first[part]; node <= part; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === tree.aux[target]) return true;
  }
  return false;
}

const isMultiline = (tree: Tree, statement: Node): boolean => /[\n\r;]/.test(textOf(tree, statement));

/** Whether a handler could see the text half built, or a function of the loop read it later. */
const isWatched = (tree: Tree, scope: Node, loop: Node): boolean =>
  isGuarded(tree, scope, loop) || hasKind(tree, loop, [Try, TryStar]) || definesFunction(tree, loop);

function freshName(tree: Tree, scope: Node, wanted: string): string {
  const taken = new Set<number>();
  for (let node = tree.first[scope]; node <= scope; node += 1) taken.add(tree.aux[node]);
  let name = wanted;
  for (let suffix = 2; taken.has(intern(name)); suffix += 1) name = `${wanted}_${suffix}`;
  return name;
}
