/** Broken Rust: one region is not understood, the rest is; nothing throws, nothing hangs, however deep or long. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameOf } from '../../server/src/syntax/names.ts';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { NONE, root } from '../../server/src/syntax/tree.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';
import { bodyShapes, itemShapes } from './rust-shape.ts';

function functions(tree: Tree): string[] {
  const names: string[] = [];
  for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === Rs.Function) names.push(nameOf(tree.aux[node]));
  return names;
}

/** What every tree of every text holds to. */
function checkTree(tree: Tree): void {
  const { size, kind, start, end, first, parent, text } = tree;
  expect(root(tree)).toBe(size - 1);
  let errors = 0;
  for (let node = 0; node < size; node += 1) {
    if (kind[node] === Rs.Error) errors += 1;
    const within = parent[node] === NONE ? text.length : end[parent[node]];
    if (first[node] > node || first[node] < 0 || start[node] > end[node] || end[node] > within)
      throw new Error(`node ${node} is out of order`);
    let next = end[node];
    for (let child = node - 1; child >= first[node]; child = first[child] - 1) {
      if (parent[child] !== node || end[child] > next || start[child] < start[node])
        throw new Error(`child ${child} of ${node} is out of order`);
      next = start[child];
    }
  }
  expect(errors).toBe(tree.errors);
}

const FILE = `//! A module.
use pyo3::prelude::*;

/// A node.
#[pyclass(frozen, name = "Node")]
pub struct Node<'a> {
    #[pyo3(get)]
    children: Vec<Py<PyAny>>,
    name: &'a str,
}

#[pymethods]
impl Node<'_> {
    #[new]
    fn new(name: String) -> PyResult<Self> {
        let Some(first) = name.chars().next() else { return Err(error("none")) };
        Ok(Node { children: vec![first.to_string(); 3], ..Default::default() })
    }

    fn visit(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for child in &self.children {
            if let Some(it) = child.get() && it.is_ready() {
                visit.call(it)?;
            }
        }
        match self.name { "a" | "b" => {} _ if self.done => println!("{}", 1), x => drop(x) }
        Ok(())
    }
}

fn last<T: Into<u8>>(x: T) -> u8 where T: Copy {
    unsafe { raw(|y: &mut i32| *y += 1) as u8 + x.into() }
}
`;

describe('one broken region', () => {
  test('a statement that is being typed', () => {
    expect(bodyShapes('\n  let a = b.;\n  let c = d;\n')).toMatchInlineSnapshot(`
      [
        "Error "let a = b.;"(pattern: IdentifierPattern \`a\`, receiver: b)",
        "Let(pattern: IdentifierPattern \`c\`, value: d)",
      ]
    `);
    expect(bodyShapes('\n  self.\n  let c = d;\n')).toMatchInlineSnapshot(`
      [
        "Error "self."(receiver: self)",
        "Let(pattern: IdentifierPattern \`c\`, value: d)",
      ]
    `);
    expect(bodyShapes('\n  let a =\n  if b {}\n')).toMatchInlineSnapshot(`
      [
        "Let(pattern: IdentifierPattern \`a\`, value: If(condition: b, then: Block))",
        "Error """,
      ]
    `);
  });
  test('a semicolon is missing at the end of a line', () => {
    expect(bodyShapes('\n  let a = b\n  c()\n  d')).toMatchInlineSnapshot(`
      [
        "Let(pattern: IdentifierPattern \`a\`, value: b)",
        "Error """,
        "ExpressionStatement(value: Call(callee: c))",
        "Error """,
        "d",
      ]
    `);
  });
  test('one argument, field, arm of several', () => {
    expect(bodyShapes('a(b, c d, e)')).toMatchInlineSnapshot(`
      [
        "Call(callee: a, arguments: b, error: Error "c d"(arguments: c), arguments: e)",
      ]
    `);
    expect(bodyShapes('a(b, , c)')).toMatchInlineSnapshot(`
      [
        "Call(callee: a, arguments: b, error: Error "", arguments: c)",
      ]
    `);
    expect(bodyShapes('match a { b => c, d e => f, g => h }')).toMatchInlineSnapshot(`
      [
        "Match(scrutinee: a, arms: Arm(pattern: IdentifierPattern \`b\`, value: c), error: Error "d e => f"(pattern: IdentifierPattern \`d\`), arms: Arm(pattern: IdentifierPattern \`g\`, value: h))",
      ]
    `);
    expect(itemShapes('struct A { b: C, d E, f: G }')).toMatchInlineSnapshot(`
      [
        "Struct named \`A\`(fields: Field \`b\`(type: C), error: Error "d E", fields: Field \`f\`(type: G))",
      ]
    `);
  });
  test('what follows a broken head is understood', () => {
    expect(bodyShapes('if a + { b(); }')).toMatchInlineSnapshot(`
      [
        "Error "if a + { b(); }"(condition: Binary \`+\`(left: a, right: Block(statements: ExpressionStatement semicolon(value: Call(callee: b)))))",
      ]
    `);
    expect(itemShapes('impl A for for B { fn c() {} }')).toMatchInlineSnapshot(`
      [
        "Error "impl A for for B { fn c() {} }"(trait: A, Block(statements: Function hasBody \`c\`(body: Block)))",
      ]
    `);
  });
  test('errors side by side are one', () => {
    expect(bodyShapes('\n a b\n\n c d e\n let f = g;')).toMatchInlineSnapshot(`
      [
        "Error "a b\\n\\n c d e"(value: a)",
        "Let(pattern: IdentifierPattern \`f\`, value: g)",
      ]
    `);
  });
  test('an attribute does not take its item along', () => {
    expect(itemShapes('#[a(] fn f() {}')).toMatchInlineSnapshot(`
      [
        "Function hasBody \`f\`(attributes: Attribute \`a\`(path: a, tokens: TokenTree meta(error: Error "")), body: Block)",
      ]
    `);
    expect(itemShapes('#[=] struct A;')).toMatchInlineSnapshot(`
      [
        "Struct unit \`A\`(attributes: Attribute(error: Error "#[=]"))",
      ]
    `);
  });
  test('a brace is missing before a function', () => {
    expect(functions(parseRust('struct A {\n  b: u8,\n\n  pub fn c() {}\n  fn d() {}\n}\n'))).toEqual(['c', 'd']);
    expect(functions(parseRust('fn a() {\n  if b {\n    c();\n}\n\nfn d() {}\n'))).toEqual(['a', 'd']);
    expect(functions(parseRust('fn a() {\n  b(c, [d\n}\n\n#[e]\npub fn f() {}\n'))).toEqual(['a', 'f']);
  });
  test('a brace too many', () => {
    expect(functions(parseRust('fn a() {\n  if b { {\n  }\n}\nfn c() {}\nfn d() {}\n'))).toEqual(['a', 'c', 'd']);
    expect(functions(parseRust('fn a() {\n  if b { } }\n  d();\n}\nfn c() {}\n'))).toEqual(['a', 'c']);
  });
  test('a stray quote, a quote that is missing', () => {
    const strings = 'fn a() { x("b") }\nfn c() { y("d", "e") }\nfn f() { z("g") }\n';
    expect(functions(parseRust(`fn h() { i(" }\n${strings}`)).slice(-3)).toEqual(['a', 'c', 'f']);
    expect(functions(parseRust(`${strings}fn h() { i("`))).toEqual(['a', 'c', 'f', 'h']);
  });
  test('a comment without end', () => {
    expect(functions(parseRust('/* a\nfn b() {}\n'))).toEqual(['b']);
  });
});

describe('any text', () => {
  const brokenFile = fc
    .array(
      fc.tuple(
        fc.nat(FILE.length),
        fc.nat(12),
        fc.constantFrom(
          '',
          '{',
          '}',
          '(',
          ')',
          '[',
          ']',
          '<',
          '>',
          '"',
          "'",
          '/*',
          'r#"',
          '#',
          '!',
          '|',
          'fn ',
          ';',
          ',',
          '=>',
          '.',
          '\\',
          'é',
          '\0',
        ),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((edits) => edits.reduce((text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length), FILE));

  test('the file is right as it stands', () => {
    const tree = parseRust(FILE);
    expect(tree.errors).toBe(0);
    checkTree(tree);
  });
  test('after edits', () => {
    fc.assert(
      fc.property(brokenFile, (text) => checkTree(parseRust(text))),
      { numRuns: 2000 },
    );
  });
  test('every prefix and every suffix', () => {
    for (let at = 0; at < FILE.length; at += 1) {
      checkTree(parseRust(FILE.slice(0, at)));
      checkTree(parseRust(FILE.slice(at)));
    }
  });
  test('words and signs at random', () => {
    const words = [
      ...'async as break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return self static struct super trait type union unsafe use where while yield'.split(
        ' ',
      ),
      ...'( ) [ ] { } < > :: : ; , . .. ..= => -> = == ! ? # & && | || + - * / % ^ @ _ $ ~ a b 1 1.0 "s" \'c\' \'l r#"r"# // /* */ \n \\'.split(
        ' ',
      ),
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 80 }), (chosen) => checkTree(parseRust(chosen.join(' ')))),
      { numRuns: 3000 },
    );
  });
  test('characters at random', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => checkTree(parseRust(text))),
      { numRuns: 1000 },
    );
  });
});

describe('however deep', () => {
  const DEPTH = 10_000;
  test.each([
    ['fn f() { let x = ', '(', ')', '; }'],
    ['fn f() { let x = ', '[', ']', '; }'],
    ['fn f() { ', '{', '}', ' }'],
    ['fn f() { ', 'g(', ')', '; }'],
    ['fn f() { ', 'if a { ', '}', ' }'],
    ['fn f() { ', 'match x { _ => ', ' }', ' }'],
    ['fn f() { ', '|a| ', '', ' 1; }'],
    ['fn f() { let x = ', '&', '', '1; }'],
    ['fn f() { let x = ', '- ', '', '1; }'],
    ['fn f() { ', 'a = ', '', '1; }'],
    ['fn f() { ', 'm!(', ')', '; }'],
    ['fn f() { ', 'm!{ let x = 1; ', '}', '}'],
    ['', 'm!{ fn f() {} ', '}', ''],
    ['', 'mod a { ', '}', ''],
    ['', 'impl A { fn a() { ', '} }', ''],
    ['#[a', '(a', ')', '] fn f() {}'],
    ['', '#[a = ', ']', ' fn f() {}'],
    ['fn f() { let ', 'Some(', ')', ' = 1; }'],
    ['type A = ', 'Vec<', '>', ';'],
    ['type A = ', '(', ',)', ';'],
    ['type A = ', '<', ' as T>::X', ';'],
    ['fn f<', 'T: A<', '', '() {}'],
    ['use ', 'a::{', '}', ';'],
    ['fn f() { ', '(', '', ''],
    ['fn f() { ', '({[', '', ''],
  ])('%s%s', (before, open, close, after) => {
    checkTree(parseRust(before + open.repeat(DEPTH) + close.repeat(DEPTH) + after));
  });
  test.each([
    ['fn f() { x', ' + 1', '; }'],
    ['fn f() { x', '.f()?', '; }'],
    ['fn f() { x', ' as u8', '; }'],
    ['fn f() { ', 'if a {} else ', '{} }'],
    ['fn f() { ', 'a; ', '}'],
    ['fn f<T: A', ' + B', '>() {}'],
  ])('no bound for a chain: %s%s', (before, link, after) => {
    expect(parseRust(before + link.repeat(DEPTH) + after).errors).toBe(0);
  });
});

describe('time is linear', () => {
  const seconds = (text: string): number => {
    const begun = performance.now();
    parseRust(text);
    return (performance.now() - begun) / 1000;
  };
  test.each([
    '(',
    '{',
    '[[\n  }\n',
    ')',
    '"\n',
    '\\"\n',
    'r#" ',
    '/* ',
    '/* */ */ /* ',
    "'\\",
    '#[',
    'fn f(\n',
    'pub fn f( \n',
    'm!(a => => ',
    'm!{ b!(1 2); ',
    'x.',
    'a b, ',
    'matches!(',
    '#[a(b(',
    'A<',
    'a::<',
    '#![',
    'if x {\n',
    '=> ',
  ])('%j', (piece) => {
    const length = 200_000;
    seconds(piece.repeat(1000));
    expect(seconds(piece.repeat(Math.ceil(length / piece.length)))).toBeLessThan(4);
  });
});
