/** Hints over a small program, whatever the engine knows of it: where they stand, and that they keep to the stretch that was asked for. */
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../base/settings.ts';
import { documentOf } from '../project/document.ts';
import { noLinks } from '../project/links.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { hintsIn } from './hints.ts';

const text = 'class Node:\n    pass\n\na = Node()\nb = a\nc = a\nc = 0\nb = 0\n';
const document = documentOf('/a.py', 'python', text);
const snapshot: Snapshot = {
  paths: ['/a.py'],
  document: () => document,
  settings: () => defaultSettings,
  crate: () => null,
  links: () => noLinks,
};

describe('hints', () => {
  it('stand behind names that are bound', () => {
    const hints = hintsIn(snapshot, '/a.py', { start: 0, end: text.length });
    const shown = hints.map(({ offset, label }) => `${text.slice(text.lastIndexOf('\n', offset) + 1, offset)}${label}`);
    expect(shown).toEqual(['a×1', 'b×2', 'c×3']);
  });

  it('keep to the stretch', () => {
    const start = text.indexOf('b = a');
    expect(hintsIn(snapshot, '/a.py', { start, end: start + 5 }).map(({ label }) => label)).toEqual(['×2']);
  });
});
