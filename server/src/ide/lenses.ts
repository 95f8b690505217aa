/** Links above functions: where their heap can be walked. Plain data, in source order; nothing for what is no Python. */
import type { Span } from '../base/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { Py } from '../syntax/python/kinds.ts';
import { factsOf } from './facts.ts';

/** The heads of the functions of a file. */
export function functionHeads(snapshot: Snapshot, path: string): readonly Span[] {
  const known = factsOf(snapshot, path);
  if (known?.language !== 'python') return [];
  const { tree } = known.facts;
  return [Py.FunctionDef, Py.AsyncFunctionDef]
    .flatMap((kind) => known.facts.nodes(kind))
    .map((node) => ({ start: tree.start[node], end: tree.start[node] }))
    .sort((one, other) => one.start - other.start);
}
