/**
 * What becomes of memory: when the collector starts by itself, and where the block of a freed object goes.
 *
 * Numbers are those of 64-bit CPython unless a word has another size; a test asks every CPython of the machine (`gc.get_threshold`,
 * `sys.getsizeof`, `tracemalloc`, `sys._debugmallocstats`), and pyodide, whose words have 4 bytes.
 */
import { atLeast, type PythonVersion } from '../../base/version.ts';

/** Thresholds of the three generations, as `gc.get_threshold()` gives them before anybody changes them. Only 3.14 collects the oldest in parts. */
export const collectorThresholds = (version: PythonVersion): readonly [number, number, number] =>
  collectsInParts(version) ? [2000, 10, 0] : atLeast(version, 13) ? [2000, 10, 10] : [700, 10, 10];

/** Whether an automatic collection takes the young and a part of the old, instead of one generation as a whole. */
export const collectsInParts = (version: PythonVersion): boolean => atLeast(version, 14) && !atLeast(version, 15);

/** Bytes of the block of an object by its kind, header of the collector included and contents that lie elsewhere not; `null` where it depends on more. */
export function blockSize(kind: string, version: PythonVersion): number | null {
  switch (kind) {
    case 'list':
      return 56;
    case 'dict':
      return 64;
    case 'set':
      return 216;
    case 'method':
      return 64;
    case 'cell':
      return 40;
    case 'plain instance':
      // from 3.13 on the attributes lie in the same block: `makeInstance`
      return atLeast(version, 13) ? null : makeInstance(version, newSharedNames()).object;
    default:
      return null;
  }
}

/** What an instance takes of memory: its own block, and one for the values of its attributes (0: there is none, or they lie in its own). */
export interface InstanceBytes {
  readonly object: number;
  readonly values: number;
}

/** What the instances of a class share since 3.11: the names of their attributes, and how many more have a place (`ht_cached_keys`). */
export interface SharedNames {
  names: number;
  left: number;
}

/** Of a new class (`SHARED_KEYS_MAX_SIZE`). */
export const newSharedNames = (): SharedNames => ({ names: 0, left: 30 });

/** An attribute of a name that is new to the class was stored; it finds a place, or the instance gets a dictionary of its own. */
export function addName(shared: SharedNames): void {
  if (shared.left === 0) return;
  shared.names += 1;
  shared.left -= 1;
}

/**
 * A class without slots, whose bases in the library add nothing, makes an instance: its blocks, with the header of the collector and what stands before that.
 *
 * Each has room for all names that the class has and may still get. That begins with 30, and the class gives up one place for each instance
 * that it makes as long as another is left: instances shrink until it has made some thirty of them.
 */
export function makeInstance(version: PythonVersion, shared: SharedNames, word = 8): InstanceBytes {
  // 2 words for the collector; then count, type, and up to 3.10 `__dict__` and `__weakref__`, whose places stand before the header since
  if (!atLeast(version, 11)) return { object: 6 * word, values: 0 };
  const before = shared.names + shared.left;
  if (shared.left > 1) shared.left -= 1;
  const up = (bytes: number): number => Math.ceil(bytes / word) * word;
  if (atLeast(version, 13)) return { object: 6 * word + up(before) + (before + 1) * word, values: 0 };
  const room = shared.names + shared.left;
  return { object: (atLeast(version, 12) ? 6 : 7) * word, values: up(room + 2) + room * word };
}

/** An instance of a class all of whose names stand in `__slots__`, `__dict__` and `__weakref__` not among them. @param slots those of its bases included. */
export const slottedBytes = (slots: number, word = 8): number => (4 + slots) * word;

/** Objects of up to so many bytes come from pools; larger ones from the system's `malloc`. */
export const largestSmall = 512;

/** Blocks come in sizes of 16 bytes. */
export const sizeClass = (bytes: number): number => Math.ceil(bytes / 16) * 16;

export const poolBytes = (version: PythonVersion): number => (atLeast(version, 10) ? 16_384 : 4_096);
export const arenaBytes = (version: PythonVersion): number => (atLeast(version, 10) ? 1_048_576 : 262_144);
