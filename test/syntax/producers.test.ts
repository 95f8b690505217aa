/**
 * Both producers make the same tree of every valid text: a sample of the newest CPython's library and of the crates on the machine
 * (`DECREF_SYNTAX=all`: all of them), and small texts of every construct. `test/bench/producers.ts` lists what differs in any folder.
 *
 * What tree-sitter's grammars do not know is not compared; the texts below show what that is, and fail the day they are known.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { newestPython } from '../../scripts/pythons.mjs';
import type { Language } from '../../server/src/syntax/tree.ts';
import { loadGrammars } from '../../server/src/syntax/treesitter/producer.ts';
import { grammarBytes } from './grammars.ts';
import { compareProducers } from './producers.ts';
import { accepted } from './python-cases.ts';

const everything = process.env['DECREF_SYNTAX'] === 'all';
/** So many UTF-16 units are compared of each language. */
const SAMPLE = 2_000_000;

beforeAll(async () => {
  expect(await loadGrammars(grammarBytes)).toEqual(['python', 'rust']);
});

/** Valid Python that tree-sitter-python 0.25 reads as an error. */
const UNKNOWN_PYTHON = [
  'type X[T = int, *Ts = *tuple[int], **P = [int]] = T', // defaults of type parameters (3.13)
  'def f[T: int = bool](): pass',
  'class A[*Ts = *B]: pass',
  'type match[T] = case', // soft keywords as names of types
  'try: a\nexcept B, C,: d', // a comma behind the last exception without parentheses
  'try: a\nexcept B,: d',
  '[*[*a]] = b', // a starred list among targets
  'match not x:\n  case f"{a}": pass', // an invalid pattern that CPython's grammar accepts
  'a\rb\r', // lines that end in a carriage return only
  'if a:\n  (b.\nc)\n', // a line in brackets that is indented less than its block
];

/** Valid Rust that tree-sitter-rust 0.24 reads as an error. */
const UNKNOWN_RUST = [
  'unsafe extern "C" { fn f(); }',
  'extern "C" { pub type T; }',
  'fn f() { g(&raw); }', // `raw` as a name
  'type T = A<-1>;',
  'impl A for B where (): C {}',
  'fn f() { try!(x); }', // a macro whose name has become a keyword
  'trait A = B;',
  'fn f(x: impl async Fn()) {}',
  'auto trait A {}',
  'macro m() {}',
  'fn f() { const || 1; }',
];

/** Valid, and known to both, but tree-sitter's tree says something else that cannot be told from what it should say. */
const MISREAD_RUST = [
  'fn f() { m! { a } (b, c) }', // a macro call that ends a statement, and a tuple: read as a call
  'fn f() { m! { a } &b }', // the same with a borrow: read as `&` between two operands
  'fn f() { g(|| _ = a) }', // a closure whose body is an assignment to `_`
];

describe('small texts', () => {
  const texts = Object.values(accepted).flat();
  test('are the same for both', () => {
    const known = new Set(UNKNOWN_PYTHON);
    const faults = texts.filter((text) => !known.has(text)).flatMap((text) => fault('python', text));
    expect(faults).toEqual([]);
    expect(texts.length).toBeGreaterThan(150);
  });

  test.each(UNKNOWN_PYTHON)('not known to the grammar of Python: %j', (text) =>
    expect(compareProducers('python', text).result).toBe('unknown'),
  );
  test.each(UNKNOWN_RUST)('not known to the grammar of Rust: %j', (text) => expect(compareProducers('rust', text).result).toBe('unknown'));
  test.each(MISREAD_RUST)('misread by the grammar of Rust: %j', (text) => expect(compareProducers('rust', text).result).toBe('differs'));

  test('that need repair are the same for both', () => {
    const python = [
      'x = a ^ b & c | d ^ e & f',
      'x = a & b ^ c & d ^ -e',
      'type(a).b = c',
      'type(a, b)[0].c = d',
      'type[a] = b',
      'f(*a.b(c)[d], *e | f)',
      'def f(*a: *tuple[int, ...]): pass',
      't"{a!r:>{b}}" t\'c\'',
      'def f(a: list[b] | c | d[e] | None) -> f[g] | h: pass',
      'print >>a, b',
      'with (a as b, c): pass',
      'with (a): pass',
      'with (a), b: pass',
      'async def f(): await x ** y',
      "f'{x:=10}'",
      "fr'\\\\'",
      'match a:\n  case B(c=d() as e, f=(g | h) as i): pass',
      'match a:\n  case -1 | 2 + 3j | {"k": -4, **r}: pass',
    ];
    const rust = [
      'fn f() { a[b..*c + d]; a[..-1]; a[..&&b]; g(*a..*b as usize); g(..=b); }',
      "fn f() { 'a: loop { break (b, c); break *d; break 'a &e; } }",
      'fn f() { if let A = b && c && d && let E = f && (g || h) {} }',
      'fn f() { x.0.1.g::<T>(y)?.await }',
      'fn f() { loop {}; match a {}; unsafe {} ; async {}.await }',
      'm!(); m! {} m![]; mod n { m!(); m! {} }',
      "fn f(mut self: &'a mut Self, ref mut a @ B(..): B, _: impl for<'b> Fn(&'b C) -> D + 'static) {}",
      'use ::{a, b::*}; use ::*; use a::{self as b, c::{d}};',
      "type A = dyn for<'a> B<'a> + C; type D = (E); type F = (G,); type H = Box<dyn (I) + Send>;",
    ];
    expect([...python.flatMap((text) => fault('python', text)), ...rust.flatMap((text) => fault('rust', text))]).toEqual([]);
  });
});

/** What is wrong with a text; nothing if both producers agree. */
function fault(language: Language, text: string): string[] {
  const { result, detail } = compareProducers(language, text);
  return result === 'same' ? [] : [`${JSON.stringify(text)} ${result}: ${detail}`];
}

/** Compares files of a folder, spread over it, up to so many units; answers the differences. */
function compareFolder(language: Language, folder: string, known: RegExp): { readonly faults: string[]; readonly compared: number } {
  const ending = language === 'python' ? '.py' : '.rs';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort();
  const faults: string[] = [];
  let compared = 0;
  let units = 0;
  // a step that shares no factor with the number of files visits each of them once
  for (let round = 0, at = 0; round < files.length && (everything || units < SAMPLE); round += 1, at = (at + 1009) % files.length) {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(join(folder, files[at])));
    } catch {
      continue;
    }
    // one huge table of constants would be all of the sample
    if (!everything && text.length > SAMPLE / 20) continue;
    units += text.length;
    const { result, detail, offset } = compareProducers(language, text);
    if (result === 'same') compared += 1;
    if (result === 'differs' && !known.test(files[at])) faults.push(`${files[at]}:${text.slice(0, offset).split('\n').length}: ${detail}`);
  }
  return { faults, compared };
}

const python = newestPython();
test.skipIf(skipLoudly(python === null, 'CPython'))('the library of the newest CPython is the same for both', { timeout: 600_000 }, () => {
  const { faults, compared } = compareFolder('python', python!.library, /^$/);
  expect(faults).toEqual([]);
  expect(compared).toBeGreaterThan(50);
});

const registry = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry/src');
test.skipIf(skipLoudly(!existsSync(registry), 'a folder of crates'))('crates are the same for both', { timeout: 1_800_000 }, () => {
  // files that hold one of MISREAD_RUST
  const { faults, compared } = compareFolder(
    'rust',
    registry,
    /boxcar-[^/]*\/tests\/loom_buckets\.rs$|crossbeam-epoch-[^/]*\/src\/default\.rs$|tokio-[^/]*\/tests\/macros_pin\.rs$/,
  );
  expect(faults).toEqual([]);
  expect(compared).toBeGreaterThan(50);
});

/** What is missing is said aloud, and fails where it must not be missing. */
function skipLoudly(missing: boolean, what: string): boolean {
  if (missing && what === 'CPython' && process.env['CI'] === 'true') throw new Error(`${what} is missing`);
  if (missing) console.warn(`SKIPPED: ${what} is missing, so the producers are not compared over real files`);
  return missing;
}
