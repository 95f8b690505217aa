/** Collects what is seen after statements into one answer for each line, scope and name. */
import type { PythonVersion } from '../base/version.ts';
import { look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import { countOfValue, joinCounts } from './count.ts';
import type { Entered } from './count.ts';
import { areCompared, mayBeConstant, mayBeOne, mayHold } from './step/evidence.ts';
import { isNoSibling } from './step/family.ts';
import { mayBeOwner } from './step/linked.ts';
import type { Count, Holder } from './facts.ts';
import type { Code, Program } from './lower/code.ts';
import { holdersOf } from './holders.ts';

export interface Entry {
  readonly line: number;
  readonly scope: string;
  readonly name: string;
  refs: Count;
  type: string | null;
  holders: readonly Holder[];
  /** Objects that the name stood for here, for what becomes of them later. */
  readonly objects: Set<number>;
  /** Lines that make these objects, from 1; empty where that is not in the file. */
  readonly created: Set<number>;
}

export type Record_ = Map<string, Entry>;

const hidden = new Set(['__annotations__', '__classcell__', '__module__', '__qualname__', '__doc__']);

/** What is known of a call whose function is looked at by itself. */
export interface Given {
  /** The objects that stand for what is given, by slot. */
  readonly objects: readonly number[];
  /** The first of them is the object of a method, of a class of which nothing in the file holds instances. */
  readonly isUnlinked: boolean;
  /** Types of constants of the file whose count differs from that on entry. */
  readonly constants: ReadonlySet<string>;
}

const nothingGiven: Given = { objects: [], isUnlinked: false, constants: new Set() };

/** Notes what the names of one scope refer to. `returned`: the object that is on its way out, which is left out. */
export function record(
  program: Program,
  into: Record_,
  heap: Heap,
  version: PythonVersion,
  code: Code,
  frame: number,
  line: number,
  names: Iterable<readonly [string, Value]>,
  returned: Value | null,
  given: Given = nothingGiven,
): void {
  const { positional, keywordOnly, rest, keywords } = code.parameters;
  const entered: Entered = {
    names: [...positional, ...keywordOnly, ...(rest === null ? [] : [rest]), ...(keywords === null ? [] : [keywords])],
    objects: given.objects,
    mayBeConstant: (slot) => !(given.isUnlinked && slot === 0) && mayBeConstant(program.tree, code, slot, given.constants),
    mayBeOne: (one, other) =>
      mayBeOne(program.tree, code, one, other) &&
      !(Math.min(one, other) === 0 && isNoSibling(program.tree, code, Math.max(one, other))) &&
      !(given.isUnlinked && Math.min(one, other) === 0 && !mayBeOwner(program.tree, code, Math.max(one, other))),
    locals: given.objects.length === 0 ? [] : code.slots,
    mayHold: (slot, local) => !(given.isUnlinked && slot === 0) && mayHold(program.tree, code, slot, local),
    areCompared: (slot, local) => areCompared(program.tree, code, slot, local),
  };
  const fresh: [Entry, Value][] = [];
  for (const [name, value] of names) {
    if (value === NOTHING || hidden.has(name) || name.startsWith('.')) continue;
    if (isOne(value) && value < 0 && look(heap, value).kind === 'external') {
      passOver(into, `${line} ${code.qualname} ${name}`);
      continue;
    }
    if (returned !== null && sharesObject(value, returned)) continue;
    const count = countOfValue(heap, value, version, entered, frame);
    if (count === null) continue;
    const key = `${line} ${code.qualname} ${name}`;
    const known = into.get(key);
    if (known === undefined) {
      const entry: Entry = {
        line,
        scope: code.qualname,
        name,
        refs: passedOver.get(into)?.has(key) === true ? fromLibrary : count,
        type: typeName(heap, value),
        holders: [],
        objects: new Set(),
        created: new Set(),
      };
      into.set(key, entry);
      fresh.push([entry, value]);
    } else {
      known.refs = joinCounts(known.refs, count);
      if (known.type !== typeName(heap, value)) known.type = null;
    }
    const entry = into.get(key);
    if (entry !== undefined) noteObjects(entry, program, heap, value);
  }
  if (fresh.length > 0) holdersOf(program, heap, fresh, frame, code);
}

/** Where a name stood for an object of a library, of which nothing is said: nor is it when the line runs again and the name stands for another. */
const passedOver = new WeakMap<Record_, Set<string>>();

const fromLibrary: Count = { kind: 'unknown', why: 'a library object' };

function passOver(into: Record_, key: string): void {
  const known = into.get(key);
  if (known !== undefined) known.refs = fromLibrary;
  const keys = passedOver.get(into);
  if (keys === undefined) passedOver.set(into, new Set([key]));
  else keys.add(key);
}

function noteObjects(entry: Entry, program: Program, heap: Heap, value: Value): void {
  for (const member of membersOf(value)) {
    if (member <= UNKNOWN) continue;
    entry.objects.add(member);
    const { site } = look(heap, member);
    if (site > 0) entry.created.add(program.lineOf(site));
  }
}

const sharesObject = (value: Value, other: Value): boolean =>
  membersOf(value).some((member) => member > UNKNOWN && membersOf(other).includes(member));

function typeName(heap: Heap, value: Value): string | null {
  if (!isOne(value) || value === UNKNOWN || value === NOTHING) return null;
  return look(heap, value).type;
}
