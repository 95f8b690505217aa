/**
 * The flow of a Python program: one `Code` for each module, function, lambda, class body and comprehension, shaped like CPython's own bytecode.
 *
 * An instruction is a number, two arguments and the syntax node it comes from. Operands stand on the frame's stack; every jump target has one stack depth.
 */
import type { Node, Tree } from '../../syntax/tree.ts';
import type { Scope } from '../scope.ts';
import type { Constant } from './constant.ts';
import type { Test } from './examples.ts';

const OP_NAMES = [
  'Constant',
  'LoadLocal',
  'StoreLocal',
  'DeleteLocal',
  'LoadCell',
  'StoreCell',
  'DeleteCell',
  'LoadGlobal',
  'StoreGlobal',
  'DeleteGlobal',
  'LoadName',
  'StoreName',
  'DeleteName',
  'LoadAttribute',
  'StoreAttribute',
  'DeleteAttribute',
  'LoadItem',
  'StoreItem',
  'DeleteItem',
  'Binary',
  'InPlace',
  'Unary',
  'Compare',
  'Not',
  'BuildList',
  'BuildTuple',
  'BuildSet',
  'BuildDict',
  'BuildSlice',
  'BuildString',
  'Format',
  'AppendItem',
  'AddItem',
  'AddEntry',
  'ExtendList',
  'ExtendSet',
  'ExtendDict',
  'ListToTuple',
  'Unpack',
  'UnpackStar',
  'Pop',
  'Copy',
  'Swap',
  'Jump',
  'JumpIfFalse',
  'JumpIfTrue',
  'GetIterator',
  'ForIterator',
  'Call',
  'CallSpread',
  'MakeFunction',
  'MakeClass',
  'Comprehension',
  'Return',
  'Yield',
  'YieldFrom',
  'Await',
  'Raise',
  'Reraise',
  'MatchException',
  'EndHandler',
  'EnterWith',
  'ExitWith',
  'ExitWithError',
  'Import',
  'ImportFrom',
  'ImportStar',
  'After',
  'Mark',
  'AfterMarked',
  'Annotate',
  'Assert',
  'Unknown',
  'MatchSequence',
  'MatchMapping',
  'MatchKeys',
  'MatchClass',
  'Havoc',
] as const;

export const Op = Object.fromEntries(OP_NAMES.map((name, index) => [name, index])) as {
  readonly [Name in (typeof OP_NAMES)[number]]: number;
};
/** The slot of a class body's frame that holds the dictionary it fills. */
export const NAMESPACE = '.namespace';

/** Instructions from `start` to before `end` are protected by `target`, where the stack has `depth` operands and the exception on top. */
export interface Handler {
  readonly start: number;
  readonly end: number;
  readonly target: number;
  readonly depth: number;
  /** The last of those operands is an exception that is being handled: what is raised meanwhile holds it as its context. */
  readonly handles: boolean;
}

export interface Parameters {
  readonly positional: readonly string[];
  readonly positionalOnly: number;
  readonly keywordOnly: readonly string[];
  readonly rest: string | null;
  readonly keywords: string | null;
}

export interface Code {
  readonly index: number;
  readonly scope: Scope;
  readonly node: Node;
  readonly name: string;
  readonly qualname: string;
  readonly kind: 'module' | 'function' | 'class' | 'comprehension' | 'generator';
  /** A call makes a generator or coroutine and runs nothing. */
  readonly suspends: boolean;
  readonly isAsync: boolean;
  readonly op: number[];
  readonly one: number[];
  readonly two: number[];
  readonly at: Node[];
  /** The line of each instruction, from 1. */
  readonly lines: number[];
  readonly handlers: Handler[];
  /** Names of the frame's slots: parameters, other locals and cells, then free variables. */
  readonly slots: string[];
  readonly cells: ReadonlySet<number>;
  /** Names of free variables in the order of their slots, the last ones. */
  readonly free: readonly string[];
  readonly parameters: Parameters;
  /** The constants of its `co_consts`. */
  readonly constants: Set<Constant>;
  /** Heads of loops: where a jump goes back to. */
  readonly loops: ReadonlySet<number>;
  /** Fills in the instructions when the code is first run; `null` once that is done. */
  pending: (() => void) | null;
  /** Names of keyword arguments, by the second argument of `Call` and `MakeClass`, less one. */
  readonly keywords: (readonly string[])[];
}

/** The function that runs the examples of one docstring. */
export interface ExampleCode {
  readonly code: Code;
  readonly test: Test;
}

export interface Program {
  readonly tree: Tree;
  /** What `doctest.testmod` runs, in this order; `null` where that is not known. */
  readonly examples: readonly ExampleCode[] | null;
  /** Lines behind it are none of the file's. */
  readonly lastLine: number;
  /** Grows while functions are lowered when they are run. */
  readonly codes: readonly Code[];
  readonly module: Code;
  /** Functions are lowered when they are run, and constants are not counted. */
  readonly lazy: boolean;
  /** By the first argument of `Constant`. */
  readonly pool: readonly Constant[];
  /** Names that some code object has in a tuple, sorted and joined: a constant tuple of just these may be that object. */
  readonly nameTuples: ReadonlySet<string>;
  /** The code of a scope, by the index of the scope. */
  readonly codeOf: ReadonlyMap<number, Code>;
  /** First line of the statement or expression, from 1. */
  lineOf(node: Node): number;
}
