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

const program = (source: string): OracleProgram => ({ source, files: {}, gc: [] });
const all = [...measuredModules().map((name) => `import ${name}\n`), ...uses, ...told];

describe.each(interpreters().filter(({ name }) => name.startsWith('CPython')))('$name', (interpreter) => {
  const { version } = interpreter;
  const factsOf = (source: string) => pythonFacts(parse('python', source), { version }).garbage();

  test('what is told is found', { timeout: 300_000 }, async () => {
    const answers = await observe(interpreter, all.map(program), 'these', 'leftovers');
    let checked = 0;
    for (const source of all) {
      const seen = answers.get(keyOf(program(source)));
      // some modules are not there on some versions; some processes have imported before what leaves something
      if (seen === undefined || seen.failure !== null) throw new Error(`CPython was not asked: ${source}`);
      if (seen.error !== null || seen.loaded.length > 0) continue;
      const garbage = factsOf(source);
      const types = '*' in garbage ? Object.keys(garbage) : [...Object.keys(garbage), ...Object.keys(seen.garbage)];
      const claimed = types.filter((type) => garbage[type] !== null);
      checked += 1;
      const [said, found] = [garbage, seen.garbage].map((each) => Object.fromEntries(claimed.map((type) => [type, each[type] ?? 0])));
      expect({ source, ...said }).toEqual({ source, ...found });
    }
    expect(checked).toBeGreaterThan(all.length - 12);
  });

  test.runIf(version[1] >= 10 && version[1] <= 13)('what is told of completely', () => {
    for (const source of told)
      expect({ source, open: Object.entries(factsOf(source)).filter(([, count]) => count === null) }).toEqual({ source, open: [] });
    for (const source of uses.slice(0, -2)) expect('*' in factsOf(source), source).toBe(false);
  });
});
