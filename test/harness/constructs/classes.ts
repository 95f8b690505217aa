/** Classes as pieces of random programs: inheritance, special methods, descriptors, slots, metaclasses, data classes, enums. */

export const CLASSES: readonly string[] = [
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
  `class Meta@(type):
    def __new__(mcs, name, bases, space, **more):
        made = super().__new__(mcs, name, bases, dict(space))
        made.space = space
        return made
    def __init__(cls, name, bases, space, kept=None):
        super().__init__(name, bases, space)
        cls.kept = kept
    def all(cls):
        return [cls, cls.kept]
class Made@(Node, metaclass=Meta@, kept={v}):
    pass
n@ = Made@({v})
a? = Made@.all()
a? = Made@.kept
a? = Made@.space`,
  `class Meta@(type):
    def __call__(cls, *given, **named):
        made = super().__call__(*given, **named)
        made.last = cls.last = [given]
        return made
class Made@(Node, metaclass=Meta@):
    pass
n@ = Made@({v}, right={v})
a? = n@.last
a? = Made@.last`,
  `class Base@:
    known = []
    def __init_subclass__(cls, tag=None, **more):
        super().__init_subclass__(**more)
        cls.tag = tag
        Base@.known.append(cls)
    def __class_getitem__(cls, given):
        return [cls, given]
class Made@(Base@, tag={v}):
    pass
a? = Made@.tag
a? = Base@.known
a? = Made@[{v}]
Base@.known.clear()`,
  `class Lazy@:
    def __init__(self, function):
        self.function = function
    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        made = instance.__dict__[self.function.__name__] = self.function(instance)
        return made
class Made@(Node):
    @Lazy@
    def kept(self):
        return [self.left, {v}]
n@ = Made@({v})
a? = n@.kept
a? = n@.kept
a? = Made@.kept`,
  `from functools import cached_property
class Made@(Node):
    @cached_property
    def kept(self):
        return [self, self.left]
n@ = Made@({v})
a? = n@.kept
a? = n@.kept
del n@.kept`,
  `class Described@:
    def __get__(self, instance, owner):
        return instance._kept
    def __set__(self, instance, given):
        instance._kept = [given]
    def __delete__(self, instance):
        del instance._kept
class Made@(Node):
    kept = Described@()
n@ = Made@()
n@.kept = {v}
a? = n@.kept
del n@.kept
a? = hasattr(n@, 'kept')`,
  `class Made@(Node):
    def __setattr__(self, name, given):
        super().__setattr__(name, given)
        super().__setattr__('last', [name, given])
    def __getattribute__(self, name):
        return object.__getattribute__(self, name)
    def __delattr__(self, name):
        object.__delattr__(self, name)
n@ = Made@({v})
n@.extra = {v}
a? = n@.last
del n@.extra
a? = n@.link({v})`,
  `class Base@:
    __slots__ = ('one',)
class Made@(Base@):
    __slots__ = ('two', '__dict__')
    def __init__(self, one, two):
        self.one, self.two = one, two
x@ = Made@({v}, {v})
x@.three = {v}
x@.one = x@.three
a? = x@.two
a? = x@.__dict__
del x@.three`,
  `class Made@(tuple):
    def __new__(cls, *given):
        return super().__new__(cls, given)
    @property
    def first(self):
        return self[0]
t@ = Made@({v}, {v})
a? = t@.first
a?, a? = t@
a? = t@ + ({v},)
a? = hash(Made@(1, 2)) and {v}`,
  `class Made@(Exception):
    pass
x@ = Made@({v}, {v})
x@.kept = {v}
a? = x@.args
try:
    raise x@
except Made@ as error:
    a? = error.kept
x@ = None`,
  `from abc import ABC, abstractmethod
class Base@(ABC):
    @property
    @abstractmethod
    def kept(self): ...
    @classmethod
    def made(cls, *given):
        return cls(*given)
class Made@(Base@, Node):
    @property
    def kept(self):
        return self.left
n@ = Made@.made({v})
a? = n@.kept`,
  `from typing import Generic, TypeVar, Optional, List
T@ = TypeVar('T@')
class Made@(Generic[T@]):
    def __init__(self, kept: Optional[T@] = None) -> None:
        self.kept: List[T@] = [kept]
    def last(self) -> Optional[T@]:
        return self.kept[-1]
x@: 'Made@[object]' = Made@({v})
a? = x@.last()
x@.kept.append({v})
a? = x@.kept.pop(0)`,
  `class Made@:
    def __getitem__(self, at):
        return at
    def __setitem__(self, at, given):
        self.kept = at, given
    def __delitem__(self, at):
        self.kept = [at]
    def __reversed__(self):
        return iter([self])
    def __index__(self):
        return 0
    def __format__(self, how):
        return 'made' + how
x@ = Made@()
a? = x@[1:2]
a? = x@[{v}, ::2]
x@[{v}:{v}] = {v}
del x@[{v}, ...]
a? = list(reversed(x@))
a? = [{v}, {v}][x@]
a? = f'{x@:>4}'
x@.kept = None`,
  `class Made@:
    def __init__(self, kept=None):
        self.kept = kept
    def __sub__(self, other):
        return NotImplemented
    def __rsub__(self, other):
        return [self, other]
    def __matmul__(self, other):
        return other @ self if isinstance(other, list) else self
    def __rmatmul__(self, other):
        return other
    def __ne__(self, other):
        return other
    def __getitem__(self, at):
        return [self.kept, self][at]
x@ = Made@({v})
a? = {v} - x@
a? = x@ @ {l}
a? = x@ != {v}
a?, a? = x@
a? = {v} in x@`,
  `class Made@(Node):
    def __enter__(self):
        return [self]
    def __exit__(self, *error):
        self.left = error
        return error[0] is not None
    def __del__(self):
        self.left = None
with Made@({v}) as a4:
    ...
with Made@({v}):
    raise KeyError({v})`,
  `class Made@(Node):
    def __del__(self):
        kept@.append(self)
kept@ = []
n@ = Made@({v})
n@ = Node()
a? = kept@
del kept@[:]`,
  `class Made@(Node):
    def __del__(self):
        raise ValueError(self)
n@ = Made@({v})
n@ = Node()`,
  `class Made@(Node):
    kept = {}
    def __new__(cls, key, *more):
        if key not in cls.kept:
            cls.kept[key] = super().__new__(cls)
        return cls.kept[key]
n@ = Made@('a', {v})
n? = Made@('a', {v})
a? = n@ is Made@('b')
Made@.kept.clear()`,
  `class Made@(Node):
    def __init__(self, left):
        super().__init__(left)
        self.act = self.link
        self.table = {'link': self.link, 'other': lambda given: self.link(given)}
    def run(self, name, given):
        return self.table[name](given)
n@ = Made@({v})
a? = n@.run('link', {v})
a? = n@.run('other', {v})
a? = n@.act`,
  `class Made@(Node):
    def link(self, other):
        def inner():
            return [self, __class__, other]
        return inner
n@ = Made@({v})
a? = n@.link({v})
a? = n@.link({v})()`,
  `from dataclasses import dataclass, field, replace, asdict, astuple
from typing import ClassVar
@dataclass
class Made@:
    one: object
    two: object = field(default=None, repr=False, compare=False)
    three: list = field(init=False)
    known: ClassVar[list] = []
    def __post_init__(self):
        self.three = [self.one]
        self.known.append(self.two)
x@ = Made@({v}, {v})
a? = replace(x@, one={v})
a? = x@.three
a? = Made@(1, 2) == Made@(1, 3)
a? = astuple(Made@(1, 2))
Made@.known.clear()`,
  `from enum import Enum, IntEnum, Flag, auto
class Made@(Enum):
    ONE = auto()
    TWO = auto()
    def other(self):
        return Made@.TWO if self is Made@.ONE else [self, {v}]
class Bits@(Flag):
    A = 1
    B = 2
class Level@(IntEnum):
    LOW = 1
    HIGH = 2
a? = Made@.ONE.other()
a? = Made@['TWO'].other()
a? = Bits@.A | Bits@.B
a? = Level@.LOW < Level@.HIGH
a? = list(Made@)
a? = {Made@.ONE: {v}}`,
  `from types import SimpleNamespace
x@ = SimpleNamespace(one={v}, two={v})
x@.three = x@.one
a? = x@.two
del x@.one
a? = x@`,
];
