/** RC826: a method that panics on what the collector's `__clear__` has emptied. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { methodNamed, selfField } from '../../engine/rust/methods.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './unwrap-after-clear.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC826',
  name: 'unwrap-after-clear',
  summary: 'detects `unwrap()` of a field that `__clear__` sets to `None`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    const names = new Set(facts.items.impls.filter(({ methods }) => methods.length > 0).map(({ type }) => type));
    for (const name of names) {
      const type = facts.typeNamed(name);
      if (type !== null && type.pyclass !== null) yield* unwraps(facts, type);
    }
  },
};

export default rule;

function* unwraps(facts: RustFacts, type: TypeFact): Iterable<Report> {
  const cleared = clearedFields(type);
  if (cleared.size === 0) return;
  for (const methods of type.methods.values()) {
    for (const method of methods) {
      if (method.document !== facts.document || /^__(clear|traverse|new)__$/.test(method.name)) continue;
      const { tree } = facts;
      const text = textOf(tree, method.node);
      for (let at = tree.first[method.node]; at < method.node; at += 1) {
        if (tree.kind[at] !== Rs.MethodCall || !/^(unwrap|expect|unwrap_unchecked)$/.test(nameOf(tree.aux[at]))) continue;
        const field = wholeField(facts, childIn(tree, at, RsField.receiver));
        const where = cleared.get(field);
        if (
          where === undefined ||
          new RegExp(
            `\\bself\\.${field}\\s*\\.\\s*is_(some|none)\\b|\\)\\s*= *&?(mut )?self\\.${field}\\b|\\bmatch\\s+&?(mut )?self\\.${field}\\b`,
          ).test(text)
        )
          continue;
        // what the method has put there itself is there
        if (new RegExp(`\\bself\\.${field}\\s*=\\s*Some\\b|\\bself\\.${field}\\s*\\.\\s*(get_or_insert|insert|replace)`).test(text))
          continue;
        yield {
          at: { start: tree.start[at], end: tree.end[at] },
          says: `\`${field}\` is \`None\` once the collector has run \`__clear__\`, and methods may still be called then: this panics; return an error or stop instead`,
          because: [
            {
              span: { start: where.tree.start[where.node], end: where.tree.end[where.node] },
              says: '`__clear__` empties it here',
              path: where.path,
            },
          ],
        };
      }
    }
  }
}

interface Place {
  readonly tree: RustFacts['tree'];
  readonly node: Node;
  readonly path: string;
}

/** The fields that `__clear__` sets to `None` or takes. */
function clearedFields(type: TypeFact): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const clear = methodNamed(type, '__clear__');
  if (clear === null) return found;
  const { tree } = clear.document;
  const { path } = clear;
  for (let at = tree.first[clear.node]; at < clear.node; at += 1) {
    if (tree.kind[at] === Rs.Assignment) {
      const left = childIn(tree, at, RsField.left);
      const field = textOf(tree, childIn(tree, at, RsField.right)) === 'None' && left !== NONE ? selfField(tree, left) : '';
      if (field !== '' && tree.kind[left] === Rs.FieldAccess) found.set(field, { tree, node: at, path });
    } else if (tree.kind[at] === Rs.MethodCall && nameOf(tree.aux[at]) === 'take' && childrenIn(tree, at, RsField.arguments).length === 0) {
      const receiver = childIn(tree, at, RsField.receiver);
      if (receiver !== NONE && tree.kind[receiver] === Rs.FieldAccess && selfField(tree, receiver) !== '')
        found.set(selfField(tree, receiver), { tree, node: at, path });
    }
  }
  return found;
}

/** `self.f`, `self.f.as_ref()`, `self.f.as_mut()`, `self.f.take()`, `self.f.clone()` → `f`; '' for anything that asks further. */
function wholeField({ tree }: RustFacts, expression: Node): string {
  let at = expression;
  while (at !== NONE && tree.kind[at] === Rs.MethodCall && /^(as_ref|as_mut|as_deref|as_deref_mut|take|clone)$/.test(nameOf(tree.aux[at])))
    at = childIn(tree, at, RsField.receiver);
  if (at === NONE || tree.kind[at] !== Rs.FieldAccess) return '';
  const receiver = childIn(tree, at, RsField.receiver);
  return receiver !== NONE && /^(self|slf)$/.test(textOf(tree, receiver)) ? nameOf(tree.aux[at]) : '';
}
