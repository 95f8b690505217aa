/**
 * Names of one function: which binding a name means, where the function around a node is, and what its parameters are.
 *
 * Lexical, as Rust's own rules are: the nearest `let`, pattern or parameter before the use, within the function (closures see through).
 */
import { BlockFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, previousSibling, textOf, type Node, type Tree } from '../../syntax/tree.ts';

const { Function: Fn, Closure, Block, Let, Parameter, SelfParameter, For, Arm, LetCondition, IdentifierPattern, FieldPattern } = Rs;

/** Where a name was bound. */
export interface Binding {
  /** The `IdentifierPattern` (or short `FieldPattern`, or `SelfParameter`) that binds it. */
  readonly pattern: Node;
  /** The `Let`, `Parameter`, `SelfParameter`, `For`, `Arm` or `LetCondition` that holds the pattern. */
  readonly holder: Node;
  /** Whether the pattern is the whole of what is bound (`let x = …`, not `let (x, _) = …`). */
  readonly whole: boolean;
}

/** The function around a node, or `NONE`; closures belong to their function. */
export function functionAround(tree: Tree, node: Node): Node {
  for (let at = node; at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Fn) return at;
  return NONE;
}

/** The function, closure or `async` block around a node, or `NONE`: what its locals belong to, and what `?` and `return` leave. */
export function bodyAround(tree: Tree, node: Node): Node {
  for (let at = node === NONE ? NONE : tree.parent[node]; at !== NONE; at = tree.parent[at]) if (isBody(tree, at)) return at;
  return NONE;
}

/** Whether a node is a body of its own: code in it runs when it is called or polled, not where it is written. */
export const isBody = (tree: Tree, node: Node): boolean =>
  tree.kind[node] === Fn || tree.kind[node] === Closure || (tree.kind[node] === Block && (tree.flag[node] & BlockFlag.async) !== 0);

/** The single name that a path expression consists of, or ''. */
export function simpleName(tree: Tree, node: Node): string {
  if (node === NONE || tree.kind[node] !== Rs.PathExpression) return '';
  const text = textOf(tree, node);
  return /^[A-Za-z_]\w*$/.test(text) ? text : '';
}

/** The binding that a name means at a node; `null` for items, statics and what was not found. */
export function bindingOf(tree: Tree, use: Node, name: string): Binding | null {
  for (let at = use; at !== NONE; at = tree.parent[at]) {
    const parent = tree.parent[at];
    if (parent === NONE) return null;
    const found = boundBeside(tree, at, parent, name);
    if (found !== null) return found;
    if (tree.kind[parent] === Fn) return null;
  }
  return null;
}

/** What a parent binds for one of its children. */
function boundBeside(tree: Tree, child: Node, parent: Node, name: string): Binding | null {
  switch (tree.kind[parent]) {
    case Block:
      return lastBefore(bindingsOf(tree, parent).get(name), tree.first[child]);
    case Fn:
    case Closure:
      for (let before = previousSibling(tree, child); before !== NONE; before = previousSibling(tree, before)) {
        if (tree.kind[before] === SelfParameter && name === 'self') return { pattern: before, holder: before, whole: true };
        if (tree.kind[before] === Parameter) {
          const pattern = childIn(tree, before, RsField.pattern);
          const found = boundIn(tree, pattern === NONE ? before : pattern, name, before);
          if (found !== null) return found;
        } else if (tree.kind[parent] === Closure && tree.field[before] === RsField.parameters) {
          const found = boundIn(tree, before, name, before);
          if (found !== null) return found;
        }
      }
      return null;
    case For:
      return tree.field[child] === RsField.body ? boundIn(tree, childIn(tree, parent, RsField.pattern), name, parent) : null;
    case Arm:
      return tree.field[child] === RsField.pattern ? null : boundIn(tree, childIn(tree, parent, RsField.pattern), name, parent);
    case Rs.If:
    case Rs.While: {
      if (tree.field[child] === RsField.else) return null;
      const condition = childIn(tree, parent, RsField.condition);
      return condition === child ? null : boundInConditions(tree, condition, name);
    }
    case Rs.Binary: {
      // `let Some(x) = a && x.b`: the left side binds for the right
      const left = childIn(tree, parent, RsField.left);
      return left === child || left === NONE ? null : boundInConditions(tree, left, name);
    }
    default:
      return null;
  }
}

const blocks = new WeakMap<Tree, Map<Node, ReadonlyMap<string, readonly Binding[]>>>();

/** What the `let` of a block bind, by name, in the order of the text. Looked for once: every mention in the block asks. */
function bindingsOf(tree: Tree, block: Node): ReadonlyMap<string, readonly Binding[]> {
  let known = blocks.get(tree);
  if (known === undefined) blocks.set(tree, (known = new Map()));
  const found = known.get(block);
  if (found !== undefined) return found;
  const made = new Map<string, Binding[]>();
  for (const holder of childrenIn(tree, block, RsField.statements)) {
    if (tree.kind[holder] !== Let) continue;
    const pattern = childIn(tree, holder, RsField.pattern);
    for (let at = pattern === NONE ? 1 : tree.first[pattern]; at <= pattern; at += 1) {
      if (!bindsName(tree, at)) continue;
      const binding = { pattern: at, holder, whole: at === pattern };
      const name = nameOf(tree.aux[at]);
      const list = made.get(name);
      if (list === undefined) made.set(name, [binding]);
      else list.push(binding);
    }
  }
  known.set(block, made);
  return made;
}

/** The last binding whose statement ends before a node. */
function lastBefore(bindings: readonly Binding[] | undefined, node: Node): Binding | null {
  if (bindings === undefined) return null;
  let low = 0;
  let high = bindings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bindings[middle].holder < node) low = middle + 1;
    else high = middle;
  }
  return bindings[low - 1] ?? null;
}

const bindsName = (tree: Tree, node: Node): boolean =>
  tree.kind[node] === IdentifierPattern || (tree.kind[node] === FieldPattern && tree.first[node] === node);

function boundInConditions(tree: Tree, condition: Node, name: string): Binding | null {
  if (condition === NONE) return null;
  for (let at = condition; at >= tree.first[condition]; at -= 1) {
    if (tree.kind[at] !== LetCondition) continue;
    const found = boundIn(tree, childIn(tree, at, RsField.pattern), name, at);
    if (found !== null) return found;
  }
  return null;
}

function boundIn(tree: Tree, pattern: Node, name: string, holder: Node): Binding | null {
  if (pattern === NONE) return null;
  for (let at = pattern; at >= tree.first[pattern]; at -= 1) {
    if (bindsName(tree, at) && nameOf(tree.aux[at]) === name) {
      return { pattern: at, holder, whole: at === pattern };
    }
  }
  return null;
}

const mentions = new WeakMap<Tree, Map<string, Node[]>>();

/** The path expressions of a tree that are one name, by name, in source order. */
function mentionsOf(tree: Tree, name: string): readonly Node[] {
  let known = mentions.get(tree);
  if (known === undefined) {
    mentions.set(tree, (known = new Map()));
    for (let node = 0; node < tree.size; node += 1) {
      const simple = simpleName(tree, node);
      if (simple === '') continue;
      const list = known.get(simple);
      if (list === undefined) known.set(simple, [node]);
      else list.push(node);
    }
  }
  return known.get(name) ?? [];
}

const uses = new WeakMap<Tree, Map<string, ReadonlyMap<Node, readonly Node[]>>>();

/** Every use of a binding as a path expression inside its function, in source order. */
export function usesOf(tree: Tree, binding: Binding, name: string): readonly Node[] {
  let known = uses.get(tree);
  if (known === undefined) uses.set(tree, (known = new Map()));
  let byPattern = known.get(name);
  if (byPattern === undefined) {
    const found = new Map<Node, Node[]>();
    for (const path of mentionsOf(tree, name)) {
      const pattern = bindingOf(tree, path, name)?.pattern;
      if (pattern === undefined || path <= pattern) continue;
      const list = found.get(pattern);
      if (list === undefined) found.set(pattern, [path]);
      else list.push(path);
    }
    known.set(name, (byPattern = found));
  }
  return byPattern.get(binding.pattern) ?? [];
}

/** What an expression is once grouping, casts, `.cast()` and blocks that only hold it are taken off. */
export function bare(tree: Tree, node: Node): Node {
  let at = node;
  for (let step = 0; at !== NONE && step < 64; step += 1) {
    const kind = tree.kind[at];
    if (kind === Rs.GroupedExpression || kind === Rs.TypeCast) at = firstExpression(tree, at);
    else if (kind === Block && tree.first[at] !== at && childIn(tree, at, RsField.value) !== NONE && onlyValue(tree, at))
      at = childIn(tree, at, RsField.value);
    else if (kind === Rs.MethodCall && castMethods.has(nameOf(tree.aux[at]))) at = childIn(tree, at, RsField.receiver);
    else return at;
  }
  return at;
}

const castMethods: ReadonlySet<string> = new Set(['cast', 'cast_mut', 'cast_const']);

function firstExpression(tree: Tree, node: Node): Node {
  const named = childIn(tree, node, RsField.operand) !== NONE ? childIn(tree, node, RsField.operand) : childIn(tree, node, RsField.value);
  return named !== NONE ? named : tree.first[node] === node ? NONE : firstChild(tree, node);
}

export function firstChild(tree: Tree, node: Node): Node {
  let found = NONE;
  for (let child = node - 1; child >= tree.first[node]; child = tree.first[child] - 1) found = child;
  return found;
}

function onlyValue(tree: Tree, block: Node): boolean {
  for (let child = block - 1; child >= tree.first[block]; child = tree.first[child] - 1) {
    if (tree.field[child] === RsField.statements) return false;
  }
  return true;
}

/**
 * Whether an expression lives at least to the end of its statement: a name that a `let` or a parameter binds, or a temporary.
 * Both are dropped after every argument of the call around them was used.
 */
export function isTemporaryOrLocal(tree: Tree, expression: Node): boolean {
  const node = bare(tree, expression);
  if (node === NONE) return false;
  const name = simpleName(tree, node);
  if (name !== '') {
    const binding = bindingOf(tree, node, name);
    return binding !== null && (tree.kind[binding.holder] === Let || tree.kind[binding.holder] === Parameter);
  }
  return tree.kind[node] === Rs.Call || tree.kind[node] === Rs.MethodCall || tree.kind[node] === Rs.Try;
}

/** `call;`, `let _ = call;`, `_ = call;`, also where the call ends an `unsafe` block that is itself thrown away. */
export function isDiscarded(tree: Tree, call: Node): boolean {
  let at = call;
  for (let parent = tree.parent[at]; parent !== NONE; at = parent, parent = tree.parent[at]) {
    switch (tree.kind[parent]) {
      case Rs.GroupedExpression:
        continue;
      case Rs.Block:
        if (tree.field[at] !== RsField.value || tree.kind[tree.parent[parent]] === Rs.Function) return false;
        continue;
      case Rs.ExpressionStatement:
        return tree.flag[parent] === 1 || tree.kind[at] === Rs.Block;
      case Rs.Let: {
        const pattern = childIn(tree, parent, RsField.pattern);
        return pattern !== NONE && tree.kind[pattern] === Rs.WildcardPattern;
      }
      case Rs.Assignment: {
        const left = childIn(tree, parent, RsField.left);
        return left !== at && left !== NONE && tree.kind[left] === Rs.Underscore;
      }
      default:
        return false;
    }
  }
  return false;
}
