/** Rust types as plain terms, read from type nodes: a head and its arguments, as deep as the text is (bounded). */
import { Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { children, childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';

/**
 * `head` is the last name of a path (`Py`, `Option`, `Self`), or one of `&`, `&mut`, `*const`, `*mut`, `(`, `[`, `fn`, `dyn`, `impl`, `!`, `_`.
 * `path` is the path as written, without generics.
 */
export interface RustType {
  readonly head: string;
  readonly path: string;
  readonly args: readonly RustType[];
  /** Whether a lifetime stands among its arguments: a type of the outside then most likely borrows. */
  readonly borrows?: boolean;
}

const MAX_DEPTH = 40;
export const unknownType: RustType = { head: '_', path: '_', args: [] };

export const typeTerm = (head: string, ...args: RustType[]): RustType => ({ head, path: head, args });

export function readType(tree: Tree, node: Node, depth = 0): RustType {
  if (node === NONE || depth > MAX_DEPTH) return unknownType;
  const inner = (field: number): RustType => readType(tree, childIn(tree, node, field), depth + 1);
  const only = (): RustType => readType(tree, lastType(tree, node), depth + 1);
  switch (tree.kind[node]) {
    case Rs.PathType:
      return readPath(tree, childIn(tree, node, RsField.path), depth);
    case Rs.Path:
      return readPath(tree, node, depth);
    case Rs.ReferenceType:
      return typeTerm(tree.flag[node] === 1 ? '&mut' : '&', childIn(tree, node, RsField.type) === NONE ? only() : inner(RsField.type));
    case Rs.PointerType:
      return typeTerm(tree.flag[node] === 1 ? '*mut' : '*const', childIn(tree, node, RsField.type) === NONE ? only() : inner(RsField.type));
    case Rs.TupleType:
      return { head: '(', path: '(', args: children(tree, node).map((child) => readType(tree, child, depth + 1)) };
    case Rs.ArrayType:
    case Rs.SliceType:
      return typeTerm('[', childIn(tree, node, RsField.type) === NONE ? only() : inner(RsField.type));
    case Rs.FunctionType:
      return typeTerm('fn');
    case Rs.NeverType:
      return typeTerm('!');
    case Rs.TraitObjectType:
    case Rs.ImplTraitType: {
      const head = tree.kind[node] === Rs.TraitObjectType ? 'dyn' : 'impl';
      const bounds = childrenIn(tree, node, RsField.bounds)
        .map((bound) => childIn(tree, bound, RsField.path))
        .filter((path) => path !== NONE)
        .map((path) => readPath(tree, path, depth + 1));
      return { head, path: head, args: bounds };
    }
    default:
      return unknownType;
  }
}

function readPath(tree: Tree, path: Node, depth: number): RustType {
  if (path === NONE) return unknownType;
  const names: string[] = [];
  let args: RustType[] = [];
  let borrows = false;
  for (const segment of children(tree, path)) {
    if (tree.kind[segment] !== Rs.PathSegment) continue;
    names.push(nameOf(tree.aux[segment]));
    const generics = childIn(tree, segment, RsField.generics);
    if (generics === NONE) continue;
    args = readArguments(tree, generics, depth + 1);
    borrows = children(tree, generics).some((child) => tree.kind[child] === Rs.Lifetime);
  }
  const head = names.at(-1) ?? nameOf(tree.aux[path]);
  const spelled = names.length === 0 ? head : names.join('::');
  return borrows ? { head, path: spelled, args, borrows } : { head, path: spelled, args };
}

/** The type arguments among generic arguments; lifetimes, constants and bindings left out. */
function readArguments(tree: Tree, generics: Node, depth: number): RustType[] {
  const found: RustType[] = [];
  for (const child of children(tree, generics)) {
    if (tree.field[child] === RsField.returns || !isType(tree.kind[child])) continue;
    found.push(readType(tree, child, depth));
  }
  return found;
}

const typeKinds: ReadonlySet<number> = new Set([
  Rs.PathType,
  Rs.ReferenceType,
  Rs.PointerType,
  Rs.TupleType,
  Rs.ArrayType,
  Rs.SliceType,
  Rs.NeverType,
  Rs.InferredType,
  Rs.FunctionType,
  Rs.TraitObjectType,
  Rs.ImplTraitType,
]);
const isType = (kind: number): boolean => typeKinds.has(kind);

function lastType(tree: Tree, node: Node): Node {
  for (const child of children(tree, node).reverse()) if (isType(tree.kind[child])) return child;
  return NONE;
}

/** The name that an impl for this type is filed under: through references, pointers and boxes that Rust looks through. */
export function headOf(type: RustType): string {
  let at = type;
  for (let depth = 0; depth < MAX_DEPTH && (at.head === '&' || at.head === '&mut') && at.args.length > 0; depth += 1) at = at.args[0];
  return at.head;
}

/** The type as people write it. */
export const showType = (tree: Tree, node: Node): string => (node === NONE ? '_' : textOf(tree, node).replace(/\s+/g, ' '));

/** A term in Rust's spelling, lifetimes left out. */
export function writeType(type: RustType, depth = 0): string {
  if (depth > 8) return '…';
  const args = type.args.map((each) => writeType(each, depth + 1));
  switch (type.head) {
    case '&':
      return `&${args[0] ?? '_'}`;
    case '&mut':
      return `&mut ${args[0] ?? '_'}`;
    case '*mut':
      return `*mut ${args[0] ?? '_'}`;
    case '*const':
      return `*const ${args[0] ?? '_'}`;
    case '(':
      return `(${args.join(', ')}${args.length === 1 ? ',' : ''})`;
    case '[':
      return `[${args[0] ?? '_'}]`;
    case 'dyn':
    case 'impl':
      return `${type.head} ${args.join(' + ')}`;
    default:
      return args.length === 0 ? type.head : `${type.head}<${args.join(', ')}>`;
  }
}

const written = new Map<string, RustType>();

/** Reads a type from plain text such as `Result<Bound<PyAny>>`, `&Py<T>`, `*mut PyObject`: for types that stand in our own data. */
export function typeFromText(text: string): RustType {
  let type = written.get(text);
  if (type === undefined) written.set(text, (type = parseText(text)));
  return type;
}

function parseText(text: string): RustType {
  const trimmed = text.trim();
  for (const sign of ['&mut ', '&', '*mut ', '*const ']) {
    if (trimmed.startsWith(sign)) return typeTerm(sign.trim(), parseText(trimmed.slice(sign.length)));
  }
  if (trimmed === '()') return typeTerm('(');
  const open = trimmed.indexOf('<');
  if (open === -1) return typeTerm(trimmed === '' ? '_' : trimmed);
  return typeTerm(
    trimmed.slice(0, open),
    ...trimmed
      .slice(open + 1, -1)
      .split(',')
      .map(parseText),
  );
}

/** Replaces names in a term. */
export function substitute(type: RustType, names: ReadonlyMap<string, RustType>): RustType {
  const found = names.get(type.head);
  if (found !== undefined && type.args.length === 0) return found;
  return type.args.length === 0 ? type : { ...type, args: type.args.map((each) => substitute(each, names)) };
}

/** Through references: `&mut Bound<T>` → `Bound<T>`. */
export function dereferenced(type: RustType): RustType {
  let at = type;
  for (let step = 0; step < MAX_DEPTH && (at.head === '&' || at.head === '&mut') && at.args.length > 0; step += 1) at = at.args[0];
  return at;
}
