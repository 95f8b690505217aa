/**
 * Whether Python can hand an object of its choice to an instance of a class, to keep: only then can the user close a cycle through it.
 *
 * A way in is a settable field, or a function that fills or makes the instance and keeps a parameter which may be any object.
 */
import type { MethodFact, RustFacts, TypeFact } from '../rust-facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { Rs, RsField, SelfForm } from '../../syntax/rust/kinds.ts';
import { childIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import type { Document } from '../../project/document.ts';
import { declaredType, itemsOf, parametersOf } from './items.ts';
import { typeOfExpression } from './infer.ts';
import { mayKeep } from './keeps.ts';
import { expand, holdsAnything, ownershipOf, type Asker } from './ownership.ts';
import { functionAround } from './scope.ts';
import { dereferenced, readType, type RustType } from './types.ts';

/** How many classes one question may lead through; beyond them the answer is yes. */
const MOST_CLASSES = 32;

export function takesInAnything(facts: RustFacts, type: TypeFact): boolean {
  return hasWayIn(facts, type, new Set());
}

function hasWayIn(facts: RustFacts, type: TypeFact, asked: Set<string>): boolean {
  if (asked.has(type.name)) return false;
  if (asked.size >= MOST_CLASSES) return true;
  asked.add(type.name);
  if (type.fields.some((field) => field.settable && field.ownership === 'owns')) return true;
  for (const methods of type.methods.values()) {
    if (methods.some((method) => fills(facts, type, method) && keepsAnything(facts, type, method.document, method.node, NONE, asked)))
      return true;
  }
  return facts.table.makingOf(type.name).some(({ file, node }) => {
    const { document } = file;
    const fn = functionAround(document.tree, node);
    if (fn === NONE) return false;
    // what an object that takes in anything passes on of itself may be anything
    const maker = implAround(document.tree, fn);
    const other = maker === '' || maker === type.name ? null : facts.typeNamed(maker);
    if (
      other !== null &&
      other.pyclass !== null &&
      goesInto(askerIn(facts, document, maker), document, fn, selves, node) &&
      hasWayIn(facts, other, asked)
    )
      return true;
    return !onlyLooks.test(nameOf(document.tree.aux[fn])) && keepsAnything(facts, type, document, fn, node, asked);
  });
}

/** Methods that are handed objects to compare, look up or forget, not to keep. */
const onlyLooks =
  /^__(richcmp|eq|ne|lt|le|gt|ge|hash|contains|getitem|delitem|exit|aexit|call|getattr\w*|delattr|reversed|traverse|clear)__$/;

/** Whether a method can put something into an instance: through `&mut self`, or through a lock or cell in a field. */
function fills(facts: RustFacts, type: TypeFact, { document, node, name, trait }: MethodFact): boolean {
  if (trait !== null || onlyLooks.test(name)) return false;
  const { tree } = document;
  const [first] = parametersOf(tree, node);
  const looks =
    first !== undefined &&
    tree.kind[first] === Rs.SelfParameter &&
    (tree.flag[first] & (SelfForm.reference | SelfForm.mutable)) === SelfForm.reference;
  if (!looks) return true;
  const once = /\bself\s*\.\s*\w+\s*\.\s*(set|try_insert)\b/.test(textOf(tree, node));
  return type.fields.some((field) => changesInside(facts, field.type, once, new Set()));
}

/** Whether the type of a field, as written, or of what it is made of in the crate, has a lock or a cell. */
function changesInside(facts: RustFacts, written: string, once: boolean, asked: Set<string>): boolean {
  for (const [name] of written.matchAll(/\w+/g)) {
    if (cells.test(name) || (once && /Once(Cell|Lock)$/.test(name))) return true;
    if (asked.has(name)) continue;
    asked.add(name);
    for (const { document, fields } of facts.table.typesNamed(name)) {
      if (fields.some(({ typeNode }) => typeNode !== NONE && changesInside(facts, textOf(document.tree, typeNode), once, asked)))
        return true;
    }
  }
  return false;
}

const cells = /^(Mutex|RwLock|PyMutex|RefCell|Cell|UnsafeCell|AtomicRefCell|ArcSwap|ArcSwapOption|DashMap|DashSet|Sender|UnboundedSender)$/;

/** Whether a function takes, and may keep, an object that could lead anywhere; with `into`, an expression that it goes into. */
function keepsAnything(facts: RustFacts, type: TypeFact, document: Document, fn: Node, into: Node, asked: Set<string>): boolean {
  const { tree } = document;
  const asker = askerIn(facts, document, type.name);
  return parametersOf(tree, fn).some((parameter, index) => {
    const declared = declaredType(tree, parameter);
    if (declared === null || !holdsAnything(asker, declared)) return false;
    // `slf: PyRef<'_, Self>` is the object itself
    if (index === 0 && dereferenced(declared).args.some(({ head }) => head === 'Self')) return false;
    if (
      !mayKeep(facts.table, tree, fn, parameter) ||
      (into !== NONE && !goesInto(asker, document, fn, [parameterName(tree, parameter)], into))
    )
      return false;
    // an instance of another class of the crate leads back only if that class itself takes in any object
    const others = classesIn(facts, asker, declared);
    return others === null || others.some((other) => other.name === type.name || hasWayIn(facts, other, asked));
  });
}

const askerIn = (facts: RustFacts, document: Document, about: string): Asker => ({
  table: facts.table,
  file: itemsOf(document),
  about,
  generics: [],
});

const selves: readonly string[] = ['self', 'slf'];

function parameterName(tree: Tree, parameter: Node): string {
  const pattern = childIn(tree, parameter, RsField.pattern);
  return pattern !== NONE && tree.kind[pattern] === Rs.IdentifierPattern ? nameOf(tree.aux[pattern]) : '';
}

/** Whether an expression mentions one of these names, or a local that was made of them and may hold what they hold. */
function goesInto(asker: Asker, document: Document, fn: Node, seeds: readonly string[], into: Node): boolean {
  const { tree } = document;
  const place = { table: asker.table, items: asker.file };
  const names = new Set(seeds);
  const mentions = (node: Node): boolean => (textOf(tree, node).match(/[A-Za-z_]\w*/g) ?? []).some((word) => names.has(word));
  for (let at = tree.first[fn]; at < into; at += 1) {
    if (tree.kind[at] !== Rs.Let && tree.kind[at] !== Rs.For && tree.kind[at] !== Rs.LetCondition) continue;
    const value = childIn(tree, at, tree.kind[at] === Rs.For ? RsField.iterable : RsField.value);
    const bound = childIn(tree, at, RsField.pattern);
    if (value === NONE || bound === NONE || !mentions(value)) continue;
    // what was worked out from the object holds nothing of it; of `self` all may be passed on whose type is not known
    const type = tree.kind[at] === Rs.For ? null : typeOfExpression(place, value);
    if (tree.kind[at] !== Rs.For && (type === null ? seeds !== selves : ownershipOf(asker, type) === 'none')) continue;
    for (let each = tree.first[bound]; each <= bound; each += 1)
      if (tree.kind[each] === Rs.IdentifierPattern) names.add(nameOf(tree.aux[each]));
  }
  return mentions(into);
}

/** The classes of the crate that a type points to, if it points to nothing else. */
function classesIn(facts: RustFacts, asker: Asker, written: RustType): readonly TypeFact[] | null {
  const type = expand(asker, written);
  if (/^(Py|Bound|PyRef|PyRefMut|Borrowed)$/.test(type.head)) {
    const python = type.args[type.args.length - 1];
    const fact = python === undefined ? null : facts.typeNamed(expand(asker, python).head);
    return fact === null || fact.pyclass === null || fact.pyclass.has('dict') || fact.pyclass.has('subclass') ? null : [fact];
  }
  if (!/^(&|&mut|Option|Vec|HashMap|BTreeMap|\(|\[)$/.test(type.head) || type.args.length === 0) return null;
  const found = type.args.map((arg) => (plain.test(arg.head) ? [] : classesIn(facts, asker, arg)));
  return found.some((each) => each === null) ? null : found.flatMap((each) => each ?? []);
}

const plain = /^(String|str|[iu]\d+|usize|isize|f32|f64|bool|char)$/;

function implAround(tree: Tree, node: Node): string {
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at])
    if (tree.kind[at] === Rs.Impl) return readType(tree, childIn(tree, at, RsField.type)).head;
  return '';
}
