/** Offsets, lines and columns agree with a slow and obvious count, for every line ending and for code points beyond the first plane. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits } from './edit.ts';
import { lineEnd, linesOf, offsetAt, offsetOfPosition, positionAt, utf16PositionAt } from './lines.ts';

const text = fc
  .array(fc.constantFrom('a', 'é', '漢', '😀', '\t', '\n', '\r\n', '\r', ' ', '\u2028'), { maxLength: 40 })
  .map((parts) => parts.join(''));

/** The slow count: a line ends at LF, CRLF or CR. */
const slowLines = (all: string): string[] => all.split(/\r\n|\n|\r/);

describe('lines', () => {
  it('begin behind every LF, CRLF and CR', () => {
    fc.assert(
      fc.property(text, (all) => {
        const lines = linesOf(all);
        const slow = slowLines(all);
        expect(lines.starts.length).toBe(slow.length);
        slow.forEach((line, index) => expect(all.slice(lines.starts[index], lineEnd(lines, index))).toBe(line));
      }),
    );
  });

  it('count columns in code points and characters in UTF-16 units', () => {
    fc.assert(
      fc.property(text, (all) => {
        const lines = linesOf(all);
        for (let offset = 0; offset <= all.length; offset += 1) {
          const position = positionAt(lines, offset);
          const start = lines.starts[position.line - 1];
          const inPair = /[\uD800-\uDBFF]$/.test(all.slice(0, offset)) && /^[\uDC00-\uDFFF]/.test(all.slice(offset));
          expect(position.column).toBe([...all.slice(start, offset)].length + (inPair ? 0 : 1));
          expect(utf16PositionAt(lines, offset)).toEqual({ line: position.line - 1, character: offset - start });
        }
      }),
    );
  });

  it('lead back to the offset', () => {
    fc.assert(
      fc.property(text, (all) => {
        const lines = linesOf(all);
        for (let offset = 0; offset <= all.length; offset += 1) {
          const { line } = utf16PositionAt(lines, offset);
          if (offset > lineEnd(lines, line)) continue; // between CR and LF
          expect(offsetAt(lines, utf16PositionAt(lines, offset))).toBe(offset);
          if (!/[\uD800-\uDBFF]$/.test(all.slice(0, offset))) expect(offsetOfPosition(lines, positionAt(lines, offset))).toBe(offset);
        }
      }),
    );
  });

  it('clamp what lies outside', () => {
    const lines = linesOf('ab\r\ncd');
    expect(offsetAt(lines, { line: 0, character: 99 })).toBe(2);
    expect(offsetAt(lines, { line: 9, character: 0 })).toBe(6);
    expect(offsetAt(lines, { line: -1, character: 5 })).toBe(0);
    expect(positionAt(lines, 99)).toEqual({ line: 2, column: 3 });
  });
});

describe('edits', () => {
  it('apply in any order, and an overlapping one is left out', () => {
    const edits = [
      { span: { start: 4, end: 5 }, text: 'E' },
      { span: { start: 0, end: 1 }, text: '' },
      { span: { start: 0, end: 3 }, text: 'lost' },
      { span: { start: 2, end: 2 }, text: '+' },
    ];
    expect(applyEdits('abcdef', edits)).toBe('b+cdEf');
  });
});
