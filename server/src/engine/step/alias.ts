/**
 * Which names of a file may stand for the same objects, judged by the text: names are put together when one is assigned to, passed as or looped over from the other.
 *
 * Not sound against every caller; it decides only how far a parameter's count may be told relative to its entry.
 */
import { nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Program } from '../lower/code.ts';

const known = new WeakMap<Tree, (one: string, other: string) => boolean>();

/** Whether two names may stand for one object. */
export function aliases(program: Program): (one: string, other: string) => boolean {
  const { tree } = program;
  let same = known.get(tree);
  if (same === undefined) known.set(tree, (same = unify(tree)));
  return same;
}

function unify(tree: Tree): (one: string, other: string) => boolean {
  const leader = new Map<string, string>();
  const find = (name: string): string => {
    let at = name;
    for (let up = leader.get(at); up !== undefined && up !== at; up = leader.get(at)) at = up;
    return at;
  };
  /** Names that were given something of the same name: `self.left = left`. */
  const echoes = new Set<string>();
  const join = (one: string, other: string): void => {
    if (one === other) echoes.add(one);
    const a = find(one);
    const b = find(other);
    if (a !== b) leader.set(a, b);
  };
  const parameters = parametersByName(tree);
  for (let node = 0; node < tree.size; node += 1) {
    switch (tree.kind[node]) {
      case Py.Assign:
        for (const target of childrenIn(tree, node, PyField.targets)) flow(tree, target, node - 1, join);
        break;
      case Py.AnnAssign:
      case Py.NamedExpr: {
        const value = childIn(tree, node, PyField.value);
        if (value !== NONE) flow(tree, childIn(tree, node, PyField.target), value, join);
        break;
      }
      case Py.For:
      case Py.comprehension:
        flow(tree, childIn(tree, node, PyField.target), childIn(tree, node, PyField.iter), join);
        break;
      case Py.Call: {
        const parts = children(tree, node);
        const callee = last(tree, parts[0]);
        for (const names of callee === null ? [] : (parameters.get(callee) ?? [])) {
          const shift = names.self === '' ? 0 : 1;
          parts.slice(1).forEach((argument, at) => {
            const keyword = tree.kind[argument] === Py.keyword;
            const name = keyword ? nameOf(tree.aux[argument]) : names.list[at + shift];
            if (name !== undefined) for (const source of sources(tree, keyword ? argument - 1 : argument)) join(name, source);
          });
          if (shift === 1 && tree.kind[parts[0]] === Py.Attribute)
            for (const source of sources(tree, parts[0] - 1)) join(names.self, source);
        }
        break;
      }
      default:
        break;
    }
  }
  return (one, other) =>
    one === other ? echoes.has(one) || leader.has(one) || [...leader.values()].includes(one) : find(one) === find(other);
}

interface Signature {
  readonly list: readonly string[];
  /** What the first parameter of a method stands for: `self` of its class; '' if it is no method. */
  readonly self: string;
}

function parametersByName(tree: Tree): Map<string, Signature[]> {
  const found = new Map<string, Signature[]>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.FunctionDef && tree.kind[node] !== Py.AsyncFunctionDef) continue;
    const list = childIn(tree, node, PyField.args);
    const names =
      list === NONE
        ? []
        : [...childrenIn(tree, list, PyField.posonlyargs), ...childrenIn(tree, list, PyField.args)].map((one) => nameOf(tree.aux[one]));
    const up = tree.parent[node];
    const method = up !== NONE && tree.kind[up] === Py.ClassDef && (names[0] === 'self' || names[0] === 'cls');
    const signature: Signature = { list: names, self: method ? `self of ${nameOf(tree.aux[up])}` : '' };
    const add = (name: string): void => void found.set(name, [...(found.get(name) ?? []), signature]);
    add(nameOf(tree.aux[node]));
    // a class is called with the arguments of its `__init__`
    if (nameOf(tree.aux[node]) === '__init__' && method) add(nameOf(tree.aux[up]));
  }
  return found;
}

/** `self` is another object in every class. */
function nameAt(tree: Tree, node: Node): string {
  const name = nameOf(tree.aux[node]);
  if (name !== 'self' || tree.kind[node] !== Py.Name) return name;
  for (let up = tree.parent[node]; up !== NONE; up = tree.parent[up])
    if (tree.kind[up] === Py.ClassDef) return `self of ${nameOf(tree.aux[up])}`;
  return name;
}

function flow(tree: Tree, target: Node, value: Node, join: (one: string, other: string) => void): void {
  if (target === NONE || value === NONE) return;
  if (tree.kind[target] === Py.Tuple || tree.kind[target] === Py.List) {
    const targets = children(tree, target);
    const values = tree.kind[value] === Py.Tuple || tree.kind[value] === Py.List ? children(tree, value) : [];
    targets.forEach((one, at) => flow(tree, one, values.length === targets.length ? values[at] : value, join));
    return;
  }
  const name = last(tree, target);
  if (name !== null) for (const source of sources(tree, value)) join(name, source);
}

/** The last name of a dotted or subscripted expression. */
function last(tree: Tree, node: Node): string | null {
  let at = node;
  for (let depth = 0; depth < 30; depth += 1) {
    switch (tree.kind[at]) {
      case Py.Name:
      case Py.Attribute:
        return nameAt(tree, at);
      case Py.Subscript:
        at = tree.first[at - 1] - 1;
        break;
      case Py.Starred:
        at -= 1;
        break;
      default:
        return null;
    }
  }
  return null;
}

/** Names whose object an expression may hand on as it is. */
function sources(tree: Tree, node: Node, depth = 0): string[] {
  if (depth > 8) return [];
  switch (tree.kind[node]) {
    case Py.IfExp:
      return [childIn(tree, node, PyField.body), childIn(tree, node, PyField.orelse)].flatMap((one) => sources(tree, one, depth + 1));
    case Py.BoolOp:
    case Py.Tuple:
    case Py.List:
      return children(tree, node).flatMap((one) => sources(tree, one, depth + 1));
    case Py.NamedExpr:
      return sources(tree, node - 1, depth + 1);
    case Py.Await:
      return sources(tree, node - 1, depth + 1);
    default: {
      const name = last(tree, node);
      return name === null ? [] : [name];
    }
  }
}
