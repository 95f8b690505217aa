/** URIs and paths, both ways, on every platform. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathOfUri, uriOfPath } from '../../server/src/lsp/uris.ts';

describe('a URI', () => {
  it.each([
    ['file:///home/me/a%20b.py', '/home/me/a b.py'],
    ['file:///c%3A/x/a.py', 'c:/x/a.py'],
    ['file:///C:/x/a.py', 'c:/x/a.py'],
    ['file://localhost/home/a.py', '/home/a.py'],
    ['file://server/share/a.py', '//server/share/a.py'],
    ['file:///home/100%.py', '/home/100%.py'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['vscode-vfs://github/o/r/a.py', 'vscode-vfs://github/o/r/a.py'],
  ])('%s is the path %s', (uri, path) => {
    expect(pathOfUri(uri)).toBe(path);
  });

  it('of a path leads back to it', () => {
    const segment = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/[/\\]/.test(text));
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1 }), (segments) => {
        const path = `/${segments.join('/')}`;
        fc.pre(!/^\/[A-Za-z]:/.test(path));
        expect(pathOfUri(uriOfPath(path))).toBe(path);
      }),
    );
  });
});
