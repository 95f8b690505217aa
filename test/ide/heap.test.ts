/** The heap step by step: it says the counts that hover says, what a collection would free, what died and how; and it draws what can be looked at. */
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../server/src/base/settings.ts';
import { collectorThresholds, poolBytes } from '../../server/src/engine/model/allocator.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { heapView } from '../../server/src/ide/heap.ts';
import { documentOf } from '../../server/src/project/document.ts';
import { noLinks } from '../../server/src/project/links.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { root } from '../../server/src/syntax/tree.ts';

const tree = `import gc

class Node:
    def __init__(self, up):
        self.up = up
        self.items = []

def build():
    a = Node(None)
    b = Node(a)
    a.items.append(b)
    return a

tree = build()
other = tree
tree = None
other = None
gc.collect()
pair = ([], {"k": []})
del pair
`;

const viewAt = (text: string, offset = 0) => {
  const document = documentOf('/a.py', 'python', text);
  return heapView(
    { paths: ['/a.py'], document: () => document, settings: () => defaultSettings, crate: () => null, links: () => noLinks },
    '/a.py',
    offset,
  )!;
};
const after = (text: string, line: number, offset = 0) => viewAt(text, offset).steps.findLast((step) => step.line === line)!;

describe('a walk', () => {
  it('says of names exactly what the facts say', () => {
    const facts = pythonFacts(documentOf('/a.py', 'python', tree).tree, { version: [3, 13] });
    const known = new Map(facts.refs().map(({ line, scope, name, refs }) => [`${line} ${scope} ${name}`, refs]));
    let compared = 0;
    for (const { line, scope, spaces, references, objects } of facts.walk(root(facts.tree)).steps) {
      if (scope !== '<module>') continue;
      const module = spaces.find(({ label }) => label === '<module>')?.id;
      for (const { from, to, label } of references) {
        const refs = known.get(`${line} ${scope} ${label}`);
        if (from !== module || refs === undefined) continue;
        expect(objects.find(({ id }) => id === to)?.count, `${label} after line ${line}`).toEqual(refs);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(3);
  });

  it('of a function leaves out what the module lost before', () => {
    const pair = 'class N: pass\n\ndef f():\n    a = N()\n    a.me = a\n    del a\n\nf()\nf()\n';
    expect(after(pair, 6, pair.indexOf('del')).collection).toHaveLength(1);
    expect(after(pair, 9).collection).toHaveLength(2);
  });

  it('shows what only the collector can free, and that it does', () => {
    const lost = after(tree, 17);
    expect(lost.collection.map(({ label, line }) => [label, line])).toEqual([
      ['Node', 9],
      ['list', 6],
      ['Node', 10],
      ['list', 6],
    ]);
    expect(lost.collection[0].text).toContain('held only by what is garbage, too: Node');
    expect(after(tree, 18).freed.map(({ label }) => label)).toEqual(['Node', 'list', 'Node', 'list']);
    expect(after(tree, 18).freed[0].text).toContain('the collector freed it');
    expect(after(tree, 18).collection).toEqual([]);
  });

  it('says of what dies by its count where its memory goes', () => {
    const { freed } = after(tree, 20);
    expect(freed.map(({ label }) => label).sort()).toEqual(['dict', 'list', 'list', 'tuple']);
    expect(freed.find(({ label }) => label === 'dict')?.text).toMatch(
      /^its count reached zero; its block of size class 64 \(64 bytes\) goes back to its pool/,
    );
  });

  it('tells where in the module collections come by themselves, and of what size a block is that the next object takes', () => {
    const ring = 'import gc\nclass Node:\n    def __init__(self):\n        self.me = self\n';
    const { generations } = viewAt(`${ring}gc.set_threshold(50)\ngc.collect()\nfor i in range(80):\n    node = Node()\n`);
    expect(generations.at(-1)).toBe(
      'by the model: with Node no. 51 of line 8, the young generation is collected at line 3; it frees: 49 Node of line 8',
    );
    expect(viewAt(`${ring}for i in range(80):\n    node = Node()\n`).generations.length).toBe(3);
    const two = 'class Node: pass\none = Node()\ntwo = Node()\ndel one\ndel two\nthree = Node()\n';
    expect(after(two, 4).freed[0].text).toContain(
      'size class 336 (328 bytes) goes back to its pool; the next object of that size class takes it',
    );
    expect(after(two, 5).freed[0].text).toContain('size class 320 (320 bytes) goes back to its pool');
  });

  it('of a function is walked for any arguments', () => {
    const { title, steps, cut } = viewAt('def keep(x):\n    box = [x]\n    return box\n', 20);
    expect(title).toBe('keep');
    expect(cut).toBeNull();
    expect(steps.map(({ line }) => line)).toEqual([2, 3]);
    expect(steps[0].names.map(({ label }) => label)).toContain('keep: box');
  });

  it('counts what there is no room to draw, and nothing that is not drawn at all', () => {
    const more = (text: string): string | undefined => />and (\d+) more</.exec(viewAt(text).steps.at(-1)!.svg)?.[1];
    // the default of the parameter is in a tuple that the function holds
    expect(more('def f(given=None): pass\n\nbox = []\n')).toBeUndefined();
    const boxes = `box = [${'[], '.repeat(70)}]\n`;
    expect(Number(more(boxes)) + viewAt(boxes).steps.at(-1)!.objects.length).toBe(71);
  });

  it.each([
    [[3, 11], 3],
    [[3, 13], 3],
    [[3, 14], 2],
  ] as const)('tells of the collector as it is in Python %s', (python, generations) => {
    const document = documentOf('/a.py', 'python', 'box = []\nbox = [box]\n');
    const view = heapView(
      snapshotOf([document], () => ({ ...defaultSettings, python })),
      '/a.py',
      0,
    )!;
    const [young] = collectorThresholds(python);
    expect(view.generations.length).toBe(generations);
    expect(view.generations[0]).toContain(`${young} more containers`);
    expect(view.steps.map(({ counter }) => counter)).toEqual([`0 of ${young} since the first step`, `1 of ${young} since the first step`]);
    expect(view.allocator.join('\n')).toContain(`a pool of ${poolBytes(python) / 1024} KiB`);
    expect(view.allocator.join('\n')).toContain('to Python, not to the system');
  });

  it('is bounded: long loops, long chains, broken and empty texts', () => {
    const loop = viewAt('all = []\nfor i in range(100000):\n    all.append([i])\n');
    expect(loop.steps.length).toBeLessThanOrEqual(300);
    expect(loop.cut).not.toBeNull();
    expect(JSON.stringify(loop).length).toBeLessThan(4e6);
    for (const text of ['', 'def f(:\n', 'x = [\n', '('.repeat(3000)]) expect(viewAt(text).target).toBe('Python 3.13');
  });
});

describe('a picture', () => {
  it('is well-formed, can be read aloud and leads to lines', () => {
    const { svg } = after(tree, 17);
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
    const opened = svg.match(/<(g|svg|text|defs|marker)\b/g)!.length;
    expect(svg.match(/<\/(g|svg|text|defs|marker)>/g)).toHaveLength(opened);
    expect(svg).toContain('aria-label="Node, 1 reference · garbage, made on line 9" data-line="9"');
    expect(svg).not.toMatch(/<script|style=|on[a-z]+=|NaN|Infinity/);
  });

  it('has the same arrows as its sources', () => {
    const step = after(tree, 11);
    const arrows = step.svg.match(/class="edge"/g)!.length;
    expect(step.dot.match(/->/g)).toHaveLength(arrows);
    expect(step.mermaid.match(/--> ?\|?/g)).toHaveLength(arrows);
  });

  it('cannot be broken by what a program says', () => {
    const { svg, dot, mermaid } = after('d = {"<script>\\"x": []}\n', 1);
    expect(svg).not.toContain('<script>');
    expect(mermaid).not.toContain('<script>');
    expect(dot).toContain('\\"');
  });
});
