/** Recall: the pages beside this file keep what they promise: each case has a program before the fix and one after it, enough of them are found, and what is not says why. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { repository } from '../harness/files.ts';
import { readPage, type Page, type Program } from '../harness/page.ts';

const pages = readdirSync(`${repository}/test/recall`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => readPage(`test/recall/${name}`, repository));

interface Case {
  readonly kind: string;
  readonly source: string;
  readonly programs: readonly Program[];
}

/** Third-level headings with the kind above them: `owner/repository commit`. */
function casesOf(page: Page): readonly Case[] {
  let kind = '';
  return page.headings.flatMap(({ depth, title }) => {
    if (depth === 2) kind = title;
    return depth === 3 ? [{ kind, source: title, programs: page.programs.filter(({ section }) => section === title) }] : [];
  });
}

const cases = pages.flatMap(casesOf);
const marks = (program: Program, kind: 'error' | 'missed') => program.main.marks.filter((mark) => mark.kind === kind);
const found = cases.filter(({ programs: [before] }) => before !== undefined && marks(before, 'error').length > 0);

describe.each(cases)('$source', ({ programs, source }) => {
  test('is a program before the fix and one after it', () => {
    expect(source).toMatch(/^[\w.-]+\/[\w.-]+,? [\w.]+( again)?$/);
    expect(programs).toHaveLength(2);
    const [before, after] = programs;
    expect(marks(before, 'error').length + marks(before, 'missed').length).toBeGreaterThan(0);
    expect(after.main.marks.filter(({ kind }) => kind !== 'refs' && kind !== 'gc')).toEqual([]);
  });
});

test('at least 30 of them over at least 10 kinds are found, and more than half of all', () => {
  expect(found.length).toBeGreaterThanOrEqual(30);
  expect(new Set(found.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(10);
  expect(found.length / cases.length).toBeGreaterThan(0.55);
});
