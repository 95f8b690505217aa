/** Operators: on numbers and strings by value, on containers by what they copy, on instances by their special methods. */
import { Operator, operatorNames } from '../../syntax/python/kinds.ts';
import { append, keepAnyNumber, look, own, ownNames, retain } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, membersOf } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { operatorType } from '../exact-type.ts';
import { Op } from '../lower/code.ts';
import { calculate } from '../lower/constant.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { doubtForms, isTypingObject } from '../model/typing.ts';
import { loadAttribute } from './attribute.ts';
import { callValue } from './call.ts';
import { compare } from './comparison.ts';
import { copyContents, extendList, updateDict } from './container.ts';
import { raise } from './exception.ts';
import { known, make, result, typeOf } from './object.ts';
import { isFleeting, newOr } from './operand.ts';
import { definesMethod } from './reach.ts';
import { findInClass } from './type.ts';
import { havoc } from './unknown.ts';

const methods: Readonly<Record<number, string>> = {
  [Operator.Add]: 'add',
  [Operator.Sub]: 'sub',
  [Operator.Mult]: 'mul',
  [Operator.Div]: 'truediv',
  [Operator.FloorDiv]: 'floordiv',
  [Operator.Mod]: 'mod',
  [Operator.Pow]: 'pow',
  [Operator.MatMult]: 'matmul',
  [Operator.LShift]: 'lshift',
  [Operator.RShift]: 'rshift',
  [Operator.BitAnd]: 'and',
  [Operator.BitOr]: 'or',
  [Operator.BitXor]: 'xor',
};
export function installOperator(steps: StepTable): void {
  steps[Op.Binary] = (m, operator) => binary(m, operator, false);
  steps[Op.InPlace] = (m, operator) => binary(m, operator, true);
  steps[Op.Unary] = unary;
  steps[Op.Compare] = compare;
}

function binary(m: Moment, operator: number, inPlace: boolean): void {
  const right = pop(m);
  const left = pop(m);
  const one = known(m, left);
  const two = known(m, right);
  if (one !== null && two !== null && one.kind === 'constant' && two.kind === 'constant') {
    push(m, constants(m, operator, one, two, left, right));
    return;
  }
  if (inPlace && one !== null && augment(m, operator, one, left, right)) return;
  if (operator === Operator.Mult && !isUser(one) && !isUser(two)) {
    const list = one !== null && one.kind === 'list' ? one : two !== null && two.kind === 'list' ? two : null;
    const times = list === one ? two : one;
    if (
      list !== null &&
      (times === null || times.kind === 'opaque') &&
      !definesMethod(m.session.program, list === one ? '__rmul__' : '__mul__')
    ) {
      // a list is repeated by a number only, how often is not known
      push(m, repeated(m, list).id);
      drop(m, left);
      drop(m, right);
      m.mayRaise = true;
      return;
    }
  }
  if (one !== null && two !== null) {
    const made = containers(m, operator, one, two);
    if (made !== null) {
      drop(m, left);
      drop(m, right);
      push(m, made);
      return;
    }
  }
  if (operator === Operator.BitOr && isType(one) && isType(two) && (one?.kind === 'class' || two?.kind === 'class')) {
    // `A | None` in an annotation: a union that holds its classes
    const made = make(m, 'builtin', 'UnionType', 'union');
    for (const value of [left, right]) append(m.heap, made.id, value, m.session.mortuary);
    drop(m, left);
    drop(m, right);
    push(m, made.id);
    return;
  }
  if (operator === Operator.BitOr && (isTypingObject(one) || isTypingObject(two))) doubtForms(m);
  if (isUser(one) || isUser(two)) {
    special(m, operator, left, right, inPlace);
    return;
  }
  const type = operatorType(operator, typeOf(m, left), typeOf(m, right)) ?? repeatedText(m, operator, left, right);
  m.mayRaise = true;
  if (one !== null && one.kind === 'constant' && one.type === 'str' && operator === Operator.Mod) {
    push(m, formatted(m, one, left, right));
    return;
  }
  if (operator === Operator.Add && (type === 'str' || type === 'bytes')) {
    push(m, joined(m, type, left, right));
    return;
  }
  if (operator === Operator.Add && (typeOf(m, left) === 'str' || typeOf(m, right) === 'str')) {
    // only a text can be joined to a text, unless a class of the file says otherwise
    if (!definesMethod(m.session.program, '__add__', '__radd__')) {
      push(m, joined(m, 'str', left, right));
      return;
    }
    havoc(m, [left, right]);
  }
  if (type === 'str' || type === 'bytes') {
    // repeated once, it is the same text; so is a text that takes the place of all of the pattern
    const isNew = operator === Operator.Mult && [left, right].every((operand) => !isText(typeOf(m, operand)) || isFleeting(m, operand));
    if (!isNew) havoc(m, [left, right]);
    drop(m, left);
    drop(m, right);
    push(m, isNew ? result(m, type, undefined) : UNKNOWN);
    return;
  }
  unknownOperands(m, [left, right]);
  // a tuple to which nothing is added is the sum itself
  if (operator === Operator.Add && (isTuple(m, one) || isTuple(m, two))) havoc(m, [left, right]);
  const fresh = type === null && makesNew(m, operator, left, right, inPlace);
  drop(m, left);
  drop(m, right);
  if (fresh) {
    push(m, newNumber(m));
    return;
  }
  push(m, type === null || type === 'list' || type === 'set' || type === 'dict' || type === 'tuple' ? UNKNOWN : result(m, type, undefined));
}

const isText = (type: string | null): boolean => type === 'str' || type === 'bytes';

/** The type of a text that is repeated: only a number can say how often, unless a class of the file says otherwise. */
function repeatedText(m: Moment, operator: number, left: Value, right: Value): string | null {
  if (operator !== Operator.Mult) return null;
  const [one, two] = [typeOf(m, left), typeOf(m, right)];
  if (isText(one) && two === null && !definesMethod(m.session.program, '__rmul__')) return one;
  return isText(two) && one === null && !definesMethod(m.session.program, '__mul__') ? two : null;
}

/** A new number of whatever type, or one that the process shares. */
function newNumber(m: Moment): Value {
  const made = make(m, 'constant', null, 'number');
  made.perhapsShared = true;
  return made.id;
}

/**
 * Whether an operator on operands of unknown type surely makes a new object (or yields one that the process shares): the operators of numbers do,
 * unless a class of the file has its own; `+` and `*` may hand back an operand, but not beside a number.
 */
function makesNew(m: Moment, operator: number, left: Value, right: Value, inPlace: boolean): boolean {
  const name = methods[operator];
  if (name === undefined || operator === Operator.MatMult) return false;
  if (definesMethod(m.session.program, `__${name}__`, `__r${name}__`, `__i${name}__`)) return false;
  const isNumber = (object: HeapObject): boolean =>
    (object.base > 0 && m.session.parameters[object.base - 1].isNumber) ||
    isExactNumber(object) ||
    (object.kind === 'constant' &&
      (object.type === null ? object.perhapsShared : object.type === 'int' || object.type === 'float' || object.type === 'bool'));
  const number = (value: Value): boolean =>
    membersOf(value).every((member) => member !== NOTHING && member !== UNKNOWN && isNumber(look(m.heap, member)));
  const one = number(left);
  const two = number(right);
  const exact = (value: Value): boolean => membersOf(value).some((member) => member > UNKNOWN && isExactNumber(look(m.heap, member)));
  if ((one && exact(left)) || (two && exact(right))) return true;
  if (inPlace && !one && !two) return false;
  if (operator === Operator.Add) return one || two;
  if (operator === Operator.Mult)
    return one
      ? two || known(m, left)?.type === 'float'
      : two && (known(m, right)?.type === 'float' || (typeof known(m, right)?.data === 'number' && known(m, right)?.data !== 1));
  if (operator === Operator.Mod) return one || two;
  if (operator === Operator.BitOr || operator === Operator.BitAnd || operator === Operator.BitXor) return one || two;
  return true;
}

/** A number of the library: whatever it is combined with, the result is new. */
const isExactNumber = (object: HeapObject | null): boolean =>
  object !== null && object.kind === 'builtin' && (object.type === 'Fraction' || object.type === 'Decimal');

const isType = (object: HeapObject | null): boolean =>
  object !== null && (object.kind === 'class' || object.kind === 'external' || object.type === 'NoneType');
export const isUser = (object: HeapObject | null): boolean => object !== null && object.kind === 'instance';

/** A tuple, or what the function that is looked at collects its other arguments in. */
function isTuple(m: Moment, object: HeapObject | null): boolean {
  if (object === null || object.kind === 'tuple') return object !== null;
  const { positional, keywordOnly, rest } = m.code.parameters;
  return rest !== null && m.session.parameters[positional.length + keywordOnly.length]?.id === object.id;
}

/** Operands of unknown type: an operator may copy what a container holds into its result, and leaves everything else alone. */
export function unknownOperands(m: Moment, operands: readonly Value[]): void {
  for (const operand of operands) {
    for (const member of membersOf(operand)) {
      if (member <= UNKNOWN) continue;
      const object = look(m.heap, member);
      if (object.kind === 'constant' || object.kind === 'opaque') continue;
      if (object.kind === 'class') havoc(m, [member]);
      if (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'dict' || object.kind === 'set')
        havoc(m, [...object.items, ...object.bag]);
      else if (object.kind === 'instance') havoc(m, [member]);
    }
  }
}

export function constants(m: Moment, operator: number, one: HeapObject, two: HeapObject, left: Value, right: Value): Value {
  const value = calculate(operator, one.type ?? '', one.data, two.type ?? '', two.data);
  if (value !== null) {
    // text that comes out unchanged is the same object
    if (value.type === 'str' && operator === Operator.Add && (one.data === '' || two.data === '')) {
      const [kept, other] = one.data === '' ? [right, left] : [left, right];
      drop(m, other);
      return kept;
    }
    drop(m, left);
    drop(m, right);
    return result(m, value.type, value.value);
  }
  if (one.type === 'str' && operator === Operator.Mod) return formatted(m, one, left, right);
  const unsure = one.data === undefined || two.data === undefined;
  if (unsure && (one.type === 'str' || one.type === 'bytes') && operator === Operator.Add && one.type === two.type)
    return joined(m, one.type, left, right);
  // once or all of it, a text is handed back as it is
  const texts = operator === Operator.Mod ? [] : [left, right].filter((operand) => isText(typeOf(m, operand)));
  const isHandedBack = unsure && texts.some((operand) => !isFleeting(m, operand));
  if (isHandedBack) havoc(m, texts);
  const type = operatorType(operator, one.type, two.type);
  const fresh = type === null && makesNew(m, operator, left, right, false);
  drop(m, left);
  drop(m, right);
  const zero =
    (operator === Operator.Div || operator === Operator.FloorDiv || operator === Operator.Mod) &&
    (two.data === 0 || two.data === false) &&
    one.type !== 'str';
  if (zero && one.data !== undefined) raise(m, 'ZeroDivisionError');
  m.mayRaise = true;
  if (fresh) return newNumber(m);
  return type === null || isHandedBack ? UNKNOWN : result(m, type, undefined);
}

/** Formatting asks its operands for text and keeps nothing, but a text that is all that comes out is handed back as it is. */
function formatted(m: Moment, pattern: HeapObject, left: Value, right: Value): Value {
  m.mayRaise = true;
  const adds = typeof pattern.data === 'string' && pattern.data.replaceAll(/%[-#0 +]*[\d*]*(\.[\d*]+)?[sra]/g, '') !== '';
  if (!adds) {
    const object = known(m, right);
    havoc(m, object !== null && object.kind === 'tuple' ? [right, ...object.items] : [right]);
  }
  drop(m, left);
  drop(m, right);
  return adds ? result(m, 'str', undefined) : UNKNOWN;
}

/** Two texts of which one is not known: a new one, or one of the two if the other is empty. */
function joined(m: Moment, type: string, left: Value, right: Value): Value {
  const mayBeEmpty = (text: Value): boolean =>
    membersOf(text).some((member) => member === UNKNOWN || member === NOTHING || !look(m.heap, member).data);
  const handedBack = [left, right].filter((text, at) => mayBeEmpty(at === 0 ? right : left) && !isFleeting(m, text));
  for (const text of [left, right]) if (!handedBack.includes(text)) drop(m, text);
  m.mayRaise = true;
  return newOr(m, type, handedBack);
}

/** `+=` and its like on containers change them in place. Pushes the result if it is understood. */
function augment(m: Moment, operator: number, one: HeapObject, left: Value, right: Value): boolean {
  if (one.kind === 'list' && operator === Operator.Add) {
    extendList(m, left, right);
    push(m, left);
    return true;
  }
  if (one.kind === 'dict' && operator === Operator.BitOr) {
    updateDict(m, one.id, right);
    drop(m, right);
    push(m, left);
    return true;
  }
  if (one.kind === 'list' && operator === Operator.Mult) {
    const times = known(m, right);
    const items = one.items.slice();
    if (times !== null && typeof times.data === 'number' && one.bag.length === 0 && times.data > 0 && times.data * items.length < 20000) {
      for (let count = 1; count < times.data; count += 1) for (const item of items) append(m.heap, one.id, item, m.session.mortuary);
      drop(m, right);
      push(m, left);
      return true;
    }
  }
  return false;
}

function containers(m: Moment, operator: number, one: HeapObject, two: HeapObject): number | null {
  const sequence = (object: HeapObject): boolean => object.kind === 'list' || object.kind === 'tuple';
  if (operator === Operator.Add && sequence(one) && one.kind === two.kind) {
    if (one.kind === 'tuple' && (one.items.length === 0 || two.items.length === 0)) return null;
    const made = make(m, one.kind, one.kind, `sum:${one.kind}`);
    copyInto(m, one, made.id);
    copyInto(m, two, made.id);
    return made.id;
  }
  if (operator === Operator.Mult) {
    const [source, times] = sequence(one) ? [one, two] : [two, one];
    if (!sequence(source) || times.kind !== 'constant') return null;
    if (times.data === undefined) return repeated(m, source).id;
    const made = make(m, source.kind, source.kind, `times:${source.kind}`);
    if (typeof times.data === 'number' && times.data * source.items.length <= 50000 && source.bag.length === 0 && !source.open) {
      for (let count = 0; count < times.data; count += 1) copyContents(m, source, made.id);
    } else {
      own(m.heap, made.id).open = true;
      for (const item of source.items) keepAnyNumber(m.heap, made.id, item);
      for (const member of source.bag) keepAnyNumber(m.heap, made.id, member);
    }
    return made.id;
  }
  if (one.kind === 'dict' && two.kind === 'dict' && operator === Operator.BitOr) {
    const made = make(m, 'dict', 'dict', 'union');
    made.names = new Map();
    updateDict(m, made.id, one.id);
    updateDict(m, made.id, two.id);
    return made.id;
  }
  if (one.kind === 'set' && two.kind === 'set' && one.names !== null && two.names !== null) return sets(m, operator, one, two);
  return null;
}

/** A new sequence with what another holds, any number of times. */
function repeated(m: Moment, source: HeapObject): HeapObject {
  const made = make(m, source.kind, source.kind, `times:${source.kind}`);
  own(m.heap, made.id).open = source.open;
  for (const item of source.items) keepAnyNumber(m.heap, made.id, item);
  for (const member of source.bag) keepAnyNumber(m.heap, made.id, member);
  return made;
}

/** Copies a sequence behind another; where the order of either is lost, that of the sum is. */
function copyInto(m: Moment, from: HeapObject, to: number): void {
  const target = look(m.heap, to);
  if (target.bag.length > 0 || target.open) {
    for (const item of from.items) keepAnyNumber(m.heap, to, item);
    for (const member of from.bag) keepAnyNumber(m.heap, to, member);
    if (from.open) own(m.heap, to).open = true;
  } else copyContents(m, from, to);
}

function sets(m: Moment, operator: number, one: HeapObject, two: HeapObject): number | null {
  const made = make(m, 'set', one.type, 'set-operator');
  made.names = new Map();
  const add = (from: HeapObject, wanted: (key: string) => boolean): void => {
    for (const [key, index] of from.names ?? []) {
      if (from.items[index] === NOTHING || !wanted(key) || look(m.heap, made.id).names?.has(key) === true) continue;
      append(m.heap, made.id, from.items[index], m.session.mortuary);
      const body = own(m.heap, made.id);
      ownNames(body).set(key, body.items.length - 1);
    }
  };
  const has = (set: HeapObject, key: string): boolean => set.names?.has(key) === true;
  switch (operator) {
    case Operator.BitOr:
      add(one, () => true);
      add(two, () => true);
      break;
    case Operator.BitAnd:
      add(one, (key) => has(two, key));
      break;
    case Operator.Sub:
      add(one, (key) => !has(two, key));
      break;
    case Operator.BitXor:
      add(one, (key) => !has(two, key));
      add(two, (key) => !has(one, key));
      break;
    default:
      own(m.heap, made.id).open = true;
  }
  return made.id;
}

/** `__iadd__`, `__add__`, `__radd__` of classes of the file. Takes over the operands, pushes the result. */
export function special(m: Moment, operator: number, left: Value, right: Value, inPlace: boolean): void {
  const name = methods[operator] ?? operatorNames[operator];
  const asked: [Value, Value, string][] = [
    [left, right, `__${name}__`],
    [right, left, `__r${name}__`],
  ];
  if (inPlace) asked.unshift([left, right, `__i${name}__`]);
  for (const [owner, other, method] of asked) {
    const object = known(m, owner);
    const type = object === null || object.kind !== 'instance' ? null : known(m, object.items[0] ?? UNKNOWN);
    const found = type === null ? undefined : findInClass(m, type, method);
    if (found === undefined || !found.complete) continue;
    retain(m.heap, owner);
    retain(m.heap, other);
    const answer = callValue(m, loadAttribute(m, owner, method), [other], []);
    drop(m, left);
    drop(m, right);
    const given = known(m, answer);
    if (given !== null && given.data === 'builtins.NotImplemented') break;
    push(m, answer);
    return;
  }
  havoc(m, [left, right]);
  drop(m, left);
  drop(m, right);
  push(m, UNKNOWN);
}

function unary(m: Moment, operator: number): void {
  const operand = pop(m);
  const object = known(m, operand);
  if (
    object !== null &&
    object.kind === 'constant' &&
    object.data !== undefined &&
    (object.type === 'int' || object.type === 'bool' || object.type === 'float')
  ) {
    const type = object.type === 'float' ? 'float' : 'int';
    const value = object.data;
    let answer: unknown;
    if (operator === Operator.USub) answer = typeof value === 'bigint' ? -value : type === 'int' ? 0 - Number(value) : -Number(value);
    else if (operator === Operator.UAdd) {
      push(m, operand);
      return;
    } else answer = typeof value === 'bigint' ? ~value : type === 'float' ? undefined : -Number(value) - 1;
    drop(m, operand);
    push(m, result(m, type, answer));
    return;
  }
  const type = typeOf(m, operand);
  if (type === null || isUser(object)) unknownOperands(m, [operand]);
  m.mayRaise = true;
  drop(m, operand);
  push(m, type === 'int' || type === 'float' ? result(m, type, undefined) : type === 'bool' ? result(m, 'int', undefined) : UNKNOWN);
}
