/** `def` and `lambda`: a function holds its defaults, its annotations and the cells of its free variables. */
import { look, own, retain } from '../domain/heap.ts';
import { UNKNOWN } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { pop, push } from '../machine.ts';
import type { StepTable } from '../machine.ts';
import type { FunctionData } from './call.ts';
import { announce, make } from './object.ts';

export function installFunction(steps: StepTable): void {
  steps[Op.MakeFunction] = (m, index, flags) => {
    const code = m.session.program.codes[index];
    const annotations = (flags & 4) !== 0 ? pop(m) : null;
    const keywordDefaults = (flags & 2) !== 0 ? pop(m) : null;
    const defaults = (flags & 1) !== 0 ? pop(m) : null;
    const made = make(m, 'function', 'function', `function:${index}`);
    made.site = code.node;
    const take = (value: typeof defaults): number => {
      if (value === null) return -1;
      made.items.push(value);
      made.places.push(0);
      return made.items.length - 1;
    };
    const data: FunctionData = { code, defaults: take(defaults), keywordDefaults: take(keywordDefaults), closure: 0 };
    take(annotations);
    const closure = made.items.length;
    for (const name of code.free) {
      const slot = m.code.slots.indexOf(name);
      const cell = slot === -1 ? UNKNOWN : (look(m.heap, m.frame).items[slot] ?? UNKNOWN);
      retain(m.heap, cell);
      own(m.heap, made.id).items.push(cell);
      own(m.heap, made.id).places.push(0);
    }
    own(m.heap, made.id).data = { ...data, closure };
    announce(m, look(m.heap, made.id));
    push(m, made.id);
  };
}
