/** When any function of the file may have run unseen: globals that functions rebind are uncertain, and everything that globals lead to may have changed. */
import { escape, look, own } from '../domain/heap.ts';
import { membersOf, UNKNOWN } from '../domain/value.ts';
import type { Moment } from '../machine.ts';
import { calledOnly, rebound } from './reach.ts';
import { blurGlobals } from './binding.ts';

export function disturbWorld(m: Moment): void {
  const { session } = m;
  const module = look(m.heap, session.module);
  const roots: number[] = [];
  const { program } = session;
  const onlyCalled = calledOnly(program);
  for (const [name, index] of module.names ?? []) {
    for (const member of membersOf(module.items[index])) {
      if (member <= UNKNOWN) continue;
      const object = look(m.heap, member);
      // a function that the file only ever calls by its name cannot have been kept by the file
      if (object.kind === 'function' && onlyCalled.has(name)) {
        for (const item of object.items) roots.push(...membersOf(item));
        continue;
      }
      roots.push(member);
    }
  }
  // cells of running frames
  for (let id = 2; id < m.heap.objects.length; id += 1) {
    const object = m.heap.objects[id];
    if (object !== undefined && !object.dead && object.kind === 'cell' && !object.escaped) roots.push(id);
  }
  escape(m.heap, roots);
  blurGlobals(m, rebound(program));
  for (const root of roots) if (root > UNKNOWN && look(m.heap, root).kind === 'class') own(m.heap, root).open = true;
  m.session.steps += 20;
}
