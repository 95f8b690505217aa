/** What library calls mean to the rules about retention, as data: caches, registrations and their counterparts. */

import type { OwnRegistration } from '../base/settings.ts';

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

/** Connections whose `with` ends a transaction and leaves the connection open. */
export const transactionsOnly: ReadonlySet<string> = new Set([
  'sqlite3.connect',
  'sqlite3.Connection',
  'sqlite3.dbapi2.connect',
  'psycopg2.connect',
  'pyodbc.connect',
  'apsw.Connection',
  'pysqlite3.connect',
  'sqlcipher3.connect',
]);

/** Methods whose name says that they give something back. */
export const cleaningMethods: ReadonlySet<string> = new Set([
  'close',
  'aclose',
  'cleanup',
  'release',
  'shutdown',
  'stop',
  'terminate',
  'kill',
  'unlink',
  'rmdir',
  'rmtree',
  'disconnect',
  'dispose',
  'destroy',
  'tear_down',
  'teardown',
  'unregister',
  'uninstall',
  'restore',
  'unpatch',
]);

/** Functions that give something back, or put a state of the process back. */
export const cleaningFunctions: ReadonlySet<string> = new Set([
  'os.chdir',
  'os.close',
  'os.remove',
  'os.removedirs',
  'os.rmdir',
  'os.umask',
  'os.unlink',
  'shutil.rmtree',
  'signal.signal',
  'socket.setdefaulttimeout',
  'locale.setlocale',
]);

/** Calls that open a file which is walked line by line. */
export const openers: ReadonlySet<string> = new Set(['builtins.open', 'io.open', 'codecs.open', 'gzip.open', 'bz2.open', 'lzma.open']);

/** Calls that make a new container which can change. */
export const mutableConstructors: ReadonlySet<string> = new Set([
  'builtins.list',
  'builtins.dict',
  'builtins.set',
  'builtins.bytearray',
  'collections.defaultdict',
  'collections.OrderedDict',
  'collections.deque',
  'collections.Counter',
  'collections.ChainMap',
]);

/** Methods that put something into the container they are called on. */
export const adders: ReadonlySet<string> = new Set([
  'append',
  'appendleft',
  'extend',
  'extendleft',
  'insert',
  'add',
  'update',
  'setdefault',
]);

/** Other methods that change the container they are called on. */
export const removers: ReadonlySet<string> = new Set([
  'pop',
  'popleft',
  'popitem',
  'remove',
  'discard',
  'clear',
  'sort',
  'reverse',
  'rotate',
  'difference_update',
  'intersection_update',
  'symmetric_difference_update',
  'subtract',
]);

/** Methods that give something to somebody who keeps it, and what takes it back. */
export interface Counterpart {
  readonly registers: RegExp;
  readonly takesBack: RegExp;
  readonly word: string;
}

/** Those of a configuration first, then the usual ones. */
export const counterpartsWith = (own: readonly OwnRegistration[]): readonly Counterpart[] =>
  own.length === 0
    ? counterparts
    : [
        ...own.map(({ registers, takesBack }) => ({
          registers: new RegExp(`^${registers}$`),
          takesBack: new RegExp(`^${takesBack}$`),
          word: takesBack,
        })),
        ...counterparts,
      ];

const counterparts: readonly Counterpart[] = [
  {
    registers: /^(register|register_(callback|handler|listener|observer|hook|function))$/,
    takesBack: /^(unregister|deregister|remove|discard|unsubscribe|clear)/,
    word: 'unregister',
  },
  { registers: /^subscribe$/, takesBack: /^(unsubscribe|unregister|remove|discard|dispose|clear)/, word: 'unsubscribe' },
  { registers: /^connect$/, takesBack: /^disconnect/, word: 'disconnect' },
  { registers: /^observe$/, takesBack: /^(unobserve|remove)/, word: 'unobserve' },
  { registers: /^(attach|attach_(observer|listener|handler))$/, takesBack: /^(detach|remove)/, word: 'detach' },
  { registers: /^add_reader$/, takesBack: /^remove_reader/, word: 'remove_reader' },
  { registers: /^add_writer$/, takesBack: /^remove_writer/, word: 'remove_writer' },
  {
    registers: /^(add_?(\w+_)?(listener|observer|handler|hook|watcher|subscriber)|add(Listener|Observer|Handler|Subscriber))$/i,
    takesBack: /^(remove|unregister|discard|delete|clear|detach|pop)/i,
    word: 'remove',
  },
];
