/** RC204: a method or object that is registered with somebody else, in a class that never takes it back. */
import type { PythonFacts } from '../../engine/facts.ts';
import { intern, nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, keywordsOf, keywordValue } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import {
  bindingOf,
  classAround,
  inheritsFrom,
  isPlainMethod,
  isSelf,
  methodAround,
  methodNamed,
  selfAttribute,
} from '../python-classes.ts';
import { containerMade } from '../python-containers.ts';
import { spanOf } from '../python-shapes.ts';
import { counterpartsWith } from '../python-tables.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './never-unregistered.md' with { type: 'text' };

const { Assign, Attribute, Call, Expr, Lambda, Name } = Py;

const rule: PythonRule = {
  code: 'RC204',
  name: 'never-unregistered',
  summary: 'detects methods that a class registers with somebody else and never takes back',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  yieldsTo: ['dead-weakref', 'risky-finalizer'],
  reach: 'class',
  *check(facts, { settings }): Iterable<Report> {
    const { tree } = facts;
    const counterparts = counterpartsWith(settings.registrations);
    for (const call of facts.nodes(Call)) {
      const callee = calleeOf(tree, call);
      if (tree.kind[callee] !== Attribute) continue;
      const known = counterparts.find(({ registers }) => registers.test(nameOf(tree.aux[callee])));
      // who keeps the answer may take it back with that
      if (known === undefined || tree.kind[tree.parent[call]] !== Expr) continue;
      const given = givenAway(facts, call);
      if (given === NONE || !outlives(facts, callee) || isTakenBack(facts, call, given, known.takesBack)) continue;
      const what = tree.kind[given] === Lambda ? 'this function, which holds `self`' : `\`${textOf(tree, given)}\``;
      const holder = textOf(tree, callee - 1).replace(/\s+/g, ' ');
      const owner = nameOf(tree.aux[classAround(facts, methodAround(facts, call))]);
      yield {
        at: spanOf(tree, call),
        says: `\`${holder}\` keeps ${what} from here on, and nothing in \`${owner}\` takes it back, so the object lives as long as \`${holder}\` does; call \`${known.word}\` when it is done, or register a weak method`,
      };
    }
  },
};

const weak = intern('weak');

/** What of the object is given away: `self`, a method of it, a lambda that names it; else `NONE`. */
function givenAway(facts: PythonFacts, call: Node): Node {
  const { tree } = facts;
  const method = methodAround(facts, call);
  if (method === NONE) return NONE;
  const owner = classAround(facts, method);
  if (isTest(facts, owner)) return NONE;
  const isWeak = keywordValue(tree, call, weak);
  const strong = isWeak !== NONE && tree.flag[isWeak] === Literal.False;
  if (nameOf(tree.aux[calleeOf(tree, call)]) === 'connect' ? !strong : isWeak !== NONE && !strong) return NONE;
  const keywords = keywordsOf(tree, call).map((keyword) => childIn(tree, keyword, PyField.value));
  return (
    [...argumentsOf(tree, call), ...keywords].find((given) => {
      if (tree.kind[given] === Name) return isSelf(facts, given);
      if (tree.kind[given] === Lambda) return namesSelf(facts, given);
      const name = selfAttribute(facts, given);
      const named = name === 0 ? NONE : methodNamed(facts, owner, name);
      return named !== NONE && bindingOf(facts, named) === 'instance' && isPlainMethod(facts, named);
    }) ?? NONE
  );
}

function namesSelf(facts: PythonFacts, lambda: Node): boolean {
  const { tree } = facts;
  for (let node = tree.first[lambda]; node < lambda; node += 1) if (tree.kind[node] === Name && isSelf(facts, node)) return true;
  return false;
}

const isTest = (facts: PythonFacts, owner: Node): boolean =>
  /^Test|Tests?$|TestCase$/.test(nameOf(facts.tree.aux[owner])) || inheritsFrom(facts, owner, (base) => base.endsWith('TestCase'));

/** Whether the receiver may live longer than the object: a module, a parameter, an attribute that came from outside; not what the class made itself. */
function outlives(facts: PythonFacts, callee: Node): boolean {
  const { tree } = facts;
  let receiver = callee - 1;
  const dotted = facts.qualifiedName(callee);
  if (dotted !== null) return dotted === 'atexit.register';
  while (tree.kind[receiver] === Attribute && selfAttribute(facts, receiver) === 0) receiver -= 1;
  const own = selfAttribute(facts, receiver);
  if (own !== 0) {
    // `self.bus = bus` in a method that was given it
    const owner = classAround(facts, methodAround(facts, receiver));
    const stores = facts.attributeStores(own).filter((store) => contains(tree, owner, store));
    return (
      stores.length === 1 &&
      tree.kind[tree.parent[stores[0]]] === Assign &&
      isParameter(facts, childIn(tree, tree.parent[stores[0]], PyField.value))
    );
  }
  if (tree.kind[receiver] !== Name || isSelf(facts, receiver)) return false;
  if (isParameter(facts, receiver)) return true;
  const bindings = facts.bindingsOf(receiver);
  // an object of the module, or one that an import brought; not a local that somebody made here
  return facts.placeOf(receiver) === 'global' && bindings.length === 1 && tree.kind[bindings[0]] === Name;
}

function isParameter(facts: PythonFacts, node: Node): boolean {
  const { tree } = facts;
  if (tree.kind[node] !== Name || isSelf(facts, node)) return false;
  const bindings = facts.bindingsOf(node);
  return bindings.length === 1 && tree.kind[bindings[0]] === Py.arg;
}

/** Whether the class calls anything that takes back the same, or something that is not written out. */
function isTakenBack(facts: PythonFacts, call: Node, given: Node, takesBack: RegExp): boolean {
  const { tree } = facts;
  const owner = classAround(facts, methodAround(facts, call));
  const text = textOf(tree, given);
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] !== Call) {
      // handed on as it is: `stack.callback(bus.unsubscribe, self.m)`
      if (
        tree.kind[node] === Attribute &&
        tree.flag[node] === Context.Load &&
        takesBack.test(nameOf(tree.aux[node])) &&
        tree.kind[tree.parent[node]] !== Call
      )
        return true;
      continue;
    }
    if (node === call) continue;
    const callee = calleeOf(tree, node);
    const name = tree.kind[callee] === Attribute || tree.kind[callee] === Name ? nameOf(tree.aux[callee]) : '';
    const others = argumentsOf(tree, node);
    if (others.some((one) => tree.kind[one] === Attribute && takesBack.test(nameOf(tree.aux[one])))) return true;
    if (!takesBack.test(name)) continue;
    const explicit = others.filter((one) => isOwnMethod(facts, tree, owner, one));
    if (explicit.length === 0 && isOwnContainer(facts, callee)) continue;
    if (explicit.length === 0 || explicit.some((one) => textOf(tree, one) === text)) return true;
  }
  return childrenIn(tree, owner, PyField.bases).some((base) => facts.qualifiedName(base) === null && tree.kind[base] !== Name);
}

/** `self.rows.clear()`, where the class makes `rows` itself: that takes back nothing from somebody else. */
function isOwnContainer(facts: PythonFacts, callee: Node): boolean {
  const { tree } = facts;
  const name = tree.kind[callee] === Attribute ? selfAttribute(facts, callee - 1) : 0;
  if (name === 0) return false;
  const stores = facts.attributeStores(name);
  return (
    stores.length > 0 &&
    stores.every((store) => {
      const made = tree.kind[tree.parent[store]] === Assign ? childIn(tree, tree.parent[store], PyField.value) : NONE;
      return made !== NONE && containerMade(facts, made) !== null;
    })
  );
}

const isOwnMethod = (facts: PythonFacts, tree: Tree, owner: Node, node: Node): boolean => {
  const name = selfAttribute(facts, node);
  return tree.kind[node] === Attribute && name !== 0 && methodNamed(facts, owner, name) !== NONE;
};

export default rule;
