/** A crate says which PyO3 it has; without a Cargo file the newest is assumed, and each finding that follows the version says so. */
import { expect, test } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { diagnose } from '../../server/src/ide/diagnose.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { snapshotOf, type Crate } from '../../server/src/project/snapshot.ts';

const path = '/c/src/lib.rs';
const text = `use pyo3::prelude::*;

#[pyclass]
struct Node {
    next: Option<Py<PyAny>>,
}

#[pymethods]
impl Node {
    fn link(&mut self, next: Py<PyAny>) {
        self.next = Some(next);
    }
}
`;

const says = (pyo3: Crate['pyo3'] | null): readonly string[] => {
  const crate = pyo3 && { name: 'c', root: '/c', paths: [path], pyo3, dependencies: new Set(['pyo3']) };
  const snapshot = snapshotOf(
    [documentOf(path, 'rust', text)],
    () => defaultSettings,
    () => crate,
  );
  return diagnose(snapshot, path)
    .findings.filter(({ code }) => code === 'RC601')
    .map(({ message }) => message);
};

test('without a Cargo file the finding says what is assumed', () => {
  expect(says(null)).toEqual([expect.stringMatching(/ \(no Cargo\.toml read: the newest PyO3 is assumed\)$/)]);
});

test('with one it does not', () => {
  const found = says({ version: '0.29.1', locked: true });
  expect(found).toHaveLength(1);
  expect(found[0]).not.toContain('assumed');
});
