/** RC206: a finalizer, weak callback or weak table that holds the very object whose end it waits for. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, keywordsOf, parametersOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { bindingOf, isSelf, mentionsOf, methodAround, methodNamed, selfAttribute } from '../python-classes.ts';
import { isFunction, spanOf } from '../python-shapes.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './finalizer-holds-object.md' with { type: 'text' };

const { Assign, Attribute, Call, ClassDef, Dict, Expr, Lambda, List, Name, Set: SetDisplay, Subscript, Tuple } = Py;
const { body, func, slice, targets, value } = PyField;

const rule: PythonRule = {
  code: 'RC206',
  name: 'finalizer-holds-object',
  summary: 'detects finalizers and weak callbacks that hold the object whose end they wait for',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  words: ['weakref'],
  *check(facts): Iterable<Report> {
    const { tree } = facts;
    for (const call of facts.callsOf('weakref.finalize')) {
      const [object, ...given] = argumentsOf(tree, call);
      if (object === undefined || tree.kind[object] !== Name) continue;
      const all = [...given, ...keywordsOf(tree, call).map((keyword) => childIn(tree, keyword, value))];
      const holding = all.map((each) => wayTo(facts, each, object)).find((way) => way !== null);
      if (holding !== undefined) yield reportOf(facts, object, holding, 'the finalizer', 'it never runs before the interpreter exits');
    }
    for (const call of facts.callsOf('weakref.ref')) {
      const [object, ...given] = argumentsOf(tree, call);
      const way = given.length === 1 && tree.kind[object] === Name ? wayTo(facts, given[0], object) : null;
      if (way !== null) yield reportOf(facts, object, way, 'the callback of the weak reference', 'it never runs while that is kept');
    }
    for (const assign of facts.nodes(Assign)) {
      const [entry] = childrenIn(tree, assign, targets);
      if (entry === undefined || tree.kind[entry] !== Subscript) continue;
      const key = childIn(tree, entry, slice);
      if (tree.kind[key] !== Name || !isWeakTable(facts, childIn(tree, entry, value))) continue;
      const way = wayTo(facts, childIn(tree, assign, value), key);
      if (way !== null) yield reportOf(facts, key, way, 'the value in the weak table', 'the entry is never dropped');
    }
  },
};

/** How an expression comes to hold an object: where, and in which words. */
interface Way {
  readonly at: Node;
  readonly how: string;
}

/** `null` unless the expression surely holds what the name `object` stands for. */
function wayTo(facts: PythonFacts, expression: Node, object: Node, depth = 4): Way | null {
  const { tree } = facts;
  const name = tree.aux[object];
  switch (tree.kind[expression]) {
    case Name:
      if (tree.aux[expression] === name) return { at: expression, how: 'is given it' };
      return isInnerFunction(facts, expression, name) ? { at: expression, how: 'is an inner function that uses it' } : null;
    case Attribute:
      return tree.kind[expression - 1] === Name && tree.aux[expression - 1] === name && isBoundMethod(facts, expression)
        ? { at: expression, how: 'is a method bound to it' }
        : null;
    case Lambda:
      return parametersOf(tree, expression).some((parameter) => tree.aux[parameter] === name) ||
        mentionsOf(tree, childIn(tree, expression, body), name).length === 0
        ? null
        : { at: expression, how: 'is a lambda that uses it' };
    case List:
    case Tuple:
    case SetDisplay:
    case Dict: {
      if (depth === 0) return null;
      for (const part of [PyField.elts, PyField.values])
        for (const each of childrenIn(tree, expression, part)) {
          const way = wayTo(facts, each, object, depth - 1);
          if (way !== null) return way;
        }
      return null;
    }
    case Call: {
      if (depth === 0 || facts.qualifiedName(calleeOf(tree, expression)) !== 'functools.partial') return null;
      for (const each of argumentsOf(tree, expression)) {
        const way = wayTo(facts, each, object, depth - 1);
        if (way !== null) return way;
      }
      return null;
    }
    default:
      return null;
  }
}

/** Not of a static or class method; what an attribute of `self` is must be known. */
function isBoundMethod(facts: PythonFacts, attribute: Node): boolean {
  const { tree } = facts;
  const base = attribute - 1;
  if (isSelf(facts, base)) {
    const method = methodNamed(facts, facts.scopeOf(methodAround(facts, base)), selfAttribute(facts, attribute));
    return method !== NONE && bindingOf(facts, method) === 'instance';
  }
  const bindings = facts.bindingsOf(base);
  if (bindings.length !== 1) return false;
  // `x = Class()`: the method is looked up there
  const assign = tree.parent[bindings[0]];
  const made = tree.kind[assign] === Assign ? childIn(tree, assign, value) : NONE;
  const owner = made !== NONE && tree.kind[made] === Call ? facts.bindingsOf(childIn(tree, made, func)) : [];
  if (owner.length !== 1 || tree.kind[owner[0]] !== ClassDef) return false;
  const method = methodNamed(facts, owner[0], tree.aux[attribute]);
  return method !== NONE && bindingOf(facts, method) === 'instance';
}

/** A function defined in the same function whose body uses the variable as its own. */
function isInnerFunction(facts: PythonFacts, callee: Node, name: number): boolean {
  const { tree } = facts;
  const bindings = facts.bindingsOf(callee);
  if (bindings.length !== 1 || !isFunction(tree.kind[bindings[0]]) || facts.placeOf(callee) === 'global') return false;
  const [definition] = bindings;
  if (!isFunction(tree.kind[facts.scopeOf(callee)]) || facts.scopeOf(definition) !== facts.scopeOf(callee)) return false;
  return mentionsOf(tree, definition, name).some((mention) => facts.scopeOf(mention) === definition && facts.placeOf(mention) === 'cell');
}

/** A name or attribute that is only ever given a `WeakKeyDictionary`. */
function isWeakTable(facts: PythonFacts, table: Node): boolean {
  const { tree } = facts;
  const stores =
    tree.kind[table] === Name ? facts.bindingsOf(table) : tree.kind[table] === Attribute ? facts.attributeStores(tree.aux[table]) : [];
  return (
    stores.length > 0 &&
    stores.every((store) => {
      const assign = tree.parent[store];
      const made = tree.kind[assign] === Assign ? childIn(tree, assign, value) : NONE;
      return made !== NONE && tree.kind[made] === Call && facts.qualifiedName(calleeOf(tree, made)) === 'weakref.WeakKeyDictionary';
    })
  );
}

function reportOf(facts: PythonFacts, object: Node, { at, how }: Way, who: string, so: string): Report {
  const { tree } = facts;
  const name = nameOf(tree.aux[object]);
  return {
    at: spanOf(tree, at),
    says: `${who} waits for the end of \`${name}\` and ${how}, so \`${name}\` is kept alive by it and ${so}; give it what it needs, and not \`${name}\``,
    because: [{ span: spanOf(tree, object), says: `\`${name}\` is what it waits for` }],
    fix: attributeFix(facts, at),
  };
}

/** A method that does no more than call a method of an attribute: that one is bound to the attribute. */
function attributeFix(facts: PythonFacts, at: Node): Report['fix'] {
  const { tree } = facts;
  if (tree.kind[at] !== Attribute || !isSelf(facts, at - 1)) return undefined;
  const method = methodNamed(facts, facts.scopeOf(methodAround(facts, at)), selfAttribute(facts, at));
  const statements = method === NONE ? [] : childrenIn(tree, method, body);
  const [self, more] = method === NONE ? [] : parametersOf(tree, method);
  if (statements.length !== 1 || tree.kind[statements[0]] !== Expr || self === undefined || more !== undefined) return undefined;
  const call = childIn(tree, statements[0], value);
  if (tree.kind[call] !== Call || argumentsOf(tree, call).length > 0 || keywordsOf(tree, call).length > 0) return undefined;
  const callee = calleeOf(tree, call);
  const held = callee - 1;
  const isOfAttribute = tree.kind[callee] === Attribute && tree.kind[held] === Attribute && tree.kind[held - 1] === Name;
  if (!isOfAttribute || tree.aux[held - 1] !== tree.aux[self] || tree.aux[self] !== tree.aux[at - 1]) return undefined;
  return {
    title: `Give it \`${textOf(tree, callee)}\``,
    safe: false,
    edits: [{ span: spanOf(tree, at), text: textOf(tree, callee) }],
  };
}

export default rule;
