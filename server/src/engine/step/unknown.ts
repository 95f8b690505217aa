/** Code that is not simulated: what it can reach it may keep, change and drop; nothing else. */
import { collectToll, escape, look, release } from '../domain/heap.ts';
import { membersOf, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { gain } from './loss.ts';
import { disturbWorld } from './world.ts';

export function installUnknown(steps: StepTable): void {
  // a region that was not understood: any code of this file may have run
  steps[Op.Havoc] = (m) => {
    disturbWorld(m);
    push(m, UNKNOWN);
    m.mayRaise = true;
  };
  steps[Op.Unknown] = (m) => {
    const value = pop(m);
    havoc(m, [value]);
    release(m.heap, value, m.session.mortuary);
    push(m, UNKNOWN);
    m.mayRaise = true;
  };
}

/** Unknown code gets hold of these values. If they lead to functions of this file, those may run. */
export function havoc(m: Moment, values: readonly Value[]): void {
  const roots: number[] = [];
  for (const value of values) for (const member of membersOf(value)) if (member > UNKNOWN) roots.push(member);
  m.mayRaise = true;
  m.session.steps += 5 + collectToll(m.heap);
  const runs = roots.length > 0 && leadsToCode(m, roots);
  escape(m.heap, roots);
  if (m.session.parameters.some(({ isRest, id }) => isRest && roots.includes(id))) gain(m);
  if (runs && m.session.touched === null) m.session.handedOut = true;
  if (runs || m.session.lurking) disturbWorld(m);
}

/** Whether code of this file hangs on one of the objects. */
function leadsToCode(m: Moment, roots: readonly number[]): boolean {
  const waiting = [...roots];
  const seen = new Set<number>();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || seen.has(id)) continue;
    seen.add(id);
    const object = look(m.heap, id);
    if (object.kind === 'function' || object.kind === 'generator') return true;
    if (object.kind === 'frame' || object.kind === 'module') continue;
    // what unknown code has had before, it has run before
    if (object.escaped && !object.dirty && object.kind !== 'method') continue;
    // an instance leads to its methods; library code calls few of them unless it was made for the class
    if (object.kind === 'class') continue;
    for (const item of object.items) waiting.push(...membersOf(item));
    waiting.push(...object.bag);
    if (seen.size > 2000) return true;
  }
  return false;
}
