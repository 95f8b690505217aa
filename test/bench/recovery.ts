/**
 * How much of a broken text each producer understands: small random damage to real files, and the share of functions and classes
 * that still stand where they stood (name and span), by kind of damage.
 *
 *     npx esbuild test/bench/recovery.ts --bundle --platform=node --format=esm --outfile=/tmp/recovery.mjs
 *     node /tmp/recovery.mjs python|rust <folder of sources> [how many texts] [seed]
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadGrammars, parse } from '../../server/src/syntax/parse.ts';
import { Py } from '../../server/src/syntax/python/kinds.ts';
import { parsePython } from '../../server/src/syntax/python/parse.ts';
import { Rs } from '../../server/src/syntax/rust/kinds.ts';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { secondTree } from '../../server/src/syntax/treesitter/producer.ts';
import type { Language, Tree } from '../../server/src/syntax/tree.ts';

const [wanted, folder, howMany = '600', seed = '1'] = process.argv.slice(2);
const language: Language = wanted === 'rust' ? 'rust' : 'python';
const modules = join(process.cwd(), 'node_modules');
const wasm = {
  engine: 'web-tree-sitter/web-tree-sitter.wasm',
  python: 'tree-sitter-python/tree-sitter-python.wasm',
  rust: 'tree-sitter-rust/tree-sitter-rust.wasm',
};
await loadGrammars((name) => readFileSync(join(modules, wasm[name])));

let state = Number(seed) | 0;
/** Mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
}
const below = (limit: number): number => Math.floor(random() * limit);
const oneOf = <Value>(values: readonly Value[]): Value => values[below(values.length)];

interface Damage {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const TOKEN = /[A-Za-z_]\w*|\d[\w.]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[^\s\w]/g;
const tokensOf = (text: string): RegExpExecArray[] => [...text.matchAll(TOKEN)] as RegExpExecArray[];
const insertion =
  (inserted: readonly string[]) =>
  (text: string): Damage | null => {
    const tokens = tokensOf(text);
    if (tokens.length === 0) return null;
    const token = oneOf(tokens);
    return { start: token.index, end: token.index, text: oneOf(inserted) };
  };
const deletion =
  (chosen: (token: string) => boolean) =>
  (text: string): Damage | null => {
    const tokens = tokensOf(text).filter(([token]) => chosen(token));
    if (tokens.length === 0) return null;
    const token = oneOf(tokens);
    return { start: token.index, end: token.index + token[0].length, text: '' };
  };
/** A line that is being typed, indented as the one below it. */
const typedLine =
  (lines: readonly string[]) =>
  (text: string): Damage | null => {
    const starts = [...text.matchAll(/^([ \t]*)\S/gm)];
    if (starts.length === 0) return null;
    const line = oneOf(starts);
    return { start: line.index, end: line.index, text: `${line[1]}${oneOf(lines)}\n` };
  };

const kinds: Readonly<Record<string, (text: string) => Damage | null>> = {
  'stray quote': insertion(language === 'python' ? ['"', "'"] : ['"']),
  ...(language === 'python' ? { 'stray triple quote': insertion(['"""', "'''"]) } : { 'stray comment mark': insertion(['/*', '*/']) }),
  'stray opening bracket': insertion(['(', '[', '{']),
  'stray closing bracket': insertion([')', ']', '}']),
  'lost opening bracket': deletion((token) => '([{'.includes(token)),
  'lost closing bracket': deletion((token) => ')]}'.includes(token)),
  'lost token': deletion(() => true),
  'stray word': insertion(['x', 'def', 'if', 'return', 'fn', 'let', 'match', '1', '=', '+', ':', ';', '@', '!']),
  'half-typed line':
    language === 'python'
      ? typedLine([
          'def f(',
          'def f(self, a',
          'class A',
          'x = foo(',
          'if x',
          'if x:',
          'for i in',
          'return (',
          'x.',
          'x = "',
          'x = f"{',
          '@',
          'import',
          'from x import (',
          'with open(',
          'try:',
          'x = [',
          'd["',
          'lambda',
          'assert x =',
          'elif',
          'else:',
        ])
      : typedLine([
          'fn f(',
          'fn f() {',
          'let x =',
          'let x = foo(',
          'x.',
          'if x',
          'if x {',
          'match x {',
          'for i in',
          'struct A',
          'struct A {',
          'impl A',
          'impl A {',
          'use a::',
          '#[',
          'let s = "',
          'let c = |',
          'println!("',
          'x = [',
          'let Some(x) =',
          'return',
          'pub',
        ]),
};

const definitions: readonly number[] =
  language === 'python'
    ? [Py.FunctionDef, Py.AsyncFunctionDef, Py.ClassDef]
    : [Rs.Function, Rs.Struct, Rs.Enum, Rs.Trait, Rs.Impl, Rs.Module];

/** Every definition as text, shifted by a damage; those that the damage touches only by their beginning. */
function definitionsIn(tree: Tree, damage: Damage | null): string[] {
  const found: string[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    if (!definitions.includes(tree.kind[node])) continue;
    const shift = (offset: number): number =>
      damage === null || offset <= damage.start
        ? offset
        : offset >= damage.end
          ? offset + damage.text.length - (damage.end - damage.start)
          : damage.start;
    // attributes and the like before a definition may be what was damaged
    const touched = damage !== null && tree.start[node] <= damage.end && damage.start <= tree.end[node];
    found.push(`${tree.kind[node]} ${tree.aux[node]} ${touched ? '' : `${shift(tree.start[node])}-${shift(tree.end[node])}`}`);
  }
  return found;
}

function kept(tree: Tree, expected: readonly string[]): number {
  const count = new Map<string, number>();
  for (let node = 0; node < tree.size; node += 1) {
    if (!definitions.includes(tree.kind[node])) continue;
    for (const key of [
      `${tree.kind[node]} ${tree.aux[node]} `,
      `${tree.kind[node]} ${tree.aux[node]} ${tree.start[node]}-${tree.end[node]}`,
    ]) {
      count.set(key, (count.get(key) ?? 0) + 1);
    }
  }
  let found = 0;
  for (const key of expected) {
    const left = count.get(key) ?? 0;
    if (left === 0) continue;
    count.set(key, left - 1);
    found += 1;
  }
  return found;
}

function sources(): string[] {
  const files: string[] = [];
  const visit = (at: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.name.endsWith(language === 'python' ? '.py' : '.rs') && statSync(path).size < 300_000) files.push(path);
    }
  };
  visit(folder);
  return files.sort();
}

const producers: readonly (readonly [string, (text: string) => Tree | null])[] = [
  ['hand-written', language === 'python' ? parsePython : parseRust],
  ['tree-sitter', (text) => secondTree(language, text)],
  ['facade', (text) => parse(language, text)],
];

interface Row {
  broken: number;
  expected: number;
  readonly shares: number[][];
  readonly kept: number[];
  best: number;
}
const rows = new Map<string, Row>();
const files = sources();
const milliseconds = producers.map(() => 0);
for (let round = 0; round < Number(howMany);) {
  const text = readFileSync(oneOf(files), 'utf8');
  const original = producers[0][1](text)!;
  if (original.errors > 0) continue;
  for (const [name, make] of Object.entries(kinds)) {
    const damage = make(text);
    if (damage === null) continue;
    const expected = definitionsIn(original, damage);
    if (expected.length < 3) continue;
    const damaged = text.slice(0, damage.start) + damage.text + text.slice(damage.end);
    const trees = producers.map(([, produce], at) => {
      const begun = performance.now();
      const tree = produce(damaged);
      milliseconds[at] += performance.now() - begun;
      return tree;
    });
    // what is still a program after the damage says nothing
    if (trees[0]!.errors === 0) continue;
    const row = rows.get(name) ?? { broken: 0, expected: 0, shares: producers.map(() => []), kept: producers.map(() => 0), best: 0 };
    rows.set(name, row);
    row.broken += 1;
    row.expected += expected.length;
    const found = trees.map((tree) => (tree === null ? 0 : kept(tree, expected)));
    found.forEach((count, at) => {
      row.kept[at] += count;
      row.shares[at].push(count / expected.length);
    });
    row.best += Math.max(found[0], found[1]);
    if (process.env['SHOW'] === name && found[2] < Math.max(found[0], found[1]) - Number(process.env['MARGIN'] ?? 2)) {
      console.log(
        name,
        JSON.stringify(damage),
        found.join(' '),
        expected.length,
        JSON.stringify(text.slice(damage.start - 40, damage.start + 40)),
      );
    }
  }
  round += 1;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8);
const fifth = (shares: readonly number[]): number => [...shares].sort((one, other) => one - other)[Math.floor(shares.length * 0.05)];
console.log(`${language}: share of definitions kept (and in the worst twentieth of the texts)\n`);
console.log(`${'damage'.padEnd(24)} texts ${producers.map(([name]) => name.padStart(20)).join('')}     better of both`);
const line = (name: string, row: Row): void => {
  const cells = producers.map((_, at) => `${percent(row.kept[at] / row.expected)} (${percent(fifth(row.shares[at]))})`);
  console.log(
    `${name.padEnd(24)} ${String(row.broken).padStart(5)} ${cells.map((cell) => cell.padStart(20)).join('')} ${percent(row.best / row.expected).padStart(12)}`,
  );
};
const total: Row = { broken: 0, expected: 0, shares: producers.map(() => []), kept: producers.map(() => 0), best: 0 };
for (const [name, row] of rows) {
  line(name, row);
  total.broken += row.broken;
  total.expected += row.expected;
  total.best += row.best;
  row.kept.forEach((count, at) => (total.kept[at] += count));
  row.shares.forEach((shares, at) => total.shares[at].push(...shares));
}
line('all', total);
console.log(`\nseconds: ${producers.map(([name], at) => `${name} ${(milliseconds[at] / 1000).toFixed(2)}`).join(', ')}`);
