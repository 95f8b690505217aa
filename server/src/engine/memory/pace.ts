/**
 * The collector's counters, from a point on where they are known: how many allocations the young generation is from its next collection.
 *
 * A model of `gcmodule.c`, in bounds: what is not known for sure may have been counted or not. It says when a collection is due, and which.
 */
import type { PythonVersion } from '../../base/version.ts';
import { countsTracked, freeListOf } from '../model/allocations.ts';
import type { Part } from '../model/allocations.ts';
import { collectorThresholds } from '../model/allocator.ts';

interface Bounds {
  low: number;
  high: number;
}

export interface Pace {
  readonly version: PythonVersion;
  /** Allocations less deallocations since the last collection. */
  readonly young: Bounds;
  /** Collections of the young since one of the middle generation, and of that since one of the oldest. */
  middle: number;
  old: number;
  enabled: boolean;
  thresholds: readonly [number, number, number];
  /** By kind: objects that wait to be reused. */
  readonly kept: Map<string, Bounds>;
  /** Kinds of which one may wait because a call borrowed it. */
  readonly lent: Set<string>;
  /** What waits is not known where nothing stands in `kept`. */
  anyKept: boolean;
}

export const newPace = (version: PythonVersion): Pace => ({
  version,
  young: { low: 0, high: 0 },
  middle: 0,
  old: 0,
  enabled: true,
  thresholds: collectorThresholds(version),
  kept: new Map(),
  lent: new Set(),
  anyKept: true,
});

/** `gc.collect(generation)` is over, or with `-1` `gc.freeze()`: the counters of these generations are zero. */
export function restart(pace: Pace, generation: number): void {
  pace.young.low = pace.young.high = 0;
  if (generation === 0) pace.middle += 1;
  else pace.middle = 0;
  if (generation === 1) pace.old += 1;
  else if (generation !== 0) pace.old = 0;
  if (generation !== 2) return;
  // a full collection empties what is kept for reuse
  pace.kept.clear();
  pace.lent.clear();
  pace.anyKept = false;
}

/** Whether the allocation makes a collection due. */
export function allocate(pace: Pace, part: Part): 'no' | 'perhaps' | 'due' {
  const list = countsTracked(pace.version) ? null : freeListOf(pace.version, part);
  const { young } = pace;
  if (list !== null) {
    const kept = keptOf(pace, list.key, list.most);
    pace.lent.delete(list.key);
    const certain = kept.low > 0;
    const possible = kept.high > 0;
    kept.low = Math.max(0, kept.low - 1);
    kept.high = Math.max(0, kept.high - 1);
    if (certain) return 'no';
    if (!possible) young.low += 1;
  } else young.low += 1;
  young.high += 1;
  const [most] = pace.thresholds;
  if (!pace.enabled || most === 0 || young.high <= most) return 'no';
  return young.low > most ? 'due' : 'perhaps';
}

export function free(pace: Pace, part: Part): void {
  const list = countsTracked(pace.version) ? null : freeListOf(pace.version, part);
  const { young } = pace;
  if (list !== null) {
    const kept = keptOf(pace, list.key, list.most);
    const surelyKept = kept.high < list.most;
    const surelyFreed = kept.low >= list.most;
    kept.low = Math.min(list.most, kept.low + 1);
    kept.high = Math.min(list.most, kept.high + 1);
    if (surelyKept) return;
    if (surelyFreed) young.high = Math.max(0, young.high - 1);
    young.low = Math.max(0, young.low - 1);
    return;
  }
  young.low = Math.max(0, young.low - 1);
  young.high = Math.max(0, young.high - 1);
}

/** What is allocated and given back again, or is not: a call takes a shorter way once it has run before. The second time changes nothing any more. */
export function perhapsBorrow(pace: Pace, part: Part): 'no' | 'perhaps' {
  const list = countsTracked(pace.version) ? null : freeListOf(pace.version, part);
  if (list === null) return 'no';
  const kept = keptOf(pace, list.key, list.most);
  if (kept.low > 0 || pace.lent.has(list.key)) return 'no';
  kept.high = Math.max(1, kept.high);
  pace.young.high += 1;
  pace.lent.add(list.key);
  const [most] = pace.thresholds;
  return pace.enabled && most > 0 && pace.young.high > most ? 'perhaps' : 'no';
}

/** The generation that a collection takes now; `null` if that depends on how much the oldest has, of which the program knows nothing. */
export function generationDue(pace: Pace): 0 | 1 | null {
  const [, middle, old] = pace.thresholds;
  if (pace.old > old) return null;
  return pace.middle > middle ? 1 : 0;
}

function keptOf(pace: Pace, key: string, most: number): Bounds {
  let kept = pace.kept.get(key);
  if (kept === undefined) pace.kept.set(key, (kept = { low: 0, high: pace.anyKept ? most : 0 }));
  return kept;
}
