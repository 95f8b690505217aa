/** When any function of the file may have run unseen: globals that functions rebind are uncertain, and everything that globals lead to may have changed. */
import { ANY } from '../domain/object.ts';
import { collectToll, escape, livingIn, look, own, scatter } from '../domain/heap.ts';
import { isOne, membersOf, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Program } from '../lower/code.ts';
import type { Constant } from '../lower/constant.ts';
import type { HeapObject } from '../domain/object.ts';
import type { Moment } from '../machine.ts';
import { CACHED } from './call.ts';
import { isUsedInBodies, isUsedInPassing, rebound } from './reach.ts';
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
  const inside: number[] = [];
  for (const [name, index] of module.names ?? []) {
    for (const member of membersOf(module.items[index])) {
      if (member <= UNKNOWN) continue;
      const object = look(m.heap, member);
      // a form of `typing` is subscripted there at most
      if (object.kind === 'external' && !isUsedInBodies(program, name)) continue;
      // what functions only call, index, loop over or compare cannot have been kept by them; what it holds may have changed
      if (isOne(module.items[index]) && isUsedInPassing(program, name) && onlyPasses(m, object)) {
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
  for (const key of constantsOfFunctions(program)) {
    const id = session.shared.get(key);
    if (id !== undefined && id > UNKNOWN) own(m.heap, id).outsideHigh = ANY;
  }
  blurGlobals(m, rebound(program));
  for (const id of inside) disturbInside(m, id);
  m.session.steps += 20 + collectToll(m.heap);
}

const constantsIn = new WeakMap<Program, ReadonlySet<string>>();

/** Constants in the code of functions: what runs unseen may have left them anywhere. */
function constantsOfFunctions(program: Program): ReadonlySet<string> {
  let found = constantsIn.get(program);
  if (found === undefined) {
    const keys = new Set<string>();
    for (const code of program.codes)
      if (code.kind === 'function' || code.kind === 'generator') for (const { key, items } of code.constants) addKeys(keys, key, items);
    constantsIn.set(program, (found = keys));
  }
  return found;
}

function addKeys(keys: Set<string>, key: string, items: readonly Constant[]): void {
  keys.add(key);
  for (const item of items) addKeys(keys, item.key, item.items);
}

/** Whether one of these is an instance, of which no more is known, of a class of the file that defines one of these methods. */
export function meetsStranger(m: Moment, values: readonly Value[], ...methods: string[]): void {
  const { strangers } = m.session;
  if (strangers.size === 0 || !methods.some((method) => strangers.has(method))) return;
  if (values.some((value) => membersOf(value).includes(UNKNOWN))) disturbWorld(m);
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
