/** RC105: a local or attribute that keeps a frame, or a traceback, which leads to one, and with it all variables of that call. */
import type { PythonFacts } from '../../engine/facts.ts';
import { lineAt } from '../../base/lines.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, bodyOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { blockOf, indentOf, indented, isFunction, newlineOf, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './kept-frame.md' with { type: 'text' };

const { Assign, Attribute, Call, Constant, ExceptHandler, Name, Subscript, Tuple, UnaryOp, Yield, YieldFrom, Await } = Py;
const { elts, slice, targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC105',
  name: 'kept-frame',
  summary: 'detects locals and attributes that keep a frame or traceback, and with it all variables of a call',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  reach: 'file',
  words: ['exc_info', '_getframe', 'currentframe', 'inspect', '__traceback__'],
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const assign of facts.nodes(Assign)) {
      const [to, another] = childrenIn(tree, assign, targets);
      if (to === undefined || another !== undefined) continue;
      const method = facts.scopeOf(assign);
      if (!isFunction(tree.kind[method])) continue;
      const what = frameIn(facts, childIn(tree, assign, value));
      if (what === null) continue;
      if (tree.kind[to] === Attribute) {
        if (!isLetGo(facts, tree.aux[to], NONE)) yield attributeReport(facts, to, what);
        continue;
      }
      const locals = what.own ? localsOf(facts, to, what) : [];
      const [first] = locals;
      // a frame that the traceback does not lead to is the caller's: it goes when this one does
      if (first === undefined || locals.some((local) => facts.placeOf(local) !== 'local') || isUsedByOthers(facts, method, locals))
        continue;
      if (locals.every((local) => isLetGo(facts, tree.aux[local], method) || isBoundAgain(facts, local))) continue;
      yield localReport(facts, file, assign, first, what, locals);
    }
  },
};

/** What an expression gives: a frame or what leads to one; `own`: it leads to the frame of the function that asks. */
interface Kept {
  readonly what: string;
  readonly own: boolean;
  /** Where in a tuple the parts stand that lead to the frame; `null`: all of it. */
  readonly parts: readonly number[] | null;
}

function frameIn(facts: PythonFacts, expression: Node): Kept | null {
  const { tree } = facts;
  const kind = tree.kind[expression];
  if (kind === Attribute && nameOf(tree.aux[expression]) === '__traceback__') {
    const base = expression - 1;
    return tree.kind[base] === Name && isCaught(facts, base) ? { what: 'a traceback', own: true, parts: null } : null;
  }
  if (kind === Subscript) {
    const call = childIn(tree, expression, value);
    const index = textOf(tree, childIn(tree, expression, slice));
    if (tree.kind[call] !== Call || facts.qualifiedName(calleeOf(tree, call)) !== 'sys.exc_info' || !/^-?[12]$/.test(index)) return null;
    if (handlerAround(facts, call) === NONE) return null;
    return { what: index === '2' || index === '-1' ? 'a traceback' : 'an exception with its traceback', own: true, parts: null };
  }
  if (kind !== Call) return null;
  const given = argumentsOf(tree, expression);
  switch (facts.qualifiedName(calleeOf(tree, expression))) {
    case 'sys._getframe':
      return { what: 'a frame', own: given.length === 0 || isZero(facts, given[0]), parts: null };
    case 'inspect.currentframe':
      return { what: 'a frame', own: true, parts: null };
    case 'inspect.stack':
    case 'inspect.trace':
      return { what: 'frames', own: true, parts: null };
    case 'sys.exc_info':
      // a handler further up called this function: its frame is none of the traceback's
      return handlerAround(facts, expression) === NONE ? null : { what: 'an exception with its traceback', own: true, parts: [1, 2] };
    default:
      return null;
  }
}

const isZero = ({ tree }: PythonFacts, node: Node): boolean =>
  tree.kind[node] === Constant && tree.flag[node] === Literal.int && /^0+$/.test(textOf(tree, node));

/** The `except` of the same function that a node stands in, or `NONE`. */
function handlerAround({ tree }: PythonFacts, node: Node): Node {
  for (let at = tree.parent[node]; at !== NONE && !isFunction(tree.kind[at]); at = tree.parent[at])
    if (tree.kind[at] === ExceptHandler) return at;
  return NONE;
}

/** A name that an `except … as` around it binds. */
function isCaught(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  for (let at = tree.parent[name]; at !== NONE && !isFunction(tree.kind[at]); at = tree.parent[at]) {
    const caught = tree.kind[at] === ExceptHandler ? childIn(tree, at, PyField.name) : NONE;
    if (caught !== NONE && tree.aux[caught] === tree.aux[name]) return true;
  }
  return false;
}

/** The locals that hold what leads to the frame. */
function localsOf({ tree }: PythonFacts, target: Node, { parts }: Kept): Node[] {
  if (tree.kind[target] === Name) return [target];
  if (tree.kind[target] !== Tuple || parts === null) return [];
  const all = childrenIn(tree, target, elts);
  return parts.flatMap((part) => (all[part] !== undefined && tree.kind[all[part]] === Name ? [all[part]] : []));
}

/** `del x`, `x = None` or `del self.x`, `self.x = None`: in the function, or anywhere in the file if it is `NONE`. */
function isLetGo(facts: PythonFacts, name: number, within: Node): boolean {
  const { tree } = facts;
  for (const kind of within === NONE ? [Attribute] : [Name]) {
    for (const node of facts.nodes(kind)) {
      if (tree.aux[node] !== name || tree.flag[node] === Context.Load || (within !== NONE && !contains(tree, within, node))) continue;
      if (tree.flag[node] === Context.Del) return true;
      const given = assignedTo(facts, node);
      if (given !== NONE && tree.kind[given] === Constant) return true;
    }
  }
  return false;
}

/** What an assignment gives to a target, also one of several or of a tuple; `NONE` if it is none. */
function assignedTo({ tree }: PythonFacts, target: Node): Node {
  const up = tree.parent[target];
  if (tree.kind[up] === Assign && tree.field[target] === targets) return childIn(tree, up, value);
  if (tree.kind[up] !== Tuple || tree.kind[tree.parent[up]] !== Assign) return NONE;
  const given = childIn(tree, tree.parent[up], value);
  if (tree.kind[given] !== Tuple) return given;
  return childrenIn(tree, given, elts)[childrenIn(tree, up, elts).indexOf(target)] ?? NONE;
}

const isBoundAgain = (facts: PythonFacts, local: Node): boolean => facts.bindingsOf(local).some((each) => each !== local);

/** Handed on, returned or yielded: whoever gets it decides how long it lives; a generator may end at any time. */
function isUsedByOthers(facts: PythonFacts, method: Node, locals: readonly Node[]): boolean {
  const { tree } = facts;
  for (let node = tree.first[method]; node < method; node += 1) {
    const kind = tree.kind[node];
    if (kind === Yield || kind === YieldFrom || kind === Await) return true;
    if (kind !== Name || tree.flag[node] !== Context.Load || !locals.some((local) => tree.aux[local] === tree.aux[node])) continue;
    const up = tree.parent[node];
    if (tree.kind[up] === Py.Return || tree.kind[up] === Tuple || tree.kind[up] === UnaryOp) return true;
    if (tree.kind[up] === Assign && tree.field[node] === value) return true;
  }
  return false;
}

function attributeReport(facts: PythonFacts, to: Node, { what }: Kept): Report {
  const { tree } = facts;
  return {
    at: spanOf(tree, to),
    says: `\`${textOf(tree, to)}\` keeps ${what}, and with it every variable of the calls that led here, for as long as its object lives; keep what is needed of it, such as a text`,
  };
}

function localReport(facts: PythonFacts, file: FileContext, assign: Node, first: Node, { what }: Kept, locals: readonly Node[]): Report {
  const { tree } = facts;
  const name = nameOf(tree.aux[first]);
  return {
    at: spanOf(tree, assign),
    says: `\`${name}\` keeps ${what} that leads to this very call, whose variables \`${name}\` is one of: a cycle, so they all wait for the collector; set it to \`None\` in \`finally\``,
    fix: fixOf(facts, file, assign, locals),
  };
}

/** The rest of the function's body goes into `try`, and the names are let go of in `finally`. */
function fixOf(facts: PythonFacts, { lines }: FileContext, assign: Node, locals: readonly Node[]): Report['fix'] {
  const { tree } = facts;
  const method = facts.scopeOf(assign);
  const block = blockOf(tree, assign);
  const statements = bodyOf(tree, method);
  const at = statements.indexOf(assign);
  const indent = indentOf(tree, lines, assign);
  if (at === -1 || block === null || indent === null || at === statements.length - 1) return undefined;
  const rest = indented(tree, lines, statements[at + 1], statements[statements.length - 1]);
  if (rest === null || lineAt(lines, tree.end[assign]) === lineAt(lines, rest.span.start)) return undefined;
  const newline = newlineOf(lines);
  const names = locals.map((local) => `${nameOf(tree.aux[local])} = `).join('');
  return {
    title: `Set ${locals.map((local) => `\`${nameOf(tree.aux[local])}\``).join(' and ')} to \`None\` in \`finally\``,
    safe: true,
    edits: [{ span: rest.span, text: `${indent}try:${newline}${rest.text}${newline}${indent}finally:${newline}${indent}    ${names}None` }],
  };
}

export default rule;
