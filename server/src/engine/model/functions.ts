/** Library functions: which of their arguments they keep, what they make, what they compute; and which modules keep nothing at all. */
import { atLeast } from '../../base/version.ts';
import { append, keepAnyNumber, look, own, retain, scatter } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { ANY } from '../domain/object.ts';
import { either, isOne, membersOf, NOTHING, UNKNOWN, WIDEST } from '../domain/value.ts';
import { decorateDataclass } from '../step/class.ts';
import type { Value } from '../domain/value.ts';
import { drop, handledException } from '../machine.ts';
import type { Moment } from '../machine.ts';
import { CACHED } from '../step/call.ts';
import type { Keyword } from '../step/call.ts';
import { addToSet, appendTo, setEntry, updateDict } from '../step/container.ts';
import { truthOf } from '../step/control.ts';
import { makeException, raise, safely } from '../step/exception.ts';
import { collectorCommands } from '../step/collector.ts';
import { consume } from '../step/generator.ts';
import { contentsOf, expose, iteratorOf } from '../step/iteration.ts';
import { nextOf } from '../step/next.ts';
import { loadAttribute } from '../step/attribute.ts';
import { storeAttribute } from '../step/attribute-store.ts';
import { bool, external, known, make, none, payload, result, truth } from '../step/object.ts';
import { definesMethod } from '../step/reach.ts';
import { isSubclass } from '../step/type.ts';
import { isFleeting, isTemporary } from '../step/operand.ts';
import { havoc } from '../step/unknown.ts';
import { disturbWorld } from '../step/world.ts';
import { askAround, callMethod, mayBeText, showItems, textOf, userMethod } from './asking.ts';
import { conversions, functionResults } from './results.ts';
import { doubtForms, noteSubscript } from './typing.ts';
import { exceptionBases } from './exceptions.ts';
import { exampleRaised, exampleReturned, showExample, testModule } from './doctest.ts';
import { askKey, disorder, sortList } from './sorting.ts';

type Model = (m: Moment, args: readonly Value[], keywords: readonly Keyword[]) => Value | null;

/** Modules whose functions keep none of their arguments and return something new (or something shared). */
const keepsNothing =
  /^(math|cmath|time|random|string|re|os|os\.path|sys|json|datetime|statistics|fractions|decimal|struct|hashlib|base64|binascii|textwrap|pprint|locale|platform|getpass|glob|shutil|tempfile|pathlib|urllib\.parse|html|unicodedata|difflib|heapq|bisect|keyword|uuid|secrets|calendar|inspect|traceback|warnings|logging|gc|io|zlib|csv|argparse|subprocess|socket|timeit|turtle|tkinter|numpy|colorsys|typing)\./;
/** Functions of those modules that do keep, change or call what they are given. */
const keeps =
  /^(gc\.(get_objects|get_referrers|get_referents|callbacks|garbage)|sys\.(settrace|setprofile|_getframe|exc_info|modules|stdout|stderr|exit|_current_frames)|random\.(choice|choices|sample|shuffle)|json\.(load|loads|dump)|re\.(sub|subn|match|search|fullmatch|finditer|findall|split|compile|escape)|logging\.[A-Z]|argparse\.|subprocess\.|timeit\.|tkinter\.|numpy\.|turtle\.|inspect\.|csv\.|io\.|socket\.|typing\.|heapq\.|bisect\.insort|bisect\.insort_right|bisect\.insort_left|datetime\.|fractions\.|decimal\.)/;

/** Calls a library function. Takes over the arguments, hands over the result. */
export function callExternal(m: Moment, dotted: string, args: readonly Value[], keywords: readonly Keyword[]): Value {
  const model = models[dotted];
  if (model !== undefined) {
    const answer = safely(m, [...args, ...keywords.map(({ value }) => value)], () => model(m, args, keywords));
    if (answer !== null) {
      for (const value of args) drop(m, value);
      for (const { value } of keywords) drop(m, value);
      return answer;
    }
  }
  if (dotted.startsWith('typing.')) doubtForms(m);
  const short = dotted.replace(/^builtins\./, '');
  if (dotted.startsWith('builtins.') && (short in exceptionBases || short === 'BaseException')) {
    const made = makeException(m, dotted, args);
    for (const value of [...args, ...keywords.map((keyword) => keyword.value)]) drop(m, value);
    return made;
  }
  const all = [...args, ...keywords.map((keyword) => keyword.value)];
  const type = functionResults[dotted];
  if ((keepsNothing.test(dotted) && !keeps.test(dotted)) || harmless.has(dotted)) {
    // asks its arguments for text, order, numbers: special methods of the file may run
    for (const value of all) askAround(m, value);
    // some hand back what they are given where there is nothing to convert
    if (handsBack.has(dotted))
      havoc(
        m,
        all.filter((value) => known(m, value)?.kind === 'opaque' || known(m, value)?.kind === 'constant'),
      );
    m.mayRaise = true;
  } else havoc(m, all);
  for (const value of all) drop(m, value);
  if (type !== undefined && scalar.has(type)) return result(m, type, undefined);
  const converted = conversions[dotted];
  if (converted !== undefined && (converted === 'int' || converted === 'float') && args.length > 0 && isOther(m, args[0], converted))
    return result(m, converted, undefined);
  return UNKNOWN;
}

/** Whether a value is surely no number of this very type, which a conversion would hand back as it is. */
function isOther(m: Moment, value: Value, type: string): boolean {
  const object = known(m, value);
  if (object === null) return false;
  if (object.base > 0 && m.session.parameters[object.base - 1].isText) return true;
  // what only the call itself holds is as good as new
  if (isFleeting(m, value)) return true;
  return object.type !== null && object.type !== type;
}

const handsBack = new Set([
  'builtins.str',
  'builtins.int',
  'builtins.float',
  'builtins.abs',
  'builtins.round',
  'builtins.bytes',
  'builtins.format',
  'builtins.complex',
]);
const scalar = new Set(['int', 'float', 'bool', 'NoneType', 'str', 'complex']);
const harmless = new Set([
  'builtins.print',
  'builtins.repr',
  'builtins.str',
  'builtins.int',
  'builtins.float',
  'builtins.abs',
  'builtins.round',
  'builtins.pow',
  'builtins.divmod',
  'builtins.hash',
  'builtins.id',
  'builtins.len',
  'builtins.ord',
  'builtins.chr',
  'builtins.hex',
  'builtins.bin',
  'builtins.oct',
  'builtins.format',
  'builtins.isinstance',
  'builtins.issubclass',
  'builtins.callable',
  'builtins.input',
  'builtins.bytes',
  'builtins.bytearray',
  'builtins.complex',
  'builtins.hasattr',
  'builtins.ascii',
  'builtins.any',
  'builtins.all',
  'builtins.bool',
]);

/** `X[...]` on a library object: a generic alias, an item of unknown origin. */
export function subscriptExternal(m: Moment, dotted: string, index: Value): Value {
  if (atLeast(m.session.version, 9) && /^builtins\.(list|dict|tuple|set|frozenset|type)$/.test(dotted)) {
    const made = make(m, 'builtin', 'GenericAlias', `alias:${dotted}`);
    made.data = dotted;
    append(m.heap, made.id, index, m.session.mortuary);
    return made.id;
  }
  const alias = noteSubscript(m, dotted, index);
  if (alias !== null) return external(m.session, m.heap, alias);
  havoc(m, [index]);
  return dotted.startsWith('typing.') || dotted.startsWith('builtins.') ? external(m.session, m.heap, `${dotted}[]`) : UNKNOWN;
}

// ------------------------------------------------------------------ builtins

const one =
  (make_: (m: Moment, value: Value, object: HeapObject | null) => Value | null): Model =>
  (m, args, keywords) =>
    args.length === 1 && keywords.length === 0 ? make_(m, args[0], known(m, args[0])) : null;

/** Instances that walk over themselves are asked for their iterator, which stands for them. */
const walking =
  (model: Model): Model =>
  (m, args, keywords) => {
    const source = args.length === 0 ? null : known(m, args[0]);
    if (source === null || source.kind !== 'instance' || !userMethod(m, source, '__iter__')) return model(m, args, keywords);
    const iterator = callMethod(m, args[0], '__iter__', []);
    const answer_ = safely(m, [iterator], () => model(m, [iterator, ...args.slice(1)], keywords));
    if (answer_ === null) havoc(m, [iterator]);
    drop(m, iterator);
    return answer_;
  };

const container =
  (kind: 'list' | 'tuple' | 'set', type: string): Model =>
  (m, args, keywords) => {
    if (args.length > 1 || keywords.length > 0) return null;
    if (kind === 'tuple') {
      if (args.length === 0) return result(m, 'tuple', '');
      const given = known(m, args[0]);
      if (given !== null && given.kind === 'tuple') {
        retain(m.heap, given.id);
        return given.id;
      }
    }
    const contents = args.length === 0 ? [] : contentsOf(m, args[0]);
    if (kind === 'tuple' && contents !== null && contents.length === 0) return result(m, 'tuple', '');
    const made = make(m, kind, type, `${kind}()`);
    if (kind === 'set') made.names = new Map();
    if (contents === null) {
      const source = known(m, args[0]);
      if (source !== null && givesItself(m, source)) collect(m, made.id, args[0], kind);
      else copyLoosely(m, made.id, args[0]);
      return made.id;
    }
    for (const value of contents) {
      if (kind === 'set') addToSet(m, made.id, value);
      else append(m.heap, made.id, value, m.session.mortuary);
      drop(m, value);
    }
    return made.id;
  };

/** An iterator that is code of the file. */
const givesItself = (m: Moment, source: HeapObject): boolean =>
  source.kind === 'generator' || (m.session.undecided === 0 && userMethod(m, source, '__next__'));

/** Takes all that a generator yields while that is decided. */
function collect(m: Moment, target: number, source: Value, kind: string): void {
  const generator = known(m, source);
  if (m.session.undecided > 0 && generator !== null) {
    const done = consume(m, generator, (inner, value) => {
      keepAnyNumber(inner.heap, target, value);
      drop(inner, value);
    });
    if (done) {
      own(m.heap, target).names = null;
      return;
    }
  }
  for (let count = 0; count < 50000; count += 1) {
    const next = nextOf(m, source);
    if (next.kind === 'end') return;
    if (kind === 'set') addToSet(m, target, next.value);
    else append(m.heap, target, next.value, m.session.mortuary);
    drop(m, next.value);
    if (next.kind === 'either') {
      scatter(m.heap, target);
      own(m.heap, target).open = true;
      return;
    }
  }
}

/** A copy of something whose contents are not known in order or number. */
function copyLoosely(m: Moment, target: number, source: Value): void {
  const object = known(m, source);
  if (object !== null && (object.kind === 'list' || object.kind === 'tuple' || object.kind === 'set')) {
    for (const item of object.items) keepAnyNumber(m.heap, target, item);
    for (const member of object.bag) keepAnyNumber(m.heap, target, member);
    if (object.open) own(m.heap, target).open = true;
    if (own(m.heap, target).bag.length === 0) own(m.heap, target).open = true;
    own(m.heap, target).names = null;
    return;
  }
  own(m.heap, target).open = true;
  own(m.heap, target).names = null;
  expose(m, source);
}

const numberOf = (m: Moment, value: Value): number | null => {
  const data = payload(m, value);
  return typeof data === 'number' ? data : typeof data === 'boolean' ? Number(data) : null;
};

const lengthOf = (object: HeapObject | null): number | null => {
  if (object === null || object.many) return null;
  const exact = !object.open && object.bag.length === 0;
  switch (object.kind) {
    case 'list':
    case 'tuple':
      return exact ? object.items.length : null;
    case 'set':
      return exact && object.items.every(isOne) ? object.items.filter((item) => item !== NOTHING).length : null;
    case 'dict':
      return exact && object.names !== null && object.items.every(isOne)
        ? [...object.names.values()].filter((index) => object.items[index] !== NOTHING).length
        : null;
    case 'constant':
      return (object.type === 'str' || object.type === 'bytes') && typeof object.data === 'string' ? [...object.data].length : null;
    case 'builtin': {
      if (object.type !== 'range' || !Array.isArray(object.data)) return null;
      const [start, stop, step] = object.data as [number, number, number];
      return Math.max(0, Math.ceil((stop - start) / step));
    }
    default:
      return null;
  }
};

/** Runs a generator whose values are added up or compared: one of them may come out. */
function consumeNumbers(m: Moment, generator: HeapObject): boolean {
  return consume(m, generator, (inner, value) => {
    if (known(inner, value)?.kind !== 'constant' || known(inner, value)?.perhapsShared !== true) havoc(inner, [value]);
    drop(inner, value);
  });
}

/** The sum of the whole numbers that a generator yields, one after another; `null` where it yields others, and as soon as it is not known whether it goes on. */
function addUp(m: Moment, generator: Value): Value | null {
  let total = 0;
  let sure = true;
  let plain = true;
  for (let count = 0; count < 20_000; count += 1) {
    const next = nextOf(m, generator);
    if (next.kind === 'end') return plain ? result(m, 'int', sure && Number.isSafeInteger(total) ? total : undefined) : null;
    const object = next.kind === 'either' ? null : known(m, next.value);
    const isWhole = object !== null && object.kind === 'constant' && (object.type === 'int' || object.type === 'bool');
    if (!isWhole || object.data === undefined || typeof object.data === 'bigint') sure = false;
    else total += Number(object.data);
    if (!isWhole) plain = false;
    if (object?.kind !== 'constant') havoc(m, [next.value]);
    drop(m, next.value);
    if (next.kind === 'either') return null;
  }
  return null;
}

const extreme =
  (largest: boolean): Model =>
  (m, args, keywords) => {
    if (keywords.length > 0) return extremeBy(m, args, keywords);
    const values = args.length === 1 ? contentsOf(m, args[0]) : args.slice();
    if (values === null) {
      const source = known(m, args[0]);
      if (source !== null && source.kind === 'generator' && consumeNumbers(m, source)) return UNKNOWN;
      if (
        source !== null &&
        source.kind === 'list' &&
        source.bag.every((id) => look(m.heap, id).kind === 'constant') &&
        source.items.length === 0
      )
        return UNKNOWN;
      return source !== null && isCompared(m, source) ? UNKNOWN : null;
    }
    if (args.length > 1) for (const value of values) retain(m.heap, value);
    let best: number | null = null;
    let at = -1;
    let sure = values.length > 0;
    values.forEach((value, index) => {
      const number = numberOf(m, value);
      if (number === null) sure = false;
      else if (best === null || (largest ? number > best : number < best)) {
        best = number;
        at = index;
      }
    });
    if (!sure) {
      const chosen = oneOfConstants(m, values);
      if (chosen === UNKNOWN) havoc(m, values);
      else retain(m.heap, chosen);
      for (const value of values) drop(m, value);
      return chosen;
    }
    const chosen = values[at];
    values.forEach((value, index) => {
      if (index !== at) drop(m, value);
    });
    return chosen;
  };

/** `int(text, base)`, where both are known. */
function inBase(m: Moment, text: Value, base: Value): Value | null {
  const digits = known(m, text);
  const radix = numberOf(m, base);
  if (digits?.kind !== 'constant' || digits.type !== 'str' || typeof digits.data !== 'string' || radix === null) return null;
  if (radix < 2 || radix > 36 || /[^\x20-\x7e\n\t]/.test(digits.data)) return null;
  const [, sign, body] = /^\s*([-+]?)(.*?)\s*$/s.exec(digits.data) ?? [];
  if (body === undefined || body.includes('_') || /^0[box]/i.test(body)) return null;
  const isNumber = body !== '' && [...body.toLowerCase()].every((digit) => Number.isInteger(Number.parseInt(digit, radix)));
  if (!isNumber) raise(m, 'ValueError');
  const number = Number.parseInt(body, radix);
  return Math.abs(number) < 2 ** 53 ? result(m, 'int', sign === '-' ? 0 - number : number) : result(m, 'int', undefined);
}

/** Any of some numbers and texts, which nothing of the file compares; `UNKNOWN` if they are not all known for such, or too many. */
function oneOfConstants(m: Moment, values: readonly Value[]): Value {
  let chosen: Value = values[0] ?? UNKNOWN;
  for (const value of values) {
    if (membersOf(value).some((id) => id === UNKNOWN || id === NOTHING || look(m.heap, id).kind !== 'constant')) return UNKNOWN;
    chosen = either(chosen, value);
  }
  return isOne(chosen) || chosen.length <= WIDEST ? chosen : UNKNOWN;
}

/** Items of a container are compared, by nothing that the file defines, and one of them is handed out; the container is left alone. */
function isCompared(m: Moment, source: HeapObject): boolean {
  const { kind, type } = source;
  if (!['opaque', 'list', 'tuple', 'set', 'dict'].includes(kind) && !(kind === 'builtin' && type === null)) return false;
  if (definesMethod(m.session.program, '__lt__', '__gt__')) return false;
  expose(m, source.id);
  return true;
}

/** With a `key`: it is asked for each value, and one of the values comes out. */
function extremeBy(m: Moment, args: readonly Value[], keywords: readonly Keyword[]): Value | null {
  const [key] = keywords;
  if (args.length !== 1 || keywords.length !== 1 || key.name !== 'key') return null;
  const source = known(m, args[0]);
  const held = source === null ? [] : [...source.items, ...source.bag].filter((item) => item !== NOTHING);
  if (source !== null && source.kind !== 'list' && source.kind !== 'tuple' && source.kind !== 'set' && source.kind !== 'opaque')
    return null;
  if (!askKey(m, key.value, source !== null && source.kind === 'opaque' ? [] : held)) return null;
  m.mayRaise = true;
  havoc(m, held);
  return UNKNOWN;
}

/** The running frame, or what leads to it, is handed out: whoever keeps it keeps the variables of the frame. */
const givesFrame: Model = (m) => {
  const handled = handledException(m);
  if (handled !== null) havoc(m, [handled]);
  own(m.heap, m.frame).maybe += ANY;
  return null;
};

const models: Readonly<Record<string, Model>> = {
  'builtins.len': one((m, value, object) => {
    if (userMethod(m, object, '__len__')) return callMethod(m, value, '__len__', []);
    const length = lengthOf(object);
    m.mayRaise ||= length === null;
    return result(m, 'int', length ?? undefined);
  }),
  'builtins.print': (m, args, keywords) => {
    for (const value of args) {
      const object = known(m, value);
      const text = userMethod(m, object, '__str__') ? '__str__' : userMethod(m, object, '__repr__') ? '__repr__' : null;
      if (text !== null) drop(m, callMethod(m, value, text, []));
      else showItems(m, value);
      // a text that is printed as it is waits in the buffer of the stream, and is held there until that is written
      for (const member of membersOf(value)) {
        if (member <= UNKNOWN) continue;
        const one = look(m.heap, member);
        if (one.type === 'str' || mayBeText(m, one)) own(m.heap, member).outsideHigh = ANY;
      }
    }
    for (const { value } of keywords) askAround(m, value);
    return none(m);
  },
  'builtins.repr': one((m, value, object) => textOf(m, value, object, '__repr__')),
  'builtins.str': (m, args, keywords) => {
    if (args.length === 0 && keywords.length === 0) return result(m, 'str', '');
    return args.length === 1 && keywords.length === 0 ? textOf(m, args[0], known(m, args[0]), '__str__') : null;
  },
  'builtins.range': (m, args, keywords) => {
    if (args.length === 0 || args.length > 3 || keywords.length > 0) return null;
    const numbers = args.map((arg) => numberOf(m, arg));
    const made = make(m, 'builtin', 'range', 'range');
    if (numbers.every((number) => number !== null && Number.isSafeInteger(number))) {
      const [first, second, third] = numbers as number[];
      made.data = args.length === 1 ? [0, first, 1] : [first, second, third ?? 1];
      if ((made.data as number[])[2] === 0) raise(m, 'ValueError');
    } else m.mayRaise = true;
    for (const arg of args) if (known(m, arg)?.kind !== 'constant') askAround(m, arg);
    return made.id;
  },
  'builtins.list': walking(container('list', 'list')),
  'builtins.tuple': walking(container('tuple', 'tuple')),
  'builtins.set': walking(container('set', 'set')),
  'builtins.frozenset': walking(container('set', 'frozenset')),
  'builtins.dict': (m, args, keywords) => {
    const made = make(m, 'dict', 'dict', 'dict()');
    made.names = new Map();
    if (args.length > 1) return null;
    if (args.length === 1) fillDict(m, made.id, args[0]);
    for (const { name, value } of keywords) {
      const key = result(m, 'str', name);
      setEntry(m, made.id, key, value);
      drop(m, key);
    }
    return made.id;
  },
  'collections.deque': walking(container('list', 'deque')),
  'heapq.heappush': (m, args) => {
    const heap = args.length === 2 ? known(m, args[0]) : null;
    if (heap === null || heap.kind !== 'list' || heap.items.some((item) => known(m, item)?.kind === 'instance')) return null;
    appendTo(m, heap.id, args[1]);
    disorder(m, heap.id);
    m.mayRaise = true;
    return none(m);
  },
  'heapq.heapify': one((m, _value, heap) => {
    if (heap === null || heap.kind !== 'list' || heap.items.some((item) => known(m, item)?.kind === 'instance')) return null;
    disorder(m, heap.id);
    return none(m);
  }),
  'heapq.heappop': one((m, _value, heap) => {
    if (heap === null || heap.kind !== 'list') return null;
    m.mayRaise = true;
    if (heap.items.length === 1 && heap.bag.length === 0 && !heap.open && !heap.many) return own(m.heap, heap.id).items.pop() ?? UNKNOWN;
    havoc(m, [...heap.items, ...heap.bag]);
    scatter(m.heap, heap.id);
    own(m.heap, heap.id).open = true;
    return UNKNOWN;
  }),
  'collections.defaultdict': (m, args, keywords) => {
    if (args.length !== 1 || keywords.length > 0) return null;
    const factory = known(m, args[0]);
    if (factory === null || factory.kind !== 'external') return null;
    const made = make(m, 'dict', 'defaultdict', 'defaultdict()');
    made.names = new Map();
    made.data = factory.data;
    return made.id;
  },
  'collections.Counter': mapping('Counter'),
  'collections.OrderedDict': mapping('OrderedDict'),
  ...Object.fromEntries(
    ['Queue', 'LifoQueue', 'PriorityQueue', 'SimpleQueue'].map((name): [string, Model] => [
      `queue.${name}`,
      (m) => holder(m, 'builtin', 'Queue', []),
    ]),
  ),
  'fractions.Fraction': (m, args, keywords) => {
    havoc(m, [...args, ...keywords.map((keyword) => keyword.value)]);
    m.mayRaise ||= args.length > 0;
    return holder(m, 'builtin', 'Fraction', []);
  },
  'decimal.Decimal': (m, args) => {
    // a `Decimal` is handed back as it is
    if (args.length > 1 || args.some((arg) => known(m, arg)?.kind !== 'constant')) return null;
    return holder(m, 'builtin', 'Decimal', []);
  },
  'functools.lru_cache': (m, args, keywords) =>
    args.length === 1 && keywords.length === 0 && known(m, args[0])?.kind === 'function'
      ? cached(m, args[0])
      : external(m.session, m.heap, 'functools.cache'),
  'functools.cache': one((m, value, object) => (object !== null && object.kind === 'function' ? cached(m, value) : null)),
  'builtins.globals': (m) => {
    const { items } = look(m.heap, m.session.module);
    havoc(m, items.slice());
    disturbWorld(m);
    return UNKNOWN;
  },
  'builtins.locals': (m) => namespaceOf(m, []),
  'builtins.vars': (m, args) => (args.length === 0 ? namespaceOf(m, []) : null),
  'builtins.dir': (m, args) => (args.length === 0 ? namespaceOf(m, []) : null),
  'builtins.eval': (m, args) => namespaceOf(m, args),
  'builtins.exec': (m, args) => {
    m.session.used.set('builtins.exec', true);
    return namespaceOf(m, args);
  },
  'builtins.isinstance': (m, args) => (args.length === 2 ? answer(m, instanceOf(m, args[0], args[1])) : null),
  'builtins.issubclass': (m, args) => {
    const [type, wanted] = args.map((arg) => known(m, arg));
    return args.length === 2 ? answer(m, type !== null && wanted !== null ? isSubclass(m, type, wanted) : undefined) : null;
  },
  'builtins.callable': one((m, _value, object) =>
    answer(
      m,
      object === null
        ? undefined
        : object.kind === 'function' || object.kind === 'class' || object.kind === 'method'
          ? true
          : object.kind === 'constant'
            ? false
            : undefined,
    ),
  ),
  'builtins.slice': (m, args, keywords) => {
    if (args.length === 0 || args.length > 3 || keywords.length > 0) return null;
    const made = make(m, 'slice', 'slice', 'slice');
    const bounds = args.length === 1 ? [none(m), args[0], none(m)] : [args[0], args[1], args[2] ?? none(m)];
    for (const bound of bounds) append(m.heap, made.id, bound, m.session.mortuary);
    return made.id;
  },
  'builtins.id': one((m) => result(m, 'int', undefined)),
  'sys._getframe': givesFrame,
  'inspect.currentframe': givesFrame,
  'inspect.stack': givesFrame,
  'inspect.trace': givesFrame,
  'sys.exc_info': givesFrame,
  'sys.getrefcount': one((m) => result(m, 'int', undefined)),
  'builtins.abs': one((m, value, object) => {
    if (object === null || object.kind !== 'constant' || typeof object.data !== 'number' || object.type === 'bool')
      return isTemporary(m, value) ? number(m, 'abs') : null;
    if (object.data >= 0) {
      retain(m.heap, value);
      return value;
    }
    return result(m, object.type ?? 'int', -object.data);
  }),
  'builtins.round': (m, args, keywords) => {
    if (args.length === 0 || keywords.length > 0 || args.some((arg) => known(m, arg)?.kind === 'instance')) return null;
    // a whole number is handed back as it is
    const isNew = known(m, args[0])?.type === 'float' || isTemporary(m, args[0]);
    m.mayRaise = true;
    return isNew ? number(m, 'round') : null;
  },
  'builtins.pow': (m, args, keywords) => {
    if (keywords.length > 0 || args.some((arg) => known(m, arg)?.kind === 'instance')) return null;
    if (definesMethod(m.session.program, '__pow__', '__rpow__')) return null;
    m.mayRaise = true;
    return number(m, 'pow');
  },
  'builtins.dict.fromkeys': (m, args, keywords) => {
    if (args.length === 0 || args.length > 2 || keywords.length > 0) return null;
    const value = args[1] ?? none(m);
    const keys = contentsOf(m, args[0]);
    const made = make(m, 'dict', 'dict', 'fromkeys');
    made.names = new Map();
    for (const key of keys ?? []) {
      setEntry(m, made.id, key, value);
      drop(m, key);
    }
    if (keys !== null) return made.id;
    expose(m, args[0]);
    m.mayRaise = true;
    own(m.heap, made.id).names = null;
    own(m.heap, made.id).open = true;
    keepAnyNumber(m.heap, made.id, value);
    return made.id;
  },
  'builtins.min': walking(extreme(false)),
  'builtins.max': walking(extreme(true)),
  'builtins.sum': walking((m, args, keywords) => {
    if (args.length !== 1 || keywords.length > 0) return null;
    const values = contentsOf(m, args[0]);
    if (values === null) {
      const object = known(m, args[0]);
      if (object !== null && object.type === 'range') return result(m, 'int', undefined);
      if (object !== null && object.kind === 'generator') {
        const total = m.session.undecided === 0 ? addUp(m, args[0]) : null;
        if (total !== null) return total;
        if (!consumeNumbers(m, object)) return null;
      } else if (object !== null && object.kind === 'builtin' && object.items.length > 0) {
        for (const item of object.items) expose(m, item);
      } else if (object !== null && object.kind !== 'iterator' && object.kind !== 'instance') expose(m, args[0]);
      else return null;
      m.mayRaise = true;
      // from zero on, everything is added to something new
      return definesMethod(m.session.program, '__add__', '__radd__') ? UNKNOWN : number(m, 'sum');
    }
    let total = 0;
    let type = 'int';
    let sure = true;
    for (const value of values) {
      const object = known(m, value);
      if (object === null || object.kind !== 'constant' || typeof object.data !== 'number') sure = false;
      else {
        total += object.data;
        if (object.type === 'float') type = 'float';
      }
    }
    const loose = values.some((value) => known(m, value)?.kind !== 'constant');
    if (loose) havoc(m, values);
    for (const value of values) drop(m, value);
    if (loose) return UNKNOWN;
    return result(m, type, sure && Number.isSafeInteger(total) && type === 'int' ? total : undefined);
  }),
  'builtins.divmod': (m, args) => {
    if (args.length !== 2 || args.some((arg) => known(m, arg)?.kind === 'instance')) return null;
    const made = make(m, 'tuple', 'tuple', 'divmod');
    made.items = [number(m, 'divmod:0'), number(m, 'divmod:1')];
    made.places = [0, 0];
    m.mayRaise = true;
    return made.id;
  },
  'builtins.any': walking(anyOrAll(true)),
  'builtins.all': walking(anyOrAll(false)),
  'builtins.bool': (m, args) => (args.length === 0 ? bool(m, false) : answer(m, truthOf(m, args[0]))),
  'builtins.int': (m, args, keywords) => {
    if (keywords.length > 0 || args.length > 2) return null;
    if (args.length === 0) return result(m, 'int', 0);
    if (args.length === 2) return inBase(m, args[0], args[1]);
    const object = known(m, args[0]);
    if (object === null || object.kind !== 'constant') return null;
    if (object.type === 'int') {
      retain(m.heap, object.id);
      return object.id;
    }
    if (typeof object.data === 'boolean') return result(m, 'int', Number(object.data));
    if (typeof object.data === 'number' && Math.abs(object.data) < 2 ** 53) return result(m, 'int', Math.trunc(object.data) + 0);
    if (typeof object.data === 'string' && /^\s*[-+]?\d{1,15}\s*$/.test(object.data)) return result(m, 'int', Number(object.data) + 0);
    if (typeof object.data === 'string') {
      if (!/^[\s\d_+-]*$/.test(object.data)) raise(m, 'ValueError');
      // too long for an exact number here, and no longer than Python reads
      return /^\s*[-+]?[0-9]{1,4000}\s*$/.test(object.data) ? result(m, 'int', undefined) : null;
    }
    return result(m, 'int', undefined);
  },
  'builtins.float': (m, args, keywords) => {
    if (keywords.length > 0 || args.length > 1) return null;
    if (args.length === 0) return result(m, 'float', 0);
    const object = known(m, args[0]);
    if (object === null || object.kind !== 'constant') return null;
    if (object.type === 'float') {
      retain(m.heap, object.id);
      return object.id;
    }
    if (typeof object.data === 'string' && object.type === 'str') {
      const isStrange = (unit: string): boolean => unit > ' ' && unit <= '~' && !/[einftya\d.+\-_]/i.test(unit);
      // what is in no number, nor in its `inf` or `nan`
      if (object.data.trim() === '' || [...object.data].some(isStrange)) raise(m, 'ValueError');
      return result(m, 'float', readFloat(object.data));
    }
    const number = numberOf(m, args[0]);
    return result(m, 'float', number ?? undefined);
  },
  'builtins.ord': one((m, _value, object) =>
    result(m, 'int', typeof object?.data === 'string' ? (object.data.codePointAt(0) ?? undefined) : undefined),
  ),
  'builtins.chr': one((m, value) => {
    const number = numberOf(m, value);
    return result(
      m,
      'str',
      number !== null && number >= 0 && number < 0x110000 && !(number >= 0xd800 && number < 0xe000)
        ? String.fromCodePoint(number)
        : undefined,
    );
  }),
  'builtins.sorted': walking((m, args, keywords) => {
    if (args.length !== 1) return null;
    const made = make(m, 'list', 'list', 'sorted');
    const values = contentsOf(m, args[0]);
    const source = known(m, args[0]);
    if (values !== null) {
      for (const value of values) {
        append(m.heap, made.id, value, m.session.mortuary);
        drop(m, value);
      }
    } else if (source !== null && givesItself(m, source)) collect(m, made.id, args[0], 'list');
    else if (source !== null && source.kind === 'set' && !source.open && source.bag.length === 0) {
      for (const item of source.items) if (item !== NOTHING) append(m.heap, made.id, item, m.session.mortuary);
    } else copyLoosely(m, made.id, args[0]);
    sortList(m, made.id, keywords);
    return made.id;
  }),
  'builtins.reversed': one((m, value, object) => {
    if (object === null || (object.kind !== 'list' && object.kind !== 'tuple')) {
      const range =
        object !== null && object.type === 'range' && Array.isArray(object.data) ? (object.data as [number, number, number]) : null;
      if (range === null) return null;
      const [start, stop, step] = range;
      const length = Math.max(0, Math.ceil((stop - start) / step));
      const turned = make(m, 'builtin', 'range', 'reversed-range');
      turned.data = [start + (length - 1) * step, start - step, -step];
      const iterator = iteratorOf(m, turned.id);
      return iterator;
    }
    const made = make(m, 'iterator', 'list_reverseiterator', 'reversed');
    retain(m.heap, value);
    made.items.push(value);
    made.places.push(0);
    made.data = 0;
    return made.id;
  }),
  'builtins.iter': one((m, value) => {
    retain(m.heap, value);
    return iteratorOf(m, value);
  }),
  'builtins.next': (m, args) => {
    if (args.length === 0 || args.length > 2) return null;
    const next = nextOf(m, args[0]);
    if (next.kind === 'item') return next.value;
    if (next.kind === 'end') {
      if (args.length === 1) raise(m, 'StopIteration');
      retain(m.heap, args[1]);
      return args[1];
    }
    m.mayRaise = true;
    if (args.length === 2) havoc(m, [args[1]]);
    return next.value;
  },
  'builtins.enumerate': (m, args, keywords) => {
    const start = args[1] ?? keywords.find((keyword) => keyword.name === 'start')?.value;
    if (args.length === 0) return null;
    const made = make(m, 'iterator', 'enumerate', 'enumerate');
    made.data = start === undefined ? 0 : (numberOf(m, start) ?? undefined);
    made.items.push(NOTHING, NOTHING);
    made.places.push(0, 0);
    retain(m.heap, args[0]);
    const inner = iteratorOf(m, args[0]);
    own(m.heap, made.id).items[0] = inner;
    return made.id;
  },
  'builtins.zip': (m, args, keywords) => {
    if (keywords.length > 0) return null;
    return overAll(m, 'zip', NOTHING, args);
  },
  'builtins.map': (m, args, keywords) => {
    if (keywords.length > 0 || args.length < 2) return null;
    retain(m.heap, args[0]);
    return overAll(m, 'map', args[0], args.slice(1));
  },
  'builtins.hasattr': () => null,
  'builtins.getattr': (m, args) => {
    const name = args.length > 1 ? payload(m, args[1]) : undefined;
    if (args.length !== 2 || typeof name !== 'string') return null;
    retain(m.heap, args[0]);
    return loadAttribute(m, args[0], name);
  },
  'builtins.setattr': (m, args) => {
    const name = args.length === 3 ? payload(m, args[1]) : undefined;
    if (typeof name !== 'string') return null;
    retain(m.heap, args[0]);
    retain(m.heap, args[2]);
    storeAttribute(m, args[0], name, args[2]);
    return none(m);
  },
  'builtins.type': one((m, _value, object) => {
    if (object !== null && object.kind === 'instance') {
      retain(m.heap, object.items[0]);
      return object.items[0];
    }
    return object !== null && object.type !== null && object.kind !== 'exception'
      ? external(m.session, m.heap, `builtins.${object.type}`)
      : UNKNOWN;
  }),
  'builtins.super': (m, args, keywords) => {
    if (args.length === 1 || args.length > 2 || keywords.length > 0) return null;
    const [type, self] = args.length === 2 ? args : implicitSuper(m);
    if (type === undefined || self === undefined) return null;
    const made = make(m, 'super', 'super', 'super');
    retain(m.heap, type);
    retain(m.heap, self);
    made.items.push(type, self);
    made.places.push(0, 0);
    return made.id;
  },
  'builtins.property': (m, args, keywords) => {
    if (keywords.length > 0 || args.length > 3) return null;
    return holder(m, 'property', 'property', [args[0] ?? NOTHING, args[1] ?? NOTHING, args[2] ?? NOTHING]);
  },
  'builtins.staticmethod': one((m, value) => holder(m, 'builtin', 'staticmethod', [value], 'staticmethod')),
  'builtins.classmethod': one((m, value) => holder(m, 'builtin', 'classmethod', [value], 'classmethod')),
  'enum.auto': (m, args) => (args.length === 0 ? holder(m, 'builtin', 'auto', []) : null),
  'enum.unique': one((m, value) => {
    retain(m.heap, value);
    return value;
  }),
  'abc.abstractmethod': one((m, value) => {
    retain(m.heap, value);
    return value;
  }),
  'typing.TypeVar': (m, args, keywords) =>
    holder(
      m,
      'builtin',
      'TypeVar',
      [...args, ...keywords.map((keyword) => keyword.value)].filter((value) => known(m, value)?.kind !== 'constant'),
    ),
  'typing.cast': (m, args) => {
    if (args.length !== 2) return null;
    retain(m.heap, args[1]);
    return args[1];
  },
  'functools.partial': (m, args, keywords) => holder(m, 'builtin', 'partial', [...args, ...keywords.map((keyword) => keyword.value)]),
  'weakref.ref': (m, args) => {
    if (args.length !== 1) return null;
    const made = holder(m, 'weakref', 'weakref', []);
    for (const member of membersOf(args[0])) if (member > UNKNOWN) m.session.weaklyHeld.add(member);
    return made;
  },
  'builtins.object': (m, args) => (args.length === 0 ? holder(m, 'builtin', 'object', []) : null),
  ...collectorCommands,
  'random.choice': () => null,
  'random.shuffle': one((m, _value, object) => {
    if (object === null || object.kind !== 'list') return null;
    disorder(m, object.id);
    return none(m);
  }),
  'dataclasses.dataclass': (m, args, keywords) => {
    const plain = keywords.every(
      ({ name, value }) =>
        ['frozen', 'order', 'eq', 'repr', 'unsafe_hash', 'init', 'slots', 'kw_only'].includes(name) &&
        (truth(m, value) === true) ===
          (name === 'frozen' || name === 'order' || name === 'eq' || name === 'repr' || name === 'init' || name === 'unsafe_hash'),
    );
    const frozen = keywords.some(({ name }) => name === 'frozen');
    // the class that was decorated is garbage then
    if (keywords.some(({ name }) => name === 'slots')) m.session.used.set('a data class with slots', true);
    if (args.length === 0 && plain) return external(m.session, m.heap, `dataclasses.dataclass(${frozen ? 'frozen' : ''})`);
    return args.length === 1 && keywords.length === 0 ? decorated(m, args[0]) : null;
  },
  'dataclasses.dataclass()': one((m, value) => decorated(m, value)),
  'dataclasses.dataclass(frozen)': one((m, value) => decorated(m, value, true)),
  'dataclasses.field': (m, args, keywords) => {
    const given = keywords.find(({ name }) => name === 'default' || name === 'default_factory');
    if (args.length > 0 || given === undefined || keywords.some(({ name }) => name === 'init' || name === 'kw_only')) return null;
    return holder(m, 'builtin', 'Field', [given.value], given.name === 'default' ? 'default' : 'factory');
  },
  'doctest.testmod': testModule,
  'doctest.__show__': one(showExample),
  'doctest.__returned__': one(exampleReturned),
  'doctest.__raised__': (m, args) => (args.length === 2 ? exampleRaised(m, args[0], args[1]) : null),
  'time.time': (m) => result(m, 'float', undefined),
};

/** A mapping of the library: what it is made from is in it, by keys that are not followed. */
function mapping(type: string): Model {
  return (m, args, keywords) => {
    for (const arg of args) expose(m, arg);
    havoc(
      m,
      keywords.map((keyword) => keyword.value),
    );
    const made = make(m, 'dict', type, type);
    if (args.length + keywords.length === 0) made.names = new Map();
    else made.open = true;
    m.mayRaise ||= args.length > 0;
    return made.id;
  };
}

/** A function behind a cache, which holds it by itself and as `__wrapped__`. */
function cached(m: Moment, target: Value): Value {
  return holder(m, 'builtin', CACHED, [target, target]);
}

/** All local variables get into a dictionary, which up to 3.12 the frame keeps; code that is given as text may do anything with them. */
function namespaceOf(m: Moment, given: readonly Value[]): Value {
  const { slots, cells } = m.code;
  const locals = look(m.heap, m.frame).items.slice(0, slots.length);
  if (m.code.kind !== 'module') havoc(m, [...locals.filter((_, slot) => !cells.has(slot)), ...given]);
  if (given.length > 0 || m.code.kind === 'module') {
    havoc(m, given);
    disturbWorld(m);
  }
  m.mayRaise = true;
  return UNKNOWN;
}

/** What `float` reads from a text; `undefined` where it is not followed. */
function readFloat(text: string): number | undefined {
  const plain = text.trim().toLowerCase();
  if (/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(plain)) return Number(plain);
  return /^[-+]?inf(?:inity)?$/.test(plain) ? (plain.startsWith('-') ? -Infinity : Infinity) : undefined;
}

/** A new number of some type. */
function number(m: Moment, what: string): Value {
  const made = make(m, 'constant', null, what);
  made.perhapsShared = true;
  return made.id;
}

function decorated(m: Moment, value: Value, frozen = false): Value {
  decorateDataclass(m, value, frozen);
  retain(m.heap, value);
  return value;
}

function answer(m: Moment, decided: boolean | undefined): Value {
  return decided === undefined ? result(m, 'bool', undefined) : bool(m, decided);
}

function anyOrAll(wanted: boolean): Model {
  return (m, args) => {
    if (args.length !== 1) return null;
    const values = contentsOf(m, args[0]);
    if (values === null) {
      const source = known(m, args[0]);
      if (source !== null && source.kind === 'generator') {
        if (m.session.undecided > 0 && consume(m, source, drop)) return result(m, 'bool', undefined);
        for (let count = 0; count < 20000; count += 1) {
          const next = nextOf(m, args[0]);
          if (next.kind === 'end') return bool(m, !wanted);
          const isTrue = next.kind === 'either' ? undefined : truth(m, next.value);
          drop(m, next.value);
          if (isTrue === undefined) {
            havoc(m, [args[0]]);
            return result(m, 'bool', undefined);
          }
          if (isTrue === wanted) return bool(m, wanted);
        }
      }
      return null;
    }
    const each = values.map((value) => truth(m, value));
    for (const value of values) drop(m, value);
    for (const truth_ of each) {
      if (truth_ === undefined) return result(m, 'bool', undefined);
      if (truth_ === wanted) return bool(m, wanted);
    }
    return bool(m, !wanted);
  };
}

/** `super()` finds its class in the cell `__class__` and its object in the first argument. */
function implicitSuper(m: Moment): [Value, Value] | [] {
  const slot = m.code.slots.indexOf('__class__');
  const frame = look(m.heap, m.frame);
  const cell = slot === -1 ? UNKNOWN : frame.items[slot];
  const type = isOne(cell) && cell > UNKNOWN ? look(m.heap, cell).items[0] : UNKNOWN;
  let self = frame.items[0] ?? UNKNOWN;
  if (m.code.cells.has(0) && isOne(self) && self > UNKNOWN) self = look(m.heap, self).items[0];
  return type === UNKNOWN || type === undefined || self === NOTHING ? [] : [type, self];
}

/** An object of a library type that holds a reference to each of these. */
function holder(m: Moment, kind: 'builtin' | 'property' | 'weakref', type: string, values: readonly Value[], data?: string): Value {
  const made = make(m, kind, type, `holder:${type}`);
  if (data !== undefined) made.data = data;
  for (const value of values) append(m.heap, made.id, value, m.session.mortuary);
  return made.id;
}

function overAll(m: Moment, type: 'zip' | 'map', first: Value, sources: readonly Value[]): Value {
  const made = make(m, 'iterator', type, type);
  made.data = 0;
  made.items.push(first);
  made.places.push(0);
  for (const source of sources) {
    retain(m.heap, source);
    const inner = iteratorOf(m, source);
    const body = own(m.heap, made.id);
    body.items.push(inner);
    body.places.push(0);
  }
  return made.id;
}

function fillDict(m: Moment, target: number, source: Value): void {
  const object = known(m, source);
  if (object !== null && object.kind === 'dict') {
    updateDict(m, target, source);
    return;
  }
  const pairs = contentsOf(m, source);
  if (pairs === null) {
    expose(m, source);
    own(m.heap, target).open = true;
    own(m.heap, target).names = null;
    return;
  }
  for (const pair of pairs) {
    const both = contentsOf(m, pair);
    if (both === null || both.length !== 2) {
      havoc(m, [pair]);
      own(m.heap, target).open = true;
    } else setEntry(m, target, both[0], both[1]);
    for (const value of both ?? []) drop(m, value);
    drop(m, pair);
  }
}

function instanceOf(m: Moment, value: Value, type: Value): boolean | undefined {
  const object = known(m, value);
  const wanted = known(m, type);
  if (object === null || wanted === null) return undefined;
  if (wanted.kind === 'tuple') {
    const each = wanted.items.map((item) => instanceOf(m, value, item));
    return each.includes(true) ? true : each.every((answer_) => answer_ === false) ? false : undefined;
  }
  if (object.kind === 'instance') {
    const own_ = known(m, object.items[0] ?? UNKNOWN);
    return own_ === null || (wanted.kind !== 'class' && wanted.kind !== 'external') ? undefined : isSubclass(m, own_, wanted);
  }
  if (object.kind === 'opaque' || object.type === null || object.kind === 'exception') return undefined;
  if (wanted.kind === 'class') return object.kind === 'class' || object.kind === 'generator' ? undefined : false;
  if (typeof wanted.data !== 'string' || !wanted.data.startsWith('builtins.')) return undefined;
  const name = wanted.data.slice(9);
  if (name === object.type || name === 'object') return true;
  if (name === 'int' && object.type === 'bool') return true;
  if (name === 'dict' && object.type === 'defaultdict') return true;
  return ['int', 'str', 'float', 'list', 'tuple', 'dict', 'set', 'bool', 'bytes', 'frozenset', 'complex'].includes(name)
    ? false
    : undefined;
}
