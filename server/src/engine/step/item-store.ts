/** What storing and deleting an item does: in sequences, slices and dicts, known or not. */
import { doubt, keepAnyNumber, look, own, release, retain, scatter } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { UNKNOWN, isOne, membersOf } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { setEntry, shake, takeEntry } from './container.ts';
import { raise } from './exception.ts';
import { bounds, picked } from './item.ts';
import { contentsOf, expose } from './iteration.ts';
import { loseItem } from './loss.ts';
import { known } from './object.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';

export function storeItem(m: Moment, owner: Value, index: Value, value: Value): void {
  const object = known(m, owner);
  const at = known(m, index);
  const { mortuary } = m.session;
  if (object === null || object.id <= UNKNOWN) {
    havoc(m, isOne(owner) ? [value, index] : [owner, index, value]);
    return;
  }
  switch (object.kind) {
    case 'dict':
      setEntry(m, object.id, index, value);
      return;
    case 'list': {
      if (at !== null && at.kind === 'slice') {
        storeSlice(m, object, at, value);
        return;
      }
      const exact = object.bag.length === 0 && !object.many && at !== null && typeof at.data === 'number';
      if (exact && !object.open) {
        const number = at.data as number;
        const position = number < 0 ? number + object.items.length : number;
        if (position < 0 || position >= object.items.length) raise(m, 'IndexError');
        retain(m.heap, value);
        const body = own(m.heap, object.id);
        const old = body.items[position];
        body.items[position] = value;
        body.places[position] = mortuary.place;
        if (body.escaped && isOne(value) && value > UNKNOWN) m.heap.leaks.push(value);
        release(m.heap, old, mortuary);
        return;
      }
      m.mayRaise = true;
      loseSome(m, object);
      keepAnyNumber(m.heap, object.id, value);
      return;
    }
    case 'instance': {
      const type = known(m, object.items[0] ?? UNKNOWN);
      const method = type === null ? undefined : findInClass(m, type, '__setitem__');
      if (method !== undefined && method.complete) {
        for (const one of [owner, index, value]) retain(m.heap, one);
        drop(m, callValue(m, loadAttribute(m, owner, '__setitem__'), [index, value], []));
        return;
      }
      havoc(m, [owner, index, value]);
      return;
    }
    case 'opaque':
      m.mayRaise = true;
      loseItem(m, object.id);
      keepAnyNumber(m.heap, object.id, value);
      keepAnyNumber(m.heap, object.id, index);
      return;
    default:
      havoc(m, [owner, index, value]);
  }
}

function storeSlice(m: Moment, object: HeapObject, slice: HeapObject, source: Value): void {
  const exact = !object.open && object.bag.length === 0 && !object.many;
  const range = exact ? bounds(m, slice, object.items.length) : null;
  const contents = range === null ? null : contentsOf(m, source);
  if (range === null || contents === null) {
    loseSome(m, object);
    own(m.heap, object.id).open = true;
    expose(m, source);
    return;
  }
  if (range.step !== 1) {
    const chosen = picked(m, slice, object.items.length) ?? [];
    if (chosen.length !== contents.length) {
      for (const one of contents) drop(m, one);
      raise(m, 'ValueError');
    }
    const list = own(m.heap, object.id);
    const replaced = chosen.map((at, index) => {
      const before = list.items[at];
      list.items[at] = contents[index];
      list.places[at] = m.session.mortuary.place;
      return before;
    });
    for (const one of replaced) release(m.heap, one, m.session.mortuary);
    return;
  }
  const body = own(m.heap, object.id);
  const stop = Math.max(range.start, range.stop);
  const old = body.items.splice(range.start, stop - range.start, ...contents);
  body.places.splice(range.start, stop - range.start, ...contents.map(() => m.session.mortuary.place));
  for (const one of old) release(m.heap, one, m.session.mortuary);
}

/** Some of what a list held may not be held any more; it is not known what. */
function loseSome(m: Moment, object: HeapObject): void {
  const before = [...object.items.flatMap(membersOf), ...object.bag];
  scatter(m.heap, object.id);
  doubt(
    m.heap,
    before.filter((id) => id > UNKNOWN && look(m.heap, id).held === 0),
    m.session.undecided > 0,
  );
}

export function deleteItem(m: Moment, owner: Value, index: Value): void {
  const object = known(m, owner);
  const at = known(m, index);
  if (object === null || object.id <= UNKNOWN) {
    if (!isOne(owner)) havoc(m, [owner]);
    m.mayRaise = true;
    loseItem(m, UNKNOWN);
    return;
  }
  if (object.kind === 'opaque') loseItem(m, object.id);
  if (object.kind === 'instance') {
    const type = known(m, object.items[0] ?? UNKNOWN);
    const method = type === null ? undefined : findInClass(m, type, '__delitem__');
    if (method !== undefined && method.complete) {
      for (const one of [owner, index]) retain(m.heap, one);
      drop(m, callValue(m, loadAttribute(m, owner, '__delitem__'), [index], []));
    } else havoc(m, [owner, index]);
    return;
  }
  if (object.kind === 'dict') {
    const taken = takeEntry(m, object.id, index);
    if (taken.found === false) raise(m, 'KeyError');
    if (taken.found === true) drop(m, taken.value);
    return;
  }
  const exact = object.kind === 'list' && !object.open && object.bag.length === 0 && !object.many;
  if (exact && at !== null) {
    const range = at.kind === 'slice' ? bounds(m, at, object.items.length) : null;
    if (range !== null && range.step !== 1) {
      const chosen = new Set(picked(m, at, object.items.length));
      const body = own(m.heap, object.id);
      const gone = body.items.filter((_, index) => chosen.has(index));
      body.items = body.items.filter((_, index) => !chosen.has(index));
      body.places = body.places.filter((_, index) => !chosen.has(index));
      for (const one of gone) release(m.heap, one, m.session.mortuary);
      return;
    }
    const number = typeof at.data === 'number' ? at.data : null;
    const from =
      range !== null
        ? range.step === 1
          ? range.start
          : null
        : number === null
          ? null
          : number < 0
            ? number + object.items.length
            : number;
    const count = range !== null ? Math.max(0, range.stop - range.start) : 1;
    if (from !== null) {
      if (range === null && (from < 0 || from >= object.items.length)) raise(m, 'IndexError');
      const body = own(m.heap, object.id);
      const old = body.items.splice(from, count);
      body.places.splice(from, count);
      for (const one of old) release(m.heap, one, m.session.mortuary);
      return;
    }
  }
  if (object.kind === 'list') shake(m, object.id);
  else havoc(m, [owner]);
}
