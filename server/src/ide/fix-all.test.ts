/** Whole fixes or none; fixes that go together go together. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../base/edit.ts';
import type { Finding, Fix } from '../base/finding.ts';
import { changeBetween, combineFixes } from './fix-all.ts';

const finding = (fix: Partial<Fix>, code = 'RC501'): Finding => ({
  code,
  name: 'x',
  level: 'hint',
  message: '',
  path: '/a.py',
  span: { start: 0, end: 1 },
  related: [],
  fix: { title: '', safe: true, edits: [], ...fix },
});
const edit = (start: number, end: number, text: string) => ({ span: { start, end }, text });

describe('fixes together', () => {
  it('leave out a fix of which one part overlaps an earlier fix', () => {
    const { edits, count } = combineFixes(
      [finding({ edits: [edit(0, 4, 'a')] }), finding({ edits: [edit(2, 6, 'b'), edit(10, 11, 'c')] })],
      { unsafe: false },
    );
    expect(edits).toEqual([edit(0, 4, 'a')]);
    expect(count).toBe(1);
  });

  it('make an equal edit, such as an import, once', () => {
    const bring = edit(0, 0, 'import weakref\n');
    const { edits, count } = combineFixes([finding({ edits: [bring, edit(5, 6, 'x')] }), finding({ edits: [bring, edit(8, 9, 'y')] })], {
      unsafe: false,
    });
    expect(edits).toEqual([bring, edit(5, 6, 'x'), edit(8, 9, 'y')]);
    expect(count).toBe(2);
  });

  it('take unsafe ones only when asked, and other rules never', () => {
    const unsafe = finding({ safe: false, edits: [edit(0, 1, 'a')] });
    const other = finding({ edits: [edit(3, 4, 'b')] }, 'RC502');
    expect(combineFixes([unsafe, other], { unsafe: false }).edits).toEqual([edit(3, 4, 'b')]);
    expect(combineFixes([unsafe, other], { unsafe: true, code: 'RC501' }).edits).toEqual([edit(0, 1, 'a')]);
  });
});

describe('the change between two texts', () => {
  it('leads from one to the other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (head, one, other, tail) => {
        const [before, after] = [head + one + tail, head + other + tail];
        const change = changeBetween(before, after);
        expect(applyEdits(before, [change])).toBe(after);
        expect(change.span.end - change.span.start).toBeLessThanOrEqual(one.length);
      }),
    );
  });
});
