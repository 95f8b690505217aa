/**
 * Resources that a file opens, and the ways on which they are not released: every acquiring call, followed on all paths of the code that runs it.
 *
 * A file without an acquiring call costs one look at the names of its calls.
 */
import type { Steps } from '../base/steps.ts';
import { intern, nameOf } from '../syntax/names.ts';
import { argumentsOf, calleeOf, decoratorsOf, isFunction, keywordValue } from '../syntax/python/access.ts';
import { Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, type Node, type Tree } from '../syntax/tree.ts';
import type { PythonVersion } from '../base/version.ts';
import type { Event, ResourceFact } from './facts.ts';
import type { Code, Program } from './lower/code.ts';
import { programOf } from './lower/program.ts';
import type { Lookup } from './lookup.ts';
import type { ResourceKind } from './model/resources.ts';
import type { Making, ResourceTable } from './resource-table.ts';
import { walk, type Fate, type Leak, type Outcome, type Walk } from './resource-walk.ts';
import { staysHere } from './resource-views.ts';
import type { Scopes } from './scope.ts';

/** Every resource of the file that some way leaves open, in source order. */
export function* findResources(
  tree: Tree,
  scopes: Scopes,
  version: PythonVersion,
  lookup: Lookup,
  table: ResourceTable,
): Steps<ResourceFact[]> {
  const opened = openings(tree, lookup, table);
  if (opened.length === 0) return [];
  const file = new File(tree, scopes, programOf(tree, scopes, version, 'whole', true), lookup);
  const found: ResourceFact[] = [];
  for (const { call, making } of opened) {
    yield;
    const fact = file.judge(call, making);
    if (fact === null) continue;
    // both ends of a pipe are one report
    if (found.at(-1)?.at !== call) found.push(fact);
    else if (gravity.indexOf(fact.shape) < gravity.indexOf(found[found.length - 1].shape)) found[found.length - 1] = fact;
  }
  return found;
}

const gravity = ['never', 'early', 'error', 'suspended'];

export interface Opening {
  readonly call: Node;
  readonly making: Making;
}

/** Calls that open something, and calls of functions of the file that do no more than answer such a call. */
export function openings(tree: Tree, lookup: Lookup, table: ResourceTable): Opening[] {
  const { makings, lastNames } = table;
  const found: Opening[] = [];
  const answering = new Map<number, Making>();
  const calls = lookup.nodes(Py.Call);
  for (const call of calls) {
    const callee = calleeOf(tree, call);
    const kind = tree.kind[callee];
    if ((kind !== Py.Name && kind !== Py.Attribute) || !lastNames.has(tree.aux[callee])) continue;
    const list = makings.get(lookup.qualifiedName(callee) ?? methodOfMade(tree, lookup, callee) ?? '');
    for (const making of list ?? []) {
      if (making.kind.goesWithMaker === true && isMadeHere(tree, lookup, callee)) continue;
      if (wraps(tree, lookup, call, table) || isForTypes(tree, lookup, call)) continue;
      found.push({ call, making });
      const answers = answeredBy(tree, lookup, call);
      if (answers !== NONE && making.element === -1 && !making.awaited) answering.set(tree.aux[answers], making);
    }
  }
  for (const [factory, list] of table.factories) {
    for (const made of lookup.callsOf(factory)) {
      const [target, another] = tree.kind[tree.parent[made]] === Py.Assign ? childrenIn(tree, tree.parent[made], PyField.targets) : [];
      if (target === undefined || another !== undefined || tree.kind[target] !== Py.Name) continue;
      for (const call of calls) {
        const callee = calleeOf(tree, call);
        if (tree.kind[callee] !== Py.Name || tree.aux[callee] !== tree.aux[target]) continue;
        const [binding, other] = lookup.bindingsOf(callee);
        if (binding === target && other === undefined) found.push(...list.map((making) => ({ call, making })));
      }
    }
  }
  if (answering.size === 0) return found.sort((a, b) => a.call - b.call);
  for (const call of calls) {
    const callee = calleeOf(tree, call);
    const making = tree.kind[callee] === Py.Name ? answering.get(tree.aux[callee]) : undefined;
    if (making !== undefined && lookup.placeOf(callee) === 'global' && lookup.bindingsOf(callee).length === 1) found.push({ call, making });
  }
  return found.sort((a, b) => a.call - b.call);
}

/** Whether a node stands under `if TYPE_CHECKING:`, where nothing runs. */
function isForTypes(tree: Tree, lookup: Lookup, node: Node): boolean {
  for (let at = node; tree.parent[at] !== NONE; at = tree.parent[at]) {
    const up = tree.parent[at];
    if (tree.kind[up] !== Py.If || tree.field[at] !== PyField.body) continue;
    if (/^typing(_extensions)?\.TYPE_CHECKING$/.test(lookup.qualifiedName(childIn(tree, up, PyField.test)) ?? '')) return true;
  }
  return false;
}

const inMemory = new Set(['io.BytesIO', 'io.StringIO']);
const overFiles = /^(gzip|bz2|lzma|zipfile|tarfile|wave|sunau|aifc|compression)\./;
const fileobj = intern('fileobj');

/** Whether an archive or compressed file only reads what is open already (or is no file): then it owns nothing. */
function wraps(tree: Tree, lookup: Lookup, call: Node, { makings }: ResourceTable): boolean {
  if (!overFiles.test(lookup.qualifiedName(calleeOf(tree, call)) ?? '')) return false;
  if (keywordValue(tree, call, fileobj) !== NONE) return true;
  let [given] = argumentsOf(tree, call);
  if (given === undefined) return false;
  if (tree.kind[given] === Py.Name) {
    if (nameOf(tree.aux[given]) === 'self') return true;
    const [target, another] = lookup.bindingsOf(given);
    if (target === undefined || another !== undefined) return false;
    const statement = tree.parent[target];
    if (tree.kind[statement] === Py.withitem) given = tree.first[target] - 1;
    else if (tree.kind[statement] === Py.Assign) given = statement - 1;
    else return false;
  }
  if (tree.kind[given] !== Py.Call) return false;
  const dotted = lookup.qualifiedName(calleeOf(tree, given)) ?? '';
  return inMemory.has(dotted) || makings.get(dotted)?.some(({ kind }) => isFile.test(kind.what)) === true;
}

const isFile = /file$|response$|archive$/;

/** `Path(…).open`, `server.accept`, as the table calls them by what made their object: `pathlib.Path().open`; `null` where that is not known. */
function methodOfMade(tree: Tree, lookup: Lookup, callee: Node, depth = 0): string | null {
  if (tree.kind[callee] !== Py.Attribute || depth > 3) return null;
  let owner = callee - 1;
  if (tree.kind[owner] === Py.Name || tree.kind[owner] === Py.Attribute) {
    const [target, another] = tree.kind[owner] === Py.Name ? lookup.bindingsOf(owner) : lookup.attributeStores(tree.aux[owner]);
    if (target === undefined || another !== undefined) return null;
    const statement = tree.parent[target];
    if (tree.kind[statement] === Py.Assign) owner = statement - 1;
    else if (tree.kind[statement] === Py.withitem) owner = tree.first[target] - 1;
    else return null;
  }
  if (tree.kind[owner] === Py.Await) owner -= 1;
  if (tree.kind[owner] !== Py.Call) return null;
  const maker = calleeOf(tree, owner);
  const made = lookup.qualifiedName(maker) ?? methodOfMade(tree, lookup, maker, depth + 1);
  return made === null ? null : `${made}().${nameOf(tree.aux[callee])}`;
}

/** Whether a call asks what the same code made, or what has no name: `connect().cursor()`. What is kept elsewhere outlives this code. */
function isMadeHere(tree: Tree, lookup: Lookup, callee: Node): boolean {
  const owner = callee - 1;
  return tree.kind[owner] === Py.Call || tree.kind[owner] === Py.Attribute || lookup.placeOf(owner) === 'local';
}

/** The undecorated function of the module whose only `return` answers this call, or `NONE`. */
function answeredBy(tree: Tree, lookup: Lookup, call: Node): Node {
  const statement = tree.parent[call];
  if (tree.kind[statement] !== Py.Return) return NONE;
  const owner = lookup.scopeOf(call);
  if (tree.kind[owner] !== Py.FunctionDef || decoratorsOf(tree, owner).length > 0) return NONE;
  if (tree.kind[tree.parent[owner]] !== Py.Module) return NONE;
  for (let node = tree.first[owner]; node < owner; node += 1) {
    const kind = tree.kind[node];
    if ((kind === Py.Return && node !== statement) || kind === Py.Yield || kind === Py.YieldFrom) return NONE;
  }
  return owner;
}

/** What is the same for all handles of a file. */
class File {
  private readonly fates = new Map<string, Fate>();
  private readonly tree: Tree;
  private readonly scopes: Scopes;
  private readonly program: Program;
  private readonly lookup: Lookup;

  constructor(tree: Tree, scopes: Scopes, program: Program, lookup: Lookup) {
    this.tree = tree;
    this.scopes = scopes;
    this.program = program;
    this.lookup = lookup;
  }

  judge(call: Node, making: Making): ResourceFact | null {
    const code = this.codeAt(call);
    if (code === null || code.kind === 'class') return null;
    const outcome = walk(this.about(code, making, call));
    return factOf(this.tree, code, call, making, outcome);
  }

  private about(code: Code, { kind, element, awaited }: Making, call: Node): Walk {
    const { tree, program, lookup } = this;
    return {
      tree,
      program,
      code,
      kind,
      call,
      element,
      awaited,
      qualifiedName: lookup.qualifiedName,
      staysHere: (node) => staysHere(tree, lookup, node),
      fateOf: (at, position, keyword) => this.fateOf(kind, at, position, keyword),
      globalSlot: code.kind === 'module' ? this.globalSlots(code) : () => -1,
    };
  }

  /** The code that runs a node; functions around it are lowered on the way. */
  private codeAt(node: Node): Code | null {
    const path: number[] = [];
    for (let scope = this.scopes.list[this.scopes.of[node]]; scope !== undefined; scope = this.scopes.list[scope.parent])
      path.push(scope.index);
    let code: Code | undefined = this.program.module;
    for (let at = path.length - 2; at >= 0; at -= 1) {
      code = this.program.codeOf.get(path[at]);
      code?.pending?.();
    }
    return code ?? null;
  }

  /** Names of the module that only its own code uses, the first few of them, behind its slots. */
  private globalSlots(code: Code): (name: number) => number {
    const known = new Map<number, number>();
    const elsewhere = (name: number): boolean =>
      this.scopes.list.some((scope) => scope.index !== code.scope.index && scope.places.has(name) && scope.places.get(name) !== 'local');
    return (name) => {
      let slot = known.get(name);
      if (slot === undefined) {
        const own = code.scope.places.has(name) && !elsewhere(name) && known.size < 400;
        slot = own ? code.slots.length + known.size : -1;
        known.set(name, slot);
      }
      return slot;
    };
  }

  private fateOf(kind: ResourceKind, call: Node, position: number, keyword: string | null): Fate {
    const { tree } = this;
    const callee = calleeOf(tree, call);
    const isMethod = tree.kind[callee] === Py.Attribute;
    const definition = isMethod ? this.methodCalled(callee) : this.functionCalled(callee);
    if (definition === NONE || decoratorsOf(tree, definition).length > 0) return 'keeps';
    const scope = this.scopes.opened.get(definition);
    const code = scope === undefined ? null : this.codeAt(tree.first[definition] < definition ? lastOf(tree, definition) : definition);
    if (code === null || code.node !== definition || code.suspends) return 'keeps';
    const { positional, keywordOnly } = code.parameters;
    const index = position + (isMethod ? 1 : 0);
    const name = keyword ?? positional[index];
    const slot = name === undefined || (!positional.includes(name) && !keywordOnly.includes(name)) ? -1 : code.slots.indexOf(name);
    if (slot === -1 || code.cells.has(slot)) return 'keeps';
    const key = `${code.index}:${slot}:${kind.closedBy.join()}`;
    const known = this.fates.get(key);
    if (known !== undefined) return known;
    this.fates.set(key, 'keeps');
    const outcome = walk(this.about(code, { kind, element: -1, awaited: false }, NONE), slot);
    const misses = outcome.leaks.some((leak) => leak.raisedAt === NONE && leak.how !== 'lost');
    const fate: Fate = outcome.escapes ? 'keeps' : !outcome.releases ? 'borrows' : misses ? 'keeps' : 'releases';
    this.fates.set(key, fate);
    return fate;
  }

  private functionCalled(callee: Node): Node {
    const { tree, lookup } = this;
    if (tree.kind[callee] !== Py.Name) return NONE;
    const [definition, another] = lookup.bindingsOf(callee);
    return definition !== undefined && another === undefined && isFunction(tree.kind[definition]) ? definition : NONE;
  }

  /** The method of the class around that `self.name` calls. */
  private methodCalled(callee: Node): Node {
    const { tree, lookup } = this;
    if (tree.kind[callee - 1] !== Py.Name) return NONE;
    const method = lookup.scopeOf(callee);
    const owner = lookup.scopeOf(method);
    if (method === NONE || tree.kind[owner] !== Py.ClassDef || nameOf(tree.aux[callee - 1]) !== 'self') return NONE;
    let found = NONE;
    for (let node = tree.first[owner]; node < owner; node += 1) {
      if (!isFunction(tree.kind[node]) || tree.aux[node] !== tree.aux[callee] || lookup.scopeOf(node) !== owner) continue;
      if (found !== NONE) return NONE;
      found = node;
    }
    return found;
  }
}

/** The last statement of a function's body: its code runs it. */
const lastOf = (tree: Tree, definition: Node): Node => {
  for (let child = definition - 1; child >= tree.first[definition]; child = tree.first[child] - 1) {
    if (tree.kind[child] >= Py.Return && tree.kind[child] <= Py.Continue) return child;
  }
  return definition;
};

function factOf(tree: Tree, code: Code, call: Node, { kind, element }: Making, outcome: Outcome): ResourceFact | null {
  if (outcome.escapes) return null;
  const normal = outcome.leaks.filter(({ raisedAt }) => raisedAt === NONE);
  const failing = outcome.leaks.filter(({ raisedAt, suspended }) => raisedAt !== NONE && !suspended);
  const suspended = outcome.leaks.filter((leak) => leak.suspended);
  const early = outcome.releases && normal.length > 0 && normal.every(({ how }) => how === 'return');
  const shape = normal.length > 0 ? (early ? 'early' : 'never') : failing.length > 0 ? 'error' : 'suspended';
  const list = normal.length > 0 ? normal : failing.length > 0 ? failing : suspended;
  const [leak] = [...list].sort((a, b) => a.raisedAt - b.raisedAt || a.at - b.at);
  // who never releases it on a normal way either has a loop that does not end
  if (leak === undefined || (shape !== 'never' && !outcome.releases)) return null;
  return {
    at: call,
    what: kind.what,
    shape,
    releasedSometimes: outcome.releases,
    closedBy: kind.closedBy[0] ?? null,
    isPart: element !== -1,
    exit: kind.exit,
    soft: kind.soft === true || (code.kind === 'module' && leak.how === 'end'),
    removes: kind.removes === true,
    dropped: leak.how === 'lost',
    story: storyOf(tree, call, kind, leak),
  };
}

function storyOf(tree: Tree, call: Node, kind: ResourceKind, leak: Leak): Event[] {
  const at = (node: Node): Event['span'] => ({ start: tree.start[node], end: tree.end[node] });
  const story: Event[] = [{ span: at(call), what: `${kind.what} is opened here` }];
  if (leak.raisedAt !== NONE)
    story.push({ span: at(leak.raisedAt), what: leak.suspended ? 'the generator may be left suspended here' : 'this may raise' });
  if (leak.how === 'return' && leak.at !== leak.raisedAt) story.push({ span: at(leak.at), what: 'the function is left here' });
  if (leak.how === 'lost' && leak.at !== call) story.push({ span: at(leak.at), what: 'its last name is gone here' });
  return story;
}
