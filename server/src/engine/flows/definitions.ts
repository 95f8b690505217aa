/** Functions and classes of the file, as a flow analysis calls them: what parameters are given, what generators and instances hold. */
import { intern, nameOf } from '../../syntax/names.ts';
import { parametersOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { NONE, childIn, childrenIn } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { flow, gives, inside, isDefinition, keyIn, makes, none, originAt, stores, union, valueOf, variable } from './places.ts';
import type { Analysis, Places } from './places.ts';

/** `a + b`: a new container of what both hold, or what a method answers. */
export function combine(a: Analysis, node: Node, left: Places, right: Places): void {
  gives(a, node, operate(a, union(left, right)));
  const parts = new Map<string | null, Set<number>>();
  for (const place of [...left, ...right]) {
    const { kind, type, holds } = a.origins[place];
    if (kind !== 'container' && kind !== 'library') continue;
    let into = parts.get(type);
    if (into === undefined) parts.set(type, (into = new Set()));
    for (const each of kind === 'library' ? [place, ...holds] : holds) into.add(each);
  }
  if (parts.size === 0) return;
  const type = parts.size === 1 ? [...parts.keys()][0] : null;
  makes(a, node, type === null ? 'library' : 'container', type, union(...parts.values()));
}

/** Instances of a class whose bases are not all of the file may keep what they are given where an attribute finds it. */
export const isLibraryPart = (a: Analysis, place: number): boolean => !isPlainClass(a, a.origins[place].node);

export const decorators = (tree: Tree, node: Node): readonly string[] =>
  childrenIn(tree, node, PyField.decorator_list).map((one) =>
    tree.kind[one] === Py.Name || tree.kind[one] === Py.Attribute ? nameOf(tree.aux[one]) : '',
  );

/** Operators and library functions call what objects have special methods for. */
export function operate(a: Analysis, operands: Places): Places {
  if (a.special.length === 0) return none;
  const objects = [...operands].filter((place) => a.origins[place].kind === 'instance' || a.origins[place].kind === 'class');
  if (objects.length === 0) return none;
  const answers: Places[] = [];
  for (const method of a.special) {
    enter(a, method, [new Set(objects), operands, operands, operands], []);
    answers.push(a.returned.get(method) ?? none);
    if (suspends(a, method)) answers.push(new Set([generatorOf(a, method)]));
  }
  return union(...answers);
}

export const suspends = (a: Analysis, definition: Node): boolean =>
  a.tree.kind[definition] === Py.AsyncFunctionDef || a.scopes.opened.get(definition)?.yields === true;

/** A generator holds whatever the variables of its function do. */
export function generatorOf(a: Analysis, definition: Node): number {
  const origin = originAt(a, definition, 'generator', 'generator');
  const { holds } = a.origins[origin];
  const scope = a.scopes.opened.get(definition);
  const given = new Set(parametersOf(a.tree, definition).map((one) => a.tree.aux[one]));
  for (const [name, place] of scope?.places ?? []) {
    if (scope === undefined || place === 'global' || place === 'globalImplicit') continue;
    const places = variable(a, keyIn(a, scope, name));
    // a parameter is there from the beginning, unless it is bound again
    if (given.has(name) && !isBoundAgain(a, definition, name)) flow(a, holds, places);
    else stores(a, new Set([origin]), definition, places);
  }
  stores(a, new Set([origin]), definition, a.returned.get(definition) ?? none);
  return origin;
}

function isBoundAgain(a: Analysis, definition: Node, name: number): boolean {
  const { tree } = a;
  for (let node = tree.first[definition]; node < definition; node += 1)
    if (
      tree.aux[node] === name &&
      ((tree.kind[node] === Py.Name && tree.flag[node] === Context.Store) || tree.kind[node] === Py.Identifier)
    )
      return true;
  return false;
}

const initializer = intern('__init__');

/** The `__init__` that instances of a class of the file run; `NONE` if none of the file. */
function initOf(a: Analysis, type: Node, depth = 0): Node {
  const own = childrenIn(a.tree, type, PyField.body).find((one) => isDefinition(a.tree, one) && a.tree.aux[one] === initializer);
  if (own !== undefined || depth > 20) return own ?? NONE;
  for (const base of childrenIn(a.tree, type, PyField.bases)) {
    for (const place of valueOf(a, base)) {
      const found = a.origins[place].kind === 'class' ? initOf(a, a.origins[place].node, depth + 1) : NONE;
      if (found !== NONE) return found;
    }
  }
  return NONE;
}

const plainBases = new Set(['object', 'ABC', 'Exception', 'ValueError', 'Enum', 'IntEnum', 'Protocol']);

/** Whether all that its instances hold was stored by code of the file. */
function isPlainClass(a: Analysis, type: Node, depth = 0): boolean {
  const { tree } = a;
  if (depth > 20 || childrenIn(tree, type, PyField.decorator_list).length > 0) return false;
  return childrenIn(tree, type, PyField.bases).every((base) => {
    const classes = [...valueOf(a, base)];
    if (classes.length > 0)
      return classes.every((place) => a.origins[place].kind === 'class' && isPlainClass(a, a.origins[place].node, depth + 1));
    return (tree.kind[base] === Py.Name || tree.kind[base] === Py.Attribute) && plainBases.has(nameOf(tree.aux[base]));
  });
}

export function bind(a: Analysis, definition: Node, parameter: Node, places: Places): void {
  const scope = a.scopes.opened.get(definition);
  if (scope !== undefined && places.size > 0) flow(a, variable(a, keyIn(a, scope, a.tree.aux[parameter])), places);
}

/** A function of the file runs. */
export function enter(a: Analysis, definition: Node, args: readonly Places[], keywords: readonly (readonly [number, Places])[]): void {
  const { tree } = a;
  const list = childIn(tree, definition, PyField.args);
  if (list === NONE) return;
  const positional = [...childrenIn(tree, list, PyField.posonlyargs), ...childrenIn(tree, list, PyField.args)];
  const rest = childIn(tree, list, PyField.vararg);
  const others = childIn(tree, list, PyField.kwarg);
  args.forEach((places, index) => {
    if (index < positional.length) bind(a, definition, positional[index], places);
    else if (rest !== NONE && places.size > 0) bindRest(a, definition, rest, 'tuple', places);
  });
  for (const [name, places] of keywords) {
    const parameter = parametersOf(tree, definition).find((one) => tree.aux[one] === name);
    if (parameter !== undefined) bind(a, definition, parameter, places);
    else if (name === 0) for (const each of parametersOf(tree, definition)) bind(a, definition, each, places);
    if ((parameter === undefined || name === 0) && others !== NONE && places.size > 0) bindRest(a, definition, others, 'dict', places);
  }
}

function bindRest(a: Analysis, definition: Node, parameter: Node, type: string, places: Places): void {
  const origin = originAt(a, parameter, 'container', type);
  flow(a, a.origins[origin].holds, places);
  bind(a, definition, parameter, new Set([origin]));
}

export function callPlace(
  a: Analysis,
  node: Node,
  place: number,
  object: Places | null,
  args: readonly Places[],
  keywords: readonly (readonly [number, Places])[],
): void {
  const { kind, node: definition, holds } = a.origins[place];
  switch (kind) {
    case 'function': {
      const isMethod = a.tree.kind[a.tree.parent[definition]] === Py.ClassDef && isDefinition(a.tree, definition);
      const isStatic = isMethod && decorators(a.tree, definition).includes('staticmethod');
      if (object !== null && isMethod && !isStatic) enter(a, definition, [object, ...args], keywords);
      // by way of the class, or of a variable
      const byClass = object === null || !isMethod || isStatic || [...object].some((each) => a.origins[each].kind === 'class');
      if (byClass) enter(a, definition, args, keywords);
      if (suspends(a, definition)) {
        gives(a, node, new Set([generatorOf(a, definition)]));
        flow(a, variable(a, 'sent'), union(...args));
      } else gives(a, node, a.returned.get(definition) ?? none);
      return;
    }
    case 'class': {
      const init = initOf(a, definition);
      const instance = originAt(a, definition, 'instance', nameOf(a.tree.aux[definition]));
      const self = new Set([instance]);
      if (init !== NONE) enter(a, init, [self, ...args], keywords);
      if (!isPlainClass(a, definition)) {
        flow(a, a.origins[instance].holds, union(...args, ...keywords.map(([, places]) => places)));
        flow(a, a.origins[instance].holds, union(...args.map((each) => inside(a, each))));
        // fields of a dataclass begin as what stands in its body
        for (const each of childrenIn(a.tree, definition, PyField.body)) {
          const target = a.tree.kind[each] === Py.AnnAssign ? childIn(a.tree, each, PyField.target) : NONE;
          if (target !== NONE) flow(a, a.origins[instance].holds, variable(a, `.${a.tree.aux[target]}`));
        }
      }
      gives(a, node, self);
      return;
    }
    case 'instance':
      gives(a, node, operate(a, union(new Set([place]), ...args, ...keywords.map(([, places]) => places))));
      return;
    case 'method':
      for (const each of namedFunctions(a, definition)) callPlace(a, node, each, holds, args, keywords);
      return;
    default:
  }
}

const namedFunctions = (a: Analysis, attribute: Node): readonly number[] =>
  [...variable(a, `.${a.tree.aux[attribute]}`)].filter((place) => a.origins[place].kind === 'function');
