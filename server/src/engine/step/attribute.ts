/** Attributes: found in the instance, then along its class; a function found in a class is bound to the instance. */
import { atLeast } from '../../base/version.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { look, own, retain, storeNamed } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import type { HeapObject } from '../domain/object.ts';
import { NOTHING, UNKNOWN, either, isOne, membersOf, without } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import { Op } from '../lower/code.ts';
import { drop, nodeAtMoment, pop, push } from '../machine.ts';
import type { Moment, StepTable } from '../machine.ts';
import { baseLayout } from '../model/layout.ts';
import { FILE_METHOD, builtinMethods, letsItemsGo, opaqueMethods, textMethods } from '../model/methods.ts';
import { fromLibrary } from '../model/values.ts';
import { keepsExceptions, runsThreads } from '../tangle.ts';
import { deleteComputed, namesakes, storeAttribute } from './attribute-store.ts';
import { CACHED, READ, applyEffect, callValue } from './call.ts';
import type { FunctionData } from './call.ts';
import { ARGUMENTS, raise } from './exception.ts';
import { heldUnder, isStored, letAllGo, loseItem } from './loss.ts';
import { external, known, make } from './object.ts';
import { opaque } from './opaque.ts';
import { textTypeOf } from './operand.ts';
import { definesMethod, isDecoratedMethod, isDetachedMethod, methodsNamed } from './reach.ts';
import { findInClass, isClosed } from './type.ts';
import { havoc } from './unknown.ts';
import { disturbWorld } from './world.ts';

export function installAttribute(steps: StepTable): void {
  steps[Op.LoadAttribute] = (m, name) => {
    const owner = pop(m);
    const text = nameOf(name);
    if (runsThreads(m.session.program.tree) && (text === 'start' || text === 'join')) letAllGo(m);
    if (atLeast(m.session.version, 10) && keepsExceptions(m.session.program.tree))
      m.session.surprising.push(...membersOf(owner).filter((member) => member > UNKNOWN));
    push(m, loadAttribute(m, owner, text));
  };
  steps[Op.StoreAttribute] = (m, name) => {
    const owner = pop(m);
    const value = pop(m);
    storeAttribute(m, owner, nameOf(name), value);
  };
  steps[Op.DeleteAttribute] = (m, name) => {
    const owner = pop(m);
    if (deleteComputed(m, owner, nameOf(name))) return;
    const object = known(m, owner);
    if (object !== null && object.id > UNKNOWN && (object.kind === 'instance' || object.kind === 'opaque')) {
      const value = object.names?.has(nameOf(name));
      if (value === true) storeNamed(m.heap, object.id, nameOf(name), NOTHING, m.session.mortuary);
    } else havoc(m, [owner]);
    m.mayRaise = true;
    drop(m, owner);
  };
}

/** Takes over the reference to the owner, hands over one to the attribute. */
export function loadAttribute(m: Moment, owner: Value, name: string): Value {
  const object = known(m, owner);
  if (object === null) return loadFromAny(m, owner, name);
  switch (object.kind) {
    case 'external': {
      const found = fromLibrary(m, `${String(object.data)}.${name}`);
      drop(m, owner);
      return found;
    }
    case 'instance':
      return loadFromInstance(m, object, owner, name);
    case 'opaque':
      if (!opaqueMethods.has(name) || object.names?.has(name) === true || definedHere(m, name)) return loadOpen(m, object, owner, name);
      if (isCalled(m) || !namesData.has(name)) return boundBuiltin(m, owner, name);
      // a method, which holds the object, or any other attribute
      own(m.heap, object.id).outsideHigh = ANY;
      m.mayRaise = true;
      drop(m, owner);
      return UNKNOWN;
    case 'class':
      return loadFromClass(m, object, owner, name);
    case 'super':
      return loadFromSuper(m, object, owner, name);
    case 'module': {
      drop(m, owner);
      return UNKNOWN;
    }
    case 'function': {
      const index = object.names?.get(name);
      if (index !== undefined && object.items[index] !== NOTHING) return handOver(m, object.items[index], owner);
      const { defaults } = object.data as FunctionData;
      if (name === '__defaults__' && defaults !== -1) return handOver(m, object.items[defaults], owner);
      // what it holds is handed out, or a method of it that holds itself
      if (!plainNames.has(name)) havoc(m, [owner, ...object.items]);
      drop(m, owner);
      m.mayRaise = true;
      return UNKNOWN;
    }
    case 'constant':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'set':
    case 'iterator':
    case 'generator':
    case 'builtin':
    case 'method': {
      if (object.type !== null && builtinMethods(object.type, name)) return boundBuiltin(m, owner, name);
      m.mayRaise = true;
      if (object.kind === 'method' && name === '__self__' && object.items.length > 0) return handOver(m, object.items[0], owner);
      // it may hand out what it holds, or go on with what it suspended
      if ((object.kind === 'method' || object.kind === 'generator') && !plainNames.has(name)) havoc(m, [owner]);
      drop(m, owner);
      return UNKNOWN;
    }
    default: {
      m.mayRaise = true;
      const looked = object.kind === 'exception' || object.kind === 'property';
      if (looked && object.kind === 'property' && (name === 'setter' || name === 'getter' || name === 'deleter'))
        return boundBuiltin(m, owner, name);
      if (!looked) havoc(m, [owner]);
      else exposeContents(m, object);
      drop(m, owner);
      return UNKNOWN;
    }
  }
}

const plainNames = new Set(['__name__', '__qualname__', '__doc__', '__module__', '__code__']);

/** What an object holds is handed out by a way that is not followed. */
function exposeContents(m: Moment, object: HeapObject): void {
  havoc(
    m,
    object.items.filter((item) => !isOne(item) || item === UNKNOWN || item <= 0 || look(m.heap, item).kind !== 'frame'),
  );
}

const handOver = (m: Moment, value: Value, owner: Value): Value => {
  const bound = without(value, NOTHING);
  if (bound !== value) m.mayRaise = true;
  retain(m.heap, bound);
  drop(m, owner);
  return bound;
};

/** Whether a class of the file has a method of this name, which may be the one that is meant. */
export const definedHere = (m: Moment, name: string): boolean => definesMethod(m.session.program, name);

/** Whether a function of this name is wrapped by a decorator in some class, so that reading it may run code. */
export const isComputed = (m: Moment, name: string): boolean => isDecoratedMethod(m.session.program, name);

/** Whether a function of this name is a static or class method in some class, which does not hold the instance it is read from. */
const isDetached = (m: Moment, name: string): boolean => isDetachedMethod(m.session.program, name);

/** One of several objects, or something not known. */
function loadFromAny(m: Moment, owner: Value, name: string): Value {
  if (name === 'testmod') {
    drop(m, owner);
    return external(m.session, m.heap, 'doctest.testmod');
  }
  const text = textTypeOf(m, owner);
  if (text !== null && builtinMethods(text, name)) return boundBuiltin(m, owner, name);
  m.mayRaise = true;
  const members = membersOf(owner).filter((member) => member > UNKNOWN);
  if (readsByCode(m, name)) {
    runReader(m, owner, name);
    return UNKNOWN;
  }
  const isOwn = members.some((member) => look(m.heap, member).names?.has(name) === true);
  if (definedHere(m, name) && !isOwn) return boundBuiltin(m, owner, `${FILE_METHOD}${name}`, true);
  if (textMethods.has(name) && isCalled(m) && !definedHere(m, name) && mayAllBeTexts(m, owner, name)) return boundBuiltin(m, owner, name);
  if (letsItemsGo(name)) loseItem(m, NOTHING);
  if (!isOne(owner)) {
    // what any of them holds there is handed out; it is not followed which
    const found: Value[] = [];
    for (const member of owner) {
      if (member <= UNKNOWN) continue;
      const object = look(m.heap, member);
      const index = object.names?.get(name);
      if (index !== undefined && (object.kind === 'instance' || object.kind === 'opaque')) found.push(object.items[index]);
      else if (object.kind !== 'constant' && object.kind !== 'function') found.push(member);
    }
    havoc(m, found);
  }
  drop(m, owner);
  return UNKNOWN;
}

/** Whether whatever it is may be a text, as far as it is known. */
const mayAllBeTexts = (m: Moment, value: Value, name: string): boolean =>
  membersOf(value).every((id) => {
    if (id === UNKNOWN || id === NOTHING) return id === UNKNOWN;
    const { kind, type, names } = look(m.heap, id);
    return (kind === 'constant' && type === 'str') || (kind === 'opaque' && names?.has(name) !== true);
  });

/** Names of methods that other objects have for plain attributes. */
const namesData = new Set('title lower upper count index items keys values copy'.split(' '));

/** Whether the attribute that is loaded is called there and then. */
function isCalled(m: Moment): boolean {
  const { tree } = m.session.program;
  const node = nodeAtMoment(m);
  return tree.kind[tree.parent[node]] === Py.Call && tree.field[node] === PyField.func;
}

/** Whether code of the file may run where an attribute of this name is read of an object whose class is not known. */
const readsByCode = (m: Moment, name: string): boolean =>
  isComputed(m, name) || definesMethod(m.session.program, '__getattr__', '__getattribute__', '__get__');

/** What runs where an attribute is read, by what it is known to do. Takes over the reference to the owner. */
function runReader(m: Moment, owner: Value, name: string): void {
  const effect = isComputed(m, name) ? m.session.effects.get(READ + name) : undefined;
  if (effect === undefined || effect.worldly || definesMethod(m.session.program, '__getattr__', '__getattribute__', '__get__')) {
    havoc(m, [owner]);
    disturbWorld(m);
  } else applyEffect(m, effect, [owner]);
  m.mayRaise = true;
  drop(m, owner);
}

/** `detached`: it may be a function that does not hold the object at all, or whatever somebody stored. */
function boundBuiltin(m: Moment, owner: Value, name: string, detached = false): Value {
  const made = make(m, 'method', 'builtin_function_or_method', `bound:${name}`);
  made.items.push(detached ? UNKNOWN : owner);
  made.places.push(0);
  made.data = name;
  if (detached) {
    made.outsideHigh = ANY;
    made.perhapsShared = true;
    for (const member of membersOf(owner)) if (member > UNKNOWN) own(m.heap, member).outsideHigh = ANY;
    drop(m, owner);
  }
  return made.id;
}

export function bindMethod(m: Moment, owner: Value, target: Value): Value {
  const made = make(m, 'method', 'method', 'method');
  made.items.push(owner, target);
  made.places.push(0, 0);
  retain(m.heap, target);
  return made.id;
}

function loadFromInstance(m: Moment, object: HeapObject, owner: Value, name: string): Value {
  // `self` may be an instance of a subclass: what several classes of the file define may be another's
  if (object.base !== 0 && methodsNamed(m.session.program, name) > 1 && object.names?.has(name) !== true)
    return loadOpen(m, object, owner, name);
  const type = known(m, object.items[0] ?? UNKNOWN);
  const inClass = type === null ? undefined : findInClass(m, type, name);
  const found = inClass !== undefined && inClass.complete ? known(m, inClass.value) : null;
  if (found !== null && found.kind === 'property') return callProperty(m, found, owner);
  const index = object.names?.get(name);
  const value = index === undefined ? undefined : object.items[index];
  if (value !== undefined && value !== NOTHING && (isOne(value) || !value.includes(NOTHING))) return handOver(m, value, owner);
  if (type === null || (value !== undefined && value !== NOTHING)) {
    if (value !== undefined) return handOver(m, value, owner);
    return loadOpen(m, object, owner, name);
  }
  if (inClass !== undefined) {
    // the outside may have given the instance an attribute of its own
    if (object.open && (found === null || (found.kind !== 'function' && found.kind !== 'builtin'))) return loadOpen(m, object, owner, name);
    if (found === null) {
      // what a decorator made of a method may bind the instance, and keep it (`functools.cache`)
      havoc(m, [owner]);
      retain(m.heap, inClass.value);
      drop(m, owner);
      return inClass.value;
    }
    return fromClass(m, found, inClass.value, owner);
  }
  if (name === '__class__') {
    retain(m.heap, type.id);
    drop(m, owner);
    return type.id;
  }
  if (object.open) return loadOpen(m, object, owner, name);
  const getter = findInClass(m, type, '__getattr__') ?? findInClass(m, type, '__getattribute__');
  const given = name === 'args' ? object.names?.get(ARGUMENTS) : undefined;
  if (given !== undefined && getter === undefined) return handOver(m, object.items[given], owner);
  if (getter !== undefined || name.startsWith('__') || ofExceptions.has(name) || !isClosed(m, type)) {
    havoc(m, [owner]);
    if (getter !== undefined) disturbWorld(m);
    drop(m, owner);
    return UNKNOWN;
  }
  return raise(m, 'AttributeError', owner);
}

/** What instances of classes of the file may have from `Exception`. */
const ofExceptions = new Set(['args', 'with_traceback', 'add_note']);

/** Something that was found in a class, seen through an instance. */
function fromClass(m: Moment, found: HeapObject, value: Value, owner: Value): Value {
  switch (found.kind) {
    case 'function':
      return bindMethod(m, owner, value);
    case 'builtin': {
      const inner = found.items[0] ?? UNKNOWN;
      if (found.data === 'staticmethod') return handOver(m, inner, owner);
      if (found.data === 'classmethod') {
        const object = known(m, owner);
        const type = object === null ? UNKNOWN : object.kind === 'class' ? owner : object.items[0];
        retain(m.heap, type);
        drop(m, owner);
        return bindMethod(m, type, inner);
      }
      // what `functools.cache` makes of a function is bound as a function is
      if (found.type === CACHED && known(m, owner)?.kind !== 'class') return bindMethod(m, owner, value);
      break;
    }
    case 'constant':
    case 'list':
    case 'tuple':
    case 'dict':
    case 'set':
    case 'class':
    case 'external':
      break;
    default:
      if (found.kind === 'instance') {
        const type = known(m, found.items[0]);
        if (type !== null && findInClass(m, type, '__get__') === undefined && isClosed(m, type)) break;
      }
      havoc(m, [owner, value]);
      if (found.kind === 'instance') disturbWorld(m);
      drop(m, owner);
      return UNKNOWN;
  }
  return handOver(m, value, owner);
}

function callProperty(m: Moment, property: HeapObject, owner: Value): Value {
  const getter = property.items[0] ?? NOTHING;
  if (getter === NOTHING) {
    havoc(m, [owner]);
    drop(m, owner);
    return UNKNOWN;
  }
  retain(m.heap, getter);
  return callValue(m, getter, [owner], []);
}

/** Whether an object is of a class that is known, and has no method of this name. */
function lacksMethod(m: Moment, object: HeapObject, name: string): boolean {
  if (object.kind !== 'instance' || object.base !== 0) return false;
  const type = known(m, object.items[0] ?? UNKNOWN);
  return type !== null && isClosed(m, type) && findInClass(m, type, name) === undefined;
}

/** An attribute that the outside may have set: some object that is at least held there. */
function loadOpen(m: Moment, object: HeapObject, owner: Value, name: string): Value {
  m.mayRaise = true;
  // a method that classes of the file have
  if (object.names?.has(name) !== true && definedHere(m, name) && !lacksMethod(m, object, name)) {
    if (isComputed(m, name)) {
      runReader(m, owner, name);
      return UNKNOWN;
    }
    return boundBuiltin(
      m,
      owner,
      `${FILE_METHOD}${name}`,
      isDetached(m, name) || isStored(m.session.program, name) || readsByCode(m, name),
    );
  }
  const index = object.names?.get(name);
  if (index !== undefined && object.items[index] !== NOTHING) return handOver(m, object.items[index], owner);
  if (definesMethod(m.session.program, '__getattr__', '__getattribute__', '__get__')) {
    runReader(m, owner, name);
    return UNKNOWN;
  }
  // `obj` of the `AttributeError`, should there be no such attribute
  if (object.id > UNKNOWN && atLeast(m.session.version, 10) && !isStored(m.session.program, name)) m.session.surprising.push(object.id);
  if (object.id <= UNKNOWN || object.many) {
    drop(m, owner);
    return UNKNOWN;
  }
  let value: Value = opaque(m, `attribute:${name}`);
  // by this a claim can tell it from other objects of the outside
  own(m.heap, value).data = heldUnder(m.session.program, name);
  // the owner may be another object that we know, whose attribute has been set
  for (const [other, index] of namesakes(m, object, name)) value = either(value, look(m.heap, other).items[index]);
  storeNamed(m.heap, object.id, name, value, m.session.mortuary);
  const bound = without(value, NOTHING);
  retain(m.heap, bound);
  drop(m, owner);
  return bound;
}

function loadFromClass(m: Moment, object: HeapObject, owner: Value, name: string): Value {
  const inClass = findInClass(m, object, name);
  if (inClass !== undefined) {
    const found = inClass.complete ? known(m, inClass.value) : null;
    if (found !== null && found.kind === 'builtin') return fromClass(m, found, inClass.value, owner);
    if (found === null || found.kind === 'instance') m.mayRaise = true;
    return handOver(m, inClass.value, owner);
  }
  if (!isClosed(m, object) || name.startsWith('__') || name === 'mro') {
    m.mayRaise = true;
    if (name !== '__name__' && name !== '__doc__' && name !== '__qualname__' && name !== '__module__') havoc(m, [owner]);
    drop(m, owner);
    return UNKNOWN;
  }
  return raise(m, 'AttributeError', owner);
}

function loadFromSuper(m: Moment, object: HeapObject, owner: Value, name: string): Value {
  const [start, self] = object.items;
  const type = known(m, start);
  const target = known(m, self);
  const order = target === null ? null : target.kind === 'class' ? target : target.kind === 'instance' ? known(m, target.items[0]) : null;
  const data = order === null || order.kind !== 'class' ? null : (order.data as { order: readonly number[]; known: boolean });
  if (type === null || data === null || !data.order.includes(type.id)) {
    havoc(m, [owner]);
    drop(m, owner);
    return UNKNOWN;
  }
  for (const id of data.order.slice(data.order.indexOf(type.id) + 1)) {
    const one = look(m.heap, id);
    if (one.kind !== 'class') {
      if (one.data === 'builtins.object') continue;
      return superOfBuiltin(m, self, owner, name, String(one.data));
    }
    const index = one.names?.get(name);
    if (index === undefined || one.items[index] === NOTHING) continue;
    const found = known(m, one.items[index]);
    if (found !== null && found.kind === 'function') {
      retain(m.heap, self);
      const bound = name === '__new__' ? one.items[index] : bindMethod(m, self, one.items[index]);
      drop(m, owner);
      return bound;
    }
    havoc(m, [owner]);
    drop(m, owner);
    return UNKNOWN;
  }
  return superOfBuiltin(m, self, owner, name, 'builtins.object');
}

function superOfBuiltin(m: Moment, self: Value, owner: Value, name: string, base: string): Value {
  if (name === '__init__' && (base === 'builtins.object' || baseLayout(base)?.exception === true)) {
    const made = make(m, 'method', 'method-wrapper', 'super-init');
    retain(m.heap, self);
    made.items.push(self);
    made.places.push(0);
    made.data = base === 'builtins.object' ? 'object.__init__' : 'exception.__init__';
    drop(m, owner);
    return made.id;
  }
  havoc(m, [owner]);
  drop(m, owner);
  return UNKNOWN;
}
