/** RC806: a proof of attachment that is kept beyond the attachment. */
import { calleeName } from '../../engine/rust/items.ts';
import type { RustFacts } from '../../engine/rust-facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { childIn, children, NONE, textOf, type Node } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './laundered-lifetime.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC806',
  name: 'laundered-lifetime',
  summary: "detects `Bound<'static, _>` and `Python<'static>` that are stored or made by `transmute`",
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    const { tree } = facts;
    for (const generics of facts.nodes(Rs.GenericArguments)) {
      const segment = tree.parent[generics];
      if (segment === NONE || !attached.test(nameOf(tree.aux[segment]))) continue;
      if (!children(tree, generics).some((each) => tree.kind[each] === Rs.Lifetime && nameOf(tree.aux[each]) === 'static')) continue;
      const where = placeOf(facts, segment);
      if (where === null) continue;
      const type = nameOf(tree.aux[segment]);
      yield {
        at: { start: tree.start[segment], end: tree.end[segment] },
        says: `\`${type}<'static>\` ${where} claims to be attached for ever, so counts are changed without the interpreter's leave when it is used or dropped elsewhere; keep a \`Py\` and bind it where it is needed`,
      };
    }
  },
};

export default rule;

const attached = /^(Bound|Borrowed|PyRef|PyRefMut|Python)$/;

/** In a field, a static or a `transmute`; `null` anywhere else, and for thread-locals, which never leave their thread. */
function placeOf({ tree }: RustFacts, node: Node): string | null {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    switch (tree.kind[at]) {
      case Rs.PointerType:
      case Rs.FunctionType:
      case Rs.TraitObjectType:
      case Rs.ImplTraitType:
        return null;
      case Rs.MacroCall:
        return null;
      case Rs.PathSegment:
        if (nameOf(tree.aux[at]) === 'PhantomData') return null;
        break;
      case Rs.Field:
        return 'in a field';
      case Rs.Static:
        return /\bthread_local\b/.test(textOf(tree, at)) || isInMacro(tree, at) ? null : 'in a static';
      case Rs.Call:
        return calleeName(tree, at) === 'transmute' ? 'made by `transmute`' : null;
      case Rs.Let: {
        const value = childIn(tree, at, RsField.value);
        return value !== NONE && /\btransmute\b/.test(textOf(tree, value)) ? 'made by `transmute`' : null;
      }
      case Rs.Function:
      case Rs.Block:
        return null;
    }
  }
  return null;
}

function isInMacro(tree: RustFacts['tree'], node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Rs.MacroCall) return true;
  return false;
}
