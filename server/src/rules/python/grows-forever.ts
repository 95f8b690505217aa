/** RC202: a container that outlives the code that adds to it, and that nothing ever takes anything out of. */
import type { PythonFacts } from '../../engine/facts.ts';
import { isTestPath, nameOfPath } from '../../project/paths.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, type Node } from '../../syntax/tree.ts';
import { isSelf } from '../python-classes.ts';
import { containerAssignments, containerMade, containerUse, type ContainerUse } from '../python-containers.ts';
import { mentionsElsewhere, type Mention } from '../python-elsewhere.ts';
import { endlessLoopAround, isOpenEnded, runsAgain } from '../python-repeated.ts';
import { isFunction, spanOf } from '../python-shapes.ts';
import { adders } from '../python-tables.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './grows-forever.md' with { type: 'text' };

const { Assign, Attribute, ClassDef, Compare, CompareOp, If, Name } = Py;
const { target, targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC202',
  name: 'grows-forever',
  summary: 'detects containers that outlive what adds to them, and that nothing is ever taken out of',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  *check(facts, file): Iterable<Report> {
    if (isTestPath(file.document.path)) return;
    const made = containersIn(facts);
    if (made.length === 0) return;
    const mentions = mentionsByName(facts, new Set(made.map(({ name }) => name)));
    for (const container of made) {
      const adds = growthOf(facts, container, mentions.get(container.name) ?? []);
      const others = adds === null || (adds.length === 0 && !mayGrowElsewhere(facts, container)) ? null : growthElsewhere(facts, container);
      if (adds !== null && others !== null && adds.length + others.length > 0) yield reportOf(facts, container, adds, others);
    }
  },
};

/** A container that is made once and stays. */
interface Container {
  /** Interned. */
  readonly name: number;
  /** The `Name` or `Attribute` that is given the container. */
  readonly at: Node;
  readonly type: string;
  /** Who keeps it: `module`; the class whose attribute it is; the class of an object that the module keeps; the function whose loop never ends. */
  readonly keeper: 'module' | 'class' | 'object' | 'function';
  /** The class or function; the module. */
  readonly owner: Node;
}

/** Every name that is given a new container: of the module, of a class, of an object of the module, of a function with a loop that never ends. */
function containersIn(facts: PythonFacts): Container[] {
  const { tree } = facts;
  const found: Container[] = [];
  const kept = classesOfModuleObjects(facts);
  for (const statement of containerAssignments(facts)) {
    const isPlain = tree.kind[statement] === Assign;
    const [at, another] = isPlain ? childrenIn(tree, statement, targets) : [childIn(tree, statement, target)];
    if (another !== undefined || (tree.kind[at] !== Name && tree.kind[at] !== Attribute)) continue;
    const keeper = keeperOf(facts, statement, at, kept);
    const type = keeper === null || nameOf(tree.aux[at]).startsWith('__') ? null : containerMade(facts, childIn(tree, statement, value));
    if (keeper !== null && type !== null) found.push({ ...keeper, name: tree.aux[at], at, type });
  }
  return found;
}

/** Who keeps what a statement stores; `null` where it goes when its function does. */
function keeperOf(facts: PythonFacts, statement: Node, at: Node, kept: ReadonlySet<Node>): Pick<Container, 'keeper' | 'owner'> | null {
  const { tree } = facts;
  const scope = facts.scopeOf(statement);
  if (tree.kind[at] === Attribute) {
    const owner = kept.size === 0 ? NONE : facts.scopeOf(scope);
    return kept.has(owner) && isSelf(facts, at - 1) && nameOf(tree.aux[scope]) === '__init__' ? { keeper: 'object', owner } : null;
  }
  if (scope === root(tree)) return { keeper: 'module', owner: scope };
  if (tree.kind[scope] === ClassDef) return { keeper: 'class', owner: scope };
  const isLocal = isFunction(tree.kind[scope]) && facts.placeOf(at) === 'local';
  return isLocal && endlessLoopAround(tree, statement) === NONE ? { keeper: 'function', owner: scope } : null;
}

/** Classes of the file that the module makes an object of and keeps it. */
function classesOfModuleObjects(facts: PythonFacts): ReadonlySet<Node> {
  const found = new Set<Node>();
  for (const statement of facts.nodes(Assign)) {
    const owner = classOfModuleObject(facts, statement);
    if (owner !== NONE) found.add(owner);
  }
  return found;
}

const keepsObjectOf = (facts: PythonFacts, statement: Node, owner: Node): boolean => classOfModuleObject(facts, statement) === owner;

/** `service = Service()` of the module: the class; `NONE` for any other statement. */
function classOfModuleObject(facts: PythonFacts, statement: Node): Node {
  const { tree } = facts;
  if (tree.parent[statement] !== root(tree)) return NONE;
  const given = childIn(tree, statement, value);
  if (tree.kind[given] !== Py.Call) return NONE;
  const callee = childIn(tree, given, PyField.func);
  if (tree.kind[callee] !== Name || tree.kind[childrenIn(tree, statement, targets)[0]] !== Name) return NONE;
  const bindings = facts.bindingsOf(callee);
  return bindings.length === 1 && tree.kind[bindings[0]] === ClassDef ? bindings[0] : NONE;
}

function mentionsByName(facts: PythonFacts, names: ReadonlySet<number>): ReadonlyMap<number, Node[]> {
  const { tree } = facts;
  const found = new Map<number, Node[]>();
  // most names are none of those, which one byte can tell
  const marks = new Uint8Array(256);
  for (const name of names) marks[name & 255] = 1;
  for (const kind of [Name, Attribute]) {
    for (const node of facts.nodes(kind)) {
      const name = tree.aux[node];
      if (marks[name & 255] === 0 || !names.has(name)) continue;
      const known = found.get(name);
      if (known === undefined) found.set(name, [node]);
      else known.push(node);
    }
  }
  return found;
}

/**
 * The places that add something new again and again; `null` where anything is taken out, the name stands for something else too, the length is
 * limited, or somebody unknown gets the container and might empty it.
 */
function growthOf(facts: PythonFacts, container: Container, mentions: readonly Node[]): Node[] | null {
  const adds: Node[] = [];
  for (const node of mentions) {
    if (node === container.at) continue;
    const relation = relationOf(facts, container, node);
    if (relation === 'other') continue;
    const use: ContainerUse = containerUse(facts, node, container.type);
    if (use.how === 'removes' || use.how === 'escapes' || use.how === 'bounds') return null;
    if (use.how === 'adds' && relation === 'own' && isGrowth(facts, container, node, use)) adds.push(use.by);
  }
  return adds;
}

/** Whether another file could add anything, by its text alone. */
function mayGrowElsewhere(facts: PythonFacts, { name, keeper }: Container): boolean {
  if (keeper === 'function') return false;
  const text = nameOf(name);
  const adding = new RegExp(String.raw`\b${text}\b\s*(?:\.\s*(?:${[...adders].join('|')})\b|\[[^\n]*\]\s*=[^=]|\+=)`);
  return facts.importers().some((file) => file.text.includes(text) && adding.test(file.text));
}

/** The places of other files that add something new again and again; `null` as above. */
function growthElsewhere(facts: PythonFacts, container: Container): Mention[] | null {
  const adds: Mention[] = [];
  if (container.keeper === 'function') return adds;
  for (const path of pathsOf(facts, container)) {
    for (const mention of mentionsElsewhere(facts, path)) {
      const { file, node, relation } = mention;
      const use: ContainerUse = containerUse(file.facts, node, container.type);
      if (use.how === 'removes' || use.how === 'escapes' || use.how === 'bounds') return null;
      if (use.how === 'adds' && relation === 'own' && isGrowth(file.facts, container, node, use)) adds.push({ ...mention, node: use.by });
    }
  }
  return adds;
}

/** How other files name a container: by itself, through its class, through the objects that the module keeps. */
function pathsOf(facts: PythonFacts, { keeper, owner, name }: Container): readonly (readonly string[])[] {
  const { tree } = facts;
  if (keeper === 'module') return [[nameOf(name)]];
  const objects = facts.nodes(Assign).filter((statement) => keepsObjectOf(facts, statement, owner));
  const names = objects.map((statement) => nameOf(tree.aux[childrenIn(tree, statement, targets)[0]]));
  return [...(keeper === 'class' ? [nameOf(tree.aux[owner])] : []), ...names].map((holder) => [holder, nameOf(name)]);
}

/** Whether a mention is of the container (`own`), of something else of that name (`other`), or of what may be it (`maybe`). */
function relationOf(facts: PythonFacts, { keeper, owner, at }: Container, node: Node): 'own' | 'maybe' | 'other' {
  const { tree } = facts;
  if (tree.kind[node] === Name) {
    if (keeper === 'object') return 'other';
    const bindings = facts.bindingsOf(node);
    if (bindings.length > 0 && !bindings.includes(at)) return 'other';
    return bindings.includes(at) ? 'own' : 'maybe';
  }
  if (keeper === 'function') return 'other';
  const base = node - 1;
  if (tree.kind[base] !== Name) return 'maybe';
  if (keeper === 'module') return 'maybe';
  if (facts.bindingsOf(base).includes(owner)) return keeper === 'class' ? 'own' : 'maybe';
  const method = facts.scopeOf(node);
  if (!isFunction(tree.kind[method]) || facts.scopeOf(method) !== owner) return 'maybe';
  return isSelf(facts, base) || (keeper === 'class' && nameOf(tree.aux[base]) === 'cls') ? 'own' : 'maybe';
}

function isGrowth(facts: PythonFacts, { keeper, owner, type }: Container, node: Node, { by, key }: { by: Node; key: Node }): boolean {
  const { tree } = facts;
  if (keeper === 'function') return endlessLoopAround(tree, by) !== NONE && facts.scopeOf(by) === owner;
  if (keeper === 'object' && nameOf(tree.aux[facts.scopeOf(by)]) === '__init__') return false;
  if (!runsAgain(facts, by, node)) return false;
  if (key !== NONE) return isOpenEnded(facts, key) && !isSelfName(facts, key);
  const [item] = tree.kind[by] === Py.Call ? childrenIn(tree, by, PyField.args).slice(-1) : [childIn(tree, by, value)];
  if (item === undefined || isSelfName(facts, item)) return false;
  return type !== 'list' || !isAddedOnce(facts, by, item) || isOpenEnded(facts, item);
}

const isSelfName = (facts: PythonFacts, node: Node): boolean => facts.tree.kind[node] === Name && isSelf(facts, node);

/** `if x not in xs: xs.append(x)`. */
function isAddedOnce(facts: PythonFacts, by: Node, item: Node): boolean {
  const { tree } = facts;
  for (let at = tree.parent[by]; at !== NONE && !isFunction(tree.kind[at]); at = tree.parent[at]) {
    if (tree.kind[at] !== If) continue;
    const test = childIn(tree, at, PyField.test);
    for (let each = tree.first[test]; each <= test; each += 1) {
      if (tree.kind[each] === CompareOp && tree.kind[tree.parent[each]] === Compare && contains(tree, test, each))
        return tree.kind[item] === Name && tree.text.slice(tree.start[test], tree.end[test]).includes(' not in ');
    }
  }
  return false;
}

function reportOf(
  facts: PythonFacts,
  { at, keeper, type, name, owner }: Container,
  adds: readonly Node[],
  others: readonly Mention[],
): Report {
  const { tree } = facts;
  const stays =
    keeper === 'module'
      ? 'lives as long as the module'
      : keeper === 'class'
        ? `belongs to the class \`${nameOf(tree.aux[owner])}\`, so all instances share it and it lives as long as the class`
        : keeper === 'object'
          ? `lives as long as the \`${nameOf(tree.aux[owner])}\` of this module`
          : 'lives as long as a loop that never ends';
  return {
    at: spanOf(tree, adds[0] ?? at),
    says: `\`${nameOf(name)}\` ${stays}, is added to ${adds.length > 0 ? 'here' : `in \`${nameOfPath(others[0].file.path)}\``} and never emptied: it grows for ever; take out what is done with, bound it, or hold it weakly`,
    because: [
      { span: spanOf(tree, at), says: `the ${type} is made here` },
      ...adds.slice(1, 4).map((node) => ({ span: spanOf(tree, node), says: 'and added to here' })),
      ...others.slice(0, 3).map(({ file, node }) => ({ span: spanOf(file.facts.tree, node), says: 'added to here', path: file.path })),
    ],
  };
}

export default rule;
