/** RC903: a function or class that no module registers, and a registration of what does not exist. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import type { CrateTable } from '../../engine/rust/crate.ts';
import { attributesOf, lastName, namesMacro, nameSpan, type FunctionItem } from '../../engine/rust/items.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './never-registered.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC903',
  name: 'never-registered',
  summary: 'detects functions and classes that no module registers, and registrations of what is not defined',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { table } = facts;
    if (!hasModule(table)) return;
    yield* unregisteredFunctions(facts);
    yield* unregisteredClasses(facts);
    yield* undefinedFunctions(facts);
  },
};

export default rule;

/** Without a module of its own the crate leaves the registration to others. */
const hasModule = (table: CrateTable): boolean => isModule(table.moduleAttributes);

const isModule = (attributes: readonly string[]): boolean => attributes.some((attribute) => /\bpymodule\b/.test(attribute));

const mentions = new WeakMap<CrateTable, ReadonlyMap<string, number>>();

/** How often each name of a `#[pyfunction]` is written anywhere in the crate, its definitions and plain calls left out. */
function mentionsOf(table: CrateTable): ReadonlyMap<string, number> {
  const known = mentions.get(table);
  if (known !== undefined) return known;
  const found = new Map<string, number>();
  for (const file of table.files) {
    for (const item of file.functions) if (item.attributes.some((attribute) => /\bpyfunction\b/.test(attribute))) found.set(item.name, 0);
  }
  if (found.size > 0) {
    for (const { text } of table.documents) {
      for (const [, definition, name, call] of text.matchAll(/\b(fn\s+)?([A-Za-z_]\w*)(\s*\()?/g)) {
        const count = definition === undefined && call === undefined ? found.get(name) : undefined;
        if (count !== undefined) found.set(name, count + 1);
      }
    }
  }
  mentions.set(table, found);
  return found;
}

function* unregisteredFunctions(facts: RustFacts): Iterable<Report> {
  for (const item of facts.functions()) {
    if (!item.attributes.some((attribute) => namesMacro(attribute, 'pyfunction', facts.items.uses) && !attribute.startsWith('cfg_attr')))
      continue;
    if (isNested(facts, item) || item.attributes.some((attribute) => !harmless.test(attribute))) continue;
    if ((mentionsOf(facts.table).get(item.name) ?? 1) > 0) continue;
    yield {
      at: nameSpan(facts.tree, item.node),
      says: `\`${item.name}\` is a \`#[pyfunction]\` that no module registers, so Python never sees it; add it with \`wrap_pyfunction!\`, or remove it`,
    };
  }
}

/** Attributes that register nothing by themselves. */
const harmless =
  /^(pyo3|pyfunction|pyo3::pyfunction|doc|allow|cfg|inline|must_use|deprecated|expect|warn|rustfmt|track_caller|text_signature|signature)\b/;

/** Inside a declarative module, or another function, it is that one's business. */
function isNested({ tree }: RustFacts, { node }: FunctionItem): boolean {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] === Rs.Function || (tree.kind[at] === Rs.Module && isModule(attributesOf(tree, at)))) return true;
  }
  return false;
}

const registered = new WeakMap<CrateTable, ReadonlySet<string>>();

/** The words of everything that may register a class. */
function registeredNames(table: CrateTable): ReadonlySet<string> {
  const known = registered.get(table);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const add = (text: string): void => text.match(/[A-Za-z_]\w*/g)?.forEach((word) => found.add(word));
  for (const file of table.files) {
    const { tree } = file.document;
    for (const node of file.nodes(Rs.MacroCall)) add(textOf(tree, node));
    for (const node of file.nodes(Rs.GenericArguments))
      if (tree.text[tree.start[node] - 1] === ':' || tree.text[tree.start[node]] === ':') add(textOf(tree, node));
    for (const node of file.nodes(Rs.Module)) if (isModule(attributesOf(tree, node))) add(textOf(tree, node));
    for (const type of file.types) add(type.pyclass?.get('extends') ?? '');
    for (const node of file.nodes(Rs.PathExpression))
      if (/::(type_object|NAME|lazy_type_object|type_object_raw)$/.test(textOf(tree, node))) add(textOf(tree, node));
  }
  registered.set(table, found);
  return found;
}

function* unregisteredClasses(facts: RustFacts): Iterable<Report> {
  for (const type of facts.types()) {
    if (type.pyclass === null || type.conditional || type.generics.length > 0 || type.namedInMacro || type.pyclass.has('extends')) continue;
    // a class that only Rust makes needs no name in Python
    if (!type.methods.has('__new__') && !constructs(facts, type.name)) continue;
    if (registeredNames(facts.table).has(type.name) || type.attributes.some((attribute) => !classAttributes.test(attribute))) continue;
    yield {
      at: type.span,
      says: `\`${type.name}\` has a constructor for Python, but no module registers the class, so Python cannot name it; add it with \`add_class\`, or remove the constructor`,
    };
  }
}

const classAttributes =
  /^(pyo3|pyclass|pyo3::pyclass|derive|doc|allow|cfg|repr|must_use|deprecated|expect|warn|non_exhaustive|serde|cfg_attr)\b/;

const constructs = (facts: RustFacts, name: string): boolean =>
  facts.table
    .implsOf(name)
    .some(
      (impl) =>
        impl.pymethods &&
        impl.methods.some((method) => method.attributes.some((attribute) => attribute === 'new' || attribute === 'pyo3::new')),
    );

const writing = new WeakMap<CrateTable, boolean>();

/** Whether a macro of the crate may write functions for Python, whose names are then not known. */
function writesFunctions(table: CrateTable): boolean {
  let known = writing.get(table);
  if (known === undefined) {
    known = table.files.some(
      (file) =>
        file.macroRules.size > 0 &&
        file.document.text.indexOf('pyfunction', file.document.text.indexOf('macro_rules!')) !== -1 &&
        (/\$\w+\s*\(/.test(file.document.text) || /\bfn\s+\$/.test(file.document.text.slice(file.document.text.indexOf('pyfunction')))),
    );
    writing.set(table, known);
  }
  return known;
}

/** `wrap_pyfunction!(f, m)` where the crate has no `f`. */
function* undefinedFunctions(facts: RustFacts): Iterable<Report> {
  const { tree, items, table } = facts;
  if (tree.errors > 0 || writesFunctions(table)) return;
  for (const node of facts.nodes(Rs.MacroCall)) {
    if (!/^wrap_pyfunction(_bound)?$/.test(nameOf(tree.aux[node]))) continue;
    const text = textOf(tree, node);
    const [whole, path] = /^[^(]*\(\s*(\w+)\s*(?=[,)])/.exec(text) ?? [];
    if (
      whole === undefined ||
      path === undefined ||
      table.functionsNamed(path).length > 0 ||
      items.uses.has(path) ||
      table.namedInMacro(path)
    )
      continue;
    if (items.globs.some((glob) => !/^(pyo3|super|self|crate)\b/.test(glob))) continue;
    const start = tree.start[node] + whole.lastIndexOf(path);
    yield {
      at: { start, end: start + path.length },
      says: `\`${lastName(path)}\` is registered, but the crate has no function of that name, so it does not build; write the function, or remove the registration`,
    };
  }
  for (const node of facts.nodes(Rs.MethodCall)) {
    if (nameOf(tree.aux[node]) !== 'add_class') continue;
    const generics = childIn(tree, node, RsField.generics);
    const name = generics === NONE ? '' : (/^(?:::)?<\s*(\w+)\s*>$/.exec(textOf(tree, generics))?.[1] ?? '');
    if (name === '' || name === 'Self' || table.typesNamed(name).length > 0 || table.alias(name) !== undefined || items.uses.has(name))
      continue;
    if (table.namedInMacro(name) || isGeneric(facts, node, name) || items.globs.some((glob) => !/^(pyo3|super|self|crate)\b/.test(glob)))
      continue;
    const start = tree.start[generics] + textOf(tree, generics).indexOf(name);
    yield {
      at: { start, end: start + name.length },
      says: `\`${name}\` is registered, but the crate has no class of that name, so it does not build; write the class, or remove the registration`,
    };
  }
}

function isGeneric({ tree }: RustFacts, node: number, name: string): boolean {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    const generics = childIn(tree, at, RsField.generics);
    if (generics !== NONE && new RegExp(`\\b${name}\\b`).test(textOf(tree, generics))) return true;
  }
  return false;
}
