/** What a name stands for, as far as one file shows without running it: where it lives, what binds it, and its dotted name through imports and aliases. */
import { intern, nameOf } from '../syntax/names.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Binding, Bindings } from './looked-up.ts';
import { builtinNames } from './model/builtin-names.ts';
import { mangled, placeIn, Symbol } from './scope.ts';
import type { Scope, Scopes } from './scope.ts';

const { Assign, AsyncFunctionDef, Attribute, ClassDef, FunctionDef, Import, ImportFrom, List, Name, Tuple, Identifier, alias } = Py;

/** What is looked up in, and what has been found so far. */
export interface LookupContext {
  readonly tree: Tree;
  readonly scopes: Scopes;
  bindingsIn(scope: Scope): Bindings;
  readonly types: Map<Node, string | null>;
  /** What names stand for, by scope and name. */
  readonly names: Map<Scope, Map<number, string | null>>;
  depth: number;
}

/** Expressions nested deeper than this are not looked into. */
export const DEEPEST = 60;

/** The function, lambda, class or module around a node; comprehensions and annotations belong to the code around them. */
export function scopeOf(scopes: Scopes, node: Node): Node {
  let scope = scopes.list[scopes.of[node] ?? 0];
  while (scope.parent !== -1 && (scope.kind === 'comprehension' || scope.kind === 'generator' || scope.kind === 'annotation')) {
    scope = scopes.list[scope.parent];
  }
  return scope.node;
}

export function placeOf(context: LookupContext, name: Node): 'local' | 'cell' | 'global' | 'class' | 'builtin' | 'unknown' {
  const { tree, scopes } = context;
  if (tree.kind[name] !== Name && tree.kind[name] !== Py.arg) return 'unknown';
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  const place = placeIn(scope, own);
  if (scope.kind === 'module') return boundInModule(context, own) ? 'global' : builtinNames.has(nameOf(own)) ? 'builtin' : 'global';
  switch (place) {
    case 'local':
      return 'local';
    case 'cell':
    case 'free':
      return 'cell';
    case 'class':
      return 'class';
    case 'global':
      return 'global';
    default:
      if (boundInModule(context, own)) return 'global';
      return builtinNames.has(nameOf(own)) && !scopes.list[0].star ? 'builtin' : 'global';
  }
}

const boundInModule = (context: LookupContext, name: number): boolean => {
  const bits = context.scopes.list[0].symbols.get(name) ?? 0;
  return (bits & Symbol.Bound) !== 0 || (context.bindingsIn(context.scopes.list[0]).get(name)?.length ?? 0) > 0;
};

export function qualifiedName(context: LookupContext, expression: Node): string | null {
  const { tree, scopes } = context;
  if (expression < 0 || expression >= tree.size) return null;
  let name = expression;
  while (tree.kind[name] === Attribute && name > 0) name -= 1;
  if (tree.kind[name] !== Name) return null;
  const scope = scopes.list[scopes.of[name]];
  let dotted = meaning(context, scope, mangled(tree.aux[name], scope.privateTo));
  if (dotted === null || dotted === '') return name === expression ? dotted : null;
  for (let at = name + 1; at <= expression; at += 1) dotted += `.${nameOf(tree.aux[at])}`;
  return dotted;
}

function meaning(context: LookupContext, scope: Scope, name: number): string | null {
  let names = context.names.get(scope);
  if (names === undefined) context.names.set(scope, (names = new Map()));
  const known = names.get(name);
  if (known !== undefined) return known;
  if (context.depth > DEEPEST) return null;
  // an alias that leads back to itself stands for nothing
  names.set(name, null);
  context.depth += 1;
  const found = nameInScope(context, scope, name);
  context.depth -= 1;
  names.set(name, found);
  return found;
}

function nameInScope(context: LookupContext, scope: Scope, name: number): string | null {
  const owner = ownerOf(context, scope, name);
  const bits = owner?.symbols.get(name) ?? 0;
  // something binds it that is no import and no alias
  if ((bits & (Symbol.Bound | Symbol.Parameter)) !== 0 && (bits & (Symbol.Imported | Symbol.Aliased)) === 0) return null;
  const bindings = owner === null ? [] : (context.bindingsIn(owner).get(name) ?? []);
  if (bindings.length === 0) {
    const text = nameOf(name);
    const isGlobal = owner === null || owner.kind === 'module';
    return isGlobal && builtinNames.has(text) && !context.scopes.list[0].star ? `builtins.${text}` : null;
  }
  let agreed: string | null = null;
  for (const binding of bindings) {
    const meant = boundName(context, binding, name);
    if (meant === null || (agreed !== null && agreed !== meant)) return null;
    agreed = meant;
  }
  return agreed;
}

/** None for a builtin, and for a global that the file does not bind. */
export function bindingsOf(context: LookupContext, name: Node): readonly Binding[] {
  const { tree, scopes } = context;
  if (tree.kind[name] !== Name) return [];
  const scope = scopes.list[scopes.of[name]];
  const own = mangled(tree.aux[name], scope.privateTo);
  const owner = ownerOf(context, scope, own);
  return owner === null ? [] : (context.bindingsIn(owner).get(own) ?? []);
}

/** The scope whose variable a name is, or `null` for a global that the file does not bind. */
function ownerOf(context: LookupContext, scope: Scope, name: number): Scope | null {
  const { list } = context.scopes;
  switch (placeIn(scope, name)) {
    case 'local':
    case 'cell':
    case 'class':
      return scope;
    case 'free': {
      for (let index = scope.parent; index !== -1; index = list[index].parent) {
        const outer = list[index];
        if (outer.kind !== 'class' && outer.places.get(name) === 'cell') return outer;
      }
      return null;
    }
    default:
      return list[0];
  }
}

/** What one binding makes a name stand for: an import, or a plain alias of something that has a dotted name. */
function boundName(context: LookupContext, binding: Binding, name: number): string | null {
  const { tree } = context;
  const { node } = binding;
  if (tree.kind[node] === alias) return importedName(tree, node);
  if (tree.kind[node] !== Name || tree.kind[binding.via] !== Assign) return null;
  // `dumps = json.dumps`
  const value = binding.via - 1;
  if (tree.parent[node] !== binding.via || (tree.kind[value] !== Attribute && tree.kind[value] !== Name)) return null;
  if (tree.kind[value] === Name && tree.aux[value] === name) return null;
  return qualifiedName(context, value);
}

function importedName(tree: Tree, node: Node): string | null {
  const statement = tree.parent[node];
  const whole = nameOf(tree.aux[node]);
  if (tree.kind[statement] === Import) {
    const renamed = tree.first[node] !== node;
    const dot = whole.indexOf('.');
    return renamed || dot === -1 ? whole : whole.slice(0, dot);
  }
  if (tree.kind[statement] !== ImportFrom || tree.aux[statement] > 0) return null;
  const from = childIn(tree, statement, PyField.module);
  return from === NONE ? null : `${nameOf(tree.aux[from])}.${whole}`;
}

/** Every binding of the names that a scope owns; one pass over its code. */
export function collectBindings(tree: Tree, scopes: Scopes, owner: Scope): Map<number, Binding[]> {
  const table = new Map<number, Binding[]>();
  const context = { scopes } as LookupContext;
  const add = (node: Node, name: number, via: Node): void => {
    const scope = scopes.list[scopes.of[node]];
    const own = mangled(name, scope.privateTo);
    if ((ownerOf(context, scope, own) ?? scopes.list[0]) !== owner) return;
    const bindings = table.get(own);
    if (bindings === undefined) table.set(own, [{ node, via }]);
    else bindings.push({ node, via });
  };
  for (let node = tree.first[owner.node]; node <= owner.node; node += 1) {
    const kind = tree.kind[node];
    if (kind === Name) {
      if (tree.flag[node] !== Context.Load) add(node, tree.aux[node], statementOfTarget(tree, node));
    } else if (kind === alias) {
      if (tree.first[node] !== node) add(node, tree.aux[node - 1], tree.parent[node]);
      else if (tree.kind[tree.parent[node]] === Import && nameOf(tree.aux[node]).includes('.')) {
        add(node, intern(nameOf(tree.aux[node]).split('.')[0]), tree.parent[node]);
      } else add(node, tree.aux[node], tree.parent[node]);
    } else if (kind === FunctionDef || kind === AsyncFunctionDef || kind === ClassDef) add(node, tree.aux[node], node);
    else if (kind === Py.arg || ((kind === Py.MatchAs || kind === Py.MatchStar) && tree.aux[node] !== 0))
      add(node, tree.aux[node], tree.parent[node]);
    else if (kind === Identifier) {
      const up = tree.kind[tree.parent[node]];
      if (up === Py.ExceptHandler || up === Py.MatchMapping) add(node, tree.aux[node], tree.parent[node]);
    }
  }
  return table;
}

/** The statement, loop, comprehension or walrus that stores into a target. */
function statementOfTarget(tree: Tree, node: Node): Node {
  let up = tree.parent[node];
  while (up !== NONE && (tree.kind[up] === Tuple || tree.kind[up] === List || tree.kind[up] === Py.Starred)) up = tree.parent[up];
  return up;
}
