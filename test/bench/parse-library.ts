/** Parses every file of a list (JSON, first argument) cold and then warm; prints seconds and bytes a node as JSON. */
import { readFileSync } from 'node:fs';
import { parse } from '../../server/src/syntax/parse.ts';

const files: string[] = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const texts = files.map((file) => readFileSync(file, 'utf8'));

function round(): { seconds: number; nodes: number; bytes: number } {
  const begun = performance.now();
  let nodes = 0;
  let bytes = 0;
  for (const text of texts) {
    const tree = parse('python', text);
    nodes += tree.size;
    for (const array of [tree.kind, tree.flag, tree.field, tree.start, tree.end, tree.first, tree.parent, tree.aux])
      bytes += array.byteLength;
  }
  return { seconds: (performance.now() - begun) / 1000, nodes, bytes };
}

const cold = round();
round();
const warm = [round(), round(), round()].sort((one, other) => one.seconds - other.seconds)[1];
console.log(JSON.stringify({ cold: cold.seconds, warm: warm.seconds, bytesPerNode: cold.bytes / cold.nodes }));
