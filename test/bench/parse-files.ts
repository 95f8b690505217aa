/**
 * Parses every file of a list cold and then warm: arguments are a language and a JSON file of paths.
 * Prints seconds, UTF-16 units and bytes a node as JSON.
 */
import { readFileSync } from 'node:fs';
import { parse } from '../../server/src/syntax/parse.ts';

const language = process.argv[2] === 'rust' ? 'rust' : 'python';
const files: string[] = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const texts = files.map((file) => readFileSync(file, 'utf8'));

function round(): { seconds: number; nodes: number; bytes: number; broken: number } {
  const begun = performance.now();
  let nodes = 0;
  let bytes = 0;
  let broken = 0;
  for (const text of texts) {
    const tree = parse(language, text);
    nodes += tree.size;
    if (tree.errors > 0) broken += 1;
    for (const array of [tree.kind, tree.flag, tree.field, tree.start, tree.end, tree.first, tree.parent, tree.aux])
      bytes += array.byteLength;
  }
  return { seconds: (performance.now() - begun) / 1000, nodes, bytes, broken };
}

const cold = round();
round();
const warm = Array.from({ length: 5 }, () => round().seconds).sort((one, other) => one - other)[2];
console.log(
  JSON.stringify({
    cold: cold.seconds,
    warm,
    units: texts.reduce((sum, text) => sum + text.length, 0),
    broken: cold.broken,
    bytesPerNode: cold.bytes / cold.nodes,
  }),
);
