/** RC305: clean-up behind the `yield` of a `@contextmanager` that does not run when the body of the `with` raises. */
import { calleeOf, decoratorsOf, isStatement } from '../../syntax/python/access.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { lineAt } from '../../base/lines.ts';
import { blockOf, indentOf, indented, newlineOf, spanOf, statementOf } from '../python-shapes.ts';
import { cleaningFunctions, cleaningMethods } from '../python-tables.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './cleanup-skipped.md' with { type: 'text' };

const { Assign, AsyncFunctionDef, Attribute, Await, Call, Expr, FunctionDef, If, Name, Try, TryStar, Yield } = Py;
const { body, targets, value } = PyField;

const MAKERS = new Set(['contextlib.contextmanager', 'contextlib.asynccontextmanager']);

const rule: PythonRule = {
  code: 'RC305',
  name: 'cleanup-skipped',
  summary: 'detects clean-up behind the `yield` of a context manager that is skipped when the body raises',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const kind of [FunctionDef, AsyncFunctionDef]) {
      for (const definition of facts.nodes(kind)) {
        if (!decoratorsOf(tree, definition).some((one) => MAKERS.has(facts.qualifiedName(one) ?? ''))) continue;
        const pause = onlyYield(facts, definition);
        if (pause === NONE || isGuarded(tree, definition, pause)) continue;
        const cleaning = statementsBehind(tree, definition, pause).find((one) => cleansUp(facts, definition, pause, one));
        if (cleaning === undefined) continue;
        yield {
          at: spanOf(tree, cleaning),
          says: `when the body of the \`with\` raises, the exception comes out of the \`yield\` and this never runs; put the \`yield\` into \`try\` and the clean-up into \`finally\``,
          because: [{ span: spanOf(tree, pause), says: 'the exception is raised here' }],
          fix: fixOf(tree, file, pause),
        };
      }
    }
  },
};

/** The one `yield` of a generator function; `NONE` where there are several: each of a pair of branches needs a judgement of its own. */
function onlyYield(facts: PythonFacts, definition: Node): Node {
  const { tree } = facts;
  let found = NONE;
  for (let node = tree.first[definition]; node < definition; node += 1) {
    if (tree.kind[node] !== Yield || facts.scopeOf(node) !== definition) continue;
    if (found !== NONE) return NONE;
    found = node;
  }
  return found;
}

/** Whether a `try` around the `yield` deals with what comes out of it. */
function isGuarded(tree: Tree, definition: Node, pause: Node): boolean {
  for (let at = pause, up = tree.parent[at]; at !== definition; at = up, up = tree.parent[at]) {
    if ((tree.kind[up] === Try || tree.kind[up] === TryStar) && tree.field[at] === body) return true;
  }
  return false;
}

/** What runs after the `yield` on the straight way out: the rest of its block, and of the blocks around it. */
function* behind(tree: Tree, definition: Node, pause: Node): Iterable<Node> {
  for (let at = statementOf(tree, pause); at !== definition && at !== NONE; at = tree.parent[at]) {
    if (!isStatement(tree.kind[at])) continue;
    const block = blockOf(tree, at);
    yield* block.slice(block.indexOf(at) + 1);
  }
}

const statementsBehind = (tree: Tree, definition: Node, pause: Node): Node[] => [...behind(tree, definition, pause)];

/** Whether a statement gives something back: calls what releases, or puts a value back that was saved before the `yield`. */
function cleansUp(facts: PythonFacts, definition: Node, pause: Node, statement: Node): boolean {
  const { tree } = facts;
  switch (tree.kind[statement]) {
    case Expr: {
      const inner = childIn(tree, statement, value);
      const call = tree.kind[inner] === Await ? inner - 1 : inner;
      return tree.kind[call] === Call && releases(facts, calleeOf(tree, call));
    }
    case Assign: {
      const [to] = childrenIn(tree, statement, targets);
      const given = childIn(tree, statement, value);
      return (
        tree.kind[given] === Name && (tree.kind[to] === Attribute || isGlobal(facts, to)) && savedFrom(facts, definition, pause, given, to)
      );
    }
    case If:
      // `if f is not None: f.close()`
      return childrenIn(tree, statement, body).every((one) => cleansUp(facts, definition, pause, one));
    default:
      return false;
  }
}

const isGlobal = (facts: PythonFacts, node: Node): boolean => facts.tree.kind[node] === Name && facts.placeOf(node) === 'global';

function releases(facts: PythonFacts, callee: Node): boolean {
  const { tree } = facts;
  const dotted = facts.qualifiedName(callee);
  if (dotted !== null) return cleaningFunctions.has(dotted);
  return tree.kind[callee] === Attribute && cleaningMethods.has(nameOf(tree.aux[callee]));
}

/** `old = sys.stdout` stands before the `yield`, `sys.stdout = old` behind it. */
function savedFrom(facts: PythonFacts, definition: Node, pause: Node, saved: Node, to: Node): boolean {
  const { tree } = facts;
  return facts.bindingsOf(saved).some((bound) => {
    const assign = tree.parent[bound];
    if (tree.kind[assign] !== Assign || tree.end[assign] > tree.start[pause] || facts.scopeOf(bound) !== definition) return false;
    return textOf(tree, childIn(tree, assign, value)) === textOf(tree, to);
  });
}

/** The `yield` under `try:`, the rest of its block under `finally:`. */
function fixOf(tree: Tree, file: FileContext, pause: Node): Report['fix'] {
  const { lines } = file;
  const statement = statementOf(tree, pause);
  const block = blockOf(tree, statement);
  const rest = block.slice(block.indexOf(statement) + 1);
  const indent = indentOf(tree, lines, statement);
  if (indent === null || rest.length === 0 || lineAt(lines, tree.start[rest[0]]) === lineAt(lines, tree.end[statement])) return undefined;
  const tried = indented(tree, lines, statement, statement);
  const last = indented(tree, lines, rest[0], rest[rest.length - 1]);
  if (tried === null || last === null) return undefined;
  const newline = newlineOf(lines);
  return {
    title: 'Clean up in `finally`',
    safe: false,
    edits: [
      { span: tried.span, text: `${indent}try:${newline}${tried.text}` },
      { span: last.span, text: `${indent}finally:${newline}${last.text}` },
    ],
  };
}

export default rule;
