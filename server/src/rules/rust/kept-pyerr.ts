/** RC823: a stored exception, which keeps the locals of every frame that it passed. */
import { readType, type RustType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './kept-pyerr.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC823',
  name: 'kept-pyerr',
  summary: 'detects `PyErr` values that a class or static keeps',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const type of facts.types()) {
      if (type.pyclass === null) continue;
      for (const field of type.fields) {
        const typeNode = childIn(tree, field.node, RsField.type);
        if (!keepsError(readType(tree, typeNode))) continue;
        yield {
          at: { start: tree.start[typeNode], end: tree.end[typeNode] },
          says: `\`${type.name}\` keeps an exception in \`${field.name}\`, and with its traceback the locals of every frame that it passed, perhaps the object itself; keep its text, or drop the traceback`,
        };
      }
    }
    for (const node of facts.items.statics) {
      const typeNode = childIn(tree, node, RsField.type);
      if (!keepsError(readType(tree, typeNode))) continue;
      yield {
        at: { start: tree.start[typeNode], end: tree.end[typeNode] },
        says: `the static \`${nameOf(tree.aux[node])}\` keeps an exception, and with its traceback the locals of every frame that it passed; keep its text instead`,
      };
    }
    for (const node of facts.nodes(Rs.Let)) {
      const typeNode = childIn(tree, node, RsField.type);
      const type = readType(tree, typeNode);
      if (type.head !== 'Vec' || type.args[0]?.head !== 'PyErr') continue;
      yield {
        at: { start: tree.start[typeNode], end: tree.end[typeNode] },
        says: 'each exception in this list keeps its traceback, and with it the locals of every frame that it passed; collect their texts instead',
      };
    }
  },
};

export default rule;

/** Through containers, not through functions that only return one. */
function keepsError(type: RustType, depth = 0): boolean {
  if (type.head === 'PyErr') return true;
  return (
    depth < 8 &&
    !/^(fn|dyn|impl|&|&mut|\*mut|\*const|PhantomData|PyResult)$/.test(type.head) &&
    type.args.some((arg) => keepsError(arg, depth + 1))
  );
}
