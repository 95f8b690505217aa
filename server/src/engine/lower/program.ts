/** Lowers a whole file: one code object for each scope that runs code, innermost first. */
import type { PythonVersion } from '../../base/version.ts';
import { atLeast } from '../../base/version.ts';
import { lineAt, linesOf } from '../../base/lines.ts';
import { intern, nameOf } from '../../syntax/names.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { mangled, placeIn, qualname } from '../scope.ts';
import type { Scope, Scopes } from '../scope.ts';
import { CodeBuilder } from './builder.ts';
import { NAMESPACE, Op } from './code.ts';
import type { Code, ExampleCode, Parameters, Program } from './code.ts';
import { Constants } from './constant.ts';
import type { Constant } from './constant.ts';
import type { Examples } from './examples.ts';
import { constantContainer, expression } from './expression.ts';
import type { Lowering } from './lowering.ts';
import { block, silentEnd } from './statement.ts';
import { storeInto } from './target.ts';

interface Work {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly version: PythonVersion;
  readonly constants: Constants;
  readonly codes: Code[];
  readonly codeOf: Map<number, Code>;
  readonly pool: Constant[];
  readonly poolOf: Map<Constant, number>;
  readonly lazyAnnotations: boolean;
  readonly lazy: boolean;
  /** How many definitions are being lowered inside one another. */
  depth: number;
  lineOf(node: Node): number;
}

/** Definitions nested deeper than this are not understood. */
const DEEPEST = 30;

/**
 * With `definitions` the module's own code is no more than its imports and its definitions, with a set no more than those statements; with `lazy` the bodies of functions are
 * lowered when they are first run, so constants are not counted.
 */
export function programOf(
  tree: Tree,
  scopes: Scopes,
  version: PythonVersion,
  how: 'whole' | 'definitions' | ReadonlySet<Node> = 'whole',
  lazy = false,
  examples: Examples | null = null,
): Program {
  const lines = linesOf(tree.text);
  // lines from 1; 0 where it was not asked for
  const known = new Int32Array(tree.size);
  const lineOf = (node: Node): number => (known[node] ||= lineAt(lines, firstOffset(tree, node)) + 1);
  const work: Work = {
    tree,
    scopes,
    version,
    constants: new Constants(tree, version),
    codes: [],
    codeOf: new Map(),
    pool: [],
    poolOf: new Map(),
    depth: 0,
    lazy,
    lineOf,
    lazyAnnotations: atLeast(version, 14) || /^from\s+__future__\s+import[^\n]*\bannotations\b/m.test(tree.text),
  };
  moduleCode(work, how, examples === null ? tree.text.length : examples.offset);
  if (!lazy) countHolders(tree, work.codes, version);
  const module = work.codes[work.codes.length - 1];
  const named_ = work.lazy ? new Set<string>() : nameTuples(work.codes);
  return {
    tree,
    codes: work.codes,
    module,
    examples: examples === null ? null : exampleCodes(work, examples),
    lastLine: lineAt(lines, examples === null ? tree.text.length : examples.offset) + 1,
    lazy: work.lazy,
    pool: work.pool,
    nameTuples: named_,
    codeOf: work.codeOf,
    lineOf,
  };
}

/**
 * How many `co_consts` hold each constant. Codes whose constants are the same in the same order have one `co_consts` in common;
 * where only the order differs, as far as it is known here, they may have.
 */
function countHolders(tree: Tree, codes: readonly Code[], version: PythonVersion): void {
  const counted = new Set<Node>();
  const homes = new Set<Node>(codes.map((code) => code.node));
  const nesting = new Set<Node>();
  const inlined = inlinedIn(tree, codes, version);
  for (const code of codes) {
    if (inlined.comprehensions.has(code)) continue;
    let up = tree.parent[code.node];
    while (up !== NONE && !homes.has(up)) up = tree.parent[up];
    nesting.add(up);
  }
  const sequences = new Set<string>();
  const sets = new Set<string>();
  for (const code of codes) {
    // what stands in a `finally` is compiled for each way that leads there, but two codes that are equal are one constant
    if (counted.has(code.node) || inlined.comprehensions.has(code)) continue;
    counted.add(code.node);
    const more = inlined.by.get(code.node) ?? [];
    const all = more.length === 0 ? code.constants : new Set([...code.constants, ...more.flatMap(({ constants }) => [...constants])]);
    // from 3.14 on small numbers stand in the instructions
    const inCode = ({ type, value }: Constant): boolean =>
      atLeast(version, 14) && type === 'int' && typeof value === 'number' && value >= 0 && value < 256;
    const keys = [...all].filter((constant) => !inCode(constant)).map(({ key }) => key);
    // the code of an inner function is a constant too, and none is like another; so is the qualified name of a class, and from 3.13 on its first line
    const own =
      nesting.has(code.node) || (code.kind === 'class' && atLeast(version, 13))
        ? `${code.node}`
        : code.kind === 'class'
          ? code.qualname
          : '';
    // where those of a comprehension stand among the others is known to be the same in the same text
    const body = childrenIn(tree, code.node, PyField.body)[0];
    const text = more.length === 0 || body === undefined ? '' : tree.text.slice(tree.start[body], tree.end[code.node]);
    const sequence = JSON.stringify([own, keys, text]);
    const set = JSON.stringify([own, keys.sort()]);
    const isNew = !sequences.has(sequence);
    const isOther = !sets.has(set);
    sequences.add(sequence);
    sets.add(set);
    for (const constant of all) {
      if (isOther) constant.holders += 1;
      if (isNew) constant.mostHolders += 1;
    }
  }
}

/** Comprehensions that since 3.12 are part of the code around them, which has their constants too; in the body of a class they are not. */
function inlinedIn(
  tree: Tree,
  codes: readonly Code[],
  version: PythonVersion,
): { readonly comprehensions: ReadonlySet<Code>; readonly by: ReadonlyMap<Node, readonly Code[]> } {
  const by = new Map<Node, Code[]>();
  const comprehensions = new Set<Code>();
  if (!atLeast(version, 12)) return { comprehensions, by };
  const homes = new Map(codes.map((code) => [code.node, code]));
  const isInlined = (code: Code): boolean => code.scope.kind === 'comprehension' && tree.kind[code.node] !== Py.GeneratorExp;
  const seen = new Set<Node>();
  for (const code of codes) {
    if (!isInlined(code) || seen.has(code.node)) continue;
    seen.add(code.node);
    let up = tree.parent[code.node];
    for (let home = homes.get(up); up !== NONE && (home === undefined || isInlined(home)); home = homes.get(up)) up = tree.parent[up];
    if (up === NONE || homes.get(up)?.kind === 'class') continue;
    by.set(up, [...(by.get(up) ?? []), code]);
    for (const each of codes) if (each.node === code.node) comprehensions.add(each);
  }
  return { comprehensions, by };
}

/** Functions that run the examples of docstrings. Their constants are none of the file's, and go with them. */
function exampleCodes(work: Work, { tests }: Examples): readonly ExampleCode[] {
  const constants = new Constants(work.tree, work.version, 'example ');
  return tests.map((test) => {
    const before = work.codes.length;
    const own: Work = { ...work, constants };
    definition(own, lowering(own, new CodeBuilder(work.scopes.list[0])), test.node);
    for (const code of work.codes.slice(before)) for (const constant of code.constants) constant.holders = constant.mostHolders = 1;
    return { code: work.codes[work.codes.length - 1], test };
  });
}

const named = new Set([
  Op.LoadGlobal,
  Op.StoreGlobal,
  Op.DeleteGlobal,
  Op.LoadName,
  Op.StoreName,
  Op.DeleteName,
  Op.LoadAttribute,
  Op.StoreAttribute,
]);

/** The compiler merges a constant tuple of texts with the equal tuple of names that a code object has: these, each sorted. */
function nameTuples(codes: readonly Code[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const code of codes) {
    found.add([...code.slots].sort().join(' '));
    const names = new Set<string>();
    code.op.forEach((op, at) => {
      if (named.has(op)) names.add(nameOf(code.one[at]));
    });
    if (names.size > 0) found.add([...names].sort().join(' '));
    if (code.kind === 'class') found.add(storedBy(codes, code).sort().join(' '));
  }
  return found;
}

/** The attributes that the methods of a class set: its `__static_attributes__`. */
function storedBy(codes: readonly Code[], type: Code): string[] {
  const names = new Set<string>();
  for (const code of codes) {
    if (code.scope.parent !== type.scope.index) continue;
    code.op.forEach((op, at) => {
      if (op === Op.StoreAttribute && code.op[at - 1] === Op.LoadLocal && code.one[at - 1] === 0) names.add(nameOf(code.one[at]));
    });
  }
  return [...names];
}

/** Where a statement begins: a decorated definition with its first decorator. */
function firstOffset(tree: Tree, node: Node): number {
  const kind = tree.kind[node];
  if (kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef && kind !== Py.ClassDef) return tree.start[node];
  const decorators = childrenIn(tree, node, PyField.decorator_list);
  return decorators.length === 0 ? tree.start[node] : Math.min(tree.start[node], tree.start[decorators[0]]);
}

const noParameters: Parameters = { positional: [], positionalOnly: 0, keywordOnly: [], rest: null, keywords: null };

function moduleCode(work: Work, how: 'whole' | 'definitions' | ReadonlySet<Node>, end: number): void {
  const { tree, scopes } = work;
  const code = new CodeBuilder(scopes.list[0]);
  const to = lowering(work, code);
  const body = childrenIn(tree, tree.size - 1, PyField.body).filter((node) => tree.start[node] < end);
  const chosen =
    how === 'whole'
      ? withoutDocstring(tree, body)
      : body.filter((node) => (how === 'definitions' ? isDefinition(tree.kind[node]) : how.has(node)));
  block(to, chosen);
  if (how === 'whole') silentEnd(to, chosen);
  to.constant(work.constants.make('NoneType', null));
  code.emit(Op.Return, 0, 0, -1);
  if (how === 'definitions') restOfModule(work, code, new Set(chosen));
  finish(work, code, { name: '<module>', qualname: '<module>', kind: 'module', suspends: false, isAsync: false, parameters: noParameters });
}

/** What the module's other statements have is not run, but it is there: their functions, and the constants that the code of the module holds. */
function restOfModule(work: Work, module: CodeBuilder, chosen: ReadonlySet<Node>): void {
  const { tree } = work;
  const rest = new CodeBuilder(work.scopes.list[0]);
  const body = withoutDocstring(tree, childrenIn(tree, tree.size - 1, PyField.body));
  block(
    lowering(work, rest),
    body.filter((node) => !chosen.has(node)),
  );
  for (const constant of rest.constants) module.constants.add(constant);
}

const isDefinition = (kind: number): boolean =>
  kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.ClassDef || kind === Py.Import || kind === Py.ImportFrom;

function withoutDocstring(tree: Tree, body: readonly Node[]): readonly Node[] {
  const first = body[0];
  return first !== undefined && tree.kind[first] === Py.Expr && tree.kind[first - 1] === Py.Constant ? body.slice(1) : body;
}

function finish(work: Work, code: CodeBuilder, about: About): Code {
  const made = code.finish(work.codes.length, about, work.lineOf);
  work.codes.push(made);
  work.codeOf.set(code.scope.index, made);
  return made;
}

interface About {
  name: string;
  qualname: string;
  kind: Code['kind'];
  suspends: boolean;
  isAsync: boolean;
  parameters: Parameters;
}

function lowering(work: Work, code: CodeBuilder): Lowering {
  const { tree } = work;
  const to: Lowering = {
    tree,
    scopes: work.scopes,
    version: work.version,
    code,
    constants: work.constants,
    lazyAnnotations: work.lazyAnnotations,
    nesting: 0,
    lineOf: work.lineOf,
    intern,
    constant(constant, held = true) {
      if (held) hold(code, constant);
      code.emit(Op.Constant, poolIndex(work, constant), 0, 1);
    },
    holdOnly: (constant) => hold(code, constant),
    storeName: (name) => bindName(code, name, true),
    deleteName: (name) => bindName(code, name, false),
    definition: (node) => definition(work, to, node),
    comprehension: (node) => comprehension(work, to, node),
    classDefinition: (node) => classDefinition(work, to, node),
  };
  return to;
}

function hold(code: CodeBuilder, constant: Constant): void {
  code.constants.add(constant);
}

function poolIndex(work: Work, constant: Constant): number {
  let index = work.poolOf.get(constant);
  if (index === undefined) {
    index = work.pool.length;
    work.pool.push(constant);
    work.poolOf.set(constant, index);
  }
  return index;
}

function bindName(code: CodeBuilder, name: number, store: boolean): void {
  const own = mangled(name, code.scope.privateTo);
  const effect = store ? -1 : 0;
  switch (code.scope.kind === 'module' ? 'global' : placeIn(code.scope, own)) {
    case 'local':
      code.emit(store ? Op.StoreLocal : Op.DeleteLocal, code.slot(nameOf(own)), 0, effect);
      return;
    case 'cell':
    case 'free':
      code.emit(store ? Op.StoreCell : Op.DeleteCell, code.slot(nameOf(own)), own, effect);
      return;
    case 'class':
      code.emit(store ? Op.StoreName : Op.DeleteName, own, 0, effect);
      return;
    default:
      code.emit(store ? Op.StoreGlobal : Op.DeleteGlobal, own, 0, effect);
  }
}

/** Gives every local, cell and free variable of a scope its slot. */
function declare(code: CodeBuilder, parameters: readonly string[]): void {
  for (const name of parameters) code.slot(name);
  const free: string[] = [];
  for (const [name, place] of code.scope.places) {
    if (place === 'local') code.slot(nameOf(name));
    else if (place === 'cell') code.cells.add(code.slot(nameOf(name)));
    else if (place === 'free') free.push(nameOf(name));
  }
  if (code.scope.kind === 'class') {
    if (code.scope.needsClassCell) code.cells.add(code.slot('__class__'));
    code.slot(NAMESPACE);
  }
  for (const name of free) {
    const slot = code.slot(name);
    code.cells.add(slot);
    code.free.push(name);
  }
}

/** Definitions with type parameters run in a function of their own, which binds the parameters and is called at once. */
function withTypeParameters(work: Work, to: Lowering, node: Node, define: (inner: Lowering) => void): boolean {
  const { tree, scopes } = work;
  const parameters = childrenIn(tree, node, PyField.type_params);
  const scope = scopes.list[scopes.opened.get(node)?.parent ?? 0];
  if (parameters.length === 0 || scope === to.code.scope) return false;
  const code = new CodeBuilder(scope);
  declare(code, []);
  const inner = lowering(work, code);
  for (const parameter of parameters) {
    code.emit(Op.Import, intern('typing.TypeVar()'), 0, 1);
    inner.storeName(tree.aux[parameter]);
  }
  define(inner);
  code.emit(Op.Return, 0, 0, -1);
  const name = `<generic parameters of ${nameOf(tree.aux[node])}>`;
  const made = finish(work, code, { name, qualname: name, kind: 'function', suspends: false, isAsync: false, parameters: noParameters });
  to.code.emit(Op.MakeFunction, made.index, 0, 1);
  to.code.emit(Op.Call, 0, 0, 0);
  return true;
}

function definition(work: Work, to: Lowering, node: Node): void {
  if (!withTypeParameters(work, to, node, (inner) => define(work, inner, node))) define(work, to, node);
}

function define(work: Work, to: Lowering, node: Node): void {
  const { tree, scopes } = work;
  const scope = scopes.opened.get(node);
  const list = childIn(tree, node, PyField.args);
  if (scope === undefined || work.depth > DEEPEST) {
    to.code.emit(Op.Havoc, 0, 0, 1);
    return;
  }
  const flags = defaults(work, to, node, list);
  const parameters = parametersOf(tree, list, scope);
  const code = new CodeBuilder(scope);
  declare(code, [
    ...parameters.positional,
    ...parameters.keywordOnly,
    ...(parameters.rest === null ? [] : [parameters.rest]),
    ...(parameters.keywords === null ? [] : [parameters.keywords]),
  ]);
  const inner = lowering(work, code);
  const fill = (): void => functionBody(work, inner, code, node);
  if (!work.lazy) fill();
  const isAsync = tree.kind[node] === Py.AsyncFunctionDef;
  const made = finish(work, code, {
    name: nameOf(scope.name),
    qualname: qualname(scopes, scope),
    kind: 'function',
    suspends: isAsync || scope.yields,
    isAsync,
    parameters,
  });
  if (work.lazy) {
    made.pending = () => {
      made.pending = null;
      fill();
      code.settle();
      for (const at of code.at) made.lines.push(work.lineOf(at));
    };
  }
  to.code.emit(Op.MakeFunction, made.index, flags, 1 - (flags & 1) - ((flags >> 1) & 1) - ((flags >> 2) & 1));
}

function functionBody(work: Work, inner: Lowering, code: CodeBuilder, node: Node): void {
  const { tree } = work;
  work.depth += 1;
  const isLambda = tree.kind[node] === Py.Lambda;
  if (isLambda) {
    expression(inner, childIn(tree, node, PyField.body));
    code.emit(Op.After, work.lineOf(node), 1);
    code.emit(Op.Return, 0, 0, -1);
  } else {
    const body = withoutDocstring(tree, childrenIn(tree, node, PyField.body));
    block(inner, body);
    silentEnd(inner, body);
    inner.constant(work.constants.make('NoneType', null));
    code.emit(Op.Return, 0, 0, -1);
  }
  work.depth -= 1;
}

function parametersOf(tree: Tree, list: Node, scope: Scope): Parameters {
  const names = (field: number): string[] =>
    list === NONE ? [] : childrenIn(tree, list, field).map((one) => nameOf(mangled(tree.aux[one], scope.privateTo)));
  const only = names(PyField.posonlyargs);
  return {
    positional: [...only, ...names(PyField.args)],
    positionalOnly: only.length,
    keywordOnly: names(PyField.kwonlyargs),
    rest: names(PyField.vararg)[0] ?? null,
    keywords: names(PyField.kwarg)[0] ?? null,
  };
}

/** Pushes the tuple of defaults, the dictionary of keyword-only defaults and the tuple of annotations; answers which there are. */
function defaults(work: Work, to: Lowering, node: Node, list: Node): number {
  const { tree } = work;
  let flags = 0;
  const values = list === NONE ? [] : childrenIn(tree, list, PyField.defaults);
  if (values.length > 0) {
    flags |= 1;
    const folded = values.map((value) => work.constants.fold(value));
    if (folded.every((value) => value !== null)) to.constant(work.constants.make('tuple', undefined, folded));
    else {
      for (const value of values) expression(to, value);
      to.code.emit(Op.BuildTuple, values.length, 0, 1 - values.length);
    }
  }
  const keywordDefaults = list === NONE ? [] : childrenIn(tree, list, PyField.kw_defaults);
  if (keywordDefaults.length > 0) {
    flags |= 2;
    to.code.emit(Op.BuildDict, 0, 0, 1);
    for (const [name, value] of keywordPairs(tree, list)) {
      to.constant(work.constants.make('str', nameOf(name)), false);
      expression(to, value);
      to.code.emit(Op.AddEntry, 1, 0, -2);
    }
  }
  if (tree.kind[node] !== Py.Lambda && !work.lazyAnnotations) {
    const annotations = annotationsOf(tree, node, list);
    if (annotations.length > 0) {
      flags |= 4;
      for (const annotation of annotations) expression(to, annotation);
      to.code.emit(Op.BuildTuple, annotations.length, 1, 1 - annotations.length);
    }
  }
  return flags;
}

/** Keyword-only parameters that have a default, each with it: the default stands right behind its parameter. */
function keywordPairs(tree: Tree, list: Node): [number, Node][] {
  const pairs: [number, Node][] = [];
  const names = childrenIn(tree, list, PyField.kwonlyargs);
  for (const value of childrenIn(tree, list, PyField.kw_defaults)) {
    const owner = names.filter((name) => tree.start[name] < tree.start[value]).at(-1);
    if (owner !== undefined) pairs.push([tree.aux[owner], value]);
  }
  return pairs;
}

function annotationsOf(tree: Tree, node: Node, list: Node): Node[] {
  const found: Node[] = [];
  if (list !== NONE) {
    for (const one of children(tree, list)) {
      if (tree.kind[one] !== Py.arg) continue;
      const annotation = childIn(tree, one, PyField.annotation);
      if (annotation !== NONE) found.push(annotation);
    }
  }
  const returns = childIn(tree, node, PyField.returns);
  if (returns !== NONE) found.push(returns);
  return found;
}

function classDefinition(work: Work, to: Lowering, node: Node): void {
  if (!withTypeParameters(work, to, node, (inner) => defineClass(work, inner, node, true))) defineClass(work, to, node, false);
}

/** A `generic` class has `typing.Generic` as its last base. */
function defineClass(work: Work, to: Lowering, node: Node, generic: boolean): void {
  const { tree, scopes } = work;
  const scope = scopes.opened.get(node);
  const bases = childrenIn(tree, node, PyField.bases);
  const keywords = childrenIn(tree, node, PyField.keywords);
  const odd = bases.some((base) => tree.kind[base] === Py.Starred) || keywords.some((keyword) => tree.aux[keyword] === 0);
  if (scope === undefined || odd || work.depth > DEEPEST) {
    to.code.emit(Op.Havoc, 0, 0, 1);
    return;
  }
  for (const base of bases) expression(to, base);
  if (generic) to.code.emit(Op.Import, intern('typing.Generic[]'), 0, 1);
  for (const keyword of keywords) expression(to, keyword - 1);
  const baseCount = bases.length + (generic ? 1 : 0);
  const code = new CodeBuilder(scope);
  declare(code, []);
  const inner = lowering(work, code);
  work.depth += 1;
  block(inner, withoutDocstring(tree, childrenIn(tree, node, PyField.body)));
  work.depth -= 1;
  inner.constant(work.constants.make('NoneType', null));
  code.emit(Op.Return, 0, 0, -1);
  const made = finish(work, code, {
    name: nameOf(scope.name),
    qualname: qualname(scopes, scope),
    kind: 'class',
    suspends: false,
    isAsync: false,
    parameters: noParameters,
  });
  if (keywords.length > 0) to.code.keywords.push(keywords.map((keyword) => nameOf(tree.aux[keyword])));
  to.code.emit(
    Op.MakeClass,
    made.index,
    baseCount | ((keywords.length > 0 ? to.code.keywords.length : 0) << 8),
    1 - baseCount - keywords.length,
  );
}

function comprehension(work: Work, to: Lowering, node: Node): void {
  const { tree, scopes } = work;
  const scope = scopes.opened.get(node);
  const generators = childrenIn(tree, node, PyField.generators);
  if (scope === undefined || generators.length === 0 || work.depth > DEEPEST) {
    to.code.emit(Op.Havoc, 0, 0, 1);
    return;
  }
  const first = generators[0];
  const source = childIn(tree, first, PyField.iter);
  const isFolded = constantContainer(to, source);
  // from 3.14 on the first list is made all the same, before the comprehension begins; the constant tuple stays unused
  const isMade = isFolded && tree.kind[node] !== Py.GeneratorExp && atLeast(work.version, 14);
  if (isMade) to.code.emit(Op.Pop, 0, 0, -1);
  if (!isFolded || isMade) expression(to, source);
  to.code.emit(Op.GetIterator, tree.flag[first]);
  const code = new CodeBuilder(scope);
  declare(code, ['.0']);
  const inner = lowering(work, code);
  work.depth += 1;
  const kind = tree.kind[node];
  const lazy = kind === Py.GeneratorExp;
  if (!lazy) code.emit(kind === Py.ListComp ? Op.BuildList : kind === Py.SetComp ? Op.BuildSet : Op.BuildDict, 0, 0, 1);
  generate(work, inner, node, generators, 0);
  if (lazy) inner.constant(work.constants.make('NoneType', null));
  code.emit(Op.Return, 0, 0, -1);
  work.depth -= 1;
  const made = finish(work, code, {
    name: nameOf(scope.name),
    qualname: qualname(scopes, scope),
    kind: lazy ? 'generator' : 'comprehension',
    suspends: lazy,
    isAsync: false,
    parameters: { ...noParameters, positional: ['.0'] },
  });
  to.code.emit(Op.Comprehension, made.index);
}

function generate(work: Work, to: Lowering, node: Node, generators: readonly Node[], at: number): void {
  const { tree } = work;
  const { code } = to;
  const head = code.label();
  const done = code.label();
  const generator = generators[at];
  if (at === 0) code.emit(Op.LoadLocal, code.slot('.0'), 1, 1);
  else {
    const source = childIn(tree, generator, PyField.iter);
    if (!constantContainer(to, source)) expression(to, source);
    code.emit(Op.GetIterator, tree.flag[generator]);
  }
  code.place(head);
  code.jump(Op.ForIterator, done, 1);
  storeInto(to, childIn(tree, generator, PyField.target));
  for (const test of childrenIn(tree, generator, PyField.ifs)) {
    expression(to, test);
    code.jump(Op.JumpIfFalse, head, -1);
  }
  if (at + 1 < generators.length) generate(work, to, node, generators, at + 1);
  else element(work, to, node, generators.length);
  code.jump(Op.Jump, head, -1);
  code.place(done);
}

function element(work: Work, to: Lowering, node: Node, depth: number): void {
  const { tree } = work;
  const { code } = to;
  switch (tree.kind[node]) {
    case Py.GeneratorExp:
      expression(to, childIn(tree, node, PyField.elt));
      code.emit(Op.Yield);
      code.emit(Op.Pop, 0, 0, -1);
      return;
    case Py.DictComp: {
      const key = childIn(tree, node, PyField.key);
      expression(to, key);
      expression(to, childIn(tree, node, PyField.value));
      code.emit(Op.AddEntry, depth + 1, 0, -2);
      return;
    }
    default:
      expression(to, childIn(tree, node, PyField.elt));
      code.emit(tree.kind[node] === Py.ListComp ? Op.AppendItem : Op.AddItem, depth + 1, 0, -1);
  }
}
