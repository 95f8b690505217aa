/** The cycles of a file whose classes hold objects of classes that other files of the project define. */
import type { Steps } from '../base/steps.ts';
import type { PythonVersion } from '../base/version.ts';
import { root } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import type { Tree } from '../syntax/tree.ts';
import { bodyChange } from './change.ts';
import { cyclesAfter, cyclesOf, findCycles, moduleCycles } from './cycles.ts';
import type { FileCycles } from './cycles.ts';
import type { CycleFact, Event } from './facts.ts';
import type { Linked } from './link.ts';
import { scopesOf } from './scope.ts';
import type { Scopes } from './scope.ts';
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

/** In the file's own nodes; what other files do is told with their paths. */
export function ownCycles(linked: Linked, { cycles }: LinkedCycles, tree: Tree, scopes: Scopes, version: PythonVersion): CycleFact[] {
  const found: CycleFact[] = [...moduleCycles(tree, scopes, version)];
  for (const fact of cyclesOf(linked.tree, cycles)) {
    const own = ownFact(linked, fact, root(tree));
    if (own !== null) found.push(own);
  }
  return found.sort((one, other) => tree.start[one.at] - tree.start[other.at]);
}

function ownFact(linked: Linked, fact: CycleFact, last: Node): CycleFact | null {
  const at = fact.at - linked.nodes;
  if (at < 0 || at >= last) return null;
  const story: Event[] = [];
  for (const { span, what } of fact.story) {
    const place = linked.placeOf(span);
    if (place === null) return null;
    story.push({ ...place, what });
  }
  const classes = fact.classes.map((node) => node - linked.nodes).filter((node) => node >= 0);
  return { ...fact, at, classes, story, ...(classes.length < fact.classes.length && { reachesOut: true }) };
}
