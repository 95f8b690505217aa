/**
 * The traits that a text gives to names, each told by one node from the function it stands in and the outline of the file alone.
 *
 * What a trait tells of a node must not depend on the bodies of other functions: `survey.ts` keeps what they told.
 */
import { intern, nameOf } from '../syntax/names.ts';
import { isFunction, parametersOf } from '../syntax/python/access.ts';
import { Context, Literal, Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { functionAround, handsOutItself, isHeldWhere, keepsInstance } from './step/linked.ts';

/** What stands outside of the bodies of functions, by name (interned), and the names of the functions inside them. */
export interface Outline {
  /** Functions and classes. */
  readonly defined: ReadonlySet<number>;
  /** Functions that stand in class bodies, and their first parameters. */
  readonly methods: ReadonlySet<number>;
  readonly selves: ReadonlySet<number>;
  /** Classes with the bases that are plain names; 0 for any other base. */
  readonly bases: ReadonlyMap<number, readonly number[]>;
  /** Classes that share their name with another, or have a metaclass or other keywords. */
  readonly odd: ReadonlySet<number>;
  /** Variables of the module, or of a class body, with the classes whose instances are assigned to them alone. */
  readonly instances: ReadonlyMap<number, readonly number[]>;
}

interface Trait {
  /** Kinds of the nodes that may tell. */
  readonly kinds: readonly number[];
  /** Whether it matters how often a name has the trait, or only if it does. */
  readonly matters: 'whether' | 'times';
  tell(tree: Tree, node: Node, outline: Outline, add: (name: number) => void): void;
}

export type TraitName = keyof typeof traits;

/** The name that stands for the file itself. */
const FILE = intern('<file>');

const { AsyncFunctionDef, Attribute, Call, ClassDef, FunctionDef, Identifier, Name, NamedExpr, Yield } = Py;

const trait = (kinds: readonly number[], tell: Trait['tell'], matters: Trait['matters'] = 'whether'): Trait => ({ kinds, matters, tell });

export const traits = {
  /** Declared `global` by a function, which may store or delete it. */
  rebound: trait([Identifier], (tree, node, _, add) => {
    if (tree.kind[tree.parent[node]] === Py.Global) add(tree.aux[node]);
  }),

  /** Bound by some function in the function around it. */
  shared: trait([Identifier, NamedExpr], (tree, node, _, add) => {
    if (tree.kind[node] === NamedExpr) add(tree.aux[tree.first[node]]);
    else if (tree.kind[tree.parent[node]] === Py.Nonlocal) add(tree.aux[node]);
  }),

  /** Bound by the module, or by a function by `global`, to anything but numbers, `None` and the like. */
  counted: trait([Identifier, FunctionDef, AsyncFunctionDef, Name], (tree, node, _, add) => {
    if (tree.kind[node] === Identifier) {
      if (tree.kind[tree.parent[node]] === Py.Global) add(tree.aux[node]);
      return;
    }
    if (tree.kind[node] === Name) {
      if (tree.flag[node] !== Context.Store || insideFunction(tree, node)) return;
      const up = tree.parent[node];
      const value = tree.kind[up] === Py.Assign ? childIn(tree, up, PyField.value) : NONE;
      if (value !== NONE && tree.kind[value] === Py.Constant && tree.flag[value] !== Literal.str) return;
    }
    add(tree.aux[node]);
  }),

  /** Given as an argument to a function, class or method of the file: a parameter may be what it stands for. */
  given: trait([Call], (tree, node, { defined }, add) => {
    const callee = childIn(tree, node, PyField.func);
    if ((tree.kind[callee] === Name || tree.kind[callee] === Attribute) && !defined.has(tree.aux[callee])) return;
    for (const argument of childrenIn(tree, node, PyField.args)) if (tree.kind[argument] === Name) add(tree.aux[argument]);
    for (const keyword of childrenIn(tree, node, PyField.keywords)) {
      const value = childIn(tree, keyword, PyField.value);
      if (value !== NONE && tree.kind[value] === Name) add(tree.aux[value]);
    }
  }),

  /** Used by a function as a value, other than in passing (to call, index, loop over, compare or print it): anybody may be given it. */
  handedOn: trait([Name], (tree, node, _, add) => {
    if (tree.flag[node] !== Context.Load || tree.kind[tree.parent[node]] === Attribute) return;
    if (!inPassing(tree, node) && runsLater(tree, node)) add(tree.aux[node]);
  }),

  /** A function reads an attribute of it, other than a method that it calls. */
  readFrom: trait([Name], (tree, node, _, add) => {
    if (tree.flag[node] !== Context.Load || tree.kind[tree.parent[node]] !== Attribute) return;
    if (!inPassing(tree, node) && runsLater(tree, node)) add(tree.aux[node]);
  }),

  /** Loaded in the body of a function, other than to call it; annotations of local variables do not count. */
  usedInBodies: trait([Name], (tree, node, _, add) => {
    if (tree.flag[node] !== Context.Load || (tree.kind[tree.parent[node]] === Call && tree.field[node] === PyField.func)) return;
    for (let at = node, up = tree.parent[node]; up !== NONE; at = up, up = tree.parent[up]) {
      if (tree.kind[up] === Py.AnnAssign && tree.field[at] === PyField.annotation && tree.kind[tree.parent[up]] !== ClassDef) return;
      if ((isFunction(tree.kind[up]) || tree.kind[up] === Py.Lambda) && tree.field[at] === PyField.body) {
        add(tree.aux[node]);
        return;
      }
    }
  }),

  /** A function in a class body. */
  method: trait(
    [FunctionDef, AsyncFunctionDef],
    (tree, node, _, add) => {
      if (isMethod(tree, node)) add(tree.aux[node]);
    },
    'times',
  ),

  /** A function in a class body with a decorator that may make anything of it. */
  decoratedMethod: trait([FunctionDef], (tree, node, _, add) => {
    if (isMethod(tree, node) && decoratorsOf(tree, node).some((name) => !plainDecorators.has(name))) add(tree.aux[node]);
  }),

  /** A static or class method. */
  detachedMethod: trait([FunctionDef], (tree, node, _, add) => {
    if (isMethod(tree, node) && decoratorsOf(tree, node).some((name) => name === 'staticmethod' || name === 'classmethod'))
      add(tree.aux[node]);
  }),

  /** The file has a generator function with a decorator, which may make a context manager of it. */
  decoratedGenerator: trait([Yield], (tree, node, _, add) => {
    for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up])
      if (tree.kind[up] === FunctionDef && childrenIn(tree, up, PyField.decorator_list).length > 0) add(FILE);
  }),

  /** An attribute that is stored, other than of a class. */
  storedAttribute: trait([Attribute], (tree, node, { bases }, add) => {
    if (tree.flag[node] !== Context.Store) return;
    const owner = tree.aux[node - 1];
    if (tree.kind[node - 1] !== Name || (owner !== clsName && !bases.has(owner))) add(tree.aux[node]);
  }),

  /** Some method gives its own object to something that may keep it. */
  handingOutSelf: trait([Name], (tree, node, outline, add) => {
    if (tree.flag[node] === Context.Load && outline.selves.has(tree.aux[node]) && givesSelf(tree, node, outline)) add(FILE);
  }),

  /** An `__init__` is called with `self` as anything but the first argument, or in what `super()` finds. */
  initialisedWithSelf: trait([Call], (tree, node, _, add) => {
    const callee = childIn(tree, node, PyField.func);
    if (tree.kind[callee] !== Attribute || tree.aux[callee] !== initName) return;
    const bound = tree.kind[childIn(tree, callee, PyField.value)] !== Name;
    for (const one of [...childrenIn(tree, node, PyField.args).slice(bound ? 0 : 1), ...childrenIn(tree, node, PyField.keywords)])
      for (let inner = tree.first[one]; inner <= one; inner += 1)
        if (tree.kind[inner] === Name && tree.aux[inner] === selfName && tree.kind[tree.parent[inner]] !== Attribute) add(FILE);
  }),

  /** A class of which a method, or whoever makes an instance, lets something besides variables hold it; `heldInstance` says the rest. */
  linkedClass: trait([Name, FunctionDef, AsyncFunctionDef], (tree, node, outline, add) => {
    if (tree.kind[node] === Name) {
      if (tree.flag[node] === Context.Load && outline.bases.has(tree.aux[node]) && keepsInstance(tree, node)) add(tree.aux[node]);
    } else if (isMethod(tree, node) && handsOutItself(tree, node, outline.methods)) add(tree.aux[tree.parent[node]]);
  }),

  /** A variable of `Outline.instances` of which some use may leave what it stands for somewhere. */
  heldInstance: trait([Name], (tree, node, { instances, methods }, add) => {
    if (tree.flag[node] !== Context.Load || !instances.has(tree.aux[node])) return;
    if (isHeldWhere(tree, node) || (methods.has(containsName) && isSought(tree, node))) add(tree.aux[node]);
  }),
} satisfies Record<string, Trait>;

const plainDecorators = new Set(['staticmethod', 'classmethod', 'abstractmethod', 'override']);
const clsName = intern('cls');
const selfName = intern('self');
const initName = intern('__init__');
const containsName = intern('__contains__');

/** Whether something is asked for what a name stands for, so that a `__contains__` of the file may be given it. */
function isSought(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (tree.kind[up] !== Py.Compare) return false;
  const parts = children(tree, up);
  const operator = parts[parts.indexOf(node) + 1];
  return operator !== undefined && (tree.flag[operator] === Operator.In || tree.flag[operator] === Operator.NotIn);
}

/** The decorators of a function that are plain names; '' for any other. */
const decoratorsOf = (tree: Tree, node: Node): readonly string[] =>
  childrenIn(tree, node, PyField.decorator_list).map((one) => (tree.kind[one] === Name ? nameOf(tree.aux[one]) : ''));

const isMethod = (tree: Tree, node: Node): boolean => tree.parent[node] !== NONE && tree.kind[tree.parent[node]] === ClassDef;

export function outlineOf(tree: Tree): Outline {
  const defined = new Set<number>();
  const methods = new Set<number>();
  const selves = new Set<number>();
  const bases = new Map<number, readonly number[]>();
  const odd = new Set<number>();
  const assigned: Node[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind === ClassDef) {
      const name = tree.aux[node];
      if (bases.has(name) || childrenIn(tree, node, PyField.keywords).length > 0) odd.add(name);
      bases.set(
        name,
        childrenIn(tree, node, PyField.bases).map((base) => (tree.kind[base] === Name ? tree.aux[base] : 0)),
      );
      defined.add(name);
    } else if (isFunction(kind)) {
      defined.add(tree.aux[node]);
      if (!isMethod(tree, node)) continue;
      methods.add(tree.aux[node]);
      const [first] = parametersOf(tree, node);
      if (first !== undefined) selves.add(tree.aux[first]);
    } else if ((kind === Py.Assign || kind === Py.AnnAssign) && functionAround(tree, node) === NONE) assigned.push(node);
  }
  return { defined, methods, selves, bases, odd, instances: instancesIn(tree, assigned, bases) };
}

/** Variables to which alone one of these assignments gives an instance of a class of the file. */
function instancesIn(tree: Tree, assigned: readonly Node[], classes: ReadonlyMap<number, unknown>): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (const statement of assigned) {
    const value = childIn(tree, statement, PyField.value);
    const callee = value !== NONE && tree.kind[value] === Call ? childIn(tree, value, PyField.func) : NONE;
    if (callee === NONE || tree.kind[callee] !== Name || !classes.has(tree.aux[callee])) continue;
    const targets =
      tree.kind[statement] === Py.Assign ? childrenIn(tree, statement, PyField.targets) : [childIn(tree, statement, PyField.target)];
    if (targets.length !== 1 || tree.kind[targets[0]] !== Name) continue;
    const list = found.get(tree.aux[targets[0]]);
    if (list === undefined) found.set(tree.aux[targets[0]], [tree.aux[callee]]);
    else list.push(tree.aux[callee]);
  }
  return found;
}

// ------------------------------------------------------------------ how a name is used

/** Functions of the library that keep none of their arguments. */
const passes = new Set(
  (
    'len print range sum min max sorted isinstance issubclass str int float repr abs round any all list set tuple bool ord chr type id hash ' +
    'format input'
  )
    .split(' ')
    .map(intern),
);

/** Called, indexed, looped over, compared, printed: nothing comes to hold what the name stands for. */
function inPassing(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (up === NONE) return true;
  const field = tree.field[node];
  switch (tree.kind[up]) {
    case Call: {
      if (field === PyField.func) return true;
      const callee = childIn(tree, up, PyField.func);
      return tree.kind[callee] === Name && passes.has(tree.aux[callee]);
    }
    case Py.Subscript:
      return field === PyField.value;
    case Py.Compare:
    case Py.BinOp:
    case Py.UnaryOp:
    case Py.FormattedValue:
    case Py.Expr:
      return true;
    case Py.For:
    case Py.comprehension:
      return field === PyField.iter;
    case Py.If:
    case Py.While:
      return field === PyField.test;
    case Attribute:
      return tree.kind[tree.parent[up]] === Call && tree.field[up] === PyField.func;
    default:
      return false;
  }
}

function insideFunction(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up])
    if (isFunction(tree.kind[up]) || tree.kind[up] === Py.Lambda) return true;
  return false;
}

/** In a function, or in a generator expression, which runs when it is asked. */
function runsLater(tree: Tree, node: Node): boolean {
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up])
    if (isFunction(tree.kind[up]) || tree.kind[up] === Py.Lambda || tree.kind[up] === Py.GeneratorExp) return true;
  return false;
}

const keepsNothing = new Set(
  'super len isinstance issubclass print type id repr str hash getattr hasattr setattr delattr iter next bool vars'.split(' ').map(intern),
);

/** Whether a use of a method's own object, or of one of its methods that is not called there and then, may let it be kept. */
function givesSelf(tree: Tree, node: Node, { methods }: Outline): boolean {
  let at = node;
  if (tree.kind[tree.parent[at]] === Attribute) {
    at = tree.parent[at];
    if (!methods.has(tree.aux[at]) || (tree.kind[tree.parent[at]] === Call && tree.field[at] === PyField.func)) return false;
  }
  const up = tree.parent[at];
  switch (tree.kind[up]) {
    case Py.Return:
    case Py.Expr:
    case Py.Compare:
    case Py.Subscript:
    case Py.FormattedValue:
      return false;
    case Call: {
      const callee = childIn(tree, up, PyField.func);
      return tree.kind[callee] !== Name || !keepsNothing.has(tree.aux[callee]);
    }
    default:
      return true;
  }
}
