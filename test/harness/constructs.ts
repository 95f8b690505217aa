/**
 * Every construct of Python as a small piece of program with gaps, for the random programs.
 *
 * `{v}` is a value, `{n}` `{l}` `{d}` `{t}` a node, list, dict or tuple; `@` the number of this piece, which makes its own names unique;
 * `a?` one of `a0` to `a2`; a line of dots a block of random statements. A name keeps one type, its first letter says which; `x` is nobody else's.
 */

/** Means the same wherever a statement may stand. */
export const CONSTRUCTS: readonly string[] = [
  // classes
  `class Made@(Node):
    def __init__(self, left=None, *rest, **named):
        super().__init__(left, named)
        self.extra = rest
    def link(self, other):
        super().link(other)
        return super(Made@, self).link({v})
n@ = Made@({v}, {v}, key={v})
a? = n@.link({v})`,
  `class Made@(Node):
    kept = {v}
    many = []
    def link(self, other):
        self.many.append(other)
        Made@.kept = other
        return self.many
n@ = Made@({v})
a? = n@.link({v})
n@.kept = {v}`,
  `class Made@:
    def __init__(self, kept):
        self._kept = kept
    @property
    def kept(self):
        return self._kept
    @kept.setter
    def kept(self, given):
        self._kept = given
    @kept.deleter
    def kept(self):
        self._kept = None
x@ = Made@({v})
a? = x@.kept
x@.kept = {v}
x@.kept = x@
del x@.kept`,
  `class Made@:
    __slots__ = ('one', 'two', '__weakref__')
    def __init__(self, one, two=None):
        self.one = one
        self.two = two
x@ = Made@({v}, {v})
a? = x@.one
x@.two = x@.one
x@.one, x@.two = x@.two, {v}
del x@.one`,
  `class Made@(Node):
    @staticmethod
    def build(given):
        return Made@(given)
    @classmethod
    def other(cls, given, *more):
        made = cls(given)
        made.right = cls
        return made
n@ = Made@.build({v})
n? = Made@.other({v}, {v})
n? = n@.other(n@)`,
  `class Made@:
    def __init__(self, kept=()):
        self.kept = list(kept)
    def __len__(self):
        return len(self.kept)
    def __getitem__(self, at):
        return self.kept[at]
    def __setitem__(self, at, given):
        self.kept[at] = given
    def __delitem__(self, at):
        del self.kept[at]
    def __contains__(self, given):
        return any(each is given for each in self.kept)
    def __iter__(self):
        return iter(self.kept)
x@ = Made@([{v}, {v}])
a? = x@[0]
x@[1] = {v}
a? = {v} in x@
a? = [each for each in x@]
del x@[0]
a? = len(x@)`,
  `class Made@:
    def __init__(self, kept=None):
        self.kept = kept
    def __add__(self, other):
        return Made@(other)
    def __radd__(self, other):
        return self
    def __iadd__(self, other):
        self.kept = other
        return self
    def __mul__(self, other):
        return [self, other]
    def __neg__(self):
        return Made@(self)
    def __or__(self, other):
        return other
x@ = Made@({v})
a? = x@ + {v}
a? = x@ * {v}
x@ += {v}
a? = -x@
a? = x@ | {v}`,
  `class Made@:
    def __eq__(self, other):
        return self is other
    def __hash__(self):
        return 7
    def __lt__(self, other):
        return False
    def __bool__(self):
        return False
    def __call__(self, given=None, *rest):
        return given
    def __repr__(self):
        return 'made'
x@ = Made@()
a? = x@ == {v}
a? = x@ or {v}
a? = x@({v})
a? = x@({v}, {v})
a? = {x@: {v}}
a? = max([x@, Made@()])
a? = str(x@)`,
  `class Made@:
    def __new__(cls, given=None):
        made = super().__new__(cls)
        made.given = given
        return made
    def __getattr__(self, name):
        return [self, name]
x@ = Made@({v})
a? = x@.missing
a? = x@.given
a? = getattr(x@, 'given', {v})
setattr(x@, 'given', {v})`,
  `class Described@:
    def __set_name__(self, owner, name):
        self.name = '_' + name
    def __get__(self, instance, owner=None):
        return self if instance is None else getattr(instance, self.name)
    def __set__(self, instance, given):
        setattr(instance, self.name, given)
class Made@:
    kept = Described@()
x@ = Made@()
x@.kept = {v}
a? = x@.kept
a? = Made@.kept`,
  `class One@(Node):
    def link(self, other):
        self.right = other
        return super().link(other)
class Two@(Node):
    def link(self, other):
        self.extra = [other]
        return super().link(self)
class Made@(One@, Two@):
    def link(self, other):
        return super().link(other)
n@ = Made@({v})
a? = n@.link({v})`,
  `def x@(given):
    given.marked = {v}
    return given
@x@
class Made@(Node):
    pass
n@ = Made@({v})
a? = Made@.marked`,
  `from dataclasses import dataclass, field
@dataclass
class Made@:
    one: object
    two: object = None
    many: list = field(default_factory=list)
x@ = Made@({v}, two={v})
x@.many.append({v})
a? = x@.one
a? = x@.many
x@.two = x@`,
  `from dataclasses import dataclass
@dataclass(frozen=True, order=True)
class Made@:
    one: object
    two: object = 7
x@ = Made@({v})
a? = [x@, Made@(1, x@)]
a? = x@.two`,
  `from collections import namedtuple
Made@ = namedtuple('Made@', 'one two')
t@ = Made@({v}, {v})
a? = t@.one
a? = t@[1]
a?, a? = t@
a? = t@._replace(one={v})`,
  `from typing import NamedTuple
class Made@(NamedTuple):
    one: object
    two: object = None
t@ = Made@({v}, {v})
a? = t@.one
a? = t@._asdict()`,
  `from enum import Enum
class Made@(Enum):
    ONE = 'one'
    TWO = 'two'
a? = Made@.ONE
a? = Made@('two')
a? = [each.value for each in Made@]`,
  `class Made@(list):
    def __init__(self, given, *more):
        super().__init__(more)
        self.given = given
    def append(self, each):
        super().append([each])
x@ = Made@({v}, {v})
x@.append({v})
a? = x@[0]
a? = x@.given`,
  `class Made@(dict):
    def __missing__(self, key):
        self[key] = made = {v}
        return made
x@ = Made@(k={v})
a? = x@['k']
a? = x@['m']`,
  `class Made@:
    class Inner:
        kept = {v}
    def method(self, given=Inner):
        return given
a? = Made@().method()
a? = Made@.Inner.kept
a? = Made@().method({v})`,
  `class Made@(Node):
    def __del__(self):
        log@.append(type(self))
log@ = []
n@ = Made@({v})
n@ = Made@()
n@ = None or Node()
a? = log@`,
  `x@ = Node({v})
x@.self = x@
x@.__dict__.clear()
a? = x@.__dict__
x@.left = {v}
a? = vars(x@)
a? = x@.__class__`,
  `x@ = Node({v})
x@.__dict__['left'] = {v}
x@.__dict__.update(right={v})
a? = x@.__dict__.pop('left')
a? = x@.right`,
  `x@ = Node({v}, {v})
del x@.left
a? = hasattr(x@, 'left')
delattr(x@, 'right')`,
  `x@ = type('Typed@', (Node,), {'kept': {v}})
n@ = x@({v})
a? = n@.kept`,
  // generators
  `def f@(given):
    taken = yield given
    while taken is not None:
        taken = yield [taken]
    return {v}
x@ = f@({v})
a? = next(x@)
a? = x@.send({v})
x@.close()
x@ = None`,
  `def f@(given):
    try:
        yield given
        yield {v}
    finally:
        last = [given]
x@ = f@({v})
a? = next(x@)
del x@`,
  `def f@(given):
    try:
        yield given
    except ValueError as error:
        yield error
x@ = f@({v})
next(x@)
a? = x@.throw(ValueError({v}))
x@.close()`,
  `def f@(given):
    got = yield from (given, {v})
    got = yield from f@inner(given)
    yield got
def f@inner(given):
    yield given
    return [given]
a? = list(f@({v}))`,
  `x@ = (each for each in [{v}, {v}] if each is not None)
a? = next(x@, None)
a? = list(x@)`,
  `def f@(given):
    for each in (given, {v}):
        yield each, given
for a9, a3 in f@({v}):
    ...`,
  `a? = sum(1 for each in ({v}, {v}))
a? = any(each is {v} for each in ({v}, {v}))
a? = tuple((each, {v}) for each in range(2))`,
  `class Made@:
    def __init__(self, given):
        self.given = given
        self.left = 2
    def __iter__(self):
        return self
    def __next__(self):
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.given
for a9 in Made@({v}):
    ...
a? = list(Made@({v}))
a? = iter(Made@({v}))`,
  // coroutines
  `async def f@(given):
    return [given, {v}]
x@ = f@({v})
try:
    x@.send(None)
except StopIteration as error:
    a? = error.value or {v}
x@ = None`,
  `class Made@:
    async def __aenter__(self):
        return self
    async def __aexit__(self, *error):
        return None
    def __aiter__(self):
        self.left = 2
        return self
    async def __anext__(self):
        self.left -= 1
        if self.left < 0:
            raise StopAsyncIteration
        return [self.left]
async def f@(given):
    kept = []
    async with Made@() as entered:
        kept.append(entered)
        async for each in entered:
            kept.append([each, given])
    return [each async for each in Made@()]
x@ = f@({v})
try:
    x@.send(None)
except StopIteration as error:
    x@ = error.value
a? = x@`,
  `async def f@(given):
    other = await f@inner(given)
    return other, given
async def f@inner(given):
    return [given]
x@ = f@({v})
try:
    x@.send(None)
except StopIteration as error:
    a? = error.value[0]`,
  // closures and calls
  `def f@(given):
    count = 0
    kept = given
    def inner(more=None):
        nonlocal count, kept
        count += 1
        kept = [kept, more]
        return kept
    inner(given)
    return inner
x@ = f@({v})
a? = x@({v})
a? = x@()`,
  `l@ = [lambda kept=each: kept for each in ({v}, {v})]
a? = l@[0]()
l@ = [lambda: each for each in ({v}, {v})]
a? = l@[1]()`,
  `def f@(given):
    def again(depth):
        return again(depth - 1) if depth else given
    return again(2)
a? = f@({v})`,
  `def f@(one, /, two=None, *rest, three={v}, **named):
    both = [one, two]
    return both, rest, three, named
a? = f@({v})
a? = f@({v}, {v}, {v}, three={v}, four={v})
a? = f@(*[{v}, {v}], **{'three': {v}})
a? = f@(*({v},), {v}, *{l})`,
  `def f@(given, kept=[], named={}):
    kept.append(given)
    named['k'] = given
    return kept
a? = f@({v})
a? = f@({v}, named={})
a? = f@.__defaults__`,
  `def f@(*given, **named):
    def inner(*more):
        return given + more, named
    return inner(given)
a? = f@({v}, {v}, one={v})
a? = f@(**{d}) if 'k' in {d} else f@()`,
  `def x@deco(function):
    def wrapper(*given, **named):
        made = function(*given, **named)
        return [made]
    wrapper.kept = function
    return wrapper
@x@deco
def f@(given):
    return given
a? = f@({v})
a? = f@.kept`,
  `def x@(given):
    if len(given) > 3:
        return given
    return x@(given + [{v}])
a? = x@([{v}])`,
  `def f@(given):
    given = [given]
    given = given[0]
    other = given
    del given
    return other
a? = f@({v})`,
  `def f@(given):
    local = {v}
    try:
        return local
    finally:
        local = given
a? = f@({v})
a? = f@(f@({v}))`,
  `a? = (lambda *given: given)({v}, {v})
a? = (lambda **named: named)(one={v})
a? = list(map(lambda each: [each], ({v}, {v})))
a? = list(filter(None, ({v}, {v})))
a? = sorted(({v}, {v}), key=lambda each: 0)`,
  `from functools import partial
x@ = partial(lambda one, two=None: [one, two], {v}, two={v})
a? = x@()
a? = x@.args`,
  `from functools import lru_cache
@lru_cache(maxsize=None)
def f@(given):
    return [given]
a? = f@(7)
a? = f@(7)
f@.cache_clear()`,
  `from functools import reduce
a? = reduce(lambda one, other: [one, other], ({v}, {v}, {v}))`,
  `x@ = {n}.link
a? = x@({v})
a? = x@.__self__
x@ = Node.link
a? = x@({n}, {v})`,
  // exceptions
  `try:
    try:
        raise ValueError({v})
    except ValueError as error:
        raise KeyError({v}) from error
except KeyError as error:
    a? = error.__cause__
    a? = error.args or {v}`,
  `try:
    try:
        raise ValueError({v})
    finally:
        a0 = {v}
        ...
except (KeyError, ValueError) as error:
    x@ = error
x@ = None`,
  `try:
    x@ = {v}
except ValueError:
    ...
else:
    ...
finally:
    ...`,
  `class Failed@(Exception):
    def __init__(self, kept, *more):
        super().__init__(kept)
        self.kept = kept
def x@(given):
    local = [given]
    raise Failed@(local)
try:
    x@({v})
except Failed@ as error:
    a? = error.kept or {v}`,
  `def f@(given):
    try:
        return [given][1]
    except IndexError:
        pass
    return given
a? = f@({v})`,
  `def f@(given):
    try:
        raise ValueError(given)
    except ValueError as error:
        kept = error
    return [given]
a? = f@({v})`,
  `def f@(given):
    for each in (1, 2):
        try:
            if each == 1:
                continue
            local = [given, each]
            break
        finally:
            given = [given]
    return given
a? = f@({v})`,
  `try:
    try:
        {d}['none']
    except KeyError:
        ...
        raise
except KeyError:
    pass`,
  `try:
    int('none')
except ValueError as error:
    a? = error.__traceback__ and {v}
try:
    assert {v} is None, {v}
except AssertionError:
    ...`,
  // with
  `with Guard({v}) as x@, Guard({v}):
    with Guard(x@) as a4:
        ...`,
  `x@ = Guard({v})
with x@:
    x@ = Guard({v})
    with x@ as a4:
        ...
x@ = None`,
  `class Made@(Guard):
    def __exit__(self, kind, error, trace):
        self.error = kind
        return True
x@ = Made@({v})
with x@ as a4:
    raise ValueError({v})
a? = x@.error`,
  `from contextlib import contextmanager
@contextmanager
def x@cm(given):
    local = [given]
    try:
        yield local
    finally:
        local.append({v})
with x@cm({v}) as a4:
    ...
a? = 7`,
  `from contextlib import ExitStack
with ExitStack() as x@:
    a? = x@.enter_context(Guard({v}))
    x@.callback(lambda: {v})
    ...`,
  `from contextlib import suppress
with suppress(ValueError, KeyError):
    ...
    raise ValueError({v})`,
  `def f@(given):
    with Guard(given) as kept:
        if kept is given:
            return [kept]
    return given
a? = f@({v})`,
  `with Guard({n}) as {n}.left:
    ...
for {n}.right in ({v}, {v}):
    ...`,
  // comprehensions
  `a? = [[one, two] for one in ({v}, {v}) for two in [one, {v}] if two is not None]
a? = {str(at): each for at, each in enumerate(({v}, {v}))}
a? = {at for at in range(3)}
a? = [each for each in [{v}] for again in [each]]`,
  `a? = [[inner for inner in ({v}, each)] for each in {l}]
a? = [(last := each) for each in ({v}, {v})]
a? = {each: [each] for each in 'ab'}`,
  `a? = [lambda: {v} for each in range(2)]
a? = [Node(each) for each in {t}]
l@ = [n for n in [Node({v}), Node()]]
a? = [n.left for n in l@]`,
  // stars and unpacking
  `a?, *l@ = {v}, {v}, {v}
a? = l@
*l@, a? = [{v}, {v}]
(a?, [a?, a?]) = {v}, ({v}, {v})`,
  `a? = [*{l}, {v}, *{t}]
a? = (*{t}, {v})
a? = {**{d}, 'k': {v}}
a? = {*[1, 2], 7}
a? = dict({d}, m={v})`,
  `a? = a? = {v}
n@ = l@ = None
n@, l@ = Node({v}), [{v}]
n@.left, l@[0] = l@, n@
l@[0], l@[-1] = {v}, {v}`,
  // augmented, walrus, del
  `l@ = [{v}]
l@ += [{v}, {v}]
l@ *= 2
l@[0:1] = ({v}, {v})
del l@[:1]
a? = l@
l@ += {t}`,
  `n@ = Node([{v}])
n@.left += [{v}]
n@.extra = 1
n@.extra += 2 ** 40
l@ = [[{v}], 1]
l@[0] += [{v}]
l@[1] += 1`,
  `if (x@ := {v}) is not None:
    a? = [x@]
while (x@ := len([1])) > 1:
    ...
a? = [x@, (x@ := {v}), x@]`,
  `x@ = {v}
y@ = [x@, {v}]
del x@, y@[0]
del y@
x@ = Node({v}); y@ = [x@]; del (x@, y@)`,
  `x@: object = {v}
y@: list
a? = [x@]
t@ = {t}
t@ += ({v},)
s@ = 'a' + str(len(t@))
s@ += 'b' * 3`,
  `s@ = {1, 2}
s@ |= {3}
s@.add(7)
s@.discard(1)
a? = s@ & {7}
x@ = {Node(), 7}
a? = x@
x@.clear()`,
  // text
  `a? = f'{1000.5} and {len([1])!r:>4}'
x@ = 'name'
a? = f'{x@} {x@!r}'
a? = '%s of %d' % (x@, 3)
a? = '{} {}'.format(x@, 7)
a? = ', '.join([x@, 'b'])
a? = x@.upper().split('A')`,
  // loops
  `x@ = 0
while x@ < 3:
    x@ += 1
    if x@ == 2:
        continue
    ...
else:
    a? = {v}`,
  `for a9 in ({v}, {v}):
    if a9 is None:
        break
    ...
else:
    a? = {v}`,
  `for a9 in reversed([{v}, {v}]):
    for a3 in ({v}, a9):
        if a3 is a9:
            break
        a? = [a3, a9]`,
  `while True:
    l@ = [{v}]
    if l@:
        break
a? = l@
while l@:
    a? = l@.pop()`,
  `n@ = None
for a9 in range(3):
    n@ = Node(n@, {v})
while n@ is not None and n@.left is not None:
    n@ = n@.left
n@ = Node()`,
  `def x@(given):
    last = None
    for each in given:
        if last is None:
            last = each
        else:
            last = [last, each]
    return last
a? = x@([{v}, {v}])`,
  `def f@(given):
    first = last = Node(given)
    for each in (1, 2):
        last.right = Node(each)
        last = last.right
        last.left = first
    return first
n@ = f@({v})
a? = n@.right
n@.right.left = None`,
  `def f@(given):
    waiting = [given]
    seen = []
    while waiting:
        each = waiting.pop()
        seen.append(each)
        if len(seen) < 3:
            waiting.append([each])
    return seen
a? = f@({v})`,
  // library
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
];

/** Stands at module level alone. */
export const MODULE_CONSTRUCTS: readonly string[] = [
  `z@ = {v}
def f@(given):
    global z@
    before = z@
    z@ = [given]
    return before
a? = f@({v})
a? = z@
a? = f@(z@)`,
  `def f@(given):
    global z@
    z@ = given
def f@other(given):
    return [z@, given]
f@({v})
a? = f@other({v})
z@ = None`,
  `z@ = {}
def f@(given):
    if 'k' not in z@:
        z@['k'] = [given]
    return z@['k']
a? = f@({v})
a? = f@({v})`,
  `class Made@(Node):
    made = []
    def __init__(self, given):
        super().__init__(given)
        Made@.made.append(self)
        self.__class__.last = self
n@ = Made@({v})
n? = Made@(n@)
Made@.made.clear()`,
  `def f@(given):
    import gc
    local = Node(given)
    local.left = local
    del local
    return gc.collect() > 0
a? = f@({v})`,
];

/** From 3.10 on; older ones cannot read such a program. */
export const NEW_CONSTRUCTS: readonly string[] = [
  `match {v}:
    case None | True:
        ...
    case [a9, *l@]:
        a? = l@
        ...
    case {'k': a9, **d@}:
        a? = d@
        ...
    case Node(left=a9) as n@:
        a? = [n@, a9]
    case str() | float():
        ...
    case a9 if a9 is not None:
        ...
    case _:
        pass`,
  `match ({v}, {v}):
    case (a9, Node()):
        ...
    case ([a9, _], a3) | (a3, a9):
        ...
def f@(given):
    match given:
        case [one, two]:
            return two
        case Node(left=Node() as inner):
            return inner
        case {'k': kept}:
            return [kept]
        case other:
            return other
a? = f@({v})
a? = f@([{v}, {v}])
a? = f@(Node(Node()))`,
  `from dataclasses import dataclass
@dataclass(slots=True)
class Made@:
    one: object
    two: object = None
def f@(given):
    match given:
        case Made@(one, two):
            return [one, two]
    return given
a? = f@(Made@({v}, {v}))
a? = f@({v})`,
];
