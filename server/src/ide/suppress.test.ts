/** A comment that silences goes where it works and breaks nothing. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../base/edit.ts';
import type { Finding } from '../base/finding.ts';
import { defaultSettings } from '../base/settings.ts';
import { documentOf } from '../project/document.ts';
import { noLinks } from '../project/links.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { directivesOf } from '../syntax/directives.ts';
import type { Language } from '../syntax/tree.ts';
import { suppress, type Scope } from './suppress.ts';

/** The text with the finding at `place` silenced; `null` where no comment can stand. Whatever comes out silences the place. */
function silenced(text: string, place: string, scope: Scope, language: Language = 'python'): string | null {
  const document = documentOf('/a', language, text);
  const snapshot: Snapshot = {
    paths: ['/a'],
    document: () => document,
    settings: () => defaultSettings,
    crate: () => null,
    links: () => noLinks,
  };
  const start = text.indexOf(place);
  const finding: Finding = {
    code: 'RC401',
    name: 'gc-collect-in-loop',
    level: 'warning',
    message: '',
    path: '/a',
    span: { start, end: start + place.length },
    related: [],
    fix: null,
  };
  const edit = suppress(snapshot, finding, scope);
  if (edit === null) return null;
  const result = applyEdits(text, [edit]);
  const after = documentOf('/a', language, result);
  const at = start + (edit.span.start <= start ? edit.text.length : 0);
  const covering = directivesOf(after.tree, after.lines).filter(({ covers }) => covers.start <= at && at <= covers.end);
  expect(covering.some(({ selectors }) => selectors.some((selector) => selector.text === 'RC401'))).toBe(true);
  expect(after.tree.errors).toBe(document.tree.errors);
  return result;
}

describe('a suppression', () => {
  it.each<[string, string, Scope, string]>([
    ['behind the code', 'f()\n', 'line', 'f()  # decref: ignore[RC401]\n'],
    ['behind a comment', 'f()  # why\n', 'line', 'f()  # why  # decref: ignore[RC401]\n'],
    ['in one that stands there', 'f()  # decref: ignore[RC501]\n', 'line', 'f()  # decref: ignore[RC501, RC401]\n'],
    ['on the last line, which has no end', 'f()', 'line', 'f()  # decref: ignore[RC401]'],
    ['above, as deep as the line', 'if x:\r\n    f()\r\n', 'next-line', 'if x:\r\n    # decref: ignore[RC401]\r\n    f()\r\n'],
    ['above, in one that stands there', '# decref: ignore[RC501]\nf()\n', 'next-line', '# decref: ignore[RC501, RC401]\nf()\n'],
    [
      'for the file, below what must be first',
      '#!/usr/bin/python\n# coding: utf-8\nf()\n',
      'file',
      '#!/usr/bin/python\n# coding: utf-8\n# decref: ignore-file[RC401]\nf()\n',
    ],
    ['for the file, in one that stands there', '# decref: ignore-file[RC5]\nf()\n', 'file', '# decref: ignore-file[RC5, RC401]\nf()\n'],
  ])('goes %s', (_, text, scope, expected) => {
    expect(silenced(text, 'f()', scope)).toBe(expected);
  });

  it('is written as Rust writes comments', () => {
    expect(silenced('fn g() {\n    f();\n}\n', 'f()', 'line', 'rust')).toBe('fn g() {\n    f();  // decref: ignore[RC401]\n}\n');
  });

  it.each<[string, string, Scope]>([
    ['inside a string', 'x = """f()\n"""\n', 'line'],
    ['inside an f-string', 'x = f"""{f()}\n"""\n', 'line'],
    ['above the inside of a string', 'x = """\nf()"""\n', 'next-line'],
    ['behind a continuation', 'x = f() + \\\n  1\n', 'line'],
    ['above a continued line', 'x = 1 + \\\n  f()\n', 'next-line'],
  ])('does not go %s', (_, text, scope) => {
    expect(silenced(text, 'f()', scope)).toBeNull();
  });
});
