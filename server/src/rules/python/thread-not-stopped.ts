/** RC306: a thread, timer or process that is started and that nothing can wait for or stop, because its handle is dropped or never used again. */
import type { PythonFacts } from '../../engine/facts.ts';
import { intern, nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, decoratorsOf, keywordsOf, keywordValue } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, type Node, type Tree } from '../../syntax/tree.ts';
import { classAround, mentionsOf, methodAround, methodNamed, selfAttribute } from '../python-classes.ts';
import { loopAround, spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './thread-not-stopped.md' with { type: 'text' };

const { Assign, Attribute, Call, Constant, Expr, Name, While } = Py;

type Kind = 'thread' | 'timer' | 'process';
const KINDS: readonly (readonly [string, Kind])[] = [
  ['threading.Thread', 'thread'],
  ['threading.Timer', 'timer'],
  ['multiprocessing.Process', 'process'],
  ['multiprocessing.context.Process', 'process'],
];
const STOPS: Readonly<Record<Kind, string>> = { thread: 'join', timer: 'cancel', process: 'join' };
/** What is done with a handle by somebody who does not merely start it. */
const WATCHES = /^(join|cancel|is_alive|terminate|kill|close|stop|shutdown|exitcode|sentinel|finished|quit|wait)/;
const [start, daemon, setDaemon, target, function_] = ['start', 'daemon', 'setDaemon', 'target', 'function'].map(intern);

const rule: PythonRule = {
  code: 'RC306',
  name: 'thread-not-stopped',
  summary: 'detects threads, timers and processes that nothing waits for or stops',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  yieldsTo: ['resource-not-closed', 'not-closed-on-error'],
  words: ['threading', 'multiprocessing'],
  *check(facts): Iterable<Report> {
    for (const [made, kind] of KINDS) {
      for (const call of facts.callsOf(made)) {
        const says = judge(facts, call, kind);
        if (says !== null) yield { at: spanOf(facts.tree, call), says };
      }
    }
  },
};

function judge(facts: PythonFacts, call: Node, kind: Kind): string | null {
  const { tree } = facts;
  const handle = handleOf(facts, call);
  if (handle === null || facts.scopeOf(call) === root(tree)) return null;
  if (handle.uses.some((use) => isWatched(tree, use))) return null;
  if (
    handle.uses.length > 0 &&
    !handle.uses.some((use) => tree.kind[tree.parent[use]] === Attribute && tree.aux[tree.parent[use]] === start)
  )
    return null;
  const endless = endlessTarget(facts, call, kind);
  const advice = kind === 'timer' ? 'keep it, and `cancel` it when its owner is done' : 'keep it, and `join` it when its owner is done';
  if (endless !== null) {
    const runs = kind === 'timer' ? `starts the timer again whenever it runs` : 'never ends';
    const holds = endless.captures ? 'what it captures' : '`self`';
    return `\`${endless.name}\` ${runs}, and nothing stops it: the ${kind} goes on and keeps ${holds} alive with it; ${advice}`;
  }
  if (kind === 'thread' && handle.how === 'attribute') return null;
  if (isDaemon(tree, call, handle.uses) || neverGoesOn(tree, call)) return null;
  const what = handle.how === 'dropped' ? 'and its handle is dropped' : `and never asked to \`${STOPS[kind]}\``;
  const why =
    kind === 'timer'
      ? 'so it cannot be cancelled: it keeps what it will call alive, and the program waits for it'
      : kind === 'process'
        ? 'so nothing takes its exit status: it remains as a zombie'
        : 'so nothing knows when it is done, and the program waits for it at its end';
  return `the ${kind} is started ${what}, ${why}; ${kind === 'thread' ? '`join` it, or make it a `daemon`' : advice}`;
}

interface Handle {
  readonly how: 'dropped' | 'local' | 'attribute';
  /** Where it is named afterwards: a `Name` or `self.name`, wherever in the file. */
  readonly uses: readonly Node[];
}

/** What becomes of the answer of the call, where that is easy to see: `Thread(…).start()`, a local, an attribute of `self`. */
function handleOf(facts: PythonFacts, call: Node): Handle | null {
  const { tree } = facts;
  const up = tree.parent[call];
  if (tree.kind[up] === Attribute) {
    const started = tree.parent[up];
    const dropped = tree.aux[up] === start && tree.kind[started] === Call && tree.kind[tree.parent[started]] === Expr;
    return dropped ? { how: 'dropped', uses: [] } : null;
  }
  if (tree.kind[up] !== Assign) return null;
  const [to, another] = childrenIn(tree, up, PyField.targets);
  if (another !== undefined) return null;
  if (tree.kind[to] === Name) {
    if (facts.placeOf(to) !== 'local') return null;
    const uses = mentionsOf(tree, facts.scopeOf(to), tree.aux[to]).filter((node) => tree.flag[node] !== Context.Store);
    return uses.length === 0 ? null : { how: 'local', uses };
  }
  const attribute = selfAttribute(facts, to);
  if (attribute === 0) return null;
  const uses = facts.nodes(Attribute).filter((node) => tree.aux[node] === attribute && tree.flag[node] !== Context.Store);
  return uses.length === 0 ? null : { how: 'attribute', uses };
}

/** Whether a use does more than start it or ask whether it is there: it waits, stops, or hands it to somebody who may. */
function isWatched(tree: Tree, use: Node): boolean {
  const up = tree.parent[use];
  switch (tree.kind[up]) {
    case Attribute:
      return WATCHES.test(nameOf(tree.aux[up]));
    case Py.If:
    case Py.Compare:
    case Py.UnaryOp:
    case Py.BoolOp:
    case Py.Assert:
    case Py.FormattedValue:
      return false;
    default:
      return true;
  }
}

/** `daemon=True`, `t.daemon = True`: it is meant to end with the program. What is not written out is taken to be so. */
function isDaemon(tree: Tree, call: Node, uses: readonly Node[]): boolean {
  const given = keywordValue(tree, call, daemon);
  if (given !== NONE) return !(tree.kind[given] === Constant && tree.flag[given] === Literal.False);
  if (keywordsOf(tree, call).some((keyword) => tree.aux[keyword] === 0)) return true;
  return uses.some((use) => {
    const up = tree.parent[use];
    return tree.kind[up] === Attribute && (tree.aux[up] === setDaemon || (tree.aux[up] === daemon && tree.flag[up] === Context.Store));
  });
}

/** Whether the call stands in a loop without an end: one for each connection, and nobody who could wait for it. */
function neverGoesOn(tree: Tree, call: Node): boolean {
  for (let loop = loopAround(tree, call); loop !== NONE; loop = loopAround(tree, loop)) {
    if (tree.kind[loop] === While && isTrue(tree, childIn(tree, loop, PyField.test))) return true;
  }
  return false;
}

const isTrue = (tree: Tree, test: Node): boolean =>
  tree.kind[test] === Constant && (tree.flag[test] === Literal.True || tree.flag[test] === Literal.int);

interface Endless {
  readonly name: string;
  /** It is a function inside the one that starts the thread, and no method of `self`. */
  readonly captures: boolean;
}

/** The method of `self`, or the inner function, that a thread runs without an end that anybody could bring about, or `null`. */
function endlessTarget(facts: PythonFacts, call: Node, kind: Kind): Endless | null {
  const { tree } = facts;
  const given = kind === 'timer' ? (argumentsOf(tree, call)[1] ?? keywordValue(tree, call, function_)) : keywordValue(tree, call, target);
  if (given === undefined || given === NONE || kind === 'process') return null;
  if (tree.kind[given] === Name) return kind === 'thread' ? endlessInner(facts, call, given) : null;
  const name = selfAttribute(facts, given);
  const owner = name === 0 ? NONE : classAround(facts, methodAround(facts, given));
  const method = owner === NONE ? NONE : methodNamed(facts, owner, name);
  if (method === NONE) return null;
  const endless = kind === 'timer' ? startsAgain(facts, call, method) : loopsForever(facts, owner, method);
  return endless ? { name: nameOf(name), captures: false } : null;
}

/** A function that is called once lives as long as the program anyway. */
const onlyOnce = /^_*(main|run|cli|app|serve_forever|start_?up|setup|configure|install|init)(_|$)/i;

/** A function inside the one that starts the thread, which holds something of each call of it, and loops without a way out. */
function endlessInner(facts: PythonFacts, call: Node, given: Node): Endless | null {
  const { tree } = facts;
  const [inner, another] = facts.bindingsOf(given);
  const outer = facts.scopeOf(call);
  if (inner === undefined || another !== undefined || tree.kind[inner] !== Py.FunctionDef || facts.scopeOf(inner) !== outer) return null;
  if (tree.kind[outer] !== Py.FunctionDef || onlyOnce.test(nameOf(tree.aux[outer])) || decoratorsOf(tree, outer).length > 0) return null;
  let captures = false;
  let forever = false;
  for (let node = tree.first[inner]; node < inner; node += 1) {
    if (facts.scopeOf(node) !== inner) continue;
    if (tree.kind[node] === Name && facts.placeOf(node) === 'cell') captures = true;
    if (tree.kind[node] === While && isTrue(tree, childIn(tree, node, PyField.test)) && !leaves(tree, node)) forever = true;
  }
  return captures && forever ? { name: nameOf(tree.aux[inner]), captures } : null;
}

/** Whether the method that a timer calls stands around the call that makes the timer, or calls the method that does. */
function startsAgain(facts: PythonFacts, call: Node, method: Node): boolean {
  const { tree } = facts;
  if (contains(tree, method, call)) return true;
  const maker = methodAround(facts, call);
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] === Call && selfAttribute(facts, calleeOf(tree, node)) === tree.aux[maker]) return !returnsEarly(tree, method);
  }
  return false;
}

const returnsEarly = (tree: Tree, within: Node): boolean => {
  for (let node = tree.first[within]; node < within; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.Return || kind === Py.Break || kind === Py.Raise || kind === Py.If || kind === Py.Try) return true;
  }
  return false;
};

/** A `while` that neither breaks nor returns, and whose condition is true or asks for attributes that nothing else ever changes. */
function loopsForever(facts: PythonFacts, owner: Node, method: Node): boolean {
  const { tree } = facts;
  for (let loop = tree.first[method]; loop < method; loop += 1) {
    if (tree.kind[loop] !== While || facts.scopeOf(loop) !== method || leaves(tree, loop)) continue;
    const test = childIn(tree, loop, PyField.test);
    if (isTrue(tree, test)) return true;
    const asked = flagsIn(facts, test);
    if (asked.length > 0 && asked.every((flag) => !isChanged(facts, owner, method, flag))) return true;
  }
  return false;
}

/** Whether anything in the loop may leave it. */
function leaves(tree: Tree, loop: Node): boolean {
  for (let node = tree.first[loop]; node < loop; node += 1) {
    const kind = tree.kind[node];
    if (kind === Py.Return || kind === Py.Raise || kind === Py.Break || kind === Py.Yield || kind === Py.Await) return true;
    if (kind === Call && /exit|stop|quit/i.test(nameOf(tree.aux[calleeOf(tree, node)]))) return true;
  }
  return false;
}

/** The attributes of `self` that a condition is made of; empty where it asks for anything else. */
function flagsIn(facts: PythonFacts, test: Node): number[] {
  const { tree } = facts;
  const found: number[] = [];
  for (let node = tree.first[test]; node <= test; node += 1) {
    const kind = tree.kind[node];
    if (kind === Name && tree.aux[node + 1] !== 0 && selfAttribute(facts, node + 1) !== 0) continue;
    const own = selfAttribute(facts, node);
    if (own !== 0) found.push(own);
    else if (kind !== Py.UnaryOp && kind !== Py.BoolOp) return [];
  }
  return found;
}

/** Whether anything in the file, other than the loop's method and the beginning of the object, gives the attribute a value. */
function isChanged(facts: PythonFacts, owner: Node, method: Node, flag: number): boolean {
  const { tree } = facts;
  if (methodNamed(facts, owner, flag) !== NONE) return true;
  const stores = facts.attributeStores(flag).filter((node) => {
    const scope = facts.scopeOf(node);
    return scope !== method && nameOf(tree.aux[scope]) !== '__init__';
  });
  // a class with other bases may have it changed there
  return stores.length > 0 || childrenIn(tree, owner, PyField.bases).length > 0;
}

export default rule;
