/** RC207: a container of a class or module that takes up each new instance and never lets one go. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, root, textOf, type Node } from '../../syntax/tree.ts';
import { isSelf, methodAround } from '../python-classes.ts';
import { containerAssignments, containerMade, containerUse } from '../python-containers.ts';
import { importEdit, isFunction, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './instance-registry.md' with { type: 'text' };

const { Assign, Attribute, Call, ClassDef, Dict, List, Name, Set: SetDisplay } = Py;
const { args, func, target, targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC207',
  name: 'instance-registry',
  summary: 'detects containers of a class or module that take up each new instance and never let one go',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  *check(facts, file): Iterable<Report> {
    if (/(^|\/)(tests?|testing|conftest)(\/|\.py$)|(^|\/)test_[^/]*$|_test\.py$/.test(file.document.path)) return;
    const registries = registriesIn(facts);
    if (registries.length === 0) return;
    for (const registry of registries) {
      const entries = entriesOf(facts, registry);
      if (entries.length > 0 && !isMadeOnceEach(facts, entries[0])) yield reportOf(facts, file, registry, entries);
    }
  },
};

interface Registry {
  /** The name that is given the container. */
  readonly at: Node;
  readonly type: string;
  /** The class or the module that it belongs to. */
  readonly owner: Node;
  /** What is written where it is made. */
  readonly made: Node;
}

interface Entry {
  /** The mention of the registry, and the expression that adds. */
  readonly mention: Node;
  readonly by: Node;
  readonly type: Node;
}

/** Names of classes and of the module that are given a container once, in their body. */
function registriesIn(facts: PythonFacts): Registry[] {
  const { tree } = facts;
  const found: Registry[] = [];
  for (const statement of containerAssignments(facts)) {
    const owner = facts.scopeOf(statement);
    if (owner !== root(tree) && tree.kind[owner] !== ClassDef) continue;
    const isPlain = tree.kind[statement] === Assign;
    const [at, another] = isPlain ? childrenIn(tree, statement, targets) : [childIn(tree, statement, target)];
    if (another !== undefined || tree.kind[at] !== Name || nameOf(tree.aux[at]).startsWith('__')) continue;
    const made = childIn(tree, statement, value);
    const type = containerMade(facts, made);
    if (type !== null) found.push({ at, type, owner, made });
  }
  return found;
}

/** The places where a method puts its `self` in; none where anything may take one out, or somebody unknown gets the container. */
function entriesOf(facts: PythonFacts, registry: Registry): Entry[] {
  const { tree } = facts;
  const entries: Entry[] = [];
  for (const kind of [Name, Attribute]) {
    for (const node of facts.nodes(kind)) {
      if (node === registry.at || tree.aux[node] !== tree.aux[registry.at]) continue;
      const relation = relationOf(facts, registry, node);
      if (relation === 'other') continue;
      const use = containerUse(facts, node, registry.type);
      if (use.how === 'removes' || use.how === 'escapes' || use.how === 'bounds') return [];
      if (use.how !== 'adds' || relation !== 'own') continue;
      const method = methodAround(facts, node);
      if (method !== NONE && isSelfGiven(facts, use.by)) entries.push({ mention: node, by: use.by, type: facts.scopeOf(method) });
    }
  }
  return entries;
}

/** `xs.append(self)`, `xs.add(self)`, `xs[key] = self`, `xs.setdefault(key, self)`. */
function isSelfGiven(facts: PythonFacts, by: Node): boolean {
  const { tree } = facts;
  if (tree.kind[by] === Call) {
    const last = childrenIn(tree, by, args).at(-1);
    return last !== undefined && isSelf(facts, last);
  }
  const statement = tree.parent[by];
  return tree.kind[statement] === Assign && tree.field[by] === targets && isSelf(facts, childIn(tree, statement, value));
}

/** Whether a mention is the registry (`own`), something else of that name (`other`), or may be it (`maybe`). */
function relationOf(facts: PythonFacts, { at, owner }: Registry, node: Node): 'own' | 'maybe' | 'other' {
  const { tree } = facts;
  const isModule = owner === root(tree);
  if (tree.kind[node] === Name) {
    const bindings = facts.bindingsOf(node);
    if (bindings.includes(at)) return 'own';
    return bindings.length > 0 || !isModule ? 'other' : 'maybe';
  }
  if (isModule) return tree.kind[node - 1] === Name && facts.bindingsOf(node - 1).length > 0 ? 'other' : 'maybe';
  const base = node - 1;
  // `cls.xs`, `self.xs`, `type(self).xs`, `self.__class__.xs` in a method of the class, `Class.xs` anywhere
  if (tree.kind[base] === Name && facts.bindingsOf(base).includes(owner)) return 'own';
  const method = methodAround(facts, node);
  if (method === NONE || facts.scopeOf(method) !== owner) return 'maybe';
  const shown = textOf(tree, base);
  return (tree.kind[base] === Name && (isSelf(facts, base) || shown === 'cls')) || /^(type\(\w+\)|\w+\.__class__)$/.test(shown)
    ? 'own'
    : 'maybe';
}

/** All instances are made where the module or a class is defined, each once: they are as many as are written. */
function isMadeOnceEach(facts: PythonFacts, { type }: Entry): boolean {
  const { tree } = facts;
  let made = 0;
  for (const call of facts.nodes(Call)) {
    const callee = childIn(tree, call, func);
    if (tree.kind[callee] !== Name || tree.aux[callee] !== tree.aux[type]) continue;
    if (isFunction(tree.kind[facts.scopeOf(call)])) return false;
    made += 1;
  }
  return made > 0;
}

function reportOf(facts: PythonFacts, file: FileContext, registry: Registry, entries: readonly Entry[]): Report {
  const { tree } = facts;
  const [{ by, type }] = entries;
  const name = nameOf(tree.aux[type]);
  const weak = registry.type === 'list' || registry.type === 'set' ? 'WeakSet' : 'WeakValueDictionary';
  return {
    at: spanOf(tree, tree.kind[by] === Call ? by : tree.parent[by]),
    says: `\`${nameOf(tree.aux[registry.at])}\` holds each \`${name}\` from here on and never lets one go, so none of them is ever freed; use \`weakref.${weak}\``,
    because: [{ span: spanOf(tree, registry.at), says: `the ${registry.type} is made here` }],
    fix: weakFix(facts, file, registry, entries, weak),
  };
}

/** An empty container in which nothing but instances is put becomes a weak one. */
function weakFix(facts: PythonFacts, file: FileContext, registry: Registry, entries: readonly Entry[], weak: string): Report['fix'] {
  const { tree } = facts;
  const { made, type } = registry;
  const kind = tree.kind[made];
  const isEmpty = tree.first[made] === made && (kind === List || kind === Dict || kind === SetDisplay);
  const isEmptyCall = kind === Call && childrenIn(tree, made, args).length === 0 && (type === 'set' || type === 'dict' || type === 'list');
  if (!isEmpty && !isEmptyCall) return undefined;
  const renamed = [];
  for (const { mention, by } of entries) {
    if (type !== 'list') continue;
    const method = tree.parent[mention];
    if (tree.kind[by] !== Call || tree.kind[method] !== Attribute || nameOf(tree.aux[method]) !== 'append') return undefined;
    renamed.push({ span: { start: tree.end[method] - 'append'.length, end: tree.end[method] }, text: 'add' });
  }
  return {
    title: `Hold the instances weakly, in a \`${weak}\``,
    safe: false,
    edits: [...importEdit(facts, file.lines, 'weakref'), { span: spanOf(tree, made), text: `weakref.${weak}()` }, ...renamed],
  };
}

export default rule;
