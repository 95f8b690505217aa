/** The set-ups for other editors: each names the command that there is, its files can be read, and its settings exist. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import { settingsTable } from '../../server/src/ide/settings-table.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/editors.md', import.meta.url)), 'utf8');
const fences = [...page.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language, text]) => ({ language, text }));
const sections = page.split(/^## /m).slice(1);

it('tells of each editor', () => {
  expect(sections.map((section) => section.split('\n', 1)[0])).toEqual(['Neovim', 'Helix', 'Zed', 'Emacs', 'Sublime Text']);
  for (const section of sections) {
    expect(section).toMatch(/decref/);
    expect(section).toMatch(/server.{1,8}--stdio/);
  }
});

it('has files that can be read', () => {
  expect(fences.length).toBeGreaterThan(6);
  for (const { language, text } of fences) {
    if (language === 'json') expect(() => JSON.parse(text) as unknown).not.toThrow();
    else if (language === 'toml') expect(() => parse(text)).not.toThrow();
    // the same number of brackets open and close
    else for (const [open, close] of ['()', '{}']) expect(text.split(open).length, text).toBe(text.split(close).length);
  }
});

it('names settings that there are', () => {
  const keys = new Set(settingsTable.map(({ key }) => key));
  const named = [...page.matchAll(/"decref\.(\w+(?:\.\w+)?)"|\b(diagnosticMode|hover\b(?= = \{ counts)|inlayHints\b(?= = \{ counts))/g)];
  expect(named.length).toBeGreaterThan(2);
  for (const [, quoted, word] of named) {
    const key = quoted ?? (word === 'diagnosticMode' ? word : `${word}.counts`);
    expect(keys, key).toContain(key);
  }
});
