/** Small marks behind names that are bound: how many references the object has after the statement (`×2`). Plain data; nothing where nothing is known. */
import { sayEnglish, type Say } from '../base/say.ts';
import { spansTouch, type Span } from '../base/span.ts';
import type { Count } from '../engine/facts.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { Context, Py } from '../syntax/python/kinds.ts';
import { factsOf } from './facts.ts';
import { refsAfter } from './hover-target.ts';

export interface Hint {
  /** Behind the name. */
  readonly offset: number;
  readonly label: string;
  readonly tooltip: string;
}

/** The hints of a stretch of a Python file, in source order. */
export function hintsIn(snapshot: Snapshot, path: string, within: Span, say: Say = sayEnglish): readonly Hint[] {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known?.language !== 'python') return [];
  const { tree } = document;
  const hints: Hint[] = [];
  for (const node of known.facts.nodes(Py.Name)) {
    const span = { start: tree.start[node], end: tree.end[node] };
    if (tree.flag[node] !== Context.Store || !spansTouch(span, within)) continue;
    const refs = refsAfter(known.facts, document, node);
    const label = refs === null ? null : labelOf(refs.refs);
    if (refs !== null && label !== null)
      hints.push({ offset: span.end, label, tooltip: say('references to {0} after this statement, simulated', refs.name) });
  }
  return hints;
}

function labelOf(count: Count): string | null {
  switch (count.kind) {
    case 'exact':
      return `×${count.count}`;
    case 'range':
      return count.max === null ? `×${count.min}+` : `×${count.min}–${count.max}`;
    case 'relative':
      return count.delta === 0 ? null : `${count.delta > 0 ? '+' : '−'}${Math.abs(count.delta)}`;
    case 'immortal':
    case 'shared':
    case 'unknown':
      return null;
  }
}
