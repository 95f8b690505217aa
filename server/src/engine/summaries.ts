/**
 * What holds after each statement of each function, whoever calls it: functions are run by themselves, and again as long as what they do
 * to one another turns out to be more than was taken for granted.
 *
 * A call that is not followed (recursion, a method of an unknown object) is taken to do to its arguments what the function is known to do.
 * That begins with "nothing" and is taken back where the function turns out to do more, until nothing more is found: by induction over the
 * depth of the calls it then holds. Only who asked about a function depends on it, so one function can be answered without all others.
 */
import type { PythonVersion } from '../base/version.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, NONE } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import { unitOf } from './change.ts';
import { find, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import type { Code, Program } from './lower/code.ts';
import type { Constant } from './lower/constant.ts';
import { peek } from './machine.ts';
import type { Effect, Moment, Session } from './machine.ts';
import { record } from './record.ts';
import type { Record_ } from './record.ts';
import { nameOf } from '../syntax/names.ts';
import { READ } from './step/call.ts';
import { methodsNamed } from './step/reach.ts';
import { givenAt, openAlone } from './summary.ts';
import { seenAfter } from './watch.ts';
import type { See } from './watch.ts';
import type { SeenObject } from './facts.ts';

/** Instructions for one function, calls followed included; frames inside one another. */
const STEPS = 30_000;
const DEPTH = 5;
/** Instructions for all functions of a file, and for one that is asked about with those that it depends on. */
const ALL_STEPS = 800_000;
const STEPS_OF_ONE = 400_000;
/** So often what a function does may turn out to be more, before everything is taken to happen. */
const CHANGES = 4;

export interface Summaries {
  /** Of all functions of the file. */
  all(): Record_;
  /** Of the function whose code a node is in; `null` if it is in none. What takes too long is left out. */
  around(node: Node): Record_ | null;
  /** What an expression stands for in the function whose code a node is in (`watch.ts`); `null` as there, and where it is in no function. */
  seenAfter(node: Node, line: number, path: readonly string[]): SeenObject | null;
}

interface Run {
  readonly record: Record_;
  /** Functions whose effect was asked for. */
  readonly asked: ReadonlySet<Code>;
  /** Objects that were counted. */
  readonly objects: ReadonlySet<number>;
  readonly changes: number;
}

const WORST: Effect = { takes: 0, keeps: [], worldly: true, meddles: true, loses: true };
const GIVEN_UP: Run = { record: new Map(), asked: new Set(), objects: new Set(), changes: CHANGES };

/** Nothing is run before it is asked for. */
export function openSummaries(program: Program, version: PythonVersion): Summaries {
  const functions = functionsOf(program);
  const effects = new Map<Code, Effect>();
  const runs = new Map<Code, Run>();
  const askers = new Map<Code, Set<Code>>();
  const leaked = new Set<string>();
  let asked = new Set<Code>();
  let looked: Code | null = null;
  let current: Record_ = new Map();
  let watching: See | null = null;

  const told = {
    get(key: Node | string): Effect | undefined {
      const codes = functions.get(key);
      if (codes === undefined) return undefined;
      let all: Effect | undefined;
      for (const code of codes) {
        asked.add(code);
        const one = effects.get(code) ?? harmless(code);
        all = all === undefined ? one : joined(code, all, one);
      }
      return all;
    },
  };
  const observe = (session: Session, moment: Moment, line: number, isReturn: boolean): void => {
    const { heap, code, frame } = moment;
    if (code !== looked || session.depth !== 1) return;
    if (watching !== null) watching(session, moment, line, isReturn);
    else
      record(
        program,
        current,
        heap,
        version,
        code,
        frame,
        line,
        slotsOf(moment),
        isReturn ? peek(moment, 1) : null,
        givenAt(session, heap),
      );
  };
  const alone = openAlone(program, version, { steps: STEPS, all: STEPS, depth: DEPTH }, told, observe, leaked);
  const constants = constantsOf(program);

  /** Runs a function, and notes whom that concerns. Answers the instructions that it took. */
  function look_(code: Code, queue: Set<Code>): number {
    let effect = WORST;
    let found: Record_ = new Map();
    looked = code;
    current = new Map();
    asked = new Set();
    const spent = alone.run(
      unitOf(program.tree, code.node),
      (each) => each === code,
      (heap, _, parameters) => {
        found = current;
        const { worldly, meddles, loses } = alone.session;
        effect = { takes: takenBy(code), keeps: code.slots.map((__, at) => isKept(heap, parameters[at])), worldly, meddles, loses };
      },
    );
    const changes = noteEffect(code, effect, queue);
    const objects = new Set<number>();
    for (const entry of found.values()) for (const object of entry.objects) objects.add(object);
    for (const other of asked) {
      if (!runs.has(other)) queue.add(other);
      const all = askers.get(other);
      if (all === undefined) askers.set(other, new Set([code]));
      else all.add(code);
    }
    runs.set(code, { record: found, asked, objects, changes });
    return spent;
  }

  /** What a function does is at least what it was found to do. Answers how often that has grown. */
  function noteEffect(code: Code, now: Effect, queue: Set<Code>): number {
    const changes = runs.get(code)?.changes ?? 0;
    if (!functions.has(code.node)) return changes;
    const before = effects.get(code) ?? harmless(code);
    const all = joined(code, before, now);
    if (isSame(code, before, all)) return changes;
    effects.set(code, changes >= CHANGES ? WORST : all);
    for (const other of askers.get(code) ?? []) queue.add(other);
    return changes + 1;
  }

  /** A constant that somebody may have come to hold: who counts it counts it anew. */
  function spread(from: number, queue: Set<Code>): void {
    if (leaked.size === from) return;
    for (const key of [...leaked].slice(from)) {
      const id = alone.leak(key);
      if (id !== null) for (const [code, { objects }] of runs) if (objects.has(id)) queue.add(code);
    }
  }

  function settle(queue: Set<Code>, budget: number, isWhole: boolean): void {
    let left = budget;
    for (const code of queue) {
      queue.delete(code);
      const known = leaked.size;
      if (left < 0) giveUp(code, queue);
      else left -= look_(code, queue);
      if (!isWhole) leakBy(code, queue);
      spread(known, queue);
    }
  }

  function giveUp(code: Code, queue: Set<Code>): void {
    const isKnown = runs.get(code) === GIVEN_UP;
    runs.set(code, GIVEN_UP);
    if (isKnown) return;
    effects.set(code, WORST);
    for (const other of askers.get(code) ?? []) queue.add(other);
  }

  /** Others may hand the constants that this function counts to anybody: those who have them are looked at too. */
  function leakBy(code: Code, queue: Set<Code>): void {
    const { objects } = runs.get(code) ?? GIVEN_UP;
    for (const id of objects) {
      for (const other of constants.havers(alone.session, id)) {
        if (runs.has(other)) continue;
        if (other.suspends) leaked.add(constants.keyOf(alone.session, id) ?? '');
        queue.add(other);
      }
    }
  }

  /** Runs a function once more, as it was found to run, and shows its statements. */
  function watch(code: Code, see: See): boolean {
    let ended = false;
    looked = code;
    watching = see;
    alone.run(
      unitOf(program.tree, code.node),
      (each) => each === code,
      () => (ended = true),
    );
    watching = null;
    return ended;
  }

  return {
    all() {
      settle(new Set(program.codes.filter((code) => isRun(code) && !runs.has(code))), ALL_STEPS, true);
      const all: Record_ = new Map();
      for (const code of program.codes) for (const [key, entry] of runs.get(code)?.record ?? []) all.set(key, entry);
      return all;
    },
    around(node) {
      const code = codeAround(program, node);
      if (code === null) return null;
      if (!runs.has(code)) settle(new Set([code]), STEPS_OF_ONE, false);
      return runs.get(code)?.record ?? null;
    },
    seenAfter(node, line, path) {
      const code = codeAround(program, node);
      if (code === null || !code.slots.includes(path[0])) return null;
      if (!runs.has(code)) settle(new Set([code]), STEPS_OF_ONE, false);
      return runs.get(code) === GIVEN_UP ? null : seenAfter((see) => watch(code, see), program, version, line, path);
    },
  };
}

const isRun = (code: Code): boolean => code.kind === 'function' || code.kind === 'generator';

/** Functions by their node; by their name those of which an attribute of that name is one, bound; by that behind `READ` those that run where it is read. */
function functionsOf(program: Program): ReadonlyMap<Node | string, readonly Code[]> {
  const functions = new Map<Node | string, readonly Code[]>();
  const methods = new Map<string, Code[]>();
  for (const code of program.codes) {
    if (code.kind !== 'function') continue;
    if (!code.suspends) functions.set(code.node, [code]);
    const up = program.tree.parent[code.node];
    if (up === NONE || program.tree.kind[up] !== Py.ClassDef) continue;
    const namesakes = methods.get(code.name);
    if (namesakes === undefined) methods.set(code.name, [code]);
    else namesakes.push(code);
  }
  for (const [name, codes] of methods) {
    const roles = codes.map((code) => (code.suspends ? 'other' : roleOf(program, code)));
    if (codes.length !== methodsNamed(program, name)) continue;
    if (roles.every((role) => role === 'plain')) functions.set(name, codes);
    else if (!roles.includes('other'))
      functions.set(
        READ + name,
        codes.filter((_, at) => roles[at] === 'getter'),
      );
  }
  return functions;
}

/** What a function in a class body is there for: to be bound, to run where the attribute is read, or where it is stored or deleted. */
function roleOf({ tree }: Program, code: Code): 'plain' | 'getter' | 'setter' | 'other' {
  const decorators = childrenIn(tree, code.node, PyField.decorator_list);
  if (decorators.length === 0) return 'plain';
  const [one] = decorators;
  if (decorators.length > 1) return 'other';
  const name = nameOf(tree.aux[one]);
  if (tree.kind[one] === Py.Name) return name === 'property' ? 'getter' : 'other';
  if (tree.kind[one] !== Py.Attribute) return 'other';
  return name === 'setter' || name === 'deleter' ? 'setter' : name === 'getter' ? 'getter' : 'other';
}

function codeAround(program: Program, node: Node): Code | null {
  const { tree } = program;
  const byNode = codesByNode(program);
  for (let at = node; at !== NONE; at = tree.parent[at]) {
    const code = byNode.get(at);
    if (code !== undefined && isRun(code)) return code;
  }
  return null;
}

const byNodes = new WeakMap<Program, ReadonlyMap<Node, Code>>();

function codesByNode(program: Program): ReadonlyMap<Node, Code> {
  let known = byNodes.get(program);
  if (known === undefined) byNodes.set(program, (known = new Map(program.codes.map((code) => [code.node, code]))));
  return known;
}

const takenBy = (code: Code): number => code.parameters.positional.length;

const harmless = (code: Code): Effect => ({
  takes: takenBy(code),
  keeps: code.slots.map(() => false),
  worldly: false,
  meddles: false,
  loses: false,
});

const joined = (code: Code, one: Effect, other: Effect): Effect => ({
  takes: Math.min(one.takes, other.takes),
  keeps: code.slots.map((_, at) => keeps(one, at) || keeps(other, at)),
  worldly: one.worldly || other.worldly,
  meddles: one.meddles || other.meddles,
  loses: one.loses || other.loses,
});

const isSame = (code: Code, one: Effect, other: Effect): boolean =>
  one.worldly === other.worldly &&
  one.meddles === other.meddles &&
  one.loses === other.loses &&
  code.slots.every((_, at) => keeps(one, at) === keeps(other, at));

const keeps = (effect: Effect, at: number): boolean => effect === WORST || effect.keeps[at];

function isKept(heap: Heap, parameter: number | undefined): boolean {
  const object = parameter === undefined ? undefined : find(heap, parameter);
  return object === undefined || object.held > 0 || object.maybe > 0 || object.outsideLow !== 0 || object.outsideHigh !== 0;
}

function* slotsOf(moment: Moment): Iterable<readonly [string, Value]> {
  const { slots, cells } = moment.code;
  const { items } = look(moment.heap, moment.frame);
  for (let slot = 0; slot < slots.length; slot += 1) {
    const value = items[slot] ?? NOTHING;
    if (!cells.has(slot)) {
      yield [slots[slot], value];
      continue;
    }
    for (const cell of membersOf(value)) {
      if (cell > UNKNOWN && look(moment.heap, cell).kind === 'cell') yield [slots[slot], look(moment.heap, cell).items[0] ?? NOTHING];
    }
  }
}

/** Which functions have a constant in them, by the object that it is in a run. */
function constantsOf(program: Program): {
  havers(session: Session, id: number): readonly Code[];
  keyOf(session: Session, id: number): string | null;
} {
  let byKey: Map<string, Code[]> | null = null;
  let keys = new Map<number, string>();
  const keyOf = (session: Session, id: number): string | null => {
    if (keys.size < session.shared.size) keys = new Map([...session.shared].map(([key, each]) => [each, key]));
    return keys.get(id) ?? null;
  };
  return {
    keyOf,
    havers(session, id) {
      const key = keyOf(session, id);
      if (key === null) return [];
      byKey ??= haversOf(program);
      return byKey.get(key) ?? [];
    },
  };
}

/** The functions that are run which have a constant in their own code or in code that runs only within them. */
function haversOf(program: Program): Map<string, Code[]> {
  const havers = new Map<string, Code[]>();
  const note = (code: Code, { key, items }: Constant): void => {
    const list = havers.get(key);
    if (list === undefined) havers.set(key, [code]);
    else if (list[list.length - 1] !== code) list.push(code);
    for (const item of items) note(code, item);
  };
  for (const code of program.codes) {
    const runner = isRun(code) ? code : codeAround(program, code.node);
    if (runner !== null) for (const constant of code.constants) note(runner, constant);
  }
  return havers;
}
