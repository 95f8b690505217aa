/** Suppression comments cover what they say they cover, in both languages, and words that only look like them do nothing. */
import { describe, expect, it } from 'vitest';
import { linesOf } from '../base/lines.ts';
import { directivesOf } from './directives.ts';
import { parse } from './parse.ts';
import type { Language } from './tree.ts';

const directives = (text: string, language: Language = 'python') =>
  directivesOf(parse(language, text), linesOf(text)).map(({ form, foreign, selectors, covers }) => ({
    form: foreign ? 'noqa' : form,
    selectors: selectors.map((selector) => {
      expect(text.slice(selector.span.start, selector.span.end)).toBe(selector.text);
      return selector.text;
    }),
    covers: text.slice(covers.start, covers.end),
  }));

describe('a suppression', () => {
  it('behind code covers its line', () => {
    expect(directives('a = 1\nb = f()  # decref: ignore[RC301, self-reference]\nc = 2\n')).toEqual([
      { form: 'line', selectors: ['RC301', 'self-reference'], covers: 'b = f()  # decref: ignore[RC301, self-reference]' },
    ]);
  });

  it('alone on its line covers the next line with code', () => {
    expect(directives('a = 1\n# decref: ignore[RC3]\n\n# why\nb = f()\nc = 2\n')).toEqual([
      { form: 'line', selectors: ['RC3'], covers: 'b = f()' },
    ]);
  });

  it('without brackets means every rule', () => {
    expect(directives('b = f()  # decref: ignore\n')).toEqual([{ form: 'line', selectors: [], covers: 'b = f()  # decref: ignore' }]);
  });

  it('of a block covers the statement, decorators included', () => {
    const text = '# decref: ignore-block[RC301]\n@wraps\ndef f():\n    a()\n    b()\nc()\n';
    expect(directives(text)).toEqual([{ form: 'block', selectors: ['RC301'], covers: '@wraps\ndef f():\n    a()\n    b()' }]);
    expect(directives('if x:  # decref: ignore-block\n    a()\nb()\n')[0].covers).toBe('if x:  # decref: ignore-block\n    a()');
  });

  it('of a file covers all of it', () => {
    expect(directives('a()\n# decref: ignore-file[RC1]\nb()\n')[0]).toMatchObject({
      form: 'file',
      covers: 'a()\n# decref: ignore-file[RC1]\nb()\n',
    });
  });

  it('is read from noqa comments, with and without codes', () => {
    expect(directives('a()  # noqa: RC301, E501\nb()  # NOQA\n').map(({ form, selectors }) => [form, selectors])).toEqual([
      ['noqa', ['RC301', 'E501']],
      ['noqa', []],
    ]);
  });

  it('stands in the comments of Rust', () => {
    const text = 'fn f() {\n    g(); // decref: ignore[RC701]\n    /* decref: ignore[RC702] */\n    h();\n}\n// noqa: RC1\n';
    expect(directives(text, 'rust').map(({ selectors, covers }) => [selectors, covers.trim()])).toEqual([
      [['RC701'], 'g(); // decref: ignore[RC701]'],
      [['RC702'], 'h();'],
    ]);
  });

  it('is not read from strings or from other words', () => {
    expect(directives('a = "# decref: ignore"\n# see decref: ignored\n# a decref-thing\n')).toEqual([]);
  });

  it('survives the last line, CRLF and broken text', () => {
    expect(directives('def (:\r\n  x  # decref: ignore[RC1]\r\n')[0].selectors).toEqual(['RC1']);
    expect(directives('# decref: ignore[RC1]')[0].covers).toBe('# decref: ignore[RC1]');
    expect(directives('# decref: ignore[')).toHaveLength(1);
  });
});
