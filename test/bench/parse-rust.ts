/**
 * Parses every `.rs` file under the folders named as arguments, cold and then warm, and reads edits of the longest file again;
 * prints speeds, bytes a node and milliseconds an edit as JSON. Sizes are in UTF-16 units.
 *
 * Speeds per second of processor time are there because a machine is seldom idle.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { reparseRust } from '../../server/src/syntax/rust/reparse.ts';

const ROUNDS = 7;
const EDITS = 500;

const texts = process.argv.slice(2).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);
const units = texts.reduce((sum, text) => sum + text.length, 0);

interface Round {
  readonly seconds: number;
  readonly processorSeconds: number;
  readonly nodes: number;
  readonly bytes: number;
  readonly errors: number;
}

function round(): Round {
  const begun = performance.now();
  const { user } = process.cpuUsage();
  let nodes = 0;
  let bytes = 0;
  let errors = 0;
  for (const text of texts) {
    const tree = parseRust(text);
    nodes += tree.size;
    errors += tree.errors;
    for (const array of [tree.kind, tree.flag, tree.field, tree.start, tree.end, tree.first, tree.parent, tree.aux])
      bytes += array.byteLength;
  }
  return { seconds: (performance.now() - begun) / 1000, processorSeconds: (process.cpuUsage().user - user) / 1e6, nodes, bytes, errors };
}

const median = (values: readonly number[]): number => [...values].sort((one, other) => one - other)[values.length >> 1];
const rounded = (value: number): number => Math.round(value * 100) / 100;
const speed = (seconds: number): number => rounded(units / 1e6 / seconds);

/** Milliseconds for one statement typed at the start of a `let`, reading the block and reading the file. */
function editing(text: string): { readonly lines: number; readonly part: number; readonly whole: number } {
  const tree = parseRust(text);
  const places: number[] = [];
  for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === Rs.Let) places.push(tree.start[node]);
  const part: number[] = [];
  const whole: number[] = [];
  for (let edit = 0; edit < EDITS; edit += 1) {
    const start = places[(edit * 7919) % places.length];
    const edited = `${text.slice(0, start)}x;${text.slice(start)}`;
    const begun = performance.now();
    reparseRust(tree, { span: { start, end: start }, text: 'x;' }, edited);
    const middle = performance.now();
    parseRust(edited);
    part.push(middle - begun);
    whole.push(performance.now() - middle);
  }
  return { lines: text.split('\n').length, part: rounded(median(part)), whole: rounded(median(whole)) };
}

const cold = round();
const warm = Array.from({ length: ROUNDS }, round);
const longest = texts.filter((text) => text.includes(' let ')).sort((one, other) => other.length - one.length)[0];
console.log(
  JSON.stringify({
    files: texts.length,
    megabytes: rounded(units / 1e6),
    nodes: cold.nodes,
    errors: cold.errors,
    coldMegabytesPerSecond: speed(cold.seconds),
    warmMegabytesPerSecond: speed(median(warm.map(({ seconds }) => seconds))),
    warmMegabytesPerProcessorSecond: speed(median(warm.map(({ processorSeconds }) => processorSeconds))),
    bytesPerNode: cold.bytes / cold.nodes,
    millisecondsPerEdit: longest === undefined ? null : editing(longest),
  }),
);
