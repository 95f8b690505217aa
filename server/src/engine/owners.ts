/**
 * Classes that open a resource and keep it in an attribute, and whether anything in the file ever releases what is kept there.
 *
 * An attribute that is handed on, answered, or looked up by name counts as released: somebody else may do it.
 */
import { intern, nameOf } from '../syntax/names.ts';
import { argumentsOf, calleeOf, decoratorsOf, isFunction, parametersOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, root, type Node, type Tree } from '../syntax/tree.ts';
import type { OwnerFact } from './facts.ts';
import type { Lookup } from './lookup.ts';
import { borrowers, readers } from './model/resources.ts';
import { containerOf, letsItemsGo, type Container } from './owned-items.ts';
import { itemAsked, type ResourceTable } from './resource-table.ts';
import { openings, type Opening } from './resources.ts';

const { Attribute, Call, ClassDef, Name } = Py;

/** Methods that run while an object comes to be. */
const beginnings = new Set(['__init__', '__new__', '__post_init__', '__attrs_post_init__', '__enter__', '__aenter__'].map(intern));
/** A method so called lets go, whatever the object is. */
const letsGo =
  /^_*(a?close|server_close|stop|shut_?down|terminate|kill|quit|release|disconnect|dispose|clean_?up|exit|__exit__|__aexit__|join|wait|detach|abort|free|unlink|end|finish|logout)(_|$)/i;
/** Bases that know nothing of the attributes of a class below them. */
const plainBase =
  /^(builtins\.(object|\w*(Exception|Error)|dict|list)|abc\.|typing\.|typing_extensions\.|collections\.|threading\.(Thread|local)$|multiprocessing\.Process$|asyncio\.\w*Protocol$|cmd\.Cmd$|contextlib\.Abstract|io\.(Raw|Buffered|Text)?IOBase$|enum\.|html\.parser\.|ast\.Node)/;

/** Each class that keeps what it opens and has no way to release it, in source order. */
export function findOwners(tree: Tree, lookup: Lookup, table: ResourceTable): OwnerFact[] {
  const kept = new Map<Node, Kept[]>();
  for (const opening of openings(tree, lookup, table)) {
    const place = placeOf(tree, lookup, opening);
    if (place === null) continue;
    const list = kept.get(place.owner);
    if (list === undefined) kept.set(place.owner, [place]);
    else if (!list.some(({ attribute }) => attribute === place.attribute)) list.push(place);
  }
  const found: OwnerFact[] = [];
  for (const [owner, places] of kept) {
    if (!isKnown(tree, lookup, owner, 8) || looksUpByName(tree, lookup, owner)) continue;
    const family = familyOf(tree, lookup, owner);
    const lost = places.filter((place) => !isReleased(tree, lookup, place, family));
    if (lost.length === 0) continue;
    const released = places.find((place) => !lost.includes(place));
    found.push({
      owner,
      kept: lost.map(({ opening: { call, making }, attribute, method, always, items }) => ({
        at: call,
        what: making.kind.what,
        attribute: nameOf(attribute),
        closedBy: making.kind.closedBy[0] ?? null,
        soft: making.kind.soft === true,
        method,
        always,
        items,
      })),
      releases: released === undefined ? null : nameOf(released.attribute),
    });
  }
  return found.sort((one, other) => one.kept[0].at - other.kept[0].at);
}

interface Kept {
  readonly opening: Opening;
  readonly owner: Node;
  /** Interned. */
  readonly attribute: number;
  /** The method that opens it. */
  readonly method: Node;
  /** The statement that keeps it always runs. */
  readonly always: boolean;
  /** What the attribute holds is a container of such handles: its items, or the values of a dict; `null`: the handle itself. */
  readonly items: Container['form'] | null;
}

/** The attribute of `self` in which a method that begins an object puts what it opens, or `null`. */
function placeOf(tree: Tree, lookup: Lookup, opening: Opening): Kept | null {
  const { call, making } = opening;
  let value = call;
  if (making.awaited) {
    if (tree.kind[tree.parent[value]] !== Py.Await) return null;
    value = tree.parent[value];
  }
  const part = tree.parent[value];
  const isPart = making.element !== -1 && tree.kind[part] === Py.Subscript;
  if (isPart) {
    if (itemAsked(tree, part, making.element) !== 'handle') return null;
    value = part;
  }
  // `given or open(path)`, `open(path) if path else None`
  while (tree.kind[tree.parent[value]] === Py.BoolOp || (tree.kind[tree.parent[value]] === Py.IfExp && tree.field[value] !== PyField.test))
    value = tree.parent[value];
  const statement = tree.parent[value];
  const container = making.element === -1 || isPart ? containerOf(tree, value) : null;
  let target: Node;
  if (container !== null) target = container.target;
  else if (tree.kind[statement] === Py.Assign) {
    const targets = childrenIn(tree, statement, PyField.targets);
    if (targets.length !== 1) return null;
    target = targets[0];
  } else if (tree.kind[statement] === Py.AnnAssign) target = childIn(tree, statement, PyField.target);
  else return null;
  if (making.element !== -1 && !isPart) {
    if (tree.kind[target] !== Py.Tuple || typeof making.element === 'string') return null;
    target = childrenIn(tree, target, PyField.elts)[making.element] ?? NONE;
    if (target === NONE) return null;
  }
  const method = lookup.scopeOf(target);
  if (!isFunction(tree.kind[method])) return null;
  const owner = lookup.scopeOf(method);
  if (tree.kind[owner] !== ClassDef || !isBeginning(tree, lookup, owner, method)) return null;
  if (!isOwn(tree, lookup, target, method)) return null;
  const always =
    tree.parent[container === null ? statement : container.from] === method && (container !== null || isPart || value === call);
  return { opening, owner, attribute: tree.aux[target], method, always, items: container?.form ?? null };
}

/** Whether a method is one that begins an object, or is called as `self.method()` by one. */
function isBeginning(tree: Tree, lookup: Lookup, owner: Node, method: Node): boolean {
  if (beginnings.has(tree.aux[method])) return true;
  if (decoratorsOf(tree, method).length > 0) return false;
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] !== Call) continue;
    const callee = calleeOf(tree, node);
    if (tree.kind[callee] !== Attribute || tree.aux[callee] !== tree.aux[method]) continue;
    const caller = lookup.scopeOf(node);
    if (caller !== method && isFunction(tree.kind[caller]) && isOwn(tree, lookup, callee, caller) && beginnings.has(tree.aux[caller]))
      return true;
  }
  return false;
}

/** Whether a node is `self.name`, in the method whose first parameter `self` is. */
function isOwn(tree: Tree, lookup: Lookup, node: Node, method: Node): boolean {
  if (tree.kind[node] !== Attribute || tree.kind[node - 1] !== Name) return false;
  const self = parametersOf(tree, method)[0];
  return self !== undefined && tree.aux[self] === tree.aux[node - 1] && lookup.scopeOf(node) === method;
}

/** Whether every base is known to leave the attributes of the class alone. */
function isKnown(tree: Tree, lookup: Lookup, owner: Node, depth: number): boolean {
  return childrenIn(tree, owner, PyField.bases).every((base) => {
    const plain = tree.kind[base] === Py.Subscript ? childIn(tree, base, PyField.value) : base;
    const dotted = lookup.qualifiedName(plain);
    if (dotted !== null) return plainBase.test(dotted);
    const local = classOf(tree, lookup, plain);
    return local !== NONE && local !== owner && depth > 0 && isKnown(tree, lookup, local, depth - 1);
  });
}

/** The class of the file that a base names, or `NONE`. */
function classOf(tree: Tree, lookup: Lookup, base: Node): Node {
  if (tree.kind[base] !== Name) return NONE;
  const [definition, another] = lookup.bindingsOf(base);
  return definition !== undefined && another === undefined && tree.kind[definition] === ClassDef ? definition : NONE;
}

/** The class with those it inherits from and those that inherit from it, as far as the file has them. */
function familyOf(tree: Tree, lookup: Lookup, owner: Node): ReadonlySet<Node> {
  const family = new Set([owner]);
  const links = lookup
    .nodes(ClassDef)
    .flatMap((each) => childrenIn(tree, each, PyField.bases).map((base) => [each, classOf(tree, lookup, base)] as const));
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const [each, base] of links) {
      if (base === NONE) continue;
      if (family.has(each)) family.add(base);
      if (family.has(base)) family.add(each);
    }
  }
  return family;
}

const byName = /^builtins\.(getattr|setattr|delattr|vars)$/;
const dictionary = intern('__dict__');

/** `getattr(self, name)`, `vars(self)`, `self.__dict__`: any attribute may be meant. */
function looksUpByName(tree: Tree, lookup: Lookup, owner: Node): boolean {
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] === Attribute && tree.aux[node] === dictionary) return true;
    if (tree.kind[node] !== Call || !byName.test(lookup.qualifiedName(calleeOf(tree, node)) ?? '')) continue;
    const [subject, name] = argumentsOf(tree, node);
    if (tree.kind[subject] === Name && (name === undefined || tree.kind[name] !== Py.Constant)) return true;
  }
  return false;
}

/** Whether anything that is done with the attribute, on any object that may be one of the class, may release what is in it. */
function isReleased(tree: Tree, lookup: Lookup, { attribute, method, opening, items }: Kept, family: ReadonlySet<Node>): boolean {
  const { kind } = opening.making;
  const lets = (name: string): boolean => kind.closedBy.includes(name) || letsGo.test(name);
  return lookup.nodes(Attribute).some((node) => {
    if (tree.aux[node] !== attribute || isOfOtherClass(tree, lookup, node, family)) return false;
    if (tree.flag[node] === Context.Del) return true;
    // a new value in its place, other than on the way to be
    if (tree.flag[node] === Context.Store) return lookup.scopeOf(node) !== method && !beginnings.has(tree.aux[lookup.scopeOf(node)]);
    const up = tree.parent[node];
    const isWalkedOver = (tree.kind[up] === Py.For || tree.kind[up] === Py.comprehension) && tree.field[node] === PyField.iter;
    if (items !== null && (isWalkedOver || [Attribute, Call, Py.Subscript].some((each) => tree.kind[up] === each)))
      return letsItemsGo(tree, lookup, node, lets);
    switch (tree.kind[up]) {
      case Attribute:
        return lets(nameOf(tree.aux[up]));
      case Call: {
        if (tree.field[node] === PyField.func) return false;
        const dotted = lookup.qualifiedName(calleeOf(tree, up)) ?? '';
        return !borrowers.has(dotted) && !readers.has(dotted);
      }
      case Py.Compare:
      case Py.If:
      case Py.While:
      case Py.UnaryOp:
      case Py.Assert:
      case Py.FormattedValue:
      case Py.Subscript:
      case Py.Expr:
        return false;
      case Py.BoolOp:
        return tree.kind[tree.parent[up]] !== Py.If;
      case Py.For:
      case Py.comprehension:
        return tree.field[node] !== PyField.iter;
      case Py.withitem:
        return kind.exit !== 'never';
      default:
        return true;
    }
  });
}

/** Whether a `self.name` is one of a class that has nothing to do with the family. */
function isOfOtherClass(tree: Tree, lookup: Lookup, node: Node, family: ReadonlySet<Node>): boolean {
  for (let scope = lookup.scopeOf(node); scope !== root(tree) && scope !== NONE; scope = lookup.scopeOf(scope)) {
    if (!isFunction(tree.kind[scope]) || tree.kind[lookup.scopeOf(scope)] !== ClassDef) continue;
    const self = parametersOf(tree, scope)[0];
    return (
      self !== undefined && tree.kind[node - 1] === Name && tree.aux[node - 1] === tree.aux[self] && !family.has(lookup.scopeOf(scope))
    );
  }
  return false;
}
