/** What library calls mean to the rules about retention, as data: caches, registrations and their counterparts. */

export interface CachingDecorator {
  /** The bound without arguments, as a user would say it; `null`: none. */
  readonly bound: string | null;
  /** Whether the first positional argument is the bound. */
  readonly takesSize: boolean;
}

/** Decorators that keep the arguments of a function, `self` among them. */
export const cachingDecorators: Readonly<Record<string, CachingDecorator | undefined>> = {
  'functools.lru_cache': { bound: '128', takesSize: true },
  'functools.cache': { bound: null, takesSize: false },
  'async_lru.alru_cache': { bound: '128', takesSize: true },
  'cachetools.func.lru_cache': { bound: '128', takesSize: true },
  'cachetools.func.lfu_cache': { bound: '128', takesSize: true },
  'cachetools.func.fifo_cache': { bound: '128', takesSize: true },
  'cachetools.func.rr_cache': { bound: '128', takesSize: true },
  'cachetools.func.ttl_cache': { bound: '128', takesSize: true },
  'toolz.memoize': { bound: null, takesSize: false },
  'toolz.functoolz.memoize': { bound: null, takesSize: false },
  'cytoolz.memoize': { bound: null, takesSize: false },
};

/** Calls that make a new container which can change. */
export const mutableConstructors: ReadonlySet<string> = new Set([
  'builtins.list', 'builtins.dict', 'builtins.set', 'builtins.bytearray',
  'collections.defaultdict', 'collections.OrderedDict', 'collections.deque', 'collections.Counter', 'collections.ChainMap', 'array.array',
]);

/** Methods that change the builtin container they are called on. */
export const mutators: ReadonlySet<string> = new Set([
  'append', 'appendleft', 'extend', 'extendleft', 'insert', 'add', 'update', 'setdefault', 'pop', 'popleft', 'popitem', 'remove', 'discard', 'clear', 'sort', 'reverse', 'push',
  'difference_update', 'intersection_update', 'symmetric_difference_update', 'subtract', 'rotate',
]);

/** Connections whose `with` ends a transaction and leaves the connection open. */
export const transactionsOnly: ReadonlySet<string> = new Set([
  'sqlite3.connect', 'sqlite3.Connection', 'sqlite3.dbapi2.connect', 'psycopg2.connect', 'pyodbc.connect', 'apsw.Connection', 'pysqlite3.connect', 'sqlcipher3.connect',
]);
