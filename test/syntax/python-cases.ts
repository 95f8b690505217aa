/**
 * Small Python texts by what they show: syntax of each version, corners of the grammar, and texts that CPython rejects.
 * `test/syntax/python-oracle.test.ts` asks CPython whether the division is right and whether the trees are.
 */

/** Accepted since the version that names the list (and before it rejected, or read otherwise). */
export const accepted: Readonly<Record<string, readonly string[]>> = {
  '3.8': [
    'if (n := len(a)) > 10: pass', 'f(x := 1, y=(z := 2))', '[y := f(x), y ** 2]', 'def f(a, /, b, *, c): pass',
    'def f(a=1, /, b=2, *args, c, d=3, **kw): pass', 'def f(*, a): pass', 'def f(a, b, /): pass', 'lambda a, /, b=1, *c, d, **e: a', "f'{x=}'", "f'{x = !r:>{w}}'",
    'return_ = 1\ndef f():\n  return *a, b', 'def f():\n  yield *a, b', 'x = yield_ = 1', 'async def f():\n  return [x async for x in y if await z]',
    'continue_: int = 1', 'del (a), [b, (c, d.e)], f[0]', 'print(*a, *b, **c, **d)', 'f(**a, b=1, **c)', 'f(a=1, *b)',
    'a = b = *c, d', 'a, *b = [*c] = d', '[*[*a]] = b', '(a), [b, c], d.e, f[g] = h', '() = []', '[] = ()', 'x: int', '(x): int = 1', 'x.y: int = yield_',
    'x[0]: int', '@a.b(c)\n@d\nclass E(F, metaclass=G): pass', 'async def f(): await x ** -y', '-x ** -y', 'not a in b is not c', 'a if b else c if d else lambda: e',
    'lambda: (yield)', 'x = a, b if c else d, *e', 'x[a:b, ::c, d:, :e, ...]', 'x[:, a][::]', 'global a, b', 'nonlocal a', 'assert a, b', 'raise', 'raise a from b',
    'from . import a', 'from .... import a', 'from ...a.b import (c, d as e,)', 'import a.b.c as d, e', 'from a import *', 'import a . b', 'pass; pass;', 'if x: pass; pass',
    'while a: break\nelse: continue', 'for a, *b in c:\n  pass\nelse:\n  pass', 'try: a\nfinally: b', 'try: a\nexcept: b', 'try: a\nexcept B as c: d\nexcept (E, F): g\nelse: h\nfinally: i',
    'with a: b', 'with a as b, c as (d, e): f', 'with (a, b): c', 'with (a, b) as c: d', 'with (a), b: c', 'with (yield): a', 'with (a for a in b): c', 'with (a).b(c): d', 'with (a, b).c: d',
    'if a: b\nelif c: d\nelif e: f\nelse: g', '0xFf_0, 0o1_7, 0b1_0, 1_0.0_1e-1_0j, 1., .5, 00, 0_0, 0e0, 1E5, 0777.5, 09j', '1if a else 2', '0x1for x in y', '1or 2',
    "'a' \"b\" '''c\nd''' r'\\e' u'f'", "b'a' rb'\\b' Br'c'", "f'a{b}c' 'd' f'{e!r:{f}.{g}}'", "f'{{}}' f'{{{a}}}'", "f'''{\na\n}'''", "f'{a!r:^{b}}'", "rf'\\{a}\\N'", "f'\\N{EM DASH} {a}'",
    "'' f'{a}' ''", "'' 'b' f'a{c}' ''", "f'{a}' '' 'b' f''", "x = ('a'\n     f'b{c}'\n     'd')", "'\\\n' f'{x}'", "f'{x:%H:%M}'", "f'{a!=b}'", "f'{(a:=5)}'", "f'{a:=5}'", "f'{a := 1!r}'", "f'{lambda_}'", "f'{*a, b}'", "f'{yield_}'",
    "f'{ a }'", "f'{a,}'", '"\\x41\\u0041\\U00000041\\101\\q"', "b'\\u12'", 'a\\\n  .b', 'a = \\\n  1', 'if a:\n\n  # comment\n  b\n\n# c\n', '\\\na',
    'if a:\n\tb\n\tif c:\n\t\td', '\x0cif a:\n  b\n\x0c\nc', 'a\r\nif b:\r\n  c\r\n', 'a\rb\r', '\ufeffa = 1', 'é = ñ.ü', 'ﬁ = 1\nfi', '𝐱 = 1', 'def f(é: ü = ö) -> ä: pass', "'😀', é, '😀'", 'x = "é"; y',
    'match = 1\nmatch.a\nmatch(b)\nmatch[c]\nmatch\nmatch, a = b', 'case = type = _ = lazy = 1', 'print >> a, b', 'match: int', 'type(x)\ntype = 1\ntype.y', 'match * a\nmatch -a', 'lazy\nlazy.x', 'type\n[x]',
  ],
  '3.9': ['@a[b].c\ndef f(): pass', '@(yield_)\ndef f(): pass', '@x if y else z\ndef f(): pass', '@lambda f: f\ndef f(): pass', '@a := b\ndef f(): pass', '{a := 1, b := 2}', 'for x in *a, *b: pass'],
  '3.10': [
    'x[a := 1]', 'x[a := 1, 2]', 'x[y := 1, z := 2]', 'if a:\n  \\\n  b',
    'match x:\n  case 1: pass', 'match x, *y:\n  case a, *_: pass', 'match (x):\n  case (a): pass', 'match x,:\n  case [a, b] | (c, d): pass',
    'match x:\n  case {"a": 1, b.c: d, -1: e, 1+2j: f, None: g, **rest}: pass\n  case {}: pass\n  case {**rest,}: pass',
    'match x:\n  case A() | B.C(1, d, e=f, g=_) as h if i: pass', 'match x:\n  case None | True | False | "a" "b" | b"c" | -1 | 1-2j | -1+2j: pass', 'match x:\n  case _: pass\n  case a.b.c: pass\n  case ((a)): pass',
    'match x:\n  case (): pass\n  case []: pass\n  case (a,): pass\n  case [*a]: pass\n  case *a,: pass\n  case a, b, : pass', 'match not x:\n  case f"{a}": pass', 'match -x:\n  case [[], [a, *b]]: pass',
    'match match:\n  case case: pass', 'match x := y:\n  case 1: pass', 'match [a]:\n  case 1: pass', 'match {}:\n  case 1: pass', 'match lambda: x:\n  case 1: pass', 'match (a, b):\n  case 1: pass\n  # c\n  case 2:\n    pass',
    'with (a as b): pass', 'with (a as b, c as d,): pass', 'with (a, b as c): pass', 'with (a as b.c, d as (e, f)): pass', 'async def f():\n  async with (a as b, c): pass', 'with (open(a) as b, open(c)): d',
  ],
  '3.11': [
    'try: a\nexcept* B: c', 'try: a\nexcept* (B, C) as d: e\nexcept* F: g\nelse: h\nfinally: i', 'def f(*args: *Ts): pass', 'x[*a]', 'x[*a, b]', 'x[a, *b] = c', 'x[*a] = b', 'x: tuple[*a]', 'for x in *a,: pass',
  ],
  '3.12': [
    'type X = int', 'type X[T, *Ts, **P] = T', 'type X[T: int] = T', 'def f[T](a: T) -> T: pass', 'class A[T: (int, str), *Ts, **P](B[T]): pass', 'async def f[T](): pass', 'type type = type', 'type match[T] = case',
    "f'{a['b']}'", "f'{'a'}'", "f'{f'{f'{1}'}'}'", "f'{\n a # b\n}'", "f'{a\n}'", "f'{\"\\n\".join(a)}'", "f'{a:{b:{c}}}'", "f'{a:{b!s:{c}}}'", "f'{(lambda x: 1)}'", "f'{a!r:{'b'}}'", "f'''{a:\nx{b}y\n}'''", "f'{1+2 = # c\n}'", "f'{a}' # f'{b}'",
  ],
  '3.13': ['type X[T = int, *Ts = *tuple[int], **P = [int]] = T', 'def f[T: int = bool](): pass', 'class A[*Ts = *B]: pass'],
  '3.14': [
    "t'a{b}c'", "t''", "t'{a!r:{b}}' t'c'", "t'{a=}'", "rt'\\{a}'", "T'''{\na}'''", "t'{a:{b!r:>{c}}}'", "t'{t'{a}'}'", "t'a' t'' t'{b}'", 'try: a\nexcept B, C: d', 'try: a\nexcept B, C,: d', 'try: a\nexcept B,: d', 'try: a\nexcept* B, C: d',
  ],
};

/** Syntax of 3.15, for which there is no CPython to ask here: `lazy` imports (PEP 810), unpacking in comprehensions (PEP 798). */
export const newest: readonly string[] = [
  'lazy import a', 'lazy import a.b as c, d', 'lazy from a import b as c', 'lazy from .a import (b, c)', '[*a for a in b]', '{*a for a in b}', '(*a for a in b)', '{**a for a in b}', 'f(*a for a in b)', '[*a async for a in b if c]',
];

export const rejected: readonly string[] = [
  // targets
  'f() = 1', 'a + b = 1', '1 = a', 'None = 1', '(a, f()) = 1', 'a = f() = 1', '*f(), = a', '(*a) = 1', '(a := b) = 1', '{a} = 1', '{} = 1', 'lambda: a = 1', 'a if b else c = 1', 'not a = 1', 'a < b = 1', "f'{a}' = 1", "'a' = 1",
  '[a for a in b] = 1', '(yield) = 1', 'x = yield = 1', 'await a = 1', '-a = 1', '... = 1', 'f() += 1', 'a, b += 1', '(a, b) += 1', '[a] += 1', '*a += 1', '1 += a', 'a += b += c', 'a += b = c', 'f(): int', 'a, b: int', '(a, b): int', '[a]: int', '*a: int',
  'del f()', 'del a + b', 'del *a', 'del (*a,)', 'del', 'del 1', 'del (a := b)', 'for f() in a: pass', 'for 1 in a: pass', 'for a + b in c: pass', 'for (a in b): pass', 'for a if b else c in d: pass', '[a for f() in b]', 'with a as f(): pass', 'with a as 1: pass', 'with (a as f()): pass',
  'a := 1', 'f().b := 1', '(a.b := 1)', '(a[0] := 1)', 'x = a := 1', 'a = (b) := 1', 'lambda: x := 1', 'assert a := 1', '{a := 1: 2}', '{a: b := 1}', 'x[a := 1:2]', 'f(a=b := 1)', '[a for a in b := c]', '[a for a in b if c := d]', 'def f(a = b := 1): pass', 'return_ = a := 1', 'with a := b: pass',
  // calls and classes
  'f(a=1, b)', 'f(**a, b)', 'f(**a, *b)', 'f(a for a in b, c)', 'f(c, a for a in b)', 'f(a for a in b,)', 'f(a=1 for a in b)', 'f(True=1)', 'f(a.b=1)', 'f((a)=1)', 'f(a, , b)', 'f(,)', 'f(a b)', 'f(a', 'f a', 'class A(a for a in b): pass', 'class A(b=1, c): pass', 'class A', 'class A()', 'class (): pass', 'class A[]: pass', 'class 1: pass', 'f(*)', 'f(**)', 'f(* *a)', 'f(a:b)', 'f(**a for a in b)',
  // parameters
  'def f(a=1, b): pass', 'def f(*): pass', 'def f(*, **a): pass', 'def f(**a, b): pass', 'def f(**a, *b): pass', 'def f(*a, *b): pass', 'def f(*, *a): pass', 'def f(/, a): pass', 'def f(a, /, b, /): pass', 'def f(*a, /): pass', 'def f(a, *, /): pass', 'def f(a, *): pass', 'def f((a, b)): pass', 'def f(*a=1): pass', 'def f(**a=1): pass', 'def f(a b): pass', 'def f(1): pass', 'def f(a, , b): pass', 'def f(a=): pass', 'def f(a:): pass', 'def f(*a: *b, **c: *d): pass', 'def f: pass', 'def f()', 'def (): pass', 'def f() -> : pass', 'def f() -> *a: pass', 'def f[](): pass', 'def f[*T: int](): pass', 'def f[T:](): pass', 'def f[1](): pass', 'def f[T = *a](): pass', 'lambda *: 1', 'lambda a=1, b: 1', 'lambda (a): 1', 'lambda a: int: 1', 'lambda', 'lambda:', 'lambda **a, b: 1', 'type X', 'type X[] = 1', 'type X = ', 'type X: int', 'type X[T] = a, b',
  // statements
  'if a\n  b', 'if a: if b: c', 'if: a', 'if a:', 'if a:\nb', 'else: a', 'elif a: b', 'if a: b\nelse c', 'if a: b\nelse: c\nelse: d', 'if a: b\nelse: c\nelif d: e', 'while a b: c', 'while', 'for a b: c', 'for a in: b', 'for in a: b', 'for a: b', 'for a in b', 'try: a', 'try: a\nelse: b', 'try: a\nexcept: b\nexcept* C: d', 'try: a\nexcept* B: c\nexcept D: e', 'try: a\nexcept*: b', 'try: a\nexcept B, C as d: e', 'try: a\nexcept B as c.d: e', 'try: a\nexcept B c: d', 'try: a\nfinally: b\nexcept: c', 'try: a\nelse: b\nfinally: c', 'except: a', 'finally: a', 'try\n  a', 'with: a', 'with a as: b', 'with a as b.c(): d', 'with (a as b) as c: d', 'with (a as b, *c): d', 'with a, : b', 'with (): pass()\n  a', 'class A: def f(): pass',
  'async a', 'async', 'async while a: b', 'async def', 'async for a in b', 'await', 'await await a', 'async lambda: a', 'raise from a', 'raise a, b', 'raise a from', 'assert', 'assert a,', 'assert a, b, c', 'global', 'global a.b', 'global a,', 'global a b', 'nonlocal', 'import', 'import a,', 'import a.', 'import a.b as c.d', 'import .a', 'import a as', 'import (a)', 'import *', 'from a import', 'from a import b,', 'from a import (b', 'from a import ()', 'from a import (*)', 'from a import b.c', 'from import a', 'from . import', 'from a import *, b', 'from a import b as c.d', 'from .a. import b', 'return a b', 'return yield', 'pass a', 'break 1', 'continue;;', ';', 'a;;b', 'print a', 'print "a"', 'exec "a"', 'a b', 'a = b c', '@a', '@a\nb', '@a b\ndef f(): pass', '@\ndef f(): pass', '@a; def f(): pass', '@*a\ndef f(): pass', '@a,\ndef f(): pass', '@yield\ndef f(): pass', 'yield = 1', 'def f(): return\n  a', 'a = ', '= a', 'a == ', 'a +', '* a b', 'a ** ', 'x = *', '** a', 'a <> b', 'a ! b', 'a !', 'a ? b', '$a', 'a`b`', 'a not b', 'a is is b', 'a in not b', '- not a', 'a + not b', 'a == not b', 'a + lambda: b', 'not', 'a.1', 'a..b', 'a.', '.a', 'a.None', 'a[', 'a[]', 'a[b', 'a[b c]', 'a[b:c:d:e]', 'a[b]]', 'a if b', 'a if b else', 'a if else b', 'if else', 'a and', 'or a', 'a = yield b = c d', '(a, b', '(a', ')', '(]', '([)]', '{a, b: c}', '{a: b, c}', '{a: }', '{: a}', '{a: *b}', '{**a: b}', '{*a: b}', '{a: b for c}', '{**a, *b}', '{*a, **b}', '(*a)', '(**a)', '[**a]', '[a b]', '[a, , b]', '[,]', '(,)', '{,}', '[a for]', '[a for b]', '[a for b in]', '[a for b in c if]', '[for a in b]', '[a, b for c in d]', '[a for b in c else d]', '[a for b in c, d]', '[a for b in *c]', '[a for b in lambda: c]', '[a for b in c if d else e]', '[a async b]', '(a for b in c d)', '{a for b in c: d}', '{a: b, c: d for e in f}', 'True.a = None.b c',
  // match
  'match x:\n  pass', 'match x:', 'match x:\n  case 1:', 'match x:\n  case: pass', 'match x:\n  case *a: pass', 'match x:\n  case (*a): pass', 'match x:\n  case a b: pass', 'match x:\n  case a as _: pass', 'match x:\n  case a as b.c: pass', 'match x:\n  case a as b(): pass', 'match x:\n  case a(b=c, d): pass', 'match x:\n  case a(b.c=d): pass', 'match x:\n  case {**a, "b": c}: pass', 'match x:\n  case {**_}: pass', 'match x:\n  case {a: b}: pass', 'match x:\n  case {"a"}: pass', 'match x:\n  case {**a, **b}: pass', 'match x:\n  case +1: pass', 'match x:\n  case 1+1: pass', 'match x:\n  case 1j+1j: pass', 'match x:\n  case --1: pass', 'match x:\n  case a | : pass', 'match x:\n  case a if: pass', 'match x:\n  case a:= 1: pass', 'match x:\n  case f(): pass\n  pass', 'match *x:\n  case a: pass', 'match x:\n  case a[0]: pass', 'match x:\n  case (a: pass', 'match x:\n  case not a: pass', 'match x:\n  case 1 + a: pass', 'match x:\n  case (a as b).c: pass', 'match x:\ncase 1: pass', 'case 1: pass',
  // indentation
  '  a', 'a\n  b', 'if a:\n  b\n c', 'if a:\n    b\n  c\nd', 'if a:\n\tb\n        c', 'if a:\n        b\n\tc', 'if a:\n  b\n\tc', 'def f():\na', 'if a:\n  # b', 'for a in b:\n', 'class A:\n\n\nb', '\\\n a',
  // literals
  '1__0', '1_', '0_7', '0777', '012', '1abc', '1_a', '0x', '0xg', '0b2', '0b', '0o8', '0b1_', '0x_', '1e', '1e+', '1.e+', '1._5', '1.real', '1jx', '0b12', '0o18', '1.2.3', '1a', '0_', "'a", "'a\nb'", '"a', "'''a", '"""a\'\'\'', "'a\\", "b'é'", "b'a' 'b'", "'a' b'b'", "f'a' b'b'", "ub'a'", "bu'a'", "fb'a'", "ff'a'", "ur'a'", "'\\x4'", "'\\x'", "'\\u123'", "'\\U0011000'", "'\\U00110000'", "'\\N'", "'\\N{}'", "'\\N{'", "b'\\x4'", "f'\\x4'", "f'\\u12{a}'",
  "f'{'", "f'}'", "f'{a'", "f'{a}}'", "f'{}'", "f'{ }'", "f'{!r}'", "f'{:x}'", "f'{=}'", "f'{a!x}'", "f'{a!}'", "f'{a! r}'", "f'{a!r b}'", "f'{a b}'", "f'{a;b}'", "f'{a$b}'", "f'{a[}'", "f'{a)}'", "f'{a:'", "f'{a!r:'", "f'{a:{b}'", "f'{a:}}'", "f'{a:\n}'", "f'{lambda x: 1}'", "f'{a=b}'", "f'{del a}'", "f'{a # b}'", "f'{a:{b:{c:{d}}}}'", "f'{*}'", "f'{**a}'", "f'{a:{}}'", "f'{a:{b c}}'", "f'{a\\}'", "f'a{b'", "f'''{a'''", "t'a' 'b'", "'a' t'b'", "f'a' t'b'", "t'a' b'b'", "t'{'", "tf'a'", "bt'a'", "ut'a'",
  // characters and lines
  'a\0b', 'a\\ b', 'a \\', 'a = 1 \\\n', 'a\u00a0b', '“a”', 'a → b', 'a\u200b', '€ = 1', '²', 'a²', '\u037e', '!', '?', 'a\x07',
];
