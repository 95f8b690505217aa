/** The CPython versions that can be asked for, and their order. */

/** `[3, 13]` */
export type PythonVersion = readonly [major: number, minor: number];

export const oldestPython: PythonVersion = [3, 8];
/** The newest version that the tests prove on a real interpreter. */
export const newestProvedPython: PythonVersion = [3, 14];
export const newestPython: PythonVersion = [3, 15];
/** Used where no project says otherwise. */
export const defaultPython: PythonVersion = [3, 13];

export const comparePython = (one: PythonVersion, other: PythonVersion): number => one[0] - other[0] || one[1] - other[1];

export const atLeast = (version: PythonVersion, minor: number): boolean => comparePython(version, [3, minor]) >= 0;

export const showPython = (version: PythonVersion): string => `${version[0]}.${version[1]}`;

/** Reads `3.8` … `3.15`; `null` for anything else. */
export function readPython(text: string): PythonVersion | null {
  const match = /^\s*3\.(\d{1,2})\s*$/.exec(text);
  if (match === null) return null;
  const version: PythonVersion = [3, Number(match[1])];
  return comparePython(version, oldestPython) >= 0 && comparePython(version, newestPython) <= 0 ? version : null;
}
