/** Names: locals, cells, globals, names of class bodies. A name owns one reference to what it is bound to. */
import { nameOf } from '../../syntax/names.ts';
import { blur, create, look, move, named, own, release, retain, storeNamed } from '../domain/heap.ts';
import { isOne, membersOf, NOTHING, UNKNOWN, without } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { NAMESPACE, Op } from '../lower/code.ts';
import type { Code } from '../lower/code.ts';
import { builtinNames } from '../model/builtin-names.ts';
import { nextNumber, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { ENUM_DICT, noteValue } from './enumeration.ts';
import { external } from './object.ts';
import { raise } from './exception.ts';
import { isForeign, letGo } from './loss.ts';
import { opaque } from './opaque.ts';
import { bindsAlone, isCounted, isPassed } from './reach.ts';
import { ALONE, SEALED } from '../domain/object.ts';
import { holdsAlone } from './enclosed.ts';
import { havoc } from './unknown.ts';

export function installBinding(steps: StepTable): void {
  steps[Op.LoadLocal] = (m, slot, moved) => {
    const value = look(m.heap, m.frame).items[slot] ?? NOTHING;
    if (moved === 1) {
      own(m.heap, m.frame).items[slot] = NOTHING;
      push(m, value);
      return;
    }
    load(m, value, 'UnboundLocalError');
    // from here on it is bound: otherwise this way would have been left
    if (!isOne(value) && value.includes(NOTHING)) move(m.heap, m.frame, slot, refined(m, value), m.session.mortuary);
  };
  steps[Op.StoreLocal] = (m, slot) => {
    const value = pop(m);
    move(m.heap, m.frame, slot, value, m.session.mortuary);
  };
  steps[Op.DeleteLocal] = (m, slot) => move(m.heap, m.frame, slot, NOTHING, m.session.mortuary);
  steps[Op.LoadCell] = (m, slot) => load(m, cellValue(m, slot), 'NameError');
  steps[Op.StoreCell] = (m, slot) => {
    const value = pop(m);
    storeCell(m, slot, value);
  };
  steps[Op.DeleteCell] = (m, slot) => storeCell(m, slot, NOTHING);
  steps[Op.LoadGlobal] = (m, name) => loadGlobal(m, nameOf(name));
  steps[Op.StoreGlobal] = (m, name) => {
    m.session.worldly = true;
    forgetGlobal(m, nameOf(name));
    const value = pop(m);
    storeNamed(m.heap, m.session.module, nameOf(name), value, m.session.mortuary);
    release(m.heap, value, m.session.mortuary);
  };
  steps[Op.DeleteGlobal] = (m, name) => {
    forgetGlobal(m, nameOf(name));
    storeNamed(m.heap, m.session.module, nameOf(name), NOTHING, m.session.mortuary);
  };
  steps[Op.LoadName] = (m, name) => {
    const own_ = named(m.heap, namespace(m), nameOf(name));
    if (own_ === undefined || own_ === NOTHING) loadGlobal(m, nameOf(name));
    else load(m, own_, 'NameError');
  };
  steps[Op.StoreName] = (m, name) => {
    const value = pop(m);
    storeNamed(m.heap, namespace(m), nameOf(name), value, m.session.mortuary);
    if (look(m.heap, namespace(m)).type === ENUM_DICT) noteValue(m, namespace(m), nameOf(name), value);
    release(m.heap, value, m.session.mortuary);
  };
  steps[Op.DeleteName] = (m, name) => storeNamed(m.heap, namespace(m), nameOf(name), NOTHING, m.session.mortuary);
}

/** A global that held something of the outside is about to be bound anew. */
function forgetGlobal(m: Moment, name: string): void {
  const old = named(m.heap, m.session.module, name) ?? UNKNOWN;
  if (m.session.parameters.length > 0 && membersOf(old).some((member) => isForeign(m, member))) letGo(m, 'given');
}

/** The dictionary that a class body fills. */
export const namespace = (m: Moment): number => {
  const found = look(m.heap, m.frame).items[m.code.slots.indexOf(NAMESPACE)];
  return isOne(found) ? found : UNKNOWN;
};

function refined(m: Moment, value: Value): Value {
  const bound = without(value, NOTHING);
  retain(m.heap, bound);
  return bound;
}

function load(m: Moment, value: Value, problem: string): void {
  if (value === NOTHING) {
    raise(m, problem);
    return;
  }
  // on the ways on which nothing is bound the load raises, and this way is not gone
  const bound = without(value, NOTHING);
  if (bound !== value) m.mayRaise = true;
  retain(m.heap, bound);
  push(m, bound);
}

function cellValue(m: Moment, slot: number): Value {
  const cell = look(m.heap, m.frame).items[slot];
  if (!isOne(cell) || cell <= UNKNOWN) return UNKNOWN;
  return look(m.heap, cell).items[0] ?? NOTHING;
}

/** Takes over the reference to the value. */
export function storeCell(m: Moment, slot: number, value: Value): void {
  const cell = look(m.heap, m.frame).items[slot];
  if (isOne(cell) && cell > UNKNOWN) {
    if (look(m.heap, cell).many) {
      own(m.heap, cell).open = true;
      havoc(m, [value]);
      release(m.heap, value, m.session.mortuary);
    } else {
      if (membersOf(look(m.heap, cell).items[0] ?? NOTHING).some((member) => isForeign(m, member)) && look(m.heap, cell).escaped)
        letGo(m, 'given');
      move(m.heap, cell, 0, value, m.session.mortuary);
    }
  } else {
    havoc(m, [value]);
    release(m.heap, value, m.session.mortuary);
  }
}

/** A new cell for a variable of `code` that takes over the reference to its value. */
export function makeCell(m: Moment, code: Code, slot: number, value: Value): number {
  const id = nextNumber(m, `cell:${slot}`);
  const cell = create(m.heap, id, 'cell', 'cell', -1);
  cell.held = 1;
  cell.items = [value];
  cell.places = [m.session.mortuary.place];
  if (holdsAlone(m.session.program, code.scope, code.slots[slot])) cell.data = ALONE;
  else if (bindsAlone(m.session.program, code, code.slots[slot])) cell.data = SEALED;
  return id;
}

export function loadGlobal(m: Moment, name: string): void {
  const value = outsideGlobal(m, name) ?? named(m.heap, m.session.module, name);
  if (value !== undefined && value !== NOTHING) {
    load(m, value, 'NameError');
    return;
  }
  const module = look(m.heap, m.session.module);
  if (module.open) {
    push(m, builtinNames.has(name) && value === undefined ? external(m.session, m.heap, `builtins.${name}`) : UNKNOWN);
    m.mayRaise = true;
    return;
  }
  if (builtinNames.has(name)) push(m, external(m.session, m.heap, `builtins.${name}`));
  else if (name === '__name__') push(m, m.session.shared.get('str:__main__') ?? external(m.session, m.heap, '__name__'));
  else if (name.startsWith('__')) push(m, UNKNOWN);
  else raise(m, 'NameError');
}

/**
 * In a function that is looked at by itself, a global of which nothing is known is an object of the outside: a parameter may have been given the same.
 * `null` where the name stands for something else.
 */
function outsideGlobal(m: Moment, name: string): Value | null {
  const { session } = m;
  if (session.parameters.length === 0 || !isCounted(session.program, name) || !isPassed(session.program, name)) return null;
  if ((named(m.heap, session.module, name) ?? UNKNOWN) !== UNKNOWN) return null;
  m.mayRaise = true;
  const id = opaque(m, `global:${name}`);
  storeNamed(m.heap, session.module, name, id, session.mortuary);
  session.heldAtEntry.set(id, 1);
  return id;
}

/** Names of the module may have been rebound by code that was not followed. */
export function blurGlobals(m: Moment, names: Iterable<string>): void {
  for (const name of names) {
    const module = own(m.heap, m.session.module);
    const index = module.names?.get(name);
    if (index === undefined) module.open = true;
    else blur(m.heap, module, index);
  }
}
