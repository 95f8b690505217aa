/** RC824: structs that hold each other through `Arc` or `Rc`, with no `Weak` between. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { readType, type RustType } from '../../engine/rust/types.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn, textOf } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './rust-cycle.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC824',
  name: 'rust-cycle',
  summary: 'detects structs that hold each other through `Arc` or `Rc`',
  page,
  level: 'warning',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    for (const type of facts.types()) {
      for (const back of edgesOf(type)) {
        if (!back.changes || !backwards.test(back.field)) continue;
        const owner = facts.typeNamed(back.to);
        const forth = owner === null ? undefined : edgesOf(owner).find((edge) => edge.to === type.name && edge.node !== back.node);
        if (owner === null || forth === undefined || isCut(facts, type, back.field) || isCut(facts, owner, forth.field)) continue;
        const { tree } = facts;
        yield {
          at: { start: tree.start[back.node], end: tree.end[back.node] },
          says: `\`${type.name}\` holds its \`${back.to}\` in \`${back.field}\`, which holds it in \`${forth.field}\`: once both are set, neither is ever freed; make one of them \`Weak\``,
          because: [
            {
              span: { start: owner.document.tree.start[forth.node], end: owner.document.tree.end[forth.node] },
              says: 'the way there',
              path: owner.path,
            },
          ],
        };
      }
    }
  },
};

export default rule;

/** Names of fields that lead back to where a value hangs. */
const backwards = /^_?(parent|owner|root|prev|previous|back|backref|container|holder|session|manager|server|loop|registry)(_ref)?$/;

interface Edge {
  readonly field: string;
  readonly node: number;
  readonly to: string;
  /** Whether it may be set after both were made. */
  readonly changes: boolean;
}

/** The fields that hold other structs through a counted pointer. */
function edgesOf(type: TypeFact): readonly Edge[] {
  const { tree } = type.document;
  return type.fields.flatMap((field) => {
    const found = counted(readType(tree, childIn(tree, field.node, RsField.type)), false, 0);
    return found === null ? [] : [{ field: field.name, node: field.node, ...found }];
  });
}

function counted(type: RustType, changes: boolean, depth: number): { readonly to: string; readonly changes: boolean } | null {
  if (depth > 10 || /^(&|&mut|\*mut|\*const|fn|dyn|impl|Weak|PhantomData)$/.test(type.head)) return null;
  const inner = changes || /^(Mutex|RwLock|RefCell|OnceCell|OnceLock|ArcSwapOption|UnsafeCell|Cell)$/.test(type.head);
  for (const arg of type.args) {
    if (/^(Arc|Rc)$/.test(type.head) && arg.args.length === 0) return { to: arg.head, changes: inner };
    const found = counted(arg, inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Whether a method that ends things lets go of the field. */
function isCut({ documents }: RustFacts, type: TypeFact, field: string): boolean {
  if (documents.length === 0) return false;
  for (const [name, methods] of type.methods) {
    if (!/^(drop|close|clear|shutdown|stop|detach|disconnect|remove\w*|release|__clear__|__exit__)$/.test(name)) continue;
    if (methods.some(({ document, node }) => new RegExp(`\\b${field}\\b`).test(textOf(document.tree, node)))) return true;
  }
  return false;
}
