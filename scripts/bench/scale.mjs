/** How the cost of a check grows with what it is given: lines, a function, a class, nesting, files. 1.0 is linear. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longModule } from './long-module.mjs';
import { commandLine, folder, heading, median, milliseconds, row, times, took } from './measure.mjs';

const repeated = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\n');

const SHAPES = [
  ['lines of a module', [1000, 10_000, 100_000], (size) => longModule(size)],
  ['statements of one function', [300, 3000, 30_000], (size) => `def f(a):\n${repeated(size, (at) => `    b${at % 50} = [a, ${at}]`)}\n`],
  [
    'branches of one function',
    [100, 1000, 10_000],
    (size) => `def f(a):\n    b = []\n${repeated(size, (at) => `    if a > ${at}:\n        b.append(a)`)}\n    return b\n`,
  ],
  [
    'methods of one class',
    [100, 1000, 10_000],
    (size) =>
      `class C:\n${repeated(size, (at) => `    def m${at}(self, a):\n        self.a${at} = a\n        return self.m${at >> 1}(a)`)}\n`,
  ],
  ['entries of one list', [1000, 10_000, 100_000], (size) => `a = [\n${repeated(size, (at) => `    (${at}, "b"),`)}\n]\n`],
  ['blocks inside one another', [10, 40, 90], (size) => `${repeated(size, (at) => `${' '.repeat(at)}if a:`)}\n${' '.repeat(size)}b = 1\n`],
  ['links of one expression', [100, 1000, 10_000], (size) => `a = b${repeated(size, () => '.c(d)').replaceAll('\n', '')}\n`],
];

export function scale(rounds) {
  const below = folder('scale');
  heading('How cost grows (the same check, ten times as much; the start of the process taken off; 1.0 is linear)');
  const empty = join(below, 'empty.py');
  writeFileSync(empty, '\n');
  const check = (path) =>
    median(times(Math.min(rounds, 3), () => took(process.execPath, [commandLine, 'check', '--no-cache', '--isolated', path])));
  const nothing = check(empty);
  const plot = (what, sizes, costs) => {
    const most = Math.max(...costs);
    sizes.forEach((size, index) => {
      const cost = Math.max(0.1, costs[index]);
      const grown = Math.log(cost / Math.max(0.1, costs[index - 1])) / Math.log(size / sizes[index - 1]);
      const bar = '█'.repeat(Math.max(1, Math.round((Math.log10(cost + 1) / Math.log10(most + 1)) * 30)));
      row(`${size.toLocaleString('en')} ${what}`, milliseconds(cost), `${index === 0 ? '   ' : grown.toFixed(1)}  ${bar}`);
    });
  };
  SHAPES.forEach(([what, sizes, write], shape) => {
    const costs = sizes.map((size) => {
      const file = join(below, `shape${shape}_${size}.py`);
      writeFileSync(file, write(size));
      return (check(file) - nothing) * 1000;
    });
    plot(what, sizes, costs);
  });
  const counts = [10, 100, 1000];
  const costs = counts.map((count) => {
    const files = join(below, `files${count}`);
    mkdirSync(files);
    for (let at = 0; at < count; at += 1) writeFileSync(join(files, `m${at}.py`), longModule(300));
    return (check(files) - nothing) * 1000;
  });
  plot('files of 300 lines', counts, costs);
}
