/** What each piece of Rust's syntax becomes, from 2015 to the newest stable. The whole language is compared with syn elsewhere. */
import { describe, expect, test } from 'vitest';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { bodyShapes, itemShapes } from './rust-shape.ts';

/** The one statement of a body, without errors. */
function one(body: string): string {
  expect(parseRust(`fn f() {${body}}`).errors).toBe(0);
  const shapes = bodyShapes(body);
  expect(shapes).toHaveLength(1);
  return shapes[0];
}

/** The one item of a file, without errors. */
function item(source: string): string {
  expect(parseRust(source).errors).toBe(0);
  const shapes = itemShapes(source);
  expect(shapes).toHaveLength(1);
  return shapes[0];
}

describe('items', () => {
  test('functions', () => {
    expect(item('pub async unsafe fn f<T>(self, mut a: T, ...) -> T where T: A;')).toMatchInlineSnapshot(
      `"Function async unsafe variadic \`f\`(visibility: Visibility pub, generics: Generics(parameters: TypeParameter \`T\`), parameters: SelfParameter, parameters: Parameter(pattern: IdentifierPattern mut \`a\`, type: T), parameters: Parameter, returns: T, where: Where(items: WherePredicate(type: T, bounds: Bound(path: A))))"`,
    );
    expect(item('const extern "C" fn f(&\'a mut self) {}')).toMatchInlineSnapshot(
      `"Function const extern hasBody \`f\`(abi: "C", parameters: SelfParameter reference mutable(lifetime: 'a), body: Block)"`,
    );
    expect(item('gen fn f() {}')).toMatchInlineSnapshot(`"Function hasBody gen \`f\`(body: Block)"`);
    expect(item('trait T { fn f(u8, &str); }')).toMatchInlineSnapshot(
      `"Trait \`T\`(items: Function \`f\`(parameters: Parameter(type: u8), parameters: Parameter(type: ReferenceType(type: str))))"`,
    );
  });
  test('unsafe extern blocks with safe and unsafe items (1.82)', () => {
    expect(item('unsafe extern "C" { pub safe fn f(x: u8); safe static A: u8; unsafe static mut B: u8; type C; }')).toMatchInlineSnapshot(
      `"ExternBlock unsafe(abi: "C", items: Function safe \`f\`(visibility: Visibility pub, parameters: Parameter(pattern: IdentifierPattern \`x\`, type: u8)), items: Static safe \`A\`(type: u8), items: Static mutable unsafe \`B\`(type: u8), items: TypeAlias \`C\`)"`,
    );
  });
  test('structs, enums, unions', () => {
    expect(item("pub struct A<'a, const N: usize = 3>(pub(crate) &'a [u8; N], B) where B: C;")).toMatchInlineSnapshot(
      `"Struct tuple \`A\`(visibility: Visibility pub, generics: Generics(parameters: LifetimeParameter \`a\`, parameters: ConstParameter \`N\`(type: usize, default: 3)), fields: Field(visibility: Visibility restricted(path: crate), type: ReferenceType(lifetime: 'a, type: ArrayType(type: u8, length: N))), fields: Field(type: B), where: Where(items: WherePredicate(type: B, bounds: Bound(path: C))))"`,
    );
    expect(item('enum A { B, C(u8), D { e: u8 } = 3 }')).toMatchInlineSnapshot(
      `"Enum \`A\`(variants: Variant unit \`B\`, variants: Variant tuple \`C\`(fields: Field(type: u8)), variants: Variant named \`D\`(fields: Field \`e\`(type: u8), discriminant: 3))"`,
    );
    expect(item('union U { a: u8, b: f32 }')).toMatchInlineSnapshot(
      `"Union \`U\`(fields: Field \`a\`(type: u8), fields: Field \`b\`(type: f32))"`,
    );
    expect(item('struct union { union: u8 }')).toMatchInlineSnapshot(`"Struct named \`union\`(fields: Field \`union\`(type: u8))"`);
  });
  test('impls', () => {
    expect(item("unsafe impl<T: ?Sized> !Send for A<T> where T: 'static {}")).toMatchInlineSnapshot(
      `"Impl unsafe negative(generics: Generics(parameters: TypeParameter \`T\`(bounds: Bound maybe(path: Sized))), trait: Send, type: PathType(path: Path \`A\`(segments: PathSegment \`A\`(generics: GenericArguments(arguments: T)))), where: Where(items: WherePredicate(type: T, bounds: Bound(lifetime: 'static))))"`,
    );
    expect(item('impl <T as U>::V {}')).toMatchInlineSnapshot(
      `"Impl(type: PathType(path: Path \`V\`(qualified: QualifiedSelf(type: T, trait: U), segments: PathSegment \`V\`)))"`,
    );
    expect(item('default impl A for ! {}')).toMatchInlineSnapshot(`"Impl default(trait: A, type: NeverType)"`);
    expect(item('impl ! {}')).toMatchInlineSnapshot(`"Impl(type: NeverType)"`);
  });
  test('traits with generic associated types (1.65)', () => {
    expect(item("pub unsafe auto trait A: B + 'static { type C<'a>: D where Self: 'a; const E: u8 = 1; m!(); }")).toMatchInlineSnapshot(
      `"Trait unsafe auto \`A\`(visibility: Visibility pub, bounds: Bound(path: B), bounds: Bound(lifetime: 'static), items: TypeAlias \`C\`(generics: Generics(parameters: LifetimeParameter \`a\`), bounds: Bound(path: D), where: Where(items: WherePredicate(type: Self, bounds: Bound(lifetime: 'a)))), items: Const \`E\`(type: u8, value: 1), items: MacroCall expressions \`m\`(path: m, tokens: TokenTree expressions))"`,
    );
    expect(item('trait A = B + C;')).toMatchInlineSnapshot(`"TraitAlias \`A\`(bounds: Bound(path: B), bounds: Bound(path: C))"`);
  });
  test('imports', () => {
    expect(item('pub(in a::b) use ::c::{self, d as _, e::*, f::{g}};')).toMatchInlineSnapshot(
      `"Use(visibility: Visibility restricted(path: a::b), items: UseTree list(path: ::c, items: UseTree path(path: self), items: UseTree path(path: d, rename: _), items: UseTree glob(path: e), items: UseTree list(path: f, items: UseTree path(path: g))))"`,
    );
    expect(item('use {a, b};')).toMatchInlineSnapshot(
      `"Use(items: UseTree list(items: UseTree path(path: a), items: UseTree path(path: b)))"`,
    );
    expect(item('extern crate self as me;')).toMatchInlineSnapshot(`"ExternCrate \`self\`(rename: me)"`);
  });
  test('constants, statics, aliases, modules, macros', () => {
    expect(itemShapes('const _: () = {}; static mut A: u8 = 1; type B<T> = C<T> where T: D; #[path = "x.rs"] mod e; mod f {}'))
      .toMatchInlineSnapshot(`
      [
        "Const(type: TupleType, value: Block)",
        "Static mutable \`A\`(type: u8, value: 1)",
        "TypeAlias \`B\`(generics: Generics(parameters: TypeParameter \`T\`), type: PathType(path: Path \`C\`(segments: PathSegment \`C\`(generics: GenericArguments(arguments: T)))), where: Where(items: WherePredicate(type: T, bounds: Bound(path: D))))",
        "Module \`e\`(attributes: Attribute \`path\`(path: path, value: "x.rs"))",
        "Module body \`f\`",
      ]
    `);
    expect(itemShapes('macro_rules! a { ($x:expr) => { $x + 1 } } pub macro b($x:expr) { $x } c! { d } e!(f);')).toMatchInlineSnapshot(`
      [
        "MacroRules \`a\`",
        "MacroRules \`b\`(visibility: Visibility pub)",
        "MacroCall statements \`c\`(path: c, tokens: TokenTree statements(value: d))",
        "MacroCall expressions \`e\`(path: e, tokens: TokenTree expressions(arguments: f))",
      ]
    `);
  });
  test('attributes', () => {
    expect(item('#[cfg_attr(feature = "python", pyo3::pyclass(frozen, name = "B"))] struct A;')).toMatchInlineSnapshot(
      `"Struct unit \`A\`(attributes: Attribute \`cfg_attr\`(path: cfg_attr, tokens: TokenTree meta(arguments: Meta \`feature\`(path: feature, value: "python"), arguments: Meta \`pyclass\`(path: pyo3::pyclass, tokens: TokenTree meta(arguments: Meta \`frozen\`(path: frozen), arguments: Meta \`name\`(path: name, value: "B"))))))"`,
    );
    expect(item('#[unsafe(no_mangle)] #[a::b = 1 + 2] #[c(1, d, "e", f(g = h), i + j, k * )] fn f() {}')).toMatchInlineSnapshot(
      `"Function hasBody \`f\`(attributes: Attribute unsafe \`no_mangle\`(path: no_mangle), attributes: Attribute \`b\`(path: a::b, value: Binary \`+\`(left: 1, right: 2)), attributes: Attribute \`c\`(path: c, tokens: TokenTree meta(arguments: 1, arguments: Meta \`d\`(path: d), arguments: "e", arguments: Meta \`f\`(path: f, tokens: TokenTree meta(arguments: Meta \`g\`(path: g, value: h))), arguments: Binary \`+\`(left: i, right: j), arguments: TokenTree tokens)), body: Block)"`,
    );
    expect(item('#[pyo3(signature = (a, /, b=None, *args, c, **kwargs), crate = "p")] fn f() {}')).toMatchInlineSnapshot(
      `"Function hasBody \`f\`(attributes: Attribute \`pyo3\`(path: pyo3, tokens: TokenTree meta(arguments: Meta \`signature\`(path: signature, value: TokenTree tokens), arguments: Meta \`crate\`(path: crate, value: "p"))), body: Block)"`,
    );
    expect(itemShapes('#![no_std]\n#![doc = include_str!("a.md")]')).toMatchInlineSnapshot(`
      [
        "Attribute inner \`no_std\`(path: no_std)",
        "Attribute inner \`doc\`(path: doc, value: MacroCall expressions \`include_str\`(path: include_str, tokens: TokenTree expressions(arguments: "a.md")))",
      ]
    `);
  });
});

describe('generics and types', () => {
  test('types', () => {
    expect(item("type A = (u8, [u8; 3], [u8], &'a mut u8, &&u8, *const u8, !, fn(a: u8, ...) -> u8);")).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: TupleType(elements: u8, elements: ArrayType(type: u8, length: 3), elements: SliceType(type: u8), elements: ReferenceType mut(lifetime: 'a, type: u8), elements: ReferenceType(type: ReferenceType(type: u8)), elements: PointerType const(type: u8), elements: NeverType, elements: FunctionType variadic(parameters: Parameter(pattern: IdentifierPattern \`a\`, type: u8), parameters: Parameter, returns: u8)))"`,
    );
    expect(item('type A = for<\'a> unsafe extern "C" fn(&\'a u8);')).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: FunctionType unsafe extern(generics: Generics(parameters: LifetimeParameter \`a\`), abi: "C", parameters: Parameter(type: ReferenceType(lifetime: 'a, type: u8))))"`,
    );
    expect(item("type A = Box<dyn for<'a> Fn(&'a u8) -> u8 + Send + 'static>;")).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: PathType(path: Path \`Box\`(segments: PathSegment \`Box\`(generics: GenericArguments(arguments: TraitObjectType dyn(bounds: Bound(generics: Generics(parameters: LifetimeParameter \`a\`), path: Path \`Fn\`(segments: PathSegment \`Fn\`(generics: GenericArguments parenthesized(arguments: ReferenceType(lifetime: 'a, type: u8), returns: u8)))), bounds: Bound(path: Send), bounds: Bound(lifetime: 'static)))))))"`,
    );
    expect(item("type A = <B as C<D>>::E<F = G, H: I, 3, -1, { N }, 'a>;")).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: PathType(path: Path \`E\`(qualified: QualifiedSelf(type: B, trait: Path \`C\`(segments: PathSegment \`C\`(generics: GenericArguments(arguments: D)))), segments: PathSegment \`E\`(generics: GenericArguments(arguments: AssociatedBinding \`F\`(type: G), arguments: AssociatedBinding \`H\`(bounds: Bound(path: I)), arguments: 3, arguments: Unary \`-\`(operand: 1), arguments: Block(value: N), arguments: 'a)))))"`,
    );
    expect(item('type A = m!(x);')).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: MacroCall expressions \`m\`(path: m, tokens: TokenTree expressions(arguments: x)))"`,
    );
    expect(item('type A = (dyn B);')).toMatchInlineSnapshot(`"TypeAlias \`A\`(type: TraitObjectType dyn(bounds: Bound(path: B)))"`);
  });
  test('edition 2015: objects without dyn, dyn as a name', () => {
    expect(item('type A = B + Send;')).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: TraitObjectType(bounds: Bound(path: B), bounds: Bound(path: Send)))"`,
    );
    expect(item("type A = B<'static + C>;")).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: PathType(path: Path \`B\`(segments: PathSegment \`B\`(generics: GenericArguments(arguments: TraitObjectType(bounds: Bound(lifetime: 'static), bounds: Bound(path: C)))))))"`,
    );
    expect(item('type A = dyn<B>;')).toMatchInlineSnapshot(
      `"TypeAlias \`A\`(type: PathType(path: Path \`dyn\`(segments: PathSegment \`dyn\`(generics: GenericArguments(arguments: B)))))"`,
    );
    expect(item('type A = dyn::B;')).toMatchInlineSnapshot(`"TypeAlias \`A\`(type: dyn::B)"`);
  });
  test('precise capturing (1.82)', () => {
    expect(item("fn f() -> impl Sized + use<'a, T> {}")).toMatchInlineSnapshot(
      `"Function hasBody \`f\`(returns: ImplTraitType(bounds: Bound(path: Sized), bounds: Bound use(generics: GenericArguments(arguments: 'a, arguments: T))), body: Block)"`,
    );
  });
  test('bounds', () => {
    expect(item("fn f<T>() where for<'a> &'a T: A<'a> + ?Sized + (B), 'a: 'b + 'c, T: async Fn() {}")).toMatchInlineSnapshot(
      `"Function hasBody \`f\`(generics: Generics(parameters: TypeParameter \`T\`), where: Where(items: WherePredicate(generics: Generics(parameters: LifetimeParameter \`a\`), type: ReferenceType(lifetime: 'a, type: T), bounds: Bound(path: Path \`A\`(segments: PathSegment \`A\`(generics: GenericArguments(arguments: 'a)))), bounds: Bound maybe(path: Sized), bounds: Bound(path: B)), items: WherePredicate(lifetime: 'a, bounds: Bound(lifetime: 'b), bounds: Bound(lifetime: 'c)), items: WherePredicate(type: T, bounds: Bound async(path: Path \`Fn\`(segments: PathSegment \`Fn\`(generics: GenericArguments parenthesized))))), body: Block)"`,
    );
  });
});

describe('statements', () => {
  test('let-else (1.65)', () => {
    expect(one('let Some(x): Option<u8> = y else { return };')).toMatchInlineSnapshot(
      `"Let(pattern: TupleStructPattern(path: Some, patterns: IdentifierPattern \`x\`), type: PathType(path: Path \`Option\`(segments: PathSegment \`Option\`(generics: GenericArguments(arguments: u8)))), value: y, else: Block(value: Return))"`,
    );
  });
  test('what ends a statement', () => {
    expect(bodyShapes('if a {} *b = 1; match c {} - 1; unsafe {}.d(); {} e! { x } (f); g!(h) + 1')).toMatchInlineSnapshot(`
      [
        "ExpressionStatement(value: If(condition: a, then: Block))",
        "ExpressionStatement semicolon(value: Assignment(left: Dereference(operand: b), right: 1))",
        "ExpressionStatement(value: Match(scrutinee: c))",
        "ExpressionStatement semicolon(value: Unary \`-\`(operand: 1))",
        "ExpressionStatement semicolon(value: MethodCall \`d\`(receiver: Block unsafe))",
        "ExpressionStatement(value: Block)",
        "ExpressionStatement(value: MacroCall statements \`e\`(path: e, tokens: TokenTree statements(value: x)))",
        "ExpressionStatement semicolon(value: GroupedExpression(operand: f))",
        "Binary \`+\`(left: MacroCall expressions \`g\`(path: g, tokens: TokenTree expressions(arguments: h)), right: 1)",
      ]
    `);
  });
  test('attributes', () => {
    expect(bodyShapes('#[a] let x; #[b] y(); #[c] { z }')).toMatchInlineSnapshot(`
      [
        "Let(attributes: Attribute \`a\`(path: a), pattern: IdentifierPattern \`x\`)",
        "ExpressionStatement semicolon(attributes: Attribute \`b\`(path: b), value: Call(callee: y))",
        "Block(attributes: Attribute \`c\`(path: c), value: z)",
      ]
    `);
  });
  test('items', () => {
    expect(bodyShapes('fn g() {} use a; ; const B: u8 = const { 1 }; unsafe fn h() {}')).toMatchInlineSnapshot(`
      [
        "Function hasBody \`g\`(body: Block)",
        "Use(items: UseTree path(path: a))",
        "EmptyStatement",
        "Const \`B\`(type: u8, value: Block const(value: 1))",
        "Function unsafe hasBody \`h\`(body: Block)",
      ]
    `);
  });
});

describe('expressions', () => {
  test('how operators bind', () => {
    expect(one('a = b || c && d == e | f ^ g & h << i + j * -k as l')).toMatchInlineSnapshot(
      `"Assignment(left: a, right: Binary \`||\`(left: b, right: Binary \`&&\`(left: c, right: Binary \`==\`(left: d, right: Binary \`|\`(left: e, right: Binary \`^\`(left: f, right: Binary \`&\`(left: g, right: Binary \`<<\`(left: h, right: Binary \`+\`(left: i, right: Binary \`*\`(left: j, right: TypeCast(value: Unary \`-\`(operand: k), type: l)))))))))))"`,
    );
    expect(one('a <<= b >> c >= d')).toMatchInlineSnapshot(
      `"CompoundAssignment \`<<\`(left: a, right: Binary \`>=\`(left: Binary \`>>\`(left: b, right: c), right: d))"`,
    );
    expect(one('a >>= b')).toMatchInlineSnapshot(`"CompoundAssignment \`>>\`(left: a, right: b)"`);
    expect(one('a..b + 1')).toMatchInlineSnapshot(`"Range exclusive(start: a, end: Binary \`+\`(left: b, right: 1))"`);
    expect(bodyShapes('..; ..=a; a..;')).toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: Range exclusive)",
        "ExpressionStatement semicolon(value: Range inclusive(end: a))",
        "ExpressionStatement semicolon(value: Range exclusive(start: a))",
      ]
    `);
    expect(one('&&mut a.b')).toMatchInlineSnapshot(`"Borrow(operand: Borrow mutable(operand: FieldAccess \`b\`(receiver: a)))"`);
    expect(one('-1i32.abs()')).toMatchInlineSnapshot(`"Unary \`-\`(operand: MethodCall \`abs\`(receiver: 1i32))"`);
    expect(one('a || return b')).toMatchInlineSnapshot(`"Binary \`||\`(left: a, right: Return(value: b))"`);
  });
  test('raw borrows (1.82)', () => {
    expect(bodyShapes('&raw const a; &raw mut b; &raw; &raw.c')).toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: Borrow raw(operand: a))",
        "ExpressionStatement semicolon(value: Borrow mutable raw(operand: b))",
        "ExpressionStatement semicolon(value: Borrow(operand: raw))",
        "Borrow(operand: FieldAccess \`c\`(receiver: raw))",
      ]
    `);
  });
  test('postfixes', () => {
    expect(one('a.b::<C>(d)?.0.1[e].await.f(g)(h)')).toMatchInlineSnapshot(
      `"Call(callee: MethodCall \`f\`(receiver: Await(operand: Index(receiver: FieldAccess \`1\`(receiver: FieldAccess \`0\`(receiver: Try(operand: MethodCall \`b\`(receiver: a, generics: GenericArguments(arguments: C), arguments: d)))), index: e)), arguments: g), arguments: h)"`,
    );
    expect(one('(a.b)(c)')).toMatchInlineSnapshot(
      `"Call(callee: GroupedExpression(operand: FieldAccess \`b\`(receiver: a)), arguments: c)"`,
    );
  });
  test('literals', () => {
    expect(bodyShapes(String.raw`(1, 1.0, 1e3, 1f32, 0x1f, 1.max(2), "a", b"b", c"c", r#"d"#, br"e", cr"f", 'g', b'h', '\'', true)`))
      .toMatchInlineSnapshot(`
      [
        "Tuple(elements: 1, elements: 1.0, elements: 1e3, elements: 1f32, elements: 0x1f, elements: MethodCall \`max\`(receiver: 1, arguments: 2), elements: "a", elements: b"b", elements: c"c", elements: r#"d"#, elements: br"e", elements: cr"f", elements: 'g', elements: b'h', elements: '\\'', elements: true)",
      ]
    `);
    expect(bodyShapes(String.raw`'a'; 'a: loop { break 'a }; '\u{1f600}'; '😀'; "\"\\"`)).toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: 'a')",
        "ExpressionStatement semicolon(value: Loop(label: 'a, body: Block(value: Break(label: 'a))))",
        "ExpressionStatement semicolon(value: '\\u{1f600}')",
        "ExpressionStatement semicolon(value: '😀')",
        ""\\"\\\\"",
      ]
    `);
  });
  test('brackets', () => {
    expect(bodyShapes('(); (a); (a,); (a, b); []; [a, b]; [a; b]')).toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: Tuple)",
        "ExpressionStatement semicolon(value: GroupedExpression(operand: a))",
        "ExpressionStatement semicolon(value: Tuple(elements: a))",
        "ExpressionStatement semicolon(value: Tuple(elements: a, elements: b))",
        "ExpressionStatement semicolon(value: ArrayExpression)",
        "ExpressionStatement semicolon(value: ArrayExpression(elements: a, elements: b))",
        "RepeatExpression(value: a, length: b)",
      ]
    `);
    expect(one('A { b, c: d, 0: e, ..f }')).toMatchInlineSnapshot(
      `"StructExpression(path: A, fields: FieldInit \`b\`, fields: FieldInit \`c\`(value: d), fields: FieldInit \`0\`(value: e), base: f)"`,
    );
    expect(one('A { b, .. } = c')).toMatchInlineSnapshot(
      `"Assignment(left: StructExpression(path: A, fields: FieldInit \`b\`), right: c)"`,
    );
    expect(one('(_, a) = b')).toMatchInlineSnapshot(`"Assignment(left: Tuple(elements: Underscore, elements: a), right: b)"`);
  });
  test('no struct expression in a head', () => {
    expect(one('if a == b { c }')).toMatchInlineSnapshot(`"If(condition: Binary \`==\`(left: a, right: b), then: Block(value: c))"`);
    expect(one('for a in (B { c }) { d }')).toMatchInlineSnapshot(
      `"For(pattern: IdentifierPattern \`a\`, iterable: GroupedExpression(operand: StructExpression(path: B, fields: FieldInit \`c\`)), body: Block(value: d))"`,
    );
    expect(one('match a { B { c } => d }')).toMatchInlineSnapshot(
      `"Match(scrutinee: a, arms: Arm(pattern: StructPattern(path: B, fields: FieldPattern \`c\`), value: d))"`,
    );
  });
  test('let chains (1.88) and if-let guards', () => {
    expect(one('if let Some(a) = b && c > 1 && let D(e) = f {}')).toMatchInlineSnapshot(
      `"If(condition: Binary \`&&\`(left: Binary \`&&\`(left: LetCondition(pattern: TupleStructPattern(path: Some, patterns: IdentifierPattern \`a\`), value: b), right: Binary \`>\`(left: c, right: 1)), right: LetCondition(pattern: TupleStructPattern(path: D, patterns: IdentifierPattern \`e\`), value: f)), then: Block)"`,
    );
    expect(one('while let a | b = c || d {}')).toMatchInlineSnapshot(
      `"While(condition: Binary \`||\`(left: LetCondition(pattern: OrPattern(patterns: IdentifierPattern \`a\`, patterns: IdentifierPattern \`b\`), value: c), right: d), body: Block)"`,
    );
    expect(one('match a { b if let C(d) = e && f => g, }')).toMatchInlineSnapshot(
      `"Match(scrutinee: a, arms: Arm(pattern: IdentifierPattern \`b\`, guard: Binary \`&&\`(left: LetCondition(pattern: TupleStructPattern(path: C, patterns: IdentifierPattern \`d\`), value: e), right: f), value: g))"`,
    );
  });
  test('a struct expression in the let of a guard', () => {
    expect(one('match a { b if let C {} = D {} => e }')).toMatchInlineSnapshot(
      `"Match(scrutinee: a, arms: Arm(pattern: IdentifierPattern \`b\`, guard: LetCondition(pattern: StructPattern(path: C), value: StructExpression(path: D)), value: e))"`,
    );
  });
  test('suffixes, which macros may take', () => {
    expect(one(String.raw`m!("a"b, 'c'd, b'e'f, r#"g"#h, 1i)`)).toMatchInlineSnapshot(
      `"MacroCall expressions \`m\`(path: m, tokens: TokenTree expressions(arguments: "a"b, arguments: 'c'd, arguments: b'e'f, arguments: r#"g"#h, arguments: 1i))"`,
    );
  });
  test('else-if chains', () => {
    expect(one('if a {} else if b {} else if c {} else {}')).toMatchInlineSnapshot(
      `"If(condition: a, then: Block, else: If(condition: b, then: Block, else: If(condition: c, then: Block, else: Block)))"`,
    );
  });
  test('arms', () => {
    expect(one('match a { #![b] #[c] d => {} e => { f }.g(), h => if i {} else {} j => k }')).toMatchInlineSnapshot(
      `"Match(scrutinee: a, attributes: Attribute inner \`b\`(path: b), arms: Arm(attributes: Attribute \`c\`(path: c), pattern: IdentifierPattern \`d\`, value: Block), arms: Arm(pattern: IdentifierPattern \`e\`, value: MethodCall \`g\`(receiver: Block(value: f))), arms: Arm(pattern: IdentifierPattern \`h\`, value: If(condition: i, then: Block, else: Block)), arms: Arm(pattern: IdentifierPattern \`j\`, value: k))"`,
    );
  });
  test('loops and labels', () => {
    expect(one("'a: while b { continue 'a; break 'a c; }")).toMatchInlineSnapshot(
      `"While(label: 'a, condition: b, body: Block(statements: ExpressionStatement semicolon(value: Continue(label: 'a)), statements: ExpressionStatement semicolon(value: Break(label: 'a, value: c))))"`,
    );
    expect(one("'a: { break 'a; }")).toMatchInlineSnapshot(
      `"Block(label: 'a, statements: ExpressionStatement semicolon(value: Break(label: 'a)))"`,
    );
  });
  test('blocks', () => {
    expect(bodyShapes('unsafe { a }; const { b }; async move { c }; async { d }; try { e }; gen { f }; async gen move { g };'))
      .toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: Block unsafe(value: a))",
        "ExpressionStatement semicolon(value: Block const(value: b))",
        "ExpressionStatement semicolon(value: Block async move(value: c))",
        "ExpressionStatement semicolon(value: Block async(value: d))",
        "ExpressionStatement semicolon(value: Block try(value: e))",
        "ExpressionStatement semicolon(value: Block gen(value: f))",
        "ExpressionStatement semicolon(value: Block async move gen(value: g))",
      ]
    `);
  });
  test('closures, async ones too (1.85)', () => {
    expect(one('|a, &b, mut c: D| -> E { f }')).toMatchInlineSnapshot(
      `"Closure(parameters: Parameter(pattern: IdentifierPattern \`a\`), parameters: Parameter(pattern: ReferencePattern(pattern: IdentifierPattern \`b\`)), parameters: Parameter(pattern: IdentifierPattern mut \`c\`, type: D), returns: E, body: Block(value: f))"`,
    );
    expect(one("for<'a> async move || a.await")).toMatchInlineSnapshot(
      `"Closure move async(generics: Generics(parameters: LifetimeParameter \`a\`), body: Await(operand: a))"`,
    );
    expect(one('a(|| b, move |c| d)')).toMatchInlineSnapshot(
      `"Call(callee: a, arguments: Closure(body: b), arguments: Closure move(parameters: Parameter(pattern: IdentifierPattern \`c\`), body: d))"`,
    );
  });
  test('words that are keywords elsewhere', () => {
    expect(bodyShapes('try!(a); union.b; auto + default; r#match; raw; safe(gen); async')).toMatchInlineSnapshot(`
      [
        "ExpressionStatement semicolon(value: MacroCall expressions \`try\`(path: try, tokens: TokenTree expressions(arguments: a)))",
        "ExpressionStatement semicolon(value: FieldAccess \`b\`(receiver: union))",
        "ExpressionStatement semicolon(value: Binary \`+\`(left: auto, right: default))",
        "ExpressionStatement semicolon(value: r#match)",
        "ExpressionStatement semicolon(value: raw)",
        "ExpressionStatement semicolon(value: Call(callee: safe, arguments: gen))",
        "async",
      ]
    `);
  });
});

describe('patterns', () => {
  test('all of them', () => {
    expect(
      one(
        'match x { (a, ref mut b, _, ..) | &c | &&d => 1, E::F(g @ 1..=2, -3..) => 2, H { i, ref j, k: l, 0: m, .. } => 3, [n, o @ .., p] => 4, "q" | \'r\' => 5, ..9 => 6, S::T => 7, <U>::V => 8, const { 1 } => 9, w!() => 0 }',
      ),
    ).toMatchInlineSnapshot(
      `"Match(scrutinee: x, arms: Arm(pattern: OrPattern(patterns: TuplePattern(patterns: IdentifierPattern \`a\`, patterns: IdentifierPattern ref mut \`b\`, patterns: _, patterns: ..), patterns: ReferencePattern(pattern: IdentifierPattern \`c\`), patterns: ReferencePattern(pattern: ReferencePattern(pattern: IdentifierPattern \`d\`))), value: 1), arms: Arm(pattern: TupleStructPattern(path: E::F, patterns: IdentifierPattern \`g\`(pattern: RangePattern inclusive(start: 1, end: 2)), patterns: RangePattern exclusive(start: Unary \`-\`(operand: 3))), value: 2), arms: Arm(pattern: StructPattern(path: H, fields: FieldPattern \`i\`, fields: FieldPattern ref \`j\`, fields: FieldPattern \`k\`(pattern: IdentifierPattern \`l\`), fields: FieldPattern \`0\`(pattern: IdentifierPattern \`m\`), rest: ..), value: 3), arms: Arm(pattern: SlicePattern(patterns: IdentifierPattern \`n\`, patterns: IdentifierPattern \`o\`(pattern: ..), patterns: IdentifierPattern \`p\`), value: 4), arms: Arm(pattern: OrPattern(patterns: LiteralPattern(value: "q"), patterns: LiteralPattern(value: 'r')), value: 5), arms: Arm(pattern: RangePattern exclusive(end: 9), value: 6), arms: Arm(pattern: S::T, value: 7), arms: Arm(pattern: PathPattern(path: Path \`V\`(qualified: QualifiedSelf(type: U), segments: PathSegment \`V\`)), value: 8), arms: Arm(pattern: LiteralPattern(value: Block const(value: 1)), value: 9), arms: Arm(pattern: MacroCall expressions \`w\`(path: w, tokens: TokenTree expressions), value: 0))"`,
    );
    expect(one('let | a | b = c;')).toMatchInlineSnapshot(
      `"Let(pattern: OrPattern(patterns: IdentifierPattern \`a\`, patterns: IdentifierPattern \`b\`), value: c)"`,
    );
    expect(one('let (a) = b;')).toMatchInlineSnapshot(`"Let(pattern: IdentifierPattern \`a\`, value: b)"`);
  });
});

describe('macro bodies', () => {
  test('expressions', () => {
    expect(one('println!("{}", a, b = c)')).toMatchInlineSnapshot(
      `"MacroCall expressions \`println\`(path: println, tokens: TokenTree expressions(arguments: "{}", arguments: a, arguments: Assignment(left: b, right: c)))"`,
    );
    expect(one('vec![a; b]')).toMatchInlineSnapshot(
      `"MacroCall expressions \`vec\`(path: vec, tokens: TokenTree expressions(arguments: a, arguments: b))"`,
    );
    expect(one('m! { a => b, c => { d } }')).toMatchInlineSnapshot(
      `"MacroCall expressions \`m\`(path: m, tokens: TokenTree expressions(arguments: a, arguments: b, arguments: c, arguments: Block(value: d)))"`,
    );
    expect(one('ffi!(Py_DECREF(a))')).toMatchInlineSnapshot(
      `"MacroCall expressions \`ffi\`(path: ffi, tokens: TokenTree expressions(arguments: Call(callee: Py_DECREF, arguments: a)))"`,
    );
    expect(one('outer!(inner!(a))')).toMatchInlineSnapshot(
      `"MacroCall expressions \`outer\`(path: outer, tokens: TokenTree expressions(arguments: MacroCall expressions \`inner\`(path: inner, tokens: TokenTree expressions(arguments: a))))"`,
    );
  });
  test('a pattern in matches!', () => {
    expect(one('matches!(a, Some(ref b) | C { .. } if d)')).toMatchInlineSnapshot(
      `"MacroCall expressions \`matches\`(path: matches, tokens: TokenTree expressions(arguments: a, pattern: OrPattern(patterns: TupleStructPattern(path: Some, patterns: IdentifierPattern ref \`b\`), patterns: StructPattern(path: C, rest: ..)), guard: d))"`,
    );
  });
  test('arms of select!, branches of cfg_if! and cfg_select!', () => {
    expect(one('select! { biased; _ = &mut a, if b => { c; } Some(d) = e() => f, else => break }')).toMatchInlineSnapshot(
      `"MacroCall expressions \`select\`(path: select, tokens: TokenTree expressions(arms: Arm(pattern: _, scrutinee: Borrow mutable(operand: a), guard: b, value: Block(statements: ExpressionStatement semicolon(value: c))), arms: Arm(pattern: TupleStructPattern(path: Some, patterns: IdentifierPattern \`d\`), scrutinee: Call(callee: e), value: f), arms: Arm(value: Break)))"`,
    );
    expect(item('cfg_if! { if #[cfg(a)] { fn b() {} } else if #[cfg(c)] { use d; } else { } }')).toMatchInlineSnapshot(
      `"MacroCall statements \`cfg_if\`(path: cfg_if, tokens: TokenTree statements(value: If(attributes: Attribute \`cfg\`(path: cfg, tokens: TokenTree meta(arguments: Meta \`a\`(path: a))), then: Block(statements: Function hasBody \`b\`(body: Block)), else: If(attributes: Attribute \`cfg\`(path: cfg, tokens: TokenTree meta(arguments: Meta \`c\`(path: c))), then: Block(statements: Use(items: UseTree path(path: d))), else: Block))))"`,
    );
    expect(item('cfg_select! { unix => { fn a() {} } not(b) => { fn c() {} } _ => {} }')).toMatchInlineSnapshot(
      `"MacroCall expressions \`cfg_select\`(path: cfg_select, tokens: TokenTree expressions(arguments: unix, arguments: Block(statements: Function hasBody \`a\`(body: Block)), arguments: Call(callee: not, arguments: b), arguments: Block(statements: Function hasBody \`c\`(body: Block)), arguments: Underscore, arguments: Block))"`,
    );
  });
  test('items and statements', () => {
    expect(item('thread_local! { static A: Cell<u8> = const { Cell::new(1) } }')).toMatchInlineSnapshot(
      `"MacroCall items \`thread_local\`(path: thread_local, tokens: TokenTree items(items: Static \`A\`(type: PathType(path: Path \`Cell\`(segments: PathSegment \`Cell\`(generics: GenericArguments(arguments: u8)))), value: Block const(value: Call(callee: Cell::new, arguments: 1)))))"`,
    );
    expect(item('lazy_static! { pub static ref A: B = c(); }')).toMatchInlineSnapshot(
      `"MacroCall items \`lazy_static\`(path: lazy_static, tokens: TokenTree items(items: Static lazy \`A\`(visibility: Visibility pub, type: B, value: Call(callee: c))))"`,
    );
    expect(one('m! { let a = b; c(); d }')).toMatchInlineSnapshot(
      `"MacroCall statements \`m\`(path: m, tokens: TokenTree statements(statements: Let(pattern: IdentifierPattern \`a\`, value: b), statements: ExpressionStatement semicolon(value: Call(callee: c)), value: d))"`,
    );
  });
  test('tokens that parse as nothing', () => {
    expect(one('m!(a b c)')).toMatchInlineSnapshot(`"MacroCall tokens \`m\`(path: m, tokens: TokenTree tokens)"`);
    expect(one('quote! { let #a = b; }')).toMatchInlineSnapshot(`"MacroCall tokens \`quote\`(path: quote, tokens: TokenTree tokens)"`);
    expect(item('m! { fn f() { a } some of it }')).toMatchInlineSnapshot(
      `"MacroCall items \`m\`(path: m, tokens: TokenTree items(items: Function hasBody \`f\`(body: Block(value: a)), tokens: TokenTree tokens(some)))"`,
    );
  });
});
