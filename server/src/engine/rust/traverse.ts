/** What a class's `__traverse__` visits, and the functions it runs: itself and, one level deep, the helpers it calls on `self`. */
import type { MethodFact, RustFacts, TypeFact } from '../rust-facts.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { Document } from '../../project/document.ts';
import { lastName } from './items.ts';
import { mentionsOfSelf, methodNamed, selfField } from './methods.ts';

export interface Body {
  readonly document: Document;
  readonly node: Node;
}

/** `__traverse__` and the methods of the type that it calls on `self`; `null` without one. */
function traverseBodies(type: TypeFact): readonly Body[] | null {
  const traverse = methodNamed(type, '__traverse__');
  if (traverse === null) return null;
  const bodies: MethodFact[] = [traverse];
  for (const name of mentionsOfSelf(traverse.document.tree, traverse.node).calls) {
    const helper = methodNamed(type, name);
    if (helper !== null && helper !== traverse) bodies.push(helper);
  }
  return bodies;
}

/**
 * Whether the bodies pass `self` as a whole to something that is not known (`traverse(self, &visit)`, a macro): then they may visit anything.
 * With `variants`, taking it apart with `match` or `if let` is known.
 */
export function handsSelfOn(bodies: readonly Body[], variants = false): boolean {
  for (const { document, node } of bodies) {
    const { tree } = document;
    for (let at = tree.first[node]; at < node; at += 1) {
      if (tree.kind[at] === Rs.MacroCall && /\bself\b/.test(textOf(tree, at)) && tree.flag[at] === 0) return true;
      if (tree.kind[at] !== Rs.PathExpression || textOf(tree, at) !== 'self') continue;
      const parent = tree.parent[at];
      if (parent === NONE) continue;
      const kind = tree.kind[parent];
      if (kind === Rs.Match || kind === Rs.LetCondition) {
        if (variants) continue;
        return true;
      }
      if (kind === Rs.FieldAccess || (kind === Rs.MethodCall && childIn(tree, parent, RsField.receiver) === at)) continue;
      return true;
    }
  }
  return false;
}

/** The fields of `self` that any of the bodies mentions. */
export function mentionedFields(bodies: readonly Body[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { document, node } of bodies) for (const field of mentionsOfSelf(document.tree, node).fields) found.add(field);
  return found;
}

/** The fields of an enum's variants that patterns in the bodies bind, as `Variant.field`. */
export function boundInPatterns(type: TypeFact, bodies: readonly Body[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { document, node } of bodies) {
    const { tree } = document;
    for (let at = tree.first[node]; at < node; at += 1) {
      const kind = tree.kind[at];
      if (kind !== Rs.StructPattern && kind !== Rs.TupleStructPattern) continue;
      const path = childIn(tree, at, RsField.path);
      const variant = path === NONE ? '' : lastName(textOf(tree, path).replace(/\s+/g, ''));
      for (const field of kind === Rs.StructPattern ? namedParts(tree, at) : numberedParts(type, variant, tree, at))
        found.add(`${variant}.${field}`);
    }
  }
  return found;
}

const namedParts = (tree: Tree, pattern: Node): string[] =>
  childrenIn(tree, pattern, RsField.fields)
    .filter((part) => {
      const inner = childIn(tree, part, RsField.pattern);
      return inner === NONE || tree.kind[inner] !== Rs.WildcardPattern;
    })
    .map((part) => nameOf(tree.aux[part]));

/** The positions that a tuple pattern binds; what stands behind `..` is counted from the end. */
function numberedParts(type: TypeFact, variant: string, tree: Tree, pattern: Node): string[] {
  const parts = childrenIn(tree, pattern, RsField.patterns);
  const rest = parts.findIndex((part) => tree.kind[part] === Rs.RestPattern);
  const missing = type.fields.filter((field) => field.variant === variant).length - parts.length;
  return parts.flatMap((part, index) =>
    tree.kind[part] === Rs.WildcardPattern || tree.kind[part] === Rs.RestPattern
      ? []
      : [String(rest !== -1 && index > rest ? index + missing : index)],
  );
}

/** The calls of `visit.call(…)` in a body: the call, what is visited, the field of `self` that it is reached through ('' if not plain). */
export function visitsOf({ document, node }: Body): readonly { readonly call: Node; readonly visited: Node; readonly field: string }[] {
  const { tree } = document;
  const found: { call: Node; visited: Node; field: string }[] = [];
  for (let at = tree.first[node]; at < node; at += 1) {
    if (tree.kind[at] !== Rs.MethodCall || nameOf(tree.aux[at]) !== 'call') continue;
    const [visited, other] = childrenIn(tree, at, RsField.arguments);
    if (visited === undefined || other !== undefined) continue;
    found.push({ call: at, visited, field: selfField(tree, visited) });
  }
  return found;
}

/** The name of the visitor parameter of a `__traverse__`. */
export function visitorName(tree: Tree, fn: Node): string {
  const parameter = childrenIn(tree, fn, RsField.parameters).find((each) => tree.kind[each] === Rs.Parameter);
  const pattern = parameter === undefined ? NONE : childIn(tree, parameter, RsField.pattern);
  return pattern === NONE ? 'visit' : nameOf(tree.aux[pattern]);
}

/** The classes of a file that have a `__traverse__` in that file, with its bodies. */
export function* traversingTypes(
  facts: RustFacts,
): Iterable<{ readonly type: TypeFact; readonly traverse: MethodFact; readonly bodies: readonly Body[] }> {
  const names = new Set(
    facts.functions().flatMap((item) => (item.name === '__traverse__' && item.impl !== null ? [facts.table.typeOfImpl(item.impl)] : [])),
  );
  for (const name of names) {
    const type = facts.typeNamed(name);
    const traverse = type === null ? null : methodNamed(type, '__traverse__');
    const bodies = type === null ? null : traverseBodies(type);
    if (type !== null && traverse !== null && bodies !== null && traverse.document === facts.document) yield { type, traverse, bodies };
  }
}
