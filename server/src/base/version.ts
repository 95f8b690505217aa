/** The CPython versions that can be asked for, and their order. */

/** `[3, 13]`; `[3, 13, 't']` is the free-threaded build. */
export type PythonVersion = readonly [major: number, minor: number, build?: 't'];

export const oldestPython: PythonVersion = [3, 8];
/** The newest version that the tests prove on a real interpreter. */
export const newestProvedPython: PythonVersion = [3, 14];
export const newestPython: PythonVersion = [3, 15];
/** Used where no project says otherwise. */
export const defaultPython: PythonVersion = [3, 13];

/** The first version that can be built without the global interpreter lock. */
const firstFreeThreaded: PythonVersion = [3, 13];

export const isFreeThreaded = (version: PythonVersion): boolean => version[2] === 't';

/** By version alone, whatever the build. */
export const comparePython = (one: PythonVersion, other: PythonVersion): number => one[0] - other[0] || one[1] - other[1];

export const atLeast = (version: PythonVersion, minor: number): boolean => comparePython(version, [3, minor]) >= 0;

export const showPython = ([major, minor, build]: PythonVersion): string => `${major}.${minor}${build ?? ''}`;

/** Reads `3.8` … `3.15`, and `3.13t` … for free-threaded builds; `null` for anything else. */
export function readPython(text: string): PythonVersion | null {
  const match = /^\s*3\.(\d{1,2})(t?)\s*$/.exec(text);
  if (match === null) return null;
  const isBuilt = match[2] === 't';
  const version: PythonVersion = isBuilt ? [3, Number(match[1]), 't'] : [3, Number(match[1])];
  const oldest = isBuilt ? firstFreeThreaded : oldestPython;
  return comparePython(version, oldest) >= 0 && comparePython(version, newestPython) <= 0 ? version : null;
}
