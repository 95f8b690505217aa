/**
 * Operands that nothing but the current instruction holds. Whether such a text or number is handed back as it is, or something new in its place,
 * makes no difference to any count: so an operation that may do either is taken to make something new.
 */
import { look, retain } from '../domain/heap.ts';
import { either, isOne, membersOf, NOTHING, sameValue, UNKNOWN, WIDEST } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, pop, push } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { result, typeOf } from './object.ts';
import { havoc } from './unknown.ts';

/** Whether an operand, which the caller owns, is a text or number that is held nowhere else, but in a variable that the next instruction overwrites. */
export const isFleeting = (m: Moment, operand: Value): boolean => isHeld(m, operand, sameValue(overwritten(m), operand) ? 2 : 1);

/** Whether a value is a text or number that only the caller holds. */
export const isTemporary = (m: Moment, value: Value): boolean => isHeld(m, value, 1);

function isHeld(m: Moment, value: Value, times: number): boolean {
  return membersOf(value).every((id) => {
    if (id < NOTHING) return look(m.heap, id).kind === 'constant';
    if (id === UNKNOWN || id === NOTHING) return false;
    const { kind, held, maybe, outsideLow, outsideHigh, many } = look(m.heap, id);
    return kind === 'constant' && !many && outsideLow === 0 && outsideHigh === 0 && held + maybe <= times;
  });
}

/**
 * Makes something while operands that were taken off the stack stand there again: the place may have made one of them before, and that one gets
 * another number now. Answers what was made, and the operands by their numbers.
 */
function makeBeside(m: Moment, operands: readonly Value[], make: () => Value): { made: Value; operands: readonly Value[] } {
  for (const operand of operands) push(m, operand);
  const made = make();
  return { made, operands: operands.map(() => pop(m)).reverse() };
}

/** The type of a value that is a text, whichever of several it is. */
export function textTypeOf(m: Moment, value: Value): string | null {
  const type = typeOf(m, value);
  if (type !== 'str' && type !== 'bytes') return null;
  return membersOf(value).every((member) => look(m.heap, member).kind === 'constant') ? type : null;
}

/** A new text or number, or one of these as it is, which the caller owns. */
export function newOr(m: Moment, type: string, operands: readonly Value[]): Value {
  const beside = makeBeside(m, operands, () => result(m, type, undefined));
  let value = beside.made;
  for (const operand of beside.operands) value = either(value, operand);
  if (!isOne(value) && value.length > WIDEST) {
    havoc(m, beside.operands);
    value = UNKNOWN;
  }
  retain(m.heap, value);
  drop(m, beside.made);
  for (const operand of beside.operands) drop(m, operand);
  return value;
}

/** What stands in the local variable that the next instruction stores in; `NOTHING` if it does something else. */
function overwritten({ code, pc, heap, frame }: Moment): Value {
  return code.op[pc + 1] === Op.StoreLocal ? (look(heap, frame).items[code.one[pc + 1]] ?? NOTHING) : NOTHING;
}
