/**
 * The special forms of `typing`, such as `List` and `Optional`: who holds them when the module has been imported, and what subscripts add.
 *
 * `X[p]` is kept in a cache whose key holds the form, once for every different `p`; an alias of `Union` holds `Union` as well.
 * Nobody else of the library holds them, but for a few modules: with one of those, or one that is not of the library, no number is known.
 */
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childrenIn, textOf } from '../../syntax/tree.ts';
import type { Tree } from '../../syntax/tree.ts';
import { find, own } from '../domain/heap.ts';
import type { HeapObject } from '../domain/object.ts';
import { ANY } from '../domain/object.ts';
import { isOne, UNKNOWN } from '../domain/value.ts';
import type { Value } from '../domain/value.ts';
import type { Moment, Session } from '../machine.ts';
import { known } from '../step/object.ts';
import { havoc } from '../step/unknown.ts';
import { standardModules } from './stdlib.ts';

/** What is measured ends with 3.13. */
const LAST = 13;

/** References at first, for 3.8, 3.9 … 3.13: measured, alike with and without the other modules of the library. */
const forms: Readonly<Record<string, readonly number[]>> = {
  List: [2, 2, 2, 2, 2, 2],
  Set: [1, 1, 1, 2, 1, 1],
  Callable: [1, 1, 1, 5, 2, 2],
  Self: [0, 0, 0, 1, 1, 1],
  Iterable: [1, 1, 1, 6, 1, 1],
  Iterator: [1, 1, 1, 6, 1, 1],
  NoReturn: [1, 1, 1, 3, 1, 1],
  Optional: [2, 2, 2, 6, 2, 2],
  Union: [5, 5, 5, 17, 7, 7],
  ...Object.fromEntries(
    (
      'Dict Tuple KeysView ValuesView ItemsView Generator Literal Final Sequence FrozenSet Deque DefaultDict OrderedDict ClassVar Mapping ' +
      'MutableMapping MutableSequence Collection Type'
    )
      .split(' ')
      .map((name) => [name, [1, 1, 1, 1, 1, 1]]),
  ),
};

/** Modules that subscript the forms themselves, or import modules that do. */
const users: ReadonlySet<string> = new Set([
  'asyncio',
  'unittest',
  'pdb',
  'distutils',
  'ensurepip',
  'importlib',
  'pstats',
  'tomllib',
  'pydoc',
]);

const quiet = new WeakMap<Tree, boolean>();

/** How often a form is held when `typing` has been imported; `null` where that is not known. */
export function holdersOfForm(session: Session, dotted: string): number | null {
  const { version, program } = session;
  const count = dotted.startsWith('typing.') ? forms[dotted.slice(7)]?.[version[1] - 8] : undefined;
  if (count === undefined || count === 0) return null;
  let known_ = quiet.get(program.tree);
  if (known_ === undefined) quiet.set(program.tree, (known_ = importsNoUser(program.tree, version[1])));
  const more = session.memo.get(`more ${dotted}`) ?? 0;
  return known_ && more < ANY ? count + more : null;
}

function importsNoUser(tree: Tree, minor: number): boolean {
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind !== Py.Import && kind !== Py.ImportFrom) continue;
    const modules = kind === Py.ImportFrom ? [/^from\s+([\w.]+)/.exec(textOf(tree, node))?.[1] ?? ''] : importedBy(tree, node);
    for (const module of modules) {
      const top = module.split('.')[0];
      if (!standardModules.has(top) && top !== '__future__') return false;
      if (users.has(top) || (top === 'doctest' && (minor === 8 || minor === 11 || minor === 12))) return false;
    }
  }
  return true;
}

const importedBy = (tree: Tree, node: number): readonly string[] =>
  childrenIn(tree, node, PyField.names).map((alias) => nameOf(tree.aux[alias]));

/**
 * A form is subscripted: the key and the alias hold each parameter. Answers the name of the alias, which tells equal ones from different ones;
 * `null` where that is not followed.
 */
export function noteSubscript(m: Moment, dotted: string, index: Value): string | null {
  const form = dotted.slice(7);
  if (!dotted.startsWith('typing.') || forms[form] === undefined || m.session.version[1] > LAST) return null;
  const parameters = isOne(index) && known(m, index)?.kind === 'tuple' ? (known(m, index)?.items ?? []) : [index];
  const keys = m.session.undecided > 0 ? [null] : parameters.map((parameter) => keyOf(m, parameter, 0));
  if (keys.includes(null) || (form === 'Union' && keys.length < 2)) {
    doubtForms(m);
    return null;
  }
  const key = keys.join(',');
  if (isNew(m, `${dotted}[${key}]`)) {
    // an alias of a form that stands for no class holds the form as its origin
    add(m, dotted, form === 'Union' || form === 'ClassVar' || form === 'Final' || form === 'Literal' ? 2 : 1);
    const isOptional = form === 'Optional';
    const isUnion = isOptional && isNew(m, `typing.Union[${key},builtins.NoneType]`);
    if (isUnion) add(m, 'typing.Union', 2);
    for (const parameter of parameters) keep(m, parameter, isUnion ? 3 : isOptional ? 1 : 2, 0);
  }
  if (form !== 'Optional' && form !== 'Union') return `${dotted}[${key}]`;
  const members = [...keys, ...(form === 'Optional' ? ['NoneType'] : [])].map((each) => (each === 'builtins.NoneType' ? 'NoneType' : each));
  // a union of unions is flat: what it holds, and what it is equal to, is not followed
  const inner = members.filter((each) => each?.startsWith('typing.Union['));
  for (const [, id] of inner.join().matchAll(/#(\d+)/g))
    if (find(m.heap, Number(id)) !== undefined) own(m.heap, Number(id)).outsideHigh = ANY;
  return inner.length > 0 ? null : `typing.Union[${members.toSorted((one, other) => (String(one) < String(other) ? -1 : 1)).join(',')}]`;
}

function isNew(m: Moment, name: string): boolean {
  const isFirst = m.session.memo.get(name) === undefined;
  m.session.memo.set(name, 1);
  return isFirst;
}

/** Classes and aliases are held so often more; of anything else it is not known. */
function keep(m: Moment, value: Value, times: number, depth: number): void {
  const object = known(m, value);
  if (object === null || object.counting !== 'counted' || depth > 6) return;
  if (object.kind === 'class' || (object.kind === 'builtin' && object.type === 'GenericAlias')) {
    const held = own(m.heap, object.id);
    held.outsideLow += times;
    held.outsideHigh += times;
  } else if (object.kind === 'list' || object.kind === 'tuple') for (const item of object.items) keep(m, item, times, depth + 1);
  else if (object.kind === 'external') own(m.heap, object.id).outsideHigh = ANY;
  else havoc(m, [object.id]);
}

function add(m: Moment, dotted: string, times: number): void {
  const { memo } = m.session;
  memo.set(`more ${dotted}`, (memo.get(`more ${dotted}`) ?? 0) + times);
  const id = memo.get(dotted);
  if (id === undefined || find(m.heap, id) === undefined) return;
  const form = own(m.heap, id);
  form.outsideLow += times;
  form.outsideHigh += times;
}

/** Unions may have been made of what is not followed. */
export function doubtForms(m: Moment): void {
  const { memo } = m.session;
  for (const name of Object.keys(forms)) {
    const id = memo.get(`typing.${name}`);
    memo.set(`more typing.${name}`, ANY);
    if (id !== undefined && find(m.heap, id) !== undefined) own(m.heap, id).outsideHigh = ANY;
  }
}

export const isTypingObject = (object: HeapObject | null): boolean =>
  object !== null && object.kind === 'external' && String(object.data).startsWith('typing.');

/** Equal parameters have equal keys; `null` where it is not known what is equal to it. */
function keyOf(m: Moment, value: Value, depth: number): string | null {
  const object = isOne(value) && value !== UNKNOWN ? known(m, value) : null;
  if (object === null || depth > 6 || object.many) return null;
  switch (object.kind) {
    case 'external': {
      const name = String(object.data);
      return name.includes('[]') ? null : name;
    }
    case 'class':
      return `#${object.id}`;
    case 'constant':
      return object.type === 'NoneType' || object.type === 'ellipsis'
        ? object.type
        : object.type === 'str' && typeof object.data === 'string'
          ? JSON.stringify(object.data)
          : null;
    case 'builtin': {
      const inner = object.type === 'GenericAlias' && object.items.length === 1 ? keyOf(m, object.items[0], depth + 1) : null;
      return inner === null ? (object.type === 'TypeVar' ? `#${object.id}` : null) : `${String(object.data)}[${inner}]`;
    }
    case 'list':
    case 'tuple': {
      if (object.open || object.bag.length > 0) return null;
      const keys = object.items.map((item) => keyOf(m, item, depth + 1));
      return keys.includes(null) ? null : `${object.kind}(${keys.join(',')})`;
    }
    default:
      return null;
  }
}
