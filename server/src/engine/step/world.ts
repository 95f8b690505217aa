/** When any function of the file may have run unseen: globals that functions rebind are uncertain, and everything that globals lead to may have changed. */
import { escape, livingIn, look, own, scatter } from '../domain/heap.ts';
import { isOne, membersOf, UNKNOWN } from '../domain/value.ts';
import type { HeapObject } from '../domain/object.ts';
import type { Moment } from '../machine.ts';
import { CACHED } from './call.ts';
import { passingNames, rebound } from './reach.ts';
import { blurGlobals } from './binding.ts';
import { meddle } from './loss.ts';

export function disturbWorld(m: Moment): void {
  const { session } = m;
  session.worldly = true;
  session.unseen = true;
  // what a caller gave may be held by a global too
  meddle(m);
  const module = look(m.heap, session.module);
  const roots: number[] = [];
  const { program } = session;
  const passing = passingNames(program);
  const inside: number[] = [];
  for (const [name, index] of module.names ?? []) {
    for (const member of membersOf(module.items[index])) {
      if (member <= UNKNOWN) continue;
      const object = look(m.heap, member);
      // what functions only call, index, loop over or compare cannot have been kept by them; what it holds may have changed
      if (isOne(module.items[index]) && passing.has(name) && onlyPasses(m, object)) {
        inside.push(member);
        continue;
      }
      roots.push(member);
    }
  }
  // cells of running frames
  for (const object of livingIn(m.heap)) {
    const { id } = object;
    if (object.kind === 'cell' && !object.escaped) roots.push(id);
  }
  escape(m.heap, roots);
  blurGlobals(m, rebound(program));
  for (const id of inside) disturbInside(m, id);
  m.session.steps += 20;
}

/** A generator function is held by the generators it made; an instance hands itself to its methods. */
function onlyPasses(m: Moment, object: HeapObject): boolean {
  if (object.kind === 'function') return !(object.data as { code: { suspends: boolean } }).code.suspends || m.session.version[1] < 11;
  if (object.kind === 'builtin') return object.type === CACHED;
  return object.kind === 'constant' || object.kind === 'list' || object.kind === 'dict' || object.kind === 'tuple' || object.kind === 'set';
}

/** Whatever an object holds may be held elsewhere by now, or not be held by it any more; the object itself is held as before. */
export function disturbInside(m: Moment, id: number): void {
  const object = look(m.heap, id);
  const roots: number[] = [...object.bag];
  for (const item of object.items) roots.push(...membersOf(item));
  escape(
    m.heap,
    roots.filter((root) => root > UNKNOWN),
  );
  if (object.kind === 'tuple' || object.kind === 'constant' || object.kind === 'function' || object.kind === 'builtin') return;
  if (object.kind === 'list' || object.kind === 'dict' || object.kind === 'set') {
    scatter(m.heap, id);
    own(m.heap, id).data = undefined;
  }
  own(m.heap, id).open = true;
}
