/**
 * What becomes of memory: when the collector starts by itself, and where the block of a freed object goes.
 *
 * Numbers are those of 64-bit CPython; a test asks every CPython of the machine (`gc.get_threshold`, `sys.getsizeof`,
 * `sys._debugmallocstats`).
 */
import { atLeast, type PythonVersion } from '../../base/version.ts';

/** Thresholds of the three generations, as `gc.get_threshold()` gives them before anybody changes them. */
export const collectorThresholds = (version: PythonVersion): readonly [number, number, number] =>
  atLeast(version, 14) ? [2000, 10, 0] : atLeast(version, 13) ? [2000, 10, 10] : [700, 10, 10];

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
      // from 3.13 on the attributes lie in the same block
      return atLeast(version, 13) ? null : atLeast(version, 12) || !atLeast(version, 11) ? 48 : 56;
    default:
      return null;
  }
}

/** Objects of up to so many bytes come from pools; larger ones from the system's `malloc`. */
export const largestSmall = 512;

/** Blocks come in sizes of 16 bytes. */
export const sizeClass = (bytes: number): number => Math.ceil(bytes / 16) * 16;

export const poolBytes = (version: PythonVersion): number => (atLeast(version, 10) ? 16_384 : 4_096);
export const arenaBytes = (version: PythonVersion): number => (atLeast(version, 10) ? 1_048_576 : 262_144);
