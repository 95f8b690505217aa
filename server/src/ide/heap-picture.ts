/**
 * One state of the heap as a picture and as sources of pictures: namespaces on the left, what they lead to further right.
 *
 * Colours are those of a light card, for copies; classes let a client give it those of its theme. Colour is never the only cue:
 * garbage has a dashed outline and says so, and each node can be read aloud.
 */
import { sayEnglish, type Say } from '../base/say.ts';
import type { WalkObject, WalkReference, WalkStep } from '../engine/facts.ts';
import { countWords } from './graph.ts';

const rowHeight = 58;
const boxHeight = 40;
const columnGap = 84;
const margin = 16;
/** Rough width of a character at 13 pixels; there is no ruler here. */
const characterWidth = 7.6;
/** The same of a label, at 11 pixels. */
const labelWidth = 6.2;

interface Box {
  readonly id: number;
  readonly kind: 'space' | 'object' | 'garbage';
  readonly title: string;
  readonly note: string;
  readonly line: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export function stepAsSvg(step: WalkStep, say: Say = sayEnglish): string {
  const columns = columnsOf(step, say);
  const boxes = new Map<number, Box>();
  let x = margin;
  for (const column of columns) {
    const width = Math.max(96, ...column.map(({ title, note }) => Math.max(title.length * characterWidth, note.length * 6.4) + 24));
    for (const [row, { id, ...rest }] of column.entries()) boxes.set(id, { id, ...rest, x, y: margin + row * rowHeight, width });
    x += width + columnGap;
  }
  const references = grouped(step.references);
  // arrows that go back, or stay in their column, turn on the right-hand side, each further out than those that it would cross
  const lanes = lanesOf(references, boxes);
  const right = x - columnGap;
  const reach = [...lanes.values()].map(({ edge, out, label }) => edge + out + label.length * labelWidth + 8 - right);
  const width = Math.max(220, right + margin + Math.max(0, ...reach));
  const height =
    Math.max(1, ...columns.map((column) => column.length)) * rowHeight - (rowHeight - boxHeight) + 2 * margin + (step.more > 0 ? 14 : 0);
  const arrows = references.flatMap((reference, index) => {
    const [one, other] = [boxes.get(reference.from), boxes.get(reference.to)];
    if (one === undefined || other === undefined) return [];
    const lane = lanes.get(reference);
    return lane === undefined ? arrow(one, other, reference, index) : turn(one, other, reference, lane);
  });
  const more =
    step.more > 0
      ? `<text class="note" x="${margin}" y="${height - 4}" font-size="11" fill="#4b5563">${say('and {0} more', step.more)}</text>`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" width="${round(width)}" height="${height}" role="group" aria-label="${say('objects after line {0}', step.line)}" font-family="ui-sans-serif, system-ui, sans-serif">
<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path class="head" d="M0 1 L9 5 L0 9 z" fill="#4b5563"/></marker></defs>
<rect class="card" x="0.5" y="0.5" width="${round(width - 1)}" height="${height - 1}" rx="8" fill="#ffffff" stroke="#9ca3af"/>
${[...arrows, ...[...boxes.values()].map((one) => drawBox(one, say))].join('\n')}
${more}</svg>
`;
}

/** References between the same two are one arrow with all their labels. */
function grouped(references: readonly WalkReference[]): readonly WalkReference[] {
  const byEnds = new Map<string, WalkReference & { readonly labels: string[] }>();
  for (const reference of references) {
    const key = `${reference.from} ${reference.to} ${reference.sure}`;
    const known = byEnds.get(key);
    if (known === undefined) byEnds.set(key, { ...reference, labels: [reference.label] });
    else known.labels.push(reference.label);
  }
  return [...byEnds.values()].map(({ labels, ...reference }) => {
    const shown = labels.slice(0, 3).join(', ');
    return { ...reference, label: labels.length > 3 ? `${shown} and ${labels.length - 3} more` : shown };
  });
}

type Cell = Omit<Box, 'x' | 'y' | 'width'>;

/** By distance from the namespaces; what nothing leads to stands in a column of its own at the end. */
function columnsOf({ spaces, objects, references }: WalkStep, say: Say): readonly (readonly Cell[])[] {
  const depth = new Map<number, number>(spaces.map(({ id }) => [id, 0]));
  const waiting = spaces.map(({ id }) => id);
  const held = new Map<number, number[]>();
  for (const { from, to } of references) {
    const list = held.get(from);
    if (list === undefined) held.set(from, [to]);
    else list.push(to);
  }
  for (let at = 0; at < waiting.length; at += 1) {
    for (const to of held.get(waiting[at]) ?? []) {
      if (depth.has(to)) continue;
      depth.set(to, depth.get(waiting[at])! + 1);
      waiting.push(to);
    }
  }
  const last = Math.max(0, ...depth.values()) + 1;
  const columns: Cell[][] = [];
  const add = (column: number, cell: Cell): void => {
    while (columns.length <= column) columns.push([]);
    columns[column].push(cell);
  };
  for (const { id, label } of spaces) add(0, { id, kind: 'space', title: label, note: say('names'), line: 0 });
  // in the order in which the lines from the left come to them
  const order = new Map(waiting.map((id, index) => [id, index]));
  const sorted = [...objects].sort(
    (one, other) => (order.get(one.id) ?? Infinity) - (order.get(other.id) ?? Infinity) || one.id - other.id,
  );
  for (const object of sorted) add(depth.get(object.id) ?? last, cellOf(object, say));
  return columns.filter((column) => column.length > 0);
}

const cellOf = ({ id, label, count, line, garbage }: WalkObject, say: Say): Cell => ({
  id,
  kind: garbage ? 'garbage' : 'object',
  title: label,
  note: `${countWords(count, say)}${garbage ? ` · ${say('garbage')}` : ''}`,
  line,
});

const fills = { space: ['#e6f0ff', '#2b6cb0'], object: ['#fff4d6', '#b7791f'], garbage: ['#fde8e8', '#c53030'] } as const;

function drawBox({ kind, title, note, line, x, y, width }: Box, say: Say): string {
  const [fill, stroke] = fills[kind];
  const dash = kind === 'garbage' ? ' stroke-dasharray="5 3"' : '';
  const said = escape(`${title}, ${note}${line > 0 ? `, ${say('made on line {0}', line)}` : ''}`);
  return `<g class="node ${kind}" tabindex="0" role="${line > 0 ? 'button' : 'img'}" aria-label="${said}" data-line="${line}"><rect x="${round(x)}" y="${y}" width="${round(width)}" height="${boxHeight}" rx="${kind === 'space' ? 6 : 12}" fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dash}/><text class="title" x="${round(x + 12)}" y="${y + 17}" font-size="13" font-weight="600" fill="#111827">${escape(title)}</text><text class="note" x="${round(x + 12)}" y="${y + 32}" font-size="11" fill="#4b5563">${escape(note)}</text></g>`;
}

/** The way of an arrow that turns. */
interface Lane {
  /** Where it turns from, and how far out. */
  readonly edge: number;
  readonly out: number;
  readonly label: string;
}

/** How far out an arrow turns that has no other inside. */
const innermost = 28;

/** Of arrows whose heights overlap, the longer one lies further out, beyond the label of the one inside it. */
function lanesOf(references: readonly WalkReference[], boxes: ReadonlyMap<number, Box>): ReadonlyMap<WalkReference, Lane> {
  const turning = references
    .flatMap((reference) => {
      const [from, to] = [boxes.get(reference.from), boxes.get(reference.to)];
      if (from === undefined || to === undefined || to.x > from.x) return [];
      const edge = Math.max(from.x + from.width, to.x + to.width);
      return [{ reference, edge, top: Math.min(from.y, to.y), bottom: Math.max(from.y, to.y) + boxHeight }];
    })
    .sort((one, other) => one.bottom - one.top - (other.bottom - other.top));
  const lanes = new Map<WalkReference, Lane>();
  for (const [index, { reference, edge, top, bottom }] of turning.entries()) {
    let out = innermost;
    for (const inside of turning.slice(0, index)) {
      const lane = lanes.get(inside.reference);
      if (lane === undefined || inside.bottom <= top || bottom <= inside.top) continue;
      out = Math.max(out, lane.edge + lane.out + lane.label.length * labelWidth + 14 - edge);
    }
    lanes.set(reference, { edge, out, label: reference.label });
  }
  return lanes;
}

function turn(from: Box, to: Box, { label, sure }: WalkReference, { edge, out }: Lane): string {
  const [one, other] = [from.x + from.width, to.x + to.width];
  const [oneY, otherY] = from === to ? [from.y + 10, from.y + boxHeight - 10] : [from.y + boxHeight / 2, to.y + boxHeight / 2];
  // arrows both ways begin and end apart: the inner one between the ends of the outer
  const apart = (from === to ? 0 : from.y <= to.y ? 7 : -7) * (out === innermost ? 1 : -1);
  // the curve comes three quarters of the way to its control points
  const bend = edge + (out * 4) / 3;
  const path = `M${round(one)} ${oneY + apart} C${round(bend)} ${oneY + apart} ${round(bend)} ${otherY - apart} ${round(other)} ${otherY - apart}`;
  return line(path, sure, label, edge + out + 5, (oneY + otherY) / 2 + 4, 'start');
}

function arrow(from: Box, to: Box, { label, sure }: WalkReference, index: number): string {
  const [fromY, toY] = [from.y + boxHeight / 2, to.y + boxHeight / 2 + ((index % 3) - 1) * 6];
  const [one, other] = [from.x + from.width, to.x];
  const bend = (other - one) / 2;
  const path = `M${round(one)} ${fromY} C${round(one + bend)} ${fromY} ${round(other - bend)} ${toY} ${round(other)} ${toY}`;
  return line(path, sure, label, one + bend, (fromY + toY) / 2 - 4, 'middle');
}

function line(path: string, sure: boolean, label: string, x: number, y: number, anchor: 'start' | 'middle'): string {
  const dash = sure ? '' : ' stroke-dasharray="5 4"';
  const words =
    label === ''
      ? ''
      : `<text class="edge-label" x="${round(x)}" y="${round(y)}" font-size="11" text-anchor="${anchor}" fill="#374151" stroke="#ffffff" stroke-width="3" paint-order="stroke">${escape(label)}</text>`;
  return `<path class="edge" d="${path}" fill="none" stroke="#4b5563" stroke-width="1.3"${dash} marker-end="url(#head)"/>${words}`;
}

const nodeId = (id: number): string => `n${id}`;

export function stepAsDot({ line, spaces, objects, references: all }: WalkStep): string {
  const references = grouped(all);
  const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  return `digraph ${quoted(`after line ${line}`)} {\n  rankdir=LR;\n  node [fontname="sans-serif"];\n${[
    ...spaces.map(({ id, label }) => `  ${nodeId(id)} [label=${quoted(label)}, shape=box];`),
    ...objects.map(
      ({ id, label, count, garbage }) =>
        `  ${nodeId(id)} [label=${quoted(`${label}: ${countWords(count)}`)}, shape=box, style=${garbage ? '"rounded,dashed"' : 'rounded'}];`,
    ),
    ...references.map(
      ({ from, to, label, sure }) => `  ${nodeId(from)} -> ${nodeId(to)} [label=${quoted(label)}${sure ? '' : ', style=dashed'}];`,
    ),
  ].join('\n')}\n}\n`;
}

export function stepAsMermaid({ spaces, objects, references: all }: WalkStep): string {
  const references = grouped(all);
  const quoted = (text: string): string =>
    `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('#', '&num;')}"`;
  return `flowchart LR\n${[
    ...spaces.map(({ id, label }) => `  ${nodeId(id)}[${quoted(label)}]`),
    ...objects.map(
      ({ id, label, count, garbage }) => `  ${nodeId(id)}([${quoted(`${label}: ${countWords(count)}${garbage ? ', garbage' : ''}`)}])`,
    ),
    ...references.map(
      ({ from, to, label, sure }) => `  ${nodeId(from)} ${sure ? '-->' : '-.->'}${label === '' ? '' : `|${quoted(label)}|`} ${nodeId(to)}`,
    ),
  ].join('\n')}\n`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escape = (content: string): string =>
  content
    .replace(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
