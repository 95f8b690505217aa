/** Whether a function may keep what is passed to it: a parameter that is only looked at, asked or called does not stay. */
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { CrateTable } from './crate.ts';
import { calleePath, parametersOf } from './items.ts';
import { usesOf } from './scope.ts';
import { readType } from './types.ts';

const MAX_DEPTH = 3;
/** Of so many functions of one name nothing is asked. */
const MANY = 16;

/** @param parameter a `Parameter` of the function; anything but a plain name counts as kept. */
export function mayKeep(table: CrateTable, tree: Tree, fn: Node, parameter: Node, depth = 0): boolean {
  const body = childIn(tree, fn, RsField.body);
  if (body === NONE || depth > MAX_DEPTH) return true;
  const pattern = childIn(tree, parameter, RsField.pattern);
  if (pattern === NONE || tree.kind[pattern] !== Rs.IdentifierPattern) return pattern !== NONE && tree.kind[pattern] !== Rs.WildcardPattern;
  const name = nameOf(tree.aux[pattern]);
  // `Self { name }` mentions it without an expression
  for (let at = tree.first[body]; at < body; at += 1) {
    if (tree.kind[at] === Rs.FieldInit && nameOf(tree.aux[at]) === name && childIn(tree, at, RsField.value) === NONE) return true;
  }
  return usesOf(tree, { pattern, holder: parameter, whole: true }, name).some((use) => isKept(table, tree, use, depth));
}

/** Methods whose result still is the object, or another reference to it. */
const passesOn =
  /^(clone|clone_ref|unbind|into|into_any|into_py|into_py_any|into_pyobject|into_bound|into_bound_py_any|to_object|to_owned|as_unbound|as_any|as_borrowed|bind|cast|cast_into|cast_exact|downcast|downcast_into|downcast_exact|as_ref|as_deref|as_mut|unwrap|expect|unwrap_or|unwrap_or_else|unwrap_or_default|ok|ok_or|ok_or_else|map_err|cloned|take|into_iter|iter|map|and_then|or|or_else|collect|next|try_iter|get_item)$/;

function isKept(table: CrateTable, tree: Tree, use: Node, depth: number): boolean {
  let at = use;
  for (let step = 0; step < 64; step += 1) {
    const parent = tree.parent[at];
    if (parent === NONE) return true;
    switch (tree.kind[parent]) {
      case Rs.GroupedExpression:
      case Rs.Borrow:
      case Rs.Dereference:
      case Rs.Try:
        at = parent;
        continue;
      case Rs.MethodCall:
        if (tree.field[at] !== RsField.receiver) return methodKeeps(table, tree, parent, at, depth);
        if (!passesOn.test(nameOf(tree.aux[parent])) && !extractsObject(tree, parent)) return false;
        at = parent;
        continue;
      case Rs.Call:
        return callKeeps(table, tree, parent, at, depth);
      case Rs.ExpressionStatement:
      case Rs.Binary:
      case Rs.Unary:
      case Rs.If:
        return false;
      case Rs.FieldAccess:
        at = parent;
        continue;
      case Rs.For:
      case Rs.Match:
      case Rs.LetCondition:
      case Rs.Let:
        return namesKept(table, tree, parent, depth);
      case Rs.Tuple:
        // the arguments of a call into Python
        at = parent;
        continue;
      case Rs.TokenTree:
        return !/^(format|println|print|eprintln|write|panic|debug|info|warn|error|trace|assert|debug_assert)$/.test(
          nameOf(tree.aux[tree.parent[parent]]),
        );
      default:
        return true;
    }
  }
  return true;
}

/** `x.extract::<Py<T>>()`, `let y: Vec<Py<T>> = x.extract()?`: other types are made from the object, and hold nothing of it. */
function extractsObject(tree: Tree, call: Node): boolean {
  if (nameOf(tree.aux[call]) !== 'extract') return false;
  const generics = childIn(tree, call, RsField.generics);
  if (generics !== NONE) return objects.test(textOf(tree, generics));
  for (let at = tree.parent[call]; at !== NONE && tree.kind[at] !== Rs.Block; at = tree.parent[at]) {
    if (tree.kind[at] !== Rs.Let) continue;
    const type = childIn(tree, at, RsField.type);
    return type === NONE || objects.test(textOf(tree, type));
  }
  return true;
}

const objects = /\b(Py|PyObject|PyAny|Bound|PyRef|PyBackedStr|PyBackedBytes)\b/;

/** The names that a `let`, a `for` or a `match` gives to the object. */
function namesKept(table: CrateTable, tree: Tree, holder: Node, depth: number): boolean {
  const patterns =
    tree.kind[holder] === Rs.Match
      ? childrenIn(tree, holder, RsField.arms).map((arm) => childIn(tree, arm, RsField.pattern))
      : [childIn(tree, holder, RsField.pattern)];
  if (depth > MAX_DEPTH) return true;
  for (const pattern of patterns) {
    if (pattern === NONE) return true;
    for (let at = tree.first[pattern]; at <= pattern; at += 1) {
      if (tree.kind[at] !== Rs.IdentifierPattern) continue;
      const uses = usesOf(tree, { pattern: at, holder, whole: true }, nameOf(tree.aux[at]));
      if (uses.some((use) => isKept(table, tree, use, depth + 1))) return true;
    }
  }
  return false;
}

/** Methods of PyO3 that hand an object to Python: a call, a comparison, an entry of somebody else's container. */
const handsToPython =
  /^(call|call0|call1|call_method|call_method0|call_method1|getattr|hasattr|setattr|delattr|get_item|set_item|del_item|contains|append|add|eq|ne|lt|le|gt|ge|is|is_instance|is_instance_of|rich_compare|isinstance|bind)$/;

function methodKeeps(table: CrateTable, tree: Tree, call: Node, argument: Node, depth: number): boolean {
  const name = nameOf(tree.aux[call]);
  const own = table.functionsNamed(name).filter((each) => each.impl !== null);
  if (own.length === 0) return !handsToPython.test(name);
  if (own.length > MANY) return true;
  const index = childrenIn(tree, call, RsField.arguments).indexOf(argument);
  return own.some((item) => {
    const parameters = parametersOf(item.document.tree, item.node).filter((each) => item.document.tree.kind[each] === Rs.Parameter);
    return parameters[index] === undefined || mayKeep(table, item.document.tree, item.node, parameters[index], depth + 1);
  });
}

function callKeeps(table: CrateTable, tree: Tree, call: Node, argument: Node, depth: number): boolean {
  const path = calleePath(tree, call).split('::');
  const name = path[path.length - 1];
  const type = path.length > 1 ? ownType(tree, call, path[path.length - 2]) : '';
  const own = table
    .functionsNamed(name)
    .filter((each) => (each.impl === null ? type === '' || table.typesNamed(type).length === 0 : each.impl.type === type));
  if (own.length === 0) return true;
  if (own.length > MANY) return true;
  const index = childrenIn(tree, call, RsField.arguments).indexOf(argument);
  return own.some((item) => {
    const parameters = parametersOf(item.document.tree, item.node);
    return parameters[index] === undefined || mayKeep(table, item.document.tree, item.node, parameters[index], depth + 1);
  });
}

function ownType(tree: Tree, node: Node, name: string): string {
  if (name !== 'Self') return name;
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at])
    if (tree.kind[at] === Rs.Impl) return readType(tree, childIn(tree, at, RsField.type)).head;
  return name;
}
