/** Reading an edited text again around the edit gives what a fresh parse gives, array for array. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../server/src/base/edit.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { reparseRust } from '../../server/src/syntax/rust/reparse.ts';
import type { Tree } from '../../server/src/syntax/tree.ts';

const EDITS = Number(process.env.DECREF_EDITS ?? 10_000);

const FILE = `//! A module.
use pyo3::prelude::*;

macro_rules! twice { ($x:expr) => { $x + $x } }

#[pymethods]
impl Node<'_> {
    /// Makes a node.
    fn new(name: String) -> PyResult<Self> {
        let Some(first) = name.chars().next() else { return Err(error("none")) };
        Ok(Node { children: vec![first.to_string(); 3], ..Default::default() }) // done
    }

    fn visit(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        for child in &self.children {
            if let Some(it) = child.get() && it.is_ready() {
                visit.call(it)?; /* { */
            }
        }
        match self.name { "a" | "}" => {} _ if self.done => println!("{}", { 1 }), x => drop(x) }
        tokio::select! { x = y() => { z() } }
        Ok(())
    }
}

cfg_rt! {
    mod inner {
        fn f() { g(|x| { x + 1 }) }
    }
}

fn last<const N: usize>(x: [u8; { N }]) -> u8 {
    unsafe { raw(|y: &mut i32| { *y += 1; }) as u8 + 'l: { async { 1 } } }
}
`;

const INSERTED = [
  'a',
  ' ',
  '\n',
  'let x = 1;',
  '{ }',
  'f(a)',
  '"s"',
  '// c\n',
  '/* c */',
  '1',
  '.b',
  '+',
  'if a { b }',
  'r"',
  '"',
  "'",
  '/*',
  '*/',
  '{',
  '}',
  '(',
  ')',
  '#[a]',
  'fn f() {}',
  ';',
  ',',
  '|',
  'm!(x)',
  'r#"a"#',
  '\\',
  '#',
  'é',
  'static ref A: B = c;',
  'macro_rules! a { }',
  'match',
  '=>',
  '<',
  '>',
  '::',
  'union',
  'async',
  "'a",
  '!',
  '..',
  '',
];

const anEdit = fc.tuple(fc.nat(4000), fc.oneof(fc.constant(0), fc.nat(10)), fc.constantFrom(...INSERTED));

function edited(text: string, [at, length, inserted]: readonly [number, number, string]): readonly [edit: Edit, text: string] {
  const start = at % (text.length + 1);
  const end = Math.min(text.length, start + length);
  return [{ span: { start, end }, text: inserted }, text.slice(0, start) + inserted + text.slice(end)];
}

const arraysOf = ({ kind, flag, field, start, end, first, parent, aux, comments, size, errors, text }: Tree): unknown => ({
  kind,
  flag,
  field,
  start,
  end,
  first,
  parent,
  aux,
  comments,
  size,
  errors,
  text,
});

/** As `toEqual`, but fast on equal arrays. */
function expectSame(tree: Tree, fresh: Tree): void {
  const same = (['kind', 'flag', 'field', 'start', 'end', 'first', 'parent', 'aux', 'comments'] as const).every((name) => {
    const one = tree[name];
    const other = fresh[name];
    return one.length === other.length && one.every((value, index) => value === other[index]);
  });
  if (!same || tree.size !== fresh.size || tree.errors !== fresh.errors || tree.text !== fresh.text) {
    expect(arraysOf(tree)).toEqual(arraysOf(fresh));
  }
}

test('edits, one upon the other while the text stays sound', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(fc.array(anEdit, { minLength: 20, maxLength: 20 }), (edits) => {
      let tree = parseRust(FILE);
      for (const each of edits) {
        const [edit, text] = edited(tree.text, each);
        const next = reparseRust(tree, edit, text);
        expectSame(next, parseRust(text));
        if (next.errors === 0) tree = next;
      }
    }),
    { numRuns: EDITS / 20 },
  );
});

describe('what may not be read alone', () => {
  const apply = (source: string, find: string, replace: string): void => {
    const start = source.indexOf(find);
    const edit = { span: { start, end: start + find.length }, text: replace };
    const text = source.slice(0, start) + replace + source.slice(start + find.length);
    expectSame(reparseRust(parseRust(source), edit, text), parseRust(text));
  };
  test('quotes and comments that go beyond the block', () => {
    apply('fn f() { a } fn g() { "b" }', 'a', '"');
    apply('fn f() { a } fn g() { b /* c */ }', 'a', '/*');
    apply('fn f() { a } fn g() { r#"b"# }', 'a', 'r#"');
    apply('fn f() { /* a */ b }', '*/', '');
  });
  test('braces that change their partners', () => {
    apply('fn f() { a } fn g() { b }', 'a', '}');
    apply('fn f() { a } fn g() { b }', 'a', '} fn h() {');
    apply('fn f() { { a } }', 'a', '{');
  });
  test('the heads of functions', () => {
    apply('fn f(a: B) { a } fn g() { b }', 'a: B', 'a: B) { } fn h(c: D');
    apply('fn f(a: B) { a } fn g() { b }', 'a: B', 'a: "B');
    apply('fn f(a: B) { a } fn g() { b }', '(a: B)', ';');
    apply('#[a] fn f(a: B) { a }', 'a] fn', 'a] struct');
    apply('impl A { pub fn f(a: B) -> C { a } }', '-> C', '-> C where D: E');
    apply('impl A { pub fn f(a: B) -> C { a } }', 'fn f(a: B) -> C {', 'const f: C = {');
    apply('trait A { fn f(a: B); fn g() { } }', 'fn g() {', 'fn g(); fn h() {');
    apply('mod a { fn f() { } union b { c: d } }', 'fn f() {', 'union f {');
    apply('fn f() { fn g() { } }', 'g()', 'g() -> A');
  });
  test('the bodies of macros', () => {
    apply('fn f() { m!({ a }) }', 'a', 'a b');
    apply('m! { fn f() { a } }', 'a', 'a b');
    apply('macro_rules! m { (a) => { b } }', 'b', '"');
  });
  test('edits that are not what they say', () => {
    const tree = parseRust('fn f() { a }');
    const text = 'fn f() { b }';
    expectSame(reparseRust(tree, { span: { start: 9, end: 9 }, text: 'b' }, text), parseRust(text));
    expectSame(reparseRust(tree, { span: { start: -1, end: 99 }, text: '' }, text), parseRust(text));
  });
});

test('a block is read, not the file', () => {
  const source = `${'fn other() { a(b, c); }\n'.repeat(20_000)}fn f() { a }`;
  const tree = parseRust(source);
  const start = source.length - 3;
  const seconds = (run: () => void): number => {
    const begun = performance.now();
    for (let round = 0; round < 5; round += 1) run();
    return (performance.now() - begun) / 1000;
  };
  const text = `${source.slice(0, start)}b${source.slice(start + 1)}`;
  const whole = seconds(() => parseRust(text));
  const part = seconds(() => reparseRust(tree, { span: { start, end: start + 1 }, text: 'b' }, text));
  expect(part).toBeLessThan(whole / 2);
});
