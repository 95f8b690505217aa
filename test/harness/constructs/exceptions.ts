/** Exceptions, `with` and loops as pieces of random programs. */

export const EXCEPTIONS: readonly string[] = [
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
  `try:
    try:
        {d}['none']
    except KeyError as error:
        x@ = error
        raise ValueError({v})
except ValueError as error:
    a? = error.__context__ is x@
    a? = error.__traceback__ is None
x@ = x@.args
a? = x@`,
  `def f@(given):
    local = [given]
    try:
        raise KeyError(local)
    except KeyError as error:
        raise ValueError(error) from None
try:
    f@({v})
except ValueError as error:
    x@ = error.args[0]
    a? = error.__cause__ or {v}
a? = x@.args
del x@`,
  `def f@(given):
    raise ValueError(given)
x@ = None
try:
    f@({v})
except ValueError as error:
    x@ = error
a? = x@.__traceback__.tb_next.tb_frame
a? = None
x@.__traceback__ = None
a? = x@.with_traceback(None)
x@ = None`,
  `def f@(given):
    kept = None
    try:
        raise ValueError(given)
    except ValueError as error:
        kept = error
        raise
    finally:
        given = kept
        del kept
try:
    f@({v})
except ValueError:
    ...`,
  `import sys
try:
    raise ValueError({v})
except ValueError:
    x@ = sys.exc_info()
    a? = x@[1]
    x@ = None
a? = sys.exc_info()[1] or {v}
a? = sys.getrefcount({n}) > 1`,
  `def f@(given):
    while True:
        try:
            raise ValueError(given)
        except ValueError as error:
            given = error.args
            break
        finally:
            local = [given]
    return given, local
a? = f@({v})`,
  `def f@(given):
    try:
        try:
            return {}[given if isinstance(given, str) else 'k']
        except KeyError as error:
            local = error
            raise LookupError(given) from local
    except LookupError as error:
        return error.__cause__ or error.args
    finally:
        given = None
a? = f@({v})
a? = f@('none')`,
  `def f@(given):
    for each in (1, 2, 3):
        with Guard(given) as kept:
            if each == 1:
                continue
            if each == 2:
                break
    else:
        return kept
    return [kept, each]
a? = f@({v})`,
  `class Made@(Guard):
    def __enter__(self):
        raise ValueError(self)
    def __exit__(self, *error):
        return True
try:
    with Made@({v}) as a4:
        ...
except ValueError as error:
    a? = error.args
a? = None
try:
    with Guard({v}), Made@({v}):
        pass
except ValueError:
    ...`,
  `def f@(given):
    assert given is not f@, [given]
    try:
        assert given is f@, [given]
    except AssertionError as error:
        return error.args
a? = f@({v})
try:
    x@none
except NameError as error:
    a? = error.name if hasattr(error, 'name') else {v}
try:
    {n}.none
except AttributeError as error:
    x@ = error
a? = x@.args
x@ = None`,
  `try:
    a?, a?, a? = ({v}, {v})
except ValueError:
    ...
try:
    (lambda one: one)({v}, {v})
except TypeError as error:
    x@ = error
x@ = None
try:
    {l}.remove(object())
except ValueError:
    pass`,
];

export const CONTEXTS: readonly string[] = [
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
];

export const LOOPS: readonly string[] = [
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
];
