/**
 * Every construct of Python as a small piece of program with gaps, for the random programs.
 *
 * `{v}` is a value, `{n}` `{l}` `{d}` `{t}` a node, list, dict or tuple; `@` the number of this piece, which makes its own names unique;
 * `a?` one of `a0` to `a2`; a line of dots a block of random statements. A name keeps one type, its first letter says which; `x` is nobody else's.
 */
import { CLASSES } from './constructs/classes.ts';
import { CONTEXTS, EXCEPTIONS, LOOPS } from './constructs/exceptions.ts';
import { BINDINGS, COMPREHENSIONS, EXPRESSIONS } from './constructs/expressions.ts';
import { COROUTINES, FUNCTIONS, GENERATORS } from './constructs/functions.ts';
import { GLOBALS } from './constructs/globals.ts';
import { LIBRARY } from './constructs/library.ts';
import { MATCHED, PARAMETRIZED, STARRED, TEMPLATES } from './constructs/newer.ts';

/** Means the same wherever a statement may stand. */
export const CONSTRUCTS: readonly string[] = [
  ...CLASSES,
  ...FUNCTIONS,
  ...GENERATORS,
  ...COROUTINES,
  ...EXCEPTIONS,
  ...CONTEXTS,
  ...LOOPS,
  ...COMPREHENSIONS,
  ...BINDINGS,
  ...EXPRESSIONS,
  ...LIBRARY,
];

/** Stands at module level alone. */
export const MODULE_CONSTRUCTS = GLOBALS;

/** By the version that reads them first; the newer, the rarer. */
export const NEW_CONSTRUCTS: readonly (readonly string[])[] = [
  MATCHED,
  MATCHED,
  MATCHED,
  MATCHED,
  STARRED,
  STARRED,
  STARRED,
  PARAMETRIZED,
  PARAMETRIZED,
  TEMPLATES,
];
