/** What people see of a rule's page: all that it says, and nothing that only the tests understand. */
import { expect, it } from 'vitest';
import { rules } from '../rules/index.ts';
import { readablePage } from './rule-page.ts';

it('has for every rule the programs of its page, in fences that viewers know', () => {
  for (const { name, page } of rules) {
    const shown = readablePage(page);
    const kinds = [...shown.matchAll(/^```(\w*)[^\n]*\n.*?^```/gms)].map(([, kind]) => kind);
    expect(
      kinds.filter((kind) => !['python', 'rust', 'toml', 'text'].includes(kind)),
      name,
    ).toEqual([]);
    const programs = (text: string): readonly string[] =>
      [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```/gms)].flatMap(([, kind, program]) => (kind === 'toml' ? [] : [program]));
    expect(programs(shown), name).toEqual(programs(page));
    expect(shown, name).not.toMatch(/^```toml\n(?:ignore|select|oracle)[^\n]*\n```/m);
    const words = (text: string): string => text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/\s+/g, ' ');
    expect(words(shown).replaceAll('After the fix: ', ''), name).toBe(words(page));
  }
});

it('keeps settings that are an example', () => {
  const page = '# `a`\n\n```toml\nignore = ["b"]\n```\n\n```toml\ncaches = ["c"]\n```\n\n```py\nx = 1\n```\n\n```fixed\nx = 2\n```\n';
  expect(readablePage(page)).toBe(
    '# `a`\n\n```toml\ncaches = ["c"]\n```\n\n```python\nx = 1\n```\n\nAfter the fix:\n\n```python\nx = 2\n```\n',
  );
});
