/** RC906: code that meets a leak of the locked version of PyO3 itself. */
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { calleePath, namesMacro, nameSpan } from '../../engine/rust/items.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './leaky-pyo3-version.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC906',
  name: 'leaky-pyo3-version',
  summary: 'detects uses of PyO3 that leak in the version of the crate and not in a later one',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    const { pyo3 } = facts;
    // a requirement may be met by a later, mended version
    if (pyo3 === null || pyo3.from !== 'locked') return;
    const within = (from: number, minor: number, patch: number): boolean =>
      pyo3AtLeast(pyo3.version, from) && !pyo3AtLeast(pyo3.version, minor, patch);
    if (within(0, 29, 2))
      yield* each(classAttributes(facts), 'the value of a `#[classattr]` function gains a reference that is never released', '0.29.2');
    if (within(28, 29, 1)) yield* each(classesWithDict(facts), 'every instance of a `#[pyclass(dict)]` leaks its `__dict__`', '0.29.1');
    if (within(0, 19, 1)) yield* each(calls(facts, /(^|::)(PySet|PyFrozenSet)::new$/), 'building a set leaks its elements', '0.19.1');
    if (within(0, 18, 0)) yield* each(calls(facts, /(^|::)PyCFunction::new_closure$/), 'the closure is never freed', '0.18.0');
  },
};

export default rule;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** One report a file, at the first place: the cause is the same for all of them. */
function* each(places: Iterable<Place>, what: string, fixed: string): Iterable<Report> {
  const [at, ...others] = [...places].sort((one, other) => one.start - other.start);
  if (at === undefined) return;
  const more = others.length === 0 ? '' : ` (here and at ${others.length} more place${others.length === 1 ? '' : 's'} of this file)`;
  yield { at, says: `with this crate's version of PyO3 ${what}${more}; upgrade to ${fixed} or later` };
}

function* classAttributes(facts: RustFacts): Iterable<Place> {
  for (const item of facts.functions()) {
    if (item.impl?.pymethods === true && item.attributes.some((attribute) => namesMacro(attribute, 'classattr', facts.items.uses)))
      yield nameSpan(facts.tree, item.node);
  }
}

function* classesWithDict(facts: RustFacts): Iterable<Place> {
  for (const type of facts.types()) if (type.pyclass?.has('dict') === true) yield type.span;
}

function* calls(facts: RustFacts, path: RegExp): Iterable<Place> {
  const { tree } = facts;
  for (const call of facts.nodes(Rs.Call)) if (path.test(calleePath(tree, call))) yield { start: tree.start[call], end: tree.end[call] };
}
