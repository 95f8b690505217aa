/** What a project or a person may set, after all sources were merged: plain data with a default for everything. */
import type { Level } from './finding.ts';
import { defaultPython, type PythonVersion } from './version.ts';

export interface Settings {
  /** Codes (`RC101`), names (`self-reference`), blocks (`RC1`) or `ALL`. Empty: the default set (every rule whose level is not off). */
  readonly select: readonly string[];
  readonly extendSelect: readonly string[];
  readonly ignore: readonly string[];
  /** Glob patterns relative to `root` → selectors that are ignored there. */
  readonly perFileIgnores: readonly { readonly pattern: string; readonly selectors: readonly string[] }[];
  /** Code or name → the level it is reported at. */
  readonly levels: ReadonlyMap<string, Level | 'off'>;
  /** Glob patterns relative to `root`. */
  readonly exclude: readonly string[];
  readonly python: PythonVersion;
  /** Linters whose equivalent rules make ours silent, e.g. `ruff`. */
  readonly avoidDuplicatesOf: readonly string[];
  /** The folder that the patterns are relative to. */
  readonly root: string;
}

export const defaultSettings: Settings = {
  select: [],
  extendSelect: [],
  ignore: [],
  perFileIgnores: [],
  levels: new Map(),
  exclude: [],
  python: defaultPython,
  avoidDuplicatesOf: [],
  root: '',
};
