/** RC905: a smart pointer to a smart pointer. */
import { pyo3AtLeast } from '../../engine/model/pyo3.ts';
import { resolvePath } from '../../engine/rust/crate.ts';
import { lastName } from '../../engine/rust/items.ts';
import { readType } from '../../engine/rust/types.ts';
import { pyo3Name } from '../../engine/rust/write.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import type { RustRule } from '../rule.ts';
import page from './double-wrapped.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC905',
  name: 'double-wrapped',
  summary: 'detects `Py<PyObject>` and other pointers to pointers',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  byVersion: true,
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const node of facts.nodes(Rs.PathType)) {
      const type = readType(tree, node);
      const inner = type.args[type.args.length - 1];
      if (inner === undefined || (type.head !== 'Py' && type.head !== 'Bound' && type.head !== 'Borrowed')) continue;
      const outer = resolvePath(facts.items, type.path);
      if (outer !== type.head && !outer.startsWith('pyo3::')) continue;
      if (!pointers.has(inner.head) || facts.table.typesNamed(inner.head).length > 0) continue;
      const path = resolvePath(facts.items, inner.path);
      const raw = inner.head === 'PyObject' && lastName(path.slice(0, Math.max(0, path.lastIndexOf('::')))) === 'ffi';
      const any = inner.head === 'PyObject' || (inner.head === 'Py' && inner.args[0]?.head === 'PyAny');
      const target = `${type.head}<${type.head === 'Py' ? '' : "'_, "}${pyo3Name(facts.items, 'PyAny', true)}>`;
      const what = raw
        ? "CPython's object struct"
        : inner.head === 'PyObject' && pyo3AtLeast(facts.pyo3.version, 28)
          ? 'a removed alias of `Py<PyAny>`'
          : 'already a smart pointer';
      yield {
        at: { start: tree.start[node], end: tree.end[node] },
        says: `\`${type.head}<${inner.head}>\` points to a type that is no Python class (${what}), so no value of it can be made; write \`${target}\``,
        ...(any && type.head === 'Py'
          ? {
              fix: {
                title: `Write \`${target}\``,
                safe: true,
                edits: [{ span: { start: tree.start[node], end: tree.end[node] }, text: target }],
              },
            }
          : {}),
      };
    }
  },
};

export default rule;

const pointers: ReadonlySet<string> = new Set(['PyObject', 'Py', 'Bound', 'Borrowed', 'PyRef', 'PyRefMut']);
