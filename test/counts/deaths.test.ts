/** Deaths: what the engine says of the instances of a program, held against every native CPython; nothing may be left open here. */
import { describe, expect, test } from 'vitest';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { interpreters, keyOf, type OracleProgram } from '../harness/interpreters.ts';
import { newDeathTally, observeLifetimes, scoreDeaths } from '../score/deaths.ts';

const programs: Readonly<Record<string, string>> = {
  'by the count': `
class Node:
    def __init__(self, value, after=None):
        self.value = value
        self.after = after

def build(n):
    head = None
    for i in range(n):
        head = Node(i, head)
    lost = Node(99)
    return head

chain = build(3)
one = Node(
    5)
one = None
print(Node(3).value)
many = [Node(1), Node(2)]
many.pop()
del chain
three = [Node(i) for i in range(3)]
three[:] = []
`,
  'by the collector': `
import gc
class Node:
    pass

def ring():
    a = Node()
    b = Node()
    a.other, b.other = b, a

def alone():
    a = Node()
    a.me = a
    return 1

ring()
gc.collect()
alone()
`,
  'at the end of blocks': `
class Item:
    pass

class Manager:
    def __enter__(self):
        return Item()
    def __exit__(self, *details):
        pass

with Manager() as item:
    item = 1
    item = 2
try:
    raise ValueError(Item())
except ValueError as error:
    item = 3
    item = 4

def fails(item):
    raise KeyError

try:
    fails(Item())
except KeyError:
    pass

def values():
    local = Item()
    yield 1

for value in values():
    pass
for each in [Item(),
             Item()]:
    last = each
each = last = 0
`,
  'by what compares equal': `
class Place:
    def __init__(self, row, cost):
        self.row = row
        self.cost = cost
    def __eq__(self, other):
        return self.row == other.row
    def __lt__(self, other):
        return self.cost < other.cost

def search(rows):
    waiting = [Place(rows[0], 3)]
    done = []
    while waiting:
        waiting.sort()
        here = waiting.pop(0)
        done.append(here)
        for there in [Place((here.row + step) % len(rows), here.cost - step) for step in (1, 2)]:
            if there in done:
                continue
            if there not in waiting:
                waiting.append(there)
    return done[0]

best = search([0, 1, 2, 3])
`,
  'in examples of docstrings': `
class Node:
    """
    >>> Node(1).value
    1
    >>> Node(2)
    <Node>
    >>> kept = Node(3, Node(4))
    >>> kept.grow(3)
    >>> kept.after = None
    """
    def __init__(self, value, after=None):
        self.value = value
        self.after = after
    def __repr__(self):
        return '<Node>'
    def grow(self, by):
        """
        >>> one = Node(1)
        >>> one.grow(2)
        >>> one.after.after.value
        1
        """
        for number in range(by):
            self.after = Node(number, self.after)
        lost = Node(by)

def ring():
    """
    >>> ring()
    """
    a = Node(1)
    a.after = Node(2, a)

def test():
    import doctest
    doctest.testmod()

test()
last = Node(5)
last.grow(1)
`,
};

const made = new Map<string, OracleProgram>(Object.entries(programs).map(([name, source]) => [name, { source, files: {}, gc: [] }]));

describe.each(interpreters().filter(({ name }) => name.startsWith('CPython')))('$name', (interpreter) => {
  test.each([...made.keys()])('deaths %s', async (name) => {
    const seen = await observeLifetimes(interpreter, [...made.values()]);
    const program = made.get(name);
    const lives = program === undefined ? undefined : seen.get(keyOf(program));
    if (program === undefined || lives === undefined) throw new Error('CPython was not asked');
    const tally = newDeathTally();
    const facts = pythonFacts(parse('python', program.source), { version: interpreter.version });
    expect(scoreDeaths(tally, facts, lives)).toEqual([]);
    expect(tally.instances.all).toBeGreaterThan(2);
    expect(tally.instances.claimed).toBe(tally.instances.all);
    expect(tally.garbage.claimed).toBe(tally.garbage.all);
  });
});
