/**
 * Garbage by type: which objects of the interpreter make up what the collector finds when the script has ended, and what library code adds to it.
 *
 * A type that is left out is not among it. A type is `null` where its number is not known, and `*` stands for all that are not named.
 * Collections that come by themselves are not looked at: nothing is freed but by its count, and by what the program itself collects.
 */
import { atLeast } from '../base/version.ts';
import type { PythonVersion } from '../base/version.ts';
import { livingIn, look } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import type { HeapObject, ObjectKind } from './domain/object.ts';
import { isOne, membersOf, NOTHING, UNKNOWN } from './domain/value.ts';
import type { Value } from './domain/value.ts';
import { unreachableIn } from './garbage.ts';
import { hasDictionary } from './memory/parts.ts';
import { KEPT } from './model/doctest.ts';
import type { Kept } from './model/doctest.ts';
import type { FunctionData } from './step/call.ts';
import { ARGUMENTS } from './step/exception.ts';
import type { ClassData } from './step/type.ts';
import type { Tangle } from './tangle.ts';

export type Litter = Readonly<Record<string, number | null>>;

/** The end of a run as far as this goes. */
export interface Remains {
  /** `null` if it was not reached, or something is kept from the collector. */
  readonly heap: Heap | null;
  /** The types of which objects were made. */
  readonly made: ReadonlySet<string>;
  /** Those that are classes of the file: nothing else makes objects of them. */
  readonly own: ReadonlySet<string>;
  /** By the text, the types of what may be left at all. */
  readonly tangle: Tangle;
  /** Code of the file may have run that was not followed. */
  readonly unseen: boolean;
  /** What library code left; `null` where that is not known. */
  /** `null` for a number that is not known. */
  readonly leftovers: Readonly<Record<string, number | null>> | null;
}

const ANY_OTHER = '*';
/** Nothing is known but of the classes of the file. */
const ANYTHING = '?';

export function litterOf({ heap, made, own, tangle, unseen, leftovers }: Remains, version: PythonVersion): Litter {
  const litter: Record<string, number | null> = {};
  if (heap === null || (unseen && tangle === null)) {
    for (const type of made) litter[type] = null;
    return { ...litter, [ANY_OTHER]: null };
  }
  const count: Count = (type, number) => {
    const before = litter[type];
    if (number === 0) return;
    litter[type] = number === null || before === null ? null : (before ?? 0) + number;
  };
  const { sure, doubtful } = unreachableIn(heap);
  const known = framesOf(heap, sure, KEPT);
  const suspended = framesOf(heap, sure, null);
  for (const id of sure) {
    const object = look(heap, id);
    if (object.kind === 'frame') countFrame(suspended.has(id), known.has(id), version, count);
    else countParts(heap, object, version, count);
  }
  for (const id of heldInDoubt(heap, doubtful, tangle)) {
    const object = look(heap, id);
    if (object.type === KEPT) countPath(object.data as Kept, own, made, count);
    else countParts(heap, object, version, (type, number) => count(type, number === 0 ? 0 : null));
  }
  if (unseen) for (const type of tangle ?? []) count(type, null);
  for (const [type, number] of Object.entries(leftovers ?? {})) count(type, number);
  if (leftovers === null || litter[ANYTHING] === null) {
    for (const type of [...Object.keys(litter), ...made]) if (!own.has(type)) litter[type] = null;
    delete litter[ANYTHING];
    litter[ANY_OTHER] = null;
  }
  return litter;
}

/** What doctest keeps for an exception of which it is not known what it holds: the frames it went through, and what is in them. */
function countPath({ leaves, unsure, raises }: Kept, own: ReadonlySet<string>, made: ReadonlySet<string>, count: Count): void {
  const held = new Set(['frame', 'traceback', 'function', 'cell', 'tuple', 'list', 'dict', 'set', ...unsure, ANY_OTHER]);
  if (raises === null) for (const type of [...Object.keys(leaves), ANYTHING]) count(type, null);
  else {
    for (const [type, number] of Object.entries(leaves)) if (!held.has(type)) count(type, number);
    count(raises, own.has(raises) ? null : 1);
  }
  for (const type of [...held, ...made]) count(type, null);
}

/** Adds that many of a type, `null` for an unknown number. */
type Count = (type: string, number: number | null) => void;

/** Seldom garbage but in a ring of its own kind: where it is doubtful, so is its number, and that of all it holds. */
const ringed = new Set<ObjectKind>(['instance', 'function', 'method', 'cell', 'generator', 'class']);

/** Of what may be garbage, that which hangs on something that is likely to be, and that the text could leave. */
function heldInDoubt(heap: Heap, doubtful: ReadonlySet<number>, tangle: Tangle): ReadonlySet<number> {
  const reached = new Set<number>();
  const waiting: number[] = [];
  for (const id of doubtful) {
    const { kind, type } = look(heap, id);
    if (type === KEPT || (ringed.has(kind) && (tangle === null || type === null || tangle.has(type)))) waiting.push(id);
  }
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || reached.has(id) || !doubtful.has(id)) continue;
    reached.add(id);
    const { items, bag } = look(heap, id);
    for (const item of items) waiting.push(...membersOf(item));
    waiting.push(...bag);
  }
  return reached;
}

/** The frames that objects of doctest lead to, whose callers are counted; or with `null`, those of suspended generators. */
function framesOf(heap: Heap, sure: ReadonlySet<number>, type: string | null): ReadonlySet<number> {
  const frames = new Set<number>();
  const seen = new Set<number>();
  const waiting = [...sure].filter((id) => (type === null ? look(heap, id).kind === 'generator' : look(heap, id).type === type));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id <= UNKNOWN || seen.has(id)) continue;
    seen.add(id);
    for (const item of look(heap, id).items) {
      if (!isOne(item) || item <= UNKNOWN) continue;
      if (look(heap, item).kind === 'frame') frames.add(item);
      if (type !== null) waiting.push(item);
    }
  }
  return frames;
}

function countFrame(isSuspended: boolean, isKnown: boolean, version: PythonVersion, count: Count): void {
  if (isSuspended) {
    // since 3.11 it is part of its generator
    if (!atLeast(version, 11)) count('frame', 1);
    return;
  }
  count('frame', isKnown ? 1 : null);
  // it holds those of its callers, and they their locals
  if (!isKnown) for (const type of ['function', ANYTHING]) count(type, null);
}

/** The objects of the interpreter that make up one of the heap, as far as the collector finds them. */
export function countParts(heap: Heap, object: HeapObject, version: PythonVersion, count: Count): void {
  const { kind, type, items } = object;
  if (kind === 'constant' || kind === 'module' || kind === 'external' || kind === 'frame') return;
  if (type === null || kind === 'opaque') {
    count(ANYTHING, null);
    return;
  }
  switch (kind) {
    case 'tuple':
      if (items.length > 0) count(type, object.counting === 'counted' ? 1 : null);
      return;
    case 'dict':
      count(type, type === 'dict' ? oneIf(isTracked(heap, object, version)) : 1);
      return;
    case 'instance':
      count(type, 1);
      if (isException(object)) countTracebacks(heap, object, count);
      if ((!atLeast(version, 11) && mayHaveDictionary(heap, object)) || isException(object))
        count('dict', oneIf(isTracked(heap, object, version)));
      return;
    case 'exception':
      count(type, 1);
      count('tuple', object.open || object.bag.length > 0 ? null : object.names?.has(ARGUMENTS) === true ? 1 : 0);
      countTracebacks(heap, object, count);
      return;
    case 'function':
      countFunction(object, version, count);
      return;
    case 'class':
      countClass(object, version, count);
      return;
    case 'builtin':
      countBuiltin(object, count);
      return;
    case 'weakref':
    case 'super':
    case 'slice':
    case 'property':
    case 'iterator':
      count(type, null);
      return;
    case 'cell':
      // what only a comprehension shares with the function around it is no cell since 3.12
      count(type, atLeast(version, 12) && object.held === 1 && isOfFrame(heap, object.id) ? null : 1);
      return;
    default:
      count(type, 1);
  }
}

/** All attributes of an instance of a class of the file may stand in slots. */
function mayHaveDictionary(heap: Heap, object: HeapObject): boolean {
  const [type] = object.items;
  const data = isOne(type) && type > UNKNOWN ? (look(heap, type).data as ClassData | undefined) : undefined;
  return data?.order === undefined || !data.known || hasDictionary(heap, object);
}

const isOfFrame = (heap: Heap, cell: number): boolean => livingIn(heap).some(({ kind, items }) => kind === 'frame' && items.includes(cell));

const isException = (object: HeapObject): boolean => object.names?.has(ARGUMENTS) === true;

const oneIf = (condition: boolean | null): number | null => (condition === null ? null : condition ? 1 : 0);

/** One for each frame that it went through. */
function countTracebacks(heap: Heap, exception: HeapObject, count: Count): void {
  if (exception.bag.length > 0) count('traceback', null);
  count('traceback', exception.items.filter((item) => isOne(item) && item > UNKNOWN && look(heap, item).kind === 'frame').length);
}

function countFunction(object: HeapObject, version: PythonVersion, count: Count): void {
  const { code, closure, defaults, keywordDefaults } = object.data as FunctionData;
  count('function', 1);
  if (code.free.length > 0) count('tuple', 1);
  const isAnnotated = closure > (defaults === -1 ? 0 : 1) + (keywordDefaults === -1 ? 0 : 1);
  // the tuple of annotations is a dictionary up to 3.9
  if (isAnnotated && !atLeast(version, 10)) for (const type of ['tuple', 'dict']) count(type, null);
  if (object.names !== null && object.names.size > 0) count('dict', null);
}

/** A class of the simplest kind: its namespace, its bases, the order in which it looks names up, and the descriptors that lead to its instances' parts. */
function countClass(object: HeapObject, version: PythonVersion, count: Count): void {
  const data = object.data as ClassData | undefined;
  const isPlain =
    data !== undefined && data.known && data.order.length === 1 && data.slots === null && data.annotated.length === 0 && !object.open;
  const isMeasured = isPlain && !atLeast(version, 14);
  count('type', 1);
  count('dict', isMeasured ? 1 : null);
  for (const type of ['tuple', 'getset_descriptor']) count(type, isMeasured ? 2 : null);
  if (!isMeasured) count(ANYTHING, null);
}

function countBuiltin(object: HeapObject, count: Count): void {
  const { type, data } = object;
  if (type === KEPT) {
    const { leaves, unsure } = data as Kept;
    for (const [each, number] of Object.entries(leaves)) count(each, unsure.includes(each) ? null : number);
  } else if (type === 'GenericAlias') for (const each of ['GenericAlias', 'tuple']) count(each, 1);
  else if (type === 'deque') count(type, 1);
  else count(ANYTHING, null);
}

/** Whether the collector knows a dictionary (for an instance, that of its attributes): up to 3.13 from the first entry on that it could be interested in. */
function isTracked(heap: Heap, object: HeapObject, version: PythonVersion): boolean | null {
  if (object.kind === 'instance') {
    const attributes = [...(object.names ?? [])].filter(([name]) => !name.startsWith('.'));
    if (attributes.length === 0) return object.open ? null : false;
    return anyTracked(
      heap,
      attributes.map(([, index]) => object.items[index]),
    );
  }
  if (atLeast(version, 14)) return true;
  if (object.open || object.bag.length > 0) return null;
  return object.items.length === 0 ? false : anyTracked(heap, object.items);
}

function anyTracked(heap: Heap, values: readonly Value[]): boolean | null {
  const each = values.map((value) =>
    isOne(value) && value !== UNKNOWN ? (value === NOTHING ? false : interests(look(heap, value))) : null,
  );
  return each.includes(true) ? true : each.includes(null) ? null : false;
}

/** Whether an object is one that the collector looks after. */
function interests({ kind, items }: HeapObject): boolean | null {
  switch (kind) {
    case 'constant':
      return false;
    case 'tuple':
      return items.length === 0 ? false : null;
    case 'external':
    case 'opaque':
      return null;
    default:
      return true;
  }
}
