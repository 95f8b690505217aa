/**
 * What a keystroke costs the syntax of an open document: arguments are a language and a file. A letter is typed behind names in
 * functions all over the file and taken back, then a bracket, which breaks the text; beside it the whole file is read. Prints milliseconds as JSON.
 */
import { readFileSync } from 'node:fs';
import { loadGrammars, openSource, parse } from '../../server/src/syntax/parse.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { NONE, type Node } from '../../server/src/syntax/tree.ts';
import { grammarBytes } from '../syntax/grammars.ts';

const PLACES = 400;

const language = process.argv[2] === 'rust' ? 'rust' : 'python';
const text = readFileSync(process.argv[3], 'utf8');
await loadGrammars(grammarBytes);

const tree = parse(language, text);
const functions: readonly number[] = language === 'python' ? [Py.FunctionDef, Py.AsyncFunctionDef] : [Rs.Function];
const named = language === 'python' ? Py.Name : Rs.PathSegment;
const ends: number[] = [];
for (let node = 0; node < tree.size; node += 1) if (tree.kind[node] === named && isInFunction(node)) ends.push(tree.end[node]);
const places = Array.from({ length: PLACES }, (_, turn) => ends[Math.floor((turn / PLACES) * ends.length)]);

function isInFunction(node: Node): boolean {
  for (let around = tree.parent[node]; around !== NONE; around = tree.parent[around])
    if (functions.includes(tree.kind[around])) return true;
  return false;
}

const quantiles = (numbers: readonly number[]): { median: number; p95: number } => {
  const sorted = [...numbers].sort((one, other) => one - other);
  return { median: sorted[sorted.length >> 1], p95: sorted[Math.floor(sorted.length * 0.95)] };
};

/** Milliseconds of each keystroke: `typed` and taken back at every place, after one round to warm up. */
function keystrokes(typed: string): number[] {
  const taken: number[] = [];
  const source = openSource(language, text);
  for (const counts of [false, true]) {
    for (const at of places) {
      for (const edit of [
        { span: { start: at, end: at }, text: typed },
        { span: { start: at, end: at + typed.length }, text: '' },
      ]) {
        const begun = performance.now();
        source.edit([edit]);
        if (counts) taken.push(performance.now() - begun);
      }
    }
  }
  source.close();
  return taken;
}

const whole: number[] = [];
for (let turn = 0; turn < 100; turn += 1) {
  const begun = performance.now();
  parse(language, text);
  whole.push(performance.now() - begun);
}
console.log(
  JSON.stringify({
    lines: text.split('\n').length,
    letter: quantiles(keystrokes('x')),
    bracket: quantiles(keystrokes('(')),
    quote: quantiles(keystrokes('"')),
    whole: quantiles(whole.slice(20)),
  }),
);
