/**
 * Puts the classes that a file imports from its project before the file's own text, so that the search for cycles runs through them.
 *
 * The result is a tree of a text: the definitions as they stand elsewhere, then the file with those imports taken out at the same length. So every
 * node and offset of the file is where it was, moved by one number. What of those definitions is not taken over stands for something unknown;
 * where a name would mean something else here than there, the class is left out.
 */
import type { Span } from '../base/span.ts';
import { isClassName } from '../project/links.ts';
import { composed, nameless, wholeOf } from '../syntax/python/compose.ts';
import type { Part } from '../syntax/python/compose.ts';
import { nameOf } from '../syntax/names.ts';
import { parse } from '../syntax/parse.ts';
import { startWithDecorators, moduleOf } from '../syntax/python/access.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childrenIn, NONE, root, textOf } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { keepingMethods, ringsByName } from './rings.ts';
import { placeIn, scopesOf } from './scope.ts';
import type { Scopes } from './scope.ts';
import { unqualified } from './unqualified.ts';

/** A file of the project. */
export interface Module {
  readonly path: string;
  readonly tree: Tree;
}

/** The file that a module means which a file names in an import (`pkg.child`, `..child`); `null` for one that is not of the project. */
export type FindModule = (from: string, module: string) => Module | null;

export interface Linked {
  readonly tree: Tree;
  /** How many nodes, and how many characters, stand before the file's own. */
  readonly nodes: number;
  readonly characters: number;
  /** The node of the file that a node is; `NONE` for one of what stands before. */
  nodeOf(node: Node): Node;
  /** Where a place of the text is; `null` for what was made up. */
  placeOf(span: Span): { readonly span: Span; readonly path?: string } | null;
}

/** Definitions that are taken over for one file, and re-exports that are followed. */
const MOST = 30;
const HOPS = 3;

/** `null` where the file imports no class of the project that could matter for a cycle. */
export function linkClasses(own: Tree, ownScopes: Scopes, path: string, find: FindModule): Linked | null {
  if (own.errors > 0) return null;
  const plain = unqualified(
    own,
    (module) => find(path, module) !== null,
    (names) => usedInRings(own, ownScopes, Py.Attribute, names).size > 0,
  );
  const tree = plain?.tree ?? own;
  const scopes = plain === null ? ownScopes : scopesOf(tree);
  const modules = plain?.modules ?? none;
  const used = usedClasses(tree);
  const imports = importedNames(tree, used, modules);
  const called = new Set([...used].filter((name) => imports.has(name) || modules.has(name)));
  if (called.size === 0) return null;
  // those that functions call which could make a ring, or that the classes of such functions inherit from
  const wanted = usedInRings(tree, scopes, Py.Name, called);
  if (wanted.size === 0) return null;
  let work: Work = { tree, path, find, imports, modules, taken: new Map(), order: [], unknown: new Set(), blanked: new Set() };
  for (const name of wanted) {
    // what one class alone brings along goes with it
    const { taken, order, unknown, blanked } = work;
    const trial = { ...work, taken: new Map(taken), order: [...order], unknown: new Set(unknown), blanked: new Set(blanked) };
    if (take(trial, name)) work = trial;
  }
  if (work.order.length === 0) return null;
  const linked = linkedText(work);
  return plain === null ? linked : { ...linked, nodeOf: (node) => plain.nodeOf(linked.nodeOf(node)) };
}

const none: ReadonlyMap<number, string> = new Map();

interface Work {
  readonly tree: Tree;
  readonly path: string;
  readonly find: FindModule;
  /** The aliases of `from … import` by the name they bind; names that something else binds too are not among them. */
  readonly imports: ReadonlyMap<number, readonly Node[]>;
  /** The modules of classes that no import binds, for the file speaks of them as `module.Class`. */
  readonly modules: ReadonlyMap<number, string>;
  /** What was taken over, by name. */
  readonly taken: Map<number, Definition>;
  /** In the order in which they have to stand. */
  readonly order: Definition[];
  /** Names that the definitions use and that stand for something unknown. */
  readonly unknown: Set<string>;
  readonly blanked: Set<Node>;
}

interface Definition {
  readonly module: Module;
  readonly node: Node;
}

/** Names that nothing in the file binds but `from … import`; none where none of the classes that are `used` is imported or of one of the modules. */
function importedNames(tree: Tree, used: ReadonlySet<number>, modules: ReadonlyMap<number, string>): ReadonlyMap<number, readonly Node[]> {
  const found = new Map<number, Node[]>();
  const others = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.alias) continue;
    const bound = boundBy(tree, node);
    if (tree.kind[tree.parent[node]] !== Py.ImportFrom) others.add(bound);
    else found.set(bound, [...(found.get(bound) ?? []), node]);
  }
  if (![...used].some((name) => found.has(name) || modules.has(name))) return new Map();
  for (let node = 0; node < tree.size; node += 1) if (binds(tree, node)) others.add(tree.aux[node]);
  for (const name of others) found.delete(name);
  return found;
}

/** Names that are called or inherited from, and look like those of classes. */
function usedClasses(tree: Tree): ReadonlySet<number> {
  const used = new Set<number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.Name) continue;
    if (tree.field[node] === PyField.func || (tree.field[node] === PyField.bases && tree.kind[tree.parent[node]] === Py.ClassDef))
      used.add(tree.aux[node]);
  }
  return new Set([...used].filter((name) => isClassName(nameOf(name))));
}

function binds(tree: Tree, node: Node): boolean {
  const kind = tree.kind[node];
  if (kind === Py.Name) return tree.flag[node] !== Context.Load;
  return kind === Py.ClassDef || kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.arg;
}

/** Those of the names of classes that stand, by themselves or behind a module (`kind`), in functions which could make a ring, or in their classes' bases. */
function usedInRings(tree: Tree, scopes: Scopes, kind: number, classes: ReadonlySet<number>): ReadonlySet<number> {
  const found = new Set<number>();
  for (const code of ringsByName(tree, scopes, keepingMethods(tree), root(tree), classes)) {
    if (code === root(tree)) continue;
    const around = tree.parent[code];
    const bases = around !== NONE && tree.kind[around] === Py.ClassDef ? childrenIn(tree, around, PyField.bases) : [];
    for (const base of bases) if (tree.kind[base] === kind && classes.has(tree.aux[base])) found.add(tree.aux[base]);
    for (let node = tree.first[code]; node < code; node += 1)
      if (tree.kind[node] === kind && tree.field[node] === PyField.func && classes.has(tree.aux[node])) found.add(tree.aux[node]);
  }
  return found;
}

/** Takes over the class that an imported name of the file stands for. */
function take(work: Work, name: number): boolean {
  const { tree, path, find, imports, modules, blanked } = work;
  const aliases = imports.get(name) ?? [];
  const module = modules.get(name);
  let agreed: Definition | null = module === undefined ? null : definitionOf(find, path, module, name, 0);
  for (const each of aliases) {
    // under another name it would not be found where it is spoken of
    if (tree.first[each] !== each || nameOf(name).length < 2) return false;
    const found = definitionOf(find, path, moduleOf(tree, tree.parent[each]), name, 0);
    if (found === null || found.module.path === path) return false;
    if (agreed !== null && (agreed.module.path !== found.module.path || agreed.node !== found.node)) return false;
    agreed = found;
  }
  if (
    agreed === null ||
    agreed.module.path === path ||
    agreed.module.tree.kind[agreed.node] !== Py.ClassDef ||
    !takeDefinition(work, agreed)
  )
    return false;
  for (const each of aliases) blanked.add(each);
  return true;
}

/** The definition that a module gives a name to, through what it imports from others. */
function definitionOf(find: FindModule, from: string, module: string, name: number, hops: number): Definition | null {
  const found = find(from, module);
  if (found === null || found.tree.errors > 0) return null;
  const node = soleBinding(found.tree, name);
  if (node === NONE) return null;
  if (found.tree.kind[node] !== Py.alias) return { module: found, node };
  const statement = found.tree.parent[node];
  // a package hands on the names of its modules
  if (!/(^|\/)__init__\.pyi?$/.test(found.path)) return null;
  if (hops >= HOPS || found.tree.kind[statement] !== Py.ImportFrom || found.tree.first[node] !== node) return null;
  return definitionOf(find, found.path, moduleOf(found.tree, statement), name, hops + 1);
}

const bindings = new WeakMap<Tree, ReadonlyMap<number, Node>>();

/** The names that a module binds, each with the one class, function or import that does; `NONE` where that is something else, or more than one. */
function bindingsOf(tree: Tree): ReadonlyMap<number, Node> {
  let known = bindings.get(tree);
  if (known !== undefined) return known;
  const found = new Map<number, Node>();
  const { list, of } = scopesFor(tree);
  const add = (name: number, node: Node): void => void found.set(name, found.has(name) ? NONE : node);
  for (let node = 0; node < tree.size; node += 1) {
    const isAlias = tree.kind[node] === Py.alias;
    if (!isAlias && !binds(tree, node)) continue;
    const name = isAlias ? boundBy(tree, node) : tree.aux[node];
    const scope = list[of[node]];
    if (scope.kind !== 'module' && placeIn(scope, name) !== 'global') continue;
    const statement = isAlias ? tree.parent[node] : node;
    add(name, tree.kind[node] !== Py.Name && tree.parent[statement] === root(tree) ? node : NONE);
  }
  bindings.set(tree, (known = found));
  return known;
}

const soleBinding = (tree: Tree, name: number): Node => bindingsOf(tree).get(name) ?? NONE;

/** The name that an import binds; of `import a.b` the first part is left out, for nothing here speaks of it. */
const boundBy = (tree: Tree, alias: Node): number => (tree.first[alias] === alias ? tree.aux[alias] : tree.aux[alias - 1]);

const opened = new WeakMap<Tree, Scopes>();

function scopesFor(tree: Tree): Scopes {
  let scopes = opened.get(tree);
  if (scopes === undefined) opened.set(tree, (scopes = scopesOf(tree)));
  return scopes;
}

/** Takes over a class or function with the definitions that it speaks of; `false` where a name of it means something else here. */
function takeDefinition(work: Work, definition: Definition): boolean {
  const { module, node } = definition;
  const { tree } = module;
  const name = tree.aux[node];
  const known = work.taken.get(name);
  if (known !== undefined) return known.module.path === module.path && known.node === node;
  if (work.taken.size >= MOST) return false;
  work.taken.set(name, definition);
  for (const used of globalsUsed(tree, node)) {
    const defined = soleBinding(tree, used);
    const kind = defined === NONE ? 0 : tree.kind[defined];
    const isOwn = bindingsOf(work.tree).has(used);
    if (kind === Py.ClassDef || kind === Py.FunctionDef) {
      if (isOwn && !meansSame(work, used, { module, node: defined })) return false;
      if (!takeDefinition(work, { module, node: defined })) return false;
      for (const each of work.imports.get(used) ?? []) work.blanked.add(each);
    } else if (kind === Py.alias && tree.kind[tree.parent[defined]] === Py.Import && tree.first[defined] === defined) {
      // `import weakref` here and there are one
      if (isOwn && !importsSame(work.tree, defined, tree)) return false;
      work.unknown.add(`import ${nameOf(tree.aux[defined])}`);
    } else if (kind === Py.alias && tree.kind[tree.parent[defined]] === Py.ImportFrom) {
      const from = moduleOf(tree, tree.parent[defined]);
      // what comes back from the file itself
      if (work.find(module.path, from)?.path === work.path) continue;
      if (isOwn && !importsSame(work.tree, defined, tree)) return false;
      if (!isOwn) work.unknown.add(`from ${from.startsWith('.') ? unknownModule : from} import ${textOf(tree, defined)}`);
    } else if (isOwn) return false;
    else if (bindingsOf(tree).has(used)) work.unknown.add(`from ${unknownModule} import ${nameOf(used)}`);
  }
  work.order.push(definition);
  return true;
}

/** A module that is of no library. */
const unknownModule = '_decref_elsewhere';

/** The names of the module, and of builtins, that a definition uses. */
function globalsUsed(tree: Tree, node: Node): ReadonlySet<number> {
  const scopes = scopesFor(tree);
  const found = new Set<number>();
  for (let inner = tree.first[node]; inner < node; inner += 1) {
    if (tree.kind[inner] !== Py.Name) continue;
    const scope = scopes.list[scopes.of[inner]];
    const place = placeIn(scope, tree.aux[inner]);
    if (scope.kind === 'module' || place === 'global' || place === 'globalImplicit' || place === 'class') found.add(tree.aux[inner]);
  }
  found.delete(tree.aux[node]);
  return found;
}

/** Whether all that binds a name of the file is an import of that very definition. */
function meansSame({ imports, tree, path, find }: Work, name: number, { module, node }: Definition): boolean {
  const aliases = imports.get(name) ?? [];
  return (
    aliases.length > 0 &&
    aliases.every((each) => {
      if (tree.first[each] !== each || nameOf(name).length < 2) return false;
      const found = definitionOf(find, path, moduleOf(tree, tree.parent[each]), name, 0);
      return found !== null && found.module.path === module.path && found.node === node;
    })
  );
}

function importsSame(tree: Tree, other: Node, from: Tree): boolean {
  const own = soleBinding(tree, boundBy(from, other));
  if (own === NONE || tree.kind[own] !== Py.alias || textOf(tree, own) !== textOf(from, other)) return false;
  const [here, there] = [tree.parent[own], from.parent[other]];
  if (tree.kind[here] !== from.kind[there]) return false;
  return tree.kind[here] === Py.Import || (tree.aux[here] === 0 && moduleOf(tree, here) === moduleOf(from, there));
}

// ------------------------------------------------------------------ the text

interface Piece {
  readonly start: number;
  readonly end: number;
  /** Where it stands in its file. */
  readonly from: number;
  readonly path: string;
}

function linkedText({ tree, order, unknown, blanked }: Work): Linked {
  const header = parse('python', `from __future__ import annotations\n${[...unknown].sort().join('\n')}\n`);
  const parts: Part[] = [wholeOf(header)];
  const pieces: Piece[] = [];
  let characters = header.text.length;
  let nodes = header.size - 1;
  for (const { module, node } of order) {
    const start = startWithDecorators(module.tree, node);
    const end = module.tree.end[node];
    pieces.push({ start: characters, end: characters + end - start, from: start, path: module.path });
    parts.push({ tree: module.tree, from: module.tree.first[node], to: node, start, end });
    characters += end - start + 1;
    nodes += node - module.tree.first[node] + 1;
  }
  parts.push(wholeOf(nameless(tree, [...blanked])));
  return {
    tree: composed(parts),
    nodes,
    characters,
    nodeOf: (node) => (node < nodes ? NONE : node - nodes),
    placeOf({ start, end }) {
      if (start >= characters) return { span: { start: start - characters, end: end - characters } };
      const piece = pieces.find((one) => start >= one.start && end <= one.end);
      if (piece === undefined) return null;
      const moved = piece.from - piece.start;
      return { span: { start: start + moved, end: end + moved }, path: piece.path };
    },
  };
}
