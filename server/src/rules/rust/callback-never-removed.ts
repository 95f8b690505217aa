/** RC822: callbacks that can be registered and never unregistered. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import type { CrateNode } from '../../engine/rust/crate.ts';
import { collectionIn, growthOfField, growthOfStatic, type Growth } from '../../engine/rust/growth.ts';
import { declaredType, itemsOf, nameSpan, parametersOf, type FunctionItem } from '../../engine/rust/items.ts';
import { holdsAnything, type Asker } from '../../engine/rust/ownership.ts';
import { functionAround } from '../../engine/rust/scope.ts';
import { readType } from '../../engine/rust/types.ts';
import { nameOf } from '../../syntax/names.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './callback-never-removed.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC822',
  name: 'callback-never-removed',
  summary: 'detects collections of callbacks with a way in and no way out',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree, table, items } = facts;
    for (const type of facts.types()) if (type.pyclass !== null) yield* inClass(facts, type);
    const asker: Asker = { table, file: items, about: '', generics: [] };
    for (const node of items.statics) {
      const declared = declaredType(tree, node);
      const collection = declared === null ? null : collectionIn(asker, declared);
      if (collection === null || !collection.args.some((arg) => holdsAnything(asker, arg))) continue;
      const name = nameOf(tree.aux[node]);
      const found = wayIn(facts, growthOfStatic(table, name, { file: items, node }), name);
      if (found !== null) yield report(nameSpan(tree, node), `\`${name}\``, found);
    }
  },
};

export default rule;

function* inClass(facts: RustFacts, type: TypeFact): Iterable<Report> {
  const { tree } = type.document;
  const asker: Asker = { table: facts.table, file: itemsOf(type.document), about: type.name, generics: type.generics };
  for (const field of type.fields) {
    if (field.ownership !== 'owns' && field.ownership !== 'shared') continue;
    const typeNode = childIn(tree, field.node, RsField.type);
    const collection = collectionIn(asker, readType(tree, typeNode));
    if (collection === null || !collection.args.some((arg) => holdsAnything(asker, arg)) || field.settable) continue;
    const found = wayIn(facts, growthOfField(facts.table, type.name, field.name), field.name);
    if (found !== null) yield report({ start: tree.start[typeNode], end: tree.end[typeNode] }, `\`${type.name}.${field.name}\``, found);
  }
}

interface WayIn {
  readonly item: FunctionItem;
  readonly node: CrateNode;
}

/** Where Python hands in a callback to keep, if nothing but the collector's `__clear__` or a `Drop` ever lets go of it. */
function wayIn(facts: RustFacts, growth: Growth, collection: string): WayIn | null {
  if (growth.escapes || growth.bounded) return null;
  if (growth.removes.some((each) => !/^(__clear__|__traverse__|drop)$/.test(functionOf(each)?.name ?? ''))) return null;
  for (const node of growth.adds) {
    const item = functionOf(node);
    if (item === undefined || !(registers.test(item.name) || callbacks.test(collection.toLowerCase()))) continue;
    const asker: Asker = { table: facts.table, file: node.file, about: item.impl?.type ?? '', generics: [] };
    const takes = parametersOf(item.document.tree, item.node).some((parameter) => {
      const declared = declaredType(item.document.tree, parameter);
      return declared !== null && !/^(Python|PyRef|PyRefMut)$/.test(declared.head) && holdsAnything(asker, declared);
    });
    if (takes) return { item, node };
  }
  return null;
}

const registers =
  /^(register|subscribe|connect|observe|listen|watch|on|on_\w+|add_(\w+_)?(callback|listener|observer|handler|hook|subscriber|watcher)|(register|subscribe|connect)_\w+)$/;
const callbacks = /(^|_)(callback|cb|listener|observer|subscriber|subscription|watcher|hook)s?$/;

function functionOf({ file, node }: CrateNode): FunctionItem | undefined {
  const fn = functionAround(file.document.tree, node);
  return file.functionAt(fn);
}

function report(at: Report['at'], what: string, { item, node }: WayIn): Report {
  const { document } = node.file;
  return {
    at,
    says: `what \`${item.name}\` puts into ${what} is never taken out again, so each callback and all that it refers to stay as long as this does; add the counterpart, or keep weak references`,
    because: [
      { span: { start: document.tree.start[node.node], end: document.tree.end[node.node] }, says: 'kept here', path: document.path },
    ],
  };
}
