/**
 * `doctest.testmod`: runs the examples of the file's docstrings, and keeps of each docstring what its last example raised.
 *
 * An example of which it is not decided whether it raises is taken to do what it says. What the run leaves to the collector stays until the program
 * collects: when a collection comes by itself depends on what the process did before.
 */
import { append, create, escape, find, fork, look, move, own, retain, store } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { unreachableIn } from '../garbage.ts';
import type { ExampleCode } from '../lower/code.ts';
import { drop, Exhausted, NOWHERE } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { CUT_OFF, enterFrame, retireFrame, runFrame } from '../step/call.ts';
import type { Keyword } from '../step/call.ts';
import { known, make, none, payload, typeOf } from '../step/object.ts';
import { disturbWorld } from '../step/world.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { callExternal } from './functions.ts';
import { keptByTest, keptByTests } from './leftovers.ts';
import type { Leftovers } from './leftovers.ts';

/** The type of what stands for objects of doctest. */
export const KEPT = 'objects of doctest';

/** Instructions that the examples of a file may run. */
const BUDGET = 60_000;

const changesNothing = new Set(['verbose', 'name', 'report', 'optionflags']);

export function testModule(m: Moment, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const { session } = m;
  const { examples } = session.program;
  const isPlain = args.length === 0 && keywords.every(({ name }) => changesNothing.has(name));
  const isFirst = session.memo.get('examples') !== 1;
  session.memo.set('examples', 1);
  if (examples === null || !isPlain || !isFirst || !runAll(m, examples)) {
    disturbWorld(m);
    const names = namesInRaisingExamples(session.program.tree);
    // what the last of them raises is kept
    if (names.size > 0) session.used.set('examples that raise', true);
    doubt(m, names);
  }
  return UNKNOWN;
}

/** Answers false, and changes nothing, if it would take too long. */
function runAll(m: Moment, examples: readonly ExampleCode[]): boolean {
  const { session } = m;
  const before = fork(m.heap);
  const { steps, limit, running } = session;
  const frames = running.length;
  session.limit = steps + BUDGET;
  session.examples = {
    place: m.code.at[m.pc],
    since: steps,
    caller: session.depth === 1 ? 'module' : session.depth === 2 ? m.frame : null,
  };
  try {
    for (const example of examples) runOne(m, example);
  } catch (problem) {
    if (!(problem instanceof Exhausted) && !(problem instanceof RangeError)) throw problem;
    m.heap = before;
    running.length = frames;
    session.undone(steps);
    session.unseen = true;
    return false;
  } finally {
    session.examples = null;
    session.limit = limit + session.steps - steps;
  }
  for (const [key, id] of session.shared) {
    if (!key.startsWith('example ') || id <= UNKNOWN || find(m.heap, id) === undefined) continue;
    const constant = own(m.heap, id);
    constant.outsideLow = 0;
    if (constant.held === 0 && constant.maybe === 0) constant.dead = true;
  }
  const garbage = unreachableIn(m.heap).sure;
  if (session.undecided === 0) for (const id of garbage) session.doomed.add(id);
  return true;
}

function runOne(m: Moment, { code, test }: ExampleCode): void {
  const { session } = m;
  session.undecidedBefore = session.undecided;
  const frame = enterFrame(
    m,
    code,
    null,
    UNKNOWN,
    code.slots.map(() => NOTHING),
  );
  session.memo.delete(CUT_OFF);
  const { returned, raised } = runFrame(m, frame, code);
  const end = returned ?? raised;
  if (end !== null) m.heap = end.heap;
  // its names are those of a namespace, which is emptied
  if (look(m.heap, frame).held > 0)
    for (let slot = 0; slot < code.slots.length; slot += 1) move(m.heap, frame, slot, NOTHING, session.mortuary);
  retireFrame(m, frame);
  if (test.endsUnread) keep(m, test, null);
  if (end !== null) drop(m, end.value);
  const shown = session.shared.get('doctest.shown');
  if (shown !== undefined && find(m.heap, shown) !== undefined) move(m.heap, shown, 0, NOTHING, session.mortuary);
  if (returned !== null) {
    // a recursion without an end would have raised
    if (session.memo.has(CUT_OFF) && test.raises === null) keep(m, test, null);
    return;
  }
  // it raises against what it says, and what follows in the docstring is not seen
  keep(m, { ...test, raises: null }, null);
  disturbWorld(m);
  doubt(m, mentionedBy(session.program.tree, test.spoken));
}

/** What is shown is kept as `_` until something else is, or the examples of the docstring are over. */
export function showExample(m: Moment, value: Value): Value {
  if (typeOf(m, value) === 'NoneType') return none(m);
  let id = m.session.shared.get('doctest.shown');
  if (id === undefined) m.session.shared.set('doctest.shown', (id = m.session.count += 1));
  if (find(m.heap, id) === undefined) {
    const made = create(m.heap, id, 'builtin', null, -1);
    made.outsideLow = made.outsideHigh = 1;
    made.items = [NOTHING];
    made.places = [0];
  }
  move(m.heap, id, 0, NOTHING, m.session.mortuary);
  retain(m.heap, value);
  drop(m, callExternal(m, 'builtins.repr', [value], []));
  store(m.heap, id, 0, value, m.session.mortuary);
  return none(m);
}

/** Behind a call that is said to raise. */
export function exampleReturned(m: Moment, isLast: Value): Value {
  if (m.session.undecided > m.session.undecidedBefore) m.next = NOWHERE;
  else if (payload(m, isLast) === true) doubtSpoken(m);
  return none(m);
}

/** The last exception of a docstring stays in a local variable of a frame that it holds itself. */
export function exampleRaised(m: Moment, exception: Value, isLast: Value): Value {
  if (payload(m, isLast) !== true) return none(m);
  const { session } = m;
  const test = session.program.examples?.find(({ code }) => code === m.code)?.test;
  const object = known(m, exception);
  const isFollowed = session.undecided === 0 && object !== null && object.type !== null && !object.escaped && object.id > UNKNOWN;
  if (isFollowed && test !== undefined && session.examples?.caller !== null) {
    keep(m, test, object.id);
    return none(m);
  }
  escape(m.heap, membersOf(exception));
  if (session.undecided > session.undecidedBefore || object?.kind === 'opaque') doubtSpoken(m);
  if (test !== undefined) keep(m, test, null);
  return none(m);
}

/** What stands for the objects of doctest that an exception holds, and that hold it: by type. */
export interface Kept {
  readonly leaves: Leftovers;
  /** Types of which there may be fewer. */
  readonly unsure: readonly string[];
  /** Where what the exception holds is not known: the type that the docstring names; `null` if it is not known either whether anything is raised. */
  readonly raises: string | null;
}

const FIRST = 'doctest.kept';

/** @param exception `null`: it is not known what holds whom. */
function keep(m: Moment, test: ExampleCode['test'], exception: number | null): void {
  const { session } = m;
  const isFirst = !session.memo.has(FIRST);
  session.memo.set(FIRST, 1);
  const leaves: Record<string, number> = { ...keptByTest(session.version, test.isLast === true ? 0 : test.examples) };
  if (isFirst) for (const [type, count] of Object.entries(keptByTests(session.version))) leaves[type] = (leaves[type] ?? 0) + count;
  const kept = make(m, 'builtin', KEPT, 'doctest.kept');
  const unsure = test.isLast === undefined ? ['DocTest', 'Example', 'list', 'dict'] : [];
  kept.data = { leaves, unsure, raises: session.undecidedBefore === 0 && !test.endsUnread ? test.raises : null } satisfies Kept;
  if (exception !== null) {
    append(m.heap, kept.id, exception, session.mortuary);
    append(m.heap, exception, kept.id, session.mortuary);
    // the frame of the runner leads to those of its callers
    const caller = session.examples?.caller;
    if (typeof caller === 'number') append(m.heap, kept.id, caller, session.mortuary);
  } else own(m.heap, kept.id).outsideHigh = ANY;
  drop(m, kept.id);
}

/** Any function that the examples of the running docstring may lead to may be held by a frame that is kept. */
function doubtSpoken(m: Moment): void {
  const { examples, tree } = m.session.program;
  const spoken = examples?.find(({ code }) => code === m.code)?.test.spoken;
  if (spoken !== undefined) doubt(m, mentionedBy(tree, spoken));
}

function doubt(m: Moment, names: ReadonlySet<string>): void {
  const module = look(m.heap, m.session.module);
  const roots = [...(module.names ?? [])].flatMap(([name, index]) => (names.has(name) ? [module.items[index]] : []));
  escape(m.heap, roots.filter(isOne));
}

/** Names that docstrings with an example that is meant to raise speak of, and all that the functions and classes of these names speak of in turn. */
function namesInRaisingExamples(tree: Tree): ReadonlySet<string> {
  const spoken = new Set<string>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.Constant || tree.parent[node] === NONE || tree.kind[tree.parent[node]] !== Py.Expr) continue;
    const text = textOf(tree, node);
    if (!text.includes('Traceback (most recent')) continue;
    for (const line of text.split('\n'))
      if (/^\s*(>>>|\.\.\.)/.test(line)) for (const [name] of line.matchAll(/[A-Za-z_]\w*/g)) spoken.add(name);
  }
  return mentionedBy(tree, spoken);
}

const definitionsOf = new WeakMap<Tree, ReadonlyMap<string, readonly Node[]>>();

/** These names, and all that the functions and classes of these names speak of in turn. */
function mentionedBy(tree: Tree, names: ReadonlySet<string>): ReadonlySet<string> {
  let definitions = definitionsOf.get(tree);
  if (definitions === undefined) definitionsOf.set(tree, (definitions = definitionsIn(tree)));
  const found = new Set<string>(names);
  const waiting = [...names];
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    waiting.push(name);
  };
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    for (const node of definitions.get(name) ?? []) {
      if (tree.kind[node] === Py.ClassDef) add('__init__');
      for (const decorator of childrenIn(tree, node, PyField.decorator_list))
        if (tree.kind[decorator] === Py.Name) add(nameOf(tree.aux[decorator]));
      for (let inner = tree.first[node]; inner < node; inner += 1)
        if (tree.kind[inner] === Py.Name || tree.kind[inner] === Py.Attribute) add(nameOf(tree.aux[inner]));
    }
  }
  return found;
}

function definitionsIn(tree: Tree): ReadonlyMap<string, readonly Node[]> {
  const definitions = new Map<string, Node[]>();
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef && kind !== Py.ClassDef) continue;
    const name = nameOf(tree.aux[node]);
    definitions.set(name, [...(definitions.get(name) ?? []), node]);
  }
  return definitions;
}
