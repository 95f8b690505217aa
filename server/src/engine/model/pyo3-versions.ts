/** Names of PyO3 that were deprecated and removed, with the minor version of each and what took their place. Source: PyO3's changelog. */

export interface Retired {
  /** Where the name stands: `Owner::name(…)`, `.name(…)`, a type, a reference to a native type. */
  readonly kind: 'function' | 'method' | 'type' | 'reference';
  readonly name: string;
  /** 0.x in which it was deprecated, and in which it was gone. */
  readonly deprecated: number;
  readonly removed: number;
  readonly instead: string;
  /** The new name, where the change is a rename and nothing else. */
  readonly rename: string | null;
}

const retired = (
  kind: Retired['kind'],
  name: string,
  deprecated: number,
  removed: number,
  instead: string,
  rename: string | null = null,
): Retired => ({
  kind,
  name,
  deprecated,
  removed,
  instead,
  rename,
});

export const retiredNames: readonly Retired[] = [
  retired('function', 'Python::acquire_gil', 17, 19, '`Python::attach` with a closure'),
  retired('function', 'Python::with_gil', 26, 28, '`Python::attach`', 'attach'),
  retired('function', 'Python::assume_gil_acquired', 26, 28, '`Python::assume_attached`', 'assume_attached'),
  retired('function', 'prepare_freethreaded_python', 26, 28, '`Python::initialize`'),
  ...[
    'from_owned_ptr',
    'from_owned_ptr_or_err',
    'from_owned_ptr_or_opt',
    'from_borrowed_ptr',
    'from_borrowed_ptr_or_err',
    'from_borrowed_ptr_or_opt',
  ].map((name) => retired('function', `Py::${name}`, 28, 30, `\`Bound::${name}\` and \`unbind\``)),
  ...['PyList', 'PyTuple', 'PySet', 'PyFrozenSet'].map((owner) =>
    retired('function', `${owner}::new_bound`, 23, 25, `\`${owner}::new\`, which returns a \`Result\``),
  ),
  ...['PyDict', 'PyString', 'PyBytes', 'PyByteArray', 'PyFloat'].map((owner) =>
    retired('function', `${owner}::new_bound`, 23, 25, `\`${owner}::new\``, 'new'),
  ),
  ...['PyList', 'PyTuple'].map((owner) => retired('function', `${owner}::empty_bound`, 23, 25, `\`${owner}::empty\``, 'empty')),
  retired('function', 'PyModule::import_bound', 23, 25, '`PyModule::import`', 'import'),
  retired('method', 'allow_threads', 26, 28, '`detach`', 'detach'),
  retired('method', 'into_py', 23, 25, '`into_pyobject` or `into_py_any`'),
  retired('method', 'to_object', 23, 25, '`into_pyobject` or `into_py_any`'),
  retired('method', 'downcast', 27, 29, '`cast`', 'cast'),
  retired('method', 'downcast_exact', 27, 29, '`cast_exact`', 'cast_exact'),
  retired('method', 'downcast_into', 27, 29, '`cast_into`', 'cast_into'),
  retired('method', 'downcast_into_exact', 27, 29, '`cast_into_exact`', 'cast_into_exact'),
  retired('method', 'downcast_unchecked', 27, 29, '`cast_unchecked`', 'cast_unchecked'),
  retired('type', 'PyObject', 26, 28, '`Py<PyAny>`', 'Py<PyAny>'),
  retired('type', 'GILOnceCell', 26, 28, '`PyOnceLock`, which initialises strictly once'),
  retired('type', 'GILProtected', 26, 28, '`std::sync::Mutex` with `MutexExt`'),
  retired('type', 'GILGuard', 17, 19, '`Python::attach` with a closure'),
  retired('type', 'GILPool', 21, 23, '`Bound`, which releases when it is dropped'),
  retired('type', 'PyCell', 21, 23, "`Bound<'_, T>`"),
  retired('type', 'AsPyPointer', 23, 25, '`as_ptr` of `Py` and `Bound`'),
  retired('type', 'ToPyObject', 23, 25, '`IntoPyObject`'),
  retired('type', 'IntoPy', 23, 25, '`IntoPyObject`'),
  retired('type', 'DowncastError', 27, 29, '`CastError`'),
  retired('reference', '', 21, 23, "`&Bound<'_, T>`"),
];
