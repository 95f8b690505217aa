/**
 * What rules and the editor may read about a Rust file and the crate around it: items, fields, impls and who owns Python references.
 *
 * Facts are lazy and total. Facts about PyO3 follow the version that the crate locks.
 */
import type { Span } from '../base/span.ts';
import type { Document } from '../project/document.ts';
import type { Crate } from '../project/snapshot.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { RawCall } from './rust/raw.ts';
import type { CrateTable } from './rust/crate.ts';
import type { FileItems, FunctionItem } from './rust/items.ts';

/** What a type does with Python references. */
export type Ownership =
  /** Owns strong references that can close a cycle. */
  | 'owns'
  /** Owns references only to objects that hold nothing (`Py<PyString>` …). */
  | 'leaf'
  /** May hide owned references that nobody can visit (`dyn Fn`, channels, …). */
  | 'opaque'
  /** Owns, but behind `Arc`/`Rc`, which may not be traversed. */
  | 'shared'
  | 'none';

export interface FieldFact {
  /** '0', '1', … in tuple structs. */
  readonly name: string;
  readonly node: Node;
  /** The variant that holds it; '' in structs. */
  readonly variant: string;
  /** The type as written. */
  readonly type: string;
  readonly ownership: Ownership;
  /** How a `__traverse__` reaches the references, e.g. `visit.call(&self.owner)?;`; `null` if it cannot safely. */
  readonly visit: string | null;
  /** How a `__clear__` lets go of them, or `null`. */
  readonly clear: string | null;
  /** Whether Python may assign it (`#[pyo3(set)]`). */
  readonly settable: boolean;
  /** Whether Python may read it (`#[pyo3(get)]`). */
  readonly readable: boolean;
}

export interface TypeFact {
  readonly name: string;
  readonly path: string;
  readonly document: Document;
  readonly node: Node;
  /** Where its name stands. */
  readonly span: Span;
  readonly kind: 'struct' | 'enum' | 'union';
  readonly fields: readonly FieldFact[];
  readonly attributes: readonly string[];
  /** `<'a>` or `<T>` among its parameters. */
  readonly lifetimes: boolean;
  readonly generics: readonly string[];
  /** `#[pyclass]` in any of its spellings, with its options (`extends` → `PyValueError`; '' for a bare option). */
  readonly pyclass: ReadonlyMap<string, string> | null;
  /** Whether `#[pyclass]` stands under a `cfg_attr`. */
  readonly conditional: boolean;
  /** Methods of all its impls in the crate, by name. */
  readonly methods: ReadonlyMap<string, readonly MethodFact[]>;
  /** Its `#[pymethods]` blocks in the crate. */
  readonly pymethods: readonly { readonly document: Document; readonly node: Node }[];
  /** Traits implemented for it in the crate, by last name. */
  readonly traits: ReadonlySet<string>;
  /** Whether a macro call that may expand to impls names it: what it implements is not known. */
  readonly namedInMacro: boolean;
}

export interface MethodFact {
  readonly name: string;
  readonly path: string;
  readonly document: Document;
  readonly node: Node;
  /** The impl that holds it; whether it is `#[pymethods]`. */
  readonly impl: Node;
  readonly pymethods: boolean;
  readonly trait: string | null;
}

/** What a variable, parameter, field or call does with references: the line that hover shows. */
export interface OwnershipNote {
  readonly span: Span;
  /** What the span is: a name with its type, or the call. */
  readonly what: string;
  /** `owns 1 strong reference (+1 here, released when dropped at line 40)` */
  readonly says: string;
  /** How a variable or field holds its Python object; left out for calls, and where more or less than one object is held. */
  readonly holds?: Holding;
}

/**
 * `owns`: one strong reference, which Rust releases. `borrows`: somebody else owns one for longer. `owes`: a raw pointer with a reference that nothing
 * releases by itself. `looks`: a raw pointer without one.
 */
export interface Holding {
  readonly how: 'owns' | 'borrows' | 'owes' | 'looks';
  /** The type of the object as Rust names it: `PyList`. */
  readonly type: string;
  /** Who owns the reference that is borrowed or looked at, where the text says so. */
  readonly owner: string | null;
}

export interface RustFacts {
  readonly document: Document;
  readonly tree: Tree;
  readonly crate: Crate | null;
  /**
   * The version of PyO3 in force: locked, else the least that is required (the build may use a later one), else the newest known.
   * `null` where nothing speaks of PyO3.
   */
  readonly pyo3: { readonly version: string; readonly from: 'locked' | 'required' | 'assumed' } | null;
  nodes(kind: number): readonly Node[];
  /** The types that this file declares, with what the whole crate adds to them. */
  types(): readonly TypeFact[];
  /** A type of the crate by name, wherever it is declared. */
  typeNamed(name: string): TypeFact | null;
  /** The full path that a path or name stands for through `use` (`pyo3::ffi::Py_DECREF`), or as written. */
  resolve(path: Node): string;
  /** The functions and methods that this file declares. */
  functions(): readonly FunctionItem[];
  /** Calls of CPython's C API in this file, with where each raw pointer comes from. */
  rawCalls(): readonly RawCall[];
  readonly items: FileItems;
  readonly table: CrateTable;
  /** The other documents of the crate, this one included. */
  readonly documents: readonly Document[];
  ownershipAt(offset: number): OwnershipNote | null;
}
