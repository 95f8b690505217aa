/** What instances of library classes look like inside, as far as classes of the file that inherit from them need it. */
import { exceptionBases } from './exceptions.ts';

export interface Layout {
  /** Instances have a `__dict__` already. */
  readonly dict: boolean;
  /** Instances have a list of weak references already. */
  readonly weak: boolean;
  /** Instances differ in size, so that no list of weak references can be added. */
  readonly sized: boolean;
  readonly exception: boolean;
}

const plain: Layout = { dict: false, weak: false, sized: false, exception: false };
const layouts: Readonly<Record<string, Layout>> = {
  object: plain,
  list: plain,
  dict: plain,
  float: plain,
  str: plain,
  complex: plain,
  bytearray: plain,
  int: { ...plain, sized: true },
  tuple: { ...plain, sized: true },
  bytes: { ...plain, sized: true },
  set: { ...plain, weak: true },
  frozenset: { ...plain, weak: true },
  BaseException: { ...plain, dict: true, exception: true },
};

/** Base classes of the library that add nothing to instances of their subclasses, and do nothing when these are made. */
export const isBare = (dotted: string): boolean => bare.has(dotted);
const bare = new Set(['builtins.object', 'abc.ABC', 'typing.Generic[]']);

export function baseLayout(dotted: string): Layout | null {
  const name = dotted.replace(/^builtins\./, '');
  if (dotted === 'typing.Generic[]') return plain;
  if (name === dotted) return dotted === 'abc.ABC' ? plain : null;
  if (name in exceptionBases) return layouts.BaseException;
  return layouts[name] ?? null;
}
