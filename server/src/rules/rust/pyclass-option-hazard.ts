/** RC608: options of `#[pyclass]` that lose values: `unsendable` and `freelist`. */
import type { RustFacts, TypeFact } from '../../engine/rust-facts.ts';
import { itemsOf } from '../../engine/rust/items.ts';
import { expand, type Asker } from '../../engine/rust/ownership.ts';
import { readType, type RustType } from '../../engine/rust/types.ts';
import { RsField } from '../../syntax/rust/kinds.ts';
import { childIn } from '../../syntax/tree.ts';
import type { Report, RustRule } from '../rule.ts';
import page from './pyclass-option-hazard.md' with { type: 'text' };

const rule: RustRule = {
  code: 'RC608',
  name: 'pyclass-option-hazard',
  summary: 'detects `#[pyclass]` options under which instances leak',
  page,
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  language: 'rust',
  *check(facts): Iterable<Report> {
    if (facts.pyo3 === null) return;
    for (const type of facts.types()) {
      if (type.pyclass === null) continue;
      if (type.pyclass.has('unsendable')) yield* unsendable(facts, type);
      if (type.pyclass.has('freelist')) yield* freelist(type);
    }
  },
};

export default rule;

/** An instance that dies on another thread is not dropped; that loses something if there is anything to drop. */
function* unsendable(facts: RustFacts, type: TypeFact): Iterable<Report> {
  const asker = { table: facts.table, file: itemsOf(type.document), about: type.name, generics: type.generics };
  const { tree } = type.document;
  const lost = type.traits.has('Drop')
    ? { name: '', node: type.node }
    : type.fields.find((field) => needsDrop(asker, readType(tree, childIn(tree, field.node, RsField.type)), 0));
  if (lost === undefined) return;
  const what = lost.name === '' ? 'its `Drop` does not run' : `what it holds in \`${lost.name}\` leaks`;
  yield {
    at: type.span,
    says: `\`${type.name}\` is \`unsendable\`: an instance that Python lets go of on another thread is never dropped, so ${what}, and all that is seen is an unraisable \`RuntimeError\`; make it \`Send\``,
  };
}

/** Instances from a free list are not tracked again, so the collector never finds a cycle through them. */
function* freelist(type: TypeFact): Iterable<Report> {
  const owning = type.fields.find(({ ownership }) => ownership === 'owns' || ownership === 'shared');
  if (owning === undefined && !type.pyclass?.has('dict')) return;
  const through = owning === undefined ? 'its `__dict__`' : `\`${owning.name}\``;
  yield {
    at: type.span,
    says: `\`${type.name}\` has a \`freelist\`, and an instance that comes from it is not tracked by the collector: a cycle through ${through} is never freed; drop the option`,
  };
}

/** Whether dropping a value of this type does anything: it owns memory, a handle or references. Unknown types of other crates count. */
function needsDrop(asker: Asker, written: RustType, depth: number): boolean {
  if (depth > 16) return false;
  const type = expand(asker, written);
  if (plain.test(type.head) || type.borrows === true) return false;
  const local = asker.table.typesNamed(type.head);
  if (local.length === 0)
    return type.args.length === 0 || !seeThrough.test(type.head) || type.args.some((arg) => needsDrop(asker, arg, depth + 1));
  if (asker.table.implsOf(type.head).some(({ trait }) => trait === 'Drop')) return true;
  return local.some((item) =>
    item.fields.some((field) =>
      needsDrop(
        { ...asker, file: itemsOf(item.document), generics: item.generics },
        readType(item.document.tree, field.typeNode),
        depth + 1,
      ),
    ),
  );
}

const plain =
  /^([iu](8|16|32|64|128|size)|f32|f64|bool|char|str|fn|&|&mut|\*mut|\*const|!|_|PhantomData|NonNull|Atomic\w+|Instant|Duration|ThreadId|Python|Weak|Ordering)$/;
const seeThrough = /^(Option|Cell|RefCell|UnsafeCell|\(|\[|Wrapping|MaybeUninit|ManuallyDrop|Mutex|RwLock)$/;
