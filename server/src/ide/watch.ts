/**
 * Runs the code around a place and shows each moment of it: the module as a script would run, or one function for any call.
 *
 * The same engine as for all other answers, with the same budgets; a run that cannot be followed to its end shows nothing more and says so.
 */
import { showPython, type PythonVersion } from '../base/version.ts';
import { unitOf } from '../engine/change.ts';
import { joinCounts } from '../engine/count.ts';
import { create, look, type Heap } from '../engine/domain/heap.ts';
import { isOne, membersOf, NOTHING, UNKNOWN, type Value } from '../engine/domain/value.ts';
import type { Count, Holder } from '../engine/facts.ts';
import { NAMESPACE, type Code, type Program } from '../engine/lower/code.ts';
import { programOf } from '../engine/lower/program.ts';
import { Exhausted, peek, Raised, run, type Moment, type Session } from '../engine/machine.ts';
import { record, type Entry } from '../engine/record.ts';
import { scopesOf } from '../engine/scope.ts';
import { newSession } from '../engine/session.ts';
import type { Given } from '../engine/record.ts';
import { givenAt, openAlone, type Alone } from '../engine/summary.ts';
import { Py } from '../syntax/python/kinds.ts';
import { NONE, type Node, type Tree } from '../syntax/tree.ts';

/** A frame after one of its statements. */
export interface Sight {
  readonly program: Program;
  readonly heap: Heap;
  readonly code: Code;
  /** The object of the frame. */
  readonly frame: number;
  /** First line of the statement, from 1. */
  readonly line: number;
  /** What is bound in the scope, by name. */
  readonly names: ReadonlyMap<string, Value>;
  /** The value on its way out, at a `return`. */
  readonly returned: Value | null;
  /** What is known of the call. */
  readonly given: Given;
}

type See = (sight: Sight) => void;

const MODULE = { steps: 400_000, depth: 150 };
const FUNCTION = { steps: 30_000, all: 30_000, depth: 5 };

/** `scope`: the module's node, a class's, or a function's. Answers whether the end was reached. */
export function watch(tree: Tree, version: PythonVersion, scope: Node, see: See): boolean {
  const kind = tree.kind[scope];
  if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda) return watchFunction(tree, version, scope, see);
  return watchModule(tree, version, scope, see);
}

function watchModule(tree: Tree, version: PythonVersion, scope: Node, see: See): boolean {
  const program = programOf(tree, scopesOf(tree), version);
  const { session, heap } = newSession(program, version, MODULE, {
    observe: (moment, line, isReturn) => {
      if (moment.code.node === scope) see(sightOf(session, moment, line, isReturn));
    },
    born: () => undefined,
    died: () => undefined,
    undone: () => undefined,
  });
  const code = program.module;
  const id = (session.count += 1);
  const frame = create(heap, id, 'frame', 'frame', code.node);
  frame.outsideLow = frame.outsideHigh = 1;
  try {
    return run(session, heap, id, code, 0, -2, '').returned !== null;
  } catch (problem) {
    return gaveUp(problem);
  }
}

function watchFunction(tree: Tree, version: PythonVersion, scope: Node, see: See): boolean {
  let ended = false;
  try {
    const { alone, eye } = stageOf(tree, version);
    eye.scope = scope;
    eye.see = see;
    alone.run(
      unitOf(tree, scope),
      (code) => code.node === scope,
      () => void (ended = true),
    );
  } catch (problem) {
    return gaveUp(problem);
  }
  return ended;
}

/** The functions of a file ready to be run, and who looks on. */
interface Stage {
  readonly version: PythonVersion;
  readonly alone: Alone;
  readonly eye: Eye;
}

interface Eye {
  scope: Node;
  see: See;
}

const stages = new WeakMap<Tree, Stage>();

/** Made once for each text of a file: hovers follow one another on the same text. */
function stageOf(tree: Tree, version: PythonVersion): Stage {
  const known = stages.get(tree);
  if (known !== undefined && showPython(known.version) === showPython(version)) return known;
  const program = programOf(tree, scopesOf(tree), version, 'definitions');
  const eye: Eye = { scope: NONE, see: () => undefined };
  const alone = openAlone(program, version, FUNCTION, new Map(), (session, moment, line, isReturn) => {
    if (moment.code.node === eye.scope && session.depth === 1) eye.see(sightOf(session, moment, line, isReturn));
  });
  const stage: Stage = { version, alone, eye };
  stages.set(tree, stage);
  return stage;
}

function gaveUp(problem: unknown): false {
  if (problem instanceof Exhausted || problem instanceof Raised || problem instanceof RangeError) return false;
  throw problem;
}

const sightOf = (session: Session, moment: Moment, line: number, isReturn: boolean): Sight => ({
  program: session.program,
  heap: moment.heap,
  code: moment.code,
  frame: moment.frame,
  line,
  names: namesOf(moment, session.module),
  returned: isReturn ? peek(moment, 1) : null,
  given: givenAt(session, moment.heap),
});

function namesOf({ heap, code, frame }: Moment, module: number): ReadonlyMap<string, Value> {
  const names = new Map<string, Value>();
  const { items } = look(heap, frame);
  if (code.kind === 'module' || code.kind === 'class') {
    const space = code.kind === 'module' ? module : items[code.slots.indexOf(NAMESPACE)];
    if (!isOne(space) || space <= UNKNOWN) return names;
    const object = look(heap, space);
    for (const [name, index] of object.names ?? []) names.set(name, object.items[index]);
    return names;
  }
  code.slots.forEach((name, slot) => {
    let value = items[slot] ?? NOTHING;
    if (code.cells.has(slot)) {
      const [cell] = membersOf(value);
      value = cell > UNKNOWN && look(heap, cell).kind === 'cell' ? (look(heap, cell).items[0] ?? NOTHING) : NOTHING;
    }
    if (value !== NOTHING && !name.startsWith('.')) names.set(name, value);
  });
  return names;
}

/** What an expression made of names and attributes stands for after a statement. */
export interface Seen {
  readonly refs: Count;
  readonly type: string | null;
  readonly holders: readonly Holder[];
  /** Lines that made the object, from 1. */
  readonly created: readonly number[];
}

/** `path`: a name, then attributes (`self.root.left`). `null` where it is not known on some way, or the line is not reached. */
export function seenAfter(tree: Tree, version: PythonVersion, scope: Node, line: number, path: readonly string[]): Seen | null {
  const entries = new Map<string, Entry>();
  let lost = false;
  const shown = path.join('.');
  const ended = watch(tree, version, scope, (sight) => {
    if (sight.line !== line || lost) return;
    const value = follow(sight.heap, sight.names.get(path[0]) ?? NOTHING, path.slice(1));
    // other functions may let go of, or keep, a constant that they share with this one
    const isShared =
      value !== null && sight.code.kind === 'function' && membersOf(value).some((one) => look(sight.heap, one)?.kind === 'constant');
    if (value === null || (isShared && path.length > 1)) {
      lost = true;
      return;
    }
    const { program, heap, code, frame, returned, given } = sight;
    record(program, entries, heap, version, code, frame, line, [[shown, value]], returned, given);
  });
  const [entry] = entries.values();
  if (lost || entry === undefined) return null;
  const refs = ended ? entry.refs : joinCounts(entry.refs, { kind: 'unknown', why: 'the simulation was given up before the end' });
  return { refs, type: entry.type, holders: entry.holders, created: [...entry.created].sort((one, other) => one - other) };
}

/** The value of attributes that instances hold themselves; `null` where something else may answer (a class, a descriptor, unknown code). */
function follow(heap: Heap, start: Value, attributes: readonly string[]): Value | null {
  let value = start;
  for (const attribute of attributes) {
    if (!isOne(value) || value <= UNKNOWN) return null;
    const object = look(heap, value);
    if (object.kind !== 'instance') return null;
    const index = object.names?.get(attribute);
    if (index === undefined) return null;
    value = object.items[index];
  }
  return value === NOTHING || value === UNKNOWN ? null : value;
}
