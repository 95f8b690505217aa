/** The collections that come by themselves in a run of the module. */
import type { PythonVersion } from '../../base/version.ts';
import type { ModelledCollections } from '../facts.ts';
import type { Program } from '../lower/code.ts';
import { replay } from '../replay.ts';
import { watchMemory } from './watch.ts';
import type { Watched } from './watch.ts';

export function collectionsIn(program: Program, version: PythonVersion): ModelledCollections {
  let watched: Watched | null = null;
  const { stopped } = replay(program, version, undefined, true, undefined, (session) => {
    watched = watchMemory(session);
  });
  const found = watched as Watched | null;
  if (found === null) return { collections: [], lost: null };
  const lost = found.lost ?? (stopped === null ? null : { line: stopped, why: 'the simulation was given up' });
  return { collections: found.collections, lost };
}
