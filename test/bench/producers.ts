/**
 * Whether both producers agree on every file of some folders, and how long each takes: counts, every difference, and what
 * tree-sitter's grammars do not know.
 *
 *     npx esbuild test/bench/producers.ts --bundle --platform=node --format=esm --outfile=/tmp/producers.mjs
 *     node /tmp/producers.mjs python|rust <folder> [every n-th file]
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { compactTree, concreteTree, loadGrammars } from '../../server/src/syntax/treesitter/producer.ts';
import type { Language } from '../../server/src/syntax/tree.ts';
import { grammarBytes } from '../syntax/grammars.ts';
import { compareProducers } from '../syntax/producers.ts';

const [wanted, folder, step = '1'] = process.argv.slice(2);
const language: Language = wanted === 'rust' ? 'rust' : 'python';
await loadGrammars(grammarBytes);

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith(language === 'python' ? '.py' : '.rs'))
  .sort()
  .filter((_, at) => at % Number(step) === 0)
  .map((name) => join(folder, name))
  .filter((path) => statSync(path).isFile());
const counts = { same: 0, differs: 0, unknown: 0, invalid: 0, none: 0 };
const seconds = { hand: 0, concrete: 0, fill: 0 };
let units = 0;
let nodes = 0;
for (const path of files) {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    continue;
  }
  units += text.length;
  const begun = performance.now();
  if (language === 'python') parsePython(text);
  else parseRust(text);
  const read = performance.now();
  const concrete = concreteTree(language, text, null);
  const parsed = performance.now();
  if (concrete !== null) {
    nodes += compactTree(language, text, concrete)?.size ?? 0;
    seconds.fill += (performance.now() - parsed) / 1000;
    concrete.delete();
  }
  seconds.hand += (read - begun) / 1000;
  seconds.concrete += (parsed - read) / 1000;
  const { result, offset, detail } = compareProducers(language, text);
  counts[result] += 1;
  if (result === 'differs' || result === 'unknown' || result === 'none') {
    const line = text.slice(0, offset).split('\n').length;
    console.log(`${result}: ${path}:${line}: ${detail} ${JSON.stringify(text.slice(offset, offset + 60))}`);
  }
}
console.log(JSON.stringify({ files: files.length, ...counts, megaunits: units / 1e6, nodes, seconds }, null, 2));
