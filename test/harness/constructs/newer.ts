/** Pieces of random programs that the oldest versions cannot read. */

/** From 3.10 on. */
export const MATCHED: readonly string[] = [
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
  `with (Guard({v}) as x@, Guard(x@) as a4):
    ...
a? = [each for pair in zip([{v}], [{v}], strict=True) for each in pair]
a? = Node | None`,
  `from dataclasses import dataclass, KW_ONLY
@dataclass(frozen=True, kw_only=True)
class Made@:
    one: object = None
    two: object = None
def f@(given):
    match given:
        case Made@(one=None, two=kept) | Made@(one=kept, two=None):
            return [kept]
        case {'k': {'m': kept}} | [*_, {'k': kept}]:
            return kept
        case (1 | 2 | -1.5 | 'text' | None | True) as kept:
            return kept, given
        case [Node(left=one), *rest] if one is not rest:
            return one, rest
        case object(__class__=kind):
            return kind
a? = f@(Made@(two={v}))
a? = f@({v})
a? = f@([{v}, {d}])
a? = f@([Node({v}), {v}])`,
  `match {v}, {v}:
    case (Node(left=a9), _) | (_, Node(right=a9)):
        ...
    case [[], [*_]] | [{}, _]:
        ...
    case 1000.5, "a text" | 'word':
        ...
    case a9, (Node() | list()) as a3:
        ...
    case a9, a3 if a9 is a3:
        ...`,
];

/** From 3.11 on. */
export const STARRED: readonly string[] = [
  `try:
    raise ExceptionGroup('some', [ValueError({v}), KeyError({v})])
except* ValueError as group:
    a? = group.exceptions[0].args
    ...
except* KeyError:
    ...
else:
    a? = {v}
finally:
    pass`,
  `def f@(given):
    try:
        raise ValueError(given)
    except* ValueError as group:
        kept = group.exceptions
    return given
a? = f@({v})
try:
    try:
        raise ExceptionGroup('some', [ValueError({v}), OSError({v})])
    except* ValueError as error:
        x@ = error
except ExceptionGroup as error:
    a? = error.exceptions or {v}
x@ = None`,
  `class Made@:
    def __getitem__(self, at):
        return at
    def __setitem__(self, at, given):
        self.kept = [at, given]
x@ = Made@()
a? = x@[*{t}, {v}]
x@[*{l}] = {v}
def f@(*given: *tuple[int, ...]):
    return given
a? = f@({v})
try:
    raise ValueError({v})
except ValueError as error:
    error.add_note('here')
    a? = error.__notes__`,
];

/** From 3.12 on. */
export const PARAMETRIZED: readonly string[] = [
  `def f@[T](given: T, kept: T | None = None) -> list[T]:
    return [given, kept]
a? = f@({v})
a? = f@.__type_params__
class Made@[T](Node):
    def get(self) -> T:
        return self.left
n@ = Made@[int]({v})
a? = n@.get()`,
  `type Alias@[T] = list[T] | dict[str, T]
a? = Alias@
class Made@[*Ts, **P]:
    kept = {v}
    def act[K](self, given: K) -> K:
        return given
x@ = Made@()
a? = x@.act({v})
x@ = f'{x@.act('inner'):>{4 + 4}} {f'{1000.5}'!r}'`,
];

/** From 3.14 on. */
export const TEMPLATES: readonly string[] = [
  `x@ = {v}
y@ = t'one {x@} and {[{v}]!r:>{4}} two'
a? = y@.interpolations[0].value
a? = y@.values
a? = y@.strings
x@ = None
y@ = t'{x@=}'
try:
    int('none')
except ValueError, TypeError:
    ...`,
];
