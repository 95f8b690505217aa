/** Korean has the words of every branch of every rule, whether a page comes by it or not: the strings of the sources are enumerated, and each stands in a sentence that is translated. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { koreanOwnership } from '../../server/src/ide/korean-ownership.ts';
import { koreanPython } from '../../server/src/ide/korean-python.ts';
import { koreanRust } from '../../server/src/ide/korean-rust.ts';
import { koreanShared } from '../../server/src/ide/korean-shared.ts';
import { korean } from '../../server/src/ide/korean.ts';
import { repository } from '../harness/files.ts';
import { phrasesOf } from '../harness/phrases.ts';

const byRule: Readonly<Record<string, Readonly<Record<string, string>>>> = { ...koreanPython, ...koreanRust };
const shared = Object.keys(koreanShared);
const ofAnyRule = [...Object.values(byRule).flatMap((sentences) => Object.keys(sentences)), ...shared];
const sourcesIn = (room: string): readonly string[] =>
  readdirSync(join(repository, 'server/src', room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|^(?:index|rule|select)\.ts$/.test(name))
    .map((name) => join(repository, 'server/src', room, name));

/** Two words in a row: what people read, or code. */
const speaks = (text: string): boolean => /[A-Za-z]{2,},? [A-Za-z]{2,}/.test(text);
/** Code that fixes write. */
const code =
  /^(?:None if| is None|with contextlib|async for|for each in| not in |&mut self$|impl Drop for | {4}fn drop|fn __(?:traverse|clear)__\(|let value = | is None else )/;
/** Values of a rule's own fields. */
const fields = new Set(['safe or unsafe']);

describe('Korean', () => {
  it('has the words of every string that a rule says', () => {
    let asked = 0;
    const strange = sourcesIn('rules').flatMap((path) => {
      const source = readFileSync(path, 'utf8')
        .replaceAll(/^import .*$/gm, '')
        .replace(/^ {2}summary:\s*(['"]).*\1,$/m, '');
      const rule = /^ {2}code: '(RC\d+)'/m.exec(source)?.[1];
      const known = rule === undefined ? ofAnyRule : [...Object.keys(byRule[rule] ?? {}), ...shared];
      return phrasesOf(source).flatMap((phrase) => {
        if (!speaks(phrase) || code.test(phrase) || fields.has(phrase)) return [];
        asked += 1;
        return known.some((sentence) => sentence.includes(phrase.trim())) ? [] : [`${path}: ${phrase}`];
      });
    });
    expect(asked).toBeGreaterThan(400);
    expect(strange).toEqual([]);
  });

  it('has the names of all resources, the reasons why a count or an end is unknown, and what PyO3 has instead', () => {
    const known = new Set([...Object.keys(korean), ...ofAnyRule, ...Object.keys(koreanOwnership)]);
    const said = sourcesIn('engine').flatMap((path) => {
      const source = readFileSync(path, 'utf8');
      const named = [...source.matchAll(/\b(?:what|why|cut): '([^'\n]+)'|\bunknown\('([^'\n]+)'/g)].map(([, one, other]) => one ?? other);
      const instead = [...source.matchAll(/^ {2}retired\(.*, '([^'\n]*)'\),$/gm)].map(([, one]) => one);
      return [...named, ...instead].filter(speaks);
    });
    expect(said.length).toBeGreaterThan(50);
    expect([...new Set(said)].filter((text) => !known.has(text))).toEqual([]);
  });
});
