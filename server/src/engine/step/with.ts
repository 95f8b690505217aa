/** `with`: while the block runs, the bound `__exit__` holds its manager. */
import { own, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { bindMethod, loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { known, make, none } from './object.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';
import { hasDecoratedGenerator } from './reach.ts';
import { disturbWorld, meetsStranger } from './world.ts';

export function installWith(steps: StepTable): void {
  steps[Op.EnterWith] = (m, isAsync) => {
    const manager = pop(m);
    const object = known(m, manager);
    const type = object === null || object.kind !== 'instance' ? null : known(m, object.items[0] ?? UNKNOWN);
    const exit = type === null ? undefined : findInClass(m, type, isAsync === 1 ? '__aexit__' : '__exit__');
    if (exit !== undefined && exit.complete && isAsync === 0) {
      retain(m.heap, manager);
      const bound = bindMethod(m, manager, exit.value);
      push(m, bound);
      push(m, callValue(m, loadAttribute(m, manager, '__enter__'), [], []));
      return;
    }
    if (isAsync === 1 || mayRunGenerator(m, object)) disturbWorld(m);
    meetsStranger(m, [manager], '__enter__');
    havoc(m, [manager]);
    const made = make(m, 'builtin', 'exit', 'exit');
    const body = own(m.heap, made.id);
    body.items = [manager];
    body.places = [0];
    push(m, made.id);
    push(m, UNKNOWN);
  };
  steps[Op.ExitWith] = (m, keep, isAsync) => {
    const kept = keep > 0 ? pop(m) : null;
    const exit = pop(m);
    drop(m, callExit(m, exit, [none(m), none(m), none(m)], isAsync));
    if (kept !== null) push(m, kept);
  };
  steps[Op.ExitWithError] = (m, isAsync) => {
    const exception = pop(m);
    const exit = pop(m);
    push(m, exception);
    retain(m.heap, exception);
    push(m, callExit(m, exit, [UNKNOWN, exception, UNKNOWN], isAsync));
  };
}

/** Whether a manager may be one that `contextlib` made of a generator function of the file. */
const mayRunGenerator = (m: Moment, manager: HeapObject | null): boolean =>
  (manager === null || manager.kind === 'opaque') && hasDecoratedGenerator(m.session.program);

/** Takes over the bound method and the arguments. */
function callExit(m: Moment, exit: Value, args: readonly Value[], isAsync: number): Value {
  const object = known(m, exit);
  if (isAsync === 1) disturbWorld(m);
  if (object !== null && object.kind === 'method') return callValue(m, exit, args, []);
  const manager = object === null ? UNKNOWN : (object.items[0] ?? UNKNOWN);
  if (mayRunGenerator(m, known(m, manager))) disturbWorld(m);
  meetsStranger(m, [manager], '__exit__');
  havoc(m, [exit, ...args]);
  drop(m, exit);
  for (const arg of args) drop(m, arg);
  return UNKNOWN;
}
