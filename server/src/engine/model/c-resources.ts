/** C functions that make a resource and those that release it: well-known pairs, and the naming habits of C libraries. */

/** Function that makes → function that releases. POSIX, C and CPython. */
export const resourcePairs: ReadonlyMap<string, string> = new Map([
  ['fopen', 'fclose'],
  ['fdopen', 'fclose'],
  ['tmpfile', 'fclose'],
  ['popen', 'pclose'],
  ['opendir', 'closedir'],
  ['fdopendir', 'closedir'],
  ['malloc', 'free'],
  ['calloc', 'free'],
  ['realloc', 'free'],
  ['strdup', 'free'],
  ['strndup', 'free'],
  ['realpath', 'free'],
  ['dlopen', 'dlclose'],
  ['open', 'close'],
  ['openat', 'close'],
  ['creat', 'close'],
  ['socket', 'close'],
  ['accept', 'close'],
  ['accept4', 'close'],
  ['dup', 'close'],
  ['eventfd', 'close'],
  ['timerfd_create', 'close'],
  ['signalfd', 'close'],
  ['inotify_init', 'close'],
  ['inotify_init1', 'close'],
  ['epoll_create', 'close'],
  ['epoll_create1', 'close'],
  ['memfd_create', 'close'],
  ['shm_open', 'close'],
  ['kqueue', 'close'],
  ['PyMem_Malloc', 'PyMem_Free'],
  ['PyMem_Calloc', 'PyMem_Free'],
  ['PyMem_RawMalloc', 'PyMem_RawFree'],
  ['PyMem_RawCalloc', 'PyMem_RawFree'],
  ['PyObject_Malloc', 'PyObject_Free'],
  ['PyThread_allocate_lock', 'PyThread_free_lock'],
  ['PyUnicode_AsWideCharString', 'PyMem_Free'],
]);

const makers = ['create', 'new', 'open', 'alloc', 'allocate', 'init', 'connect', 'acquire', 'make', 'build', 'start', 'load'];
const releasers = [
  'free',
  'destroy',
  'close',
  'release',
  'delete',
  'dispose',
  'unref',
  'drop',
  'cleanup',
  'finalize',
  'fini',
  'deinit',
  'dealloc',
  'disconnect',
  'term',
  'stop',
  'unload',
];

/** `foo_new` → `foo`, `CreateFoo` → `Foo`, `foo_new_from_file` → `foo`; `null` when the name does not say that it makes something. */
export function resourceStem(name: string): string | null {
  const words = wordsOf(name);
  const at = words.findIndex((word) => makers.includes(word.toLowerCase()));
  if (at === -1 || words.length < 2) return null;
  // what follows the verb says how (`new_from_file`) if something stands before it, else what (`create_window`)
  const stem = at > 0 ? words.slice(0, at) : words.slice(1);
  return stem.join('_').toLowerCase();
}

/** What a function's name says that it releases: `foo_free` → `foo`, `DestroyFoo` → `foo`; `null` when it says nothing of the kind. */
export function releasedStem(name: string): string | null {
  const words = wordsOf(name);
  const at = words.findIndex((word) => releasers.includes(word.toLowerCase()));
  if (at === -1 || (at !== words.length - 1 && at !== 0)) return null;
  return (at > 0 ? words.slice(0, at) : words.slice(1)).join('_').toLowerCase();
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split('_')
    .filter((word) => word !== '');
}

/** The allocator whose memory a function hands out; `null` for any other function. */
export function allocatorOf(path: string, name: string): string | null {
  if (/(^|::)(Box|CString|Arc|Rc)::into_raw$/.test(path)) return rustAllocator;
  if (name === 'PyMem_RawMalloc' || name === 'PyMem_RawCalloc' || name === 'PyMem_RawRealloc') return rawAllocator;
  if (name === 'PyMem_Malloc' || name === 'PyMem_Calloc' || name === 'PyMem_Realloc') return memoryAllocator;
  if (name === 'PyObject_Malloc' || name === 'PyObject_Calloc' || name === 'PyObject_Realloc') return objectAllocator;
  return /^(malloc|calloc|realloc|strdup|strndup|realpath)$/.test(name) ? cAllocator : null;
}

/** The allocator that a function gives memory back to. */
export function freedBy(path: string, name: string): string | null {
  if (/(^|::)(Box|CString|Arc|Rc)::from_raw$/.test(path)) return rustAllocator;
  if (name === 'PyMem_RawFree') return rawAllocator;
  if (name === 'PyMem_Free') return memoryAllocator;
  if (name === 'PyObject_Free') return objectAllocator;
  return name === 'free' && /^(free|libc::free)$/.test(path) ? cAllocator : null;
}

const rustAllocator = "Rust's allocator";
const cAllocator = 'the C library';
const rawAllocator = "Python's raw allocator";
const memoryAllocator = "Python's memory allocator";
const objectAllocator = "Python's object allocator";

/** Two calls of the C API that belong together by one of their arguments, or by the thread alone. */
export interface CallPair {
  readonly begin: string;
  readonly end: string;
  /** The arguments of the two that say what is begun and ended; -1 where it is the thread. */
  readonly beginKey: number;
  readonly endKey: number;
  /** What `begin` returns once it has begun: 0 (anything else: it has not), anything but 0, or nothing at all. */
  readonly success: 'zero' | 'nonzero' | 'always';
}

/** After the contract of each function in CPython's C API reference. */
export const callPairs: readonly CallPair[] = [
  { begin: 'Py_ReprEnter', end: 'Py_ReprLeave', beginKey: 0, endKey: 0, success: 'zero' },
  { begin: 'Py_EnterRecursiveCall', end: 'Py_LeaveRecursiveCall', beginKey: -1, endKey: -1, success: 'zero' },
  { begin: 'PyContext_Enter', end: 'PyContext_Exit', beginKey: 0, endKey: 0, success: 'zero' },
  { begin: 'PyObject_GetBuffer', end: 'PyBuffer_Release', beginKey: 1, endKey: 0, success: 'zero' },
  { begin: 'PyLong_Export', end: 'PyLong_FreeExport', beginKey: 1, endKey: 0, success: 'zero' },
  { begin: 'PyThread_acquire_lock', end: 'PyThread_release_lock', beginKey: 0, endKey: 0, success: 'nonzero' },
  { begin: 'PyMutex_Lock', end: 'PyMutex_Unlock', beginKey: 0, endKey: 0, success: 'always' },
  { begin: 'PyCriticalSection_Begin', end: 'PyCriticalSection_End', beginKey: 0, endKey: 0, success: 'always' },
];

/** What begins something in the C API that has to be ended → the functions that end it. */
export const cResourceEnds: ReadonlyMap<string, readonly string[]> = new Map([
  ['PyMem_Malloc', ['PyMem_Free', 'PyMem_Realloc']],
  ['PyMem_Calloc', ['PyMem_Free', 'PyMem_Realloc']],
  ['PyMem_RawMalloc', ['PyMem_RawFree', 'PyMem_RawRealloc']],
  ['PyMem_RawCalloc', ['PyMem_RawFree', 'PyMem_RawRealloc']],
  ['PyObject_Malloc', ['PyObject_Free', 'PyObject_Realloc']],
  ['PyUnicode_AsWideCharString', ['PyMem_Free']],
  ['PyThread_allocate_lock', ['PyThread_free_lock']],
  ['PyGILState_Ensure', ['PyGILState_Release']],
  ['PyEval_SaveThread', ['PyEval_RestoreThread']],
  ['PyUnicodeWriter_Create', ['PyUnicodeWriter_Finish', 'PyUnicodeWriter_Discard']],
  ['PyBytesWriter_Create', ['PyBytesWriter_Finish', 'PyBytesWriter_FinishWithSize', 'PyBytesWriter_Discard']],
  ['PyLongWriter_Create', ['PyLongWriter_Finish', 'PyLongWriter_Discard']],
]);
