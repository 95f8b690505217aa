/** Leaving out a rule, or naming a baseline, by an edit of the configuration file: one more entry, nothing else touched, and nothing where that cannot be. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/base/edit.ts';
import { baselineEdit, ignoreEdit } from '../../server/src/project/configuration-edit.ts';

const after = (name: string, text: string): string | null => {
  const edit = ignoreEdit(name, text, 'RC101');
  return edit === null ? null : applyEdits(text, [edit]);
};

describe('decref.toml', () => {
  it.each([
    ['', 'ignore = ["RC101"]\n'],
    ['# only words', '# only words\nignore = ["RC101"]\n'],
    ['# first\npython = "3.12"\n', '# first\nignore = ["RC101"]\npython = "3.12"\n'],
    ['[levels]\nRC5 = "off"\n', 'ignore = ["RC101"]\n[levels]\nRC5 = "off"\n'],
    ['ignore = []\n', 'ignore = ["RC101"]\n'],
    ['"ignore" = [ ] # none\n', '"ignore" = ["RC101" ] # none\n'],
    ['ignore = ["RC5"]\n', 'ignore = ["RC101", "RC5"]\n'],
    ['ignore = [\r\n  # why\r\n  "RC5",\r\n]\r\n', 'ignore = [\r\n  # why\r\n  "RC101",\r\n  "RC5",\r\n]\r\n'],
    ['# 👍 [x]\nignore = ["RC5"]\n', '# 👍 [x]\nignore = ["RC101", "RC5"]\n'],
  ])('%j', (text, expected) => expect(after('decref.toml', text)).toBe(expected));
});

describe('pyproject.toml', () => {
  it.each([
    ['[project]\nname = "x"\n', '[project]\nname = "x"\n\n[tool.decref]\nignore = ["RC101"]\n'],
    ['[tool.decref]\npython = "3.12"\n', '[tool.decref]\nignore = ["RC101"]\npython = "3.12"\n'],
    ['[tool.decref]', '[tool.decref]\nignore = ["RC101"]\n'],
    [
      '[tool.ruff]\nignore = ["E1"]\n[tool.decref]\nignore = ["RC5"]\n',
      '[tool.ruff]\nignore = ["E1"]\n[tool.decref]\nignore = ["RC101", "RC5"]\n',
    ],
    ['[tool.decref.levels]\nRC5 = "off"\n', '[tool.decref.levels]\nRC5 = "off"\n\n[tool.decref]\nignore = ["RC101"]\n'],
  ])('%j', (text, expected) => expect(after('pyproject.toml', text)).toBe(expected));
});

describe('nothing', () => {
  it.each([
    ['decref.toml', 'ignore = ["RC5"'],
    ['decref.toml', 'ignore = "RC5"\n'],
    ['pyproject.toml', 'tool = { decref = { python = "3.12" } }\n'],
  ])('is done to %s holding %j', (name, text) => expect(after(name, text)).toBeNull());
});

describe('a baseline', () => {
  const named = (name: string, text: string): string | null => {
    const edit = baselineEdit(name, text, 'decref-baseline.json');
    return edit === null ? null : applyEdits(text, [edit]);
  };

  it.each([
    ['decref.toml', '', 'baseline = "decref-baseline.json"\n'],
    ['decref.toml', '# ours\n[levels]\nRC5 = "off"\n', '# ours\nbaseline = "decref-baseline.json"\n[levels]\nRC5 = "off"\n'],
    [
      'pyproject.toml',
      '[project]\r\n[tool.decref]\r\npython = "3.12"\r\n',
      '[project]\r\n[tool.decref]\r\nbaseline = "decref-baseline.json"\r\npython = "3.12"\r\n',
    ],
  ])('is named in %s holding %j', (name, text, expected) => expect(named(name, text)).toBe(expected));

  it.each([
    ['decref.toml', 'baseline = "other.json"\n'],
    ['decref.toml', 'levels = {'],
    ['pyproject.toml', 'tool = { decref = { baseline = "other.json" } }\n'],
  ])('is not named in %s holding %j', (name, text) => expect(named(name, text)).toBeNull());
});
