/** What the Rust facts know across files and spellings, and that nothing in a file can make them throw or run away. */
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { rustFacts } from '../../server/src/engine/rust.ts';
import type { RustFacts } from '../../server/src/engine/rust-facts.ts';
import { documentOf } from '../../server/src/project/document.ts';
import type { Crate } from '../../server/src/project/snapshot.ts';
import { rules } from '../../server/src/rules/index.ts';

const prelude = 'use pyo3::prelude::*;\n';

/** The facts of the first of these files, which belong to one crate. */
function factsOf(...texts: readonly string[]): RustFacts {
  const documents = texts.map((text, index) => documentOf(`src/file${index}.rs`, 'rust', text));
  const crate: Crate = {
    name: 'c',
    root: '',
    paths: documents.map(({ path }) => path),
    pyo3: { version: '0.29.1', locked: true },
    dependencies: new Set(['pyo3']),
  };
  return rustFacts(documents[0], crate, documents);
}

function findings(facts: RustFacts): readonly string[] {
  const { document } = facts;
  return rules.flatMap((rule) =>
    rule.language === 'rust'
      ? [...rule.check(facts, { document, lines: document.lines, settings: defaultSettings })].map(() => rule.name)
      : [],
  );
}

describe('a class and its crate', () => {
  test.each([
    ['plain', `${prelude}#[pyclass] struct A { a: Py<PyAny> }`, 'owns'],
    ['with a path', `#[pyo3::pyclass(frozen, name = "B")] struct A { a: pyo3::Py<pyo3::PyAny> }`, 'owns'],
    ['under a condition', `#[cfg_attr(feature = "python", pyo3::pyclass(get_all))] struct A { a: pyo3::Py<pyo3::PyAny> }`, 'owns'],
    ['renamed', `use pyo3::{pyclass as class, Py as Object, PyAny as Any}; #[class] struct A { a: Object<Any> }`, 'owns'],
    ['through an alias', `${prelude}type Callback = Option<Py<PyAny>>; #[pyclass] struct A { a: Vec<Callback> }`, 'owns'],
    ['a key of a map', `${prelude}#[pyclass] struct A { a: std::collections::HashMap<Key, u8> } struct Key(Py<PyAny>);`, 'owns'],
    ['an unknown container', `${prelude}#[pyclass] struct A { a: petgraph::StableGraph<Py<PyAny>, u8> }`, 'owns'],
    ['shared', `${prelude}#[pyclass] struct A { a: Arc<Inner> } struct Inner { p: Mutex<Option<Py<PyAny>>> }`, 'shared'],
    ['weak', `${prelude}#[pyclass] struct A { a: Weak<Inner> } struct Inner { p: Py<PyAny> }`, 'none'],
    ['a closure', `${prelude}#[pyclass] struct A { a: Box<dyn Fn(Py<PyAny>) -> u8 + Send> }`, 'opaque'],
    ['leaves only', `${prelude}#[pyclass] struct A { a: (Py<PyString>, Option<Py<B>>) } #[pyclass] struct B { n: u8 }`, 'leaf'],
    ['a class that can grow attributes', `${prelude}#[pyclass] struct A { a: Py<B> } #[pyclass(dict)] struct B { n: u8 }`, 'owns'],
    ['itself', `${prelude}#[pyclass] struct A { a: Option<Py<Self>> }`, 'owns'],
    ['a class that leads back', `${prelude}#[pyclass] struct A { a: Py<B> } #[pyclass] struct B { back: Option<Py<A>> }`, 'owns'],
    ['a chain that does not', `${prelude}#[pyclass] struct A { a: Py<B> } #[pyclass] struct B { next: Option<Py<B>> }`, 'leaf'],
    ["CPython's own struct", `${prelude}#[pyclass] struct A { a: *mut pyo3::ffi::PyObject }`, 'none'],
    [
      "somebody else's map, looked at",
      `${prelude}#[pyclass] struct A { a: std::mem::ManuallyDrop<std::collections::hash_map::Iter<'static, String, Py<PyAny>>> }`,
      'none',
    ],
    ['nothing', `${prelude}#[pyclass] struct A { a: &'static str }`, 'none'],
  ])('%s', (_name, text, ownership) => {
    const fact = factsOf(text).typeNamed('A');
    expect(fact?.pyclass).not.toBeNull();
    expect(fact?.fields[0]?.ownership).toBe(ownership);
  });

  test('an impl in another file counts', () => {
    const owner = `${prelude}#[pyclass] pub struct A { a: Py<PyAny> }`;
    const other = `use super::A; #[pymethods] impl A { fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> { visit.call(&self.a) } }`;
    expect(findings(factsOf(owner))).toContain('pyclass-missing-traverse');
    expect(findings(factsOf(owner, other))).toEqual([]);
  });

  const traverse = "fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> { visit.call(&self.a) }";
  const clear = 'fn __clear__(&mut self) { self.a.clear(); }';
  const owner = `${prelude}#[pyclass] pub struct A { a: Vec<Py<PyAny>> } #[pymethods] impl A { #[new] fn new(a: Vec<Py<PyAny>>) -> Self { A { a } } }`;

  test.each([
    ['several blocks of methods', `${owner} #[pymethods] impl A { ${traverse} } #[pymethods] impl A { ${clear} }`, []],
    ['blocks in several files', owner, [`use super::A; #[pymethods] impl A { ${traverse} }`, `#[pymethods] impl crate::A { ${clear} }`]],
    ['a block under a condition', `${owner} #[cfg_attr(feature = "gc", pymethods)] impl A { ${traverse} ${clear} }`, []],
    [
      'a class and methods under a condition',
      owner
        .replace('#[pyclass]', '#[cfg_attr(feature = "python", pyclass)]')
        .replace('#[pymethods]', '#[cfg_attr(feature = "python", pyo3::pymethods)]') +
        ` #[cfg_attr(feature = "python", pymethods)] impl A { ${traverse} ${clear} }`,
      [],
    ],
    ['a `type` alias of the class', `${owner} type B = A; #[pymethods] impl B { ${traverse} ${clear} }`, []],
    ['a `type` alias in another file', owner, [`type B = super::A; #[pymethods] impl B { ${traverse} ${clear} }`]],
    ['a renaming `use`', owner, [`use super::A as B; #[pymethods] impl B { ${traverse} ${clear} }`]],
    ['a re-export', owner, ['pub use crate::file0::A;', `use crate::file1::A; #[pymethods] impl A { ${traverse} ${clear} }`]],
    ['a re-export by a glob', owner, ['pub use crate::file0::*;', `use crate::file1::*; #[pymethods] impl A { ${traverse} ${clear} }`]],
    [
      'a renaming re-export',
      owner,
      ['pub use crate::file0::A as Exported;', `use crate::file1::Exported; #[pymethods] impl Exported { ${traverse} ${clear} }`],
    ],
    [
      'a renaming re-export of a renaming one',
      owner,
      [
        'pub use crate::file0::A as B;',
        'pub use crate::file1::B as C;',
        `use crate::file2::C; #[pymethods] impl C { ${traverse} ${clear} }`,
      ],
    ],
    [
      'a macro that writes the block',
      `${owner} macro_rules! collected { ($name:ident) => { #[pymethods] impl $name { ${traverse} ${clear} } }; } collected!(A);`,
      [],
    ],
    [
      'a macro of another file',
      owner,
      [`macro_rules! collected { ($name:ident) => { #[pymethods] impl $name { ${traverse} ${clear} } }; }`, 'collected!(crate::A);'],
    ],
  ])('the methods of a class stand in %s', (_name, first, others) => {
    expect(findings(factsOf(owner))).toContain('pyclass-missing-traverse');
    for (const text of [first, ...others])
      expect(findings(factsOf(text, ...[first, ...others].filter((other) => other !== text)))).toEqual([]);
    const less = [first, ...others].map((text) => text.replace('visit.call(&self.a)', 'Ok(())'));
    const told = less.flatMap((text) => findings(factsOf(text, ...less.filter((other) => other !== text))));
    // what a macro writes is not read
    expect(told).toEqual(/macro/.test(_name) ? [] : ['incomplete-traverse']);
  });

  test.each([
    ['a renaming `use`', 'use crate::file1::Inner as Held;', 'Held', 'pub struct Inner { o: Py<PyAny> }'],
    ['a `type` alias of another file', 'use crate::file1::Held;', 'Held', 'pub type Held = Vec<Py<PyAny>>;'],
    ['a renaming re-export', 'use crate::file2::Held;', 'Held', 'pub struct Inner { o: Py<PyAny> }'],
  ])('a field is typed by %s', (_name, use, type, other) => {
    const text = `${prelude}${use} #[pyclass] pub struct A { a: ${type} }`;
    expect(factsOf(text, `${prelude}${other}`, 'pub use crate::file1::Inner as Held;').typeNamed('A')?.fields[0]?.ownership).toBe('owns');
    expect(factsOf(text, 'pub struct Inner; pub type Held = u8;').typeNamed('A')?.fields[0]?.ownership).toBe('none');
  });

  test('a class that a macro writes is nobody to speak of, its uses are', () => {
    const text = `${prelude}macro_rules! class { ($name:ident) => { #[pyclass] pub struct $name { a: Py<PyAny> } }; } class!(A); fn f(a: Bound<'_, A>) { let p = a.into_ptr(); }`;
    expect(findings(factsOf(text))).toEqual(['reference-leaks-on-exit']);
  });

  test('a name means what its own file says', () => {
    const here = `${prelude}use std::sync::Arc; type Inner = Option<http::Names>; #[pyclass(frozen)] pub struct Names { a: Arc<Inner> } #[pymethods] impl Names { #[new] fn new(o: Py<PyAny>) -> Self { make(o) } }`;
    const elsewhere = `${prelude}struct Inner { o: Py<PyAny> }`;
    expect(findings(factsOf(here, elsewhere))).not.toContain('pyclass-missing-traverse');
    const imported = `${prelude}use crate::file1::Inner; #[pyclass(frozen)] pub struct Owner { a: Inner }`;
    const plain = 'struct Inner { n: u8 }';
    expect(factsOf(imported, elsewhere, plain).typeNamed('Owner')?.fields[0]?.ownership).toBe('owns');
    expect(factsOf(imported, plain, elsewhere).typeNamed('Owner')?.fields[0]?.ownership).toBe('none');
  });

  test('a table of another file is filled and emptied from everywhere', () => {
    const table = `${prelude}pub static HOOKS: Mutex<Vec<Py<PyAny>>> = Mutex::new(Vec::new());`;
    const filled = `${prelude}use crate::file0::HOOKS; #[pyfunction] fn register_hook(hook: Py<PyAny>) { HOOKS.lock().unwrap().push(hook); }`;
    const emptied = `${prelude}#[pyfunction] fn unregister_hooks() { crate::file0::HOOKS.lock().unwrap().clear(); }`;
    expect(findings(factsOf(table))).toEqual([]);
    expect(findings(factsOf(table, filled))).toContain('callback-never-removed');
    expect(findings(factsOf(table, filled, emptied))).toEqual([]);
  });

  test('a macro that names the type silences', () => {
    const owner = `${prelude}#[pyclass] pub struct A { a: Py<PyAny> }`;
    expect(findings(factsOf(owner, 'crate::traverse!(A { a });'))).toEqual([]);
    expect(findings(factsOf(owner, 'create_exception!(m, A, PyException);'))).toContain('pyclass-missing-traverse');
  });

  test('the version of the crate decides', () => {
    const text = `${prelude}fn f() { Python::with_gil(|py| py.None()); }`;
    const document = documentOf('src/lib.rs', 'rust', text);
    const at = (version: string): readonly string[] =>
      findings(
        rustFacts(document, { name: 'c', root: '', paths: [], pyo3: { version, locked: true }, dependencies: new Set() }, [document]),
      );
    expect(at('0.25.1')).toEqual([]);
    expect(at('0.27.0')).toEqual(['removed-api']);
    expect(at('^0.22')).toEqual([]);
  });

  test('a panic that ends the process loses nothing', () => {
    const text = `${prelude}fn f(o: Option<u8>) { let p = pyo3::ffi::PyList_New(0); o.unwrap(); pyo3::ffi::Py_DECREF(p); }`;
    const document = documentOf('src/lib.rs', 'rust', text);
    const crate: Crate = { name: 'c', root: '', paths: [], pyo3: { version: '0.29.1', locked: true }, dependencies: new Set() };
    expect(findings(rustFacts(document, crate, [document]))).toEqual(['panics-into-python']);
    expect(findings(rustFacts(document, { ...crate, panic: 'abort' }, [document]))).toEqual([]);
  });

  test('a crate that does not speak of PyO3 is left alone', () => {
    const document = documentOf('src/lib.rs', 'rust', 'struct A { a: Py<PyAny> } fn f() { PyList_GetItem(x, 0); }');
    const facts = rustFacts(document, null, [document]);
    expect(facts.pyo3).toBeNull();
    expect(findings(facts)).toEqual([]);
  });
});

describe('whatever stands in a file', () => {
  const many = (count: number, line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  test.each([
    ['types nested deeply', `${prelude}#[pyclass] struct S { f: ${'Option<'.repeat(5000)}Py<PyAny>${'>'.repeat(5000)} }`],
    ['calls chained for ever', `${prelude}fn f(x: Bound<'_, PyAny>) { x${'.clone()'.repeat(5000)}; }`],
    ['blocks nested deeply', `${prelude}fn f(x: Py<PyAny>) { ${'{'.repeat(5000)}drop(x)${'}'.repeat(5000)} }`],
    ['aliases that go round', `${prelude}type A = B; type B = A; #[pyclass] struct S { f: A }`],
    ['types that contain themselves', `${prelude}struct A { b: Box<B> } struct B { a: Option<Box<A>> } #[pyclass] struct S { f: A }`],
    [
      'thousands of locals and ways out',
      `${prelude}fn f(x: Bound<'_, PyAny>) {\n${many(2000, (index) => `let p${index} = pyo3::ffi::PyList_New(${index}); g(&x)?;`)}\n}`,
    ],
    ['thousands of classes', `${prelude}${many(2000, (index) => `#[pyclass] struct S${index} { f: Option<Py<S${(index + 1) % 2000}>> }`)}`],
    [
      'thousands of classes that take in one another',
      `${prelude}${many(1500, (index) => `#[pyclass] struct S${index} { f: Vec<Py<S${(index + 1) % 1500}>> } #[pymethods] impl S${index} { fn put(&mut self, o: Py<S${(index + 1) % 1500}>) { self.f.push(o); } fn make(o: Vec<Py<S${(index + 1) % 1500}>>) -> Self { S${index} { f: o } } }`)}`,
    ],
    [
      'thousands of collections and places',
      `${prelude}${many(500, (index) => `static T${index}: Mutex<Vec<Py<PyAny>>> = Mutex::new(Vec::new()); fn f${index}(o: Py<PyAny>) { let mut t = T${index}.lock().unwrap(); t.push(o); }`)}`,
    ],
    ['nothing but noise', '}}}((( #[pyclass] struct impl fn { Py< self. :: ? ffi::PyList_New('],
  ])('%s', (_name, text) => {
    const facts = factsOf(text);
    // of the processor, not of the clock: other work on the machine says nothing about this
    const begun = process.cpuUsage();
    findings(facts);
    for (let offset = 0; offset < text.length; offset += Math.ceil(text.length / 50)) facts.ownershipAt(offset);
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(10_000);
  });
});
