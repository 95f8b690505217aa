/** RC607: a `__traverse__` that reports references the object does not own alone. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { expand } from '../../engine/rust/ownership.ts';
import { itemsOf } from '../../engine/rust/items.ts';
import { traversingTypes, visitorName, visitsOf, type Body } from '../../engine/rust/traverse.ts';
import { readType, type RustType } from '../../engine/rust/types.ts';
import { sharedWrappers } from '../../engine/model/pyo3.ts';
import { bindingOf, simpleName } from '../../engine/rust/scope.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
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
          if (isShared(facts, type, through) && !isGuarded(facts, body, call)) {
            yield {
              at,
              says: `\`__traverse__\` visits a reference behind the shared \`${through}\`: another owner's reference is counted too, so the collector frees objects that are still in use; make the shared part a \`#[pyclass]\` that traverses itself`,
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
  return hasShared(expand(asker, readType(tree, childIn(tree, fact.node, RsField.type))), 0);
}

function hasShared(type: RustType, depth: number): boolean {
  if (depth > 8 || type.head === 'Py') return false;
  return sharedWrappers.has(type.head) || type.args.some((arg) => hasShared(arg, depth + 1));
}

/** The field of `self` that a loop or pattern variable comes from: `for c in self.shared.items()`, `if let Some(x) = &self.x`. */
function sharedRoot({ tree }: RustFacts, type: TypeFact, body: Body, visited: Node): string {
  for (let at = tree.first[visited]; at <= visited; at += 1) {
    const name = simpleName(tree, at);
    if (name === '' || name === 'self') continue;
    const binding = bindingOf(tree, at, name);
    if (binding === null || !contains(tree, body.node, binding.holder)) continue;
    const source = childIn(tree, binding.holder, tree.kind[binding.holder] === Rs.For ? RsField.iterable : RsField.value);
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
