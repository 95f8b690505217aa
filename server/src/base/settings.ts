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
  /** What calls of libraries mean that Decref does not know. */
  readonly resources: readonly OwnResource[];
  /** Decorators that keep the arguments of a function: dotted names, or a last name alone. */
  readonly caches: readonly string[];
  readonly registrations: readonly OwnRegistration[];
  /** The folder that the patterns are relative to. */
  readonly root: string;
}

/** Calls that open something which has to be released. */
export interface OwnResource {
  /** As a user would say it, with its article: `a link`. */
  readonly what: string;
  /** Dotted names of the calls; `await ` before one that is awaited, `#1` behind one that answers a tuple. */
  readonly opens: readonly string[];
  /** Methods that release it, and with a dot functions that it is given to. */
  readonly closes: readonly string[];
  /** Whether `with` releases it. */
  readonly with: boolean;
}

/** A method that keeps what it is given, and the one that takes it back. */
export interface OwnRegistration {
  readonly registers: string;
  readonly takesBack: string;
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
  resources: [],
  caches: [],
  registrations: [],
  root: '',
};
