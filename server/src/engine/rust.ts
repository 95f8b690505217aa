/** The facts of one Rust file within its crate: total, lazy, each made once. */
import type { Document } from '../project/document.ts';
import type { Crate } from '../project/snapshot.ts';
import { textOf, type Node } from '../syntax/tree.ts';
import { newestPyo3 } from './model/pyo3.ts';
import type { FieldFact, MethodFact, OwnershipNote, RustFacts, TypeFact } from './rust-facts.ts';
import { crateTable, resolvePath, type CrateTable } from './rust/crate.ts';
import { itemsOf, nameSpan, pathText, type FieldItem, type TypeItem } from './rust/items.ts';
import { noteAt } from './rust/notes.ts';
import { clearStatement, ownershipOf, visitStatements, type Asker } from './rust/ownership.ts';
import { rawCallsOf, type RawCall } from './rust/raw.ts';
import { readType, showType } from './rust/types.ts';

/** @param documents all Rust files of the crate, `document` among them. */
export function rustFacts(document: Document, crate: Crate | null, documents: readonly Document[]): RustFacts {
  const table = crateTable(documents);
  const items = itemsOf(document);
  const facts = new Map<TypeItem, TypeFact>();
  const factOf = (item: TypeItem): TypeFact => {
    let fact = facts.get(item);
    if (fact === undefined) facts.set(item, (fact = typeFact(table, item)));
    return fact;
  };
  let types: readonly TypeFact[] | undefined;
  let calls: readonly RawCall[] | undefined;
  const self: RustFacts = {
    document,
    tree: document.tree,
    crate,
    get pyo3() {
      return versionOf(crate, table);
    },
    nodes: items.nodes,
    types: () => (types ??= items.types.map(factOf)),
    typeNamed(name) {
      const found = table.typesNamed(name);
      const item = found.find((each) => each.document === document) ?? found[0];
      return item === undefined ? null : factOf(item);
    },
    resolve: (path: Node) => resolvePath(items, pathText(document.tree, path) || textOf(document.tree, path)),
    functions: () => items.functions,
    rawCalls: () => (calls ??= rawCallsOf(table, items)),
    items,
    table,
    documents,
    ownershipAt: (offset): OwnershipNote | null => noteAt(self, offset),
  };
  return self;
}

function versionOf(crate: Crate | null, table: CrateTable): RustFacts['pyo3'] {
  if (crate !== null && crate.pyo3 !== null) return { version: crate.pyo3.version, from: crate.pyo3.locked ? 'locked' : 'required' };
  return table.usesPyo3 ? { version: newestPyo3, from: 'assumed' } : null;
}

function typeFact(table: CrateTable, item: TypeItem): TypeFact {
  const { tree } = item.document;
  const impls = table.implsOf(item.name);
  const methods = new Map<string, MethodFact[]>();
  for (const impl of impls) {
    for (const method of impl.methods) {
      const fact: MethodFact = {
        name: method.name,
        path: impl.document.path,
        document: impl.document,
        node: method.node,
        impl: impl.node,
        pymethods: impl.pymethods,
        trait: impl.trait,
      };
      const known = methods.get(method.name);
      if (known === undefined) methods.set(method.name, [fact]);
      else known.push(fact);
    }
  }
  const asker: Asker = { table, file: itemsOf(item.document), about: item.name, generics: item.generics };
  return {
    name: item.name,
    path: item.document.path,
    document: item.document,
    node: item.node,
    span: nameSpan(tree, item.node),
    kind: item.kind,
    fields: item.fields.map((field) => fieldFact(asker, item, field)),
    attributes: item.attributes,
    lifetimes: item.lifetimes,
    generics: item.generics,
    pyclass: item.pyclass,
    conditional: item.conditional,
    methods,
    pymethods: impls.filter((impl) => impl.pymethods).map(({ document, node }) => ({ document, node })),
    traits: new Set(impls.flatMap((impl) => (impl.trait === null ? [] : [impl.trait]))),
    get namedInMacro() {
      return table.namedInMacro(item.name);
    },
  };
}

function fieldFact(asker: Asker, item: TypeItem, field: FieldItem): FieldFact {
  const { tree } = item.document;
  const type = readType(tree, field.typeNode);
  const reachable = item.kind === 'struct';
  let ownership: FieldFact['ownership'] | undefined;
  return {
    name: field.name,
    node: field.node,
    variant: field.variant,
    type: showType(tree, field.typeNode),
    get ownership() {
      return (ownership ??= ownershipOf(asker, type));
    },
    get visit() {
      return reachable ? visitStatements(asker, type, field.name) : null;
    },
    get clear() {
      return reachable ? clearStatement(asker, type, field.name) : null;
    },
    settable: /\bpyo3\s*\([^)]*\bset\b/.test(field.attributes) || item.pyclass?.has('set_all') === true,
    readable: /\bpyo3\s*\([^)]*\bget\b/.test(field.attributes) || item.pyclass?.has('get_all') === true,
  };
}
