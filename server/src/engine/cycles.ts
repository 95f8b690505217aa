/**
 * Objects that come to hold themselves: each function that could close such a ring is run by itself for any arguments,
 * and the heap it leaves behind is searched for ways that lead back to where they began.
 *
 * Cheap where nothing can be found: only functions whose names, by the text alone, could come to hold each other are run at all.
 */
import type { Steps } from '../base/steps.ts';
import type { PythonVersion } from '../base/version.ts';
import { nameOf } from '../syntax/names.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, contains, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { nodeNow, spanNow, unitOf } from './change.ts';
import type { Change } from './change.ts';
import type { CycleFact, Event } from './facts.ts';
import { ringsOnHeap } from './heap-rings.ts';
import type { Program } from './lower/code.ts';
import type { Scopes } from './scope.ts';
import { conclusionsOf } from './survey.ts';
import type { Conclusions } from './survey.ts';
import { programOf } from './lower/program.ts';
import { replay } from './replay.ts';
import { keepingMethods, keepsTheSame, ringsByName } from './rings.ts';
import { openAlone } from './summary.ts';
import type { Alone } from './summary.ts';

/** Instructions for one function, and for all of a file. */
const STEPS = 3_000;
const ALL_STEPS = 30_000;

/** What running the functions of one unit (an outermost function, or the module) has shown. */
export interface UnitCycles {
  readonly facts: readonly CycleFact[];
  /** Instructions that it took. */
  readonly spent: number;
  /** The functions on whose bodies the facts depend, besides the unit's own. */
  readonly seen: ReadonlySet<Node>;
}

export interface FileCycles {
  /** The functions (or the module) that could make a ring, by their text. */
  readonly wanted: ReadonlySet<Node>;
  /** Methods that keep what they are given: by them one function's ring runs through another's body. */
  readonly keeping: ReadonlySet<number>;
  readonly units: ReadonlyMap<Node, UnitCycles>;
  /** What the rest of the file showed, from which the facts follow besides what each function looked into; `null` where nothing was wanted. */
  readonly conclusions: Conclusions | null;
}

/** What is still known of a file after a change, and the function that changed; `keeping` is that of the new text. */
export interface KnownCycles extends FileCycles {
  readonly changed: Node;
}

/** The cycles of a file, in source order. */
export function cyclesOf(tree: Tree, { units }: FileCycles): CycleFact[] {
  const found = new Map<Node, CycleFact>();
  for (const { facts } of units.values()) {
    for (const fact of facts) {
      const before = found.get(fact.at);
      if (before === undefined || fact.types.length < before.types.length) found.set(fact.at, fact);
    }
  }
  return [...found.values()].sort((one, other) => tree.start[one.at] - tree.start[other.at]);
}

/**
 * Looks at every unit that could make a ring, one in a step; what is known of a unit is not looked for again. `from`: what stands before is there to be
 * looked into only, and the module is not run.
 */
export function* findCycles(tree: Tree, scopes: Scopes, version: PythonVersion, earlier?: KnownCycles, from: Node = 0): Steps<FileCycles> {
  const keeping = earlier?.keeping ?? keepingMethods(tree);
  const wanted =
    earlier === undefined
      ? ringsByName(tree, scopes, keeping)
      : new Set([...earlier.wanted, ...ringsByName(tree, scopes, keeping, earlier.changed)]);
  const conclusions = wanted.size === 0 ? null : conclusionsOf(tree);
  const known = earlier !== undefined && earlier.conclusions === conclusions ? earlier.units : new Map<Node, UnitCycles>();
  const units = new Set([...wanted].map((node) => unitOf(tree, node)).sort((one, other) => one - other));
  const found = new Map<Node, UnitCycles>();
  const module = root(tree);
  let alone: Alone | undefined;
  let program: Program | undefined;
  let spent = 0;
  for (const unit of units) {
    if (spent > ALL_STEPS || unit === module || unit < from) continue;
    let cycles = known.get(unit);
    if (cycles === undefined) {
      program ??= programOf(tree, scopes, version, needed(tree, wanted), true);
      alone ??= openAlone(program, version, { steps: STEPS, all: ALL_STEPS, depth: 3 });
      yield;
      cycles = cyclesOfUnit(program, alone, unit, wanted);
    }
    found.set(unit, cycles);
    spent += cycles.spent;
  }
  if (wanted.has(module) && from === 0)
    found.set(module, known.get(module) ?? cyclesOfModule(programOf(tree, scopes, version, 'whole', true), version));
  return { wanted, keeping, units: found, conclusions };
}

function cyclesOfUnit(program: Program, alone: Alone, unit: Node, wanted: ReadonlySet<Node>): UnitCycles {
  const facts: CycleFact[] = [];
  const looked = new Set<Node>();
  const spent = alone.run(
    unit,
    (code) => wanted.has(code.node),
    (heap, code, parameters) => facts.push(...ringsOnHeap(program, heap, code, parameters, looked)),
  );
  return { facts, spent, seen: new Set([...looked, ...alone.session.seen]) };
}

function cyclesOfModule(program: Program, version: PythonVersion): UnitCycles {
  const { tree, module } = program;
  const { heap, seen } = replay(program, version, 4 * ALL_STEPS, true);
  const looked = new Set<Node>(seen);
  const facts = heap === null ? [] : ringsOnHeap(program, heap, module, [], looked).filter((fact) => ownStatement(tree, fact.at));
  return { facts, spent: 0, seen: looked };
}

/** What still holds after a change, if anything does; places are those of the new tree. */
export function cyclesAfter(change: Change, { wanted, keeping, units, conclusions }: FileCycles): KnownCycles | undefined {
  if (!keepsTheSame(change)) return undefined;
  const kept = new Map<Node, UnitCycles>();
  for (const [unit, { facts, spent, seen }] of units) {
    const now = nodeNow(change, unit);
    const others = [...seen].filter((node) => node !== unit).map((node) => nodeNow(change, node));
    if (now === NONE || others.includes(NONE)) continue;
    const moved = facts.map((fact) => factAfter(change, fact)).filter((fact) => fact !== null);
    if (moved.length === facts.length) kept.set(now, { facts: moved, spent, seen: new Set([now, ...others]) });
  }
  const still = [...wanted].map((node) => nodeNow(change, node)).filter((node) => node !== NONE);
  return { wanted: new Set(still), keeping, units: kept, conclusions, changed: change.is };
}

function factAfter(change: Change, fact: CycleFact): CycleFact | null {
  const at = nodeNow(change, fact.at);
  const story: Event[] = [];
  for (const { span, what } of fact.story) {
    const moved = spanNow(change, span);
    if (moved === null) return null;
    story.push({ span: moved, what });
  }
  const classes = fact.classes.map((node) => nodeNow(change, node));
  return at === NONE || classes.includes(NONE) ? null : { ...fact, at, classes, story };
}

/** The definitions and imports of the module that the functions speak of, directly or through bases and constructors. */
function needed(tree: Tree, wanted: ReadonlySet<Node>): Set<Node> {
  const byName = new Map<number, Node[]>();
  const found = new Set<Node>();
  const waiting: Node[] = [];
  const add = (statement: Node): void => {
    if (found.has(statement)) return;
    found.add(statement);
    if (tree.kind[statement] === Py.ClassDef) {
      // its bases and how it makes its instances
      waiting.push(...childrenIn(tree, statement, PyField.bases));
      for (const method of childrenIn(tree, statement, PyField.body))
        if (tree.kind[method] === Py.FunctionDef && nameOf(tree.aux[method]) === '__init__') waiting.push(method);
    } else if (found.size < 60) waiting.push(statement);
  };
  const inOrder = [...wanted].sort((one, other) => one - other);
  let next = 0;
  for (const statement of childrenIn(tree, tree.size - 1, PyField.body)) {
    const kind = tree.kind[statement];
    if (kind === Py.Import || kind === Py.ImportFrom) found.add(statement);
    if (kind !== Py.ClassDef && kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef) continue;
    const list = byName.get(tree.aux[statement]);
    if (list === undefined) byName.set(tree.aux[statement], [statement]);
    else list.push(statement);
    for (; next < inOrder.length && inOrder[next] <= statement; next += 1) {
      if (!contains(tree, statement, inOrder[next])) continue;
      add(statement);
      waiting.push(inOrder[next]);
    }
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (let inner = tree.first[node]; inner <= node; inner += 1) {
      if (tree.kind[inner] === Py.Name) for (const statement of byName.get(tree.aux[inner]) ?? []) add(statement);
    }
  }
  return found;
}

/** Stands in no function or class. */
function ownStatement(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up]) {
    const kind = tree.kind[up];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda || kind === Py.ClassDef) return false;
  }
  return true;
}
