/**
 * What may come to hold what in a file, by its text alone: no order of statements, one place for each class and each display.
 *
 * Every expression stands for the places whose objects it may be; assignments, calls and stores hand them on until nothing changes. What is missed
 * is what Python code cannot say: an object that library code hands from one user to another. Where the text may do anything, the answer is `null`.
 */
import { nameOf } from '../../syntax/names.ts';
import { Context, Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { NONE, childIn, children, childrenIn } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Scopes } from '../scope.ts';
import { callPlaces, visitCall } from './calls.ts';
import { bind, combine, decorators, enter, isLibraryPart, operate } from './definitions.ts';
import {
  flow,
  functionOf,
  gives,
  inside,
  isDefinition,
  keyIn,
  keyOf,
  makes,
  none,
  originAt,
  result,
  stores,
  union,
  valueOf,
  variable,
} from './places.ts';
import type { Analysis, Flows, Places } from './places.ts';

/** Rounds over the text, and expressions in it, after which nothing is said. */
const ROUNDS = 60;

const LONGEST = 60_000;

/** `null` if the text may do what is not looked at here, or is too long. */
export function flowsIn(tree: Tree, scopes: Scopes): Flows | null {
  if (tree.size > LONGEST || tree.errors > 0) return null;
  const analysis: Analysis = {
    tree,
    scopes,
    origins: [],
    known: new Map(),
    values: new Map(),
    variables: new Map(),
    returned: new Map(),
    raised: new Set(),
    special: specialMethods(tree),
    stores: new Map(),
    changed: true,
    isLate: false,
  };
  for (let round = 0; analysis.changed || !analysis.isLate; round += 1) {
    if (round === ROUNDS) return null;
    analysis.isLate ||= !analysis.changed;
    analysis.changed = false;
    for (let node = 0; node < tree.size; node += 1) visit(analysis, node);
  }
  return { origins: analysis.origins, stores: [...analysis.stores.values()], values: analysis.values };
}

function specialMethods(tree: Tree): readonly Node[] {
  const found: Node[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    const name = isDefinition(tree, node) && tree.kind[tree.parent[node]] === Py.ClassDef ? nameOf(tree.aux[node]) : '';
    if (/^__\w+__$/.test(name) && name !== '__init__') found.push(node);
  }
  return found;
}

function visit(a: Analysis, node: Node): void {
  const { tree } = a;
  const kind = tree.kind[node];
  switch (kind) {
    case Py.Name:
      if (tree.flag[node] === Context.Load) gives(a, node, variable(a, keyOf(a, node, tree.aux[node])));
      return;
    case Py.Attribute:
      if (tree.flag[node] === Context.Load) readAttribute(a, node);
      return;
    case Py.Subscript:
      if (tree.flag[node] === Context.Load) readItem(a, node);
      return;
    case Py.Call:
      visitCall(a, node);
      return;
    case Py.FunctionDef:
    case Py.AsyncFunctionDef:
    case Py.Lambda:
      defineFunction(a, node);
      return;
    case Py.ClassDef:
      defineClass(a, node);
      return;
    case Py.Assign:
      for (const target of childrenIn(tree, node, PyField.targets)) assign(a, target, node - 1, valueOf(a, node - 1));
      return;
    case Py.AnnAssign:
    case Py.NamedExpr: {
      const value = childIn(tree, node, PyField.value);
      assign(a, childIn(tree, node, PyField.target), value, valueOf(a, value));
      gives(a, node, valueOf(a, value));
      return;
    }
    case Py.AugAssign:
      augment(a, node);
      return;
    case Py.For:
    case Py.AsyncFor:
    case Py.comprehension: {
      const iterable = childIn(tree, node, PyField.iter);
      assign(a, childIn(tree, node, PyField.target), iterable, union(inside(a, valueOf(a, iterable)), operate(a, valueOf(a, iterable))));
      return;
    }
    case Py.withitem: {
      const manager = valueOf(a, childIn(tree, node, PyField.context_expr));
      assign(a, childIn(tree, node, PyField.optional_vars), node, union(manager, inside(a, manager), operate(a, manager)));
      return;
    }
    case Py.ExceptHandler: {
      const name = childIn(tree, node, PyField.name);
      if (name !== NONE) flow(a, variable(a, keyOf(a, name, tree.aux[name])), a.raised);
      return;
    }
    case Py.Raise:
      flow(a, a.raised, valueOf(a, childIn(tree, node, PyField.exc)));
      return;
    case Py.Return: {
      const home = functionOf(a, node);
      if (home !== NONE) result(a, home, valueOf(a, childIn(tree, node, PyField.value)));
      return;
    }
    case Py.Yield:
    case Py.YieldFrom:
    case Py.Await:
      suspend(a, node);
      return;
    case Py.MatchAs:
    case Py.MatchStar:
    case Py.MatchMapping:
      capture(a, node);
      return;
    default:
      visitOperator(a, node, kind);
  }
}

function visitOperator(a: Analysis, node: Node, kind: number): void {
  const { tree } = a;
  switch (kind) {
    case Py.List:
    case Py.Tuple:
    case Py.Set:
    case Py.Dict: {
      // a target is no display; the flag of the others is 0
      if (tree.flag[node] !== Context.Load) return;
      const type = kind === Py.List ? 'list' : kind === Py.Tuple ? 'tuple' : kind === Py.Set ? 'set' : 'dict';
      const parts = children(tree, node);
      const unpacked = parts
        .filter((part) => kind === Py.Dict && tree.field[part] === PyField.values)
        .map((part) => inside(a, valueOf(a, part)));
      // `**x` has no key of its own: as all values are taken to be unpacked, that is in it
      makes(a, node, 'container', type, union(...parts.map((part) => valueOf(a, part)), ...(hasUnpacking(tree, node) ? unpacked : [])));
      return;
    }
    case Py.ListComp:
    case Py.SetComp:
    case Py.DictComp: {
      const type = kind === Py.ListComp ? 'list' : kind === Py.SetComp ? 'set' : 'dict';
      makes(
        a,
        node,
        'container',
        type,
        union(...[PyField.elt, PyField.key, PyField.value].map((field) => valueOf(a, childIn(tree, node, field)))),
      );
      return;
    }
    case Py.GeneratorExp:
      makes(a, node, 'generator', 'generator', namesIn(a, node));
      result(a, node, valueOf(a, childIn(tree, node, PyField.elt)));
      return;
    case Py.Starred:
      if (tree.flag[node] === Context.Load) gives(a, node, inside(a, valueOf(a, node - 1)));
      return;
    case Py.IfExp:
      gives(a, node, union(valueOf(a, childIn(tree, node, PyField.body)), valueOf(a, childIn(tree, node, PyField.orelse))));
      return;
    case Py.BoolOp:
      gives(a, node, union(...children(tree, node).map((part) => valueOf(a, part))));
      return;
    case Py.BinOp: {
      const left = childIn(tree, node, PyField.left);
      // a text is made of what is put into it
      if (tree.kind[left] === Py.JoinedStr || (tree.kind[left] === Py.Constant && tree.flag[left] === Literal.str)) return;
      combine(a, node, valueOf(a, left), valueOf(a, childIn(tree, node, PyField.right)));
      return;
    }
    case Py.UnaryOp:
    case Py.Compare:
    case Py.FormattedValue:
      gives(a, node, operate(a, union(...children(tree, node).map((part) => valueOf(a, part)))));
      return;
    case Py.TemplateStr:
      makes(a, node, 'library', null, union(...children(tree, node).flatMap((part) => children(tree, part).map((one) => valueOf(a, one)))));
      return;
    default:
  }
}

function namesIn(a: Analysis, node: Node): Places {
  const found: Places[] = [];
  for (let at = a.tree.first[node]; at < node; at += 1) if (a.tree.kind[at] === Py.Name) found.push(valueOf(a, at));
  return union(...found);
}

function augment(a: Analysis, node: Node): void {
  const { tree } = a;
  const target = childIn(tree, node, PyField.target);
  const value = childIn(tree, node, PyField.value);
  if (tree.flag[node] === Operator.Mod && valueOf(a, value).size === 0) return;
  const kind = tree.kind[target];
  const before =
    kind === Py.Name
      ? variable(a, keyOf(a, target, tree.aux[target]))
      : kind === Py.Attribute
        ? variable(a, `.${tree.aux[target]}`)
        : inside(a, valueOf(a, tree.first[target - 1] - 1));
  const given = valueOf(a, value);
  // a list or set takes what the other holds; a new object of numbers or texts is nothing
  stores(a, before, value, union(given, inside(a, given)));
  assign(a, target, node, operate(a, union(before, given)));
  combine(a, node, before, given);
  assign(a, target, node, valueOf(a, node));
}

/** @param value the expression that stands for it. */
function assign(a: Analysis, target: Node, value: Node, places: Places): void {
  if (target === NONE || places.size === 0) return;
  const { tree } = a;
  switch (tree.kind[target]) {
    case Py.Name:
      flow(a, variable(a, keyOf(a, target, tree.aux[target])), places);
      return;
    case Py.Attribute:
      flow(a, variable(a, `.${tree.aux[target]}`), places);
      stores(a, valueOf(a, target - 1), value, places);
      return;
    case Py.Subscript: {
      const container = valueOf(a, tree.first[target - 1] - 1);
      const isSlice = tree.kind[target - 1] === Py.Slice;
      stores(a, container, value, isSlice ? union(places, inside(a, places)) : places);
      stores(a, container, target - 1, valueOf(a, target - 1));
      operate(a, union(container, places));
      return;
    }
    case Py.Starred:
      makes(a, target, 'container', 'list', places);
      assign(a, target - 1, value, valueOf(a, target));
      return;
    case Py.Tuple:
    case Py.List: {
      const parts = union(inside(a, places), operate(a, places));
      for (const part of children(tree, target)) assign(a, part, value, parts);
      return;
    }
    default:
  }
}

/** Patterns hand out the subject, and whatever is in it. */
function capture(a: Analysis, node: Node): void {
  const { tree } = a;
  let name = tree.aux[node];
  if (tree.kind[node] === Py.MatchMapping) {
    const rest = childIn(tree, node, PyField.rest);
    if (rest === NONE) return;
    name = tree.aux[rest];
  }
  if (name === 0) return;
  let at = node;
  while (at !== NONE && tree.kind[at] !== Py.Match) at = tree.parent[at];
  if (at === NONE) return;
  let places = valueOf(a, childIn(tree, at, PyField.subject));
  for (let depth = 0; depth < 4; depth += 1) places = union(places, inside(a, places));
  makes(a, node, 'container', tree.kind[node] === Py.MatchMapping ? 'dict' : 'list', places);
  flow(a, variable(a, keyOf(a, node, name)), union(places, valueOf(a, node)));
}

function readAttribute(a: Analysis, node: Node): void {
  const { tree } = a;
  const object = valueOf(a, node - 1);
  const named = variable(a, `.${tree.aux[node]}`);
  const isCalled = tree.field[node] === PyField.func && tree.kind[tree.parent[node]] === Py.Call;
  const given = new Set<number>();
  const functions = new Set<number>();
  for (const place of named) (a.origins[place].kind === 'function' ? functions : given).add(place);
  for (const place of object) {
    const { kind, holds } = a.origins[place];
    if (kind === 'library') given.add(place);
    if (kind === 'library' || kind === 'instance')
      for (const each of holds) if (kind === 'library' || isLibraryPart(a, place)) given.add(each);
  }
  gives(a, node, given);
  if (functions.size === 0) return;
  for (const place of functions) {
    const method = a.origins[place].node;
    // a property, or another descriptor made of a function
    if (isDefinition(tree, method) && decorators(tree, method).some((name) => name !== 'staticmethod' && name !== 'classmethod')) {
      enter(a, method, [object], []);
      gives(a, node, a.returned.get(method) ?? none);
    }
  }
  // the objects are those of the call; elsewhere a bound method holds them
  if (isCalled) gives(a, node, functions);
  else {
    gives(a, node, functions);
    if (object.size > 0) makes(a, node, 'method', 'method', object);
  }
}

function readItem(a: Analysis, node: Node): void {
  const { tree } = a;
  const container = valueOf(a, tree.first[node - 1] - 1);
  if (container.size === 0) return;
  gives(a, node, operate(a, union(container, valueOf(a, node - 1))));
  if (tree.kind[node - 1] !== Py.Slice) {
    gives(a, node, inside(a, container));
    return;
  }
  combine(a, node, container, none);
}

function suspend(a: Analysis, node: Node): void {
  const given = valueOf(a, childIn(a.tree, node, PyField.value));
  if (a.tree.kind[node] !== Py.Await) {
    const home = functionOf(a, node);
    if (home !== NONE) result(a, home, given);
  }
  gives(a, node, inside(a, given));
  if (a.tree.kind[node] === Py.Yield) gives(a, node, variable(a, `sent`));
}

function defineFunction(a: Analysis, node: Node): void {
  const { tree } = a;
  const scope = a.scopes.opened.get(node);
  const home = functionOf(a, node);
  const origin = originAt(a, node, 'function', 'function', home === NONE);
  const { holds } = a.origins[origin];
  const list = childIn(tree, node, PyField.args);
  if (list !== NONE) {
    const positional = [...childrenIn(tree, list, PyField.posonlyargs), ...childrenIn(tree, list, PyField.args)];
    const defaults = childrenIn(tree, list, PyField.defaults);
    const keywordDefaults = childrenIn(tree, list, PyField.kw_defaults);
    for (const each of [...defaults, ...keywordDefaults]) flow(a, holds, valueOf(a, each));
    defaults.forEach((each, index) => bind(a, node, positional[positional.length - defaults.length + index], valueOf(a, each)));
    for (const each of keywordDefaults) for (const one of childrenIn(tree, list, PyField.kwonlyargs)) bind(a, node, one, valueOf(a, each));
  }
  if (scope !== undefined)
    for (const [name, place] of scope.places) if (place === 'free') stores(a, new Set([origin]), node, variable(a, keyIn(a, scope, name)));
  if (tree.kind[node] === Py.Lambda) {
    gives(a, node, new Set([origin]));
    result(a, node, valueOf(a, childIn(tree, node, PyField.body)));
    return;
  }
  let places: Places = new Set([origin]);
  for (const decorator of childrenIn(tree, node, PyField.decorator_list)) {
    const name = tree.kind[decorator] === Py.Name || tree.kind[decorator] === Py.Attribute ? nameOf(tree.aux[decorator]) : '';
    if (transparent.has(name)) continue;
    places = union(places, callPlaces(a, decorator, valueOf(a, decorator), [places], decorator));
  }
  flow(a, variable(a, definitionKey(a, node)), places);
}

const transparent = new Set([
  'staticmethod',
  'classmethod',
  'property',
  'setter',
  'getter',
  'abstractmethod',
  'cached_property',
  'override',
]);

function definitionKey(a: Analysis, node: Node): string {
  const scope = a.scopes.list[a.scopes.of[node]];
  return scope.kind === 'class' ? `.${a.tree.aux[node]}` : keyIn(a, scope, a.tree.aux[node]);
}

function defineClass(a: Analysis, node: Node): void {
  const origin = originAt(a, node, 'class', 'type', functionOf(a, node) === NONE && a.scopes.list[a.scopes.of[node]].kind !== 'function');
  let places: Places = new Set([origin]);
  for (const decorator of childrenIn(a.tree, node, PyField.decorator_list)) {
    const name = a.tree.kind[decorator] === Py.Name || a.tree.kind[decorator] === Py.Attribute ? nameOf(a.tree.aux[decorator]) : '';
    if (keepsClass.has(name)) continue;
    places = union(places, callPlaces(a, decorator, valueOf(a, decorator), [places], decorator));
  }
  flow(a, variable(a, definitionKey(a, node)), places);
}

const keepsClass = new Set(['dataclass', 'total_ordering', 'unique', 'final', 'runtime_checkable']);

const hasUnpacking = (tree: Tree, node: Node): boolean =>
  childrenIn(tree, node, PyField.keys).length < childrenIn(tree, node, PyField.values).length;
