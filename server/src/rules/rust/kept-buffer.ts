/** RC805: a buffer or array view that is kept in a class. */
import { readType, type RustType } from '../../engine/rust/types.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './kept-buffer.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC805',
  name: 'kept-buffer',
  summary: 'detects classes that keep the buffer of another object open',
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
        const kept = bufferIn(readType(tree, typeNode));
        if (kept === null) continue;
        const locks = kept.startsWith('PyRead') ? 'locked against writing' : 'open, so that it cannot be resized,';
        yield {
          at: { start: tree.start[typeNode], end: tree.end[typeNode] },
          says: `\`${type.name}\` keeps a \`${kept}\` in \`${field.name}\`: the object behind it stays alive and ${locks} as long as this does, and the collector does not see the reference; copy what is needed`,
        };
      }
    }
  },
};

export default rule;

const buffers = /^(PyBuffer|PyUntypedBuffer|PyReadonlyArray(\d|Dyn)?|PyReadwriteArray(\d|Dyn)?)$/;

function bufferIn(type: RustType, depth = 0): string | null {
  if (buffers.test(type.head)) return type.head;
  if (depth > 8 || /^(fn|dyn|impl|&|&mut|\*mut|\*const|PhantomData)$/.test(type.head)) return null;
  for (const arg of type.args) {
    const found = bufferIn(arg, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
