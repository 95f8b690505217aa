/** Calls, as a flow analysis sees them: those of the file's own functions and classes, and what library code does with what it is given. */
import { intern, nameOf } from '../../syntax/names.ts';
import { parametersOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { NONE, childIn, childrenIn } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import { callPlace, enter, generatorOf, isLibraryPart, operate, suspends } from './definitions.ts';
import { flow, functionOf, gives, inside, keyIn, makes, none, originAt, stores, union, valueOf, variable } from './places.ts';
import type { Analysis, Places } from './places.ts';

export function callPlaces(a: Analysis, node: Node, called: Places, args: readonly Places[], at: Node): Places {
  for (const place of called) if (a.origins[place].kind !== 'library') callPlace(a, at, place, null, args, []);
  const own = [...called].some((place) => a.origins[place].kind !== 'library');
  if (!own && a.isLate) makes(a, node, 'library', null, union(...args));
  const answers: Places[] = [new Set([...valueOf(a, node)].filter((place) => !called.has(place)))];
  for (const place of called) {
    const { kind, node: definition } = a.origins[place];
    if (kind === 'function') answers.push(a.returned.get(definition) ?? none);
  }
  return union(...answers);
}

export function visitCall(a: Analysis, node: Node): void {
  const { tree } = a;
  const callee = childIn(tree, node, PyField.func);
  const args = childrenIn(tree, node, PyField.args);
  const keywords = childrenIn(tree, node, PyField.keywords);
  const given = args.map((one) => valueOf(a, one));
  const named = keywords.map((one) => [tree.aux[one], tree.aux[one] === 0 ? inside(a, valueOf(a, one - 1)) : valueOf(a, one - 1)] as const);
  const isAttribute = tree.kind[callee] === Py.Attribute;
  const object = isAttribute ? valueOf(a, callee - 1) : none;
  const called = valueOf(a, callee);
  if (tree.kind[callee] === Py.Name && nameOf(tree.aux[callee]) === 'super') {
    gives(a, node, ownObject(a, node));
    return;
  }
  const hasStar = args.some((one) => tree.kind[one] === Py.Starred);
  const spread = hasStar ? Array.from({ length: 8 }, () => union(...given)) : given;
  let isOwn = false;
  for (const place of called) {
    const { kind } = a.origins[place];
    if (kind === 'library') continue;
    isOwn = true;
    callPlace(a, node, place, isAttribute ? object : null, spread, named);
  }
  const all = union(...given, ...named.map(([, places]) => places));
  const values = [...args, ...keywords.map((one) => one - 1)];
  if (isAttribute && [...object].some((place) => a.origins[place].kind === 'container' || a.origins[place].kind === 'library'))
    callLibraryMethod(a, node, callee, object, values, all);
  else if (!isOwn && a.isLate) callLibrary(a, node, callee, called, values, all);
  // a module's function, or a library method of an instance, of which the file knows no more
  if (isAttribute && object.size > 0 && !isOwn && a.isLate) libraryOfInstance(a, node, object, all);
}

/** Builtins and their like whose result is no object that anything could be stored in, or that holds anything. */
const plain = new Set(
  (
    'len int float str bool complex bytes repr print input abs round range ord chr hex bin oct hash id isinstance issubclass callable format ' +
    'sqrt floor ceil log log2 log10 sin cos tan exp pow randint random randrange uniform seed time perf_counter sleep hasattr any all'
  ).split(' '),
);

/** Those that make a container of what they are given holds. */
const collecting: Readonly<Record<string, string>> = {
  list: 'list',
  tuple: 'tuple',
  set: 'set',
  frozenset: 'frozenset',
  dict: 'dict',
  sorted: 'list',
  deque: 'deque',
  defaultdict: 'defaultdict',
  OrderedDict: 'OrderedDict',
  Counter: 'Counter',
};

/** Those that hand out pairs and the like of what is in what they are given, and those that hand that out itself. */
const pairing = new Set('enumerate zip zip_longest product permutations combinations pairwise items most_common'.split(' '));

const passing = new Set('reversed iter filter chain islice cycle takewhile dropwhile keys values copy'.split(' '));

/** Methods of containers and texts that keep nothing of their arguments and give nothing back. */
const silent = new Set(
  'remove discard index count sort reverse clear startswith endswith join split strip lower upper replace format isdigit'.split(' '),
);

const asking = new Set('get pop popleft popitem'.split(' '));

const storing = new Set('append add insert extend update appendleft extendleft put put_nowait push'.split(' '));

/** A method that an instance has from a library class may keep what it is given. */
function libraryOfInstance(a: Analysis, node: Node, object: Places, all: Places): void {
  const strangers = new Set([...object].filter((place) => a.origins[place].kind === 'instance' && isLibraryPart(a, place)));
  stores(a, strangers, node, all);
  gives(a, node, inside(a, strangers));
}

/** A method of a list, a dictionary or an object of the library. */
function callLibraryMethod(a: Analysis, node: Node, callee: Node, object: Places, args: readonly Node[], all: Places): void {
  const name = nameOf(a.tree.aux[callee]);
  const objects = new Set([...object].filter((place) => a.origins[place].kind === 'container' || a.origins[place].kind === 'library'));
  callBack(a, node, union(all, inside(a, objects)));
  if (silent.has(name) || handsOut(a, node, name, objects)) return;
  if (!asking.has(name))
    for (const each of args) {
      stores(a, objects, each, valueOf(a, each));
      if (name === 'extend' || name === 'update' || !storing.has(name)) stores(a, objects, each, inside(a, valueOf(a, each)));
    }
  if (storing.has(name)) return;
  gives(a, node, all);
  gives(a, node, inside(a, objects));
  const kept = inside(a, objects);
  if (kept.size > 0 && (!asking.has(name) || name === 'popitem')) makes(a, node, 'library', null, kept);
}

function callLibrary(a: Analysis, node: Node, callee: Node, called: Places, args: readonly Node[], all: Places): void {
  const kind = a.tree.kind[callee];
  const name = kind === Py.Name || kind === Py.Attribute ? nameOf(a.tree.aux[callee]) : '';
  if (name !== 'map') callBack(a, node, all);
  if (plain.has(name)) return;
  const held = union(all, inside(a, all), operate(a, all));
  if (name in collecting) {
    makes(a, node, 'container', collecting[name], name === 'defaultdict' ? union(held, madeBy(a, args[0])) : held);
    return;
  }
  if (silent.has(name) || handsOut(a, node, name, all)) return;
  if (name === 'field') {
    const factory = args.find((one) => a.tree.aux[a.tree.parent[one]] === defaultFactory);
    gives(a, node, union(all, factory === undefined ? none : madeBy(a, factory)));
    return;
  }
  if (name === 'map') {
    makes(a, node, 'container', 'map', mapped(a, args));
    return;
  }
  if (
    name === 'sum' ||
    name === 'min' ||
    name === 'max' ||
    name === 'next' ||
    name === 'getattr' ||
    name === 'reduce' ||
    name === 'choice'
  ) {
    gives(a, node, held);
    return;
  }
  // a function of a module may put what it is given into its first argument, as those of heapq do
  for (const each of args.slice(1)) stores(a, valueOf(a, args[0]), each, valueOf(a, each));
  makes(a, node, 'library', null, union(held, called, inside(a, called)));
}

const defaultFactory = intern('default_factory');

/** What a defaultdict, or a field of a dataclass, makes by itself. */
function madeBy(a: Analysis, factory: Node | undefined): Places {
  if (factory === undefined) return none;
  const called = valueOf(a, factory);
  if (called.size > 0) return union(callPlaces(a, factory, called, [], factory), inside(a, called));
  const name = a.tree.kind[factory] === Py.Name ? nameOf(a.tree.aux[factory]) : '';
  return plain.has(name) ? none : new Set([originAt(a, factory, name in collecting ? 'container' : 'library', collecting[name] ?? null)]);
}

/** Iterators over what is in other objects. */
function handsOut(a: Analysis, node: Node, name: string, objects: Places): boolean {
  const isPairing = pairing.has(name);
  if (!isPairing && !passing.has(name)) return false;
  let held = union(inside(a, objects), operate(a, objects));
  if (isPairing && held.size > 0) {
    const tuple = originAt(a, node, 'container', 'tuple');
    flow(a, a.origins[tuple].holds, held);
    held = new Set([tuple]);
  }
  makes(a, node, 'container', name === 'copy' ? copied(a, objects) : name, union(held, name === 'copy' ? none : objects));
  return true;
}

/** The type of the copy of a container. */
function copied(a: Analysis, objects: Places): string | null {
  const types = new Set([...objects].map((place) => a.origins[place].type));
  return types.size === 1 ? [...types][0] : null;
}

/** What a function answers of what is in the other arguments. */
function mapped(a: Analysis, args: readonly Node[]): Places {
  const [called, ...others] = args.map((one) => valueOf(a, one));
  const given = others.map((each) => union(inside(a, each), operate(a, each)));
  const answers: Places[] = given.slice();
  for (const place of called ?? none) {
    const { kind, node: definition } = a.origins[place];
    if (kind === 'library') answers.push(inside(a, new Set([place])));
    else if (kind === 'function') {
      const receiver = args.length > 0 && a.tree.kind[args[0]] === Py.Attribute ? valueOf(a, args[0] - 1) : null;
      enter(a, definition, receiver === null ? given : [receiver, ...given], []);
      answers.push(suspends(a, definition) ? new Set([generatorOf(a, definition)]) : (a.returned.get(definition) ?? none));
    } else if (kind === 'class' || kind === 'instance') callPlace(a, args[0], place, null, given, []);
    else if (kind === 'method') callPlace(a, args[0], place, null, given, []);
  }
  return union(...answers, called ?? none, ...others);
}

/** Functions that library code is given may be called with whatever else it has, and instances asked. */
function callBack(a: Analysis, node: Node, all: Places): void {
  if (all.size === 0) return;
  operate(a, all);
  const called = [...all].filter((place) => a.origins[place].kind === 'function' || a.origins[place].kind === 'method');
  const given = union(
    new Set([...all].filter((place) => !called.includes(place))),
    inside(a, new Set([...all].filter((place) => !called.includes(place)))),
  );
  for (const place of called) callPlace(a, node, place, null, [given, given, given], []);
}

/** `super()`: the first parameter of the method around it. */
function ownObject(a: Analysis, node: Node): Places {
  const home = functionOf(a, node);
  const first = home === NONE ? undefined : parametersOf(a.tree, home)[0];
  const scope = a.scopes.opened.get(home);
  return first === undefined || scope === undefined ? none : variable(a, keyIn(a, scope, a.tree.aux[first]));
}
