/** The builder's promises: postorder, exact arrays, parents, fields of finished subtrees, and the way back from a guess. */
import { describe, expect, test } from 'vitest';
import { TreeBuilder } from './builder.ts';
import { NONE, childIn, children } from './tree.ts';

const [ERROR, LEAF, INNER] = [0, 1, 2];

describe('TreeBuilder', () => {
  test('arrays are exact and parents follow from the first descendants', () => {
    const builder = new TreeBuilder();
    const outer = builder.size;
    builder.emit(LEAF, 0, 0, 0, 1, builder.size, 7);
    builder.setField(4);
    const inner = builder.size;
    builder.emit(LEAF, 0, 5, 2, 3, builder.size, 0);
    builder.emit(INNER, 0, 6, 2, 3, inner, 0);
    builder.emit(INNER, 9, 0, 0, 3, outer, 0);
    builder.comment(3, 8);
    const tree = builder.finish('python', 'a b#text');
    expect([...tree.kind]).toEqual([LEAF, LEAF, INNER, INNER]);
    expect([...tree.parent]).toEqual([3, 2, 3, NONE]);
    expect(children(tree, 3)).toEqual([0, 2]);
    expect(childIn(tree, 3, 4)).toBe(0);
    expect(childIn(tree, 3, 6)).toBe(2);
    expect(tree.aux[0]).toBe(7);
    expect(tree.flag[3]).toBe(9);
    expect([...tree.comments]).toEqual([3, 8]);
    expect(tree.errors).toBe(0);
    expect(tree.start.buffer.byteLength).toBe(tree.size * 23);
  });

  test('a finished tree is not touched by the next one', () => {
    const builder = new TreeBuilder();
    builder.emit(LEAF, 1, 0, 0, 1, 0, 1);
    const before = builder.finish('python', 'a');
    builder.emit(ERROR, 2, 0, 5, 6, 0, 2);
    const after = builder.finish('rust', 'b');
    expect([before.kind[0], before.flag[0], before.start[0], before.errors]).toEqual([LEAF, 1, 0, 0]);
    expect([after.kind[0], after.size, after.errors]).toEqual([ERROR, 1, 1]);
  });

  test('truncate forgets nodes and their errors', () => {
    const builder = new TreeBuilder();
    builder.emit(LEAF, 0, 0, 0, 1, 0, 0);
    const mark = builder.size;
    builder.emit(ERROR, 0, 0, 1, 2, mark, 0);
    builder.truncate(mark);
    expect([builder.size, builder.errors]).toEqual([1, 0]);
  });

  test('setFields reaches the roots of finished subtrees only', () => {
    const builder = new TreeBuilder();
    builder.emit(LEAF, 0, 3, 0, 1, 0, 0);
    builder.emit(INNER, 0, 0, 0, 1, 0, 0);
    builder.emit(LEAF, 0, 0, 1, 2, 2, 0);
    builder.setFields(0, 8);
    expect([...builder.field.subarray(0, 3)]).toEqual([3, 8, 8]);
  });

  test('grows past its first capacity and shrinks after a huge tree', () => {
    const builder = new TreeBuilder();
    const count = (1 << 22) + 5;
    for (let node = 0; node < count; node += 1) builder.emit(LEAF, 0, 0, node, node + 1, node, node);
    const capacity = builder.kind.length;
    const tree = builder.finish('python', '');
    expect(tree.size).toBe(count);
    expect(tree.aux[count - 1]).toBe(count - 1);
    expect(builder.kind.length).toBeLessThan(capacity);
  });
});
