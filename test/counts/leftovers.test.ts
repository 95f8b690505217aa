/** What library code leaves to the collector: each row of the table, and each kind of use, measured on every CPython of the machine (pyodide has imported before what leaves something); and programs of all sorts, type by type. */
import { describe, expect, test } from 'vitest';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { measuredModules } from '../../server/src/engine/model/leftovers.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { interpreters, keyOf, observe, type OracleProgram } from '../harness/interpreters.ts';

/** Uses of the modules of which it is said that they leave nothing. */
const uses = [
  'from dataclasses import dataclass, field\n@dataclass\nclass A:\n    x: int = 3\n    y: list = field(default_factory=list)\nsame = A() == A()',
  'from dataclasses import dataclass\n@dataclass(frozen=True, order=True)\nclass A:\n    x: int\nA(1) < A(2)',
  "from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\npair = Pair(1, 2)",
  'from typing import NamedTuple\nclass Pair(NamedTuple):\n    a: int\n    b: int = 3\npair = Pair(1)',
  'from enum import Enum, IntEnum, Flag, auto\nclass One(Enum):\n    a = 1\nclass Two(IntEnum):\n    b = auto()\nclass Three(Flag):\n    c = 1',
  'from abc import ABC, abstractmethod\nclass One(ABC):\n    @abstractmethod\n    def run(self): pass\nclass Two(One):\n    def run(self): pass\nisinstance(Two(), One)',
  "from typing import Generic, List, Optional, Protocol, TypeVar\nT = TypeVar('T')\nclass One(Generic[T]): pass\nclass Two(One[int]): pass\nclass Three(Protocol):\n    def run(self) -> int: ...\nnames: Optional[List[str]] = []",
  'from functools import lru_cache, partial, reduce, total_ordering, wraps\n@lru_cache(maxsize=None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(9)\nreduce(lambda a, b: a + b, [1, 2])\npartial(int, "3")()',
  'from contextlib import contextmanager, suppress\n@contextmanager\ndef opened(): yield 1\nwith opened(): pass\nwith suppress(KeyError): {}[1]',
  "import re\nre.findall('a(b|c)*', 'abcab')\nre.sub('a', lambda found: 'b', 'aaa')",
  'from pprint import pformat\npformat({"a": [1, 2] * 50})',
  'import copy\ncopy.deepcopy([1, {2: [3]}])',
  'from queue import PriorityQueue, Queue\nqueue = Queue()\nqueue.put(1)\nqueue.get()\nPriorityQueue().put((1, 2))',
  'import random, statistics, string\nrandom.seed(1)\nrandom.shuffle([1, 2])\nrandom.sample(range(9), 3)\nstatistics.mean([1, 2])\nstring.Template("a$b").substitute(b=1)',
  'import threading\nthread = threading.Thread(target=lambda: 1)\nthread.start()\nthread.join()',
  'from decimal import Decimal\nfrom fractions import Fraction\nFraction(1, 2) + 1\nDecimal("1") + 1',
  'import timeit\ntimeit.timeit("1", number=1)',
  'import heapq, bisect, itertools, operator\nlist(heapq.merge([1], [2]))\nheapq.nlargest(2, [1, 2, 3])\nbisect.insort([], 1)\nlist(itertools.groupby([1, 2]))\noperator.itemgetter(1)([1, 2])',
  'from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque\nCounter("ab").most_common(1)\ndefaultdict(list)[1].append(2)\nUserDict(a=1)\nChainMap()\ndeque([1])',
  'import csv, io\nlist(csv.DictReader(io.StringIO("a,b\\n1,2")))',
  'import hashlib, struct, base64, binascii, zlib\nhashlib.md5(b"a").hexdigest()\nstruct.pack(">I", 1)\nbase64.b64encode(b"a")',
  'import inspect, traceback, types\ndef run(a): pass\ninspect.signature(run)\ntry: 1 / 0\nexcept ZeroDivisionError: traceback.format_exc()',
  'import weakref\nclass A: pass\na = A()\nweakref.WeakValueDictionary()[1] = a\nweakref.WeakSet().add(a)',
  'import datetime, calendar\ndatetime.datetime.now() - datetime.timedelta(1)\ncalendar.monthrange(2020, 1)',
  'import uuid, pickle\nuuid.uuid4()\npickle.loads(pickle.dumps([1]))',
  'import ipaddress\nlist(ipaddress.ip_network("10.0.0.0/30"))\nipaddress.ip_address("::1")',
  'import logging\nlogging.basicConfig(level=logging.INFO)\nlogging.getLogger("a").debug("no %s", 1)',
  'import configparser, io\nread = configparser.ConfigParser()\nread.read_string("[a]\\nb = 1")\nread["a"]["b"]\nread.write(io.StringIO())',
  'import difflib, fnmatch, getopt, linecache, stat, urllib.parse\nlist(difflib.unified_diff(["a"], ["b"]))\nfnmatch.filter(["a"], "*")\ngetopt.getopt(["-a"], "a")\nurllib.parse.urlparse("http://a/b?c=1")\nurllib.parse.urlencode({"a": 1})',
  'import bz2, codecs, gzip, io, lzma, marshal, zipfile\nbz2.compress(b"a")\ngzip.decompress(gzip.compress(b"a"))\nlzma.compress(b"a")\nmarshal.loads(marshal.dumps([1]))\nwith zipfile.ZipFile(io.BytesIO(), "w") as file: file.writestr("a", "b")',
  'import sched, time\nrunner = sched.scheduler(time.time, time.sleep)\nrunner.enter(0, 1, print, ("a",))\nrunner.run()',
  'import json\njson.loads(json.dumps({"a": [1, 2]}, indent=2))',
  'import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument("--x")\nparser.parse_args([])',
];

const raising = (name: string, body: string, kind = 'ValueError'): string =>
  `def ${name}(x):\n    """\n    >>> ${name}(1)\n    1\n    >>> ${name}(-1)\n    Traceback (most recent call last):\n        ...\n    ${kind}: no\n    """\n    if x < 0:\n        ${body}\n    return x\n`;
const plain = 'def zero():\n    """\n    >>> zero()\n    0\n    """\n    return 0\n';
const tested = 'if __name__ == "__main__":\n    import doctest\n\n    doctest.testmod()\n';

/** Of these every type is told on versions whose imports are measured. */
const told = [
  `${raising('f', 'raise ValueError("no")')}${tested}`,
  `${raising('f', 'raise ValueError')}${raising('g', 'raise ValueError("no")')}${plain}${tested}`,
  `def deep(x):\n    kept = [x]\n    raise ValueError(kept)\n${raising('f', 'deep([x])')}${tested}`,
  `${raising('f', 'raise ValueError("no")')}def main():\n    import doctest\n    doctest.testmod()\nmain()\n`,
  `${raising('f', '{}[x]', 'KeyError')}${tested}`,
  `class Odd(Exception): pass\n${raising('f', 'raise Odd(x)', 'Odd')}${tested}`,
  `def low(x):\n    try:\n        1 / 0\n    except ZeroDivisionError:\n        raise ValueError\n${raising('f', 'low(x)')}${tested}`,
  `class Stack:\n    def __init__(self):\n        self.items = []\n    def pop(self):\n        """\n        >>> stack = Stack()\n        >>> stack.pop()\n        Traceback (most recent call last):\n        IndexError: pop from empty list\n        """\n        return self.items.pop()\n    def __zero(self): pass\n${plain}${tested}`,
  'class Node:\n    def __init__(self):\n        self.me = self\ndef ring():\n    node = Node()\n    other = [node]\n    node.other = other\nring()\n',
  'def outer():\n    def inner(n):\n        return inner(n - 1) if n else 0\n    return inner(3)\nouter()\n',
  'def local():\n    class Inner:\n        def run(self): return 1\n    return Inner().run()\nlocal()\n',
  'rows = []\nrows.append(rows)\ntable = {}\ntable[1] = table\nflat = {1: 2}\nflat[2] = [flat, (1, flat)]\ndel rows, table, flat\n',
];

/** Runs `work` where nobody can follow it. */
const unseen = (body: string): string =>
  `import random\n${body}\ndef go(n):\n    if n == 0:\n        return\n    work()\n    if random.random() < 2:\n        go(n - 1)\ngo(3)\n`;

/** In these something comes to hold itself by way of functions that are not followed: its types must not be told. */
const knots = [
  'class A:\n    def __init__(self):\n        self.me = self\ndef work():\n    A()',
  'class A:\n    def __init__(self, up=None):\n        self.up = up\n        self.parts = []\n    def grow(self):\n        self.parts.append(A(self))\ndef work():\n    A().grow()',
  'class A:\n    pass\ndef link(one, other):\n    one.other = other\ndef work():\n    a, b = A(), A()\n    link(a, b)\n    link(b, a)',
  'def work():\n    a = []\n    b = []\n    b.append(a)\n    a.append(b)',
  'def put(into, what):\n    into[1] = what\ndef work():\n    a = {}\n    put(a, [a])',
  'class A:\n    def __init__(self):\n        self.call = self.run\n    def run(self): pass\ndef work():\n    A().call()',
  'class A:\n    def __init__(self):\n        self.call = lambda: self\ndef work():\n    A().call()',
  'class A:\n    def __init__(self):\n        self.call = lambda me=self: me\ndef work():\n    A().call()',
  'def work():\n    def inner(n):\n        return inner(n - 1) if n else 0\n    return inner(2)',
  'from collections import defaultdict, deque\ndef work():\n    a = deque()\n    a.append(a)\n    b = defaultdict(list)\n    b[1].append(b)',
  'import heapq\ndef work():\n    a = []\n    heapq.heappush(a, [a])',
  'from dataclasses import dataclass, field\n@dataclass\nclass A:\n    parts: list = field(default_factory=list)\n@dataclass\nclass B:\n    owner: A\ndef work():\n    a = A()\n    a.parts.append(B(a))',
  'from collections import namedtuple\nB = namedtuple("B", "owner")\nclass A:\n    pass\ndef work():\n    a = A()\n    a.part = B(owner=a)',
  'class A:\n    def __setitem__(self, key, value):\n        self.kept = value\ndef work():\n    a = A()\n    a[1] = [a]',
  'class A:\n    def __add__(self, other):\n        self.kept = other\n        return self\ndef work():\n    a = A()\n    a + A() + a',
  'class A:\n    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n        self.error = [self]\ndef work():\n    with A() as a:\n        a.b = 1',
  'def keep(*all, **named):\n    named["one"].extend(all)\ndef work():\n    a = []\n    keep(a, [a], one=a)',
  'class A:\n    @property\n    def part(self):\n        return self.parts\n    def __init__(self):\n        self.parts = []\ndef work():\n    a = A()\n    a.part.append(a)',
  'class A:\n    pass\ndef work():\n    a = A()\n    for each in [a]:\n        for one in zip([each], [a]):\n            one[0].pair = one',
  'def work():\n    a = [1]\n    a += [a]\n    b = {}\n    b.update({1: b})\n    c = []\n    c[:] = [c]\n    d = {}\n    d.setdefault(1, []).append(d)',
  'class A:\n    def keep(self, what):\n        self.what = what\nclass B(A):\n    def keep(self, what):\n        super().keep([what])\ndef work():\n    b = B()\n    b.keep(b)',
  'class A(list):\n    pass\ndef work():\n    a = A()\n    a.append(a)',
  'class A:\n    pass\ndef give(a):\n    a.own = list(map(lambda b: (b, a), [1]))\ndef work():\n    give(A())',
  'class A:\n    def __init__(self):\n        self.all = []\n    @classmethod\n    def make(cls, *parts):\n        a = cls()\n        a.all[0:0] = parts\n        for part in parts:\n            part.all.append(a)\n        return a\ndef work():\n    A.make(A.make(), A.make())',
  'class A:\n    pass\ndef work():\n    a = A()\n    match [a, {1: a}]:\n        case [b, {1: c}]:\n            b.c = c',
].map(unseen);

/** These look alike, and leave nothing. */
const unknotted = [
  'class A:\n    def __init__(self, value):\n        self.value = value\n        self.parts = []\n    def grow(self):\n        self.parts.append(A(1))\ndef work():\n    A(2).grow()',
  'class A:\n    def __init__(self, value):\n        self.left = None\n        self.value = value\n    def grow(self, value):\n        if self.left is None:\n            self.left = A(value)\n        else:\n            self.left.grow(value)\ndef work():\n    a = A(1)\n    a.grow(2)\n    a.grow(3)',
  'class Graph:\n    def __init__(self):\n        self.edges = {}\n    def add(self, a, b):\n        self.edges.setdefault(a, []).append(b)\n    def visit(self, at, seen):\n        seen.add(at)\n        for each in self.edges.get(at, []):\n            if each not in seen:\n                self.visit(each, seen)\n        return seen\ndef work():\n    graph = Graph()\n    graph.add(1, 2)\n    graph.visit(1, set())',
  'class A:\n    def __init__(self):\n        self.rows = [[0] * 3 for _ in range(3)]\n    def run(self):\n        for row in self.rows:\n            yield row\ndef work():\n    for row in A().run():\n        row[0] = 1',
  'from collections import namedtuple\nEdge = namedtuple("Edge", "to weight")\ndef work():\n    edges = []\n    edges.append(Edge(1, 2))\n    for each in sorted(edges, key=lambda edge: edge.weight):\n        print(each.to)',
  'def work():\n    a = []\n    b = [a]\n    c = {1: b, 2: a}\n    return [c, b]',
].map(unseen);

/** A generator is closed before the collector takes anything apart, and that lets go of what was held. */
const closed = [
  'class A:\n    def __init__(self):\n        self.steps = self.run()\n        next(self.steps)\n    def run(self):\n        yield 1\ndef work():\n    A()',
  'def count():\n    me = yield 1\n    yield me\ndef work():\n    a = count()\n    next(a)\n    a.send(a)',
].map(unseen);

const program = (source: string): OracleProgram => ({ source, files: {}, gc: [] });
const all = [...measuredModules().map((name) => `import ${name}\n`), ...uses, ...told, ...knots, ...closed, ...unknotted];

describe.each(interpreters().filter(({ name }) => name.startsWith('CPython')))('$name', (interpreter) => {
  const { version } = interpreter;
  const factsOf = (source: string) => pythonFacts(parse('python', source), { version }).garbage();

  test('what is told is found', { timeout: 300_000 }, async () => {
    const answers = await observe(interpreter, all.map(program), 'these', 'leftovers');
    let checked = 0;
    for (const source of all) {
      const seen = answers.get(keyOf(program(source)));
      // some modules are not there on some versions; some processes have imported before what leaves something
      if (seen === undefined || (seen.syntax === undefined && seen.failure !== null)) throw new Error(`CPython was not asked: ${source}`);
      if (seen.syntax !== undefined || seen.error !== null || seen.loaded.length > 0) continue;
      const garbage = factsOf(source);
      const types = '*' in garbage ? Object.keys(garbage) : [...Object.keys(garbage), ...Object.keys(seen.garbage)];
      const claimed = types.filter((type) => garbage[type] !== null);
      checked += 1;
      const [said, found] = [garbage, seen.garbage].map((each) => Object.fromEntries(claimed.map((type) => [type, each[type] ?? 0])));
      expect({ source, ...said }).toEqual({ source, ...found });
    }
    expect(checked).toBeGreaterThan(all.length - 14);
    for (const source of knots) {
      const seen = answers.get(keyOf(program(source)));
      // each is what it is meant to be, and nobody follows it
      if (seen?.error !== null || seen.syntax !== undefined) continue;
      expect({ source, isLeft: Object.keys(seen.garbage).length > 0 }).toEqual({ source, isLeft: true });
      expect({ source, isOpen: Object.values(factsOf(source)).includes(null) }).toEqual({ source, isOpen: true });
    }
  });

  test.runIf(version[1] >= 10 && version[1] <= 13)('what is told of completely', () => {
    for (const source of told)
      expect({ source, open: Object.entries(factsOf(source)).filter(([, count]) => count === null) }).toEqual({ source, open: [] });
    for (const source of unknotted) expect({ source, ...factsOf(source) }).toEqual({ source });
    for (const source of uses.slice(0, -2)) expect('*' in factsOf(source), source).toBe(false);
  });
});
