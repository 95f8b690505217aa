/**
 * What an expression made of names and attributes stands for after a statement: looked for while the code around it runs, the module as a script or one
 * function for any call. The same runs as those of the counts, so it never says another number.
 */
import type { PythonVersion } from '../base/version.ts';
import type { Node } from '../syntax/tree.ts';
import { joinCounts } from './count.ts';
import { create, look, type Heap } from './domain/heap.ts';
import { isOne, membersOf, NOTHING, UNKNOWN, type Value } from './domain/value.ts';
import type { SeenObject } from './facts.ts';
import { NAMESPACE, type Program } from './lower/code.ts';
import { Exhausted, peek, Raised, run, type Moment, type Session } from './machine.ts';
import { record, type Entry } from './record.ts';
import { newSession } from './session.ts';
import { givenAt } from './summary.ts';

/** Shown the end of each statement of one scope. */
export type See = (session: Session, moment: Moment, line: number, isReturn: boolean) => void;

const MODULE = { steps: 400_000, depth: 150 };

/** `scope`: the module's node, or a class's. Answers whether the end was reached. */
export function watchModule(program: Program, version: PythonVersion, scope: Node, see: See): boolean {
  const { session, heap } = newSession(program, version, MODULE, {
    observe: (moment, line, isReturn) => {
      if (moment.code.node === scope) see(session, moment, line, isReturn);
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
    if (problem instanceof Exhausted || problem instanceof Raised || problem instanceof RangeError) return false;
    throw problem;
  }
}

/** `path`: a name, then attributes (`self.root.left`). `null` where it is not known on some way, or the line is not reached. `watch`: runs the code. */
export function seenAfter(
  watch: (see: See) => boolean,
  program: Program,
  version: PythonVersion,
  line: number,
  path: readonly string[],
): SeenObject | null {
  const entries = new Map<string, Entry>();
  let lost = false;
  const shown = path.join('.');
  const ended = watch((session, moment, at, isReturn) => {
    if (at !== line || lost) return;
    const { heap, code, frame } = moment;
    const value = follow(heap, namedIn(moment, session.module, path[0]), path.slice(1));
    // other functions may let go of, or keep, a constant that they share with this one
    const isShared = value !== null && code.kind === 'function' && membersOf(value).some((one) => look(heap, one)?.kind === 'constant');
    if (value === null || (isShared && path.length > 1)) {
      lost = true;
      return;
    }
    const returned = isReturn ? peek(moment, 1) : null;
    record(program, entries, heap, version, code, frame, line, [[shown, value]], returned, givenAt(session, heap));
  });
  const [entry] = entries.values();
  if (lost || entry === undefined) return null;
  const refs = ended ? entry.refs : joinCounts(entry.refs, { kind: 'unknown', why: 'the simulation was given up before the end' });
  return { refs, type: entry.type, holders: entry.holders, created: [...entry.created].sort((one, other) => one - other) };
}

/** What a name stands for in the scope whose statement has ended. */
function namedIn({ heap, code, frame }: Moment, module: number, name: string): Value {
  const { items } = look(heap, frame);
  if (code.kind === 'module' || code.kind === 'class') {
    const space = code.kind === 'module' ? module : items[code.slots.indexOf(NAMESPACE)];
    if (!isOne(space) || space <= UNKNOWN) return NOTHING;
    const object = look(heap, space);
    const index = object.names?.get(name);
    return index === undefined ? NOTHING : object.items[index];
  }
  const slot = code.slots.indexOf(name);
  if (slot === -1) return NOTHING;
  const value = items[slot] ?? NOTHING;
  if (!code.cells.has(slot)) return value;
  const [cell] = membersOf(value);
  return cell > UNKNOWN && look(heap, cell).kind === 'cell' ? (look(heap, cell).items[0] ?? NOTHING) : NOTHING;
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
