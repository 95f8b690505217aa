/**
 * The Rust pages on the real thing: every program compiles against PyO3, the reported form misbehaves as its page says when CPython
 * runs it, the fixed form does not, and PyO3's calls move counts as the table behind hover claims.
 *
 * Needs cargo, a crate registry (or its cache) and a Python from 3.9 on. Without them it says so and skips; under CI it fails.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/base/edit.ts';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { methodRow, functionRow, callRows, type Effect } from '../../server/src/engine/model/pyo3-calls.ts';
import { rustFacts } from '../../server/src/engine/rust.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { RustRule } from '../../server/src/rules/rule.ts';
import { compiledOnly, outcomes, refused, type Outcome } from './outcomes.ts';

const here = dirname(fileURLToPath(import.meta.url));
const generated = join(here, 'src/generated');
const library = join(here, 'target/debug');

interface Program {
  readonly module: string;
  readonly text: string;
}

interface Measured {
  readonly python: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly handles: Readonly<Record<string, number>>;
  readonly programs: Readonly<Record<string, number>>;
}

const missing = whatIsMissing();
if (missing !== '') {
  const says = `PyO3 proof skipped: ${missing}`;
  if (process.env['CI'] === 'true') throw new Error(says);
  process.stderr.write(`\n*** ${says} ***\n\n`);
}

describe.skipIf(missing !== '')('pages on real PyO3', () => {
  const programs = programsOfPages();
  let measured: Measured;

  beforeAll(() => {
    writePrograms(programs.filter(({ module }) => !refused.includes(module)));
    const build = spawnSync('cargo', ['build', '-j1', '--locked'], {
      cwd: here,
      encoding: 'utf8',
      env: { ...process.env, PYO3_PYTHON: python() },
    });
    expect(build.stderr, 'the programs of the pages compile').toMatch(/Finished/);
    const folder = join(here, 'target/python');
    mkdirSync(folder, { recursive: true });
    cpSync(join(library, process.platform === 'darwin' ? 'libdecref_pages.dylib' : 'libdecref_pages.so'), join(folder, 'decref_pages.so'));
    const run = spawnSync(python(), [join(here, 'measure.py'), folder], { encoding: 'utf8' });
    expect(run.status, run.stderr).toBe(0);
    measured = JSON.parse(run.stdout) as Measured;
  });

  test('the reported programs lose or take references, the fixed ones do not', () => {
    const wrong: string[] = [];
    for (const [name, expected] of Object.entries(outcomes)) {
      const found = measured.programs[name];
      if (found === undefined || !holds(found, expected)) wrong.push(`${name}: measured ${found}, the page claims ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  test('no measurement is without a claim, and every fix that is offered is measured', () => {
    expect(Object.keys(measured.programs).filter((name) => !(name in outcomes))).toEqual([]);
    const fixed = programs.filter(({ module }) => module.endsWith('_fixed')).map(({ module }) => module);
    const handled = Object.keys(measured.handles).map((name) => name.replaceAll(/[- ]/g, '_'));
    expect(fixed.filter((name) => !(name in measured.programs) && !handled.includes(name) && !compiledOnly.includes(name))).toEqual([]);
  });

  test('handles stay open without a `Drop` and are closed with one', () => {
    expect(measured.handles).toEqual({
      'handle-without-drop 1': 100,
      'handle-without-drop 1 fixed': 0,
      'handle-without-drop 2': 100,
      'handle-without-drop 2 fixed': 0,
      'handle-without-drop 3': 0,
      'handle-without-drop 4': 0,
    });
  });

  test('programs that the pages say do not build are refused by the compiler', () => {
    const dependencies = join(library, 'deps');
    const [rlib] = readdirSync(dependencies).filter((name) => /^libpyo3-[0-9a-f]+\.rlib$/.test(name));
    const built: string[] = [];
    for (const module of refused) {
      const text = programsOfPages().find((each) => each.module === module)?.text ?? '';
      const file = join(here, 'target', `${module}.rs`);
      writeFileSync(file, text);
      const flags = [
        '--edition',
        '2024',
        '--crate-type',
        'lib',
        '--emit',
        'metadata',
        '--out-dir',
        join(here, 'target'),
        '-L',
        `dependency=${dependencies}`,
      ];
      const run = spawnSync('rustc', [...flags, '--extern', `pyo3=${join(dependencies, rlib)}`, file], { encoding: 'utf8' });
      if (text === '' || run.status === 0 || !/error(\[E\d+\])?:/.test(run.stderr)) built.push(module);
    }
    expect(built).toEqual([]);
  });

  test('calls move counts as hover says', () => {
    const wrong: string[] = [];
    for (const [name, delta] of Object.entries(measured.counts)) {
      const claimed = claimOf(name, Number(measured.python.split('.')[1]));
      if (claimed !== delta) wrong.push(`${name}: measured ${delta}, claimed ${claimed}`);
    }
    expect(wrong).toEqual([]);
    expect(Object.keys(measured.counts).length).toBeGreaterThan(80);
  });
});

const holds = (found: number, expected: Outcome): boolean =>
  expected === 'even' ? Math.abs(found) < 0.5 : expected === 'takes' ? found <= -0.5 : found >= 0.5;

/** What the table behind hover claims of a measured row, as the change of the count on 3.`minor`. */
function claimOf(name: string, minor: number): number | undefined {
  const special = exceptions[name];
  if (special !== undefined) return special;
  const [first] = name.split(' ');
  const [owner, called] = first.split(/\.|::/);
  const row = first.includes('::') ? functionRow(owner, called) : methodRow(owner, called);
  if (row === null) return undefined;
  return singletons.has(first) && minor >= 12 ? 0 : deltas[row.effect];
}

/** What makes a reference to an object that is immortal from CPython 3.12 on. */
const singletons: ReadonlySet<string> = new Set(['Python.None', 'Python.Ellipsis', 'Python.NotImplemented']);

/** The change that each effect means for the object in question. */
const deltas: Partial<Record<Effect, number>> = {
  creates: 1,
  result: 1,
  borrows: 0,
  moves: 0,
  'hands-out': 0,
  'takes-pointer': 0,
  'copies-pointer': 1,
  stores: 1,
  removes: -1,
  releases: -1,
  forgets: 0,
  locks: 1,
};

/** Rows that say more than their table entry does, with the sentence of hover that they belong to. */
const exceptions: Readonly<Record<string, number>> = {
  // a drop releases now while attached, and at the next attach otherwise
  'drop Bound': -1,
  'drop Py attached': -1,
  'drop Py detached': 0,
  'drop Py detached, attached again': -1,
  'mem::forget': 0,
  // parameters of functions that Python calls: "+1 for the call", or "borrows"
  'argument Py': 1,
  'argument Bound': 1,
  'argument Option': 1,
  'argument PyRef': 1,
  'argument &Thing': 0,
  'argument &str': 0,
  'argument PyBackedStr': 1,
  // the tuple holds it
  'argument *args element': 1,
  'receiver &mut self': 0,
  'receiver &Bound': 0,
  'receiver PyRef': 1,
  'receiver Py': 1,
  // a further reference for who reads it; what is set moves in, and what it replaces is released
  'field that Python reads': 1,
  'result &Py': 1,
  'field that Python sets, new': 1,
  'field that Python sets, old': -1,
  // the value is moved into what holds it
  closure: 0,
  'PyCapsule::new_with_value': 0,
  'new_err of owned': 0,
  'tuple of owned': 0,
  // the new tuple takes a reference to what is lent
  'tuple of borrowed': 1,
  'PyTuple::new': 1,
  // one reference per call site, for ever
  'intern! again': 0,
  // the text is looked at only
  'Bound.extract str': 0,
  // lent for the call
  'Bound.call1 argument': 0,
  // "what it replaces is released"
  'Bound.setattr replaced': -1,
  'Bound.set_item list replaced': -1,
  'Bound.set_item dict replaced': -1,
  // "released when dropped … or by `?`", and "`?` … does not release it" of a pointer
  'early exit Bound': -1,
  'early exit pointer': 0,
  // the container takes a reference to what is lent, and the very one that is moved in
  'PyList::new': 1,
  'PyList::new moved': 0,
  'PyOnceLock.set': 0,
  // "what it replaces is released": the same value again
  'Bound.set_item again': 0,
  // the receiver is only looked at
  'Bound.get_item receiver': 0,
  // weak: the referent is not held
  'PyWeakrefReference::new': 0,
  // moves the reference in that the argument owned, which was a clone
  'PyErr::from_value': 1,
  // the bound method that the result is holds its receiver
  'Bound.getattr': 1,
};

test('every row of the table has a source', () => {
  expect(callRows.filter((row) => row.source === '' || row.names.length === 0)).toEqual([]);
});

/** Every Rust program of every page, and what the page's own rule makes of it where it offers a fix. */
function programsOfPages(): readonly Program[] {
  const found: Program[] = [];
  for (const rule of rules) {
    if (rule.language !== 'rust') continue;
    let index = 0;
    for (const [, text] of rule.page.matchAll(/^```rust\n([\s\S]*?)^```/gm)) {
      index += 1;
      const module = `${rule.name.replaceAll('-', '_')}_${index}`;
      found.push({ module, text });
      const fixed = fixedBy(rule, text);
      if (fixed !== text) found.push({ module: `${module}_fixed`, text: fixed });
    }
  }
  return found;
}

function fixedBy(rule: RustRule, text: string): string {
  const document = documentOf('page.rs', 'rust', text);
  const facts = rustFacts(document, null, [document]);
  const edits = [...rule.check(facts, { document, lines: document.lines, settings: defaultSettings })].flatMap(
    ({ fix }) => fix?.edits ?? [],
  );
  return applyEdits(text, edits);
}

/** One module for each program, with a function that registers what it exposes to Python at its top level. */
function writePrograms(programs: readonly Program[]): void {
  rmSync(generated, { recursive: true, force: true });
  mkdirSync(generated, { recursive: true });
  for (const { module, text } of programs) {
    const classes = [...text.matchAll(/^#\[(?:pyo3::)?pyclass[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub )?(?:struct|enum) (\w+)/gm)].map(
      ([, name]) => `    module.add_class::<${name}>()?;`,
    );
    const functions = [...text.matchAll(/^#\[pyfunction[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub )?(?:unsafe )?fn (\w+)/gm)].map(
      ([, name]) => `    module.add_function(::pyo3::wrap_pyfunction!(${name}, module)?)?;`,
    );
    const register = [
      "pub fn register_page(module: &::pyo3::Bound<'_, ::pyo3::types::PyModule>) -> ::pyo3::PyResult<()> {",
      '    use ::pyo3::types::PyModuleMethods as _;',
      ...classes,
      ...functions,
      '    Ok(())',
      '}',
    ];
    writeFileSync(join(generated, `${module}.rs`), `${text}\n${register.join('\n')}\n`);
  }
  const lines = [
    ...programs.map(({ module }) => `pub mod ${module};`),
    'use pyo3::prelude::*;',
    "pub fn register(parent: &Bound<'_, PyModule>) -> PyResult<()> {",
    ...programs.map(
      ({ module }) =>
        `    { let module = PyModule::new(parent.py(), "${module}")?; ${module}::register_page(&module)?; parent.add_submodule(&module)?; }`,
    ),
    '    Ok(())',
    '}',
  ];
  writeFileSync(join(generated, 'mod.rs'), `${lines.join('\n')}\n`);
}

/** What stands in the way of the proof, or ''. */
function whatIsMissing(): string {
  if (spawnSync('cargo', ['--version']).status !== 0) return 'no `cargo` on this machine';
  if (python() === '') return 'no Python from 3.9 on';
  const fetched = spawnSync('cargo', ['fetch', '--locked'], { cwd: here, encoding: 'utf8' });
  return fetched.status === 0 ? '' : `the crates cannot be had: ${fetched.stderr.trim().split('\n').at(-1)}`;
}

function python(): string {
  const wanted = [process.env['PYO3_PYTHON'] ?? '', 'python3.13', 'python3.12', 'python3.11', 'python3'];
  const check = 'import sys; assert sys.version_info >= (3, 9) and sys.implementation.name == "cpython"; print(sys.executable)';
  for (const name of wanted) {
    if (name === '') continue;
    const run = spawnSync(name, ['-c', check], { encoding: 'utf8' });
    if (run.status === 0) return run.stdout.trim();
  }
  return '';
}
