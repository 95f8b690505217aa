/** RC821: a static collection of Python references that is added to and never removed from. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { isInTests } from '../../engine/rust/attached.ts';
import type { CrateNode } from '../../engine/rust/crate.ts';
import { collectionIn, growthOfStatic } from '../../engine/rust/growth.ts';
import { declaredType, namesMacro, nameSpan } from '../../engine/rust/items.ts';
import { expand, ownershipOf, type Asker } from '../../engine/rust/ownership.ts';
import { functionAround } from '../../engine/rust/scope.ts';
import { writeType, type RustType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import type { Node } from '../../syntax/tree.ts';
import type { RustRule } from '../rule.ts';
import page from './growing-static.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC821',
  name: 'growing-static',
  summary: 'detects static collections of Python references that only grow',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  yieldsTo: ['callback-never-removed'],
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    const { tree, items, table } = facts;
    const asker: Asker = { table, file: items, about: '', generics: [] };
    for (const node of items.statics) {
      const declared = declaredType(tree, node);
      const collection = declared === null ? null : collectionIn(asker, declared);
      if (collection === null || !keepsObjects(asker, collection) || hasFewKeys(asker, collection)) continue;
      const name = nameOf(tree.aux[node]);
      const growth = growthOfStatic(table, name, { file: items, node });
      const add = growth.adds.find((each) => !isOnce(facts, each));
      if (add === undefined || growth.removes.length > 0 || growth.bounded || growth.escapes) continue;
      const { document } = add.file;
      yield {
        at: nameSpan(tree, node),
        says: `\`${name}\` keeps every object that is added to its \`${writeType(collection)}\` until the process ends: nothing is ever removed, and a static is never dropped; bound it, remove what is no longer used, or keep it in an object that Python owns`,
        because: [
          {
            span: { start: document.tree.start[add.node], end: document.tree.end[add.node] },
            says: 'added to here',
            path: document.path,
          },
        ],
      };
    }
  },
};

export default rule;

/** Python's own containers hold objects always, Rust's if their elements or values do. */
const keepsObjects = (asker: Asker, collection: RustType): boolean =>
  collection.head.startsWith('Py') || /^(owns|leaf|shared)$/.test(ownershipOf(asker, collection));

/** Maps whose keys are a set that the program text fixes: types, literals, variants. */
function hasFewKeys(asker: Asker, { head, args }: RustType): boolean {
  if (args.length < 2 || !head.endsWith('Map')) return false;
  const key = expand(asker, args[0]);
  if (/^(TypeId|bool|u8|i8)$/.test(key.head) || (key.head === '&' && key.args[0]?.head === 'str')) return true;
  const [item] = asker.table.typesNamed(key.head);
  return item !== undefined && item.kind === 'enum' && item.fields.length === 0;
}

/** Where a module is set up, or a test. */
function isOnce(facts: RustFacts, { file, node }: CrateNode): boolean {
  const fn: Node = functionAround(file.document.tree, node);
  const item = file.functionAt(fn);
  if (item === undefined) return true;
  return (
    item.attributes.some((attribute) => namesMacro(attribute, 'pymodule', file.uses)) ||
    (file === facts.items && isInTests(facts, node)) ||
    /(^|\/)(tests|benches)\//.test(file.document.path)
  );
}
