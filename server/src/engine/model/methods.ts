/** Methods of builtin types: what they do to the references of their owner, and what they return. */
import { append, doubt, keepAnyNumber, look, own, ownNames, release, retain, scatter } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { either, isOne, membersOf, NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { drop } from '../machine.ts';
import type { Moment } from '../machine.ts';
import type { Keyword } from '../step/call.ts';
import { addToSet, appendTo, copyContents, extendList, isExactDict, keyOf, setEntry, takeEntry, updateDict } from '../step/container.ts';
import { raise, safely } from '../step/exception.ts';
import { consume, mayKeepCaller } from '../step/generator.ts';
import { contentsOf, expose, VIEW } from '../step/iteration.ts';
import { bool, known, make, none, payload, result } from '../step/object.ts';
import { loseItem } from '../step/loss.ts';
import { havoc } from '../step/unknown.ts';
import { isFleeting, isTemporary, newOr, textTypeOf } from '../step/operand.ts';
import { noteHeld } from '../held-constants.ts';
import { applyEffect } from '../step/call.ts';
import { setArguments } from '../step/class.ts';
import { disturbWorld } from '../step/world.ts';
import { askKey, sortList } from './sorting.ts';
import { methodResults } from './results.ts';
import { nextOf } from '../step/next.ts';

/** Marks a bound method of an object of unknown type that a class of the file is taken to have. */
export const FILE_METHOD = 'file:';

type Method = (m: Moment, owner: HeapObject, args: readonly Value[], keywords: readonly Keyword[]) => Value | null;

/** Whether a builtin type has a method of this name that is modelled here. */
export const builtinMethods = (type: string, name: string): boolean =>
  tableOf(type)?.[name] !== undefined ||
  methodResults[type]?.[name] !== undefined ||
  (typeMethods[type]?.has(name) ?? false) ||
  ((type === 'Counter' || type === 'OrderedDict' || type === 'Queue') && !name.startsWith('_'));

const typeMethods: Readonly<Record<string, ReadonlySet<string>>> = {
  generator: new Set(['send', 'close', 'throw', '__next__']),
  property: new Set(['setter', 'getter', 'deleter']),
};

/** Calls a method of a builtin type. Takes over owner and arguments, hands over the result. */
export function callBuiltinMethod(m: Moment, name: string, owner: Value, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const object = known(m, owner);
  const all = [owner, ...args, ...keywords.map((keyword) => keyword.value)];
  const finish = (value: Value): Value => {
    for (const one of all) drop(m, one);
    return value;
  };
  if (name.startsWith(FILE_METHOD)) {
    const plain = name.slice(FILE_METHOD.length);
    const effect = m.session.effects.get(plain);
    noteHeld(m.session, m.heap, null);
    m.mayRaise = true;
    // or it is the method of a builtin type
    if (opaqueMethods.has(plain)) havoc(m, all);
    if (letsItemsGo(plain)) loseItem(m, isOne(owner) ? owner : NOTHING);
    if (effect === undefined || effect.worldly) {
      havoc(m, all);
      disturbWorld(m);
    } else if (keywords.length > 0) applyEffect(m, { ...effect, takes: 0 }, all);
    else applyEffect(m, effect, [owner, ...args]);
    return finish(UNKNOWN);
  }
  if (name === 'object.__init__') return finish(none(m));
  if (name === 'exception.__init__') {
    if (object !== null && object.id > UNKNOWN) setArguments(m, object.id, args);
    return finish(none(m));
  }
  if (object !== null && object.kind === 'property') return finish(changedProperty(m, object, name, args));
  if (object !== null && object.type !== null) {
    const method = tableOf(object.type)?.[name];
    const answer = method === undefined ? null : safely(m, all, () => method(m, object, args, keywords));
    if (answer !== null) return finish(answer);
  }
  const ownType = object === null ? textTypeOf(m, owner) : object.kind === 'constant' ? object.type : null;
  const type = ownType === null ? undefined : methodResults[ownType]?.[name];
  if (type !== undefined && ownType !== null) return ofConstant(m, name, type, ownType, owner, all);
  if (object !== null && object.kind === 'opaque') return finish(callOpaqueMethod(m, object, name, args, keywords));
  if (object === null && keywords.length === 0 && textMethods.has(name)) {
    m.mayRaise = true;
    return finish(ofAnyText(m, name, owner));
  }
  havoc(m, all);
  return finish(UNKNOWN);
}

/** A method of one of several objects, or of one that is not known, all of which are taken for texts. */
function ofAnyText(m: Moment, name: string, owner: Value): Value {
  if (opaqueMethods.get(name) === 'str') return result(m, 'str', undefined);
  if (owner === UNKNOWN) return UNKNOWN;
  retain(m.heap, owner);
  return newOr(m, 'str', [owner]);
}

/** Methods of texts that return a new text or the text itself, none of their arguments. */
const onlyItself = new Set(
  (
    'capitalize casefold center decode encode expandtabs hex ljust lower lstrip removeprefix removesuffix replace rjust rstrip strip swapcase title ' +
    'translate upper zfill'
  ).split(' '),
);

/** Of these, those that make a new one even where nothing changes. */
const alwaysNew = new Set('capitalize casefold lower swapcase title translate upper'.split(' '));

/** The parts of a text: new ones, or the text itself where it has no separator in it. */
function partsOf(m: Moment, type: 'list' | 'tuple', name: string, text: Value): Value {
  const made = make(m, type, type, `method:${name}`);
  made.open = true;
  if (!isFleeting(m, text)) append(m.heap, made.id, either(text, NOTHING), m.session.mortuary);
  return made.id;
}

/** A method of a number or text that is not followed. Takes over the owner and the arguments, which come behind it. */
function ofConstant(m: Moment, name: string, type: string, ownType: string, owner: Value, all: readonly Value[]): Value {
  for (const arg of all.slice(1)) if (known(m, arg)?.kind !== 'constant') expose(m, arg);
  m.mayRaise = true;
  // text that comes out unchanged is the same object
  if ((type === 'str' || type === 'bytes') && onlyItself.has(name)) {
    const isNew = ownType !== type || alwaysNew.has(name) || isFleeting(m, owner);
    for (const one of isNew ? all : all.slice(1)) drop(m, one);
    return newOr(m, type, isNew ? [] : [owner]);
  }
  if (type === 'list' || type === 'tuple') {
    const parts = partsOf(m, type, name, owner);
    for (const one of all) drop(m, one);
    return parts;
  }
  const isText = type === 'str' || type === 'bytes';
  if (isText) havoc(m, all);
  for (const one of all) drop(m, one);
  return isText ? UNKNOWN : result(m, type, undefined);
}

const kinds = (names: string, kind: string): [string, string][] => names.split(' ').map((name) => [name, kind]);

/**
 * Methods whose names belong to the builtin types: on an object of unknown type they are taken for those, unless a class of the file has one of that name.
 * `keep`: holds its arguments once each; `maybe`: perhaps; `contents`: what the arguments hold; `none`: nothing; `itself`: a text, or the object itself; else the type of the new object they return.
 */
export const opaqueMethods: ReadonlyMap<string, string> = new Map([
  ...kinds('append appendleft insert put put_nowait', 'keep'),
  ...kinds('add setdefault', 'maybe'),
  ...kinds('extend update extendleft', 'contents'),
  ...kinds('sort reverse clear remove discard close flush acquire release write writelines popitem pop popleft', 'none'),
  ...kinds('upper lower title capitalize swapcase casefold encode', 'str'),
  ...kinds('center expandtabs ljust lstrip removeprefix removesuffix replace rjust rstrip strip zfill', 'itself'),
  ...kinds('split rsplit splitlines readlines', 'list'),
  ...kinds('count index find rfind bit_length', 'int'),
  ...kinds('startswith endswith isdigit isalpha isalnum isspace isupper islower isnumeric isdecimal isidentifier', 'bool'),
  ...kinds('keys values items get', 'view'),
  ...kinds('copy', 'copy'),
]);

/** Methods of texts, by their names alone. */
export const textMethods: ReadonlySet<string> = new Set(
  [...opaqueMethods].filter(([name, makes]) => (makes === 'str' || makes === 'itself') && name !== 'encode').map(([name]) => name),
);

/** Of these, those that let go of items. */
const lets = new Set('clear remove discard popitem pop popleft'.split(' '));
export const letsItemsGo = (name: string): boolean => lets.has(name);

function callOpaqueMethod(m: Moment, owner: HeapObject, name: string, args: readonly Value[], keywords: readonly Keyword[]): Value {
  m.mayRaise = true;
  switch (opaqueMethods.get(name)) {
    case 'keep':
      for (const arg of args) append(m.heap, owner.id, arg, m.session.mortuary);
      return none(m);
    case 'maybe':
      for (const arg of args) append(m.heap, owner.id, either(arg, NOTHING), m.session.mortuary);
      return name === 'add' ? none(m) : UNKNOWN;
    case 'contents':
      for (const arg of args) expose(m, arg);
      // what is given by name is kept as it is
      havoc(
        m,
        keywords.map(({ value }) => value),
      );
      return none(m);
    case 'none': {
      if (letsItemsGo(name)) loseItem(m, owner.id);
      for (const { value } of keywords) {
        const kind = known(m, value)?.kind;
        if (kind !== 'external' && kind !== 'constant' && !(name === 'sort' && askKey(m, value, []))) havoc(m, [value]);
      }
      if (owner.items.length > 0) havoc(m, [owner.id]);
      if (name.startsWith('pop') && args.length > 1) havoc(m, args);
      return name.startsWith('pop') ? UNKNOWN : name === 'write' || name === 'acquire' ? UNKNOWN : none(m);
    }
    case 'str':
    case 'list': {
      const type = opaqueMethods.get(name) ?? '';
      if (type === 'list') return partsOf(m, 'list', name, owner.id);
      return name === 'encode' ? UNKNOWN : result(m, 'str', undefined);
    }
    case 'itself':
      if (keywords.length > 0) {
        havoc(m, [owner.id, ...args, ...keywords.map(({ value }) => value)]);
        return UNKNOWN;
      }
      retain(m.heap, owner.id);
      return newOr(m, 'str', [owner.id]);
    case 'copy': {
      const made = make(m, 'builtin', null, 'copy');
      made.open = true;
      for (const item of [...owner.items, ...owner.bag]) keepAnyNumber(m.heap, made.id, item);
      return made.id;
    }
    case 'int':
    case 'bool':
      return result(m, opaqueMethods.get(name) ?? 'int', undefined);
    case 'view': {
      if (args.length > 1) havoc(m, [args[1]]);
      if (name === 'get') return UNKNOWN;
      // a view of a mapping holds it
      const made = make(m, 'builtin', null, `view:${name}`);
      made.data = VIEW;
      append(m.heap, made.id, owner.id, m.session.mortuary);
      return made.id;
    }
    default:
      return UNKNOWN;
  }
}

function changedProperty(m: Moment, object: HeapObject, name: string, args: readonly Value[]): Value {
  const made = make(m, 'property', 'property', `property:${name}`);
  const slot = name === 'getter' ? 0 : name === 'setter' ? 1 : 2;
  for (let at = 0; at < 3; at += 1)
    append(m.heap, made.id, at === slot ? (args[0] ?? NOTHING) : (object.items[at] ?? NOTHING), m.session.mortuary);
  return made.id;
}

const tableOf = (type: string): Readonly<Record<string, Method>> | undefined =>
  type === 'list'
    ? lists
    : type === 'deque'
      ? deques
      : type === 'dict' || type === 'defaultdict'
        ? dicts
        : type === 'Counter'
          ? counters
          : type === 'OrderedDict'
            ? ordered
            : type === 'set'
              ? sets
              : type === 'str'
                ? texts
                : type === 'tuple'
                  ? tuples
                  : type === 'generator'
                    ? generators
                    : type === 'Queue'
                      ? queues
                      : undefined;

const exactList = (object: HeapObject): boolean => !object.open && object.bag.length === 0 && !object.many;
const integer = (m: Moment, value: Value | undefined): number | null => {
  const data = value === undefined ? null : payload(m, value);
  return typeof data === 'number' ? data : null;
};

const lists: Readonly<Record<string, Method>> = {
  append: (m, owner, args) => {
    if (args.length !== 1) return null;
    appendTo(m, owner.id, args[0]);
    return none(m);
  },
  extend: (m, owner, args) => {
    if (args.length !== 1) return null;
    retain(m.heap, args[0]);
    extendList(m, owner.id, args[0]);
    return none(m);
  },
  insert: (m, owner, args) => {
    const at = integer(m, args[0]);
    if (args.length !== 2) return null;
    if (at === null || !exactList(owner)) {
      scatter(m.heap, owner.id);
      appendTo(m, owner.id, args[1]);
      return none(m);
    }
    retain(m.heap, args[1]);
    const body = own(m.heap, owner.id);
    const position = Math.max(0, Math.min(body.items.length, at < 0 ? at + body.items.length : at));
    body.items.splice(position, 0, args[1]);
    body.places.splice(position, 0, m.session.mortuary.place);
    if (body.escaped && isOne(args[1]) && args[1] > UNKNOWN) m.heap.leaks.push(args[1]);
    return none(m);
  },
  pop: (m, owner, args) => {
    const at = args.length === 0 ? -1 : integer(m, args[0]);
    if (at === null || !exactList(owner)) return loseOne(m, owner);
    const position = at < 0 ? at + owner.items.length : at;
    if (position < 0 || position >= owner.items.length) raise(m, 'IndexError');
    const body = own(m.heap, owner.id);
    body.places.splice(position, 1);
    return body.items.splice(position, 1)[0];
  },
  remove: (m, owner, args) => {
    const key = args.length === 1 ? keyOf(m, args[0]) : null;
    if (key === null || !exactList(owner)) {
      loseOne(m, owner);
      m.mayRaise = true;
      return none(m);
    }
    for (let at = 0; at < owner.items.length; at += 1) {
      const item = owner.items[at];
      const other = keyOf(m, item);
      if (other === null && item !== args[0]) {
        loseOne(m, owner);
        m.mayRaise = true;
        return none(m);
      }
      if (other !== key && item !== args[0]) continue;
      const body = own(m.heap, owner.id);
      body.items.splice(at, 1);
      body.places.splice(at, 1);
      release(m.heap, item, m.session.mortuary);
      return none(m);
    }
    return raise(m, 'ValueError');
  },
  clear: (m, owner) => {
    const body = own(m.heap, owner.id);
    const { items, bag } = body;
    if (bag.length > 0 || body.many) {
      havoc(m, [owner.id]);
      return none(m);
    }
    body.items = [];
    body.places = [];
    if (!body.escaped) body.open = false;
    for (const item of items) release(m.heap, item, m.session.mortuary);
    return none(m);
  },
  copy: (m, owner) => {
    const made = make(m, 'list', 'list', 'copy');
    copyContents(m, owner, made.id);
    return made.id;
  },
  reverse: (m, owner) => {
    if (!exactList(owner)) return none(m);
    const body = own(m.heap, owner.id);
    body.items.reverse();
    body.places.reverse();
    return none(m);
  },
  sort: (m, owner, _args, keywords) => {
    sortList(m, owner.id, keywords);
    return none(m);
  },
  count: (m) => result(m, 'int', undefined),
  index: (m, owner, args) => {
    const key = args.length === 1 ? keyOf(m, args[0]) : null;
    const keys = exactList(owner) && key !== null ? owner.items.map((item) => keyOf(m, item)) : null;
    const at = keys === null || keys.includes(null) ? -1 : keys.indexOf(key);
    m.mayRaise = true;
    return result(m, 'int', at === -1 ? undefined : at);
  },
};

/** Some item goes and is handed out: none of the others is surely still there. */
function loseOne(m: Moment, owner: HeapObject): Value {
  m.mayRaise = true;
  const items = [...owner.items.flatMap(membersOf), ...owner.bag];
  havoc(m, items);
  scatter(m.heap, owner.id);
  own(m.heap, owner.id).open = true;
  // the one that is lost may die, and what it holds be let go
  doubt(
    m.heap,
    items.filter((item) => item > UNKNOWN && look(m.heap, item).held === 0 && look(m.heap, item).kind !== 'constant'),
  );
  return UNKNOWN;
}

const deques: Readonly<Record<string, Method>> = {
  ...lists,
  popleft: (m, owner) => {
    if (!exactList(owner)) return loseOne(m, owner);
    if (owner.items.length === 0) raise(m, 'IndexError');
    const body = own(m.heap, owner.id);
    body.places.shift();
    return body.items.shift() ?? UNKNOWN;
  },
  appendleft: (m, owner, args) => {
    if (args.length !== 1) return null;
    appendTo(m, owner.id, args[0]);
    if (!exactList(owner)) return none(m);
    const body = own(m.heap, owner.id);
    body.items.unshift(body.items.pop() ?? NOTHING);
    body.places.unshift(body.places.pop() ?? 0);
    return none(m);
  },
};

const tuples: Readonly<Record<string, Method>> = { count: lists.count, index: lists.index };

const dicts: Readonly<Record<string, Method>> = {
  get: (m, owner, args) => {
    const key = args.length > 0 ? keyOf(m, args[0]) : null;
    if (key === null || !isExactDict(owner)) {
      expose(m, owner.id);
      if (args.length > 1) havoc(m, [args[1]]);
      return UNKNOWN;
    }
    const at = owner.names?.get(key);
    const value = at === undefined ? NOTHING : owner.items[at];
    if (!isOne(value)) {
      expose(m, owner.id);
      if (args.length > 1) havoc(m, [args[1]]);
      return UNKNOWN;
    }
    const given = value !== NOTHING ? value : (args[1] ?? none(m));
    retain(m.heap, given);
    return given;
  },
  setdefault: (m, owner, args) => {
    const key = args.length > 0 ? keyOf(m, args[0]) : null;
    const at = key === null ? undefined : owner.names?.get(key);
    if (key === null || !isExactDict(owner) || (at !== undefined && !isOne(owner.items[at]))) {
      havoc(m, [owner.id, ...args]);
      return UNKNOWN;
    }
    const value = at === undefined ? NOTHING : owner.items[at];
    const given = value !== NOTHING ? value : (args[1] ?? none(m));
    if (value === NOTHING) setEntry(m, owner.id, args[0], given);
    retain(m.heap, given);
    return given;
  },
  pop: (m, owner, args) => {
    if (args.length === 0) return null;
    const taken = takeEntry(m, owner.id, args[0]);
    if (taken.found === true) return taken.value;
    if (taken.found === null) {
      if (args.length > 1) havoc(m, [args[1]]);
      m.mayRaise = true;
      return UNKNOWN;
    }
    if (args.length === 1) raise(m, 'KeyError');
    retain(m.heap, args[1]);
    return args[1];
  },
  clear: (m, owner) => {
    if (owner.bag.length > 0 || owner.many || owner.names === null) {
      havoc(m, [owner.id]);
      return none(m);
    }
    const body = own(m.heap, owner.id);
    const { items } = body;
    body.items = [];
    body.places = [];
    body.names = new Map();
    for (const item of items) release(m.heap, item, m.session.mortuary);
    return none(m);
  },
  update: (m, owner, args, keywords) => {
    if (args.length > 1) return null;
    if (args.length === 1) updateDict(m, owner.id, args[0]);
    for (const { name, value } of keywords) {
      const key = result(m, 'str', name);
      setEntry(m, owner.id, key, value);
      drop(m, key);
    }
    return none(m);
  },
  copy: (m, owner) => {
    const made = make(m, 'dict', owner.type, 'copy');
    made.data = owner.data;
    made.names = new Map();
    updateDict(m, made.id, owner.id);
    return made.id;
  },
  keys: view('dict_keys'),
  values: view('dict_values'),
  items: view('dict_items'),
};

function view(type: string): Method {
  return (m, owner) => {
    const made = make(m, 'builtin', type, type);
    append(m.heap, made.id, owner.id, m.session.mortuary);
    return made.id;
  };
}

const sets: Readonly<Record<string, Method>> = {
  add: (m, owner, args) => {
    if (args.length !== 1) return null;
    addToSet(m, owner.id, args[0]);
    return none(m);
  },
  discard: (m, owner, args) => removeFromSet(m, owner, args, false),
  remove: (m, owner, args) => removeFromSet(m, owner, args, true),
  update: (m, owner, args) => {
    for (const arg of args) {
      const values = contentsOf(m, arg);
      if (values === null) {
        expose(m, arg);
        scatter(m.heap, owner.id);
        own(m.heap, owner.id).open = true;
      } else {
        for (const value of values) {
          addToSet(m, owner.id, value);
          drop(m, value);
        }
      }
    }
    return none(m);
  },
  copy: (m, owner) => {
    const made = make(m, 'set', 'set', 'copy');
    copyContents(m, owner, made.id);
    own(m.heap, made.id).names = owner.names === null ? null : new Map(owner.names);
    return made.id;
  },
  clear: dicts.clear,
  pop: (m, owner) => {
    const left = owner.items.filter((item) => item !== NOTHING);
    if (owner.names !== null && owner.bag.length === 0 && !owner.open && left.length === 1 && isOne(left[0])) {
      const body = own(m.heap, owner.id);
      body.items = [];
      body.names = new Map();
      return left[0];
    }
    return loseOne(m, owner);
  },
};

function removeFromSet(m: Moment, owner: HeapObject, args: readonly Value[], strict: boolean): Value | null {
  const key = args.length === 1 ? keyOf(m, args[0]) : null;
  if (key === null || owner.names === null || owner.bag.length > 0 || owner.open) {
    loseOne(m, owner);
    return none(m);
  }
  const at = owner.names.get(key);
  if (at === undefined || owner.items[at] === NOTHING) return strict ? raise(m, 'KeyError') : none(m);
  if (!isOne(owner.items[at])) {
    loseOne(m, owner);
    return none(m);
  }
  const body = own(m.heap, owner.id);
  const old = body.items[at];
  body.items[at] = NOTHING;
  ownNames(body).delete(key);
  release(m.heap, old, m.session.mortuary);
  return none(m);
}

const takeAny: Method = (m, owner) => {
  m.mayRaise = true;
  expose(m, owner.id);
  scatter(m.heap, owner.id);
  own(m.heap, owner.id).open = true;
  return UNKNOWN;
};

const ordered: Readonly<Record<string, Method>> = {
  ...dicts,
  popitem: takeAny,
  move_to_end: (m, owner) => {
    takeAny(m, owner, [], []);
    return none(m);
  },
};

/** What is counted is held as keys; how often, by numbers that are not followed. */
const count: Method = (m, owner, args, keywords) => {
  for (const arg of args) expose(m, arg);
  havoc(
    m,
    keywords.map((keyword) => keyword.value),
  );
  takeAny(m, owner, [], []);
  return none(m);
};

const counters: Readonly<Record<string, Method>> = {
  ...dicts,
  popitem: takeAny,
  update: count,
  subtract: count,
  total: (m) => result(m, 'int', undefined),
  most_common: (m, owner) => {
    expose(m, owner.id);
    const made = make(m, 'list', 'list', 'most_common');
    made.open = true;
    return made.id;
  },
};

/** A queue keeps what is put into it; in which order it comes out is not followed. */
const queues: Readonly<Record<string, Method>> = {
  put: (m, owner, args) => {
    for (const arg of args.slice(0, 1)) keepAnyNumber(m.heap, owner.id, arg);
    return none(m);
  },
  get: (m, owner) => {
    m.mayRaise = true;
    havoc(m, [...owner.items, ...owner.bag]);
    return UNKNOWN;
  },
  empty: (m) => result(m, 'bool', undefined),
  full: (m) => result(m, 'bool', undefined),
  qsize: (m) => result(m, 'int', undefined),
  task_done: (m) => none(m),
  join: (m) => none(m),
};

const generators: Readonly<Record<string, Method>> = {
  __next__: (m, owner) => {
    const next = nextOf(m, owner.id);
    if (next.kind === 'end') raise(m, 'StopIteration');
    return next.value;
  },
  close: mayKeepCaller,
  throw: mayKeepCaller,
};

const text =
  (compute: (value: string, args: readonly (string | number)[]) => string | number | boolean | null): Method =>
  (m, owner, args, keywords) => {
    if (typeof owner.data !== 'string' || keywords.length > 0 || /\P{ASCII}/u.test(owner.data)) return null;
    const given: (string | number)[] = [];
    for (const arg of args) {
      const data = payload(m, arg);
      if (typeof data !== 'string' && typeof data !== 'number') return null;
      given.push(data);
    }
    const answer = compute(owner.data, given);
    if (answer === null) return null;
    if (typeof answer === 'boolean') return bool(m, answer);
    if (typeof answer === 'number') return result(m, 'int', answer);
    if (answer === owner.data) {
      // the text itself is handed back where nothing changes; some make a copy all the same
      havoc(m, [owner.id]);
      return UNKNOWN;
    }
    return result(m, 'str', answer);
  };

const texts: Readonly<Record<string, Method>> = {
  upper: text((value) => value.toUpperCase()),
  lower: text((value) => value.toLowerCase()),
  strip: text((value, args) => (args.length === 0 ? value.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, '') : null)),
  replace: text((value, [from, to, count]) =>
    typeof from === 'string' && typeof to === 'string' && from !== '' && count === undefined ? value.replaceAll(from, to) : null,
  ),
  startswith: text((value, [start, more]) => (typeof start === 'string' && more === undefined ? value.startsWith(start) : null)),
  endswith: text((value, [end, more]) => (typeof end === 'string' && more === undefined ? value.endsWith(end) : null)),
  find: text((value, [what, more]) => (typeof what === 'string' && more === undefined ? value.indexOf(what) : null)),
  count: text((value, [what, more]) =>
    typeof what === 'string' && what !== '' && more === undefined ? value.split(what).length - 1 : null,
  ),
  isdigit: text((value) => /^[0-9]+$/.test(value)),
  isalpha: text((value) => /^[A-Za-z]+$/.test(value)),
  isspace: text((value) => /^[ \t\n\r\f\v]+$/.test(value)),
  isupper: text((value) => /[A-Z]/.test(value) && !/[a-z]/.test(value)),
  islower: text((value) => /[a-z]/.test(value) && !/[A-Z]/.test(value)),
  split: (m, owner, args, keywords) => {
    if (typeof owner.data !== 'string' || keywords.length > 0 || args.length > 1 || /\P{ASCII}/u.test(owner.data)) return null;
    const separator = args.length === 0 ? null : payload(m, args[0]);
    if (separator !== null && (typeof separator !== 'string' || separator === '')) return null;
    const parts = separator === null ? owner.data.split(/[ \t\n\r\f\v]+/).filter((part) => part !== '') : owner.data.split(separator);
    const made = make(m, 'list', 'list', 'split');
    if (parts.length === 1 && parts[0] === owner.data) {
      append(m.heap, made.id, owner.id, m.session.mortuary);
      return made.id;
    }
    for (const part of parts) {
      const value = result(m, 'str', part);
      append(m.heap, made.id, value, m.session.mortuary);
      drop(m, value);
    }
    return made.id;
  },
  join: (m, owner, args) => {
    if (args.length !== 1) return null;
    const values = contentsOf(m, args[0]);
    if (values === null) {
      const source = known(m, args[0]);
      if (source !== null && source.kind === 'generator') {
        // a single text is handed back as it is, which makes no difference if nobody else holds it
        let isNew = true;
        if (
          m.session.undecided > 0 &&
          consume(m, source, (inner, value) => {
            if (!isTemporary(inner, value)) {
              isNew = false;
              havoc(inner, [value]);
            }
            drop(inner, value);
          })
        )
          return isNew ? result(m, 'str', undefined) : UNKNOWN;
        for (let count = 0; count < 20000; count += 1) {
          const next = nextOf(m, args[0]);
          if (next.kind !== 'end') drop(m, next.value);
          if (next.kind === 'end') return UNKNOWN;
          if (next.kind === 'either') break;
        }
        havoc(m, [args[0]]);
      }
      m.mayRaise = true;
      return UNKNOWN;
    }
    const parts = values.map((value) => payload(m, value));
    const sure = typeof owner.data === 'string' && parts.every((part) => typeof part === 'string');
    if (values.length === 1) return values[0];
    for (const value of values) drop(m, value);
    return result(m, 'str', sure ? parts.join(String(owner.data)) : undefined);
  },
  format: (m, owner, args, keywords) => {
    for (const arg of [...args, ...keywords.map((keyword) => keyword.value)]) if (known(m, arg)?.kind === 'instance') havoc(m, [arg]);
    m.mayRaise = true;
    return typeof owner.data === 'string' && owner.data.replaceAll(/\{[^}]*\}/g, '').length > 1 ? result(m, 'str', undefined) : UNKNOWN;
  },
};
