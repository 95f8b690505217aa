/**
 * tree-sitter as the second producer: places in UTF-16 units whatever the text, order in every tree, one `Error` for what is
 * broken, no limit of depth, no memory kept; and the door, which answers the same for the same text however it came about.
 */
import fc from 'fast-check';
import type { TreeCursor } from 'web-tree-sitter';
import { beforeAll, describe, expect, test } from 'vitest';
import { TreeBuilder } from '../../server/src/syntax/builder.ts';
import { nameOf } from '../../server/src/syntax/names.ts';
import { loadGrammars, openSource, parse } from '../../server/src/syntax/parse.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { root, textOf } from '../../server/src/syntax/tree.ts';
import type { Language, Tree } from '../../server/src/syntax/tree.ts';
import { readConcrete } from '../../server/src/syntax/treesitter/concrete.ts';
import { grammarOf, parseConcrete } from '../../server/src/syntax/treesitter/engine.ts';
import { seemsIncomplete } from '../../server/src/syntax/treesitter/recovery.ts';
import { secondTree } from '../../server/src/syntax/treesitter/producer.ts';
import { grammarBytes } from './grammars.ts';
import { compareProducers, firstDifference } from './producers.ts';
import { disorder } from './tree-order.ts';

beforeAll(async () => {
  expect(await loadGrammars(grammarBytes)).toEqual(['python', 'rust']);
});

const names = (tree: Tree, ...kinds: number[]): string[] => {
  const found: string[] = [];
  for (let node = 0; node < tree.size; node += 1) if (kinds.includes(tree.kind[node])) found.push(nameOf(tree.aux[node]));
  return found;
};
const functions = (tree: Tree): string[] => names(tree, Py.FunctionDef, Py.AsyncFunctionDef);

describe('places are UTF-16 units of the text as it was given', () => {
  const texts: Readonly<Record<string, readonly [Language, string]>> = {
    'a byte order mark': ['python', '\ufeffx = 1\n# c\ny = x'],
    CRLF: ['python', 'def f(a):\r\n    return (a,\r\n        1)  # c\r\nx = """a\r\nb"""\r\n'],
    tabs: ['python', 'if a:\n\tb\n\tif c:\n\t\td\n'],
    emoji: ['python', 's = "👩‍👩‍👧‍👦", f"🦀{a}🐍{b!r}" # 🎉\nt = s'],
    'CJK names': ['python', 'def 関数(引数):\n    return 引数.属性\n'],
    'names beyond the first plane': ['python', '𝐱 = 𝒚.𝓏\n'],
    'a form feed and a line that goes on': ['python', '\fa = 1 + \\\n    2\n'],
    'emoji in Rust': ['rust', 'fn f() { let s = "🦀é"; g(\'🐍\', b"x", r#"文"#) } // 🎉\nfn h() {}'],
    'CRLF in Rust': ['rust', '/// doc\r\n#[a]\r\nfn f() {\r\n    x; // c\r\n}\r\n'],
    'CJK in Rust': ['rust', 'struct 構造 { 欄: u8 }\nimpl 構造 { fn 関数(&self) -> u8 { self.欄 } }'],
  };
  test.each(Object.entries(texts))('%s', (_, [language, text]) => {
    expect(compareProducers(language, text)).toMatchObject({ result: 'same' });
  });

  test('characters of two units wherever the text is cut to hand it over', () => {
    for (let shift = 0; shift < 2; shift += 1) {
      const text = `${'#'.repeat(shift)}#\nx = "${'🦀'.repeat(9000)}"\n𝐱 = 1\n`;
      expect(compareProducers('python', text)).toMatchObject({ result: 'same' });
    }
  });

  test('NUL', () => {
    for (const language of ['python', 'rust'] as const) {
      const text = language === 'python' ? 'def f(): pass\n\0\ndef g(): pass\n' : 'fn f() {}\n\0\nfn g() {}\n';
      const tree = secondTree(language, text)!;
      expect(disorder(tree)).toBeNull();
      expect(tree.errors).toBeGreaterThan(0);
      expect(names(tree, language === 'python' ? Py.FunctionDef : Rs.Function)).toEqual(['f', 'g']);
    }
  });

  test('a lone surrogate', () => {
    const tree = secondTree('python', 'a = "\ud83d"\ndef f(): pass\n')!;
    expect(disorder(tree)).toBeNull();
    expect(functions(tree)).toEqual(['f']);
    expect(tree.text.slice(tree.start[root(tree) - 1])).toBe('def f(): pass\n');
  });
});

describe('what is broken', () => {
  test('becomes one Error, which holds what was understood in it', () => {
    const text = 'def f():\n    return 1\n\nx = ) + a.b\n\ndef g():\n    return 2\n';
    const tree = secondTree('python', text)!;
    expect(functions(tree)).toEqual(['f', 'g']);
    expect(tree.errors).toBe(1);
    const error = tree.kind.indexOf(Py.Error);
    expect(textOf(tree, error)).toBe(')');
  });

  test('or is missing becomes one of no width', () => {
    const tree = secondTree('rust', 'fn f() { g(a, b; }\nfn h() {}\n')!;
    expect(names(tree, Rs.Function)).toEqual(['f', 'h']);
    const error = tree.kind.indexOf(Rs.Error);
    expect(tree.errors).toBe(1);
    expect([tree.start[error], tree.end[error]]).toEqual([15, 15]);
  });

  test.each(['print "a"', 'print a, b', 'exec "x"', 'raise A, "b"', 'x = 10L', 'if a <> b: pass', 'def f((a, b)): pass', 'a += b = c'])(
    'is not Python 3: %s',
    (text) => {
      expect(parsePython(text).errors).toBeGreaterThan(0);
      expect(secondTree('python', text)!.errors).toBeGreaterThan(0);
    },
  );

  test('may stand between the operator of a range and its operand', () => {
    expect(disorder(secondTree('rust', '..*)se b::{c, d as e};')!)).toBeNull();
  });

  test('leaves every tree in order', () => {
    const python =
      'import a\n@b(c)\nclass D(E, f=G):\n    """doc"""\n    async def h(self, i=1, *j, k: L = 2, **m) -> N:\n        async with o as p, q: await r\n        try:\n            x: int = f"{s!r:>{t}}" "u" if v else [w for w in y if z]\n        except* A as b: raise C from d\n        finally: e = lambda f, /: g[1:2, ::h]\n        match i:\n            case [J(k=1), {"l": m, **n}] | -2 as o if p: pass\n            case _: return q\n';
    const rust =
      '#![a]\nuse b::{c, d as e};\n#[f(g = "h")]\npub struct I<\'j, K: L = M>(pub N, O) where P: Q;\nimpl<R> S for T<R> {\n    #[u] fn v(&mut self, w: impl Fn(X) -> Y) -> Option<Z> {\n        let Some(a) = b else { return c! { d } };\n        for (e, f) in g.iter().map(|h| h?.i::<J>(..k)) { match l { M { n, .. } | O(1..=2) if p => q(), _ => break \'r s, } }\n        if let T = u && v { w[x..*y] as u8 } else { async move { z }.await }\n    }\n}\n';
    const piece = fc.constantFrom(
      ...[
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '"""',
        '\n',
        '    ',
        ':',
        ';',
        ',',
        '=',
        '.',
        '@',
        '#',
        '\\',
        '|',
        '&',
        '*',
        '!',
        '<',
        '>',
        '->',
        '..',
        'def ',
        'class ',
        'if ',
        'else',
        'match ',
        'case ',
        'fn ',
        'let ',
        'impl ',
        'struct ',
        'async ',
        'f"{',
        '/*',
        '//',
        '#[',
        'x',
        '1',
        '',
        '',
      ],
    );
    const damage = fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.nat(12), piece }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, fc.boolean(), (damages, isPython) => {
        let text = isPython ? python : rust;
        for (const { at, length, piece: inserted } of damages) {
          const from = Math.floor(at * text.length);
          text = text.slice(0, from) + inserted + text.slice(from + length);
        }
        const tree = secondTree(isPython ? 'python' : 'rust', text)!;
        const fault = disorder(tree);
        if (fault !== null) throw new Error(`${fault} in ${JSON.stringify(text)}`);
      }),
      { numRuns: Number(process.env.DECREF_EDITS ?? 1500) },
    );
  });
});

test('the pass over a tree sees what the cursor of web-tree-sitter sees', () => {
  for (const [language, text] of [
    ['python', 'x = [a, (b)]  # c\nif x: f"{y}" \'z\'\n'],
    ['rust', 'fn f(a: u8) { /* c */ a + 1 }'],
  ] as const) {
    const grammar = grammarOf(language)!;
    const tree = parseConcrete(grammar, text, null)!;
    const builder = new TreeBuilder();
    const concrete = readConcrete(grammar, tree, text, builder);
    const expected: string[] = [];
    const walk = (cursor: TreeCursor): void => {
      do {
        const { typeId, isExtra, startIndex, endIndex } = cursor.currentNode;
        const kept = !isExtra && !['string_content', 'escape_sequence'].includes(cursor.nodeType);
        if (kept) expected.push(`${grammar.symbols.symbol[typeId]} ${startIndex}-${endIndex}`);
        if (kept && grammar.symbols.action[typeId] !== 1 && cursor.gotoFirstChild()) {
          walk(cursor);
          cursor.gotoParent();
        }
      } while (cursor.gotoNextSibling());
    };
    const cursor = tree.walk();
    walk(cursor);
    cursor.delete();
    tree.delete();
    // plain strings are leaves for us
    const seen = [...Array(concrete.size).keys()].map((node) => `${concrete.symbol[node]} ${concrete.start[node]}-${concrete.end[node]}`);
    expect(expected).toEqual(expect.arrayContaining(seen.slice(1)));
    expect(seen.length).toBeGreaterThan(10);
    expect(builder.commentsLength).toBe(2);
  }
});

describe('depth and size', () => {
  const deep = 10_000;
  test.each([
    ['python', `x = ${'('.repeat(deep)}1${')'.repeat(deep)}`],
    ['python', `x = ${'['.repeat(deep)}`],
    ['python', `x = ${'lambda: '.repeat(deep)}1`],
    ['python', `x = a${'.b(c)'.repeat(deep)}`],
    ['python', `x = a${' + b'.repeat(deep)}`],
    ['python', `x = ${'not '.repeat(deep)}a`],
    ['python', `x = ${'a if b else '.repeat(deep)}c`],
    ['python', `if a: b\n${'elif c: d\n'.repeat(deep)}`],
    ['python', Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}if x:\n`).join('')],
    ['python', `f"${'{f"'.repeat(deep)}`],
    ['rust', `fn f() { ${'('.repeat(deep)}1${')'.repeat(deep)} }`],
    ['rust', `fn f() ${'{'.repeat(deep)}${'}'.repeat(deep)}`],
    ['rust', `fn f() { ${'{'.repeat(deep)}`],
    ['rust', `type A = ${'B<'.repeat(deep)}C${'>'.repeat(deep)};`],
    ['rust', `fn f() { a${'.b()?'.repeat(deep)} }`],
    ['rust', `fn f() { ${'!'.repeat(deep)}a }`],
    ['rust', `fn f() { if a {} ${'else if b {} '.repeat(deep)} }`],
    ['rust', `fn f() { match a { B${' | C'.repeat(deep)} => 1 } }`],
    ['rust', `use ${'a::{'.repeat(deep)}b${'}'.repeat(deep)};`],
    ['rust', `fn f() { m!${'('.repeat(deep)}${')'.repeat(deep)} }`],
  ] as const)('%s, 10,000 deep: %.24s', (language, text) => {
    const tree = secondTree(language, text);
    if (tree !== null) expect(disorder(tree)).toBeNull();
    expect(tree?.size ?? 1).toBeGreaterThan(0);
  });

  test('a text too long for tree-sitter is read by hand alone', () => {
    const text = `${'x = f(a, b)\n'.repeat(100_000)}def f(:\n`;
    expect(secondTree('python', text)).toBeNull();
    expect(parse('python', text).errors).toBeGreaterThan(0);
  });

  test('a text that takes too long is given up, and the next one is read', () => {
    const garbage = Array.from({ length: 60_000 }, (_, at) => '("x\'[{:\n'[(at * 7919) % 8]).join('');
    const begun = performance.now();
    const tree = secondTree('python', garbage);
    expect(performance.now() - begun).toBeLessThan(20_000);
    if (tree !== null) expect(disorder(tree)).toBeNull();
    expect(secondTree('python', 'x = 1')!.errors).toBe(0);
  });
});

/** Texts to be broken. */
const SOUND: { readonly [Name in Language]: string } = {
  python: `${'def a(x):\n    """One."""\n    return "b"\n\n\n'.repeat(3)}class C:\n    d = {"e": [f(g)]}\n${'    def h(self):\n        """Two."""\n        return "i"\n\n'.repeat(3)}`,
  rust: `${'fn a(b: &[u8]) -> (Option<&[u8]>, C) {\n    b("c")\n}\n\n'.repeat(3)}impl D {\n${'    fn e(&self) -> F<G> {\n        h[i]("j")\n    }\n\n'.repeat(3)}}\n`,
};

describe('the door', () => {
  test.each(['python', 'rust'] as const)('keeps whichever tree understood more: %s', (language) => {
    const byHand = language === 'python' ? parsePython : parseRust;
    const kind = language === 'python' ? Py.FunctionDef : Rs.Function;
    let helped = 0;
    for (const damage of ['"', "'", '"""', '(', '{', '[', ')', '}', ']', '/*', '*/', '#[', 'r"']) {
      for (let at = 0; at < SOUND[language].length; at += 7) {
        const text = SOUND[language].slice(0, at) + damage + SOUND[language].slice(at);
        const tree = parse(language, text);
        const [hand, other] = [byHand(text), secondTree(language, text)!];
        expect(disorder(tree)).toBeNull();
        expect(tree.errors > 0).toBe(hand.errors > 0);
        const [kept, ofHand, ofOther] = [tree, hand, other].map((each) => names(each, kind).length);
        expect(kept).toBeGreaterThanOrEqual(Math.min(ofHand, ofOther));
        if (kept > ofHand) helped += 1;
        if (!seemsIncomplete(hand) || hand.errors === 0) expect(firstDifference(tree, hand)).toBe(-1);
      }
    }
    // in Python the hand-written parser loses next to nothing
    if (language === 'rust') expect(helped).toBeGreaterThan(0);
  });

  test('never calls a broken text sound', () => {
    const text = 'print "a"\ndef f(): pass\n';
    expect(parse('python', text).errors).toBeGreaterThan(0);
  });

  test('of an open document answers what it answers for its text', () => {
    let seed = 5;
    const below = (limit: number): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * limit);
    };
    for (const language of ['python', 'rust'] as const) {
      const initial = SOUND[language].repeat(4);
      const source = openSource(language, initial);
      for (let round = 0; round < 150; round += 1) {
        const { text } = source;
        // now and then back to where it began, so that it is not only ever more broken
        const start = round % 10 === 9 ? 0 : below(text.length);
        const end = round % 10 === 9 ? text.length : Math.min(text.length, start + (below(3) === 0 ? below(8) : 0));
        const inserted = round % 10 === 9 ? initial : ['(', '"', '\n', 'x', '}', "'''", 'def f(\n', 'fn g(', '🦀', ''][below(10)];
        const tree = source.edit([{ span: { start, end }, text: inserted }]);
        expect(source.text).toBe(text.slice(0, start) + inserted + text.slice(end));
        expect(tree.text).toBe(source.text);
        expect(disorder(tree)).toBeNull();
        expect(firstDifference(tree, parse(language, source.text))).toBe(-1);
      }
      source.close();
    }
  });

  test('takes several changes at once, each after the other, and cuts them to the text', () => {
    const source = openSource('python', 'a = 1\n');
    source.edit([
      { span: { start: 0, end: 1 }, text: 'bb' },
      { span: { start: 2, end: 2 }, text: 'b' },
      { span: { start: 90, end: 80 }, text: 'c = (\n' },
      { span: { start: -5, end: 0 }, text: '# d\n' },
    ]);
    expect(source.text).toBe('# d\nbbb = 1\nc = (\n');
    expect(source.tree.text).toBe(source.text);
    source.close();
    source.close();
  });

  test('keeps no memory: a thousand edits of a broken document', () => {
    const memory = (): number => grammarOf('python')!.calls.HEAPU8.byteLength;
    const text = `${SOUND.python.repeat(20)}x = (\n`;
    const open = (): void => {
      const source = openSource('python', text);
      for (let round = 0; round < 100; round += 1) {
        const at = (round * 997) % text.length;
        source.edit([{ span: { start: at, end: at }, text: '(' }]);
        source.edit([{ span: { start: at, end: at + 1 }, text: '' }]);
      }
      source.close();
    };
    open();
    const before = memory();
    for (let round = 0; round < 5; round += 1) open();
    expect(memory()).toBe(before);
  });
});
