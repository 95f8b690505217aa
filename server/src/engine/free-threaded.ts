/**
 * Free-threaded builds count references in two parts, for the thread that made an object and for all others, and leave some of them to the
 * collector. None of that is simulated: for such a build no number and no death is claimed, and the answer says why.
 */
import { isFreeThreaded, readPython } from '../base/version.ts';
import type { PythonVersion } from '../base/version.ts';
import type { Tree } from '../syntax/tree.ts';
import type { PythonFacts } from './facts.ts';

const why = 'free-threaded builds count differently, and that is not simulated';

/** The target, or the free-threaded build that the first line of the file asks for (`#!/usr/bin/env python3.14t`). */
export function targetOf({ text }: Tree, version: PythonVersion): PythonVersion {
  const asked = /^#!.*\bpython(3\.\d+t)\b/.exec(text.startsWith('#!') ? text.slice(0, 200) : '');
  return (asked === null ? null : readPython(asked[1])) ?? version;
}

/** The facts as they are on that version: all of them, or those that no count is needed for. */
export function countedOn(version: PythonVersion, facts: PythonFacts): PythonFacts {
  if (!isFreeThreaded(version)) return facts;
  const unnumbered: PythonFacts['refs'] = () => withoutCounts(facts.refs());
  const counted: PythonFacts = {
    ...facts,
    get whole() {
      return counted;
    },
    within: (node) => ({ ...counted, whole: counted, nodes: facts.within(node).nodes, within: counted.within }),
    refs: unnumbered,
    refsAround: (node) => withoutCounts(facts.refsAround(node)),
    seenAfter: (...asked) => {
      const seen = facts.seenAfter(...asked);
      return seen === null ? null : { ...seen, refs: { kind: 'unknown', why }, holders: [] };
    },
    objects: () => facts.objects().map((object) => ({ ...object, count: null, freed: { by: 'unknown', line: null, why }, holders: [] })),
    garbage: () => Object.fromEntries(Object.keys(facts.garbage()).map((type) => [type, null])),
    walk: () => ({ steps: [], cut: why }),
  };
  return counted;
}

const withoutCounts = (names: ReturnType<PythonFacts['refs']>): ReturnType<PythonFacts['refs']> =>
  names.map((name) => ({ ...name, refs: { kind: 'unknown', why }, holders: [], freed: { by: 'unknown', line: null, why } }));
