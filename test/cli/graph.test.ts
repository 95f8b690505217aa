/** The reference graph in every form, from the holders that the engine names. */
import { expect, test } from 'vitest';
import type { Count, NameRefs } from '../../server/src/engine/facts.ts';
import { countWords, graphAsDot, graphAsJson, graphAsMermaid, graphAsText, graphOf } from '../../server/src/ide/graph.ts';
import { graphAsSvg } from '../../server/src/ide/graph-svg.ts';

const refs: NameRefs = {
  line: 12,
  scope: 'Tree.insert',
  name: 'node',
  refs: { kind: 'exact', count: 3 },
  type: 'Node',
  holders: [
    { what: 'local `node`', line: 11 },
    { what: '`self.root["<a>"]` of Tree', line: 9 },
  ],
  created: [],
  freed: { by: 'count', line: 20 },
};
const graph = graphOf(refs, 'Python 3.13');

test('text', () => {
  expect(graphAsText(graph)).toMatchInlineSnapshot(`
    "node after line 12 in Tree.insert, Python 3.13: Node object, 3 references
      <- local node (line 11)
      <- self.root["<a>"] of Tree (line 9)
      <- 1 more (not seen in this file)
      freed at line 20 when its last reference goes
    "
  `);
});

test('dot', () => {
  expect(graphAsDot(graph)).toMatchInlineSnapshot(`
    "digraph "references to node" {
      rankdir=LR;
      node [fontname="sans-serif"];
      object [label="Node object\\n3 references", shape=box, style="rounded,bold"];
      holder1 [label="local node\\nline 11", shape=ellipse];
      holder2 [label="self.root[\\"<a>\\"] of Tree\\nline 9", shape=box];
      outside [label="1 more\\nnot seen in this file", shape=box, style=dashed];
      holder1 -> object;
      holder2 -> object;
      outside -> object;
    }
    "
  `);
});

test('mermaid', () => {
  expect(graphAsMermaid(graph)).toMatchInlineSnapshot(`
    "flowchart LR
      object(["Node object<br/>3 references"])
      holder1("local node<br/>line 11")
      holder2["self.root[&quot;&lt;a&gt;&quot;] of Tree<br/>line 9"]
      outside{{"1 more<br/>not seen in this file"}}
      holder1 --> object
      holder2 --> object
      outside --> object
    "
  `);
});

test('a cycle: the holder that closes it, and how it is written', () => {
  const way = { expression: 'node.tree.root["<a>"]', last: { label: '.root', line: 9 }, length: 3 };
  const ring = graphOf(refs, 'Python 3.13', way);
  expect(ring.cycle).toEqual({ expression: way.expression, through: 'holder2' });
  expect(graphAsText(ring)).toContain('\n  cycle: node.tree.root["<a>"] is node\n');
  expect(graphAsDot(ring)).toContain('object -> holder2 [label="cycle: node.tree.root[\\"<a>\\"]", penwidth=2.5];');
  expect(graphAsMermaid(ring)).toContain('holder2 ==> object\n');
  expect(graphAsMermaid(ring)).toContain('object ==>|"cycle: node.tree.root[&quot;&lt;a&gt;&quot;]"| holder2');
  for (const svg of [graphAsSvg(ring), graphAsSvg(ring, { bare: true })]) {
    const [, height] = /height="(\d+)"/.exec(svg)!.map(Number);
    const [, low] = / V([\d.]+) Q/.exec(svg)!.map(Number);
    expect(low).toBeLessThan(height);
    expect(svg).toContain('>cycle: node.tree.root[&quot;&lt;a&gt;&quot;] is node<');
    expect(svg.match(/marker-end="url\(#red\)"/g)).toHaveLength(2);
  }
  // a ring through something that is no known holder is said, and not drawn as one
  expect(graphOf(refs, 'Python 3.13', { ...way, last: { label: '.root', line: 1 } }).cycle?.through).toBeNull();
});

test('json is the data', () => {
  expect(JSON.parse(graphAsJson(graph))).toEqual(graph);
});

test('svg: well-formed, opaque, everything named and within the card', () => {
  const svg = graphAsSvg(graph);
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const open: string[] = [];
  for (const [, close, name, self] of svg.matchAll(/<(\/?)(\w+)[^<>]*?(\/?)>/g)) {
    if (close === '' && self === '') open.push(name);
    const closed = close === '/' ? open.pop() : name;
    expect(closed).toBe(name);
  }
  expect(open).toEqual([]);
  expect(svg).toContain(`height="${height - 1}" rx="10" fill="#ffffff"`);
  expect(svg.match(/marker-end/g)).toHaveLength(graph.edges.length);
  for (const { note } of graph.nodes) expect(svg).toContain(`>${note}<`);
  expect(svg).toContain('self.root[&quot;&lt;a&gt;&quot;] of Tree');
  for (const [, x, y, w] of svg.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/g)) {
    expect(Number(x) + Number(w)).toBeLessThanOrEqual(width);
    expect(Number(y)).toBeLessThan(height);
  }
});

test.each<[Count, string, string | undefined]>([
  [{ kind: 'exact', count: 2 }, '2 references', undefined],
  [{ kind: 'exact', count: 4 }, '4 references', '2 more'],
  [{ kind: 'range', min: 1, max: 3 }, '1 to 3 references', 'up to 1 more'],
  [{ kind: 'range', min: 1, max: null }, 'at least 1 reference', 'others, perhaps'],
  [{ kind: 'relative', base: 'p', delta: 1 }, "caller's `p` + 1", 'whoever holds `p` for the caller'],
  [{ kind: 'immortal' }, 'immortal', undefined],
  [{ kind: 'shared' }, 'shared by the process', 'the whole process'],
  [{ kind: 'unknown', why: 'a call' }, 'unknown: a call', 'unknown holders'],
])('%j', (count, words, outside) => {
  expect(countWords(count)).toBe(words);
  expect(graphOf({ ...refs, refs: count }, 'Python 3.13').nodes.find(({ kind }) => kind === 'outside')?.label).toBe(outside);
});
