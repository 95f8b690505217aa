/** `class` and instances: a class holds itself, its bases and its namespace; an instance holds its class and its attributes. */
import { atLeast } from '../../base/version.ts';
import { append, create, look, move, named, own, ownNames, retain, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { isOne, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { NAMESPACE, Op } from '../lower/code.ts';
import type { Code } from '../lower/code.ts';
import { drop, nextNumber, pop, push, Raised } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { callUnknown, callValue, enterFrame, retireFrame, runFrame } from './call.ts';
import type { Keyword } from './call.ts';
import { announce, external, known, make } from './object.ts';
import { classData, findInClass } from './type.ts';
import type { ClassData } from './type.ts';
import { havoc } from './unknown.ts';
import { ARGUMENTS, raise } from './exception.ts';
import { opaque } from './opaque.ts';
import { baseLayout, isBare } from '../model/layout.ts';
import { ENUM_DICT, isEnumeration, makeMembers, ownOfEnumeration } from './enumeration.ts';

export function installClass(steps: StepTable): void {
  steps[Op.MakeClass] = (m, index, packed) => {
    const code = m.session.program.codes[index];
    const baseCount = packed & 255;
    const keywordNames = packed >> 8 === 0 ? [] : m.code.keywords[(packed >> 8) - 1];
    const keywords = keywordNames.map(() => pop(m));
    const bases: Value[] = [];
    for (let at = 0; at < baseCount; at += 1) bases.push(pop(m));
    bases.reverse();
    push(m, makeClass(m, code, bases, keywords));
  };
}

function makeClass(m: Moment, code: Code, bases: readonly Value[], keywords: readonly Value[]): Value {
  const frame = enterFrame(
    m,
    code,
    closureOf(m, code),
    UNKNOWN,
    Array.from({ length: code.slots.length }, () => NOTHING),
  );
  const enumerates = bases.some((base) => isEnumeration(m, known(m, base)));
  const space = create(m.heap, nextNumber(m, `namespace:${code.index}`), 'dict', enumerates ? ENUM_DICT : 'dict', -1);
  space.held = 1;
  space.names = new Map();
  own(m.heap, frame).items[code.slots.indexOf(NAMESPACE)] = space.id;
  const spaceId = space.id;
  retain(m.heap, spaceId);
  const cellSlot = code.slots.indexOf('__class__');
  const hasCell = code.scope.needsClassCell && cellSlot !== -1;
  const cell = hasCell ? look(m.heap, frame).items[cellSlot] : NOTHING;
  if (cell !== NOTHING) retain(m.heap, cell);
  const outcome = runFrame(m, frame, code);
  if (outcome.returned === null) {
    if (outcome.raised === null) throw new Raised(UNKNOWN, m.heap);
    m.heap = outcome.raised.heap;
    throw new Raised(outcome.raised.value, m.heap);
  }
  m.heap = outcome.returned.heap;
  drop(m, outcome.returned.value);
  retireFrame(m, frame);
  const made = buildClass(m, code, spaceId, bases, keywords);
  if (cell !== NOTHING && isOne(cell) && cell > UNKNOWN) {
    retain(m.heap, made);
    move(m.heap, cell, 0, made, m.session.mortuary);
    drop(m, cell);
  }
  drop(m, spaceId);
  for (const base of bases) drop(m, base);
  for (const keyword of keywords) drop(m, keyword);
  return made;
}

/** A class body finds its free variables in the frame around it. */
function closureOf(m: Moment, code: Code): HeapObject | null {
  if (code.free.length === 0) return null;
  const cells = code.free.map((name) => {
    const slot = m.code.slots.indexOf(name);
    return slot === -1 ? UNKNOWN : (look(m.heap, m.frame).items[slot] ?? UNKNOWN);
  });
  return { data: { closure: 0 }, items: cells } as unknown as HeapObject;
}

function buildClass(m: Moment, code: Code, space: number, bases: readonly Value[], keywords: readonly Value[]): number {
  const made = make(m, 'class', 'type', `class:${code.index}`);
  const { id } = made;
  made.site = code.node;
  made.names = new Map();
  const parents = bases.map((base) => known(m, base));
  const simple =
    keywords.length === 0 && parents.every((parent) => parent !== null && (parent.kind === 'class' || parent.kind === 'external'));
  const order = resolutionOrder(id, parents);
  const slots = slotsOf(m, space);
  const enumerates = parents.some((parent) => isEnumeration(m, parent));
  const known_ =
    !enumerates &&
    simple &&
    order !== null &&
    order.every(
      (one) => one === id || look(m.heap, one).kind === 'class' || typeof baseLayout(String(look(m.heap, one).data)) === 'object',
    );
  const data: ClassData = {
    name: code.name,
    order: order ?? [id],
    known: known_,
    isException:
      !simple ||
      order === null ||
      order.some(
        (one) => one !== id && look(m.heap, one).kind === 'external' && baseLayout(String(look(m.heap, one).data))?.exception !== false,
      ),
    slots,
    annotated: (look(m.heap, space).data as readonly string[] | undefined) ?? [],
    fields: null,
  };
  made.data = data;
  made.open = !simple || order === null;
  // what the class holds of itself: the resolution order, and a descriptor each for `__dict__` and `__weakref__`, or one for each slot
  const internal = enumerates && simple ? ownOfEnumeration(m, parents) : known_ ? ownReferences(m, data, parents as HeapObject[]) : null;
  if (internal === null) made.outsideHigh = 1e9;
  for (let count = 0; count < (internal ?? 1); count += 1) append(m.heap, id, id, m.session.mortuary);
  const base = baseAmong(m, parents);
  for (const parent of parents) {
    if (parent === null || parent.kind !== 'class') continue;
    // `__bases__`, the resolution order, and `__base__`, which is one of them
    const holders = base === null || base === parent ? 3 : 2;
    for (let count = 0; count < holders; count += 1) append(m.heap, id, parent.id, m.session.mortuary);
    if (base === null) own(m.heap, parent.id).outsideLow -= 1;
  }
  // `__orig_bases__` of a generic class
  if (parents.some((parent) => parent?.data === 'typing.Generic[]')) {
    for (const parent of parents) if (parent?.kind === 'class') append(m.heap, id, parent.id, m.session.mortuary);
  }
  for (const one of data.order.slice(1)) {
    if (look(m.heap, one).kind === 'class' && !parents.some((parent) => parent?.id === one)) append(m.heap, id, one, m.session.mortuary);
  }
  for (const [name, index] of look(m.heap, space).names ?? []) {
    const value = look(m.heap, space).items[index];
    if (value === NOTHING) continue;
    const body = own(m.heap, id);
    ownNames(body).set(name, body.items.length);
    retain(m.heap, value);
    body.items.push(value);
    body.places.push(look(m.heap, space).places[index] ?? 0);
  }
  if (enumerates) makeMembers(m, id);
  if (!simple) havoc(m, [...bases, ...keywords, id]);
  announce(m, look(m.heap, id));
  return id;
}

/** Which of several bases is `__base__`: the first, as long as none adds to the layout of its instances (`best_base`); `null` if that is not known. */
function baseAmong(m: Moment, parents: readonly (HeapObject | null)[]): HeapObject | null {
  const isPlain = (parent: HeapObject | null): boolean => {
    if (parent === null) return false;
    if (parent.kind === 'external') return isBare(String(parent.data)) || addsNothing.test(String(parent.data));
    const data = classData(parent);
    return (
      data !== null &&
      !parent.open &&
      (data.slots === null || data.slots.every((slot) => slot === '__dict__' || slot === '__weakref__')) &&
      data.order.slice(1).every((one) => isPlain(look(m.heap, one)))
    );
  };
  return parents.length === 1 || parents.every(isPlain) ? parents[0] : null;
}

/** Classes of the library that are written in Python, without slots. */
const addsNothing = /^(?:contextlib\.(?:ContextDecorator|AbstractContextManager)|enum\.Enum|unittest\.TestCase|threading\.Thread)$/;

function ownReferences(m: Moment, data: ClassData, parents: readonly HeapObject[]): number | null {
  let hasDict = false;
  let hasWeak = false;
  for (const parent of parents) {
    if (parent.kind === 'class') {
      const layout = layoutOf(m, parent);
      if (layout === null) return null;
      hasDict ||= layout.dict;
      hasWeak ||= layout.weak;
      continue;
    }
    const layout = baseLayout(String(parent.data));
    if (layout === null) return null;
    hasDict ||= layout.dict;
    hasWeak ||= layout.weak || layout.sized;
  }
  const version15 = atLeast(m.session.version, 15);
  if (data.slots !== null)
    return (
      1 +
      data.slots.filter((slot) => slot !== '__dict__' && slot !== '__weakref__').length +
      (version15 ? 0 : data.slots.filter((slot) => slot === '__dict__' || slot === '__weakref__').length)
    );
  return version15 ? 1 : 1 + (hasDict ? 0 : 1) + (hasWeak ? 0 : 1);
}

function layoutOf(m: Moment, type: HeapObject): { dict: boolean; weak: boolean } | null {
  const data = classData(type);
  if (data === null || !data.known) return null;
  if (data.slots === null) return { dict: true, weak: true };
  let dict = data.slots.includes('__dict__');
  let weak = data.slots.includes('__weakref__');
  for (const id of data.order.slice(1)) {
    const one = look(m.heap, id);
    const layout = one.kind === 'class' ? layoutOf(m, one) : baseLayout(String(one.data));
    if (layout === null) return null;
    dict ||= layout.dict;
    weak ||= layout.weak;
  }
  return { dict, weak };
}

function slotsOf(m: Moment, space: number): readonly string[] | null {
  const value = named(m.heap, space, '__slots__');
  if (value === undefined || value === NOTHING) return null;
  const object = known(m, value);
  if (object === null) return [];
  if (object.kind === 'constant' && typeof object.data === 'string') return [object.data];
  return object.items.map((item) => {
    const data = known(m, item)?.data;
    return typeof data === 'string' ? data : '?';
  });
}

/** C3 linearisation; `object` is left out. `null` if a base is not known. */
function resolutionOrder(id: number, parents: readonly (HeapObject | null)[]): number[] | null {
  if (parents.some((parent) => parent === null)) return null;
  const bases = parents as readonly HeapObject[];
  const chains = bases.map((parent) => (parent.kind === 'class' ? [...(classData(parent)?.order ?? [parent.id])] : [parent.id]));
  chains.push(bases.map((parent) => parent.id));
  const order = [id];
  for (;;) {
    const left = chains.filter((chain) => chain.length > 0);
    if (left.length === 0) return order;
    const next = left.map((chain) => chain[0]).find((head) => left.every((chain) => chain.indexOf(head) <= 0));
    if (next === undefined) return null;
    order.push(next);
    for (const chain of chains) if (chain[0] === next) chain.shift();
  }
}

// ------------------------------------------------------------------ instances

/** Calls a class: `__new__` of `object` or an exception, then `__init__`. */
export function instantiate(m: Moment, type: HeapObject, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const data = classData(type);
  if (isEnumeration(m, type) && !type.open) {
    // one of the members
    havoc(m, args);
    for (const value of [callee, ...args, ...keywords.map((keyword) => keyword.value)]) drop(m, value);
    return opaque(m, 'member');
  }
  const custom = findInClass(m, type, '__new__') !== undefined;
  const exceptional =
    data !== null &&
    data.order.some((id) => look(m.heap, id).kind === 'external' && baseLayout(String(look(m.heap, id).data))?.exception === true);
  if (
    data === null ||
    !data.known ||
    custom ||
    type.open ||
    (!exceptional && data.order.some((id) => look(m.heap, id).kind === 'external' && !isBare(String(look(m.heap, id).data))))
  ) {
    for (const id of data?.order ?? [])
      for (const name of look(m.heap, id).names?.keys() ?? []) if (name.startsWith('__')) m.session.strangers.add(name);
    return callUnknown(m, callee, args, keywords);
  }
  const made = make(m, 'instance', data.name, `instance:${type.id}`);
  const { id } = made;
  made.items.push(type.id);
  made.places.push(0);
  retain(m.heap, type.id);
  made.names = new Map();
  if (exceptional) {
    setArguments(m, id, args);
  }
  announce(m, look(m.heap, id));
  const init = findInClass(m, type, '__init__');
  if (init === undefined && data.order.some((one) => look(m.heap, one).kind === 'class' && classData(look(m.heap, one))?.fields !== null)) {
    return fillFields(m, type, id, callee, args, keywords);
  }
  if (init === undefined) {
    if (!exceptional && (args.length > 0 || keywords.length > 0)) {
      for (const value of [callee, id, ...args, ...keywords.map((keyword) => keyword.value)]) drop(m, value);
      raise(m, 'TypeError');
    }
    for (const value of [callee, ...args, ...keywords.map((keyword) => keyword.value)]) drop(m, value);
    return id;
  }
  // the caller's reference to the new object waits on its stack, where joins and renamings reach it
  push(m, id);
  push(m, callee);
  retain(m.heap, id);
  retain(m.heap, init.value);
  const answer = init.complete ? callValue(m, init.value, [id, ...args], keywords) : callUnknown(m, init.value, [id, ...args], keywords);
  drop(m, answer);
  drop(m, pop(m));
  return pop(m);
}

/** `args` of an exception: a tuple that `__new__` makes and `__init__` makes anew. */
export function setArguments(m: Moment, exception: number, args: readonly Value[]): void {
  const tuple = make(m, 'tuple', 'tuple', 'args');
  const { id } = tuple;
  for (const arg of args) append(m.heap, id, arg, m.session.mortuary);
  storeNamed(m.heap, exception, ARGUMENTS, id, m.session.mortuary);
  drop(m, id);
}

// ------------------------------------------------------------------ data classes

/** What `@dataclass` does to a class: it hands back the class itself with methods that it makes. */
export function decorateDataclass(m: Moment, value: Value, frozen = false): void {
  const type = known(m, value);
  const data = type === null ? null : classData(type);
  if (type === null || data === null) return;
  const inherited = data.order.slice(1).flatMap((id) => classData(look(m.heap, id))?.fields ?? []);
  const odd = [...inherited, ...data.annotated].includes('?') || data.order.slice(1).some((id) => look(m.heap, id).kind !== 'class');
  const body = own(m.heap, type.id);
  body.data = { ...data, fields: odd ? null : [...new Set([...inherited, ...data.annotated])] } satisfies ClassData;
  if (odd) body.open = true;
  for (const name of ['__eq__', '__repr__']) {
    if (body.names?.has(name) === true) continue;
    storeNamed(m.heap, type.id, name, external(m.session, m.heap, `dataclasses.${name}`), m.session.mortuary);
  }
  // defaults and annotations are held by the fields and by the `__init__` that is made
  const held: Value[] = [];
  for (const name of data.annotated) {
    const index = look(m.heap, type.id).names?.get(name);
    if (index !== undefined) held.push(look(m.heap, type.id).items[index]);
  }
  const annotations = known(m, named(m.heap, type.id, '__annotations__') ?? NOTHING);
  if (annotations !== null) held.push(...annotations.items);
  for (const one of held) {
    if (!isOne(one) || one <= UNKNOWN) continue;
    const object = own(m.heap, one);
    object.outsideHigh = ANY;
  }
  // methods that are made for it: from 3.14 on `__annotate__`, and `__setattr__` and `__delattr__` of a frozen one, which share a cell from 3.13 on
  const holders = (atLeast(m.session.version, 14) ? 1 : 0) + (frozen ? (atLeast(m.session.version, 13) ? 1 : 2) : 0);
  const class_ = own(m.heap, type.id);
  class_.outsideLow += holders;
  class_.outsideHigh += holders;
}

/** The `__init__` that `@dataclass` makes: arguments, defaults, what a factory makes; then `__post_init__`. */
function fillFields(m: Moment, type: HeapObject, id: number, callee: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const fields = classData(type)?.fields ?? null;
  const all = [callee, ...args, ...keywords.map((keyword) => keyword.value)];
  if (fields === null || args.length > fields.length || keywords.some(({ name }) => !fields.includes(name))) {
    havoc(m, [id, ...all]);
    for (const value of all) drop(m, value);
    return id;
  }
  push(m, id);
  push(m, callee);
  fields.forEach((name, at) => {
    const given = at < args.length ? args[at] : keywords.find((keyword) => keyword.name === name)?.value;
    const value = given ?? defaultOf(m, type, name);
    storeNamed(m.heap, id, name, value, m.session.mortuary);
    drop(m, value);
  });
  const after = findInClass(m, type, '__post_init__');
  if (after !== undefined) {
    retain(m.heap, after.value);
    retain(m.heap, id);
    drop(m, after.complete ? callValue(m, after.value, [id], []) : callUnknown(m, after.value, [id], []));
  }
  drop(m, pop(m));
  return pop(m);
}

/** A new reference to what a field has when it is not given. */
function defaultOf(m: Moment, type: HeapObject, name: string): Value {
  const found = findInClass(m, type, name);
  const object = found === undefined || !found.complete ? null : known(m, found.value);
  if (found === undefined || object === null) return UNKNOWN;
  if (object.type !== 'Field') {
    retain(m.heap, found.value);
    return found.value;
  }
  const content = object.items[0] ?? UNKNOWN;
  retain(m.heap, content);
  return object.data === 'factory' ? callValue(m, content, [], []) : content;
}
