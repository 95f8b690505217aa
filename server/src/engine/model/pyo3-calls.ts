/**
 * What each call of PyO3's API does to reference counts, one row per method or function, with its source.
 *
 * The rows are what hover says and what expressions are typed by; `test/pyo3` measures them on a real interpreter.
 */

/** What a call does to the count of the object it is about. */
export type Effect =
  /** A further strong reference to the same object. */
  | 'creates'
  /** A reference to another object, which the result owns; the receiver is only looked at. */
  | 'result'
  /** A view; no count changes. */
  | 'borrows'
  /** The same reference in another wrapper. */
  | 'moves'
  /** The reference leaves Rust's care. */
  | 'hands-out'
  /** The result owns the reference that the pointer carried. */
  | 'takes-pointer'
  /** The result owns a further reference; the pointer's own stays with the caller. */
  | 'copies-pointer'
  /** A container takes a reference to what is passed. */
  | 'stores'
  /** A container lets go of what it held there. */
  | 'removes'
  /** A new object whose only reference is the result. */
  | 'makes'
  /** One reference that is kept for ever. */
  | 'pins'
  /** One reference is given back now. */
  | 'releases'
  /** One reference is never given back. */
  | 'forgets'
  /** A strong reference and a borrow flag. */
  | 'locks'
  /** The GIL or attachment: no count changes. */
  | 'detaches';

export interface CallRow {
  /** Heads of the receiver's type for methods; of the path before the name for functions (`Py::new`); `*` for any. */
  readonly on: readonly string[];
  readonly names: readonly string[];
  readonly kind: 'method' | 'function';
  readonly effect: Effect;
  /** The type of the result; `T` is the Python type of the receiver, `S` the receiver itself. '' if it depends on more. */
  readonly returns: string;
  /** Where it is written: a module of PyO3's documentation or of the standard library's. */
  readonly source: string;
}

const pointers = ['Py', 'Bound', 'Borrowed', 'PyObject'];
const row = (kind: CallRow['kind'], on: string, names: string, effect: Effect, returns: string, source: string): CallRow => ({
  on: on.split(' ').flatMap((name) => (name === 'pointers' ? pointers : [name])),
  names: names.split(' '),
  kind,
  effect,
  returns,
  source,
});

export const callRows: readonly CallRow[] = [
  row('method', 'Bound', 'clone', 'creates', 'Bound<T>', 'impl Clone for Bound: Py_INCREF'),
  row('method', 'Py PyObject', 'clone_ref', 'creates', 'S', 'Py::clone_ref'),
  row('method', 'Py PyObject', 'clone', 'creates', 'S', 'feature py-clone: impl Clone for Py'),
  row('method', 'Borrowed', 'to_owned', 'creates', 'Bound<T>', 'Borrowed::to_owned'),
  row('method', 'PyErr', 'clone_ref', 'creates', 'PyErr', 'PyErr::clone_ref'),
  row('method', 'Bound Py', 'as_any', 'borrows', '&S', 'Bound::as_any, Py::as_any'),
  row('method', 'Bound', 'as_borrowed', 'borrows', 'Borrowed<T>', 'Bound::as_borrowed'),
  row('method', 'Bound', 'as_unbound', 'borrows', '&Py<T>', 'Bound::as_unbound'),
  row('method', 'pointers PyRef PyRefMut', 'as_ptr', 'borrows', '*mut PyObject', 'as_ptr'),
  row('method', 'Py PyObject', 'bind', 'borrows', '&Bound<T>', 'Py::bind'),
  row('method', 'Py PyObject', 'bind_borrowed', 'borrows', 'Borrowed<T>', 'Py::bind_borrowed'),
  row('method', 'Py PyObject', 'as_ref', 'borrows', '', 'Py::as_ref'),
  row('method', 'Bound Borrowed', 'cast downcast cast_exact downcast_exact', 'borrows', '', 'Bound::cast'),
  row('method', 'Bound Borrowed', 'cast_unchecked downcast_unchecked as_super', 'borrows', '', 'Bound::cast_unchecked, Bound::as_super'),
  row('method', 'Bound Py', 'get', 'borrows', '', 'Bound::get: a reference to the Rust value of a frozen class'),
  row('method', 'Bound', 'unbind', 'moves', 'Py<T>', 'Bound::unbind'),
  row('method', 'Bound PyRef', 'into_any', 'moves', 'Bound<PyAny>', 'Bound::into_any'),
  row('method', 'Py', 'into_any', 'moves', 'Py<PyAny>', 'Py::into_any'),
  row('method', 'Py PyObject', 'into_bound', 'moves', 'Bound<T>', 'Py::into_bound'),
  row('method', 'Bound', 'cast_into downcast_into cast_into_unchecked into_super', 'moves', '', 'Bound::cast_into'),
  row('method', 'Bound Py', 'into_pyobject', 'moves', '', 'IntoPyObject for Bound and Py'),
  row('method', 'Bound Py', 'into_py_any', 'moves', 'Result<Py<PyAny>>', 'IntoPyObjectExt::into_py_any'),
  row('method', 'Bound Py PyObject', 'into_ptr', 'hands-out', '*mut PyObject', 'Bound::into_ptr, Py::into_ptr'),
  row('function', 'Bound Py PyObject PyAny', 'from_owned_ptr', 'takes-pointer', 'Bound<PyAny>', 'Bound::from_owned_ptr'),
  row('function', 'Bound Py PyObject', 'from_owned_ptr_or_err', 'takes-pointer', 'Result<Bound<PyAny>>', 'Bound::from_owned_ptr_or_err'),
  row('function', 'Bound Py PyObject', 'from_owned_ptr_or_opt', 'takes-pointer', 'Option<Bound<PyAny>>', 'Bound::from_owned_ptr_or_opt'),
  row('function', 'Bound Py PyObject', 'from_borrowed_ptr', 'copies-pointer', 'Bound<PyAny>', 'Bound::from_borrowed_ptr'),
  row(
    'function',
    'Bound Py PyObject',
    'from_borrowed_ptr_or_err',
    'copies-pointer',
    'Result<Bound<PyAny>>',
    'Bound::from_borrowed_ptr_or_err',
  ),
  row(
    'function',
    'Bound Py PyObject',
    'from_borrowed_ptr_or_opt',
    'copies-pointer',
    'Option<Bound<PyAny>>',
    'Bound::from_borrowed_ptr_or_opt',
  ),
  row('function', 'Borrowed', 'from_ptr', 'borrows', 'Borrowed<PyAny>', 'Borrowed::from_ptr'),
  row('function', 'Borrowed', 'from_ptr_or_err', 'borrows', 'Result<Borrowed<PyAny>>', 'Borrowed::from_ptr_or_err'),
  row('function', 'Borrowed', 'from_ptr_or_opt', 'borrows', 'Option<Borrowed<PyAny>>', 'Borrowed::from_ptr_or_opt'),
  row('method', 'Py PyObject', 'drop_ref', 'releases', '()', 'Py::drop_ref'),
  row('function', 'mem', 'forget', 'forgets', '()', 'std::mem::forget'),
  row('function', 'Box', 'leak', 'forgets', '', 'Box::leak'),
  row('function', 'Arc Rc', 'into_raw', 'forgets', '', 'Arc::into_raw'),
  row('function', 'ManuallyDrop', 'new', 'forgets', '', 'ManuallyDrop::new'),
  row('method', 'Bound Py', 'borrow try_borrow', 'locks', '', 'Bound::borrow: PyRef holds a reference and a shared borrow'),
  row(
    'method',
    'Bound Py',
    'borrow_mut try_borrow_mut',
    'locks',
    '',
    'Bound::borrow_mut: PyRefMut holds a reference and the exclusive borrow',
  ),
  row('method', 'pointers', 'getattr', 'result', 'Result<Bound<PyAny>>', 'PyAnyMethods::getattr'),
  row(
    'method',
    'pointers',
    'call call0 call1 call_method call_method0 call_method1',
    'result',
    'Result<Bound<PyAny>>',
    'PyAnyMethods::call',
  ),
  row('method', 'pointers', 'get_item', 'result', '', 'PyAnyMethods::get_item, PyDictMethods::get_item'),
  row('method', 'Bound', 'try_iter iter', 'result', '', 'PyAnyMethods::try_iter: each item is a new reference'),
  row('method', 'Bound Borrowed', 'get_type', 'result', 'Bound<PyType>', 'PyAnyMethods::get_type'),
  row('method', 'Bound Borrowed', 'str repr', 'result', 'Result<Bound<PyString>>', 'PyAnyMethods::str, repr'),
  row('method', 'Bound', 'upgrade', 'result', 'Option<Bound<PyAny>>', 'PyWeakrefMethods::upgrade'),
  row('method', 'Python', 'import import_bound', 'result', 'Result<Bound<PyModule>>', 'Python::import'),
  row(
    'method',
    'Python',
    'None Ellipsis NotImplemented',
    'creates',
    'Py<PyAny>',
    'Python::None and its like: immortal from CPython 3.12 on',
  ),
  row('method', 'Python', 'eval', 'result', 'Result<Bound<PyAny>>', 'Python::eval'),
  row('method', 'Python', 'get_type', 'result', 'Bound<PyType>', 'Python::get_type'),
  row('method', 'Bound', 'get_borrowed_item', 'borrows', 'Result<Borrowed<PyAny>>', 'PyTupleMethods::get_borrowed_item'),
  row('method', 'PyErr', 'value', 'borrows', '&Bound<PyAny>', 'PyErr::value'),
  row('method', 'PyErr', 'into_value', 'moves', 'Py<PyAny>', 'PyErr::into_value'),
  row('method', 'PyErr', 'restore', 'moves', '()', 'PyErr::restore: the interpreter holds it now'),
  row('function', 'PyErr', 'from_value', 'moves', 'PyErr', 'PyErr::from_value'),
  row('function', 'PyErr', 'take', 'moves', 'Option<PyErr>', 'PyErr::take'),
  row('method', 'PyOnceLock GILOnceCell', 'get', 'borrows', '', 'PyOnceLock::get'),
  row('method', 'PyOnceLock GILOnceCell', 'set', 'stores', '', 'PyOnceLock::set'),
  row('method', 'Bound', 'append insert add', 'stores', 'Result<()>', 'PyListMethods::append, insert; PySetMethods::add'),
  row('method', 'Bound', 'set_item setattr', 'stores', 'Result<()>', 'PyDictMethods::set_item, PyAnyMethods::setattr'),
  row('method', 'Bound', 'del_item delattr', 'removes', 'Result<()>', 'PyAnyMethods::del_item'),
  row(
    'function',
    'PyList PyTuple PySet PyFrozenSet',
    'new new_bound',
    'makes',
    'Result<Bound<O>>',
    'PyList::new: holds a reference to each element',
  ),
  row('function', 'PyDict PyList PyTuple PySet PyFrozenSet', 'empty empty_bound', 'makes', 'Bound<O>', 'PyList::empty'),
  row('function', 'PyDict PyString PyBytes PyFloat PyByteArray PyInt', 'new new_bound', 'makes', 'Bound<O>', 'PyDict::new, PyString::new'),
  row('function', 'PyString', 'intern', 'makes', 'Bound<O>', 'PyString::intern'),
  row('function', 'Py', 'new', 'makes', 'Result<Py<PyAny>>', 'Py::new'),
  row('function', 'Bound', 'new', 'makes', 'Result<Bound<PyAny>>', 'Bound::new'),
  row('function', 'Py', 'from', 'creates', 'Py<PyAny>', 'From<&Bound> for Py'),
  row(
    'function',
    'PyWeakrefReference PyWeakrefProxy',
    'new',
    'makes',
    'Result<Bound<O>>',
    'PyWeakrefReference::new: weak, the referent is not held',
  ),
  row(
    'function',
    'PyCapsule',
    'new new_with_destructor new_with_value',
    'makes',
    'Result<Bound<O>>',
    'PyCapsule::new_with_value: the capsule owns the value',
  ),
  row('function', 'PyModule', 'import import_bound', 'result', 'Result<Bound<PyModule>>', 'PyModule::import'),
  row('method', 'Bound PyAny', 'extract', 'result', '', 'FromPyObject: Bound, Py and PyRef take a reference, &str takes none'),
  row('function', 'Python', 'attach with_gil try_attach', 'detaches', '', 'Python::attach'),
  row('method', 'Python', 'detach allow_threads', 'detaches', '', 'Python::detach'),
];

const methods = new Map<string, CallRow[]>();
const functions = new Map<string, CallRow[]>();
for (const each of callRows) {
  const index = each.kind === 'method' ? methods : functions;
  for (const name of each.names) index.set(name, [...(index.get(name) ?? []), each]);
}

/** The row of a method on a receiver of that head; `null` if PyO3 has none. */
export const methodRow = (head: string, name: string): CallRow | null => methods.get(name)?.find((each) => each.on.includes(head)) ?? null;
/** The row of `Owner::name(…)`. */
export const functionRow = (owner: string, name: string): CallRow | null =>
  functions.get(name)?.find((each) => each.on.includes(owner)) ?? null;
