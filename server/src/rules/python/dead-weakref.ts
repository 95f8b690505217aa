/** RC205: a weak reference to something that nobody holds: a bound method, a lambda, an object made on the spot. */
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, keywordsOf, parametersOf } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { basesOf, bindingOf, classNamed, isPlainMethod, methodAround, methodNamed, methodsOf, selfAttribute } from '../python-classes.ts';
import { importEdit, isFunction, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './dead-weakref.md' with { type: 'text' };

const { Call, Name, Attribute, Assign, Subscript, Lambda, Set: SetDisplay, SetComp, FunctionDef, AsyncFunctionDef } = Py;
const { value, targets } = PyField;

const REFERENCES = new Set(['weakref.ref', 'weakref.ReferenceType', 'weakref.proxy']);
const WEAK_SETS = new Set(['weakref.WeakSet', '_weakrefset.WeakSet']);
const WEAK_SIGNALS = /^(django\.dispatch\.Signal|blinker\.(Signal|signal|NamedSignal)|django\.dispatch\.dispatcher\.Signal)$/;
const SIGNALS_OF_DJANGO = /^django\..*\bsignals\.\w+$/;

const rule: PythonRule = {
  code: 'RC205',
  name: 'dead-weakref',
  summary: 'detects weak references to what nothing holds: a bound method, a lambda, an object made on the spot',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe or unsafe',
  words: ['weakref', '_weakrefset', 'connect'],
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const call of facts.nodes(Call)) {
      const callee = calleeOf(tree, call);
      const isMethod = tree.kind[callee] === Attribute && METHODS.has(nameOf(tree.aux[callee]));
      if (isMethod) yield* judgeMethod(facts, file, call, callee);
      else if (REFERENCES.has(facts.qualifiedName(callee) ?? '')) yield* judge(facts, file, call, argumentsOf(tree, call)[0]);
    }
    for (const assign of facts.nodes(Assign)) {
      const [target] = childrenIn(tree, assign, targets);
      if (tree.kind[target] !== Subscript || containerOf(facts, childIn(tree, target, value)) !== 'weakref.WeakValueDictionary') continue;
      yield* judge(facts, file, NONE, childIn(tree, assign, value));
    }
  },
};

/** Methods by which a weak container or a signal takes what it shall not hold. */
const METHODS = new Set(['add', 'connect']);

/** `weak.add(self.method)`, `signal.connect(lambda …)`. */
function* judgeMethod(facts: PythonFacts, file: FileContext, call: Node, callee: Node): Iterable<Report> {
  const { tree } = facts;
  const method = nameOf(tree.aux[callee]);
  const [given] = argumentsOf(tree, call);
  if (given === undefined) return;
  if (method === 'add' && WEAK_SETS.has(containerOf(facts, callee - 1) ?? '')) yield* judge(facts, file, NONE, given);
  if (method !== 'connect' || !isWeakSignal(facts, callee - 1)) return;
  const weak = keywordsOf(tree, call).find((keyword) => nameOf(tree.aux[keyword]) === 'weak');
  if (weak !== undefined && tree.flag[childIn(tree, weak, value)] !== Literal.True) return;
  if (tree.kind[given] === Lambda || isInnerFunction(facts, given)) {
    yield {
      at: spanOf(tree, given),
      says: `the signal holds its receivers weakly, and nothing else holds this ${tree.kind[given] === Lambda ? 'lambda, so it is gone at once' : 'inner function after the call, so it is gone then'} and never runs; use a function of the module, or \`weak=False\``,
    };
  }
}

function* judge(facts: PythonFacts, file: FileContext, call: Node, referent: Node | undefined): Iterable<Report> {
  const { tree } = facts;
  if (referent === undefined) return;
  const what = temporary(facts, referent);
  if (what === null) return;
  const isMethod = tree.kind[referent] === Attribute;
  yield {
    at: spanOf(tree, call === NONE ? referent : call),
    says: isMethod
      ? `\`${textOf(tree, referent)}\` makes a new bound method each time, and nothing else holds it, so the weak reference is dead at once; use \`weakref.WeakMethod\``
      : `nothing but this expression holds ${what}, so the weak reference is dead at once; keep the object somewhere`,
    fix: isMethod && call !== NONE ? methodFix(facts, file, call) : undefined,
  };
}

/** What a temporary is, if it surely dies with its expression. */
function temporary(facts: PythonFacts, expression: Node): string | null {
  const { tree } = facts;
  const kind = tree.kind[expression];
  if (kind === Lambda) return 'the lambda';
  if (kind === SetDisplay || kind === SetComp) return 'the set';
  if (kind === Attribute) {
    const name = selfAttribute(facts, expression);
    if (name === 0) return null;
    const method = methodNamed(facts, facts.scopeOf(methodAround(facts, expression)), name);
    return method !== NONE && bindingOf(facts, method) !== 'static' && isPlainMethod(facts, method) ? 'the bound method' : null;
  }
  if (kind !== Call) return null;
  const callee = calleeOf(tree, expression);
  if (facts.qualifiedName(callee) === 'functools.partial') return 'the partial';
  if (tree.kind[callee] !== Name || facts.placeOf(callee) !== 'global') return null;
  const owner = classNamed(facts, tree.aux[callee]);
  return owner !== NONE && keepsToItself(facts, owner) ? `the new \`${nameOf(tree.aux[callee])}\`` : null;
}

/** Whether making an instance surely leaves no reference to it: no bases, no decorator or metaclass, `self` used for its attributes only. */
function keepsToItself(facts: PythonFacts, owner: Node): boolean {
  const { tree } = facts;
  if (basesOf(facts, owner).some((base) => base !== 'builtins.object') || childrenIn(tree, owner, PyField.keywords).length > 0)
    return false;
  if (childrenIn(tree, owner, PyField.decorator_list).length > 0) return false;
  return methodsOf(facts, owner).every((method) => {
    const name = nameOf(tree.aux[method]);
    if (name === '__new__') return false;
    if (name !== '__init__') return true;
    const self = parametersOf(tree, method)[0];
    for (let node = tree.first[method]; node < method; node += 1) {
      if (self === undefined || tree.kind[node] !== Name || tree.aux[node] !== tree.aux[self]) continue;
      if (
        tree.kind[tree.parent[node]] !== Attribute ||
        (tree.flag[tree.parent[node]] !== Context.Store && tree.kind[tree.parent[tree.parent[node]]] === Call)
      )
        return false;
    }
    return true;
  });
}

/** The dotted name of the call that alone makes what a name of the module, a local or `self.attribute` holds. */
function containerOf(facts: PythonFacts, holder: Node): string | null {
  const { tree } = facts;
  const isName = tree.kind[holder] === Name;
  if (!isName && selfAttribute(facts, holder) === 0) return null;
  let made: string | null = null;
  for (const target of isName ? facts.bindingsOf(holder) : facts.attributeStores(tree.aux[holder])) {
    const assign = tree.parent[target];
    if (tree.kind[assign] !== Assign || tree.field[target] !== targets) continue;
    const given = childIn(tree, assign, value);
    const dotted = tree.kind[given] === Call ? facts.qualifiedName(calleeOf(tree, given)) : null;
    if (dotted === null || (made !== null && made !== dotted)) return null;
    made = dotted;
  }
  return made;
}

const isWeakSignal = (facts: PythonFacts, owner: Node): boolean => {
  const { tree } = facts;
  if (SIGNALS_OF_DJANGO.test(facts.qualifiedName(owner) ?? '')) return true;
  if (tree.kind[owner] === Call) return WEAK_SIGNALS.test(facts.qualifiedName(calleeOf(tree, owner)) ?? '');
  return WEAK_SIGNALS.test(containerOf(facts, owner) ?? '');
};

/** A name that stands for a function defined inside the running one, which returns without handing it on. */
function isInnerFunction(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  const scope = facts.scopeOf(name);
  if (tree.kind[name] !== Name || !isFunction(tree.kind[scope])) return false;
  const defined = [...facts.nodes(FunctionDef), ...facts.nodes(AsyncFunctionDef)].some(
    (node) => tree.aux[node] === tree.aux[name] && facts.scopeOf(node) === scope,
  );
  if (!defined) return false;
  let uses = 0;
  for (let node = tree.first[scope]; node < scope; node += 1) if (tree.kind[node] === Name && tree.aux[node] === tree.aux[name]) uses += 1;
  return uses === 1;
}

/** `WeakMethod` in place of `ref`; not of `proxy`, which is used in another way. */
function methodFix(facts: PythonFacts, file: FileContext, call: Node): Report['fix'] {
  const { tree } = facts;
  const callee = calleeOf(tree, call);
  if (facts.qualifiedName(callee) !== 'weakref.ref') return undefined;
  const dotted = tree.kind[callee] === Attribute;
  return {
    title: 'Use `weakref.WeakMethod`',
    // a callback ran at once; now it runs when the owner dies
    safe: argumentsOf(tree, call).length === 1,
    edits: [
      ...(dotted ? [] : importEdit(facts, file.lines, 'weakref')),
      { span: spanOf(tree, callee), text: dotted ? `${textOf(tree, callee - 1)}.WeakMethod` : 'weakref.WeakMethod' },
    ],
  };
}

export default rule;
