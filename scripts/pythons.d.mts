/** Types of `pythons.mjs`. */
export interface FoundPython {
  readonly version: string;
  readonly path: string;
  /** The folder of its standard library. */
  readonly library: string;
}

export function findPythons(): FoundPython[];
export function newestPython(): FoundPython | null;
