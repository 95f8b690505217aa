/** The operand stack, jumps, and the marks behind statements. */
import { look, own, retain } from '../domain/heap.ts';
import { UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, leaveFrame, peek, pop, push, split, isTired } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { touch } from '../held-constants.ts';
import { bool, constantObject, known, truth } from './object.ts';
import { safely } from './exception.ts';
import { findInClass } from './type.ts';
import { callValue } from './call.ts';
import { loadAttribute } from './attribute.ts';

export function installControl(steps: StepTable): void {
  steps[Op.Constant] = (m, index) => {
    const constant = m.session.program.pool[index];
    const id = constantObject(m.session, m.heap, constant);
    touch(m.session, id, constant);
    retain(m.heap, id);
    push(m, id);
  };
  steps[Op.Pop] = (m) => drop(m, pop(m));
  steps[Op.Copy] = (m, depth) => {
    const value = peek(m, depth);
    retain(m.heap, value);
    push(m, value);
  };
  steps[Op.Swap] = (m, depth) => {
    const { items } = own(m.heap, m.frame);
    const top = items.length - 1;
    const other = items.length - depth;
    [items[top], items[other]] = [items[other], items[top]];
  };
  steps[Op.Jump] = (m, target) => {
    m.next = target;
  };
  steps[Op.JumpIfFalse] = (m, target) => jumpIf(m, target, false);
  steps[Op.JumpIfTrue] = (m, target) => jumpIf(m, target, true);
  steps[Op.Not] = (m) => {
    const value = pop(m);
    const answer = safely(m, [value], () => truthOf(m, value));
    drop(m, value);
    push(m, answer === undefined ? UNKNOWN : bool(m, !answer));
  };
  steps[Op.Return] = (m) => {
    const value = pop(m);
    m.next = m.code.op.length;
    leave(m, value);
  };
  steps[Op.After] = (m, line, isReturn) => {
    m.session.observe(m, line, isReturn === 1);
  };
  steps[Op.Mark] = (m, line) => {
    m.mark = line;
  };
  steps[Op.AfterMarked] = (m, line) => {
    if (m.mark === line || m.mark === -1) m.session.observe(m, line, false);
  };
}

function leave(m: Moment, value: Value): void {
  leaveFrame(m, value, false);
  if (look(m.heap, m.frame).items.length === 0) own(m.heap, m.frame).items.push(value);
}

function jumpIf(m: Moment, target: number, when: boolean): void {
  const value = pop(m);
  const decided = safely(m, [value], () => truthOf(m, value));
  const answer = isTired(m.session) ? undefined : decided;
  drop(m, value);
  if (answer === undefined) split(m, target);
  else if (answer === when) m.next = target;
}

/** The truth of a value, asked of the object itself where its class says so. */
export function truthOf(m: Moment, value: Value): boolean | undefined {
  const decided = truth(m, value);
  if (decided !== undefined) return decided;
  const object = known(m, value);
  if (object === null || object.kind !== 'instance') return undefined;
  const type = known(m, object.items[0] ?? UNKNOWN);
  if (type === null || type.kind !== 'class') return undefined;
  for (const name of ['__bool__', '__len__']) {
    const method = findInClass(m, type, name);
    if (method === undefined) continue;
    if (!method.complete) return undefined;
    retain(m.heap, value);
    const answer = callValue(m, loadAttribute(m, value, name), [], []);
    const result = truth(m, answer);
    drop(m, answer);
    return result;
  }
  return type.open ? undefined : (type.data as { known: boolean }).known ? true : undefined;
}
