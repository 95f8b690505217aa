/**
 * The type of an expression, as far as declarations, PyO3's API and the crate's own functions tell it; `null` where they do not.
 *
 * Not a type checker: no unification, no traits. It never guesses, and its depth is bounded.
 */
import { functionRow, methodRow } from '../model/pyo3-calls.ts';
import { Rs, RsField, SelfForm } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { childIn, children, childrenIn, NONE, type Node, type Tree } from '../../syntax/tree.ts';
import type { CrateTable } from './crate.ts';
import { resolvedName } from './crate.ts';
import { calleePath, declaredType, itemsOf, type FileItems, type FunctionItem } from './items.ts';
import { expand } from './ownership.ts';
import { returnsOf } from './raw.ts';
import { bindingOf, firstChild, simpleName, type Binding } from './scope.ts';
import { dereferenced, readType, substitute, typeFromText, typeTerm, unknownType, type RustType } from './types.ts';

/** What types are looked up in: one file of a crate. */
export interface Place {
  readonly table: CrateTable;
  readonly items: FileItems;
}

const MAX_DEPTH = 24;

export function typeOfExpression(place: Place, node: Node, depth = 0): RustType | null {
  if (node === NONE || depth > MAX_DEPTH) return null;
  const { tree } = place.items.document;
  const next = (inner: Node): RustType | null => typeOfExpression(place, inner, depth + 1);
  switch (tree.kind[node]) {
    case Rs.PathExpression: {
      const name = simpleName(tree, node);
      const binding = name === '' ? null : bindingOf(tree, node, name);
      return binding === null ? typeOfStatic(place, name) : typeOfBinding(place, binding, depth + 1);
    }
    case Rs.GroupedExpression:
    case Rs.Await:
      return tree.kind[node] === Rs.Await ? null : next(firstChild(tree, node));
    case Rs.Borrow: {
      const inner = next(node - 1);
      return inner === null ? null : typeTerm((tree.flag[node] & 1) === 0 ? '&' : '&mut', inner);
    }
    case Rs.Dereference: {
      const inner = next(node - 1);
      return inner !== null && /^(&|&mut|\*mut|\*const|Box)$/.test(inner.head) ? (inner.args[0] ?? null) : null;
    }
    case Rs.TypeCast: {
      return declaredType(tree, node);
    }
    case Rs.Try: {
      const inner = next(node - 1);
      return inner === null ? null : unwrapped(inner);
    }
    case Rs.Block: {
      const value = childIn(tree, node, RsField.value);
      return value === NONE ? null : next(value);
    }
    case Rs.If:
      return next(childIn(tree, node, RsField.then));
    case Rs.StructExpression: {
      const path = childIn(tree, node, RsField.path);
      return path === NONE ? null : inImpl(place, node, readType(tree, path));
    }
    case Rs.FieldAccess:
      return typeOfField(place, node, depth);
    case Rs.MethodCall:
      return typeOfMethodCall(place, node, depth);
    case Rs.Call:
      return typeOfCall(place, node, depth);
    case Rs.MacroCall:
      return nameOf(tree.aux[node]) === 'intern' ? typeFromText('&Bound<PyString>') : null;
    default:
      return null;
  }
}

/** The declared type of a `static` of the crate, if the name means one only. */
function typeOfStatic(place: Place, name: string): RustType | null {
  const [item, other] = /^[A-Z][A-Z\d_]*$/.test(name) ? place.table.staticsNamed(name) : [];
  if (item === undefined || other !== undefined) return null;
  const { tree } = item.file.document;
  const declared = declaredType(tree, item.node);
  return declared === null ? null : expanded({ ...place, items: item.file }, declared, '');
}

/** `Result<T, E>`, `PyResult<T>`, `Option<T>` → `T`. */
const unwrapped = (type: RustType): RustType | null => (/^(Option|Result|PyResult)$/.test(type.head) ? (type.args[0] ?? null) : null);

/** What a name is bound to. */
export function typeOfBinding(place: Place, binding: Binding, depth = 0): RustType | null {
  const { tree } = place.items.document;
  const { holder } = binding;
  if (depth > MAX_DEPTH) return null;
  switch (tree.kind[holder]) {
    case Rs.SelfParameter: {
      const declared = declaredType(tree, holder);
      if (declared !== null) return inImpl(place, holder, declared);
      const self = inImpl(place, holder, typeTerm('Self'));
      const flag = tree.flag[holder];
      return (flag & SelfForm.reference) !== 0 ? typeTerm((flag & SelfForm.mutable) === 0 ? '&' : '&mut', self) : self;
    }
    case Rs.Parameter:
      return binding.whole ? resolved(place, holder, declaredType(tree, holder)) : null;
    case Rs.Let: {
      const declared = declaredType(tree, holder);
      if (declared !== null && binding.whole && !hasHole(declared)) return resolved(place, holder, declared);
      const value = typeOfExpression(place, childIn(tree, holder, RsField.value), depth + 1);
      return value === null ? null : throughPattern(tree, childIn(tree, holder, RsField.pattern), binding.pattern, value);
    }
    case Rs.LetCondition: {
      const value = typeOfExpression(place, childIn(tree, holder, RsField.value), depth + 1);
      return value === null ? null : throughPattern(tree, childIn(tree, holder, RsField.pattern), binding.pattern, value);
    }
    case Rs.Arm: {
      const match = tree.parent[holder];
      const value = match === NONE ? null : typeOfExpression(place, childIn(tree, match, RsField.scrutinee), depth + 1);
      return value === null ? null : throughPattern(tree, childIn(tree, holder, RsField.pattern), binding.pattern, value);
    }
    case Rs.For: {
      const value = typeOfExpression(place, childIn(tree, holder, RsField.iterable), depth + 1);
      const item = value === null ? null : itemOf(value);
      return item === null || !binding.whole ? null : item;
    }
    default:
      return null;
  }
}

const hasHole = (type: RustType): boolean => type.head === '_' || type.args.some(hasHole);

/** The type of one name inside a pattern that is matched against a value: `Some(x)`, `Ok(x)`, `&x`, tuples. */
function throughPattern(tree: Tree, pattern: Node, name: Node, value: RustType): RustType | null {
  let at = pattern;
  let type = value;
  for (let step = 0; step < 16; step += 1) {
    if (at === name) return type;
    switch (tree.kind[at]) {
      case Rs.TupleStructPattern: {
        const constructor = nameOf(tree.aux[childIn(tree, at, RsField.path)] ?? 0);
        const [inner] = childrenIn(tree, at, RsField.patterns);
        const outer = dereferenced(type);
        if (inner === undefined || !/^(Some|Ok)$/.test(constructor) || unwrapped(outer) === null) return null;
        const content = unwrapped(outer) ?? unknownType;
        type = type.head === '&' || type.head === '&mut' ? typeTerm(type.head, content) : content;
        at = inner;
        break;
      }
      case Rs.TuplePattern: {
        if (type.head !== '(') return null;
        const parts = children(tree, at);
        const index = parts.findIndex((part) => tree.first[part] <= name && name <= part);
        if (index === -1 || type.args[index] === undefined) return null;
        at = parts[index];
        type = type.args[index];
        break;
      }
      default:
        return null;
    }
  }
  return null;
}

function itemOf(iterable: RustType): RustType | null {
  const inner = dereferenced(iterable);
  const borrowed = iterable.head === '&' || iterable.head === '&mut';
  if (inner.head === 'Bound') return typeTerm('Bound', typeTerm('PyAny'));
  if (!/^(Vec|VecDeque|HashSet|BTreeSet|\[)$/.test(inner.head) || inner.args[0] === undefined) return null;
  return borrowed ? typeTerm(iterable.head, inner.args[0]) : inner.args[0];
}

function typeOfField(place: Place, node: Node, depth: number): RustType | null {
  const { tree } = place.items.document;
  const receiver = typeOfExpression(place, childIn(tree, node, RsField.receiver), depth + 1);
  if (receiver === null) return null;
  const owner = dereferenced(receiver);
  const field = nameOf(tree.aux[node]);
  if (owner.head === '(') return owner.args[Number(field)] ?? null;
  const name = /^(PyRef|PyRefMut|Box|Arc|Rc)$/.test(owner.head) ? (owner.args[0]?.head ?? '') : owner.head;
  const [item, other] = place.table.typesNamed(name);
  if (item === undefined || other !== undefined) return null;
  const declared = item.fields.find((each) => each.name === field && each.variant === '');
  if (declared === undefined) return null;
  return expanded({ ...place, items: itemsOf(item.document) }, readType(item.document.tree, declared.typeNode), item.name);
}

function typeOfMethodCall(place: Place, node: Node, depth: number): RustType | null {
  const { tree } = place.items.document;
  const name = nameOf(tree.aux[node]);
  const receiver = typeOfExpression(place, childIn(tree, node, RsField.receiver), depth + 1);
  if (receiver === null) return null;
  const owner = dereferenced(receiver);
  if (/^(Option|Result|PyResult)$/.test(owner.head)) {
    const inner = owner.args[0] ?? null;
    if (inner === null) return null;
    if (/^(unwrap|expect|unwrap_or|unwrap_or_else|unwrap_or_default)$/.test(name)) return inner;
    if (name === 'as_ref') return typeTerm('Option', typeTerm('&', inner));
    if (/^(take|cloned|ok|map_err|or_else|ok_or|ok_or_else|clone)$/.test(name))
      return typeTerm(name === 'ok' ? 'Option' : name.startsWith('ok_or') ? 'Result' : owner.head, dereferenced(inner));
    return null;
  }
  const special = typeOfGenericMethod(tree, node, owner, name);
  if (special !== null) return special;
  const row = methodRow(owner.head, name);
  if (row !== null && row.returns !== '') {
    const python = owner.head === 'PyObject' ? typeTerm('PyAny') : (owner.args[owner.args.length - 1] ?? typeTerm('PyAny'));
    const type = substitute(
      typeFromText(row.returns),
      new Map([
        ['T', python],
        ['S', owner],
      ]),
    );
    // the methods of `Py` that call into Python return `Py`
    return owner.head === 'Py' || owner.head === 'PyObject'
      ? row.effect === 'result'
        ? substitute(typeFromText(row.returns.replace('Bound', 'Py')), new Map())
        : type
      : type;
  }
  if (name === 'clone' || name === 'to_owned') return owner;
  return returnOf(
    place,
    place.table.functionsNamed(name).filter((each) => each.impl?.type === owner.head),
  );
}

/** Methods of `Bound` and `Py` whose result depends on a type argument, or on the class. */
function typeOfGenericMethod(tree: Tree, node: Node, owner: RustType, name: string): RustType | null {
  if (!/^(Bound|Borrowed|Py)$/.test(owner.head)) return null;
  const python = owner.args[owner.args.length - 1] ?? typeTerm('PyAny');
  const generics = childIn(tree, node, RsField.generics);
  const given = generics === NONE ? null : readType(tree, firstChild(tree, generics));
  const any = typeFromText('Bound<PyAny>');
  switch (name) {
    case 'get_item':
      return typeTerm('Result', python.head === 'PyDict' ? typeTerm('Option', any) : any);
    case 'cast':
    case 'cast_exact':
    case 'downcast':
    case 'downcast_exact':
      return given === null ? null : typeTerm('Result', typeTerm('&', typeTerm('Bound', given)));
    case 'cast_unchecked':
    case 'downcast_unchecked':
      return given === null ? null : typeTerm('&', typeTerm('Bound', given));
    case 'cast_into':
    case 'cast_into_exact':
    case 'downcast_into':
      return given === null ? null : typeTerm('Result', typeTerm('Bound', given));
    case 'extract':
      return given === null ? null : typeTerm('Result', given);
    case 'borrow':
      return typeTerm('PyRef', python);
    case 'borrow_mut':
      return typeTerm('PyRefMut', python);
    case 'try_borrow':
      return typeTerm('Result', typeTerm('PyRef', python));
    case 'try_borrow_mut':
      return typeTerm('Result', typeTerm('PyRefMut', python));
    default:
      return null;
  }
}

function typeOfCall(place: Place, node: Node, depth: number): RustType | null {
  const { tree } = place.items.document;
  const path = calleePath(tree, node).split('::');
  const name = path[path.length - 1];
  const args = childrenIn(tree, node, RsField.arguments);
  if (path.length === 1) {
    if ((name === 'Some' || name === 'Ok') && args.length === 1) {
      const inner = typeOfExpression(place, args[0], depth + 1);
      return inner === null ? null : typeTerm(name === 'Some' ? 'Option' : 'Result', inner);
    }
    const own = returnOf(
      place,
      place.table.functionsNamed(name).filter((each) => each.impl === null),
    );
    return own ?? rawResult(place, name);
  }
  if (place.table.functionsNamed(name).length === 0) {
    const raw = rawResult(place, name);
    if (raw !== null) return raw;
  }
  const owner = resolvedName(place.items, path[path.length - 2]);
  const row = functionRow(owner, name);
  if (row !== null) {
    if (row.returns === '') return null;
    if ((owner === 'Py' || owner === 'Bound') && name === 'new') {
      const made = typeOfExpression(place, args[args.length - 1] ?? NONE, depth + 1);
      return typeTerm('Result', typeTerm(owner, made ?? typeTerm('PyAny')));
    }
    const text = owner === 'Py' || owner === 'PyObject' ? row.returns.replace('Bound', 'Py') : row.returns;
    return substitute(typeFromText(text), new Map([['O', typeTerm(owner)]]));
  }
  if (name === 'new' && args.length === 1 && /^(Box|Arc|Rc|Mutex|RwLock|RefCell|Cell|ManuallyDrop)$/.test(owner)) {
    const inner = typeOfExpression(place, args[0], depth + 1);
    return inner === null ? null : typeTerm(owner, inner);
  }
  const type = path[path.length - 2] === 'Self' ? inImpl(place, node, typeTerm('Self')).head : owner;
  return returnOf(
    place,
    place.table
      .functionsNamed(name)
      .filter((each) => (each.impl === null ? place.table.typesNamed(type).length === 0 : each.impl.type === type)),
  );
}

/** What a function of the C API returns: an object pointer, as far as the table of effects knows it. */
function rawResult(place: Place, name: string): RustType | null {
  const returns = returnsOf(name);
  return returns === 'other' || place.table.functionsNamed(name).some((each) => !each.foreign) ? null : typeFromText('*mut PyObject');
}

/** The declared result of a function of the crate, if the name means one function only. */
function returnOf(place: Place, candidates: readonly FunctionItem[]): RustType | null {
  const [item, other] = candidates;
  if (item === undefined || other !== undefined) return null;
  const { tree } = item.document;
  const returns = childIn(tree, item.node, RsField.returns);
  if (returns === NONE) return null;
  return expanded({ ...place, items: itemsOf(item.document) }, readType(tree, returns), item.impl?.type ?? '');
}

const resolved = (place: Place, node: Node, type: RustType | null): RustType | null => (type === null ? null : inImpl(place, node, type));

/** Replaces `Self` and aliases by what they mean where the node stands. */
function inImpl(place: Place, node: Node, type: RustType): RustType {
  const { tree } = place.items.document;
  let about = '';
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) {
    if (tree.kind[at] !== Rs.Impl) continue;
    about = readType(tree, childIn(tree, at, RsField.type)).head;
    break;
  }
  return expanded(place, type, about);
}

function expanded(place: Place, type: RustType, about: string, depth = 0): RustType {
  if (depth > MAX_DEPTH) return type;
  const outer = expand({ table: place.table, file: place.items, about, generics: [] }, type);
  return outer.args.length === 0 ? outer : { ...outer, args: outer.args.map((each) => expanded(place, each, about, depth + 1)) };
}
