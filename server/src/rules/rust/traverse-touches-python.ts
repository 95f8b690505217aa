/** RC604: a `__traverse__` that attaches to the interpreter or calls it. */
import { traversingTypes } from '../../engine/rust/traverse.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs } from '../../syntax/rust/kinds.ts';
import { calleePath, lastName } from '../../engine/rust/items.ts';
import type { RustRule } from '../rule.ts';
import page from './traverse-touches-python.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC604',
  name: 'traverse-touches-python',
  summary: 'detects `__traverse__` methods that attach to the interpreter, allocate or call Python',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts) {
    for (const { bodies } of traversingTypes(facts)) {
      for (const { document, node } of bodies) {
        if (document !== facts.document) continue;
        const { tree } = document;
        for (let at = tree.first[node]; at < node; at += 1) {
          const what =
            tree.kind[at] === Rs.Call
              ? functionCalled(calleePath(tree, at))
              : tree.kind[at] === Rs.MethodCall
                ? methodCalled(nameOf(tree.aux[at]))
                : '';
          if (what === '') continue;
          yield {
            at: { start: tree.start[at], end: tree.end[at] },
            says: `\`${what}\` inside \`__traverse__\`: the collector is running and no Python code may, so PyO3 panics there and the fields stay unvisited; only call \`visit.call\``,
          };
          break;
        }
      }
    }
  },
};

export default rule;

/** What must not be called while the collector runs: attaching, making objects, the C API (`Py_TYPE` and the like only read). */
function functionCalled(path: string): string {
  const name = lastName(path);
  if (/^(Python::)?(attach|with_gil|try_attach|assume_attached|assume_gil_acquired)$/.test(path.split('::').slice(-2).join('::')))
    return path;
  if (/^(Py|Bound|PyList|PyDict|PyString|PyTuple)::new$/.test(path.split('::').slice(-2).join('::'))) return path;
  return /^_?Py[A-Z]?[A-Za-z]*_(?!TYPE|REFCNT|VISIT|CHECK|Check|IsFinalizing|IsInitialized)\w+$/.test(name) &&
    /^(Py_(INCREF|DECREF|XINCREF|XDECREF)|Py[A-Z].*)$/.test(name)
    ? name
    : '';
}

const methodCalled = (name: string): string =>
  /^(clone_ref|bind|into_bound|call0|call1|call_method|call_method0|call_method1|getattr|setattr)$/.test(name) ? name : '';
