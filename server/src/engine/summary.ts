/** The second driver: each function by itself, for any arguments; what it says holds for every call that could be made. */
import type { PythonVersion } from '../base/version.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn } from '../syntax/tree.ts';
import { nameOf } from '../syntax/names.ts';
import { unitOf } from './change.ts';
import { create, escape, find, fork, livingIn, look, own } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { ALONE, ANY, SEALED } from './domain/object.ts';
import { holdsAlone } from './step/enclosed.ts';
import { membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import { heldByModule } from './held-constants.ts';
import { NAMESPACE } from './lower/code.ts';
import type { Code, Program } from './lower/code.ts';
import { Exhausted, Raised, run } from './machine.ts';
import type { Effect, Moment, Parameter, Session } from './machine.ts';
import { isBuiltin, isItem, isNewborn, isNumber, isText } from './step/evidence.ts';
import { bindsAlone, isLinked, isPassed } from './step/reach.ts';
import type { Node } from '../syntax/tree.ts';
import type { Given } from './record.ts';
import { newSession } from './session.ts';

export interface Budget {
  readonly steps: number;
  readonly all: number;
  readonly depth: number;
}

/** The functions of a program, ready to be run by themselves for any arguments, against what the module defines. */
export interface Alone {
  readonly session: Session;
  /**
   * Runs the chosen functions of a unit (`unitOf`; of all units if it is `null`) one after another, and shows the heap that each leaves behind on normal
   * return, with the objects of its parameters. Answers how many instructions that took; none begins once `budget.all` is spent.
   */
  run(unit: Node | null, choose: (code: Code) => boolean, show: Show, begin?: (code: Code) => void): number;
  /** From now on anybody may hold a constant. Answers its object; `null` if it is not counted. */
  leak(key: string): number | null;
}

export type Show = (heap: Heap, code: Code, parameters: readonly number[]) => void;

export function openAlone(
  program: Program,
  version: PythonVersion,
  budget: Budget,
  effects: Pick<ReadonlyMap<Node | string, Effect>, 'get'> = new Map(),
  observe: (session: Session, moment: Moment, line: number, isReturn: boolean) => void = () => undefined,
  leaked: Set<string> = new Set(),
): Alone {
  const { session, heap } = newSession(
    program,
    version,
    { steps: budget.steps, depth: budget.depth },
    {
      observe: (moment, line, isReturn) => observe(session, moment, line, isReturn),
      born: () => undefined,
      died: () => undefined,
      undone: () => undefined,
    },
  );
  for (const key of heldByModule(program)) leaked.add(key);
  for (const key of leaked) {
    const id = session.shared.get(key);
    if (id !== undefined && id > UNKNOWN) own(heap, id).outsideHigh = ANY;
  }
  const world = definitions(session, heap, program);
  session.effects = effects;
  for (const id of session.shared.values()) if (id > UNKNOWN) session.heldAtEntry.set(id, look(world, id).held);
  for (const object of livingIn(world)) {
    if (object.kind === 'function' && isPassed(program, (object.data as { code: Code }).code.name))
      session.heldAtEntry.set(object.id, object.held);
  }
  const classes = ownersOf(world);
  const one = (code: Code, show: Show): void => {
    session.steps = 0;
    session.limit = budget.steps;
    session.undecided = 1;
    session.frugal = false;
    session.tiresAt = budget.steps / 3;
    session.sparesAt = (budget.steps * 2) / 3;
    session.touched = new Map();
    session.heldInCalls.clear();
    session.worldly = false;
    session.meddles = false;
    session.loses = false;
    session.running.length = 0;
    session.running.push(code.index);
    session.keyed.clear();
    session.places.clear();
    session.dying.length = 0;
    session.lurking = false;
    session.strangers.clear();
    session.consumers.clear();
    for (const id of session.heldAtEntry.keys()) if (find(world, id) === undefined) session.heldAtEntry.delete(id);
    try {
      const state = fork(world);
      const frame = enter(program, session, state, code, classes.get(code.index) ?? null);
      const { returned, raised } = run(session, state, frame, code, 0, -2, '');
      const ids = session.parameters.map((parameter) => parameter.id);
      for (const key of session.heldInCalls) leaked.add(key);
      for (const left of [returned, raised]) if (left !== null) noteLeaks(session, world, left.heap, leaked);
      if (returned !== null) show(returned.heap, code, ids);
      else show(state, code, []);
    } catch (problem) {
      // given up: nothing is said of this function
      if (!(problem instanceof Exhausted) && !(problem instanceof Raised) && !(problem instanceof RangeError)) throw problem;
    }
    session.depth = 0;
    session.guarded = 0;
  };
  const byUnit = new Map<Node, Code[]>();
  let sorted = 0;
  const codesOf = (unit: Node): readonly Code[] => {
    for (; sorted < program.codes.length; sorted += 1) {
      const code = program.codes[sorted];
      const home = unitOf(program.tree, code.node);
      const list = byUnit.get(home);
      if (list === undefined) byUnit.set(home, [code]);
      else list.push(code);
    }
    return byUnit.get(unit) ?? [];
  };
  return {
    session,
    leak(key) {
      const id = session.shared.get(key);
      if (id === undefined || id <= UNKNOWN || find(world, id) === undefined) return null;
      own(world, id).outsideHigh = ANY;
      return id;
    },
    run(unit, choose, show, begin = () => undefined) {
      let spent = 0;
      session.seen.clear();
      // running a function may lower others that stand in it: they come behind
      const codes = (): readonly Code[] => (unit === null ? program.codes : codesOf(unit));
      for (let index = 0; index < codes().length && spent <= budget.all; index += 1) {
        const code = codes()[index];
        if ((code.kind !== 'function' && code.kind !== 'generator') || !choose(code)) continue;
        begin(code);
        one(code, show);
        spent += session.steps;
      }
      return spent;
    },
  };
}

/** Constants that a function hands to its caller, or leaves behind somewhere: from then on anybody may hold them. */
function noteLeaks(session: Session, before: Heap, after: Heap, leaked: Set<string>): void {
  for (const [key, id] of session.shared) {
    if (id <= UNKNOWN) continue;
    const then = look(before, id);
    const now = look(after, id);
    if (now.held > then.held || now.maybe > then.maybe || now.outsideHigh > then.outsideHigh) leaked.add(key);
  }
}

/** What is known of the call of the function that is looked at. */
export const givenAt = (session: Session, heap: Heap): Given => ({
  objects: session.parameters.map((parameter) => parameter.id),
  isUnlinked: session.parameters[0]?.isUnlinked ?? false,
  constants: movedConstants(session, heap),
});

/** Types of the constants that are held more often than when the function was entered: what a caller gives may be such a constant. */
function movedConstants(session: Session, heap: Heap): ReadonlySet<string> {
  const types = new Set<string>();
  for (const [id, held] of session.heldAtEntry) {
    const object = find(heap, id);
    if (object === undefined || (object.held === held && object.maybe === 0)) continue;
    if (object.kind === 'opaque' || object.kind === 'function') types.add('anything');
    else if (object.type !== null) types.add(object.type);
  }
  return types;
}

/** The heap with the classes and functions that the module defines; whatever else it binds is not known. */
function definitions(session: Session, heap: Heap, program: Program): Heap {
  const code = program.module;
  const id = (session.count += 1);
  const frame = create(heap, id, 'frame', 'frame', code.node);
  frame.outsideLow = frame.outsideHigh = 1;
  session.limit = 200_000;
  let made = heap;
  try {
    const outcome = run(session, heap, id, code, 0, -2, '');
    made = outcome.returned?.heap ?? heap;
  } catch (problem) {
    if (!(problem instanceof Exhausted) && !(problem instanceof Raised) && !(problem instanceof RangeError)) throw problem;
    own(made, session.module).open = true;
  }
  const module = own(made, session.module);
  module.open = true;
  const doubtful = boundOtherwise(program);
  for (const [name, index] of module.names ?? []) {
    if (doubtful.has(name)) module.items[index] = UNKNOWN;
  }
  loosenClasses(made);
  return fork(made);
}

/** Names that the module, or a function by `global`, binds by anything but one definition or import. */
function boundOtherwise(program: Program): ReadonlySet<string> {
  const { tree } = program;
  const bound = new Map<string, number>();
  const count = (name: string, times: number): void => void bound.set(name, (bound.get(name) ?? 0) + times);
  for (const statement of childrenIn(tree, tree.size - 1, PyField.body)) {
    if (tree.kind[statement] === Py.FunctionDef || tree.kind[statement] === Py.AsyncFunctionDef || tree.kind[statement] === Py.ClassDef)
      count(nameOf(tree.aux[statement]), 1);
  }
  // every other store of that name anywhere counts against it
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] === Py.Name && tree.flag[node] !== 0) count(nameOf(tree.aux[node]), isModuleLevel(program, node) ? 2 : 0);
    if (tree.kind[node] === Py.Global) for (let inner = tree.first[node]; inner < node; inner += 1) count(nameOf(tree.aux[inner]), 2);
  }
  return new Set([...bound].filter(([, times]) => times > 1).map(([name]) => name));
}

function isModuleLevel(program: Program, node: number): boolean {
  const { tree } = program;
  for (let up = tree.parent[node]; up !== -1; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda || kind === Py.ClassDef) return false;
  }
  return true;
}

/** Attributes of classes that are no functions may have been set to anything since. */
function loosenClasses(heap: Heap): void {
  for (const object of livingIn(heap)) {
    const { id } = object;
    if (object.kind !== 'class') continue;
    const body = own(heap, id);
    for (const index of body.names?.values() ?? []) {
      const roots = membersOf(body.items[index]).filter((member) => member > UNKNOWN);
      if (roots.every((member) => ['function', 'property', 'builtin', 'class'].includes(look(heap, member).kind))) continue;
      escape(heap, roots);
      body.items[index] = UNKNOWN;
    }
    body.outsideHigh = 1e9;
  }
  for (const object of livingIn(heap)) {
    const { id } = object;
    if (object.kind === 'function' || object.kind === 'external') own(heap, id).outsideHigh = 1e9;
  }
}

/** The class whose namespace a function stands in, by the function's code. */
function ownersOf(heap: Heap): Map<number, number> {
  const owners = new Map<number, number>();
  for (const object of livingIn(heap)) {
    if (object.kind !== 'class') continue;
    for (const index of object.names?.values() ?? []) {
      for (const member of membersOf(object.items[index]).flatMap((id) => functionsOf(heap, id)))
        owners.set((look(heap, member).data as { code: Code }).code.index, object.id);
    }
  }
  return owners;
}

/** The function that an attribute of a class is, or those of a property. */
function functionsOf(heap: Heap, id: number): readonly number[] {
  if (id <= UNKNOWN) return [];
  const { kind, items } = look(heap, id);
  return kind === 'function'
    ? [id]
    : kind === 'property'
      ? items.flatMap((item) => membersOf(item).filter((one) => one > UNKNOWN && look(heap, one).kind === 'function'))
      : [];
}

/** A frame whose parameters stand for whatever a caller may give. */
const className = (heap: Heap, owner: number): string => (look(heap, owner).data as { name: string }).name;
const ofClass = new Set(['__new__', '__init_subclass__', '__class_getitem__']);

function decorated(program: Program, code: Code, name: string): boolean {
  const { tree } = program;
  return childrenIn(tree, code.node, PyField.decorator_list).some((one) => tree.kind[one] === Py.Name && nameOf(tree.aux[one]) === name);
}

/** What a variable of the function around holds: some object of the outside, which a parameter may be too unless the variable `alone` holds it. */
function around(session: Session, heap: Heap, alone: boolean): number {
  const id = (session.count += 1);
  const object = create(heap, id, 'opaque', null, -1);
  object.held = 1;
  object.escaped = object.open = true;
  object.names = new Map();
  if (alone) object.data = ALONE;
  else {
    object.outsideHigh = ANY;
    session.heldAtEntry.set(id, 1);
  }
  return id;
}

function enter(program: Program, session: Session, heap: Heap, code: Code, owner: number | null): number {
  const { positional, keywordOnly, rest, keywords } = code.parameters;
  const count = positional.length + keywordOnly.length + (rest === null ? 0 : 1) + (keywords === null ? 0 : 1);
  const id = (session.count += 1);
  const frame = create(heap, id, 'frame', 'frame', code.node);
  frame.outsideLow = frame.outsideHigh = 1;
  const parameters: Parameter[] = [];
  session.parameters = parameters;
  const items: Value[] = [];
  const isMethod = owner !== null && positional.length > 0;
  for (let at = 0; at < code.slots.length; at += 1) {
    if (at >= count || code.slots[at] === NAMESPACE) {
      items.push(NOTHING);
      continue;
    }
    const parameter = (session.count += 1);
    const known =
      isMethod &&
      at === 0 &&
      !ofClass.has(code.name) &&
      !decorated(program, code, 'classmethod') &&
      !decorated(program, code, 'staticmethod');
    const isClass = at === 0 && (ofClass.has(code.name) || decorated(program, code, 'classmethod'));
    const object = create(heap, parameter, known ? 'instance' : 'opaque', null, -1);
    object.held = 1;
    object.base = at + 1;
    const isNew = known && isNewborn(program.tree, code);
    object.escaped = !isNew;
    object.open = true;
    // a class: the file's own code makes instances of it and subclasses behind our back
    if (isClass) {
      object.base = 0;
      object.outsideHigh = 1e9;
    }
    object.names = new Map();
    parameters.push({
      name: at === 0 && owner !== null ? `self of ${className(heap, owner)}` : code.slots[at],
      id: parameter,
      isItem: !(isMethod && at === 0) && isItem(program.tree, code, at),
      isNumber: isNumber(program.tree, code, at),
      isText: isText(program.tree, code, at),
      isBuiltin: isBuiltin(program.tree, code, at),
      isUnlinked: known && owner !== null && !isLinked(program.tree, className(heap, owner)),
      isNew,
      isRest: at >= positional.length + keywordOnly.length,
    });
    if (known && owner !== null) {
      object.items.push(owner);
      object.places.push(0);
      own(heap, owner).held += 1;
    }
    items.push(parameter);
  }
  const firstFree = code.slots.length - code.free.length;
  for (const slot of code.cells) {
    const cell = (session.count += 1);
    const made = create(heap, cell, 'cell', 'cell', -1);
    made.held = 1;
    const alone = holdsAlone(program, code.scope, code.slots[slot]);
    made.items = [slot >= firstFree ? around(session, heap, alone) : items[slot]];
    made.places = [0];
    if (alone) made.data = ALONE;
    else if (slot < firstFree && bindsAlone(program, code, code.slots[slot])) made.data = SEALED;
    if (slot >= firstFree) {
      made.escaped = true;
      made.outsideHigh = 1e9;
    }
    items[slot] = cell;
  }
  frame.items = items;
  frame.places = items.map(() => 0);
  return id;
}
