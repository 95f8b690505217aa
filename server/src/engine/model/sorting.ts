/** Sorting: by value where all keys are known, by asking `__lt__` of classes of the file; else the order is no longer followed. */
import { look, own, retain, scatter } from '../domain/heap.ts';
import { either, isOne, NOTHING, UNKNOWN, WIDEST } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from '../step/attribute.ts';
import { callValue } from '../step/call.ts';
import type { Keyword } from '../step/call.ts';
import { known, payload, truth } from '../step/object.ts';
import { findInClass } from '../step/type.ts';
import { havoc } from '../step/unknown.ts';

/** Lists longer than this are not sorted by calling functions of the file. */
const LONGEST = 200;

/** `list.sort`. */
export function sortList(m: Moment, list: number, keywords: readonly Keyword[]): void {
  const object = look(m.heap, list);
  const key = keywords.find((keyword) => keyword.name === 'key');
  const byKey = key === undefined ? null : known(m, key.value);
  const plain = key === undefined || byKey?.type === 'NoneType';
  const exact = !object.open && object.bag.length === 0 && !object.many && object.items.every(isOne) && object.items.length <= LONGEST;
  const reverse = keywords.find((keyword) => keyword.name === 'reverse');
  const backwards = reverse === undefined ? false : truth(m, reverse.value);
  if (backwards === undefined) {
    if (key !== undefined) havoc(m, [key.value]);
    disorder(m, list);
    return;
  }
  if (plain) {
    if (
      sortByData(
        m,
        list,
        object.items.map((item) => payload(m, item)),
        backwards,
      )
    )
      return;
    if (exact && m.session.undecided === 0 && !backwards && comparable(m, object.items)) {
      if (sortByAsking(m, list)) return;
    } else if (object.items.some((item) => known(m, item)?.kind === 'instance')) havoc(m, object.items);
    disorder(m, list);
    return;
  }
  if (key === undefined) return;
  if (exact && m.session.undecided === 0 && byKey !== null && byKey.kind === 'function') {
    const data = object.items.map((item) => {
      retain(m.heap, item);
      retain(m.heap, key.value);
      const answer = callValue(m, key.value, [item], []);
      const known_ = payload(m, answer);
      drop(m, answer);
      return known_;
    });
    if (sortByData(m, list, data, backwards)) return;
  } else if (!askKey(m, key.value, [...object.items, ...object.bag])) havoc(m, [key.value, ...object.items]);
  disorder(m, list);
}

/** Calls a key function for whichever of the items. Answers false, if it may do more than that to what it can reach. */
export function askKey(m: Moment, key: Value, items: readonly Value[]): boolean {
  const callee = known(m, key);
  if (callee !== null && callee.kind === 'external') return true;
  if (callee === null || callee.kind !== 'function') return false;
  let item: Value = items.length === 0 ? UNKNOWN : NOTHING;
  for (const one of items) item = item === NOTHING ? one : either(item, one);
  if (!isOne(item) && item.length > WIDEST) return false;
  const { session } = m;
  const before = [session.worldly, session.meddles, session.loses];
  session.worldly = session.meddles = session.loses = false;
  retain(m.heap, key);
  retain(m.heap, item);
  drop(m, callValue(m, key, [item], []));
  const quiet = !session.worldly && !session.meddles && !session.loses;
  session.worldly ||= before[0];
  session.meddles ||= before[1];
  session.loses ||= before[2];
  return quiet;
}

const comparable = (m: Moment, items: readonly Value[]): boolean =>
  items.every((item) => {
    const object = known(m, item);
    const type = object === null || object.kind !== 'instance' ? null : known(m, object.items[0] ?? UNKNOWN);
    return type !== null && findInClass(m, type, '__lt__')?.complete === true;
  });

/** Asks `__lt__` as often as it takes. Answers false if an answer is not known. */
function sortByAsking(m: Moment, list: number): boolean {
  const sorted: Value[] = [];
  for (const item of look(m.heap, list).items.slice()) {
    let at = sorted.length;
    for (; at > 0; at -= 1) {
      retain(m.heap, item);
      retain(m.heap, sorted[at - 1]);
      const answer = callValue(m, loadAttribute(m, item, '__lt__'), [sorted[at - 1]], []);
      const less = truth(m, answer);
      drop(m, answer);
      if (less === undefined) return false;
      if (!less) break;
    }
    sorted.splice(at, 0, item);
  }
  own(m.heap, list).items = sorted;
  return true;
}

/** Sorts a list by what is known of its keys, if these are all numbers or all texts. Answers whether it could. */
function sortByData(m: Moment, list: number, data: readonly unknown[], backwards: boolean): boolean {
  const object = look(m.heap, list);
  if (object.bag.length > 0 || object.open) return false;
  const keyed = object.items.map((item, at) => ({ item, at, data: data[at] }));
  const numbers = keyed.every((each) => typeof each.data === 'number');
  const texts = keyed.every((each) => typeof each.data === 'string' && /^[\x20-\x7e]*$/.test(each.data));
  if (!numbers && !texts) return object.items.length < 2;
  const order = backwards ? -1 : 1;
  keyed.sort((a, b) => {
    const x = a.data as number;
    const y = b.data as number;
    return x < y ? -order : x > y ? order : a.at - b.at;
  });
  own(m.heap, list).items = keyed.map(({ item }) => item);
  return true;
}

/** Which item stands where in a list is no longer known, but what it holds, and how often, is. */
export function disorder(m: Moment, list: number): void {
  const object = look(m.heap, list);
  if (object.items.length < 2) return;
  const first = object.items[0];
  if (object.items.every((item) => item === first)) return;
  scatter(m.heap, list);
}
