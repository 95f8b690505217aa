/** The first driver: runs the code of the module as a script would, with real values while they are known and a budget lasts. */
import type { PythonVersion } from '../base/version.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import { create, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject } from './domain/object.ts';
import { isOne, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import { NAMESPACE } from './lower/code.ts';
import type { Program } from './lower/code.ts';
import { Exhausted, peek, Raised, run } from './machine.ts';
import type { Moment, Session } from './machine.ts';
import { newLedger, noteBirth, noteDeath, takeBack } from './ledger.ts';
import type { End, Ledger } from './ledger.ts';
import { record } from './record.ts';
import type { Record_ } from './record.ts';
import { newSession } from './session.ts';
import { hasFrozen } from './step/collector.ts';

/** Instructions of one replay, and frames inside one another. */
const STEPS = 400_000;
const DEPTH = 150;

export interface Replay {
  readonly record: Record_;
  /** The heap when the script has ended; `null` if that was not reached. */
  readonly heap: Heap | null;
  /** From which line on nothing could be followed; `null` if all was. */
  readonly stopped: number | null;
  readonly ledger: Ledger;
  readonly end: End;
  /** The functions that were called. */
  readonly seen: ReadonlySet<Node>;
}

/** `steps`: instructions after which the run is given up; `quiet`: nothing is recorded, only the heap at the end is wanted; `see` is shown the end of every statement, of functions too; `attach` gets the session before it begins. */
export function replay(
  program: Program,
  version: PythonVersion,
  steps = STEPS,
  quiet = false,
  see: (moment: Moment, line: number) => void = () => undefined,
  attach: (session: Session) => void = () => undefined,
): Replay {
  const entries: Record_ = new Map();
  const ledger = newLedger(program);
  let module = 0;
  let lastLine = 0;
  const { session, heap } = newSession(
    program,
    version,
    { steps, depth: DEPTH },
    {
      observe: (moment, line, isReturn) => {
        see(moment, line);
        const { code } = moment;
        if (quiet || (code.kind !== 'module' && code.kind !== 'class')) return;
        if (code.kind === 'module') lastLine = line;
        if (
          code.kind === 'class' &&
          session.running.some((index) => program.codes[index].scope.kind !== 'class' && program.codes[index].scope.kind !== 'annotation')
        )
          return;
        record(
          program,
          entries,
          moment.heap,
          version,
          code,
          moment.frame,
          line,
          namesOf(moment.heap, session.module, code.kind === 'module' ? null : moment.frame, code.slots.indexOf(NAMESPACE)),
          isReturn ? peek(moment, 1) : null,
        );
      },
      born: (moment, object) => noteBirth(ledger, moment.code, object, moment.code.at[moment.pc], session.steps, session.undecided === 0),
      died: (object, { place, by }) => noteDeath(ledger, object.id, place, session.steps, session.undecided === 0, by, session.examples),
      undone: (since) => takeBack(ledger, since),
    },
  );
  attach(session);
  const code = program.module;
  module = session.count += 1;
  const frame: HeapObject = create(heap, module, 'frame', 'frame', code.node);
  frame.outsideLow = frame.outsideHigh = 1;
  let stopped: number | null = null;
  let final: Heap | null = null;
  let heaps: readonly Heap[] = [];
  let overBefore = 0;
  try {
    const outcome = run(session, heap, module, code, 0, -2, '');
    final = outcome.returned?.heap ?? null;
    heaps = [outcome.returned, outcome.raised].flatMap((way) => (way === null ? [] : [way.heap]));
    if (final === null) stopped = session.mortuary.line;
  } catch (problem) {
    if (!(problem instanceof Exhausted) && !(problem instanceof Raised) && !(problem instanceof RangeError)) throw problem;
    stopped = session.mortuary.line;
    final = null;
    if (!(problem instanceof Raised)) overBefore = distrust(entries, program, lastLine);
  }
  const end: End = {
    heaps,
    heap: final,
    doomed: session.doomed,
    isFrozen: hasFrozen(session),
    unseen: session.unseen || session.frugal,
    used: session.used,
    overBefore,
  };
  return { record: entries, heap: final, stopped, ledger, end, seen: session.seen };
}

/** The run was given up inside a loop: what it would still have done to the lines that it had reached is not known. Answers the first such line. */
function distrust(entries: Record_, program: Program, line: number): number {
  const { tree } = program;
  // statements of the module that were over before stay as they are
  let start = line + 1;
  for (const statement of childrenIn(tree, tree.size - 1, PyField.body)) {
    const first = program.lineOf(statement);
    if (first <= line && tree.kind[statement] !== Py.FunctionDef && tree.kind[statement] !== Py.ClassDef)
      start = isLoop(program, statement) ? first : line + 1;
  }
  for (const entry of entries.values()) {
    if (entry.line >= start) entry.refs = { kind: 'unknown', why: `the simulation was given up behind line ${line}` };
  }
  return start;
}

const isLoop = (program: Program, statement: Node): boolean => {
  const { tree } = program;
  for (let node = tree.first[statement]; node <= statement; node += 1) {
    if (tree.kind[node] === Py.For || tree.kind[node] === Py.While || tree.kind[node] === Py.AsyncFor) return true;
  }
  return false;
};

function* namesOf(heap: Heap, module: number, frame: number | null, slot: number): Iterable<readonly [string, Value]> {
  let space = module;
  if (frame !== null) {
    const found = look(heap, frame).items[slot];
    if (!isOne(found) || found <= UNKNOWN) return;
    space = found;
  }
  const object = look(heap, space);
  for (const [name, index] of object.names ?? []) yield [name, object.items[index]];
}
