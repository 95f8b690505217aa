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
