/** Sets up a run: the heap as it is before the first instruction, the budget, and what happens when objects die. */
import type { PythonVersion } from '../base/version.ts';
import { create, emptyHeap } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import type { Program } from './lower/code.ts';
import type { Moment, Session } from './machine.ts';
import { constantObject, shared } from './step/object.ts';
import { steps } from './step/index.ts';

export interface Limits {
  readonly steps: number;
  readonly depth: number;
}

export interface Watch {
  observe(moment: Moment, line: number, isReturn: boolean): void;
  born(object: HeapObject, line: number): void;
  died(heap: Heap, object: HeapObject, line: number): void;
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
    finalizers: true,
    running: [],
    seen: new Set(),
    memo: new Map(),
    frugal: false,
    consumers: new Map(),
    parameters: [],
    effects: new Map(),
    worldly: false,
    mortuary: {
      line: 0,
      place: 0,
      died: (where, object) => {
        watch.died(where, object, session.mortuary.line);
        return true;
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
