/** RC203: a mutable default that calls share: what one call puts in, all later calls find. */
import { nameOf } from '../../syntax/names.ts';
import { bodyOf, calleeOf, isFunction, parametersOf } from '../../syntax/python/access.ts';
import { Context, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { classAround, decoratorNames, mentionsOf } from '../python-classes.ts';
import { firstBehindDocstring, linesBefore, spanOf } from '../python-shapes.ts';
import { adders, mutableConstructors, removers } from '../python-tables.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './accumulating-default.md' with { type: 'text' };

const { Assign, AsyncFunctionDef, Attribute, AugAssign, Call, Dict, FunctionDef, List, ListComp, Return, Subscript, Yield } = Py;
const { Set: SetDisplay, AnnAssign, DictComp, SetComp } = Py;
const { defaults, kw_defaults: keywordDefaults, value } = PyField;

const rule: PythonRule = {
  code: 'RC203',
  name: 'accumulating-default',
  summary: 'detects mutable defaults that calls change or hand out, so that every later call shares them',
  page,
  language: 'python',
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  reach: 'class',
  alsoIn: { ruff: 'B006', pylint: 'W0102' },
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const kind of [FunctionDef, AsyncFunctionDef]) {
      for (const definition of facts.nodes(kind)) {
        // a default of an inner function is made anew whenever the outer one runs: it is how such a function keeps a state
        if (isOnlyDeclared(facts, definition) || isFunction(tree.kind[facts.scopeOf(definition)])) continue;
        for (const { parameter, given } of defaultsOf(tree, definition)) {
          if (!isMutable(facts, given)) continue;
          const use = useOf(facts, definition, parameter);
          if (use !== null) yield reportOf(facts, file, definition, parameter, given, use);
        }
      }
    }
  },
};

interface Use {
  readonly how: 'added' | 'changed' | 'handed out';
  readonly node: Node;
}

function reportOf(facts: PythonFacts, file: FileContext, definition: Node, parameter: Node, given: Node, { how, node }: Use): Report {
  const { tree } = facts;
  const name = nameOf(tree.aux[parameter]);
  const what =
    how === 'added'
      ? 'what each call puts in stays, and the next call finds it'
      : how === 'changed'
        ? 'a change in one call is there in all later ones'
        : 'whoever gets it holds the object that all later calls use';
  return {
    at: spanOf(tree, given),
    says: `the default of \`${name}\` is made once, when \`def\` runs, and shared by all calls: ${what}; use \`None\` and make it inside`,
    because: [
      {
        span: spanOf(tree, node),
        says: how === 'added' ? 'it grows here' : how === 'changed' ? 'it is changed here' : 'it is handed out here',
      },
    ],
    level: how === 'handed out' && !growsElsewhere(facts, definition, node) ? 'info' : undefined,
    fix: fixOf(facts, file, definition, parameter, given),
  };
}

/** Whether the default becomes an attribute that the class adds to. */
function growsElsewhere(facts: PythonFacts, definition: Node, node: Node): boolean {
  const { tree } = facts;
  const owner = classAround(facts, definition);
  const assign = tree.parent[node];
  if (owner === NONE || tree.kind[assign] !== Assign) return false;
  const names = childrenIn(tree, assign, PyField.targets)
    .filter((target) => tree.kind[target] === Attribute)
    .map((target) => tree.aux[target]);
  for (let at = tree.first[owner]; at < owner; at += 1) {
    if (tree.kind[at] === Attribute && names.includes(tree.aux[at]) && changes(tree, at) !== null) return true;
  }
  return false;
}

/** Parameters with their defaults. */
function defaultsOf(tree: Tree, definition: Node): { readonly parameter: Node; readonly given: Node }[] {
  const list = childIn(tree, definition, PyField.args);
  if (list === NONE) return [];
  const found: { parameter: Node; given: Node }[] = [];
  const plain = childrenIn(tree, list, defaults);
  const positional = children(tree, list).filter((child) => {
    const role = tree.field[child];
    return role === PyField.posonlyargs || role === PyField.args;
  });
  plain.forEach((given, at) => {
    const parameter = positional[positional.length - plain.length + at];
    if (parameter !== undefined) found.push({ parameter, given });
  });
  // a keyword-only parameter stands right before its default
  for (const given of childrenIn(tree, list, keywordDefaults)) {
    const parameter = tree.first[given] - 1;
    if (parameter >= 0 && tree.kind[parameter] === Py.arg) found.push({ parameter, given });
  }
  return found;
}

function isMutable(facts: PythonFacts, node: Node): boolean {
  const kind = facts.tree.kind[node];
  if (kind === List || kind === Dict || kind === SetDisplay || kind === ListComp || kind === DictComp || kind === SetComp) return true;
  return kind === Call && mutableConstructors.has(facts.qualifiedName(calleeOf(facts.tree, node)) ?? '');
}

/** A stub, an overload, an abstract method: nothing in it runs. */
function isOnlyDeclared(facts: PythonFacts, definition: Node): boolean {
  return decoratorNames(facts, definition).some((name) => name !== null && /(^|\.)(overload|abstractmethod)$/.test(name));
}

/** What the function does with the default that a later call would notice; `null` where it only reads it, or means the sharing. */
function useOf(facts: PythonFacts, definition: Node, parameter: Node): Use | null {
  const { tree } = facts;
  const name = tree.aux[parameter];
  // a cache that outlives its calls is what this idiom is for
  if (/^_|cache|memo|registry|^seen$|^visited$/i.test(nameOf(name))) return null;
  const mentions = bodyOf(tree, definition)
    .flatMap((statement) => mentionsOf(tree, statement, name))
    .filter((node) => facts.bindingsOf(node).includes(parameter));
  // bound anew somewhere: which object a change concerns depends on the way
  if (mentions.some((node) => tree.flag[node] !== Context.Load && !isGrown(tree, node))) return null;
  let handedOut: Use | null = null;
  for (const node of mentions) {
    const use = changes(tree, node);
    if (use !== null) return { how: use, node: tree.parent[node] };
    if (handedOut === null && leaves(tree, node)) handedOut = { how: 'handed out', node };
  }
  return handedOut;
}

const isGrown = (tree: Tree, node: Node): boolean => tree.kind[tree.parent[node]] === AugAssign && tree.field[node] === PyField.target;

/** `p.append(…)`, `p[k] = v`, `del p[k]`, `p += …`. */
function changes(tree: Tree, node: Node): Use['how'] | null {
  const up = tree.parent[node];
  if (isGrown(tree, node)) return 'added';
  if (tree.kind[up] === Subscript && tree.field[node] === value && tree.flag[up] !== Context.Load)
    return tree.flag[up] === Context.Store ? 'added' : 'changed';
  if (tree.kind[up] !== Attribute || tree.kind[tree.parent[up]] !== Call || calleeOf(tree, tree.parent[up]) !== up) return null;
  const method = nameOf(tree.aux[up]);
  return adders.has(method) ? 'added' : removers.has(method) ? 'changed' : null;
}

/** The object itself is returned, yielded, or stored in an attribute or a container. */
function leaves(tree: Tree, node: Node): boolean {
  const up = tree.parent[node];
  if (tree.kind[up] === Return || tree.kind[up] === Yield) return true;
  if ((tree.kind[up] !== Assign && tree.kind[up] !== AnnAssign) || tree.field[node] !== value) return false;
  const targets = tree.kind[up] === Assign ? childrenIn(tree, up, PyField.targets) : [childIn(tree, up, PyField.target)];
  return targets.some((target) => tree.kind[target] === Attribute || tree.kind[target] === Subscript);
}

/** `p=[]` → `p=None`, and `if p is None: p = []` first of all. */
function fixOf(facts: PythonFacts, file: FileContext, definition: Node, parameter: Node, given: Node): Report['fix'] {
  const { tree } = facts;
  const first = firstBehindDocstring(tree, definition);
  const text = textOf(tree, given);
  if (first === NONE || text.includes('\n') || parametersOf(tree, definition).some((one) => contains(tree, given, one))) return undefined;
  const name = nameOf(tree.aux[parameter]);
  const made = linesBefore(tree, file.lines, first, [`if ${name} is None:`, `    ${name} = ${text}`]);
  if (made === null) return undefined;
  return { title: `Make \`${name}\` inside`, safe: false, edits: [{ span: spanOf(tree, given), text: 'None' }, made] };
}

export default rule;
