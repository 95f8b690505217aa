/**
 * Who holds the object that a place names: a small graph as plain data, and its pictures as text.
 *
 * An edge means "holds a reference to". The editor and the command line draw the same graph.
 */
import { sayEnglish, type Say } from '../base/say.ts';
import { showPython } from '../base/version.ts';
import type { Count, NameRefs } from '../engine/facts.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { factsOf } from './facts.ts';
import { wayBack, type WayBack } from './graph-cycle.ts';
import { refsOf, targetAt } from './hover-target.ts';

export interface ReferenceGraph {
  /** The name that was asked for. */
  readonly name: string;
  /** The line (from 1) after which the graph holds, and the scope. */
  readonly line: number;
  readonly scope: string;
  /** `Python 3.13`. */
  readonly target: string;
  /** The object itself is the first node. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** How the object dies, in words; `null` where it is not known. */
  readonly freed: string | null;
  /** How it leads back to itself, so that its count alone never reaches zero; `null` where it does not, as far as is known. */
  readonly cycle: GraphCycle | null;
}

export interface GraphCycle {
  /** `leaf.parent.items[0]`: what is the object again. */
  readonly expression: string;
  /** The node that closes the ring; `null` where it is not among the known holders. */
  readonly through: string | null;
}

export interface GraphNode {
  readonly id: string;
  readonly kind: 'object' | 'name' | 'container' | 'outside';
  readonly label: string;
  /** The second line: a count, or the line where the reference began. */
  readonly note: string;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** From 1; `null` where no line made the reference. */
  readonly line: number | null;
  /** Whether a reference is held at all, for who may only look; left out where the line tells. */
  readonly holds?: boolean;
}

/** The graph of the object that the name, attribute or call at an offset stands for after its statement; `null` where none is known. */
export function referenceGraph(snapshot: Snapshot, path: string, offset: number, say: Say = sayEnglish): ReferenceGraph | null {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known?.language !== 'python') return null;
  const target = targetAt(document.tree, offset);
  const refs = target === null ? null : refsOf(known.facts, document, target);
  if (target === null || refs === null) return null;
  const way = wayBack(known.facts, known.facts.scopeOf(target.node), refs);
  return graphOf(refs, `Python ${showPython(known.facts.version)}`, way, say);
}

/** The graph that the holders of a name's object make. */
export function graphOf(refs: NameRefs, target: string, way: WayBack | null = null, say: Say = sayEnglish): ReferenceGraph {
  const object: GraphNode = {
    id: 'object',
    kind: 'object',
    label: refs.type === null ? say('object of `{0}`', refs.name) : say('{0} object', refs.type),
    note: countWords(refs.refs, say),
  };
  const holders = refs.holders.map(({ what, line }, index): GraphNode => ({
    id: `holder${index + 1}`,
    kind: isName(what) ? 'name' : 'container',
    label: say(what),
    note: line === 0 ? '' : say('line {0}', line),
  }));
  const edges = refs.holders.map(({ line }, index): GraphEdge => ({
    from: `holder${index + 1}`,
    to: 'object',
    line: line === 0 ? null : line,
  }));
  const unseen = unseenHolders(refs, say);
  const nodes = [object, ...holders];
  if (unseen !== null) {
    nodes.push({ id: 'outside', kind: 'outside', label: unseen, note: say('not seen in this file') });
    edges.push({ from: 'outside', to: 'object', line: null });
  }
  const cycle = way === null ? null : { expression: way.expression, through: closing(way, refs) };
  return { name: refs.name, line: refs.line, scope: refs.scope, target, nodes, edges, freed: deathWords(refs, say), cycle };
}

/** The holder that a ring comes back through: one that took the object up on that line, by its name where several did. */
function closing({ last }: WayBack, { holders }: NameRefs): string | null {
  const fitting = holders
    .map((holder, index) => ({ ...holder, id: `holder${index + 1}` }))
    .filter(({ what, line }) => line === last.line && !isName(what));
  return (fitting.find(({ what }) => what.includes(`\`${last.label.slice(1)}\``)) ?? fitting[0])?.id ?? null;
}

const isName = (what: string): boolean => /^(local|global|name|parameter|argument|closure|free|loop)/i.test(what);

/** Holders that the count allows for beyond the known ones. */
function unseenHolders({ refs, holders }: NameRefs, say: Say): string | null {
  switch (refs.kind) {
    case 'exact':
      return refs.count > holders.length ? say('{0} more', refs.count - holders.length) : null;
    case 'range':
      return refs.max === null
        ? say('others, perhaps')
        : refs.max > holders.length
          ? say('up to {0} more', refs.max - holders.length)
          : null;
    case 'relative':
      return say('whoever holds `{0}` for the caller', refs.base);
    case 'shared':
      return say('the whole process');
    case 'immortal':
      return null;
    case 'unknown':
      return say('unknown holders');
  }
}

/** A count in words: `2 references`, `1 to 3 references`, `caller + 1`, `immortal`. */
export function countWords(count: Count, say: Say = sayEnglish): string {
  switch (count.kind) {
    case 'exact':
      return count.count === 1 ? say('1 reference') : say('{0} references', count.count);
    case 'range':
      if (count.max !== null) return say(count.max === 1 ? '{0} to 1 reference' : '{0} to {1} references', count.min, count.max);
      return say(count.min === 1 ? 'at least 1 reference' : 'at least {0} references', count.min);
    case 'relative':
      return say("caller's `{0}` {1} {2}", count.base, count.delta < 0 ? '−' : '+', Math.abs(count.delta));
    case 'immortal':
      return say('immortal');
    case 'shared':
      return say('shared by the process');
    case 'unknown':
      return count.why === '' ? say('unknown') : say('unknown: {0}', say(count.why));
  }
}

function deathWords({ freed: { by, line } }: NameRefs, say: Say): string | null {
  if (by === 'count')
    return line === null ? say('freed when its last reference goes') : say('freed at line {0} when its last reference goes', line);
  if (by === 'collector') return say('freed only by the garbage collector');
  return by === 'exit' ? say('lives until the interpreter exits') : null;
}

export type GraphFormat = 'text' | 'json' | 'dot' | 'mermaid' | 'svg';

const plain = (text: string): string => text.replaceAll('`', '');

export function graphAsText({ name, line, scope, target, nodes, edges, freed, cycle }: ReferenceGraph): string {
  const [object] = nodes;
  const rows = edges.map(({ from }) => {
    const holder = nodes.find(({ id }) => id === from);
    const note = holder?.note ?? '';
    return `  <- ${plain(holder?.label ?? from)}${note === '' ? '' : ` (${note})`}`;
  });
  const head = `${name} after line ${line} in ${scope}, ${target}: ${plain(object.label)}, ${plain(object.note)}`;
  const ring = cycle === null ? [] : [`  cycle: ${cycle.expression} is ${name}`];
  return `${[head, ...rows, ...ring, ...(freed === null ? [] : [`  ${freed}`])].join('\n')}\n`;
}

export function graphAsDot({ name, nodes, edges, cycle }: ReferenceGraph): string {
  const quoted = (text: string): string => `"${plain(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const shapes = { object: 'box, style="rounded,bold"', name: 'ellipse', container: 'box', outside: 'box, style=dashed' };
  const lines = nodes.map(({ id, kind, label, note }) => `  ${id} [label=${quoted(`${label}\n${note}`)}, shape=${shapes[kind]}];`);
  const bold = (from: string): string => (from === cycle?.through ? ' [penwidth=2.5]' : '');
  const arrows = edges.map(({ from, to }) => `  ${from} -> ${to}${bold(from)};`);
  if (cycle !== null && cycle.through !== null)
    arrows.push(`  object -> ${cycle.through} [label=${quoted(`cycle: ${cycle.expression}`)}, penwidth=2.5];`);
  return `digraph ${quoted(`references to ${name}`)} {\n  rankdir=LR;\n  node [fontname="sans-serif"];\n${[...lines, ...arrows].join('\n')}\n}\n`;
}

export function graphAsMermaid({ nodes, edges, cycle }: ReferenceGraph): string {
  const escaped = (text: string): string =>
    plain(text).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('#', '&num;');
  const brackets = { object: ['(["', '"])'], name: ['("', '")'], container: ['["', '"]'], outside: ['{{"', '"}}'] };
  const lines = nodes.map(
    ({ id, kind, label, note }) => `  ${id}${brackets[kind][0]}${escaped(label)}<br/>${escaped(note)}${brackets[kind][1]}`,
  );
  const arrows = edges.map(({ from, to }) => `  ${from} ${from === cycle?.through ? '==>' : '-->'} ${to}`);
  if (cycle !== null && cycle.through !== null) arrows.push(`  object ==>|"cycle: ${escaped(cycle.expression)}"| ${cycle.through}`);
  return `flowchart LR\n${[...lines, ...arrows].join('\n')}\n`;
}

export const graphAsJson = (graph: ReferenceGraph): string => `${JSON.stringify(graph, null, 2)}\n`;
