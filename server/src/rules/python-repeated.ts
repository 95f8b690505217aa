/** Whether code that adds to a container runs again and again with something new, as far as the text of a file tells. */
import type { PythonFacts } from '../engine/facts.ts';
import { nameOf } from '../syntax/names.ts';
import { bodyOf, calleeOf, parametersOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, childrenIn, contains, NONE, root, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { inheritsFrom, mentionsOf } from './python-classes.ts';
import { entersFunction, isFunction } from './python-shapes.ts';

const { Assign, Attribute, Break, Call, ClassDef, Compare, Constant, For, FormattedValue, If, JoinedStr, Name, Return, Tuple } = Py;
const { AsyncFunctionDef, FunctionDef, While, Yield, YieldFrom, Raise, Lambda, UnaryOp } = Py;
const { args, annotation, iter, target, targets, test, value } = PyField;

/** The innermost `while True` around a node that nothing leaves, or `NONE`; never one outside the node's function. */
export function endlessLoopAround(tree: Tree, node: Node): Node {
  for (let inner = node, at = tree.parent[node]; at !== NONE; inner = at, at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (isFunction(kind) || kind === ClassDef) return NONE;
    if (kind === While && tree.field[inner] === PyField.body && isEndless(tree, at)) return at;
  }
  return NONE;
}

function isEndless(tree: Tree, loop: Node): boolean {
  if (!/^(True|1)$/.test(textOf(tree, childIn(tree, loop, test)))) return false;
  for (let node = tree.first[loop]; node < loop; node += 1) {
    const kind = tree.kind[node];
    if (kind !== Break && kind !== Return && kind !== Yield && kind !== YieldFrom && kind !== Raise && kind !== Call) continue;
    if (entersFunction(tree, loop, node)) continue;
    if (kind === Call ? /(^|[._])(exit|abort|quit|stop|fail|execv\w*)$/.test(textOf(tree, calleeOf(tree, node))) : true) return false;
  }
  return true;
}

/** Words in names of functions that a program calls as often as it is written to: what they keep is meant to stay. */
const setsUp =
  /(^|_)(register|registers|registered|add|bind|install|subscribe|connect|on|hook|define|declare|init|initialize|initialise|setup|set|configure|config|load|import|patch|replace|include|exclude|activate|enable|build|create|make|provide|reload|populate|discover|collect|parse|main|test|tests)(_|$)|^__(init_subclass|set_name|class_getitem|prepare|new)__$/;

/** `addPackagePath` → `add_package_path`, `_register` → `register`. */
const words = (name: string): string =>
  name.startsWith('__')
    ? name
    : name
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .toLowerCase()
        .replace(/^_+/, '');

/**
 * Whether the function around `node` is one that a program calls again and again for its work, rather than to set itself up: no registration, no
 * decorator, nothing that runs once. `container`: the mention that is added to there.
 */
export function runsAgain(facts: PythonFacts, node: Node, container: Node): boolean {
  const { tree } = facts;
  if (endlessLoopAround(tree, node) !== NONE) return true;
  const around = facts.scopeOf(node);
  if (!isDefinition(tree, around) || setsUp.test(words(nameOf(tree.aux[around])))) return false;
  if (returnsWhatItGot(tree, around)) return false;
  const owner = facts.scopeOf(around);
  if (tree.kind[owner] === ClassDef && inheritsFrom(facts, owner, (base) => base === 'builtins.type' || /Test(Case)?$/.test(base)))
    return false;
  return !isGuardedOnce(facts, around, node, container) && !isCalledOnImport(facts, around);
}

const isDefinition = (tree: Tree, node: Node): boolean => tree.kind[node] === FunctionDef || tree.kind[node] === AsyncFunctionDef;

/** `return f` of a parameter or of a function made inside: a decorator that takes note of what it is given. */
function returnsWhatItGot(tree: Tree, definition: Node): boolean {
  const names = new Set(parametersOf(tree, definition).map((each) => tree.aux[each]));
  for (let node = tree.first[definition]; node < definition; node += 1) if (isDefinition(tree, node)) names.add(tree.aux[node]);
  for (let node = tree.first[definition]; node < definition; node += 1) {
    const given = tree.kind[node] === Return ? childIn(tree, node, value) : NONE;
    if (given !== NONE && tree.kind[given] === Name && names.has(tree.aux[given]) && !entersFunction(tree, definition, node)) return true;
  }
  return false;
}

/** A condition on whether the container, or another variable of the module, is there already: what follows is done once. */
function isGuardedOnce(facts: PythonFacts, definition: Node, node: Node, container: Node): boolean {
  const { tree } = facts;
  const text = textOf(tree, container);
  for (let at = tree.first[definition]; at < definition; at += 1) {
    if (tree.kind[at] !== If) continue;
    const leaves = bodyOf(tree, at).some((statement) => tree.kind[statement] === Return);
    if (!contains(tree, at, node) && !leaves) continue;
    const asked = childIn(tree, at, test);
    for (let each = tree.first[asked]; each <= asked; each += 1) {
      const inCompare = tree.kind[tree.parent[each]] === Compare;
      if (textOf(tree, each) === text && !inCompare) return true;
      const isWhole = each === asked || (each === asked - 1 && tree.kind[asked] === UnaryOp) || (inCompare && tree.parent[each] === asked);
      const isOnce = !inCompare || / is (not )?None$/.test(textOf(tree, asked));
      if (tree.kind[each] === Name && isWhole && isOnce && facts.placeOf(each) === 'global') return true;
    }
  }
  return false;
}

/** A function of the module whose only uses in the file, besides by itself, are calls at module level. */
function isCalledOnImport(facts: PythonFacts, definition: Node): boolean {
  const { tree } = facts;
  const uses = usesOf(facts, definition);
  return uses.length > 0 && uses.every((node) => facts.scopeOf(node) === root(tree) && tree.field[node] === PyField.func);
}

/** Where a function of the module is named outside of itself. */
function usesOf(facts: PythonFacts, definition: Node): Node[] {
  const { tree } = facts;
  if (facts.scopeOf(definition) !== root(tree)) return [];
  return mentionsOf(tree, root(tree), tree.aux[definition]).filter(
    (node) => !contains(tree, definition, node) && facts.bindingsOf(node).includes(definition),
  );
}

/** Whether the file gives a parameter of a private function nothing but constants and variables of the module. */
function isGivenConstants(facts: PythonFacts, parameter: Node): boolean {
  const { tree } = facts;
  const definition = tree.parent[tree.parent[parameter]];
  if (!isDefinition(tree, definition) || !nameOf(tree.aux[definition]).startsWith('_')) return false;
  const at = parametersOf(tree, definition).indexOf(parameter);
  const uses = usesOf(facts, definition);
  return (
    uses.length > 0 &&
    uses.every((node) => {
      if (tree.field[node] !== PyField.func) return false;
      const given = childrenIn(tree, tree.parent[node], args)[at] ?? NONE;
      return given !== NONE && (tree.kind[given] === Constant || (tree.kind[given] === Name && facts.placeOf(given) === 'global'));
    })
  );
}

/** Names that stand for one of the few things a program is made of. */
const partOfProgram =
  /^(cls|klass|class_|typ|type_?|tp|t|kind|module|mod|func|fn|f|function|method|meth|self|name|names?|attr|field|option|level|lang|language|encoding|locale|platform|version|mode|fmt|format|dtype|signum|sig|category|opcode|op)$|_(cls|class|type|name|module|kind|attr|encoding)$/i;
const partOfProgramAttribute = /^(__\w+__|name|type|kind|cls|dtype|value|encoding)$/;

/** Whether there may be any number of different values of a key: not where it is written out, or a class, a module, a name in the program. */
export function isOpenEnded(facts: PythonFacts, key: Node, depth = 4): boolean {
  const { tree } = facts;
  if (depth === 0) return false;
  switch (tree.kind[key]) {
    case Constant:
    case Lambda:
      return false;
    case Tuple:
      return children(tree, key).some((each) => isOpenEnded(facts, each, depth - 1));
    case JoinedStr:
      return children(tree, key).some(
        (each) => tree.kind[each] === FormattedValue && isOpenEnded(facts, childIn(tree, each, value), depth - 1),
      );
    case Attribute:
      return !partOfProgramAttribute.test(nameOf(tree.aux[key]));
    case Call: {
      const callee = facts.qualifiedName(calleeOf(tree, key));
      if (callee === 'builtins.type' || callee === 'builtins.bool') return false;
      return callee === 'builtins.id' || childrenIn(tree, key, args).some((each) => isOpenEnded(facts, each, depth - 1));
    }
    case Name:
      return !partOfProgram.test(nameOf(tree.aux[key])) && isOpenEndedName(facts, key, depth);
    default:
      return false;
  }
}

function isOpenEndedName(facts: PythonFacts, name: Node, depth: number): boolean {
  const { tree } = facts;
  const bindings = facts.bindingsOf(name);
  return (
    bindings.length > 0 &&
    bindings.every((binding) => {
      const up = tree.parent[binding];
      if (tree.kind[binding] === Py.arg) {
        const declared = childIn(tree, binding, annotation);
        if (isGivenConstants(facts, binding)) return false;
        return declared === NONE || !/\b(type|Type|bool|Literal|ModuleType|Callable|Enum)\b/.test(textOf(tree, declared));
      }
      if (tree.kind[binding] !== Name) return false;
      if (tree.kind[up] === Assign && tree.field[binding] === targets) return isOpenEnded(facts, childIn(tree, up, value), depth - 1);
      if (tree.kind[up] === For && tree.field[binding] === target) {
        const walked = childIn(tree, up, iter);
        return tree.kind[walked] === Name;
      }
      return tree.flag[binding] === Context.Store && tree.kind[up] === Tuple;
    })
  );
}
