/** Interning: equal names get equal numbers whichever way they come in, and every number gives its name back. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intern, internRange, nameOf } from './names.ts';

function internUnits(name: string): number {
  const units = new Uint16Array(name.length + 2);
  let hash = 0;
  for (let at = 0; at < name.length + 2; at += 1) units[at] = `<${name}>`.charCodeAt(at);
  for (let at = 0; at < name.length; at += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(at)) | 0;
  return internRange(units, 1, 1 + name.length, hash);
}

test('a string and a range of units are the same name', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      const number = intern(one);
      expect(nameOf(number)).toBe(one);
      expect(internUnits(one)).toBe(number);
      expect(intern(other) === number).toBe(one === other);
    }),
  );
});

test('numbers stay through growth; long names and equal hashes are told apart', () => {
  const long = 'x'.repeat(70_000);
  const numbers = Array.from({ length: 50_000 }, (_, at) => intern(`name_${at}`));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(nameOf(intern(long))).toBe(long);
  expect(intern('Aa')).not.toBe(intern('BB')); // 31-hash twins
  expect(numbers.map(nameOf)).toEqual(numbers.map((_, at) => `name_${at}`));
  expect(numbers.every((number, at) => intern(`name_${at}`) === number)).toBe(true);
});

test('0 is no name', () => {
  expect(intern('')).toBe(0);
  expect(nameOf(0)).toBe('');
  expect(nameOf(1 << 30)).toBe('');
  expect(nameOf(-1)).toBe('');
});
