/**
 * What one instruction does to one handle: the abstract machine that `resources.ts` walks along every path.
 *
 * Only the handle and the constants that decide about it are followed; everything else is `Other`. Total: what is not understood gives the handle away.
 */
import { Op } from './lower/code.ts';
import type { Code, Program } from './lower/code.ts';

/** What an operand or a local holds, as far as the handle is concerned. */
export const Tag = {
  Other: 0,
  Handle: 1,
  None: 2,
  True: 3,
  False: 4,
  /** A bound method that releases it. */
  Release: 5,
  /** Another bound method of it. */
  Method: 6,
  /** `closing(handle)`: its exit releases. */
  Closing: 7,
  /** What will be the handle once awaited. */
  Promise: 8,
  /** The tuple or dict that has the handle as an item. */
  Tuple: 9,
  /** A manager that swallows exceptions. */
  Suppressing: 10,
  /** A bound method that reads it to its end. */
  ReadWhole: 11,
  /** Something else that keeps it alive. */
  Holder: 12,
} as const;

export interface State {
  readonly pc: number;
  readonly stack: number[];
  /** By slot; names of the module behind the slots. */
  readonly slots: readonly number[];
  readonly open: boolean;
  /** Where the exception came from that led here, or -1. */
  readonly raisedAt: number;
  /** Conditions that were decided on the way, and where. */
  readonly decided: readonly { readonly text: string; readonly outcome: boolean; readonly pc: number }[];
}

export const holdsHandle = (tag: number): boolean =>
  tag === Tag.Handle ||
  tag === Tag.Release ||
  tag === Tag.Method ||
  tag === Tag.Closing ||
  tag === Tag.Promise ||
  tag === Tag.Tuple ||
  tag === Tag.ReadWhole ||
  tag === Tag.Holder;

/** Whether a truth is known. A handle is true. */
export function truthOf(tag: number): boolean | null {
  if (tag === Tag.None || tag === Tag.False) return false;
  return tag === Tag.Other ? null : true;
}

/** How many operands an instruction takes, for those that need no more than that; they leave as many as `leaves` says. */
const plain: Readonly<Record<number, readonly [takes: number, leaves: number] | undefined>> = {
  [Op.DeleteAttribute]: [1, 0],
  [Op.StoreItem]: [3, 0],
  [Op.DeleteItem]: [2, 0],
  [Op.Binary]: [2, 1],
  [Op.InPlace]: [2, 1],
  [Op.Unary]: [1, 1],
  [Op.BuildSlice]: [3, 1],
  [Op.AddEntry]: [2, 0],
  [Op.AppendItem]: [1, 0],
  [Op.AddItem]: [1, 0],
  [Op.ExtendList]: [1, 0],
  [Op.ExtendSet]: [1, 0],
  [Op.ExtendDict]: [1, 0],
  [Op.ListToTuple]: [1, 1],
  [Op.YieldFrom]: [1, 1],
  [Op.Yield]: [1, 1],
  [Op.Import]: [0, 1],
  [Op.ImportFrom]: [0, 1],
  [Op.LoadCell]: [0, 1],
  [Op.LoadName]: [0, 1],
  [Op.StoreCell]: [1, 0],
  [Op.Havoc]: [0, 1],
  [Op.Unknown]: [0, 0],
  [Op.MatchException]: [1, 1],
  [Op.EndHandler]: [1, 0],
};

/** What an instruction takes and leaves where it treats all operands alike, or `null`. Taking the handle so gives it away. */
export function effectOf(code: Code, pc: number): readonly [number, number] | null {
  const one = code.one[pc];
  const two = code.two[pc];
  switch (code.op[pc]) {
    case Op.BuildList:
    case Op.BuildTuple:
    case Op.BuildSet:
    case Op.BuildDict:
    case Op.BuildString:
      return [one, 1];
    case Op.Format:
      return [1 + two, 1];
    case Op.MakeFunction:
      return [(two & 1) + ((two >> 1) & 1) + ((two >> 2) & 1), 1];
    case Op.MakeClass: {
      const keywords = two >> 8;
      return [(two & 255) + (keywords > 0 ? code.keywords[keywords - 1].length : 0), 1];
    }
    case Op.Annotate:
      return [two & 1 ? 0 : 1, 0];
    case Op.UnpackStar:
      return [1, one + two + 1];
    case Op.CallSpread:
      return [2 + one, 1];
    default:
      return plain[code.op[pc]] ?? null;
  }
}

/** Operations that a user would not be surprised to see raise. */
const raising: ReadonlySet<number> = new Set([
  Op.Call,
  Op.CallSpread,
  Op.Await,
  Op.Yield,
  Op.YieldFrom,
  Op.StoreItem,
  Op.Unpack,
  Op.UnpackStar,
  Op.ForIterator,
  Op.Import,
  Op.ImportFrom,
  Op.EnterWith,
  Op.MakeClass,
  Op.Comprehension,
  Op.Binary,
]);
export const mayRaise = (op: number): boolean => raising.has(op);

/** The constant that an instruction pushes, as a tag. */
export function constantTag(program: Program, index: number): number {
  const constant = program.pool[index];
  if (constant === undefined) return Tag.Other;
  if (constant.type === 'NoneType') return Tag.None;
  if (constant.value === true) return Tag.True;
  return constant.value === false ? Tag.False : Tag.Other;
}
