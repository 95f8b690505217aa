/** Asking about one function gives what asking about all of them gives. */
import { expect, test } from 'vitest';
import { Py } from '../syntax/python/kinds.ts';
import { parse } from '../syntax/parse.ts';
import type { PythonFacts } from './facts.ts';
import { pythonFacts } from './python.ts';

const text = `
import threading
KEPT = []

class Tree:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent
        self.children = []

    def add_leaf(self, value):
        leaf = Tree(value, self)
        self.children.append(leaf)
        return leaf

    def walk_through(self, visit):
        visit(self)
        for child in self.children:
            child.walk_through(visit)
        seen = [self]
        return seen

def even(number, marks):
    marks.append(number)
    note = (1, 2.5)
    if number == 0:
        return note
    return odd(number - 1, marks)

def odd(number, marks):
    note = (1, 2.5)
    other = [note]
    if number == 0:
        return None
    even(number - 1, marks)
    return other

def numbers(limit):
    start = (1, 2.5)
    for index in range(limit):
        yield index, start

def quiet(argument):
    same = argument
    label = (3, 4.5)
    del argument
    return [same]

def keeps(argument):
    KEPT.append((3, 4.5))
    global LAST
    LAST = argument

def calls(tree, argument):
    tree.add_leaf(argument)
    keeps(argument)
    total = sum(value for value in argument)
    return lambda: [total]
`;

const facts = (): PythonFacts => pythonFacts(parse('python', text), { version: [3, 13] });
const { kind } = parse('python', text);
const functions = [...kind.keys()].filter((node) => kind[node] === Py.FunctionDef || kind[node] === Py.Lambda);

test.each(functions)('the function at node %i', (node) => {
  const around = facts().refsAround(node);
  expect(around.length).toBeGreaterThan(0);
  const places = new Set(around.map(({ line, scope, name }) => `${line} ${scope} ${name}`));
  const all = facts()
    .refs()
    .filter(({ line, scope, name }) => places.has(`${line} ${scope} ${name}`));
  expect(sorted(around)).toEqual(sorted(all));
});

test('outside of functions it is what the module and its classes bind', () => {
  const whole = facts();
  const around = whole.refsAround(whole.tree.size - 1);
  expect(around.map(({ name }) => name)).toContain('KEPT');
  expect(around.every(({ scope }) => scope === '<module>' || scope === 'Tree')).toBe(true);
});

const sorted = <Place extends { line: number; name: string }>(places: readonly Place[]): readonly Place[] =>
  [...places].sort((one, other) => one.line - other.line || (one.name < other.name ? -1 : 1));
