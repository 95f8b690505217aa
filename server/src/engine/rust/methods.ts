/** Questions about the bodies of a type's methods. */
import type { MethodFact, TypeFact } from '../rust-facts.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';

/** The name of the field that an expression reads from `self` (through `.as_ref()`, `&`, `?` …), or ''. */
export function selfField(tree: Tree, expression: Node): string {
  let at = expression;
  for (let step = 0; at !== NONE && step < 64; step += 1) {
    switch (tree.kind[at]) {
      case Rs.FieldAccess: {
        const receiver = childIn(tree, at, RsField.receiver);
        if (receiver !== NONE && textOf(tree, receiver) === 'self') return nameOf(tree.aux[at]);
        at = receiver;
        break;
      }
      case Rs.MethodCall:
      case Rs.Index:
        at = childIn(tree, at, RsField.receiver);
        break;
      case Rs.Borrow:
      case Rs.Dereference:
      case Rs.Try:
      case Rs.GroupedExpression:
        at = tree.first[at] === at ? NONE : at - 1;
        break;
      default:
        return '';
    }
  }
  return '';
}

/** The fields with which a method of the type panics when they are `None` or empty: `self.f.unwrap()`, `self.f[i]`. */
export function unwrappedFields(type: TypeFact): ReadonlySet<string> {
  const found = new Set<string>();
  for (const methods of type.methods.values()) {
    for (const { document, node } of methods) {
      const { tree } = document;
      for (let at = tree.first[node]; at < node; at += 1) {
        const kind = tree.kind[at];
        const unwraps = kind === Rs.Index || (kind === Rs.MethodCall && panickingMethods.has(nameOf(tree.aux[at])));
        if (unwraps) found.add(selfField(tree, childIn(tree, at, RsField.receiver)));
      }
    }
  }
  return found;
}

const panickingMethods: ReadonlySet<string> = new Set(['unwrap', 'expect', 'unwrap_unchecked']);

/** The names of `self`'s fields that a function mentions, and the methods it calls on `self`. */
export function mentionsOfSelf(tree: Tree, node: Node): { readonly fields: ReadonlySet<string>; readonly calls: ReadonlySet<string> } {
  const fields = new Set<string>();
  const calls = new Set<string>();
  for (let at = tree.first[node]; at < node; at += 1) {
    const kind = tree.kind[at];
    if (kind !== Rs.FieldAccess && kind !== Rs.MethodCall) continue;
    const receiver = childIn(tree, at, RsField.receiver);
    if (receiver === NONE || textOf(tree, receiver) !== 'self') continue;
    (kind === Rs.FieldAccess ? fields : calls).add(nameOf(tree.aux[at]));
  }
  return { fields, calls };
}

/** The first of a type's methods with a body, by name. */
export const methodNamed = (type: TypeFact, name: string): MethodFact | null => type.methods.get(name)?.[0] ?? null;
