/**
 * Parses every `.rs` file under the folders named as arguments, cold and then warm; prints MB/s, bytes a node and the
 * share of nodes as JSON. A file counts its length in UTF-16 units.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';

const ROUNDS = 5;

const texts = process.argv.slice(2).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
);
const units = texts.reduce((sum, text) => sum + text.length, 0);

interface Round {
  readonly seconds: number;
  readonly nodes: number;
  readonly bytes: number;
  readonly errors: number;
}

function round(): Round {
  const begun = performance.now();
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
  return { seconds: (performance.now() - begun) / 1000, nodes, bytes, errors };
}

const cold = round();
const warm = Array.from({ length: ROUNDS }, round).sort((one, other) => one.seconds - other.seconds)[ROUNDS >> 1];
const speed = ({ seconds }: Round): number => Math.round(units / 1e5 / seconds) / 10;
console.log(
  JSON.stringify({
    files: texts.length,
    megabytes: Math.round(units / 1e5) / 10,
    nodes: cold.nodes,
    errors: cold.errors,
    coldMegabytesPerSecond: speed(cold),
    warmMegabytesPerSecond: speed(warm),
    nanosecondsPerNode: Math.round((warm.seconds * 1e9) / warm.nodes),
    bytesPerNode: cold.bytes / cold.nodes,
  }),
);
