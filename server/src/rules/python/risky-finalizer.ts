/** RC211: a `__del__` that cannot do what it is there for: it fails on a half-built object, waits for a lock, brings its object back, or is never called. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, textOf, type Node } from '../../syntax/tree.ts';
import { classAround, isSelf, methodNamed, methodsOf, selfAttribute, selfOf } from '../python-classes.ts';
import { isGuarded } from '../python-code.ts';
import { spanOf } from '../python-shapes.ts';
import { counterpartsWith, type Counterpart } from '../python-tables.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './risky-finalizer.md' with { type: 'text' };

const { Assign, Attribute, Call, FunctionDef, If, Name, Raise, Subscript } = Py;

const rule: PythonRule = {
  code: 'RC211',
  name: 'risky-finalizer',
  summary: 'detects `__del__` methods that can fail, wait, bring their object back, or never run',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  words: ['__del__'],
  *check(facts, { settings }): Iterable<Report> {
    const { tree } = facts;
    const counterparts = counterpartsWith(settings.registrations);
    for (const method of facts.nodes(FunctionDef)) {
      if (nameOf(tree.aux[method]) !== '__del__' || selfOf(facts, method) === 0) continue;
      const owner = classAround(facts, method);
      const report =
        unregisters(facts, owner, method, counterparts) ??
        resurrects(facts, method) ??
        locks(facts, method) ??
        halfBuilt(facts, owner, method);
      if (report !== null) yield report;
    }
  },
};

/** Takes back what holds the object: as long as it is held there, this does not run. */
function unregisters(facts: PythonFacts, owner: Node, method: Node, counterparts: readonly Counterpart[]): Report | null {
  const { tree } = facts;
  for (const call of callsIn(facts, method)) {
    const callee = calleeOf(tree, call);
    if (tree.kind[callee] !== Attribute) continue;
    const pair = counterparts.find(({ takesBack }) => takesBack.test(nameOf(tree.aux[callee])));
    const given = argumentsOf(tree, call).find((one) => isBoundMethod(facts, owner, one));
    if (pair === undefined || given === undefined) continue;
    const registered = callsIn(facts, owner).find((other) => {
      const to = calleeOf(tree, other);
      const isPair =
        tree.kind[to] === Attribute &&
        counterparts.some((each) => each.registers.test(nameOf(tree.aux[to])) && each.takesBack.test(nameOf(tree.aux[callee])));
      return isPair && argumentsOf(tree, other).some((one) => textOf(tree, one) === textOf(tree, given));
    });
    if (registered === undefined || nameOf(tree.aux[calleeOf(tree, registered)]) === 'connect') continue;
    if (isTakenBackElsewhere(facts, owner, method, tree.aux[callee])) continue;
    return {
      at: spanOf(tree, call),
      says: `\`__del__\` is the only place that takes \`${textOf(tree, given)}\` back, but that method holds the object as long as it is registered, so \`__del__\` never runs; take it back in \`close\``,
      because: [{ span: spanOf(tree, registered), says: 'it is registered here' }],
    };
  }
  return null;
}

const isBoundMethod = (facts: PythonFacts, owner: Node, node: Node): boolean => {
  const name = selfAttribute(facts, node);
  return name !== 0 && methodNamed(facts, owner, name) !== NONE;
};

/** Whether another method calls what takes back. */
const isTakenBackElsewhere = (facts: PythonFacts, owner: Node, method: Node, name: number): boolean =>
  callsIn(facts, owner).some((call) => facts.tree.aux[calleeOf(facts.tree, call)] === name && !contains(facts.tree, method, call));

const keeps = /^(append|appendleft|add|insert|put|put_nowait|push|setdefault)$/;

/** Gives the dying object to somebody who keeps it. */
function resurrects(facts: PythonFacts, method: Node): Report | null {
  const { tree } = facts;
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] !== Name || tree.flag[node] !== Context.Load || !isSelf(facts, node) || facts.scopeOf(node) !== method) continue;
    const up = tree.parent[node];
    const callee = tree.kind[up] === Call && tree.field[node] === PyField.args ? calleeOf(tree, up) : NONE;
    const isKept =
      (callee !== NONE && tree.kind[callee] === Attribute && keeps.test(nameOf(tree.aux[callee])) && isOutside(facts, callee - 1)) ||
      (tree.kind[up] === Assign &&
        tree.field[node] === PyField.value &&
        childrenIn(tree, up, PyField.targets).some((to) => isStoreOutside(facts, to)));
    if (!isKept) continue;
    return {
      at: spanOf(tree, up),
      says: '`__del__` gives the dying object to somebody who keeps it: it lives on, half cleaned up, and `__del__` does not run again; let something else than the object itself be kept',
    };
  }
  return null;
}

/** Whether an expression is a name of the module, or an attribute of one or of a class: not something of the object itself. */
function isOutside(facts: PythonFacts, expression: Node): boolean {
  const { tree } = facts;
  let base = expression;
  while (tree.kind[base] === Attribute) base -= 1;
  return tree.kind[base] === Name && !isSelf(facts, base) && facts.placeOf(base) === 'global';
}

const isStoreOutside = (facts: PythonFacts, target: Node): boolean => {
  const { tree } = facts;
  if (tree.kind[target] === Name) return facts.placeOf(target) === 'global';
  return isOutside(facts, tree.kind[target] === Subscript ? childIn(tree, target, PyField.value) : target - 1);
};

const LOCKS = new Set(['threading.Lock', 'threading.Condition', 'threading.Semaphore', 'multiprocessing.Lock', '_thread.allocate_lock']);

/** Waits for a lock that others share: who holds it may be the very code that the finalizer interrupts. */
function locks(facts: PythonFacts, method: Node): Report | null {
  const { tree } = facts;
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] !== Name && tree.kind[node] !== Attribute) continue;
    const up = tree.parent[node];
    const isTaken =
      tree.kind[up] === Py.withitem ||
      (tree.kind[up] === Attribute && nameOf(tree.aux[up]) === 'acquire' && argumentsOf(tree, tree.parent[up]).length === 0);
    if (!isTaken || !isSharedLock(facts, classAround(facts, method), node)) continue;
    return {
      at: spanOf(tree, node),
      says: `\`__del__\` waits for \`${textOf(tree, node)}\`, and it may be called at any moment, also inside code of the same thread that holds this lock: then neither goes on; use an \`RLock\`, or leave the work to \`close\``,
    };
  }
  return null;
}

/** `LOCK = threading.Lock()` of the module, or of the class: not one that each object has. */
function isSharedLock(facts: PythonFacts, owner: Node, node: Node): boolean {
  const { tree } = facts;
  const name = tree.aux[node];
  if (tree.kind[node] === Name && facts.placeOf(node) !== 'global') return false;
  if (tree.kind[node] === Attribute && (tree.kind[node - 1] !== Name || facts.attributeStores(name).length > 0)) return false;
  const scope = tree.kind[node] === Name ? root(tree) : owner;
  return facts.whole.nodes(Assign).some((assign) => {
    const value = childIn(tree, assign, PyField.value);
    return (
      facts.scopeOf(assign) === scope &&
      childrenIn(tree, assign, PyField.targets).some((to) => tree.kind[to] === Name && tree.aux[to] === name) &&
      tree.kind[value] === Call &&
      LOCKS.has(facts.qualifiedName(calleeOf(tree, value)) ?? '')
    );
  });
}

/** Reads an attribute that `__init__` sets only behind a `raise`: an object whose `__init__` raised there has none. */
function halfBuilt(facts: PythonFacts, owner: Node, method: Node): Report | null {
  const { tree } = facts;
  const init = methodsOf(facts, owner).find((each) => nameOf(tree.aux[each]) === '__init__');
  const raised = init === undefined ? NONE : firstRaise(facts, init);
  if (init === undefined || raised === NONE || asksFirst(facts, owner, method)) return null;
  for (let node = tree.first[method]; node < method; node += 1) {
    const name = selfAttribute(facts, node);
    if (name === 0 || tree.flag[node] !== Context.Load || facts.scopeOf(node) !== method || isGuarded(tree, method, node)) continue;
    const stores = facts.attributeStores(name).filter((store) => contains(tree, owner, store));
    if (stores.length === 0 || isOfClass(facts, owner, name)) continue;
    if (stores.some((store) => facts.scopeOf(store) !== init || tree.start[store] < tree.start[raised])) continue;
    return {
      at: spanOf(tree, node),
      says: `\`__del__\` reads \`${textOf(tree, node)}\`, which \`__init__\` sets only after it may have raised: then this raises \`AttributeError\`, which is printed and lost, and nothing is cleaned up; set it first, or in the class`,
      because: [{ span: spanOf(tree, raised), says: '`__init__` may raise here' }],
    };
  }
  return null;
}

/** The first `raise` that some condition in the method leads to, outside of any `try`. */
function firstRaise(facts: PythonFacts, init: Node): Node {
  const { tree } = facts;
  let found = NONE;
  for (let node = tree.first[init]; node < init; node += 1) {
    if (tree.kind[node] !== Raise || facts.scopeOf(node) !== init || isGuarded(tree, init, node)) continue;
    if (found === NONE || tree.start[node] < tree.start[found]) found = node;
  }
  return found;
}

/** Whether the finalizer asks what is there: `hasattr`, `getattr` with a default, `self.__dict__`, an attribute that the class has for all. */
function asksFirst(facts: PythonFacts, owner: Node, method: Node): boolean {
  const { tree } = facts;
  for (let node = tree.first[method]; node < method; node += 1) {
    if (tree.kind[node] === If && asksOfClass(facts, owner, childIn(tree, node, PyField.test))) return true;
    if (tree.kind[node] === Attribute && nameOf(tree.aux[node]) === '__dict__') return true;
    if (tree.kind[node] === Call && /^builtins\.(hasattr|getattr|vars)$/.test(facts.qualifiedName(calleeOf(tree, node)) ?? '')) return true;
  }
  return false;
}

function asksOfClass(facts: PythonFacts, owner: Node, test: Node): boolean {
  for (let node = facts.tree.first[test]; node <= test; node += 1) {
    const name = selfAttribute(facts, node);
    if (name !== 0 && isOfClass(facts, owner, name)) return true;
  }
  return false;
}

/** Whether the class itself has the attribute: a value for all, a method, a slot, or one that a base may have. */
function isOfClass(facts: PythonFacts, owner: Node, name: number): boolean {
  const { tree } = facts;
  if (methodsOf(facts, owner).some((method) => tree.aux[method] === name)) return true;
  if (childrenIn(tree, owner, PyField.bases).some((base) => facts.qualifiedName(base) !== 'builtins.object')) return true;
  for (let node = tree.first[owner]; node < owner; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === name && tree.flag[node] === Context.Store && facts.scopeOf(node) === owner)
      return true;
  }
  return false;
}

function callsIn(facts: PythonFacts, within: Node): Node[] {
  const { tree } = facts;
  const found: Node[] = [];
  for (let node = tree.first[within]; node < within; node += 1) if (tree.kind[node] === Call) found.push(node);
  return found;
}

export default rule;
