/** What a hover says, from facts that are given; that the facts are right is the pages' business. */
import { describe, expect, it } from 'vitest';
import type { NameRefs, PythonFacts } from '../engine/facts.ts';
import { pythonFacts } from '../engine/python.ts';
import { documentOf } from '../project/document.ts';
import { hoverPython } from './hover-python.ts';
import { plainHover } from './hover.ts';

const text = 'def f(p):\n    q = p\n\n@decorate\ndef g(): pass\n\na = b = [\n  c]\n';
const document = documentOf('/a.py', 'python', text);

const standard: NameRefs = {
  line: 7,
  scope: '<module>',
  name: 'a',
  refs: { kind: 'exact', count: 2 },
  type: 'list',
  holders: [
    { what: 'global `a`', line: 7 },
    { what: 'global `b`', line: 7 },
  ],
  created: [],
  freed: { by: 'exit', line: null },
};

const say = (refs: Partial<NameRefs>, place = 'a = b', options = plainHover): string | undefined =>
  hoverPython(factsOf({ ...standard, ...refs }), document, text.indexOf(place), options)?.markdown;

const factsOf = (...refs: readonly NameRefs[]): PythonFacts =>
  ({
    tree: document.tree,
    version: [3, 13],
    refs: () => refs,
    refsAround: () => refs,
    placeOf: () => 'global',
    scopeOf: () => document.tree.size - 1,
  }) as unknown as PythonFacts;

describe('the hover of a Python name', () => {
  it('says the count, the holders, the end, and what `sys.getrefcount` would print', () => {
    expect(say({})).toBe(
      '**2 references** to `a` after this line · Python 3.13\n\n' +
        '| held by | line |\n|:--|--:|\n| global `a` | 7 |\n| global `b` | 7 |\n\n' +
        'lives until the interpreter exits  \n`sys.getrefcount(a)` would print 3',
    );
  });

  it('says why the end is not known, unless the reason is that of the count', () => {
    const freed = { by: 'unknown', line: null, why: 'it is not known which object it is' } as const;
    expect(say({ freed })).toContain('when it is freed is not known: it is not known which object it is  \n');
    expect(say({ freed, refs: { kind: 'range', min: 1, max: 3 } })).toContain('when it is freed is not known');
    for (const refs of [{ kind: 'unknown', why: 'elsewhere' }, { kind: 'immortal' }, { kind: 'shared' }] as const)
      expect(say({ freed, refs })).not.toContain('when it is freed');
    expect(say({ freed: { by: 'unknown', line: null } })).not.toContain('when it is freed');
  });

  it.each([
    [{ kind: 'exact', count: 1 }, '**1 reference** to `a` after this line'],
    [{ kind: 'range', min: 1, max: 3 }, '**1 to 3 references** to `a` after this line'],
    [{ kind: 'range', min: 1, max: null }, '**at least 1 reference** to `a` after this line'],
    [{ kind: 'relative', base: 'p', delta: 0 }, '**caller + 0**: `a` has as many references as `p` had on entry'],
    [{ kind: 'relative', base: 'p', delta: 2 }, '**caller + 2**: `a` has 2 more than `p` had on entry'],
    [{ kind: 'relative', base: 'p', delta: -1 }, '**caller − 1**: `a` has 1 fewer than `p` had on entry'],
    [{ kind: 'immortal' }, '`a` is **immortal**: its count never changes'],
    [{ kind: 'shared' }, '`a` is shared by the whole process: its count says nothing'],
    [{ kind: 'unknown', why: 'it came from a call' }, 'references to `a`: **unknown** (it came from a call)'],
  ] as const)('words %j', (refs, words) => {
    expect(say({ refs, holders: [], freed: { by: 'unknown', line: null } })?.split(' · ')[0]).toBe(words);
  });

  it.each([
    [{ by: 'count', line: 9 }, 'freed on line 9, when its last reference goes'],
    [{ by: 'count', line: null }, 'freed when its last reference goes'],
    [{ by: 'collector', line: null }, 'freed only by the garbage collector: it is kept alive by a cycle'],
  ] as const)('says how it ends: %j', (freed, words) => {
    expect(say({ freed, holders: [] })).toContain(words);
  });

  it('links lines where the client can follow links', () => {
    expect(say({}, 'a = b', { ...plainHover, showLine: (path, line) => `[${line}](file://${path}#L${line})` })).toContain(
      '| [7](file:///a.py#L7) |',
    );
  });

  it('lists the holders in one line above a picture', () => {
    expect(say({}, 'a = b', { ...plainHover, picture: true })).toContain('held by global `a` (7), global `b` (7)\n\n');
  });

  it('counts holders that would make it long', () => {
    const holders = Array.from({ length: 20 }, (_, index) => ({ what: `element ${index}`, line: index + 1 }));
    const said = say({ holders })!;
    expect(said).toContain('| and 14 more | |');
    expect(said.split('\n').length).toBeLessThan(16);
  });

  it('knows the line of the very first name of a file', () => {
    const first = documentOf('/a.py', 'python', 'a = []\nb = a\n');
    const said = hoverPython(pythonFacts(first.tree, { version: [3, 13] }), first, 7, plainHover);
    expect(said?.markdown).toContain('| global `a` | 1 |\n| global `b` | 2 |');
  });

  it('finds the statement that a name of a later line belongs to', () => {
    expect(hoverPython(factsOf({ ...standard, name: 'c' }), document, text.indexOf('c]'), plainHover)?.markdown).toContain('to `c` after');
  });

  it('takes the first decorator as the line of a definition', () => {
    const said = hoverPython(factsOf({ ...standard, name: 'decorate', line: 4 }), document, text.indexOf('decorate'), plainHover);
    expect(said?.markdown).toContain('to `decorate` after');
  });

  it('knows the scope where a line has several', () => {
    const inner: NameRefs = { ...standard, scope: 'f', refs: { kind: 'exact', count: 9 } };
    expect(hoverPython(factsOf(inner, standard), document, text.indexOf('a = b'), plainHover)?.markdown).toContain('**2 references**');
  });

  it('says the same holder once, with how often', () => {
    const twice = [
      { what: 'a list', line: 7 },
      { what: 'a list', line: 7 },
    ];
    expect(say({ holders: twice })).toContain('| a list ×2 | 7 |');
  });

  it('is silent on what is no name, and on names nothing is known of', () => {
    expect(hoverPython(factsOf(), document, text.indexOf('a = b'), plainHover)).toBeNull();
    expect(hoverPython(factsOf(standard), document, text.indexOf('pass'), plainHover)).toBeNull();
    expect(hoverPython(factsOf(standard), document, 9_999, plainHover)).toBeNull();
  });
});

describe('the hover of other places in Python', () => {
  const program =
    'class Node:\n    def __init__(self, parent):\n        self.parent = parent\n        self.items = []\n\n' +
    'def keep(box, seen):\n    seen = None\n    box.kept = [box]\n\nroot = Node(None)\nroot.extra = Node(root)\nprint(root.items)\nNode(root )\n';
  const file = documentOf('/b.py', 'python', program);
  const facts = pythonFacts(file.tree, { version: [3, 13] });
  const at = (place: string, skip: number): string | undefined =>
    hoverPython(facts, file, program.indexOf(place) + skip, plainHover)?.markdown;

  it.each([
    ['an attribute that is read', 'root.items)', 5, '**1 reference** to `root.items` after this line'],
    ['an attribute that is stored', 'root.extra', 6, '**1 reference** to `root.extra` after this line'],
    ['an attribute in a function', 'self.parent = ', 6, '**caller + 1**: `self.parent` has 1 more than `parent` had on entry'],
    ['a call whose result is bound', 'Node(None)', 2, '**1 reference** to `root` after this line'],
    ['a call whose result is dropped', 'Node(root )', 10, 'released when the statement ends'],
    ['a definition', 'keep(', 1, '**1 reference** to `keep` after this line'],
    ['a parameter that is kept', 'parent):', 2, '**caller + 1** after line 3: attribute `parent` of an object'],
    ['a parameter that is not kept', 'seen):', 1, 'to it'],
  ])('answers on %s', (_, place, skip, words) => {
    expect(at(place, skip)).toContain(words);
  });

  it('says where an object was created', () => {
    expect(at('root.items)', 5)).toContain('created on line 4');
    expect(at('root.extra', 6)).toContain('created on line 11');
  });

  it('says nothing of keywords, literals and unknown attributes', () => {
    expect(at('class', 1)).toBeUndefined();
    expect(at('[]', 1)).toBeUndefined();
    expect(hoverPython(facts, file, program.indexOf('print') + 2, plainHover)).toBeNull();
  });
});
