/** The reference graph as a picture that Markdown can carry: an SVG in a data URI, no larger than a hover shows without scrolling. */
import type { Say } from '../base/say.ts';
import type { Holding } from '../engine/rust-facts.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { referenceGraph, type ReferenceGraph } from './graph.ts';
import { graphAsSvg } from './graph-svg.ts';

/** In pixels. */
const mostWidth = 480;
const mostHeight = 140;
/** Holders beyond these would be too small to read; the text counts them. A ring needs the room of one. */
const mostHolders = 4;

/** `null` where there is nothing to draw: no holder is known. */
export function pictureOf(snapshot: Snapshot, path: string, offset: number, say: Say): string | null {
  const graph = referenceGraph(snapshot, path, offset, say);
  if (graph === null || graph.nodes.length < 2 || graph.nodes.every(({ kind }) => kind === 'object' || kind === 'outside')) return null;
  return asMarkdown(graphAsSvg(shortened(graph, say), { bare: true, say }), altText(graph, say));
}

/** How a variable or field of Rust holds its Python object: a whole arrow for a reference that it has, a dashed one where it has none of its own. */
export function pictureOfHolding(name: string, { how, type, owner }: Holding, say: Say): string {
  const isOwner = how === 'owns' || how === 'owes';
  const notes = {
    owns: '1 strong reference',
    borrows: 'borrows: no reference',
    owes: '1 reference, owed by you',
    looks: 'no reference',
  } as const;
  const graph: ReferenceGraph = {
    name,
    line: 0,
    scope: '',
    target: '',
    nodes: [
      { id: 'object', kind: 'object', label: type, note: say('Python object') },
      { id: 'name', kind: 'name', label: name, note: say(notes[how]) },
      ...(isOwner
        ? []
        : [
            {
              id: 'owner',
              kind: 'outside',
              label: owner ?? say('its owner'),
              note: say(owner === null ? 'owns the reference' : 'must outlive it'),
            } as const,
          ]),
    ],
    edges: [
      { from: 'name', to: 'object', line: null, holds: isOwner },
      ...(isOwner ? [] : [{ from: 'owner', to: 'object', line: null, holds: true }]),
    ],
    freed: null,
    cycle: null,
  };
  return asMarkdown(graphAsSvg(graph, { bare: true, say }), `${name}: ${say(notes[how])}; ${type}`);
}

/** Brackets would end the text. */
function asMarkdown(svg: string, alt: string): string {
  const [width, height] = sizeOf(svg);
  const scale = Math.min(1, mostWidth / width, mostHeight / height);
  const size = `|width=${Math.round(width * scale)},height=${Math.round(height * scale)}`;
  return `![${alt.replace(/[[\]`]/g, '')}](data:image/svg+xml;base64,${base64(svg)}${size})`;
}

/** The holder that closes a ring is always kept. */
function shortened(graph: ReferenceGraph, say: Say): ReferenceGraph {
  const [object, ...holders] = graph.nodes;
  const most = mostHolders - (graph.cycle === null ? 0 : 1);
  if (holders.length <= most) return graph;
  const closing = holders.filter(({ id }) => id === graph.cycle?.through);
  const kept = [...closing, ...holders.filter((holder) => !closing.includes(holder))].slice(0, most - 1);
  const rest = { id: 'rest', kind: 'outside', label: say('{0} more', holders.length - kept.length), note: say('listed above') } as const;
  const ids = new Set(kept.map(({ id }) => id));
  return {
    ...graph,
    nodes: [object, ...kept, rest],
    edges: [...graph.edges.filter(({ from }) => ids.has(from)), { from: 'rest', to: object.id, line: null, holds: true }],
  };
}

/** The picture in words, for whoever cannot see it. */
const altText = ({ name, nodes, cycle }: ReferenceGraph, say: Say): string => {
  const holders = nodes.slice(1).map(({ label }) => label);
  const held = say(holders.length === 1 ? '{0} holds {1}' : '{0} hold {1}', holders.join(', '), name);
  const ring = cycle === null ? '' : `; ${say('cycle: {0} is {1}', cycle.expression, name)}`;
  return held + ring;
};

function sizeOf(svg: string): readonly [number, number] {
  const match = / width="([\d.]+)" height="([\d.]+)"/.exec(svg);
  return match === null ? [1, 1] : [Number(match[1]), Number(match[2])];
}

/** Without Node's Buffer, so that it works in a browser too. */
export const base64 = (text: string): string => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
