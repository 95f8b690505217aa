/** Comparisons: identity, equality, order and membership, by value or by the special methods of classes of the file. */
import { Operator } from '../../syntax/python/kinds.ts';
import { look, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, isOne, membersOf } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { keyOf } from './container.ts';
import { truthOf } from './control.ts';
import { comparesFields, equal, equalContainers, holdsEqual, isContainer } from './equality.ts';
import { raise, safely } from './exception.ts';
import { bool, known, result } from './object.ts';
import { isUser, unknownOperands } from './operator.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';

const comparisons: Readonly<Record<number, readonly [string, string]>> = {
  [Operator.Eq]: ['__eq__', '__eq__'],
  [Operator.NotEq]: ['__ne__', '__ne__'],
  [Operator.Lt]: ['__lt__', '__gt__'],
  [Operator.LtE]: ['__le__', '__ge__'],
  [Operator.Gt]: ['__gt__', '__lt__'],
  [Operator.GtE]: ['__ge__', '__le__'],
};

export function compare(m: Moment, operator: number): void {
  const right = pop(m);
  const left = pop(m);
  const answer = decide(m, operator, left, right);
  if (answer !== 'asked') {
    drop(m, left);
    drop(m, right);
    push(m, answer === undefined ? unknownTruth(m, operator) : bool(m, answer));
  }
}

/** Types of the language by what they can be ordered with; `none`: with nothing. */
const orders: Readonly<Record<string, string>> = {
  int: 'number',
  bool: 'number',
  float: 'number',
  str: 'str',
  bytes: 'bytes',
  list: 'list',
  tuple: 'tuple',
  set: 'set',
  frozenset: 'set',
  dict: 'none',
  NoneType: 'none',
  complex: 'none',
};

const orderOf = ({ kind, type }: HeapObject): string | undefined => (kind === 'instance' || type === null ? undefined : orders[type]);

function haveNoOrder(one: HeapObject, two: HeapObject): boolean {
  const first = orderOf(one);
  const second = orderOf(two);
  return first !== undefined && second !== undefined && (first !== second || first === 'none');
}

const unknownTruth = (m: Moment, operator: number): Value => (operator >= Operator.Is ? result(m, 'bool', undefined) : UNKNOWN);

/** The outcome of a comparison; `asked`: a special method was called, and its answer stands on the stack. */
function decide(m: Moment, operator: number, left: Value, right: Value): boolean | undefined | 'asked' {
  const one = known(m, left);
  const two = known(m, right);
  switch (operator) {
    case Operator.Is:
      return same(m, left, right);
    case Operator.IsNot: {
      const answer = same(m, left, right);
      return answer === undefined ? undefined : !answer;
    }
    case Operator.In:
    case Operator.NotIn: {
      const answer = includes(m, one, two, left, right);
      return answer === undefined ? undefined : answer === (operator === Operator.In);
    }
    default:
      break;
  }
  if (one !== null && two !== null && operator !== Operator.Eq && operator !== Operator.NotEq && haveNoOrder(one, two)) {
    drop(m, left);
    drop(m, right);
    raise(m, 'TypeError');
  }
  if (one !== null && two !== null && one.kind === 'constant' && two.kind === 'constant') return ordered(operator, one, two);
  if ((operator === Operator.Eq || operator === Operator.NotEq) && one !== null && two !== null && comparesFields(m, one)) {
    const answer = safely(m, [left, right], () => equal(m, left, right));
    if (answer !== undefined) return answer === (operator === Operator.Eq);
  }
  if (isUser(one) || isUser(two)) return askSpecial(m, operator, left, right, one, two);
  const keys = operator === Operator.Eq || operator === Operator.NotEq ? [keyOf(m, left), keyOf(m, right)] : [null, null];
  if (keys[0] !== null && keys[1] !== null) return (keys[0] === keys[1]) === (operator === Operator.Eq);
  if ((operator === Operator.Eq || operator === Operator.NotEq) && one !== null && two !== null && isContainer(one) && isContainer(two)) {
    const answer = safely(m, [left, right], () => equalContainers(m, one, two));
    if (answer !== undefined) return answer === (operator === Operator.Eq);
  }
  m.mayRaise = true;
  unknownOperands(
    m,
    [left, right].filter((value) => !isContainer(known(m, value))),
  );
  return undefined;
}

export function same(m: Moment, left: Value, right: Value): boolean | undefined {
  if (!isOne(left) || !isOne(right)) {
    return membersOf(left).every((member) => member !== UNKNOWN && !membersOf(right).includes(member)) &&
      membersOf(right).every((member) => member !== UNKNOWN && distinct(m, member)) &&
      membersOf(left).every((member) => distinct(m, member))
      ? false
      : undefined;
  }
  if (left === UNKNOWN || right === UNKNOWN || left === NOTHING || right === NOTHING) return undefined;
  if (left === right)
    return look(m.heap, left).many || (look(m.heap, left).data === undefined && look(m.heap, left).type === 'bool') ? undefined : true;
  if (distinct(m, left) && distinct(m, right)) return false;
  return differ(look(m.heap, left), look(m.heap, right)) ? false : undefined;
}

/** Whether two constants are of different types or of different values, so that they cannot be one object. */
function differ(one: HeapObject, two: HeapObject): boolean {
  if (one.kind !== 'constant' || two.kind !== 'constant' || one.type === null || two.type === null) return false;
  return one.type !== two.type || (one.data !== undefined && two.data !== undefined && one.data !== two.data);
}

/** An object that no other number stands for. */
function distinct(m: Moment, id: number): boolean {
  if (id === NOTHING || id === UNKNOWN) return false;
  const object = look(m.heap, id);
  if (object.many || object.kind === 'opaque' || object.base !== 0) return false;
  return object.kind !== 'constant' || (object.data !== undefined && object.counting !== 'counted') || object.type === 'NoneType';
}

function includes(m: Moment, one: HeapObject | null, two: HeapObject | null, left: Value, right: Value): boolean | undefined {
  if (two === null || isUser(two)) {
    if (isUser(two)) havoc(m, [left, right]);
    m.mayRaise = true;
    return undefined;
  }
  if (two.kind === 'constant' && two.type === 'str' && typeof two.data === 'string' && one !== null && typeof one.data === 'string')
    return two.data.includes(one.data);
  const key = keyOf(m, left);
  if (two.type === 'range' && Array.isArray(two.data) && one !== null && one.type === 'int' && typeof one.data === 'number') {
    const [start, stop, step] = two.data as [number, number, number];
    return step > 0
      ? one.data >= start && one.data < stop && (one.data - start) % step === 0
      : one.data <= start && one.data > stop && (start - one.data) % -step === 0;
  }
  const isList = two.kind === 'list' || two.kind === 'tuple';
  if (two.open || two.bag.length > 0 || two.many || (key === null && !isList)) {
    m.mayRaise = true;
    return undefined;
  }
  if (isList) {
    const answer = safely(m, [left, right], () => holdsEqual(m, two.id, left));
    m.mayRaise ||= answer === undefined && key === null;
    return answer;
  }
  if (key === null) return undefined;
  if (two.kind === 'dict' || (two.kind === 'set' && two.names !== null)) {
    const index = two.names?.get(key);
    return index === undefined ? false : isOne(two.items[index]) ? two.items[index] !== NOTHING : undefined;
  }
  if (two.kind !== 'set') return undefined;
  let sure = true;
  for (const item of two.items) {
    if (item === left) return true;
    const other = keyOf(m, item);
    if (other === key) return true;
    if (other === null) sure = false;
  }
  return sure ? false : undefined;
}

function ordered(operator: number, one: HeapObject, two: HeapObject): boolean | undefined {
  const numeric = (object: HeapObject): boolean => object.type === 'int' || object.type === 'float' || object.type === 'bool';
  const a = one.data;
  const b = two.data;
  const typed = (numeric(one) && numeric(two)) || (one.type === two.type && (one.type === 'str' || one.type === 'bytes'));
  if (!typed) {
    if (one.type === null || two.type === null) return undefined;
    if (a === undefined && one.type !== 'NoneType') return undefined;
    const bothNone = one.type === 'NoneType' && two.type === 'NoneType';
    return operator === Operator.Eq ? bothNone : operator === Operator.NotEq ? !bothNone : undefined;
  }
  if (a === undefined || b === undefined) return undefined;
  const x = typeof a === 'boolean' ? Number(a) : (a as number | string);
  const y = typeof b === 'boolean' ? Number(b) : (b as number | string);
  if (typeof x === 'string' && /[\ud800-\udfff]/.test(x + String(y)))
    return operator === Operator.Eq ? x === y : operator === Operator.NotEq ? x !== y : undefined;
  switch (operator) {
    case Operator.Eq:
      return sameByValue(x, y);
    case Operator.NotEq:
      return !sameByValue(x, y);
    case Operator.Lt:
      return x < y;
    case Operator.LtE:
      return x <= y;
    case Operator.Gt:
      return x > y;
    case Operator.GtE:
      return x >= y;
    default:
      return undefined;
  }
}

function askSpecial(
  m: Moment,
  operator: number,
  left: Value,
  right: Value,
  one: HeapObject | null,
  two: HeapObject | null,
): boolean | undefined | 'asked' {
  const names = comparisons[operator];
  if (names === undefined) return undefined;
  const asked: [Value, Value, string, HeapObject | null][] = [
    [left, right, names[0], one],
    [right, left, names[1], two],
  ];
  let closed = true;
  for (const [owner, other, method, object] of asked) {
    const type = object === null || object.kind !== 'instance' ? null : known(m, object.items[0] ?? UNKNOWN);
    const found =
      type === null
        ? undefined
        : (findInClass(m, type, method) ?? (operator === Operator.NotEq ? findInClass(m, type, '__eq__') : undefined));
    if (type !== null && type.open) closed = false;
    if (object === null) closed = false;
    if (found === undefined) continue;
    if (!found.complete) {
      havoc(m, [left, right]);
      return undefined;
    }
    const negate = operator === Operator.NotEq && type !== null && findInClass(m, type, method) === undefined;
    retain(m.heap, owner);
    retain(m.heap, other);
    const answer = callValue(m, loadAttribute(m, owner, negate ? '__eq__' : method), [other], []);
    const given = known(m, answer);
    if (given !== null && given.data === 'builtins.NotImplemented') {
      continue;
    }
    if (negate) {
      const truth = truthOf(m, answer);
      drop(m, answer);
      return truth === undefined ? undefined : !truth;
    }
    drop(m, left);
    drop(m, right);
    push(m, answer);
    return 'asked';
  }
  if (operator === Operator.Eq || operator === Operator.NotEq) {
    const answer = closed ? same(m, left, right) : undefined;
    return answer === undefined ? undefined : answer === (operator === Operator.Eq);
  }
  m.mayRaise = true;
  return undefined;
}

/** Equality as Python has it: an integer equals the whole number of the same value, however either is kept. */
function sameByValue(one: number | string | bigint, other: number | string | bigint): boolean {
  if (typeof one === 'bigint' && typeof other === 'number') return Number.isInteger(other) && one === BigInt(other);
  if (typeof one === 'number' && typeof other === 'bigint') return Number.isInteger(one) && other === BigInt(one);
  return one === other;
}
