/** Functions, generators and coroutines as pieces of random programs. */

export const FUNCTIONS: readonly string[] = [
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
  `def x@deco(*given, **named):
    def take(function):
        function.given = given
        return function
    return take
@x@deco({v}, {v}, key={v})
@x@deco()
def f@(given):
    return [given]
a? = f@({v})
a? = f@.given`,
  `from functools import wraps
def x@deco(function):
    @wraps(function)
    def wrapper(*given, **named):
        return function(*given, **named), given
    return wrapper
class Made@(Node):
    @x@deco
    def link(self, other):
        return [self, other]
n@ = Made@()
a? = n@.link({v})
a? = n@.link(other={v})`,
  `class x@Deco:
    def __init__(self, function):
        self.function = function
        self.seen = []
    def __call__(self, given):
        self.seen.append(given)
        return self.function(given)
    def __get__(self, instance, owner):
        return lambda given: self.function(instance)
@x@Deco
def f@(given):
    return given
class Made@(Node):
    @x@Deco
    def link(self):
        return self.left
a? = f@({v})
a? = Made@({v}).link({v})`,
  `def f@(given, other=None, third=None):
    given, other = other, given
    third = [given, other, third]
    given = None
    return third
a? = f@({v}, {v}, {v})
a? = f@(third={v}, given={v})
a? = (lambda one: f@(one, one, one))({v})
a? = f@(*{t})`,
  `def f@(given: list, at: int = 0, text: str = 'k'):
    each = given[at]
    given.append(text)
    given[at] = at
    at += 1
    text = text + 'm'
    return each, at, text
a? = f@([{v}, {v}])
a? = f@([{v}], 0, 'x' * 3)
a? = f@({l} + [7], at=len([]))`,
  `def f@(given):
    def inner():
        nonlocal given
        before = given
        del given
        given = [before]
        return before
    other = inner()
    return given, other
a? = f@({v})`,
  `def f@(given):
    local = [given]
    kept = locals()
    del local
    return kept
a? = f@({v})
a? = f@({v})['given'] or {v}`,
  `def f@(given):
    class Local(Node):
        kept = given
        def get(self):
            return given, self.kept
    return Local({v})
n@ = f@({v})
a? = n@.get()`,
  `def f@(given):
    make = [lambda: given]
    make.append(lambda other=make: other)
    return make
a? = f@({v})
a? = f@({v})[0]()`,
  `def f@(given, *, key=None):
    if given is None:
        return key
    elif isinstance(given, (list, tuple)):
        return [f@(each, key=given) for each in given[:2] if not isinstance(each, (list, tuple))]
    return given
a? = f@({v})
a? = f@([{v}, {v}], key={v})
a? = f@(None, key={v})`,
];

export const GENERATORS: readonly string[] = [
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
  `def f@(given):
    yield from ([each, given] for each in range(2))
    return given
def f@outer(given):
    result = yield from f@(given)
    yield result
a? = [each for each in f@outer({v})]
x@ = f@outer({v})
a? = next(x@)
a? = x@.gi_frame is None
x@.close()`,
  `def f@(given):
    received = []
    while len(received) < 3:
        try:
            received.append((yield given))
        except KeyError as error:
            received.append(error.args)
        finally:
            given = [given]
    return received
x@ = f@({v})
a? = next(x@)
a? = x@.send({v})
a? = x@.throw(KeyError({v}))
try:
    x@.send({v})
except StopIteration as stop:
    a? = stop.value
x@ = None`,
  `def f@(given):
    for each in (given, {v}, {v}):
        yield [each]
for a9 in f@({v}):
    if a9:
        break
x@ = f@({v})
a?, a?, a? = x@
a? = next(x@, {v})
a? = dict(zip('abc', f@({v})))
a? = max(f@(1), key=lambda each: 0)`,
];

export const COROUTINES: readonly string[] = [
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
  `import asyncio
async def f@(given, at=0):
    await asyncio.sleep(0)
    return [given, at]
async def x@main(given):
    one = await f@(given)
    task = asyncio.ensure_future(f@(given, 1))
    other = await task
    both = await asyncio.gather(f@(one), f@(other))
    return both
a? = asyncio.run(x@main({v}))`,
  `async def f@(given):
    for each in (given, {v}):
        yield [each]
async def x@main(given):
    found = [each async for each in f@(given)]
    async for each in f@(given):
        found.append(each)
        break
    return found
x@ = x@main({v})
try:
    x@.send(None)
except StopIteration as stop:
    a? = stop.value
x@ = None`,
  `async def f@(given):
    try:
        return [given]
    finally:
        given = None
async def x@main(given):
    try:
        async with Cm@(given) as entered:
            raise ValueError(entered)
    except ValueError as error:
        kept = error.args
    return kept, await f@(given)
class Cm@:
    def __init__(self, given):
        self.given = given
    async def __aenter__(self):
        return self.given
    async def __aexit__(self, kind, error, trace):
        return False
x@ = x@main({v})
try:
    x@.send(None)
except StopIteration as stop:
    a? = stop.value
x@ = f@({v})
x@.close()
x@ = None`,
  `class Made@:
    def __await__(self):
        given = yield
        return [self, given]
async def f@(given):
    kept = await Made@()
    return kept, given
x@ = f@({v})
a? = x@.send(None)
try:
    x@.send({v})
except StopIteration as stop:
    a? = stop.value
x@ = None`,
];
