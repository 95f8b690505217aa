/** The facts of a Python file: opens its symbol table at once, and every dearer fact when it is first asked for. */
import type { OwnResource } from '../base/settings.ts';
import { stepwise } from '../base/steps.ts';
import { atLeast, showPython, type PythonVersion } from '../base/version.ts';
import { isFunction } from '../syntax/python/access.ts';
import { intern, nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import { contains, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';
import { cyclesAfter, cyclesOf, findCycles } from './cycles.ts';
import type { FileCycles } from './cycles.ts';
import { nestedWithEnds } from './exits.ts';
import type { Count, CycleFact, Death, ImportingFile, ModelledCollections, NameRefs, PythonFacts, ResourceFact } from './facts.ts';
import { countedOn, targetOf } from './free-threaded.ts';
import { litterOf } from './litter.ts';
import { collectionsIn } from './memory/collections.ts';
import { importsIn, tangleIn } from './tangle.ts';
import { leftoversOf } from './model/leftovers.ts';
import type { Leftovers } from './model/leftovers.ts';
import { deathOfAny, objectsIn, typesIn } from './ledger.ts';
import { examplesOf } from './lower/examples.ts';
import { programOf } from './lower/program.ts';
import { linkClasses } from './link.ts';
import type { FindModule } from './link.ts';
import { findLinkedCycles, ownCycles } from './linked-cycles.ts';
import type { LinkedCycles } from './linked-cycles.ts';
import { lookupOf, nodesByKind } from './lookup.ts';
import type { LookedUp } from './looked-up.ts';
import type { Record_ } from './record.ts';
import { replay } from './replay.ts';
import { findResources } from './resources.ts';
import { tableWith } from './resource-table.ts';
import type { Replay } from './replay.ts';
import { walkFunction, walkModule } from './walk.ts';
import { scopesAfter, scopesOf } from './scope.ts';
import type { Scopes } from './scope.ts';
import { findOwners } from './owners.ts';
import { surveyAfter } from './survey.ts';
import { wordsOf } from './words.ts';
import type { Words } from './words.ts';
import { openSummaries } from './summaries.ts';
import { seenAfter, watchModule } from './watch.ts';
import type { Summaries } from './summaries.ts';

export interface PythonOptions {
  readonly version: PythonVersion;
  readonly path?: string;
  /** The other files of the project, by what imports name. */
  readonly find?: FindModule;
  readonly importers?: () => readonly ImportingFile[];
  /** Resources beyond those of the table. */
  readonly resources?: readonly OwnResource[];
  /** Facts of a former text of the same file, and what has changed since: what still holds is not worked out again. */
  readonly earlier?: { readonly facts: PythonFacts; readonly change: Change };
}

/** What facts keep for those of the next text; nothing of the tree itself. */
interface Kept {
  readonly scopes: Scopes;
  readonly lookedUp: LookedUp;
  cycles: FileCycles | null;
  linked: LinkedCycles | null;
  words: Words | null;
}

const keptBy = new WeakMap<PythonFacts, Kept>();

/** Never throws; what cannot be known is said to be unknown. */
export function pythonFacts(tree: Tree, options: PythonOptions): PythonFacts {
  // no fact may hold the options: they lead to the facts before, and those to the ones before them
  const { earlier, find, importers = () => [], path = '' } = options;
  const table = tableWith(options.resources);
  const version = targetOf(tree, options.version);
  const before = earlier === undefined ? undefined : keptBy.get(earlier.facts);
  const scopes = earlier === undefined || before === undefined ? scopesOf(tree) : scopesAfter(earlier.change, before.scopes);
  if (earlier !== undefined) surveyAfter(earlier.change);
  const kept: Kept = { scopes, lookedUp: {}, cycles: null, linked: null, words: null };
  const sameVersion = earlier !== undefined && showPython(earlier.facts.version) === showPython(version);
  const known = sameVersion && before?.cycles ? cyclesAfter(earlier.change, before.cycles) : undefined;
  let linkedBefore = sameVersion ? (before?.linked ?? null) : null;
  const lookup = lookupOf(tree, scopes, kept.lookedUp, earlier && before && { change: earlier.change, lookedUp: before.lookedUp });
  const [change, wordsBefore] = [earlier?.change, before?.words];
  const words = once<Words | null>(() => (kept.words = wordsOf(tree, change, wordsBefore)), null);
  const module: () => Replay | null = once(() => {
    const examples = examplesOf(tree);
    const program =
      examples === null ? programOf(tree, scopes, version) : programOf(examples.tree, examples.scopes, version, 'whole', false, examples);
    return replay(program, version);
  }, null);
  const doubtful = once(() => (atLeast(version, 10) ? new Set<number>() : nestedWithEnds(tree)), new Set<number>());
  const functions: () => Summaries | null = once(() => openSummaries(programOf(tree, scopes, version, 'definitions'), version), null);
  const cycles = stepwise<readonly CycleFact[]>(function* () {
    kept.cycles = yield* findCycles(tree, scopes, version, known);
    const alone = cyclesOf(tree, kept.cycles);
    const linked = find === undefined ? null : linkClasses(tree, scopes, path, find);
    if (linked === null) return alone;
    kept.linked = yield* findLinkedCycles(linked, version, linkedBefore);
    linkedBefore = null;
    return ownCycles(linked, kept.linked, tree, alone);
  }, []);
  const resources = stepwise<readonly ResourceFact[]>(() => findResources(tree, scopes, version, lookup, table), []);
  const inModule = once(() => {
    const ran = module();
    return ran === null ? [] : namesIn(ran.record, doubtful(), deathOfAny(ran.ledger, ran.end));
  }, []);
  const facts: PythonFacts = {
    tree,
    version,
    nodes: lookup.nodes,
    within: viewsOf(() => facts),
    get whole() {
      return facts;
    },
    mentions: (word) => words()?.has(intern(word)) ?? true,
    qualifiedName: lookup.qualifiedName,
    callsOf: lookup.callsOf,
    placeOf: lookup.placeOf,
    bindingsOf: lookup.bindingsOf,
    attributeStores: lookup.attributeStores,
    exactType: lookup.exactType,
    scopeOf: lookup.scopeOf,
    importers: once(importers, []),
    cycles: cycles.value,
    resources: resources.value,
    prepare: (what) => (what === 'cycles' ? cycles : resources).steps(),
    owners: once(() => findOwners(tree, lookup, table), []),
    refs: once(() => [...inModule(), ...namesIn(functions()?.all() ?? new Map(), doubtful(), () => notFollowed)].sort(byPlace), []),
    refsAround: (node) => {
      const record = attempt(() => functions()?.around(node) ?? null, null);
      return record === null ? inModule() : namesIn(record, doubtful(), () => notFollowed);
    },
    seenAfter: (scope, line, path) =>
      attempt(() => {
        if (isFunction(tree.kind[scope]) || tree.kind[scope] === Py.Lambda) return functions()?.seenAfter(scope, line, path) ?? null;
        const program = programOf(tree, scopes, version);
        return seenAfter((see) => watchModule(program, version, scope, see), program, version, line, path);
      }, null),
    objects: once(() => {
      const ran = module();
      return ran === null ? [] : objectsIn(ran.ledger, ran.end);
    }, []),
    collections: once(
      () =>
        ['gc.collect', 'gc.freeze'].some((start) => lookup.callsOf(start).length > 0)
          ? collectionsIn(programOf(tree, scopes, version), version)
          : noCollections,
      noCollections,
    ),
    walk: (node) =>
      attempt(
        () =>
          node === root(tree)
            ? walkModule(programOf(tree, scopes, version), version)
            : walkFunction(programOf(tree, scopes, version), version, node),
        { steps: [], cut: 'it could not be followed' },
      ),
    garbage: once(() => {
      const ran = module();
      if (ran === null) return {};
      const { end, ledger } = ran;
      const own = new Set(lookup.nodes(Py.ClassDef).map((node) => nameOf(tree.aux[node])));
      const used = new Map(end.used);
      if (end.unseen) for (const name of importsIn(tree)) if (!used.has(name)) used.set(name, false);
      const leaves = leftoversOf(used, version);
      // a collection of the program itself takes away what was left until then
      const leftovers = leaves === null || lookup.callsOf('gc.collect').length === 0 ? leaves : unknownNumbers(leaves);
      const examples = examplesOf(tree);
      const tangle = examples === null ? tangleIn(tree, scopes) : tangleIn(examples.tree, examples.scopes);
      return litterOf({ heap: end.isFrozen ? null : end.heap, made: typesIn(ledger), own, tangle, unseen: end.unseen, leftovers }, version);
    }, {}),
  };
  const counted = countedOn(version, facts);
  keptBy.set(counted, kept);
  return counted;
}

/** The facts as one function or class shows them, made once for all rules that ask. */
function viewsOf(whole: () => PythonFacts): (node: Node) => PythonFacts {
  const views = new Map<Node, PythonFacts>();
  return (node) => {
    let view = views.get(node);
    if (view === undefined) views.set(node, (view = viewOf(whole(), node)));
    return view;
  };
}

function viewOf(whole: PythonFacts, node: Node): PythonFacts {
  return {
    ...whole,
    whole,
    nodes: nodesByKind(whole.tree, node),
    callsOf: (dotted) => whole.callsOf(dotted).filter((call) => contains(whole.tree, node, call)),
  };
}

/** Up to 3.9 the end of a nested last statement is seen after `__exit__` on some ways and before it on others. */
const beforeOrAfterExit: Count = { kind: 'unknown', why: 'it ends a `with` body, and may be seen before or after `__exit__`' };

const byPlace = (one: NameRefs, other: NameRefs): number =>
  one.line - other.line || compare(one.scope, other.scope) || compare(one.name, other.name);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/**
 * Worked out once. Should the simulation itself fail, that is a fault of ours: then nothing is claimed, rather than something wrong,
 * and whoever asked goes on.
 */
function once<Fact>(make: () => Fact, nothing: Fact): () => Fact {
  let fact: { value: Fact } | undefined;
  return () => (fact ??= { value: attempt(make, nothing) }).value;
}

function namesIn(record: Record_, doubtful: ReadonlySet<number>, deathOf: (objects: ReadonlySet<number>) => Death): readonly NameRefs[] {
  return [...record.values()].map(({ line, scope, name, refs, type, holders, objects, created }) => ({
    line,
    scope,
    name,
    refs: doubtful.has(line) ? beforeOrAfterExit : refs,
    type,
    holders,
    created: [...created].sort((one, other) => one - other),
    freed: refs.kind === 'immortal' || refs.kind === 'shared' ? never : deathOf(objects),
  }));
}

const noCollections: ModelledCollections = { collections: [], lost: null };
const never: Death = { by: 'unknown', line: null, why: 'it belongs to the whole process and is not freed' };
const notFollowed: Death = { by: 'unknown', line: null, why: 'the function may be called from anywhere' };

function attempt<Fact>(make: () => Fact, nothing: Fact): Fact {
  try {
    return make();
  } catch {
    return nothing;
  }
}

const unknownNumbers = (leaves: Leftovers): Readonly<Record<string, null>> =>
  Object.fromEntries(Object.keys(leaves).map((type) => [type, null]));
