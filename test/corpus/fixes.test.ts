/** The machinery that tries every fix over a library: it tells a fix that holds from one that does not. */
import { describe, expect, it } from 'vitest';
import { tryFixes } from './fixes.ts';

const program = `def shout(words):
    loud = []
    for word in words:
        loud.append(word.upper())
    # kept
    return loud
`;

describe('fixes over real code', () => {
  it('are each applied alone, and hold what they promise', () => {
    const outcomes = tryFixes('shout.py', program);
    expect(outcomes.map(({ code, safe, faults }) => ({ code, safe, faults }))).toEqual([{ code: 'RC504', safe: true, faults: [] }]);
    expect(outcomes[0].text).toContain('loud = [word.upper() for word in words]\n    # kept\n');
  });

  it('are none where nothing is found', () => expect(tryFixes('fine.py', 'print(1)\n')).toEqual([]));
});
