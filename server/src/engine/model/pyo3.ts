/**
 * What PyO3's and Rust's types do with Python references, as data: which Python types hold nothing, which wrappers are see-through,
 * which hide, which share. One place for every rule and hover; `engine/rust/ownership.ts` is the only reader that interprets it.
 *
 * Sources: PyO3 0.30 (`pyo3::gc`, `pyo3::types`, `pyo3::instance`), the guide's chapter on garbage-collector integration, and
 * CPython's `Py_TPFLAGS_HAVE_GC` of each type.
 */

/** The newest PyO3 that the tests compile against; used where no Cargo file says otherwise. */
export const newestPyo3 = '0.30.1';

/**
 * Python types whose instances refer to nothing that could lead back: they cannot be part of a cycle.
 * (A subclass instance could, through its `__dict__`; Rust code that asks for the exact type rarely meets one.)
 */
export const leafPythonTypes: ReadonlySet<string> = new Set([
  'PyString',
  'PyUnicode',
  'PyBytes',
  'PyByteArray',
  'PyInt',
  'PyLong',
  'PyFloat',
  'PyBool',
  'PyComplex',
  'PyDate',
  'PyDateTime',
  'PyTime',
  'PyDelta',
  'PyNone',
  'PyEllipsis',
  'PyNotImplemented',
  'PyRange',
  'PyCapsule',
  'PyCode',
  'PyWeakref',
  'PyWeakrefReference',
  'PyWeakrefProxy',
  'PyTzInfo',
  // numpy's arrays and descriptors take no part in garbage collection (`ndarray` has no tp_traverse)
  'PyArray',
  'PyArray0',
  'PyArray1',
  'PyArray2',
  'PyArray3',
  'PyArray4',
  'PyArray5',
  'PyArray6',
  'PyArrayDyn',
  'PyUntypedArray',
  'PyArrayDescr',
]);

/** Python types whose instances may refer to anything. */
export const holdingPythonTypes: ReadonlySet<string> = new Set([
  'PyAny',
  'PyDict',
  'PyList',
  'PyTuple',
  'PySet',
  'PyFrozenSet',
  'PyFrozenDict',
  'PyType',
  'PyModule',
  'PyFunction',
  'PyCFunction',
  'PyIterator',
  'PySendResult',
  'PySequence',
  'PyMapping',
  'PyMappingProxy',
  'PySuper',
  'PySlice',
  'PyMemoryView',
  'PyFrame',
  'PyTraceback',
  'PyGenericAlias',
  'PyContext',
  'PyCallable',
  'PyDictKeys',
  'PyDictValues',
  'PyDictItems',
]);

/** How the insides of a wrapper are reached in a `__traverse__`, and let go of in a `__clear__`. */
export interface Wrapper {
  readonly visit: 'option' | 'each' | 'pairs' | 'deref' | null;
  readonly clear: 'none' | 'clear' | null;
}

const option: Wrapper = { visit: 'option', clear: 'none' };
const collection: Wrapper = { visit: 'each', clear: 'clear' };
const map: Wrapper = { visit: 'pairs', clear: 'clear' };
const owning: Wrapper = { visit: 'deref', clear: null };
/** See-through, but not to be opened inside `__traverse__`: it could block, or answer differently on the collector's next pass. */
const guarded: Wrapper = { visit: null, clear: null };

/** Generic types that own what their type arguments own. */
export const wrappers: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ['Option', option],
  ...['Vec', 'VecDeque', 'LinkedList', 'SmallVec', 'ArrayVec', 'HashSet', 'BTreeSet', 'IndexSet'].map(
    (name) => [name, collection] as const,
  ),
  ...['HashMap', 'BTreeMap', 'AHashMap', 'FxHashMap', 'IndexMap'].map((name) => [name, map] as const),
  ['Box', owning],
  ...[
    'Cow',
    'Result',
    'PyResult',
    'RefCell',
    'Cell',
    'UnsafeCell',
    'Mutex',
    'RwLock',
    'OnceCell',
    'OnceLock',
    'LazyCell',
    'LazyLock',
    'Lazy',
    'PyOnceLock',
    'PyOnceCell',
    'GILOnceCell',
    'GILProtected',
    'PyMutex',
    'ManuallyDrop',
    'MaybeUninit',
    'IntoIter',
    'Peekable',
    'Pin',
    'BinaryHeap',
    'AtomicRefCell',
    'DashMap',
    'ArcSwap',
    'ArcSwapOption',
    'AtomicPtr',
    'Either',
    'ControlFlow',
    'Rev',
    'Enumerate',
  ].map((name) => [name, guarded] as const),
]);

/** Reference-counted wrappers: what they own may be owned by others too, so the collector must not be told of it (it would count it twice). */
export const sharedWrappers: ReadonlySet<string> = new Set(['Arc', 'Rc', 'Gc', 'ArcBorrow', 'TriompheArc']);

/** Types that own or hold nothing, whatever their arguments are. */
export const holdsNothing: ReadonlySet<string> = new Set([
  'PhantomData',
  'PhantomPinned',
  'Weak',
  'Python',
  'NonNull',
  'Discriminant',
  'TypeId',
  'Borrowed',
  'Ref',
  'RefMut',
  'MutexGuard',
]);

/**
 * Types that may hide strong references which no `__traverse__` can reach: closures, tasks, channels, errors with their traceback,
 * buffers with their exporter, array views with their array.
 */
export const opaqueTypes: ReadonlySet<string> = new Set([
  'JoinHandle',
  'Sender',
  'Receiver',
  'SyncSender',
  'UnboundedSender',
  'UnboundedReceiver',
  'AbortHandle',
  'Task',
  'LocalSet',
  'Runtime',
  'PyErr',
  'PyErrState',
  'PyBuffer',
  'PyUntypedBuffer',
  'PyReadonlyArray',
  'PyReadonlyArray0',
  'PyReadonlyArray1',
  'PyReadonlyArray2',
  'PyReadonlyArray3',
  'PyReadonlyArrayDyn',
  'PyReadwriteArray',
  'PyReadwriteArray1',
  'PyReadwriteArray2',
  'PyReadwriteArray3',
  'PyReadwriteArrayDyn',
  'PyArrayLike',
  'PyArrayLike1',
  'PyArrayLike2',
  'PyArrayLikeDyn',
]);

/** Owners of a string or bytes object: strong, but nothing leads back from those. */
export const backedTypes: ReadonlySet<string> = new Set(['PyBackedStr', 'PyBackedBytes', 'PyBytesBuffer']);

/** Smart pointers to one Python object: the Python type is the last type argument. */
export const pythonPointers: ReadonlySet<string> = new Set(['Py', 'Bound', 'PyRef', 'PyRefMut', 'PyRefGuard', 'PyRefMutGuard']);

/** Options of `#[pyclass]` that let instances, or instances of subclasses, refer to anything (`__dict__`). */
export const openingOptions: readonly string[] = ['dict', 'subclass'];

/** Whether a version (`0.22.3`, `^0.22`, `0.22`) is at least `0.minor` (or 1.0 and later). A missing part counts as 0. */
export function pyo3AtLeast(version: string, minor: number, patch = 0): boolean {
  const [major, second, third] = versionParts(version);
  if (major > 0) return true;
  return second > minor || (second === minor && third >= patch);
}

function versionParts(version: string): readonly [number, number, number] {
  const match = /(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(version);
  if (match === null) return [0, 0, 0];
  return [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}
