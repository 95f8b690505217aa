/** The picture in a Rust hover: who has the reference, and who only uses it. */
import { expect, test } from 'vitest';
import { defaultSettings } from '../base/settings.ts';
import { documentOf } from '../project/document.ts';
import { snapshotOf } from '../project/snapshot.ts';
import { hover, plainHover } from './hover.ts';

const text = `use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyList;

#[pyfunction]
fn f(list: &Bound<'_, PyList>, kept: Py<PyAny>) -> usize {
    let all: Vec<Py<PyAny>> = Vec::new();
    let fresh = unsafe { ffi::PyList_New(0) };
    let seen = list.as_ptr();
    all.len()
}
`;
const snapshot = snapshotOf(
  [documentOf('/c/src/lib.rs', 'rust', text)],
  () => defaultSettings,
  () => null,
);

const pictureAt = (name: string, picture = true): { readonly alt: string; readonly svg: string } | null => {
  const said = hover(snapshot, '/c/src/lib.rs', text.indexOf(name), { ...plainHover, picture })?.markdown ?? '';
  const match = /!\[(.*)\]\(data:image\/svg\+xml;base64,([^|]+)\|width=(\d+),height=(\d+)\)/.exec(said);
  if (match === null) return null;
  expect(Number(match[3])).toBeLessThanOrEqual(480);
  expect(Number(match[4])).toBeLessThanOrEqual(140);
  return { alt: match[1], svg: Buffer.from(match[2], 'base64').toString() };
};

/** Arrows with a line all through, and dashed ones. */
const arrows = (svg: string) => [
  [...svg.matchAll(/<path (?![^>]*dasharray)[^>]*marker-end/g)].length,
  [...svg.matchAll(/<path [^>]*dasharray[^>]*marker-end/g)].length,
];

test.each([
  ['kept', 'kept: 1 strong reference; PyAny', [1, 0]],
  ['list', 'list: borrows: no reference; PyList', [1, 1]],
  ['fresh', 'fresh: 1 reference, owed by you; PyObject', [1, 0]],
  ['seen', 'seen: no reference; PyObject', [1, 1]],
] as const)('%s', (name, alt, drawn) => {
  const picture = pictureAt(name);
  expect(picture?.alt).toBe(alt);
  expect(arrows(picture?.svg ?? '')).toEqual(drawn);
});

test('what holds more or less than one object, and a client without pictures, get text alone', () => {
  expect(pictureAt('all')).toBeNull();
  expect(pictureAt('kept', false)).toBeNull();
});
