/** RC902: two functions or classes that Python sees under one name. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { attributesOf, namesMacro, nameSpan, readOptions } from '../../engine/rust/items.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childrenIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './duplicate-python-name.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC902',
  name: 'duplicate-python-name',
  summary: 'detects functions, classes and modules that are registered under the same Python name',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts) {
    if (facts.pyo3 === null) return;
    yield* duplicateModules(facts);
    yield* duplicateRegistrations(facts);
  },
};

export default rule;

interface Named {
  readonly python: string;
  readonly node: Node;
  readonly span: { readonly start: number; readonly end: number };
}

/** Two `#[pymodule]` of one name in one file: both would define the same exported symbol. */
function* duplicateModules(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  const seen = new Map<string, Named>();
  for (const node of [...facts.nodes(Rs.Function), ...facts.nodes(Rs.Module)].sort((one, other) => tree.start[one] - tree.start[other])) {
    const attributes = attributesOf(tree, node);
    if (
      !attributes.some((attribute) => namesMacro(attribute, 'pymodule', facts.items.uses)) ||
      attributes.some((attribute) => attribute.startsWith('cfg'))
    )
      continue;
    const named: Named = { python: pythonName(attributes, 'pymodule', nameOf(tree.aux[node])), node, span: nameSpan(tree, node) };
    const before = seen.get(named.python);
    if (before !== undefined && tree.parent[before.node] === tree.parent[node]) {
      yield {
        at: named.span,
        says: `\`#[pymodule]\` \`${named.python}\` is defined twice, so its init function exists twice and the crate does not build; keep one`,
        because: [{ span: before.span, says: 'the first one' }],
      };
    } else seen.set(named.python, named);
  }
}

/** Two registrations in one module function under one name: the last one wins, silently. */
function* duplicateRegistrations(facts: RustFacts): Iterable<Report> {
  const { tree } = facts;
  for (const item of facts.functions()) {
    if (!item.attributes.some((attribute) => namesMacro(attribute, 'pymodule', facts.items.uses))) continue;
    const seen = new Map<string, { readonly span: { start: number; end: number }; readonly item: string }>();
    for (const call of facts.nodes(Rs.MethodCall)) {
      if (!contains(tree, item.node, call) || isConditional(facts, call, item.node)) continue;
      const found = registered(facts, call);
      if (found === null) continue;
      const receiver = textOf(tree, call).split('.')[0].trim();
      const key = `${receiver} ${found.python}`;
      const span = { start: tree.start[call], end: tree.end[call] };
      const before = seen.get(key);
      if (before !== undefined) {
        yield {
          at: span,
          says:
            before.item === found.item
              ? `\`${found.python}\` is registered twice in this module; remove one`
              : `\`${found.python}\` is registered twice in this module, so \`${found.item}\` silently replaces \`${before.item}\`; give one of them another \`name\``,
          because: [{ span: before.span, says: 'registered here first' }],
        };
      } else seen.set(key, { span, item: found.item });
    }
  }
}

function isConditional({ tree }: RustFacts, node: Node, fn: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE && at !== fn; at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Rs.If || kind === Rs.Match || kind === Rs.Closure) return true;
    if (childrenIn(tree, at, RsField.attributes).some((attribute) => /^#\[\s*cfg/.test(textOf(tree, attribute)))) return true;
  }
  return childrenIn(tree, node, RsField.attributes).length > 0;
}

/** `m.add_function(wrap_pyfunction!(f, m)?)`, `m.add_class::<T>()`, `m.add("name", …)`. */
function registered(facts: RustFacts, call: Node): { readonly python: string; readonly item: string } | null {
  const { tree } = facts;
  const text = textOf(tree, call).replace(/\s+/g, '');
  switch (nameOf(tree.aux[call])) {
    case 'add_function': {
      const path = /\.add_function\(wrap_pyfunction(?:_bound)?!\(([\w:]+),?/.exec(text)?.[1];
      const name = path?.split('::').at(-1) ?? '';
      const [item, other] = facts.table
        .functionsNamed(name)
        .filter((each) => each.attributes.some((attribute) => namesMacro(attribute, 'pyfunction', facts.items.uses)));
      if (item === undefined || (other !== undefined && path?.includes('::') !== true) || other !== undefined) return null;
      return { python: pythonName(item.attributes, 'pyfunction', name), item: path ?? name };
    }
    case 'add_class': {
      const path = /\.add_class::<([\w:]+)>\(\)/.exec(text)?.[1];
      const name = path?.split('::').at(-1) ?? '';
      const [item, other] = facts.table.typesNamed(name);
      if (item === undefined || other !== undefined || item.pyclass === null) return null;
      return { python: item.pyclass.get('name') || name, item: path ?? name };
    }
    case 'add': {
      const name = /\.add\("([^"]+)",/.exec(text)?.[1];
      return name === undefined ? null : { python: name, item: `"${name}"` };
    }
    default:
      return null;
  }
}

/** The `name = "…"` of `#[pyo3(…)]` or of the macro itself, else the Rust name. */
function pythonName(attributes: readonly string[], macro: string, name: string): string {
  for (const attribute of attributes) {
    const inner = new RegExp(`^(?:pyo3|(?:pyo3::)?${macro})\\s*\\((.*)\\)$`, 's').exec(attribute)?.[1];
    const given = inner === undefined ? undefined : readOptions(inner).get('name');
    if (given !== undefined && given !== '') return given;
  }
  return name.replace(/^r#/, '');
}
