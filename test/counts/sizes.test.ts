/** What instances take of memory, held against what CPython asks of its allocator: natively in words of 8 bytes, on pyodide in words of 4. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { atLeast, type PythonVersion } from '../../server/src/base/version.ts';
import { addName, makeInstance, newSharedNames, slottedBytes } from '../../server/src/engine/model/allocator.ts';
import { interpreters } from '../harness/interpreters.ts';

const script = fileURLToPath(new URL('sizes.py', import.meta.url));
const pyodide = fileURLToPath(new URL('../harness/pyodide-script.mjs', import.meta.url));

/** How many attributes instances get, and which of them, from 0, are the ones that get them. */
const filled: Readonly<Record<string, readonly [names: number, from: number, to: number]>> = {
  Empty: [0, 0, 0],
  Three: [3, 0, 39],
  Inheriting: [3, 0, 39],
  Nine: [9, 0, 39],
  // more than there is room for by then
  Growing: [16, 20, 20],
};
const slots: Readonly<Record<string, number>> = { Slotless: 0, Slotted: 2, More: 3 };

// of the pyodides the one whose version is not there natively
describe.each(interpreters().filter(({ name }) => !name.startsWith('pyodide') || name.endsWith('3.14')))(
  '$name',
  ({ name, version, command }) => {
    const run = name.startsWith('pyodide')
      ? spawnSync(command[0], [pyodide, version.join('.'), script], { encoding: 'utf8' })
      : spawnSync(command[0], ['-I', script], { encoding: 'utf8' });
    const { word, sizes } = JSON.parse(run.stdout) as {
      readonly word: number;
      readonly sizes: Readonly<Record<string, readonly number[]>>;
    };

    it('asks for so many bytes for instances with attributes', () => {
      for (const [type, attributes] of Object.entries(filled)) {
        // up to 3.10 the dictionary of an instance is an object of its own, which comes with its first attribute
        if (!atLeast(version, 11) && type !== 'Empty') continue;
        expect([type, bytesOf(version, attributes, word)]).toEqual([type, sizes[type]]);
      }
    });

    it('asks for so many bytes for instances with slots', () => {
      for (const [type, count] of Object.entries(slots)) {
        expect([type, [...new Set(sizes[type])]]).toEqual([type, [slottedBytes(count, word)]]);
      }
    });
  },
);

function bytesOf(version: PythonVersion, [names, from, to]: readonly [number, number, number], word: number): readonly number[] {
  const shared = newSharedNames();
  let stored = 0;
  return Array.from({ length: 40 }, (_, at) => {
    const { object, values } = makeInstance(version, shared, word);
    for (; at >= from && at <= to && stored < names; stored += 1) addName(shared);
    return object + values;
  });
}
