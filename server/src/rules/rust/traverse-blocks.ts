/** RC605: a `__traverse__` that waits for a lock. */
import { traversingTypes } from '../../engine/rust/traverse.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE } from '../../syntax/tree.ts';
import type { RustRule } from '../rule.ts';
import page from './traverse-blocks.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC605',
  name: 'traverse-blocks',
  summary: 'detects `__traverse__` methods that wait for a lock or panic on a borrow',
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
          if (tree.kind[at] !== Rs.MethodCall) continue;
          const name = nameOf(tree.aux[at]);
          const why = waits.get(name);
          if (why === undefined || childrenIn(tree, at, RsField.arguments).length > (name === 'get_or_init' ? 1 : 0)) continue;
          const receiver = childIn(tree, at, RsField.receiver);
          yield {
            at: { start: tree.start[at], end: tree.end[at] },
            says: `\`${name}()\` inside \`__traverse__\` ${why}; keep the references where the collector can read them without a lock`,
            because:
              receiver === NONE
                ? []
                : [
                    {
                      span: { start: tree.start[receiver], end: tree.end[receiver] },
                      says: 'this may be held by the very thread that the collector runs on',
                    },
                  ],
          };
        }
      }
    }
  },
};

export default rule;

const hangs = 'waits for ever when the collection was started by the thread that holds it';
const panics = 'panics when the collection was started while it was borrowed';
const waits: ReadonlyMap<string, string> = new Map([
  ['lock', hangs],
  ['read', hangs],
  ['write', hangs],
  ['blocking_lock', hangs],
  ['blocking_read', hangs],
  ['blocking_write', hangs],
  ['get_or_init', hangs],
  ['borrow', panics],
  ['borrow_mut', panics],
]);
