/** RC607: a `__traverse__` that reports references the object does not own alone. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { expand } from '../../engine/rust/ownership.ts';
import { calleePath, itemsOf, type FileItems } from '../../engine/rust/items.ts';
import { traversingTypes, visitorName, visitsOf, type Body } from '../../engine/rust/traverse.ts';
import { readType, type RustType } from '../../engine/rust/types.ts';
import { sharedWrappers } from '../../engine/model/pyo3.ts';
import { bindingOf, simpleName } from '../../engine/rust/scope.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { RustRule } from '../rule.ts';
import page from './over-traverse.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC607',
  name: 'over-traverse',
  summary: 'detects `__traverse__` methods that visit shared references, or one reference twice',
  page,
  level: 'error',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts) {
    for (const { type, traverse, bodies } of traversingTypes(facts)) {
      const { tree } = facts;
      const visitor = visitorName(tree, traverse.node);
      const seen = new Map<string, Node>();
      for (const body of bodies) {
        if (body.document !== facts.document) continue;
        for (const { call, visited, field } of visitsOf(body)) {
          if (textOf(tree, childIn(tree, call, RsField.receiver)) !== visitor) continue;
          const at = { start: tree.start[call], end: tree.end[call] };
          const through = field === '' ? sharedRoot(facts, type, body, visited) : field;
          const global = through === '' ? staticBehind(facts, body, visited) : '';
          if (global !== '' || (isShared(facts, type, through) && !isGuarded(facts, body, call))) {
            yield {
              at,
              says: `\`__traverse__\` visits a reference behind the shared \`${through || global}\`: another owner's reference is counted too, so the collector frees objects that are still in use; make the shared part a \`#[pyclass]\` that traverses itself`,
            };
            continue;
          }
          const text = textOf(tree, visited).replace(/\s+/g, '');
          const before = seen.get(text);
          if (field !== '' && before !== undefined && sameBlock(facts, before, call)) {
            yield {
              at,
              says: `\`__traverse__\` visits \`${text.replace(/^&/, '')}\` twice, so the collector frees the object while it is still in use; visit each reference once`,
              because: [{ span: { start: tree.start[before], end: tree.end[before] }, says: 'visited here already' }],
            };
          } else seen.set(text, call);
        }
      }
    }
  },
};

export default rule;

/** Whether a field's type is a shared pointer, or a weak one that is upgraded. */
function isShared(facts: RustFacts, type: TypeFact, field: string): boolean {
  const fact = type.fields.find((each) => each.name === field);
  if (fact === undefined) return false;
  const { tree } = type.document;
  const asker = { table: facts.table, file: itemsOf(type.document), about: type.name, generics: type.generics };
  const held = expand(asker, readType(tree, childIn(tree, fact.node, RsField.type)));
  return hasShared(held, 0) && !(/^(Arc|Rc)$/.test(held.head) && isOnlyOwner(facts, type, field));
}

/** Whether nobody else can own what a counted pointer points to: each value is made for its object, and the pointer is only looked through. */
function isOnlyOwner(facts: RustFacts, type: TypeFact, field: string): boolean {
  if (type.namedInMacro || type.attributes.some((attribute) => /^derive\b.*\bClone\b/.test(attribute)) || type.traits.has('Clone'))
    return false;
  const makings = facts.table.makingOf(type.name);
  const isMade = makings.every(({ file, node }) => {
    const { tree } = file.document;
    const init = childrenIn(tree, node, RsField.fields).find((each) => nameOf(tree.aux[each]) === field);
    const value = init === undefined ? NONE : childIn(tree, init, RsField.value);
    return (
      value !== NONE && tree.kind[value] === Rs.Call && /^(Arc|Rc)::new$/.test(calleePath(tree, value).split('::').slice(-2).join('::'))
    );
  });
  return makings.length > 0 && isMade && facts.table.files.every((file) => onlyLooksThrough(file, field));
}

/** Whether every mention of a field of this name reads what it points to: `x.f.g`, `x.f.method()` but for `clone`, `*x.f`. */
function onlyLooksThrough(file: FileItems, field: string): boolean {
  const { tree } = file.document;
  return file.nodes(Rs.FieldAccess).every((access) => {
    if (nameOf(tree.aux[access]) !== field) return true;
    const parent = tree.parent[access];
    if (parent === NONE) return false;
    const kind = tree.kind[parent];
    if (kind === Rs.MethodCall && childIn(tree, parent, RsField.receiver) === access)
      return !/^(clone|to_owned)$/.test(nameOf(tree.aux[parent]));
    return kind === Rs.Dereference || (kind === Rs.FieldAccess && childIn(tree, parent, RsField.receiver) === access);
  });
}

/** The static that a visited expression reads, itself or behind a local, or ''. */
function staticBehind(facts: RustFacts, body: Body, visited: Node, depth = 0): string {
  const { tree } = facts;
  for (let at = tree.first[visited]; at <= visited; at += 1) {
    const name = simpleName(tree, at);
    if (name === '' || name === 'self') continue;
    if (/^[A-Z][A-Z\d_]*$/.test(name) && facts.table.staticsNamed(name).length > 0) return name;
    const binding = bindingOf(tree, at, name);
    if (depth > 3 || binding === null || !contains(tree, body.node, binding.holder)) continue;
    const source = sourceOf(tree, binding.holder);
    const found = source === NONE ? '' : staticBehind(facts, body, source, depth + 1);
    if (found !== '') return found;
  }
  return '';
}

/** What a `let`, loop or pattern takes its values from. */
function sourceOf(tree: Tree, holder: Node): Node {
  if (tree.kind[holder] === Rs.Arm) return tree.parent[holder] === NONE ? NONE : childIn(tree, tree.parent[holder], RsField.scrutinee);
  return childIn(tree, holder, tree.kind[holder] === Rs.For ? RsField.iterable : RsField.value);
}

function hasShared(type: RustType, depth: number): boolean {
  if (depth > 8 || type.head === 'Py') return false;
  return sharedWrappers.has(type.head) || type.head === 'Weak' || type.args.some((arg) => hasShared(arg, depth + 1));
}

/** The field of `self` that a loop or pattern variable comes from: `for c in self.shared.items()`, `if let Some(x) = &self.x`. */
function sharedRoot({ tree }: RustFacts, type: TypeFact, body: Body, visited: Node): string {
  for (let at = tree.first[visited]; at <= visited; at += 1) {
    const name = simpleName(tree, at);
    if (name === '' || name === 'self') continue;
    const binding = bindingOf(tree, at, name);
    if (binding === null || !contains(tree, body.node, binding.holder)) continue;
    const source = sourceOf(tree, binding.holder);
    const text = source === NONE ? '' : textOf(tree, source);
    const field = /\bself\s*\.\s*(\w+)/.exec(text)?.[1] ?? '';
    if (type.fields.some((each) => each.name === field)) return field;
  }
  return '';
}

/** Whether the visit stands under a test that nobody else owns the shared part. */
function isGuarded({ tree }: RustFacts, body: Body, call: Node): boolean {
  for (let at = tree.parent[call]; at !== NONE && at !== body.node; at = tree.parent[at]) {
    if (tree.kind[at] !== Rs.If && tree.kind[at] !== Rs.Arm) continue;
    if (
      /strong_count|get_mut|try_unwrap/.test(textOf(tree, childIn(tree, at, tree.kind[at] === Rs.If ? RsField.condition : RsField.guard)))
    )
      return true;
  }
  return false;
}

/** Whether both calls always run together: neither stands in a branch that the other is not in. */
function sameBlock({ tree }: RustFacts, one: Node, other: Node): boolean {
  const blockOf = (node: Node): Node => {
    let at = node;
    while (tree.parent[at] !== NONE && tree.kind[at] !== Rs.Block) at = tree.parent[at];
    return at;
  };
  return blockOf(one) === blockOf(other);
}
