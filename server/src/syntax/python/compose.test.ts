/** A tree made of parts of others is the tree that the parser makes of its text. */
import { describe, expect, test } from 'vitest';
import { composed, nameless, ownerless, wholeOf } from './compose.ts';
import { nameOf } from '../names.ts';
import { parse } from '../parse.ts';
import { Py } from './kinds.ts';
import { textOf } from '../tree.ts';
import type { Node, Tree } from '../tree.ts';

const owner = `from shop import Cart, Item as Thing
import store.shelf as shelf
from depot import (Crate,
                   Pallet)

@shelf.Registered
class Order(shelf.Base, Cart):
    """A text with a class in it: shelf.Box()"""
    def fill(self, *given):
        self.box = shelf.Box(self, key=shelf.Key())
        return [shelf . Box(each) for each in given if f"{shelf.Box(1)!r}"]
`;
const other = `import abc
# a comment
X = 1
@abc.one
@abc.two(3)
class Cart(abc.ABC):
    def put(self, what): self.what = what

def late(): return Cart()`;

const nodesOf = (tree: Tree, kind: number): Node[] => [...tree.kind.keys()].filter((node) => tree.kind[node] === kind);

function expectParsed(tree: Tree): void {
  const parsed = parse(tree.language, tree.text);
  const { comments: _, ...rest } = parsed;
  expect(tree).toMatchObject(rest);
}

describe('trees of parts', () => {
  test('definitions of other files before a whole file', () => {
    const [file, from] = [parse('python', owner), parse('python', other)];
    const [definition, after] = [nodesOf(from, Py.ClassDef)[0], nodesOf(from, Py.FunctionDef)[1]];
    const start = other.indexOf('@abc.one');
    const tree = composed([
      wholeOf(parse('python', 'import weakref\n')),
      { tree: from, from: from.first[definition], to: definition, start, end: from.end[definition] },
      { tree: from, from: from.first[after], to: after, start: from.start[after], end: from.end[after] },
      wholeOf(file),
    ]);
    expect(tree.text).toBe(`import weakref\n${other.slice(start).replace('\n\n', '\n')}\n${owner}`);
    expectParsed(tree);
  });

  test('names of imports become underscores', () => {
    const file = parse('python', owner);
    const aliases = nodesOf(file, Py.alias).filter((node) => ['Cart', 'Crate'].includes(nameOf(file.aux[node])));
    const tree = nameless(file, aliases.toReversed());
    expect(tree.text).toContain('import ____, Item');
    expect(tree.text).toContain('(_____,\n');
    expectParsed(tree);
    expect(nameOf(file.aux[aliases[0]])).toBe('Cart');
  });

  test('names lose the module before them', () => {
    const file = parse('python', owner);
    const attributes = nodesOf(file, Py.Attribute).filter(
      (node) => textOf(file, node) === 'shelf.Box' || textOf(file, node) === 'shelf.Base',
    );
    expect(attributes.length).toBe(3);
    const { tree, was } = ownerless(file, attributes.toReversed());
    expect(tree.text).toContain('class Order((    Base), Cart)');
    expect(tree.text).toContain('self.box = (    Box)(self');
    expectParsed(tree);
    expect([...was].map((node) => file.kind[node] === Py.Attribute && attributes.includes(node)).filter(Boolean).length).toBe(3);
    for (const [node, before] of was.entries())
      if (!attributes.includes(before)) expect([tree.kind[node], tree.aux[node]]).toEqual([file.kind[before], file.aux[before]]);
  });
});
