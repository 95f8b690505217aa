/**
 * What may be lost when something of the outside is let go: the old object of an attribute, an item of somebody's container.
 *
 * Whoever calls a function may have put what it gives into any attribute that the file fills with what it is given.
 */
import { nameOf } from '../../syntax/names.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { escape, find, livingIn, look, own } from '../domain/heap.ts';
import { ANY } from '../domain/object.ts';
import { NOTHING, UNKNOWN } from '../domain/value.ts';
import type { Program } from '../lower/code.ts';
import type { Moment } from '../machine.ts';
import { handsOutSelf } from './reach.ts';

/** `plain`: numbers, texts and the like that the file makes; `made`: objects that it makes, and what they hold; `given`: whatever a caller gave. */
export type Held = 'plain' | 'made' | 'given';

/** Another thread may run: when it is over it lets go of what it was given, which any of the parameters may be held by. */
export function letAllGo(m: Moment): void {
  m.session.meddles = true;
  for (const { id } of m.session.parameters) if (find(m.heap, id) !== undefined) own(m.heap, id).outsideLow = -ANY;
}

/** Something that the outside held under these terms is let go: parameters may be among it, or be held by it. */
export function letGo(m: Moment, what: Held): void {
  if (what === 'plain') return;
  m.session.meddles = true;
  m.session.parameters.forEach(({ id, name, isUnlinked }) => {
    if (isUnlinked || find(m.heap, id)?.escaped !== true) return;
    if (what === 'made' && name.startsWith('self of ') && !handsOutSelf(m.session.program.tree)) return;
    own(m.heap, id).outsideLow = -ANY;
  });
}

/** An item of a container of the outside is let go: parameters may have been it, or be held by it, but the container itself. */
export function loseItem(m: Moment, container: number): void {
  m.session.loses = true;
  for (const { id, isItem } of m.session.parameters)
    if (id !== container && isItem && find(m.heap, id)?.escaped === true) own(m.heap, id).outsideLow = -ANY;
}

/** A function that is not followed lets go of items of containers: of these the object of a method may be one, or be held by one. */
export function loseItems(m: Moment): void {
  loseItem(m, NOTHING);
  for (const { id, isBuiltin, isUnlinked } of m.session.parameters)
    if (!isBuiltin && !isUnlinked && find(m.heap, id)?.escaped === true) own(m.heap, id).outsideLow = -ANY;
}

/** An object of the outside is held once more, by something that stays: it may be one of the parameters. */
export function gain(m: Moment): void {
  m.session.meddles = true;
  for (const { id, isUnlinked } of m.session.parameters)
    if (!isUnlinked && find(m.heap, id)?.escaped === true) own(m.heap, id).outsideHigh = ANY;
}

/** Code that is not followed changes what the outside holds: attributes that were read before may be others by now. */
export function meddle(m: Moment): void {
  gain(m);
  letGo(m, 'given');
  const roots: number[] = [];
  for (const object of livingIn(m.heap))
    if (object.escaped && (object.kind === 'opaque' || object.kind === 'instance')) roots.push(object.id);
  escape(m.heap, roots);
}

/** Whether this is some object that the outside made, of which no more is known than that. */
export const isForeign = (m: Moment, id: number): boolean =>
  id === UNKNOWN || (id > UNKNOWN && look(m.heap, id).kind === 'opaque' && look(m.heap, id).base === 0);

/** All that the file stores under an attribute's name. */
export interface Content {
  held: Held;
  /** The classes of what the file makes and stores there: of the file by name, `builtin` for any other. */
  readonly makers: Set<string>;
  /** Attributes whose content is handed on to this one. */
  readonly from: Set<string>;
}

const known = new WeakMap<Tree, ReadonlyMap<string, Content>>();
const anything: Content = { held: 'given', makers: new Set(), from: new Set() };

/** What attributes of this name may refer to, by all that the file stores under it. */
export function heldUnder(program: Program, name: string): Content {
  let all = known.get(program.tree);
  if (all === undefined) known.set(program.tree, (all = collect(program.tree)));
  return all.get(name) ?? anything;
}

/** Whether something of the file stores under this name in an object. */
export const isStored = (program: Program, name: string): boolean => heldUnder(program, name) !== anything;

const worse = (one: Held, other: Held): Held => (one === 'given' || other === 'given' ? 'given' : one === 'made' ? one : other);

function collect(tree: Tree): ReadonlyMap<string, Content> {
  const all = new Map<string, Content>();
  const classes = new Set<string>();
  for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === Py.ClassDef) classes.add(nameOf(tree.aux[node]));
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.Attribute || tree.flag[node] !== Context.Store) continue;
    const name = nameOf(tree.aux[node]);
    let content = all.get(name);
    if (content === undefined) all.set(name, (content = { held: 'plain', makers: new Set(), from: new Set() }));
    content.held = worse(content.held, storedInto({ tree, classes, into: content }, node));
  }
  // what one attribute hands on to another
  for (let changed = true; changed;) {
    changed = false;
    for (const content of all.values()) {
      for (const source of content.from) {
        const { held, makers } = all.get(source) ?? anything;
        const now = worse(content.held, held);
        if (now !== content.held || [...makers].some((maker) => !content.makers.has(maker))) changed = true;
        content.held = now;
        for (const maker of makers) content.makers.add(maker);
      }
    }
  }
  return all;
}

interface Search {
  readonly tree: Tree;
  readonly classes: ReadonlySet<string>;
  readonly into: Content;
}

function storedInto(search: Search, target: Node): Held {
  const { tree } = search;
  const up = tree.parent[target];
  if (up === NONE) return 'given';
  switch (tree.kind[up]) {
    case Py.Assign:
    case Py.AnnAssign:
    case Py.AugAssign: {
      const value = childIn(tree, up, PyField.value);
      return value === NONE ? 'plain' : madeBy(search, value);
    }
    case Py.Tuple: {
      // `self.a, self.b = one, other`
      const assign = tree.parent[up];
      const value = assign !== NONE && tree.kind[assign] === Py.Assign ? childIn(tree, assign, PyField.value) : NONE;
      const targets = children(tree, up);
      const values = value !== NONE && tree.kind[value] === Py.Tuple ? children(tree, value) : [];
      return values.length === targets.length ? madeBy(search, values[targets.indexOf(target)]) : 'given';
    }
    default:
      return 'given';
  }
}

/** What a local variable was bound to, all its assignments together; a parameter, or a name bound otherwise, is `given`. */
function madeByName(search: Search, node: Node, depth: number): Held {
  const { tree } = search;
  let scope = tree.parent[node];
  while (scope !== NONE && tree.kind[scope] !== Py.FunctionDef && tree.kind[scope] !== Py.AsyncFunctionDef) scope = tree.parent[scope];
  if (scope === NONE) return 'given';
  let held: Held | null = null;
  for (let inner = tree.first[scope]; inner < scope; inner += 1) {
    const kind = tree.kind[inner];
    if (
      (kind !== Py.Name && kind !== Py.arg) ||
      tree.aux[inner] !== tree.aux[node] ||
      (kind === Py.Name && tree.flag[inner] === Context.Load)
    )
      continue;
    const up = tree.parent[inner];
    if (kind === Py.arg || (tree.kind[up] !== Py.Assign && tree.kind[up] !== Py.AnnAssign && tree.kind[up] !== Py.AugAssign))
      return 'given';
    const value = childIn(tree, up, PyField.value);
    if (value === NONE) continue;
    held = worse(held ?? 'plain', madeBy(search, value, depth + 1));
  }
  return held ?? 'given';
}

const plainCalls = new Set('len int float str bool abs ord chr round sum hash id repr bin hex divmod isinstance'.split(' '));
const madeCalls = new Set('list dict set tuple deque defaultdict OrderedDict Counter range sorted object'.split(' '));

/** What an expression yields. */
function madeBy(search: Search, node: Node, depth = 0): Held {
  if (depth > 12) return 'given';
  const { tree, classes, into } = search;
  const inner = (one: Node): Held => madeBy(search, one, depth + 1);
  const made = (by: string): Held => {
    into.makers.add(by);
    return 'made';
  };
  switch (tree.kind[node]) {
    case Py.Constant:
      return tree.flag[node] === Literal.none ? 'given' : 'plain';
    case Py.JoinedStr:
    case Py.Compare:
      return 'plain';
    case Py.UnaryOp:
      return inner(node - 1);
    case Py.BinOp: {
      const right = inner(node - 1);
      const left = inner(tree.first[node - 1] - 1);
      // arithmetic with a number makes a number; with anything else it may make a container
      return left === 'plain' || right === 'plain' ? 'plain' : made('builtin');
    }
    case Py.IfExp:
      return worse(inner(childIn(tree, node, PyField.body)), inner(childIn(tree, node, PyField.orelse)));
    case Py.List:
    case Py.Dict:
    case Py.Set:
    case Py.Tuple:
    case Py.ListComp:
    case Py.DictComp:
    case Py.SetComp:
      return made('builtin');
    case Py.Name:
      return madeByName(search, node, depth + 1);
    case Py.Attribute:
      into.from.add(nameOf(tree.aux[node]));
      return 'plain';
    case Py.Call: {
      const callee = childIn(tree, node, PyField.func);
      if (tree.kind[callee] !== Py.Name) return 'given';
      const name = nameOf(tree.aux[callee]);
      if (plainCalls.has(name)) return 'plain';
      return madeCalls.has(name) ? made('builtin') : classes.has(name) ? made(name) : 'given';
    }
    case Py.BoolOp:
      return childrenIn(tree, node, PyField.values).map(inner).reduce(worse);
    default:
      return 'given';
  }
}
