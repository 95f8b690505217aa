/** The outline of a file after an edit is that of the text, however it was come by. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outlineAfter, outlineOf } from '../../server/src/project/neighbours.ts';

const lines = [
  'import os, sys.path',
  'from a import (',
  '    Thing,',
  '    other as Name,',
  ')',
  'from .b import Box, \\',
  '    Lid',
  'cache = {}',
  'class Service:',
  '    seen = []',
  '    def __init__(self):',
  '        self.entries = dict()',
  '        total = total + len(self.entries)',
  '        return Thing(self)',
  '        return z.Thing(self)',
  'import z, y as w',
  'service = Service()',
  'x: list[int] = []',
  '',
];
const pieces = ['x', '(', ')', '\n', ' = []', 'import z', ' ', '{', 'z.', 'w.Thing(', 'self.more = {}', '\\', '='];

test('is that of the text', () => {
  let kept = 0;
  let seen = 0;
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...lines), { minLength: 5, maxLength: 25 }),
      fc.array(fc.tuple(fc.nat(10_000), fc.nat(2), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 6 }),
      (first, edits) => {
        let text = first.join('\n');
        let outline = outlineOf(text);
        for (const [place, gone, piece] of edits) {
          const at = place % (text.length + 1);
          const now = text.slice(0, at) + piece + text.slice(at + gone);
          // a bracket that nobody closes takes in what stands far below
          const fresh = outlineOf(now);
          const after = outlineAfter({ text, outline }, now);
          seen += 1;
          if (JSON.stringify(after) === JSON.stringify(outline)) kept += 1;
          if (isClosed(now) && isClosed(text)) expect(after).toEqual(fresh);
          [text, outline] = [now, fresh];
        }
      },
    ),
    { numRuns: 3000 },
  );
  expect(kept / seen).toBeGreaterThan(0.2);
});

/** No import has an open bracket, or none closes it behind another statement. */
const isClosed = (text: string): boolean =>
  [...text.matchAll(/import\b[ \t]*\(([^)]*)(\)?)/g)].every(([, inside, end]) => end !== '' && !/import|=|:/.test(inside));
