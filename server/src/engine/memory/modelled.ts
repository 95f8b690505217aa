/** Which instructions allocate nothing that the model of the collector does not see: the others make it lose its count, with a reason. */
import { nameOf } from '../../syntax/names.ts';
import { look } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { peek } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { plainMethods, takenByCall } from '../model/allocations.ts';
import { classData } from '../step/type.ts';

const { Constant, LoadLocal, StoreLocal, DeleteLocal, LoadCell, StoreCell, DeleteCell, LoadGlobal, StoreGlobal, DeleteGlobal } = Op;
const { LoadName, StoreName, DeleteName, Not, BuildList, BuildTuple, BuildSet, BuildDict, AppendItem, AddItem, AddEntry } = Op;
const { Pop, Copy, Swap, Jump, JumpIfFalse, JumpIfTrue, Return, After, Mark, AfterMarked } = Op;
/** What they make is an object of the heap, or nothing. */
const always = new Set<number>([
  ...[Constant, LoadLocal, StoreLocal, DeleteLocal, LoadCell, StoreCell, DeleteCell, LoadGlobal, StoreGlobal, DeleteGlobal],
  ...[LoadName, StoreName, DeleteName, Not, BuildList, BuildTuple, BuildSet, BuildDict, AppendItem, AddItem, AddEntry],
  ...[Pop, Copy, Swap, Jump, JumpIfFalse, JumpIfTrue, Return, After, Mark, AfterMarked],
]);

/** Whether an instruction is modelled; else why not. */
export function isModelled(m: Moment, op: number, one: number, two: number): true | string {
  if (always.has(op)) return true;
  switch (op) {
    case Op.Call:
      return isModelledCall(m, one, two);
    case Op.LoadAttribute:
      return isAttribute(m, nameOf(one));
    case Op.StoreAttribute:
      return kindAt(m, 1) === 'instance' ? true : 'an attribute of something else than an instance is stored';
    case Op.Binary:
    case Op.InPlace:
    case Op.Compare:
      return builtins.has(kindAt(m, 1)) && builtins.has(kindAt(m, 2)) ? true : 'an operator of an object may run anything';
    case Op.Unary:
      return kindAt(m, 1) === 'constant' ? true : 'an operator of an object may run anything';
    case Op.LoadItem:
    case Op.DeleteItem:
      return builtins.has(kindAt(m, 2)) && kindAt(m, 1) === 'constant' ? true : 'what an item is looked up in may run anything';
    case Op.StoreItem:
      return builtins.has(kindAt(m, 2)) && kindAt(m, 1) === 'constant' ? true : 'what an item is stored in may run anything';
    case Op.GetIterator:
      return walked.has(at(m, 1)?.type ?? '') ? true : 'what walks over this allocates more than is modelled';
    case Op.ForIterator: {
      const iterator = at(m, 1);
      return iterator?.kind === 'iterator' && stepped.has(iterator.type ?? '')
        ? true
        : 'what walks over this allocates more than is modelled';
    }
    case Op.Unpack:
      return ['list', 'tuple'].includes(kindAt(m, 1)) ? true : 'what is unpacked may run anything';
    case Op.MakeFunction:
      return (two & 4) === 0 ? true : 'annotations of a function are not modelled';
    case Op.Comprehension:
      if (m.session.program.codes[one].suspends) return 'generators are not modelled';
      if (m.session.version[1] === 11) return 'a comprehension of 3.11 is not modelled';
      return m.session.program.codes[one].free.length === 0 ? true : 'a comprehension that shares variables is not modelled';
    case Op.Format:
      return kindAt(m, 1) === 'constant' ? true : 'a text of an object may run anything';
    case Op.BuildString:
      return true;
    default:
      return 'this kind of statement allocates more than is modelled';
  }
}

const builtins = new Set(['constant', 'list', 'tuple', 'dict', 'set']);
const walked = new Set(['list', 'tuple', 'range', 'list_iterator', 'tuple_iterator', 'range_iterator']);
const stepped = new Set(['list_iterator', 'tuple_iterator', 'range_iterator']);

function at(m: Moment, depth: number): HeapObject | null {
  const value = peek(m, depth);
  return isOne(value) && value !== UNKNOWN && value !== 0 ? look(m.heap, value) : null;
}

const kindAt = (m: Moment, depth: number): string => at(m, depth)?.kind ?? 'unknown';

function isModelledCall(m: Moment, count: number, names: number): true | string {
  const callee = at(m, count + 1);
  switch (callee?.kind) {
    case 'function':
      return true;
    case 'method':
      if (typeof callee.data !== 'string') return true;
      return names === 0 && plainMethods.has(callee.data) && builtins.has(ownerKind(m, callee))
        ? true
        : `what \`${callee.data}\` allocates is not modelled`;
    case 'class': {
      const data = classData(callee);
      return data !== null && data.known && data.fields === null
        ? true
        : `what \`${data?.name ?? 'this class'}\` does for an instance is not modelled`;
    }
    case 'external': {
      const name = String(callee.data).replace(/^builtins\./, '');
      return names === 0 && takenByCall(m.session.version, String(callee.data), count) !== null
        ? true
        : `what \`${name}\` allocates is not modelled`;
    }
    default:
      return 'code runs that is not followed';
  }
}

function ownerKind(m: Moment, { items }: HeapObject): string {
  const [owner] = items;
  return owner !== undefined && isOne(owner) && owner !== UNKNOWN ? look(m.heap, owner).kind : 'unknown';
}

function isAttribute(m: Moment, name: string): true | string {
  if (name.startsWith('__') && !(name === '__init__' && kindAt(m, 1) === 'class')) return `\`${name}\` may make a dictionary`;
  const owner = at(m, 1);
  return owner !== null && ['instance', 'external', 'class', ...builtins].includes(owner.kind) ? true : 'an attribute may run anything';
}
