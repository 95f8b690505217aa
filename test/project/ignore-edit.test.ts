/** Leaving out a rule by an edit of the configuration file: one more entry, nothing else touched, and nothing where that cannot be. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../server/src/base/edit.ts';
import { ignoreEdit } from '../../server/src/project/ignore-edit.ts';

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
