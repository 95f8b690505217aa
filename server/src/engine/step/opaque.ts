/** Objects that the outside made and holds: what comes out of places that are not followed. */
import { create } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import { nextNumber } from '../machine.ts';
import type { Moment } from '../machine.ts';

/** A new number for an object of which nothing is known but that it exists; nothing refers to it yet. */
export function opaque(m: Moment, what: string): number {
  const id = nextNumber(m, what);
  const made = create(m.heap, id, 'opaque', null, -1);
  made.outsideHigh = ANY;
  made.escaped = true;
  made.open = true;
  return id;
}
