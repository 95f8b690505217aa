/** What readers of a Rust tree ask for. */
import { describe, expect, test } from 'vitest';
import { nameOf } from '../../server/src/syntax/names.ts';
import {
  attributesNamed,
  bodyOf,
  fieldsOf,
  genericArgumentsOf,
  hasAttribute,
  headName,
  implTraitName,
  implTypeName,
  importsOf,
  itemsOf,
  metaArgument,
  metaArguments,
  metaValue,
  nameSpan,
  parametersOf,
  pathOf,
  pathText,
  returnTypeOf,
  segmentsOf,
  simpleName,
  stringValue,
  typeOf,
} from '../../server/src/syntax/rust/access.ts';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { printRust } from '../../server/src/syntax/rust/print.ts';
import { NONE, root, textOf } from '../../server/src/syntax/tree.ts';
import type { Node, Tree } from '../../server/src/syntax/tree.ts';

function find(tree: Tree, kind: number): Node[] {
  const found: Node[] = [];
  for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === kind) found.push(node);
  return found;
}

const first = (source: string, kind: number): [tree: Tree, node: Node] => {
  const tree = parseRust(source);
  return [tree, find(tree, kind)[0] ?? NONE];
};

describe('attributes', () => {
  test.each([
    ['#[pyclass] struct A;', true],
    ['#[pyo3::pyclass(frozen)] struct A;', true],
    ['#[cfg_attr(feature = "python", pyo3::pyclass(frozen))] struct A;', true],
    ['#[cfg_attr(a, cfg_attr(b, pyclass))] struct A;', true],
    ['#[cfg_attr(pyclass, b)] struct A;', false],
    ['#[derive(pyclass)] struct A;', false],
    ['#[pyclass_like] struct A;', false],
    ['/// #[pyclass]\nstruct A;', false],
  ])('%s', (source, has) => {
    const [tree, node] = first(source, Rs.Struct);
    expect(hasAttribute(tree, node, 'pyclass')).toBe(has);
  });

  test('arguments and their values', () => {
    const [tree, node] = first('#[pyclass(name = "B", frozen, extends = a::C, signature = (a, *))] struct A;', Rs.Struct);
    const [pyclass] = attributesNamed(tree, node, 'pyclass');
    expect(metaArguments(tree, pyclass).map((each) => nameOf(tree.aux[each]))).toEqual(['name', 'frozen', 'extends', 'signature']);
    expect(stringValue(tree, metaValue(tree, metaArgument(tree, pyclass, 'name')))).toBe('B');
    expect(metaArgument(tree, pyclass, 'frozen')).not.toBe(NONE);
    expect(metaArgument(tree, pyclass, 'dict')).toBe(NONE);
    expect(pathText(tree, pathOf(tree, metaValue(tree, metaArgument(tree, pyclass, 'extends'))))).toBe('a::C');
    expect(textOf(tree, metaValue(tree, metaArgument(tree, pyclass, 'signature')))).toBe('(a, *)');
  });
});

describe('paths and types', () => {
  test('segments, generic arguments, head', () => {
    const [tree, node] = first("struct A(::std::sync::Arc<Mutex<Py<PyAny>>, 'static>);", Rs.Field);
    const type = typeOf(tree, node);
    expect(segmentsOf(tree, pathOf(tree, type))).toEqual(['std', 'sync', 'Arc']);
    expect(headName(tree, type)).toBe('Arc');
    expect(genericArgumentsOf(tree, type).map((each) => textOf(tree, each))).toEqual(['Mutex<Py<PyAny>>', "'static"]);
    expect(headName(tree, genericArgumentsOf(tree, type)[0])).toBe('Mutex');
  });
  test.each([
    ['a', 'a'],
    ['r#match', 'match'],
    ['a::b', ''],
    ['::a', ''],
    ['a::<B>', ''],
    ['1', ''],
  ])('simple name of %s', (source, name) => {
    const [tree, node] = first(`fn f() { ${source} }`, Rs.Block);
    expect(simpleName(tree, node - 1)).toBe(name);
  });
});

describe('items', () => {
  test('functions', () => {
    const [tree, node] = first("fn f<T>(&mut self, (a, b): C, d: &'static str) -> E { g }", Rs.Function);
    expect(parametersOf(tree, node).map((each) => textOf(tree, each))).toEqual(['&mut self', '(a, b): C', "d: &'static str"]);
    expect(textOf(tree, returnTypeOf(tree, node))).toBe('E');
    expect(textOf(tree, bodyOf(tree, node))).toBe('{ g }');
  });
  test.each([
    ['impl A {}', 'A', ''],
    ['impl<T> b::Drop for c::A<T> {}', 'A', 'Drop'],
    ["impl<'a> C for &'a A {}", 'A', 'C'],
    ['impl C for [A] {}', '', 'C'],
    ['impl dyn C {}', '', ''],
  ])('%s', (source, type, trait) => {
    const [tree, node] = first(source, Rs.Impl);
    expect(implTypeName(tree, node)).toBe(type);
    expect(implTraitName(tree, node)).toBe(trait);
  });
  test('fields and items', () => {
    const tree = parseRust('struct A { b: C, d: E } mod f { fn g() {} const H: u8 = 1; }');
    const [struct, module] = itemsOf(tree, root(tree));
    expect(fieldsOf(tree, struct).map((each) => nameOf(tree.aux[each]))).toEqual(['b', 'd']);
    expect(itemsOf(tree, module).map((each) => nameOf(tree.aux[each]))).toEqual(['g', 'H']);
  });
});

describe('imports', () => {
  test.each<[source: string, imports: [alias: string, path: string][]]>([
    ['use a::b;', [['b', 'a::b']]],
    ['use a::b as c;', [['c', 'a::b']]],
    ['use a::b as _;', [['', 'a::b']]],
    [
      'use ::a::{self, b::{c, d as e}, f::*};',
      [
        ['a', 'a'],
        ['c', 'a::b::c'],
        ['e', 'a::b::d'],
        ['', 'a::f'],
      ],
    ],
    [
      'use {a, b::{self as c}};',
      [
        ['a', 'a'],
        ['c', 'b'],
      ],
    ],
    ['use self::a; ', [['a', 'self::a']]],
    [
      'use a::{{b}, r#c};',
      [
        ['b', 'a::b'],
        ['c', 'a::c'],
      ],
    ],
  ])('%s', (source, imports) => {
    const [tree, node] = first(source, Rs.Use);
    expect(importsOf(tree, node).map(({ alias, path }) => [alias, path])).toEqual(imports);
    expect(importsOf(tree, node).filter(({ glob }) => glob)).toHaveLength(source.split('*').length - 1);
  });
});

describe('names', () => {
  test.each<[source: string, kind: number, name: string]>([
    ['#[fn_ = "f"] pub(crate) async fn /* f */ f() {}', Rs.Function, 'f'],
    ['extern "f" fn f() {}', Rs.Function, 'f'],
    ['struct r#struct;', Rs.Struct, 'r#struct'],
    ["impl<'a> A<'a> {}", Rs.LifetimeParameter, "'a"],
    ['fn f() { a.a.a() }', Rs.MethodCall, 'a'],
    ['fn f() { b::c!(c) }', Rs.MacroCall, 'c'],
    ['fn f(mut mute: u8) {}', Rs.IdentifierPattern, 'mute'],
    ['#[a::b(b)] fn f() {}', Rs.Attribute, 'b'],
  ])('%s', (source, kind, name) => {
    const tree = parseRust(source);
    const node = find(tree, kind).at(-1)!;
    const { start, end } = nameSpan(tree, node);
    expect(tree.text.slice(start, end)).toBe(name);
    if (kind === Rs.MethodCall) expect(start).toBe(source.lastIndexOf('a('));
    if (kind === Rs.Function) expect(start).toBe(source.indexOf('f()'));
  });
});

describe('string values', () => {
  test.each([
    ['"a"', 'a'],
    [String.raw`"\"\\\n\x41\u{1F600}"`, '"\\\nA\u{1F600}'],
    ['"a\\\n    b"', 'ab'],
    [String.raw`r#"a"\n"#`, String.raw`a"\n`],
    ['b"a"', 'a'],
    ['c"a"', 'a'],
    ['1', null],
    ["'a'", null],
  ])('%s', (source, value) => {
    const [tree, node] = first(`const A: B = ${source};`, Rs.Literal);
    expect(stringValue(tree, node)).toBe(value);
  });
});

test('the printed tree', () => {
  expect(printRust(parseRust('#[a]\nfn f(mut b: &str) { c.d("e")?; }'))).toMatchInlineSnapshot(`
    "Crate [0..37]
      items: Function hasBody \`f\` [0..37]
        attributes: Attribute \`a\` [0..4]
          path: Path \`a\` [2..3]
            segments: PathSegment \`a\` [2..3]
        parameters: Parameter [10..21]
          pattern: IdentifierPattern mut \`b\` [10..15]
          type: ReferenceType [17..21]
            type: PathType [18..21]
              path: Path \`str\` [18..21]
                segments: PathSegment \`str\` [18..21]
        body: Block [23..37]
          statements: ExpressionStatement semicolon [25..35]
            value: Try [25..34]
              operand: MethodCall \`d\` [25..33]
                receiver: PathExpression [25..26]
                  path: Path \`c\` [25..26]
                    segments: PathSegment \`c\` [25..26]
                arguments: Literal string "\\"e\\"" [29..32]"
  `);
});
