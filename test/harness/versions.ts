/** Conditions on Python versions as marks and settings of pages write them: `>=3.14`, `<3.11`, `3.12`, `3.9..3.11`, several with commas. */
import { comparePython, newestPython, oldestPython, readPython, type PythonVersion } from '../../server/src/base/version.ts';

export type VersionCondition = (version: PythonVersion) => boolean;

/** `null` for what is no condition. */
export function readCondition(text: string): VersionCondition | null {
  const parts = text.split(',').map((part) => readPart(part.trim()));
  return parts.every((part) => part !== null) ? (version) => parts.every((holds) => holds(version)) : null;
}

function readPart(text: string): VersionCondition | null {
  const between = /^(3\.\d+)\.\.(3\.\d+)$/.exec(text);
  const compared = /^(>=|<=|>|<|==|!=)?\s*(3\.\d+)$/.exec(text);
  const one = readPython(between?.[1] ?? compared?.[2] ?? '');
  if (one === null) return null;
  if (between !== null) {
    const last = readPython(between[2]);
    return last === null ? null : (version) => comparePython(version, one) >= 0 && comparePython(version, last) <= 0;
  }
  switch (compared?.[1]) {
    case '>=':
      return (version) => comparePython(version, one) >= 0;
    case '<=':
      return (version) => comparePython(version, one) <= 0;
    case '>':
      return (version) => comparePython(version, one) > 0;
    case '<':
      return (version) => comparePython(version, one) < 0;
    case '!=':
      return (version) => comparePython(version, one) !== 0;
    default:
      return (version) => comparePython(version, one) === 0;
  }
}

/** Every version that can be asked for, oldest first. */
export const everyVersion: readonly PythonVersion[] = Array.from(
  { length: newestPython[1] - oldestPython[1] + 1 },
  (_, index): PythonVersion => [3, oldestPython[1] + index],
);
