/** Every node has the fields that `kinds.ts` says, and no others. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MacroForm, Rs, RsField, rsFieldNames, rsKindNames } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { NONE } from '../../server/src/syntax/tree.ts';

const kindsFile = readFileSync(fileURLToPath(new URL('../../server/src/syntax/rust/kinds.ts', import.meta.url)), 'utf8');

/** Kind → the fields that its comment names. */
const documented = new Map(
  [...kindsFile.matchAll(/^ {2}'(\w+)',(?: \/\/ (.*))?$/gm)].map(([, kind, comment = '']) => {
    const list =
      /fields: (.*)$/
        .exec(comment)?.[1]
        .replaceAll(/\([^)]*\)/g, '')
        .replaceAll(/\band\b/g, ',') ?? '';
    return [kind, new Set(list.split(',').map((name) => name.trim()))];
  }),
);

/** Something of every kind. */
const SOURCE = `#![a(b = 1, c(d), "e", * f)]
pub(in a::b) extern crate g as h; use ::i::{self, j as _, k::*};
#[l] pub const unsafe extern "C" fn m<'a: 'b, #[n] T: ?Sized + o::P<'a, Q = R, S: U, 3> = V, const W: usize = 3>(self: X, #[y] z: !, ...) -> impl A + use<'a> where for<'c> &'c mut T: B, 'a: 'b { }
struct A; pub struct B(pub *const u8, (u8, [u8; 3], [u8], _)) where C: D; struct E where F: G { h: dyn I + 'static }
enum J { K, #[l] M(N) = 1, O { p: Q } } union R { s: fn(t: u8, ...) -> u8 } pub auto trait U: V where W: X { type Y<'a>: Z where A: B = C where D: E; const F: G; fn h(&'a mut self); }
trait I = J + K where L: M; default impl<T> !N for <O as P>::Q<T> where R: S { fn t() {} } mod u { #![v] } mod w;
unsafe extern "C" { safe fn x(); static mut Y: u8; } const _: u8 = 1; static Z: u8 = 2; type A<T: B> = for<'a> extern "D" fn(&'a u8) -> u8;
macro_rules! b { } pub macro c() { } d! { fn e() {} what is this } lazy_static! { pub static ref F: G = h(); }
fn i() {
  #[j] let k: L = m else { return }; ; n!(o, p = q); matches!(r, S | T if u); v! { let w = 1; w }
  'x: { break 'x y } 'z: loop { continue 'z } 'a: while b { } 'c: for d in e { } unsafe { } async move { }; const { }
  if let f = g && h { } else if i { } else { } match j { #![k] #[l] m @ 1..=2 if n => o, ref p | -3 | q::R | &s | (t, ..) | [u] => { } V(w) | X { y, z: a, .. } => b, _ | ..5 | c!() => 1 }
  (d); &mut e; *f; -g + h; i = j; k += l; m as n; o?; p.await; [q, r]; [s; t]; (u, v); W { x, y: z, ..a }; b(c); d.e::<F>(g); h.0; i[j]; k..=l;
  for<'a> move |m, n: o| -> p { q }; yield r; _ = s; r#"t"#; become u; Fn::<(A, B)>::c; <D as E>::f; Box::<dyn Fn(G) -> H>::i()
}`;

test('the fields of nodes are those of the documentation', () => {
  const tree = parseRust(SOURCE);
  expect(tree.errors).toBe(0);
  const seen = new Map<string, Set<string>>(rsKindNames.map((name) => [name, new Set()]));
  for (let node = 0; node < tree.size; node += 1) {
    const parent = tree.parent[node];
    if (parent === NONE) continue;
    const field = tree.field[node];
    if (field === RsField.attributes && tree.kind[parent] !== Rs.Crate) continue;
    // what is left of what was not understood between a macro's items has no role
    if (tree.kind[parent] === Rs.TokenTree && tree.flag[parent] === MacroForm.tokens) continue;
    seen.get(rsKindNames[tree.kind[parent]])!.add(rsFieldNames[field]);
  }
  for (const [kind, fields] of seen) {
    const known = documented.get(kind)!;
    expect(
      [...fields].filter((name) => !known.has(name)),
      `undocumented fields of ${kind}`,
    ).toEqual([]);
  }
});

test('the source above has every kind', () => {
  const tree = parseRust(SOURCE);
  const kinds = new Set(tree.kind.subarray(0, tree.size));
  expect(rsKindNames.filter((_, kind) => !kinds.has(kind))).toEqual(['Error']);
});
