/** RC825: a reference that is taken although the one at hand could be given away. */
import type { RustFacts } from '../../engine/rust-facts.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { bindingOf, functionAround, simpleName, usesOf, type Binding } from '../../engine/rust/scope.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './needless-clone-ref.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC825',
  name: 'needless-clone-ref',
  summary: 'detects `clone_ref` and `clone` of a Python reference that is not used again',
  page,
  level: 'hint',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const call of facts.nodes(Rs.MethodCall)) {
      const method = nameOf(tree.aux[call]);
      if (method !== 'clone_ref' && method !== 'clone') continue;
      const receiver = childIn(tree, call, RsField.receiver);
      const name = simpleName(tree, receiver);
      if (name === '' || name === 'self') continue;
      const type = typeOfExpression(facts, receiver);
      if (
        type === null ||
        !(type.head === 'Py' || type.head === 'Bound' || type.head === 'PyObject') ||
        (method === 'clone_ref') === (type.head === 'Bound')
      )
        continue;
      const binding = bindingOf(tree, receiver, name);
      if (binding === null || !isLastUse(facts, call, receiver, name, binding)) continue;
      yield {
        at: { start: tree.start[call], end: tree.end[call] },
        says: `\`${name}\` is not used again, so \`${method}\` takes a reference only for the other to be given back; pass \`${name}\` itself`,
        fix: {
          title: `Pass \`${name}\` itself`,
          safe: true,
          edits: [{ span: { start: tree.end[receiver], end: tree.end[call] }, text: '' }],
        },
      };
    }
  },
};

export default rule;

function isLastUse(facts: RustFacts, call: Node, receiver: Node, name: string, binding: Binding): boolean {
  const { tree } = facts;
  const { holder } = binding;
  if (!binding.whole || (tree.kind[holder] !== Rs.Let && tree.kind[holder] !== Rs.Parameter)) return false;
  const fn = functionAround(tree, call);
  const home = tree.parent[holder];
  if (fn === NONE || home === NONE || !isPassedOn(tree, call)) return false;
  for (let at = tree.parent[call]; at !== home && at !== fn; at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (
      at === NONE ||
      kind === Rs.Closure ||
      kind === Rs.For ||
      kind === Rs.While ||
      kind === Rs.Loop ||
      (kind === Rs.Block && (tree.flag[at] & ~1) !== 0)
    )
      return false;
  }
  // a mention that is not an expression (in a macro, a format string) is one all the same
  const scopeEnd = tree.kind[holder] === Rs.Let ? tree.end[home] : tree.end[fn];
  if (new RegExp(`\\b${name}\\b`).test(tree.text.slice(tree.end[call], scopeEnd))) return false;
  const statement = statementOf(tree, call);
  return usesOf(tree, binding, name).every((use) => use === receiver || (statementOf(tree, use) !== statement && !mayLend(tree, use)));
}

/** Where a value is needed, not a place: an argument, a field, the value of a `let`, a result. */
function isPassedOn(tree: Tree, call: Node): boolean {
  const parent = tree.parent[call];
  if (parent === NONE) return false;
  const kind = tree.kind[parent];
  if (kind === Rs.Let) return tree.kind[childIn(tree, parent, RsField.pattern)] === Rs.IdentifierPattern;
  if (kind === Rs.MethodCall) return childIn(tree, parent, RsField.receiver) !== call;
  return (
    kind === Rs.Call || kind === Rs.FieldInit || kind === Rs.Tuple || kind === Rs.ArrayExpression || kind === Rs.Block || kind === Rs.Return
  );
}

function statementOf(tree: Tree, node: Node): Node {
  let at = node;
  while (
    tree.parent[at] !== NONE &&
    tree.kind[at] !== Rs.Let &&
    tree.kind[at] !== Rs.ExpressionStatement &&
    tree.kind[tree.parent[at]] !== Rs.Block
  )
    at = tree.parent[at];
  return at;
}

/** A borrow of it may live on in what the statement binds. */
const mayLend = (tree: Tree, use: Node): boolean =>
  tree.kind[statementOf(tree, use)] === Rs.Let || tree.kind[statementOf(tree, use)] !== Rs.ExpressionStatement;
