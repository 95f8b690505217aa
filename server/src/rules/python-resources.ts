/** What the rules about resources share: how a fact is told, and `with` around the use of a handle. */
import { lineAt, lineEnd, type Lines } from '../base/lines.ts';
import type { Edit } from '../base/edit.ts';
import type { PythonFacts, ResourceFact } from '../engine/facts.ts';
import { nameOf } from '../syntax/names.ts';
import { Context, Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { freshName, mentionsOf } from './python-classes.ts';
import { blockOf, hasComment, importEdit, indentOf, newlineOf, spanOf, standsAlone, statementOf } from './python-shapes.ts';
import type { Report } from './rule.ts';

export const storyOf = (fact: ResourceFact): NonNullable<Report['because']> => fact.story.map(({ span, what }) => ({ span, says: what }));

export const adviceOf = (fact: ResourceFact): string =>
  fact.exit === 'never'
    ? fact.closedBy === null
      ? 'release it in `finally`'
      : `call \`${fact.closedBy}\` in \`finally\`${fact.closedBy === 'close' ? ', or use `closing`' : ''}`
    : 'use `with`';

/**
 * `with` around everything that uses the handle; `undefined` where the shape of the code does not allow it: the handle must be a local (or live for
 * one statement), used in one block only, and nothing that is indented may span lines in a way that indentation changes. What `with` itself does not
 * close goes into `contextlib.closing`.
 */
export function withFix(facts: PythonFacts, lines: Lines, fact: ResourceFact): Report['fix'] {
  const { tree } = facts;
  // `with` binds the path of a directory, and not what was made
  if ((fact.removes && fact.closedBy !== 'close') || fact.isPart) return undefined;
  const statement = statementOf(tree, fact.at);
  if (fact.exit === 'never' && (fact.closedBy !== 'close' || tree.kind[tree.parent[fact.at]] === Py.Await)) return undefined;
  const manager = fact.exit === 'never' ? `contextlib.closing(${textOf(tree, fact.at)})` : textOf(tree, fact.at);
  const edits =
    tree.kind[statement] === Py.Assign && childIn(tree, statement, PyField.value) === fact.at
      ? aroundUses(facts, lines, fact, statement, manager)
      : aroundStatement(facts, lines, fact, statement, manager);
  if (edits === null) return stackFix(facts, lines, fact, statement, manager);
  if (fact.exit !== 'never') return { title: 'Use `with`', safe: fact.exit === 'closes' && !fact.soft && !fact.removes, edits };
  return {
    title: 'Use `with` and `contextlib.closing`',
    safe: !fact.soft && !fact.removes,
    edits: [...edits, ...importEdit(facts, lines, 'contextlib')],
  };
}

/**
 * A handle that is opened in a branch and used behind it: `contextlib.ExitStack` around both, and the handle goes into the stack.
 * What is released there already stays: to close twice does no harm.
 */
function stackFix(facts: PythonFacts, lines: Lines, fact: ResourceFact, statement: Node, manager: string): Report['fix'] {
  const { tree } = facts;
  const scope = facts.scopeOf(statement);
  if (tree.kind[statement] !== Py.Assign || childIn(tree, statement, PyField.value) !== fact.at || fact.exit === 'waits') return undefined;
  const [target, another] = childrenIn(tree, statement, PyField.targets);
  if (another !== undefined || tree.kind[target] !== Py.Name || facts.placeOf(target) !== 'local') return undefined;
  const mentions = mentionsOf(tree, scope, tree.aux[target]);
  if (mentions.some((node) => facts.scopeOf(node) !== scope || tree.flag[node] === Context.Del)) return undefined;
  let outer = statement;
  let block = blockOf(tree, outer);
  while (!mentions.every((node) => block.some((each) => contains(tree, each, node)))) {
    outer = statementOf(tree, tree.parent[outer]);
    // a stack around a loop would keep what each turn opens
    if (
      outer === scope ||
      outer === NONE ||
      [Py.For, Py.AsyncFor, Py.While, Py.With, Py.AsyncWith].some((kind) => tree.kind[outer] === kind)
    )
      return undefined;
    block = blockOf(tree, outer);
  }
  const from = block.findIndex((each) => contains(tree, each, statement));
  const last = block.findLastIndex((each) => mentions.some((node) => contains(tree, each, node)));
  if (block[from] === statement || from < 0) return undefined;
  // a use before the branch would be of something else
  if (mentions.some((node) => block.slice(0, from).some((each) => contains(tree, each, node) && tree.flag[node] === Context.Load)))
    return undefined;
  const inside = block.slice(from, last + 1);
  const start = lineAt(lines, tree.start[inside[0]]);
  const indented = standsAlone(tree, lines, inside[0]) ? indentationFrom(tree, lines, start, inside) : null;
  const indent = indentOf(tree, lines, inside[0]);
  if (indented === null || indent === null) return undefined;
  const stack = freshName(facts, 'stack');
  const call = spanOf(tree, fact.at);
  return {
    title: 'Use `contextlib.ExitStack`',
    safe: !fact.soft && !fact.removes,
    edits: [
      {
        span: { start: lines.starts[start], end: lines.starts[start] },
        text: `${indent}with contextlib.ExitStack() as ${stack}:${newlineOf(lines)}`,
      },
      ...indented,
      { span: call, text: `${stack}.enter_context(${manager})` },
      ...importEdit(facts, lines, 'contextlib'),
    ],
  };
}

/** `f = open(p)` and the statements behind it that use `f`. */
function aroundUses(facts: PythonFacts, lines: Lines, fact: ResourceFact, statement: Node, manager: string): Edit[] | null {
  const { tree } = facts;
  const targets = childrenIn(tree, statement, PyField.targets);
  const [target] = targets;
  if (targets.length !== 1 || tree.kind[target] !== Py.Name) return null;
  const scope = facts.scopeOf(statement);
  if (facts.placeOf(target) !== 'local' && scope !== root(tree)) return null;
  const block = blockOf(tree, statement);
  const from = block.indexOf(statement);
  const mentions = mentionsOf(tree, scope, tree.aux[target]);
  if (mentions.some((node) => node !== target && (tree.flag[node] !== Context.Load || facts.scopeOf(node) !== scope))) return null;
  let last = from;
  for (const node of mentions) {
    if (node === target) continue;
    const at = block.findIndex((each) => contains(tree, each, node));
    if (at <= from) return null;
    last = Math.max(last, at);
  }
  const inside = block.slice(from + 1, last + 1);
  if (inside.length === 0) return null;
  const close = inside[inside.length - 1];
  const closes = textOf(tree, close) === `${nameOf(tree.aux[target])}.${fact.closedBy ?? ''}()`;
  const kept = closes ? inside.slice(0, -1) : inside;
  if (kept.length === 0 || !standsAlone(tree, lines, statement) || hasComment(tree, tree.start[statement], tree.end[statement]))
    return null;
  const indented = indentation(tree, lines, statement, kept);
  if (indented === null) return null;
  const head: Edit[] = [
    {
      span: spanOf(tree, statement),
      text: `with ${manager} as ${textOf(tree, target)}:`,
    },
  ];
  if (!closes) return [...head, ...indented];
  const end = tree.end[kept[kept.length - 1]];
  const line = lineAt(lines, tree.start[close]);
  if (!standsAlone(tree, lines, close) || hasComment(tree, end, lineEnd(lines, line)) || end > lines.starts[line]) return null;
  return [...head, ...indented, { span: { start: end, end: tree.end[close] }, text: '' }];
}

/** `data = open(p).read()`: the statement itself goes inside. */
function aroundStatement(facts: PythonFacts, lines: Lines, fact: ResourceFact, statement: Node, manager: string): Edit[] | null {
  const { tree } = facts;
  const kind = tree.kind[statement];
  if (kind !== Py.Assign && kind !== Py.Expr && kind !== Py.Return && kind !== Py.AugAssign) return null;
  if (tree.kind[tree.parent[fact.at]] !== Py.Attribute && tree.kind[tree.parent[fact.at]] !== Py.Call) return null;
  const indent = indentOf(tree, lines, statement);
  const start = lineAt(lines, tree.start[statement]);
  if (indent === null || !standsAlone(tree, lines, statement) || start !== lineAt(lines, tree.end[statement])) return null;
  for (let at = tree.parent[fact.at]; at !== statement; at = tree.parent[at]) {
    const over = tree.kind[at];
    // what is not evaluated once, always and first stays where it is
    if (over !== Py.Call && over !== Py.Attribute && over !== Py.Subscript) return null;
  }
  for (let node = tree.first[statement]; node < tree.first[fact.at]; node += 1) {
    if (tree.kind[node] !== Py.Name && tree.kind[node] !== Py.Attribute) return null;
    if (tree.flag[node] === Context.Store && tree.kind[node] !== Py.Name) return null;
  }
  const name = freshName(facts, 'handle');
  const call = spanOf(tree, fact.at);
  const unit = unitOf(lines);
  return [
    {
      span: { start: tree.start[statement], end: tree.start[statement] },
      text: `with ${manager} as ${name}:${newlineOf(lines)}${indent}${unit}`,
    },
    { span: call, text: name },
  ];
}

/** The edits that indent whole statements by one step, or `null` where that would change more than the layout. */
function indentation(tree: Tree, lines: Lines, before: Node, statements: readonly Node[]): Edit[] | null {
  // with the comments in front of them
  return indentationFrom(tree, lines, lineAt(lines, tree.end[before]) + 1, statements);
}

function indentationFrom(tree: Tree, lines: Lines, first: number, statements: readonly Node[]): Edit[] | null {
  const last = lineAt(lines, tree.end[statements[statements.length - 1]]);
  if (lineAt(lines, tree.start[statements[0]]) < first) return null;
  for (let node = tree.first[statements[0]]; node <= statements[statements.length - 1]; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.Yield || kind === Py.YieldFrom || kind === Py.Await || kind === Py.FunctionDef || kind === Py.Lambda) return null;
    const isText =
      kind === Py.JoinedStr || (kind === Py.Constant && (tree.flag[node] === Literal.str || tree.flag[node] === Literal.bytes));
    if (isText && lineAt(lines, tree.start[node]) !== lineAt(lines, tree.end[node])) return null;
  }
  const edits: Edit[] = [];
  for (let line = first; line <= last; line += 1) {
    const text = lines.text.slice(lines.starts[line], lineEnd(lines, line));
    if (/\\\s*$/.test(text)) return null;
    if (text.trim() === '') continue;
    edits.push({ span: { start: lines.starts[line], end: lines.starts[line] }, text: unitOf(lines) });
  }
  if (!standsAlone(tree, lines, statements[statements.length - 1])) return null;
  return edits;
}

/** One step of indentation, as the file does it. */
function unitOf(lines: Lines): string {
  const found = /^([ \t]+)\S/m.exec(lines.text);
  if (found === null) return '    ';
  return found[1].startsWith('\t') ? '\t' : found[1].length === 2 ? '  ' : '    ';
}

/** Whether a function is a test or a fixture, where a generator is always finished by its caller. */
export function isFinishedByCaller(facts: PythonFacts, scope: Node): boolean {
  const { tree } = facts;
  if (scope === NONE) return false;
  return childrenIn(tree, scope, PyField.decorator_list).some((decorator) => /contextmanager|fixture|yield/i.test(textOf(tree, decorator)));
}
