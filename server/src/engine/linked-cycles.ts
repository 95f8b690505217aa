/** The cycles of a file whose classes hold objects of classes that other files of the project define. */
import type { Steps } from '../base/steps.ts';
import type { PythonVersion } from '../base/version.ts';
import { Py } from '../syntax/python/kinds.ts';
import { NONE, root } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import type { Tree } from '../syntax/tree.ts';
import { bodyChange } from './change.ts';
import { classesOf } from './cutters.ts';
import { cyclesAfter, cyclesOf, findCycles } from './cycles.ts';
import type { FileCycles } from './cycles.ts';
import type { CycleFact, Event } from './facts.ts';
import type { Linked } from './link.ts';
import { scopesOf } from './scope.ts';
import { surveyAfter } from './survey.ts';

/** What was found in the text of several files. */
export interface LinkedCycles {
  readonly tree: Tree;
  readonly cycles: FileCycles;
}

/** `earlier`: what was found before an edit; only what that changed is looked for again. */
export function* findLinkedCycles(linked: Linked, version: PythonVersion, earlier: LinkedCycles | null): Steps<LinkedCycles> {
  const { tree, nodes } = linked;
  const change = earlier === null ? null : bodyChange(earlier.tree, tree);
  if (change !== null) surveyAfter(change);
  const known = earlier === null || change === null ? undefined : cyclesAfter(change, earlier.cycles);
  const cycles = yield* findCycles(tree, scopesOf(tree), version, known, nodes);
  return { tree, cycles };
}

/**
 * In the file's own nodes; what other files do is told with their paths. What the file shows by itself (`alone`) holds as well, however little is
 * certain once more code is known, unless its objects inherit from what another file defines, which may take them apart.
 */
export function ownCycles(linked: Linked, { cycles }: LinkedCycles, tree: Tree, alone: readonly CycleFact[]): CycleFact[] {
  const heirs = heirsIn(linked, tree);
  const found = alone.filter(({ classes }) => !classes.some((node) => heirs.has(node)));
  const known = new Set(found.map(({ at }) => at));
  for (const fact of cyclesOf(linked.tree, cycles)) {
    const own = ownFact(linked, fact, root(tree));
    if (own !== null && !known.has(own.at)) found.push(own);
  }
  return found.sort((one, other) => tree.start[one.at] - tree.start[other.at]);
}

/** The classes of the file that inherit from one of another file. */
function heirsIn(linked: Linked, own: Tree): ReadonlySet<Node> {
  const { tree, nodes } = linked;
  const heirs = new Set<Node>();
  for (let node = nodes; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.ClassDef || !classesOf(tree, node).some((each) => each < nodes)) continue;
    const heir = linked.nodeOf(node);
    if (heir !== NONE && heir < own.size) heirs.add(heir);
  }
  return heirs;
}

function ownFact(linked: Linked, fact: CycleFact, last: Node): CycleFact | null {
  const at = linked.nodeOf(fact.at);
  if (at === NONE || at >= last) return null;
  const story: Event[] = [];
  for (const { span, what } of fact.story) {
    const place = linked.placeOf(span);
    if (place === null) return null;
    story.push({ ...place, what });
  }
  const classes = fact.classes.map((node) => linked.nodeOf(node)).filter((node) => node !== NONE);
  return { ...fact, at, classes, story, ...(classes.length < fact.classes.length && { reachesOut: true }) };
}
