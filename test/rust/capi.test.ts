/** The table of the C API's effects against what CPython's documentation says, and against itself. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  leavesArgument,
  newThroughArgument,
  releases,
  retains,
  returnsBorrowed,
  returnsNew,
  returnsNull,
  steals,
} from '../../server/src/engine/model/capi.ts';
import { returnsOf } from '../../server/src/engine/rust/raw.ts';

type Returns = 'new' | 'borrowed' | 'null';
const documented = JSON.parse(readFileSync(new URL('capi-returns.json', import.meta.url), 'utf8')) as Record<Returns, string[]>;

describe('what a function returns', () => {
  test.each(['new', 'borrowed', 'null'] as const)('%s, as documented', (returns) => {
    expect(documented[returns].filter((name) => returnsOf(name) !== returns)).toEqual([]);
  });

  test('is one thing', () => {
    const all = [...returnsNew, ...returnsBorrowed.keys(), ...returnsNull];
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([]);
    expect(documented.new.length + documented.borrowed.length + documented.null.length).toBe(372);
  });
});

describe('what happens to an argument', () => {
  test('is one thing', () => {
    for (const [name, positions] of steals) expect(positions.filter((position) => leavesArgument(name, position))).toEqual([]);
    for (const name of [...releases, ...retains]) expect(leavesArgument(name, 0)).toBe(false);
    expect([...releases].filter((name) => retains.has(name))).toEqual([]);
    expect([...newThroughArgument.keys()].filter((name) => returnsNew.has(name) || returnsBorrowed.has(name))).toEqual([]);
  });

  // documented in so many words, because the neighbouring function takes its argument over
  test.each([
    ['PyDict_SetItem', 2],
    ['PyDict_SetItemString', 2],
    ['PyObject_SetItem', 2],
    ['PyObject_SetAttr', 2],
    ['PyObject_SetAttrString', 2],
    ['PySequence_SetItem', 2],
    ['PySet_Add', 1],
    ['PyList_Append', 1],
    ['PyList_Insert', 2],
    ['PyModule_AddObjectRef', 2],
    ['PyErr_SetObject', 1],
    ['PyTuple_Pack', 1],
    ['PyCell_Set', 1],
  ])('%s leaves argument %i', (name, position) => {
    expect(leavesArgument(name, position)).toBe(true);
  });
});
