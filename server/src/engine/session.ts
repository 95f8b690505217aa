/** Sets up a run: the heap as it is before the first instruction, the budget, and what happens when objects die. */
import type { PythonVersion } from '../base/version.ts';
import { create, emptyHeap } from './domain/heap.ts';
import type { Heap, Mortuary } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import type { Program } from './lower/code.ts';
import type { Moment, Session } from './machine.ts';
import { awaitsFinalizer, finalize } from './step/finalizer.ts';
import { constantObject, shared } from './step/object.ts';
import { steps } from './step/index.ts';

export interface Limits {
  readonly steps: number;
  readonly depth: number;
}

export interface Watch {
  observe(moment: Moment, line: number, isReturn: boolean): void;
  /** A construct of the file made an object. */
  born(moment: Moment, object: HeapObject): void;
  /** The count of an object is zero, or the collector frees it. */
  died(object: HeapObject, mortuary: Mortuary): void;
  /** A call was taken back: what happened since the run was that old did not, or not so. */
  undone(since: number): void;
}

/** A session and the heap it begins with: the module's namespace and the constants of the file. */
export function newSession(program: Program, version: PythonVersion, limits: Limits, watch: Watch): { session: Session; heap: Heap } {
  const heap = emptyHeap();
  const session: Session = {
    program,
    version,
    module: 2,
    count: 2,
    keyed: new Map(),
    places: new Map(),
    steps: 0,
    limit: limits.steps,
    depth: 0,
    deepest: limits.depth,
    guarded: 0,
    undecided: 0,
    shared: new Map(),
    steps_: steps,
    observe: watch.observe,
    born: watch.born,
    undone: watch.undone,
    examples: null,
    doomed: new Set(),
    dying: [],
    finalize,
    lurking: false,
    handedOut: false,
    strangers: new Set(),
    active: [],
    running: [],
    seen: new Set(),
    memo: new Map(),
    tiresAt: Infinity,
    sparesAt: Infinity,
    frugal: false,
    undecidedBefore: 0,
    used: new Map(),
    consumers: new Map(),
    parameters: [],
    effects: new Map(),
    worldly: false,
    unseen: false,
    weaklyHeld: new Set(),
    heldAtEntry: new Map(),
    touched: null,
    heldInCalls: new Set(),
    meddles: false,
    loses: false,
    surprising: [],
    mortuary: {
      line: 0,
      place: 0,
      by: 'count',
      died: (heap_, object) => {
        if (awaitsFinalizer(session, heap_, object)) {
          session.dying.push(object.id);
          return false;
        }
        watch.died(object, session.mortuary);
        return true;
      },
      doubted: (heap_, object) => {
        if (awaitsFinalizer(session, heap_, object)) session.dying.push(object.id);
      },
    },
  };
  const module = create(heap, 2, 'module', 'module', -1);
  module.outsideLow = module.outsideHigh = 1;
  module.names = new Map();
  shared(session, heap, 'NoneType:null', 'constant', 'NoneType', null);
  shared(session, heap, 'str:__main__', 'constant', 'str', '__main__');
  for (const constant of program.pool) constantObject(session, heap, constant);
  return { session, heap };
}
