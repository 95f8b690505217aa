/**
 * What attributes the instances of a class of the file can have, as far as its text shows: a parameter of which another one is read is no such instance.
 */
import { intern } from '../../syntax/names.ts';
import { decoratorsOf, isFunction, parametersOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Code } from '../lower/code.ts';

/** Whether a parameter of a method is asked, before anything else is bound to its name, for what the method's own object cannot have. */
export function isNoSibling(tree: Tree, code: Code, slot: number): boolean {
  const type = tree.parent[code.node];
  if (type === NONE || tree.kind[type] !== Py.ClassDef || decoratorsOf(tree, code.node).length > 0) return false;
  const attributes = attributesOf(tree, tree.aux[type]);
  if (attributes === null) return false;
  const name = intern(code.slots[slot]);
  for (let node = childIn(tree, code.node, PyField.args); node < code.node; node += 1) {
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== name) continue;
    if (tree.flag[node] !== Context.Load) return false;
    const up = tree.parent[node];
    if (tree.kind[up] === Py.Attribute && tree.flag[up] === Context.Load && !attributes.has(tree.aux[up]))
      return !isInner(tree, code.node, node);
  }
  return false;
}

/** Whether a node of a function stands in another one inside it. */
function isInner(tree: Tree, home: Node, node: Node): boolean {
  for (let up = tree.parent[node]; up !== home; up = tree.parent[up])
    if (isFunction(tree.kind[up]) || tree.kind[up] === Py.Lambda || tree.kind[up] === Py.GeneratorExp) return true;
  return false;
}

interface Families {
  readonly classes: ReadonlyMap<number, readonly Node[]>;
  readonly attributes: Map<number, ReadonlySet<number> | null>;
}

const known = new WeakMap<Tree, Families>();

/** The attributes that instances of a class, of its bases and of what inherits from it can have; `null` if that is not known. */
function attributesOf(tree: Tree, name: number): ReadonlySet<number> | null {
  let families = known.get(tree);
  if (families === undefined) {
    const classes = new Map<number, Node[]>();
    for (let node = 0; node < tree.size; node += 1) {
      if (tree.kind[node] !== Py.ClassDef) continue;
      const list = classes.get(tree.aux[node]);
      if (list === undefined) classes.set(tree.aux[node], [node]);
      else list.push(node);
    }
    known.set(tree, (families = { classes, attributes: new Map() }));
  }
  let attributes = families.attributes.get(name);
  if (attributes === undefined) families.attributes.set(name, (attributes = collect(tree, families.classes, name)));
  return attributes;
}

const plainBases = new Set(['object', 'ABC', 'Generic', 'Protocol'].map(intern));
const plainDecorators = new Set(['dataclass', 'total_ordering', 'final'].map(intern));
const slotsName = intern('__slots__');
/** What makes attributes of any name. */
const anyName = new Set(['setattr', 'vars', '__dict__', '__getattr__', '__getattribute__'].map(intern));

function collect(tree: Tree, classes: ReadonlyMap<number, readonly Node[]>, name: number): ReadonlySet<number> | null {
  const family = new Set<number>();
  const waiting = [name];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (family.has(one)) continue;
    family.add(one);
    const nodes = classes.get(one) ?? [];
    if (nodes.length !== 1 || childrenIn(tree, nodes[0], PyField.keywords).length > 0) return null;
    for (const base of basesOf(tree, nodes[0])) {
      if (classes.has(base)) waiting.push(base);
      else if (!plainBases.has(base)) return null;
    }
    for (const [other, others] of classes) if (others.some((type) => basesOf(tree, type).includes(one))) waiting.push(other);
  }
  const attributes = new Set<number>();
  for (const one of family) for (const type of classes.get(one) ?? []) if (!addAttributes(tree, type, attributes)) return null;
  const variables = instancesOf(tree, family);
  for (let node = 0; node < tree.size; node += 1) {
    if (
      tree.kind[node] === Py.Attribute &&
      tree.flag[node] === Context.Store &&
      tree.kind[node - 1] === Py.Name &&
      variables.has(tree.aux[node - 1])
    )
      attributes.add(tree.aux[node]);
  }
  return attributes;
}

/** Bases by name; 0 for what is not known. */
const basesOf = (tree: Tree, type: Node): readonly number[] =>
  childrenIn(tree, type, PyField.bases).map((base) => {
    const named = tree.kind[base] === Py.Subscript ? childIn(tree, base, PyField.value) : base;
    return tree.kind[named] === Py.Name ? tree.aux[named] : 0;
  });

/** What the body of a class binds, and what its methods store in their own objects. Answers whether that is all. */
function addAttributes(tree: Tree, type: Node, attributes: Set<number>): boolean {
  for (const decorator of decoratorsOf(tree, type)) {
    const callee = tree.kind[decorator] === Py.Call ? childIn(tree, decorator, PyField.func) : decorator;
    if (!plainDecorators.has(tree.aux[callee])) return false;
  }
  const selves = new Set<number>();
  for (const statement of childrenIn(tree, type, PyField.body)) {
    if (tree.kind[statement] === Py.Assign) addSlots(tree, statement, attributes);
    if (!isFunction(tree.kind[statement])) continue;
    const [first] = parametersOf(tree, statement);
    if (first !== undefined) selves.add(tree.aux[first]);
  }
  for (let node = tree.first[type]; node < type; node += 1) {
    const kind = tree.kind[node];
    const name = tree.aux[node];
    if (isFunction(kind) || kind === Py.ClassDef) attributes.add(name);
    else if (kind === Py.Name && tree.flag[node] === Context.Store) attributes.add(name);
    else if (
      kind === Py.Attribute &&
      tree.flag[node] === Context.Store &&
      tree.kind[node - 1] === Py.Name &&
      selves.has(tree.aux[node - 1])
    )
      attributes.add(name);
    if ((isFunction(kind) || kind === Py.Name || kind === Py.Attribute) && anyName.has(name)) return false;
  }
  return true;
}

/** The names in `__slots__`. */
function addSlots(tree: Tree, statement: Node, attributes: Set<number>): void {
  const [target] = childrenIn(tree, statement, PyField.targets);
  if (tree.kind[target] !== Py.Name || tree.aux[target] !== slotsName) return;
  for (let node = tree.first[statement]; node < statement; node += 1) {
    if (tree.kind[node] !== Py.Constant) continue;
    attributes.add(intern(tree.text.slice(tree.start[node] + 1, tree.end[node] - 1)));
  }
}

/** Variables to which an instance of one of these classes is assigned anywhere. */
function instancesOf(tree: Tree, family: ReadonlySet<number>): ReadonlySet<number> {
  const variables = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.Call) continue;
    const callee = childIn(tree, node, PyField.func);
    if (tree.kind[callee] !== Py.Name || !family.has(tree.aux[callee])) continue;
    const up = tree.parent[node];
    if (tree.kind[up] !== Py.Assign && tree.kind[up] !== Py.AnnAssign && tree.kind[up] !== Py.NamedExpr) continue;
    const targets = tree.kind[up] === Py.Assign ? childrenIn(tree, up, PyField.targets) : [childIn(tree, up, PyField.target)];
    for (const target of targets) if (tree.kind[target] === Py.Name) variables.add(tree.aux[target]);
  }
  return variables;
}
