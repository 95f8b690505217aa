/** RC606: references in closures, capsules and channels, where no `__traverse__` reaches them. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { capturesOf } from '../../engine/rust/captures.ts';
import { typeOfExpression } from '../../engine/rust/infer.ts';
import { calleeName, calleePath, itemsOf } from '../../engine/rust/items.ts';
import { expand, ownershipOf } from '../../engine/rust/ownership.ts';
import { readType, writeType, type RustType } from '../../engine/rust/types.ts';
import { BlockFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './hidden-reference.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC606',
  name: 'hidden-reference',
  summary: 'detects Python references in closures, capsules and channels, which the collector cannot see',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    for (const call of facts.nodes(Rs.Call)) yield* inCall(facts, call);
    for (const type of facts.types()) if (type.pyclass !== null) yield* inFields(facts, type);
  },
};

export default rule;

/** `PyCFunction::new_closure(…)` and the capsules that own a value. */
function* inCall(facts: RustFacts, call: Node): Iterable<Report> {
  const { tree } = facts;
  const path = /(PyCFunction|PyCapsule)::(new\w*)$/.exec(calleePath(tree, call));
  if (path === null) return;
  const args = childrenIn(tree, call, RsField.arguments);
  const callee = childIn(tree, call, RsField.callee);
  const at = { start: tree.start[callee], end: tree.end[callee] };
  if (path[2].startsWith('new_closure')) {
    const closure = args.find((each) => tree.kind[each] === Rs.Closure);
    const captured = closure === undefined ? undefined : owned(facts, closure)[0];
    if (captured === undefined) return;
    yield {
      at,
      says: `this function keeps \`${captured.name}\`, and the collector cannot look into a closure: once \`${captured.name}\` leads back to the function, neither is ever freed; use a class with \`__call__\` and \`__traverse__\``,
      because: [{ span: { start: tree.start[captured.use], end: tree.end[captured.use] }, says: `\`${captured.name}\` is captured here` }],
    };
  } else if (path[1] === 'PyCapsule' && /^new($|_with_value|_with_destructor)/.test(path[2]) && args.length > 1) {
    const type = typeOfExpression(facts, args[1]);
    if (type === null || !holds(facts, type)) return;
    yield {
      at,
      says: `this capsule owns a \`${writeType(type)}\`, and the collector cannot look into capsules: once that leads back to the capsule, neither is ever freed; use a class with \`__traverse__\``,
    };
  }
}

/** Fields of a class that hide references: a boxed closure or task which a method fills with a capture, a channel of objects. */
function* inFields(facts: RustFacts, type: TypeFact): Iterable<Report> {
  const { tree } = facts;
  const asker = { table: facts.table, file: facts.items, about: type.name, generics: [] };
  for (const field of type.fields) {
    if (field.ownership !== 'opaque') continue;
    const typeNode = childIn(tree, field.node, RsField.type);
    const hiding = hiddenIn((written) => expand(asker, written), readType(tree, typeNode), 0);
    if (hiding === null) continue;
    const at = { start: tree.start[typeNode], end: tree.end[typeNode] };
    if (hiding.head !== 'dyn') {
      if (hiding.args.some((arg) => ownershipOf(asker, arg) === 'owns'))
        yield {
          at,
          says: `\`${type.name}\` keeps a \`${writeType(hiding)}\` in \`${field.name}\`, and the collector does not see the objects that wait in it: a cycle through one of them is never freed; send what is needed of them instead`,
        };
      continue;
    }
    const boxed = boxedCapture(facts, type);
    if (boxed === null) continue;
    yield {
      at,
      says: `\`${type.name}\` keeps a closure in \`${field.name}\` that owns \`${boxed.name}\`, and the collector cannot look into it: a cycle through it is never freed; keep the object itself in a field and visit it in \`__traverse__\``,
      because: [{ span: boxed.span, says: `\`${boxed.name}\` is captured here`, path: boxed.path }],
    };
  }
}

/** The closure, task or channel end inside a field's type, or `null`. Errors and buffers have rules of their own. */
function hiddenIn(expanded: (type: RustType) => RustType, written: RustType, depth: number): RustType | null {
  const type = expanded(written);
  if (type.head === 'dyn') return /^(Fn|FnMut|FnOnce|Future|Iterator|Stream)$/.test(type.args[0]?.head ?? '') ? type : null;
  if (/^(Sync|Unbounded)?Sender$|^(Unbounded)?Receiver$/.test(type.head)) return type;
  if (depth > 8 || /^(fn|impl|&|&mut|\*mut|\*const|PhantomData|Weak)$/.test(type.head)) return null;
  for (const arg of type.args) {
    const found = hiddenIn(expanded, arg, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** An owner that a method of the type moves into a closure or task it boxes. */
function boxedCapture(
  facts: RustFacts,
  type: TypeFact,
): { readonly name: string; readonly span: { readonly start: number; readonly end: number }; readonly path: string } | null {
  for (const methods of type.methods.values()) {
    for (const { document, node, path } of methods) {
      const { tree } = document;
      const place = { table: facts.table, items: itemsOf(document) };
      for (let at = tree.first[node]; at < node; at += 1) {
        const closure = tree.kind[at] === Rs.Closure || (tree.kind[at] === Rs.Block && (tree.flag[at] & BlockFlag.async) !== 0);
        if (!closure || !isBoxed(document.tree, at)) continue;
        const asker = { table: facts.table, file: place.items, about: '', generics: [] };
        for (const { name, use } of capturesOf(tree, at)) {
          const captured = typeOfExpression(place, use);
          if (captured !== null && /^(owns|shared)$/.test(ownershipOf(asker, captured)))
            return { name, span: { start: tree.start[use], end: tree.end[use] }, path };
        }
      }
    }
  }
  return null;
}

/** `Box::new(closure)`, `Arc::new(closure)`, `Box::pin(async move { … })`. */
function isBoxed(tree: RustFacts['tree'], node: Node): boolean {
  const call = tree.parent[node];
  return (
    call !== NONE &&
    tree.kind[call] === Rs.Call &&
    tree.field[node] === RsField.arguments &&
    /^(new|pin)$/.test(calleeName(tree, call)) &&
    /^(Box|Arc|Rc)::/.test(calleePath(tree, call))
  );
}

const owned = (facts: RustFacts, closure: Node): readonly { readonly name: string; readonly use: Node }[] =>
  capturesOf(facts.tree, closure).filter(({ use }) => {
    const type = typeOfExpression(facts, use);
    return type !== null && holds(facts, type);
  });

const holds = (facts: RustFacts, type: RustType): boolean =>
  /^(owns|shared)$/.test(ownershipOf({ table: facts.table, file: facts.items, about: '', generics: [] }, type));
