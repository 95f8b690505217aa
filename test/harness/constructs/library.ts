/** The library as pieces of random programs: weak references, the collector, containers, threads. */

export const LIBRARY: readonly string[] = [
  `import weakref
x@ = Node({v})
w@ = weakref.ref(x@)
a? = w@() is x@
a? = w@()
x@ = None`,
  `import weakref
n@ = Node({v})
w@ = weakref.WeakValueDictionary()
w@['k'] = n@
a? = w@.get('k')
v@ = weakref.WeakKeyDictionary()
v@[n@] = {v}`,
  `import weakref
n@ = Node({v})
w@ = weakref.proxy(n@)
w@.left = {v}
a? = w@.right
x@ = weakref.WeakMethod(n@.link)
a? = x@()
y@ = weakref.finalize(n@, list, {l})
a? = weakref.WeakSet([n@])
w@ = None`,
  `import weakref
x@ = Node({v})
y@ = []
w@ = weakref.ref(x@, y@.append)
x@ = None
a? = y@`,
  `import gc
x@ = Node({v})
x@.left = x@
x@ = None
gc.collect()
a? = {v}`,
  `import gc
gc.disable()
x@ = [{v}]
x@.append(x@)
del x@
gc.collect()
gc.enable()
a? = gc.isenabled()`,
  `import gc
n@ = Node({v})
gc.freeze()
n@.left = n@
gc.unfreeze()
gc.collect()
a? = gc.is_tracked(n@)`,
  `import copy
a? = copy.copy({n})
a? = copy.copy({l})
a? = copy.deepcopy([[1000.5], 'a text'])
a? = {l}.copy()
a? = {l}[:]`,
  `from collections import deque, defaultdict, OrderedDict, Counter
x@ = deque([{v}, {v}], maxlen=2)
x@.append({v})
x@.appendleft({v})
a? = x@.pop()
y@ = defaultdict(list)
y@['k'].append({v})
a? = y@['k']
z@ = OrderedDict(one={v})
z@.move_to_end('one')
a? = z@.popitem()
a? = Counter('aab')['a']`,
  `import itertools
a? = list(itertools.chain([{v}], ({v},)))
a? = list(zip([{v}], itertools.count()))
a? = list(itertools.product([{v}], repeat=2))
a? = list(itertools.islice(itertools.repeat({v}), 2))
a? = next(iter([{v}]))`,
  `import operator
a? = operator.attrgetter('left')({n})
a? = operator.itemgetter(0)([{v}])
a? = min([1, 2], key=lambda each: each)
a? = list(reversed({l}))
a? = dict(zip('ab', ({v}, {v})))
a? = tuple({l})`,
  `import heapq, bisect
l@ = [3, 1, 2]
heapq.heapify(l@)
heapq.heappush(l@, 0)
a? = heapq.heappop(l@)
l@ = [(2, 'b'), (1, 'a')]
l@.sort()
a? = bisect.bisect([1, 3], 2)`,
  `d@ = {'k': {v}}
for a9, a3 in d@.items():
    ...
a? = list(d@.values())
a? = d@.setdefault('m', {v})
a? = d@.pop('k')
a? = d@.popitem()
a? = d@ or {v}
d@.update({'k': {v}}, n={v})
a? = dict.fromkeys('ab', {v})`,
  `l@ = [{v}, {v}]
l@.insert(0, {v})
a? = l@.index(l@[0])
a? = l@.count({v})
a? = l@ + [{v}]
a? = l@ * 2
l@.remove(l@[0])
a? = l@[::-1]
l@.extend({v} for each in range(2))
a? = [] if {v} is {v} else {v}
a? = not {v}
a? = 1 < len(l@) <= 4`,
  `import gc
n@ = Node({v})
a? = gc.get_count()[0] >= 0
a? = gc.get_threshold()
a? = gc.is_tracked([{v}])
a? = len(gc.get_referrers(n@)) >= 0
a? = gc.get_stats()[0] and {v}
x@ = [n@]
x@.append(x@)
n@.left = x@
x@ = None
gc.collect(0)
n@.left = None
a? = gc.collect() >= 0
a? = gc.garbage`,
  `import gc, weakref
class Made@(Node):
    def __del__(self):
        kept@.append(self.right)
kept@ = []
x@ = Made@(right={v})
x@.left = x@
w@ = weakref.ref(x@)
x@ = None
gc.collect()
a? = kept@
a? = w@()`,
  `import weakref
class Made@(Node):
    def __init__(self, left):
        super().__init__(left)
        self.parent = weakref.ref(left) if isinstance(left, Node) else None
x@ = Node({v})
n@ = Made@(x@)
x@.left = n@
a? = n@.parent() is x@
a? = weakref.getweakrefcount(x@)
del x@
a? = n@.parent`,
  `import threading, queue
x@ = queue.Queue()
x@.put({v})
a? = x@.get()
y@ = []
z@lock = threading.Lock()
with z@lock:
    ...
y@ = threading.local()
y@.kept = {v}
a? = y@.kept`,
  `import threading
def f@(given):
    x@.append([given])
x@ = []
y@ = threading.Thread(target=f@, args=({v},))
y@.start()
y@.join()
y@ = None
a? = x@`,
  `import json, re, io
a? = json.loads('{"k": [1, "two"]}')
a? = json.dumps({'k': [1, 2]})
x@ = re.match('(a)(b)', 'ab')
a? = x@.group(1)
a? = re.sub('a', lambda found: found.group(), 'abc')
x@ = io.StringIO('one')
a? = x@.read()
x@.close()`,
  `import copy
x@ = Node([{v}], {v})
n@ = copy.copy(x@)
a? = n@.left is x@.left
n@ = copy.deepcopy(Node([1000.5], Node()))
a? = n@.right
x@ = None`,
  `from collections import ChainMap, UserList, deque
x@ = ChainMap({'k': {v}}, {d})
a? = x@['k']
y@ = deque(maxlen=3)
y@.extend(({v}, {v}))
y@.rotate(1)
a? = y@[0]
y@.popleft()
for a9 in y@:
    ...
x@ = y@ = None`,
  `from functools import partial, partialmethod, singledispatch, lru_cache
class Made@(Node):
    act = partialmethod(Node.link, {v})
    @lru_cache(maxsize=2)
    def kept(self, at):
        return [self, at]
n@ = Made@()
a? = n@.act()
a? = n@.kept(1)
Made@.kept.cache_clear()
@singledispatch
def f@(given):
    return [given]
@f@.register(list)
def _(given):
    return given
a? = f@({v})
x@ = partial(f@, {v})
a? = x@()
a? = x@.func`,
  `import itertools
a? = [list(group) for key, group in itertools.groupby([1, 1, 2])]
x@ = itertools.cycle([{v}, {v}])
a? = next(x@)
a? = next(x@)
x@ = itertools.tee([{v}, {v}])
a? = next(x@[0])
a? = list(itertools.accumulate([1, 2]))
a? = list(itertools.zip_longest([{v}], [{v}, {v}], fillvalue={v}))
a? = list(itertools.starmap(Node, [({v}, {v})]))
a? = list(itertools.combinations([{v}, {v}], 2))
a? = list(itertools.takewhile(lambda each: False, [{v}]))
x@ = None`,
  `import contextlib
class Made@(contextlib.ContextDecorator, Guard):
    pass
@Made@({v})
def f@(given):
    return [given]
a? = f@({v})
class Closed@(Node):
    def close(self):
        self.left = None
with contextlib.closing(Closed@({v})) as x@:
    ...
with contextlib.nullcontext({v}) as a4:
    ...
x@ = None`,
];
