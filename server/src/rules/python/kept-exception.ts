/** RC104: an exception that outlives its handler, and holds with its traceback the frame that holds it. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { isGuarded } from '../python-code.ts';
import { caughtAs, indented, indentOf, isFunction, newlineOf, spanOf, standsAlone, statementOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './kept-exception.md' with { type: 'text' };

const { Assign, Attribute, Call, Constant, ExceptHandler, Name, Raise } = Py;
const { targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC104',
  name: 'kept-exception',
  summary: 'detects exceptions that are kept with their traceback after the handler',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const handler of facts.nodes(ExceptHandler)) {
      const scope = facts.scopeOf(handler);
      if (caughtAs(tree, handler) === 0 || !isFunction(tree.kind[scope])) continue;
      for (const use of usesIn(facts, handler, scope)) {
        const report = judge(facts, file, handler, scope, use);
        if (report !== null) yield report;
      }
    }
  },
};

/** Where the handler reads its exception, in the same function. A handler that drops the traceback keeps nothing. */
function usesIn(facts: PythonFacts, handler: Node, scope: Node): readonly Node[] {
  const { tree } = facts;
  const found: Node[] = [];
  for (let node = tree.first[handler]; node < handler; node += 1) {
    if (tree.kind[node] !== Name || tree.aux[node] !== caughtAs(tree, handler) || facts.scopeOf(node) !== scope) continue;
    if (tree.flag[node] !== Context.Load) return [];
    if (dropsTraceback(facts, node)) return [];
    found.push(node);
  }
  return found;
}

/** `e.__traceback__ = None`, `e.with_traceback(None)`, `traceback.clear_frames(e.__traceback__)`. */
function dropsTraceback(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  const attribute = tree.parent[name];
  if (tree.kind[attribute] !== Attribute) return false;
  const word = nameOf(tree.aux[attribute]);
  if (word === 'with_traceback') return true;
  if (word !== '__traceback__') return false;
  const call = tree.parent[attribute];
  return (
    tree.flag[attribute] === Context.Store ||
    (tree.kind[call] === Call && facts.qualifiedName(calleeOf(tree, call)) === 'traceback.clear_frames')
  );
}

function judge(facts: PythonFacts, file: FileContext, handler: Node, scope: Node, use: Node): Report | null {
  const { tree } = facts;
  const statement = statementOf(tree, use);
  const holder = holderOf(facts, use);
  if (holder === NONE) return null;
  const keeper = tree.kind[holder] === Name ? holder : baseOf(facts, holder);
  if (keeper === NONE || facts.scopeOf(keeper) !== scope) return null;
  const place = facts.placeOf(keeper);
  if (place !== 'local' && place !== 'cell') return null;
  if (isLetGo(facts, scope, tree.end[use], keeper) || (keeper !== holder && isLetGoInFile(facts, holder))) return null;
  // a name that nobody reads behind the handler is another matter
  if (keeper === holder && tree.kind[tree.parent[use]] === Assign && readsBehind(facts, scope, handler, keeper).length === 0) return null;
  const kept = textOf(tree, holder);
  return {
    at: spanOf(tree, statement),
    says: `\`${kept}\` keeps the exception behind its handler, and its traceback holds this frame, in which \`${nameOf(tree.aux[keeper])}\` leads to it: a cycle that keeps all locals of the function until the collector comes; ${keeper === holder ? `set \`${kept} = None\` in \`finally\`, or ` : ''}drop the traceback`,
    because: [
      {
        span: { start: tree.start[handler], end: tree.end[use] },
        says: 'the exception is caught here, so its traceback begins with this frame',
      },
    ],
    fix: clearFix(facts, file, scope, handler, holder, use) ?? tracebackFix(facts, use),
  };
}

/** What keeps the exception: the target of an assignment of it alone, or the container that it is appended to. */
function holderOf(facts: PythonFacts, use: Node): Node {
  const { tree } = facts;
  const up = tree.parent[use];
  if (tree.kind[up] === Assign && tree.field[use] === value) {
    const all = childrenIn(tree, up, targets);
    if (all.length !== 1) return NONE;
    // the cause of another exception is what `raise … from` sets as well
    return tree.kind[all[0]] === Name || (tree.kind[all[0]] === Attribute && !nameOf(tree.aux[all[0]]).startsWith('__')) ? all[0] : NONE;
  }
  if (tree.kind[up] !== Call || tree.field[use] !== PyField.args || argumentsOf(tree, up).length !== 1) return NONE;
  const callee = calleeOf(tree, up);
  return tree.kind[callee] === Attribute && nameOf(tree.aux[callee]) === 'append' && tree.kind[callee - 1] === Name ? callee - 1 : NONE;
}

/** The name at the root of `name.attribute`; `NONE` for a longer way. */
const baseOf = ({ tree }: PythonFacts, attribute: Node): Node => (tree.kind[attribute - 1] === Name ? attribute - 1 : NONE);

/** Whether the function lets go of a name behind an offset: `del x`, `x = None`, `x.clear()`. */
function isLetGo(facts: PythonFacts, scope: Node, offset: number, name: Node): boolean {
  const { tree } = facts;
  for (let node = tree.first[scope]; node < scope; node += 1) {
    if (tree.kind[node] !== Name || tree.aux[node] !== tree.aux[name] || tree.start[node] < offset) continue;
    if (tree.flag[node] === Context.Del || isNone(facts, node)) return true;
    if (tree.kind[tree.parent[node]] === Attribute && nameOf(tree.aux[tree.parent[node]]) === 'clear') return true;
  }
  return false;
}

/** Whether the file sets or deletes an attribute of that name, other than where an object begins. */
function isLetGoInFile(facts: PythonFacts, attribute: Node): boolean {
  const { tree } = facts;
  return facts.whole.nodes(Attribute).some((node) => {
    if (tree.aux[node] !== tree.aux[attribute]) return false;
    if (tree.flag[node] === Context.Del) return true;
    return isNone(facts, node) && nameOf(tree.aux[facts.scopeOf(node)]) !== '__init__';
  });
}

/** The target of `… = None`, also among others. */
function isNone({ tree }: PythonFacts, target: Node): boolean {
  if (tree.flag[target] !== Context.Store) return false;
  const up = tree.parent[target];
  const given = tree.kind[up] === Assign ? childIn(tree, up, value) : pairedWith(tree, target);
  return given !== NONE && tree.kind[given] === Constant && tree.flag[given] === Literal.None;
}

function pairedWith(tree: PythonFacts['tree'], target: Node): Node {
  const tuple = tree.parent[target];
  const assign = tree.parent[tuple];
  if (assign === NONE || tree.kind[tuple] !== Py.Tuple || tree.kind[assign] !== Assign) return NONE;
  const given = childIn(tree, assign, value);
  return tree.kind[given] === Py.Tuple ? (children(tree, given)[children(tree, tuple).indexOf(target)] ?? NONE) : given;
}

function readsBehind(facts: PythonFacts, scope: Node, handler: Node, name: Node): Node[] {
  const { tree } = facts;
  const found: Node[] = [];
  for (let node = tree.first[scope]; node < scope; node += 1) {
    if (tree.kind[node] !== Name || tree.aux[node] !== tree.aux[name] || tree.flag[node] !== Context.Load) continue;
    if (!contains(tree, handler, node)) found.push(node);
  }
  return found;
}

/** `raise err` → `try: raise err` and `err = None` in `finally`: nothing can read the name behind the `raise`. */
function clearFix(facts: PythonFacts, { lines }: FileContext, scope: Node, handler: Node, holder: Node, use: Node): Report['fix'] {
  const { tree } = facts;
  if (tree.kind[holder] !== Name || tree.kind[tree.parent[use]] !== Assign || facts.placeOf(holder) !== 'local') return undefined;
  const last = readsBehind(facts, scope, handler, holder).at(-1);
  const raise = last === undefined ? NONE : tree.parent[last];
  if (last === undefined || tree.kind[raise] !== Raise || tree.start[raise] < tree.end[handler] || isGuarded(tree, scope, raise))
    return undefined;
  const indent = indentOf(tree, lines, raise);
  const text = indent !== null && standsAlone(tree, lines, raise) ? indented(tree, lines, raise, raise) : null;
  if (indent === null || text === null) return undefined;
  const newline = newlineOf(lines);
  return {
    title: `Set \`${textOf(tree, holder)} = None\` in \`finally\``,
    safe: true,
    edits: [
      {
        span: text.span,
        text: `${indent}try:${newline}${text.text}${newline}${indent}finally:${newline}${indent}    ${textOf(tree, holder)} = None`,
      },
    ],
  };
}

const tracebackFix = ({ tree }: PythonFacts, use: Node): Report['fix'] => ({
  title: 'Drop the traceback',
  safe: false,
  edits: [{ span: spanOf(tree, use), text: `${textOf(tree, use)}.with_traceback(None)` }],
});

export default rule;
