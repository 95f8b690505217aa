/**
 * The picture of a reference graph: holders on the left, the object on the right, on an opaque card that is legible on light and dark.
 * A cycle is thick and red, runs back below, and says what leads to the object again: colour is not the only cue.
 */
import { sayEnglish, type Say } from '../base/say.ts';
import type { GraphNode, ReferenceGraph } from './graph.ts';

const boxHeight = 46;
const gap = 14;
/** Where there is little room the holders have one line each. */
const lineHeight = 28;
const lineGap = 8;
const headHeight = 50;
const footHeight = 30;
/** Rough widths of characters, as parts of the size of the font; there is no ruler here. Those of East Asia are square. */
const usual = 0.57;
const bold = 0.65;
/** Longer texts lose their middle: what is written beside the picture has all of it. */
const MOST_CHARACTERS = 40;

const colours: Readonly<Record<GraphNode['kind'], { readonly fill: string; readonly stroke: string }>> = {
  object: { fill: '#fff4d6', stroke: '#b7791f' },
  name: { fill: '#e6f0ff', stroke: '#2b6cb0' },
  container: { fill: '#e9f7ec', stroke: '#2f855a' },
  outside: { fill: '#f3f4f6', stroke: '#6b7280' },
};

/** Below the boxes, for the way back and what it says. */
const ringHeight = 34;
const red = '#c53030';
const redHead = `<marker id="red" viewBox="0 0 10 10" refX="8" refY="5" markerUnits="userSpaceOnUse" markerWidth="11" markerHeight="11" orient="auto"><path d="M0 1 L9 5 L0 9 z" fill="${red}"/></marker>`;

/** `bare`: without title and foot, and low, for a place that says these in text and has little room. */
export function graphAsSvg(
  { name, line, scope, target, nodes, edges, freed, cycle }: ReferenceGraph,
  { bare = false, say = sayEnglish }: { readonly bare?: boolean; readonly say?: Say } = {},
): string {
  const margin = bare ? 10 : 20;
  const [object, ...known] = nodes;
  // the holder that closes a ring stands last: the way back runs below everything
  const holders = [...known.filter(({ id }) => id !== cycle?.through), ...known.filter(({ id }) => id === cycle?.through)];
  const closes = ({ id }: GraphNode): boolean => id === cycle?.through;
  const ring = cycle === null ? '' : say('cycle: {0} is {1}', clipped(cycle.expression), clipped(name));
  const left = columnWidth(holders, bare);
  const right = columnWidth([object], false);
  const between = bare ? 70 : 90;
  const [rowHeight, rowGap] = bare ? [lineHeight, lineGap] : [boxHeight, gap];
  const title = say('who holds {0} after line {1}', name, line);
  const subtitle = `${scope} · ${target}`;
  const textWidth = bare ? 0 : Math.max(widthOf(title, 15, bold), widthOf(subtitle, 12), widthOf(freed ?? '', 12));
  const ringWidth = widthOf(ring, 12, bold);
  const width = 2 * margin + Math.max(left + between + right, textWidth, ringWidth);
  const rows = Math.max(1, holders.length);
  const columnHeight = rows * rowHeight + (rows - 1) * rowGap;
  const bodyHeight = Math.max(columnHeight, boxHeight);
  const head = bare ? 0 : headHeight;
  const below = cycle === null ? 0 : ringHeight;
  const height = Math.round(margin + head + bodyHeight + below + (freed === null || bare ? 0 : footHeight) + margin);
  const top = margin + head;
  const objectX = width - margin - right;
  const objectY = top + (bodyHeight - boxHeight) / 2;
  const columnY = top + (bodyHeight - columnHeight) / 2;
  const rowY = (index: number): number => columnY + index * (rowHeight + rowGap);

  const boxes = holders.map((holder, index) => box(holder, margin, rowY(index), left, rowHeight, closes(holder)));
  const arrows = holders.map((holder, index) => {
    const y = rowY(index) + rowHeight / 2;
    const target = objectY + (boxHeight * (index + 1)) / (holders.length + 1);
    const dashed = edges.some((edge) => edge.from === holder.id && !(edge.holds ?? edge.line !== null)) ? ' stroke-dasharray="5 4"' : '';
    const [from, to] = [margin + left, objectX - 8];
    const bend = (to - from) / 2;
    return `<path d="M${round(from)} ${round(y)} C${round(from + bend)} ${round(y)} ${round(to - bend)} ${round(target)} ${round(to)} ${round(target)}" fill="none" stroke="${closes(holder) ? red : '#4b5563'}" stroke-width="${closes(holder) ? 2.6 : 1.5}"${dashed} marker-end="url(#${closes(holder) ? 'red' : 'arrow'})"/>`;
  });
  const back = holders.some(closes)
    ? ringPath([objectX + right / 2, objectY + boxHeight], [margin + left / 2, columnY + columnHeight])
    : '';
  const foot = freed === null || bare ? '' : text(margin, top + bodyHeight + below + footHeight - 4, freed, '12', '#374151');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${height}" width="${round(width)}" height="${height}" role="img" aria-label="${escape(title)}" font-family="ui-sans-serif, system-ui, sans-serif">
<defs><marker id="arrow" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 1 L9 5 L0 9 z" fill="#4b5563"/></marker>${cycle === null ? '' : redHead}</defs>
<rect x="0.5" y="0.5" width="${round(width - 1)}" height="${height - 1}" rx="10" fill="#ffffff" stroke="#9ca3af"/>
${bare ? '' : `${text(margin, margin + 14, title, '15', '#111827', ' font-weight="600"')}\n${text(margin, margin + 33, subtitle, '12', '#4b5563')}`}
${[...arrows, back, ...boxes, box(object, objectX, objectY, right, boxHeight)].filter((part) => part !== '').join('\n')}
${cycle === null ? '' : `${text(width / 2, top + bodyHeight + ringHeight - 3, ring, '12', red, ' font-weight="600" text-anchor="middle"')}\n`}${foot}</svg>
`;
}

const columnWidth = (nodes: readonly GraphNode[], inOneLine: boolean): number =>
  Math.max(
    inOneLine ? 0 : 120,
    ...nodes.map(({ kind, label, note }) => {
      const [first, second] = [widthOf(clipped(label), 13, kind === 'object' ? bold : usual), widthOf(clipped(note), 11.5)];
      return 28 + (inOneLine ? first + (second === 0 ? 0 : 10 + second) : Math.max(first, second));
    }),
  );

/** From below the object back to below the last holder. */
function ringPath([fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): string {
  const low = Math.max(fromY, toY) + 14;
  return `<path d="M${round(fromX)} ${round(fromY)} V${round(low - 8)} Q${round(fromX)} ${round(low)} ${round(fromX - 8)} ${round(low)} H${round(toX + 8)} Q${round(toX)} ${round(low)} ${round(toX)} ${round(low - 6)} V${round(toY + 2)}" fill="none" stroke="${red}" stroke-width="2.6" marker-end="url(#red)"/>`;
}

/** Of two lines, or of one where it is low. */
function box(
  { kind, label: wholeLabel, note: wholeNote }: GraphNode,
  x: number,
  y: number,
  width: number,
  height: number,
  closing = false,
): string {
  const isLow = height < boxHeight;
  const [label, note] = [clipped(wholeLabel), clipped(wholeNote)];
  const { fill, stroke } = closing ? { fill: '#fde8e8', stroke: red } : colours[kind];
  const dashed = kind === 'outside' ? ' stroke-dasharray="5 4"' : '';
  return [
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" rx="${kind === 'object' ? 14 : 7}" fill="${fill}" stroke="${stroke}" stroke-width="${kind === 'object' || closing ? 2 : 1.3}"${dashed}/>`,
    text(x + 14, y + (isLow ? 19 : 20), label, '13', '#111827', kind === 'object' ? ' font-weight="600"' : ''),
    isLow ? text(x + width - 14, y + 19, note, '11.5', '#4b5563', ' text-anchor="end"') : text(x + 14, y + 36, note, '11.5', '#4b5563'),
  ].join('\n');
}

const text = (x: number, y: number, content: string, size: string, fill: string, more = ''): string =>
  `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${fill}"${more}>${escape(plain(content))}</text>`;

const plain = (content: string): string => content.replaceAll('`', '');

function widthOf(content: string, size: number, character = usual): number {
  let width = 0;
  for (const sign of plain(content)) width += /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]/u.test(sign) ? 1 : character;
  return width * size;
}

function clipped(content: string): string {
  const signs = [...plain(content)];
  if (signs.length <= MOST_CHARACTERS) return content;
  const half = MOST_CHARACTERS / 2;
  return `${signs.slice(0, half).join('')}…${signs.slice(1 - half).join('')}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;
const escape = (content: string): string =>
  content
    .replace(/\p{Cc}/gu, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
