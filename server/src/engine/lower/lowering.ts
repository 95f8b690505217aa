/** The state of lowering one code object, shared by statements and expressions. */
import type { PythonVersion } from '../../base/version.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Scopes } from '../scope.ts';
import type { CodeBuilder } from './builder.ts';
import type { Constant, Constants } from './constant.ts';

export interface Lowering {
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly version: PythonVersion;
  readonly code: CodeBuilder;
  readonly constants: Constants;
  /** `from __future__ import annotations` is in force, or annotations are lazy (3.14). */
  readonly lazyAnnotations: boolean;
  nesting: number;
  lineOf(node: Node): number;
  intern(name: string): number;
  /** Pushes a constant; `held`: it stands in `co_consts` by itself. */
  constant(constant: Constant, held?: boolean): void;
  /** The constant stands in `co_consts` and is not pushed. */
  holdOnly(constant: Constant): void;
  /** Pops into a name. */
  storeName(name: number): void;
  deleteName(name: number): void;
  /** Pushes the function of a `def` or `lambda`. */
  definition(node: Node): void;
  /** Pushes the value of a comprehension. */
  comprehension(node: Node): void;
  /** Pushes the class of a `class` statement, undecorated. */
  classDefinition(node: Node): void;
}
